"""Items lowered: points in whole units straight from the facts, for the shapes that most rulebooks are made of."""

from collections.abc import Callable, Mapping
from typing import Any

from stationkit.numbers import Ratio
from stationkit.rules.conditions import TestOf
from stationkit.rules.expressions import CaseRow, Cases, Literal, Name
from stationkit.rules.lowering.common import (
    Get,
    Irregular,
    Lowering,
    Marks,
    NotLoweredError,
    Slots,
    Value,
    half_up_numbers,
    read_measure,
    rounded,
    rounding_of,
)
from stationkit.rules.lowering.fusing import Planned
from stationkit.rules.lowering.tests import lower_test, ratio_of
from stationkit.rules.model import Computed, Measure
from stationkit.rules.shapes.cause import Cause
from stationkit.rules.shapes.causes import Causes
from stationkit.rules.shapes.ladder import Ladder
from stationkit.rules.shapes.plain import Plain, Share
from stationkit.rules.shaping import Policy

__all__ = ["lower_item"]


def lower_item(node: Computed, low: Lowering) -> Value:
    """Lower an item."""
    if node.policy != Policy():
        raise NotLoweredError(node.id, "另有缺失规则", "it has a policy of its own for what is missing")
    shape = _SHAPES.get(type(node.shape))
    if shape is None or not isinstance(node.full, Literal):
        raise NotLoweredError(node.id, "形状或标准分", "its shape, or full marks that are no plain number")
    return shape(node, node.shape, low.units(node.full, node.id), low)


def _roundings(node: Computed) -> tuple[Any, ...]:
    """Give the roundings behind an item that has nothing else behind it."""
    lines: Any = node.then
    if any(line.verb != "round" or line.when is not None for line in lines):
        raise NotLoweredError(node.id, "形状之后的步骤", "what follows its shape")
    return tuple(rounding for line in lines for rounding in line.roundings)


def _finished(value: Value, node: Computed, low: Lowering) -> Value:
    """Round what is not whole at the places asked for."""
    roundings, unit = _roundings(node), low.unit
    if not roundings:
        return value

    def finish(get: Get, slots: Slots, marks: Marks) -> Any:
        found = value(get, slots, marks)
        return None if found is None else rounded(roundings, found, unit, unit)

    return finish


# -- causes --------------------------------------------------------------------------------------------------


def _causes(node: Computed, shape: Causes, full: int, low: Lowering) -> Value:
    if not isinstance(shape.floor, Literal | None):
        raise NotLoweredError(node.id, "下限不是定数", "a floor that is no plain number")
    room = None if shape.floor is None else full - low.units(shape.floor, node.id)
    if len(shape.causes) == 1 and _is_simple(shape.causes[0], low) and room is not None:
        return _finished(_single(shape.causes[0], full, room, node, low), node, low)
    if any(cause.counts == "all" for cause in shape.causes) and room != full:
        raise NotLoweredError(node.id, "扣光与下限", "a floor beside `loses`")
    losses = [_loss(cause, full, node, low) for cause in shape.causes]

    def value(get: Get, _: Slots, __: Marks) -> Any:
        lost = 0
        for loss in losses:
            lost += loss(get)
        return full - (lost if room is None or lost < room else room)

    return _finished(value, node, low)


def _is_simple(cause: Cause, low: Lowering) -> bool:
    measure = low.rulebook.nodes.get(cause.of.node) if cause.of is not None and not cause.of.attribute else None
    plain = isinstance(measure, Measure) and measure.kind == "count" and not measure.between and not measure.one_of
    return plain and cause.counts == "each" and cause.where is None and cause.below is None and cause.above is None


def _single(cause: Cause, full: int, room: int, node: Computed, low: Lowering) -> Value:
    """The commonest of all: so many points for each, up to a limit, missing where nobody counted."""
    key, points = str(cause.of), low.units(cause.points, node.id)
    most = room if cause.up_to is None else min(room, low.units(cause.up_to, node.id))
    if points < 0 or most < 0:
        raise NotLoweredError(node.id, "扣分为负", "points that are negative")
    low.measure(key)
    low.sure.add(key)

    def value(get: Get, _: Slots, __: Marks) -> Any:
        answer = get(key)
        if answer is None:
            return None
        times = answer.value
        if type(times) is not int or times < 0:
            raise Irregular
        lost = times * points
        return full - (min(most, lost))

    return Planned("deducted", (key, points, most, full), value)


def _loss(cause: Cause, full: int, node: Computed, low: Lowering) -> Callable[[Get], int]:
    """Give what one of several causes takes; whatever is missing is left to the ordinary path."""
    if cause.where is not None or cause.when is not None or not isinstance(cause.points, Literal):
        raise NotLoweredError(node.id, f"原因 {cause.id} 带条件", f"a condition on the cause {cause.id}")
    points = full if cause.counts == "all" else low.units(cause.points, node.id)
    most = None if cause.up_to is None else low.units(cause.up_to, node.id)
    if points < 0 or (most is not None and most < 0):
        raise NotLoweredError(node.id, "扣分为负", "points that are negative")
    times = _sheet(cause, node) if cause.fault else _counted(cause, node, low)
    steps = _steps(cause, node)

    def loss(get: Get) -> int:
        lost = steps(times(get)) * points
        return lost if most is None or lost < most else most

    return loss


def _sheet(cause: Cause, node: Computed) -> Callable[[Get], int]:
    inspected, key = f"{node.id}.inspected", f"{node.id}.{cause.id}"

    def times(get: Get) -> int:
        seen = get(inspected)
        if seen is None or seen.value is not True:
            raise Irregular
        answer = get(key)
        if answer is None:
            return 0
        if type(answer.value) is not int or answer.value < 0:
            raise Irregular
        return int(answer.value)

    return times


def _counted(cause: Cause, node: Computed, low: Lowering) -> Callable[[Get], int]:
    if cause.of is None or cause.of.attribute or low.measure(cause.of.node).kind != "count":
        raise NotLoweredError(node.id, f"原因 {cause.id} 不数指标", f"the cause {cause.id} counts no measure")
    key, read = cause.of.node, read_measure(low.measure(cause.of.node))
    low.sure.add(key)

    def times(get: Get) -> int:
        answer = get(key)
        if answer is None:
            raise Irregular
        return int(read(answer.value))

    return times


def _steps(cause: Cause, node: Computed) -> Callable[[int], int]:
    if cause.counts in ("once", "all"):
        return _gap(cause, node, lambda gap, _: int(gap > 0))
    if cause.counts == "each":
        return lambda times: times
    if cause.counts == "exact" or not isinstance(cause.per, Literal) or cause.per.value <= 0:
        raise NotLoweredError(node.id, "按比例的斜率", "an exact slope, or one whose step is no plain number")
    return _gap(cause, node, _WHOLE if cause.counts == "whole" else _BEGUN)


def _WHOLE(gap: int, per: int) -> int:  # noqa: N802 - one of two ways, named as in the grammar
    return gap // per


def _BEGUN(gap: int, per: int) -> int:  # noqa: N802 - one of two ways, named as in the grammar
    return -(-gap // per)


def _gap(cause: Cause, node: Computed, count: Callable[[int, int], int]) -> Callable[[int], int]:
    start = cause.below if cause.below is not None else cause.above
    if start is None:
        return lambda times: count(times, 1)
    if not isinstance(start, Literal) or not isinstance(cause.per, Literal | None):
        raise NotLoweredError(node.id, "起点不是定数", "a slope that starts at no plain number")
    per = cause.per.value if cause.per is not None else 1
    scale = start.value.denominator * per.denominator
    at, step, sign = int(start.value * scale), int(per * scale), 1 if cause.below is not None else -1
    return lambda times: count(max((at - times * scale) * sign, 0), step)


# -- steps, cases, shares ------------------------------------------------------------------------------------


def _ladder(node: Computed, shape: Ladder, full: int, low: Lowering) -> Value:
    rows = _plain_rows(shape.steps.rows, node, full, low)
    quick = _ratio_rows(shape, rows, low)
    return _finished(quick or _first_fit(rows, node, low), node, low)


def _plain_rows(rows: tuple[CaseRow, ...], node: Computed, full: int, low: Lowering) -> list[tuple[Any, int]]:
    found = []
    for row in rows:
        value = low.units(row.value, node.id)
        if row.skip_missing or not 0 <= value <= full:
            raise NotLoweredError(node.id, "行的取值", "rows that skip, or give more than the full marks")
        found.append((row.when, value))
    return found


def _first_fit(rows: list[tuple[Any, int]], node: Computed, low: Lowering) -> Value:
    tests = [(None if when is None else lower_test(when, low, node.id), value) for when, value in rows]
    asked = sorted({str(when.reference) for when, _ in rows if isinstance(when, TestOf)})

    def value(get: Get, slots: Slots, marks: Marks) -> Any:
        for test, given in tests:
            held = True if test is None else test(get, slots, marks)
            if held:
                return given
            if held is None:
                return None
        raise Irregular

    if isinstance(node.shape, Ladder) and asked != [str(node.shape.of)]:
        raise NotLoweredError(node.id, "阶梯另有条件", "a ladder that asks more than its own fact")
    return value


def _ratio_rows(shape: Ladder, rows: list[tuple[Any, int]], low: Lowering) -> Value | None:
    """Give the quick form of steps `>=` over a ratio: two products for each step."""
    measure = low.rulebook.nodes.get(shape.of.node)
    cuts = [(ratio_of(when.test) if isinstance(when, TestOf) else None, value) for when, value in rows[:-1]]
    if not isinstance(measure, Measure) or measure.kind != "ratio" or rows[-1][0] is not None:
        return None
    if any(cut is None or cut[0] != ">=" for cut, _ in cuts):
        return None
    steps = tuple((cut[1], cut[2], value) for cut, value in cuts if cut is not None)
    read_measure(low.measure(measure.id))
    low.sure.add(measure.id)
    key, least = measure.id, rows[-1][1]

    def value(get: Get, _: Slots, __: Marks) -> Any:
        answer = get(key)
        if answer is None:
            return None
        ratio = answer.value
        if type(ratio) is not Ratio:
            raise Irregular
        if not ratio.whole:
            return None
        return next((given for top, bottom, given in steps if ratio.part * bottom >= top * ratio.whole), least)

    return Planned("stepped", (key, steps, least), value)


def _plain(node: Computed, shape: Plain, full: int, low: Lowering) -> Value:
    expression = shape.expression
    if isinstance(expression, Literal):
        given = low.units(expression, node.id)
        if not 0 <= given <= full:
            raise NotLoweredError(node.id, "分值超出标准分", "points outside the full marks")
        return _finished(lambda _, __, ___: given, node, low)
    if isinstance(expression, Cases):
        rows = _plain_rows(expression.rows, node, full, low)
        return _finished(_flagged(rows, low) or _first_fit(rows, node, low), node, low)
    if not isinstance(expression, Name) or expression.reference.attribute:
        raise NotLoweredError(node.id, "分值的写法", "how its points are given")
    return _finished(_named(low.measure(expression.reference.node), full, low), node, low)


def _flagged(rows: list[tuple[Any, int]], low: Lowering) -> Value | None:
    """Give the quick form of two rows over one flag."""
    when = rows[0][0]
    if len(rows) != 2 or rows[1][0] is not None or not isinstance(when, TestOf):
        return None
    measure = low.rulebook.nodes.get(str(when.reference))
    flag = getattr(when.test, "flag", None)
    if not isinstance(measure, Measure) or measure.list or flag is None or measure.kind != "flag":
        return None
    low.sure.add(measure.id)
    key, given = measure.id, {flag: rows[0][1], not flag: rows[1][1]}

    def value(get: Get, _: Slots, __: Marks) -> Any:
        answer = get(key)
        if answer is None:
            return None
        if type(answer.value) is not bool:
            raise Irregular
        return given[answer.value]

    return Planned("flag", (key, given[True], given[False]), value)


def _named(measure: Measure, full: int, low: Lowering) -> Value:
    key, read, unit = measure.id, read_measure(measure), low.unit
    low.sure.add(key)
    if measure.kind not in ("count", "decimal"):
        raise NotLoweredError(key, "不是数", "it is no number")

    def value(get: Get, _: Slots, __: Marks) -> Any:
        answer = get(key)
        if answer is None:
            return None
        points = read(answer.value) * unit
        if not 0 <= points <= full:
            raise Irregular
        return points

    return value


def _share(node: Computed, shape: Share, full: int, low: Lowering) -> Value:
    roundings = _roundings(node)
    if not isinstance(shape.of, Name) or shape.of.reference.attribute or not roundings:
        raise NotLoweredError(node.id, "没有修约的比率", "a share that is not rounded")
    measure = low.measure(shape.of.reference.node)
    if measure.kind != "ratio":
        raise NotLoweredError(node.id, "不是比率", "a share of what is no ratio")
    key, unit, to_units = measure.id, low.unit, rounding_of(roundings, low.unit)
    low.sure.add(key)
    read_measure(measure)

    def value(get: Get, _: Slots, __: Marks) -> Any:
        answer = get(key)
        if answer is None:
            return None
        ratio = answer.value
        if type(ratio) is not Ratio or ratio.part > ratio.whole:
            raise Irregular
        return to_units(full * ratio.part, unit * ratio.whole) if ratio.whole else None

    half_up = half_up_numbers(roundings, unit)
    return Planned("share", (key, full, half_up[0], unit, half_up[1]), value) if half_up else value


_SHAPES: Mapping[type, Callable[[Computed, Any, int, Lowering], Value]] = {
    Causes: _causes,
    Ladder: _ladder,
    Plain: _plain,
    Share: _share,
}
