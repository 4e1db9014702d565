"""Counting periods of time as the law counts them, with every step of the count in words.

Civil Code, articles 200 to 204: the day on which a period begins is not counted; months and years end on the
corresponding day, or on the last of the month where there is none; a last day that is a rest day gives way to the first
day after it that is none; the last day ends at 24:00, or at close of business where there are business hours; hours run
from the stated moment. Some statutes say "days" and mean working days: they are rules of their own. A policy may count
otherwise (article 204). A date that somebody wrote down is not counted at all, and never moves.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta

import attrs

from stationkit.calendars.calendar import BEIJING, Calendar, CalendarDay, Reckoned
from stationkit.calendars.shifts import ShiftTable, shift_at
from stationkit.calendars.spans import CIVIL_CODE, CountingRule, Span, Unit
from stationkit.errors import InvalidValueError
from stationkit.periods import add_months
from stationkit.stations.fields import A_MEANT_YEAR, in_meant_years, is_meant, moment
from stationkit.words import Words

__all__ = ["Due", "Pause", "count_back", "count_due", "start_after", "written"]


@attrs.frozen
class Pause:
    """A stretch in which the clock stood still; without an end it still does.

    Raises:
        InvalidValueError: a time has no offset, or it ends before it begins.
    """

    start: datetime = attrs.field(validator=moment)
    end: datetime | None = attrs.field(default=None, validator=attrs.validators.optional(moment))

    def __attrs_post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            expected = Words(zh=f"不早于 {self.start} 的时间", en=f"a time not before {self.start}")
            raise InvalidValueError(str(self.end), expected)


@attrs.frozen(kw_only=True)
class Due:
    """When a period ends, and how that was counted.

    Attributes:
        moment: the end; nothing where it has none that can be given.
        included: what happens at that very moment is still in time; 24:00 is not, it is the next day's 0:00.
        last_day: the last day, where whole days were counted.
        counted_day: the day on which the count itself ran out, before it gave way to a later one.
        steps: the count in words, step by step.
        unannounced: years not announced that the count reached into; the end is provisional then.
    """

    moment: datetime | None
    included: bool = True
    last_day: date | None = None
    counted_day: date | None = None
    steps: tuple[Words, ...] = ()
    unannounced: tuple[int, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether the last day gave way to a later one."""
        return self.last_day != self.counted_day

    def is_past(self, now: datetime) -> bool:
        """Tell whether it is over at a moment; what has no end is never over."""
        if self.moment is None:
            return False
        return now > self.moment if self.included else now >= self.moment


def count_due(
    start: datetime,
    span: Span,
    calendar: Calendar,
    *,
    rule: CountingRule = CIVIL_CODE,
    shifts: Iterable[ShiftTable] = (),
    pauses: Iterable[Pause] = (),
    known_at: date | datetime | None = None,
) -> Due:
    """Count a period from the moment at which it begins.

    Pauses that begin before it is over lengthen it: hours by their length, days by the days (or working days) of
    theirs. Days are added to the count, and only then does the last one give way to a rest day; a pause that begins
    after the count has run out adds none, but nothing ends before it went on. While one has not ended, no end can be
    given.

    Raises:
        InvalidValueError: the start has no offset, or lies in no year that anybody means.
    """
    moment(None, None, start)
    in_meant_years(None, None, start)
    counting = _Counting(
        start=start, span=rule.read(span), rule=rule, calendar=calendar, shifts=tuple(shifts), known_at=known_at
    )
    due = _COUNTS[counting.span.unit](counting)
    for pause in _apart(pauses, start):
        if due.is_past(pause.start):
            break
        if pause.end is None:
            return _standing(due, pause)
        due = _LENGTHENED[counting.span.unit](counting, due, pause.start, pause.end)
    return due


def _apart(pauses: Iterable[Pause], start: datetime) -> Iterator[Pause]:
    """Give the pauses after *start* in order, those that touch made one."""
    kept: Pause | None = None
    for pause in sorted(pauses, key=lambda one: one.start):
        if pause.end is not None and pause.end <= start:
            continue
        clipped = Pause(max(pause.start, start), pause.end)
        if kept is None:
            kept = clipped
        elif kept.end is None or clipped.start <= kept.end:
            open_end = kept.end is None or clipped.end is None
            kept = Pause(kept.start, None if open_end else max(kept.end, clipped.end))  # type: ignore[type-var]  # both ends are known
        else:
            yield kept
            kept = clipped
    if kept is not None:
        yield kept


def _standing(due: Due, pause: Pause) -> Due:
    since = pause.start.astimezone(BEIJING)
    told = Words(
        zh=f"自 {since:%Y-%m-%d %H:%M} 起中止计算，尚未恢复", en=f"the clock stands still since {since:%Y-%m-%d %H:%M}"
    )
    return attrs.evolve(due, moment=None, last_day=None, counted_day=None, steps=(*due.steps, told), unannounced=())


def count_back(end: date, span: Span, calendar: Calendar, *, known_at: date | datetime | None = None) -> Due:
    """Give the last day that is at least a span of days or working days before *end*: until then a request is in time.

    Raises:
        InvalidValueError: the span is not of days or working days.
    """
    if span.unit not in (Unit.DAY, Unit.WORKDAY):
        raise InvalidValueError(str(span.unit), Words(zh="日或工作日", en="days or working days"))
    reckoned = Reckoned(day=end - timedelta(days=span.amount))
    if span.unit is Unit.WORKDAY:
        reckoned = calendar.add_workdays(end, -span.amount, known_at=known_at)
    last = reckoned.day
    told = Words(zh=f"{end} 之前 {span.words.zh}：{last}", en=f"{span.words.en} before {end}: {last}")
    return _ends(last, None, (told,), reckoned.unannounced)


def start_after(end: datetime, span: Span, *, included: bool) -> datetime:
    """Give the moment from which a period that follows an end is counted.

    An end at 24:00 belongs to the day that it ends, so days are counted from that day; hours from the moment itself.
    """
    return end if included or span.unit is Unit.HOUR else end - _INSTANT


def written(limit: datetime) -> Due:
    """Give the end that somebody wrote down: it is not counted, and no holiday moves it.

    What lies in no year that anybody means is no end that can be given, and says so.
    """
    if not is_meant(limit):
        unmeant = Words(
            zh=f"文书写明 {limit}，应为 {A_MEANT_YEAR.zh}，无法确定届满时间",
            en=f"written as {limit}, should be {A_MEANT_YEAR.en}: no end can be given",
        )
        return Due(moment=None, steps=(unmeant,))
    local = limit.astimezone(BEIJING)
    told = Words(
        zh=f"文书写明 {local:%Y-%m-%d %H:%M}，不因节假日移动",
        en=f"written as {local:%Y-%m-%d %H:%M}; no holiday moves it",
    )
    return Due(moment=limit, steps=(told,))


# -- inside --------------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class _Counting:
    """One count: what is counted, from when, by which rule, on which calendar as known when."""

    start: datetime
    span: Span
    rule: CountingRule
    calendar: Calendar
    shifts: tuple[ShiftTable, ...]
    known_at: date | datetime | None

    @property
    def first(self) -> date:
        """The day on which it begins, at home."""
        return _day(self.start)


def _day(at: datetime) -> date:
    return at.astimezone(BEIJING).date()


def _at_once(counting: _Counting) -> Due:
    told = Words(zh="立即，不得拖延", en="at once")
    return Due(moment=counting.start, steps=(told,))


def _promptly(_: _Counting) -> Due:
    told = Words(zh="“及时”，法律未规定天数", en="promptly; the law gives no number of days")
    return Due(moment=None, steps=(told,))


def _hours(counting: _Counting) -> Due:
    end = counting.start + timedelta(hours=counting.span.amount)
    local = end.astimezone(BEIJING)
    told = Words(
        zh=f"自该时刻起 {counting.span.words.zh}：{local:%Y-%m-%d %H:%M}（民法典第二百零一条第二款）",
        en=f"{counting.span.words.en} from that moment: {local:%Y-%m-%d %H:%M} (Civil Code, article 201)",
    )
    return Due(moment=end, steps=(told,))


def _shifts(counting: _Counting) -> Due:
    span = shift_at(counting.shifts, counting.start, counting.span.amount - 1)
    if span is None:
        unknown = Words(
            zh="没有该矿的班次表，无法确定交班时间", en="the mine's shift table is not known: no end can be given"
        )
        return Due(moment=None, steps=(unknown,))
    local = span.end.astimezone(BEIJING)
    told = Words(zh=f"{span.name}于 {local:%Y-%m-%d %H:%M} 结束", en=f"{span.name} ends at {local:%Y-%m-%d %H:%M}")
    return Due(moment=span.end, included=False, steps=(told,))


def _start_words(counting: _Counting) -> Words:
    if counting.rule.start_counts:
        return Words(zh=f"自 {counting.first} 起，当日计入", en=f"from {counting.first}, that day counted")
    return Words(zh=f"自 {counting.first} 起，当日不计入", en=f"from {counting.first}, that day not counted")


def _days(counting: _Counting) -> Due:
    last = counting.first + timedelta(days=counting.span.amount - counting.rule.start_counts)
    return _last_day(counting, last)


def _months(counting: _Counting) -> Due:
    months = counting.span.amount * (12 if counting.span.unit is Unit.YEAR else 1)
    corresponding = add_months(counting.first, months)
    return _last_day(counting, corresponding - timedelta(days=counting.rule.start_counts))


def _workdays(counting: _Counting) -> Due:
    calendar, known_at = counting.calendar, counting.known_at
    start = counting.first - timedelta(days=1) if counting.rule.start_counts else counting.first
    reckoned = calendar.add_workdays(start, counting.span.amount, known_at=known_at)
    years = calendar.unannounced(min(start + timedelta(days=1), reckoned.day), reckoned.day, known_at=known_at)
    told = Words(
        zh=f"第 {counting.span.words.zh}：{reckoned.day}", en=f"after {counting.span.words.en}: {reckoned.day}"
    )
    return _ends(reckoned.day, counting.rule.closes, (_start_words(counting), told), years)


def _last_day(counting: _Counting, last: date) -> Due:
    told = Words(zh=f"加 {counting.span.words.zh}：{last}", en=f"plus {counting.span.words.en}: {last}")
    return _ending_on(counting, last, (_start_words(counting), told))


def _ending_on(counting: _Counting, last: date, steps: tuple[Words, ...]) -> Due:
    """End on a day, or on the first working day after it where the rule lets rest days give way."""
    if not counting.rule.moves:
        return _ends(last, counting.rule.closes, steps, ())
    calendar, known_at = counting.calendar, counting.known_at
    reckoned = calendar.next_workday(last, known_at=known_at)
    if reckoned.day == last:
        return _ends(last, counting.rule.closes, steps, reckoned.unannounced)
    moving = _moved(calendar.look(last, known_at=known_at), reckoned.day)
    ended = _ends(reckoned.day, counting.rule.closes, (*steps, moving), reckoned.unannounced)
    return attrs.evolve(ended, counted_day=last)


def _moved(rest: CalendarDay, to: date) -> Words:
    return Words(
        zh=f"{rest.day} {rest.why.zh}，顺延至 {to}（民法典第二百零三条）",
        en=f"{rest.day} is no working day ({rest.why.en}); moves to {to} (Civil Code, article 203)",
    )


def _ends(last: date, closes: time | None, steps: tuple[Words, ...], years: tuple[int, ...]) -> Due:
    if closes is None:
        midnight = datetime.combine(last + timedelta(days=1), time(), tzinfo=BEIJING)
        told = Words(zh=f"{last} 24:00 届满", en=f"ends on {last} at 24:00")
        return Due(
            moment=midnight,
            included=False,
            last_day=last,
            counted_day=last,
            steps=(*steps, told),
            unannounced=years,
        )
    told = Words(zh=f"{last} {closes:%H:%M} 停止业务时届满", en=f"ends on {last} at close of business, {closes:%H:%M}")
    end = datetime.combine(last, closes, tzinfo=BEIJING)
    return Due(moment=end, last_day=last, counted_day=last, steps=(*steps, told), unannounced=years)


_COUNTS: Mapping[Unit, Callable[[_Counting], Due]] = {
    Unit.IMMEDIATE: _at_once,
    Unit.PROMPT: _promptly,
    Unit.SHIFT: _shifts,
    Unit.HOUR: _hours,
    Unit.DAY: _days,
    Unit.WORKDAY: _workdays,
    Unit.MONTH: _months,
    Unit.YEAR: _months,
}


# -- pauses --------------------------------------------------------------------------------------------------


def _resumed(due: Due, zh: str, en: str) -> tuple[Words, ...]:
    return (*due.steps, Words(zh=f"中止计算，顺延 {zh}", en=f"the clock stood still: {en} more"))


def _longer(_: _Counting, due: Due, start: datetime, end: datetime) -> Due:
    assert due.moment is not None  # noqa: S101 - what has no end is never lengthened, it has nothing to add to
    length = end - start
    return attrs.evolve(due, moment=due.moment + length, steps=_resumed(due, str(length), str(length)))


def _unchanged(_: _Counting, due: Due, __: datetime, ___: datetime) -> Due:
    return due


def _shifts_longer(counting: _Counting, due: Due, start: datetime, end: datetime) -> Due:
    """End with the shift in which the lengthened time ends: a shift is not cut."""
    span = None if due.moment is None else shift_at(counting.shifts, due.moment - _INSTANT + (end - start))
    if span is None:
        return due
    told = f"{span.end.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    return attrs.evolve(
        due, moment=span.end, steps=_resumed(due, f"至 {span.name}结束：{told}", f"{span.name} ends {told}")
    )


def _days_longer(counting: _Counting, due: Due, start: datetime, end: datetime) -> Due:
    """Add the days on which it stood still, that on which it stopped among them; never end before it went on."""
    counted = _counted(due)
    days = (_day(end) - _day(start)).days if _day(start) <= counted else 0
    last = max(counted + timedelta(days=days), _day(end))
    ended = _ending_on(counting, last, _resumed(due, f"{days} 日：{last}", f"{days} day(s): {last}"))
    return attrs.evolve(ended, unannounced=_both(due, ended))


def _counted(due: Due) -> date:
    assert due.counted_day is not None  # noqa: S101 - whole days were counted, and the clock does not stand still
    return due.counted_day


def _workdays_longer(counting: _Counting, due: Due, start: datetime, end: datetime) -> Due:
    calendar, known_at = counting.calendar, counting.known_at
    counted = calendar.count_workdays(_day(start), _day(end), known_at=known_at)
    later = calendar.add_workdays(_counted(due), counted.days, known_at=known_at)
    last = later if later.day >= _day(end) else calendar.next_workday(_day(end), known_at=known_at)
    steps = _resumed(due, f"{counted.days} 个工作日：{last.day}", f"{counted.days} working day(s): {last.day}")
    ended = _ends(last.day, counting.rule.closes, steps, (*counted.unannounced, *last.unannounced))
    return attrs.evolve(ended, unannounced=_both(due, ended))


def _both(one: Due, other: Due) -> tuple[int, ...]:
    return tuple(sorted({*one.unannounced, *other.unannounced}))


_INSTANT = timedelta(microseconds=1)
_LENGTHENED: Mapping[Unit, Callable[[_Counting, Due, datetime, datetime], Due]] = {
    Unit.IMMEDIATE: _longer,
    Unit.PROMPT: _unchanged,
    Unit.SHIFT: _shifts_longer,
    Unit.HOUR: _longer,
    Unit.DAY: _days_longer,
    Unit.WORKDAY: _workdays_longer,
    Unit.MONTH: _days_longer,
    Unit.YEAR: _days_longer,
}
