"""Lengths of time and the rules by which they are counted: the Civil Code's, and those of other statutes."""

from collections.abc import Iterable, Mapping
from datetime import time

import attrs

from stationkit.errors import InvalidValueError, UnknownNameError
from stationkit.stations.fields import Named, an_id, described, filled, members_checked
from stationkit.words import Words

__all__ = ["CIVIL_CODE", "COUNTING_RULES", "CountingRule", "Span", "Unit", "rule_named"]


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


@attrs.frozen(kw_only=True, field_transformer=members_checked)
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


@attrs.frozen(kw_only=True, field_transformer=members_checked)
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


def rule_named(name: str, own: Iterable[CountingRule] = ()) -> CountingRule:
    """Give a counting rule by its id, a policy's own before those that come along.

    Raises:
        UnknownNameError: there is none.
    """
    known = {**COUNTING_RULES, **{one.id: one for one in own}}
    if name not in known:
        raise UnknownNameError(Words(zh="计算规则", en="counting rule"), name, tuple(known))
    return known[name]
