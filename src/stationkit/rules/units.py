"""Units: what is added, compared or set against one another must be counted in the same thing.

Units are plain words (`元`, `人`, `hours`); items and groups are points. A product or a quotient is in a unit that
nobody has named; it, and whatever says no unit, goes with anything.
"""

from collections.abc import Iterator

from stationkit.rules.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    NotSo,
    OneOf,
    Over,
    TestForm,
    TestOf,
    Together,
)
from stationkit.rules.expressions import Cases, Expression, Inline, Name
from stationkit.rules.model import Computed, Grade, Measure, Node, Parameter, Rulebook
from stationkit.rules.reading import Collector
from stationkit.rules.shapes.afterwards import After
from stationkit.rules.shapes.arithmetic import Arithmetic
from stationkit.rules.shapes.combination import Combination
from stationkit.rules.shapes.lists import ForEach
from stationkit.rules.shapes.plain import Plain

__all__ = ["POINTS", "check_units"]

POINTS = "points"
_SAME = {"分": POINTS, "point": POINTS, "元": "yuan", "人": "people", "person": "people", "%": ""}


def check_units(rulebook: Rulebook, order: tuple[str, ...], to: Collector) -> None:
    """Find what mixes units; *order* is one in which every node comes behind those that it reads."""
    _Units(rulebook, to).check(order)


class _Units:
    def __init__(self, rulebook: Rulebook, to: Collector) -> None:
        self.rulebook, self.to = rulebook, to
        self.units: dict[str, str] = {}

    def check(self, order: tuple[str, ...]) -> None:
        for name in order:
            node = self.rulebook.nodes[name]
            self.units[name] = self._of_node(node)

    def _of_node(self, node: Node) -> str:
        if isinstance(node, Grade):
            for condition in _grade_conditions(node):
                self._condition(condition, f"grade.{node.id}")
            return ""
        declared = _SAME.get(node.unit, node.unit)
        if isinstance(node, Measure):
            return declared
        path = f"{node.role if isinstance(node, Computed) else 'parameter'}.{node.id}"
        if isinstance(node, Parameter):
            inferred = self._of(node.value, path) if node.value is not None else ""
        else:
            declared = declared or (POINTS if node.role != "step" else "")
            inferred = self._of_shape(node.shape, node, path)
        self._same({declared, inferred}, path)
        if isinstance(node, Computed):
            self._behind(node, declared or inferred, path)
        return declared or inferred

    # -- what a value is counted in --------------------------------------------------------------------------

    def _of_shape(self, shape: object, node: Computed | None, path: str) -> str:
        if isinstance(shape, Plain):
            return self._of(shape.expression, path)
        if isinstance(shape, Combination):
            return self._of_combination(shape, node, path)
        if isinstance(shape, ForEach):
            return self.units.get(shape.each, "")
        if isinstance(shape, Arithmetic) and shape.operation == "difference":
            return self._same({self._of(part, path) for part in shape.parts}, path)
        return ""

    def _of_combination(self, shape: Combination, node: Computed | None, path: str) -> str:
        parts = {self._of(part, path) for part in shape.parts}
        names = self.rulebook.named_sets.get(shape.of, ()) if shape.of else ()
        if not shape.parts and not shape.of and node is not None:
            names = self.rulebook.members(node.id)
        return self._same(parts | {self.units.get(name, "") for name in names}, path)

    def _of(self, expression: Expression, path: str) -> str:
        if isinstance(expression, Name):
            if expression.reference.attribute in ("", "points", "attainable"):
                return self.units.get(expression.reference.node, "")
            return ""
        if isinstance(expression, Cases):
            for row in expression.rows:
                if row.when is not None:
                    self._condition(row.when, path)
            return self._same({self._of(row.value, path) for row in expression.rows}, path)
        return self._of_shape(expression.shape, None, path) if isinstance(expression, Inline) else ""

    def _same(self, units: set[str], path: str) -> str:
        """Give the one unit of several; two different ones are a problem."""
        named = sorted(units - {""})
        if len(named) > 1:
            listed = ", ".join(named)
            self.to.say(path, f"单位不同，不能混用：{listed}", f"mixes units: {listed}")
        return named[0] if len(named) == 1 else ""

    # -- conditions, and what stands behind the shape ----------------------------------------------------------

    def _behind(self, node: Computed, unit: str, path: str) -> None:
        for place, verb in enumerate(node.then):
            if not isinstance(verb, After):
                continue
            where = f"{path}.then[{place}]"
            for expression in (verb.low, verb.high, verb.amount):
                if expression is not None:
                    self._same({unit, self._of(expression, where)}, where)
            if verb.when is not None:
                self._condition(verb.when, where)
        if node.requires is not None:
            self._condition(node.requires, f"{path}.requires")

    def _condition(self, condition: Condition, path: str) -> None:
        for name, other in _compared(condition):
            left, _, attribute = name.partition(".")
            right, _, behind = other.partition(".")
            if attribute in ("", "points", "attainable") and behind in ("", "points", "attainable"):
                self._same({self.units.get(left, ""), self.units.get(right, "")}, path)


def _grade_conditions(grade: Grade) -> Iterator[Condition]:
    for reason in grade.not_ratable:
        yield reason.when
    for row in grade.start.rows if grade.start is not None else ():
        if row.when is not None:
            yield row.when
    for move in grade.then:
        if move.when is not None:
            yield move.when


def _compared(condition: Condition) -> Iterator[tuple[str, str]]:
    """Give the pairs of names that a condition compares with one another."""
    if isinstance(condition, TestOf):
        yield from ((str(condition.reference), name) for name in _operands(condition.test))
    elif isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from _compared(part)
    elif isinstance(condition, NotSo):
        yield from _compared(condition.part)
    elif isinstance(condition, Over):
        yield from ((condition.of, name) for name in _operands(condition.that))


def _operands(test: TestForm) -> Iterator[str]:
    if isinstance(test, Compare) and test.name:
        yield test.name
    elif isinstance(test, OneOf | Together):
        for one in test.tests:
            yield from _operands(one)
