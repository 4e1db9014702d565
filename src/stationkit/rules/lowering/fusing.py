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


def fuse(items: list[tuple[int, Value]], others: list[tuple[int, Value]]) -> Callable[[Get, Slots, Marks], None]:
    """Give one function that fills the slots of all these nodes, in their order."""
    names: dict[str, Any] = {"Irregular": Irregular, "Ratio": Ratio}
    lines = ["def fused(get, slots, marks):"]
    for slot, value in (*items, *others):
        plan = value if isinstance(value, Planned) else None
        if plan is None or plan.kind not in _WRITE:
            names[f"call{slot}"] = value
            lines.append(f" slots[{slot}] = call{slot}(get, slots, marks)")
            continue
        numbers = plan.numbers
        if plan.kind in _OF_FACTS:
            names[f"key{slot}"] = numbers[0]
            numbers = numbers[1:]
        lines += [f" {line}" for line in _WRITE[plan.kind](slot, *numbers)]
    lines.append(" return None")
    module = compile("\n".join(lines), "<lowered rulebook>", "exec")
    body = next(one for one in module.co_consts if hasattr(one, "co_code"))
    return FunctionType(body, {**names, "__builtins__": {"type": type, "int": int, "bool": bool}})


def _asked(slot: int, *known: str) -> Iterator[str]:
    yield f"a = get(key{slot})"
    yield "if a is not None:"
    yield from (f" {line}" for line in known)


def _deducted(slot: int, points: int, most: int, full: int) -> Iterator[str]:
    return _asked(
        slot,
        "x = a.value",
        "if type(x) is not int or x < 0: raise Irregular",
        f"x *= {points:d}",
        f"slots[{slot:d}] = {full:d} - (x if x < {most:d} else {most:d})",
    )


def _stepped(slot: int, steps: tuple[tuple[int, int, int], ...], least: int) -> Iterator[str]:
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
        f" slots[{slot:d}] = {chain}",
    )


def _flag(slot: int, yes: int, no: int) -> Iterator[str]:
    return _asked(
        slot,
        "x = a.value",
        "if type(x) is not bool: raise Irregular",
        f"slots[{slot:d}] = {yes:d} if x else {no:d}",
    )


def _share(slot: int, full: int, scale: int, unit: int, step: int) -> Iterator[str]:
    """Half up: (2 * 10^places * top + bottom) // (2 * bottom), in whole units."""
    return _asked(
        slot,
        "x = a.value",
        "if type(x) is not Ratio: raise Irregular",
        "p = x.part; w = x.whole",
        "if p > w: raise Irregular",
        f"if w: slots[{slot:d}] = ({scale * full:d} * p + {unit:d} * w) // ({2 * unit:d} * w) * {step:d}",
    )


def _sum(slot: int, missing: str, parts: tuple[int, ...]) -> Iterator[str]:
    yield "t = m = 0; n = 0"
    for part in parts:
        yield f"x = slots[{part:d}]"
        yield f"if x is not None: t += x; m += marks[{part:d}]; n += 1"
    enough = "n" if missing == "leave out" else f"n == {len(parts):d}"
    yield f"if {enough}: slots[{slot:d}] = t; marks[{slot:d}] = m"


def _multiple(slot: int, part: int, top: int, bottom: int, scale: int, step: int) -> Iterator[str]:
    yield f"x = slots[{part:d}]"
    yield "if x is not None:"
    yield f" w = marks[{part:d}] * {bottom:d}"
    yield " if not w or x < 0: raise Irregular"
    yield f" slots[{slot:d}] = ({scale * top:d} * x + w) // (2 * w) * {step:d}"


def _mean(slot: int, missing: str, parts: tuple[tuple[int, int], ...], scale: int, unit: int, step: int) -> Iterator[str]:
    yield "t = w = 0"
    for part, weight in parts:
        yield f"x = slots[{part:d}]"
        yield f"if x is not None: t += x * {weight:d}; w += {weight:d}"
    whole = sum(weight for _, weight in parts)
    yield f"if {'w' if missing == 'leave out' else f'w == {whole:d}'}:"
    yield " if t < 0: raise Irregular"
    yield f" w *= {unit:d}; slots[{slot:d}] = ({scale:d} * t + w) // (2 * w) * {step:d}"


_OF_FACTS = ("deducted", "stepped", "flag", "share")
_WRITE: Mapping[str, Callable[..., Iterator[str]]] = {
    "deducted": _deducted,
    "stepped": _stepped,
    "flag": _flag,
    "share": _share,
    "sum": _sum,
    "multiple": _multiple,
    "mean": _mean,
}
