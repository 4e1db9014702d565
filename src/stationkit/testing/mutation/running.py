"""Running mutants: which are noticed by the author's cases, which are not, and on which facts these differ."""

from collections.abc import Callable, Iterator

import attrs

from stationkit.errors import InvalidRulebookError, StationkitError
from stationkit.numbers import Number
from stationkit.rules.facts import Facts
from stationkit.rules.layers import ResolvedRulebook
from stationkit.scoring.engine import Assessment, assess
from stationkit.testing.cases.model import Expected, shown
from stationkit.testing.cases.running import run_case
from stationkit.testing.mutation.making import Mutant, make_mutants
from stationkit.testing.mutation.proposing import notices, propose
from stationkit.testing.mutation.searching import Comparison, readable
from stationkit.testing.subjects import Subject
from stationkit.words import Words

__all__ = ["MutantResult", "MutationReport", "run_mutants"]

OUTCOMES = {
    "noticed": Words(zh="被用例发现", en="noticed by a case"),
    "unnoticed": Words(zh="用例没有发现", en="not noticed by any case"),
    "equivalent": Words(zh="证明等价", en="proved equivalent"),
    "undecided": Words(zh="未能判定", en="undecided"),
    "unloadable": Words(zh="装不上", en="does not load"),
}
"""How a mutant may come out."""


@attrs.frozen(kw_only=True)
class MutantResult:
    """How one mutant came out.

    Attributes:
        outcome: a key of `OUTCOMES`.
        noticed_by: the case that noticed it first.
        facts: for an unnoticed one, facts on which it differs.
        case: those facts as a case file that the original passes and the mutant does not; empty where nothing that a
            case can expect differs.
        becomes: what the original and the mutant make of them.
        ground: why the author lets it pass, if they do.
    """

    mutant: Mutant
    outcome: str
    noticed_by: str = ""
    facts: Facts | None = attrs.field(default=None, repr=False)
    case: str = ""
    becomes: tuple[str, str] = ("", "")
    ground: str = ""

    @property
    def is_unsayable(self) -> bool:
        """Whether it differs, but in nothing that a case file can expect."""
        return self.outcome == "unnoticed" and not self.case

    @property
    def is_finding(self) -> bool:
        """Whether the author owes a case, or a ground."""
        return self.outcome in ("unnoticed", "undecided") and not self.ground


@attrs.frozen(kw_only=True)
class MutationReport:
    """Every mutant of a rulebook.

    Attributes:
        outgrown: grounds for mutants that there are no more, or that a case notices by now.
    """

    reference: str
    results: tuple[MutantResult, ...]
    outgrown: tuple[str, ...] = ()

    def of(self, outcome: str) -> tuple[MutantResult, ...]:
        """Give the mutants with an outcome."""
        return tuple(one for one in self.results if one.outcome == outcome)

    @property
    def explained(self) -> tuple[MutantResult, ...]:
        """The mutants that no case notices, and that a ground lets pass."""
        return tuple(one for one in self.results if one.ground and one.outcome in ("unnoticed", "undecided"))

    @property
    def findings(self) -> tuple[MutantResult, ...]:
        """The mutants for which the author owes a case or a ground."""
        return tuple(one for one in self.results if one.is_finding)


def run_mutants(subject: Subject, *, watch: Callable[[int, int], None] | None = None) -> MutationReport:
    """Make the mutants of an author's rulebook and run the author's cases on each.

    Args:
        subject: the rulebook with its cases.
        watch: told how many are done, of how many.

    Raises:
        InvalidCasesError: a case file cannot be used.
    """
    grounds = subject.grounds("mutants")
    runner = _Runner(subject)
    mutants = make_mutants(subject.document)
    results = []
    for place, mutant in enumerate(mutants):
        found = runner.result(mutant)
        results.append(attrs.evolve(found, ground=grounds.get(mutant.id, "")))
        if watch is not None:
            watch(place + 1, len(mutants))
    needed = {one.mutant.id for one in results if one.outcome in ("unnoticed", "undecided")}
    return MutationReport(
        reference=subject.reference,
        results=tuple(results),
        outgrown=tuple(name for name in grounds if name not in needed),
    )


class _Runner:
    """Runs the cases of one subject on its mutants."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.asked = tuple(self._asked())
        self.comparison = Comparison(subject.aimer, tuple(facts for _, facts, _ in self.asked))

    def _asked(self) -> Iterator[tuple[str, Facts, Expected]]:
        """Give the facts of every case that passes; a dossier is measured once, as mutants leave measures alone."""
        for case in self.subject.cases:
            result = run_case(case, self.subject.host)
            if result.passed and result.assessment is not None:
                yield case.id, result.assessment.facts, case.expect

    def result(self, mutant: Mutant) -> MutantResult:
        try:
            resolved = self.subject.host.resolve_document(mutant.document)
        except (InvalidRulebookError, StationkitError):
            return MutantResult(mutant=mutant, outcome="unloadable")
        noticed = self._noticed_by(resolved)
        if noticed:
            return MutantResult(mutant=mutant, outcome="noticed", noticed_by=noticed)
        verdict = self.comparison.verdict(resolved, mutant.node, clauses_only=mutant.operator == "clause")
        if verdict.facts is None:
            return MutantResult(mutant=mutant, outcome=verdict.outcome)
        return self._unnoticed(mutant, resolved, verdict.facts)

    def _noticed_by(self, resolved: ResolvedRulebook) -> str:
        return next((name for name, facts, expect in self.asked if notices(expect, facts, resolved)), "")

    def _unnoticed(self, mutant: Mutant, resolved: ResolvedRulebook, facts: Facts) -> MutantResult:
        case = propose(self.subject, mutant, resolved, facts)
        if not case:
            shown_on = self.comparison.shown_on(resolved, mutant.node)
            case = propose(self.subject, mutant, resolved, shown_on) if shown_on is not None else ""
            facts = shown_on if case and shown_on is not None else facts
        first, second = assess(facts, self.subject.resolved), assess(readable(facts, resolved), resolved)
        becomes = (_told(first, mutant.node), _told(second, mutant.node))
        if becomes[0] == becomes[1]:
            becomes = _with_marks(becomes, first, second)
        return MutantResult(mutant=mutant, outcome="unnoticed", facts=facts, case=case, becomes=becomes)


def _with_marks(told: tuple[str, str], first: Assessment, second: Assessment) -> tuple[str, str]:
    """Add what could be had where what was had is the same, of the first few nodes that differ in it."""
    own, other = _attainable(first), _attainable(second)
    names = [name for name in own if own[name] != other.get(name)][:3]
    texts = [", ".join(f"{name} ≤ {shown(marks.get(name))}" for name in names) for marks in (own, other)]
    return (f"{told[0]} ({texts[0]})", f"{told[1]} ({texts[1]})") if names else told


def _attainable(found: Assessment) -> dict[str, Number]:
    items = {one.id: one.attainable for one in found.items}
    return items | {one.id: one.attainable for one in found.groups}


def _told(found: Assessment, node: str) -> str:
    parts = [f"{found.headline.score}={shown(found.score)}"] if found.headline.score else []
    if found.star is not None:
        parts.append(f"{found.headline.stars}={shown(found.star.value)}")
    slots, scopes = found.resolved.program.slots, found.resolved.program.scopes
    if node in slots and not scopes.get(node) and node not in (found.headline.score, found.headline.stars):
        parts.append(f"{node}={shown(found.value(node))}")
    return ", ".join(parts)
