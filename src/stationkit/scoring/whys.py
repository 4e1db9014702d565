"""Why an item has its points, and why a station has not a star: from the ledger, and by trying what would change it.

`why` tells every line of a node with what it rests on: clause, facts with their evidence, records and written ground,
layer and plugin. `why_not` gives the smallest sets of facts that would have to be different for a star, each with the
answer that it would need.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import combinations, product
from math import prod
from typing import Any

import attrs

from stationkit.errors import UnknownNameError
from stationkit.numbers import Number
from stationkit.rules.checks.monotone import Directions
from stationkit.rules.facts import Answer, Known, Missing, NotApplicable, Value
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.lines import LedgerLine
from stationkit.rules.model import Grade
from stationkit.rules.outcomes import NodeValue
from stationkit.rules.reach.breakpoints import constants_of, sample_answers
from stationkit.rules.reach.leaves import known_answer
from stationkit.rules.reach.values import Reach, join, just
from stationkit.scoring.engine import Assessment
from stationkit.scoring.reasons import answer_of, last_lines, open_facts_beneath
from stationkit.words import Words

__all__ = ["BlockingSet", "FactShown", "NeededChange", "WhyLine", "WhyNot", "next_star", "why", "why_not"]

MAX_SIZE = 2
"""Sets of so many facts are looked for unless more is asked."""
MAX_SETS = 6_000
"""So many sets of facts are looked at; above that the answer is undecided."""


@attrs.frozen(kw_only=True)
class FactShown:
    """A fact that a line rests on, with what shows it: `answer` is nothing where nobody answered."""

    name: str
    answer: Answer | None

    @property
    def evidence(self) -> tuple[str, ...]:
        """Digests or document numbers."""
        return self.answer.evidence if isinstance(self.answer, Known) else ()

    @property
    def records(self) -> tuple[str, ...]:
        """Ids of the records that were counted."""
        return self.answer.records if isinstance(self.answer, Known) else ()

    @property
    def ground(self) -> str:
        """The written ground: the assessor's for a fault, or the one on which a fact does not apply."""
        return self.answer.ground if isinstance(self.answer, Known | NotApplicable) else ""

    @property
    def why(self) -> str:
        """Why nobody answered, such as what a measure function failed of; empty where somebody did."""
        return self.answer.why if isinstance(self.answer, Missing) else ""


@attrs.frozen(kw_only=True)
class WhyLine:
    """One line of the ledger with everything that it rests on.

    Attributes:
        change: how many points it gives (or takes, below zero).
        lost: how many points it leaves away, for the line in which an item comes to its points at once.
        clause: the clause that it speaks by; `rulebook` and `plugin` are the layer and the plugin that say so.
    """

    line: LedgerLine
    change: Number
    lost: Number
    clause: str
    rulebook: str
    plugin: str
    words: Words
    facts: tuple[FactShown, ...]


def why(assessment: Assessment, node: str) -> tuple[WhyLine, ...]:
    """Give every line about a node (`key/node` in a list): what it gained and lost, by which clause, on which facts.

    Raises:
        UnknownNameError: the ledger has no lines about such a node.
    """
    lines = assessment.ledger.of(node)
    if not lines:
        known = tuple(dict.fromkeys(line.target for line in assessment.ledger.lines))
        raise UnknownNameError(Words(zh="评分项", en="item"), node, known)
    return tuple(_line(assessment, line) for line in lines)


def _line(assessment: Assessment, line: LedgerLine) -> WhyLine:
    return WhyLine(
        line=line,
        change=line.change,
        lost=_lost(assessment, line),
        clause=line.rule.clause,
        rulebook=line.rule.rulebook,
        plugin=line.rule.plugin,
        words=line.words,
        facts=tuple(
            FactShown(name=name, answer=answer_of(assessment.facts, name)) for name in _named(assessment, line)
        ),
    )


def _named(assessment: Assessment, line: LedgerLine) -> tuple[str, ...]:
    """Give the facts of a line, each once, and of what has no value the open facts beneath it too."""
    beneath = open_facts_beneath(line.facts, last_lines(assessment.ledger.lines), assessment.facts)
    return tuple(dict.fromkeys((*line.facts, *beneath)))


def _lost(assessment: Assessment, line: LedgerLine) -> Number:
    """What an item that comes to its points in one line does not earn."""
    item = next((one for one in assessment.items if one.id == line.target), None)
    at_once = line.before is None and line.facts and item is not None
    numbers = isinstance(line.after, int | Fraction)
    return item.attainable - line.after if at_once and numbers and item is not None else 0  # type: ignore[operator]  # numbers


# -- why not a star ------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class NeededChange:
    """One fact that would have to be different: its answer now, if any, and the one that it would need."""

    fact: str
    now: Value | None
    needed: Value


@attrs.frozen(kw_only=True)
class BlockingSet:
    """A smallest set: changing all of it gives the star, and changing only a part of it never does."""

    changes: tuple[NeededChange, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that block together."""
        return tuple(one.fact for one in self.changes)


@attrs.frozen(kw_only=True)
class WhyNot:
    """Why a star was not reached.

    Attributes:
        star: the star that was asked for, or any better one.
        reached: whether it is reached already.
        sets: the minimal sets of facts that block it, the smallest first.
        size: up to how many facts were looked for.
        complete: whether these are all minimal sets up to that size; otherwise `reason` says why more is undecided.
    """

    star: int | str
    reached: bool
    sets: tuple[BlockingSet, ...] = ()
    size: int = MAX_SIZE
    complete: bool = True
    reason: Words = Words()


def why_not(assessment: Assessment, star: int | str, *, size: int = MAX_SIZE) -> WhyNot:
    """Give the minimal sets of facts whose change would give a star, or a better one.

    Every fact of the station itself can change to any known answer that its measure allows; one that does not apply
    stays so. A sheet that nobody has filled changes as a whole: inspected, with nothing to be written down.

    Args:
        assessment: the result.
        star: a word of the scale of its headline star.
        size: up to how many facts are changed together.

    Raises:
        UnknownNameError: there is no headline star, or the word is not on its scale.
    """
    searching = _Searching(assessment, star)
    if searching.reached(assessment.value(searching.grade.id)):
        return WhyNot(star=star, reached=True, size=size)
    return searching.answer(size)


def next_star(assessment: Assessment) -> int | str | None:
    """Give the star one better than the one that was reached; the worst where none was, nothing where it is the best.

    Raises:
        UnknownNameError: the rulebook has no headline star.
    """
    grade = assessment.resolved.rulebook.nodes.get(assessment.headline.stars)
    if not isinstance(grade, Grade):
        raise UnknownNameError(Words(zh="星级", en="star"), "", ())
    words = assessment.resolved.rulebook.scales[grade.scale].best_first
    value = assessment.value(grade.id)
    if value not in words:
        return words[-1]
    place = words.index(value)
    return words[place - 1] if place else None


@attrs.frozen
class _Unit:
    """What changes as one: a fact with the answers that it may change to, or a sheet."""

    name: str
    keys: tuple[str, ...]
    now: Value | None
    options: tuple[Value, ...]


class _Searching:
    """Looks for the sets of facts that block one star."""

    def __init__(self, assessment: Assessment, star: int | str) -> None:
        self.assessment, self.star = assessment, star
        self.resolved: ResolvedRulebook = assessment.resolved
        grade = self.resolved.rulebook.nodes.get(assessment.headline.stars)
        words = self.resolved.rulebook.scales[grade.scale].best_first if isinstance(grade, Grade) else ()
        if not isinstance(grade, Grade) or star not in words:
            raise UnknownNameError(Words(zh="星级", en="star"), str(star), tuple(map(str, words)))
        self.grade, self.good = grade, frozenset(words[: words.index(star) + 1])
        self.rulebook, self.program, self.uses = (
            self.resolved.rulebook,
            self.resolved.program,
            self.resolved.reach.uses,
        )
        self.slot = self.resolved.program.slots[grade.id]
        self.open = False

    def reached(self, value: NodeValue) -> bool:
        """Tell whether a value is the star or a better one."""
        return value in self.good

    def answer(self, size: int) -> WhyNot:
        """Look at all sets, the smallest first, without those that hold a smaller one already found."""
        found: list[BlockingSet] = []
        looked = 0
        for count in range(1, size + 1):
            for units in combinations(self.units, count):
                if any(set(one.facts) <= {unit.name for unit in units} for one in found):
                    continue
                looked += 1
                if looked > MAX_SETS:
                    return self._told(found, count - 1, _TOO_MANY)
                blocking = self._try(units)
                found += [blocking] if blocking is not None else []
        return self._told(found, size, self._why_open())

    def _told(self, found: list[BlockingSet], size: int, reason: Words) -> WhyNot:
        return WhyNot(star=self.star, reached=False, sets=tuple(found), size=size, complete=not reason, reason=reason)

    def _why_open(self) -> Words:
        if self.open:
            return _NOT_FOUND
        below = self.resolved.reach.uses.below(self.grade.id)
        return _LISTS if any(name in below for name in self.resolved.reach.uses.lists) else Words()

    # -- one set -------------------------------------------------------------------------------------------

    def _try(self, units: Sequence[_Unit]) -> BlockingSet | None:
        if not self._possible(units):
            return None
        if prod(len(unit.options) for unit in units) > _MAX_ANSWERS:
            self.open = True
            return None
        for values in product(*(unit.options for unit in units)):
            if self._gives(units, values):
                changes = (
                    NeededChange(fact=unit.name, now=unit.now, needed=value)
                    for unit, value in zip(units, values, strict=True)
                )
                return BlockingSet(changes=tuple(changes))
        self.open = True
        return None

    def _possible(self, units: Sequence[_Unit]) -> bool:
        """Tell whether any answers to these facts could give the star, all others as they are."""
        given = {key: one for unit in units for key, one in self._sets(unit).items()}
        frame = self.resolved.reach.run(
            self.assessment.facts,
            base=self.base,
            given=given,
            cohort=self.base.cohort,
            below=(self.grade.id,),
            still=True,
        )
        reach = frame.value(self.slot)
        return any(reach.holds(word) for word in self.good)

    def _sets(self, unit: _Unit) -> Mapping[str, Reach]:
        if len(unit.keys) == 1:
            key = unit.keys[0]
            measure = self.resolved.expected[""][key]
            return {key: join((known_answer(measure), *(just(one) for one in unit.options)))}  # type: ignore[arg-type]  # no ratios
        clean = {key: just(0) for key in unit.keys}
        return clean | {key: just(True) for key in unit.keys if key.endswith(_SHEET)}

    def _gives(self, units: Sequence[_Unit], values: Sequence[Value]) -> bool:
        answers: dict[str, Answer] = dict(self.assessment.facts.answers)
        for unit, value in zip(units, values, strict=True):
            key = unit.keys[0] if len(unit.keys) == 1 else f"{unit.name}{_SHEET}"
            answers[key] = Known(value=value)
        changed = attrs.evolve(self.assessment.facts, answers=answers)
        frame = self.resolved.program.run(changed, self.base.cohort)
        return self.reached(frame.values[self.slot])

    # -- the facts -----------------------------------------------------------------------------------------

    @cached_property
    def base(self) -> Any:
        """The calculation as it stands."""
        return self.assessment.frame

    @cached_property
    def units(self) -> tuple[_Unit, ...]:
        """What can change at all, and what the star rests on."""
        below = self.resolved.reach.uses.below(self.grade.id)
        units = (unit for unit in self._all_units() if any(key in below for key in unit.keys))
        return tuple(unit for unit in units if unit.options)

    def _all_units(self) -> Iterator[_Unit]:
        answers, opened = self.assessment.facts.answers, set(self.resolved.reach.open_leaves(self.assessment.facts))
        sheets = {leaf.key.removesuffix(_SHEET): leaf.key for leaf in self.program_leaves if leaf.key.endswith(_SHEET)}
        blank = {item for item, key in sheets.items() if key in opened or _is_false(answers.get(key))}
        for item in sorted(blank):
            keys = {key for key in opened if key.partition(".")[0] == item} | {sheets[item]}
            yield _Unit(item, tuple(sorted(keys)), None, (True,))
        for leaf in self.program_leaves:
            key = leaf.key
            in_blank = "." in key and key.partition(".")[0] in blank
            if not key.endswith(_SHEET) and not in_blank and not isinstance(answers.get(key), NotApplicable):
                yield self._unit(key, answers.get(key))

    @property
    def program_leaves(self) -> tuple[Any, ...]:
        """The facts that the program loads."""
        return self.resolved.program.leaves

    def _unit(self, key: str, answer: Answer | None) -> _Unit:
        now = answer.value if isinstance(answer, Known) else None
        measure = self.resolved.expected[""][key]
        samples = sample_answers(measure, self._constants.get(key, ()))
        options = sorted((one for one in samples if one != now), key=lambda one: _distance(one, now))
        return _Unit(key, (key,), now, tuple(one for one in options if not self._is_worse(key, one, now)))

    def _is_worse(self, key: str, one: Value, now: Value | None) -> bool:
        """Tell whether an answer is proved to lead to nothing better: no smallest set holds it."""
        numbers = isinstance(one, int | Fraction) and isinstance(now, int | Fraction)
        if not numbers or self.resolved.reach.roots(self.assessment.facts, self.base):
            return False
        moves = Directions(self, key).of(self.grade.id) if key not in self._moves else self._moves[key]
        self._moves[key] = moves
        return moves == 0 or (moves is not None and moves * (one - now) < 0)  # type: ignore[operator]  # numbers

    @cached_property
    def _moves(self) -> dict[str, int | None]:
        return {}

    @cached_property
    def _constants(self) -> Mapping[str, tuple[object, ...]]:
        return constants_of(self.resolved.program)


def _is_false(answer: Answer | None) -> bool:
    return isinstance(answer, Known) and answer.value is False


def _distance(one: Value, now: Value | None) -> Number:
    """Give how far an answer is from the one that is there: the nearest is asked for."""
    apart = isinstance(one, int | Fraction) and isinstance(now, int | Fraction)
    return abs(one - now) if apart else 0  # type: ignore[operator]  # numbers


_SHEET = ".inspected"
_MAX_ANSWERS = 4000
_TOO_MANY = Words(zh="组合太多，更大的集合未查", en="too many sets: larger ones were not looked at")
_NOT_FOUND = Words(
    zh="有的集合可能达到，但没有找到答案", en="some sets might do, but no answers were found that show it"
)
_LISTS = Words(zh="子对象列表中的事实未查", en="facts inside lists were not looked at")
