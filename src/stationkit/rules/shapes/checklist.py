"""Checklists: an item earns the points of each thing that is there."""

from collections.abc import Iterator
from functools import reduce
from typing import Any

import attrs

from stationkit.numbers import Number, exact
from stationkit.rules.conditions import Condition, Flagged, TestOf, condition_references, read_condition
from stationkit.rules.expressions import Expression, ReadInline, expression_references
from stationkit.rules.frame import Frame, Read
from stationkit.rules.lines import Effect
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, Absent, NodeValue, dominant
from stationkit.rules.reading import TableReader
from stationkit.rules.references import Reference
from stationkit.rules.shapes.operands import take_expression, take_reference
from stationkit.rules.shaping import Fault, Linked, Owner, Writes
from stationkit.words import Words

__all__ = ["Check", "Checklist", "read_checklist"]


@attrs.frozen(kw_only=True)
class Check:
    """One entry: its points, and what shows it: a flag (`of`), a condition, or an assessor's mark (`found`)."""

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
        rows = [
            (check, _present(check, linker, owner), linker.number(check.points, owner), _facts(check, owner))
            for check in self.checks
        ]

        writes = Writes(owner)

        def explain(frame: Frame) -> NodeValue:
            value, found = _gather(rows, frame)
            if isinstance(value, Absent):
                return writes.absent(frame, value, facts=tuple(name for row in rows for name in row[3]))
            running = writes.line(frame, Effect.SET, None, 0)
            seen = {check.id for check, _, _ in found}
            for check, _, _, facts in rows:
                if check.id not in seen:
                    lacking = Words(zh=f"没有：{check.title.zh}", en=f"not there: {check.title.text('en')}")
                    running = writes.line(
                        frame, Effect.ADD, running, running, facts=facts, words=lacking, cause=check.id
                    )
            for check, points, facts in found:
                after: Number = running + points  # type: ignore[operator]  # numbers
                running = writes.line(
                    frame, Effect.ADD, running, after, amount=points, facts=facts, words=check.title, cause=check.id
                )
            return running

        return Linked(lambda frame: _gather(rows, frame)[0], explain)


_Row = tuple[Check, Read, Read, tuple[str, ...]]
_Found = list[tuple[Check, Number, tuple[str, ...]]]


def _gather(rows: list[_Row], frame: Frame) -> tuple[NodeValue, _Found]:
    found: _Found = []
    absent: list[Absent] = []
    for check, present, points, facts in rows:
        there = present(frame)
        worth = points(frame) if there else there
        if isinstance(worth, Absent):
            absent.append(worth)
        elif there:
            found.append((check, worth, facts))  # type: ignore[arg-type]  # a number, as linked
    open_ = [one for one in absent if one is not NOT_APPLICABLE]
    if open_:
        return reduce(dominant, open_), found
    if len(absent) == len(rows):
        return NOT_APPLICABLE, found
    return exact(sum(points for _, points, _ in found)), found


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


def read_checklist(table: TableReader, key: str, inline: ReadInline) -> Checklist:
    """Read `checklist = [{ id, points, of / when / found }, ...]`."""
    checks = tuple(_check(row, inline) for row in table.rows(key))
    if not checks:
        table.to.say(table.at(key), "应为非空列表", "expected a list that is not empty")
    ids = [check.id for check in checks]
    for place, name in enumerate(ids):
        if name in ids[:place]:
            table.to.say(f"{table.at(key)}[{place}].id", f"重复的编号 {name!r}", f"an entry {name!r} exists already")
    return Checklist(checks)


def _check(row: TableReader, inline: ReadInline) -> Check:
    origin = row.exactly_one(("of", "when", "found"))
    found = row.text("found", required=origin == "found")
    check = Check(
        id=row.text("id", required=True),
        title=row.words("title") or Words(zh=found),
        points=take_expression(row, "points", inline),
        of=take_reference(row, "of") if origin == "of" else None,
        when=read_condition(row.take("when"), row.at("when"), row.to) if origin == "when" else None,
        found=found,
    )
    if check.id:
        TableReader({check.id: None}, row.at("id"), row.to).identifier(check.id)
    row.finish()
    return check
