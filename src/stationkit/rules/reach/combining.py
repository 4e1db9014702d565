"""What a combination can come to: sums, means and extremes of members that vary, rescaled where the rulebook says so.

Exact where weights and marks are fixed and nothing but one way of dropping out occurs; sound, and marked so, elsewhere.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from stationkit.rules.expressions import Expression, Name
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE
from stationkit.rules.reach.arithmetic import added, divided, multiplied, subtracted
from stationkit.rules.reach.endless import ABOVE, BELOW, End
from stationkit.rules.reach.frame import Marks, ReachFrame, ReachRead
from stationkit.rules.reach.gathering import best_share, dominants, hull, is_counted_somehow, total
from stationkit.rules.reach.linking import ReachLinker, Site
from stationkit.rules.reach.members import Member, link_members
from stationkit.rules.reach.values import Reach, Span, few, join, just, span
from stationkit.rules.references import Reference
from stationkit.rules.shapes.combination import Combination
from stationkit.rules.shapes.policies import stand_in

__all__ = ["link_combination"]


def link_combination(shape: Combination, linker: ReachLinker, site: Site) -> ReachRead:
    """Give what a combination can come to, and set the marks of a group."""
    names = linker.members(shape.of) if shape.of else site.members
    parts: tuple[Expression, ...] = shape.parts or tuple(Name(Reference(name)) for name in names)
    weights: Any = False
    if shape.how.startswith("weighted"):
        weights = shape.weights if shape.weights is not None else True
    gather = link_members(parts, weights, linker, site)
    return _Combining(_HOWS[shape.how], gather, site, shape.how).run


class _Combining:
    """Follows one combination."""

    def __init__(self, combine: "_Combine", gather: Callable[[ReachFrame], list[Member]], site: Site, how: str) -> None:
        self.combine, self.gather, self.site, self.how = combine, gather, site, how
        self.policy, self.is_group = site.policy, bool(site.members)

    def run(self, frame: ReachFrame) -> Reach:
        """Give the set of results."""
        members = self.gather(frame)
        plain = [member.plain for member in members]
        found = [Reach(absent=dominants(plain))]
        paper = _marks(members, "nominal", every=True)
        self.set_marks(frame, (0, 0), paper)
        if all(part.is_quiet for part in plain):
            if is_counted_somehow(plain) and self._may_suffice(members):
                found.append(self.combine(self, frame, members))
            found += self._with_few(frame, members)
        result = join(found)
        if self.is_group and (result.absent or len(found) > _ONE_WAY):
            self._widen_nominal(frame, paper)
        return result

    def _widen_nominal(self, frame: ReachFrame, paper: Marks) -> None:
        """Without a value a group has on paper what its members have together."""
        if self.full(frame) is None:
            own = frame.nominal[self.site.slot]
            frame.nominal[self.site.slot] = (min(own[0], paper[0]), max(own[1], paper[1]))

    def _may_suffice(self, members: list[Member]) -> bool:
        return sum(1 for one in members if one.value is not None) >= self.policy.needs

    def _with_few(self, frame: ReachFrame, members: list[Member]) -> list[Reach]:
        """Give what follows where fewer are counted than needed, or none."""
        found = []
        surely = sum(1 for one in members if one.value is not None and not one.drops and not one.substitutes)
        if surely < self.policy.needs:
            frame.loosen("needs")
            found.append(self._stands(frame, self.policy.if_too_few))
        if all(one.drops for one in members):
            found.append(self._none_left(frame, members))
        return found

    def _none_left(self, frame: ReachFrame, members: list[Member]) -> Reach:
        if self.policy.if_none:
            return self._stands(frame, self.policy.if_none)
        found = [just(NOT_APPLICABLE)] if all(one.inapplicable for one in members) else []
        if any(one.gone_otherwise for one in members):
            found.append(just(MISSING))
        return join(found)

    def _stands(self, frame: ReachFrame, policy: str) -> Reach:
        """Give what a policy puts in the place of the whole; its marks are then the full ones."""
        full = self.full(frame)
        if self.is_group:
            frame.loosen("marks")
            self._widen_marks(frame, (0, 0) if full is None else (0, full.high))
        if policy == "full" and full is not None:
            return Reach(full)
        return just(stand_in(policy, None))

    def _widen_marks(self, frame: ReachFrame, marks: Marks) -> None:
        slot = self.site.slot
        own = frame.attainable[slot]
        frame.attainable[slot] = (min(own[0], marks[0]), max(own[1], marks[1]))

    def full(self, frame: ReachFrame) -> Span | None:
        """Give the full marks that the node says."""
        return None if self.site.full is None else self.site.full(frame).span

    def set_marks(self, frame: ReachFrame, attainable: Marks, nominal: Marks) -> None:
        """Set the marks of a group; full marks of its own are what it has on paper."""
        if not self.is_group:
            return
        full = self.full(frame)
        frame.attainable[self.site.slot] = attainable
        frame.nominal[self.site.slot] = nominal if full is None else (full.low, full.high)


_ONE_WAY = 2
"""The absences, and the one way of combining."""
_Combine = Callable[[_Combining, ReachFrame, list[Member]], Reach]


# -- sums ----------------------------------------------------------------------------------------------------


def _summed(one: _Combining, frame: ReachFrame, members: list[Member]) -> Reach:
    attainable, nominal = _marks(members, "attainable"), _marks(members, "nominal", every=True)
    averages = [member for member in members if member.averages]
    points = _total(members) if not averages else _with_averages(frame, members)
    rescales = _may_rescale(one, members)
    if not rescales or points is None:
        one.set_marks(frame, attainable, nominal)
        return Reach(points)
    return _rescaled(one, frame, members, points, (attainable, nominal))


def _total(members: list[Member]) -> Span | None:
    return total([member.part for member in members])


def _marks(members: Sequence[Member], which: str, *, every: bool = False) -> Marks:
    """Add up marks with their weights: of *every* member, or, for the least, without those that may drop out."""
    low: Any = 0
    high: Any = 0
    for member in members:
        if member.weight is None:
            continue
        least, most = _stretched(member) if which == "attainable" else member.nominal
        if not member.is_light:
            own = multiplied(span(least, most), member.weight)
            least, most = own.low, own.high
        gone = member.weightless if every else member.drops
        low = low + (min(0, least) if gone else least)
        high = high + most
    return low, high


def _stretched(member: Member) -> Marks:
    """What stands in for a member counts with its marks on paper."""
    if not member.substitutes and not member.averages:
        return member.attainable
    if member.value is None:
        return member.nominal
    return min(member.attainable[0], member.nominal[0]), max(member.attainable[1], member.nominal[1])


def _with_averages(frame: ReachFrame, members: list[Member]) -> Span | None:
    """Let each member that may count as the average bring any share that the others can have."""
    frame.loosen("average")
    plain = _total(members)
    shares = hull((_ZERO, _any_share(members)))
    if plain is None or shares is None:
        return plain
    for member in members:
        if member.averages and member.weight is not None:
            own = multiplied(multiplied(shares, Span(*member.nominal)), member.weight)
            widened = hull((own, _ZERO))
            plain = plain if widened is None else added(plain, widened)
    return Span(plain.low, plain.high, None, whole=False, solid=False)


_ZERO = few((0,))


def _any_share(members: Sequence[Member]) -> Span | None:
    """Give a span that holds points over attainable marks for every choice of members: it lies between their shares."""
    spans = []
    for member in members:
        numbers = member.numbers
        low, high = _stretched(member)
        if numbers is None or (numbers == _ZERO and low == high == 0):
            continue
        if low <= 0 or (member.weight is not None and member.weight.low < 0):
            return Span(BELOW, ABOVE, solid=False)
        spans.append(divided(Span(numbers.low, numbers.high), Span(low, high)))
    found = hull(spans)
    return None if found is None else Span(found.low, found.high, None, whole=False, solid=False)


def _may_rescale(one: _Combining, members: list[Member]) -> bool:
    if any(member.rescales for member in members):
        return True
    gaps = any(
        member.drops or member.substitutes or member.attainable != member.nominal or not _is_fixed(member.nominal)
        for member in members
    )
    return one.policy.members_not_applicable == "rescale" and gaps


def _is_fixed(marks: Marks) -> bool:
    return marks[0] == marks[1]


def _rescaled(
    one: _Combining, frame: ReachFrame, members: list[Member], points: Span, marks: tuple[Marks, Marks]
) -> Reach:
    full = one.full(frame)
    target = _fixed_target(members, full)
    if target is not None:
        shares = _exact_shares(members)
        one.set_marks(frame, (target, target), (target, target))
        if shares is not None:
            found = multiplied(shares, Span(target, target))
            return Reach(Span(found.low, found.high, None, whole=False, solid=False))
    frame.loosen("rescale")
    return _roughly(one, frame, members, points, (full, marks))


def _fixed_target(members: list[Member], full: Span | None) -> Any:
    """Give what is rescaled to, where it is the same however the members come out; nothing otherwise."""
    nominal: Any = 0
    for member in members:
        single = member.weight is not None and member.weight.single and _is_fixed(member.nominal)
        gap = member.value is not None and member.attainable != member.nominal
        if not single or gap or member.leaves_out or member.averages or member.unweighted:
            return None
        nominal = nominal + member.nominal[0] * member.weight.low  # type: ignore[union-attr]  # it has one, as just seen
    if full is not None and not (full.single and full.low == nominal):
        return None
    return nominal or None


def _exact_shares(members: list[Member]) -> Span | None:
    """Give the worst and the best share of what is attainable."""
    fixed: list[list[tuple[Any, Any]]] = [[], []]
    optional: list[list[tuple[Any, Any]]] = [[], []]
    for member in members:
        weighted, marks = member.weighted, member.nominal[0] * member.weight.low  # type: ignore[union-attr]  # it has one
        if marks <= 0 and weighted != _ZERO:
            return None
        if weighted is not None and marks > 0:
            for place, end in enumerate((weighted.low, weighted.high)):
                (optional if member.drops else fixed)[place].append((end, marks))
    if not fixed[0] and any(member.numbers == _ZERO and member.nominal[0] == 0 for member in members):
        return None  # nothing attainable may be left, and then nothing is rescaled
    low = best_share(fixed[0], optional[0], highest=False)
    high = best_share(fixed[1], optional[1], highest=True)
    return None if low is None or high is None else span(low, high, solid=False)


def _roughly(
    one: _Combining,
    frame: ReachFrame,
    members: list[Member],
    points: Span,
    given: tuple[Span | None, tuple[Marks, Marks]],
) -> Reach:
    """Bound the points by any share of any target, and by what they are where nothing is rescaled."""
    full, (attainable, nominal) = given
    left_out = _marks([member for member in members if member.leaves_out], "nominal", every=True)
    whole = Span(*nominal) if full is None else Span(full.low, full.high)
    targets = subtracted(whole, Span(min(0, left_out[0]), max(0, left_out[1])))
    shares = _any_share(members)
    one.set_marks(
        frame,
        (min(attainable[0], targets.low), max(attainable[1], targets.high)),
        nominal,
    )
    scaled = None if shares is None else multiplied(shares, Span(targets.low, targets.high))
    found = hull((scaled, points))
    return Reach(None if found is None else Span(found.low, found.high, None, whole=False, solid=False))


# -- means and extremes --------------------------------------------------------------------------------------


def _mean(one: _Combining, frame: ReachFrame, members: list[Member]) -> Reach:
    found = hull(member.numbers for member in members)
    values = _weighted_shares(members)
    if values is None:
        frame.loosen("mean")
        values = None if found is None else Span(found.low, found.high, None, whole=False, solid=False)
        if any(member.weight is not None and member.weight.low < 0 for member in members):
            values = Span(BELOW, ABOVE, solid=False)
        if any(member.averages for member in members):
            values = _averaged(members, values)
    marks = hull(Span(*_stretched(member), solid=False) for member in members if member.numbers is not None)
    if marks is not None:
        if not marks.single and one.is_group:
            marks = _mean_marks(members, marks)
        one.set_marks(frame, (marks.low, marks.high), (marks.low, marks.high))
    return join([Reach(values), *_without_weight(one, frame, members)])


def _mean_marks(members: list[Member], marks: Span) -> Span:
    """Give the mean of the marks, which is one number where nothing drops out."""
    fixed = all(_is_fixed(one.attainable) and one.weight is not None and one.weight.single for one in members)
    if fixed and not any(one.drops or one.noted or one.substitutes for one in members):
        weights = [one.weight.low for one in members if one.weight is not None]
        over: Any = sum(one.attainable[0] * weight for one, weight in zip(members, weights, strict=True))
        divisor: Any = sum(weights)
        if divisor:
            return Span(Fraction(over) / divisor, Fraction(over) / divisor)
    return marks


def _averaged(members: list[Member], values: Span | None) -> Span | None:
    shares = hull((_ZERO, _any_share(members)))
    brought = [
        multiplied(shares, Span(*member.nominal)) for member in members if member.averages and shares is not None
    ]
    found = hull((values, *brought))
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


def _without_weight(one: _Combining, frame: ReachFrame, members: list[Member]) -> list[Reach]:
    """Give what follows where the weights present come to nothing."""
    if all(member.weight is None or member.weight.low > 0 for member in members):
        return []
    frame.loosen("no weight")
    policy = one.policy.if_no_weight
    return [one._stands(frame, policy) if policy else just(MISSING)]  # noqa: SLF001 - its own step


def _extreme(one: _Combining, frame: ReachFrame, members: list[Member]) -> Reach:
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


def _extreme_marks(one: _Combining, frame: ReachFrame, counted: list[Member]) -> None:
    full = one.full(frame)
    if full is not None:
        one.set_marks(frame, (full.low, full.high), (full.low, full.high))
        return
    valued = [member for member in counted if member.value is not None]
    if not valued:
        return
    most = max(member.nominal[1] for member in valued)
    least = min(member.nominal[0] for member in valued)
    if not any(member.drops or member.substitutes for member in counted):
        least = max(member.nominal[0] for member in valued)
    one.set_marks(frame, (least, most), (least, most))


_HOWS: Mapping[str, _Combine] = {
    "sum": _summed,
    "weighted sum": _summed,
    "weighted mean": _mean,
    "mean": _mean,
    "lowest": _extreme,
    "highest": _extreme,
}
