"""Checklists: an item earns the points of each thing that is there."""

from collections.abc import Iterator
from typing import Any

import attrs

from stationkit.rules.conditions import Condition, Flagged, TestOf, condition_references
from stationkit.rules.expressions import Expression, expression_references
from stationkit.rules.frame import Frame
from stationkit.rules.lines import Effect
from stationkit.rules.numbers import Number
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, Absent, NodeValue
from stationkit.rules.references import Reference
from stationkit.rules.shaping import Fault, Linked, Owner, Writes
from stationkit.words import Words

__all__ = ["Check", "Checklist"]


@attrs.frozen(kw_only=True)
class Check:
    """One entry: its points, and what shows that it is there: a flag (`of`), a condition, or an assessor's mark (`found`)."""

    id: str
    title: Words
    points: Expression
    of: Reference | None = None
    when: Condition | None = None
    found: str = ""


@attrs.frozen
class Checklist:
    """The sum of the points of the entries that are there."""

    checks: tuple[Check, ...]

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what the entries read."""
        for check in self.checks:
            if check.of is not None:
                yield "name", check.of
            if check.when is not None:
                yield from condition_references(check.when)
            yield from expression_references(check.points)

    def faults(self) -> Iterator[Fault]:
        """Give the entries that an assessor marks."""
        for check in self.checks:
            if check.found:
                yield Fault(item="", cause=check.id, words=check.title)

    def link(self, linker: Any, owner: Owner) -> Linked:
        """Give the closures."""
        rows = [(check, _present(check, linker, owner), linker.number(check.points, owner), _facts(check, owner)) for check in self.checks]

        def gather(frame: Frame) -> tuple[NodeValue, list[tuple[Check, Number, tuple[str, ...]]]]:
            found, absences = [], []
            for check, present, points, facts in rows:
                there = present(frame)
                if isinstance(there, Absent):
                    absences.append(there)
                elif there:
                    found.append((check, points(frame), facts))
            if any(one is not NOT_APPLICABLE for one in absences):
                return MISSING, found
            if len(absences) == len(rows):
                return NOT_APPLICABLE, found
            return sum(points for _, points, _ in found), found

        writes = Writes(owner)

        def explain(frame: Frame) -> NodeValue:
            value, found = gather(frame)
            if isinstance(value, Absent):
                return writes.absent(frame, value, facts=tuple(name for row in rows for name in row[3]))
            running = writes.line(frame, Effect.SET, None, 0)
            for check, points, facts in found:
                after: Number = running + points  # type: ignore[operator,assignment]  # numbers
                running = writes.line(frame, Effect.ADD, running, after, amount=points, facts=facts, words=check.title, cause=check.id)
            return running

        return Linked(lambda frame: gather(frame)[0], explain)


def _facts(check: Check, owner: Owner) -> tuple[str, ...]:
    if check.found:
        return (f"{owner.id}.{check.id}",)
    if check.of is not None:
        return (str(check.of),)
    return tuple(str(name) for kind, name in condition_references(check.when) if kind == "name") if check.when else ()


def _present(check: Check, linker: Any, owner: Owner) -> Any:
    if check.found:
        return linker.read(Reference(owner.id, check.id), owner)
    if check.of is None:
        test = linker.test(check.when, owner)
        return lambda frame: MISSING if (holds := test(frame)) is None else holds
    linker.test(TestOf(check.of, Flagged(True)), owner)
    return linker.read(check.of, owner)
