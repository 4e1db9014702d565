"""The shapes, one small module each, and the one table that knows them all.

Adding a shape touches its own file and this table.
"""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from stationkit.numbers import Number, read_number
from stationkit.rules.conditions import read_test
from stationkit.rules.expressions import Cases, Inline, read_cases, read_expression
from stationkit.rules.reading import Collector, TableReader
from stationkit.rules.references import Reference, parse_reference
from stationkit.rules.shapes.arithmetic import OPERATIONS, Arithmetic, CountOf
from stationkit.rules.shapes.causes import Causes, read_causes
from stationkit.rules.shapes.checklist import Check, Checklist
from stationkit.rules.shapes.choice import Choose, Table
from stationkit.rules.shapes.cohort import Cohort
from stationkit.rules.shapes.combination import HOWS, Combination
from stationkit.rules.shapes.function import Named
from stationkit.rules.shapes.ladder import Ladder, Line
from stationkit.rules.shapes.lists import ACROSS, ForEach
from stationkit.rules.shapes.plain import Plain, Share
from stationkit.rules.shapes.weights import read_weights
from stationkit.rules.shaping import Shape
from stationkit.words import Words

__all__ = ["ROLES", "read_inline", "read_shape"]

ReadShape = Callable[[TableReader, str], Shape]
_NOWHERE = Reference("unreadable")


def _expression(table: TableReader, key: str) -> Any:
    return read_expression(table.take(key), table.at(key), table.to, read_inline)


def _reference(table: TableReader, key: str) -> Reference:
    return table.to.attempt(table.at(key), lambda: parse_reference(table.take(key)), _NOWHERE)


def _plain(table: TableReader, key: str) -> Shape:
    if "for_each" in table:
        return _for_each(table, "for_each")
    return Plain(_expression(table, key))


def _combined(table: TableReader, key: str) -> Shape:
    """Read `sum = [...]`, `sum = "set"`, and the same for mean, lowest and highest."""
    raw = table.take(key)
    if isinstance(raw, str):
        return Combination(how=key, of=raw)
    return Combination(how=key, parts=_parts(raw, table, key))


def _parts(raw: object, table: TableReader, key: str) -> tuple[Any, ...]:
    if not isinstance(raw, list) or not raw:
        table.to.say(
            table.at(key), "应为集合的名称或非空列表", "expected the name of a set or a list that is not empty"
        )
        return ()
    return tuple(
        read_expression(one, f"{table.at(key)}[{place}]", table.to, read_inline) for place, one in enumerate(raw)
    )


def _arithmetic(table: TableReader, key: str) -> Shape:
    parts = _parts(table.take(key), table, key)
    if len(parts) < 2:
        table.to.say(table.at(key), "至少两个部分", "at least two parts are needed")
    return Arithmetic(key, parts)


def _count(table: TableReader, key: str) -> Shape:
    inner = table.table(key)
    shape = CountOf(inner.text("of", required=True), read_test(inner.take("that"), inner.at("that"), inner.to))
    inner.finish()
    return shape


def _combine(table: TableReader, key: str) -> Shape:
    how = table.choice(key, HOWS, "sum")
    raw = table.take("of")
    weights = None
    if "weights" in table:
        weights = read_weights(table.take("weights"), table.at("weights"), table.to, read_inline)
    if isinstance(raw, str):
        return Combination(how=how, of=raw, weights=weights)
    return Combination(how=how, parts=() if raw is None else _parts(raw, table, "of"), weights=weights)


def _for_each(table: TableReader, key: str) -> Shape:
    return ForEach(
        list=table.text(key, required=True),
        each=table.text("is", required=True),
        across=table.choice("across", ACROSS, "mean"),
        weigh_by=table.text("weigh_by"),
    )


def _causes(table: TableReader, key: str) -> Shape:
    causes = read_causes(table.take(key), table.at(key), table.to, read_inline)
    if "floor" not in table:
        return Causes(causes)
    if table.take("floor") == "none":
        return Causes(causes, None)
    return Causes(causes, _expression(table, "floor"))


def _share(table: TableReader, key: str) -> Shape:
    inner = table.table(key) if isinstance(table.take(key), Mapping) else None
    if inner is None:
        return Share(_expression(table, key))
    shape = Share(_expression(inner, "of"))
    inner.finish()
    return shape


def _ladder(table: TableReader, key: str) -> Shape:
    inner = table.table(key)
    of = _reference(inner, "of")
    raw = inner.take("steps", [])
    steps: Cases = read_cases(
        raw if isinstance(raw, list) else [],
        inner.at("steps"),
        inner.to,
        lambda one, where: read_expression(one, where, inner.to, read_inline),
        about=of,
    )
    inner.finish()
    return Ladder(of, steps)


def _line(table: TableReader, key: str) -> Shape:
    inner = table.table(key)
    of = _expression(inner, "of")
    raw = inner.take("points")
    pairs = [one for one in raw if isinstance(one, list) and len(one) == 2] if isinstance(raw, list) else []
    if not isinstance(raw, list) or len(pairs) != len(raw) or len(pairs) < 2:
        inner.to.say(inner.at("points"), "应为至少两个 [值, 得分]", "expected at least two pairs [value, points]")
        pairs = [[0, 0], [1, 1]]
    points = tuple((_number(inner, one[0]), _number(inner, one[1])) for one in pairs)
    if any(left[0] >= right[0] for left, right in pairwise(points)):
        inner.to.say(inner.at("points"), "各点的值应递增", "the values of the points must rise")
    inner.finish()
    return Line(of, points)


def _number(table: TableReader, raw: object) -> Number:
    return table.to.attempt(table.at("points"), lambda: read_number(raw), 0)


def _choose(table: TableReader, key: str) -> Shape:
    inner = table.table(key)
    by, gives = _reference(inner, "by"), inner.table("gives")
    shape = Choose(by, {word: _expression(gives, word) for word in list(gives.entries())})
    inner.finish()
    return shape


def _table(table: TableReader, key: str) -> Shape:
    inner = table.table(key)
    names = [
        tuple(str(one) for one in raw) if isinstance(raw := inner.take(part), list) else ()
        for part in ("row_names", "column_names")
    ]
    raw_cells = inner.take("cells")
    cells = raw_cells if isinstance(raw_cells, list) else []
    if len(cells) != len(names[0]) or any(not isinstance(row, list) or len(row) != len(names[1]) for row in cells):
        inner.to.say(inner.at("cells"), "行列数与名称不符", "the cells do not match the names of rows and columns")
        cells = []
    shape = Table(
        rows=_reference(inner, "rows"),
        columns=_reference(inner, "columns"),
        row_names=names[0],
        column_names=names[1],
        cells=tuple(
            tuple(
                read_expression(cell, f"{inner.at('cells')}[{y}][{x}]", inner.to, read_inline)
                for x, cell in enumerate(row)
            )
            for y, row in enumerate(cells)
        ),
    )
    inner.finish()
    return shape


def _checklist(table: TableReader, key: str) -> Shape:
    return Checklist(tuple(_check(row) for row in table.rows(key)))


def _check(row: TableReader) -> Check:
    from stationkit.rules.conditions import read_condition

    origin = row.exactly_one(("of", "when", "found"))
    found = row.text("found")
    check = Check(
        id=row.text("id", required=True),
        title=row.words("title") or Words(zh=found),
        points=_expression(row, "points"),
        of=_reference(row, "of") if origin == "of" else None,
        when=read_condition(row.take("when"), row.at("when"), row.to) if origin == "when" else None,
        found=found,
    )
    row.finish()
    return check


def _function(table: TableReader, key: str) -> Shape:
    return Named(table.text(key, required=True))


def _cohort(table: TableReader, key: str) -> Shape:
    inner = table.table(key)
    shape = Cohort(
        what=key,
        of=inner.text("of", required=True),
        within=inner.text("within"),
        best=inner.choice("best", ("highest", "lowest"), "highest"),
        share=inner.number("share"),
    )
    inner.finish()
    return shape


_ARITHMETIC: Mapping[str, ReadShape] = {
    **dict.fromkeys(("sum", "mean", "lowest", "highest"), _combined),
    **dict.fromkeys(OPERATIONS, _arithmetic),
    "count": _count,
    "choose": _choose,
    "table": _table,
    "line": _line,
    "ladder": _ladder,
}
_STEP: Mapping[str, ReadShape] = {
    **_ARITHMETIC,
    "is": _plain,
    "combine": _combine,
    "function": _function,
    "standing": _cohort,
    "quantile": _cohort,
}
_ITEM: Mapping[str, ReadShape] = {
    **_ARITHMETIC,
    "is": _plain,
    "points": _plain,
    "deduct": _causes,
    "share": _share,
    "checklist": _checklist,
    "function": _function,
}
_GROUP: Mapping[str, ReadShape] = {"combine": _combine, "is": _plain}

ROLES: Mapping[str, Mapping[str, ReadShape]] = {"step": _STEP, "item": _ITEM, "group": _GROUP}
"""Which shapes a step, an item and a group may have, by their key."""


def read_shape(table: TableReader, role: str) -> Shape | None:
    """Read the one shape of a node from its table; none or several are problems."""
    readers = ROLES[role]
    key = table.exactly_one(readers)
    return readers[key](table, key) if key is not None else None


def read_inline(raw: Mapping[str, object], path: str, to: Collector) -> Any:
    """Read a shape written in place of a number: `{ product = ["shifts", "yuan-per-shift"] }`."""
    table = TableReader(raw, path, to)
    key = table.exactly_one(_ARITHMETIC)
    shape = _ARITHMETIC[key](table, key) if key is not None else Plain(Inline(Plain(Cases(()))))
    table.finish()
    return shape
