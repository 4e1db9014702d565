"""Texts that say what the rules do: numbers in titles, words and notes are numbers of the rule.

What is written as points (`扣2分`, `2 points`) must be what the cause takes; any other number must at least occur in
the rule. Chinese numerals up to ninety-nine are read as numbers.
"""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import attrs

from stationkit.numbers import Number, exact, number_text, read_number
from stationkit.rules.checks.results import CheckResult, proved, refuted, undecided
from stationkit.rules.checks.study import Study, path_of
from stationkit.rules.expressions import Literal, Name
from stationkit.rules.facts import Known
from stationkit.rules.model import Computed, Grade, Parameter
from stationkit.rules.references import Reference
from stationkit.rules.shapes.cause import Cause
from stationkit.rules.shapes.causes import Causes
from stationkit.words import Words

__all__ = ["check_texts", "numbers_in"]

_ID = "texts"
_DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"两": 2, "〇": 0}
_NUMBER = r"(\d+(?:\.\d+)?|[零〇一二两三四五六七八九十]+)"
_POINTS = (
    re.compile(rf"(?:扣|减|加|得|计)\s*{_NUMBER}\s*分"),
    re.compile(r"(\d+(?:\.\d+)?)\s*points?\b"),
)
_ANY = (re.compile(rf"{_NUMBER}\s*(?:分|次|人|个|天|日|件|项|条|处|星|%)"), re.compile(r"(\d+(?:\.\d+)?)"))


def numbers_in(text: str, *, points: bool = False) -> tuple[Number, ...]:
    """Give the numbers that a text names, or only those that it calls points."""
    found: dict[Number, None] = {}
    for pattern in _POINTS if points else _ANY:
        for match in pattern.finditer(text):
            found[_read(match[1])] = None
    return tuple(found)


def _read(text: str) -> Number:
    if text[0].isdigit():
        return read_number(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return int("".join(str(_DIGITS[one]) for one in text))
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def check_texts(study: Study) -> Iterator[CheckResult]:
    """Compare every text with the numbers of the rule that it describes."""
    for node in study.rulebook.explained:
        path = path_of(node)
        causes = node.shape.causes if isinstance(node, Computed) and isinstance(node.shape, Causes) else ()
        for cause in causes:
            yield from _cause(study, node.id, f"{path}.deduct.{cause.id}", cause)
        for place, line in enumerate(node.then):
            yield from _line(study, f"{path}.then[{place}]", line, node)
        yield from _compare(study, f"{path}.note", node.note, node)


def _cause(study: Study, item: str, where: str, cause: Cause) -> Iterator[CheckResult]:
    for text in dict.fromkeys((cause.title.zh, cause.title.en, cause.fault)):
        named = numbers_in(text, points=True)
        if len(named) == 1 and isinstance(cause.points, Literal) and cause.counts != "all":
            yield _points(study, item, where, (text, named[0], cause))
        elif text:
            yield from _compare(study, where, text, cause)


def _points(study: Study, item: str, where: str, told: tuple[str, Number, Cause]) -> CheckResult:
    text, named, cause = told
    points = cause.points.value if isinstance(cause.points, Literal) else 0
    if named == points:
        return proved(_ID, where, "文字与分值一致", "the text says what the rule takes")
    says, takes = number_text(named), number_text(points)
    words = Words(
        zh=f"文字写 {says} 分，规则计 {takes} 分：{text}", en=f"the text says {says}, the rule takes {takes}: {text}"
    )
    once = {f"{item}.{cause.id}": Known(value=1)} if cause.fault else {}
    shown = study.tried({**{key: Known(value=value) for key, value in study.best.items()}, **once})
    return refuted(_ID, where, words, shown.facts)


def _line(study: Study, where: str, line: object, node: Computed | Grade) -> Iterator[CheckResult]:
    stars = tuple(_stars(node, study)) if isinstance(node, Grade) else ()
    yield from _compare(study, where, getattr(line, "note", ""), (line, stars))


def _stars(grade: Grade, study: Study) -> Iterator[Number]:
    yield from (word for word in study.rulebook.scales[grade.scale].best_first if isinstance(word, int))


def _compare(study: Study, where: str, text: str, rule: object) -> Iterator[CheckResult]:
    named = numbers_in(text)
    if not named:
        return
    known = {1, *_constants(rule, study, 0), *_measured(rule, study)}  # 一项, one each
    lacking = [one for one in named if one not in known and _part(one) not in known]
    if not lacking:
        yield proved(_ID, where, "文字中的数与规则一致", "the numbers of the text are those of the rule")
        return
    listed = ", ".join(number_text(one) for one in lacking)
    zh, en = f"文字中的数规则里没有：{listed}（{text}）", f"numbers that the rule does not have: {listed} ({text})"
    yield undecided(_ID, where, zh, en)


def _part(one: Number) -> Number:
    return exact(Fraction(one) / 100)


def _constants(value: Any, study: Study, depth: int) -> Iterator[Number]:
    """Give every number that a part of a rule holds, those of the parameters and scales that it names included."""
    if depth > _DEEP or isinstance(value, bool | str | Words):
        return
    if isinstance(value, int | Fraction):
        yield value
    elif isinstance(value, Name):
        named = study.rulebook.nodes.get(value.reference.node)
        if isinstance(named, Parameter) and named.value is not None:
            yield from _constants(named.value, study, depth + 1)
    elif isinstance(value, tuple):
        for one in value:
            yield from _constants(one, study, depth + 1)
    elif attrs.has(type(value)):
        if isinstance(value, Grade):
            yield from _stars(value, study)
        for field in attrs.fields(type(value)):
            yield from _constants(getattr(value, field.name), study, depth + 1)


def _measured(rule: object, study: Study) -> Iterator[Number]:
    """Give the numbers of the measures that a rule names: their bounds, their windows, what their records must be."""
    measures = {one.id: one for one in study.rulebook.measures}
    for name in _named(rule, 0):
        measure = measures.get(name)
        if measure is not None:
            yield from measure.between or ()
            yield from _written(dict(measure.recipe))


def _named(value: Any, depth: int) -> Iterator[str]:
    """Give every name that a part of a rule mentions."""
    if depth > _DEEP or value is None or isinstance(value, bool | int | Fraction | str | Words):
        return
    if isinstance(value, Reference):
        yield value.node
    elif isinstance(value, tuple):
        for one in value:
            yield from _named(one, depth + 1)
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from _named(getattr(value, field.name), depth + 1)


def _written(recipe: object) -> Iterator[Number]:
    """Give the numbers in a recipe, `12 months before round end` and `>= 3` among them."""
    if isinstance(recipe, Mapping):
        for one in recipe.values():
            yield from _written(one)
    elif isinstance(recipe, list | tuple):
        for one in recipe:
            yield from _written(one)
    elif isinstance(recipe, str):
        yield from numbers_in(recipe)
    elif isinstance(recipe, int | Fraction) and not isinstance(recipe, bool):
        yield recipe


_DEEP = 12
