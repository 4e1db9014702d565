"""Cells: a set of values cut at the constants that a condition knows, so that inside a cell its answer is one.

Each cell has a value that stands for it, on which a condition can be asked as it stands in the rulebook.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any

import attrs

from stationkit.numbers import Number
from stationkit.rules.outcomes import NodeValue
from stationkit.rules.reach.endless import End, is_endless
from stationkit.rules.reach.values import Reach, Span, just, only_numbers, span

__all__ = ["OTHER_WORD", "Cell", "cells", "inside"]

OTHER_WORD = "\N{SYMBOL FOR SUBSTITUTE}"
"""Stands for every word that no condition knows."""


@attrs.frozen
class Cell:
    """A part of a set in which a condition has one answer.

    Attributes:
        reach: the part; an open end is closed.
        sample: a value inside.
        reached: whether some value inside is reached for certain.
        closed: whether both ends of the part belong to it.
    """

    reach: Reach
    sample: NodeValue
    reached: bool = True
    closed: bool = True


def cells(one: Reach, constants: Iterable[object]) -> list[Cell]:
    """Cut a set at *constants*; whatever is no number is a cell of its own."""
    found = [Cell(just(word), word) for word in one.words]
    found += [Cell(just(absence), absence) for absence in one.absent]
    known = list(constants)
    if one.any_word:
        named = [word for word in known if isinstance(word, str) and word not in one.words]
        found += [Cell(just(word), word) for word in named]
        found.append(Cell(Reach(any_word=True), OTHER_WORD))
    if one.span is not None:
        found += _of_numbers(one.span, known)
    return found


def _of_numbers(numbers: Span, known: list[object]) -> Iterator[Cell]:
    if numbers.points is not None:
        for point in numbers.points:
            yield Cell(just(point), point)
        return
    constants: list[Any] = [one for one in known if type(one) in (int, Fraction)]
    cuts = sorted({one for one in constants if numbers.low <= one <= numbers.high})
    ends: list[Any] = [numbers.low, *cuts, numbers.high]
    for place, cut in enumerate(cuts):
        yield from _between(ends[place], cut, numbers, cuts)
        yield from _point(cut, numbers)
    yield from _between(ends[-2], numbers.high, numbers, cuts)


def _point(cut: Number, numbers: Span) -> Iterator[Cell]:
    if numbers.whole and type(cut) is not int:
        return
    yield Cell(just(cut), cut, numbers.solid or cut in (numbers.low, numbers.high))


def _between(low: End, high: End, numbers: Span, cuts: list[Any]) -> Iterator[Cell]:
    """Give the numbers strictly between two cuts; an end of the whole set that is no cut belongs to them."""
    takes_low, takes_high = low not in cuts, high not in cuts
    if low == high:
        if takes_low and takes_high:
            yield Cell(only_numbers(span(low, high, whole=numbers.whole)), low)  # type: ignore[arg-type]  # a number
        return
    if numbers.whole:
        low, high = inside(low, high, takes_low=takes_low, takes_high=takes_high)
        if low > high:
            return
        takes_low = takes_high = takes_low or takes_high or numbers.solid
    part = span(low, high, whole=numbers.whole, solid=numbers.solid)
    reached = numbers.solid or low == numbers.low or high == numbers.high
    yield Cell(only_numbers(part), _sample(low, high, numbers, cuts), reached, takes_low and takes_high)


def inside(low: End, high: End, *, takes_low: bool = True, takes_high: bool = True) -> tuple[End, End]:
    """Give the first and the last whole number between two ends."""
    first: End = low if is_endless(low) else (ceil(low) if takes_low else floor(low) + 1)  # type: ignore[arg-type]  # a number
    last: End = high if is_endless(high) else (floor(high) if takes_high else ceil(high) - 1)  # type: ignore[arg-type]  # a number
    return first, last


def _sample(low: Any, high: Any, numbers: Span, cuts: list[Any]) -> Number:
    """Give a number inside: an end that belongs, else the middle."""
    for end in (low, high):
        if not is_endless(end) and (numbers.whole or end not in cuts):
            return end  # type: ignore[no-any-return]  # a number
    if is_endless(low):
        return 0 if is_endless(high) else high - 1
    return low + 1 if is_endless(high) else Fraction(low + high) / 2
