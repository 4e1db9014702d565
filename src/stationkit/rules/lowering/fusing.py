"""Fusing: the commonest items and sums of one lowered rulebook as one straight function.

A call for each of fifty items costs more than what it computes. Here their plans (a kind and whole numbers) are written
out as one function and compiled by Python itself. Nothing that an author wrote gets into its text: it holds whole
numbers and names of ours, and the ids of facts are passed in beside it. Kinds without a plan are called as they are.
"""

from collections.abc import Callable, Iterator, Mapping
from types import FunctionType
from typing import Any

import attrs

from stationkit.numbers import Ratio
from stationkit.rules.lowering.common import Get, Irregular, Marks, Slots, Value

__all__ = ["Planned", "fuse"]


@attrs.frozen
class Planned:
    """A lowered node with its plan: what kind it is, and its numbers."""

    kind: str
    numbers: tuple[Any, ...]
    run: Value

    def __call__(self, get: Get, slots: Slots, marks: Marks) -> Any:
        """Give the value, without fusing."""
        return self.run(get, slots, marks)


def fuse(
    nodes: list[tuple[int, Value]], reads: Mapping[int, tuple[int, ...]], wanted: tuple[int, ...], marks: list[int]
) -> Callable[[Get, Slots, Marks], None]:
    """Give one function that computes these nodes in their order.

    Args:
        nodes: slot and lowered node.
        reads: slot -> the slots that a node reads, for those without a plan.
        wanted: the slots whose values are asked for in the end.
        marks: the marks on paper of the items, by slot; those of sums are computed.
    """
    names: dict[str, Any] = {"Irregular": Irregular, "Ratio": Ratio}
    planned = {slot: value for slot, value in nodes if isinstance(value, Planned)}
    text = _Text(planned, marks, _only_summed(nodes, planned, wanted))
    body: list[str] = []
    for slot, value in nodes:
        if slot in planned:
            if planned[slot].kind in _OF_FACTS:
                names[f"key{slot}"] = planned[slot].numbers[0]
            if planned[slot].kind == "graded":
                names |= {f"key{slot}x{at}": key for at, key in enumerate(_flags_of(planned[slot]))}
            body += text.planned(slot)
        else:
            names[f"call{slot}"] = value
            body += [line for read in reads[slot] for line in text.stored(read)]
            body.append(f"slots[{slot}] = v{slot} = call{slot}(get, slots, marks)")
    body += [line for slot in wanted for line in text.stored(slot)]
    first = " = ".join(f"v{slot}" for slot, _ in nodes if slot not in text.summed)
    sums = "".join(f"t{slot} = m{slot} = n{slot} = " for slot, value in planned.items() if value.kind == "sum")
    lines = ["def fused(get, slots, marks):", f" {first} = None", f" {sums}0", *(f" {line}" for line in body)]
    module = compile("\n".join(lines), "<lowered rulebook>", "exec")
    code = next(one for one in module.co_consts if hasattr(one, "co_code"))
    return FunctionType(code, {**names, "__builtins__": {"type": type, "int": int, "bool": bool}})


def _only_summed(
    nodes: list[tuple[int, Value]], planned: Mapping[int, Planned], wanted: tuple[int, ...]
) -> dict[int, int]:
    """Give the items that nothing reads but one sum, with that sum; none where a node without a plan may read them."""
    if len(planned) != len(nodes):
        return {}
    readers: dict[int, list[int]] = {}
    for slot, plan in planned.items():
        for part in _parts_of(plan):
            readers.setdefault(part, []).append(slot)
    items = [slot for slot, plan in planned.items() if plan.kind in _OF_FACTS and slot not in wanted]
    single = {slot: readers[slot][0] for slot in items if len(readers.get(slot, ())) == 1}
    return {slot: into for slot, into in single.items() if planned[into].kind == "sum"}


def _parts_of(plan: Planned) -> list[int]:
    if plan.kind == "sum":
        return list(plan.numbers[1])
    if plan.kind == "mean":
        return [part for part, _ in plan.numbers[1]]
    if plan.kind == "multiple":
        return [plan.numbers[0]]
    return [row[0] for row in plan.numbers[0]] if plan.kind == "graded" else []


class _Text:
    """Writes the lines of planned nodes; every value is a name `v…`, the marks of a sum are a name `m…`."""

    def __init__(self, planned: Mapping[int, Planned], marks: list[int], summed: Mapping[int, int]) -> None:
        self._planned = planned
        self._marks = marks
        self.summed = summed

    def given(self, slot: int, value: str) -> str:
        """Give the line that keeps the value of an item, or adds it to the one sum that reads it."""
        into = self.summed.get(slot)
        if into is None:
            return f"v{slot:d} = {value}"
        return f"t{into:d} += {value}; m{into:d} += {self._marks[slot]:d}; n{into:d} += 1"

    def planned(self, slot: int) -> list[str]:
        """Give the lines of one node."""
        plan = self._planned[slot]
        numbers = plan.numbers[1:] if plan.kind in _OF_FACTS else plan.numbers
        return list(_WRITE[plan.kind](self, slot, *numbers))

    def stored(self, slot: int) -> list[str]:
        """Give the lines that put a node where a call finds it."""
        plan = self._planned.get(slot)
        lines = [f"slots[{slot:d}] = v{slot:d}"] if plan is not None else []
        return [*lines, f"marks[{slot:d}] = m{slot:d}"] if plan is not None and plan.kind == "sum" else lines

    def marks(self, slot: int) -> str:
        """Give how the marks of a node are written."""
        plan = self._planned.get(slot)
        if plan is not None and plan.kind == "sum":
            return f"m{slot:d}"
        return f"{self._marks[slot]:d}" if plan is not None and plan.kind in _OF_FACTS else f"marks[{slot:d}]"


def _asked(slot: int, *known: str) -> Iterator[str]:
    yield f"a = get(key{slot})"
    yield "if a is not None:"
    yield from (f" {line}" for line in known)


def _deducted(text: _Text, slot: int, points: int, most: int, full: int) -> Iterator[str]:
    return _asked(
        slot,
        "x = a.value",
        "if type(x) is not int or x < 0: raise Irregular",
        f"x *= {points:d}",
        text.given(slot, f"{full:d} - (x if x < {most:d} else {most:d})"),
    )


def _stepped(text: _Text, slot: int, steps: tuple[tuple[int, int, int], ...], least: int) -> Iterator[str]:
    chain = f"{least:d}"
    for top, bottom, points in reversed(steps):
        chain = f"{points:d} if p * {bottom:d} >= {top:d} * w else ({chain})"
    return _asked(
        slot,
        "x = a.value",
        "if type(x) is not Ratio: raise Irregular",
        "w = x.whole",
        "if w:",
        " p = x.part",
        " " + text.given(slot, chain),
    )


def _flag(text: _Text, slot: int, yes: int, no: int) -> Iterator[str]:
    return _asked(
        slot,
        "x = a.value",
        "if type(x) is not bool: raise Irregular",
        text.given(slot, f"{yes:d} if x else {no:d}"),
    )


def _share(text: _Text, slot: int, full: int, scale: int, unit: int, step: int) -> Iterator[str]:
    """Half up: (2 * 10^places * top + bottom) // (2 * bottom), in whole units."""
    return _asked(
        slot,
        "x = a.value",
        "if type(x) is not Ratio: raise Irregular",
        "p = x.part; w = x.whole",
        "if p > w: raise Irregular",
        "if w:",
        " " + text.given(slot, f"({scale * full:d} * p + {unit:d} * w) // ({2 * unit:d} * w) * {step:d}"),
    )


def _sum(text: _Text, slot: int, missing: str, parts: tuple[int, ...]) -> Iterator[str]:
    for part in parts:
        if part not in text.summed:
            added = f"t{slot:d} += v{part:d}; m{slot:d} += {text.marks(part)}; n{slot:d} += 1"
            yield f"if v{part:d} is not None: {added}"
    yield f"if {f'n{slot:d}' if missing == 'leave out' else f'n{slot:d} == {len(parts):d}'}: v{slot:d} = t{slot:d}"


def _multiple(text: _Text, slot: int, part: int, top: int, bottom: int, scale: int, step: int) -> Iterator[str]:
    yield f"if v{part:d} is not None:"
    yield f" w = {text.marks(part)} * {bottom:d}"
    yield f" if not w or v{part:d} < 0: raise Irregular"
    yield f" v{slot:d} = ({scale * top:d} * v{part:d} + w) // (2 * w) * {step:d}"


def _mean(
    _: _Text, slot: int, missing: str, parts: tuple[tuple[int, int], ...], scale: int, unit: int, step: int
) -> Iterator[str]:
    yield "t = w = 0"
    for part, weight in parts:
        yield f"if v{part:d} is not None: t += v{part:d} * {weight:d}; w += {weight:d}"
    whole = sum(weight for _, weight in parts)
    yield f"if {'w' if missing == 'leave out' else f'w == {whole:d}'}:"
    yield " if t < 0: raise Irregular"
    yield f" w *= {unit:d}; v{slot:d} = ({scale:d} * t + w) // (2 * w) * {step:d}"


def _flags_of(plan: Planned) -> list[str]:
    return [key for _, flags in plan.numbers[2] for key, _ in flags]


def _graded(
    _: _Text,
    slot: int,
    rows: tuple[tuple[int, str, int, int], ...],
    last: int,
    moves: tuple[tuple[int, tuple[tuple[str, bool], ...]], ...],
) -> Iterator[str]:
    for part in sorted({row[0] for row in rows}):
        yield f"if v{part:d} is None: raise Irregular"
    chain = f"{last:d}"
    for part, operator, bound, place in reversed(rows):
        sign = ">=" if operator == ">=" else ">"
        chain = f"{place:d} if v{part:d} {sign} {bound:d} else ({chain})"
    yield f"v{slot:d} = {chain}"
    at = 0
    for place, flags in moves:
        yield f"if v{slot:d} < {place:d}:"
        for _key, flag in flags:
            yield f" a = get(key{slot:d}x{at:d})"
            yield f" if a is not None and a.value is {bool(flag)}: v{slot:d} = {place:d}"
            at += 1


_OF_FACTS = ("deducted", "stepped", "flag", "share")
_WRITE: Mapping[str, Callable[..., Iterator[str]]] = {
    "deducted": _deducted,
    "stepped": _stepped,
    "flag": _flag,
    "share": _share,
    "sum": _sum,
    "multiple": _multiple,
    "mean": _mean,
    "graded": _graded,
}
