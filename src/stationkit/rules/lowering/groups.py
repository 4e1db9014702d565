"""Groups and steps lowered: sums, means and extremes of whole units, rounded where they are divided."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import attrs

from stationkit.rules.expressions import Literal, Name
from stationkit.rules.lowering.common import (
    Get,
    Irregular,
    Lowering,
    Marks,
    NotLoweredError,
    Slots,
    Value,
    half_up_numbers,
    rounded,
    rounding_of,
)
from stationkit.rules.lowering.fusing import Planned
from stationkit.rules.lowering.tests import lower_test
from stationkit.rules.model import Computed
from stationkit.rules.references import Reference
from stationkit.rules.shapes.arithmetic import Arithmetic
from stationkit.rules.shapes.combination import Combination
from stationkit.rules.shaping import Policy

__all__ = ["lower_group", "lower_step"]

Quotient = tuple[int, int]
"""A value before it is rounded: units, and by what they are still to be divided."""


def lower_group(node: Computed, low: Lowering) -> Value:
    """Lower a group over its members."""
    if not isinstance(node.shape, Combination) or node.shape.of or node.shape.parts:
        raise NotLoweredError(node.id, "组的算法", "how it combines")
    members = low.rulebook.members(node.id)
    marks = [low.rulebook.nodes[name] for name in members]
    return _combined(node, node.shape, members, [_weight(one, node, low) for one in marks], low)


def lower_step(node: Computed, low: Lowering) -> Value:
    """Lower a step: a combination of nodes, or a multiple of a share."""
    if isinstance(node.shape, Combination) and node.shape.parts:
        names = [str(part.reference) for part in node.shape.parts if isinstance(part, Name)]
        if len(names) != len(node.shape.parts) or any("." in name for name in names):
            raise NotLoweredError(node.id, "步骤的部分", "parts that are no nodes")
        return _combined(node, node.shape, tuple(names), [1] * len(names), low)
    if isinstance(node.shape, Arithmetic) and node.shape.operation == "product" and len(node.shape.parts) == 2:
        return _multiple(node, node.shape, low)
    raise NotLoweredError(node.id, "步骤的算法", "how it computes")


def _weight(member: Any, node: Computed, low: Lowering) -> int:
    """Give a member's own weight, in whole parts of a common unit of weights, which cancels out."""
    if not isinstance(node.shape, Combination) or not node.shape.how.startswith("weighted") or node.shape.weights:
        return 1
    if not isinstance(member.weight, Literal) or member.weight.value <= 0:
        raise NotLoweredError(node.id, f"{member.id} 的权重", f"the weight of {member.id}")
    low.units(member.weight, node.id)
    return int(member.weight.value * low.unit)


def _weights(shape: Combination, names: tuple[str, ...], own: list[int], node: Computed, low: Lowering) -> list[int]:
    if shape.weights is None:
        return own
    table = shape.weights.tables[0]
    if len(shape.weights.tables) != 1 or table.when is not None or set(table.weights) != set(names):
        raise NotLoweredError(node.id, "权重分情形", "weights in cases, or not of every member")
    weights = [low.units(table.weights[name], node.id) for name in names]
    if any(weight <= 0 for weight in weights):
        raise NotLoweredError(node.id, "权重不是正数", "weights that are not positive")
    return weights


_PLAIN = Policy()
_MISSING = ("undetermined", "leave out", "rescale")


def _combined(node: Computed, shape: Combination, names: tuple[str, ...], own: list[int], low: Lowering) -> Value:
    policy = node.policy
    if attrs.evolve(policy, members_missing="undetermined") != _PLAIN or policy.members_missing not in _MISSING:
        raise NotLoweredError(node.id, "缺失规则", "its policy for what is missing")
    if any(name not in low.slots for name in names) or any(
        not isinstance(low.rulebook.nodes[name], Computed) for name in names
    ):
        raise NotLoweredError(node.id, "成员不是节点", "members that are no nodes")
    how = "mean" if shape.how == "weighted mean" else shape.how
    if how not in _HOWS or (how == "mean" and node.id in low.shares):
        raise NotLoweredError(node.id, f"{shape.how} 的得分率", f"the share of a {shape.how}")
    weights = _weights(shape, names, own, node, low)
    parts = tuple((low.slots[name], weight) for name, weight in zip(names, weights, strict=True))
    on_paper = sum(low.nominal.get(name, 0) for name in names) if node.full is None else low.units(node.full, node.id)
    if node.role == "group":
        low.nominal[node.id] = on_paper
    value = _after(_HOWS[how](parts, policy.members_missing, on_paper, low.slots[node.id]), node, low)
    return _planned(how, policy.members_missing, parts, value, node, low)


def _planned(
    how: str, missing: str, parts: tuple[tuple[int, int], ...], value: Value, node: Computed, low: Lowering
) -> Value:
    """Give the plan of a sum with nothing behind it, or of a mean that is rounded half up and no more."""
    lines: Any = node.then
    if missing == "rescale" or (how == "sum" and lines):
        return value
    if how == "sum":
        return Planned("sum", (missing, tuple(part for part, _ in parts)), value)
    half_up = _only_half_up(lines, low.unit)
    return value if half_up is None else Planned("mean", (missing, parts, half_up[0], low.unit, half_up[1]), value)


def _only_half_up(lines: Any, unit: int) -> tuple[int, int] | None:
    plain = len(lines) == 1 and lines[0].verb == "round" and lines[0].when is None
    return half_up_numbers(lines[0].roundings, unit) if plain else None


Whole = Callable[[Slots, Marks], "Quotient | None"]


def _sum(parts: tuple[tuple[int, int], ...], missing: str, on_paper: int, slot: int) -> Whole:
    places, all_there = tuple(part for part, _ in parts), len(parts)

    def whole(slots: Slots, marks: Marks) -> Quotient | None:
        total = attainable = counted = 0
        for part in places:
            value = slots[part]
            if value is not None:
                total += value
                attainable += marks[part]
                counted += 1
        if counted == all_there or (counted and missing == "leave out"):
            marks[slot] = attainable
            return total, 1
        if not counted or missing == "undetermined" or not attainable:
            return None if not counted or missing == "undetermined" else (total, 1)
        marks[slot] = on_paper
        return total * on_paper, attainable

    return whole


def _mean(parts: tuple[tuple[int, int], ...], missing: str, _: int, __: int) -> Whole:
    def whole(slots: Slots, ___: Marks) -> Quotient | None:
        total = weights = 0
        for part, weight in parts:
            value = slots[part]
            if value is not None:
                total += value * weight
                weights += weight
            elif missing == "undetermined":
                return None
        return (total, weights) if weights else None

    return whole


_HOWS: Mapping[str, Callable[[tuple[tuple[int, int], ...], str, int, int], Whole]] = {
    "sum": _sum,
    "mean": _mean,
}


def _multiple(node: Computed, shape: Arithmetic, low: Lowering) -> Value:
    """Lower `{ product = ["group.share", 100] }`: rounded, since a share is a quotient."""
    names = [part.reference for part in shape.parts if isinstance(part, Name)]
    literals = [part.value for part in shape.parts if isinstance(part, Literal)]
    if len(names) != 1 or len(literals) != 1 or names[0].attribute != "share" or node.policy != _PLAIN:
        raise NotLoweredError(node.id, "乘积的部分", "the parts of its product")
    slot, (top, bottom) = _scored(names[0], node, low), Fraction(literals[0]).as_integer_ratio()
    unit = low.unit

    def whole(slots: Slots, marks: Marks) -> Quotient | None:
        value, most = slots[slot], marks[slot]
        if value is None:
            return None
        if not most:
            raise Irregular
        return value * top * unit, most * bottom

    value, half_up = _after(whole, node, low), _only_half_up(node.then, unit)
    if half_up is None or top < 0:
        return value
    return Planned("multiple", (slot, top, bottom, half_up[0], half_up[1]), value)


def _scored(reference: Reference, node: Computed, low: Lowering) -> int:
    about = low.rulebook.nodes.get(reference.node)
    if not isinstance(about, Computed) or about.role == "step":
        raise NotLoweredError(node.id, "没有得分率的节点", "a share of what has no marks")
    return low.slots[reference.node]


def _after(whole: Whole, node: Computed, low: Lowering) -> Value:
    """Round what was divided, then go on through what stands behind the shape."""
    lines: Any = node.then
    first = lines[0].roundings if lines and lines[0].verb == "round" and lines[0].when is None else ()
    verbs = [_verb(line, node, low) for line in (lines[1:] if first else lines)]
    unit, to_units = low.unit, rounding_of(first, low.unit)

    def value(get: Get, slots: Slots, marks: Marks) -> Any:
        found = whole(slots, marks)
        if found is None:
            if verbs:
                raise Irregular
            return None
        top, bottom = found
        if first:
            top = to_units(top, bottom * unit)
        elif bottom != 1:
            top, rest = divmod(top, bottom)
            if rest:
                raise Irregular  # a fraction of a unit: the ordinary path keeps it exactly
        for verb in verbs:
            top = verb(get, slots, marks, top)
        return top

    return value


def _verb(line: Any, node: Computed, low: Lowering) -> Callable[[Get, Slots, Marks, int], int]:
    if line.verb not in ("cap", "gate", "round"):
        raise NotLoweredError(node.id, f"之后的 {line.verb}", f"`{line.verb}` behind its shape")
    test = lower_test(line.when, low, node.id) if line.when is not None else None
    bound = low.units(line.high, node.id) if line.verb != "round" else 0
    unit, skip = low.unit, line.skip_missing

    def act(get: Get, slots: Slots, marks: Marks, value: int) -> int:
        held = True if test is None else test(get, slots, marks)
        if held is None and not skip:
            raise Irregular
        if not held:
            return value
        if line.verb == "round":
            return rounded(line.roundings, value, unit, unit)
        return min(value, bound) if line.verb == "cap" else bound

    return act
