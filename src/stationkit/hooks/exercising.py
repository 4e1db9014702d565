"""Exercising: calling a plugin's functions with a handful of inputs, and looking at what they leave behind."""

import inspect
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import FunctionType, ModuleType
from typing import Any

from stationkit.numbers import Ratio
from stationkit.rules.functions import ScoringFunction
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.model import Computed, Grade, Measure

__all__ = ["inputs_of", "print_of"]

MOST = 24
"""How many inputs a function is tried with: enough to reach both sides of a usual edge in each thing that it reads."""

_COUNTS = tuple(map(Fraction, (0, 1, 2, 3, 5, 10, 100)))
_NUMBERS = (Fraction(0), Fraction(1, 2), Fraction(9, 10), Fraction(1), Fraction(7, 2), Fraction(100))
_RATIOS = (Ratio(0, 1), Ratio(1, 2), Ratio(4, 5), Ratio(9, 10), Ratio(1, 1), Ratio(3, 7))
_VALUES: Mapping[str, tuple[Any, ...]] = {
    "count": _COUNTS,
    "fault": _COUNTS[:4],
    "decimal": _NUMBERS,
    "ratio": _RATIOS,
    "flag": (True, False),
    "choice": ("a", "b"),
}
_ANNOTATED = {"Ratio": "ratio", "Flag": "flag", "bool": "flag", "str": "choice"}


def inputs_of(function: ScoringFunction, rulebooks: Iterable[ResolvedRulebook]) -> tuple[tuple[Any, ...], ...]:
    """Give inputs for a scoring function, as the rulebooks that name it would; the last of each is the full marks."""
    using = [one for one in rulebooks if function.name in one.program.functions]
    kinds = [_values(name, place, function, using) for place, name in enumerate(function.reads)]
    return tuple(_spread([*kinds, (Fraction(10), Fraction(3))]))


def _values(name: str, place: int, function: ScoringFunction, using: list[ResolvedRulebook]) -> tuple[Any, ...]:
    node, _, attribute = name.partition(".")
    for resolved in using:
        found = resolved.rulebook.nodes.get(node)
        if attribute in ("counted", "inspected"):
            return _VALUES["flag"]
        if isinstance(found, Measure):
            return _allowed(found)
        if isinstance(found, Computed):
            return _NUMBERS
        if isinstance(found, Grade):
            return resolved.rulebook.scales[found.scale].best_first
    return _VALUES[_annotated(function, place)]


def _allowed(measure: Measure) -> tuple[Any, ...]:
    if measure.one_of:
        return tuple(Fraction(one) if type(one) is int else one for one in measure.one_of)
    values = _VALUES[measure.kind]
    if measure.between is None:
        return values
    low, high = measure.between
    inside = [one for one in values if low <= (one.value if isinstance(one, Ratio) else one) <= high]
    return tuple(inside) or (Fraction(low), Fraction(high))


def _annotated(function: ScoringFunction, place: int) -> str:
    parameters = list(inspect.signature(function.call).parameters.values())
    stated = parameters[place].annotation if place < len(parameters) else None
    name = stated if isinstance(stated, str) else getattr(stated, "__name__", "")
    return _ANNOTATED.get(str(name).rpartition(".")[2], "decimal")


def _spread(kinds: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Give up to `MOST` combinations, evenly through all of them, the first and the last among them."""
    whole = math.prod(len(one) for one in kinds)
    if whole <= MOST:
        yield from itertools.product(*kinds)
        return
    for step in range(MOST):
        place, chosen = step * (whole - 1) // (MOST - 1), []
        for values in reversed(kinds):
            place, digit = divmod(place, len(values))
            chosen.append(values[digit])
        yield tuple(reversed(chosen))


# -- fingerprints --------------------------------------------------------------------------------------------

_PLAIN = (int, float, complex, str, bytes, bool, type(None), Fraction, Decimal, date, range, type)
_DEEPEST = 8
_REMEMBERING = ("RulebookDocument", "ResolvedRulebook", "Host")
"""Values of ours that compute a part of themselves when it is first asked for."""


def print_of(value: object, depth: int = 0, around: frozenset[int] = frozenset()) -> str:
    """Give a text that changes when something inside *value* does; for comparing within one process."""
    if isinstance(value, type | ModuleType) or depth > _DEEPEST or id(value) in around:
        return f"{type(value).__name__}@{id(value)}"
    if isinstance(value, _PLAIN):
        return repr(value)
    inside = around | {id(value)}
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key!r}: {print_of(one, depth + 1, inside)}' for key, one in value.items())}}}"
    if isinstance(value, list | tuple | set | frozenset):
        parts = [print_of(one, depth + 1, inside) for one in value]
        return f"[{', '.join(parts if isinstance(value, list | tuple) else sorted(parts))}]"
    if type(value).__name__ in _REMEMBERING:
        return type(value).__name__
    return f"{type(value).__name__}@{id(value)}({_parts(value, depth, inside)})"


def _parts(value: object, depth: int, inside: frozenset[int]) -> str:
    parts = [_own_text(value)]
    if isinstance(value, FunctionType):
        cells = [_cell(one) for one in value.__closure__ or ()]
        parts += [print_of(one, depth + 1, inside) for one in (value.__defaults__, value.__kwdefaults__, cells)]
    slots = [name for form in type(value).__mro__ for name in getattr(form, "__slots__", ())]
    held = {name: getattr(value, name, None) for name in slots if isinstance(name, str)} | getattr(
        value, "__dict__", {}
    )
    parts += [f"{name}={print_of(one, depth + 1, inside)}" for name, one in held.items() if not name.startswith("__")]
    return ", ".join(parts)


def _cell(cell: Any) -> object:
    try:
        return cell.cell_contents
    except ValueError:  # an empty cell
        return None


def _own_text(value: object) -> str:
    """Give what counters and queues of the standard library say of themselves."""
    return repr(value) if type(value).__module__ in ("itertools", "collections", "array") else ""
