"""The program of a rulebook: its nodes in the order in which they can be calculated, linked to closures twice.

One checked form, two runs of one meaning: `run` gives values only, `explain` writes the ledger as well. A wrong name, a
circle, a part of a list read from outside: all problems come at once.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from stationkit.numbers import Number, Ratio
from stationkit.rules.conditions import condition_references
from stationkit.rules.expressions import Literal, Name, expression_references
from stationkit.rules.facts import Facts, Known, Missing
from stationkit.rules.frame import Frame, Read
from stationkit.rules.functions import ScoringFunction
from stationkit.rules.grades import grade_references, link_grade
from stationkit.rules.lines import RuleReference
from stationkit.rules.linking import Linker, NodeInfo
from stationkit.rules.model import Computed, Grade, Measure, Node, Parameter, Rulebook, Scale
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, NodeValue
from stationkit.rules.reading import Collector
from stationkit.rules.references import ATTRIBUTES, Reference
from stationkit.rules.running import link_computed
from stationkit.rules.shapes.function import Named
from stationkit.rules.shapes.lists import ForEach, prefixed
from stationkit.rules.shapes.plain import Plain
from stationkit.rules.shaping import Fault, Linked, Owner, Policy, Shape, Verb
from stationkit.words import Words

__all__ = ["Leaf", "Program", "build_program"]


@attrs.frozen(kw_only=True)
class Leaf:
    """A fact that the program loads into a slot: a measure, a fault, or whether a sheet was inspected.

    Attributes:
        inspected: for a fault, the slot that tells whether its sheet was inspected; nothing otherwise.
        when_empty: what a ratio over nothing means.
    """

    key: str
    slot: int
    inspected: int | None = None
    when_empty: NodeValue = MISSING


@attrs.frozen(kw_only=True)
class Program:
    """A linked rulebook, ready to run on facts.

    Attributes:
        rulebook: the rulebook that it was made from.
        slots: node id (and `item.cause`, `item.inspected`) -> slot.
        leaves: what is loaded from the facts of the subject itself; `list_leaves` from each sub-subject.
        steps: slot and closures of every node outside the lists, in order.
        faults: every cause that an assessor writes down.
        requirements: item id -> the closure of its demand.
        functions: the scoring functions that it calls.
        scopes: node id -> the list in which it lives, empty for the subject itself.
        needs: node id -> the nodes that it reads.
        infos: what linking knows of each node and fault.
    """

    rulebook: Rulebook
    slots: Mapping[str, int]
    leaves: tuple[Leaf, ...]
    list_leaves: Mapping[str, tuple[Leaf, ...]]
    steps: tuple[tuple[int, Read, Read], ...]
    faults: tuple[Fault, ...]
    requirements: Mapping[str, Callable[[Frame], bool | None]]
    functions: Mapping[str, ScoringFunction]
    scopes: Mapping[str, str]
    needs: Mapping[str, tuple[str, ...]]
    infos: Mapping[str, NodeInfo]
    size: int

    def run(self, facts: Facts, cohort: Mapping[str, Number] | None = None) -> Frame:
        """Calculate every node without explanation."""
        frame = Frame(self.size, facts, cohort or {}, None)
        load(frame, self.leaves)
        values = frame.values
        for slot, run, _ in self.steps:
            values[slot] = run(frame)
        return frame

    def explain(self, facts: Facts, cohort: Mapping[str, Number] | None = None) -> Frame:
        """Calculate every node and write the ledger lines into the frame."""
        frame = Frame(self.size, facts, cohort or {}, [])
        load(frame, self.leaves)
        values = frame.values
        for slot, _, explain in self.steps:
            values[slot] = explain(frame)
        return frame


def load(frame: Frame, leaves: tuple[Leaf, ...]) -> None:
    """Put the answers of the frame's subject into their slots."""
    answers, values = frame.facts.answers, frame.values
    for leaf in leaves:
        answer = answers.get(leaf.key)
        if type(answer) is Known:
            value = answer.value
            values[leaf.slot] = (value.value if value.whole else leaf.when_empty) if type(value) is Ratio else value  # type: ignore[assignment]  # a ratio is taken apart
        elif answer is None or type(answer) is Missing:
            values[leaf.slot] = MISSING if leaf.inspected is None else _unlisted(values[leaf.inspected])
        else:
            values[leaf.slot] = NOT_APPLICABLE


def _unlisted(inspected: NodeValue) -> NodeValue:
    """A fault that nobody wrote down: zero on an inspected sheet, not applicable with it, else missing."""
    if inspected is True:
        return 0
    return NOT_APPLICABLE if inspected is NOT_APPLICABLE else MISSING


# -- building ------------------------------------------------------------------------------------------------


def build_program(
    rulebook: Rulebook,
    functions: Mapping[str, ScoringFunction],
    to: Collector,
    rules: Mapping[str, RuleReference] | None = None,
) -> Program | None:
    """Link a rulebook; problems go to *to*, and nothing comes back where there are any."""
    rulebook = _bound(rulebook, functions)
    faults = tuple(_faults(rulebook))
    needs = _Graph(rulebook, faults, to).needs()
    order = _sorted(needs, to)
    if to.problems:
        return None
    scopes = _scopes(rulebook, order, needs, to)
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


class _Graph:
    """What depends on what."""

    def __init__(self, rulebook: Rulebook, faults: tuple[Fault, ...], to: Collector) -> None:
        self.rulebook, self.to = rulebook, to
        self.sets = rulebook.named_sets
        self.leaves = {f"{fault.item}.{fault.cause}" for fault in faults} | {
            f"{fault.item}.inspected" for fault in faults
        }

    def needs(self) -> dict[str, tuple[str, ...]]:
        """Give what each node reads, in the order of the rulebook."""
        return {name: tuple(dict.fromkeys(self._needs(node))) for name, node in self.rulebook.nodes.items()}

    def _needs(self, node: Node) -> Iterator[str]:
        if isinstance(node, Parameter):
            yield from self._names(expression_references(node.value), node.id) if node.value is not None else ()
        elif isinstance(node, Computed):
            yield from self._computed_needs(node)
        elif isinstance(node, Grade):
            yield from (name for name in self._names(grade_references(node), node.id) if name != node.id)

    def _computed_needs(self, node: Computed) -> Iterator[str]:
        yield from self._names(node.shape.references(), node.id)
        for expression in (node.full, node.weight):
            if expression is not None:
                yield from self._names(expression_references(expression), node.id)
        for verb in node.then:
            yield from (name for name in self._names(verb.references(), node.id) if name != node.id)
        if node.requires is not None:
            yield from (name for name in self._names(condition_references(node.requires), node.id) if name != node.id)
        if node.role == "group":
            yield from self.rulebook.members(node.id)

    def _names(self, references: Iterator[tuple[str, Reference | str]], owner: str) -> Iterator[str]:
        for kind, one in references:
            if kind == "set":
                yield from self.sets.get(str(one), (str(one),) if str(one) in self.rulebook.nodes else ())
            elif kind == "operand":
                name = str(one).partition(".")[0]
                yield from (name,) if name in self.rulebook.nodes else ()
            else:
                yield from self._node(str(one), owner)

    def _node(self, text: str, owner: str) -> Iterator[str]:
        name, _, attribute = text.partition(".")
        if text in self.leaves or text == "so-far":
            return
        if name in self.rulebook.nodes and attribute in ("", *ATTRIBUTES):
            yield name
        else:
            known = self.rulebook.nodes if not attribute else [*self.rulebook.nodes, *self.leaves]
            self.to.unknown(owner, Words(zh="名称", en="name"), text, known)


def _sorted(needs: Mapping[str, tuple[str, ...]], to: Collector) -> tuple[str, ...]:
    """Sort depth first without recursion, so that a long chain is no problem; a circle is one."""
    done: dict[str, None] = {}
    for start in needs:
        trail: dict[str, Iterator[str]] = {}
        pending = [start] if start not in done else []
        while pending:
            name = pending[-1]
            if name not in trail:
                trail[name] = iter(needs[name])
            following = next((one for one in trail[name] if one not in done), None)
            if following is None:
                done[name] = None
                del trail[name]
                pending.pop()
            elif following in trail:
                circle = [*list(trail)[list(trail).index(following) :], following]
                to.say(following, f"循环引用：{' → '.join(circle)}", f"a circle: {' -> '.join(circle)}")
                return ()
            else:
                pending.append(following)
    return tuple(done)


def _scopes(
    rulebook: Rulebook, order: tuple[str, ...], needs: Mapping[str, tuple[str, ...]], to: Collector
) -> dict[str, str]:
    """Find in which list each node lives: where what it reads lives, unless it leads out of it."""
    scopes: dict[str, str] = {}
    for name in order:
        node = rulebook.nodes[name]
        scope = ""
        if isinstance(node, Measure):
            scope = node.list
            if scope and scope not in rulebook.lists:
                to.unknown(f"measure.{name}.list", Words(zh="列表", en="list"), scope, rulebook.lists)
        elif not (isinstance(node, Computed) and isinstance(node.shape, ForEach)):
            found = {scopes[one] for one in needs[name] if scopes.get(one)}
            if len(found) > 1:
                to.say(
                    name,
                    f"同时读取几个列表：{', '.join(sorted(found))}",
                    f"reads several lists at once: {', '.join(sorted(found))}",
                )
            scope = min(found, default="")
        scopes[name] = scope
    return scopes


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
        self.linker = _ProgramLinker(self.infos, rulebook.named_sets, functions, to)
        self.leaves = self._leaves()

    def build(self) -> Program | None:
        linker = self.linker
        linker.leaves_of, linker.needs, linker.rules = self.leaves, self.needs, self.rules
        for name in self.order:
            linked = self._link(self.rulebook.nodes[name])
            if linked is not None:
                linker.linked[name] = (self.infos[name].slot, linked, self.scopes[name])
        self._check_measures()
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
            functions={name: self.functions[name] for name in self._called()},
            scopes=self.scopes,
            needs=self.needs,
            infos=self.infos,
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

    def _check_measures(self) -> None:
        head, nodes = self.rulebook.head, self.rulebook.nodes
        for key, name in (("score", head.score), ("stars", head.stars)):
            if name and name not in nodes:
                self.to.unknown(key, Words(zh="节点", en="node"), name, nodes)

    def _requirements(self) -> dict[str, Callable[[Frame], bool | None]]:
        return {
            node.id: self.linker.test(node.requires, self._owner(node))
            for node in self.rulebook.computed
            if node.requires is not None
        }


_WHEN_EMPTY: Mapping[object, NodeValue] = {"": MISSING, "missing": MISSING, "not-applicable": NOT_APPLICABLE}


def _kind(node: Computed | Grade | Parameter) -> str:
    if isinstance(node, Computed):
        return node.role
    return "grade" if isinstance(node, Grade) else "parameter"


class _ProgramLinker(Linker):
    """A linker that can also run the part of the program that lives in a list."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.linked: dict[str, tuple[int, Linked, str]] = {}
        self.needs: Mapping[str, tuple[str, ...]] = {}
        self.leaves_of: Mapping[str, tuple[Leaf, ...]] = {}

    def list_runner(self, shape: ForEach) -> Callable[[Frame], Mapping[str, Frame] | None]:
        """Give the closure that scores every sub-subject of a list, as far as *shape* needs it."""
        leaves = self.leaves_of.get(shape.list, ())
        names = self._inside(shape)
        steps = {name: self.linked[name][:2] for name in self.linked if name in names}
        own = frozenset((*names, *(leaf.key for leaf in leaves)))
        return _Inside(list=shape.list, leaves=leaves, steps=steps, own=own).run

    def _inside(self, shape: ForEach) -> set[str]:
        found: set[str] = set()
        pending = [name for name in (shape.each, shape.weigh_by) if name]
        while pending:
            name = pending.pop()
            if name in self.linked and self.linked[name][2] == shape.list and name not in found:
                found.add(name)
                pending.extend(self.needs[name])
        return found


@attrs.frozen(kw_only=True)
class _Inside:
    """What runs for each sub-subject of a list, as far as one node needs it.

    Attributes:
        list: the list.
        leaves: what is loaded from the facts of the sub-subject.
        steps: node id -> its slot and closures, in order.
        own: every name that lives in the list.
    """

    list: str
    leaves: tuple[Leaf, ...]
    steps: Mapping[str, tuple[int, Linked]]
    own: frozenset[str]

    def run(self, frame: Frame) -> Mapping[str, Frame] | None:
        """Score every sub-subject, in the order of the keys; nothing where the list is not given."""
        subjects = frame.facts.lists.get(self.list)
        if subjects is None:
            return None
        return {key: self._run_one(frame, key, facts) for key, facts in sorted(subjects.items())}

    def _run_one(self, frame: Frame, key: str, facts: Facts) -> Frame:
        inner = frame.inner(facts)
        load(inner, self.leaves)
        for slot, linked in self.steps.values():
            inner.values[slot] = (linked.run if inner.lines is None else linked.explain)(inner)
        if frame.lines is not None and inner.lines is not None:
            seen = frame.inside.setdefault((self.list, key), {})
            frame.lines.extend(prefixed(line, key, self.own) for line in inner.lines if line.target not in seen)
            seen.update((name, (inner, slot)) for name, (slot, _) in self.steps.items() if name not in seen)
        return inner
