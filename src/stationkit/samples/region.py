"""A sample region: stations of both kinds with everything that a dossier holds, the same for the same seed.

Every name and every record is invented. Nothing here decides anything about a real station.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from random import Random
from typing import Any

import attrs

from stationkit.errors import InvalidValueError
from stationkit.identifiers import RegionCode
from stationkit.periods import Period, add_months
from stationkit.samples.hazards import sample_hazard
from stationkit.stations.activities import Briefing, HealthScreening, LegalClinic, Meeting, Training, Visit
from stationkit.stations.dossier import CountRow, Coverage, Dossier, RecordKind, SheetRow
from stationkit.stations.incidents import Incident, InjuryGrade
from stationkit.stations.people import HomeDistance, Member, Role, Team, Worker
from stationkit.stations.readings import Reading, Sensor
from stationkit.stations.stations import Industry, Station, StationKind
from stationkit.stations.violations import MentoringStep, Violation, ViolationKind, due_passes
from stationkit.words import Words

__all__ = ["MAX_STATIONS", "SheetItem", "make_region"]

MAX_STATIONS = 2000
"""The most stations of a sample region."""

_COUNTIES = ("140502", "140521", "140522", "140524", "140525", "140581")
_ZONE = timezone(timedelta(hours=8))
_OTHER_INDUSTRIES = tuple(one for one in Industry if one is not Industry.COAL)


@attrs.frozen(kw_only=True)
class SheetItem:
    """An item that an assessor looks at, with its causes; *present* are marks for what is there."""

    rulebook: str
    item: str
    causes: tuple[str, ...]
    present: tuple[str, ...] = ()


def make_region(
    *, stations: int, seed: int, period: Period, sheets: Mapping[StationKind, Sequence[SheetItem]] | None = None
) -> Dossier:
    """Make a sample region.

    Args:
        stations: how many stations; two of three are pithead stations.
        seed: the same seed gives the same region.
        period: the period that the records cover, with a year before it.
        sheets: what assessors look at, by kind of station.

    Raises:
        InvalidValueError: fewer than one station, or more than `MAX_STATIONS`.
    """
    if not 1 <= stations <= MAX_STATIONS:
        raise InvalidValueError(stations, Words(zh=f"1 到 {MAX_STATIONS} 个站点", en=f"1 to {MAX_STATIONS} stations"))
    random = Random(seed)  # noqa: S311 - a sample, not a secret
    parts: dict[str, list[Any]] = {field.name: [] for field in attrs.fields(Dossier) if field.name not in _HEAD}
    for place in range(stations):
        maker = _Maker(random=random, place=place, period=period, sheets=sheets or {})
        for name, rows in maker.records().items():
            parts[name].extend(rows)
    tables: dict[str, Any] = {name: tuple(rows) for name, rows in parts.items()}
    return Dossier(**tables, zone="+08:00", keeper="stationkit 样例（虚构）")


_HEAD = ("gaps", "zone", "keeper", "plugins", "schema_version")


@attrs.define(kw_only=True)
class _Maker:
    """Makes the records of one station; *diligence* is how well the station does."""

    random: Random
    place: int
    period: Period
    sheets: Mapping[StationKind, Sequence[SheetItem]]
    diligence: float = 0.0
    station: Station = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.diligence = self.random.choice((0.99, 0.97, 0.95, 0.9, 0.8, 0.6))
        self.station = self._station()

    def _station(self) -> Station:
        is_mine = self.place % 3 != 2
        kind = StationKind.PITHEAD if is_mine else StationKind.WELLBEING
        code = f"{'jk' if is_mine else 'ak'}{self.place + 1:03d}"
        title = f"样例{'煤矿' if is_mine else '企业'}{self.place + 1}号站（虚构）"
        return Station(
            id=code,
            kind=kind,
            industry=Industry.COAL if is_mine else self.random.choice(_OTHER_INDUSTRIES),
            region=RegionCode(self.random.choice(_COUNTIES)),
            employer=f"e{self.place // 2 + 1:03d}",
            title=Words(zh=title, en=f"sample {'mine' if is_mine else 'enterprise'} no. {self.place + 1} (invented)"),
            opened_on=date(2021, 1 + self.place % 12, 1),
            teams=tuple(f"{code}-t{number}" for number in range(1, 5)),
        )

    def records(self) -> Mapping[str, Sequence[Any]]:
        """Give every table of the station."""
        workers = list(self._workers())
        violations = list(self._violations(workers))
        hazards = [self._hazard(number) for number in range(self.random.randint(6, 24))]
        sheets = list(self._sheets())
        return {
            "stations": [self.station],
            "teams": [Team(id=team, station=self.station.id, title=f"{team}班") for team in self.station.teams],
            "members": list(self._members()),
            "workers": workers,
            "violations": violations,
            "activities": [*self._activities(), *self._visits(workers, violations)],
            "hazards": [hazard for hazard, _ in hazards],
            "hazard_events": [event for _, events in hazards for event in events],
            "incidents": list(self._incidents()),
            "readings": list(self._readings()),
            "counts": list(self._counts()),
            "sheets": sheets,
            "coverage": list(self._coverage()),
        }

    def _does(self) -> bool:
        return self.random.random() < self.diligence

    def _day(self) -> date:
        return self.period.start + timedelta(days=self.random.randrange(self.period.days))

    # -- people ------------------------------------------------------------------------------------------

    def _members(self) -> Iterator[Member]:
        own, end = self.station.id, self.period.end
        supervisor = Role.SUPERVISOR if self.station.kind is StationKind.PITHEAD else Role.GROUP_INSPECTOR
        posts = [("head", Role.STATION_HEAD), ("desk", Role.RECEPTIONIST), ("leader", Role.TEAM_LEADER)]
        posts += [
            ("rectifier", Role.RESPONSIBLE_PERSON),
            ("acceptor", Role.ACCEPTOR),
            ("safety", Role.SAFETY_DEPARTMENT),
        ]
        posts += [("manager", Role.MINE_MANAGER)]
        for name, role in posts:
            yield Member(id=f"{own}-{name}", station=own, roles=frozenset({role}))
        for number in range(1, self._supervisors() + 1):
            valid = end + timedelta(days=200) if self._does() else end - timedelta(days=40)
            team = self.station.teams[number % 4]
            yield Member(
                id=f"{own}-s{number}", station=own, roles=frozenset({supervisor}), team=team, certified_until=valid
            )

    def _supervisors(self) -> int:
        return 4 + self.place % 4

    def _workers(self) -> Iterator[Worker]:
        for number in range(1, 13):
            home = self.random.choice(list(HomeDistance))
            team = self.station.teams[number % 4]
            yield Worker(id=f"{self.station.id}-w{number}", station=self.station.id, team=team, home=home)

    def _violations(self, workers: Sequence[Worker]) -> Iterator[Violation]:
        for number in range(self.random.randint(0, 3)):
            worker, day = self.random.choice(workers), self._day()
            done, serious = self._does(), not self._does()
            passes = due_passes(serious=serious) if done else (MentoringStep.TEAM_LEADER_TALK,)
            mentored = day + timedelta(days=3) if done else None
            yield Violation(
                id=f"{self.station.id}-v{number}",
                station=self.station.id,
                kind=self.random.choice(list(ViolationKind)),
                on=day,
                worker=worker.id,
                team=worker.team,
                serious=serious,
                mentoring=frozenset(passes),
                mentored_on=mentored,
                returned_on=day + timedelta(days=5) if done or self._does() else None,
            )

    # -- activities --------------------------------------------------------------------------------------

    def _activities(self) -> Iterator[Any]:
        own = self.station.id
        for place, month in enumerate(self.period.months()):
            first = month.start
            if self._does():
                yield Meeting(
                    id=f"{own}-m{place}", station=own, on=first + timedelta(days=4), analysed=True, ranked=self._does()
                )
            if self._does():
                topic = self.random.choice(("瓦斯防治", "顶板管理", "应急自救"))
                yield Training(
                    id=f"{own}-tr{place}", station=own, on=first + timedelta(days=9), topic=topic, hours=2, people=24
                )
            for week in range(4):
                if self._does():
                    day = first + timedelta(days=7 * week)
                    yield Briefing(
                        id=f"{own}-b{place}-{week}", station=own, on=day, topic="班前安全", shift="早班", people=12
                    )
        for number in range(2 if self._does() else 1):
            yield LegalClinic(id=f"{own}-l{number}", station=own, on=self._day(), topic="劳动合同", people=8)
        yield HealthScreening(id=f"{own}-hs", station=own, on=self._day(), people=40 + self.place, abnormal=3)

    def _visits(self, workers: Sequence[Worker], violations: Sequence[Violation]) -> Iterator[Visit]:
        """A diligent station visits everybody who broke a rule in every month that follows."""
        since = {
            violation.worker: violation.on for violation in sorted(violations, key=lambda one: one.on, reverse=True)
        }
        own = self.station.id
        for worker in workers:
            for place, month in enumerate(self.period.months()):
                first = since.get(worker.id)
                day = max(first, month.start) if first is not None else month.start
                if first is not None and day < month.end and self._does():
                    yield Visit(
                        id=f"{own}-{worker.id}-{place}", station=own, on=day, worker=worker.id, by=f"{own}-head"
                    )

    # -- hazards, incidents, readings ----------------------------------------------------------------------

    def _hazard(self, number: int) -> Any:
        day = self._day()
        found = datetime(day.year, day.month, day.day, self.random.randint(0, 15), tzinfo=_ZONE)
        end = self.period.end
        until = datetime(end.year, end.month, end.day, tzinfo=_ZONE)
        return sample_hazard(self.random, self.station.id, number, found, until, self.diligence)

    def _incidents(self) -> Iterator[Incident]:
        draw = self.random.random()
        if draw < 0.05:
            grade = InjuryGrade.FATAL if draw < 0.01 else InjuryGrade.SERIOUS
            deaths, injured = (1, 0) if grade is InjuryGrade.FATAL else (0, 1)
            own = self.station.id
            yield Incident(
                id=f"{own}-i1", station=own, on=self._day(), grade=grade, deaths=deaths, seriously_injured=injured
            )

    def _readings(self) -> Iterator[Reading]:
        if self.station.kind is StationKind.PITHEAD:
            for place, month in enumerate(self.period.months()):
                at = datetime(month.start.year, month.start.month, month.start.day, 8, tzinfo=_ZONE)
                own = self.station.id
                yield Reading(
                    id=f"{own}-g{place}", station=own, sensor=Sensor.GAS, at=at, value=0, unit="%", place="回风巷"
                )

    # -- numbers, sheets, coverage -------------------------------------------------------------------------

    def _counts(self) -> Iterator[CountRow]:
        own, people = self.station.id, self._supervisors()
        active = sum(1 for _ in range(people) if self._does())
        months = len(tuple(self.period.months()))
        reports = sum(self.random.randint(2, 4) for _ in range(active * months))
        for name, value in (
            ("supervisors-reporting", active),
            ("supervisor-reports", reports),
            ("people-helped", 4 + active),
        ):
            yield CountRow(station=own, name=name, period=self.period, value=value)

    def _sheets(self) -> Iterator[SheetRow]:
        """Every item is inspected at a good station; at a poor one some are not, and stay silent."""
        for one in self.sheets.get(self.station.kind, ()):
            if self.diligence < 0.7 and not self._does():
                continue
            yield self._line(one)
            for cause in one.causes:
                if not self._does():
                    yield self._line(one, cause=cause, faults=self.random.randint(1, 3), ground="现场查看不符合要求")
            for mark in one.present:
                yield self._line(one, cause=mark, faults=1 if self._does() else 0, ground="现场查看")

    def _line(self, one: SheetItem, **more: Any) -> SheetRow:
        own = {"station": self.station.id, "period": self.period, "rulebook": one.rulebook, "item": one.item}
        return SheetRow(**own, inspected=True, **more)  # type: ignore[arg-type]  # fields of a line

    def _coverage(self) -> Iterator[Coverage]:
        since = max(add_months(self.period.start, -12), self.station.opened_on)
        for kind in RecordKind:
            yield Coverage(station=self.station.id, kind=kind, since=since, until=self.period.end)
