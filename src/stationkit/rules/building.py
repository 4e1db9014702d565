"""Building a program: every node gets its slot and its closures, and every wrong name becomes a problem."""

from collections.abc import Callable, Iterator, Mapping

import attrs

from stationkit.rules.expressions import Literal, Name
from stationkit.rules.frame import Frame, Read
from stationkit.rules.functions import ScoringFunction
from stationkit.rules.grades import link_grade
from stationkit.rules.graph import Graph, find_scopes, in_order
from stationkit.rules.lines import RuleReference
from stationkit.rules.linking import NodeInfo
from stationkit.rules.model import Computed, Grade, Measure, Node, Parameter, Rulebook, Scale
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, NodeValue
from stationkit.rules.program import Leaf, Program
from stationkit.rules.reading import Collector
from stationkit.rules.round_linking import link_round
from stationkit.rules.running import link_computed
from stationkit.rules.shapes.function import Named
from stationkit.rules.shapes.plain import Plain
from stationkit.rules.shaping import Fault, Linked, Owner, Policy, Shape, Verb
from stationkit.rules.sub_subjects import ProgramLinker
from stationkit.rules.units import check_units
from stationkit.words import Words

__all__ = ["build_program"]


def build_program(
    rulebook: Rulebook,
    functions: Mapping[str, ScoringFunction],
    to: Collector,
    rules: Mapping[str, RuleReference] | None = None,
) -> Program | None:
    """Link a rulebook; problems go to *to*, and nothing comes back where there are any."""
    rulebook = _bound(rulebook, functions)
    faults = tuple(_faults(rulebook))
    needs = Graph(rulebook, faults, to).needs()
    order = in_order(needs, to)
    if to.problems:
        return None
    scopes = find_scopes(rulebook, order, needs, to)
    check_units(rulebook, order, to)
    return _Builder(rulebook, functions, faults, order, scopes, needs, rules or {}, to).build()


def _bound(rulebook: Rulebook, functions: Mapping[str, ScoringFunction]) -> Rulebook:
    """Give the rulebook with every named function's declared reads filled in, so that the graph knows them."""
    nodes = dict(rulebook.nodes)
    for node in rulebook.computed:
        if isinstance(node.shape, Named) and node.shape.function in functions:
            reads = functions[node.shape.function].reads
            nodes[node.id] = attrs.evolve(node, shape=Named(node.shape.function, reads))
    return attrs.evolve(rulebook, nodes=nodes)


def _faults(rulebook: Rulebook) -> Iterator[Fault]:
    for node in rulebook.computed:
        sources: tuple[Shape | Verb, ...] = (node.shape, *node.then)
        for source in sources:
            for fault in source.faults():
                yield attrs.evolve(fault, item=node.id)


class _Builder:
    """Gives every node its slot and its closures."""

    def __init__(
        self,
        rulebook: Rulebook,
        functions: Mapping[str, ScoringFunction],
        faults: tuple[Fault, ...],
        order: tuple[str, ...],
        scopes: Mapping[str, str],
        needs: Mapping[str, tuple[str, ...]],
        rules: Mapping[str, RuleReference],
        to: Collector,
    ) -> None:
        self.rulebook, self.functions, self.faults = rulebook, functions, faults
        self.order, self.scopes, self.needs, self.rules, self.to = order, scopes, needs, rules, to
        self.infos = self._infos()
        self.linker = ProgramLinker(self.infos, rulebook.named_sets, functions, to)
        self.leaves = self._leaves()

    def build(self) -> Program | None:
        linker = self.linker
        linker.leaves_of, linker.needs, linker.rules = self.leaves, self.needs, self.rules
        for name in self.order:
            linked = self._link(self.rulebook.nodes[name])
            if linked is not None:
                linker.linked[name] = (self.infos[name].slot, linked, self.scopes[name])
        self._check_headline()
        orders = link_round(self.rulebook, linker)
        if self.to.problems:
            return None
        steps = tuple((slot, one.run, one.explain) for slot, one, scope in linker.linked.values() if not scope)
        return Program(
            rulebook=self.rulebook,
            slots={name: info.slot for name, info in self.infos.items()},
            leaves=self.leaves.get("", ()),
            list_leaves={name: leaves for name, leaves in self.leaves.items() if name},
            steps=steps,
            faults=self.faults,
            requirements=self._requirements(),
            orders=orders,
            functions={name: self.functions[name] for name in self._called()},
            scopes=self.scopes,
            needs=self.needs,
            size=len(self.infos),
        )

    def _called(self) -> list[str]:
        return [node.shape.function for node in self.rulebook.computed if isinstance(node.shape, Named)]

    def _infos(self) -> dict[str, NodeInfo]:
        infos: dict[str, NodeInfo] = {}
        for name in self.order:
            infos[name] = self._info(self.rulebook.nodes[name], len(infos), infos)
        for fault in self.faults:
            scope = self.scopes[fault.item]
            for key, kind in ((f"{fault.item}.inspected", "flag"), (f"{fault.item}.{fault.cause}", "number")):
                if key not in infos:
                    infos[key] = NodeInfo(slot=len(infos), kind=kind, scope=scope)
        return infos

    def _info(self, node: Node, slot: int, infos: Mapping[str, NodeInfo]) -> NodeInfo:
        scope = self.scopes[node.id]
        if isinstance(node, Measure):
            kind = node.kind if node.kind in ("flag", "choice") else "number"
            return NodeInfo(slot=slot, kind=kind, words=node.one_of if kind == "choice" else (), scope=scope)  # type: ignore[arg-type]  # words of a choice
        if isinstance(node, Grade):
            scale = self.rulebook.scales.get(node.scale, Scale(id="", best_first=()))
            return NodeInfo(
                slot=slot, kind="grade", words=scale.best_first, outside=scale.outside, computed=True, scope=scope
            )
        if isinstance(node, Parameter):
            return NodeInfo(slot=slot, kind="number", scope=scope)
        passed = self._passed_on(node, infos)
        return NodeInfo(
            slot=slot,
            kind=passed.kind if passed is not None else "number",
            words=passed.words if passed is not None else (),
            outside=passed.outside if passed is not None else (),
            scored=node.role != "step",
            computed=True,
            scope=scope,
            weight=node.weight,
            groups=len(node.groups),
        )

    def _passed_on(self, node: Computed, infos: Mapping[str, NodeInfo]) -> NodeInfo | None:
        """A step that only names another node has that node's kind of value."""
        if isinstance(node.shape, Plain) and isinstance(node.shape.expression, Name):
            reference = node.shape.expression.reference
            return infos.get(reference.node) if not reference.attribute else None
        return None

    def _leaves(self) -> dict[str, tuple[Leaf, ...]]:
        leaves: dict[str, list[Leaf]] = {}
        for measure in self.rulebook.measures:
            leaf = Leaf(
                key=measure.id,
                slot=self.infos[measure.id].slot,
                when_empty=_WHEN_EMPTY.get(measure.when_empty, measure.when_empty),
            )
            leaves.setdefault(measure.list, []).append(leaf)
        for item in dict.fromkeys(fault.item for fault in self.faults):
            key = f"{item}.inspected"
            leaves.setdefault(self.scopes[item], []).append(Leaf(key=key, slot=self.infos[key].slot))
        for fault in self.faults:
            key = f"{fault.item}.{fault.cause}"
            inspected = self.infos[f"{fault.item}.inspected"].slot
            leaves.setdefault(self.scopes[fault.item], []).append(
                Leaf(key=key, slot=self.infos[key].slot, inspected=inspected)
            )
        return {name: tuple(found) for name, found in leaves.items()}

    def _owner(self, node: Computed | Grade | Parameter, full: Read | None = None) -> Owner:
        members = self.rulebook.members(node.id) if isinstance(node, Computed) and node.role == "group" else ()
        return Owner(
            id=node.id,
            path=f"{_kind(node)}.{node.id}",
            slot=self.infos[node.id].slot,
            scope=self.scopes[node.id],
            rule=self.rules.get(node.id, RuleReference(node=node.id, clause=node.clause, title=node.title)),
            full=full,
            policy=Policy() if isinstance(node, Parameter) else node.policy,
            members=members,
            scored=isinstance(node, Computed) and node.role != "step",
        )

    def _link(self, node: Node) -> Linked | None:
        if isinstance(node, Measure):
            return None
        if isinstance(node, Parameter):
            return self._link_parameter(node)
        if isinstance(node, Grade):
            scale = self.rulebook.scales.get(node.scale, Scale(id="", best_first=()))
            return link_grade(node, scale, self.linker, self._owner(node))
        self._check_groups(node)
        bare = self._owner(node)
        full = self._full(node, bare)
        return link_computed(node, self.linker, attrs.evolve(bare, full=full))

    def _full(self, node: Computed, owner: Owner) -> Read | None:
        if node.full is None:
            return None
        if isinstance(node.full, Literal) and node.full.value < 0:
            self.to.say(f"{owner.path}.full", "标准分不能为负", "full marks are not negative")
        return self.linker.number(node.full, owner)

    def _link_parameter(self, node: Parameter) -> Linked:
        if node.value is None:
            return Linked(lambda _: MISSING, lambda _: MISSING)
        read = self.linker.number(node.value, self._owner(node))
        return Linked(read, read)

    def _check_groups(self, node: Computed) -> None:
        groups = {one.id for one in self.rulebook.computed if one.role == "group"}
        for group in node.groups:
            if group not in groups:
                self.to.unknown(f"{node.role}.{node.id}.in", Words(zh="组", en="group"), group, groups)

    def _check_headline(self) -> None:
        head, nodes = self.rulebook.head, self.rulebook.nodes
        for key, name in (("score", head.score), ("stars", head.stars)):
            if name and name not in nodes:
                self.to.unknown(key, Words(zh="节点", en="node"), name, nodes)

    def _requirements(self) -> dict[str, Callable[[Frame], bool | None]]:
        return {
            node.id: self.linker.test(node.requires, self._owner(node))
            for node in self.rulebook.explained
            if node.requires is not None
        }


_WHEN_EMPTY: Mapping[object, NodeValue] = {"": MISSING, "missing": MISSING, "not-applicable": NOT_APPLICABLE}


def _kind(node: Computed | Grade | Parameter) -> str:
    if isinstance(node, Computed):
        return node.role
    return "grade" if isinstance(node, Grade) else "parameter"
