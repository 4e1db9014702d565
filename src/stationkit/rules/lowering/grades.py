"""Grades lowered: the place on the scale, from bands and moves."""

from collections.abc import Callable, Mapping
from typing import Any

from stationkit.rules.expressions import Literal, Word
from stationkit.rules.lowering.common import Get, Irregular, Lowering, Marks, NotLoweredError, Slots, Value
from stationkit.rules.lowering.tests import lower_test
from stationkit.rules.model import Grade, Move
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

    return value


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
