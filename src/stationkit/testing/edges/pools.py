"""Pools: for each fact of a rulebook the few values that matter, those on, just under and just over its edges first."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction

import attrs

from stationkit.numbers import Number, Ratio, exact
from stationkit.rules.answers import check_value
from stationkit.rules.facts import Answer, Facts, Known, NotApplicable, Value
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.model import Computed, Measure
from stationkit.rules.shapes.afterwards import After
from stationkit.rules.shapes.cause import Cause
from stationkit.rules.shapes.plain import Share
from stationkit.testing.edges.finding import Edge, constants, find_edges, parts, tested_words

__all__ = ["KEYS", "Leaf", "Point", "facts_at", "leaves_of", "pools_of"]

KEYS = ("a", "b")
"""The sub-subjects that every list is given."""


@attrs.frozen(order=True)
class Leaf:
    """One fact of a rulebook: its list (empty for the subject itself), and its name."""

    list: str
    name: str

    def __str__(self) -> str:
        return f"{self.list}/{self.name}" if self.list else self.name


Point = Mapping[Leaf, "Answer | tuple[Answer, ...]"]
"""A point in the space of facts: an answer for each leaf, for a list one for each of its sub-subjects."""


def leaves_of(resolved: ResolvedRulebook) -> Mapping[Leaf, Measure]:
    """Give every fact that a rulebook can be told."""
    return {Leaf(name, key): one for name, measures in resolved.expected.items() for key, one in measures.items()}


def facts_at(point: Point, resolved: ResolvedRulebook, subject: str = "s-1") -> Facts:
    """Give the facts at a point; leaves that it does not have are missing."""
    answers: dict[str, Answer] = {}
    lists: dict[str, dict[str, dict[str, Answer]]] = {
        name: {key: {} for key in KEYS} for name in resolved.expected if name
    }
    for leaf, answer in point.items():
        if not leaf.list:
            answers[leaf.name] = answer  # type: ignore[assignment]  # one answer outside lists
            continue
        for place, key in enumerate(KEYS):
            lists[leaf.list][key][leaf.name] = answer[place] if isinstance(answer, tuple) else answer
    inner = {
        name: {key: Facts(subject=key, answers=one) for key, one in keyed.items()} for name, keyed in lists.items()
    }
    return Facts(subject=subject, answers=answers, lists=inner)


def pools_of(resolved: ResolvedRulebook) -> Mapping[Leaf, tuple[Value, ...]]:
    """Give the values of each fact that matter, the simple ones and those on an edge first."""
    edges = _by_reference(find_edges(resolved))
    words = tested_words(resolved.rulebook)
    halves = _halves(resolved)
    found = {}
    for leaf, measure in leaves_of(resolved).items():
        numbers = [edge.number for edge in edges.get(leaf.name, ())]
        if measure.kind == "ratio":
            numbers += halves.get(leaf.name, [])
        if measure.kind == "fault":
            numbers += _exhausting(leaf.name, resolved)
        candidates = (*measure.one_of, *_POOLS[measure.kind](measure, numbers, words.get(leaf.name, ())))
        found[leaf] = tuple(dict.fromkeys(one for one in _typed(candidates) if check_value(one, measure) is None))
    return found


def _typed(values: Iterable[Value]) -> Iterator[Value]:
    """Keep true apart from 1 by putting flags in pools of their own; numbers in their normal form."""
    for value in values:
        yield exact(value) if isinstance(value, Fraction) else value


def _by_reference(edges: Iterable[Edge]) -> dict[str, list[Edge]]:
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        found.setdefault(edge.reference.removesuffix(".points"), []).append(edge)
    return found


def _around(numbers: Iterable[Number], step: Number) -> Iterator[Number]:
    for number in numbers:
        yield from (number, number - step, number + step)


def _bounds(measure: Measure) -> tuple[Number, ...]:
    return measure.between if measure.between is not None else ()


def _counts(measure: Measure, numbers: list[Number], _: tuple[str, ...]) -> Iterator[Value]:
    yield from (0, 1, 2)
    for number in numbers:
        whole = number // 1
        yield from (one for one in (whole, whole - 1, whole + 1, whole + 2) if one >= 0)
    yield from (int(one) for one in _bounds(measure))
    yield 10


def _decimals(measure: Measure, numbers: list[Number], _: tuple[str, ...]) -> Iterator[Value]:
    yield from (0, 1)
    yield from _around(numbers, Fraction(1, 100))
    yield from _bounds(measure)
    yield from (Fraction(1, 2), 10, 100)


def _ratios(_: Measure, numbers: list[Number], __: tuple[str, ...]) -> Iterator[Value]:
    yield from (Ratio(1, 1), Ratio(0, 1), Ratio(1, 2))
    for number in numbers:
        if number >= 0:
            fraction = Fraction(number)
            yield Ratio(fraction.numerator, fraction.denominator)
            part, whole = fraction.numerator * 100, fraction.denominator * 100
            yield from (Ratio(one, whole) for one in (part - 1, part + 1) if 0 <= one <= whole)
    yield Ratio(0, 0)
    yield Ratio(2, 3)


def _faults(_: Measure, numbers: list[Number], __: tuple[str, ...]) -> Iterator[Value]:
    yield from (0, 1, 2)
    yield from (one for one in _around((number // 1 for number in numbers), 1) if one >= 0)


def _choices(measure: Measure, _: list[Number], words: tuple[str, ...]) -> Iterator[Value]:
    yield from measure.one_of or (*words, "other")


_POOLS: Mapping[str, Callable[[Measure, list[Number], tuple[str, ...]], Iterator[Value]]] = {
    "count": _counts,
    "decimal": _decimals,
    "ratio": _ratios,
    "fault": _faults,
    "flag": lambda *_: iter((True, False)),
    "choice": _choices,
}


def _exhausting(name: str, resolved: ResolvedRulebook) -> list[Number]:
    """Give the number of faults with which a cause has taken all of its item, and where it has taken the ceiling."""
    item, _, cause = name.partition(".")
    node = resolved.rulebook.nodes.get(item)
    if not isinstance(node, Computed):
        return []
    found = []
    for part in parts(node):
        if isinstance(part, Cause) and part.id == cause:
            for points in constants(part.points, resolved.rulebook):
                tops = (*constants(node.full, resolved.rulebook), *constants(part.up_to, resolved.rulebook))
                found += [-(-top // points) for top in tops if points > 0]
    return [number for number in found if number <= 1000]


def _halves(resolved: ResolvedRulebook) -> dict[str, list[Number]]:
    """Give for each ratio the shares at which a rounding stands exactly between two values."""
    found: dict[str, list[Number]] = {}
    for node in resolved.rulebook.computed:
        roundings = [rounding for verb in node.then if isinstance(verb, After) for rounding in verb.roundings]
        if not roundings or not isinstance(node.shape, Share):
            continue
        names = [str(one) for kind, one in node.shape.references() if kind == "name"]
        for full in constants(node.full, resolved.rulebook):
            unit = Fraction(1, 2 * 10 ** roundings[0].places) / full if full else Fraction(0)
            for name in names:
                found.setdefault(name, []).extend(unit * odd for odd in (1, 3, 5) if 0 < unit * odd <= 1)
    return found


def known(value: Value) -> Known:
    """Give a known answer."""
    return Known(value=value, source="generated")


NOT_HERE = NotApplicable(ground="no such thing here")
"""An answer that the question cannot be asked."""
