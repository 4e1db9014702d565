"""Conditions: what people write behind `when`, checked once, with three answers.

A table holds when all of its entries hold; a list under one name is one of these; comparisons are written as people
write them (`">= 90%"`). Not applicable makes a comparison false; missing leaves it undetermined (`None`).
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import attrs

from stationkit.errors import InvalidValueError
from stationkit.numbers import Number, read_number
from stationkit.rules.reading import Collector, TableReader
from stationkit.rules.references import SO_FAR, Reference, parse_reference
from stationkit.words import Words

__all__ = [
    "AllOf",
    "AnyOf",
    "Compare",
    "Condition",
    "Flagged",
    "NotSo",
    "OneOf",
    "Over",
    "SingleTest",
    "State",
    "TestForm",
    "TestOf",
    "Together",
    "WordIs",
    "condition_references",
    "read_condition",
    "read_test",
]

OPERATORS = ("<=", ">=", "!=", "=", "<", ">")
STATES = ("missing", "known", "not-applicable", "not-ratable")
QUANTIFIERS = ("every", "any", "none", "count")


@attrs.frozen
class Compare:
    """`>= 90%`, `> inspection`, `!= low`: an operator and a number, or a name, or a word of a choice or scale."""

    operator: str
    number: Number | None
    percent: bool = False
    name: str = ""

    def __str__(self) -> str:
        if self.number is None:
            return f"{self.operator} {self.name}"
        shown = f"{self.number * 100}%" if self.percent else str(self.number)
        return f"{self.operator} {shown}"


@attrs.frozen
class WordIs:
    """A bare word: the choice or the word of the scale is this one."""

    word: str

    def __str__(self) -> str:
        return self.word


@attrs.frozen
class Flagged:
    """`true` or `false`."""

    flag: bool

    def __str__(self) -> str:
        return "true" if self.flag else "false"


@attrs.frozen
class State:
    """`missing`, `known`, `not-applicable` or `not-ratable`: about the answer itself, so never undetermined."""

    state: str

    def __str__(self) -> str:
        return self.state


@attrs.frozen
class OneOf:
    """A list: one of these tests holds."""

    tests: "tuple[TestForm, ...]"

    def __str__(self) -> str:
        return " | ".join(map(str, self.tests))


@attrs.frozen
class Together:
    """`{ all = [...] }`: all of these tests hold, of one name."""

    tests: "tuple[TestForm, ...]"

    def __str__(self) -> str:
        return " & ".join(map(str, self.tests))


SingleTest: TypeAlias = Compare | WordIs | Flagged | State
TestForm: TypeAlias = SingleTest | OneOf | Together


@attrs.frozen
class TestOf:
    """One test of what one name stands for."""

    __test__ = False  # not a test class, whatever its name looks like

    reference: Reference
    test: TestForm

    def __str__(self) -> str:
        return f"{self.reference} {self.test}"


@attrs.frozen
class AllOf:
    """All of these conditions hold."""

    parts: "tuple[Condition, ...]"

    def __str__(self) -> str:
        return ", ".join(map(str, self.parts))


@attrs.frozen
class AnyOf:
    """At least one of these conditions holds."""

    parts: "tuple[Condition, ...]"

    def __str__(self) -> str:
        return "(" + " | ".join(map(str, self.parts)) + ")"


@attrs.frozen
class NotSo:
    """The condition does not hold."""

    part: "Condition"

    def __str__(self) -> str:
        return f"not ({self.part})"


@attrs.frozen
class Over:
    """`every`, `any`, `none` or `count` of a set passes a test; `count` says how many (`how_many`)."""

    quantifier: str
    of: str
    that: TestForm
    how_many: TestForm | None = None

    def __str__(self) -> str:
        return f"{self.quantifier} {self.of} {self.that}" + (f" is {self.how_many}" if self.how_many else "")


Condition: TypeAlias = TestOf | AllOf | AnyOf | NotSo | Over

_NEVER = AllOf(())


def read_condition(raw: object, path: str, to: Collector, *, about: Reference | None = None) -> Condition:
    """Read a condition: a table, or, where it is *about* one node, a bare test of that node."""
    if isinstance(raw, Mapping):
        entries = tuple(_entry(str(name), value, f"{path}.{name}", to) for name, value in raw.items())
        if not entries:
            to.say(path, "条件是空的", "the condition is empty")
        return entries[0] if len(entries) == 1 else AllOf(entries)
    if about is None:
        to.say(path, f"条件应为表，不是 {raw!r}", f"a condition is a table, not {raw!r}")
        return _NEVER
    return TestOf(about, read_test(raw, path, to))


def _entry(name: str, raw: object, path: str, to: Collector) -> Condition:
    if name in ("any_of", "all_of"):
        parts = tuple(read_condition(one, f"{path}[{place}]", to) for place, one in enumerate(_listed(raw, path, to)))
        return AnyOf(parts) if name == "any_of" else AllOf(parts)
    if name == "not":
        return NotSo(read_condition(raw, path, to))
    if name in QUANTIFIERS:
        return _quantified(name, raw, path, to)
    reference = SO_FAR if name == "so-far" else to.attempt(path, lambda: parse_reference(name), Reference("unreadable"))
    return TestOf(reference, read_test(raw, path, to))


def _listed(raw: object, path: str, to: Collector) -> list[object]:
    if not isinstance(raw, list) or not raw:
        to.say(path, "应为非空列表", "expected a list that is not empty")
        return []
    return raw


def _quantified(quantifier: str, raw: object, path: str, to: Collector) -> Condition:
    if isinstance(raw, Mapping) and set(raw) == {"all"}:
        parts = _listed(raw["all"], f"{path}.all", to)
        return AllOf(tuple(_quantified(quantifier, one, f"{path}.all[{place}]", to) for place, one in enumerate(parts)))
    table = TableReader(raw, path, to)
    of, that = table.text("of", required=True), read_test(table.take("that"), table.at("that"), to)
    how_many = None
    if quantifier == "count":
        how_many = read_test(table.take("is"), table.at("is"), to)
    table.finish()
    return Over(quantifier, of, that, how_many)


def read_test(raw: object, path: str, to: Collector) -> TestForm:
    """Read what is asked of one name: a comparison, a word, a flag, a state, a list of these or `{ all = [...] }`."""
    if isinstance(raw, bool):
        return Flagged(raw)
    if isinstance(raw, str):
        return to.attempt(path, lambda: _from_text(raw), WordIs(raw))
    if isinstance(raw, list):
        return OneOf(tuple(read_test(one, f"{path}[{place}]", to) for place, one in enumerate(_listed(raw, path, to))))
    if isinstance(raw, Mapping) and set(raw) == {"all"}:
        inner = _listed(raw["all"], f"{path}.all", to)
        return Together(tuple(read_test(one, f"{path}.all[{place}]", to) for place, one in enumerate(inner)))
    expected = Words(
        zh='比较要写明，如 ">= 90%"、"= 0"', en='a comparison with its operator, such as ">= 90%" or "= 0"'
    )
    to.say(path, f"缺少比较符：{raw!r}", f"no operator: {raw!r}", expected)
    return WordIs("unreadable")


def _from_text(raw: str) -> TestForm:
    text = raw.strip()
    operator = next((one for one in OPERATORS if text.startswith(one)), None)
    if operator is None:
        return _word(text)
    rest = text.removeprefix(operator).strip()
    if not rest:
        raise InvalidValueError(raw, Words(zh="比较符后面写数或名称", en="a number or a name behind the operator"))
    if rest[0].isdigit() or rest[0] in "+-":
        return Compare(operator, read_number(rest), percent=rest.endswith("%"))
    return Compare(operator, None, name=rest)


def _word(text: str) -> TestForm:
    if text in STATES:
        return State(text)
    if not text or text[:1].isdigit():
        raise InvalidValueError(
            text, Words(zh='带比较符的数，如 "= 3"', en='a number with its operator, such as "= 3"')
        )
    return WordIs(text)


def condition_references(condition: Condition) -> Iterator[tuple[str, Reference | str]]:
    """Give what a condition names: (`name`, reference), (`operand`, word behind an operator) or (`set`, set id)."""
    if isinstance(condition, TestOf):
        yield "name", condition.reference
        yield from _operands(condition.test)
    elif isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from condition_references(part)
    elif isinstance(condition, NotSo):
        yield from condition_references(condition.part)
    else:
        yield "set", condition.of
        yield from _operands(condition.that)
        if condition.how_many:
            yield from _operands(condition.how_many)


def _operands(test: TestForm) -> Iterator[tuple[str, Reference | str]]:
    if isinstance(test, Compare) and test.name:
        yield "operand", test.name
    elif isinstance(test, OneOf | Together):
        for one in test.tests:
            yield from _operands(one)
