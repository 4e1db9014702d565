"""Shifts: a mine's own table of when each begins, so that "by the end of the shift" is a moment.

A shift lasts until the next one begins; the last of a day crosses midnight. A mine that changes its hours adds a table
with the day from which it holds.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

import attrs

from stationkit.calendars.calendar import BEIJING
from stationkit.errors import InvalidDocumentError, Problem
from stationkit.stations.fields import an_id, day, described, filled
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

    def spans(self, first: date) -> Iterator[ShiftSpan]:
        """Give the shifts that begin on a day or later, one after the other, without end."""
        ordered = sorted(self.shifts, key=_by_start)
        current = first
        while True:
            for place, shift in enumerate(ordered):
                following = ordered[place + 1] if place + 1 < len(ordered) else ordered[0]
                next_day = current if place + 1 < len(ordered) else current + _ONE
                yield ShiftSpan(name=shift.name, start=_at(current, shift.starts), end=_at(next_day, following.starts))
            current += _ONE


def shift_at(tables: Iterable[ShiftTable], moment: datetime, further: int = 0) -> ShiftSpan | None:
    """Give the shift that a moment lies in, or the one *further* shifts after it; nothing where no table holds yet."""
    today = moment.astimezone(BEIJING).date()
    holding = [one for one in tables if one.effective <= today]
    if not holding:
        return None
    table = max(holding, key=lambda one: one.effective)
    spans = (span for span in table.spans(today - _ONE) if span.end > moment)
    for _ in range(further):
        next(spans)
    return next(spans)


def _by_start(shift: Shift) -> time:
    return shift.starts


def _at(on: date, clock: time) -> datetime:
    return datetime.combine(on, clock, tzinfo=BEIJING)


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
