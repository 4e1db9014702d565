"""Readings past a threshold propose a hazard: once per excursion, for a person to confirm.

An excursion begins with the first reading past the threshold and ends only with a reading that is back inside. Silence
ends nothing: whoever heard nothing for an hour does not know that the gas went away. What is proposed is a function of
the set of readings; the order in which they arrive does not matter.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby, pairwise

import attrs

from stationkit.errors import InvalidDocumentError, InvalidValueError, Problem
from stationkit.numbers import Number, number_text
from stationkit.procedures.days import day_of
from stationkit.stations.events import Event, EventKind
from stationkit.stations.fields import an_id, described, filled, members_checked, moment
from stationkit.stations.hazards import Hazard, HazardKind, HazardSource
from stationkit.stations.people import Role
from stationkit.stations.readings import Reading, ReadingThreshold
from stationkit.words import Words

__all__ = ["Dismissal", "Proposal", "Proposals", "Silence", "propose_hazards", "unanswered"]


@attrs.frozen
class Silence:
    """A stretch within an excursion in which a reading was due and none came."""

    since: datetime
    until: datetime


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Proposal:
    """A hazard that the readings of one excursion propose.

    Attributes:
        readings: the ids of the readings past the threshold, in the order of their times.
        worst: the value farthest past the threshold.
        last_past_at: the last time at which a reading was past it.
        ended_at: the time of the reading that was back inside; the excursion ended after *last_past_at* and not later
            than this. Nothing while no reading has shown its end.
        silences: where readings were due and missing; what happened then is not known.
    """

    threshold: ReadingThreshold
    station: str
    place: str
    readings: tuple[str, ...]
    worst: Number
    began_at: datetime
    last_past_at: datetime
    ended_at: datetime | None = None
    silences: tuple[Silence, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether no reading has shown that it ended."""
        return self.ended_at is None

    @property
    def evidence(self) -> tuple[str, ...]:
        """What a report refers to."""
        return tuple(f"reading:{one}" for one in self.readings)

    @property
    def words(self) -> Words:
        """What it proposes, for people."""
        limit, worst = self.threshold, number_text(self.worst)
        number, unit = number_text(limit.value), limit.unit
        at = f"{self.place} " if self.place else ""
        return Words(
            zh=f"{at}{limit.sensor.words.zh}{limit.comparison.words.zh} {number}{unit}，最甚 {worst}{unit}",
            en=f"{at}{limit.sensor.words.en} {limit.comparison.words.en} {number} {unit}, at worst {worst} {unit}",
        )

    def hazard(self, id: str) -> Hazard:  # noqa: A002 - the register's own word
        """Give the line of the hazard register that a confirmation opens; its level is for people to grade."""
        return Hazard(
            id=id,
            station=self.station,
            found_on=day_of(self.began_at),
            title=self.words.zh,
            kind=HazardKind.ENVIRONMENT,
            source=HazardSource.SENSOR,
            place=self.place,
            evidence=self.evidence,
        )

    def report(self, *, id: str, case: str, at: datetime, actor: str, role: Role, document: str) -> Event:  # noqa: A002 - the event's own word
        """Give the report by which a person confirms it; the hazard procedure decides it like any other.

        Raises:
            InvalidValueError: nobody is named, or it is confirmed before it began.
        """
        if not actor:
            raise InvalidValueError(actor, Words(zh="确认人的编号", en="the id of the person who confirms it"))
        _not_before(self, at)
        return Event(
            id=id,
            case=case,
            kind=EventKind.REPORT,
            happened_at=at,
            actor=actor,
            role=role,
            ground=self.words.zh,
            document=document,
            evidence=self.evidence,
        )


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Dismissal:
    """A person's decision that readings show no hazard, such as a sensor under calibration."""

    actor: str = attrs.field(validator=an_id)
    at: datetime = described("决定时间", "when it was decided, with its offset", validator=moment)
    ground: str = attrs.field(validator=filled)
    evidence: tuple[str, ...]


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Proposals:
    """What a set of readings proposes.

    Attributes:
        proposals: by station, place, threshold and time.
        unjudged: the ids of readings that no threshold governs; nothing was decided about them.
    """

    proposals: tuple[Proposal, ...]
    unjudged: tuple[str, ...]


def propose_hazards(readings: Iterable[Reading], thresholds: Iterable[ReadingThreshold]) -> Proposals:
    """Give the hazards that readings propose: one for each excursion past each threshold.

    Readings of one place at one moment are judged together: one past the threshold is enough to be past, all must be
    back for it to end.

    Raises:
        InvalidDocumentError: two readings, or two thresholds, share an id and differ, or a reading has another unit
            than a threshold that governs it.
    """
    limits = sorted(set(thresholds), key=lambda one: one.id)
    known = _distinct(readings)
    problems = [*_shared_ids(limits), *_wrong_units(known, limits)]
    if problems:
        raise InvalidDocumentError("readings", tuple(problems))
    found = tuple(one for limit in limits for one in _of_threshold(limit, known))
    judged = {one.id for one in known if any(limit.governs(one) for limit in limits)}
    order = sorted(found, key=lambda one: (one.station, one.place, one.threshold.id, one.began_at))
    return Proposals(proposals=tuple(order), unjudged=tuple(one.id for one in known if one.id not in judged))


_ANSWERS = frozenset({EventKind.DRAFT, EventKind.REPORT, EventKind.RECUR})
"""What opens a case about what was proposed; to report what is drafted in time is a deadline of its own."""


def unanswered(
    proposals: Iterable[Proposal], reports: Iterable[Event], dismissals: Iterable[Dismissal] = ()
) -> tuple[Proposal, ...]:
    """Give the proposals that nobody has confirmed or dismissed.

    A report answers, be it a draft still or that the hazard has come back. An answer counts for every proposal of which
    it names a reading, so that late readings, which may join two excursions or divide one, ask nobody twice about what
    they have already seen.
    """
    answered = {one for event in reports if event.kind in _ANSWERS for one in event.evidence}
    answered |= {one for dismissal in dismissals for one in dismissal.evidence}
    return tuple(one for one in proposals if answered.isdisjoint(one.evidence))


# -- checking ------------------------------------------------------------------------------------------------


def _distinct(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    known: dict[str, Reading] = {}
    problems = []
    for reading in readings:
        if known.setdefault(reading.id, reading) != reading:
            what = Words(zh="同一编号、不同内容", en="the same id with other content")
            problems.append(Problem(reading.id, what))
    if problems:
        raise InvalidDocumentError("readings", tuple(sorted(set(problems), key=lambda one: one.where)))
    return tuple(sorted(known.values(), key=lambda one: (one.station, one.place, one.at, one.id)))


def _shared_ids(limits: Iterable[ReadingThreshold]) -> Iterator[Problem]:
    for one, other in pairwise(limits):
        if one.id == other.id:
            yield Problem(one.id, Words(zh="两个阈值同一编号、不同内容", en="two thresholds share the id and differ"))


def _wrong_units(readings: Iterable[Reading], limits: Iterable[ReadingThreshold]) -> Iterator[Problem]:
    for reading in readings:
        units = sorted({limit.unit for limit in limits if limit.governs(reading)} - {reading.unit})
        for unit in units:
            what = Words(zh=f"单位为 {reading.unit!r}", en=f"its unit is {reading.unit!r}")
            yield Problem(reading.id, what, Words(zh=unit, en=unit))


def _not_before(proposal: Proposal, at: datetime) -> None:
    moment(None, None, at)
    if at < proposal.began_at:
        expected = Words(zh=f"不早于 {proposal.began_at} 的时间", en=f"a time not before {proposal.began_at}")
        raise InvalidValueError(at, expected)


# -- excursions ----------------------------------------------------------------------------------------------


def _of_threshold(limit: ReadingThreshold, readings: Iterable[Reading]) -> Iterator[Proposal]:
    governed = [one for one in readings if limit.governs(one)]
    for _, series in groupby(governed, key=lambda one: (one.station, one.place)):
        moments = [tuple(together) for _, together in groupby(series, key=lambda one: one.at)]
        for excursion in _excursions(limit, moments):
            yield _proposal(limit, excursion)


def _excursions(limit: ReadingThreshold, moments: list[tuple[Reading, ...]]) -> Iterator[list[tuple[Reading, ...]]]:
    """Give stretches from the first moment past the threshold up to the one that is back, or to the last one known."""
    current: list[tuple[Reading, ...]] = []
    for together in moments:
        if not current and not any(limit.is_past(one.value) for one in together):
            continue
        current.append(together)
        if all(limit.is_back(one.value) for one in together):
            yield current
            current = []
    if current:
        yield current


def _proposal(limit: ReadingThreshold, moments: list[tuple[Reading, ...]]) -> Proposal:
    past = [one for together in moments for one in together if limit.is_past(one.value)]
    last = moments[-1]
    ended = all(limit.is_back(one.value) for one in last)
    worst = max if limit.comparison.upward else min
    return Proposal(
        threshold=limit,
        station=past[0].station,
        place=past[0].place,
        readings=tuple(one.id for one in past),
        worst=worst(one.value for one in past),
        began_at=past[0].at,
        last_past_at=past[-1].at,
        ended_at=last[0].at if ended else None,
        silences=tuple(_silences(limit, [together[0].at for together in moments])),
    )


def _silences(limit: ReadingThreshold, times: list[datetime]) -> Iterator[Silence]:
    if limit.every is not None:
        for since, until in pairwise(times):
            if until - since > limit.every:
                yield Silence(since, until)
