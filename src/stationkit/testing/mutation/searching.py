"""Searching: facts on which a mutant differs from its original, or the proof that there are none.

Facts worth asking are asked first: those near the edges of both. Then the facts on which the changed node rests are
combined. Where they are few, and each enters only by what it is compared with or by whole counts up to where nothing
more can be lost, trying all combinations is a proof.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice, product
from math import prod

import attrs

from stationkit.numbers import Number
from stationkit.rules.conditions import Compare, TestOf
from stationkit.rules.expressions import Literal
from stationkit.rules.facts import Answer, Facts, Missing
from stationkit.rules.frame import Frame
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.model import Computed, Measure, Node
from stationkit.rules.references import Reference
from stationkit.rules.shapes.cause import Cause
from stationkit.rules.shapes.causes import Causes
from stationkit.rules.shapes.checklist import Checklist
from stationkit.rules.shapes.choice import Choose, Table
from stationkit.rules.shapes.ladder import Ladder
from stationkit.scoring.engine import assess
from stationkit.testing.edges.aiming import Aimer
from stationkit.testing.edges.finding import constants, constants_of, parts
from stationkit.testing.edges.pools import NOT_HERE, Leaf, Point, facts_at, known

__all__ = ["Comparison", "Pair", "Verdict", "readable"]

_SINGLE, _PAIRS, _PRODUCT = 4000, 6000, 6000
"""The most facts that are tried of each kind."""

_SHOWN = 3000
"""The most facts that are asked for a difference that a case can say."""

_MOST_COUNTED = 60
"""The most occurrences that are counted out for a proof."""


@attrs.frozen(kw_only=True)
class Verdict:
    """What is known of a mutant: facts on which it differs, or the proof that there are none, or neither."""

    facts: Facts | None = None
    is_equivalent: bool = False

    @property
    def outcome(self) -> str:
        """`differs`, `equivalent` or `undecided`."""
        return "differs" if self.facts is not None else "equivalent" if self.is_equivalent else "undecided"


def readable(facts: Facts, resolved: ResolvedRulebook) -> Facts:
    """Give the facts without the answers that a rulebook does not know."""
    expected = resolved.expected
    lists = {
        name: {key: attrs.evolve(one, answers=_known(one.answers, expected[name])) for key, one in keyed.items()}
        for name, keyed in facts.lists.items()
        if name in expected
    }
    return attrs.evolve(facts, answers=_known(facts.answers, expected[""]), lists=lists)


def _known(answers: Mapping[str, Answer], expected: Mapping[str, object]) -> dict[str, Answer]:
    return {name: answer for name, answer in answers.items() if name in expected}


class Comparison:
    """Compares mutants with their original; what is worth asking of the original is found once."""

    def __init__(self, original: Aimer, seeds: tuple[Facts, ...]) -> None:
        self.original = original
        self.seeds = seeds

    def verdict(self, mutant: ResolvedRulebook, node: str, *, clauses_only: bool = False) -> Verdict:
        """Search for facts on which *mutant*, wrong in *node*, differs."""
        pair = Pair(self.original.resolved, mutant, clauses_only=clauses_only)
        if pair.says_the_same:
            return Verdict(is_equivalent=True)
        aimer = Aimer(mutant)
        for facts in self._worth_asking(aimer, node):
            if pair.differs(facts):
                return Verdict(facts=self._simplified(facts, pair.differs))
        return self._exhausted(aimer, node, pair)

    def shown_on(self, mutant: ResolvedRulebook, node: str) -> Facts | None:
        """Search for facts on which a value differs, and not only what could be had."""
        pair = Pair(self.original.resolved, mutant, clauses_only=False)
        asked = islice(self._worth_asking(Aimer(mutant), node), _SHOWN)
        found = next((facts for facts in asked if pair.shows(facts)), None)
        return None if found is None else self._simplified(found, pair.shows)

    def _worth_asking(self, aimer: Aimer, node: str) -> Iterator[Facts]:
        yield from self.seeds
        for one in (self.original, aimer):
            yield from (facts_at(point, one.resolved) for point in (one.best, one.worst, {}))
        yield from (facts_at(point, self.original.resolved) for point in self.original.aimed)
        known_edges = frozenset(self.original.edges)
        for edge in aimer.edges:
            if edge not in known_edges and Leaf("", edge.reference) not in aimer.leaves:
                yield from (facts_at(point, aimer.resolved) for point in aimer.near(edge).values() if point is not None)
        yield from self._gaps(aimer.resolved)
        yield from self._single_changes(aimer, node)
        yield from self._gaps_and_changes(aimer, node)

    def _gaps(self, resolved: ResolvedRulebook) -> Iterator[Facts]:
        """Give the best facts with an item or a group that does not apply, or that nobody answered."""
        for cone in self._containers():
            for answer in (NOT_HERE, Missing(why="nobody asked")):
                yield facts_at({**self.original.best, **dict.fromkeys(cone, answer)}, resolved)

    def _containers(self) -> Iterator[tuple[Leaf, ...]]:
        """Give the facts of each group and of each item, the large ones first."""
        nodes = self.original.resolved.rulebook.computed
        for role in ("group", "item"):
            yield from (self.original.cone(node.id) for node in nodes if node.role == role)

    def _gaps_and_changes(self, aimer: Aimer, node: str) -> Iterator[Facts]:
        """Give facts with a gap and one change: a total that is scaled lands between two roundings only so."""
        pools, tried = self._pools(aimer, node), 0
        for cone in self._containers():
            base = {**self.original.best, **dict.fromkeys(cone, NOT_HERE)}
            for leaf, answers in pools.items():
                for answer in answers if leaf not in cone else ():
                    tried += 1
                    if tried > _SINGLE:
                        return
                    yield facts_at({**base, leaf: answer}, aimer.resolved)

    def _pools(self, aimer: Aimer, node: str) -> Mapping[Leaf, tuple[Answer, ...]]:
        """Give the answers worth trying of each fact on which the node rests, in either version."""
        cone = dict.fromkeys((*self.original.cone(node), *aimer.cone(node)))
        found: dict[Leaf, tuple[Answer, ...]] = {}
        for leaf in cone:
            values = dict.fromkeys((*self.original.pools.get(leaf, ()), *aimer.pools.get(leaf, ())))
            found[leaf] = (*(known(value) for value in values), Missing(why="nobody asked"), NOT_HERE)
        return found

    def _single_changes(self, aimer: Aimer, node: str) -> Iterator[Facts]:
        pools, best, worst = self._pools(aimer, node), self.original.best, self.original.worst
        tried = 0
        for base in (best, worst):
            for leaf, answers in pools.items():
                for answer in answers:
                    tried += 1
                    if tried < _SINGLE:
                        yield facts_at({**base, leaf: answer}, aimer.resolved)
        yield from self._pairs(pools, best, aimer.resolved)

    def _pairs(
        self, pools: Mapping[Leaf, tuple[Answer, ...]], base: Point, resolved: ResolvedRulebook
    ) -> Iterator[Facts]:
        leaves = list(pools)
        tried = 0
        for place, first in enumerate(leaves):
            for second in leaves[place + 1 :]:
                for one, other in product(pools[first], pools[second]):
                    tried += 1
                    if tried > _PAIRS:
                        return
                    yield facts_at({**base, first: one, second: other}, resolved)

    def _simplified(self, facts: Facts, differs: Callable[[Facts], bool]) -> Facts:
        """Take the best facts wherever they show the same difference."""
        best = facts_at(self.original.best, self.original.resolved)
        for name, answer in best.answers.items():
            simpler = attrs.evolve(facts, answers={**facts.answers, name: answer})
            if facts.answers.get(name) != answer and differs(simpler):
                facts = simpler
        return readable(facts, self.original.resolved)

    # -- proofs ------------------------------------------------------------------------------------------

    def _exhausted(self, aimer: Aimer, node: str, pair: "Pair") -> Verdict:
        pools = self._pools(aimer, node)
        complete = {leaf: self._complete(leaf, pools[leaf], aimer, node) for leaf in pools}
        sizes = [len(answers) for answers in complete.values() if answers is not None]
        if len(sizes) < len(pools) or prod(sizes) > _PRODUCT or any(leaf.list for leaf in pools):
            return Verdict()
        if not pair.differs_only_in(node):
            return Verdict()
        for answers in product(*(one for one in complete.values() if one is not None)):
            facts = facts_at({**self.original.best, **dict(zip(complete, answers, strict=True))}, aimer.resolved)
            if pair.differs(facts):
                return Verdict(facts=self._simplified(facts, pair.differs))
            if pair.differs_at(node, facts):
                return Verdict()  # it may show elsewhere, on facts of other nodes
        return Verdict(is_equivalent=True)

    def _complete(self, leaf: Leaf, answers: tuple[Answer, ...], aimer: Aimer, node: str) -> tuple[Answer, ...] | None:
        """Give answers to a fact that stand for all answers; nothing where they cannot be listed."""
        measure = aimer.leaves.get(leaf) or self.original.leaves[leaf]
        if measure.one_of:
            return tuple(dict.fromkeys((*answers, *(known(value) for value in measure.one_of))))
        if measure.kind == "flag":
            return answers
        uses = [_use(leaf.name, one.resolved, one.cone_nodes(node)) for one in (self.original, aimer)]
        if None in uses or (measure.kind == "ratio" and _reaches_one(leaf.name, self.original, aimer)):
            return None
        most = max(use for use in uses if use is not None)
        if most == 0:
            return answers
        if measure.kind not in ("count", "fault") or most > _MOST_COUNTED:
            return None
        return tuple(dict.fromkeys((*answers, *(known(number) for number in range(int(most) + 2)))))


def _reaches_one(name: str, *aimers: Aimer) -> bool:
    """Ratios above one are answers too, and no pool has any."""
    return any(edge.reference == name and edge.number >= 1 for aimer in aimers for edge in aimer.edges)


def _use(name: str, resolved: ResolvedRulebook, nodes: frozenset[str]) -> Number | None:
    """Tell how a fact enters: 0 where it is only compared, else up to how many it counts; nothing where its value does.

    Only what is recognised counts: a use of another kind, in a shape that is not known here, makes the answer nothing.
    """
    most: Number = 0
    for one in nodes:
        node = resolved.rulebook.nodes.get(one)
        if node is None or isinstance(node, Measure):
            continue
        if not _is_recognised(name, node, resolved):
            return None
        for cause in _counting(name, node):
            reach = _exhausts(cause, node, resolved) if isinstance(node, Computed) else None
            if reach is None:
                return None
            most = max(most, reach)
    return most


def _counting(name: str, node: Node) -> list[Cause]:
    """Give the causes that count a fact, measured or written down."""
    return [part for part in parts(node) if isinstance(part, Cause) and name in (str(part.of), f"{node.id}.{part.id}")]


def _is_recognised(name: str, node: Node, resolved: ResolvedRulebook) -> bool:
    """Tell whether every use of a fact in a node is a comparison with constants, or a count."""
    tests = [part for part in parts(node) if isinstance(part, TestOf) and str(part.reference) == name]
    ladders = [part for part in parts(node) if isinstance(part, Ladder) and str(part.of) == name]
    measured = [cause for cause in _counting(name, node) if str(cause.of) == name]
    found = sum(1 for part in parts(node) if isinstance(part, Reference) and str(part) == name)
    if found != len(tests) + len(ladders) + len(measured):
        return False
    compared = [part for part in parts(node) if isinstance(part, Compare) and part.name]
    if any(part.name == name for part in compared) or any(_is_open(one, resolved) for one in compared):
        return False
    return not any(name in members for members in _sets_of(node, resolved)) and not isinstance(
        getattr(node, "shape", None), Choose | Table | Checklist
    )


def _is_open(compare: Compare, resolved: ResolvedRulebook) -> bool:
    """A comparison with another node has no edge that could be listed; one with a word or a constant has."""
    named = resolved.rulebook.nodes.get(compare.name)
    return named is not None and not constants_of(compare.name, resolved.rulebook)


def _sets_of(node: Node, resolved: ResolvedRulebook) -> Iterator[tuple[str, ...]]:
    """Give the members of every set that a node may read, whatever for."""
    words = {
        value for part in parts(node) for value in attrs.asdict(part, recurse=False).values() if isinstance(value, str)
    }
    yield from (members for set_name, members in resolved.rulebook.named_sets.items() if set_name in words)


def _exhausts(cause: Cause, node: Computed, resolved: ResolvedRulebook) -> Number | None:
    """Give up to how many occurrences a cause still loses more; nothing where that is not written as numbers."""
    if not isinstance(node.shape, Causes) or cause not in node.shape.causes:
        return None
    if cause.counts in ("all", "once"):
        return 1 if cause.below is None and cause.above is None else None
    floor = node.shape.floor if isinstance(node.shape, Causes) else None
    simple = isinstance(floor, Literal) and isinstance(cause.points, Literal) and isinstance(node.full, Literal)
    if (
        not simple
        or not isinstance(cause.points, Literal)
        or not isinstance(node.full, Literal)
        or cause.points.value <= 0
    ):
        return None
    occurrences = -(-node.full.value // cause.points.value)
    if cause.below is not None or cause.above is not None:
        bounds, pers = constants(cause.below or cause.above, resolved.rulebook), constants(cause.per, resolved.rulebook)
        return max(bounds) + max(pers) * (occurrences + 1) if bounds and pers else None
    return occurrences + 1


class Pair:
    """An original and a mutant."""

    def __init__(self, original: ResolvedRulebook, mutant: ResolvedRulebook, *, clauses_only: bool) -> None:
        self.original, self.mutant, self.clauses_only = original, mutant, clauses_only
        names = [node.id for node in original.rulebook.explained]
        others = {node.id for node in mutant.rulebook.explained}
        self.nodes = [name for name in names if name in others and not original.program.scopes.get(name)]

    @property
    def says_the_same(self) -> bool:
        """Whether the two read as one: the mistake only leaves out what is meant anyway."""
        return not self.clauses_only and dict(self.original.rulebook.nodes) == dict(self.mutant.rulebook.nodes)

    def differs_only_in(self, node: str) -> bool:
        """Whether nothing but how one node computes is different: then equal values of that node prove all equal."""
        first, second = self.original.rulebook, self.mutant.rulebook
        one, other = first.nodes.get(node), second.nodes.get(node)
        if one is None or other is None or self.original.program.scopes.get(node):
            return False
        rest = [{name: value for name, value in book.nodes.items() if name != node} for book in (first, second)]
        outward = [tuple(getattr(value, name, None) for name in ("groups", "weight")) for value in (one, other)]
        return rest[0] == rest[1] and outward[0] == outward[1] and dict(first.named_sets) == dict(second.named_sets)

    def differs_at(self, node: str, facts: Facts) -> bool:
        """Tell whether the node itself comes to another value, or to other marks."""
        frames = [
            (resolved.program.run(readable(facts, resolved)), resolved.program.slots[node])
            for resolved in (self.original, self.mutant)
        ]
        seen = [(frame.values[slot], frame.attainable[slot], frame.nominal[slot]) for frame, slot in frames]
        return seen[0] != seen[1]

    def shows(self, facts: Facts) -> bool:
        """Tell whether the two come to another value of a node."""
        frames = [
            (resolved.program.run(readable(facts, resolved)).values, resolved.program.slots)
            for resolved in (self.original, self.mutant)
        ]
        (one, slots), (other, others) = frames
        return any(one[slots[name]] != other[others[name]] for name in self.nodes)

    def differs(self, facts: Facts) -> bool:
        """Tell whether the two come to other values, marks or demands, or, for swapped clauses, to other clauses."""
        first, second = readable(facts, self.original), readable(facts, self.mutant)
        if self.clauses_only:
            return _cited(first, self.original) != _cited(second, self.mutant)
        one, other = self.original.program.run(first), self.mutant.program.run(second)
        slots, others = self.original.program.slots, self.mutant.program.slots
        if _demands(self.original, one) != _demands(self.mutant, other):
            return True
        return any(
            one.values[slots[name]] != other.values[others[name]]
            or one.attainable[slots[name]] != other.attainable[others[name]]
            for name in self.nodes
        )


def _demands(resolved: ResolvedRulebook, frame: Frame) -> dict[str, bool | None]:
    scopes = resolved.program.scopes
    return {name: test(frame) for name, test in resolved.program.requirements.items() if not scopes.get(name)}


def _cited(facts: Facts, resolved: ResolvedRulebook) -> list[tuple[str, str]]:
    return [(line.target, line.rule.clause) for line in assess(facts, resolved).ledger.lines]
