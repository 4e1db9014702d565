"""Finding the edges of a rulebook: every number that something is compared with, wherever it stands.

The rulebook is walked as values, not shape by shape, so that a new shape with a comparison in it has edges at once.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from stationkit.numbers import Number
from stationkit.rules.conditions import Compare, OneOf, Over, TestForm, TestOf, Together, WordIs
from stationkit.rules.expressions import Cases, Expression, Literal, Name
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.model import Computed, Parameter, Rulebook
from stationkit.rules.shapes.cause import Cause
from stationkit.rules.shapes.ladder import Line

__all__ = ["Edge", "constants", "find_edges", "parts", "tested_words"]


@attrs.frozen(kw_only=True)
class Edge:
    """A number at which something may change.

    Attributes:
        node: the node in whose rule it stands.
        reference: what is compared: a node, a node's attribute or a fault.
        number: the number.
        percent: whether it was written as a percentage: of a node with marks it is then the share.
        operator: the comparison, or `slope`, `line`, `ceiling`.
    """

    node: str
    reference: str
    number: Number
    percent: bool = False
    operator: str = ""

    def __str__(self) -> str:
        shown = f"{self.number * 100}%" if self.percent else str(self.number)
        return f"{self.node}: {self.reference} {self.operator} {shown}"


def parts(value: object) -> Iterator[Any]:
    """Give a value of the rules wing and everything inside it, outermost first."""
    pending = [value]
    while pending:
        one = pending.pop()
        form: Any = type(one)
        if attrs.has(form):
            yield one
            pending.extend(reversed([getattr(one, field.name) for field in attrs.fields(form)]))
        elif isinstance(one, tuple | list):
            pending.extend(reversed(one))
        elif isinstance(one, Mapping):
            pending.extend(reversed(list(one.values())))


def find_edges(resolved: ResolvedRulebook) -> tuple[Edge, ...]:
    """Give every edge of a rulebook, each once, in the order of its nodes."""
    rulebook = resolved.rulebook
    found: dict[Edge, None] = {}
    for node in rulebook.nodes.values():
        for part in parts(node):
            for edge in _edges_of(part, node.id, rulebook):
                found.setdefault(edge)
    return tuple(found)


def _edges_of(part: object, node: str, rulebook: Rulebook) -> Iterator[Edge]:
    if isinstance(part, TestOf):
        name = node if str(part.reference) == "so-far" else str(part.reference)
        yield from _of_test(part.test, node, name, rulebook)
    elif isinstance(part, Over):
        for member in rulebook.named_sets.get(part.of, ()):
            yield from _of_test(part.that, node, member, rulebook)
    elif isinstance(part, Cause):
        yield from _of_cause(part, node, rulebook)
    elif isinstance(part, Line) and isinstance(part.of, Name):
        for place, _ in part.points:
            for number in constants(place, rulebook):
                yield Edge(node=node, reference=str(part.of.reference), number=number, operator="line")


def _of_test(test: TestForm, node: str, name: str, rulebook: Rulebook) -> Iterator[Edge]:
    for one in _comparisons(test):
        numbers = (one.number,) if one.number is not None else constants_of(one.name, rulebook)
        for number in numbers:
            yield Edge(node=node, reference=name, number=number, percent=one.percent, operator=one.operator)


def _comparisons(test: TestForm) -> Iterator[Compare]:
    if isinstance(test, Compare):
        yield test
    elif isinstance(test, OneOf | Together):
        for one in test.tests:
            yield from _comparisons(one)


def _of_cause(cause: Cause, node: str, rulebook: Rulebook) -> Iterator[Edge]:
    if cause.of is not None:
        for bound in (cause.below, cause.above):
            for number in constants(bound, rulebook):
                yield Edge(node=node, reference=str(cause.of), number=number, operator="slope")
    counted = str(cause.of) if cause.of is not None else f"{node}.{cause.id}" if cause.fault else ""
    if counted and cause.counts == "each":
        for most in constants(cause.up_to, rulebook):
            for points in constants(cause.points, rulebook):
                if points:
                    yield Edge(node=node, reference=counted, number=-(-most // points), operator="ceiling")


def constants(expression: Expression | None, rulebook: Rulebook) -> tuple[Number, ...]:
    """Give the numbers that an expression may be, as far as they stand in it or in a parameter that it names."""
    if isinstance(expression, Literal):
        return (expression.value,)
    if isinstance(expression, Cases):
        return tuple(number for row in expression.rows for number in constants(row.value, rulebook))
    if isinstance(expression, Name):
        return constants_of(str(expression.reference), rulebook)
    return ()


def constants_of(name: str, rulebook: Rulebook) -> tuple[Number, ...]:
    """Give the numbers that a name may stand for, where it is a parameter, or the full marks of a node."""
    node = rulebook.nodes.get(name)
    if isinstance(node, Parameter):
        return constants(node.value, rulebook)
    owner, _, attribute = name.partition(".")
    computed = rulebook.nodes.get(owner)
    if attribute == "attainable" and isinstance(computed, Computed):
        return constants(computed.full, rulebook)
    return ()


def tested_words(rulebook: Rulebook) -> Mapping[str, tuple[str, ...]]:
    """Give the words that each name is tested for."""
    found: dict[str, dict[str, None]] = {}
    for node in rulebook.nodes.values():
        for part in parts(node):
            if isinstance(part, TestOf):
                for word in _words(part.test):
                    found.setdefault(str(part.reference), {}).setdefault(word)
    return {name: tuple(words) for name, words in found.items()}


def _words(test: TestForm) -> Iterator[str]:
    if isinstance(test, WordIs):
        yield test.word
    elif isinstance(test, OneOf | Together):
        for one in test.tests:
            yield from _words(one)
