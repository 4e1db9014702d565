"""Proposing: the case that would notice a mutant, tried on both versions before anybody is told to keep it.

What is expected is the shortest of what a case file can say: score and star, else the node that differs, what was
lost, what may be awarded, a finding, a line of the ledger. Where none of these differs there is no such case, and that
is told.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from stationkit.errors import StationkitError
from stationkit.numbers import number_text
from stationkit.rules.facts import Facts
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.lines import LedgerLine
from stationkit.rules.outcomes import Absent
from stationkit.scoring.engine import Assessment, assess
from stationkit.testing.cases.documents import parse_cases
from stationkit.testing.cases.model import Expected, FactsGiven
from stationkit.testing.cases.running import mismatches_of, points_lost, points_moved
from stationkit.testing.cases.writing import case_text, expectation, expected_value
from stationkit.testing.mutation.making import Mutant
from stationkit.testing.mutation.searching import readable
from stationkit.testing.subjects import Subject

__all__ = ["notices", "propose"]

_MOST_LINES = 12
"""How many lines of the ledger are tried as what a case expects."""


def propose(subject: Subject, mutant: Mutant, wrong: ResolvedRulebook, facts: Facts) -> str:
    """Give a case file with *facts* that the original passes and the mutant does not; empty where none can say so."""
    first, second = assess(facts, subject.resolved), assess(readable(facts, wrong), wrong)
    for expect in _expectations(mutant.node, first, second):
        text = case_text("lacking", facts, subject.resolved, title=mutant.words.zh, expect=expect)
        if _tells_apart(text, subject, wrong):
            return text
    return ""


def _tells_apart(text: str, subject: Subject, wrong: ResolvedRulebook) -> bool:
    (case,) = parse_cases(text, subject.host)
    given = case.given
    if not isinstance(given, FactsGiven):
        raise TypeError(type(given).__name__)
    passes = not mismatches_of(case.expect, assess(given.facts, subject.resolved))
    return passes and notices(case.expect, given.facts, wrong)


def notices(expect: Expected, facts: Facts, wrong: ResolvedRulebook) -> bool:
    """Tell whether a case with these facts fails on a mutant."""
    try:
        return bool(mismatches_of(expect, assess(readable(facts, wrong), wrong)))
    except (KeyError, StationkitError):
        return True  # what the case expects something of is not there any more


def _expectations(node: str, first: Assessment, second: Assessment) -> Iterator[dict[str, Any]]:
    """Give what may be expected, the shortest first: score and star, and one thing more."""
    base = expectation(first)
    yield base
    yield from (base | more for more in _nodes(node, first, second))
    yield from (base | more for more in _headlines(first))
    yield from (base | more for more in _findings(first, second))
    yield from (base | {"lines": [line]} for line in _lines(first, second))


def _nodes(node: str, first: Assessment, second: Assessment) -> Iterator[dict[str, Any]]:
    names = [one.id for one in first.resolved.rulebook.explained if not first.resolved.program.scopes.get(one.id)]
    others = second.resolved.program.slots
    differing = [name for name in names if name not in others or first.value(name) != second.value(name)]
    for name in sorted(differing, key=lambda name: name != node)[:2]:
        yield {"nodes": {name: expected_value(first.value(name))}}


def _headlines(first: Assessment) -> Iterator[dict[str, Any]]:
    if first.headline.score:
        yield {"lost": expected_value(points_lost(first))}
    if first.headline.stars:
        qualifies = first.qualifies.value if first.qualifies is not None else None
        yield {"qualifies": False if qualifies is None or isinstance(qualifies, Absent) else qualifies}
    yield {"provisional": first.provisional}


def _findings(first: Assessment, second: Assessment) -> Iterator[dict[str, Any]]:
    own, other = ({one.code for one in found.findings} for found in (first, second))
    yield from ({"findings": [code]} for code in sorted(own - other))
    yield from ({"no_findings": [code]} for code in sorted(other - own))


def _lines(first: Assessment, second: Assessment) -> Iterator[dict[str, Any]]:
    known = [_line(one) for one in second.ledger.lines]
    own = [_line(one) for one in first.ledger.lines]
    yield from [one for one in own if one not in known][:_MOST_LINES]


def _line(line: LedgerLine) -> dict[str, Any]:
    told: dict[str, Any] = {"node": line.target, "cause": line.cause, "clause": line.rule.clause}
    found = {key: value for key, value in told.items() if value}
    if isinstance(line.before, int | Fraction) and isinstance(line.after, int | Fraction):
        found["change"] = number_text(points_moved(line))
    if line.after is not None:
        found["after"] = expected_value(line.after)
    return found
