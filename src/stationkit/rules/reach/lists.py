"""What a list can come to: every sub-subject by itself, combined; where it is not given, whatever one may come to."""

from collections.abc import Callable, Sequence
from typing import Any

import attrs

from stationkit.rules.facts import Facts
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, Absent
from stationkit.rules.reach.endless import ABOVE, BELOW
from stationkit.rules.reach.frame import ReachFrame, ReachRead
from stationkit.rules.reach.gathering import Part, best_share, dominants, hull, is_counted_somehow, total
from stationkit.rules.reach.linking import ReachLinker, Site
from stationkit.rules.reach.values import Reach, Span, few, join, just, numbers_of, span
from stationkit.rules.references import Reference
from stationkit.rules.shapes.lists import ForEach
from stationkit.rules.shapes.policies import stand_in
from stationkit.rules.shaping import Policy

__all__ = ["link_for_each"]


def link_for_each(shape: ForEach, linker: ReachLinker, site: Site) -> ReachRead:
    """Give what a node over a list can come to."""
    each = linker.read(Reference(shape.each))
    weigh = linker.read(Reference(shape.weigh_by)) if shape.weigh_by else None

    def run(frame: ReachFrame) -> Reach:
        run_one: Callable[[ReachFrame, Facts], ReachFrame] = linker.inside[shape.list]
        subjects = frame.facts.lists.get(shape.list)
        if subjects is None:
            frame.loosen("list")
            inner = run_one(frame, Facts(subject=""))
            return join(
                [just(MISSING), _empty(site.policy), _unknown(_subject(inner, each, weigh, site.policy), shape)]
            )
        if not subjects:
            return _empty(site.policy)
        inners = [run_one(frame, facts) for _, facts in sorted(subjects.items())]
        return _combined([_subject(inner, each, weigh, site.policy) for inner in inners], shape, frame)

    return run


def _empty(policy: Policy) -> Reach:
    return just(stand_in(policy.if_none, None)) if policy.if_none else just(NOT_APPLICABLE)


@attrs.frozen
class _Subject:
    part: Part
    weight: Reach


def _subject(inner: ReachFrame, each: ReachRead, weigh: ReachRead | None, policy: Policy) -> _Subject:
    value, weight = each(inner), just(1) if weigh is None else weigh(inner)
    drops = any(one.kind in ("not-applicable", "left-out") for one in value.absent)
    noted = frozenset(one for one in value.absent if one.kind not in ("not-applicable", "left-out", "missing"))
    numbers = numbers_of(value)
    if MISSING in value.absent:
        if policy.members_missing in ("leave out", "rescale", "average", "not-applicable"):
            drops = True
        else:
            stands = stand_in(policy.members_missing, None)
            if isinstance(stands, Absent):
                noted |= {stands}
            else:
                numbers = hull((numbers, few((stands,))))  # type: ignore[arg-type]  # a number
    return _Subject(Part(numbers, drops, noted | weight.absent), weight)


def _combined(subjects: Sequence[_Subject], shape: ForEach, frame: ReachFrame) -> Reach:
    parts = [one.part for one in subjects]
    absent = frozenset(one for part in parts for one in part.noted) if shape.weigh_by else dominants(parts)
    if len({one for part in parts for one in part.noted}) > 1:
        frame.loosen("list")  # the first absence wins, not the graver
        absent = frozenset(one for part in parts for one in part.noted)
    found = [Reach(absent=absent)]
    if all(part.drops for part in parts):
        found.append(just(NOT_APPLICABLE))
    if is_counted_somehow(parts):
        found.append(_ACROSS[shape.across](subjects, frame))
    return join(found)


def _sum(subjects: Sequence[_Subject], _: ReachFrame) -> Reach:
    return Reach(total([one.part for one in subjects]))


def _mean(subjects: Sequence[_Subject], frame: ReachFrame) -> Reach:
    """Give the worst and the best mean; where a weight varies, it lies between the least and the greatest value."""
    every = hull(one.part.numbers for one in subjects)
    spans = [numbers_of(one.weight) for one in subjects]
    if any(one is None or not one.single or one.low <= 0 for one in spans):
        frame.loosen("list")
        negative = any(one is not None and one.low < 0 for one in spans)
        numbers = Span(BELOW, ABOVE) if negative or every is None else every
        return join([Reach(Span(numbers.low, numbers.high, None, whole=False, solid=False)), just(MISSING)])
    pairs = [(one.part, weight.low) for one, weight in zip(subjects, spans, strict=True) if weight is not None]
    ends = [_best(pairs, highest=highest) for highest in (False, True)]
    if ends[0] is None or ends[1] is None:
        return Reach()
    return Reach(span(ends[0], ends[1], solid=False))


def _best(pairs: Sequence[tuple[Part, Any]], *, highest: bool) -> Any:
    fixed: list[tuple[Any, Any]] = []
    optional: list[tuple[Any, Any]] = []
    for part, weight in pairs:
        if part.numbers is not None:
            end = part.numbers.high if highest else part.numbers.low
            (optional if part.drops else fixed).append((end * weight, weight))
    return best_share(fixed, optional, highest=highest)


def _extreme(
    choose: Callable[..., Any], other: Callable[..., Any]
) -> Callable[[Sequence[_Subject], ReachFrame], Reach]:
    """Give the lowest or highest; *choose* is `min` for the lowest, *other* its contrary."""
    low_first = choose is min

    def across(subjects: Sequence[_Subject], _: ReachFrame) -> Reach:
        parts = [one.part for one in subjects]
        every = [part.numbers for part in parts if part.numbers is not None]
        surely = [part.numbers for part in parts if part.numbers is not None and not part.drops]
        near = choose(one.low if low_first else one.high for one in every)
        far_ends = [one.high if low_first else one.low for one in surely]
        far = choose(far_ends) if far_ends else other(one.high if low_first else one.low for one in every)
        return Reach(span(min(near, far), max(near, far), solid=False))

    return across


_ACROSS: dict[str, Callable[[Sequence[_Subject], ReachFrame], Reach]] = {
    "sum": _sum,
    "mean": _mean,
    "weighted mean": _mean,
    "lowest": _extreme(min, max),
    "highest": _extreme(max, min),
}


def _unknown(one: _Subject, shape: ForEach) -> Reach:
    """Give what any number of sub-subjects may come to."""
    numbers = one.part.numbers
    absent = one.part.noted | one.weight.absent | {NOT_APPLICABLE, MISSING}
    if numbers is None:
        return Reach(absent=absent)
    weights = numbers_of(one.weight)
    if shape.across == "weighted mean" and (weights is None or weights.low < 0):
        return Reach(Span(BELOW, ABOVE), absent=absent)
    low, high = numbers.low, numbers.high
    if shape.across == "sum":
        low, high = (BELOW if low < 0 else low), (ABOVE if high > 0 else high)
    return Reach(Span(low, high, None, whole=False, solid=False), absent=absent)
