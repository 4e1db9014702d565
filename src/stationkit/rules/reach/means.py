"""Means and extremes of members that vary, with the marks that go with them."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from stationkit.rules.reach.arithmetic import divided, multiplied
from stationkit.rules.reach.endless import ABOVE, BELOW, End
from stationkit.rules.reach.frame import Marks, ReachFrame
from stationkit.rules.reach.gathering import best_share, hull
from stationkit.rules.reach.members import Member
from stationkit.rules.reach.shares import brought, is_fixed, marks_of, stretched
from stationkit.rules.reach.values import Reach, Span, few, join, span

__all__ = ["extreme", "mean"]


def mean(one: Any, frame: ReachFrame, members: list[Member]) -> Reach:
    """Give the worst and the best mean."""
    found = hull(member.numbers for member in members)
    values = _weighted_shares(members)
    if values is None:
        frame.loosen("mean")
        values = None if found is None else Span(found.low, found.high, None, whole=False, solid=False)
        if any(member.weight is not None and member.weight.low < 0 for member in members):
            values = Span(BELOW, ABOVE, solid=False)
        if any(member.averages for member in members):
            values = _averaged(members, values)
    _set_mean_marks(one, frame, members)
    return join([Reach(values), *_without_weight(one, frame, members)])


def _set_mean_marks(one: Any, frame: ReachFrame, members: list[Member]) -> None:
    """The marks of a mean are the mean of the marks; with full marks of its own, the same gap in proportion."""
    if not one.marked:
        return
    counted = [member for member in members if member.numbers is not None or member.averages]
    plain = all(member.attainable == member.nominal and is_fixed(member.nominal) for member in counted)
    nominal = hull(Span(*member.nominal, solid=False) for member in counted) or Span(0, 0)
    attainable = hull(Span(*stretched(member), solid=False) for member in counted) or Span(0, 0)
    full = one.full(frame)
    if full is not None:
        ratio = Span(1, 1) if plain else _gap(counted)
        own = multiplied(Span(full.low, full.high), ratio)
        one.set_marks(frame, (own.low, own.high), (full.low, full.high))
        return
    if plain:
        nominal = attainable = _mean_marks(members, nominal)
    one.set_marks(frame, (attainable.low, attainable.high), (nominal.low, nominal.high))


def _gap(members: list[Member]) -> Span:
    """Give what share of the marks on paper may be attainable."""
    if any(member.nominal[0] <= 0 for member in members):
        return Span(BELOW, ABOVE)
    ratios = [divided(Span(*stretched(member)), Span(*member.nominal)) for member in members]
    return hull([*ratios, Span(1, 1)]) or Span(1, 1)


def _mean_marks(members: list[Member], marks: Span) -> Span:
    """Give the mean of the marks, which is one number where nothing drops out."""
    fixed = all(is_fixed(one.attainable) and one.weight is not None and one.weight.single for one in members)
    if fixed and not any(one.drops or one.noted or one.substitutes for one in members):
        weights = [one.weight.low for one in members if one.weight is not None]
        over: Any = sum(one.attainable[0] * weight for one, weight in zip(members, weights, strict=True))
        divisor: Any = sum(weights)
        if divisor:
            return Span(Fraction(over) / divisor, Fraction(over) / divisor)
    return marks


def _averaged(members: list[Member], values: Span | None) -> Span | None:
    found = hull((values, *(brought(member, members) for member in members if member.averages)))
    return None if found is None else Span(found.low, found.high, None, whole=False, solid=False)


def _weighted_shares(members: list[Member]) -> Span | None:
    """Give the worst and the best mean, where the weights are fixed, above zero, and nothing counts as an average."""
    fixed: list[list[tuple[Any, Any]]] = [[], []]
    optional: list[list[tuple[Any, Any]]] = [[], []]
    for member in members:
        if member.averages:
            return None
        if member.numbers is None or member.weight is None:
            continue
        if not member.weight.single or member.weight.low <= 0:
            return None
        weighted = member.weighted
        assert weighted is not None  # noqa: S101 - it has numbers and a weight
        for place, end in enumerate((weighted.low, weighted.high)):
            (optional if member.drops else fixed)[place].append((end, member.weight.low))
    low = best_share(fixed[0], optional[0], highest=False)
    high = best_share(fixed[1], optional[1], highest=True)
    if low is None or high is None:
        return None
    return span(low, high, solid=_stays_solid(members))


def _stays_solid(members: list[Member]) -> bool:
    counted = [member for member in members if member.numbers is not None]
    return (
        len(counted) == 1
        and counted[0].numbers is not None
        and counted[0].numbers.solid
        and counted[0].numbers.points is None
    )


def _without_weight(one: Any, frame: ReachFrame, members: list[Member]) -> list[Reach]:
    """Give what follows where the weights present come to nothing."""
    if all(member.weight is None or member.weight.low > 0 for member in members):
        return []
    frame.loosen("no weight")
    policy = one.policy.if_no_weight
    return [one.stands(frame, policy or "undetermined")]


def extreme(one: Any, frame: ReachFrame, members: list[Member]) -> Reach:
    """Give the ends of the lowest, or of the highest."""
    counted = [member for member in members if member.numbers is not None]
    surely = [member.numbers for member in counted if not member.drops]
    every = [member.numbers for member in counted]
    if one.how == "lowest":
        low: End = min(numbers.low for numbers in every if numbers is not None)
        highs = [numbers.high for numbers in surely if numbers is not None]
        high: End = min(highs) if highs else max(numbers.high for numbers in every if numbers is not None)
    else:
        high = max(numbers.high for numbers in every if numbers is not None)
        lows = [numbers.low for numbers in surely if numbers is not None]
        low = max(lows) if lows else min(numbers.low for numbers in every if numbers is not None)
    _extreme_marks(one, frame, counted)
    points = _few_points(every, low, high)
    return Reach(points or span(low, high, solid=len(every) == 1 and bool(every[0] and every[0].solid)))


def _few_points(every: Sequence[Span | None], low: End, high: End) -> Span | None:
    """Give the points between the ends, where all members have few: each of them is reached."""
    if any(numbers is None or numbers.points is None for numbers in every):
        return None
    if len(every) > 1:
        return few((low, high)) if low == high else None  # type: ignore[arg-type]  # numbers
    return every[0]


def _extreme_marks(one: Any, frame: ReachFrame, counted: list[Member]) -> None:
    """The marks of the lowest are the lowest marks, of the highest the highest."""
    full, valued = one.full(frame), [member for member in counted if member.value is not None]
    attainable, nominal = _extreme_of(one.how, valued, "attainable"), _extreme_of(one.how, valued, "nominal")
    if any(member.substitutes for member in counted) and all(member.drops or member.substitutes for member in counted):
        together = marks_of([member for member in counted if member.substitutes], "nominal", every=True)
        attainable, nominal = (_stretch(marks, (0, together[1])) for marks in (attainable, nominal))
    if full is None:
        one.set_marks(frame, attainable, nominal)
        return
    plain = all(member.attainable == member.nominal and is_fixed(member.nominal) for member in valued)
    low = full.low if plain else min(attainable[0], full.low)
    one.set_marks(frame, (low, full.high), (full.low, full.high))


def _stretch(one: Marks, other: Marks) -> Marks:
    return min(one[0], other[0]), max(one[1], other[1])


def _extreme_of(how: str, members: list[Member], which: str) -> Marks:
    if not members:
        return 0, 0
    marks: list[Marks] = [getattr(member, which) for member in members]
    surely = [getattr(member, which) for member in members if not member.drops and not member.substitutes]
    if how == "lowest":
        low = min(one[0] for one in marks)
        return low, min(one[1] for one in surely) if surely else max(one[1] for one in marks)
    high = max(one[1] for one in marks)
    return max(one[0] for one in surely) if surely else min(one[0] for one in marks), high
