"""Shifts: a mine's own table of when each begins, so that "by the end of the shift" is a moment.

A shift lasts until the next one begins; the last of a day crosses midnight. A mine that changes its hours adds a table
with the day from which it holds.
"""

import itertools
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

import attrs

from stationkit.calendars.calendar import BEIJING
from stationkit.errors import InvalidDocumentError, Problem
from stationkit.stations.fields import an_id, day, described, filled
from stationkit.stations.fields import moment as a_moment
from stationkit.words import Words

__all__ = ["Shift", "ShiftSpan", "ShiftTable", "shift_at"]

_ONE = timedelta(days=1)


@attrs.frozen(kw_only=True)
class Shift:
    """One shift of the day: its name and when it begins, by the clock at home."""

    name: str = described("班次", "name of the shift", validator=filled)
    starts: time = described("开始时间", "when it begins")


@attrs.frozen(kw_only=True)
class ShiftSpan:
    """One shift as it was worked: from its beginning up to, not including, the beginning of the next."""

    name: str
    start: datetime
    end: datetime


@attrs.frozen(kw_only=True)
class ShiftTable:
    """The shifts of a mine from a day on.

    Raises:
        InvalidDocumentError: no shift, or two that begin at the same time or have one name.
    """

    id: str = described("编号", "id", validator=an_id)
    shifts: tuple[Shift, ...] = described("班次", "the shifts of a day")
    effective: date = described("自何日起", "first day on which it holds", default=date.min, validator=day)

    def __attrs_post_init__(self) -> None:
        problems = tuple(_problems(self.shifts))
        if problems:
            raise InvalidDocumentError(self.id, problems)

    def starts_on(self, on: date) -> Iterator[tuple[datetime, str]]:
        """Give when the shifts of a day begin, and their names, one after the other."""
        for shift in sorted(self.shifts, key=_by_start):
            yield datetime.combine(on, shift.starts, tzinfo=BEIJING), shift.name


def shift_at(tables: Iterable[ShiftTable], moment: datetime, further: int = 0) -> ShiftSpan | None:
    """Give the shift that a moment lies in, or the one *further* shifts after it; nothing where no table holds yet.

    Where the hours change, the last shift of the old table lasts until the first of the new one begins.

    Raises:
        InvalidDocumentError: two tables hold from the same day.
        InvalidValueError: the moment has no offset.
    """
    a_moment(None, None, moment)
    today = moment.astimezone(BEIJING).date()
    known = sorted(tables, key=_by_effective)
    _refuse_twins(known)
    if not known or known[0].effective > today:
        return None
    begun = itertools.pairwise(_starts(known, today - _ONE))
    spans = (ShiftSpan(name=name, start=start, end=end) for (start, name), (end, _) in begun if end > moment)
    return next(itertools.islice(spans, further, None))


def _starts(tables: list[ShiftTable], first: date) -> Iterator[tuple[datetime, str]]:
    """Give the beginnings of the shifts from a day on, without end; the night before the first table is its own."""
    for on in map(first.__add__, map(timedelta, itertools.count())):
        holding = [one for one in tables if one.effective <= on]
        yield from (holding or tables[:1])[-1].starts_on(on)


def _refuse_twins(ordered: list[ShiftTable]) -> None:
    for one, other in itertools.pairwise(ordered):
        if one.effective == other.effective:
            words = Words(zh=f"与 {one.id} 自同一日起", en=f"holds from the same day as {one.id}")
            raise InvalidDocumentError(other.id, (Problem(".effective", words),))


def _by_effective(table: ShiftTable) -> date:
    return table.effective


def _by_start(shift: Shift) -> time:
    return shift.starts


def _problems(shifts: tuple[Shift, ...]) -> Iterator[Problem]:
    if not shifts:
        yield Problem(".shifts", Words(zh="没有班次", en="no shift"), Words(zh="至少一班", en="at least one"))
    yield from _given_twice([(str(one.starts), f".shifts[{place}].starts") for place, one in enumerate(shifts)])
    yield from _given_twice([(one.name, f".shifts[{place}].name") for place, one in enumerate(shifts)])


def _given_twice(values: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for value, where in values:
        if value in seen:
            yield Problem(where, Words(zh=f"重复：{value}", en=f"given twice: {value}"))
        seen.add(value)
