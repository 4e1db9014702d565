"""Running a lowered rulebook: items from the facts, groups and grades from items, the headline an exact number."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from stationkit.numbers import exact
from stationkit.rules.conditions import condition_references
from stationkit.rules.expressions import Literal
from stationkit.rules.facts import Facts
from stationkit.rules.lowering.common import (
    Irregular,
    Lowering,
    NotLoweredError,
    Value,
    common_unit,
    literals_in,
    read_measure,
)
from stationkit.rules.lowering.fusing import fuse
from stationkit.rules.lowering.grades import lower_grade
from stationkit.rules.lowering.groups import lower_group, lower_step
from stationkit.rules.lowering.items import lower_item
from stationkit.rules.model import Computed, Grade, Measure, Rulebook
from stationkit.rules.outcomes import NodeValue
from stationkit.rules.program import Program

__all__ = ["Lowered", "lower"]

_BY_ROLE = {"item": lower_item, "group": lower_group, "step": lower_step}


MAX_KNOWN = 20_000
"""How many different results are remembered, so that an exact number is made once and not for every subject."""

Make: TypeAlias = Callable[[NodeValue | None, NodeValue | None], Any]


class Lowered:
    """A rulebook on integers: facts in, a result out; nothing where the ordinary path must decide."""

    def __init__(
        self,
        items: list[tuple[int, int, Value]],
        others: list[tuple[int, Value]],
        names: frozenset[str],
        checks: list[tuple[str, Callable[[Any], Any]]],
        ends: Any,
        make: Make,
    ) -> None:
        self._make, self._known = make, {}  # type: ignore[var-annotated]  # score and star in units -> result
        self._names, self._checks = names, tuple(checks)
        self._score, self._star, self._words, self._unit, reads = ends
        self._size = len(reads)
        self._marks = [0] * self._size
        for slot, full, _ in items:
            self._marks[slot] = full
        wanted = tuple(slot for slot in (self._score, self._star) if slot is not None)
        nodes = [*((slot, run) for slot, _, run in items), *others]
        self._run = fuse(nodes, reads, wanted, self._marks)

    def __call__(self, facts: Facts) -> Any:
        """Give the result of one subject, or nothing where its facts are out of the ordinary."""
        answers: dict[str, Any] = facts.answers.copy()  # type: ignore[attr-defined]  # of a read-only view: asked faster
        if facts.lists or facts.sheets or not self._names.issuperset(answers):
            return None
        slots, marks, get = [None] * self._size, self._marks[:], answers.get
        try:
            for key, check in self._checks:
                if key in answers:
                    check(answers[key].value)
            self._run(get, slots, marks)
        except (Irregular, AttributeError):  # an answer without a value: missing on a ground, or not applicable
            return None
        score = None if self._score is None else slots[self._score]
        star = None if self._star is None else slots[self._star]
        return self._known.get((score, star)) or self._result(score, star)

    def _result(self, score: int | None, star: int | None) -> Any:
        if (score is None and self._score is not None) or (star is None and self._star is not None):
            return None
        exactly = None if score is None else exact(Fraction(score, self._unit))
        result = self._make(exactly, None if star is None else self._words[star])
        if len(self._known) < MAX_KNOWN:
            self._known[score, star] = result
        return result


def lower(program: Program, score: str, star: str, make: Make) -> Lowered:
    """Lower the part of a rulebook that its score and its star rest on; *make* makes a result of the two.

    Raises:
        NotLoweredError: something in it is not lowered; the node and the reason.
    """
    rulebook = program.rulebook
    if program.list_leaves.keys() - {""} or (not score and not star):
        raise NotLoweredError("", "有子对象列表，或没有总分与星级", "lists of sub-subjects, or neither score nor star")
    order = _needed(program, [name for name in (score, star) if name])
    nodes = [rulebook.nodes[name] for name in order]
    unit = common_unit(literals_in(tuple(one for one in nodes if not isinstance(one, Measure))))
    slots = {name: place for place, name in enumerate(order)}
    low = Lowering(rulebook=rulebook, slots=slots, unit=unit, shares=_shares(nodes))
    items: list[tuple[int, int, Value]] = []
    others: list[tuple[int, Value]] = []
    for node in nodes:
        if isinstance(node, Computed) and node.role == "item" and isinstance(node.full, Literal):
            low.nominal[node.id] = low.units(node.full, node.id)
            items.append((slots[node.id], low.nominal[node.id], lower_item(node, low)))
            _check_reads(node, program)
        elif isinstance(node, Computed):
            others.append((slots[node.id], _BY_ROLE[node.role](node, low)))
        elif isinstance(node, Grade):
            others.append((slots[node.id], lower_grade(node, low)))
        elif not isinstance(node, Measure):
            raise NotLoweredError(node.id, "参数", "a parameter")
    checks = dict(_checks(rulebook, low))
    names = _names(order, program) | checks.keys()
    words = rulebook.scales[rulebook.nodes[star].scale].best_first if star else ()  # type: ignore[union-attr]  # a grade
    reads = {slots[name]: tuple(slots[one] for one in program.needs[name] if one in slots) for name in order}
    ends = (slots.get(score), slots.get(star), words, unit, reads)
    return Lowered(items, others, names, list(checks.items()), ends, make)


def _check_reads(node: Computed, program: Program) -> None:
    """Items run first, so an item that reads another node is not lowered."""
    for name in program.needs[node.id]:
        if not isinstance(program.rulebook.nodes[name], Measure):
            raise NotLoweredError(node.id, f"读取 {name}", f"it reads {name}")


def _needed(program: Program, wanted: list[str]) -> list[str]:
    """Give what the headline rests on, in the order in which it can be run."""
    pending, found = list(wanted), set()
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending.extend(program.needs.get(name, ()))
    ordered = _sorted(program.needs, found)
    return [name for name in ordered if name in found]


def _sorted(needs: Mapping[str, tuple[str, ...]], found: set[str]) -> list[str]:
    done: dict[str, None] = {}
    for start in sorted(found):
        trail = [start]
        while trail:
            following = next((one for one in needs.get(trail[-1], ()) if one not in done), None)
            if following is None:
                done[trail.pop()] = None
            else:
                trail.append(following)
    return list(done)


def _shares(nodes: list[Any]) -> frozenset[str]:
    """Give the nodes whose share somebody reads, as an attribute or by a percentage."""
    found = set()
    for node in nodes:
        conditions = [row.when for row in node.start.rows] if isinstance(node, Grade) and node.start else []
        conditions += [move.when for move in getattr(node, "then", ())]
        for condition in conditions:
            named = condition_references(condition) if condition is not None else ()
            found |= {str(one).partition(".")[0] for kind, one in named if kind == "name" and "%" in str(condition)}
        if isinstance(node, Computed):
            found |= {str(one).partition(".")[0] for _, one in node.shape.references() if str(one).endswith(".share")}
    return frozenset(found)


def _checks(rulebook: Rulebook, low: Lowering) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """Give the checks of the answers that no run looks at for certain; what cannot be checked here is irregular."""
    for measure in rulebook.measures:
        if measure.id not in low.sure and not measure.list:
            try:
                yield measure.id, read_measure(measure)
            except NotLoweredError:
                continue


def _names(order: list[str], program: Program) -> frozenset[str]:
    """Give the names of the facts that are read, and so checked, on the way; others are left to the ordinary path."""
    measures = {name for name in order if isinstance(program.rulebook.nodes[name], Measure)}
    faults = {f"{one.item}.{one.cause}" for one in program.faults if one.item in order}
    return frozenset(measures | faults | {f"{one.item}.inspected" for one in program.faults if one.item in order})
