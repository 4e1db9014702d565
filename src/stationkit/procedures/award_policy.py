"""What an award of stars rests on, as data: which stars there are, who decides which, how long, and what bars them.

The provincial measures of 2022 are not public. Every number says from which text it is, and the policy as a whole is
illustrative: a region that has the text writes its own.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import attrs

from stationkit.calendars.calendar import Calendar
from stationkit.errors import InvalidValueError
from stationkit.periods import Period, add_months
from stationkit.procedures.days import day_after, day_of
from stationkit.stations.fields import filled, is_meant, members_checked
from stationkit.stations.marks import Mark, MarkKind, StationRecord
from stationkit.stations.people import Role
from stationkit.stations.provenance import Ruled, Status, weakest
from stationkit.words import Words

__all__ = [
    "ILLUSTRATIVE_POLICY",
    "UNION_LEVELS",
    "AwardPolicy",
    "EndsAt",
    "LookBack",
    "Star",
    "day_after",
    "weekdays_only",
]

_ONE = timedelta(days=1)

EndsAt = Callable[[datetime, int], datetime]
"""A calendar, as far as an award needs one: the moment at which so many working days after a moment have run out."""

UNION_LEVELS = (Role.COUNTY_UNION, Role.CITY_UNION, Role.PROVINCE_UNION)
"""The levels of the union that decide about stars, the lowest first; the union of the enterprise applies."""


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Star:
    """One star: its word, and the lowest level of the union that may award it."""

    id: str = attrs.field(validator=filled)
    words: Words
    decided_by: Role = attrs.field(validator=attrs.validators.in_(UNION_LEVELS))


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class LookBack:
    """A mark that is looked back on.

    Attributes:
        months: for how many months after the day of the mark; counted by Civil Code, articles 201 and 202: the day
            itself is not counted, and the last day, the corresponding one, still belongs to them.
        stars: the stars that it concerns; empty means every one.
        bars: whether it stands against awarding, restoring and keeping them.
        withdraws: whether a star that is held is to be withdrawn for it.
    """

    mark: MarkKind
    months: Ruled
    stars: frozenset[str] = frozenset()
    bars: bool = True
    withdraws: bool = False

    def concerns(self, star: str) -> bool:
        """Tell whether it looks at a star."""
        return not self.stars or star in self.stars

    def last_day(self, mark: Mark) -> date:
        """Give the last day on which a mark still counts."""
        return add_months(mark.on, self.months.value)

    def window(self, on: date) -> Period:
        """Give the days on which a mark would still count on a day."""
        start = add_months(on, -self.months.value)
        if add_months(start, self.months.value) < on:  # the corresponding day fell on a day that its month has not
            start += _ONE
        return Period(start, on + _ONE)

    def known_from(self, record: StationRecord, on: date) -> date | None:
        """Give the first day after *on* whose window the record covers, if time alone brings one.

        What is not known has to fall out of the window, so the window begins there with a stretch that is known.
        """
        starts = (one.start for one in (*record.accidents_known, *record.awards_known))
        inside = (start for start in starts if start > self.window(on).start and is_meant(start))
        days = (add_months(start - _ONE, self.months.value) + _ONE for start in inside)
        return min((day for day in days if day > on and record.knows(self.mark, self.window(day))), default=None)

    def found(self, record: StationRecord, on: date) -> tuple[Mark, ...]:
        """Give the marks that count on a day, the latest first."""
        marks = (one for one in record.marks if one.kind is self.mark and one.on <= on <= self.last_day(one))
        return tuple(sorted(marks, key=lambda one: (one.on, one.evidence), reverse=True))


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class AwardPolicy:
    """The numbers and the powers of an award.

    Attributes:
        stars: the best first.
        publicity: for how many working days a result is made public, at least.
        term: for how many months a star is awarded.
        review: within how many months after the award, or the last review, the next review is due.

    Raises:
        InvalidValueError: no star, one star twice, or a look-back on a star that there is none of.
    """

    id: str = attrs.field(validator=filled)
    stars: tuple[Star, ...]
    publicity: Ruled
    term: Ruled
    review: Ruled
    look_backs: tuple[LookBack, ...] = ()

    def __attrs_post_init__(self) -> None:
        names = [star.id for star in self.stars]
        strange = sorted({name for one in self.look_backs for name in one.stars} - set(names))
        if not names or len(set(names)) < len(names) or strange:
            raise InvalidValueError(
                strange or names, Words(zh="互不相同的星级，且都已列出", en="stars, each listed once")
            )

    @property
    def status(self) -> Status:
        """The weakest status of its numbers."""
        numbers = (self.publicity, self.term, self.review, *(one.months for one in self.look_backs))
        return weakest(one.status for one in numbers)

    def star(self, name: str) -> Star | None:
        """Give a star by its word; nothing where there is none."""
        return next((star for star in self.stars if star.id == name), None)

    def is_below(self, star: str, other: str) -> bool:
        """Tell whether *star* is worth less than *other*; both must be stars."""
        names = [one.id for one in self.stars]
        return names.index(star) > names.index(other)

    def term_end(self, awarded_at: datetime) -> datetime:
        """Give the moment at which a star that is awarded then is no longer in force (Civil Code, articles 201-203)."""
        return day_after(add_months(day_of(awarded_at), self.term.value))

    def review_due(self, since: datetime) -> datetime:
        """Give the moment by which the review after *since* is due."""
        return day_after(add_months(day_of(since), self.review.value))

    def barring(self, star: str, record: StationRecord, on: date) -> Iterator[tuple[LookBack, Mark]]:
        """Give every mark that bars a star on a day."""
        for one in self.look_backs:
            if one.bars and one.concerns(star):
                yield from ((one, mark) for mark in one.found(record, on))

    def withdrawing(self, star: str, record: StationRecord, on: date) -> Iterator[tuple[LookBack, Mark]]:
        """Give every mark for which a star that is held is to be withdrawn."""
        for one in self.look_backs:
            if one.withdraws and one.concerns(star):
                yield from ((one, mark) for mark in one.found(record, on))

    def unknown(self, star: str, record: StationRecord, on: date) -> Iterator[LookBack]:
        """Give the look-backs over days that the record does not cover."""
        for one in self.look_backs:
            if one.concerns(star) and not record.knows(one.mark, one.window(on)):
                yield one


def by_calendar(calendar: Calendar, *, known_at: date | None = None) -> EndsAt:
    """Count working days by a calendar; a year that is not announced is counted as the calendar supposes it.

    Args:
        calendar: whose working days.
        known_at: count as it was known on that day.
    """

    def ends_at(start: datetime, days: int) -> datetime:
        return day_after(calendar.add_workdays(day_of(start), days, known_at=known_at).day)

    return ends_at


def weekdays_only(start: datetime, days: int) -> datetime:
    """Count Monday to Friday, without any holiday: for examples, and where no calendar is at hand.

    The day on which it begins is not counted (Civil Code, article 201).
    """
    day = day_of(start)
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day_after(day)


_GRADING = "煤矿安全生产标准化管理体系考核定级办法（2024，转载本），比照适用"


def _months(months: int, source: str = _GRADING) -> Ruled:
    return Ruled(value=months, source=source, status=Status.ILLUSTRATIVE)


def _fatal(mark: MarkKind, months: int) -> LookBack:
    return LookBack(mark=mark, months=_months(months), stars=frozenset({"5"}), withdraws=True)


ILLUSTRATIVE_POLICY = AwardPolicy(
    id="illustrative/pithead-stars",
    stars=(
        Star(id="5", words=Words(zh="五星级", en="five stars"), decided_by=Role.PROVINCE_UNION),
        Star(id="4", words=Words(zh="四星级", en="four stars"), decided_by=Role.CITY_UNION),
        Star(id="3", words=Words(zh="三星级", en="three stars"), decided_by=Role.COUNTY_UNION),
    ),
    publicity=Ruled(
        value=5,
        source="煤矿安全生产标准化考核定级公示不少于 5 个工作日（2017，题库），比照适用",
        status=Status.ILLUSTRATIVE,
    ),
    term=Ruled(
        value=24, source="五星级井口站每两年申报一次（2019 年报道，2022 年办法之前）", status=Status.RECONSTRUCTED
    ),
    review=Ruled(value=12, source="工会驿站星级每年复核、不搞终身制（福州），比照适用", status=Status.ILLUSTRATIVE),
    look_backs=(
        _fatal(MarkKind.FATAL_GENERAL, 12),
        _fatal(MarkKind.FATAL_LARGER, 24),
        _fatal(MarkKind.FATAL_MAJOR, 24),
        _fatal(MarkKind.FATAL_SPECIAL, 36),
        LookBack(mark=MarkKind.FAILED_CHECK, months=_months(12), stars=frozenset({"5"})),
        LookBack(mark=MarkKind.DOWNGRADED, months=_months(12), stars=frozenset({"5"})),
        LookBack(mark=MarkKind.REVOKED, months=_months(12)),
    ),
)
"""Numbers of the grading of coal mines, applied to stars by analogy; only the two-year term is one of the stations'."""
