"""Functions: an item scored by a plugin's Python function, called only when everything that it reads is known.

What comes back is not trusted: a function that raises, leaves its range or returns another type makes the item *not
computed*; nothing turns into zero or full.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import attrs

from stationkit.containment import Failure, call_contained, handed, plain_number
from stationkit.numbers import Number, exact, number_text
from stationkit.rules.expressions import ReadInline
from stationkit.rules.frame import Frame, Read
from stationkit.rules.functions import ScoringFunction
from stationkit.rules.outcomes import NOT_APPLICABLE, NOT_COMPUTED, Absent, NodeValue, dominant
from stationkit.rules.reading import TableReader
from stationkit.rules.references import Reference
from stationkit.rules.shaping import Fault, Linked, Owner, Writes
from stationkit.words import Words

__all__ = ["Named", "read_function"]


@attrs.frozen
class Named:
    """A scoring function by its name; which one that is, the host knows."""

    function: str
    reads: tuple[str, ...] = ()

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what the function declares to read, once it is bound."""
        for name in self.reads:
            yield "name", Reference(*name.split(".", 1))

    def faults(self) -> Iterator[Fault]:
        """Nothing is written down for a function."""
        return iter(())

    def link(self, linker: Any, owner: Owner) -> Linked:
        """Give the closures; an unknown function is a problem."""
        function: ScoringFunction | None = linker.functions.get(self.function)
        if function is None:
            kind = Words(zh="评分函数", en="scoring function")
            linker.to.unknown(owner.path, kind, self.function, linker.functions)
            return Linked(lambda _: NOT_COMPUTED, lambda _: NOT_COMPUTED)
        reads = tuple(linker.argument(Reference(*name.split(".", 1)), owner) for name in function.reads)
        run = _guarded(function, reads, owner.full or (lambda _: 0), owner)
        writes = Writes(owner)

        def explain(frame: Frame) -> NodeValue:
            value = run(frame)
            words = frame.whys.get(owner.slot, function.words)
            return writes.value(frame, value, function.reads, words)

        return Linked(run, explain)


def _guarded(function: ScoringFunction, reads: tuple[Read, ...], full: Read, owner: Owner) -> Read:
    def run(frame: Frame) -> NodeValue:
        values = [read(frame) for read in reads]
        absences = [value for value in values if isinstance(value, Absent)]
        marks = full(frame)
        if absences:
            return NOT_APPLICABLE if NOT_APPLICABLE in absences else _worst(absences)
        if isinstance(marks, Absent):
            return marks
        given = call_contained(_checked, function, [handed(value) for value in values], marks)
        return _failed(frame, owner, given.what, function) if isinstance(given, Failure) else exact(given)

    return run


def _worst(absences: list[Absent]) -> Absent:
    worst = absences[0]
    for one in absences[1:]:
        worst = dominant(worst, one)
    return worst


def _checked(function: ScoringFunction, values: list[object], full: Number) -> Fraction | Failure:
    number = plain_number(function(*values, full=Fraction(full)))
    if isinstance(number, Failure):
        return number
    low, high = (full if bound == "full" else bound for bound in (function.lowest, function.highest))
    if not low <= number <= high:  # type: ignore[operator]  # numbers
        return Failure(f"returned {number_text(exact(number))}, outside {low} to {high}")
    return number


def _failed(frame: Frame, owner: Owner, what: str, function: ScoringFunction) -> NodeValue:
    plugin = owner.rule.plugin
    frame.whys[owner.slot] = Words(
        zh=f"{f'插件 {plugin} 的' if plugin else ''}评分函数 {function.name} 出错：{what}",
        en=f"scoring function {function.name}{f' of plugin {plugin}' if plugin else ''} failed: {what}",
    )
    return NOT_COMPUTED


def read_function(table: TableReader, key: str, _: ReadInline) -> Named:
    """Read `function = "namespace/name"`."""
    return Named(table.text(key, required=True))
