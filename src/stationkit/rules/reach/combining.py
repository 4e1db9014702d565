"""What a combination can come to: sums, means and extremes of members that vary, rescaled where the rulebook says so.

Exact where weights and marks are fixed and nothing but one way of dropping out occurs; sound, and marked so, elsewhere.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from stationkit.numbers import exact
from stationkit.rules.expressions import Expression, Name
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE
from stationkit.rules.reach.arithmetic import added, divided, multiplied, subtracted
from stationkit.rules.reach.endless import ABOVE, BELOW, End, is_endless
from stationkit.rules.reach.frame import Marks, ReachFrame, ReachRead
from stationkit.rules.reach.gathering import best_share, dominants, hull, is_counted_somehow, total
from stationkit.rules.reach.linking import ReachLinker, Site
from stationkit.rules.reach.members import Member, link_members
from stationkit.rules.reach.modes import Modes, by_attainable, rescaled_modes
from stationkit.rules.reach.values import Reach, Span, few, join, just, span
from stationkit.rules.references import Reference
from stationkit.rules.shapes.combination import Combination
from stationkit.rules.shapes.policies import stand_in

__all__ = ["Combining", "link_combination"]


def link_combination(shape: Combination, linker: ReachLinker, site: Site) -> ReachRead:
    """Give what a combination can come to, and set the marks of a group."""
    names = linker.members(shape.of) if shape.of else site.members
    parts: tuple[Expression, ...] = shape.parts or tuple(Name(Reference(name)) for name in names)
    weights: Any = False
    if shape.how.startswith("weighted"):
        weights = shape.weights if shape.weights is not None else True
    gather = link_members(parts, weights, linker, site)
    return Combining(shape.how, gather, site, marked=bool(site.members)).run


class Combining:
    """Follows one combination of members, which may be nodes or the sub-subjects of a list."""

    def __init__(self, how: str, gather: Callable[[ReachFrame], list[Member]], site: Site, *, marked: bool) -> None:
        self.how, self.gather, self.site, self.marked = how, gather, site, marked
        self.policy = site.policy

    def run(self, frame: ReachFrame) -> Reach:
        """Give the set of results."""
        members = self.gather(frame)
        plain = [member.plain for member in members]
        found = [Reach(absent=dominants(plain))]
        paper = _marks(members, "nominal", every=True)
        full = self.full(frame)
        self.set_marks(frame, paper, paper)
        frame.modes.pop(self.site.slot, None)
        if all(part.is_quiet for part in plain):
            if is_counted_somehow(plain) and self._may_suffice(members) and not self._exceeds(members, surely=True):
                found.append(_HOWS[self.how](self, frame, members))
            few_ = self._with_few(frame, members)
            found += few_
            if any(one.span is not None for one in few_):
                frame.modes.pop(self.site.slot, None)
                self._widen(frame, paper if full is None else (full.low, full.high))
        result = join(found)
        if self.marked and full is None and (result.absent or len(found) > _ONE_WAY):
            own = frame.nominal[self.site.slot]
            frame.nominal[self.site.slot] = (min(own[0], paper[0]), max(own[1], paper[1]))
        return result

    def _may_suffice(self, members: list[Member]) -> bool:
        return sum(1 for one in members if one.value is not None) >= self.policy.needs

    def _with_few(self, frame: ReachFrame, members: list[Member]) -> list[Reach]:
        """Give what follows where none is counted, fewer than needed, or more does not apply than may."""
        found = []
        if all(one.drops for one in members):
            found.append(self.none_left(frame, members))
        surely = sum(1 for one in members if one.value is not None and not one.drops and not one.substitutes)
        if surely < self.policy.needs:
            frame.loosen("needs")
            found.append(self.stands(frame, self.policy.if_too_few))
        if self._exceeds(members, surely=False) and not all(one.drops and one.value is None for one in members):
            if not self._exceeds(members, surely=True):
                frame.loosen("ceiling")
            found.append(self.stands(frame, self.policy.if_more))
        return found

    def _exceeds(self, members: list[Member], *, surely: bool) -> bool:
        """Tell whether more may not apply, or surely does not apply, than the ceiling allows."""
        most = self.policy.not_applicable_at_most
        gone = [one for one in members if (one.never_asked if surely else one.not_asked or one.inapplicable)]
        if most is None or not gone:
            return False
        part, paper = _marks(gone, "nominal", every=True), _marks(members, "nominal", every=True)
        over, under = (part[0], paper[1]) if surely else (part[1], paper[0])
        if is_endless(over) or is_endless(under) or under <= 0:
            return not surely or (paper == (0, 0) and Fraction(len(gone), len(members)) > most)
        return exact(Fraction(over) / under) > most  # type: ignore[arg-type]  # numbers

    def none_left(self, frame: ReachFrame, members: list[Member]) -> Reach:
        """Give what follows where no member is left."""
        if self.policy.if_none:
            return self.stands(frame, self.policy.if_none)
        found = [just(NOT_APPLICABLE)] if all(one.inapplicable for one in members) else []
        if any(one.gone_otherwise for one in members):
            found.append(just(MISSING))
        return join(found)

    def stands(self, frame: ReachFrame, policy: str) -> Reach:
        """Give what a policy puts in the place of the whole."""
        full = self.full(frame)
        if policy == "full" and full is not None:
            return Reach(full)
        return just(stand_in(policy, None))

    def stand_ins(self, frame: ReachFrame) -> list[Reach]:
        """Give what the policies of the whole may put in its place."""
        policies = [self.policy.if_too_few] if self.policy.needs else []
        policies += [self.policy.if_more] if self.policy.not_applicable_at_most is not None else []
        policies += [self.policy.if_no_weight] if self.policy.if_no_weight else []
        return [self.stands(frame, policy) for policy in policies]

    def _widen(self, frame: ReachFrame, marks: Marks) -> None:
        if self.marked:
            slot = self.site.slot
            own = frame.attainable[slot]
            frame.attainable[slot] = (min(own[0], marks[0]), max(own[1], marks[1]))

    def full(self, frame: ReachFrame) -> Span | None:
        """Give the full marks that the node says."""
        return None if self.site.full is None else self.site.full(frame).span

    def set_marks(self, frame: ReachFrame, attainable: Marks, nominal: Marks) -> None:
        """Set the marks of a group; full marks of its own are what it has on paper."""
        if not self.marked:
            return
        full = self.full(frame)
        frame.attainable[self.site.slot] = attainable
        frame.nominal[self.site.slot] = nominal if full is None else (full.low, full.high)


_ONE_WAY = 2
"""The absences, and the one way of combining."""
_Combine = Callable[[Combining, ReachFrame, list[Member]], Reach]


# -- sums ----------------------------------------------------------------------------------------------------


def _summed(one: Combining, frame: ReachFrame, members: list[Member]) -> Reach:
    attainable, nominal = _marks(members, "attainable"), _marks(members, "nominal", every=True)
    averages = [member for member in members if member.averages]
    points = _total(members) if not averages else _with_averages(frame, members)
    rescales = _may_rescale(one, members)
    if points is not None and not averages and (rescales or _varies(one, attainable)):
        modes = _modes(one, frame, members)
        if modes is not None:
            return _by_modes(one, frame, modes, nominal)
    if not rescales or points is None:
        one.set_marks(frame, attainable, nominal)
        return Reach(points)
    return _rescaled(one, frame, members, points, (attainable, nominal))


def _varies(one: Combining, attainable: Marks) -> bool:
    return one.site.keeps_modes and one.marked and not _is_fixed(attainable)


def _modes(one: Combining, frame: ReachFrame, members: list[Member]) -> Modes | None:
    """Give the points for each of the marks that could be had; nothing where they cannot be followed exactly."""
    found = by_attainable(members)
    full = one.full(frame)
    paper = _marks(members, "nominal", every=True)
    if found is None or not _is_fixed(paper) or (full is not None and not full.single):
        return None
    nominal: Any = paper[0]
    whole: Any = nominal if full is None else full.low
    return rescaled_modes(found, nominal, whole, gaps_too=one.policy.members_not_applicable == "rescale")


def _by_modes(one: Combining, frame: ReachFrame, modes: Modes, nominal: Marks) -> Reach:
    one.set_marks(frame, (min(modes), max(modes)), nominal)
    if one.marked and len(modes) > 1:
        frame.modes[one.site.slot] = modes
    return Reach(hull(modes.values()))


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
    if plain is None:
        return plain
    for member in members:
        if member.averages and member.weight is not None:
            widened = hull((multiplied(_brought(member, members), member.weight), _ZERO))
            plain = plain if widened is None else added(plain, widened)
    return Span(plain.low, plain.high, None, whole=False, solid=False)


def _brought(member: Member, members: list[Member]) -> Span:
    """Give what the average of the others may be worth for one: their share of its marks, or their mean."""
    mean = hull(one.value for one in members)
    if all(one.attainable == one.nominal == (0, 0) for one in members):
        return mean or Span(0, 0)
    shares = _any_share(members)
    by_share = None if shares is None else multiplied(shares, Span(*member.nominal))
    return hull((by_share, mean, _ZERO)) or Span(0, 0)


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


def _may_rescale(one: Combining, members: list[Member]) -> bool:
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
    one: Combining, frame: ReachFrame, members: list[Member], points: Span, marks: tuple[Marks, Marks]
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
    one: Combining,
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


def _mean(one: Combining, frame: ReachFrame, members: list[Member]) -> Reach:
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


def _set_mean_marks(one: Combining, frame: ReachFrame, members: list[Member]) -> None:
    """The marks of a mean are the mean of the marks; with full marks of its own, the same gap in proportion."""
    if not one.marked:
        return
    counted = [member for member in members if member.numbers is not None or member.averages]
    plain = all(member.attainable == member.nominal and _is_fixed(member.nominal) for member in counted)
    nominal = hull(Span(*member.nominal, solid=False) for member in counted) or Span(0, 0)
    attainable = hull(Span(*_stretched(member), solid=False) for member in counted) or Span(0, 0)
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
    ratios = [divided(Span(*_stretched(member)), Span(*member.nominal)) for member in members]
    return hull([*ratios, Span(1, 1)]) or Span(1, 1)


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
    found = hull((values, *(_brought(member, members) for member in members if member.averages)))
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


def _without_weight(one: Combining, frame: ReachFrame, members: list[Member]) -> list[Reach]:
    """Give what follows where the weights present come to nothing."""
    if all(member.weight is None or member.weight.low > 0 for member in members):
        return []
    frame.loosen("no weight")
    policy = one.policy.if_no_weight
    return [one.stands(frame, policy or "undetermined")]


def _extreme(one: Combining, frame: ReachFrame, members: list[Member]) -> Reach:
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


def _extreme_marks(one: Combining, frame: ReachFrame, counted: list[Member]) -> None:
    """The marks of the lowest are the lowest marks, of the highest the highest."""
    full, valued = one.full(frame), [member for member in counted if member.value is not None]
    attainable, nominal = _extreme_of(one.how, valued, "attainable"), _extreme_of(one.how, valued, "nominal")
    if any(member.substitutes for member in counted) and all(member.drops or member.substitutes for member in counted):
        together = _marks([member for member in counted if member.substitutes], "nominal", every=True)
        attainable, nominal = (_stretch(marks, (0, together[1])) for marks in (attainable, nominal))
    if full is None:
        one.set_marks(frame, attainable, nominal)
        return
    plain = all(member.attainable == member.nominal and _is_fixed(member.nominal) for member in valued)
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


_HOWS: Mapping[str, _Combine] = {
    "sum": _summed,
    "weighted sum": _summed,
    "weighted mean": _mean,
    "mean": _mean,
    "lowest": _extreme,
    "highest": _extreme,
}
