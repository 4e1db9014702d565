"""Applying layers: what a rulebook does to the one that it extends, change by change, and with what right.

`add` brings a node, a cause, or a line behind a node's `then`; `tighten` makes a part stricter, which is decided;
`substitute` replaces values on a ground; `fill` gives a value to a parameter that the base leaves open. All of it works
on plain tables, so that a resolved rulebook reads as if it had been written in one piece.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from stationkit.errors import InvalidValueError
from stationkit.numbers import Number, read_number
from stationkit.rules.authorship import Authorship, Change
from stationkit.rules.documents import LAYER_TABLES, NODE_TABLES, OTHER_TABLES, RulebookDocument
from stationkit.rules.reading import Collector, TableReader
from stationkit.rules.strictness import Verdict, compare_nodes
from stationkit.words import Words

__all__ = ["Layering"]

_DECLARED = ("measure", "parameter", "scale", "set", "list", "csv", "step", "ranking", "settle")
"""What a layer may declare beside `add`: none of it scores by itself."""

_SUBSTITUTE = Words(zh="[substitute.…] 或 [tighten.…]", en="[substitute.…] or [tighten.…]")
_TEXTS = ("title", "note", "unit", "fault", "found")
"""Keys that say nothing about points."""

_RAISING = ("add", "raise", "not_below", "hold")
"""Lines behind a node that may make a result better."""


class Layering:
    """The tables while layer after layer is applied.

    Attributes:
        to: every problem, those of the layers with their lines.
        tables: the tables as they stand now.
        changes: what the layers did, in order.
        authorship: where every part is written.
    """

    def __init__(self, to: Collector) -> None:
        self.to = to
        self.tables: dict[str, Any] = {}
        self.changes: list[Change] = []
        self.authorship = Authorship()

    def apply(self, document: RulebookDocument) -> None:
        """Take over a layer: its own nodes first, then its changes."""
        own = Collector()
        layer = _Layer(self, document, own)
        layer.declare()
        for verb in LAYER_TABLES:
            if verb in document.tables:
                if not document.extends:
                    own.say(verb, "没有 extends 就没有可改的", f"{verb} needs a rulebook to extend")
                _VERBS[verb](layer, TableReader(document.tables[verb], verb, own))
        self.to.problems.extend(document.located(own.problems))


class _Layer:
    """One layer at work on the tables below it."""

    def __init__(self, work: Layering, document: RulebookDocument, to: Collector) -> None:
        self.work, self.document, self.to = work, document, to
        self.tables = work.tables
        self.reference = document.head.reference

    def declare(self) -> None:
        """Take over the layer's own nodes."""
        for kind in (*NODE_TABLES, *OTHER_TABLES):
            own = self.document.tables.get(kind)
            if own is None:
                continue
            if not isinstance(own, Mapping):
                TableReader(own, kind, self.to)
                continue
            for name, node in own.items():
                self._declare(kind, name, node)

    def _declare(self, kind: str, name: str, node: Any) -> None:
        target = self.tables.setdefault(kind, {})
        if self.document.extends and kind not in _DECLARED:
            self.to.say(f"{kind}.{name}", "在上层规则上增加要写 [add.…]", f"a layer adds with [add.{kind}.{name}]")
        if name in target and kind not in ("csv", "settle"):
            self.to.say(f"{kind}.{name}", f"{name} 在下层规则中已有", f"{name} stands in the base already", _SUBSTITUTE)
        target[name] = deepcopy(node)
        self.note(f"{kind}.{name}", f"{kind}.{name}")

    def note(self, path: str, written: str) -> None:
        """Remember that this layer wrote *path* of the resolved rulebook under *written* in its own file."""
        self.work.authorship.note(path, self.reference, self.document.origin(written))

    def node(self, table: TableReader, kind: str, name: str) -> dict[str, Any] | None:
        """Give the base's table of a node; a name that the base does not have is a problem."""
        known = self.tables.get(kind, {})
        found = known.get(name)
        if kind not in NODE_TABLES or not isinstance(found, dict):
            where = f"{table.path}.{kind}.{name}"
            self.to.unknown(where, Words(zh="下层规则的节点", en="node of the base"), name, known)
            return None
        return found

    def change(self, verb: str, path: str, table: TableReader, **more: Any) -> Change:
        """Keep what the layer did and by what right, and take those keys out of the way."""
        change = Change(
            layer=self.reference,
            verb=verb,
            path=path,
            clause=table.text("clause"),
            ground=table.text("ground"),
            **more,
        )
        self.work.changes.append(change)
        return change


# -- add -----------------------------------------------------------------------------------------------------


def _add(layer: _Layer, table: TableReader) -> None:
    for kind in table.entries():
        inner = table.table(kind)
        if kind not in (*NODE_TABLES, "then"):
            layer.to.unknown(inner.path, Words(zh="节点种类", en="kind of node"), kind, (*NODE_TABLES, "then"))
            continue
        for name in inner.entries():
            if kind == "then":
                _add_lines(layer, inner, name)
            elif set(inner.table(name).entries()) == {"cause"} and name in layer.tables.get(kind, {}):
                _add_causes(layer, inner.table(name).table("cause"), kind, name)
            else:
                _add_node(layer, inner, kind, name)


def _add_node(layer: _Layer, inner: TableReader, kind: str, name: str) -> None:
    table = inner.table(name)
    if any(name in layer.tables.get(other, {}) for other in NODE_TABLES):
        layer.to.say(table.path, f"{name} 在下层规则中已有", f"{name} stands in the base already", _SUBSTITUTE)
        return
    node = {key: deepcopy(table.take(key)) for key in table.entries() if key not in ("takes_from", "ground")}
    gives_way = table.text("takes_from")
    layer.tables.setdefault(kind, {})[name] = node
    layer.note(f"{kind}.{name}", table.path)
    change = layer.change("add", f"{kind}.{name}", table, takes_from=gives_way, now=node)
    if kind == "item" and node.get("in"):
        _give_way(layer, table, node, change)


def _give_way(layer: _Layer, table: TableReader, node: dict[str, Any], change: Change) -> None:
    """A scored addition says what gives way: the item whose full marks it takes over, or the ground for taking none."""
    if not change.takes_from:
        if not change.ground:
            expected = Words(
                zh="takes_from = 让出分值的项，或 ground = 依据",
                en="takes_from = the item whose marks it takes, or ground = why none",
            )
            layer.to.say(table.path, "没有写明谁让出分值", "it does not say what gives way", expected)
        return
    items, path, giver = layer.tables.get("item", {}), table.at("takes_from"), change.takes_from
    if giver not in items or giver == change.node:
        known = [one for one in items if one != change.node]
        layer.to.unknown(path, Words(zh="下层规则的项", en="item of the base"), giver, known)
        return
    left = _minus(items[giver].get("full"), node.get("full"))
    if left is None:
        layer.to.say(path, "标准分不是定数，无法让出", "the full marks are no plain numbers, so none can give way")
    elif left < 0:
        layer.to.say(path, f"{giver} 的标准分不够", f"the full marks of {giver} do not suffice")
    else:
        items[giver] = {
            **items[giver],
            "full": left if isinstance(left, int) else f"{left.numerator}/{left.denominator}",
        }
        layer.note(f"item.{giver}.full", path)


def _minus(whole: object, part: object) -> Number | None:
    try:
        return read_number(whole) - read_number(part)
    except InvalidValueError:
        return None


def _add_causes(layer: _Layer, causes: TableReader, kind: str, name: str) -> None:
    node = layer.tables[kind][name]
    rows = node.get("deduct")
    for cause in causes.entries():
        table = causes.table(cause)
        if not isinstance(rows, list):
            layer.to.say(table.path, f"{name} 没有原因清单", f"{name} has no list of causes")
            return
        if any(isinstance(row, Mapping) and row.get("id") == cause for row in rows):
            layer.to.say(table.path, f"{cause} 在下层规则中已有", f"{cause} stands in the base already", _SUBSTITUTE)
            continue
        own = {key: deepcopy(table.take(key)) for key in table.entries() if key != "ground"}
        change = layer.change("add", f"{kind}.{name}.cause.{cause}", table, now=own)
        if not change.ground and not _loses(own):
            expected = Words(zh="扣分，或写明 ground", en="points that are lost, or its ground")
            layer.to.say(table.path, "未证实新原因只会扣分", "not proved that the new cause only loses", expected)
        rows = [*rows, {"id": cause, **own}]
        node["deduct"] = rows
        layer.note(f"{kind}.{name}.deduct[{len(rows) - 1}]", table.path)


def _loses(cause: Mapping[str, Any]) -> bool:
    """Tell whether a cause can only lose: all, or a number of points that is not negative."""
    try:
        return cause.get("loses") == "all" or read_number(cause.get("points")) >= 0
    except InvalidValueError:
        return False


def _add_lines(layer: _Layer, inner: TableReader, name: str) -> None:
    kinds = ("grade", "group", "item", "step")
    kind = next((one for one in kinds if name in layer.tables.get(one, {})), None)
    if kind is None:
        known = [one for each in kinds for one in layer.tables.get(each, {})]
        layer.to.unknown(inner.at(name), Words(zh="下层规则的节点", en="node of the base"), name, known)
        return
    node = layer.tables[kind][name]
    behind = list(node.get("then", [])) if isinstance(node.get("then", []), list) else []
    if "round" in node and "then" not in node and kind != "grade":  # a bare round is the first line of a `then`
        behind = [{"round": node.pop("round")}]
        layer.work.authorship.move(f"{kind}.{name}.round", f"{kind}.{name}.then[0]")
    for line in inner.rows(name):
        own = {key: deepcopy(line.take(key)) for key in line.entries() if key != "ground"}
        change = layer.change("add", f"then.{name}", line, now=own)
        better = [verb for verb in _RAISING if verb in own]
        if better and not change.ground:
            expected = Words(zh="写明 ground", en="its ground")
            layer.to.say(
                line.path, f"{better[0]} 可能放宽，缺少依据", f"{better[0]} may loosen, without a ground", expected
            )
        behind.append(own)
        layer.note(f"{kind}.{name}.then[{len(behind) - 1}]", line.path)
    node["then"] = behind


# -- tighten and substitute ----------------------------------------------------------------------------------


def _tighten(layer: _Layer, table: TableReader) -> None:
    _each_change(layer, table, "tighten")


def _substitute(layer: _Layer, table: TableReader) -> None:
    _each_change(layer, table, "substitute")


def _each_change(layer: _Layer, table: TableReader, verb: str) -> None:
    for kind in table.entries():
        inner = table.table(kind)
        for name in inner.entries():
            node = layer.node(table, kind, name)
            change = inner.table(name)
            if node is None:
                continue
            if "cause" in change:
                _change_causes(layer, node, change.table("cause"), f"{kind}.{name}", verb)
            own = _without(change, "cause")
            if own or "cause" not in change:
                path = f"{kind}.{name}"
                _record(layer, verb, path, change, own, node, {**node, **own})
                node.update(own, **_clause(change, own))
                for key in own:
                    layer.note(f"{path}.{key}", change.at(key))


def _without(change: TableReader, *more: str) -> dict[str, Any]:
    return {key: deepcopy(change.take(key)) for key in change.entries() if key not in ("clause", "ground", *more)}


def _clause(change: TableReader, own: Mapping[str, Any]) -> dict[str, Any]:
    """Where numbers changed, the clause that changed them is the one that is cited."""
    clause = change.text("clause")
    return {"clause": clause} if clause and any(key not in _TEXTS for key in own) else {}


def _change_causes(layer: _Layer, node: dict[str, Any], causes: TableReader, path: str, verb: str) -> None:
    for name in causes.entries():
        change = causes.table(name)
        rows = node.get("deduct") if isinstance(node.get("deduct"), list) else []
        ids = [row.get("id") if isinstance(row, Mapping) else None for row in rows or ()]
        if name not in ids:
            known = [str(one) for one in ids if one]
            layer.to.unknown(causes.at(name), Words(zh="下层规则的原因", en="cause of the base"), name, known)
            continue
        place, own = ids.index(name), _without(change)
        after = [{**row, **own} if at == place else row for at, row in enumerate(rows or ())]
        _record(layer, verb, f"{path}.cause.{name}", change, own, node, {**node, "deduct": after})
        after[place] |= _clause(change, own)
        node["deduct"] = after
        for key in own:
            layer.note(f"{path}.deduct[{place}].{key}", change.at(key))


def _record(
    layer: _Layer,
    verb: str,
    path: str,
    change: TableReader,
    own: Mapping[str, Any],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    """Keep a change, decide whether it is stricter, and say what it owes."""
    kind, cause = path.split(".", maxsplit=1)[0], path.split(".")[3:]
    if not own:
        layer.to.say(change.path, "没有改动", "it changes nothing")
        return
    verdict = compare_nodes(kind, path.split(".")[1], before, after, layer.tables)
    source = next((row for row in before.get("deduct", ()) if row.get("id") == cause[0]), {}) if cause else before
    told = layer.change(
        verb, path, change, was={key: source.get(key) for key in own if key in source}, now=own, verdict=verdict.kind
    )
    if verb == "substitute" and not told.ground:
        layer.to.say(change.path, "substitute 要写明 ground", "a substitution says its ground")
    if verb == "tighten":
        _check_tighter(layer, change, own, verdict, told.ground)


def _check_tighter(layer: _Layer, change: TableReader, own: Mapping[str, Any], verdict: Verdict, ground: str) -> None:
    keys = [key for key in own if key not in _TEXTS]
    where = change.at(keys[0]) if len(keys) == 1 else change.path
    if verdict.kind in ("laxer", "mixed"):
        expected = Words(
            zh="更严的值；放宽要用 substitute 并写明 ground",
            en="a stricter value; to loosen, use substitute with its ground",
        )
        layer.to.say(where, f"比下层规则宽：{verdict.words.zh}", f"laxer than the base: {verdict.words.en}", expected)
    elif verdict.kind == "undecided" and not ground:
        expected = Words(zh="写明 ground，或用 substitute", en="its ground, or substitute")
        layer.to.say(where, f"未证实更严：{verdict.words.zh}", f"not proved stricter: {verdict.words.en}", expected)


# -- fill ----------------------------------------------------------------------------------------------------


def _fill(layer: _Layer, table: TableReader) -> None:
    for kind in table.entries():
        inner = table.table(kind)
        if kind != "parameter":
            layer.to.unknown(inner.path, Words(zh="可填的种类", en="kind that can be filled"), kind, ["parameter"])
            continue
        for name in inner.entries():
            _fill_parameter(layer, inner, name)


def _fill_parameter(layer: _Layer, inner: TableReader, name: str) -> None:
    node = layer.node(TableReader({}, "fill", layer.to), "parameter", name)
    table = inner.table(name)
    own = {key: table.take(key) for key in ("value", "source", "review_by", "note") if key in table}
    layer.change("fill", f"parameter.{name}", table, now=own)
    table.finish()
    if node is None:
        return
    if "value" in node:
        zh, en = f"下层规则已给 {name} 定值", f"the base sets {name} already"
        layer.to.say(table.path, zh, en, _SUBSTITUTE)
    elif own.get("value") is None:
        layer.to.say(table.path, "缺少 value", "value is missing")
    else:
        node.update(deepcopy(own))
        for key in own:
            layer.note(f"parameter.{name}.{key}", table.at(key))


_VERBS: Mapping[str, Callable[[_Layer, TableReader], None]] = {
    "add": _add,
    "tighten": _tighten,
    "substitute": _substitute,
    "fill": _fill,
}
