"""The dossier: the records of a set of stations, with what they cover, their zone and who kept them.

No row is not zero. A `Coverage` says for which days a kind of record is complete; a `Gap` takes days away again, where
a row existed but could not be used. Whoever counts asks both.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Protocol, TypeVar

import attrs

from stationkit.errors import InvalidValueError, UnknownNameError
from stationkit.identifiers import is_node_id
from stationkit.numbers import Number
from stationkit.periods import Period
from stationkit.stations.activities import Activity
from stationkit.stations.events import Event
from stationkit.stations.fields import Named, a_count, an_id, day, described, exact, filled, members_checked
from stationkit.stations.hazards import Hazard
from stationkit.stations.incidents import Incident
from stationkit.stations.people import Member, Team, Worker
from stationkit.stations.readings import Reading
from stationkit.stations.stations import Station
from stationkit.stations.violations import Violation
from stationkit.stations.zones import parse_zone
from stationkit.words import Words

__all__ = [
    "SCHEMA_VERSION",
    "CountRow",
    "Coverage",
    "Dossier",
    "Gap",
    "RecordKind",
    "SheetRow",
    "StationRecords",
]

SCHEMA_VERSION = 1
"""The version of the folder's form; a folder says which it was written for."""


class RecordKind(Named):
    """The kinds of record that a dossier says it covers."""

    HAZARDS = "hazards", "隐患", "hazards"
    VIOLATIONS = "violations", "三违", "violations"
    VISITS = "visits", "家访", "visits"
    TRAININGS = "trainings", "培训", "trainings"
    BRIEFINGS = "briefings", "班前宣讲", "briefings"
    LEGAL_CLINICS = "legal-clinics", "法律咨询", "legal clinics"
    HEALTH_SCREENINGS = "health-screenings", "健康检查", "health screenings"
    MEETINGS = "meetings", "会议", "meetings"
    INCIDENTS = "incidents", "事故", "incidents"
    READINGS = "readings", "监测读数", "readings"
    MEMBERS = "members", "人员", "members"
    TEAMS = "teams", "班组", "teams"
    WORKERS = "workers", "职工", "workers"


def _check_name(_: object, __: object, value: str) -> None:
    if not isinstance(value, str) or not is_node_id(value):
        raise InvalidValueError(
            value, Words(zh="小写名称，如 supervisor-reports", en="a lower-case name such as supervisor-reports")
        )


def _check_optional_name(instance: object, attribute: object, value: str) -> None:
    if value:
        _check_name(instance, attribute, value)


def _check_zone(_: object, __: object, value: str) -> None:
    parse_zone(value)


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Coverage:
    """The days for which a station's records of one kind are complete.

    A day is covered when everything of that kind that happened on it is in the dossier. For hazards this means every
    hazard found on it, and every hazard still open on it that was found before.
    """

    station: str = described("站点", "the station's id", validator=an_id)
    kind: RecordKind = described("记录种类", "kind of record")
    since: date = described("起", "first day covered", name="from", validator=day)
    until: date = described("止", "day after the last day covered", name="to", validator=day)

    def __attrs_post_init__(self) -> None:
        if self.until <= self.since:
            raise InvalidValueError(self.until, Words(zh="晚于 from 的日期", en="a day after `from`"))

    @property
    def period(self) -> Period:
        """The days covered."""
        return Period(self.since, self.until)


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Gap:
    """Days that are not covered after all: a row existed and could not be used.

    Attributes:
        kind: the kind of record that the row was.
        why: where the row is and that it was set aside.
        station: whose row it was; empty where that could not be read, and then it may be anybody's.
        period: when it happened; nothing where that could not be read, and then it may have been any day.
    """

    kind: RecordKind
    why: str = attrs.field(validator=filled)
    station: str = ""
    period: Period | None = None


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class CountRow:
    """A number that arrives as a number, because the records behind it name persons and do not travel."""

    station: str = described("站点", "the station's id", validator=an_id)
    name: str = described("名称", "what was counted, such as supervisor-reports", validator=_check_name)
    period: Period = described("期间", "over which days")
    value: Number = described("数值", "the number, exact", validator=exact)


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class SheetRow:
    """One line of an assessor's sheet: an item as a whole, or one cause of losing points in it.

    Attributes:
        cause: which fault; empty on the line that is about the whole item.
        faults: how many of that fault were found.
        ground: what the assessor saw, in writing; owed for every fault.
        inspected: whether the item was looked at; an item that was not stays silent.
        self_score: the station's own score for the item.
        assessor_score: the assessor's score for the item; the faults decide, a difference is a finding.
        evidence: digests or document numbers.
    """

    station: str = described("站点", "the station's id", validator=an_id)
    period: Period = described("期间", "the period assessed")
    rulebook: str = described("评分规则", "id of the rulebook, without version", validator=filled)
    item: str = described("评分项", "id of the item", validator=_check_name)
    cause: str = described(
        "扣分原因", "id of the cause; empty on the item's own line", default="", validator=_check_optional_name
    )
    faults: int | None = described("处数", "how many faults, with the cause", default=None, validator=a_count)
    ground: str = described("扣分依据", "what was seen, owed for every fault", default="")
    inspected: bool = described("是否检查", "whether the item was looked at", default=False)
    self_score: Number | None = described("自评分", "the station's own score", default=None, validator=exact)
    assessor_score: Number | None = described("考评分", "the assessor's score", default=None, validator=exact)
    evidence: tuple[str, ...] = described("证据摘要", "digests of evidence", default=())

    def __attrs_post_init__(self) -> None:
        _check_line(self)
        _check_ground(self)


def _check_line(row: SheetRow) -> None:
    if bool(row.cause) != (row.faults is not None):
        raise InvalidValueError(
            row.cause, Words(zh="cause 与 faults 同时填写或同时为空", en="cause and faults together, or neither")
        )
    if row.cause and (row.self_score is not None or row.assessor_score is not None):
        raise InvalidValueError(
            row.cause, Words(zh="得分写在没有 cause 的那一行", en="scores on the line without a cause")
        )


def _check_ground(row: SheetRow) -> None:
    if row.faults and not row.ground.strip():
        raise InvalidValueError(row.ground, Words(zh="写明扣分依据（ground）", en="a written ground for the faults"))


class _OfStation(Protocol):
    @property
    def station(self) -> str: ...


Owned = TypeVar("Owned", bound=_OfStation)


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class StationRecords:
    """What a dossier holds of one station; `events` are by hazard."""

    station: Station
    members: tuple[Member, ...] = ()
    teams: tuple[Team, ...] = ()
    workers: tuple[Worker, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    events: Mapping[str, tuple[Event, ...]] = attrs.field(factory=dict)
    violations: tuple[Violation, ...] = ()
    activities: tuple[Activity, ...] = ()
    incidents: tuple[Incident, ...] = ()
    readings: tuple[Reading, ...] = ()
    counts: tuple[CountRow, ...] = ()
    sheets: tuple[SheetRow, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    gaps: tuple[Gap, ...] = ()
    zone: str = ""


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Dossier:
    """The records of a set of stations.

    Attributes:
        zone: what a time without an offset meant where it was written, and what a day is.
        keeper: the office or application that kept the records.
        plugins: names of plugins that the keeper counts on; every result says where one is absent.
    """

    stations: tuple[Station, ...] = ()
    members: tuple[Member, ...] = ()
    teams: tuple[Team, ...] = ()
    workers: tuple[Worker, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    hazard_events: tuple[Event, ...] = ()
    violations: tuple[Violation, ...] = ()
    activities: tuple[Activity, ...] = ()
    incidents: tuple[Incident, ...] = ()
    readings: tuple[Reading, ...] = ()
    counts: tuple[CountRow, ...] = ()
    sheets: tuple[SheetRow, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    gaps: tuple[Gap, ...] = ()
    zone: str = attrs.field(default="+08:00", validator=_check_zone)
    keeper: str = ""
    plugins: tuple[str, ...] = ()
    schema_version: int = SCHEMA_VERSION

    def of(self, station: str) -> StationRecords:
        """Give what the dossier holds of one station; the first question sorts all of it once.

        Raises:
            UnknownNameError: the dossier has no such station.
        """
        try:
            return self._sorted[station]
        except KeyError:
            kind = Words(zh="站点", en="station")
            raise UnknownNameError(kind, station, tuple(self._sorted)) from None

    @cached_property
    def _sorted(self) -> Mapping[str, StationRecords]:
        owned = {name: _by_station(getattr(self, name)) for name in _OWNED}
        events = _by_case(self.hazard_events)
        return {station.id: self._records_of(station, owned, events) for station in self.stations}

    def _records_of(
        self,
        station: Station,
        owned: Mapping[str, Mapping[str, tuple[object, ...]]],
        events: Mapping[str, tuple[Event, ...]],
    ) -> StationRecords:
        mine = {name: rows.get(station.id, ()) for name, rows in owned.items()}
        hazards = mine["hazards"]
        return StationRecords(
            station=station,
            events={hazard.id: events.get(hazard.id, ()) for hazard in hazards},  # type: ignore[attr-defined]
            gaps=tuple(gap for gap in self.gaps if gap.station in ("", station.id)),
            zone=self.zone,
            **mine,  # type: ignore[arg-type]  # each under the name of its own field
        )


_OWNED = (
    "members",
    "teams",
    "workers",
    "hazards",
    "violations",
    "activities",
    "incidents",
    "readings",
    "counts",
    "sheets",
    "coverage",
)


def _by_station(rows: Iterable[Owned]) -> dict[str, tuple[Owned, ...]]:
    sorted_rows: dict[str, list[Owned]] = {}
    for row in rows:
        sorted_rows.setdefault(row.station, []).append(row)
    return {station: tuple(found) for station, found in sorted_rows.items()}


def _by_case(events: Iterable[Event]) -> dict[str, tuple[Event, ...]]:
    cases: dict[str, list[Event]] = {}
    for event in events:
        cases.setdefault(event.case, []).append(event)
    return {case: tuple(found) for case, found in cases.items()}
