"""Dated values: a parameter whose value changes on a day, each value with its source.

`value = [{ from, value, source }, …]`, the oldest first. Which of them holds is decided when the rulebook is resolved
for a day; without a day, and before the first of them, the parameter is open.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import attrs

from stationkit.errors import shown
from stationkit.rules.expressions import Expression, ReadInline, read_expression
from stationkit.rules.reading import Collector, TableReader

__all__ = ["DatedValue", "governing", "is_dated", "read_dated"]


@attrs.frozen(kw_only=True)
class DatedValue:
    """A value, the day from which it holds, and the day by which it should be looked at again."""

    since: date
    value: Expression
    source: str = ""
    review_by: date | None = None


def is_dated(raw: object) -> bool:
    """Tell dated values from cases: their rows say `from`."""
    return isinstance(raw, list) and any(isinstance(one, dict) and "from" in one for one in raw)


def read_dated(raw: Any, path: str, to: Collector, inline: ReadInline) -> tuple[DatedValue, ...]:
    """Read dated values; their days must rise."""
    rows = [_read_row(TableReader(one, f"{path}[{place}]", to), inline) for place, one in enumerate(raw)]
    found = tuple(row for row in rows if row is not None)
    if any(later.since <= earlier.since for earlier, later in pairwise(found)):
        to.say(path, "各值的日期应递增", "the days of the values must rise, the oldest first")
    return found


def _read_row(row: TableReader, inline: ReadInline) -> DatedValue | None:
    since = row.take("from")
    value = read_expression(row.take("value"), row.at("value"), row.to, inline)
    source, review_by = row.text("source"), row.day("review_by")
    row.finish()
    if type(since) is not date:
        told = shown(since)
        row.to.say(row.at("from"), f"应为日期，不是 {told}", f"expected a date such as 2023-01-01, not {told}")
        return None
    return DatedValue(since=since, value=value, source=source, review_by=review_by)


def governing(rows: Sequence[DatedValue], on: date | None) -> DatedValue | None:
    """Give the value that holds on a day; nothing before the first, and without a day where there are several."""
    if on is None:
        return rows[0] if len(rows) == 1 else None
    return next((row for row in reversed(rows) if row.since <= on), None)
