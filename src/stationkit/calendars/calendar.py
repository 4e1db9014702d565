"""Calendars: is a day worked, which day is the n-th working day, how many lie between; and how sure that is.

A day is *gazetted* where a notice, an overlay or the calendar's own rule settles it, and *provisional* where its year
is not announced: then Monday to Friday less the statutory days. Every answer can be asked as it was known on an earlier
day. No question fails for want of a table, unless it insists on certainty.
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType

import attrs

from stationkit.calendars.statutory import holiday_words, statutory_days
from stationkit.calendars.tables import CalendarTable, Overlay, Revision, merged
from stationkit.errors import CalendarNotAnnouncedError, InvalidValueError
from stationkit.stations.fields import Named, an_id, in_meant_years, moment
from stationkit.stations.fields import day as a_day
from stationkit.words import Words

__all__ = ["BEIJING", "Calendar", "CalendarDay", "Counted", "DayStatus", "Reckoned", "known_day"]

BEIJING = timezone(timedelta(hours=8))
"""The one legal time of the country: what a day is, everywhere here."""

MAX_DAYS = 40_000
"""The most days that one addition may move: a hundred years."""

_ONE = timedelta(days=1)
_ORDINARY = {
    True: Words(zh="通常工作日", en="an ordinary working day"),
    False: Words(zh="周休息日", en="a weekly rest day"),
}


class DayStatus(Named):
    """How sure it is whether a day is worked."""

    GAZETTED = "gazetted", "已公布", "gazetted"
    PROVISIONAL = "provisional", "暂定", "provisional"


def known_day(known_at: date | datetime | None) -> date | None:
    """Give the day up to which something was known; nothing means everything that is known.

    Raises:
        InvalidValueError: it is neither a day nor a time with its offset.
    """
    if isinstance(known_at, datetime):
        moment(None, None, known_at)
        return known_at.astimezone(BEIJING).date()
    if known_at is not None:
        a_day(None, None, known_at)
    return known_at


@attrs.frozen(kw_only=True)
class CalendarDay:
    """What a calendar says of one day.

    Attributes:
        works: whether it is worked.
        why: on what that rests.
        name: the holiday, where it is one.
        notice: the notice or overlay that says so, where one does.
    """

    day: date
    works: bool
    status: DayStatus
    why: Words
    name: str = ""
    notice: str = ""


@attrs.frozen(kw_only=True)
class Reckoned:
    """A day that was reckoned, and the years on the way that were not announced."""

    day: date
    unannounced: tuple[int, ...] = ()

    @property
    def status(self) -> DayStatus:
        """Whether every day that was counted is settled."""
        return DayStatus.PROVISIONAL if self.unannounced else DayStatus.GAZETTED


@attrs.frozen(kw_only=True)
class Counted:
    """How many working days there are, and the years among them that were not announced."""

    days: int
    unannounced: tuple[int, ...] = ()

    @property
    def status(self) -> DayStatus:
        """Whether every day that was counted is settled."""
        return DayStatus.PROVISIONAL if self.unannounced else DayStatus.GAZETTED


@attrs.frozen
class _Mark:
    works: bool
    name: str
    notice: str


@attrs.frozen
class _Known:
    """Everything that was known on a day: what single days are, and which years were announced."""

    marks: Mapping[date, _Mark]
    years: frozenset[int]
    known: date | None


def _check_rest_days(_: object, __: object, value: frozenset[int]) -> None:
    if not value < frozenset(range(7)):
        expected = Words(
            zh="0（周一）至 6（周日），不能七天全休", en="days from 0 (Monday) to 6 (Sunday), never all seven"
        )
        raise InvalidValueError(sorted(value), expected)


@attrs.frozen(kw_only=True)
class Calendar:
    """Which days are worked: weekly rest days, yearly tables on them, overlays on top.

    Attributes:
        rest_days: days of the week that are not worked, Monday is 0; none for a mine that works every day.
        yearly: a year has to be announced before its days are settled.
        tables: the yearly tables.
        overlays: what differs locally; a later one stands above an earlier one.
    """

    id: str = attrs.field(validator=an_id)
    words: Words
    rest_days: frozenset[int] = attrs.field(default=frozenset({5, 6}), validator=_check_rest_days)
    yearly: bool = True
    tables: tuple[CalendarTable, ...] = attrs.field(default=(), converter=merged)
    overlays: tuple[Overlay, ...] = ()
    _cutoffs: tuple[date, ...] = attrs.field(init=False, repr=False, eq=False)
    _memo: dict[int, _Known] = attrs.field(init=False, repr=False, eq=False, factory=dict)

    @_cutoffs.default
    def _every_cutoff(self) -> tuple[date, ...]:
        series = (*(one.revisions for one in self.tables), *(one.revisions for one in self.overlays))
        return tuple(sorted({revision.known_from for revisions in series for revision in revisions}))

    # -- changing ----------------------------------------------------------------------------------------

    def with_tables(self, tables: Iterable[CalendarTable]) -> "Calendar":
        """Give the calendar with further tables: new years, or later notices about years that it has.

        Raises:
            InvalidDocumentError: two notices about one year were known from the same day and differ.
        """
        return attrs.evolve(self, tables=(*self.tables, *tables))

    def with_overlay(self, overlay: Overlay) -> "Calendar":
        """Give the calendar with a local overlay above what it has."""
        return attrs.evolve(self, overlays=(*self.overlays, overlay))

    # -- single days -------------------------------------------------------------------------------------

    def look(self, day: date, *, known_at: date | datetime | None = None) -> CalendarDay:
        """Say whether a day is worked, how sure that is, and on what it rests."""
        _check_days(day)
        known = self._known(known_at)
        mark = known.marks.get(day)
        if mark is not None:
            return _marked(day, mark)
        if not self._is_open(day, known):
            return self._ordinary(day)
        return self._presumed(day, known)

    def is_workday(self, day: date, *, known_at: date | datetime | None = None, certain: bool = False) -> bool:
        """Tell whether a day is worked; `look` also says how sure that is.

        Raises:
            CalendarNotAnnouncedError: *certain* was asked and the day is provisional.
        """
        _check_days(day)
        known = self._known(known_at)
        if certain:
            self._insist(self._unannounced(day, day, known), known)
        return self._works(day, known)

    # -- reckoning ---------------------------------------------------------------------------------------

    def add_workdays(
        self, start: date, days: int, *, known_at: date | datetime | None = None, certain: bool = False
    ) -> Reckoned:
        """Give the n-th working day after *start*, or before it where *days* is negative; 0 is *start* itself.

        Raises:
            CalendarNotAnnouncedError: *certain* was asked and a day on the way is provisional.
            InvalidValueError: *days* is no whole number, or more than a hundred years have.
        """
        _check_days(start)
        known = self._known(known_at)
        day = self._stepped(start, days, known)
        return self._reckoned(start, day, known, certain=certain)

    def count_workdays(
        self, start: date, end: date, *, known_at: date | datetime | None = None, certain: bool = False
    ) -> Counted:
        """Count the working days after *start* up to and with *end*; negative where *end* is before *start*.

        Raises:
            CalendarNotAnnouncedError: *certain* was asked and a day among them is provisional.
        """
        _check_days(start, end)
        known = self._known(known_at)
        sign = 1 if end >= start else -1
        steps = range(1, abs((end - start).days) + 1)
        days = sum(self._works(start + sign * step * _ONE, known) for step in steps)
        years = self._unannounced(min(start, end), max(start, end), known)
        if certain:
            self._insist(years, known)
        return Counted(days=sign * days, unannounced=years)

    def next_workday(self, day: date, *, known_at: date | datetime | None = None, certain: bool = False) -> Reckoned:
        """Give *day* itself where it is worked, else the first working day after it.

        Raises:
            CalendarNotAnnouncedError: *certain* was asked and a day on the way is provisional.
        """
        _check_days(day)
        known = self._known(known_at)
        found = day
        while not self._works(found, known):
            found += _ONE
        return self._reckoned(day, found, known, certain=certain)

    def unannounced(self, first: date, last: date, *, known_at: date | datetime | None = None) -> tuple[int, ...]:
        """Give the years with days from *first* to *last*, both included, that are only provisional."""
        _check_days(first, last)
        return self._unannounced(first, last, self._known(known_at))

    def revision(self, *, known_at: date | datetime | None = None) -> str:
        """Name what was known: the calendar, and the day of the last notice that it knew then."""
        known = known_day(known_at)
        place = len(self._cutoffs) if known is None else bisect_right(self._cutoffs, known)
        return f"{self.id}@{self._cutoffs[place - 1]}" if place else self.id

    def digest(self, *, known_at: date | datetime | None = None) -> str:
        """Give a digest of everything that decides an answer, as it was known: what an assessment pins."""
        known = self._known(known_at)
        marks = sorted((day.isoformat(), mark.works, mark.notice) for day, mark in known.marks.items())
        content = [self.id, sorted(self.rest_days), self.yearly, sorted(known.years), marks]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()

    # -- inside ------------------------------------------------------------------------------------------

    def _known(self, known_at: date | datetime | None) -> _Known:
        known = known_day(known_at)
        place = len(self._cutoffs) if known is None else bisect_right(self._cutoffs, known)
        if place not in self._memo:
            self._memo[place] = self._gathered(self._cutoffs[place - 1] if place else date.min)
        return attrs.evolve(self._memo[place], known=known)

    def _gathered(self, known: date) -> _Known:
        standing = [(one, revision) for one in self.tables for revision in one.standing(known)]
        standing.sort(key=lambda pair: (pair[1].known_from, pair[0].year))
        marks = {
            day: _Mark(works=works, name=name, notice=revision.reference)
            for _, revision in standing
            for day, works, name in revision.marks()
        }
        for overlay in self.overlays:
            for revision in sorted(overlay.revisions, key=_by_known):
                if revision.known_from <= known:
                    notice = f"{overlay.id} {revision.reference}"
                    marks.update((day, _Mark(works, name, notice)) for day, works, name in revision.marks())
        return _Known(MappingProxyType(marks), frozenset(table.year for table, _ in standing), None)

    def _works(self, day: date, known: _Known) -> bool:
        mark = known.marks.get(day)
        if mark is not None:
            return mark.works
        if day.weekday() in self.rest_days:
            return False
        return not self._is_open(day, known) or day not in statutory_days(day.year, known.known)

    def _is_open(self, day: date, known: _Known) -> bool:
        return self.yearly and day.year not in known.years

    def _ordinary(self, day: date) -> CalendarDay:
        works = day.weekday() not in self.rest_days
        return CalendarDay(day=day, works=works, status=DayStatus.GAZETTED, why=_ORDINARY[works])

    def _presumed(self, day: date, known: _Known) -> CalendarDay:
        name = statutory_days(day.year, known.known).get(day, "")
        works = self._works(day, known)
        basis = Words(zh=name, en=f"a statutory day ({holiday_words(name).en})") if name else _ORDINARY[works]
        why = Words(
            zh=f"{day.year} 年安排尚未公布，暂按{basis.zh}计", en=f"{day.year} is not announced; presumed as {basis.en}"
        )
        return CalendarDay(day=day, works=works, status=DayStatus.PROVISIONAL, why=why, name=name)

    def _stepped(self, start: date, days: int, known: _Known) -> date:
        if type(days) is not int or abs(days) > MAX_DAYS:
            raise InvalidValueError(
                days, Words(zh=f"整数，不超过 {MAX_DAYS} 天", en=f"a whole number, at most {MAX_DAYS} days")
            )
        step = _ONE if days >= 0 else -_ONE
        in_meant_years(None, None, start)
        day, left = start, abs(days)
        while left:
            day += step
            left -= self._works(day, known)
        return day

    def _reckoned(self, start: date, day: date, known: _Known, *, certain: bool) -> Reckoned:
        years = self._unannounced(min(start, day), max(start, day), known)
        if certain:
            self._insist(years, known)
        return Reckoned(day=day, unannounced=years)

    def _unannounced(self, first: date, last: date, known: _Known) -> tuple[int, ...]:
        if not self.yearly:
            return ()
        years = [year for year in range(first.year, last.year + 1) if year not in known.years]
        return tuple(year for year in years if not _all_marked(year, first, last, known.marks))

    def _insist(self, years: tuple[int, ...], known: _Known) -> None:
        if years:
            raise CalendarNotAnnouncedError(self.id, years, str(known.known or ""))


def _by_known(revision: Revision) -> date:
    return revision.known_from


def _check_days(*days: date) -> None:
    """Refuse a time in place of a day: no table names it, and it would be taken for an ordinary one."""
    for one in days:
        a_day(None, None, one)


def _marked(day: date, mark: _Mark) -> CalendarDay:
    if mark.works:
        why = Words(zh=f"调休上班（{mark.notice}）", en=f"a make-up working day ({mark.notice})")
    else:
        why = Words(zh=f"{mark.name}放假（{mark.notice}）", en=f"off: {holiday_words(mark.name).en} ({mark.notice})")
    return CalendarDay(
        day=day, works=mark.works, status=DayStatus.GAZETTED, why=why, name=mark.name, notice=mark.notice
    )


def _all_marked(year: int, first: date, last: date, marks: Mapping[date, _Mark]) -> bool:
    """Tell whether a notice names each day of the stretch in that year, though the year itself is not announced."""
    start, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
    return all(start + step * _ONE in marks for step in range((end - start).days + 1))
