"""Tables of days off and make-up working days: one per year, with the notices that made and changed them.

A table is a series of revisions. The first is the yearly notice; a later one either *amends* it, day by day, as the
notices of 2019-03-22 and 2020-01-27 did, or replaces it as a whole. Each is known from a day on, so that an answer of
the past can be given again as it was known then.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import attrs

from stationkit.errors import InvalidDocumentError, Problem
from stationkit.stations.fields import an_id, day, described, filled
from stationkit.words import Words

__all__ = ["CalendarTable", "DaysOff", "Overlay", "Revision", "merged"]

_WEEKEND = frozenset({5, 6})
_EDGE = timedelta(days=31)
_LONGEST = timedelta(days=60)


@attrs.frozen(kw_only=True)
class DaysOff:
    """A stretch of days off under one name, both ends included.

    Raises:
        InvalidDocumentError: it ends before it starts, or is longer than two months.
    """

    name: str = described("名称", "name of the holiday", validator=filled)
    start: date = described("自", "first day off", validator=day, name="from")
    end: date = described("至", "last day off, included", validator=day, name="to")

    def __attrs_post_init__(self) -> None:
        if not timedelta(0) <= self.end - self.start <= _LONGEST:
            last = self.start + _LONGEST
            expected = Words(zh=f"{self.start} 至 {last} 之间", en=f"a day from {self.start} to {last}")
            what = Words(zh=f"放假至 {self.end}", en=f"off until {self.end}")
            raise InvalidDocumentError(self.name, (Problem(".to", what, expected),))

    def days(self) -> Iterator[date]:
        """Give each day."""
        for offset in range((self.end - self.start).days + 1):
            yield self.start + timedelta(days=offset)


@attrs.frozen(kw_only=True)
class Revision:
    """What one notice says: days off, and days that are worked though they would be rest days.

    Attributes:
        known_from: the first day on which it was known; the day of the notice unless another is given.
        amends: it changes the days that it names and leaves the rest; otherwise it stands for the whole year.
    """

    title: str = described("通知标题", "title of the notice", validator=filled)
    dated: date = described("成文日期", "day of the notice", validator=day)
    number: str = described("发文字号", "number of the notice", default="")
    known_from: date = described(
        "知悉日期",
        "first day on which it was known",
        default=attrs.Factory(lambda self: self.dated, takes_self=True),
        validator=day,
    )
    amends: bool = described("部分调整", "changes only the days that it names", default=False)
    off: tuple[DaysOff, ...] = described("放假", "days off", default=())
    work: tuple[date, ...] = described("上班", "make-up working days", default=())

    @property
    def reference(self) -> str:
        """The notice in short: its number, or its title where it has none."""
        return self.number or self.title

    def marks(self) -> Iterator[tuple[date, bool, str]]:
        """Give each day that it names, whether it is worked, and under which name."""
        for stretch in self.off:
            for one in stretch.days():
                yield one, False, stretch.name
        for one in self.work:
            yield one, True, ""


@attrs.frozen(kw_only=True)
class CalendarTable:
    """One year's days off and make-up working days, with every notice about them, the earliest first.

    Raises:
        InvalidDocumentError: with every problem of the table, each at its path.
    """

    year: int = described("年份", "year")
    revisions: tuple[Revision, ...] = described("各次通知", "notices, the earliest first")

    def __attrs_post_init__(self) -> None:
        problems = tuple(_table_problems(self))
        if problems:
            raise InvalidDocumentError(f"{self.year}", problems)

    def standing(self, known: date | None) -> tuple[Revision, ...]:
        """Give the revisions that count on a day: the last whole one that was known then, and what amended it."""
        seen = [one for one in self.revisions if known is None or one.known_from <= known]
        whole = max((place for place, one in enumerate(seen) if not one.amends), default=None)
        return () if whole is None else tuple(seen[whole:])


@attrs.frozen(kw_only=True)
class Overlay:
    """Days of a place or an employer that differ from the table below them: a local festival, a mine's own rest days.

    Attributes:
        id: `namespace/name`, so that a clash can name its owners.
    """

    id: str = described("编号", "id", validator=an_id)
    revisions: tuple[Revision, ...] = described("各次通知", "notices")


def merged(tables: Iterable[CalendarTable]) -> tuple[CalendarTable, ...]:
    """Put tables together, one a year: what several say of one year becomes one series of revisions.

    Raises:
        InvalidDocumentError: two notices about one year were known from the same day and differ.
    """
    years: dict[int, list[Revision]] = {}
    for table in tables:
        kept = years.setdefault(table.year, [])
        kept.extend(one for one in table.revisions if one not in kept)
    return tuple(
        CalendarTable(year=year, revisions=tuple(sorted(found, key=lambda one: one.known_from)))
        for year, found in sorted(years.items())
    )


# -- checks --------------------------------------------------------------------------------------------------


def _table_problems(table: CalendarTable) -> Iterator[Problem]:
    if type(table.year) is not int or not 1950 <= table.year <= 2200:
        yield Problem(
            ".year", Words(zh=f"年份 {table.year!r}", en=f"year {table.year!r}"), Words(zh="如 2027", en="2027")
        )
        return
    if not table.revisions:
        yield Problem(".revisions", Words(zh="没有通知", en="no notice"), Words(zh="至少一次", en="at least one"))
    for place, revision in enumerate(table.revisions):
        where = f".revisions[{place}]"
        yield from _order_problems(table, place, where)
        yield from _named_twice(revision, where)
        yield from _outside(table.year, revision, where)
        if not revision.amends:
            yield from _already_worked(revision, where)


def _order_problems(table: CalendarTable, place: int, where: str) -> Iterator[Problem]:
    revision = table.revisions[place]
    if place == 0 and revision.amends:
        what = Words(zh="第一次通知没有可调整的内容", en="the first notice has nothing to amend")
        yield Problem(f"{where}.amends", what, Words(zh="全年安排", en="a whole year's arrangement"))
    if place and revision.known_from <= table.revisions[place - 1].known_from:
        before = table.revisions[place - 1]
        what = Words(
            zh=f"知悉日期 {revision.known_from} 不晚于前一通知（{before.reference}）",
            en=f"known from {revision.known_from}, not after the notice before it ({before.reference})",
        )
        later = Words(zh=f"{before.known_from} 之后的日期", en=f"a day after {before.known_from}")
        yield Problem(f"{where}.known_from", what, later)


def _named_twice(revision: Revision, where: str) -> Iterator[Problem]:
    seen: set[date] = set()
    for one, _, __ in revision.marks():
        if one in seen:
            yield Problem(where, Words(zh=f"{one} 写了两次", en=f"{one} is named twice"))
        seen.add(one)


def _outside(year: int, revision: Revision, where: str) -> Iterator[Problem]:
    """A notice names days of its year, and days next to it that belong to the New Year's holiday."""
    first, last = date(year, 1, 1) - _EDGE, date(year, 12, 31) + _EDGE
    for one, _, __ in revision.marks():
        if not first <= one <= last:
            expected = Words(zh=f"{year} 年的日期", en=f"a day of {year}")
            yield Problem(where, Words(zh=f"{one} 不属于 {year} 年", en=f"{one} is not in {year}"), expected)


def _already_worked(revision: Revision, where: str) -> Iterator[Problem]:
    for place, one in enumerate(revision.work):
        if one.weekday() not in _WEEKEND:
            what = Words(zh=f"{one} 本来就是工作日", en=f"{one} is a working day anyway")
            yield Problem(f"{where}.work[{place}]", what, Words(zh="周六或周日", en="a Saturday or a Sunday"))
