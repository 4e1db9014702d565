"""Marks on a station's record that later decisions look back on: fatal accidents, failed checks, lost stars.

No mark is not a clean record: a record says which days it covers, and over any other day it is not known.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import attrs

from stationkit.periods import Period
from stationkit.stations.dossier import RecordKind, StationRecords
from stationkit.stations.fields import Named, day, described, members_checked
from stationkit.stations.incidents import AccidentGrade, Incident, InjuryGrade

__all__ = ["ACCIDENT_MARKS", "Mark", "MarkKind", "StationRecord", "accident_record"]


class MarkKind(Named):
    """What later decisions look back on."""

    FATAL_GENERAL = "fatal-general", "一般死亡事故", "fatal accident, general"
    FATAL_LARGER = "fatal-larger", "较大事故", "fatal accident, larger"
    FATAL_MAJOR = "fatal-major", "重大事故", "fatal accident, major"
    FATAL_SPECIAL = "fatal-special", "特别重大事故", "fatal accident, especially major"
    FAILED_CHECK = "failed-check", "检查不合格", "failed check"
    DOWNGRADED = "downgraded", "被降星", "lost a star"
    REVOKED = "revoked", "被撤销星级", "stars withdrawn"


ACCIDENT_MARKS = {
    AccidentGrade.GENERAL: MarkKind.FATAL_GENERAL,
    AccidentGrade.LARGER: MarkKind.FATAL_LARGER,
    AccidentGrade.MAJOR: MarkKind.FATAL_MAJOR,
    AccidentGrade.SPECIAL: MarkKind.FATAL_SPECIAL,
}


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Mark:
    """One mark: what happened, on which day, and what shows it."""

    kind: MarkKind
    on: date = described("日期", "the day", validator=day)
    evidence: str = ""


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class StationRecord:
    """What is known of a station's past.

    Attributes:
        accidents_known: the days for which every accident is known.
        awards_known: the days for which every check, downgrade and withdrawal is known.
        opened_on: the first day of the station; what comes before it is not applicable.
    """

    marks: frozenset[Mark] = frozenset()
    accidents_known: tuple[Period, ...] = ()
    awards_known: tuple[Period, ...] = ()
    opened_on: date | None = None

    def knows(self, kind: MarkKind, window: Period) -> bool:
        """Tell whether every mark of a kind in a window would be here."""
        known = self.accidents_known if kind in ACCIDENT_MARKS.values() else self.awards_known
        start = window.start if self.opened_on is None else max(window.start, self.opened_on)
        return start >= window.end or _covered(Period(start, window.end), known)


def _covered(window: Period, known: Iterable[Period]) -> bool:
    reached = window.start
    for one in sorted(known):
        if one.start <= reached:
            reached = max(reached, one.end)
    return reached >= window.end


def accident_record(records: StationRecords) -> StationRecord:
    """Give what a dossier knows of a station's fatal accidents; of its awards it knows nothing.

    An accident of which it is not known how many people died or were injured leaves the mark that is certain, and its
    day is not known: the accident may have been of a higher grade.
    """
    known = [one.period for one in records.coverage if one.kind is RecordKind.INCIDENTS]
    fatal = [one for one in records.incidents if one.grade is InjuryGrade.FATAL]
    gaps = [one.period for one in records.gaps if one.kind is RecordKind.INCIDENTS]
    gaps += [_day(one.on) for one in fatal if one.accident_grade is None]
    if None in gaps:
        known = []
    for gap in gaps:
        known = [left for one in known for left in _without(one, gap)]
    marks = frozenset(_mark(one) for one in fatal)
    return StationRecord(marks=marks, accidents_known=tuple(known), opened_on=records.station.opened_on)


def _mark(incident: Incident) -> Mark:
    return Mark(kind=ACCIDENT_MARKS[incident.least_accident_grade], on=incident.on, evidence=incident.id)


def _day(on: date) -> Period | None:
    return Period(on, on + timedelta(days=1)) if on < date.max else None


def _without(period: Period, gap: Period | None) -> tuple[Period, ...]:
    if gap is None or period.intersection(gap) is None:
        return (period,)
    before = (Period(period.start, gap.start),) if period.start < gap.start else ()
    after = (Period(gap.end, period.end),) if gap.end < period.end else ()
    return (*before, *after)
