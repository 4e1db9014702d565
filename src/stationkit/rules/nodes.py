"""Reading nodes: from the plain tables of a rulebook, all layers applied, to checked values.

Every mistake is reported with its path; nothing is guessed and nothing unknown is passed over.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from stationkit.numbers import Number, read_number
from stationkit.rules.conditions import read_condition
from stationkit.rules.csv_forms import read_csv_form
from stationkit.rules.dated import DatedValue, governing, is_dated, read_dated
from stationkit.rules.expressions import CaseRow, Cases, Expression, Word, read_expression
from stationkit.rules.model import (
    Computed,
    Grade,
    Head,
    Measure,
    Node,
    Parameter,
    Rulebook,
    Scale,
    SubjectList,
)
from stationkit.rules.rating import read_grade, read_scale
from stationkit.rules.reading import Collector, TableReader
from stationkit.rules.settlements import Settlement
from stationkit.rules.settling import read_ranking, read_settlement
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


def read_nodes(
    head: Head, tables: Mapping[str, Any], origins: Mapping[str, str], to: Collector, *, on: date | None = None
) -> Rulebook:
    """Read the nodes, sets, scales and lists of a rulebook.

    Args:
        head: whose they are.
        tables: the plain tables, all layers applied.
        origins: which layer wrote a node.
        to: where problems go.
        on: the day for which dated parameters are read.
    """
    table = TableReader(tables, "", to)
    scales = _named(table, "scale", read_scale)
    nodes: dict[str, Node] = {}
    for kind in ("measure", "parameter", "step", "item", "group"):
        inner = table.table(kind)
        for name in inner.entries():
            _keep(nodes, inner, name, _read_node(kind, inner, name, origins.get(name, head.reference), on), to)
    _read_grades(table.table("grade"), nodes, scales, origins, head, to)
    sets = _read_sets(table.table("set"), nodes)
    rulebook = Rulebook(
        head=head,
        nodes=nodes,
        sets=sets,
        scales=scales,
        lists=_named(table, "list", _read_list),
        csv=read_csv_form(table.table("csv")),
        rankings=_named(table, "ranking", read_ranking),
        settlement=_settlement(table, scales, nodes),
    )
    _check_scale_words(rulebook, to)
    return rulebook


def _read_grades(
    grades: TableReader,
    nodes: dict[str, Node],
    scales: Mapping[str, Scale],
    origins: Mapping[str, str],
    head: Head,
    to: Collector,
) -> None:
    for name in grades.entries():
        _keep(
            nodes,
            grades,
            name,
            read_grade(grades.table(name), grades.identifier(name), scales, origins.get(name, head.reference)),
            to,
        )


def _settlement(table: TableReader, scales: Mapping[str, Scale], nodes: Mapping[str, Node]) -> Settlement | None:
    if "settle" not in table:
        return None
    on_scales = {node.id: node.scale for node in nodes.values() if isinstance(node, Grade)}
    return read_settlement(table.table("settle"), scales, on_scales)


def _keep(nodes: dict[str, Node], inner: TableReader, name: str, node: Node, to: Collector) -> None:
    if name in nodes:
        to.say(inner.at(name), f"{name} 已经用作别的节点", f"{name} names another node already")
    nodes[name] = node


def _named(table: TableReader, key: str, read: Any) -> dict[str, Any]:
    inner = table.table(key)
    return {name: read(inner.table(name), inner.identifier(name)) for name in inner.entries()}


def _read_node(kind: str, inner: TableReader, name: str, origin: str, on: date | None) -> Node:
    table = inner.table(name)
    inner.identifier(name)
    if kind == "measure":
        return _read_measure(table, name)
    if kind == "parameter":
        return _read_parameter(table, name, on)
    return _read_computed(table, name, kind, origin)


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
        title=table.title(),
        clause=table.text("clause"),
        note=table.text("note"),
        unit=table.text("unit"),
        better=table.choice("better", ("higher", "lower"), ""),
        one_of=_one_of(table, kind),
        between=_between(table),
        when_empty=_when_empty(table),
        list=table.text("list"),
        recipe=recipes,
        also_by=table.text("also_by"),
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


def _read_parameter(table: TableReader, name: str, on: date | None) -> Parameter:
    raw: object = table.take("value")
    dated: tuple[DatedValue, ...] = ()
    if is_dated(raw):
        dated = read_dated(raw, table.at("value"), table.to, read_inline)
    holds = governing(dated, on)
    parameter = Parameter(
        id=name,
        title=table.title(),
        clause=table.text("clause"),
        note=table.text("note"),
        unit=table.text("unit"),
        value=(holds.value if holds is not None else None) if dated else _expression(table, "value"),
        source=table.text("source") or (holds.source if holds is not None else ""),
        review_by=_review_by(table, holds),
        dated=dated,
    )
    table.finish()
    return parameter


def _review_by(table: TableReader, holds: DatedValue | None) -> date | None:
    """A dated value may have a day of its own; else that of the parameter counts."""
    own = table.day("review_by")
    return holds.review_by if holds is not None and holds.review_by is not None else own


def _read_computed(table: TableReader, name: str, role: str, origin: str) -> Computed:
    computed = Computed(
        id=name,
        role=role,
        shape=read_shape(table, role) or _NO_SHAPE,
        title=table.title(),
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
        also_by=table.text("also_by"),
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
    found = SubjectList(id=name, title=table.title())
    table.finish()
    return found
