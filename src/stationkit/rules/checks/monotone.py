"""Directions of a rulebook: whether a result never falls while one fact gets better, all others with values.

Followed node by node: each node says how it moves with what it reads, and where all ways from a fact to a result agree,
the result moves with the fact. What is not described here moves in no direction that could be proved.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Protocol

from stationkit.rules.conditions import AllOf, AnyOf, Compare, Condition, Flagged, NotSo, Over, TestOf
from stationkit.rules.expressions import Cases, Expression, Literal, Name, Word, expression_references
from stationkit.rules.model import Computed, Grade, Parameter, Rulebook
from stationkit.rules.program import Program
from stationkit.rules.reach.probing import Probes
from stationkit.rules.reach.uses import Uses
from stationkit.rules.references import SO_FAR
from stationkit.rules.shapes.afterwards import After
from stationkit.rules.shapes.arithmetic import Arithmetic
from stationkit.rules.shapes.cause import Cause
from stationkit.rules.shapes.causes import Causes
from stationkit.rules.shapes.checklist import Checklist
from stationkit.rules.shapes.combination import Combination
from stationkit.rules.shapes.ladder import Ladder, Line
from stationkit.rules.shapes.plain import Plain, Share

__all__ = ["Directions"]

Direction = int | None
"""1: rises with the fact; -1: falls with it; 0: does not move; nothing: not proved."""


def together(parts: Iterable[Direction]) -> Direction:
    """Join the directions of several ways: they must agree."""
    found = 0
    for one in parts:
        if one is None or (one and found and one != found):
            return None
        found = found or one
    return found


def times(sign: Direction, inner: Direction) -> Direction:
    """Give how something moves that moves by *sign* with what moves by *inner*."""
    if inner == 0:
        return 0
    return None if sign is None or inner is None else sign * inner


class Ground(Protocol):
    """What directions are found on."""

    rulebook: Rulebook
    program: Program
    uses: Uses


class Directions:
    """How every node moves with one fact that gets larger (or true), all other facts the same and with values."""

    def __init__(self, study: "Ground", fact: str) -> None:
        self.study, self.fact = study, fact
        self.probes = Probes(study.program.infos, study.rulebook.named_sets)
        self.known: dict[str, Direction] = {fact: 1}
        self.above = study.uses.above([fact])
        for name in study.program.scopes:
            if name in self.above and name != fact:
                self.known[name] = self._node(name)

    def of(self, name: str) -> Direction:
        """Give how a node moves."""
        name = name.partition(".")[0] if name not in self.known and name not in self.above else name
        return self.known.get(name, 0) if name in self.above else 0

    def _node(self, name: str) -> Direction:
        node = self.study.rulebook.nodes.get(name)
        if isinstance(node, Parameter):
            return self.expression(node.value)
        if isinstance(node, Grade):
            return self._grade(node)
        if not isinstance(node, Computed) or self.expression(node.full) != 0:
            return None
        shape = _SHAPES.get(type(node.shape))
        moves = None if shape is None else shape(self, node)
        return together((moves, *(self._verb(node, verb) for verb in node.then)))

    # -- expressions and conditions ------------------------------------------------------------------------

    def expression(self, expression: Expression | None) -> Direction:
        """Give how an expression moves."""
        if expression is None or isinstance(expression, Literal | Word):
            return 0
        if isinstance(expression, Name):
            plain = expression.reference.attribute in ("", "points", "share") or str(expression.reference) == self.fact
            key = str(expression.reference) if str(expression.reference) in self.known else expression.reference.node
            return self.of(key) if plain else times(None, self.of(expression.reference.node))
        if isinstance(expression, Cases) and all(isinstance(row.value, Literal) for row in expression.rows):
            worths = [_literal(row.value) for row in expression.rows]
            return self.rows([row.when for row in expression.rows], worths)
        return self._unmoved(expression)

    def _unmoved(self, expression: Expression) -> Direction:
        names = [str(one) for _, one in expression_references(expression)]
        return 0 if all(self.of(name) == 0 for name in names) else None

    def condition(self, condition: Condition | None) -> Direction:
        """Give 1 where a condition, once it holds, holds on while the fact grows; -1 where it is the contrary."""
        if condition is None:
            return 0
        plain = self.probes.plain(condition)
        return self._condition(plain)

    def _condition(self, plain: Condition) -> Direction:
        if isinstance(plain, AllOf | AnyOf):
            return together(self._condition(part) for part in plain.parts)
        if isinstance(plain, NotSo):
            return times(-1, self._condition(plain.part))
        if isinstance(plain, Over):
            members = together(self._condition(one) for one in self.probes.counted(plain))
            how = plain.how_many
            return times(_operator(how) if isinstance(how, Compare) and how.number is not None else None, members)
        return self._test(plain)

    def _test(self, test: TestOf) -> Direction:
        name = str(test.reference)
        moves = self.of(name if name in self.known else test.reference.node)
        if isinstance(test.test, Compare) and test.test.number is None:
            other = self.of(test.test.name)
            return together((times(_operator(test.test), moves), times(times(-1, _operator(test.test)), other)))
        if isinstance(test.test, Compare):
            return times(_operator(test.test), moves)
        if isinstance(test.test, Flagged):
            return times(1 if test.test.flag else -1, moves)
        return 0 if moves == 0 else None

    def rows(self, conditions: Sequence[Condition | None], worths: Sequence[Any]) -> Direction:
        """Give how first fit moves: the best row first, with conditions that stay true, or the contrary."""
        whens = [one for one in conditions if one is not None]
        moves = together(self.condition(one) for one in whens)
        if moves in (0, None) or any(one is None for one in worths):
            return moves if moves == 0 else None
        if all(a >= b for a, b in pairwise(worths)):
            return moves
        return times(-1, moves) if all(a <= b for a, b in pairwise(worths)) else None

    # -- grades --------------------------------------------------------------------------------------------

    def _grade(self, grade: Grade) -> Direction:
        if grade.start is None:
            return None
        words = self.study.rulebook.scales[grade.scale].best_first
        worths = [_worth(row.value, words) for row in grade.start.rows]
        start = self.rows([row.when for row in grade.start.rows], worths)
        barred = [times(-1, self.condition(reason.when)) for reason in grade.not_ratable]
        return together((start, *barred, *(self._move(move) for move in grade.then)))

    def _move(self, move: Any) -> Direction:
        sign = {"lower": -1, "not_above": -1, "outcome": -1, "raise": 1, "add": 1, "not_below": 1}.get(move.verb)
        fixed = isinstance(move.operand, int | str | tuple | Literal | Word)
        if _names_so_far(move.when) or not fixed or (move.verb == "outcome" and not self._is_outside(move)):
            return None
        return times(sign, self.condition(move.when))

    def _is_outside(self, move: Any) -> bool:
        scales = self.study.rulebook.scales.values()
        return isinstance(move.operand, Word) and any(move.operand.word in one.outside for one in scales)

    # -- what stands behind the shape ----------------------------------------------------------------------

    def _verb(self, node: Computed, verb: Any) -> Direction:
        if not isinstance(verb, After):
            return None
        if any(self.expression(one) != 0 for one in (verb.low, verb.high, verb.amount)):
            return None
        causes = together(self.cause(node.id, one) for one in verb.causes)
        inner = times(1 if verb.verb == "deduct" else -1, causes)
        if verb.when is None:
            return inner if verb.verb != "gate" else None
        if _names_so_far(verb.when):
            return None
        if _acts_down(verb):
            return together((inner, times(-1, self.condition(verb.when))))
        return together((inner, self.condition(verb.when))) if verb.verb == "add" else None

    def cause(self, item: str, cause: Cause) -> Direction:
        """Give how points left move with one cause: more of what it counts takes more, unless it counts what lacks."""
        fixed = [self.expression(one) for one in (cause.points, cause.per, cause.up_to)]
        edges = [self.expression(one) for one in (cause.below, cause.above)]
        if any(one != 0 for one in (*fixed, *edges)) or not self._takes(cause.points, cause):
            return None
        counted: Direction = 0
        if cause.fault:
            counted = self.of(f"{item}.{cause.id}")
        elif cause.of is not None:
            counted = self.expression(Name(cause.of))
        elif cause.when is not None:
            counted = self.condition(cause.when)
        sign = 1 if cause.below is not None else -1
        return together((times(sign, counted), times(-1, self.condition(cause.where))))

    def _takes(self, points: Expression, cause: Cause) -> bool:
        """Tell whether a cause never gives points back."""
        if cause.counts == "all":
            return True
        if isinstance(points, Name):
            named = self.study.rulebook.nodes.get(points.reference.node)
            points = named.value if isinstance(named, Parameter) and named.value is not None else points
        if isinstance(points, Cases):
            return all(isinstance(row.value, Literal) and row.value.value >= 0 for row in points.rows)
        return isinstance(points, Literal) and points.value >= 0


def _acts_down(verb: After) -> bool:
    """Tell whether a conditional line, where it acts, never brings more than where it does not."""
    if verb.verb == "gate":
        return isinstance(verb.high, Literal) and verb.high.value <= 0
    if verb.verb == "deduct":
        return verb.amount is None or (isinstance(verb.amount, Literal) and verb.amount.value >= 0)
    return verb.verb == "cap"


def _names_so_far(condition: Condition | None) -> bool:
    from stationkit.rules.conditions import condition_references

    return condition is not None and any(one == SO_FAR for _, one in condition_references(condition))


def _operator(test: Compare) -> Direction:
    return {">": 1, ">=": 1, "<": -1, "<=": -1}.get(test.operator)


def _literal(value: Expression) -> Any:
    return value.value if isinstance(value, Literal) else None


def _worth(value: Expression, words: Sequence[int | str]) -> Any:
    """Give how good a word is: its place from below; a word outside the scale is the worst."""
    if not isinstance(value, Word):
        return None
    return -words.index(value.word) if value.word in words else -len(words)


# -- shapes --------------------------------------------------------------------------------------------------


def _plain(moves: Directions, node: Computed) -> Direction:
    shape: Any = node.shape
    found = moves.expression(shape.expression)
    # Points outside the marks of an item are not computed, so they do not simply rise.
    return found if node.role != "item" or isinstance(shape.expression, Cases) else (0 if found == 0 else None)


def _share(moves: Directions, node: Computed) -> Direction:
    shape: Any = node.shape
    return moves.expression(shape.of)


def _causes(moves: Directions, node: Computed) -> Direction:
    shape: Any = node.shape
    if moves.expression(shape.floor) != 0:
        return None
    return together(moves.cause(node.id, cause) for cause in shape.causes)


def _ladder(moves: Directions, node: Computed) -> Direction:
    shape: Any = node.shape
    rows = shape.steps.rows
    return moves.rows([row.when for row in rows], [_literal(row.value) for row in rows])


def _line(moves: Directions, node: Computed) -> Direction:
    shape: Any = node.shape
    worths = [_literal(right) for _, right in shape.points]
    fixed = all(moves.expression(one) == 0 for point in shape.points for one in point)
    if not fixed or any(one is None for one in worths):
        return None
    sign = 1 if all(a <= b for a, b in pairwise(worths)) else -1 if all(a >= b for a, b in pairwise(worths)) else None
    return times(sign, moves.expression(shape.of))


def _checklist(moves: Directions, node: Computed) -> Direction:
    shape: Any = node.shape
    return together(_check(moves, node, check) for check in shape.checks)


def _check(moves: Directions, node: Computed, check: Any) -> Direction:
    if not isinstance(check.points, Literal) or check.points.value < 0:
        return None
    if check.found:
        return moves.of(f"{node.id}.{check.id}")
    return moves.expression(Name(check.of)) if check.of is not None else moves.condition(check.when)


def _arithmetic(moves: Directions, node: Computed) -> Direction:
    shape: Any = node.shape
    first, *others = [moves.expression(part) for part in shape.parts]
    if shape.operation == "difference":
        return together((first, *(times(-1, one) for one in others)))
    factors = shape.parts[1:] if shape.operation == "quotient" else shape.parts
    positive = all(isinstance(one, Literal) and one.value > 0 for one in factors if moves.expression(one) == 0)
    moving = [one for one in (first, *others) if one != 0]
    plain = positive and len(moving) <= 1 and all(one == 0 for one in others)
    return first if plain else (0 if not moving else None)


def _combined(moves: Directions, node: Computed) -> Direction:
    """With fixed weights that are not negative a combination rises with each member: who drops out stays the same."""
    shape: Any = node.shape
    weights: list[Any] = []
    if shape.weights is not None:
        for table in shape.weights.tables:
            if moves.condition(table.when) != 0:
                return None
            weights += table.weights.values()
    nodes = moves.study.rulebook.nodes
    names = moves.study.program.rulebook.named_sets.get(shape.of, ()) if shape.of else ()
    members = names or (moves.study.rulebook.members(node.id) if not shape.parts else ())
    if shape.how.startswith("weighted") and shape.weights is None:
        weights += [getattr(nodes[name], "weight", None) for name in members]
    if any(not isinstance(one, Literal) or one.value < 0 for one in weights):
        return None
    return together((*(moves.expression(part) for part in shape.parts), *(moves.of(name) for name in members)))


_SHAPES: Mapping[type, Callable[[Directions, Computed], Direction]] = {
    Plain: _plain,
    Share: _share,
    Causes: _causes,
    Ladder: _ladder,
    Line: _line,
    Checklist: _checklist,
    Arithmetic: _arithmetic,
    Combination: _combined,
}
