"""Periods: half-open stretches of days, written as people write them.

`2026`, `2026H1`, `2026Q3`, `2026-03` and `2026-01-01..2026-06-30` (both days included) are periods. A period is stored
half-open, from its first day to the day after its last, so that neighbours meet without a gap.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import attrs

from stationkit.errors import InvalidValueError
from stationkit.words import Words

__all__ = ["Period", "add_months"]

_YEAR = re.compile(r"(\d{4})")
_PART = re.compile(r"(\d{4})([HQ])([1-4])")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")
_MONTHS_IN = {"H": 6, "Q": 3}
_EXPECTED = Words(
    zh="2026、2026H1、2026Q3、2026-03 或 2026-01-01..2026-06-30（含首尾两日）",
    en="2026, 2026H1, 2026Q3, 2026-03 or 2026-01-01..2026-06-30 (both days included)",
)


def add_months(day: date, months: int) -> date:
    """Give the corresponding day *months* later (or earlier), or the month's last day where there is none.

    Source: Civil Code, article 202.
    """
    index = day.year * 12 + day.month - 1 + months
    first = date(index // 12, index % 12 + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))


def _a_day(_: object, __: object, value: date) -> None:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise InvalidValueError(value, Words(zh="日期，如 2026-03-01", en="a date such as 2026-03-01"))


def _check_order(instance: "Period", _: object, value: date) -> None:
    if value <= instance.start:
        raise InvalidValueError(
            f"{instance.start}..{value - timedelta(days=1)}",
            Words(zh="结束日期不早于开始日期", en="an end that is not before its start"),
        )


@attrs.frozen(order=True)
class Period:
    """The days from *start* up to, but not including, *end*.

    Raises:
        InvalidValueError: they are no days, or the end is not after the start.
    """

    start: date = attrs.field(validator=_a_day)
    end: date = attrs.field(validator=[_a_day, _check_order])

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read a period as people write it.

        Raises:
            InvalidValueError: the text is none of the five forms, or names a day that does not exist.
        """
        if not isinstance(text, str):
            raise InvalidValueError(text, _EXPECTED)
        try:
            return cls._parsed(text.strip())
        except InvalidValueError:
            raise
        except ValueError:
            raise InvalidValueError(text, _EXPECTED) from None

    @classmethod
    def _parsed(cls, text: str) -> "Period":
        if match := _YEAR.fullmatch(text):
            return cls._months(int(match[1]), 1, 12)
        if match := _PART.fullmatch(text):
            length = _MONTHS_IN[match[2]]
            return cls._months(int(match[1]), (int(match[3]) - 1) * length + 1, length)
        if match := _MONTH.fullmatch(text):
            return cls._months(int(match[1]), int(match[2]), 1)
        if match := _DAYS.fullmatch(text):
            return cls(date.fromisoformat(match[1]), date.fromisoformat(match[2]) + timedelta(days=1))
        raise InvalidValueError(text, _EXPECTED)

    @classmethod
    def _months(cls, year: int, month: int, length: int) -> "Period":
        start = date(year, month, 1)
        return cls(start, add_months(start, length))

    @property
    def last_day(self) -> date:
        """The last day that belongs to the period."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def months(self) -> Iterator["Period"]:
        """Give the calendar months that the period touches, each cut to the period."""
        first = self.start.replace(day=1)
        while first < self.end:
            following = add_months(first, 1)
            yield Period(max(first, self.start), min(following, self.end))
            first = following

    def intersection(self, other: "Period") -> "Period | None":
        """Give the days that both have, or nothing."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None

    def __str__(self) -> str:
        for text in (f"{self.start.year}", *self._named()):
            if Period.parse(text) == self:
                return text
        return f"{self.start}..{self.last_day}"

    def _named(self) -> tuple[str, ...]:
        year, month = self.start.year, self.start.month
        half, quarter = (month - 1) // 6 + 1, (month - 1) // 3 + 1
        return f"{year}H{half}", f"{year}Q{quarter}", f"{year}-{month:02d}"
