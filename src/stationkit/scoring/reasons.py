"""Reasons: which facts lie beneath an open node, however many steps are between them, and why nobody answered them."""

from collections.abc import Iterable, Iterator, Mapping

from stationkit.rules.facts import Answer, Facts, Known, Missing, NotApplicable
from stationkit.rules.lines import LedgerLine
from stationkit.rules.outcomes import Absent

__all__ = ["answer_of", "last_lines", "open_facts_beneath", "reason_of", "reasons_of"]


def last_lines(lines: Iterable[LedgerLine]) -> Mapping[str, LedgerLine]:
    """Give the line in which every node came to its value."""
    return {line.target: line for line in lines}


def answer_of(facts: Facts, name: str) -> Answer | None:
    """Give the answer to a fact as the ledger names it: `key/fact` in a list."""
    key, slash, inner = name.rpartition("/")
    if not slash:
        return facts.answers.get(name)
    found = [subjects[key].answers.get(inner) for subjects in facts.lists.values() if key in subjects]
    return next((one for one in found if one is not None), None)


def reason_of(answer: Answer | None) -> str:
    """Give why there is no value: why nobody answered, or on which ground the question cannot be asked."""
    if isinstance(answer, Missing):
        return answer.why
    return answer.ground if isinstance(answer, NotApplicable) else ""


def open_facts_beneath(names: Iterable[str], last: Mapping[str, LedgerLine], facts: Facts) -> tuple[str, ...]:
    """Give the facts without a value that nodes without a value rest on: steps are followed down to their facts."""
    return tuple(_beneath(names, last, facts, set()))


def _beneath(names: Iterable[str], last: Mapping[str, LedgerLine], facts: Facts, seen: set[str]) -> Iterator[str]:
    for name in names:
        if name in seen:
            continue
        seen.add(name)
        line = last.get(name)
        if line is None:
            if not isinstance(answer_of(facts, name), Known):
                yield name
        elif isinstance(line.after, Absent):
            yield from _beneath(line.facts, last, facts, seen)


def reasons_of(names: Iterable[str], last: Mapping[str, LedgerLine], facts: Facts) -> tuple[str, ...]:
    """Give why the facts beneath these names have no value, each reason once."""
    found = (reason_of(answer_of(facts, name)) for name in open_facts_beneath(names, last, facts))
    return tuple(dict.fromkeys(reason for reason in found if reason))
