"""What causes can come to: losses over sets, `loses = "all"` as a branch of its own."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any

import attrs

from stationkit.numbers import exact
from stationkit.rules.expressions import Name
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, Absent
from stationkit.rules.reach.arithmetic import clamped, divided, mapped, multiplied, subtracted
from stationkit.rules.reach.frame import ReachFrame, ReachRead
from stationkit.rules.reach.gathering import Part, dominants, hull, total
from stationkit.rules.reach.linking import ReachLinker, Site
from stationkit.rules.reach.truths import NO, OPEN, YES
from stationkit.rules.reach.values import NUMBERS, Reach, Span, few, just, numbers_of
from stationkit.rules.references import Reference
from stationkit.rules.shapes.cause import Cause
from stationkit.rules.shapes.causes import Causes

__all__ = ["Worth", "link_causes_shape", "link_worths"]

_ZERO = few((0,))


@attrs.frozen
class Worth:
    """What one cause can come to: numbers, all, or an absence."""

    numbers: Span | None = None
    takes_all: bool = False
    absent: frozenset[Absent] = frozenset()


ReadWorth = Callable[[ReachFrame], Worth]


def link_worths(causes: Sequence[Cause], linker: ReachLinker, site: Site) -> tuple[ReadWorth, ...]:
    """Give what each cause can come to."""
    return tuple(_link(cause, linker, site) for cause in causes)


def _link(cause: Cause, linker: ReachLinker, site: Site) -> ReadWorth:
    worth = _valued(cause, _occurrences(cause, linker, site), linker, site)
    if cause.up_to is not None:
        worth = _limited(worth, linker.number(cause.up_to, site))
    return worth if cause.where is None else _where(worth, linker.test(cause.where, site))


def _occurrences(cause: Cause, linker: ReachLinker, site: Site) -> ReachRead:
    if cause.fault:
        return linker.read(Reference(site.id, cause.id))
    if cause.when is not None:
        test = linker.test(cause.when, site)
        return lambda frame: _as_count(test(frame))
    amount = linker.number(Name(cause.of or Reference("unreadable")), site)
    if cause.below is not None:
        return _gap(linker.number(cause.below, site), amount)
    return _gap(amount, linker.number(cause.above, site)) if cause.above is not None else amount


def _as_count(answers: int) -> Reach:
    numbers = few([*([1] if answers & YES else []), *([0] if answers & NO else [])])
    return Reach(numbers, absent=frozenset((MISSING,) if answers & OPEN else ()))


def _gap(upper: ReachRead, lower: ReachRead) -> ReachRead:
    def gap(frame: ReachFrame) -> Reach:
        high, low = upper(frame), lower(frame)
        tops, bottoms = numbers_of(high), numbers_of(low)
        if tops is None:
            return Reach(absent=high.absent)
        absent = high.absent | low.absent
        return Reach(None if bottoms is None else clamped(subtracted(tops, bottoms), _ZERO, None), absent=absent)

    return gap


def _valued(cause: Cause, occurrences: ReachRead, linker: ReachLinker, site: Site) -> ReadWorth:
    if cause.counts == "all":
        return lambda frame: _all_or_nothing(occurrences(frame), frame)
    points, steps = linker.number(cause.points, site), _steps(cause, linker, site)

    def worth(frame: ReachFrame) -> Worth:
        found = occurrences(frame)
        numbers = numbers_of(found)
        if numbers is None:
            return Worth(absent=found.absent)
        numbers = clamped(numbers, _ZERO, None)  # less than nothing is nothing
        zero, more = _zero_and_more(numbers, frame)
        if not more:
            return Worth(_ZERO, absent=found.absent)
        each, times = points(frame), steps(frame, numbers)
        marks = numbers_of(each)
        lost = None if marks is None or times.span is None else multiplied(times.span, marks)
        return Worth(hull((lost, _ZERO if zero else None)), absent=found.absent | each.absent | times.absent)

    return worth


def _all_or_nothing(found: Reach, frame: ReachFrame) -> Worth:
    numbers = numbers_of(found)
    if numbers is None:
        return Worth(absent=found.absent)
    zero, more = _zero_and_more(numbers, frame)
    return Worth(_ZERO if zero else None, more, found.absent)


def _zero_and_more(numbers: Span, frame: ReachFrame) -> tuple[bool, bool]:
    """Tell whether nothing, and whether something, may have been found."""
    if numbers.points is not None:
        return 0 in numbers.points, numbers.points != (0,)
    zero = numbers.low <= 0 <= numbers.high
    if zero and not numbers.solid and 0 not in (numbers.low, numbers.high):
        frame.loosen("zero")
    return zero, True


def _steps(cause: Cause, linker: ReachLinker, site: Site) -> Callable[[ReachFrame, Span], Reach]:
    if cause.counts == "each":
        return lambda _, found: Reach(found)
    if cause.counts == "once":
        return lambda _, __: just(1)
    per = linker.number(cause.per, site) if cause.per is not None else lambda _: just(1)

    def steps(frame: ReachFrame, gap: Span) -> Reach:
        length = per(frame)
        numbers = length.span
        if numbers is None:
            return Reach(absent=length.absent)
        if numbers.single and numbers.low > 0:
            return Reach(_stepped(cause.counts, gap, numbers.low), absent=length.absent)
        frame.loosen("slope")
        absent = length.absent | ({MISSING} if numbers.low <= 0 else frozenset())
        return Reach(_wide(gap, numbers) if numbers.high > 0 else None, absent=absent)

    return steps


def _stepped(counts: str, gap: Span, per: Any) -> Span:
    if counts == "exact":
        return mapped(gap, lambda one: exact(Fraction(one) / per), solid=not gap.whole)
    rise = (lambda one: floor(Fraction(one) / per)) if counts == "whole" else (lambda one: ceil(Fraction(one) / per))
    return mapped(gap, rise, solid=not gap.whole or per <= 1, whole=True)


def _wide(gap: Span, length: Span) -> Span:
    """Give every number of steps from none to one more than the most, for steps of different lengths."""
    most = divided(Span(0, gap.high), length) if length.low > 0 else NUMBERS
    return Span(0, most.high + 1, None, whole=False, solid=False)


def _limited(worth: ReadWorth, limit: ReachRead) -> ReadWorth:
    def limited(frame: ReachFrame) -> Worth:
        value, most = worth(frame), limit(frame)
        if value.numbers is None:
            return value
        ceilings: list[Span | None] = [most.span] if most.span is not None else []
        ceilings += [None] if NOT_APPLICABLE in most.absent else []  # one that does not apply limits nothing
        spans = [clamped(value.numbers, None, one) for one in ceilings]
        absent = most.absent - {NOT_APPLICABLE}
        if absent:  # nothing lost needs no ceiling
            zero = value.numbers.low <= 0 <= value.numbers.high
            spans += [Span(0, 0, (0,), whole=True)] if zero else []
        lost = absent if value.numbers != _ZERO else frozenset()
        return Worth(hull(spans), value.takes_all, value.absent | lost)

    return limited


def _where(worth: ReadWorth, test: Callable[[ReachFrame], int]) -> ReadWorth:
    def within(frame: ReachFrame) -> Worth:
        answers, value = test(frame), worth(frame)
        numbers = value.numbers if answers & YES else None
        absent = value.absent if answers & YES else frozenset()
        zero = bool(answers & NO)
        if answers & OPEN:
            found = value.numbers
            zero = zero or (found is not None and found.low <= 0 <= found.high)
            more = value.takes_all or value.absent or found != _ZERO
            absent |= {MISSING} if more else frozenset()
        return Worth(hull((numbers, _ZERO if zero else None)), bool(answers & YES) and value.takes_all, absent)

    return within


def link_causes_shape(shape: Causes, linker: ReachLinker, site: Site) -> ReachRead:
    """Give what an item of causes can come to; a cause that takes all leads to a branch of its own."""
    worths = link_worths(shape.causes, linker, site)
    floor_of = linker.number(shape.floor, site) if shape.floor is not None else None
    full = site.full or (lambda _: just(0))

    def run(frame: ReachFrame) -> Reach:
        start = full(frame)
        if start.span is None:
            return start
        found = [worth(frame) for worth in worths]
        least = None if floor_of is None else floor_of(frame)
        if any(one.takes_all for one in found):
            frame.ended = just(0) if least is None else least
        if any(one.takes_all and one.numbers is None and not one.absent for one in found):
            return Reach()
        return _left(start, found, least)

    return run


def _left(start: Reach, found: list[Worth], least: Reach | None) -> Reach:
    """Give what is left of the full marks where nothing took all."""
    parts = [Part(one.numbers, NOT_APPLICABLE in one.absent, one.absent - {NOT_APPLICABLE}) for one in found]
    absent = start.absent | dominants(parts)
    if all(part.drops for part in parts):
        absent |= {NOT_APPLICABLE}
    lost = total(parts)
    if lost is None or start.span is None:
        return Reach(absent=absent)
    left = subtracted(start.span, lost)
    if least is None:
        return Reach(left, absent=absent)
    return Reach(None if least.span is None else clamped(left, least.span, None), absent=absent | least.absent)
