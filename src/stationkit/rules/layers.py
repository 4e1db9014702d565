"""Layers: a chain of documents, each on the one before, resolved into one rulebook that knows who said what.

The changes are applied on plain tables (`layering`), parameters take the value of the day, then the tables are read and
linked once. Every problem of the chain comes at once, each with the file and the line that it stands in.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import attrs

from stationkit.errors import InvalidRulebookError, Problem, UnknownNameError
from stationkit.identifiers import parse_rulebook_reference
from stationkit.rules.answers import expected_facts
from stationkit.rules.authorship import Authorship, Change
from stationkit.rules.building import build_program
from stationkit.rules.dated import DatedValue, governing
from stationkit.rules.documents import NODE_TABLES, RulebookDocument, head_meaning
from stationkit.rules.functions import ScoringFunction
from stationkit.rules.headline import Headline, find_headline
from stationkit.rules.layering import Layering
from stationkit.rules.limits import MAX_LAYERS
from stationkit.rules.lines import RuleReference
from stationkit.rules.meaning import digest, meaning
from stationkit.rules.model import Computed, Grade, Head, Measure, Parameter, Rulebook, weakest_status
from stationkit.rules.nodes import read_nodes
from stationkit.rules.program import Program
from stationkit.rules.provenance import NOWHERE, AbsentPlugin, Provenance
from stationkit.rules.reach.program import ReachProgram, link_reach
from stationkit.rules.reading import Collector
from stationkit.words import Words

__all__ = ["Change", "Layer", "Origin", "ResolvedRulebook", "resolve"]


@attrs.frozen(kw_only=True)
class Layer:
    """One layer of a resolved rulebook: which document, from which plugin, of which status."""

    reference: str
    plugin: str
    status: str
    source: str
    digest: str


@attrs.frozen(kw_only=True)
class Origin:
    """Which layers said what of one node, or of one cause.

    Attributes:
        name: `closed-loop`, or `closed-loop.open-overdue` for a cause.
        said: `id@version` of every layer that said something of it, the one that brought it first.
        changes: what the later ones did.
        place: the file and the line that brought it.
    """

    name: str
    said: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    place: str = ""

    @property
    def layer(self) -> str:
        """The layer whose word stands."""
        return self.said[-1]


@attrs.frozen(kw_only=True, repr=False)
class ResolvedRulebook:
    """A rulebook with all of its layers applied, its functions bound and its names checked.

    Attributes:
        rulebook: the nodes, as values.
        program: the linked closures.
        layers: the documents, the base first.
        changes: what the layers did, in order.
        rules: node id -> the rule reference that the ledger shows.
        on: the day whose values dated parameters have; nothing where none was asked for.
        tables: the plain tables after all changes: the rulebook as if it had been written in one piece.
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
    on: date | None = None
    tables: Mapping[str, Any] = attrs.field(factory=dict, eq=False)
    _written: "_Written" = attrs.field(eq=False)
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
    def headline(self) -> Headline:
        """The nodes that a result is known by."""
        return find_headline(self.rulebook, self.program)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the resolved meaning: what all layers say together, with the values of the day."""
        head = {key: value for key, value in head_meaning(self.head).items() if key != "extends"}
        dated = {node.id: str(governs and governs.since) for node, governs in self._dated()}
        return digest({"head": head, "status": self.status, "tables": meaning(self.tables), "dated": dated})

    def _dated(self) -> Iterator[tuple[Parameter, DatedValue | None]]:
        for node in self.rulebook.nodes.values():
            if isinstance(node, Parameter) and node.dated:
                yield node, governing(node.dated, self.on)

    def origin_of(self, name: str) -> Origin:
        """Tell which layers said what of a node, or of a cause (`item.cause`).

        Raises:
            UnknownNameError: the rulebook has no such node or cause.
        """
        return self._written.origin(name, self)

    def located(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Give problems about this rulebook with the files and lines that they are about."""
        return self._written.located(problems)

    @cached_property
    def expected(self) -> Mapping[str, Mapping[str, Measure]]:
        """What it can be told: list id (empty for the subject itself) -> name -> measure."""
        return expected_facts(self.program)

    @cached_property
    def reach(self) -> ReachProgram:
        """The same rulebook over sets of values: what can still come out while facts are open."""
        return link_reach(self.program, self.expected)

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
    on: date | None = None,
    provenance: Mapping[str, Provenance] | None = None,
) -> ResolvedRulebook:
    """Apply the layers of *document*, read its nodes and link its names.

    Args:
        document: the topmost layer.
        documents: `id@version` -> the documents that it may extend.
        functions: name -> the scoring functions that it may call.
        function_plugins: name -> the plugin that brought the function.
        on: the day for which it is resolved: a dated parameter has the value of that day, and is open without one.
        provenance: plugin -> where it comes from.

    Raises:
        InvalidRulebookError: with every problem of the whole chain, each with its path.
        UnknownNameError: a layer extends a rulebook that is not there.
    """
    chain = _chain(document, documents or {}, on)
    to = Collector()
    work = Layering(to)
    for one in chain:
        work.apply(one)
    written = _Written(chain, work.authorship, work.tables)
    rulebook = read_nodes(document.head, work.tables, written.origins, to, on=on)
    rules = _rules(rulebook, work, written, function_plugins or {}, provenance or {})
    program = build_program(rulebook, functions or {}, to, rules) if not to.problems else None
    if to.problems or program is None:
        raise InvalidRulebookError(document.source or document.head.reference, written.located(to.problems))
    return ResolvedRulebook(
        rulebook=rulebook,
        program=program,
        layers=tuple(_layer(one) for one in chain),
        changes=tuple(work.changes),
        rules=rules,
        function_plugins=function_plugins or {},
        on=on,
        tables=work.tables,
        written=written,
        plugin_provenance=provenance or {},
    )


class _Written:
    """Finds the files and lines of a resolved rulebook."""

    def __init__(self, chain: tuple[RulebookDocument, ...], authorship: Authorship, tables: Mapping[str, Any]) -> None:
        self._documents = {one.head.reference: one for one in chain}
        self._top = chain[-1]
        self._authorship = authorship
        self._kinds = {name: kind for kind in NODE_TABLES for name in _names(tables.get(kind))}

    @property
    def origins(self) -> dict[str, str]:
        """Node -> the layer that brought it."""
        found = {name: self._authorship.find(f"{kind}.{name}") for name, kind in self._kinds.items()}
        return {name: written.layer for name, written in found.items() if written is not None}

    @property
    def top(self) -> str:
        """The topmost layer."""
        return self._top.head.reference

    def document(self, layer: str) -> RulebookDocument:
        """Give the document of a layer."""
        return self._documents[layer]

    def place(self, path: str) -> str:
        """Give the file and line of a path; of the topmost file where the path is nowhere."""
        head = path.partition(".")[0].partition("[")[0]
        full = f"{self._kinds[head]}.{path}" if head in self._kinds else path
        written = self._authorship.find(full)
        if written is None:
            return self._top.place(path) if self._top.text else ""
        document = self._documents[written.layer]
        return document.place(written.path) if document.text else ""

    def located(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Give the problems with their places, where they have none yet."""
        return tuple(one if one.place else attrs.evolve(one, place=self.place(one.where)) for one in problems)

    def origin(self, name: str, resolved: ResolvedRulebook) -> Origin:
        """Tell which layers said what of a node or a cause."""
        node, _, cause = name.partition(".")
        if node not in self._kinds:
            raise UnknownNameError(Words(zh="节点", en="node"), name, tuple(self._kinds))
        path = f"{self._kinds[node]}.{node}"
        if cause:
            path = f"{path}.deduct[{_cause_place(resolved.tables, self._kinds[node], node, cause)}]"
        changes = tuple(
            one
            for one in resolved.changes
            if (one.node == node and one.cause == cause and not (one.verb == "add" and one.path.startswith("then.")))
            or (not cause and node in (one.takes_from, one.node))
        )
        brought = self._authorship.find(path)
        first = brought.layer if brought is not None else self._top.head.reference
        said = dict.fromkeys((first, *(one.layer for one in changes)))
        return Origin(name=name, said=tuple(said), changes=changes, place=self.place(path))


def _names(table: object) -> tuple[str, ...]:
    return tuple(table) if isinstance(table, Mapping) else ()


def _cause_place(tables: Mapping[str, Any], kind: str, node: str, cause: str) -> int:
    rows = tables[kind][node].get("deduct", [])
    ids = [row.get("id") for row in rows]
    if cause not in ids:
        raise UnknownNameError(Words(zh="原因", en="cause"), f"{node}.{cause}", tuple(f"{node}.{one}" for one in ids))
    return ids.index(cause)


def _layer(document: RulebookDocument) -> Layer:
    head = document.head
    return Layer(
        reference=head.reference,
        plugin=document.plugin,
        status=head.status,
        source=document.source,
        digest=document.digest,
    )


def _chain(
    document: RulebookDocument, documents: Mapping[str, RulebookDocument], on: date | None
) -> tuple[RulebookDocument, ...]:
    """Give the documents of the chain, the base first; a circle, or more than eight layers, is refused."""
    chain = [document]
    while chain[0].extends:
        base = _base(chain[0].extends, documents, on)
        if any(one.head.reference == base.head.reference for one in chain) or len(chain) >= MAX_LAYERS:
            circle = " → ".join(one.head.reference for one in reversed(chain))
            what = Words(
                zh=f"extends 循环或超过 {MAX_LAYERS} 层：{circle}",
                en=f"extends in a circle, or more than {MAX_LAYERS} layers: {circle}",
            )
            raise InvalidRulebookError(document.source, (Problem("extends", what),))
        chain.insert(0, base)
    return tuple(chain)


def _base(reference: str, documents: Mapping[str, RulebookDocument], on: date | None) -> RulebookDocument:
    """Find what a layer extends: the version that it names, else the one that governs on the day."""
    name, version = parse_rulebook_reference(reference)
    if version is None:
        found = [one for one in documents.values() if one.id == name and (on is None or one.effective.covers(on))]
        if len(found) == 1:
            return found[0]
    elif reference in documents:
        return documents[reference]
    raise UnknownNameError(Words(zh="评分规则", en="rulebook"), reference, tuple(documents))


def _rules(
    rulebook: Rulebook,
    work: Layering,
    written: _Written,
    function_plugins: Mapping[str, str],
    provenance: Mapping[str, Provenance],
) -> dict[str, RuleReference]:
    """Give what the ledger says of each node's rule: by the layer whose word stands, of the weakest status."""
    origins = written.origins
    spoke = {name: [layer] for name, layer in origins.items()}
    for change in work.changes:
        if not change.cause and change.verb != "add":
            spoke.setdefault(change.node, []).append(change.layer)
    rules = {}
    for node in rulebook.explained:
        layers = [written.document(one) for one in spoke.get(node.id, [written.top])]
        function = getattr(node.shape, "function", "") if isinstance(node, Computed) else ""
        plugin = function_plugins.get(function, layers[-1].plugin)
        rules[node.id] = RuleReference(
            node=node.id,
            clause=node.clause or _group_clause(rulebook, node),
            title=node.title,
            rulebook=layers[-1].head.reference,
            plugin=plugin,
            status=weakest_status(*(one.head.status for one in layers)),
            provenance=provenance.get(plugin, NOWHERE),
        )
    for change in work.changes:
        if change.cause and change.node in rules:  # a layer above its item speaks of the cause
            own, layer = rules[change.node], written.document(change.layer)
            rules[f"{change.node}.{change.cause}"] = attrs.evolve(
                own,
                rulebook=change.layer,
                plugin=layer.plugin,
                status=weakest_status(own.status, layer.head.status),
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
