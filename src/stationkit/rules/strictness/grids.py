"""Grids: finitely many points that stand for every answer to the facts that some conditions read.

A condition compares facts with constants, so it holds or not alike throughout each stretch between two of them: one
point in each stretch, and each constant itself, stand for all. What is compared with another node, or over a set, is
taken as free to hold or not; a difference found there may not exist, and is never called certain.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise, product
from math import ceil, floor
from typing import Any, TypeAlias

import attrs

from stationkit.numbers import Number, exact
from stationkit.rules.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Flagged,
    NotSo,
    OneOf,
    SingleTest,
    State,
    TestForm,
    TestOf,
    Together,
    WordIs,
)
from stationkit.rules.strictness.verdicts import UndecidedError

__all__ = ["Domain", "Domains", "Grid", "holds"]

MAX_POINTS = 20_000
"""A grid of more points is left undecided."""

ABSENT = "not-applicable"
MISSING = "missing"


@attrs.frozen(kw_only=True)
class Domain:
    """Which answers a fact may have: whole numbers or any, from *low* to *high*; a flag; words."""

    kind: str = "number"
    whole: bool = False
    low: Number | None = None
    high: Number | None = None
    words: tuple[object, ...] = ()

    def fits(self, value: Number) -> bool:
        """Tell whether a number is a possible answer."""
        inside = (self.low is None or value >= self.low) and (self.high is None or value <= self.high)
        return inside and (not self.whole or exact(Fraction(value)) == floor(value))


Domains: TypeAlias = Callable[[str], Domain]
Point: TypeAlias = Mapping[str, Any]


@attrs.frozen
class _Absence:
    """A fact that is missing or does not apply."""

    state: str

    def __str__(self) -> str:
        return self.state


_ABSENCES = (_Absence(ABSENT), _Absence(MISSING))


class Grid:
    """Gathers what conditions ask, then gives the points that stand for every answer."""

    def __init__(self, domains: Domains) -> None:
        self._domains = domains
        self._constants: dict[str, set[Number]] = {}
        self._words: dict[str, dict[object, None]] = {}
        self._free: dict[str, None] = {}

    @property
    def is_exact(self) -> bool:
        """Tell whether every point may really occur."""
        return not self._free

    def see(self, condition: Condition | None) -> None:
        """Take in what a condition asks."""
        if isinstance(condition, AllOf | AnyOf):
            for part in condition.parts:
                self.see(part)
        elif isinstance(condition, NotSo):
            self.see(condition.part)
        elif isinstance(condition, TestOf):
            self._see_test(condition, condition.test)
        elif condition is not None:
            self._free[str(condition)] = None

    def _see_test(self, asked: TestOf, test: TestForm) -> None:
        name = str(asked.reference)
        if isinstance(test, OneOf | Together):
            for one in test.tests:
                self._see_test(asked, one)
        elif isinstance(test, Compare) and test.number is not None:
            self._constants.setdefault(_variable(name, test, self._domains), set()).add(test.number)
        elif isinstance(test, Compare) and test.name not in self._domains(name).words:
            self._free[_atom(name, test)] = None
        else:
            word = test.word if isinstance(test, WordIs) else test.name if isinstance(test, Compare) else None
            self._words.setdefault(name, {}).update({} if word is None else {word: None})

    def add(self, name: str, numbers: tuple[Number, ...] = ()) -> None:
        """Take in a fact with constants of its own."""
        self._constants.setdefault(name, set()).update(numbers)

    def points(self) -> Iterator[dict[str, Any]]:
        """Give the points, each a value for every fact and every free question.

        Raises:
            UndecidedError: there are too many.
        """
        axes: dict[str, list[Any]] = {name: list(self._values(name)) for name in self._names()}
        axes |= {name: [True, False, None] for name in self._free}
        size = 1
        for values in axes.values():
            size *= len(values)
        if size > MAX_POINTS:
            raise UndecidedError(f"情形超过 {MAX_POINTS:,} 种", f"more than {MAX_POINTS:,} cases to compare")
        yield from (dict(zip(axes, point, strict=True)) for point in product(*axes.values()))

    def _names(self) -> list[str]:
        return list(dict.fromkeys((*self._constants, *self._words)))

    def _values(self, name: str) -> Iterator[Any]:
        domain = self._domains(name)
        if domain.kind == "flag":
            yield from (True, False)
        elif domain.kind == "choice" or (name in self._words and name not in self._constants):
            yield from domain.words or (*self._words.get(name, {}), "another word")
        else:
            yield from _stretches(sorted(self._constants[name]), domain)
        yield from _ABSENCES


def _stretches(constants: list[Number], domain: Domain) -> Iterator[Number]:
    """Give every constant and one number of every stretch between, before and behind them, as far as they may occur."""
    if not constants:
        constants = [0]
    between = [exact(Fraction(left + right) / 2) for left, right in pairwise(constants)]
    candidates: set[Number] = {*constants, *between, constants[0] - 1, constants[-1] + 1}
    if domain.whole:
        candidates |= {one for constant in constants for one in (floor(constant), ceil(constant))}
        candidates |= {one + step for one in list(candidates) for step in (-1, 1)}
    candidates |= {bound for bound in (domain.low, domain.high) if bound is not None}
    if domain.low is not None and domain.low < constants[0]:
        candidates.add(exact(Fraction(domain.low + constants[0]) / 2))
    if domain.high is not None and domain.high > constants[-1]:
        candidates.add(exact(Fraction(domain.high + constants[-1]) / 2))
    yield from sorted(one for one in candidates if domain.fits(one))


def _variable(name: str, test: Compare, domains: Domains) -> str:
    """A percentage of a node that is no fact is its share, which is another number than its value."""
    return f"{name}.share" if test.percent and domains(name).kind == "node" else name


def _atom(name: str, test: Compare) -> str:
    return f"{name} {test}"


def holds(condition: Condition | None, point: Point, domains: Domains) -> bool | None:
    """Tell whether a condition holds at a point; nothing where a missing fact leaves it undetermined."""
    if condition is None:
        return True
    if isinstance(condition, AllOf | AnyOf):
        parts = (holds(one, point, domains) for one in condition.parts)
        return _all(parts) if isinstance(condition, AllOf) else _any(parts)
    if isinstance(condition, NotSo):
        inner = holds(condition.part, point, domains)
        return None if inner is None else not inner
    if isinstance(condition, TestOf):
        return _test(str(condition.reference), condition.test, point, domains)
    free: bool | None = point[str(condition)]
    return free


def _test(name: str, test: TestForm, point: Point, domains: Domains) -> bool | None:
    if isinstance(test, OneOf | Together):
        parts = (_test(name, one, point, domains) for one in test.tests)
        return _any(parts) if isinstance(test, OneOf) else _all(parts)
    if isinstance(test, Compare) and _atom(name, test) in point:
        free: bool | None = point[_atom(name, test)]
        return free
    return _single(test, point[_variable(name, test, domains) if isinstance(test, Compare) else name])


def _single(test: SingleTest, value: Any) -> bool | None:
    if isinstance(test, State):
        return (value.state == test.state) if isinstance(value, _Absence) else test.state == "known"
    if isinstance(value, _Absence):
        return None if value.state == MISSING else False
    if isinstance(test, Flagged):
        return bool(value) is test.flag
    if isinstance(test, WordIs):
        return str(value) == test.word
    return bool(_OPERATORS[test.operator](value, test.name if test.number is None else test.number))


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


def _all(parts: Iterator[bool | None]) -> bool | None:
    found = list(parts)
    return False if False in found else None if None in found else True


def _any(parts: Iterator[bool | None]) -> bool | None:
    found = list(parts)
    return True if True in found else None if None in found else False
