"""Rating: reading the scales and the grades of a rulebook from its plain tables."""

from collections.abc import Mapping
from typing import Any

from stationkit.identifiers import is_node_id
from stationkit.rules.conditions import read_condition
from stationkit.rules.expressions import CaseRow, Cases, Expression, Literal, Name, Word, read_cases, read_expression
from stationkit.rules.model import Grade, GradeTable, Move, NotRatable, Scale
from stationkit.rules.reading import Collector, TableReader
from stationkit.rules.references import Reference, parse_reference
from stationkit.rules.shapes import read_inline
from stationkit.rules.shapes.policies import read_grade_policy
from stationkit.words import Words

__all__ = ["read_grade", "read_scale"]

_MOVES = ("lower", "raise", "add", "not_above", "not_below", "hold", "outcome")


def read_scale(table: TableReader, name: str) -> Scale:
    """Read a scale: its words with the best first, and the outcomes outside it."""
    raw = table.take("best_first", [])
    words = tuple(raw) if isinstance(raw, list) else ()
    if len(words) < 2 or not all(type(word) in (int, str) for word in words) or len(set(words)) != len(words):
        table.to.say(
            table.at("best_first"),
            "应为至少两个互不相同的词或整数，最好的在前",
            "expected at least two different words or whole numbers, the best first",
        )
    scale = Scale(id=name, best_first=words, outside=table.names("outside"))
    table.finish()
    return scale


def read_grade(table: TableReader, name: str, scales: Mapping[str, Scale], origin: str) -> Grade:
    """Read a grade: how it starts, and what moves it."""
    scale = table.text("scale", required=True)
    if scale and scale not in scales:
        table.to.unknown(table.at("scale"), Words(zh="等级", en="scale"), scale, scales)
    words = scales.get(scale, Scale(id="", best_first=()))
    how = table.exactly_one(("bands", "start", "table"))
    grade = Grade(
        id=name,
        scale=scale,
        title=table.title(),
        clause=table.text("clause"),
        note=table.text("note"),
        not_ratable=tuple(_read_not_ratable(row) for row in table.rows("not_ratable")),
        start=_read_start(table, how, words) if how in ("bands", "start") else None,
        table=_read_table(table.table("table"), words) if how == "table" else None,
        requires=read_condition(table.take("requires"), table.at("requires"), table.to)
        if "requires" in table
        else None,
        then=tuple(_read_move(row, words) for row in table.rows("then")),
        policy=read_grade_policy(table),
        origin=origin,
    )
    table.finish()
    return grade


def _read_start(table: TableReader, key: str, scale: Scale) -> Cases:
    about = None
    if "of" in table:
        about = table.to.attempt(table.at("of"), lambda: parse_reference(table.take("of")), Reference("unreadable"))
    raw = table.take(key)
    if isinstance(raw, list):
        return read_cases(
            raw,
            table.at(key),
            table.to,
            lambda one, where: _word(one, where, scale, table.to, names=key == "start"),
            about=about,
        )
    return Cases((CaseRow(None, _word(raw, table.at(key), scale, table.to, names=True)),))


def _word(raw: object, path: str, scale: Scale, to: Collector, *, names: bool) -> Expression:
    """Read a word of the scale; behind `start`, and in moves, another word is the name of a node."""
    words = (*scale.best_first, *scale.outside)
    if type(raw) in (int, str) and raw in words:
        return Word(raw)
    if names and isinstance(raw, str) and is_node_id(raw.partition(".")[0]):
        return to.attempt(path, lambda: Name(parse_reference(raw)), Word(0))
    listed = ", ".join(str(word) for word in words)
    to.say(
        path,
        f"{raw!r} 不是等级 {scale.id} 的词",
        f"{raw!r} is no word of the scale {scale.id}",
        Words(zh=listed, en=f"one of {listed}"),
    )
    return Word(0)


def _read_not_ratable(row: TableReader) -> NotRatable:
    reason = NotRatable(
        when=read_condition(row.take("when"), row.at("when"), row.to),
        code=row.text("code", required=True),
        because=row.words("because"),
        skip_missing=row.choice("if_missing", ["skip"], "") == "skip",
    )
    row.finish()
    return reason


def _read_table(table: TableReader, scale: Scale) -> GradeTable:
    names = [tuple(raw) if isinstance(raw := table.take(key), list) else () for key in ("row_names", "column_names")]
    raw = table.take("cells")
    cells = (
        tuple(tuple(row) for row in raw) if isinstance(raw, list) and all(isinstance(row, list) for row in raw) else ()
    )
    if len(cells) != len(names[0]) or any(len(row) != len(names[1]) for row in cells):
        table.to.say(table.at("cells"), "行列数与名称不符", "the cells do not match the names of rows and columns")
    for y, row in enumerate(cells):
        for x, cell in enumerate(row):
            _word(cell, f"{table.at('cells')}[{y}][{x}]", scale, table.to, names=False)
    found = GradeTable(
        rows=table.text("rows", required=True),
        columns=table.text("columns", required=True),
        row_names=names[0],
        column_names=names[1],
        cells=cells,
    )
    table.finish()
    return found


def _read_move(row: TableReader, scale: Scale) -> Move:
    verb = row.exactly_one(_MOVES) or "lower"
    move = Move(
        verb=verb,
        operand=_operand(row, verb, scale),
        when=read_condition(row.take("when"), row.at("when"), row.to) if "when" in row else None,
        skip_missing=row.choice("if_missing", ["skip"], "") == "skip",
        clause=row.text("clause"),
        note=row.text("note"),
    )
    row.finish()
    return move


def _operand(row: TableReader, verb: str, scale: Scale) -> Any:
    raw = row.take(verb)
    if verb in ("lower", "raise", "add"):
        steps = read_expression(raw, row.at(verb), row.to, read_inline)
        if isinstance(steps, Literal) and (not isinstance(steps.value, int) or steps.value < 0):
            row.to.say(row.at(verb), f"应为非负整数，不是 {raw!r}", f"expected a whole number of steps, not {raw!r}")
        return steps
    if verb == "hold":
        words = raw if isinstance(raw, list) and len(raw) == 2 else [None, None]
        return tuple(
            _word(one, f"{row.at(verb)}[{place}]", scale, row.to, names=True) for place, one in enumerate(words)
        )
    return _word(raw, row.at(verb), scale, row.to, names=verb != "outcome")
