"""One cause: what is lost (or, behind `add`, gained), for what, and how often it counts.

A cause has one origin: `fault` (an assessor's sheet), `of` (a measure) or `when` (a condition). It says how it counts:
`each` occurrence, `once`, or `loses = "all"`; a slope (`below` or `above`, with `per`) says `whole`, `begun` or
`exact`.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

import attrs

from stationkit.numbers import Number, exact
from stationkit.rules.conditions import Condition, condition_references, read_condition
from stationkit.rules.expressions import (
    Expression,
    Literal,
    Name,
    ReadInline,
    expression_references,
    read_expression,
)
from stationkit.rules.frame import Frame, Read, Test
from stationkit.rules.outcomes import MISSING, Absent, NodeValue
from stationkit.rules.reading import Collector, TableReader
from stationkit.rules.references import Reference, parse_reference
from stationkit.rules.shaping import Owner, Writes
from stationkit.words import Words

__all__ = ["ALL", "Cause", "CauseLinked", "link_causes", "read_causes"]

_ZERO = Literal(0)

ALL = "all"
"""What `loses = "all"` comes to: everything that is there."""

Loss: TypeAlias = Number | str | Absent
"""What a cause comes to: points, `all`, or nothing known."""


@attrs.frozen(kw_only=True)
class Cause:
    """One cause of an item.

    Attributes:
        fault: the assessor's words, empty where the cause is measured.
        of: the measure or node that it counts.
        when: the condition under which it happens.
        counts: `each`, `once`, `all`, or for slopes `whole`, `begun`, `exact`.
        points: what one occurrence, or one step of the slope, is worth.
        below: the slope starts under this value; `above` likewise over it.
        per: the length of one step of the slope.
        up_to: the most that the cause is worth, in points.
        where: the condition under which the cause exists at all.
    """

    id: str
    title: Words
    counts: str
    fault: str = ""
    unit: str = ""
    clause: str = ""
    of: Reference | None = None
    when: Condition | None = None
    points: Expression = _ZERO
    below: Expression | None = None
    above: Expression | None = None
    per: Expression | None = None
    up_to: Expression | None = None
    where: Condition | None = None

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what the cause names."""
        if self.of is not None:
            yield "name", self.of
        for condition in (self.when, self.where):
            if condition is not None:
                yield from condition_references(condition)
        for expression in (self.points, self.below, self.above, self.per, self.up_to):
            if expression is not None:
                yield from expression_references(expression)


def read_causes(raw: object, path: str, to: Collector, inline: ReadInline) -> tuple[Cause, ...]:
    """Read a list of causes; ids must differ."""
    if not isinstance(raw, list) or not raw:
        to.say(path, "应为非空的原因列表", "expected a list of causes that is not empty")
        return ()
    causes = tuple(_read_cause(TableReader(one, f"{path}[{place}]", to), inline) for place, one in enumerate(raw))
    ids = [cause.id for cause in causes]
    for place, name in enumerate(ids):
        if name in ids[:place]:
            to.say(f"{path}[{place}].id", f"重复的原因 {name!r}", f"a cause {name!r} exists already")
    return causes


def _read_cause(table: TableReader, inline: ReadInline) -> Cause:
    def expression(key: str) -> Expression | None:
        return read_expression(table.take(key), table.at(key), table.to, inline) if key in table else None

    def condition(key: str) -> Condition | None:
        return read_condition(table.take(key), table.at(key), table.to) if key in table else None

    origin = table.exactly_one(("fault", "of", "when"))
    fault = table.text("fault", required=origin == "fault")
    title = table.words("title") or Words(zh=fault)
    cause = Cause(
        id=_identifier(table),
        title=title,
        counts=_counts(table, slope="below" in table or "above" in table),
        fault=fault,
        unit=table.text("unit"),
        clause=table.text("clause"),
        of=table.to.attempt(table.at("of"), lambda: parse_reference(table.take("of")), None)
        if origin == "of"
        else None,
        when=condition("when"),
        points=expression("points") or Literal(0),
        below=expression("below"),
        above=expression("above"),
        per=expression("per"),
        up_to=expression("up_to"),
        where=condition("where"),
    )
    _check_whole(cause, table)
    table.finish()
    return cause


def _identifier(table: TableReader) -> str:
    name = table.text("id", required=True)
    if name:
        TableReader({name: None}, table.at("id"), table.to).identifier(name)
    return name


def _counts(table: TableReader, *, slope: bool) -> str:
    if "loses" in table:
        table.choice("loses", [ALL], ALL)
        return ALL
    allowed = ("whole", "begun", "exact") if slope else ("each", "once")
    if "count" not in table:
        listed = ", ".join(allowed)
        table.to.say(
            table.path,
            "没有写明怎样计数",
            "it does not say how it counts",
            Words(zh=f"count = {listed}", en=f"count = one of {listed}"),
        )
        return allowed[0]
    return table.choice("count", allowed, allowed[0])


def _check_whole(cause: Cause, table: TableReader) -> None:
    slope = cause.below is not None or cause.above is not None
    if slope and (cause.of is None or cause.per is None or (cause.below is not None and cause.above is not None)):
        table.to.say(
            table.path,
            "斜率要有 of、per，和 below 或 above 之一",
            "a slope has `of`, `per`, and one of `below` and `above`",
        )
    if isinstance(cause.per, Literal) and cause.per.value <= 0:
        table.to.say(table.at("per"), "per 应大于 0", "per is more than 0")
    if not slope and cause.per is not None:
        table.to.say(table.at("per"), "per 只用于斜率", "per belongs to a slope")
    if cause.counts != ALL and "points" not in table:
        table.to.say(table.path, "缺少 points", "points is missing")
    if cause.counts == ALL and "points" in table:
        table.to.say(table.at("points"), 'loses = "all" 不再写 points', 'no points beside loses = "all"')
    if cause.counts == "each" and cause.when is not None:
        table.to.say(table.at("count"), "条件只能计一次", "a condition counts once")


@attrs.frozen
class CauseLinked:
    """A cause with its closure, what it rests on, and the writer that knows by whose rule it speaks."""

    cause: Cause
    worth: Callable[[Frame], Loss]
    facts: tuple[str, ...]
    writes: Writes


def link_causes(causes: tuple[Cause, ...], linker: Any, owner: Owner) -> tuple[CauseLinked, ...]:
    """Link the causes of one owner."""
    return tuple(_link(cause, linker, owner) for cause in causes)


def _link(cause: Cause, linker: Any, owner: Owner) -> CauseLinked:
    occurrences = _occurrences(cause, linker, owner)
    worth = _limited(_valued(cause, occurrences, linker, owner), cause, linker, owner)
    if cause.where is not None:
        worth = _where(worth, linker.test(cause.where, owner))
    names = [str(name) for kind, name in cause.references() if kind == "name"]
    fault = [f"{owner.id}.{cause.id}"] if cause.fault else []
    # A layer that changed the cause speaks in its lines, by its own clause.
    rule = linker.rules.get(f"{owner.id}.{cause.id}", owner.rule)
    ruled = attrs.evolve(owner, rule=attrs.evolve(rule, clause=cause.clause or rule.clause))
    return CauseLinked(cause, worth, tuple(dict.fromkeys(fault + names)), Writes(ruled))


def _occurrences(cause: Cause, linker: Any, owner: Owner) -> Read:
    if cause.fault:
        read: Read = linker.read(Reference(owner.id, cause.id), owner)
        return read
    if cause.when is not None:
        return _as_count(linker.test(cause.when, owner))
    amount: Read = linker.number(Name(cause.of or Reference("unreadable")), owner)
    if cause.below is not None:
        return _gap(linker.number(cause.below, owner), amount)
    return _gap(amount, linker.number(cause.above, owner)) if cause.above is not None else amount


def _as_count(test: Test) -> Read:
    def count(frame: Frame) -> NodeValue:
        holds = test(frame)
        return MISSING if holds is None else int(holds)

    return count


def _gap(upper: Read, lower: Read) -> Read:
    def gap(frame: Frame) -> NodeValue:
        high, low = upper(frame), lower(frame)
        if isinstance(high, Absent):
            return high
        if isinstance(low, Absent):
            return low
        apart: Number = high - low  # type: ignore[operator]  # numbers, as linked
        return max(apart, 0)

    return gap


def _valued(cause: Cause, occurrences: Read, linker: Any, owner: Owner) -> Callable[[Frame], Loss]:
    if cause.counts == ALL:
        return lambda frame: _all_or_nothing(occurrences(frame))
    points = linker.number(cause.points, owner)
    steps = _steps(cause, linker, owner)
    constant = cause.points.value if isinstance(cause.points, Literal) else None
    if cause.counts == "each" and constant is not None:
        return _each_constant(occurrences, constant)

    def worth(frame: Frame) -> Loss:
        found = occurrences(frame)
        if isinstance(found, Absent):
            return found
        if not found or found < 0:  # type: ignore[operator]  # a number, as linked
            return 0
        value, times = points(frame), steps(frame, found)
        if isinstance(value, Absent) or isinstance(times, Absent):
            return value if isinstance(value, Absent) else times
        return exact(times * value)

    return worth


def _all_or_nothing(found: NodeValue) -> Loss:
    if isinstance(found, Absent):
        return found
    return ALL if found else 0


def _each_constant(occurrences: Read, points: Number) -> Callable[[Frame], Loss]:
    def worth(frame: Frame) -> Loss:
        found = occurrences(frame)
        if not found:  # zero, or an absence, which is what the cause then comes to
            return found
        return found * points if found > 0 else 0  # type: ignore[operator]  # a number, as linked

    return worth


def _steps(cause: Cause, linker: Any, owner: Owner) -> "Callable[[Frame, Any], Number | Absent]":
    if cause.counts == "each":
        return lambda _, found: found
    if cause.counts == "once":
        return lambda _, __: 1
    per: Read = linker.number(cause.per, owner) if cause.per is not None else lambda _: 1
    count = _SLOPES[cause.counts]

    def steps(frame: Frame, gap: Any) -> "Number | Absent":
        length = per(frame)
        if isinstance(length, Absent):
            return length
        return count(gap, length) if length > 0 else MISSING  # type: ignore[operator,arg-type]  # a number

    return steps


_SLOPES: Mapping[str, Callable[[Number, Number], Number]] = {
    "whole": lambda gap, length: gap // length,
    "begun": lambda gap, length: -(-gap // length),
    "exact": lambda gap, length: exact(Fraction(gap) / length),
}
"""How many steps of a slope a gap is; a step without a length leaves it missing."""


def _limited(worth: Callable[[Frame], Loss], cause: Cause, linker: Any, owner: Owner) -> Callable[[Frame], Loss]:
    if cause.up_to is None:
        return worth
    limit: Read = linker.number(cause.up_to, owner)

    def limited(frame: Frame) -> Loss:
        value, most = worth(frame), limit(frame)
        if isinstance(value, Absent | str) or isinstance(most, Absent):
            return most if isinstance(most, Absent) and value else value
        return min(value, most)

    return limited


def _where(worth: Callable[[Frame], Loss], test: Test) -> Callable[[Frame], Loss]:
    def within(frame: Frame) -> Loss:
        holds = test(frame)
        if holds is None:
            value = worth(frame)
            return value if value == 0 else MISSING
        return worth(frame) if holds else 0

    return within
