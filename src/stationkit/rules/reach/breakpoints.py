"""Breakpoints: for every fact, the finitely many values at which a rulebook's answer can change.

They are the constants that a fact is compared with, the edges of its slopes, the bends of its lines, and where a loss
reaches its ceiling or its item's floor. On each of them, between every two of them and at both ends a fact has a value
that stands for all of its kind; whatever else a rulebook computes is linear between two of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import ceil, lcm

import attrs

from stationkit.numbers import Number, exact
from stationkit.rules.answers import expected_facts
from stationkit.rules.conditions import Condition
from stationkit.rules.expressions import Cases, Expression, Inline, Literal, Name
from stationkit.rules.facts import Value
from stationkit.rules.model import Computed, Grade, Measure, Parameter
from stationkit.rules.program import Program
from stationkit.rules.reach.cells import OTHER_WORD, cells
from stationkit.rules.reach.endless import is_endless
from stationkit.rules.reach.leaves import known_answer
from stationkit.rules.reach.probing import Probes, named
from stationkit.rules.shapes.afterwards import After
from stationkit.rules.shapes.arithmetic import Arithmetic
from stationkit.rules.shapes.cause import Cause
from stationkit.rules.shapes.causes import Causes
from stationkit.rules.shapes.checklist import Checklist
from stationkit.rules.shapes.ladder import Ladder, Line
from stationkit.rules.shapes.plain import Plain, Share
from stationkit.rules.shapes.weights import Weights

__all__ = ["breakpoints", "constants_of", "sample_answers"]


def breakpoints(program: Program) -> Mapping[str, tuple[Value, ...]]:
    """Give the values worth trying of every fact of a program: on, between and beyond its breakpoints."""
    known = constants_of(program)
    return {name: sample_answers(one, known.get(name, ())) for name, one in known_measures(program).items()}


def known_measures(program: Program) -> Mapping[str, Measure]:
    """Give every fact that a program can be told, those of its lists included."""
    return {name: one for facts in expected_facts(program).values() for name, one in facts.items()}


def sample_answers(measure: Measure, constants: Iterable[object]) -> tuple[Value, ...]:
    """Give one value for every part into which *constants* cut the answers to a measure, its ends included.

    A measure with few answers is tried with all of them.
    """
    if 0 < len(measure.one_of) <= _FEW:
        return measure.one_of
    allowed = known_answer(measure)
    met = tuple(constants) or _PLAIN.get(measure.kind, ())
    found: dict[Value, None] = {}
    for cell in cells(attrs.evolve(allowed, absent=frozenset()), met):
        if cell.sample != OTHER_WORD:
            found[cell.sample] = None  # type: ignore[index]  # no absence is among them
        numbers = cell.reach.span
        if numbers is not None:
            for end in (numbers.low, numbers.high):
                if not is_endless(end) and cell.closed:
                    found[end] = None  # type: ignore[index]  # a number
    if allowed.any_word:
        found["other"] = None
    # Faults are counted: half a fault is written down by nobody.
    return tuple(one for one in found if measure.kind != "fault" or type(one) is int)


_FEW = 12
_TWO = 2

_PLAIN = {"count": (0, 1, 10), "fault": (0, 1), "decimal": (0, 1, 10), "ratio": (0, 1)}
"""What is tried of a fact that meets no constant: a function or a calculation reads it."""


def constants_of(program: Program) -> Mapping[str, tuple[object, ...]]:
    """Give the constants that each node and fact meets."""
    gathering = _Gathering(program)
    for node in program.rulebook.nodes.values():
        gathering.node(node)
    gathering.quotients(known_measures(program))
    return {key: tuple(known) for key, known in gathering.found.items()}


class _Gathering:
    """Walks the nodes of a rulebook and notes what every name meets."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.probes = Probes(program.infos, program.rulebook.named_sets)
        self.found: dict[str, dict[object, None]] = {}

    def note(self, key: str, values: Iterable[object]) -> None:
        """Note that *key* meets *values*; what a node only passes on, its source meets too."""
        self.found.setdefault(key, {}).update(dict.fromkeys(values))
        node = self.program.rulebook.nodes.get(key)
        if isinstance(node, Computed) and isinstance(node.shape, Plain) and isinstance(node.shape.expression, Name):
            self.note(str(node.shape.expression.reference), values)

    def node(self, node: object) -> None:
        """Walk one node."""
        if isinstance(node, Parameter):
            self.expression(node.value)
        elif isinstance(node, Grade):
            for reason in node.not_ratable:
                self.condition(reason.when)
            self.expression(node.start)
            for move in node.then:
                self.condition(move.when)
        elif isinstance(node, Computed):
            self._computed(node)

    def _computed(self, node: Computed) -> None:
        full = next(self._values(node.full), None)
        self.shape(node.shape, node.id, full)
        for expression in (node.full, node.weight):
            self.expression(expression)
        self.condition(node.requires)
        for verb in node.then:
            if isinstance(verb, After):
                self.condition(verb.when)
                for expression in (verb.low, verb.high, verb.amount):
                    self.expression(expression)
                for cause in verb.causes:
                    self.cause(cause, node.id, full)

    def quotients(self, measures: Mapping[str, Measure]) -> None:
        """Note on the parts of every quotient the whole numbers that make it what it is compared with."""
        for node in self.program.rulebook.computed:
            shape = node.shape
            if isinstance(shape, Arithmetic) and shape.operation == "quotient" and len(shape.parts) == _TWO:
                parts = [str(one.reference) for one in shape.parts if isinstance(one, Name)]
                met = [Fraction(one) for one in self.found.get(node.id, ()) if isinstance(one, int | Fraction)]
                if len(parts) == _TWO and met:
                    self._quotient(parts[0], parts[1], met, measures)

    def _quotient(self, part: str, whole: str, met: list[Fraction], measures: Mapping[str, Measure]) -> None:
        common = lcm(*(one.denominator for one in met))
        least = known_answer(measures[whole]).span if whole in measures else None
        if least is not None and isinstance(least.low, int | Fraction):
            common *= max(1, ceil(Fraction(least.low) / common))
        self.note(whole, (common,))
        self.note(part, (exact(one * common) for one in met))

    def condition(self, condition: Condition | None) -> None:
        """Note every constant of a condition, and what one name meets in another."""
        if condition is None:
            return
        names = named(self.probes.plain(condition), self.probes)
        for key, known in names.constants.items():
            self.note(key, known)
        for one, other in names.pairs:
            for key, against in ((one, other), (other, one)):
                self.note(key, self._named_values(against))

    def expression(self, expression: Expression | None) -> None:
        """Walk an expression."""
        if isinstance(expression, Cases):
            for row in expression.rows:
                self.condition(row.when)
                self.expression(row.value)
        elif isinstance(expression, Inline):
            self.shape(expression.shape, "", None)

    def shape(self, shape: object, item: str, full: Number | None) -> None:
        """Walk a shape."""
        if isinstance(shape, Plain):
            self._in_marks(shape.expression, full)
            self.expression(shape.expression)
        elif isinstance(shape, Share):
            self._in_marks(shape.of, 1)
            self.expression(shape.of)
        elif isinstance(shape, Causes):
            for cause in shape.causes:
                self.cause(cause, item, full)
        elif isinstance(shape, Ladder):
            self.expression(shape.steps)
        elif isinstance(shape, Line) and isinstance(shape.of, Name):
            self.note(str(shape.of.reference), (one for left, _ in shape.points for one in self._values(left)))
        elif isinstance(shape, Checklist):
            for check in shape.checks:
                self.condition(check.when)
                if check.found:
                    self.note(f"{item}.{check.id}", (0, 1))
        else:
            self._others(shape)

    def _in_marks(self, expression: Expression, most: Number | None) -> None:
        if isinstance(expression, Name) and most is not None:
            self.note(str(expression.reference), (0, most))

    def _others(self, shape: object) -> None:
        weights = getattr(shape, "weights", None)
        if isinstance(weights, Weights):
            for table in weights.tables:
                self.condition(table.when)
        for part in getattr(shape, "parts", ()):
            self.expression(part)

    def cause(self, cause: Cause, item: str, full: Number | None) -> None:
        """Note where a cause begins, and where it has taken all that it can."""
        for condition in (cause.when, cause.where):
            self.condition(condition)
        key = f"{item}.{cause.id}" if cause.fault else (str(cause.of) if cause.of is not None else "")
        if not key:
            return
        points = [one for one in self._values(cause.points) if one > 0]
        most = [one for one in (full, *self._values(cause.up_to)) if one is not None and one > 0]
        steps = [ceil(Fraction(limit) / each) for limit in most for each in points]
        if cause.below is None and cause.above is None:
            self.note(key, (0, 1, *steps))
            return
        lengths = [one for one in self._values(cause.per) if one > 0]
        for sign, edges in ((-1, cause.below), (1, cause.above)):
            for edge in self._values(edges):
                self.note(key, (edge, *(exact(edge + sign * count * one) for one in lengths for count in (1, *steps))))

    def _values(self, expression: Expression | None) -> Iterator[Number]:
        """Give the numbers that an expression may plainly be."""
        if isinstance(expression, Literal):
            yield expression.value
        elif isinstance(expression, Name):
            yield from self._named_values(str(expression.reference))
        elif isinstance(expression, Cases):
            for row in expression.rows:
                yield from self._values(row.value)

    def _named_values(self, name: str) -> Iterator[Number]:
        node = self.program.rulebook.nodes.get(name)
        if isinstance(node, Parameter):
            yield from self._values(node.value)
