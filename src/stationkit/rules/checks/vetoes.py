"""Vetoes that somebody answers: what bars or lowers a result rests on facts that a recipe or a sheet defines."""

from collections.abc import Iterator

from stationkit.rules.checks.results import CheckResult, proved, refuted
from stationkit.rules.checks.study import Study, path_of
from stationkit.rules.conditions import Condition, condition_references
from stationkit.rules.facts import Known, Missing
from stationkit.rules.model import Computed, Grade, Measure
from stationkit.rules.outcomes import Absent
from stationkit.rules.shapes.afterwards import After
from stationkit.words import Words

__all__ = ["check_vetoes"]

_ID = "vetoes"
_LOWERING = ("lower", "not_above", "outcome")


def check_vetoes(study: Study) -> Iterator[CheckResult]:
    """In a rulebook whose measures have recipes, every measure of a veto has one."""
    if not any(measure.recipe for measure in study.rulebook.measures):
        return
    for node in study.rulebook.explained:
        for where, condition in _vetoes(node):
            yield from _one(study, node, where, condition)


def _vetoes(node: Computed | Grade) -> Iterator[tuple[str, Condition]]:
    path = path_of(node)
    if isinstance(node, Grade):
        for place, reason in enumerate(node.not_ratable):
            yield f"{path}.not_ratable[{place}]", reason.when
        for place, move in enumerate(node.then):
            if move.verb in _LOWERING and move.when is not None:
                yield f"{path}.then[{place}]", move.when
        return
    for place, verb in enumerate(node.then):
        if isinstance(verb, After) and verb.verb in ("gate", "cap") and verb.when is not None:
            yield f"{path}.then[{place}]", verb.when


def _one(study: Study, node: Computed | Grade, where: str, condition: Condition) -> Iterator[CheckResult]:
    for kind, reference in condition_references(condition):
        measure = study.rulebook.nodes.get(str(reference)) if kind == "name" else None
        if isinstance(measure, Measure) and not measure.list:
            yield _measure(study, node, where, measure)


def _measure(study: Study, node: Computed | Grade, where: str, measure: Measure) -> CheckResult:
    if measure.recipe:
        return proved(_ID, where, f"{measure.id} 有取数方法", f"{measure.id} has a recipe")
    answers = {key: Known(value=value) for key, value in study.best.items()}
    shown = study.tried({**answers, measure.id: Missing()})
    value = study.value(shown, node.id)
    follows = Words(zh="结果缺失", en="the result is missing")
    if not isinstance(value, Absent):
        follows = Words(zh=f"否决不起作用，结果为 {value}", en=f"the veto does nothing, the result is {value}")
    words = Words(
        zh=f"{measure.id} 没有取数方法，无人作答时{follows.zh}",
        en=f"{measure.id} has no recipe; while nobody answers it, {follows.en}",
    )
    return refuted(_ID, where, words, shown.facts)
