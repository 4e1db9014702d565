"""Checking facts against the rulebook that is to read them: every unknown name and every wrong value, all at once.

Unknown means error, never a default: an answer that no node reads is a mistyped name, and a mistyped name would
otherwise leave its measure missing without a word.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from stationkit.errors import InvalidFactsError, Problem, right_names
from stationkit.numbers import Number, Ratio, number_text
from stationkit.rules.facts import Facts, Known, Value
from stationkit.rules.model import Measure
from stationkit.rules.program import Program
from stationkit.words import Words

__all__ = ["check_facts", "check_value", "expected_facts", "fault_measure", "inspected_measure"]


def inspected_measure(item: str) -> Measure:
    """Give the fact that tells whether the sheet of *item* was inspected."""
    return Measure(id=f"{item}.inspected", kind="flag", title=Words(zh="是否已检查", en="inspected"))


def fault_measure(item: str, cause: str, words: Words = Words(), unit: str = "") -> Measure:
    """Give the fact that counts the faults of one cause."""
    return Measure(id=f"{item}.{cause}", kind="fault", title=words, unit=unit, better="lower")


def expected_facts(program: Program) -> Mapping[str, Mapping[str, Measure]]:
    """Give what a program can be told: list id (empty for the subject itself) -> name -> measure."""
    expected: dict[str, dict[str, Measure]] = {name: {} for name in ("", *program.rulebook.lists)}
    for measure in program.rulebook.measures:
        expected[measure.list][measure.id] = measure
    for fault in program.faults:
        inside = expected[program.scopes.get(fault.item, "")]
        for one in (inspected_measure(fault.item), fault_measure(fault.item, fault.cause, fault.words, fault.unit)):
            inside[one.id] = one
    return expected


def check_facts(facts: Facts, expected: Mapping[str, Mapping[str, Measure]]) -> None:
    """Check names and values of *facts* against what `expected_facts` gave.

    Raises:
        InvalidFactsError: with every problem, each with its path.
    """
    problems = tuple(_problems(facts, expected, "", "$"))
    if problems:
        raise InvalidFactsError(facts.subject, problems)


def _problems(facts: Facts, expected: Mapping[str, Mapping[str, Measure]], scope: str, path: str) -> Iterator[Problem]:
    known = expected.get(scope, {})
    for name, answer in facts.answers.items():
        measure = known.get(name)
        if measure is None:
            yield _unknown(f"{path}.answers.{name}", Words(zh="指标", en="measure"), name, tuple(known))
        elif type(answer) is Known and (wrong := check_value(answer.value, measure)) is not None:
            what = Words(zh=f"无效的值 {_shown(answer.value)}", en=f"invalid value {_shown(answer.value)}")
            yield Problem(f"{path}.answers.{name}", what, wrong)
    for name, subjects in facts.lists.items():
        if scope or name not in expected or not name:
            lists = tuple(one for one in expected if one) if not scope else ()
            yield _unknown(f"{path}.lists.{name}", Words(zh="列表", en="list"), name, lists)
            continue
        for key, inner in subjects.items():
            yield from _problems(inner, expected, name, f"{path}.lists.{name}.{key}")


def _unknown(path: str, kind: Words, name: str, known: tuple[str, ...]) -> Problem:
    what = Words(zh=f"没有这个{kind.zh}：{name}", en=f"unknown {kind.en}: {name}")
    return Problem(path, what, right_names(name, known))


def _shown(value: Value) -> str:
    if isinstance(value, Ratio):
        return f"{value.part}/{value.whole}"
    return number_text(value) if isinstance(value, int | Fraction) and not isinstance(value, bool) else str(value)


def check_value(value: Value, measure: Measure) -> Words | None:
    """Give what would have been right, or nothing where *value* is."""
    fits, expected = _KINDS[measure.kind]
    if not fits(value):
        return expected
    if measure.one_of and value not in measure.one_of:
        listed = ", ".join(str(one) for one in measure.one_of)
        return Words(zh=f"以下之一：{listed}", en=f"one of {listed}")
    if measure.between is not None:
        return _outside(value.value if isinstance(value, Ratio) and value.whole else value, measure.between)
    return None


def _outside(value: Value, between: tuple[Number, Number]) -> Words | None:
    low, high = between
    if not isinstance(value, int | Fraction) or low <= value <= high:
        return None
    return Words(zh=f"{number_text(low)} 到 {number_text(high)}", en=f"{number_text(low)} to {number_text(high)}")


def _is_count(value: Value) -> bool:
    return type(value) is int and value >= 0


def _is_number(value: Value) -> bool:
    return type(value) is int or type(value) is Fraction


def _is_ratio(value: Value) -> bool:
    return type(value) is Ratio or _is_number(value)


_COUNT = Words(zh="不小于 0 的整数", en="a whole number, not below 0")
_KINDS = {
    "count": (_is_count, _COUNT),
    "fault": (lambda value: type(value) is bool or (_is_number(value) and value >= 0), _COUNT),
    "decimal": (_is_number, Words(zh="精确的数", en="an exact number")),
    "ratio": (_is_ratio, Words(zh="比率（部分/总数）或精确的数", en="a ratio (part/whole) or an exact number")),
    "flag": (lambda value: type(value) is bool, Words(zh="是或否", en="true or false")),
    "choice": (lambda value: type(value) in (str, int), Words(zh="选项", en="one of its words")),
}
