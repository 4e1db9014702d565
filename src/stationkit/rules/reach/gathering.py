"""Gathering parts that vary by themselves: their total, the best share of it, and which absence can win.

The total of parts of which some may drop out is not the total of their ends: at least one part must stay.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import attrs

from stationkit.numbers import exact
from stationkit.rules.outcomes import Absent, dominant
from stationkit.rules.reach.arithmetic import added
from stationkit.rules.reach.endless import ABOVE, BELOW, End, is_endless
from stationkit.rules.reach.values import Span, few, join, only_numbers

__all__ = ["Part", "best_share", "dominants", "hull", "is_counted_somehow", "total"]


@attrs.frozen
class Part:
    """One part of a whole.

    Attributes:
        numbers: what it may give, nothing where it gives no number.
        drops: whether it may drop out.
        noted: absences that the whole would take over.
    """

    numbers: Span | None
    drops: bool = False
    noted: frozenset[Absent] = frozenset()

    @property
    def is_quiet(self) -> bool:
        """Tell whether it may come without an absence that the whole takes over."""
        return self.numbers is not None or self.drops


def is_counted_somehow(parts: Iterable[Part]) -> bool:
    """Tell whether a number may come of the whole."""
    listed = list(parts)
    return all(part.is_quiet for part in listed) and any(part.numbers is not None for part in listed)


def dominants(parts: Sequence[Part]) -> frozenset[Absent]:
    """Give the absences that may be the whole's: those that no other part always outweighs."""
    return frozenset(
        one
        for place, part in enumerate(parts)
        for one in part.noted
        if _may_win(one, (*parts[:place], *parts[place + 1 :]))
    )


def _may_win(one: Absent, others: Sequence[Part]) -> bool:
    return all(part.is_quiet or any(dominant(one, other) == one for other in part.noted) for part in others)


_ZERO = few((0,))


def hull(spans: Iterable[Span | None]) -> Span | None:
    """Give the span of everything that is in one of *spans*."""
    listed = [one for one in spans if one is not None]
    return join(only_numbers(one) for one in listed).span if listed else None


def total(parts: Sequence[Part]) -> Span | None:
    """Give the sums in which at least one part stays; nothing where none can, or one is always absent."""
    if not is_counted_somehow(parts):
        return None
    fixed: Any = 0
    found: Span | None = None
    for part in parts:
        own = hull((part.numbers, _ZERO)) if part.drops else part.numbers
        if own is not None and own.points is not None and own.low == own.high:
            fixed += own.low
        elif own is not None:
            found = own if found is None else added(found, own)
    constant = exact(fixed)
    one = Span(constant, constant, (constant,), type(constant) is int)
    found = one if found is None else added(found, one)
    if not all(part.drops for part in parts):
        return found
    low, high = _least(parts), _most(parts)
    return found if (low, high) == (found.low, found.high) else Span(low, high, None, found.whole, solid=False)


def _least(parts: Sequence[Part]) -> End:
    spans = [part.numbers for part in parts if part.numbers is not None]
    below = [one.low for one in spans if one.low <= 0]
    return _sum(below) if below else min(one.low for one in spans)


def _most(parts: Sequence[Part]) -> End:
    spans = [part.numbers for part in parts if part.numbers is not None]
    above = [one.high for one in spans if one.high >= 0]
    return _sum(above) if above else max(one.high for one in spans)


def _sum(ends: Iterable[Any]) -> End:
    found: Any = 0
    for end in ends:
        found = end if is_endless(end) else (found if is_endless(found) else found + end)
    return found if is_endless(found) else exact(found)


def best_share(fixed: Sequence[tuple[Any, Any]], optional: Sequence[tuple[Any, Any]], *, highest: bool) -> End | None:
    """Give the best of sum(n) / sum(d) over all fixed pairs and any of the optional ones; nothing over nothing.

    A pair belongs to the best choice exactly where its own share is better than that of what was chosen before it, the
    best pairs first.
    """
    sign = 1 if highest else -1
    pairs = [(sign * n, d) for n, d in fixed]
    over: Any = _sum(n for n, _ in pairs)
    under: Any = _sum(d for _, d in pairs)
    if is_endless(over):
        return _signed(over, sign)
    for n, d in sorted(((sign * n, d) for n, d in optional), key=lambda pair: _rank(*pair), reverse=True):
        if is_endless(n):
            if n == ABOVE:
                return _signed(ABOVE, sign)
            continue
        if d and (not under or Fraction(n) / d > Fraction(over) / under):
            over, under = over + n, under + d
    if not under:
        return _signed(BELOW, sign) if any(is_endless(n) and d for n, d in optional) else None
    return exact(Fraction(sign * over) / under)


def _rank(n: Any, d: Any) -> Any:
    if is_endless(n):
        return n
    return Fraction(n) / d if d else BELOW


def _signed(end: Any, sign: int) -> End:
    signed: End = end if sign > 0 else -end
    return signed
