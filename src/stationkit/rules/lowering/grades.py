"""Grades lowered: the place on the scale, from bands and moves."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any

from stationkit.rules.conditions import AnyOf, Compare, Flagged, TestOf
from stationkit.rules.expressions import Literal, Word
from stationkit.rules.lowering.common import Get, Irregular, Lowering, Marks, NotLoweredError, Slots, Value
from stationkit.rules.lowering.fusing import Planned
from stationkit.rules.lowering.tests import lower_test
from stationkit.rules.model import Computed, Grade, Move
from stationkit.rules.shaping import Policy

__all__ = ["lower_grade"]


def lower_grade(grade: Grade, low: Lowering) -> Value:
    """Lower a grade: its value is the place on the scale, 0 for the best."""
    words = low.rulebook.scales[grade.scale].best_first
    if grade.start is None or grade.policy != Policy():
        raise NotLoweredError(grade.id, "等级的起始方式", "how it starts")
    reasons = [(lower_test(one.when, low, grade.id), one.skip_missing) for one in grade.not_ratable]
    rows = []
    for row in grade.start.rows:
        if not isinstance(row.value, Word) or row.value.word not in words:
            raise NotLoweredError(grade.id, "行不是等级用词", "a row that is no word of its scale")
        test = None if row.when is None else lower_test(row.when, low, grade.id)
        rows.append((test, words.index(row.value.word), row.skip_missing))
    moves = [_move(move, words, grade, low) for move in grade.then]

    def value(get: Get, slots: Slots, marks: Marks) -> Any:
        for test, skip in reasons:
            if _holds(test, get, slots, marks, skip=skip):
                raise Irregular
        place = _start(rows, get, slots, marks)
        for move in moves:
            place = move(get, slots, marks, place)
        return place

    plan = _plan(grade, words, low) if not reasons else None
    return value if plan is None else Planned("graded", plan, value)


def _plan(grade: Grade, words: tuple[int | str, ...], low: Lowering) -> tuple[Any, ...] | None:
    """Give the plan of bands over whole units and of moves by flags; nothing where there is more to it."""
    rows, last = [], None
    for row in grade.start.rows if grade.start is not None else ():
        place = words.index(row.value.word)  # type: ignore[union-attr]  # a word, as lowered
        cut = _cut(row.when, low) if row.when is not None else None
        if row.when is None:
            last = place
        elif cut is None:
            return None
        else:
            rows.append((*cut, place))
    moves = [_flag_move(move, words) for move in grade.then]
    return None if last is None or None in moves else (tuple(rows), last, tuple(moves))


def _cut(when: Any, low: Lowering) -> tuple[int, str, int] | None:
    about = low.rulebook.nodes.get(when.reference.node) if isinstance(when, TestOf) else None
    if not isinstance(about, Computed) or when.reference.attribute or not isinstance(when.test, Compare):
        return None
    if when.test.number is None or when.test.percent or when.test.operator not in (">=", ">"):
        return None
    bound = Fraction(when.test.number * low.unit)
    return low.slots[about.id], when.test.operator, ceil(bound) if when.test.operator == ">=" else floor(bound)


def _flag_move(move: Move, words: tuple[int | str, ...]) -> tuple[int, tuple[tuple[str, bool], ...]] | None:
    """Give the place that a move does not go above, and the flags of which any moves it."""
    parts = move.when.parts if isinstance(move.when, AnyOf) else (move.when,)
    flags = tuple((str(one.reference), one.test.flag) for one in parts if _is_flag(one))  # type: ignore[union-attr]  # tests
    if move.verb != "not_above" or not isinstance(move.operand, Word) or not move.skip_missing:
        return None
    return (words.index(move.operand.word), flags) if len(flags) == len(parts) else None


def _is_flag(condition: Any) -> bool:
    return isinstance(condition, TestOf) and isinstance(condition.test, Flagged) and not condition.reference.attribute


def _holds(test: Any, get: Get, slots: Slots, marks: Marks, *, skip: bool) -> bool:
    held = test(get, slots, marks)
    if held is None and not skip:
        raise Irregular
    return bool(held)


def _start(rows: list[Any], get: Get, slots: Slots, marks: Marks) -> int:
    for test, place, skip in rows:
        if test is None or _holds(test, get, slots, marks, skip=skip):
            return int(place)
    raise Irregular


_STEPS: Mapping[str, Callable[[int, int, int], int]] = {
    "lower": lambda place, by, last: min(place + by, last),
    "raise": lambda place, by, _: max(place - by, 0),
    "not_above": lambda place, at, _: max(place, at),
    "not_below": lambda place, at, _: min(place, at),
}


def _move(move: Move, words: tuple[int | str, ...], grade: Grade, low: Lowering) -> Any:
    operand: Any = move.operand
    if move.verb in ("lower", "raise") and isinstance(operand, Literal) and isinstance(operand.value, int):
        by = operand.value
    elif move.verb in ("not_above", "not_below") and isinstance(operand, Word) and operand.word in words:
        by = words.index(operand.word)
    elif move.verb == "outcome":
        by = -1
    else:
        raise NotLoweredError(grade.id, f"等级之后的 {move.verb}", f"`{move.verb}` behind it")
    test = lower_test(move.when, low, grade.id) if move.when is not None else None
    last, skip, step = len(words) - 1, move.skip_missing, _STEPS.get(move.verb)

    def act(get: Get, slots: Slots, marks: Marks, place: int) -> int:
        if test is not None and not _holds(test, get, slots, marks, skip=skip):
            return place
        if step is None or by < 0:
            raise Irregular  # an outcome outside the scale
        return step(place, by, last)

    return act
