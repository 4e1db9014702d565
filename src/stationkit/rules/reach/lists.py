"""What a list can come to: every sub-subject by itself, combined; where it is not given, whatever one may come to."""

from collections.abc import Callable

import attrs

from stationkit.rules.expressions import Name
from stationkit.rules.facts import Facts
from stationkit.rules.outcomes import LEFT_OUT, MISSING, NOT_APPLICABLE
from stationkit.rules.reach.combining import Combining
from stationkit.rules.reach.endless import ABOVE, BELOW
from stationkit.rules.reach.frame import Marks, ReachFrame, ReachRead
from stationkit.rules.reach.linking import ReachLinker, Site
from stationkit.rules.reach.members import Member, member_of
from stationkit.rules.reach.values import Reach, Span, join, just
from stationkit.rules.references import Reference
from stationkit.rules.shapes.lists import ForEach

__all__ = ["link_for_each"]

RunOne = Callable[[ReachFrame, Facts], ReachFrame]


def link_for_each(shape: ForEach, linker: ReachLinker, site: Site) -> ReachRead:
    """Give what a node over a list can come to."""
    each = linker.number(Name(Reference(shape.each)), site)
    weigh = linker.number(Name(Reference(shape.weigh_by)), site) if shape.weigh_by else None
    info = linker.infos.get(shape.each)
    slot = info.slot if info is not None and info.scored else None

    def one(inner: ReachFrame) -> Member:
        marks: tuple[Marks, Marks] = ((0, 0), (0, 0))
        if slot is not None:
            marks = inner.attainable[slot], inner.nominal[slot]
        return member_of(each(inner), just(1) if weigh is None else weigh(inner), marks, site.policy)

    def gather(frame: ReachFrame) -> list[Member]:
        run_one: RunOne = linker.inside[shape.list]
        return [one(run_one(frame, facts)) for _, facts in sorted((frame.facts.lists.get(shape.list) or {}).items())]

    combining = Combining(shape.across, gather, site, marked=site.scored and site.full is None)
    varies = _whatever(shape, one, each, linker, combining)
    return lambda frame: varies(frame) if frame.facts.lists.get(shape.list) is None else combining.run(frame)


def _whatever(
    shape: ForEach, one: Callable[[ReachFrame], Member], each: ReachRead, linker: ReachLinker, combining: Combining
) -> ReachRead:
    """Give what any number of sub-subjects, or none, may come to; a list that is not given is missing."""

    def run(frame: ReachFrame) -> Reach:
        run_one: RunOne = linker.inside[shape.list]
        frame.loosen("list")
        inner = run_one(frame, Facts(subject=""))
        member = one(inner)
        nothing = attrs.evolve(member, value=None, weight=None, unweighted=True, inapplicable=True)
        empty = combining.none_left(frame, [nothing])
        combining.set_marks(frame, (0, ABOVE), (0, ABOVE))
        numbers = _any_number(member, shape)
        absences = member.noted | each(inner).absent | {MISSING, NOT_APPLICABLE, LEFT_OUT}
        return join([just(MISSING), empty, Reach(numbers, absent=absences), *combining.stand_ins(frame)])

    return run


def _any_number(member: Member, shape: ForEach) -> Span | None:
    numbers, weights = member.numbers, member.weight
    if numbers is None:
        return None
    if shape.across == "weighted mean" and (weights is None or weights.low < 0):
        return Span(BELOW, ABOVE)
    low, high = numbers.low, numbers.high
    if shape.across == "sum":
        low, high = (BELOW if low < 0 else low), (ABOVE if high > 0 else high)
    return Span(low, high, None, whole=False, solid=False)
