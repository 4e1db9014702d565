"""Ladders: the first step whose comparison holds gives the value; and lines between named points."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import attrs

from stationkit.numbers import Number, exact
from stationkit.rules.expressions import Cases, Expression, expression_references
from stationkit.rules.frame import Frame, Read
from stationkit.rules.outcomes import MISSING, Absent, NodeValue
from stationkit.rules.references import Reference
from stationkit.rules.shaping import Fault, Linked, Owner, Writes
from stationkit.words import Words

__all__ = ["Ladder", "Line"]


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
    """A line between named points `[value, points]`; before the first and behind the last it stays level."""

    of: Expression
    points: tuple[tuple[Number, Number], ...]

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what the line reads."""
        return expression_references(self.of)

    def faults(self) -> Iterator[Fault]:
        """Nothing is written down for a line."""
        return iter(())

    def link(self, linker: Any, owner: Owner) -> Linked:
        """Give the closures."""
        asked: Read = linker.number(self.of, owner)
        facts = linker.facts_of(self.of)
        writes = Writes(owner)

        def run(frame: Frame) -> NodeValue:
            value = asked(frame)
            return value if isinstance(value, Absent) else self.at(value)  # type: ignore[arg-type]  # a number, as linked

        words = Words(zh="线性插值", en="on the line between two points")
        return Linked(run, lambda frame: writes.value(frame, run(frame), facts, words))

    def at(self, value: Number) -> Number:
        """Give the points at *value*."""
        if value <= self.points[0][0]:
            return self.points[0][1]
        for (left, low), (right, high) in zip(self.points, self.points[1:], strict=False):
            if value <= right:
                return exact(low + (high - low) * Fraction(value - left) / (right - left))
        return self.points[-1][1]
