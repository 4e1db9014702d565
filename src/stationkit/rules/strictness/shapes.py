"""Shapes compared: what two versions of a shape give for every answer to the facts that they read."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any

from stationkit.numbers import Number, exact
from stationkit.rules.conditions import Condition
from stationkit.rules.expressions import Literal, Name, Word, read_cases
from stationkit.rules.reading import Collector
from stationkit.rules.references import Reference
from stationkit.rules.strictness.causes import Table, compare_conditions, compare_lists, number_of
from stationkit.rules.strictness.grids import Domains, Grid, holds
from stationkit.rules.strictness.verdicts import Tally, UndecidedError, shown_at

__all__ = ["SHAPES", "Rank", "compare_cases", "compare_shapes"]

Marks = tuple[Number, Number]
Rank = Callable[[object], Number | None]
"""How good a value is, where that is known: a number, or the place of a word on its scale."""

SHAPES = ("deduct", "share", "points", "ladder", "line", "choose", "table", "checklist", "is")


def compare_shapes(key: str, base: Table, own: Table, marks: Marks, domains: Domains, item: str) -> Tally:
    """Compare the shape *key* of two versions of a node, as shares of their full marks.

    Raises:
        UndecidedError: the shape, or what changed in it, is not decided here.
    """
    if key == "deduct":
        return compare_lists(base, own, marks, domains, item)
    if key not in _COMPARE:
        raise UndecidedError(f"{key} 的变化不在可判定之列", f"a change of {key} is not decided")
    return _COMPARE[key](base[key], own[key], marks, domains)


def _share(base: Any, own: Any, _: Marks, __: Domains) -> Tally:
    if base != own:
        raise UndecidedError("所取的比率不同", "another ratio is taken")
    return Tally()


def _points(base: Any, own: Any, marks: Marks, _: Domains) -> Tally:
    """Points as they are: a plain number, or the same unknown number of other full marks."""
    tally = Tally()
    left, right = number_of(base), number_of(own)
    if left is not None and right is not None:
        tally.differ(min(right, marks[1]) * marks[0] - min(left, marks[0]) * marks[1], {})
    elif base != own:
        raise UndecidedError("分值不是定数", "the points are no plain number")
    elif marks[0] != marks[1]:
        tally.differ(marks[0] - marks[1], {str(base): "…"})
    return tally


def _ladder(base: Any, own: Any, marks: Marks, domains: Domains) -> Tally:
    _same(base, own, "of")
    about = Reference(*str(base["of"]).split(".", 1))
    rank = _scaled(marks)
    return compare_cases(base.get("steps"), own.get("steps"), rank, domains, about=about)


def _scaled(marks: Marks) -> tuple[Rank, Rank]:
    def rank(by: Number) -> Rank:
        return lambda value: None if (number := number_of(value)) is None else number * by

    return rank(marks[1]), rank(marks[0])


def _same(base: Any, own: Any, *keys: str) -> None:
    if not isinstance(base, Mapping) or not isinstance(own, Mapping):
        raise UndecidedError("无法读取", "it cannot be read")
    for key in keys:
        if base.get(key) != own.get(key):
            raise UndecidedError(f"{key} 不同", f"{key} is another")


def compare_cases(
    base: Any, own: Any, ranks: tuple[Rank, Rank], domains: Domains, *, about: Reference | None = None
) -> Tally:
    """Compare two lists of cases, of which the first that holds decides.

    Raises:
        UndecidedError: they cannot be read, or there are too many cases.
    """
    before, after = _rows(base, about), _rows(own, about)
    grid = Grid(domains)
    for when, _, __ in (*before, *after):
        grid.see(when)
    if about is not None:
        grid.add(str(about))
    tally = Tally()
    for point in grid.points():
        was, now = _first(before, point, domains), _first(after, point, domains)
        _compare_values(was, now, ranks, point, tally)
    if not grid.is_exact:
        tally.doubt()
    return tally


_Row = tuple[Condition | None, object, bool]
_NOTHING = object()


def _rows(raw: Any, about: Reference | None) -> list[_Row]:
    to = Collector()
    if not isinstance(raw, list):
        raise UndecidedError("不是行的列表", "it is no list of rows")
    cases = read_cases(raw, "", to, lambda one, _: Word(one), about=about)  # type: ignore[arg-type]  # a value as written
    if to.problems:
        raise UndecidedError("行无法读取", "the rows cannot be read")
    return [(row.when, _written(row.value), row.skip_missing) for row in cases.rows]


def _written(value: object) -> object:
    if isinstance(value, Word):
        return value.word
    return value.value if isinstance(value, Literal) else value.reference if isinstance(value, Name) else value


def _first(rows: list[_Row], point: Mapping[str, Any], domains: Domains) -> object:
    """Give the value of the first row that holds; nothing where that is undetermined, or none does."""
    for when, value, skip in rows:
        held = holds(when, point, domains)
        if held:
            return value
        if held is None and not skip:
            return _NOTHING
    return _NOTHING


def _compare_values(was: object, now: object, ranks: tuple[Rank, Rank], point: Mapping[str, Any], tally: Tally) -> None:
    left = None if was is _NOTHING else ranks[0](was)
    right = None if now is _NOTHING else ranks[1](now)
    if left is not None and right is not None:
        tally.differ(right - left, point)
    elif was is _NOTHING and now is _NOTHING:
        return
    elif was != now or ranks[0] is not ranks[1]:
        where = shown_at(point)
        tally.undecided(f"{where.zh}，二者不可比", f"{where.en} they cannot be compared")


def _line(base: Any, own: Any, marks: Marks, domains: Domains) -> Tally:
    """Two lines bend at their named points only."""
    _same(base, own, "of")
    lines = [_named_points(one.get("points")) for one in (base, own)]
    domain = domains(str(base["of"]))
    bends: set[Number] = {at for line in lines for at, _ in line}
    bends |= {bound for bound in (domain.low, domain.high) if bound is not None}
    if domain.whole:
        bends = {one for at in bends for one in (floor(at), ceil(at))}
    tally = Tally()
    for at in sorted(one for one in bends if domain.fits(one)):
        tally.differ(_on(lines[1], at) * marks[0] - _on(lines[0], at) * marks[1], {str(base["of"]): at})
    return tally


def _named_points(raw: Any) -> list[tuple[Number, Number]]:
    rows = [tuple(number_of(one) for one in row) for row in raw] if isinstance(raw, list) else []
    if not rows or any(len(row) != 2 or None in row for row in rows):
        raise UndecidedError("折点不是定数", "the points of the line are no plain numbers")
    return rows  # type: ignore[return-value]  # two numbers each


def _on(line: list[tuple[Number, Number]], at: Number) -> Number:
    if at <= line[0][0]:
        return line[0][1]
    for (left, low), (right, high) in itertools.pairwise(line):
        if at <= right:
            return exact(low + (high - low) * Fraction(at - left) / (right - left))
    return line[-1][1]


def _choose(base: Any, own: Any, marks: Marks, _: Domains) -> Tally:
    _same(base, own, "by")
    tally = Tally()
    before, after = base.get("gives", {}), own.get("gives", {})
    if set(before) != set(after):
        raise UndecidedError("选项不同", "the words are others")
    for word in before:
        _compare_numbers(before[word], after[word], marks, {str(base["by"]): word}, tally)
    return tally


def _compare_numbers(base: Any, own: Any, marks: Marks, at: Mapping[str, object], tally: Tally) -> None:
    left, right = number_of(base), number_of(own)
    if left is not None and right is not None:
        tally.differ(right * marks[0] - left * marks[1], at)
    elif base != own or marks[0] != marks[1]:
        tally.undecided("分值不是定数", "the points are no plain number")


def _table(base: Any, own: Any, marks: Marks, _: Domains) -> Tally:
    _same(base, own, "rows", "columns", "row_names", "column_names")
    tally = Tally()
    for at, was, now in _cells(base, own):
        _compare_numbers(was, now, marks, at, tally)
    return tally


def _cells(base: Any, own: Any) -> Iterator[tuple[dict[str, object], Any, Any]]:
    try:
        for place, row in enumerate(base["row_names"]):
            for at, column in enumerate(base["column_names"]):
                named = {str(base["rows"]): row, str(base["columns"]): column}
                yield named, base["cells"][place][at], own["cells"][place][at]
    except (LookupError, TypeError):
        raise UndecidedError("表格无法读取", "the table cannot be read") from None


def _checklist(base: Any, own: Any, marks: Marks, domains: Domains) -> Tally:
    """Each entry earns its points: fewer points, or more to show, is stricter; a new entry is laxer."""
    tally = Tally()
    before, after = ({str(row.get("id")): row for row in rows if isinstance(row, Mapping)} for rows in (base, own))
    for name, row in before.items():
        other = after.get(name)
        if other is None:
            tally.differ(-1, {name: "…"})
            continue
        if row.get("of") != other.get("of") or ("found" in row) != ("found" in other):
            raise UndecidedError(f"{name} 的来源不同", f"{name} is shown by another thing")
        _compare_numbers(row.get("points"), other.get("points"), marks, {name: True}, tally)
        tally.merge(compare_conditions(other.get("when"), row.get("when"), domains))
    for name in after:
        if name not in before:
            tally.differ(1, {name: True})
    return tally


def _is(base: Any, own: Any, marks: Marks, domains: Domains) -> Tally:
    if isinstance(base, list) and isinstance(own, list):
        return compare_cases(base, own, _scaled(marks), domains)
    return _points(base, own, marks, domains)


_COMPARE: Mapping[str, Callable[[Any, Any, Marks, Domains], Tally]] = {
    "share": _share,
    "points": _is,
    "ladder": _ladder,
    "line": _line,
    "choose": _choose,
    "table": _table,
    "checklist": _checklist,
    "is": _is,
}
