"""What the plainer shapes can come to: values, shares, ladders, lines, choices, checklists, arithmetic, functions."""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise, product
from typing import Any

from stationkit.rules.conditions import TestOf
from stationkit.rules.expressions import Literal, Word
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, NOT_COMPUTED, Absent, dominant, is_settled
from stationkit.rules.reach.arithmetic import clamped, divided, multiplied, subtracted
from stationkit.rules.reach.endless import is_endless
from stationkit.rules.reach.frame import ReachFrame, ReachRead
from stationkit.rules.reach.gathering import Part, dominants, total
from stationkit.rules.reach.linking import ReachLinker, Site
from stationkit.rules.reach.probing import key_of
from stationkit.rules.reach.truths import NO, OPEN, YES
from stationkit.rules.reach.values import NUMBERS, Reach, Span, few, join, just, numbers_of, span, without
from stationkit.rules.references import Reference
from stationkit.rules.shapes.arithmetic import Arithmetic, CountOf
from stationkit.rules.shapes.checklist import Check, Checklist
from stationkit.rules.shapes.choice import Choose, Table
from stationkit.rules.shapes.cohort import Cohort
from stationkit.rules.shapes.function import Named
from stationkit.rules.shapes.ladder import Ladder, Line, at_points
from stationkit.rules.shapes.plain import Plain, Share

__all__ = ["SIMPLE", "words_of"]

_ZERO, _ONE = few((0,)), few((1,))


def _plain(shape: Plain, linker: ReachLinker, site: Site) -> ReachRead:
    return linker.value(shape.expression, site)


def _share(shape: Share, linker: ReachLinker, site: Site) -> ReachRead:
    ratio, full = linker.number(shape.of, site), site.full or (lambda _: just(1))

    def run(frame: ReachFrame) -> Reach:
        share, marks = ratio(frame), full(frame)
        numbers = numbers_of(share)
        if numbers is None:
            return Reach(absent=share.absent)
        points = None if marks.span is None else multiplied(clamped(numbers, None, _ONE), marks.span)
        return Reach(points, absent=share.absent | marks.absent)

    return run


# -- ladders and lines ---------------------------------------------------------------------------------------


def _ladder(shape: Ladder, linker: ReachLinker, site: Site) -> ReachRead:
    key, asked = key_of(shape.of), linker.read(shape.of)
    steps = [(row.when, row.skip_missing) for row in shape.steps.rows]
    all_rows = linker.rows(steps, site)
    named_rows = linker.rows([step for step in steps if step[0] is not None], site)
    reads = [(linker.number(row.value, site), isinstance(row.value, Literal | Word)) for row in shape.steps.rows]

    def run(frame: ReachFrame) -> Reach:
        value = asked(frame)
        found = [Reach(absent=frozenset(one for one in value.absent if one.kind != "missing"))]
        if value.is_present:
            present = without(value)
            ways = all_rows.ways(frame, {key: present})
            found.append(linker.under(frame, ((key, present),), lambda _: linker.chosen(frame, ways, reads)))
        if MISSING in value.absent:  # otherwise says nothing of what is missing
            found.append(linker.chosen(frame, named_rows.ways(frame, {key: just(MISSING)}), reads))
        return join(found)

    return run


def _line(shape: Line, linker: ReachLinker, site: Site) -> ReachRead:
    asked = linker.number(shape.of, site)
    reads = [(linker.number(left, site), linker.number(right, site)) for left, right in shape.points]

    def run(frame: ReachFrame) -> Reach:
        value = asked(frame)
        points = [(left(frame), right(frame)) for left, right in reads]
        absent = value.absent.union(*(one.absent for point in points for one in point))
        numbers, bends = numbers_of(value), [(left.span, right.span) for left, right in points]
        if numbers is None or any(one is None for bend in bends for one in bend):
            return Reach(absent=absent)
        return _bent(frame, numbers, bends, absent)

    return run


def _bent(frame: ReachFrame, numbers: Span, bends: list[tuple[Any, Any]], absent: frozenset[Absent]) -> Reach:
    """Give what lies on the line, or, where its points vary, anything between the least and the most of them."""
    if all(left.single and right.single for left, right in bends):
        fixed = [(left.low, right.low) for left, right in bends]
        if any(left[0] >= right[0] for left, right in pairwise(fixed)):
            return Reach(absent=absent | {MISSING})
        return Reach(_on_line(fixed, numbers, frame), absent=absent)
    frame.loosen("line")
    low, high = min(right.low for _, right in bends), max(right.high for _, right in bends)
    return Reach(Span(low, high, None, whole=False, solid=False), absent=absent | {MISSING})


def _on_line(points: list[tuple[Any, Any]], numbers: Span, frame: ReachFrame) -> Span:
    if numbers.points is not None:
        return few(at_points(one, points) for one in numbers.points)  # type: ignore[return-value]  # there are points
    low = points[0][1] if is_endless(numbers.low) else at_points(numbers.low, points)  # type: ignore[arg-type]  # a number
    high = points[-1][1] if is_endless(numbers.high) else at_points(numbers.high, points)  # type: ignore[arg-type]  # a number
    ends = [low, high]
    bends = [worth for value, worth in points if numbers.low <= value <= numbers.high]
    if bends and (min(bends) < min(ends) or max(bends) > max(ends)) and not (numbers.solid and not numbers.whole):
        frame.loosen("line")
    return span(min(ends + bends), max(ends + bends), solid=numbers.solid and not numbers.whole)


# -- words ---------------------------------------------------------------------------------------------------


def words_of(one: Reach, known: Iterable[str]) -> tuple[tuple[str, ...], bool]:
    """Give the words, as texts, that a set may come to among *known*, and whether it may come to another."""
    listed = tuple(dict.fromkeys(known))
    if one.any_word:
        return listed, True
    words = [str(word) for word in one.words]
    numbers = one.span
    if numbers is not None and numbers.points is not None:
        words += [str(point) for point in numbers.points]
    found = [word for word in listed if word in words]
    others = any(word not in listed for word in words)
    if numbers is not None and numbers.points is None:
        found += [word for word in listed if word.lstrip("-").isdigit() and numbers.low <= int(word) <= numbers.high]
        others = True
    return tuple(dict.fromkeys(found)), others


def _choose(shape: Choose, linker: ReachLinker, site: Site) -> ReachRead:
    asked = linker.read(shape.by)
    reads = {word: linker.number(value, site) for word, value in shape.gives.items()}

    def run(frame: ReachFrame) -> Reach:
        value = asked(frame)
        words, others = words_of(value, reads)
        if value.span is not None and value.span.points is None:
            frame.loosen("choose")
        found = [reads[word](frame) for word in words]
        missing = [just(MISSING)] if others else []
        return join([*found, *missing, Reach(absent=value.absent)])

    return run


def _table(shape: Table, linker: ReachLinker, site: Site) -> ReachRead:
    rows, columns = linker.read(shape.rows), linker.read(shape.columns)
    cells = {
        (row, column): linker.number(cell, site)
        for row, line in zip(shape.row_names, shape.cells, strict=False)
        for column, cell in zip(shape.column_names, line, strict=False)
    }

    def run(frame: ReachFrame) -> Reach:
        row, column = rows(frame), columns(frame)
        for one in (row, column):
            if one.span is not None and one.span.points is None:
                frame.loosen("table")
        (down, other_row), (across, other_column) = words_of(row, shape.row_names), words_of(column, shape.column_names)
        found = [cells[cell](frame) for cell in product(down, across) if cell in cells]
        missing = [just(MISSING)] if other_row or other_column else []
        second = column.absent if row.is_present else frozenset()
        return join([*found, *missing, Reach(absent=row.absent | second)])

    return run


# -- checklists ----------------------------------------------------------------------------------------------


def _checklist(shape: Checklist, linker: ReachLinker, site: Site) -> ReachRead:
    rows = [(_present(check, linker, site), linker.number(check.points, site)) for check in shape.checks]

    def run(frame: ReachFrame) -> Reach:
        parts = [_entry(frame, present(frame), points) for present, points in rows]
        absent = dominants(parts)
        if all(part.drops for part in parts):
            absent |= {NOT_APPLICABLE}
        return Reach(total(parts), absent=absent)

    return run


def _entry(frame: ReachFrame, present: Reach, points: ReachRead) -> Part:
    numbers = numbers_of(present)
    absent = present.absent
    there: Span | None = None
    may_be_there = numbers is not None and numbers.points != (0,)
    may_lack = numbers is not None and numbers.low <= 0 <= numbers.high
    if may_be_there:
        worth = points(frame)
        there, absent = worth.span, absent | worth.absent
    spans = [Reach(one) for one in (there, _ZERO if may_lack else None) if one is not None]
    return Part(join(spans).span if spans else None, NOT_APPLICABLE in absent, absent - {NOT_APPLICABLE})


def _present(check: Check, linker: ReachLinker, site: Site) -> ReachRead:
    if check.found:
        return linker.read(Reference(site.id, check.id))
    if check.of is not None:
        return linker.read(check.of)
    assert check.when is not None  # noqa: S101 - one of the three, as read
    test = linker.test(check.when, site)

    def holds(frame: ReachFrame) -> Reach:
        answers = test(frame)
        flags = frozenset(flag for flag, bit in ((True, YES), (False, NO)) if answers & bit)
        return Reach(words=flags, absent=frozenset((MISSING,) if answers & OPEN else ()))

    return holds


# -- arithmetic ----------------------------------------------------------------------------------------------


def _arithmetic(shape: Arithmetic, linker: ReachLinker, site: Site) -> ReachRead:
    reads = [linker.number(part, site) for part in shape.parts]
    operate = {"difference": _difference, "product": _product, "quotient": _quotient}[shape.operation]

    def run(frame: ReachFrame) -> Reach:
        parts = [read(frame) for read in reads]
        absent = _first_absent(parts)
        spans = [numbers_of(part) for part in parts]
        known = [one for one in spans if one is not None]
        return join([absent, operate(known, frame)]) if len(known) == len(parts) else absent

    return run


def _first_absent(parts: list[Reach]) -> Reach:
    """Give the absences of the whole: a settled one before all others, else the first."""
    found: set[Absent] = set()
    for place, part in enumerate(parts):
        others = [one for at, one in enumerate(parts) if at != place]
        for absence in part.absent:
            # An open one shows only where no other part is settled for certain.
            hidden = any(not one.is_present and all(is_settled(other) for other in one.absent) for one in others)
            if is_settled(absence) or not hidden:
                found.add(absence)
    return Reach(absent=frozenset(found))


def _difference(spans: list[Span], _: ReachFrame) -> Reach:
    found = spans[0]
    for other in spans[1:]:
        found = subtracted(found, other)
    return Reach(found)


def _product(spans: list[Span], _: ReachFrame) -> Reach:
    found = spans[0]
    for other in spans[1:]:
        found = multiplied(found, other)
    return Reach(found)


def _quotient(spans: list[Span], frame: ReachFrame) -> Reach:
    found, missing = spans[0], False
    for other in spans[1:]:
        missing = missing or other.low <= 0 <= other.high
        if other.points == (0,):
            return just(MISSING)
        if other.points is None:
            if missing or is_endless(other.low) or is_endless(other.high):
                frame.loosen("quotient")
            other = _whole_steps(other)  # noqa: PLW2901 - the divisor without zero, where it is a count
        found = divided(found, other)
    return join([Reach(found), *([just(MISSING)] if missing else [])])


def _whole_steps(other: Span) -> Span:
    """A count that is not zero is at least one."""
    if not other.whole:
        return other
    low = 1 if other.low == 0 else other.low
    high = -1 if other.high == 0 else other.high
    return Span(low, high, None, whole=True, solid=other.solid)


def _count_of(shape: CountOf, linker: ReachLinker, site: Site) -> ReachRead:
    tests = [linker.test(TestOf(Reference(member), shape.that), site) for member in linker.members(shape.of)]

    def run(frame: ReachFrame) -> Reach:
        answers = [test(frame) for test in tests]
        missing = frozenset((MISSING,) if any(one & OPEN for one in answers) else ())
        if not all(one & (YES | NO) for one in answers):
            return Reach(absent=missing)
        surely = sum(1 for one in answers if not one & NO)
        at_most = sum(1 for one in answers if one & YES)
        return Reach(few(range(surely, at_most + 1)), absent=missing)

    return run


# -- what others compute -------------------------------------------------------------------------------------


def _function(shape: Named, linker: ReachLinker, site: Site) -> ReachRead:
    function = linker.functions.get(shape.function)
    if function is None:
        return lambda _: just(NOT_COMPUTED)
    reads = [linker.read(Reference(*name.split(".", 1))) for name in function.reads]
    full = site.full or (lambda _: just(0))

    def run(frame: ReachFrame) -> Reach:
        values, marks = [read(frame) for read in reads], full(frame)
        frame.loosen("function")
        absent = _of_arguments(values) | marks.absent
        if not all(value.is_present for value in values) or marks.span is None:
            return Reach(absent=absent)
        low, high = (
            marks.span if bound == "full" else Span(bound, bound) for bound in (function.lowest, function.highest)
        )
        return Reach(Span(low.low, high.high, None, whole=False, solid=False), absent=absent | {NOT_COMPUTED})

    return run


def _of_arguments(values: list[Reach]) -> frozenset[Absent]:
    absences = [one for value in values for one in value.absent]
    found = {NOT_APPLICABLE} if NOT_APPLICABLE in absences else set()
    open_ = [one for one in absences if one != NOT_APPLICABLE]
    return frozenset(found | {one for one in open_ if any(dominant(one, other) == one for other in open_)})


def _cohort(shape: Cohort, _: ReachLinker, site: Site) -> ReachRead:
    name = site.id

    def run(frame: ReachFrame) -> Reach:
        if name in frame.cohort:
            return just(frame.cohort[name])
        frame.loosen("cohort")
        numbers = Span(0, 1) if shape.what == "standing" else NUMBERS
        return Reach(numbers, absent=frozenset((MISSING,)))

    return run


SIMPLE: Mapping[type, Callable[[Any, ReachLinker, Site], ReachRead]] = {
    Plain: _plain,
    Share: _share,
    Ladder: _ladder,
    Line: _line,
    Choose: _choose,
    Table: _table,
    Checklist: _checklist,
    Arithmetic: _arithmetic,
    CountOf: _count_of,
    Named: _function,
    Cohort: _cohort,
}
