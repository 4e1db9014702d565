"""Sets of values: what a node can still come to while facts are open.

A set has numbers (a span, or a few points), words and flags, and absences, side by side. Whatever an operation cannot
follow exactly makes a set wider, never narrower. Both ends of the numbers are reached unless the frame was told
otherwise; whether everything between them is reached too is what *solid* says.
"""

from collections.abc import Iterable
from math import ceil, floor
from typing import TypeAlias

import attrs

from stationkit.numbers import Number
from stationkit.rules.outcomes import LEFT_OUT, MISSING, NOT_APPLICABLE, NOT_COMPUTED, Absent, NodeValue
from stationkit.rules.reach.endless import ABOVE, BELOW, End, is_endless

__all__ = [
    "ANYTHING",
    "NO_NUMBERS",
    "NUMBERS",
    "Reach",
    "Span",
    "absent",
    "clip",
    "few",
    "join",
    "just",
    "numbers_of",
    "only_numbers",
    "span",
    "without",
]

MAX_POINTS = 16
"""More separate values than this become a span."""


@attrs.frozen(cache_hash=True)
class Span:
    """Numbers from *low* to *high*, both included.

    Attributes:
        points: the only values that are reached, where there are few; nothing where the span stands for all.
        whole: whether only whole numbers are reached.
        solid: whether everything between the ends is reached (every whole number, where only those are).
    """

    low: End
    high: End
    points: tuple[Number, ...] | None = None
    whole: bool = False
    solid: bool = True

    @property
    def single(self) -> bool:
        """Tell whether there is one value only."""
        return self.low == self.high


@attrs.frozen(cache_hash=True)
class Reach:
    """A set of values of a node.

    Attributes:
        span: its numbers, nothing where it can be no number.
        words: its words and flags.
        any_word: whether it may be any word at all.
        absent: the ways in which it may have no value.
    """

    span: Span | None = None
    words: frozenset[str | bool] = frozenset()
    any_word: bool = False
    absent: frozenset[Absent] = frozenset()

    @property
    def only(self) -> NodeValue | None:
        """Give the one value, where there is only one; nothing otherwise."""
        if self.any_word or len(self.words) + len(self.absent) + (self.span is not None) != 1:
            return None
        if self.span is not None:
            return self.span.low if self.span.single else None  # type: ignore[return-value]  # a single end is a number
        return next(iter(self.words or self.absent))

    @property
    def is_present(self) -> bool:
        """Tell whether it may have a value at all."""
        return self.span is not None or bool(self.words) or self.any_word

    def holds(self, value: NodeValue) -> bool:
        """Tell whether *value* is in the set."""
        if isinstance(value, Absent):
            return value in self.absent or any(one.kind == value.kind and not one.words for one in self.absent)
        if isinstance(value, str):
            return self.any_word or value in self.words
        if isinstance(value, bool) and value in self.words:
            return True
        return self.span is not None and self.span.low <= value <= self.span.high


Numbers: TypeAlias = Iterable[Number]
_NONE: frozenset[Absent] = frozenset()


def just(value: NodeValue) -> Reach:
    """Give the set of one value."""
    if isinstance(value, Absent):
        return Reach(absent=frozenset((value,)))
    if isinstance(value, str | bool):
        return Reach(words=frozenset((value,)))
    return Reach(Span(value, value, (value,), type(value) is int))


def few(values: Numbers) -> Span | None:
    """Give the span of a few separate values; a solid span does not come of it where they are many."""
    points = tuple(sorted(set(values)))
    if not points:
        return None
    if len(points) == 1:
        return Span(points[0], points[0], points, type(points[0]) is int)
    whole = all(type(one) is int for one in points)
    if len(points) > MAX_POINTS:
        return Span(points[0], points[-1], None, whole, solid=False)
    return Span(points[0], points[-1], points, whole)


def span(low: End, high: End, *, whole: bool = False, solid: bool = True) -> Span:
    """Give the span between two ends."""
    if low == high and not is_endless(low):
        return Span(low, high, (low,), whole, solid)  # type: ignore[arg-type]  # a number
    return Span(low, high, None, whole, solid)


def absent(*kinds: Absent) -> Reach:
    """Give the set of some absences."""
    return Reach(absent=frozenset(kinds))


def only_numbers(numbers: Span | None, absences: frozenset[Absent] = _NONE) -> Reach:
    """Give the set of numbers and absences."""
    return Reach(numbers, absent=absences)


def numbers_of(one: Reach) -> Span | None:
    """Give the numbers of a set, in which a flag counts as 0 or 1."""
    if not one.words:
        return one.span
    flags = few(int(flag) for flag in one.words if isinstance(flag, bool))
    return flags if one.span is None else (one.span if flags is None else _hull(one.span, flags))


def without(one: Reach, *, absences: bool = False) -> Reach:
    """Give the set without its absences, or, where asked, only those."""
    return Reach(absent=one.absent) if absences else Reach(one.span, one.words, one.any_word)


def _hull(one: Span, other: Span) -> Span:
    if one.points is not None and other.points is not None:
        joined = few((*one.points, *other.points))
        assert joined is not None  # noqa: S101 - two sets that are not empty
        return joined
    low, high = min(one.low, other.low), max(one.high, other.high)
    whole = one.whole and other.whole
    return Span(low, high, None, whole, _is_solid(one, other, whole=whole))


def _is_solid(one: Span, other: Span, *, whole: bool) -> bool:
    """Two solid spans make one where they touch, and the gaps of whole numbers are the same on both sides."""
    for wide, narrow in ((one, other), (other, one)):
        if wide.points is None and wide.solid and wide.low <= narrow.low and narrow.high <= wide.high:
            return wide.whole == whole or not wide.whole
    same = one.points is None and other.points is None and one.whole == other.whole
    return same and one.solid and other.solid and one.low <= other.high and other.low <= one.high


def clip(numbers: Span, low: End, high: End) -> tuple[Span | None, bool]:
    """Give the numbers between two ends, and whether the ends that come out are reached for certain."""
    if numbers.points is not None:
        return few(one for one in numbers.points if low <= one <= high), True
    least, most = max(numbers.low, low), min(numbers.high, high)
    if numbers.whole:
        least = least if is_endless(least) else ceil(least)  # type: ignore[arg-type]  # a number
        most = most if is_endless(most) else floor(most)  # type: ignore[arg-type]  # a number
    if least > most:
        return None, True
    exact = numbers.solid or (least == numbers.low and most == numbers.high)
    return span(least, most, whole=numbers.whole, solid=numbers.solid), exact


def join(sets: Iterable[Reach]) -> Reach:
    """Give the set of everything that is in one of *sets*."""
    listed = list(sets)
    if len(listed) == 1:
        return listed[0]
    numbers: Span | None = None
    words: frozenset[str | bool] = frozenset()
    absences: frozenset[Absent] = frozenset()
    any_word = False
    for one in listed:
        if one.span is not None:
            numbers = one.span if numbers is None else _hull(numbers, one.span)
        words, absences, any_word = words | one.words, absences | one.absent, any_word or one.any_word
    return Reach(numbers, words, any_word, absences)


NO_NUMBERS = Reach()
NUMBERS = Span(BELOW, ABOVE)
ANYTHING = Reach(
    NUMBERS,
    frozenset((True, False)),
    any_word=True,
    absent=frozenset((MISSING, NOT_APPLICABLE, NOT_COMPUTED, LEFT_OUT, Absent("not-ratable"))),
)
"""What a shape gives that nobody has described here: sound, and of no use."""
