"""Coverage: may these records be counted over these days?

No row is not zero. Days before the station opened are not asked about; every other day of the window must be covered
for every kind of record that the measure reads, and no row of that kind may have been set aside on it.
"""

from collections.abc import Iterable

from stationkit.periods import Period
from stationkit.rules.facts import Missing, NotApplicable
from stationkit.stations.dossier import RecordKind, StationRecords

__all__ = ["asked_days", "countable", "uncovered"]


def asked_days(records: StationRecords, window: Period) -> Period | NotApplicable:
    """Cut the days before the station opened off a window; if none is left, the question does not apply."""
    opened = records.station.opened_on
    if window.end <= opened:
        return NotApplicable(
            ground=f"{records.station.id} 于 {opened} 设立，晚于 {window} / opened on {opened}, after {window}"
        )
    return Period(max(window.start, opened), window.end)


def countable(records: StationRecords, kinds: Iterable[RecordKind], days: Period) -> Missing | None:
    """Say what keeps these kinds of record from being counted over *days*; nothing where they may be."""
    reasons = [reason for kind in dict.fromkeys(kinds) for reason in _reasons(records, kind, days)]
    return Missing(why="; ".join(reasons)) if reasons else None


def _reasons(records: StationRecords, kind: RecordKind, days: Period) -> list[str]:
    reasons = [
        f"{kind.words.zh} {part} 未覆盖 / {kind.value} not covered in {part}" for part in uncovered(records, kind, days)
    ]
    return reasons + [gap.why for gap in records.gaps if gap.kind is kind and _touches(gap.period, days)]


def uncovered(records: StationRecords, kind: RecordKind, days: Period) -> tuple[Period, ...]:
    """Give the parts of *days* that no coverage of that kind reaches, in order."""
    left: list[Period] = []
    start = days.start
    for period in sorted(one.period for one in records.coverage if one.kind is kind):
        if start < min(period.start, days.end):
            left.append(Period(start, min(period.start, days.end)))
        start = max(start, period.end)
    return (*left, Period(start, days.end)) if start < days.end else tuple(left)


def _touches(period: Period | None, days: Period) -> bool:
    return period is None or period.intersection(days) is not None
