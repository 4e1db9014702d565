"""Items that matter: the value of every item can change a result."""

from collections.abc import Iterator

from stationkit.rules.checks.results import CheckResult, proved, refuted, undecided
from stationkit.rules.checks.study import Study, Tried, path_of
from stationkit.rules.frame import Frame
from stationkit.rules.model import Computed
from stationkit.rules.outcomes import NodeValue
from stationkit.words import Words

__all__ = ["check_effects"]

_ID = "effects"


def check_effects(study: Study) -> Iterator[CheckResult]:
    """For every item outside the lists, look for two of its values that lead to two results, all else equal."""
    results = set(study.results)
    for node in study.rulebook.computed:
        if node.role == "item" and not study.program.scopes.get(node.id):
            yield _item(study, node, results)


def _item(study: Study, node: Computed, results: set[str]) -> CheckResult:
    where = path_of(node)
    shown = study.known_facts(study.best)
    if not results & study.uses.above([node.id]):
        words = Words(zh="没有结果用到它", en="no result rests on it")
        return refuted(_ID, where, words, shown.facts, warning=node.requires is not None)
    reach = study.anything.value(study.program.slots[node.id])
    if reach.only is not None:
        words = Words(zh="任何事实下都是同一个值", en="it comes to the same value whatever the facts")
        return refuted(_ID, where, words, shown.facts, warning=node.requires is not None)
    slot = study.program.slots[node.id]
    others = list(dict.fromkeys(one.frame.values[slot] for one in study.pool))
    if any(_matters(study, node, one, others, results) for one in _starts(study)):
        return proved(_ID, where, "能改变结果", "it can change a result")
    return undecided(_ID, where, "没有找到它能改变结果的事实", "no facts were found at which it changes a result")


def _starts(study: Study) -> Iterator[Tried]:
    """Give a few facts from the best to the worst."""
    yield study.known_facts(study.best)
    yield study.known_facts(study.worst)
    pool = study.pool
    yield from pool[:: max(1, len(pool) // _SOME)]


_SOME = 5


def _matters(study: Study, node: Computed, at: Tried, others: list[NodeValue], results: set[str]) -> bool:
    """Tell whether another value of the item, which it takes under other facts, leads to another result here."""
    own = study.value(at, node.id)
    ends = [one for one in (others[0], others[-1], *others[:_VALUES]) if one != own]
    return any(_differs(study, at, node.id, value, results) for value in ends)


_VALUES = 3


def _differs(study: Study, at: Tried, name: str, value: NodeValue, results: set[str]) -> bool:
    forced = _with_value(study, at, name, value)
    return any(forced.values[study.program.slots[one]] != study.value(at, one) for one in results)


def _with_value(study: Study, at: Tried, name: str, value: NodeValue) -> Frame:
    """Calculate what rests on a node with its value forced."""
    program, before = study.program, at.frame
    frame = Frame(0, at.facts, {}, None)
    frame.values, frame.attainable, frame.nominal = before.values[:], before.attainable[:], before.nominal[:]
    frame.values[program.slots[name]] = value
    above = {program.slots[one] for one in study.uses.above([name]) if one in program.slots and one != name}
    for place, run, _ in program.steps:
        if place in above:
            frame.values[place] = run(frame)
    return frame
