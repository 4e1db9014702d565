"""Counting periods of time as the law counts them, with every step of the count in words.

Civil Code, articles 200 to 204: the day on which a period begins is not counted; months and years end on the
corresponding day, or on the last of the month where there is none; a last day that is a rest day gives way to the first
day after it that is none; the last day ends at 24:00, or at close of business where there are business hours; hours run
from the stated moment. Some statutes say "days" and mean working days: they are rules of their own. A policy may count
otherwise (article 204). A date that somebody wrote down is not counted at all, and never moves.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta

import attrs

from stationkit.calendars.calendar import BEIJING, Calendar, CalendarDay, Reckoned
from stationkit.calendars.shifts import ShiftTable, shift_at
from stationkit.errors import InvalidValueError, UnknownNameError
from stationkit.periods import add_months
from stationkit.stations.fields import Named, an_id, described, filled, moment
from stationkit.words import Words

__all__ = [
    "CIVIL_CODE",
    "COUNTING_RULES",
    "CountingRule",
    "Due",
    "Span",
    "Unit",
    "count_back",
    "count_due",
    "rule_named",
    "written",
]


class Unit(Named):
    """In what a period is measured."""

    IMMEDIATE = "immediate", "立即", "at once"
    PROMPT = "prompt", "及时", "promptly, no number given"
    SHIFT = "shift", "班", "shift"
    HOUR = "hour", "小时", "hour"
    DAY = "day", "日", "day"
    WORKDAY = "workday", "工作日", "working day"
    MONTH = "month", "个月", "month"
    YEAR = "year", "年", "year"


_WITHOUT_NUMBER = frozenset({Unit.IMMEDIATE, Unit.PROMPT})
_MOST = {Unit.SHIFT: 10_000, Unit.HOUR: 100_000, Unit.DAY: 10_000, Unit.WORKDAY: 10_000, Unit.MONTH: 600, Unit.YEAR: 50}


@attrs.frozen(kw_only=True)
class Span:
    """A length of time: so many of a unit; `immediate` and `prompt` have no number.

    One `shift` is the shift in which it began, two end with the next one.

    Raises:
        InvalidValueError: a number where none belongs, or none where one does.
    """

    amount: int = described("数量", "how many", default=0)
    unit: Unit = described("单位", "of what")

    def __attrs_post_init__(self) -> None:
        least, most = (0, 0) if self.unit in _WITHOUT_NUMBER else (1, _MOST[self.unit])
        if type(self.amount) is not int or not least <= self.amount <= most:
            name = self.unit.words
            expected = Words(zh=f"{name.zh}的数量为 {least} 至 {most}", en=f"{least} to {most} for {name.en}")
            raise InvalidValueError(self.amount, expected)

    @property
    def words(self) -> Words:
        """The length in words."""
        name = self.unit.words
        if self.unit in _WITHOUT_NUMBER:
            return name
        plural = "" if self.amount == 1 else "s"
        return Words(zh=f"{self.amount}{name.zh}", en=f"{self.amount} {name.en}{plural}")


@attrs.frozen(kw_only=True)
class CountingRule:
    """How a period of days is counted.

    Attributes:
        clause: where that is written.
        start_counts: the day on which it begins is the first day of it.
        moves: a last day that is a rest day gives way to the next day that is none.
        closes: when the last day ends, where there are business hours; nothing is 24:00.
        working: numbers of days that mean working days; 0 stands for every number.
    """

    id: str = described("编号", "id", validator=an_id)
    words: Words = described("名称", "in words")
    clause: str = described("条款", "clause", validator=filled)
    start_counts: bool = described("始日计入", "the first day counts", default=False)
    moves: bool = described("末日顺延", "the last day moves off a rest day", default=True)
    closes: time | None = described("业务时间截止", "close of business", default=None)
    working: frozenset[int] = described("按工作日计的天数", "numbers that mean working days", default=frozenset())

    def read(self, span: Span) -> Span:
        """Give the span as the rule means it: its "days" may be working days."""
        means = span.unit is Unit.DAY and (0 in self.working or span.amount in self.working)
        return attrs.evolve(span, unit=Unit.WORKDAY) if means else span


CIVIL_CODE = CountingRule(
    id="civil-code",
    words=Words(zh="民法典期间计算", en="as the Civil Code counts"),
    clause="民法典第二百条至第二百零四条",
)

COUNTING_RULES: Mapping[str, CountingRule] = {
    rule.id: rule
    for rule in (
        CIVIL_CODE,
        CountingRule(
            id="plain-days",
            words=Words(zh="自然日，末日不顺延", en="calendar days, the last one never moves"),
            clause="民法典第二百零四条（另有约定）",
            moves=False,
        ),
        CountingRule(
            id="inclusive-days",
            words=Words(zh="自然日，始日计入", en="calendar days, the first one counts"),
            clause="民法典第二百零四条（另有约定）",
            start_counts=True,
        ),
        CountingRule(
            id="penalty-law",
            words=Words(zh="行政处罚法：2、3、5、7日为工作日", en="Penalty Law: 2, 3, 5, 7 days are working days"),
            clause="行政处罚法（2021）第八十五条",
            working=frozenset({2, 3, 5, 7}),
        ),
        CountingRule(
            id="coercion-law",
            words=Words(zh="行政强制法：十日以内为工作日", en="Coercion Law: up to ten days are working days"),
            clause="行政强制法（2011）第六十九条",
            working=frozenset(range(1, 11)),
        ),
        CountingRule(
            id="reconsideration-law",
            words=Words(
                zh="行政复议法：3、5、7、10日为工作日", en="Reconsideration Law: 3, 5, 7, 10 days are working days"
            ),
            clause="行政复议法（2023）第八十八条",
            working=frozenset({3, 5, 7, 10}),
        ),
        CountingRule(
            id="licensing-law",
            words=Words(zh="行政许可法：期限均以工作日计", en="Licensing Law: every period is of working days"),
            clause="行政许可法（2019）第八十二条",
            working=frozenset({0}),
        ),
    )
}
"""The rules that come along, by id."""


@attrs.frozen(kw_only=True)
class Due:
    """When a period ends, and how that was counted.

    Attributes:
        moment: the end; nothing where it has none that can be given.
        included: what happens at that very moment is still in time; 24:00 is not, it is the next day's 0:00.
        last_day: the last day, where whole days were counted.
        steps: the count in words, step by step.
        unannounced: years not announced that the count reached into; the end is provisional then.
        moved: the last day gave way to a later one.
    """

    moment: datetime | None
    included: bool = True
    last_day: date | None = None
    steps: tuple[Words, ...] = ()
    unannounced: tuple[int, ...] = ()
    moved: bool = False

    def is_past(self, now: datetime) -> bool:
        """Tell whether it is over at a moment; what has no end is never over."""
        if self.moment is None:
            return False
        return now > self.moment if self.included else now >= self.moment


def rule_named(name: str, own: Iterable[CountingRule] = ()) -> CountingRule:
    """Give a counting rule by its id, a policy's own before those that come along.

    Raises:
        UnknownNameError: there is none.
    """
    known = {**COUNTING_RULES, **{one.id: one for one in own}}
    if name not in known:
        raise UnknownNameError(Words(zh="计算规则", en="counting rule"), name, tuple(known))
    return known[name]


def count_due(
    start: datetime,
    span: Span,
    calendar: Calendar,
    *,
    rule: CountingRule = CIVIL_CODE,
    shifts: Iterable[ShiftTable] = (),
    known_at: date | datetime | None = None,
) -> Due:
    """Count a period from the moment at which it begins.

    Raises:
        InvalidValueError: the start has no offset.
    """
    moment(None, None, start)
    counting = _Counting(start=start, span=rule.read(span), rule=rule, calendar=calendar, known_at=known_at)
    if counting.span.unit is Unit.SHIFT:
        return _shifts(counting, tuple(shifts))
    return _COUNTS[counting.span.unit](counting)


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


def written(limit: datetime) -> Due:
    """Give the end that somebody wrote down: it is not counted, and no holiday moves it."""
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
    known_at: date | datetime | None

    @property
    def first(self) -> date:
        """The day on which it begins, at home."""
        return self.start.astimezone(BEIJING).date()


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


def _shifts(counting: _Counting, tables: tuple[ShiftTable, ...]) -> Due:
    span = shift_at(tables, counting.start, counting.span.amount - 1)
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
    told = Words(
        zh=f"第 {counting.span.words.zh}：{reckoned.day}", en=f"after {counting.span.words.en}: {reckoned.day}"
    )
    years = calendar.unannounced(min(start + timedelta(days=1), reckoned.day), reckoned.day, known_at=known_at)
    return _ends(reckoned.day, counting.rule.closes, (_start_words(counting), told), years)


def _last_day(counting: _Counting, last: date) -> Due:
    told = Words(zh=f"加 {counting.span.words.zh}：{last}", en=f"plus {counting.span.words.en}: {last}")
    steps = (_start_words(counting), told)
    if not counting.rule.moves:
        return _ends(last, counting.rule.closes, steps, ())
    calendar, known_at = counting.calendar, counting.known_at
    reckoned = calendar.next_workday(last, known_at=known_at)
    if reckoned.day == last:
        return _ends(last, counting.rule.closes, steps, reckoned.unannounced)
    moving = _moved(calendar.look(last, known_at=known_at), reckoned.day)
    ended = _ends(reckoned.day, counting.rule.closes, (*steps, moving), reckoned.unannounced)
    return attrs.evolve(ended, moved=True)


def _moved(rest: CalendarDay, to: date) -> Words:
    return Words(
        zh=f"{rest.day} {rest.why.zh}，顺延至 {to}（民法典第二百零三条）",
        en=f"{rest.day} is no working day ({rest.why.en}); moves to {to} (Civil Code, article 203)",
    )


def _ends(last: date, closes: time | None, steps: tuple[Words, ...], years: tuple[int, ...]) -> Due:
    if closes is None:
        midnight = datetime.combine(last + timedelta(days=1), time(), tzinfo=BEIJING)
        told = Words(zh=f"{last} 24:00 届满", en=f"ends on {last} at 24:00")
        return Due(moment=midnight, included=False, last_day=last, steps=(*steps, told), unannounced=years)
    told = Words(zh=f"{last} {closes:%H:%M} 停止业务时届满", en=f"ends on {last} at close of business, {closes:%H:%M}")
    end = datetime.combine(last, closes, tzinfo=BEIJING)
    return Due(moment=end, last_day=last, steps=(*steps, told), unannounced=years)


_COUNTS: Mapping[Unit, Callable[[_Counting], Due]] = {
    Unit.IMMEDIATE: _at_once,
    Unit.PROMPT: _promptly,
    Unit.HOUR: _hours,
    Unit.DAY: _days,
    Unit.WORKDAY: _workdays,
    Unit.MONTH: _months,
    Unit.YEAR: _months,
}
