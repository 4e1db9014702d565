"""What the verbs behind a shape make of a set: round, hold, gate, cap, deduct, add, each with its condition."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, Absent
from stationkit.rules.reach.arithmetic import added, clamped, mapped, negated_span
from stationkit.rules.reach.causes import Worth, link_worths
from stationkit.rules.reach.cells import Cell, cells
from stationkit.rules.reach.conditions import ReachTest
from stationkit.rules.reach.frame import ReachFrame, ReachRead
from stationkit.rules.reach.gathering import hull
from stationkit.rules.reach.linking import ReachLinker, Site
from stationkit.rules.reach.truths import NO, OPEN, YES, truth
from stationkit.rules.reach.values import ANYTHING, Reach, Span, few, join, just, numbers_of, span
from stationkit.rules.references import SO_FAR
from stationkit.rules.shapes.afterwards import After

__all__ = ["Act", "link_verb"]

Act = Callable[[ReachFrame, Reach], Reach]
"""Gets the running set and gives the next."""

_ZERO = few((0,))


def link_verb(verb: object, linker: ReachLinker, site: Site) -> Act:
    """Give the abstract meaning of a line of `then`; of one that is not known here, anything at all."""
    if not isinstance(verb, After) or verb.verb not in _LINKS:
        return _anything
    act = _LINKS[verb.verb](verb, linker, site)
    if verb.when is None:
        return act
    return _conditional(act, linker.test(verb.when, site), site, skip=verb.skip_missing)


def _anything(frame: ReachFrame, _: Reach) -> Reach:
    frame.loosen("verb")
    return ANYTHING


def _conditional(act: Act, test: ReachTest, site: Site, *, skip: bool) -> Act:
    running = str(SO_FAR)

    def conditional(frame: ReachFrame, value: Reach) -> Reach:
        frame.running = value
        sets = {key: read(frame) for key, read in test.reads}
        varying = [key for key, one in sets.items() if one.only is None]
        if varying == [running]:
            return _by_own_value(frame, value, _answers_by_part(test, sets), act, skip=skip)
        if running in varying or site.id in varying:
            frame.loosen("so far")
        return _by_answers(frame, value, test(frame), act, skip=skip)

    return conditional


def _answers_by_part(test: ReachTest, sets: dict[str, Reach]) -> dict[bool | None, list[Cell]]:
    """Cut the running value where the condition's answer changes."""
    fixed = {key: one.only for key, one in sets.items() if one.only is not None}
    running = str(SO_FAR)
    constants = [
        *test.names.constants.get(running, ()),
        *(fixed[key] for pair in test.names.pairs for key in pair if key in fixed),
    ]
    found: dict[bool | None, list[Cell]] = {}
    for cell in cells(sets[running], constants):
        found.setdefault(test.ask({**fixed, running: cell.sample}), []).append(cell)
    return found


def _by_own_value(
    frame: ReachFrame, value: Reach, parts: dict[bool | None, list[Cell]], act: Act, *, skip: bool
) -> Reach:
    """Follow a condition on the running value itself: each part of the set goes its own way."""
    found = []
    for answer, some in parts.items():
        part = join(cell.reach for cell in some)
        if not _has_its_ends(part, some, value):
            frame.loosen("so far")
        found.append(_by_answers(frame, part, truth(answer), act, skip=skip))
    return join(found)


def _has_its_ends(part: Reach, some: list[Cell], value: Reach) -> bool:
    """Tell whether the ends of a part belong to it and are reached: they may be those of its neighbour."""
    if part.span is None or value.span is None:
        return True
    ends: set[object] = {value.span.low, value.span.high}
    ends |= {cell.sample for cell in some if cell.reached and cell.reach.span is not None and cell.reach.span.single}
    whole = part.span.whole and value.span.solid
    return whole or (part.span.low in ends and part.span.high in ends)


def _by_answers(frame: ReachFrame, value: Reach, answers: int, act: Act, *, skip: bool) -> Reach:
    found = []
    if answers & YES:
        found.append(act(frame, value))
    if answers & NO or (answers & OPEN and skip):
        found.append(value)
    if answers & OPEN and not skip:
        found.append(Reach(absent=value.absent))
        if value.is_present:
            found.append(just(MISSING))
            if frame.taken:  # behind a bar an open condition may matter to nobody
                frame.loosen("bar")
                found.append(value)
    return join(found)


def _round(verb: After, _: ReachLinker, __: Site) -> Act:
    def rounded(number: Any) -> Any:
        for rounding in verb.roundings:
            number = rounding.apply(number)
        return number

    whole = bool(verb.roundings) and verb.roundings[-1].places == 0

    def act(_: ReachFrame, value: Reach) -> Reach:
        numbers = numbers_of(value)
        if numbers is None:
            return value
        if numbers.whole and all(rounding.places >= 0 for rounding in verb.roundings):
            return Reach(numbers, absent=value.absent)
        return Reach(mapped(numbers, rounded, solid=whole, whole=whole), absent=value.absent)

    return act


def _hold(verb: After, linker: ReachLinker, site: Site) -> Act:
    low = linker.number(verb.low, site) if verb.low is not None else None
    high = linker.number(verb.high, site) if verb.high is not None else None
    return _held(low, high)


def _cap(verb: After, linker: ReachLinker, site: Site) -> Act:
    assert verb.high is not None  # noqa: S101 - as read
    return _held(None, linker.number(verb.high, site))


def _held(low: ReachRead | None, high: ReachRead | None) -> Act:
    def act(frame: ReachFrame, value: Reach) -> Reach:
        return _bounded(frame, value, None if frame.taken else low, high)

    return act


def _bounded(frame: ReachFrame, value: Reach, low: ReachRead | None, high: ReachRead | None) -> Reach:
    numbers = numbers_of(value)
    if numbers is None:
        return value
    lows, highs = _bounds(frame, low), _bounds(frame, high)
    found = [Reach(clamped(numbers, least, most)) for least in lows.spans for most in highs.spans]
    return join([*found, Reach(absent=value.absent | lows.absent | highs.absent)])


@attrs.frozen
class _Bounds:
    """What a bound may be: a span, or nothing where it does not apply; and the absences that it brings."""

    spans: tuple[Span | None, ...]
    absent: frozenset[Absent] = frozenset()


def _bounds(frame: ReachFrame, read: ReachRead | None) -> _Bounds:
    """Give what a bound may be; one that does not apply bounds nothing."""
    if read is None:
        return _Bounds((None,))
    found = read(frame)
    spans: list[Span | None] = [found.span] if found.span is not None else []
    spans += [None] if NOT_APPLICABLE in found.absent else []
    return _Bounds(tuple(spans), found.absent - {NOT_APPLICABLE})


def _gate(verb: After, linker: ReachLinker, site: Site) -> Act:
    assert verb.high is not None  # noqa: S101 - as read
    to, slot = linker.number(verb.high, site), site.slot

    def act(frame: ReachFrame, value: Reach) -> Reach:
        stays = frozenset(one for one in value.absent if one.kind == "not-applicable")
        if not value.is_present and value.absent == stays:
            return value
        after = to(frame)
        filled = value.absent != stays
        if filled:  # what was missing now has a value, and its marks can be had
            low, high = frame.attainable[slot], frame.nominal[slot]
            frame.attainable[slot] = (min(low[0], high[0]), max(low[1], high[1])) if value.is_present else high
        set_to = [Reach(after.span)] if filled or not frame.taken else []
        if frame.taken and value.span is not None and after.span is not None:
            set_to.append(Reach(clamped(value.span, None, after.span)))
        if after.span is not None:
            frame.barred += set_to
        return Reach(absent=stays | after.absent)

    return act


def _deduct(verb: After, linker: ReachLinker, site: Site) -> Act:
    return _changed(verb, linker, site, sign=-1)


def _add(verb: After, linker: ReachLinker, site: Site) -> Act:
    return _changed(verb, linker, site, sign=1)


def _changed(verb: After, linker: ReachLinker, site: Site, *, sign: int) -> Act:
    gather, limit = _amounts(verb, linker, site), _limit(verb, linker, site)

    def act(frame: ReachFrame, value: Reach) -> Reach:
        numbers = numbers_of(value)
        if numbers is None or (sign > 0 and frame.taken):
            return value
        bounds, absent = _full_or_bounds(frame, verb, limit), value.absent
        absent |= bounds.absent
        found: list[Reach] = []
        for bound in bounds.spans:
            if frame.taken and bound is not None and numbers.high <= bound.low:
                found.append(Reach(numbers))  # behind a bar, there is nothing left to take
                continue
            amount = gather(frame)
            absent |= amount.absent
            if amount.takes_all:
                frame.barred.append(Reach(clamped(numbers, None, bound or _ZERO)))
            if amount.numbers is not None:
                found.append(Reach(_changed_within(numbers, amount.numbers, bound, sign)))
        return join([*found, Reach(absent=absent)])

    return act


def _full_or_bounds(frame: ReachFrame, verb: After, limit: ReachRead | None) -> _Bounds:
    """Full marks that do not apply leave a bonus open; any other bound then bounds nothing."""
    if verb.high_is_full and limit is not None:
        found = limit(frame)
        return _Bounds(() if found.span is None else (found.span,), found.absent)
    return _bounds(frame, limit)


def _changed_within(numbers: Span, amount: Span, bound: Span | None, sign: int) -> Span:
    moved = _moved(numbers, amount, sign)
    if bound is None:
        return moved
    edge = clamped(numbers, None, bound) if sign < 0 else clamped(numbers, bound, None)
    return _within_edge(moved, edge, numbers, bound, sign)


def _moved(numbers: Span, amount: Span, sign: int) -> Span:
    return added(numbers, amount if sign > 0 else negated_span(amount))


def _within_edge(moved: Span, edge: Span, numbers: Span, bound: Span, sign: int) -> Span:
    """Hold what was taken over the floor, what was given under the ceiling; neither turns into its contrary."""
    if numbers.single or (edge.single and bound.single):
        return clamped(moved, edge, None) if sign < 0 else clamped(moved, None, edge)
    low, high = moved.low, moved.high
    if sign < 0:
        low, high = max(low, edge.low), max(high, edge.high)
    else:
        low, high = min(low, edge.low), min(high, edge.high)
    return span(low, high, solid=False)


def _limit(verb: After, linker: ReachLinker, site: Site) -> ReachRead | None:
    """Give the floor of a `deduct`, the ceiling of an `add`; nothing for none."""
    if verb.high_is_full:
        return site.full
    bound = verb.low if verb.verb == "deduct" else verb.high
    return None if bound is None else linker.number(bound, site)


def _amounts(verb: After, linker: ReachLinker, site: Site) -> Callable[[ReachFrame], Worth]:
    if verb.amount is not None:
        read = linker.number(verb.amount, site)

        def single(frame: ReachFrame) -> Worth:
            value = read(frame)
            numbers = numbers_of(value)
            found = None if numbers is None else clamped(numbers, _ZERO, None)
            nothing = _ZERO if NOT_APPLICABLE in value.absent else None  # what does not apply takes and gives nothing
            return Worth(hull((found, nothing)), takes_all=False, absent=value.absent - {NOT_APPLICABLE})

        return single
    worths = link_worths(verb.causes, linker, site)

    def each(frame: ReachFrame) -> Worth:
        return _together([worth(frame) for worth in worths])

    return each


def _together(worths: list[Worth]) -> Worth:
    """Add causes up; one that is not applicable brings nothing, and any other absence is the whole's."""
    found: Span | None = _ZERO
    for one in worths:
        own = hull((one.numbers, _ZERO if NOT_APPLICABLE in one.absent else None))
        found = None if found is None or own is None else added(found, own)
    absent = frozenset(absence for one in worths for absence in one.absent if absence.kind != "not-applicable")
    return Worth(found, any(one.takes_all for one in worths), absent)


_LINKS: Mapping[str, Callable[[After, ReachLinker, Site], Act]] = {
    "round": _round,
    "hold": _hold,
    "gate": _gate,
    "cap": _cap,
    "deduct": _deduct,
    "add": _add,
}
