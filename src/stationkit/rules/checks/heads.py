"""What a rulebook says of itself: clauses, sources, whom it applies to, values and measures that something uses."""

from collections.abc import Iterator
from typing import Any

import attrs

from stationkit.rules.checks.results import CheckResult, proved, refuted
from stationkit.rules.checks.study import Study, path_of
from stationkit.rules.model import Computed, Grade, Parameter
from stationkit.words import Words

__all__ = ["check_applies", "check_clauses", "check_sources", "check_unread", "check_values"]


def check_clauses(study: Study) -> Iterator[CheckResult]:
    """Every item, group and grade has a clause, its own or its group's; without one no text is official."""
    for node in study.rulebook.explained:
        if isinstance(node, Computed) and node.role == "step":
            continue
        if study.resolved.rules[node.id].clause:
            yield proved("clauses", path_of(node), "有条款", "it has a clause")
            continue
        weak = study.resolved.status == "official"
        then = Words(zh="；status 至多为 reconstructed", en="; a status of reconstructed at best") if weak else Words()
        yield refuted("clauses", path_of(node), Words(zh=f"没有条款{then.zh}", en=f"no clause{then.en}"))


def check_sources(study: Study) -> Iterator[CheckResult]:
    """The head says where the numbers come from."""
    if study.resolved.head.source:
        yield proved("sources", "source", "写明了来源", "it says where its numbers come from")
    else:
        words = Words(zh="没有写明来源", en="it does not say where its numbers come from")
        yield refuted("sources", "source", words)


def check_applies(study: Study) -> Iterator[CheckResult]:
    """The head says to whom it applies; else it is never chosen by itself."""
    if study.resolved.head.applies:
        yield proved("applies", "applies", "写明了适用对象", "it says to whom it applies")
    else:
        words = Words(zh="没有适用对象，不会被自动选用", en="it applies to nobody by itself and is never chosen")
        yield refuted("applies", "applies", words)


def check_unread(study: Study) -> Iterator[CheckResult]:
    """A measure or parameter that nothing reads can never change a result."""
    read = {name for names in study.program.needs.values() for name in names} | set(_names_of_the_round(study))
    for node in study.rulebook.nodes.values():
        if isinstance(node, Computed | Grade):
            continue
        if node.id in read:
            yield proved("unread", path_of(node), "有节点读取", "something reads it")
        else:
            yield refuted("unread", path_of(node), Words(zh="没有节点读取", en="nothing reads it"))


def _names_of_the_round(study: Study) -> Iterator[str]:
    """Give every word that the rankings and the settlement hold: names of nodes are among them."""
    pending: list[Any] = [study.rulebook.settlement, *study.rulebook.rankings.values()]
    while pending:
        one = pending.pop()
        if isinstance(one, str):
            yield one.partition(".")[0]
        elif isinstance(one, tuple | list | frozenset):
            pending.extend(one)
        elif hasattr(one, "values") and callable(one.values):
            pending.extend((*one, *one.values()))
        elif attrs.has(type(one)):
            pending.extend(getattr(one, field.name) for field in attrs.fields(type(one)))


def check_values(study: Study) -> Iterator[CheckResult]:
    """A parameter has a value, or waits for a layer to fill it."""
    for node in study.rulebook.nodes.values():
        if not isinstance(node, Parameter):
            continue
        if node.value is not None:
            yield proved("values", path_of(node), "有值", "it has a value")
        else:
            words = Words(zh="没有值：上层规则用 [fill.…] 给值", en="no value: a layer that fills it is needed")
            yield refuted("values", path_of(node), words)
