"""Stars that somebody can reach: every word of every scale can come out."""

from collections.abc import Iterator
from typing import Any

import attrs

from stationkit.rules.checks.results import CheckResult, proved, refuted, undecided
from stationkit.rules.checks.study import Study, path_of
from stationkit.rules.expressions import Word
from stationkit.rules.model import Grade, GradeTable, Parameter
from stationkit.words import Words

__all__ = ["check_stars"]

_ID = "stars"


def check_stars(study: Study) -> Iterator[CheckResult]:
    """Look for facts for every word of the scale of every grade outside the lists."""
    for grade in study.rulebook.grades:
        if study.program.scopes.get(grade.id):
            continue
        scale = study.rulebook.scales[grade.scale]
        named = set(_named(grade))
        for word in (*scale.best_first, *(one for one in scale.outside if one in named)):
            yield _word(study, grade, word)


def _named(value: Any) -> Iterator[int | str]:
    """Give the words that a grade itself names: an outcome of a scale that it shares with others is none of its own."""
    if isinstance(value, Word):
        yield value.word
    elif isinstance(value, GradeTable):
        yield from (word for row in value.cells for word in row)
    elif isinstance(value, tuple):
        for one in value:
            yield from _named(one)
    elif attrs.has(type(value)):
        fields: Any = attrs.fields(type(value))
        for field in fields:
            yield from _named(getattr(value, field.name))


def _word(study: Study, grade: Grade, word: int | str) -> CheckResult:
    where = f"{path_of(grade)}: {word}"
    if any(study.value(one, grade.id) == word for one in study.pool):
        return proved(_ID, where, "有事实可达到", "there are facts that reach it")
    if study.anything.value(study.program.slots[grade.id]).holds(word):
        return undecided(_ID, where, "没有找到可达到的事实", "no facts were found that reach it")
    open_ones = _open_parameters(study, grade)
    if open_ones:
        listed = ", ".join(open_ones)
        return undecided(_ID, where, f"参数未给值：{listed}", f"it waits for a parameter without a value: {listed}")
    shown = study.known_facts(study.best)
    best = study.value(shown, grade.id)
    words = Words(
        zh=f"任何事实都达不到 {word}；最好的事实得到 {best}",
        en=f"no facts reach {word}; the best ones come to {best}",
    )
    return refuted(_ID, where, words, shown.facts)


def _open_parameters(study: Study, grade: Grade) -> list[str]:
    nodes = study.rulebook.nodes
    below = study.uses.below(grade.id)
    return sorted(name for name in below if isinstance(one := nodes.get(name), Parameter) and one.value is None)
