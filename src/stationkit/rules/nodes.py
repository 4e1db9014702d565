"""Reading nodes: from the plain tables of a rulebook, all layers applied, to checked values.

Every mistake is reported with its path; nothing is guessed and nothing unknown is passed over.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from stationkit.identifiers import is_node_id
from stationkit.numbers import Number, read_number
from stationkit.rules.conditions import read_condition
from stationkit.rules.expressions import CaseRow, Cases, Expression, Name, Word, read_cases, read_expression
from stationkit.rules.model import (
    Computed,
    CsvColumn,
    CsvForm,
    Grade,
    GradeTable,
    Head,
    Measure,
    Move,
    Node,
    NotRatable,
    Parameter,
    Rulebook,
    Scale,
    SubjectList,
)
from stationkit.rules.reading import Collector, TableReader
from stationkit.rules.references import Reference, parse_reference
from stationkit.rules.shapes import read_inline, read_shape
from stationkit.rules.shapes.afterwards import read_then
from stationkit.rules.shapes.plain import Plain
from stationkit.rules.shapes.policies import read_policy
from stationkit.words import Words

__all__ = ["KINDS", "RECIPES", "read_nodes"]

KINDS = ("count", "decimal", "ratio", "flag", "choice")
RECIPES = (
    *("count", "ratio", "sum", "distinct", "flag", "days"),
    *("per_person_month", "cadence", "station", "reported", "function"),
)
"""The names of the recipes of measures; what they mean is the business of `measures/`."""

_MOVES = ("lower", "raise", "add", "not_above", "not_below", "hold", "outcome")


def read_nodes(head: Head, tables: Mapping[str, Any], origins: Mapping[str, str], to: Collector) -> Rulebook:
    """Read the nodes, sets, scales and lists of a rulebook; *origins* says which layer wrote a node."""
    table = TableReader(tables, "", to)
    scales = _named(table, "scale", _read_scale)
    nodes: dict[str, Node] = {}
    for kind in ("measure", "parameter", "step", "item", "group"):
        inner = table.table(kind)
        for name in inner.entries():
            _keep(nodes, inner, name, _read_node(kind, inner, name, origins.get(name, head.reference)), to)
    grades = table.table("grade")
    for name in grades.entries():
        _keep(
            nodes,
            grades,
            name,
            _read_grade(grades.table(name), grades.identifier(name), scales, origins.get(name, head.reference)),
            to,
        )
    sets = _read_sets(table.table("set"), nodes)
    rulebook = Rulebook(
        head=head,
        nodes=nodes,
        sets=sets,
        scales=scales,
        lists=_named(table, "list", _read_list),
        csv=_read_csv(table.table("csv")),
    )
    _check_scale_words(rulebook, to)
    return rulebook


def _keep(nodes: dict[str, Node], inner: TableReader, name: str, node: Node, to: Collector) -> None:
    if name in nodes:
        to.say(inner.at(name), f"{name} 已经用作别的节点", f"{name} names another node already")
    nodes[name] = node


def _named(table: TableReader, key: str, read: Any) -> dict[str, Any]:
    inner = table.table(key)
    return {name: read(inner.table(name), inner.identifier(name)) for name in inner.entries()}


def _read_node(kind: str, inner: TableReader, name: str, origin: str) -> Node:
    table = inner.table(name)
    inner.identifier(name)
    if kind == "measure":
        return _read_measure(table, name)
    if kind == "parameter":
        return _read_parameter(table, name)
    return _read_computed(table, name, kind, origin)


def _title(table: TableReader) -> Words:
    title = table.words("title")
    if not title:
        table.to.say(table.at("title"), "缺少标题（zh 或 en）", "no title (zh or en)")
    return title


def _read_measure(table: TableReader, name: str) -> Measure:
    kind = table.choice("kind", KINDS, "")
    if not kind:
        listed = ", ".join(KINDS)
        table.to.say(
            table.at("kind"), "没有写明种类", "it does not say its kind", Words(zh=listed, en=f"one of {listed}")
        )
    recipes = {key: table.take(key) for key in RECIPES if key in table}
    if len(recipes) > 1:
        listed = ", ".join(recipes)
        table.to.say(table.path, f"只能有一个算法：{listed}", f"only one recipe: {listed}")
    measure = Measure(
        id=name,
        kind=kind or "count",
        title=_title(table),
        clause=table.text("clause"),
        note=table.text("note"),
        unit=table.text("unit"),
        better=table.choice("better", ("higher", "lower"), ""),
        one_of=_one_of(table, kind),
        between=_between(table),
        when_empty=_when_empty(table),
        list=table.text("list"),
        recipe=recipes,
    )
    table.finish()
    return measure


def _one_of(table: TableReader, kind: str) -> tuple[Number | str, ...]:
    raw = table.take("one_of", [])
    if not isinstance(raw, list):
        table.to.say(table.at("one_of"), "应为列表", "expected a list")
        return ()
    if kind == "choice":
        return tuple(str(one) for one in raw)
    return tuple(
        table.to.attempt(f"{table.at('one_of')}[{place}]", partial(read_number, one), 0)
        for place, one in enumerate(raw)
    )


def _between(table: TableReader) -> tuple[Number, Number] | None:
    raw = table.take("between")
    if raw is None:
        return None
    if not isinstance(raw, list) or len(raw) != 2:
        table.to.say(table.at("between"), "应为 [下限, 上限]", "expected [low, high]")
        return None
    low, high = (table.to.attempt(table.at("between"), partial(read_number, one), 0) for one in raw)
    if low > high:
        table.to.say(table.at("between"), "下限高于上限", "low is above high")
    return low, high


def _when_empty(table: TableReader) -> Number | str:
    raw = table.take("when_empty", "")
    if raw in ("", "missing", "not-applicable"):
        return str(raw)
    return table.to.attempt(table.at("when_empty"), lambda: read_number(raw), 0)


def _expression(table: TableReader, key: str) -> Expression | None:
    return read_expression(table.take(key), table.at(key), table.to, read_inline) if key in table else None


def _read_parameter(table: TableReader, name: str) -> Parameter:
    parameter = Parameter(
        id=name,
        title=_title(table),
        clause=table.text("clause"),
        note=table.text("note"),
        unit=table.text("unit"),
        value=_expression(table, "value"),
        source=table.text("source"),
    )
    table.finish()
    return parameter


def _read_computed(table: TableReader, name: str, role: str, origin: str) -> Computed:
    computed = Computed(
        id=name,
        role=role,
        shape=read_shape(table, role) or _NO_SHAPE,
        title=_title(table),
        clause=table.text("clause"),
        note=table.text("note"),
        unit=table.text("unit"),
        groups=table.names("in"),
        weight=_expression(table, "weight"),
        full=_full(table, role),
        requires=read_condition(table.take("requires"), table.at("requires"), table.to)
        if "requires" in table
        else None,
        then=read_then(table, read_inline),
        policy=read_policy(table),
        origin=origin,
    )
    table.finish()
    return computed


_NO_SHAPE = Plain(Cases((CaseRow(None, Word(0)),)))


def _full(table: TableReader, role: str) -> Expression | None:
    if role == "item" and "full" not in table:
        table.to.say(table.path, "缺少标准分 full", "an item says its full marks: full")
    if role == "step" and "full" in table:
        table.to.say(table.at("full"), "步骤没有标准分", "a step has no full marks")
    return _expression(table, "full")


# -- grades --------------------------------------------------------------------------------------------------


def _read_scale(table: TableReader, name: str) -> Scale:
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


def _read_grade(table: TableReader, name: str, scales: Mapping[str, Scale], origin: str) -> Grade:
    scale = table.text("scale", required=True)
    if scale and scale not in scales:
        table.to.unknown(table.at("scale"), Words(zh="等级", en="scale"), scale, scales)
    words = scales.get(scale, Scale(id="", best_first=()))
    how = table.exactly_one(("bands", "start", "table"))
    grade = Grade(
        id=name,
        scale=scale,
        title=_title(table),
        clause=table.text("clause"),
        note=table.text("note"),
        not_ratable=tuple(_read_not_ratable(row) for row in table.rows("not_ratable")),
        start=_read_start(table, how, words) if how in ("bands", "start") else None,
        table=_read_table(table.table("table")) if how == "table" else None,
        then=tuple(_read_move(row, words) for row in table.rows("then")),
        policy=read_policy(table),
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


def _read_table(table: TableReader) -> GradeTable:
    names = [tuple(raw) if isinstance(raw := table.take(key), list) else () for key in ("row_names", "column_names")]
    raw = table.take("cells")
    cells = (
        tuple(tuple(row) for row in raw) if isinstance(raw, list) and all(isinstance(row, list) for row in raw) else ()
    )
    if len(cells) != len(names[0]) or any(len(row) != len(names[1]) for row in cells):
        table.to.say(table.at("cells"), "行列数与名称不符", "the cells do not match the names of rows and columns")
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
        return read_expression(raw, row.at(verb), row.to, read_inline)
    if verb == "hold":
        words = raw if isinstance(raw, list) and len(raw) == 2 else [None, None]
        return tuple(
            _word(one, f"{row.at(verb)}[{place}]", scale, row.to, names=True) for place, one in enumerate(words)
        )
    return _word(raw, row.at(verb), scale, row.to, names=verb != "outcome")


def _check_scale_words(rulebook: Rulebook, to: Collector) -> None:
    words = {word for scale in rulebook.scales.values() for word in (*scale.best_first, *scale.outside)}
    for name in words & set(rulebook.nodes):
        to.say(f"scale: {name}", f"{name} 既是等级用词又是节点", f"{name} is a word of a scale and a node")


# -- sets, lists, tables of facts ----------------------------------------------------------------------------


def _read_sets(table: TableReader, nodes: Mapping[str, Node]) -> dict[str, tuple[str, ...]]:
    sets = {table.identifier(name): table.names(name) for name in table.entries()}
    for name, members in sets.items():
        if name in nodes:
            table.to.say(table.at(name), f"{name} 已经用作节点", f"{name} names a node already")
        if not members:
            table.to.say(table.at(name), "集合是空的", "the set is empty")
        for member in members:
            if member not in nodes:
                table.to.unknown(table.at(name), Words(zh="成员", en="member"), member, nodes)
    return sets


def _read_list(table: TableReader, name: str) -> SubjectList:
    found = SubjectList(id=name, title=_title(table))
    table.finish()
    return found


def _read_csv(table: TableReader) -> CsvForm:
    columns = table.table("columns")
    form = CsvForm(
        id=table.text("id") or "id",
        missing=tuple(table.names("missing")) or ("",),
        columns={name: _read_column(columns, name) for name in columns.entries()},
    )
    table.finish()
    return form


def _read_column(columns: TableReader, name: str) -> CsvColumn:
    raw = columns.take(name)
    if isinstance(raw, str):
        return CsvColumn(column=raw)
    table = TableReader(raw, columns.at(name), columns.to)
    values = table.table("values")
    column = CsvColumn(
        column=table.text("column") or name,
        values={key: _cell(values.take(key), values.at(key), columns.to) for key in values.entries()},
        otherwise=_cell(table.take("otherwise"), table.at("otherwise"), columns.to) if "otherwise" in table else None,
        missing=table.names("missing") if "missing" in table else None,
    )
    table.finish()
    return column


def _cell(raw: object, path: str, to: Collector) -> Any:
    if isinstance(raw, bool | str):
        return raw
    return to.attempt(path, lambda: read_number(raw), 0)
