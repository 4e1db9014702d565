"""Linking: names become slots, conditions and expressions become closures, and every wrong name becomes a problem.

The linker is the one place that knows where a node's value lives while a calculation runs.
"""

import operator
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from stationkit.numbers import Ratio
from stationkit.rules.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Flagged,
    NotSo,
    OneOf,
    Over,
    SingleTest,
    State,
    TestForm,
    TestOf,
    Together,
    WordIs,
)
from stationkit.rules.deciding import (
    all_hold,
    any_holds,
    count_holds,
    counted_in,
    decided,
    equals,
    in_state,
    not_so,
    number_test,
    pair_test,
    share_of,
    share_test,
    without_words,
    word_test,
)
from stationkit.rules.expressions import Cases, Expression, Literal, Name, Word, expression_references
from stationkit.rules.facts import Known
from stationkit.rules.frame import Frame, Read, Test
from stationkit.rules.functions import ScoringFunction
from stationkit.rules.lines import RuleReference
from stationkit.rules.outcomes import MISSING, Absent, NodeValue
from stationkit.rules.reading import Collector
from stationkit.rules.references import ATTRIBUTES, SO_FAR, Reference
from stationkit.rules.shaping import Owner, Policy
from stationkit.words import Words

__all__ = ["Linker", "NodeInfo"]

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_NODE = Words(zh="名称", en="name")
_CASES = Words(zh="数用分情形", en="cases, for a number")


@attrs.frozen(kw_only=True)
class NodeInfo:
    """What linking knows of a node: its slot, what kind of value it has, its words, and in which list it lives.

    Attributes:
        kind: `number`, `flag`, `choice` or `grade`.
        words: the words of a choice, or of a scale with the best first; empty where any word may come.
        scored: whether it has marks, so that a share of them means something.
        computed: whether the ledger has lines about it, so that later lines can rest on them.
        weight: the weight that the node carries itself, if any.
        groups: how many groups it is a member of.
    """

    slot: int
    kind: str
    words: tuple[int | str, ...] = ()
    outside: tuple[str, ...] = ()
    scored: bool = False
    computed: bool = False
    scope: str = ""
    weight: Expression | None = None
    groups: int = 0

    @property
    def is_number(self) -> bool:
        """Tell whether it can be calculated and compared with numbers, as stars can."""
        return self.kind == "number" or (self.kind == "grade" and all(isinstance(word, int) for word in self.words))


class Linker:
    """Resolves the names of one rulebook."""

    def __init__(
        self,
        infos: Mapping[str, NodeInfo],
        sets: Mapping[str, tuple[str, ...]],
        functions: Mapping[str, ScoringFunction],
        to: Collector,
    ) -> None:
        self.infos = infos
        self.sets = sets
        self.functions = functions
        self.to = to
        self.rules: Mapping[str, RuleReference] = {}

    # -- names ---------------------------------------------------------------------------------------------

    def info(self, reference: Reference, owner: Owner) -> NodeInfo | None:
        """Give what is known of what *reference* names; a problem where nothing goes by that name."""
        if reference == SO_FAR:
            return self.infos.get(owner.id)
        key = reference.node if reference.attribute in ("", *ATTRIBUTES) else str(reference)
        info = self.infos.get(key)
        if info is None:
            known = [name for name in self.infos if "." not in name] if "." not in key else list(self.infos)
            self.to.unknown(owner.path, _NODE, key, known)
        elif info.scope and info.scope != owner.scope:
            self.to.say(
                owner.path,
                f"{key} 属于列表 {info.scope}，只能经 for_each 读取",
                f"{key} lives in the list {info.scope}: only for_each leads out of it",
            )
        elif reference.attribute in ATTRIBUTES and not info.scored:
            self.to.say(
                owner.path,
                f"{key} 没有分值，不能取 .{reference.attribute}",
                f"{key} has no marks, so no .{reference.attribute}",
            )
        return info

    def read(self, reference: Reference, owner: Owner) -> Read:
        """Give the closure that reads what *reference* names."""
        info = self.info(reference, owner)
        if reference == SO_FAR:
            return lambda frame: frame.running
        if info is None:
            return lambda _: MISSING
        slot = info.slot
        if reference.attribute == "share":
            return lambda frame: share_of(frame, slot)
        if reference.attribute == "attainable":
            return lambda frame: frame.attainable[slot]
        if reference.attribute == "counted":
            return counted_in(slot, info.groups)
        return lambda frame: frame.values[slot]

    def argument(self, reference: Reference, owner: Owner) -> Callable[[Frame], object]:
        """Give the closure that reads a function's argument: a ratio as the two integers that it was answered with."""
        read = self.read(reference, owner)
        name = str(reference)

        def argument(frame: Frame) -> object:
            value = read(frame)
            answer = frame.answer(name)
            given = answer.value if isinstance(answer, Known) else None
            return given if isinstance(given, Ratio) and given.whole and not isinstance(value, Absent) else value

        return argument

    def members(self, name: str, owner: Owner) -> tuple[str, ...]:
        """Give the members of a set, or the one node of that name."""
        if name in self.sets:
            return self.sets[name]
        if name in self.infos:
            return (name,)
        self.to.unknown(owner.path, Words(zh="集合", en="set"), name, [*self.sets, *self.infos])
        return ()

    def member_weights(self, names: tuple[str, ...], owner: Owner) -> Callable[[Frame], tuple[NodeValue, ...]]:
        """Give the closure of the weights that members carry themselves; each must have one."""
        reads = []
        for name in names:
            info = self.infos.get(name)
            if info is None or info.weight is None:
                self.to.say(
                    owner.path,
                    f"{name} 没有权重",
                    f"{name} has no weight",
                    Words(zh="weight 或 weights", en="weight, or weights in the group"),
                )
                continue
            reads.append(self.number(info.weight, owner))
        return lambda frame: tuple(read(frame) for read in reads)

    def must_name_every_word(self, reference: Reference, names: tuple[int | str, ...], owner: Owner) -> None:
        """Check that *names* are words of what *reference* names, and that none which can come is left out."""
        info = self.info(reference, owner)
        if info is None:
            return
        if info.kind not in ("choice", "grade"):
            self.to.say(owner.path, f"{reference} 不是选项", f"{reference} is not a choice", _CASES)
            return
        known, given = {str(word) for word in (*info.words, *info.outside)}, {str(name) for name in names}
        for word in sorted(given - known) if info.words else ():
            self.to.unknown(owner.path, Words(zh=f"选项（{reference}）", en=f"word of {reference}"), word, known)
        for lacking in info.words:
            if str(lacking) not in given:
                self.to.say(
                    owner.path, f"没有写明 {reference} 为 {lacking} 时的值", f"no value for {reference} = {lacking}"
                )

    # -- expressions ---------------------------------------------------------------------------------------

    def value(self, expression: Expression, owner: Owner) -> Read:
        """Give the closure of an expression."""
        if isinstance(expression, Literal):
            constant = expression.value
            return lambda _: constant
        if isinstance(expression, Word):
            word = expression.word
            return lambda _: word
        if isinstance(expression, Name):
            return self.read(expression.reference, owner)
        if isinstance(expression, Cases):
            return self.cases(expression, owner, lambda one: self.value(one, owner))
        bare = attrs.evolve(owner, members=(), policy=Policy(), full=None, scored=False)
        run: Read = expression.shape.link(self, bare).run  # type: ignore[attr-defined]  # every inline shape is a Shape
        return run

    def number(self, expression: Expression, owner: Owner) -> Read:
        """Give the closure of an expression that must be a number, in each of its cases."""
        if isinstance(expression, Cases):
            return self.cases(expression, owner, lambda one: self.number(one, owner))
        if not isinstance(expression, Name):
            return self.value(expression, owner)
        self._must_be_number(expression.reference, owner)
        read, info = self.value(expression, owner), self.infos.get(expression.reference.node)
        return without_words(read) if info is not None and info.kind == "grade" else read

    def _must_be_number(self, reference: Reference, owner: Owner) -> None:
        info = self.info(reference, owner)
        if reference.attribute == "counted" or (info is not None and not info.is_number):
            self.to.say(owner.path, f"{reference} 不是数", f"{reference} is not a number")

    def cases(self, cases: Cases, owner: Owner, link: Callable[[Expression], Read]) -> Read:
        """Give the closure of cases: the first row that holds; none, or one that cannot be decided, is missing."""
        rows = [
            (self.test(row.when, owner) if row.when else None, link(row.value), row.skip_missing) for row in cases.rows
        ]

        def first_fit(frame: Frame) -> NodeValue:
            for test, read, skip in rows:
                holds = True if test is None else test(frame)
                if holds:
                    return read(frame)
                if holds is None and not skip:
                    return MISSING
            return MISSING

        return first_fit

    def facts_of(self, expression: Expression) -> tuple[str, ...]:
        """Give the names that an expression reads, for the ledger."""
        return tuple(dict.fromkeys(str(name) for kind, name in expression_references(expression) if kind == "name"))

    # -- conditions ----------------------------------------------------------------------------------------

    def test(self, condition: Condition, owner: Owner) -> Test:
        """Give the closure of a condition: true, false, or nothing where a missing fact leaves it open."""
        if isinstance(condition, TestOf):
            return self.test_of(condition.reference, condition.test, owner)
        if isinstance(condition, AllOf):
            return all_hold([self.test(part, owner) for part in condition.parts])
        if isinstance(condition, AnyOf):
            return any_holds([self.test(part, owner) for part in condition.parts])
        if isinstance(condition, NotSo):
            return not_so(self.test(condition.part, owner))
        return self._over(condition, owner)

    def test_of(self, reference: Reference, test: TestForm, owner: Owner) -> Test:
        """Give the closure of one test of what one name stands for."""
        if isinstance(test, OneOf):
            return any_holds([self.test_of(reference, one, owner) for one in test.tests])
        if isinstance(test, Together):
            return all_hold([self.test_of(reference, one, owner) for one in test.tests])
        info = self.info(reference, owner)
        if info is None:
            return lambda _: None
        return self._single(reference, test, info, owner)

    def _single(self, reference: Reference, test: SingleTest, info: NodeInfo, owner: Owner) -> Test:
        read = self.read(reference, owner)
        if isinstance(test, State):
            return in_state(read, test.state)
        if isinstance(test, Flagged):
            return self._flag(read, test, info, reference, owner)
        if isinstance(test, WordIs):
            self._check_word(test.word, info, reference, owner)
            return equals(read, test.word)
        return self._compare(read, test, info, reference, owner)

    def _flag(self, read: Read, test: Flagged, info: NodeInfo, reference: Reference, owner: Owner) -> Test:
        if info.kind != "flag" and reference.attribute != "counted":
            self.to.say(owner.path, f"{reference} 不是是非值", f"{reference} is not a flag")
        return equals(read, test.flag)

    def _check_word(self, word: str, info: NodeInfo, reference: Reference, owner: Owner) -> None:
        allowed = [str(one) for one in (*info.words, *info.outside)]
        if info.kind not in ("choice", "grade"):
            expected = Words(zh=f'比较要写明，如 "= {word}"', en=f'an operator in front of it, such as "= {word}"')
            self.to.say(owner.path, f"{reference} 不是选项：{word}", f"{reference} is not a choice: {word}", expected)
        elif allowed and word not in allowed:
            self.to.unknown(owner.path, Words(zh=f"选项（{reference}）", en=f"word of {reference}"), word, allowed)

    def _compare(self, read: Read, test: Compare, info: NodeInfo, reference: Reference, owner: Owner) -> Test:
        compare = _OPERATORS[test.operator]
        ordered = test.operator not in ("=", "!=")
        if info.kind == "flag" or (info.kind == "choice" and ordered):
            self.to.say(owner.path, f"{reference} 不能比较大小", f"{reference} cannot be compared by size")
        elif test.number is not None and not info.is_number:
            self.to.say(owner.path, f"{reference} 不是数", f"{reference} is not a number")
        if test.number is not None:
            if test.percent and info.scored and not reference.attribute:
                return share_test(read, info.slot, compare, test.number)
            return number_test(read, compare, test.number)
        if test.name in info.words or test.name in info.outside:
            return word_test(read, compare, test.name, info.words)
        other = Reference(*test.name.split(".", 1)) if "." in test.name else Reference(test.name)
        self._check_pair(reference, info, other, owner)
        return pair_test(read, compare, self.read(other, owner), info.words)

    def _check_pair(self, reference: Reference, info: NodeInfo, other: Reference, owner: Owner) -> None:
        """Two names can be compared where both are numbers (stars are), or both have the same words."""
        known = self.info(other, owner)
        if known is None:
            return
        if not (info.is_number and known.is_number) and (info.kind, info.words) != (known.kind, known.words):
            self.to.say(
                owner.path,
                f"{reference} 与 {other} 不能比较",
                f"{reference} and {other} cannot be compared with one another",
            )

    def _over(self, condition: Over, owner: Owner) -> Test:
        members = self.members(condition.of, owner)
        tests = [self.test_of(Reference(member), condition.that, owner) for member in members]
        if condition.quantifier == "every":
            return all_hold(tests)
        if condition.quantifier == "any":
            return any_holds(tests)
        if condition.quantifier == "none":
            return not_so(any_holds(tests))
        return count_holds(tests, self._how_many(condition.how_many, owner))

    def _how_many(self, test: TestForm | None, owner: Owner) -> Callable[[Frame, int], bool | None]:
        if isinstance(test, OneOf | Together):
            parts, wanted = [self._how_many(one, owner) for one in test.tests], isinstance(test, OneOf)
            return lambda frame, found: decided([part(frame, found) for part in parts], by=wanted)
        if isinstance(test, Compare) and test.number is not None:
            compare, number = _OPERATORS[test.operator], test.number
            return lambda _, found: compare(found, number)
        if isinstance(test, Compare):
            compare, read = _OPERATORS[test.operator], self.read(Reference(test.name), owner)
            return lambda frame, found: None if type(read(frame)) is Absent else compare(found, read(frame))
        self.to.say(owner.path, 'count 的 is 应为比较，如 ">= 2"', 'the `is` of count is a comparison such as ">= 2"')
        return lambda _, __: None
