"""What a grade can come to: its start, then every move on every word that it may stand at."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from stationkit.rules.expressions import Expression
from stationkit.rules.model import Grade, GradeTable, Move, Scale
from stationkit.rules.outcomes import MISSING, NOT_COMPUTED, Absent, NodeValue
from stationkit.rules.reach.endless import is_endless
from stationkit.rules.reach.frame import ReachFrame, ReachRead
from stationkit.rules.reach.linking import ReachLinker, Site
from stationkit.rules.reach.truths import NO, OPEN, YES
from stationkit.rules.reach.values import Reach, join, just, numbers_of
from stationkit.rules.references import Reference
from stationkit.rules.shapes.policies import stand_in

__all__ = ["link_grade"]

Words = tuple[int | str, ...]


def link_grade(grade: Grade, scale: Scale, linker: ReachLinker, site: Site) -> ReachRead:
    """Give what a grade can come to."""
    begin = _begin(grade, scale, linker, site)
    moves = [_link_move(move, scale, linker, site) for move in grade.then]
    words = (*scale.best_first, *scale.outside)
    own_name = any(_reads(move, site.id) for move in grade.then)

    def rate(frame: ReachFrame) -> Reach:
        start = begin(frame)
        frame.values[site.slot] = start
        if not moves:
            return start
        running = _values(start, words)
        if len(running) > 1 and (own_name or _has_gaps(start)):
            frame.loosen("moves")
        ended: dict[NodeValue, None] = {}
        for move in moves:
            running = _moved(frame, move, running, ended)
        return join(just(one) for one in (*ended, *running))

    return rate


def _reads(move: Move, name: str) -> bool:
    from stationkit.rules.conditions import condition_references

    return move.when is not None and any(str(one) == name for _, one in condition_references(move.when))


def _has_gaps(start: Reach) -> bool:
    return start.span is not None and start.span.points is None


def _values(one: Reach, words: Words) -> dict[NodeValue, None]:
    """Give every word of the scale, and every absence, that a set holds."""
    found: dict[NodeValue, None] = dict.fromkeys(one.absent)
    for word in words:
        if isinstance(word, int):
            numbers = one.span
            inside = numbers is not None and numbers.low <= word <= numbers.high
            if inside and (numbers is None or numbers.points is None or word in numbers.points):
                found[word] = None
        elif one.any_word or word in one.words:
            found[word] = None
    return found


_Moves = Callable[[ReachFrame, NodeValue], Iterable[NodeValue]]


def _moved(
    frame: ReachFrame, move: "_Move", running: Mapping[NodeValue, None], ended: dict[NodeValue, None]
) -> dict[NodeValue, None]:
    following: dict[NodeValue, None] = {}
    for value in running:
        if isinstance(value, Absent):
            ended[value] = None
            continue
        for after, is_last in move(frame, value):
            (ended if is_last else following)[after] = None
    return following


_Move = Callable[[ReachFrame, NodeValue], Iterable[tuple[NodeValue, bool]]]


def _link_move(move: Move, scale: Scale, linker: ReachLinker, site: Site) -> _Move:
    shift = _SHIFTS[move.verb](move, scale, linker, site)
    test = linker.test(move.when, site) if move.when is not None else None
    outside = frozenset(scale.outside)

    def act(frame: ReachFrame, value: NodeValue) -> Iterable[tuple[NodeValue, bool]]:
        frame.running = just(value)
        answers = YES if test is None else test(frame)
        if answers & OPEN and not move.skip_missing:
            yield MISSING, True
        if answers & NO or (answers & OPEN and move.skip_missing):
            yield value, False
        if answers & YES:
            for after in shift(frame, value):
                yield after, isinstance(after, Absent) or move.verb == "outcome" or after in outside

    return act


# -- the start -----------------------------------------------------------------------------------------------


def _begin(grade: Grade, scale: Scale, linker: ReachLinker, site: Site) -> ReachRead:
    start = _start(grade, scale, linker, site)
    reasons = [(one.when, one.skip_missing) for one in grade.not_ratable]
    if not reasons:
        return _replacing(start, grade)
    rows = linker.rows([*reasons, (None, False)], site)
    codes = [just(Absent("not-ratable", one.code, one.because)) for one in grade.not_ratable]
    reads = [(_constant(code), True) for code in codes]
    last = (_replacing(start, grade), False)

    def begin(frame: ReachFrame) -> Reach:
        return linker.chosen(frame, rows.ways(frame), [*reads, last])

    return begin


def _constant(one: Reach) -> ReachRead:
    return lambda _: one


def _replacing(start: ReachRead, grade: Grade) -> ReachRead:
    policies = {"missing": grade.policy.if_missing, "not-applicable": grade.policy.if_not_applicable}

    def replaced(frame: ReachFrame) -> Reach:
        value = start(frame)
        if not value.absent:
            return value
        stands = [stand_in(policies[one.kind], None) if one.kind in policies else one for one in value.absent]
        return join([Reach(value.span, value.words, value.any_word), *(just(one) for one in stands)])

    return replaced


def _start(grade: Grade, scale: Scale, linker: ReachLinker, site: Site) -> ReachRead:
    if grade.table is not None:
        return _table(grade.table, linker)
    if grade.start is None:
        return lambda _: just(MISSING)
    return linker.cases(grade.start, site, lambda one: _on_scale(one, scale, linker, site))


def _on_scale(expression: Expression, scale: Scale, linker: ReachLinker, site: Site) -> ReachRead:
    read, words = linker.value(expression, site), (*scale.best_first, *scale.outside)

    def on_scale(frame: ReachFrame) -> Reach:
        value = read(frame)
        found = _values(value, words)
        kept = [just(one) for one in found]
        return join([*kept, just(NOT_COMPUTED)]) if _may_be_other(value, words) else join(kept)

    return on_scale


def _may_be_other(value: Reach, words: Words) -> bool:
    """Tell whether a set holds anything that is no word of the scale."""
    if value.any_word or any(one not in words for one in value.words):
        return True
    numbers = numbers_of(value)
    if numbers is None:
        return False
    if numbers.points is not None:
        return any(point not in words for point in numbers.points)
    if is_endless(numbers.low) or is_endless(numbers.high) or not numbers.whole:
        return True
    return any(one not in words for one in range(int(numbers.low), int(numbers.high) + 1)[:1000])  # type: ignore[arg-type]  # numbers


def _table(table: GradeTable, linker: ReachLinker) -> ReachRead:
    row, column = linker.read(Reference(table.rows)), linker.read(Reference(table.columns))

    def read(frame: ReachFrame) -> Reach:
        down, across = row(frame), column(frame)
        rows, columns = _values(down, table.row_names), _values(across, table.column_names)
        others = _may_be_other(down, table.row_names) or _may_be_other(across, table.column_names)
        found = [
            just(table.cells[y][x])
            for y, one in enumerate(table.row_names)
            for x, other in enumerate(table.column_names)
            if one in rows and other in columns
        ]
        second = across.absent if down.is_present else frozenset()
        return join([*found, *([just(MISSING)] if others else []), Reach(absent=down.absent | second)])

    return read


# -- shifts --------------------------------------------------------------------------------------------------

_Shift = Callable[[ReachFrame, NodeValue], Iterable[NodeValue]]


def _by_steps(sign: int) -> Callable[[Move, Scale, ReachLinker, Site], _Shift]:
    def link(move: Move, scale: Scale, linker: ReachLinker, site: Site) -> _Shift:
        steps = linker.number(move.operand, site)  # type: ignore[arg-type]  # an expression, as read
        words = scale.best_first

        def shift(frame: ReachFrame, value: NodeValue) -> Iterable[NodeValue]:
            number = steps(frame)
            yield from number.absent
            numbers = numbers_of(number)
            if numbers is None or value not in words:
                yield from () if numbers is None else (value,)
                return
            place = words.index(value)
            for step in _whole_steps(numbers, len(words)):
                yield words[max(0, min(place + sign * step, len(words) - 1))]

        return shift

    return link


def _whole_steps(numbers: Any, most: int) -> Iterable[int]:
    if numbers.points is not None:
        return dict.fromkeys(int(one) for one in numbers.points)
    low = -most if is_endless(numbers.low) else max(-most, int(numbers.low))
    high = most if is_endless(numbers.high) else min(most, int(numbers.high))
    return range(min(low, most), max(high, -most) + 1)


def _limit(*, above: bool) -> Callable[[Move, Scale, ReachLinker, Site], _Shift]:
    def link(move: Move, scale: Scale, linker: ReachLinker, site: Site) -> _Shift:
        return _limited_by(move.operand, scale, linker, site, above=above)

    return link


def _limited_by(operand: Any, scale: Scale, linker: ReachLinker, site: Site, *, above: bool) -> _Shift:
    limit = _on_scale(operand, scale, linker, site)
    words = (*scale.best_first, *scale.outside)
    ranks = {word: place for place, word in enumerate(scale.best_first)}

    def shift(frame: ReachFrame, value: NodeValue) -> Iterable[NodeValue]:
        for word in _values(limit(frame), words):
            if isinstance(word, Absent):
                yield word
            elif value not in ranks or word not in ranks:
                yield value
            else:
                better = ranks[value] < ranks[word]  # type: ignore[index]  # words of the scale, as just seen
                yield word if word != value and better == above else value

    return shift


def _hold(move: Move, scale: Scale, linker: ReachLinker, site: Site) -> _Shift:
    low, high = move.operand  # type: ignore[misc,str-unpack]  # two words, as read
    floor = _limited_by(low, scale, linker, site, above=False)
    ceiling = _limited_by(high, scale, linker, site, above=True)

    def shift(frame: ReachFrame, value: NodeValue) -> Iterable[NodeValue]:
        for one in floor(frame, value):
            yield from (one,) if isinstance(one, Absent) else ceiling(frame, one)

    return shift


def _outcome(move: Move, _: Scale, __: ReachLinker, ___: Site) -> _Shift:
    word: NodeValue = move.operand.word  # type: ignore[union-attr]  # a word, as read
    return lambda _, __: (word,)


_SHIFTS: Mapping[str, Callable[[Move, Scale, ReachLinker, Site], _Shift]] = {
    "lower": _by_steps(1),
    "raise": _by_steps(-1),
    "add": _by_steps(-1),
    "not_above": _limit(above=True),
    "not_below": _limit(above=False),
    "hold": _hold,
    "outcome": _outcome,
}
