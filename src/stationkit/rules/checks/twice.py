"""Nothing paid for twice: one fact does not lose points under two clauses, unless a clause says that it may.

A node that says `also_by = "clause"` names the clause by which its loss comes beside another for the same fact; a
measure that says it allows it for all.
"""

from collections.abc import Iterator, Mapping

from stationkit.rules.checks.results import CheckResult, proved, refuted, undecided
from stationkit.rules.checks.study import Study, Tried
from stationkit.rules.facts import Facts, Value
from stationkit.rules.frame import Frame
from stationkit.rules.losing import loses
from stationkit.rules.model import Computed, Grade, Measure, Parameter
from stationkit.words import Words

__all__ = ["check_twice", "losing_clauses"]

_ID = "twice"


def check_twice(study: Study) -> Iterator[CheckResult]:
    """For every fact that several nodes read, look for an answer that loses under two clauses at once."""
    for key in study.leaves:
        node = study.rulebook.nodes.get(key)
        where = f"measure.{key}" if isinstance(node, Measure) else f"item.{key.replace('.', '.cause.')}"
        if not isinstance(node, Measure) or not node.also_by:
            readers = _readers(study, key)
            if len({study.resolved.rules[name].clause for name in readers}) > 1 or _many_lines(study, readers):
                yield _one(study, key, where)


def _readers(study: Study, key: str) -> list[str]:
    """Give the scored nodes and grades that read a fact, through steps too."""
    found: dict[str, None] = {}
    pending = [key]
    while pending:
        for name in study.uses.readers.get(pending.pop(), ()):
            node = study.rulebook.nodes.get(name)
            if isinstance(node, Computed) and node.role == "step":
                pending.append(name)
            elif isinstance(node, Computed | Grade) and name in study.resolved.rules:
                found[name] = None
    return list(found)


def _many_lines(study: Study, readers: list[str]) -> bool:
    """Tell whether one node may lose by several clauses of its own."""
    return any(len(getattr(study.rulebook.nodes[name], "then", ())) > 0 for name in readers)


def _one(study: Study, key: str, where: str) -> CheckResult:
    lost_somewhere = False
    for start in (study.best,):
        base = study.known_facts(start)
        names = _through(study, key)
        before = losing_clauses(study, base, names)
        for changed, value, one in study.variations(start):
            if changed != key:
                continue
            clauses = {node: clause for node, clause in losing_clauses(study, one, names).items() if node not in before}
            lost_somewhere = lost_somewhere or bool(clauses)
            if len(set(clauses.values()) - {""}) > 1:
                return refuted(_ID, where, _words(key, value, clauses), one.facts, base.facts)
    if lost_somewhere:
        return proved(_ID, where, "只按一个条款扣分", "it loses under one clause only")
    return undecided(_ID, where, "没有找到因它扣分的答案", "no answer was found that loses by it")


def _words(key: str, value: Value, clauses: Mapping[str, str]) -> Words:
    listed = "、".join(f"{node}［{clause}］" for node, clause in clauses.items())
    told = ", ".join(f"{node} [{clause}]" for node, clause in clauses.items())
    return Words(
        zh=f"{key} = {value} 同时按不同条款受罚：{listed}；允许并罚请写 also_by",
        en=f"{key} = {value} is paid for under several clauses: {told}; where that is meant, say also_by",
    )


def _through(study: Study, key: str) -> frozenset[str]:
    """Give the fact and the steps that pass it on: whoever rests on them rests on it."""
    found = {key}
    pending = [key]
    while pending:
        for name in study.uses.readers.get(pending.pop(), ()):
            node = study.rulebook.nodes.get(name)
            if isinstance(node, Computed) and node.role == "step" and name not in found:
                found.add(name)
                pending.append(name)
    return frozenset(found)


def losing_clauses(study: Study, one: Tried, names: frozenset[str]) -> Mapping[str, str]:
    """Give where facts of some names lose: `node` or `node.cause` -> the clause of the line that takes something."""
    frame = _explained(study, one.facts)
    found: dict[str, str] = {}
    for line in frame.lines or ():
        node = study.rulebook.nodes.get(line.target)
        if node is None or (not isinstance(node, Parameter) and node.also_by) or not names & set(line.facts):
            continue
        if loses(study.rulebook, line, frame.nominal[study.program.slots[line.target]]):
            found[f"{line.target}.{line.cause}" if line.cause else line.target] = line.rule.clause
    return found


def _explained(study: Study, facts: Facts) -> Frame:
    return study.program.explain(facts)
