"""Bounding a running value: floors, ceilings, and a bound that does not apply, which bounds nothing."""

from collections.abc import Callable
from typing import Any, TypeAlias

from stationkit.numbers import Number
from stationkit.rules.expressions import Expression
from stationkit.rules.frame import Frame, Read
from stationkit.rules.lines import Effect
from stationkit.rules.outcomes import NOT_APPLICABLE, Absent, NodeValue
from stationkit.rules.shaping import Owner, VerbLinked, Writes
from stationkit.words import Words

__all__ = ["ReadBound", "hold_within", "on_numbers", "read_bound"]

ReadBound: TypeAlias = Callable[[Frame], Number | Absent | None]


def read_bound(expression: Expression | None, linker: Any, owner: Owner) -> ReadBound:
    """Read a bound; one that does not apply bounds nothing."""
    read: Read = linker.number(expression, owner)

    def bound(frame: Frame) -> Number | Absent | None:
        value = read(frame)
        return None if value is NOT_APPLICABLE else value  # type: ignore[return-value]  # a number, as linked

    return bound


def on_numbers(act: Callable[[Frame, Number], NodeValue]) -> VerbLinked:
    """Make a closure that acts on numbers and leaves an absence as it is."""
    return lambda frame, value: value if isinstance(value, Absent) else act(frame, value)


def hold_within(
    frame: Frame, value: Number, bounds: tuple[Number | None, Number | None], writes: Writes, words: Words
) -> NodeValue:
    """Hold a value within a floor and a ceiling; a line is written where that changes it."""
    low, high = bounds
    held = value if high is None else min(value, high)
    held = held if low is None else max(held, low)
    if held != value:
        writes.line(frame, Effect.BOUND, value, held, amount=bounds, words=words)
    return held
