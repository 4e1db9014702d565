"""Plain values: an expression as it is (`is`), as points of an item, or as a share of its full marks."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from stationkit.numbers import exact
from stationkit.rules.expressions import Cases, Expression, Inline, Name, ReadInline, expression_references
from stationkit.rules.frame import Frame, Read
from stationkit.rules.lines import Effect
from stationkit.rules.outcomes import Absent, NodeValue
from stationkit.rules.reading import TableReader
from stationkit.rules.references import Reference
from stationkit.rules.shapes.operands import take_expression
from stationkit.rules.shaping import Fault, Linked, Owner, Writes
from stationkit.words import Words

__all__ = ["Plain", "Share", "read_plain", "read_share"]


@attrs.frozen
class Plain:
    """The value of an expression, whatever it is."""

    expression: Expression

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what the expression names."""
        return expression_references(self.expression)

    def faults(self) -> Iterator[Fault]:
        """Nothing is written down for a plain value."""
        return iter(())

    def link(self, linker: Any, owner: Owner) -> Linked:
        """Give the closures."""
        # A step passes on whatever a node is; points are numbers.
        run = linker.number(self.expression, owner) if owner.scored else linker.value(self.expression, owner)
        writes = Writes(owner)
        source = self._source(linker)
        if source:
            return Linked(run, _explain_source(run, source, writes))
        facts = linker.facts_of(self.expression)
        words = Words(zh="分情形", en="by cases") if isinstance(self.expression, Cases | Inline) else Words()
        return Linked(run, lambda frame: writes.value(frame, run(frame), facts, words))

    def _source(self, linker: Any) -> str:
        if not isinstance(self.expression, Name) or self.expression.reference.attribute:
            return ""
        info = linker.infos.get(self.expression.reference.node)
        return str(self.expression.reference) if info is not None and info.computed and info.kind == "number" else ""


def _explain_source(run: Read, source: str, writes: Writes) -> Read:
    def explain(frame: Frame) -> NodeValue:
        value = run(frame)
        if isinstance(value, Absent):
            return writes.absent(frame, value, facts=(source,))
        return writes.line(frame, Effect.SET, None, value, sources=((source, 1),))

    return explain


@attrs.frozen
class Share:
    """The item's full marks times a ratio; a ratio over 100 % earns no more than the full marks."""

    of: Expression

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what the ratio names."""
        return expression_references(self.of)

    def faults(self) -> Iterator[Fault]:
        """Nothing is written down for a share."""
        return iter(())

    def link(self, linker: Any, owner: Owner) -> Linked:
        """Give the closures."""
        ratio = linker.number(self.of, owner)
        full = owner.full or (lambda _: 1)
        facts = linker.facts_of(self.of)
        writes = Writes(owner)

        def run(frame: Frame) -> NodeValue:
            share, marks = ratio(frame), full(frame)
            if isinstance(share, Absent):
                return share
            return marks if isinstance(marks, Absent) else exact(min(share, 1) * marks)

        def explain(frame: Frame) -> NodeValue:
            value = run(frame)
            if isinstance(value, Absent):
                return writes.absent(frame, value, facts=facts)
            words = Words(zh="标准分×比率", en="full marks times the ratio")
            before = writes.line(frame, Effect.SET, None, full(frame), amount=full(frame), words=_FULL)
            return writes.line(
                frame, Effect.MULTIPLY, before, value, amount=min(ratio(frame), 1), facts=facts, words=words
            )

        return Linked(run, explain)


_FULL = Words(zh="标准分", en="full marks")


def read_plain(table: TableReader, key: str, inline: ReadInline) -> Plain:
    """Read `is = number` and `points = number`."""
    return Plain(take_expression(table, key, inline))


def read_share(table: TableReader, key: str, inline: ReadInline) -> Share:
    """Read `share = ratio`, or `share = { of = ratio }`."""
    if not isinstance(table.take(key), Mapping):
        return Share(take_expression(table, key, inline))
    inner = table.table(key)
    if "of" not in inner:
        return Share(take_expression(table, key, inline))
    shape = Share(take_expression(inner, "of", inline))
    inner.finish()
    return shape
