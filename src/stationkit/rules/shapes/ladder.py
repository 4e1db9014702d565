"""Ladders: the first step whose comparison holds gives the value; and lines between named points."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import attrs

from stationkit.numbers import Number, exact
from stationkit.rules.expressions import (
    Cases,
    Expression,
    Literal,
    ReadInline,
    expression_references,
    read_cases,
    read_expression,
)
from stationkit.rules.frame import Frame, Read
from stationkit.rules.outcomes import MISSING, Absent, NodeValue
from stationkit.rules.reading import TableReader
from stationkit.rules.references import Reference
from stationkit.rules.shapes.operands import take_expression, take_reference
from stationkit.rules.shaping import Fault, Linked, Owner, Writes
from stationkit.words import Words

__all__ = ["Ladder", "Line", "read_ladder", "read_line"]


@attrs.frozen
class Ladder:
    """A ladder over one node; where that node cannot be asked, the ladder is not applicable."""

    of: Reference
    steps: Cases

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what the ladder reads."""
        yield "name", self.of
        yield from expression_references(self.steps)

    def faults(self) -> Iterator[Fault]:
        """Nothing is written down for a ladder."""
        return iter(())

    def link(self, linker: Any, owner: Owner) -> Linked:
        """Give the closures."""
        asked = linker.read(self.of, owner)
        rows = [
            (
                linker.test(row.when, owner) if row.when else None,
                linker.number(row.value, owner),
                str(row.when or "otherwise"),
                row.skip_missing,
            )
            for row in self.steps.rows
        ]
        writes = Writes(owner)
        facts = (str(self.of),)

        def fit(frame: Frame) -> tuple[NodeValue, str]:
            value = asked(frame)
            if isinstance(value, Absent) and value.kind != "missing":
                return value, ""
            for test, read, words, skip in rows:
                holds = True if test is None else test(frame)
                if holds and not (test is None and isinstance(value, Absent)):
                    return read(frame), words
                if holds is None and not skip:
                    break
            return MISSING, ""

        def explain(frame: Frame) -> NodeValue:
            value, step = fit(frame)
            return writes.value(frame, value, facts, Words(zh=step, en=step))

        return Linked(lambda frame: fit(frame)[0], explain)


@attrs.frozen
class Line:
    """A line between points `[value, points]`; before the first and behind the last it stays level.

    Each of both may be a number, a name or cases; where the values do not rise, the line is missing.
    """

    of: Expression
    points: tuple[tuple[Expression, Expression], ...]

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what the line reads."""
        yield from expression_references(self.of)
        for point in self.points:
            for one in point:
                yield from expression_references(one)

    def faults(self) -> Iterator[Fault]:
        """Nothing is written down for a line."""
        return iter(())

    def link(self, linker: Any, owner: Owner) -> Linked:
        """Give the closures."""
        asked: Read = linker.number(self.of, owner)
        reads = tuple((linker.number(left, owner), linker.number(right, owner)) for left, right in self.points)
        facts = tuple(dict.fromkeys(str(name) for kind, name in self.references() if kind == "name"))
        writes = Writes(owner)

        def run(frame: Frame) -> NodeValue:
            value = asked(frame)
            points = [(left(frame), right(frame)) for left, right in reads]
            for one in (value, *(each for point in points for each in point)):
                if isinstance(one, Absent):
                    return one
            rises = all(left[0] < right[0] for left, right in pairwise(points))
            return _at(value, points) if rises else MISSING  # type: ignore[arg-type]  # numbers, as linked

        words = Words(zh="线性插值", en="on the line between two points")
        return Linked(run, lambda frame: writes.value(frame, run(frame), facts, words))


def _at(value: Number, points: list[tuple[Number, Number]]) -> Number:
    """Give the points at *value*."""
    if value <= points[0][0]:
        return points[0][1]
    for (left, low), (right, high) in pairwise(points):
        if value <= right:
            return exact(low + (high - low) * Fraction(value - left) / (right - left))
    return points[-1][1]


def read_ladder(table: TableReader, key: str, inline: ReadInline) -> Ladder:
    """Read `ladder = { of, steps = [{ when, is }, ...] }`."""
    inner = table.table(key)
    of = take_reference(inner, "of")
    raw = inner.take("steps", [])
    steps = read_cases(
        raw if isinstance(raw, list) else [],
        inner.at("steps"),
        inner.to,
        lambda one, where: read_expression(one, where, inner.to, inline),
        about=of,
    )
    inner.finish()
    return Ladder(of, steps)


def read_line(table: TableReader, key: str, inline: ReadInline) -> Line:
    """Read `line = { of, points = [[value, points], ...] }`; the values must rise."""
    inner = table.table(key)
    of = take_expression(inner, "of", inline)
    raw = inner.take("points")
    pairs = [one for one in raw if isinstance(one, list) and len(one) == 2] if isinstance(raw, list) else []
    if not isinstance(raw, list) or len(pairs) != len(raw) or len(pairs) < 2:
        inner.to.say(inner.at("points"), "应为至少两个 [值, 得分]", "expected at least two pairs [value, points]")
        pairs = [[0, 0], [1, 1]]
    points = tuple(
        (
            read_expression(one[0], f"{inner.at('points')}[{place}][0]", inner.to, inline),
            read_expression(one[1], f"{inner.at('points')}[{place}][1]", inner.to, inline),
        )
        for place, one in enumerate(pairs)
    )
    values = [left.value for left, _ in points if isinstance(left, Literal)]
    if any(left >= right for left, right in pairwise(values)):
        inner.to.say(inner.at("points"), "各点的值应递增", "the values of the points must rise")
    inner.finish()
    return Line(of, points)
