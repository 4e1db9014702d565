"""Causes: an item that starts at its full marks and loses points, cause by cause, down to its floor."""

from collections.abc import Iterator
from typing import Any

import attrs

from stationkit.numbers import Number
from stationkit.rules.expressions import Expression, Literal, ReadInline, expression_references
from stationkit.rules.frame import Frame, Read
from stationkit.rules.lines import Effect
from stationkit.rules.outcomes import NOT_APPLICABLE, Absent, NodeValue, dominant
from stationkit.rules.reading import TableReader
from stationkit.rules.references import Reference
from stationkit.rules.shapes.cause import ALL, Cause, CauseLinked, link_causes, read_causes
from stationkit.rules.shapes.operands import take_expression
from stationkit.rules.shaping import Fault, Linked, Owner, Writes
from stationkit.words import Words

__all__ = ["Causes", "read_deduct"]

_ZERO = Literal(0)


@attrs.frozen
class Causes:
    """An item that starts at its full marks and loses points for its causes, down to its floor.

    `loses = "all"` ends the item: nothing else is asked of it, and no `add` follows. An item whose causes are all
    measured, and none of whose measures can be asked, is not applicable.
    """

    causes: tuple[Cause, ...]
    floor: Expression | None = _ZERO

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what the causes name."""
        for cause in self.causes:
            yield from cause.references()
        if self.floor is not None:
            yield from expression_references(self.floor)

    def faults(self) -> Iterator[Fault]:
        """Give the causes that an assessor writes down, without the item, which the node adds."""
        for cause in self.causes:
            if cause.fault:
                yield Fault(item="", cause=cause.id, words=cause.title, unit=cause.unit)

    def link(self, linker: Any, owner: Owner) -> Linked:
        """Give the closures."""
        linked = link_causes(self.causes, linker, owner)
        floor = linker.number(self.floor, owner) if self.floor is not None else None
        full = owner.full or (lambda _: 0)
        return Linked(_run(linked, full, floor), _explain(linked, full, floor, Writes(owner)))


def _run(linked: tuple[CauseLinked, ...], full: Read, floor: Read | None) -> Read:
    worths = tuple(one.worth for one in linked)

    def run(frame: Frame) -> NodeValue:
        start = full(frame)
        if isinstance(start, Absent):
            return start
        lost: Number = 0
        absent: list[Absent] = []
        for worth in worths:
            loss = worth(frame)
            if loss == 0:
                continue
            if isinstance(loss, Absent):
                absent.append(loss)
            elif loss == ALL:
                frame.ended = True
                return 0 if floor is None else floor(frame)
            else:
                lost += loss  # type: ignore[operator]  # a number
        if absent:
            undetermined = _undetermined(absent, len(worths))
            if undetermined is not None:
                return undetermined
        left: Number = start - lost  # type: ignore[operator]  # numbers
        if floor is None:
            return left
        least = floor(frame)
        return least if isinstance(least, Absent) else max(left, least)

    return run


def _undetermined(absent: list[Absent], causes: int) -> Absent | None:
    """Give the absence that causes leave an item in; nothing where they just do not apply."""
    open_ = [one for one in absent if one is not NOT_APPLICABLE]
    if open_:
        worst = open_[0]
        for one in open_[1:]:
            worst = dominant(worst, one)
        return worst
    return NOT_APPLICABLE if len(absent) == causes else None


def _explain(linked: tuple[CauseLinked, ...], full: Read, floor: Read | None, writes: Writes) -> Read:
    run = _run(linked, full, floor)

    def explain(frame: Frame) -> NodeValue:
        value = run(frame)
        start = full(frame)
        if isinstance(value, Absent) or isinstance(start, Absent):
            return writes.absent(frame, value if isinstance(value, Absent) else start, facts=_open_facts(frame, linked))  # type: ignore[arg-type]  # one of them is absent
        running = writes.line(frame, Effect.SET, None, start, amount=start, words=_FULL)
        for one in linked:
            running = _write_loss(frame, one, running, value)
            if frame.ended and running == value:
                return value
        if running != value:
            writes.line(frame, Effect.BOUND, running, value, amount=(value, None), words=_FLOOR)  # type: ignore[arg-type]  # numbers
        return value

    return explain


def _write_loss(frame: Frame, one: CauseLinked, running: NodeValue, value: NodeValue) -> NodeValue:
    loss = one.worth(frame)
    if isinstance(loss, Absent) or loss == 0:
        return running
    if loss == ALL:
        return one.writes.line(
            frame, Effect.SET, running, value, amount=value, facts=one.facts, words=one.cause.title, cause=one.cause.id
        )
    if frame.ended:
        return running
    after: Number = running - loss  # type: ignore[operator]  # numbers
    return one.writes.line(
        frame,
        Effect.ADD,
        running,
        after,
        amount=-loss,  # type: ignore[operator]  # a number
        facts=one.facts,
        words=one.cause.title,
        cause=one.cause.id,
    )


def _open_facts(frame: Frame, linked: tuple[CauseLinked, ...]) -> tuple[str, ...]:
    return tuple(name for one in linked if isinstance(one.worth(frame), Absent) for name in one.facts)


_FULL = Words(zh="标准分", en="full marks")
_FLOOR = Words(zh="扣完为止", en="never below the floor")


def read_deduct(table: TableReader, key: str, inline: ReadInline) -> Causes:
    """Read `deduct = [causes]` with the `floor` beside it: a number, a name or `none`; 0 unless said."""
    causes = read_causes(table.take(key), table.at(key), table.to, inline)
    if "floor" not in table:
        return Causes(causes)
    if table.take("floor") == "none":
        return Causes(causes, None)
    return Causes(causes, take_expression(table, "floor", inline))
