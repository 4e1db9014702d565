"""Running one step, item or group: its shape, the policy for what is missing, and what stands behind it, in order."""

from fractions import Fraction
from typing import Any

from stationkit.numbers import number_text
from stationkit.rules.frame import Frame, Read
from stationkit.rules.model import Computed
from stationkit.rules.outcomes import NOT_COMPUTED, Absent, NodeValue
from stationkit.rules.shapes.causes import Causes
from stationkit.rules.shapes.policies import stand_in
from stationkit.rules.shaping import Linked, Owner, VerbLinked, Writes
from stationkit.words import Words

__all__ = ["link_computed"]


def link_computed(node: Computed, linker: Any, owner: Owner) -> Linked:
    """Give the closures of a step, an item or a group."""
    shape = node.shape.link(linker, owner)
    verbs = tuple(verb.link(linker, owner) for verb in node.then)
    marks = _item_marks(owner) if node.role == "item" else None
    listed = node.role == "group" and not owner.members
    return Linked(
        _runner(node, shape.run, verbs, marks or (_outer_marks(owner) if listed else None), owner),
        _runner(node, shape.explain, verbs, marks or (_outer_marks(owner) if listed else None), owner),
    )


def _item_marks(owner: Owner) -> Any:
    """An item's marks are its full marks, attainable unless it is not applicable."""
    full, slot = owner.full or (lambda _: 0), owner.slot

    def marks(frame: Frame, value: NodeValue) -> None:
        nominal = full(frame)
        on_paper = 0 if isinstance(nominal, Absent) else nominal
        frame.nominal[slot] = on_paper  # type: ignore[assignment]  # a number
        out = isinstance(value, Absent) and value.kind in ("not-applicable", "left-out")
        frame.attainable[slot] = 0 if out else on_paper  # type: ignore[assignment]  # a number

    return marks


def _outer_marks(owner: Owner) -> Any:
    """A group without members (one that stands for a list) has the marks that it says."""
    return _item_marks(owner) if owner.full is not None else None


def _runner(node: Computed, shape: Read, verbs: tuple[VerbLinked, ...], marks: Any, owner: Owner) -> Read:
    policy, slot, bounded = node.policy, owner.slot, _bounded_at(node)
    plain = not verbs and bounded is None
    writes = Writes(owner)

    def run(frame: Frame) -> NodeValue:
        frame.ended = False
        value = shape(frame)
        if isinstance(value, Absent):
            value = _replaced(frame, value, policy.if_missing, policy.if_not_applicable, owner, writes)
        if marks is not None:
            marks(frame, value)
        if plain:
            return value
        frame.values[slot] = value  # what the node's own name means inside `then`
        for place, verb in enumerate(verbs):
            if place == bounded:
                value = _within(frame, value, owner)
            before, value = value, verb(frame, value)
            if isinstance(value, Absent) and not isinstance(before, Absent):
                writes.absent(frame, value)
        return _within(frame, value, owner) if bounded == len(verbs) else value

    return run


def _bounded_at(node: Computed) -> int | None:
    """Tell before which verb an item must be within its marks: before anything is added or taken, else at the end.

    An item that starts from its full marks is within them by itself. Nothing stands in for one that leaves its range.
    """
    if node.role != "item" or isinstance(node.shape, Causes):
        return None
    moving = (place for place, verb in enumerate(node.then) if verb.verb in ("add", "deduct"))
    return next(moving, len(node.then))


def _within(frame: Frame, value: NodeValue, owner: Owner) -> NodeValue:
    full = owner.full(frame) if owner.full is not None else None
    if isinstance(full, Absent) and not isinstance(value, Absent):
        return Writes(owner).absent(frame, full, Words(zh="标准分未知", en="the full marks are not known"))
    if not isinstance(value, int | Fraction) or not isinstance(full, int | Fraction) or 0 <= value <= full:
        return value
    shown, most = number_text(value), number_text(full)
    frame.whys[owner.slot] = Words(zh=f"得分 {shown} 超出 0 到 {most}", en=f"{shown} points, outside 0 to {most}")
    return Writes(owner).absent(frame, NOT_COMPUTED, frame.whys[owner.slot])


def _replaced(frame: Frame, value: Absent, missing: str, inapplicable: str, owner: Owner, writes: Writes) -> NodeValue:
    policy = {"missing": missing, "not-applicable": inapplicable}.get(value.kind, "undetermined")
    if policy in ("undetermined", value.kind):
        return value
    full = owner.full(frame) if owner.full is not None else None
    stands = stand_in(policy, None if isinstance(full, Absent) else full)  # type: ignore[arg-type]  # a number
    if not isinstance(stands, Absent):
        words = Words(zh=f"缺失时按 {policy} 计", en=f"counted as {policy}")
        return writes.value(frame, stands, (), words)
    return writes.absent(frame, stands) if stands != value else value
