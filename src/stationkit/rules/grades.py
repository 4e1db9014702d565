"""Grades: a rating on a declared scale, from bands, a start or a table, and what moves it afterwards.

First fit decides. Moves clamp at the ends of the scale; an outcome outside the scale ends the list. What is not ratable
is decided first, and says by its code why.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from stationkit.rules.conditions import condition_references
from stationkit.rules.expressions import Expression, expression_references
from stationkit.rules.frame import Frame, Read
from stationkit.rules.lines import Effect
from stationkit.rules.model import Grade, GradeTable, Move, Scale
from stationkit.rules.outcomes import MISSING, NOT_COMPUTED, Absent, NodeValue
from stationkit.rules.references import Reference
from stationkit.rules.shapes.policies import stand_in
from stationkit.rules.shaping import Linked, Owner, Writes
from stationkit.words import Words

__all__ = ["MOVES", "grade_references", "link_grade"]

_Step = Callable[[Frame, NodeValue], tuple[NodeValue, bool]]
"""A move: gets the running word, gives the next, and whether the list ends there."""


def grade_references(grade: Grade) -> Iterator[tuple[str, Reference | str]]:
    """Give what a grade names; its own name inside `then` is the value it starts with."""
    for reason in grade.not_ratable:
        yield from condition_references(reason.when)
    if grade.start is not None:
        yield from expression_references(grade.start)
    if grade.table is not None:
        yield "name", Reference(grade.table.rows)
        yield "name", Reference(grade.table.columns)
    for move in grade.then:
        if move.when is not None:
            yield from condition_references(move.when)
        if not isinstance(move.operand, int | str | tuple):
            yield from expression_references(move.operand)


def link_grade(grade: Grade, scale: Scale, linker: Any, owner: Owner) -> Linked:
    """Give the closures of a grade."""
    begin = _begin(grade, scale, linker, owner)
    moves = tuple(_link_move(move, scale, linker, owner) for move in grade.then)
    run = _rate(begin, moves, owner.slot)
    return Linked(run, run)


def _rate(begin: Read, moves: tuple[_Step, ...], slot: int) -> Read:
    def rate(frame: Frame) -> NodeValue:
        value = begin(frame)
        frame.values[slot] = value  # what the grade's own name means inside `then`
        for move in moves:
            if isinstance(value, Absent):
                return value
            value, ended = move(frame, value)
            if ended:
                return value
        return value

    return rate


def _begin(grade: Grade, scale: Scale, linker: Any, owner: Owner) -> Read:
    reasons = [(linker.test(one.when, owner), one, _names(one.when)) for one in grade.not_ratable]
    start = _start(grade, scale, linker, owner)
    facts = _start_facts(grade)
    writes = Writes(owner)

    def begin(frame: Frame) -> NodeValue:
        for test, reason, names in reasons:
            holds = test(frame)
            if holds:
                return writes.absent(frame, Absent("not-ratable", reason.code, reason.because), reason.because, names)
            if holds is None and not reason.skip_missing:
                return writes.absent(frame, MISSING, facts=names)
        value = start(frame)
        if isinstance(value, Absent):
            value = _replaced(value, grade)
        words = Words()
        if isinstance(value, Absent):
            return writes.absent(frame, value, frame.whys.get(owner.slot, words), facts)
        return writes.line(frame, Effect.OUTCOME, None, value, amount=value, facts=facts, words=words)

    return begin


def _replaced(value: Absent, grade: Grade) -> NodeValue:
    if value.kind == "missing":
        return stand_in(grade.policy.if_missing, None)
    if value.kind == "not-applicable":
        return stand_in(grade.policy.if_not_applicable, None)
    return value


def _names(condition: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(name) for kind, name in condition_references(condition) if kind == "name"))


def _start_facts(grade: Grade) -> tuple[str, ...]:
    if grade.table is not None:
        return (grade.table.rows, grade.table.columns)
    names = expression_references(grade.start) if grade.start is not None else ()
    return tuple(dict.fromkeys(str(name) for kind, name in names if kind == "name"))


def _start(grade: Grade, scale: Scale, linker: Any, owner: Owner) -> Read:
    if grade.table is not None:
        return _table(grade.table, linker, owner)
    if grade.start is None:
        return lambda _: MISSING
    read: Read = linker.cases(grade.start, owner, lambda one: _on_scale(one, scale, linker, owner))
    return read


def _table(table: GradeTable, linker: Any, owner: Owner) -> Read:
    row, column = linker.read(Reference(table.rows), owner), linker.read(Reference(table.columns), owner)
    cells = {
        (row_name, column_name): cell
        for row_name, line in zip(table.row_names, table.cells, strict=False)
        for column_name, cell in zip(table.column_names, line, strict=False)
    }
    for name, names in ((table.rows, table.row_names), (table.columns, table.column_names)):
        linker.must_name_every_word(Reference(name), names, owner)

    def read(frame: Frame) -> NodeValue:
        words = row(frame), column(frame)
        for word in words:
            if isinstance(word, Absent):
                return word
        return cells.get(words, MISSING)

    return read


def _on_scale(expression: Expression, scale: Scale, linker: Any, owner: Owner) -> Read:
    """Give the closure of a word of the scale; a node that gives another word leaves the grade not computed."""
    read: Read = linker.value(expression, owner)
    words = frozenset((*scale.best_first, *scale.outside))

    def on_scale(frame: Frame) -> NodeValue:
        value = read(frame)
        if isinstance(value, Absent) or value in words:
            return value
        frame.whys[owner.slot] = Words(
            zh=f"{value} 不在等级 {scale.id} 中", en=f"{value} is no word of the scale {scale.id}"
        )
        return NOT_COMPUTED

    return on_scale


# -- moves ---------------------------------------------------------------------------------------------------


def _link_move(move: Move, scale: Scale, linker: Any, owner: Owner) -> _Step:
    shift = MOVES[move.verb](move, scale, linker, owner)
    test = linker.test(move.when, owner) if move.when is not None else None
    ruled = attrs.evolve(owner, rule=attrs.evolve(owner.rule, clause=move.clause)) if move.clause else owner
    writes, words, facts = Writes(ruled), _move_words(move), _move_facts(move)
    outside = frozenset(scale.outside)

    def act(frame: Frame, value: NodeValue) -> tuple[NodeValue, bool]:
        frame.running = value
        holds = True if test is None else test(frame)
        if holds is None and not move.skip_missing:
            return writes.absent(frame, MISSING, facts=facts), True
        if not holds:
            return value, False
        moved = shift(frame, value)
        if isinstance(moved, Absent):
            return writes.absent(frame, moved, facts=facts), True
        if moved != value:
            writes.line(frame, Effect.OUTCOME, value, moved, amount=moved, facts=facts, words=words)
        return moved, move.verb == "outcome" or moved in outside

    return act


def _move_facts(move: Move) -> tuple[str, ...]:
    names = list(_names(move.when)) if move.when is not None else []
    if not isinstance(move.operand, int | str | tuple):
        names += [str(name) for kind, name in expression_references(move.operand) if kind == "name"]
    return tuple(dict.fromkeys(names))


_MOVE_ZH = {
    "lower": "降级",
    "raise": "升级",
    "add": "加级",
    "not_above": "不高于",
    "not_below": "不低于",
    "hold": "限定",
    "outcome": "结果",
}


def _move_words(move: Move) -> Words:
    if move.note:
        return Words(zh=move.note, en=move.note)
    when = f"（{move.when}）" if move.when is not None else ""
    return Words(zh=f"{_MOVE_ZH[move.verb]}{when}", en=f"{move.verb.replace('_', ' ')}{when}")


def _shift(scale: Scale, value: NodeValue, steps: int) -> NodeValue:
    """Move *steps* down the scale (up where negative), clamped at its ends."""
    words = scale.best_first
    if value not in words:
        return value
    place = words.index(value) + steps
    return words[max(0, min(place, len(words) - 1))]


def _by_steps(sign: int) -> Callable[[Move, Scale, Any, Owner], Callable[[Frame, NodeValue], NodeValue]]:
    def link(move: Move, scale: Scale, linker: Any, owner: Owner) -> Callable[[Frame, NodeValue], NodeValue]:
        steps = linker.number(move.operand, owner)

        def shift(frame: Frame, value: NodeValue) -> NodeValue:
            number = steps(frame)
            return number if isinstance(number, Absent) else _shift(scale, value, sign * int(number))

        return shift

    return link


def _limit(*, above: bool) -> Callable[[Move, Scale, Any, Owner], Callable[[Frame, NodeValue], NodeValue]]:
    def link(move: Move, scale: Scale, linker: Any, owner: Owner) -> Callable[[Frame, NodeValue], NodeValue]:
        limit = _on_scale(move.operand, scale, linker, owner)  # type: ignore[arg-type]  # a word or a name, as read
        ranks = {word: place for place, word in enumerate(scale.best_first)}

        def shift(frame: Frame, value: NodeValue) -> NodeValue:
            word = limit(frame)
            if isinstance(word, Absent):
                return word
            if value not in ranks or word not in ranks:
                return value
            better = ranks[value] < ranks[word]  # type: ignore[index]  # words of the scale, as just seen
            worse = ranks[value] > ranks[word]  # type: ignore[index]  # words of the scale, as just seen
            return word if (better if above else worse) else value

        return shift

    return link


def _hold(move: Move, scale: Scale, linker: Any, owner: Owner) -> Callable[[Frame, NodeValue], NodeValue]:
    low, high = move.operand  # type: ignore[misc,str-unpack]  # two words, as read
    floor = _limit(above=False)(attrs.evolve(move, operand=low), scale, linker, owner)
    ceiling = _limit(above=True)(attrs.evolve(move, operand=high), scale, linker, owner)
    return lambda frame, value: ceiling(frame, floor(frame, value))


def _outcome(move: Move, _: Scale, __: Any, ___: Owner) -> Callable[[Frame, NodeValue], NodeValue]:
    word: NodeValue = move.operand.word  # type: ignore[union-attr]  # a word, as read
    return lambda _, __: word


MOVES: Mapping[str, Callable[[Move, Scale, Any, Owner], Callable[[Frame, NodeValue], NodeValue]]] = {
    "lower": _by_steps(1),
    "raise": _by_steps(-1),
    "add": _by_steps(-1),
    "not_above": _limit(above=True),
    "not_below": _limit(above=False),
    "hold": _hold,
    "outcome": _outcome,
}
