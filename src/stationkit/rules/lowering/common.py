"""What all lowered closures share: the unit, the way to a fact, and the two ways of giving up."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import lcm
from typing import Any, TypeAlias

import attrs

from stationkit.numbers import Ratio, Rounding, units_of
from stationkit.rules.expressions import Expression, Literal
from stationkit.rules.model import Measure, Rulebook
from stationkit.words import Words

__all__ = [
    "Get",
    "Irregular",
    "Lowering",
    "Marks",
    "NotLoweredError",
    "Slots",
    "Value",
    "common_unit",
    "half_up_numbers",
    "literals_in",
    "read_measure",
    "rounded",
    "rounding_of",
]

Get: TypeAlias = Callable[[str], Any]
Slots: TypeAlias = list[Any]
Marks: TypeAlias = list[Any]
Value: TypeAlias = Callable[[Get, Slots, Marks], Any]
"""Gives a node's value in whole units, or nothing where it is missing."""


class NotLoweredError(Exception):
    """The rulebook has something that is not lowered; `words` say what."""

    def __init__(self, node: str, zh: str, en: str) -> None:
        super().__init__(f"{node}: {en}")
        self.node, self.words = node, Words(zh=zh, en=en)


class Irregular(Exception):  # noqa: N818 - not an error: this subject goes the ordinary way
    """The facts of this subject have something that is not lowered; the ordinary path decides over them."""


@attrs.frozen
class Lowering:
    """What is known while a rulebook is lowered.

    Attributes:
        rulebook: the rulebook.
        slots: node -> slot.
        unit: how many units one point has.
        shares: nodes whose share of the attainable somebody reads.
        nominal: marks on paper of what has been lowered, in units.
        sure: measures whose answer every run looks at, and so checks.
    """

    rulebook: Rulebook
    slots: Mapping[str, int]
    unit: int
    shares: frozenset[str]
    nominal: dict[str, int] = attrs.field(factory=dict)
    sure: set[str] = attrs.field(factory=set)

    def units(self, expression: Expression | None, node: str) -> int:
        """Give a literal in units."""
        if not isinstance(expression, Literal):
            raise NotLoweredError(node, "不是定数", "no plain number")
        return int(expression.value * self.unit)

    def measure(self, name: str) -> Measure:
        """Give a measure of the subject itself."""
        found = self.rulebook.nodes.get(name)
        if not isinstance(found, Measure) or found.list:
            raise NotLoweredError(name, "不是指标", "no measure of the subject itself")
        return found


def literals_in(value: object) -> list[Fraction]:
    """Give every plain number, and one part of every rounding, anywhere in a value: what a unit must divide."""
    if isinstance(value, Literal):
        return [Fraction(value.value)]
    if isinstance(value, Rounding):
        return [Fraction(1, 10**value.places)]
    if isinstance(value, tuple | list):
        return [one for inner in value for one in literals_in(inner)]
    if isinstance(value, Mapping):
        return literals_in(tuple(value.values()))
    if attrs.has(type(value)) and not isinstance(value, Words):
        fields: Any = attrs.fields(type(value))  # type: ignore[arg-type]  # of a class that has them
        return [one for field in fields for one in literals_in(getattr(value, field.name))]
    return []


def common_unit(literals: list[Fraction]) -> int:
    """Give the smallest number of units in which every literal is whole."""
    return lcm(1, *(one.denominator for one in literals))


def rounded(roundings: tuple[Rounding, ...], top: int, bottom: int, unit: int) -> int:
    """Round *top* / *bottom* points, in a chain, to whole units."""
    for rounding in roundings:
        scale = 10**rounding.places
        top, bottom = units_of(rounding.mode, top * scale, bottom), scale
    return top * unit // bottom


def half_up_numbers(roundings: tuple[Rounding, ...], unit: int) -> tuple[int, int] | None:
    """Give twice the number of parts that a point is rounded to, and how many units a part has; for half up alone."""
    if len(roundings) != 1 or roundings[0].mode != "half up":
        return None
    parts = 10 ** roundings[0].places
    return 2 * parts, unit // parts


def rounding_of(roundings: tuple[Rounding, ...], unit: int) -> Callable[[int, int], int]:
    """Give the rounding of *top* / *bottom* points to whole units, straight where it is the commonest one."""
    numbers = half_up_numbers(roundings, unit)
    if numbers is None:
        return lambda top, bottom: rounded(roundings, top, bottom, unit)
    scale, step = numbers

    def half_up(top: int, bottom: int) -> int:
        if top < 0:
            return rounded(roundings, top, bottom, unit)
        return (scale * top + bottom) // (2 * bottom) * step

    return half_up


def read_measure(measure: Measure) -> Callable[[Any], Any]:
    """Give the check of one known answer: the number, flag, word or ratio; anything else is irregular."""
    return _READ[measure.kind](measure)


def _count(measure: Measure) -> Callable[[Any], Any]:
    low, high = measure.between or (0, None)

    def read(value: Any) -> Any:
        if type(value) is not int or value < 0 or value < low or (high is not None and value > high):
            raise Irregular
        return value

    if measure.one_of:
        raise NotLoweredError(measure.id, "限定了取值", "it allows single values only")
    return read


def _decimal(measure: Measure) -> Callable[[Any], Any]:
    low, high = measure.between or (None, None)

    def read(value: Any) -> Any:
        if type(value) is not int or (low is not None and not low <= value <= high):  # type: ignore[operator]  # both are there
            raise Irregular
        return value

    if measure.one_of:
        raise NotLoweredError(measure.id, "限定了取值", "it allows single values only")
    return read


def _ratio(measure: Measure) -> Callable[[Any], Any]:
    if measure.between or measure.one_of or measure.when_empty not in ("", "missing"):
        raise NotLoweredError(measure.id, "比率有限定或 when_empty", "a ratio with bounds, or a value over nothing")

    def read(value: Any) -> Any:
        if type(value) is not Ratio or value.part > value.whole:
            raise Irregular
        return value

    return read


def _flag(_: Measure) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not bool:
            raise Irregular
        return value

    return read


def _choice(measure: Measure) -> Callable[[Any], Any]:
    words = measure.one_of

    def read(value: Any) -> Any:
        if type(value) is not str or value not in words:
            raise Irregular
        return value

    return read


_READ: Mapping[str, Callable[[Measure], Callable[[Any], Any]]] = {
    "count": _count,
    "decimal": _decimal,
    "ratio": _ratio,
    "flag": _flag,
    "choice": _choice,
}
