"""Conditions lowered: tests over facts and over whole units, with three answers."""

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from stationkit.numbers import Number, Ratio, exact
from stationkit.rules.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Flagged,
    NotSo,
    OneOf,
    TestForm,
    TestOf,
    Together,
    WordIs,
)
from stationkit.rules.lowering.common import Get, Lowering, Marks, NotLoweredError, Slots, read_measure
from stationkit.rules.model import Computed, Measure

__all__ = ["Test", "lower_test", "ratio_of"]

Test: TypeAlias = Callable[[Get, Slots, Marks], bool | None]
Check: TypeAlias = Callable[[Any], bool]

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def lower_test(condition: Condition, low: Lowering, node: str) -> Test:
    """Lower a condition."""
    if isinstance(condition, AllOf | AnyOf):
        return _joined(tuple(lower_test(one, low, node) for one in condition.parts), by=isinstance(condition, AnyOf))
    if isinstance(condition, NotSo):
        part = lower_test(condition.part, low, node)
        return lambda get, slots, marks: None if (held := part(get, slots, marks)) is None else not held
    if isinstance(condition, TestOf) and not condition.reference.attribute:
        about = low.rulebook.nodes.get(condition.reference.node)
        if isinstance(about, Measure):
            return _of_measure(about, condition.test, low, node)
        if isinstance(about, Computed):
            return _of_node(about, condition.test, low, node)
    raise NotLoweredError(node, f"条件 {condition}", f"the condition {condition}")


def _joined(parts: tuple[Test, ...], *, by: bool) -> Test:
    def joined(get: Get, slots: Slots, marks: Marks) -> bool | None:
        is_open = False
        for part in parts:
            held = part(get, slots, marks)
            if held is by:
                return by
            is_open = is_open or held is None
        return None if is_open else not by

    return joined


def _of_measure(measure: Measure, test: TestForm, low: Lowering, node: str) -> Test:
    low.measure(measure.id)
    if measure.kind == "flag" and isinstance(test, Flagged):
        return _of_flag(measure.id, test)
    key, read = measure.id, read_measure(measure)
    check = _check(test, 1, node)

    def held(get: Get, _: Slots, __: Marks) -> bool | None:
        answer = get(key)
        if answer is None:
            return None
        value = read(answer.value)
        if type(value) is Ratio:
            return None if not value.whole else check(Fraction(value.part, value.whole))
        return check(value)

    return held


def _of_flag(key: str, test: Flagged) -> Test:
    flag = test.flag

    def held(get: Get, _: Slots, __: Marks) -> bool | None:
        answer = get(key)
        return None if answer is None else answer.value is flag

    return held


def _of_node(about: Computed, test: TestForm, low: Lowering, node: str) -> Test:
    slot = low.slots[about.id]
    if isinstance(test, Compare) and test.percent and about.role != "step" and test.number is not None:
        part, whole = Fraction(test.number).as_integer_ratio()
        compare = _OPERATORS[test.operator]

        def of_share(_: Get, slots: Slots, marks: Marks) -> bool | None:
            value = slots[slot]
            return None if value is None else marks[slot] != 0 and compare(value * whole, part * marks[slot])

        return of_share
    if isinstance(test, Compare) and test.number is not None:
        return _of_units(slot, _OPERATORS[test.operator], exact(Fraction(test.number * low.unit)))
    check = _check(test, low.unit, node)
    return lambda _, slots, __: None if slots[slot] is None else check(slots[slot])


def _of_units(slot: int, compare: Callable[[Any, Any], bool], bound: Number) -> Test:
    def held(_: Get, slots: Slots, __: Marks) -> bool | None:
        value = slots[slot]
        return None if value is None else compare(value, bound)

    return held


def _check(test: TestForm, unit: int, node: str) -> Check:
    if isinstance(test, Compare) and test.number is not None:
        compare, bound = _OPERATORS[test.operator], test.number * unit
        return lambda value: compare(value, bound)
    if isinstance(test, Flagged):
        flag = test.flag
        return lambda value: value is flag
    if isinstance(test, WordIs):
        word = test.word
        return lambda value: value == word  # type: ignore[no-any-return]  # of two texts
    if isinstance(test, OneOf | Together):
        checks = [_check(one, unit, node) for one in test.tests]
        join = any if isinstance(test, OneOf) else all
        return lambda value: join(check(value) for check in checks)
    raise NotLoweredError(node, f"比较 {test}", f"the comparison {test}")


def ratio_of(test: TestForm | None) -> tuple[str, int, int] | None:
    """Give operator, part and whole of a plain comparison with a number; nothing for any other test."""
    if isinstance(test, Compare) and test.number is not None:
        return (test.operator, *Fraction(test.number).as_integer_ratio())
    return None
