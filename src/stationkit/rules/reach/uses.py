"""Who reads what, and how often: along how many ways a fact reaches a result.

A fact that is used once, in places that each use it once, varies by itself: what can be said of its ends is then exact.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from stationkit.rules.conditions import AllOf, AnyOf, Condition, NotSo, Over, TestOf, condition_references
from stationkit.rules.expressions import Cases, Expression, Inline, Name, expression_references
from stationkit.rules.grades import grade_references
from stationkit.rules.model import Computed, Grade, Node, Parameter
from stationkit.rules.program import Program
from stationkit.rules.reach.probing import Probes, named
from stationkit.rules.references import ATTRIBUTES, SO_FAR, Reference
from stationkit.rules.shapes.afterwards import After
from stationkit.rules.shapes.cause import Cause
from stationkit.rules.shapes.causes import Causes
from stationkit.rules.shapes.cohort import Cohort
from stationkit.rules.shapes.function import Named
from stationkit.rules.shapes.ladder import Ladder
from stationkit.rules.shapes.lists import ForEach
from stationkit.rules.shapes.plain import Plain, Share

__all__ = ["Uses", "count_uses", "read_keys", "reads_shares"]


@attrs.frozen(kw_only=True, eq=False)
class Uses:
    """Who reads what.

    Attributes:
        reads: node -> the nodes and facts that it reads, each as often as it is read.
        readers: node or fact -> the nodes that read it.
        special: nodes that can be open in themselves: `function`, `cohort` or `list`.
        lists: node -> the list that it scores.
    """

    reads: Mapping[str, tuple[str, ...]]
    readers: Mapping[str, tuple[str, ...]]
    special: Mapping[str, str]
    lists: Mapping[str, str]
    _below: dict[str, frozenset[str]] = attrs.field(factory=dict)
    _ways: dict[tuple[str, tuple[str, ...]], Mapping[str, int]] = attrs.field(factory=dict)

    def above(self, roots: Iterable[str]) -> frozenset[str]:
        """Give every node that something of *roots* can change, the roots included."""
        found: set[str] = set()
        pending = list(roots)
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                pending.extend(self.readers.get(name, ()))
        return frozenset(found)

    def below(self, target: str) -> frozenset[str]:
        """Give everything that *target* rests on, itself included."""
        if target not in self._below:
            self._below[target] = self._rests_on(target)
        return self._below[target]

    def _rests_on(self, target: str) -> frozenset[str]:
        found: set[str] = set()
        pending = [target]
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                pending.extend(self.reads.get(name, ()))
        return frozenset(found)

    def ways(self, target: str, roots: tuple[str, ...]) -> Mapping[str, int]:
        """Give along how many ways each root reaches *target*."""
        key = (target, roots)
        if key not in self._ways:
            if len(self._ways) > _MAX_KEPT:
                self._ways.clear()
            self._ways[key] = self._count_ways(target, roots)
        return self._ways[key]

    def _count_ways(self, target: str, roots: tuple[str, ...]) -> Mapping[str, int]:
        above = self.above(roots)
        counts: dict[str, int] = {}
        counts[target] = 1
        for name in _backwards(target, self.reads, above):
            for one in self.reads.get(name, ()):
                if one in above:
                    counts[one] = counts.get(one, 0) + counts.get(name, 0)
        return {root: counts.get(root, 0) for root in roots}


_MAX_KEPT = 256


def _backwards(target: str, reads: Mapping[str, tuple[str, ...]], within: frozenset[str]) -> list[str]:
    """Give what *target* rests on, each before what it reads."""
    done: dict[str, None] = {}
    pending: list[tuple[str, bool]] = [(target, False)]
    entered: set[str] = set()
    while pending:
        name, leaves = pending.pop()
        if leaves:
            done[name] = None
        elif name not in entered:
            entered.add(name)
            pending.append((name, True))
            pending.extend((one, False) for one in reads.get(name, ()) if one in within and one not in entered)
    return list(reversed(done))


def count_uses(program: Program) -> Uses:
    """Count who reads what in a program."""
    rulebook = program.rulebook
    reads: dict[str, tuple[str, ...]] = {}
    for node in rulebook.nodes.values():
        reads[node.id] = read_keys(node, program)
    for fault in program.faults:
        reads[f"{fault.item}.{fault.cause}"] = (f"{fault.item}.inspected",)
    readers: dict[str, list[str]] = {}
    for name, listed in reads.items():
        for one in listed:
            readers.setdefault(one, []).append(name)
    return Uses(
        reads=reads,
        readers={name: tuple(dict.fromkeys(listed)) for name, listed in readers.items()},
        special=dict(_special(program)),
        lists={one.id: one.shape.list for one in rulebook.computed if isinstance(one.shape, ForEach)},
    )


def read_keys(node: Node, program: Program) -> tuple[str, ...]:
    """Give the nodes and facts that a node reads, each as often as it is read; members and own faults among them."""
    found = tuple(_keys(_references(node), program))
    if isinstance(node, Computed):
        own = (f"{node.id}.{fault.cause}" for fault in program.faults if fault.item == node.id)
        found += tuple(key for key in own if key not in found)
        found += program.rulebook.members(node.id) if node.role == "group" else ()
    return found


def reads_shares(program: Program) -> bool:
    """Tell whether a node reads a share of what was attainable, or compares with one."""
    probes = Probes(program.infos, program.rulebook.named_sets)
    return any(_names_share(one, probes) for node in program.rulebook.nodes.values() for one in _conditions(node))


def _names_share(one: object, probes: Probes) -> bool:
    if isinstance(one, Reference):
        return one.attribute in ("share", "attainable")
    names = named(probes.plain(one), probes)  # type: ignore[arg-type]  # a condition
    return any(reference.attribute in ("share", "attainable") for reference in names.references)


def _conditions(node: Node) -> Iterator[object]:
    """Give every condition and every reference that hangs on a node, however deep."""
    pending: list[object] = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, Reference | TestOf | AllOf | AnyOf | NotSo | Over):
            yield one
        elif isinstance(one, tuple):
            pending.extend(one)
        elif isinstance(one, Mapping):
            pending.extend(one.values())
        elif attrs.has(type(one)):
            fields: Any = attrs.fields(type(one))  # type: ignore[arg-type]  # as just seen
            pending.extend(getattr(one, field.name) for field in fields)


def _special(program: Program) -> Iterator[tuple[str, str]]:
    kinds = {Named: "function", Cohort: "cohort", ForEach: "list"}
    for node in program.rulebook.computed:
        if type(node.shape) in kinds and not program.scopes.get(node.id):
            yield node.id, kinds[type(node.shape)]


def _keys(references: Iterator[tuple[str, Reference | str]], program: Program) -> Iterator[str]:
    sets, infos = program.rulebook.named_sets, program.infos
    for kind, one in references:
        text = str(one)
        if kind == "set":
            yield from sets.get(text, (text,) if text in infos else ())
        elif text == str(SO_FAR):
            continue
        elif text in infos:
            yield text
        elif text.partition(".")[0] in infos and text.partition(".")[2] in ("", *ATTRIBUTES):
            yield text.partition(".")[0]


Found = Iterator[tuple[str, Reference | str]]


def _references(node: Node) -> Found:
    """Give what a node names, once for each place that follows it by itself."""
    if isinstance(node, Parameter):
        yield from _expression(node.value)
    elif isinstance(node, Grade):
        yield from _grade(node)
    elif isinstance(node, Computed):
        yield from _shape(node.shape)
        for expression in (node.full, node.weight):
            yield from _expression(expression)
        for verb in node.then:
            yield from _verb(verb, node.id)


def _once(conditions: Iterable[Condition | None]) -> Found:
    """Give what conditions that are followed together name, each name once."""
    named = [one for condition in conditions if condition is not None for one in condition_references(condition)]
    return iter(dict.fromkeys(named))


def _expression(expression: Expression | None) -> Found:
    if isinstance(expression, Name):
        yield "name", expression.reference
    elif isinstance(expression, Cases):
        yield from _once(row.when for row in expression.rows)
        for row in expression.rows:
            yield from _expression(row.value)
    elif isinstance(expression, Inline):
        yield from _shape(expression.shape)


def _shape(shape: object) -> Found:
    if isinstance(shape, Plain):
        yield from _expression(shape.expression)
    elif isinstance(shape, Share):
        yield from _expression(shape.of)
    elif isinstance(shape, Ladder):
        asked: tuple[str, Reference | str] = ("name", shape.of)
        yield asked
        yield from (one for one in _once(row.when for row in shape.steps.rows) if one != asked)
        for row in shape.steps.rows:
            yield from _expression(row.value)
    elif isinstance(shape, Causes):
        for cause in shape.causes:
            yield from _cause(cause)
        yield from _expression(shape.floor)
    else:
        yield from shape.references()  # type: ignore[attr-defined]  # every shape has them


def _cause(cause: Cause) -> Found:
    if cause.of is not None:
        yield "name", cause.of
    for condition in (cause.when, cause.where):
        yield from _once((condition,))
    for expression in (cause.points, cause.below, cause.above, cause.per, cause.up_to):
        yield from _expression(expression)


def _verb(verb: object, node: str) -> Found:
    """What reads its own node is no second way: the condition is followed on the running value."""
    if not isinstance(verb, After):
        yield from verb.references()  # type: ignore[attr-defined]  # every verb has them
        return
    yield from (one for one in _once((verb.when,)) if str(one[1]) != node)
    for expression in (verb.low, verb.high, verb.amount):
        yield from _expression(expression)
    for cause in verb.causes:
        yield from _cause(cause)


def _grade(grade: Grade) -> Found:
    if grade.table is not None or grade.start is None:
        yield from (one for one in grade_references(grade) if str(one[1]) != grade.id)
        return
    yield from _once(reason.when for reason in grade.not_ratable)
    yield from _expression(grade.start)
    for move in grade.then:
        yield from (one for one in _once((move.when,)) if str(one[1]) != grade.id)
        if not isinstance(move.operand, int | str | tuple):
            yield from expression_references(move.operand)
        elif isinstance(move.operand, tuple):
            for one in move.operand:
                yield from _expression(one) if isinstance(one, Name) else ()
