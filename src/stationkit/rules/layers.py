"""Layers: a rulebook that extends another says, change by change, what it does to it and with what right.

`add` brings a node, or a line behind a node's `then`; `tighten` makes a part stricter; `substitute` replaces values,
and where it loosens says its ground; `fill` gives a value to a parameter that the base leaves open. Layers work on
plain tables, so that a resolved rulebook reads as if it had been written in one piece, and knows who wrote what.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cached_property
from typing import Any

import attrs

from stationkit.errors import InvalidRulebookError, InvalidValueError, Problem, UnknownNameError
from stationkit.identifiers import parse_rulebook_reference
from stationkit.numbers import Number, read_number
from stationkit.rules.answers import expected_facts
from stationkit.rules.building import build_program
from stationkit.rules.documents import LAYER_TABLES, NODE_TABLES, OTHER_TABLES, RulebookDocument
from stationkit.rules.functions import ScoringFunction
from stationkit.rules.lines import RuleReference
from stationkit.rules.model import Computed, Grade, Head, Measure, Rulebook, weakest_status
from stationkit.rules.nodes import read_nodes
from stationkit.rules.program import Program
from stationkit.rules.provenance import NOWHERE, AbsentPlugin, Provenance
from stationkit.rules.reading import Collector, TableReader
from stationkit.words import Words

__all__ = ["Change", "Layer", "ResolvedRulebook", "resolve"]

MAX_LAYERS = 8


@attrs.frozen(kw_only=True)
class Layer:
    """One layer of a resolved rulebook: which document, from which plugin, of which status."""

    reference: str
    plugin: str
    status: str
    source: str
    digest: str


@attrs.frozen(kw_only=True)
class Change:
    """What a layer did to one node: `add`, `tighten`, `substitute` or `fill`, by which clause, on which ground."""

    layer: str
    verb: str
    path: str
    clause: str = ""
    ground: str = ""


@attrs.frozen(kw_only=True, repr=False)
class ResolvedRulebook:
    """A rulebook with all of its layers applied, its functions bound and its names checked.

    Attributes:
        rulebook: the nodes, as values.
        program: the linked closures.
        layers: the documents, the base first.
        changes: what the layers did, in order.
        rules: node id -> the rule reference that the ledger shows.
        function_plugins: name -> the plugin that brought the scoring or measure function.
        plugin_provenance: plugin -> where it comes from, for every plugin of the host.
        absent_plugins: the plugins that did not speak although they should have been heard.
    """

    rulebook: Rulebook
    program: Program
    layers: tuple[Layer, ...]
    changes: tuple[Change, ...]
    rules: Mapping[str, RuleReference]
    function_plugins: Mapping[str, str] = attrs.field(factory=dict)
    plugin_provenance: Mapping[str, Provenance] = attrs.field(factory=dict)
    absent_plugins: tuple[AbsentPlugin, ...] = ()

    def __repr__(self) -> str:
        return f"ResolvedRulebook({self.head.reference})"

    @property
    def head(self) -> Head:
        """The head of the topmost layer."""
        return self.rulebook.head

    @property
    def status(self) -> str:
        """The weakest status in the chain."""
        return weakest_status(*(layer.status for layer in self.layers))

    @cached_property
    def expected(self) -> Mapping[str, Mapping[str, Measure]]:
        """What it can be told: list id (empty for the subject itself) -> name -> measure."""
        return expected_facts(self.program)

    @property
    def plugins(self) -> tuple[str, ...]:
        """The plugins that spoke: those of the layers and of the functions."""
        measured = [str(measure.recipe.get("function", "")) for measure in self.rulebook.measures]
        named = [self.function_plugins.get(name, "") for name in (*self.program.functions, *measured)]
        return tuple(sorted({name for name in (*named, *(layer.plugin for layer in self.layers)) if name}))

    @property
    def provenance(self) -> tuple[Provenance, ...]:
        """Where each plugin that spoke comes from."""
        return tuple(self.plugin_provenance.get(name, Provenance(plugin=name)) for name in self.plugins)


def resolve(
    document: RulebookDocument,
    documents: Mapping[str, RulebookDocument] | None = None,
    functions: Mapping[str, ScoringFunction] | None = None,
    *,
    function_plugins: Mapping[str, str] | None = None,
    provenance: Mapping[str, Provenance] | None = None,
) -> ResolvedRulebook:
    """Apply the layers of *document*, read its nodes and link its names.

    Args:
        document: the topmost layer.
        documents: `id@version` -> the documents that it may extend.
        functions: name -> the scoring functions that it may call.
        function_plugins: name -> the plugin that brought the function.
        provenance: plugin -> where it comes from.

    Raises:
        InvalidRulebookError: with every problem of the whole chain, each with its path.
        UnknownNameError: a layer extends a rulebook that is not there.
    """
    chain = _chain(document, documents or {})
    to = Collector()
    work = _Work(to)
    for one in chain:
        work.apply(one)
    rulebook = read_nodes(document.head, work.tables, work.origins, to)
    rules = _rules(rulebook, work, chain, function_plugins or {}, provenance or {})
    program = build_program(rulebook, functions or {}, to, rules) if not to.problems else None
    if to.problems or program is None:
        raise InvalidRulebookError(document.source or document.head.reference, tuple(to.problems))
    return ResolvedRulebook(
        rulebook=rulebook,
        program=program,
        layers=tuple(_layer(one) for one in chain),
        changes=tuple(work.changes),
        rules=rules,
        function_plugins=function_plugins or {},
        plugin_provenance=provenance or {},
    )


def _layer(document: RulebookDocument) -> Layer:
    head = document.head
    return Layer(
        reference=head.reference,
        plugin=document.plugin,
        status=head.status,
        source=document.source,
        digest=document.digest,
    )


def _chain(document: RulebookDocument, documents: Mapping[str, RulebookDocument]) -> tuple[RulebookDocument, ...]:
    """Give the documents of the chain, the base first; a circle, or more than eight layers, is refused."""
    chain = [document]
    while chain[0].extends:
        base = _base(chain[0].extends, documents)
        if any(one.head.reference == base.head.reference for one in chain) or len(chain) >= MAX_LAYERS:
            circle = " → ".join(one.head.reference for one in reversed(chain))
            what = Words(
                zh=f"extends 循环或超过 {MAX_LAYERS} 层：{circle}",
                en=f"extends in a circle, or more than {MAX_LAYERS} layers: {circle}",
            )
            raise InvalidRulebookError(document.source, (Problem("extends", what),))
        chain.insert(0, base)
    return tuple(chain)


def _base(reference: str, documents: Mapping[str, RulebookDocument]) -> RulebookDocument:
    name, version = parse_rulebook_reference(reference)
    if version is None:
        found = [one for one in documents.values() if one.id == name]
        if len(found) == 1:
            return found[0]
    elif reference in documents:
        return documents[reference]
    raise UnknownNameError(Words(zh="评分规则", en="rulebook"), reference, tuple(documents))


def _rules(
    rulebook: Rulebook,
    work: "_Work",
    chain: tuple[RulebookDocument, ...],
    function_plugins: Mapping[str, str],
    provenance: Mapping[str, Provenance],
) -> dict[str, RuleReference]:
    by_reference = {one.head.reference: one for one in chain}
    rules = {}
    for node in rulebook.explained:
        layer = by_reference[work.origins.get(node.id, chain[-1].head.reference)]
        function = getattr(node.shape, "function", "") if isinstance(node, Computed) else ""
        plugin = function_plugins.get(function, layer.plugin)
        rules[node.id] = RuleReference(
            node=node.id,
            clause=node.clause or _group_clause(rulebook, node),
            title=node.title,
            rulebook=layer.head.reference,
            plugin=plugin,
            status=layer.head.status,
            provenance=provenance.get(plugin, NOWHERE),
        )
    for name, reference in work.origins.items():
        item, dot, cause = name.partition(".")
        if dot and item in rules:  # a cause that a layer above its item has changed
            layer = by_reference[reference]
            own = rules[item]
            rules[f"{item}.{cause}"] = attrs.evolve(
                own,
                rulebook=reference,
                plugin=layer.plugin,
                status=layer.head.status,
                provenance=provenance.get(layer.plugin, NOWHERE),
            )
    return rules


def _group_clause(rulebook: Rulebook, node: Computed | Grade) -> str:
    """A node without a clause of its own has that of the group it is in."""
    for group in node.groups if isinstance(node, Computed) else ():
        parent = rulebook.nodes.get(group)
        if isinstance(parent, Computed):
            return parent.clause or _group_clause(rulebook, parent)
    return ""


# -- applying ------------------------------------------------------------------------------------------------


class _Work:
    """The tables while layer after layer is applied."""

    def __init__(self, to: Collector) -> None:
        self.to = to
        self.tables: dict[str, Any] = {}
        self.origins: dict[str, str] = {}
        self.changes: list[Change] = []

    def apply(self, document: RulebookDocument) -> None:
        """Take over a layer: its own nodes first, then its changes."""
        reference = document.head.reference
        self._own_nodes(document, reference)
        for verb in LAYER_TABLES:
            if verb in document.tables:
                if not document.extends:
                    self.to.say(verb, "没有 extends 就没有可改的", f"{verb} needs a rulebook to extend")
                _VERBS[verb](self, TableReader(document.tables[verb], verb, self.to), reference)

    def _own_nodes(self, document: RulebookDocument, reference: str) -> None:
        for kind in (*NODE_TABLES, *OTHER_TABLES):
            own = document.tables.get(kind)
            if own is None:
                continue
            target = self.tables.setdefault(kind, {})
            for name, node in own.items() if isinstance(own, Mapping) else ():
                allowed = kind in ("measure", "parameter", "scale", "set", "list", "csv", "step")
                if document.extends and not allowed:
                    self.to.say(
                        f"{kind}.{name}", "在上层规则上增加要写 [add.…]", f"a layer adds with [add.{kind}.{name}]"
                    )
                if name in target and kind != "csv":
                    self.to.say(
                        f"{kind}.{name}", f"{name} 在下层规则中已有", f"{name} stands in the base already", _SUBSTITUTE
                    )
                target[name] = deepcopy(node)
                self.origins[name] = reference

    def node(self, table: TableReader, kind: str, name: str) -> dict[str, Any] | None:
        """Give the base's table of a node; a name that the base does not have is a problem."""
        known = self.tables.get(kind, {})
        if kind not in NODE_TABLES or name not in known:
            self.to.unknown(
                f"{table.path}.{kind}.{name}", Words(zh="下层规则的节点", en="node of the base"), name, known
            )
            return None
        found: dict[str, Any] = known[name]
        return found

    def note(self, verb: str, path: str, reference: str, table: TableReader) -> None:
        """Keep what the layer did and by what right, and take those keys out of the way."""
        clause, ground = table.text("clause"), table.text("ground")
        self.changes.append(Change(layer=reference, verb=verb, path=path, clause=clause, ground=ground))


_SUBSTITUTE = Words(zh="[substitute.…] 或 [tighten.…]", en="[substitute.…] or [tighten.…]")


def _add(work: _Work, table: TableReader, reference: str) -> None:
    for kind in table.entries():
        inner = table.table(kind)
        if kind == "then":
            for name in inner.entries():
                _add_lines(work, inner, name, reference)
        elif kind not in NODE_TABLES:
            work.to.unknown(inner.path, Words(zh="节点种类", en="kind of node"), kind, (*NODE_TABLES, "then"))
        else:
            for name in inner.entries():
                _add_node(work, inner, kind, name, reference)


def _add_node(work: _Work, inner: TableReader, kind: str, name: str, reference: str) -> None:
    raw = inner.take(name)
    target = work.tables.setdefault(kind, {})
    if any(name in work.tables.get(other, {}) for other in NODE_TABLES):
        work.to.say(inner.at(name), f"{name} 在下层规则中已有", f"{name} stands in the base already", _SUBSTITUTE)
        return
    node = dict(raw) if isinstance(raw, Mapping) else {}
    gives_way = node.pop("takes_from", "")
    ground = node.pop("ground", "")
    target[name] = node
    work.origins[name] = reference
    work.changes.append(
        Change(layer=reference, verb="add", path=f"{kind}.{name}", clause=str(node.get("clause", "")), ground=ground)
    )
    if kind == "item" and node.get("in"):
        _give_way(work, inner.at(name), node, gives_way, ground)


def _give_way(work: _Work, path: str, node: dict[str, Any], gives_way: str, ground: str) -> None:
    """A scored addition says what gives way: the item whose full marks it takes over, or the ground for taking none."""
    if not gives_way:
        if not ground:
            expected = Words(
                zh="takes_from = 让出分值的项，或 ground = 依据",
                en="takes_from = the item whose marks it takes, or ground = why none",
            )
            work.to.say(path, "没有写明谁让出分值", "it does not say what gives way", expected)
        return
    items = work.tables.get("item", {})
    if gives_way not in items:
        work.to.unknown(f"{path}.takes_from", Words(zh="下层规则的项", en="item of the base"), gives_way, items)
        return
    left = _minus(items[gives_way].get("full"), node.get("full"))
    if left is None or left < 0:
        work.to.say(f"{path}.takes_from", f"{gives_way} 的标准分不够", f"the full marks of {gives_way} do not suffice")
    else:
        items[gives_way] = {
            **items[gives_way],
            "full": left if isinstance(left, int) else f"{left.numerator}/{left.denominator}",
        }


def _minus(whole: object, part: object) -> Number | None:
    try:
        return read_number(whole) - read_number(part)
    except InvalidValueError:
        return None


def _add_lines(work: _Work, inner: TableReader, name: str, reference: str) -> None:
    for kind in ("grade", "group", "item", "step"):
        node = work.tables.get(kind, {}).get(name)
        if node is not None:
            lines = inner.take(name)
            listed = lines if isinstance(lines, list) else []
            clauses = [str(line.get("clause", "")) for line in listed if isinstance(line, Mapping)]
            work.tables[kind][name] = {**node, "then": [*node.get("then", []), *listed]}
            work.changes.append(
                Change(layer=reference, verb="add", path=f"then.{name}", clause="；".join(filter(None, clauses)))
            )
            return
    known = [one for kind in ("grade", "group", "item", "step") for one in work.tables.get(kind, {})]
    work.to.unknown(inner.at(name), Words(zh="下层规则的节点", en="node of the base"), name, known)


def _tighten(work: _Work, table: TableReader, reference: str) -> None:
    _each_change(work, table, reference, "tighten", _tightened)


def _substitute(work: _Work, table: TableReader, reference: str) -> None:
    _each_change(work, table, reference, "substitute", lambda *_: None)


def _each_change(work: _Work, table: TableReader, reference: str, verb: str, check: Callable[..., None]) -> None:
    for kind in table.entries():
        inner = table.table(kind)
        for name in inner.entries():
            node = work.node(table, kind, name)
            change = inner.table(name)
            if node is None:
                continue
            if "cause" in change:
                _change_causes(work, node, change.table("cause"), f"{kind}.{name}", reference, verb, check)
            own = _without(change, "cause")
            if own:
                work.note(verb, f"{kind}.{name}", reference, change)
                _check_ground(work, change, verb, own)
                check(work, change, node, own)
                node.update(own)


def _without(change: TableReader, *more: str) -> dict[str, Any]:
    return {key: change.take(key) for key in change.entries() if key not in ("clause", "ground", *more)}


def _change_causes(
    work: _Work,
    node: dict[str, Any],
    causes: TableReader,
    path: str,
    reference: str,
    verb: str,
    check: Callable[..., None],
) -> None:
    for name in causes.entries():
        change = causes.table(name)
        rows = node.get("deduct", [])
        place = next(
            (place for place, row in enumerate(rows) if isinstance(row, Mapping) and row.get("id") == name), None
        )
        if place is None:
            known = [str(row.get("id")) for row in rows if isinstance(row, Mapping)]
            work.to.unknown(causes.at(name), Words(zh="下层规则的原因", en="cause of the base"), name, known)
            continue
        own = _without(change)
        work.note(verb, f"{path}.cause.{name}", reference, change)
        _check_ground(work, change, verb, own)
        check(work, change, rows[place], own)
        clause = change.take("clause", "")
        own |= {"clause": clause} if clause else {}
        node["deduct"] = [{**row, **own} if at == place else row for at, row in enumerate(rows)]
        work.origins[f"{path.partition('.')[2]}.{name}"] = reference


def _check_ground(work: _Work, change: TableReader, verb: str, own: Mapping[str, Any]) -> None:
    if verb == "substitute" and own and "ground" not in change:
        work.to.say(change.path, "substitute 要写明 ground", "a substitution says its ground")


def _tightened(work: _Work, change: TableReader, base: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    """Check each part by itself: losses no smaller, ceilings no lower, thresholds no easier, marks no higher."""
    for key, value in own.items():
        rule = _STRICTER.get(key)
        if rule is None:
            listed = ", ".join(sorted(_STRICTER))
            work.to.say(
                change.at(key),
                f"tighten 不能改 {key}",
                f"tighten cannot change {key}",
                Words(zh=listed, en=f"one of {listed}"),
            )
        elif key not in base and key not in ("up_to", "loses"):
            work.to.say(change.at(key), f"下层规则没有 {key}", f"the base has no {key}")
        elif not rule(base.get(key), value):
            expected = Words(
                zh="更严的值；放宽要用 substitute 并写明 ground",
                en="a stricter value; to loosen, use substitute with its ground",
            )
            work.to.say(
                change.at(key),
                f"{value} 比下层规则的 {base.get(key)} 宽",
                f"{value} is laxer than the base's {base.get(key)}",
                expected,
            )


def _compared(holds: Callable[[Number, Number], bool]) -> Callable[[object, object], bool]:
    def compare(base: object, own: object) -> bool:
        try:
            return holds(read_number(base), read_number(own))
        except InvalidValueError:
            return False

    return compare


_STRICTER: Mapping[str, Callable[[Any, Any], bool]] = {
    "points": _compared(lambda base, own: own >= base),
    "up_to": _compared(lambda base, own: own >= base),
    "below": _compared(lambda base, own: own >= base),
    "above": _compared(lambda base, own: own <= base),
    "per": _compared(lambda base, own: own <= base),
    "full": _compared(lambda base, own: own == base),
    "loses": lambda _, own: own == "all",
}


def _fill(work: _Work, table: TableReader, reference: str) -> None:
    for kind in table.entries():
        inner = table.table(kind)
        if kind != "parameter":
            work.to.unknown(inner.path, Words(zh="可填的种类", en="kind that can be filled"), kind, ["parameter"])
            continue
        for name in inner.entries():
            _fill_parameter(work, inner, name, reference)


def _fill_parameter(work: _Work, inner: TableReader, name: str, reference: str) -> None:
    node = work.node(TableReader({}, "fill", work.to), "parameter", name)
    change = inner.table(name)
    work.note("fill", f"parameter.{name}", reference, change)
    value, source = change.take("value"), change.text("source")
    change.finish()
    if node is None:
        return
    if "value" in node:
        work.to.say(
            change.path,
            f"下层规则已给 {name} 定值 {node['value']}",
            f"the base sets {name} to {node['value']}",
            _SUBSTITUTE,
        )
    elif value is None:
        work.to.say(change.path, "缺少 value", "value is missing")
    else:
        work.tables["parameter"][name] = {**node, "value": value, **({"source": source} if source else {})}
        work.origins[name] = reference


_VERBS: Mapping[str, Callable[[_Work, TableReader, str], None]] = {
    "add": _add,
    "tighten": _tighten,
    "substitute": _substitute,
    "fill": _fill,
}
