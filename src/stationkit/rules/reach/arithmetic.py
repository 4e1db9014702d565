"""Arithmetic on spans: every result that two spans can give lies in the span that comes back.

Both ends are reached where both operands vary by themselves.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

from stationkit.numbers import exact
from stationkit.rules.reach.endless import ABOVE, BELOW, End, is_endless
from stationkit.rules.reach.values import MAX_POINTS, Span, few, span

__all__ = ["added", "clamped", "divided", "mapped", "multiplied", "negated_span", "subtracted"]


def mapped(numbers: Span, rise: Callable[[Any], Any], *, solid: bool = False, whole: bool = False) -> Span:
    """Give what a function that never falls makes of a span."""
    if numbers.points is not None:
        return few(rise(one) for one in numbers.points)  # type: ignore[return-value]  # there are points
    low = numbers.low if is_endless(numbers.low) else rise(numbers.low)
    high = numbers.high if is_endless(numbers.high) else rise(numbers.high)
    return span(low, high, solid=solid and numbers.solid, whole=whole)


def added(one: Span, other: Span) -> Span:
    """Give the sums."""
    if other.single and not is_endless(other.low):
        return _moved(one, other)
    if one.single and not is_endless(one.low):
        return _moved(other, one)
    few_enough = len(one.points or ()) * len(other.points or ()) <= MAX_POINTS
    if one.points is not None and other.points is not None and few_enough:
        return few(exact(a + b) for a, b in product(one.points, other.points))  # type: ignore[return-value]  # there are points
    whole = one.whole and other.whole
    return span(_norm(one.low + other.low), _norm(one.high + other.high), whole=whole, solid=_sum_is_solid(one, other))


def _moved(one: Span, by: Span) -> Span:
    """Give a span moved by one number."""
    step: Any = by.low
    if not step:
        return one
    points = None if one.points is None else tuple([exact(point + step) for point in one.points])
    whole = one.whole and by.whole
    return Span(_norm(one.low + step), _norm(one.high + step), points, whole, one.solid and whole == one.whole)


def _sum_is_solid(one: Span, other: Span) -> bool:
    """A span without gaps moved to every value of another has no gaps where the steps are no longer than it is."""
    for wide, other_one in ((one, other), (other, one)):
        if wide.points is not None or not wide.solid:
            continue
        if other_one.points is None:
            return other_one.solid and (not wide.whole or other_one.whole)
        steps = [b - a for a, b in zip(other_one.points, other_one.points[1:], strict=False)]
        if wide.whole and not other_one.whole:
            return False
        if all(step <= wide.high - wide.low + (1 if wide.whole else 0) for step in steps):
            return True
    return False


def negated_span(one: Span) -> Span:
    """Give the numbers with the contrary sign."""
    points = None if one.points is None else tuple(-point for point in reversed(one.points))
    return Span(_negative(one.high), _negative(one.low), points, one.whole, one.solid)


def _negative(end: End) -> End:
    return -end


def subtracted(one: Span, other: Span) -> Span:
    """Give the differences."""
    return added(one, negated_span(other))


def _norm(end: Any) -> End:
    return end if is_endless(end) else exact(end)


def multiplied(one: Span, other: Span) -> Span:
    """Give the products."""
    if other.points == (1,):
        return one
    if one.points is not None and other.points is not None and len(one.points) * len(other.points) <= MAX_POINTS:
        return few(exact(a * b) for a, b in product(one.points, other.points))  # type: ignore[return-value]  # there are points
    corners = [_norm(a * b) for a, b in product((one.low, one.high), (other.low, other.high))]
    by_constant = one.single or other.single
    unit = by_constant and (one.low if one.single else other.low) in (1, -1)
    solid = by_constant and one.solid and other.solid and (unit or not (one.whole and other.whole))
    wide = other if one.single else one
    return span(
        min(corners),
        max(corners),
        whole=one.whole and other.whole,
        solid=solid and (unit or not wide.whole),
    )


def divided(one: Span, other: Span) -> Span:
    """Give the quotients by what is not zero; where the divisor comes near zero there is no limit."""
    if other.points is not None and one.points is not None and len(one.points) * len(other.points) <= MAX_POINTS:
        parts = [exact(Fraction(a) / b) for a, b in product(one.points, other.points) if b]
        return few(parts) or Span(0, 0)
    low, high = other.low, other.high
    if low < 0 < high:
        return Span(BELOW, ABOVE, solid=False)
    ends = [_inverse(low, toward=ABOVE if high > 0 else BELOW), _inverse(high, toward=BELOW if low < 0 else ABOVE)]
    inverse = span(min(ends), max(ends), solid=other.solid and not other.whole)
    return multiplied(one, inverse)


def _inverse(end: Any, toward: End) -> End:
    if is_endless(end):
        return 0
    return exact(Fraction(1) / end) if end else toward


def clamped(numbers: Span, low: Span | None, high: Span | None) -> Span:
    """Give the numbers held under *high* and then over *low*."""
    if high is not None:
        numbers = _held(numbers, high, min)
    return numbers if low is None else _held(numbers, low, max)


def _held(numbers: Span, bound: Span, choose: Callable[..., Any]) -> Span:
    if numbers.points is not None and bound.points is not None and len(numbers.points) * len(bound.points) <= 64:
        return few(choose(a, b) for a, b in product(numbers.points, bound.points))  # type: ignore[return-value]  # there are points
    low, high = choose(numbers.low, bound.low), choose(numbers.high, bound.high)
    solid = numbers.solid and bound.single and (not numbers.whole or bound.whole)
    return span(low, high, whole=numbers.whole and bound.whole, solid=solid)
