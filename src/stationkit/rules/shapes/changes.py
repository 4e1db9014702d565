"""What a `deduct` takes and an `add` gives behind the shape: a number, or causes, held by a floor or a ceiling."""

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Any

import attrs

from stationkit.numbers import Number, exact
from stationkit.rules.frame import Frame
from stationkit.rules.lines import Effect
from stationkit.rules.outcomes import Absent, NodeValue, dominant
from stationkit.rules.shapes.bounding import ReadBound, hold_within, on_numbers, read_bound
from stationkit.rules.shapes.cause import ALL, CauseLinked, link_causes
from stationkit.rules.shaping import Owner, VerbLinked, Writes
from stationkit.words import Words

if TYPE_CHECKING:
    from stationkit.rules.shapes.afterwards import After

__all__ = ["link_change"]

_CAPPED = Words(zh="加分封顶", en="bonus capped")


def link_change(verb: "After", linker: Any, owner: Owner, *, sign: int) -> VerbLinked:
    """Give the closure of a `deduct` (*sign* below zero) or of an `add`."""
    gather, limit, writes = _amounts(verb, linker, owner), _limit(verb, linker, owner), Writes(owner)
    words = Words(zh="扣完为止", en="never below the floor") if sign < 0 else _CAPPED

    def act(frame: Frame, value: Number) -> NodeValue:
        if sign > 0 and frame.ended:
            return value
        bound = limit(frame)
        if isinstance(bound, Absent):
            return bound
        if frame.ended and bound is not None and value <= bound:
            return value  # behind a bar, there is nothing left to take
        amounts = gather(frame)
        if isinstance(amounts, Absent):
            return amounts
        running = _apply(frame, value, amounts, sign, bound)
        return _held(frame, value, running, sign, bound, writes, words)

    return on_numbers(act)


def _limit(verb: "After", linker: Any, owner: Owner) -> ReadBound:
    """Give the floor of a `deduct`, the ceiling of an `add`; nothing for none."""
    if verb.high_is_full:
        return _full(owner)
    bound = verb.low if verb.verb == "deduct" else verb.high
    if bound is None:
        return lambda _: None
    return read_bound(bound, linker, owner)


def _full(owner: Owner) -> ReadBound:
    full = owner.full
    return lambda frame: None if full is None else full(frame)  # type: ignore[return-value]  # full marks are a number


def _apply(frame: Frame, value: Number, amounts: "list[_Amount]", sign: int, floor: Number | None) -> Number:
    running = value
    for one in amounts:
        if one.amount == ALL:
            frame.ended = True
            after = min(running, 0 if floor is None else floor)
            one.writes.line(
                frame, Effect.SET, running, after, amount=after, facts=one.facts, words=one.words, cause=one.cause
            )
            return after
        amount = exact(sign * one.amount)
        after = exact(running + amount)
        one.writes.line(
            frame, Effect.ADD, running, after, amount=amount, facts=one.facts, words=one.words, cause=one.cause
        )
        running = after
    return running


def _held(
    frame: Frame, value: Number, running: Number, sign: int, bound: Number | None, writes: Writes, words: Words
) -> NodeValue:
    """Hold what came out within the floor or the ceiling, which never turn a loss into a gain or the other way."""
    if bound is None or running == value:
        return running
    if sign < 0:
        return hold_within(frame, running, (min(value, bound), None), writes, words)
    return hold_within(frame, running, (None, max(value, bound)), writes, words)


@attrs.frozen
class _Amount:
    """What one cause comes to behind the shape, and who speaks in its line."""

    amount: Any
    facts: tuple[str, ...]
    words: Words
    cause: str
    writes: Writes


def _amounts(verb: "After", linker: Any, owner: Owner) -> Callable[[Frame], "list[_Amount] | Absent"]:
    if verb.amount is None:
        return _caused(link_causes(verb.causes, linker, owner))
    read, facts, writes = linker.number(verb.amount, owner), linker.facts_of(verb.amount), Writes(owner)
    words = Words(zh=verb.note, en=verb.note)

    def single(frame: Frame) -> "list[_Amount] | Absent":
        value = read(frame)
        if isinstance(value, Absent):
            # What does not apply takes and gives nothing.
            return [] if value.kind == "not-applicable" else value
        return [_Amount(value, facts, words, verb.verb, writes)] if value > 0 else []

    return single


def _caused(linked: tuple[CauseLinked, ...]) -> Callable[[Frame], "list[_Amount] | Absent"]:
    """Give what the causes come to; one that takes all decides, whatever else is open."""

    def each(frame: Frame) -> "list[_Amount] | Absent":
        found: list[_Amount] = []
        open_: list[Absent] = []
        for one in linked:
            worth = one.worth(frame)
            if isinstance(worth, Absent):
                open_ += [worth] if worth.kind != "not-applicable" else []
            elif worth:
                found.append(_Amount(worth, one.facts, one.cause.title, one.cause.id, one.writes))
                if worth == ALL:
                    return found[-1:]
        return reduce(dominant, open_) if open_ else found

    return each
