"""Does a record pass the tests of a `where`? Yes, no, or nobody knows.

A field that is not known makes a comparison undetermined (`None`), and one undetermined record leaves a whole count
undetermined: what is not known is never counted as no.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from stationkit.rules.conditions import Compare, Flagged, OneOf, State, TestForm, Together, WordIs

__all__ = ["UNKNOWN", "all_of", "any_of", "passes"]


class _Unknown:
    """The one value that says that a field of a record is not known."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = _Unknown()

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """Join answers: one no is a no, else one unknown is unknown."""
    found = True
    for answer in answers:
        if answer is False:
            return False
        found = found and answer is True
    return True if found else None


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Join answers: one yes is a yes, else one unknown is unknown."""
    joined = all_of(None if answer is None else not answer for answer in answers)
    return None if joined is None else not joined


def passes(value: object, test: TestForm, order: tuple[str, ...] = ()) -> bool | None:
    """Tell whether *value* passes *test*; *order* is the scale of a choice, the least first.

    A value of `None` is no value (a hazard without a sub-level): no comparison holds of it. A tuple passes where one of
    its members does.
    """
    if isinstance(test, State):
        return (value is not UNKNOWN and value is not None) == (test.state == "known")
    if isinstance(test, OneOf):
        return any_of(passes(value, one, order) for one in test.tests)
    if isinstance(test, Together):
        return all_of(passes(value, one, order) for one in test.tests)
    if value is UNKNOWN:
        return None
    if isinstance(value, tuple):
        return any(_passes_one(one, test, order) for one in value)
    return _passes_one(value, test, order)


def _passes_one(value: object, test: TestForm, order: tuple[str, ...]) -> bool:
    if isinstance(test, Flagged):
        return value is test.flag
    if isinstance(test, WordIs):
        return value == test.word
    return isinstance(test, Compare) and value is not None and _compares(value, test, order)


def _compares(value: object, test: Compare, order: tuple[str, ...]) -> bool:
    compare = _OPERATORS[test.operator]
    if test.number is not None:
        return isinstance(value, int | Fraction) and compare(value, test.number)
    if value in order and test.name in order:
        return compare(order.index(str(value)), order.index(test.name))
    return test.operator in ("=", "!=") and compare(value, test.name)
