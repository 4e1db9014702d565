"""What a combination can come to: sums, means and extremes of members that vary, rescaled where the rulebook says so.

Exact where weights and marks are fixed and nothing but one way of dropping out occurs; sound, and marked so, elsewhere.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from stationkit.numbers import exact
from stationkit.rules.expressions import Expression, Name
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE
from stationkit.rules.reach.arithmetic import added, multiplied, subtracted
from stationkit.rules.reach.endless import is_endless
from stationkit.rules.reach.frame import Marks, ReachFrame, ReachRead
from stationkit.rules.reach.gathering import best_share, dominants, hull, is_counted_somehow
from stationkit.rules.reach.linking import ReachLinker, Site
from stationkit.rules.reach.means import extreme, mean
from stationkit.rules.reach.members import Member, link_members
from stationkit.rules.reach.modes import Modes, by_attainable, rescaled_modes
from stationkit.rules.reach.shares import ZERO, any_share, brought, is_fixed, marks_of, total_of
from stationkit.rules.reach.values import Reach, Span, join, just, span
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
        paper = marks_of(members, "nominal", every=True)
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
        part, paper = marks_of(gone, "nominal", every=True), marks_of(members, "nominal", every=True)
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
    attainable, nominal = marks_of(members, "attainable"), marks_of(members, "nominal", every=True)
    averages = [member for member in members if member.averages]
    points = total_of(members) if not averages else _with_averages(frame, members)
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
    return one.site.keeps_modes and one.marked and not is_fixed(attainable)


def _modes(one: Combining, frame: ReachFrame, members: list[Member]) -> Modes | None:
    """Give the points for each of the marks that could be had; nothing where they cannot be followed exactly."""
    found = by_attainable(members)
    full = one.full(frame)
    paper = marks_of(members, "nominal", every=True)
    if found is None or not is_fixed(paper) or (full is not None and not full.single):
        return None
    nominal: Any = paper[0]
    whole: Any = nominal if full is None else full.low
    return rescaled_modes(found, nominal, whole, gaps_too=one.policy.members_not_applicable == "rescale")


def _by_modes(one: Combining, frame: ReachFrame, modes: Modes, nominal: Marks) -> Reach:
    one.set_marks(frame, (min(modes), max(modes)), nominal)
    if one.marked and len(modes) > 1:
        frame.modes[one.site.slot] = modes
    return Reach(hull(modes.values()))


def _with_averages(frame: ReachFrame, members: list[Member]) -> Span | None:
    """Let each member that may count as the average bring any share that the others can have."""
    frame.loosen("average")
    plain = total_of(members)
    if plain is None:
        return plain
    for member in members:
        if member.averages and member.weight is not None:
            widened = hull((multiplied(brought(member, members), member.weight), ZERO))
            plain = plain if widened is None else added(plain, widened)
    return Span(plain.low, plain.high, None, whole=False, solid=False)


def _may_rescale(one: Combining, members: list[Member]) -> bool:
    if any(member.rescales for member in members):
        return True
    gaps = any(
        member.drops or member.substitutes or member.attainable != member.nominal or not is_fixed(member.nominal)
        for member in members
    )
    return one.policy.members_not_applicable == "rescale" and gaps


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
        single = member.weight is not None and member.weight.single and is_fixed(member.nominal)
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
        if marks <= 0 and weighted != ZERO:
            return None
        if weighted is not None and marks > 0:
            for place, end in enumerate((weighted.low, weighted.high)):
                (optional if member.drops else fixed)[place].append((end, marks))
    if not fixed[0] and any(member.numbers == ZERO and member.nominal[0] == 0 for member in members):
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
    left_out = marks_of([member for member in members if member.leaves_out], "nominal", every=True)
    whole = Span(*nominal) if full is None else Span(full.low, full.high)
    targets = subtracted(whole, Span(min(0, left_out[0]), max(0, left_out[1])))
    shares = any_share(members)
    one.set_marks(
        frame,
        (min(attainable[0], targets.low), max(attainable[1], targets.high)),
        nominal,
    )
    scaled = None if shares is None else multiplied(shares, Span(targets.low, targets.high))
    found = hull((scaled, points))
    return Reach(None if found is None else Span(found.low, found.high, None, whole=False, solid=False))


_HOWS: Mapping[str, _Combine] = {
    "sum": _summed,
    "weighted sum": _summed,
    "weighted mean": mean,
    "mean": mean,
    "lowest": extreme,
    "highest": extreme,
}
