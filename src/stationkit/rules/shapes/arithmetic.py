"""Arithmetic steps whose parts must all be there: difference, product, quotient, and the count of a set.

A difference, product or quotient is not applicable as soon as one part is. Sums, means and extremes are combinations.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import reduce
from typing import Any

import attrs

from stationkit.numbers import Number, exact
from stationkit.rules.conditions import Over, TestForm, TestOf, condition_references, read_test
from stationkit.rules.expressions import Expression, ReadInline, expression_references
from stationkit.rules.frame import Frame, Read
from stationkit.rules.outcomes import MISSING, Absent, NodeValue, is_settled
from stationkit.rules.reading import TableReader
from stationkit.rules.references import Reference
from stationkit.rules.shapes.operands import take_parts
from stationkit.rules.shaping import Fault, Linked, Owner, Writes
from stationkit.words import Words

__all__ = ["OPERATIONS", "Arithmetic", "CountOf", "read_arithmetic", "read_count"]


def _difference(values: list[Number]) -> Number:
    return reduce(lambda one, other: one - other, values)


def _product(values: list[Number]) -> Number:
    return reduce(lambda one, other: one * other, values)


def _quotient(values: list[Number]) -> Number | None:
    if 0 in values[1:]:
        return None
    return reduce(lambda one, other: Fraction(one) / other, values)


OPERATIONS: Mapping[str, Callable[[list[Number]], Number | None]] = {
    "difference": _difference,
    "product": _product,
    "quotient": _quotient,
}


@attrs.frozen
class Arithmetic:
    """A difference, a product or a quotient of its parts, in their order; a quotient by nothing is missing."""

    operation: str
    parts: tuple[Expression, ...]

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what the parts name."""
        for part in self.parts:
            yield from expression_references(part)

    def faults(self) -> Iterator[Fault]:
        """Nothing is written down for arithmetic."""
        return iter(())

    def link(self, linker: Any, owner: Owner) -> Linked:
        """Give the closures."""
        reads = tuple(linker.number(part, owner) for part in self.parts)
        facts = tuple(dict.fromkeys(name for part in self.parts for name in linker.facts_of(part)))
        run = _calculation(reads, OPERATIONS[self.operation])
        writes = Writes(owner)
        return Linked(run, lambda frame: writes.value(frame, run(frame), facts))


def _calculation(reads: tuple[Read, ...], operate: Callable[[list[Number]], Number | None]) -> Read:
    def run(frame: Frame) -> NodeValue:
        values = [read(frame) for read in reads]
        absent = [value for value in values if isinstance(value, Absent)]
        if absent:
            return next((value for value in absent if is_settled(value)), absent[0])
        result = operate(values)  # type: ignore[arg-type]  # numbers, as linked
        return MISSING if result is None else exact(result)

    return run


@attrs.frozen
class CountOf:
    """How many members of a set pass a test; undetermined while one of them is."""

    of: str
    that: TestForm

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give the set and what the test names."""
        return condition_references(Over("count", self.of, self.that))

    def faults(self) -> Iterator[Fault]:
        """Nothing is written down for a count."""
        return iter(())

    def link(self, linker: Any, owner: Owner) -> Linked:
        """Give the closures."""
        members = linker.members(self.of, owner)
        tests = [linker.test(TestOf(Reference(member), self.that), owner) for member in members]

        def run(frame: Frame) -> NodeValue:
            results = [test(frame) for test in tests]
            return MISSING if None in results else sum(1 for holds in results if holds)

        writes = Writes(owner)
        words = Words(zh=f"{self.of} 中 {self.that} 的个数", en=f"how many of {self.of} are {self.that}")
        return Linked(run, lambda frame: writes.value(frame, run(frame), members, words))


def read_arithmetic(table: TableReader, key: str, inline: ReadInline) -> Arithmetic:
    """Read `difference = [...]`, `product = [...]` and `quotient = [...]`."""
    parts = take_parts(table.take(key), table, key, inline)
    if len(parts) < 2:
        table.to.say(table.at(key), "至少两个部分", "at least two parts are needed")
    return Arithmetic(key, parts)


def read_count(table: TableReader, key: str, _: ReadInline) -> CountOf:
    """Read `count = { of = set, that = test }`."""
    inner = table.table(key)
    shape = CountOf(inner.text("of", required=True), read_test(inner.take("that"), inner.at("that"), inner.to))
    inner.finish()
    return shape
