"""The study of one rulebook: the facts worth trying, tried once, and what every node can come to at all.

Facts at the breakpoints are tried: all combinations where they are few; else from the best and from the worst facts one
answer at a time, and one after the other from the best to the worst, at once and by gentle steps. Nothing is random.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise, product
from math import prod

import attrs

from stationkit.rules.checks.monotone import Directions
from stationkit.rules.conditions import Condition
from stationkit.rules.expressions import Literal, Name
from stationkit.rules.facts import Answer, Facts, Known, Missing, NotApplicable, Value
from stationkit.rules.frame import Frame, Test
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.linking import Linker
from stationkit.rules.model import Computed, Grade, Measure, Node, Parameter
from stationkit.rules.outcomes import NodeValue
from stationkit.rules.reach.breakpoints import constants_of, sample_answers
from stationkit.rules.reach.frame import ReachFrame
from stationkit.rules.reach.leaves import known_answer
from stationkit.rules.reach.values import Reach
from stationkit.rules.reading import Collector
from stationkit.rules.shapes.plain import Plain
from stationkit.rules.shaping import Owner

__all__ = ["Study", "Tried", "path_of"]

MAX_ALL = 3000
"""Up to so many combinations are all tried."""
MAX_NEAR = 400
"""Up to so many combinations of the facts beneath some rows are tried, from the best and from the worst facts."""
MAX_NEARS = 4000
"""So many of them are tried for one rulebook, all rows together."""
MAX_WANDERED = 40_000
"""So many changes of an answer, divided by the number of facts, are tried in search of further ratings."""
_SUBJECT = "counterexample"
_SHEET = ".inspected"
NOT_ASKED = NotApplicable(ground="counterexample")


def path_of(node: Node) -> str:
    """Give the path of a node in its rulebook."""
    if isinstance(node, Computed):
        return f"{node.role}.{node.id}"
    kinds = {Grade: "grade", Parameter: "parameter", Measure: "measure"}
    return f"{kinds[type(node)]}.{node.id}"


@attrs.frozen(eq=False)
class Tried:
    """Facts that were tried, and what came of them."""

    answers: Mapping[str, Answer]
    facts: Facts
    frame: Frame

    @property
    def values(self) -> Mapping[str, Value]:
        """The values of the known answers."""
        return {key: answer.value for key, answer in self.answers.items() if isinstance(answer, Known)}


class Study:
    """One rulebook under study."""

    def __init__(self, resolved: ResolvedRulebook) -> None:
        self.resolved = resolved
        self.rulebook = resolved.rulebook
        self.program = resolved.program
        self.uses = resolved.reach.uses
        self.constants = constants_of(resolved.program)
        self._nears = 0
        self._linker = Linker(resolved.program.infos, resolved.rulebook.named_sets, {}, Collector())

    # -- the rulebook --------------------------------------------------------------------------------------

    @cached_property
    def results(self) -> tuple[str, ...]:
        """The nodes that a result is known by: what the head says, else the groups and grades that nothing reads."""
        head = self.rulebook.head
        said = tuple(name for name in (head.score, head.stars) if name)
        tops = [node.id for node in self.rulebook.explained if self._is_top(node)]
        return said or tuple(tops) or tuple(node.id for node in self.rulebook.explained)

    def _is_top(self, node: Computed | Grade) -> bool:
        is_result = isinstance(node, Grade) or node.role == "group"
        outside = not self.program.scopes.get(node.id)
        return is_result and outside and not self.uses.readers.get(node.id)

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The facts of the subject itself that can be told, the marks of inspected sheets left out."""
        return tuple(leaf.key for leaf in self.program.leaves if not leaf.key.endswith(_SHEET))

    def samples(self, key: str) -> tuple[Value, ...]:
        """Give the answers worth trying of one fact."""
        return self._samples[key]

    @cached_property
    def _samples(self) -> Mapping[str, tuple[Value, ...]]:
        told = self.resolved.expected[""]
        found = {key: sample_answers(told[key], self.constants.get(key, ())) or (0,) for key in self.leaves}
        if len(found) > _FEW:
            return found
        return {key: values if told[key].one_of else _filled(values) for key, values in found.items()}

    def test(self, condition: Condition, node: Node) -> Test:
        """Give the closure of a condition, to be asked of a frame that was tried."""
        slot = self.program.slots[node.id]
        owner = Owner(id=node.id, path="", slot=slot, scope="", rule=self.resolved.rules.get(node.id), full=None)  # type: ignore[arg-type]  # nothing is written
        return self._linker.test(condition, owner)

    def value(self, one: Tried, name: str) -> NodeValue:
        """Give what a node came to."""
        return one.frame.values[self.program.slots[name]]

    # -- what can come out at all --------------------------------------------------------------------------

    @cached_property
    def known(self) -> ReachFrame:
        """What every node can come to while every fact is answered by a known value, whatever the lists have."""
        told = self.resolved.expected[""]
        given: dict[str, Reach] = {
            leaf.key: known_answer(told[leaf.key], leaf.when_empty) for leaf in self.program.leaves
        }
        given |= {key: Reach(words=frozenset((True,))) for key in given if key.endswith(_SHEET)}
        return self.resolved.reach.run(Facts(subject=_SUBJECT), given=given)

    @cached_property
    def anything(self) -> ReachFrame:
        """What every node can come to, whatever the facts."""
        return self.resolved.reach.run(Facts(subject=_SUBJECT))

    # -- what was tried ------------------------------------------------------------------------------------

    def tried(self, answers: Mapping[str, Answer]) -> Tried:
        """Try facts: everything else answered as in the middle, every sheet inspected."""
        facts = self._facts(answers)
        return Tried(answers, facts, self.program.run(facts))

    def _facts(self, answers: Mapping[str, Answer]) -> Facts:
        given = {key: answer for key, answer in answers.items() if not isinstance(answer, Missing)}
        return Facts(subject=_SUBJECT, answers={**self._sheets, **given}, lists=self._lists)

    @cached_property
    def _lists(self) -> Mapping[str, Mapping[str, Facts]]:
        lists = {}
        for name, told in self.resolved.expected.items():
            if name:
                inner = {key: Known(value=_middle(sample_answers(one, ()))) for key, one in told.items()}
                lists[name] = {"a": Facts(subject="a", answers=inner)}
        return lists

    def known_facts(self, values: Mapping[str, Value]) -> Tried:
        """Try known values."""
        answers = {key: self._known(value) for key, value in values.items()}
        facts = Facts(subject=_SUBJECT, answers={**self._sheets, **answers}, lists=self._lists)
        return Tried(answers, facts, self.program.run(facts))

    def _known(self, value: Value) -> Known:
        key = (type(value), value)
        if key not in self._answers:
            self._answers[key] = Known(value=value)
        return self._answers[key]

    @cached_property
    def _answers(self) -> dict[object, Known]:
        return {}

    @cached_property
    def _sheets(self) -> Mapping[str, Answer]:
        return {leaf.key: Known(value=True) for leaf in self.program.leaves if leaf.key.endswith(_SHEET)}

    @cached_property
    def best(self) -> Mapping[str, Value]:
        """The known answers that bring the best result, found one fact after the other."""
        return self._climb(1)

    @cached_property
    def worst(self) -> Mapping[str, Value]:
        """The known answers that bring the worst result, likewise."""
        return self._climb(-1)

    def _climb(self, sign: int) -> dict[str, Value]:
        values = {key: self._start(key, sign) for key in self.leaves}
        best = self.rank(self.known_facts(values))
        for key in self.leaves:
            if self._is_directed(key):
                continue
            for value in self.samples(key):
                rank = self.rank(self.known_facts({**values, key: value}))
                if (rank > best) if sign > 0 else (rank < best):
                    best, values = rank, {**values, key: value}
        return values

    def _is_directed(self, key: str) -> bool:
        """Tell whether every result is proved to move one way with a fact: its ends are then the best and the worst."""
        moves = {self.directions(key).of(name) for name in self.results} - {0}
        return len(moves) <= 1 and None not in moves

    def _start(self, key: str, sign: int) -> Value:
        """Give the answer that moves the results the right way, as proved or said; else one in the middle."""
        samples = self.samples(key)
        if key in self._marks:
            return self._marks[key] if sign > 0 else 0
        direction = self._direction(key)
        if not direction:
            return _middle(samples)
        ordered = sorted(samples, key=lambda one: one if isinstance(one, int | Fraction) else 0)
        return ordered[-1 if direction == sign else 0]

    def _direction(self, key: str) -> int:
        moves = (self.directions(key).of(name) for name in self.results)
        said = {"higher": 1, "lower": -1}.get(self.resolved.expected[""][key].better, 0)
        return next((one for one in moves if one), 0) or said

    @cached_property
    def _marks(self) -> Mapping[str, Value]:
        """The facts that are marks themselves, with the most that they can be."""
        shapes = ((node, node.shape) for node in self.rulebook.computed if isinstance(node.full, Literal))
        return {
            str(shape.expression.reference): node.full.value
            for node, shape in shapes
            if isinstance(shape, Plain) and isinstance(shape.expression, Name) and isinstance(node.full, Literal)
        }

    def directions(self, key: str) -> Directions:
        """Give how every node moves with one fact."""
        if key not in self._directions:
            self._directions[key] = Directions(self, key)
        return self._directions[key]

    @cached_property
    def _directions(self) -> dict[str, Directions]:
        return {}

    def rank(self, one: Tried) -> tuple[Fraction, ...]:
        """Give how good a result is: each result node by itself, stars by their place; no value is the worst."""
        return tuple(self.goodness(name, self.value(one, name)) for name in self.results)

    def goodness(self, name: str, value: NodeValue) -> Fraction:
        """Give how good the value of a node is."""
        node = self.rulebook.nodes[name]
        if isinstance(node, Grade):
            words = self.rulebook.scales[node.scale].best_first
            return Fraction(-words.index(value)) if value in words else Fraction(-len(words))
        return Fraction(value) if isinstance(value, int | Fraction) else _LOWEST

    @cached_property
    def is_complete(self) -> bool:
        """Tell whether all combinations of the breakpoints were tried."""
        return prod(len(self.samples(key)) for key in self.leaves) <= MAX_ALL

    @cached_property
    def pool(self) -> tuple[Tried, ...]:
        """Everything that was tried with known answers."""
        if self.is_complete:
            every = product(*(self.samples(key) for key in self.leaves))
            return tuple(self.known_facts(dict(zip(self.leaves, values, strict=True))) for values in every)
        starts = (self.best, self.worst)
        found = [self.known_facts(start) for start in starts]
        found += [one for start in starts for _, _, one in self.variations(start)]
        found += [*self._descent(), *self._gentle_descent()]
        return (*found, *self._wander(found))

    def near(self, names: Iterable[str]) -> Iterator[Tried]:
        """Try the facts beneath some names together, where they are few and nothing else tried all combinations."""
        beneath = {key for name in names for key in self._beneath(name)}
        keys = [key for key in self.leaves if key in beneath]
        if self.is_complete or not keys or prod(len(self.samples(key)) for key in keys) > MAX_NEAR:
            return
        for start in (self.best, self.worst):
            for values in product(*(self.samples(key) for key in keys)):
                if self._nears >= MAX_NEARS:
                    return
                self._nears += 1
                yield self.known_facts({**start, **dict(zip(keys, values, strict=True))})

    def _beneath(self, name: str) -> frozenset[str]:
        return self.uses.below(name if name in self.leaves else name.partition(".")[0])

    def variations(self, start: Mapping[str, Value]) -> Sequence[tuple[str, Value, Tried]]:
        """Give what comes of changing one answer of *start*: the fact, its answer, and what was tried."""
        key = "best" if start is self.best else "worst" if start is self.worst else ""
        if key not in self._varied:
            self._varied[key] = tuple(self._vary(start))
        return self._varied[key]

    @cached_property
    def _varied(self) -> dict[str, tuple[tuple[str, Value, Tried], ...]]:
        return {}

    def _vary(self, start: Mapping[str, Value]) -> Iterator[tuple[str, Value, Tried]]:
        for key in self.leaves:
            for value in self.samples(key):
                if value != start[key]:
                    yield key, value, self.known_facts({**start, key: value})

    def _descent(self) -> Iterator[Tried]:
        values = dict(self.best)
        for key in self.leaves:
            values[key] = self.worst[key]
            yield self.known_facts(values)

    def _wander(self, found: Iterable[Tried]) -> Iterator[Tried]:
        """From every rating that was met, change one answer at a time, as long as ratings come up that were not met."""
        first = {self._ratings(one): one for one in found}
        frontier, left = deque(first.values()), max(MAX_ALL // 10, MAX_WANDERED // (len(self.leaves) or 1))
        while frontier and left > 0:
            start = frontier.popleft()
            for key, value in self._others(start):
                one = self.known_facts({**start.values, key: value})
                left -= 1
                if first.setdefault(self._ratings(one), one) is one:
                    frontier.append(one)
                    yield one

    def _others(self, start: Tried) -> Iterator[tuple[str, Value]]:
        return ((key, value) for key in self.leaves for value in self.samples(key) if value != start.values[key])

    def _ratings(self, one: Tried) -> tuple[NodeValue, ...]:
        return tuple(self.value(one, name) for name in self._grades)

    @cached_property
    def _grades(self) -> tuple[str, ...]:
        return tuple(node.id for node in self.rulebook.grades if not self.program.scopes.get(node.id))

    def _gentle_descent(self) -> Iterator[Tried]:
        """Go down as before, but leave out what takes a star more than one place down at once: no place is jumped."""
        values = dict(self.best)
        here = self.known_facts(values)
        for key in self.leaves:
            there = self.known_facts({**values, key: self.worst[key]})
            if all(self._fall(name, here, there) <= 1 for name in self.results):
                values[key], here = self.worst[key], there
                yield there

    def _fall(self, name: str, here: Tried, there: Tried) -> Fraction:
        if not isinstance(self.rulebook.nodes[name], Grade):
            return Fraction(0)
        return self.goodness(name, self.value(here, name)) - self.goodness(name, self.value(there, name))


_LOWEST = Fraction(-(10**30))


_FEW = 8
"""Where a rulebook asks no more than this, whole numbers between the breakpoints are tried too."""


def _filled(samples: tuple[Value, ...]) -> tuple[Value, ...]:
    """Give samples with the whole numbers between them, where they lie close together."""
    whole = sorted(one for one in samples if type(one) is int)
    found = dict.fromkeys(samples)
    for low, high in pairwise(whole):
        if high - low <= _CLOSE:
            found |= dict.fromkeys(range(low, high))
    return tuple(found)


_CLOSE = 12


def _middle(samples: Sequence[Value]) -> Value:
    return samples[len(samples) // 2] if samples else 0
