"""Running a case: what came, what was expected, and the lines of the ledger that matter for the difference."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs

from stationkit.assessment import assess_station
from stationkit.dossiers.reading import read_dossier
from stationkit.errors import StationkitError
from stationkit.hooks.host import Host
from stationkit.numbers import Number, number_text
from stationkit.procedures.refusals import Refusal
from stationkit.rules.lines import LedgerLine
from stationkit.rules.outcomes import Absent
from stationkit.scoring.engine import Assessment, assess
from stationkit.testing.cases.model import (
    Case,
    CommandsGiven,
    DossierGiven,
    Expected,
    ExpectedLine,
    FactsGiven,
    ValueExpected,
    shown,
)
from stationkit.testing.procedures import begin, walked_in
from stationkit.words import Language, Words

__all__ = ["CaseResult", "Mismatch", "mismatches_of", "points_lost", "points_moved", "run_case"]

_MOST_LINES = 12


@attrs.frozen(kw_only=True)
class Mismatch:
    """One thing that came out otherwise than expected.

    Attributes:
        what: what it is about.
        expected: what would have been right, in both languages.
        got: what came.
        lines: the ledger lines that matter.
    """

    what: Words
    expected: Words
    got: str
    lines: tuple[LedgerLine, ...] = ()

    def text(self, language: Language) -> str:
        """Tell it, one line for the difference and one for each ledger line."""
        told = {"zh": "期望 {0}，得到 {1}", "en": "expected {0}, got {1}"}[language]
        head = f"{self.what.text(language)}: {told.format(self.expected.text(language), self.got)}"
        return "\n".join([head, *(f"    {line_text(line, language)}" for line in self.lines)])


@attrs.frozen(kw_only=True)
class CaseResult:
    """What came of a case.

    Attributes:
        mismatches: what differs from the expectation; none where the case passes.
        assessment: the assessment, where there was one.
        refusals: codes of the blockers that refused a command, in order.
    """

    case: Case
    mismatches: tuple[Mismatch, ...]
    assessment: Assessment | None = None
    refusals: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything came as expected."""
        return not self.mismatches

    def text(self, language: Language) -> str:
        """Tell every mismatch, the place of the case first."""
        title = self.case.title.text(language)
        head = f"{self.case.name}" + (f"（{title}）" if title and language == "zh" else f" ({title})" if title else "")
        return "\n".join([head, *(f"  {line}" for one in self.mismatches for line in one.text(language).splitlines())])


def line_text(line: LedgerLine, language: Language) -> str:
    """Write a ledger line for people."""
    before = "" if line.before is None else f"{shown(line.before)} → "
    clause = f" [{line.rule.clause}]" if line.rule.clause else ""
    facts = f" ← {', '.join(line.facts)}" if line.facts else ""
    return (
        f"{line.target}: {before}{shown(line.after)} {line.words.text(language) or line.cause}{clause}{facts}".rstrip()
    )


def run_case(case: Case, host: Host) -> CaseResult:
    """Run a case against the loaded plugins; what cannot be run at all is a mismatch too."""
    try:
        return _RUNS[type(case.given)](case, host)
    except StationkitError as error:
        told = Words(
            zh="；".join(one.text("zh") for one in error.problems),
            en="; ".join(one.text("en") for one in error.problems),
        )
        return CaseResult(
            case=case,
            mismatches=(
                Mismatch(
                    what=Words(zh="无法运行", en="it cannot be run"),
                    expected=Words(zh="结果", en="a result"),
                    got=str(told),
                ),
            ),
        )


def _run_facts(case: Case, host: Host) -> CaseResult:
    given = case.given
    if not isinstance(given, FactsGiven):
        raise TypeError(type(given).__name__)
    assessment = assess(given.facts, host.resolve(case.rulebook, on=case.on))
    return CaseResult(case=case, mismatches=mismatches_of(case.expect, assessment), assessment=assessment)


def _run_dossier(case: Case, host: Host) -> CaseResult:
    given = case.given
    if not isinstance(given, DossierGiven):
        raise TypeError(type(given).__name__)
    dossier = read_dossier(Path(given.folder)).dossier
    found = assess_station(dossier, given.station, given.period, host, rulebook=case.rulebook).assessment
    return CaseResult(case=case, mismatches=mismatches_of(case.expect, found), assessment=found)


def _run_commands(case: Case, host: Host) -> CaseResult:
    given = case.given
    if not isinstance(given, CommandsGiven):
        raise TypeError(type(given).__name__)
    walked = walked_in(host)[given.procedure]
    state: Any = begin(walked, case.id)
    wrong: list[Mismatch] = []
    refusals: list[str] = []
    for place, step in enumerate(given.steps, 1):
        answer = walked.procedure.decide(state, step.command, step.context)
        codes = tuple(dict.fromkeys(one.code for one in answer.blockers)) if isinstance(answer, Refusal) else ()
        refusals += codes
        if set(codes) != set(step.refused):
            wrong.append(_unlike(place, walked.procedure.kind_words(step.command.kind), step.refused, codes, answer))
        for event in () if isinstance(answer, Refusal) else answer:
            state = walked.procedure.evolve(state, event)
    if case.expect.state and state.state != case.expect.state:
        wrong.append(Mismatch(what=Words(zh="状态", en="state"), expected=Words(zh=case.expect.state), got=state.state))
    return CaseResult(case=case, mismatches=tuple(wrong), refusals=tuple(refusals))


def _unlike(place: int, kind: Words, expected: tuple[str, ...], codes: tuple[str, ...], answer: Any) -> Mismatch:
    told = f" ({answer})" if isinstance(answer, Refusal) else ""
    return Mismatch(
        what=Words(zh=f"第 {place} 条命令（{kind.zh}）", en=f"command {place} ({kind.en})"),
        expected=Words(
            zh=f"拒绝：{'、'.join(expected)}" if expected else "允许",
            en=f"refused: {', '.join(expected)}" if expected else "allowed",
        ),
        got=", ".join(codes) + told if codes else "allowed / 允许",
    )


_RUNS: Mapping[type, Callable[[Case, Host], CaseResult]] = {
    FactsGiven: _run_facts,
    DossierGiven: _run_dossier,
    CommandsGiven: _run_commands,
}


# -- comparing -----------------------------------------------------------------------------------------------


def mismatches_of(expected: Expected, assessment: Assessment) -> tuple[Mismatch, ...]:
    """Compare an assessment with what was expected of it."""
    return tuple(_mismatches(expected, assessment))


def _mismatches(expected: Expected, found: Assessment) -> Iterator[Mismatch]:
    star = found.star.value if found.star is not None else None
    qualifies = found.qualifies.value if found.qualifies is not None else Absent("none")
    headline = found.headline
    for what, wanted, got, node in (
        (Words(zh="得分", en="score"), expected.score, found.score, headline.score),
        (Words(zh="扣分", en="points lost"), expected.lost, points_lost(found), headline.score),
        (Words(zh="星级", en="star"), expected.star, star, headline.stars),
        (Words(zh="可授星级", en="qualifies"), expected.qualifies, qualifies, headline.stars),
    ):
        if wanted is not None and not wanted.holds(got):
            yield _unequal(what, wanted, got, _relevant(found, node))
    for node, wanted in expected.nodes.items():
        if not wanted.holds(found.value(node)):
            yield _unequal(Words(zh=node), wanted, found.value(node), found.ledger.of(node))
    if expected.provisional is not None and found.provisional is not expected.provisional:
        yield Mismatch(
            what=Words(zh="暂定", en="provisional"),
            expected=Words(zh=str(expected.provisional).lower()),
            got=str(found.provisional).lower(),
            lines=_open(found),
        )
    for line in expected.lines:
        if not any(_fits(line, one) for one in found.ledger.lines):
            yield _no_line(line, found)
    yield from _wrong_findings(expected, found)


def _wrong_findings(expected: Expected, found: Assessment) -> Iterator[Mismatch]:
    codes = tuple(dict.fromkeys(one.code for one in found.findings))
    got = ", ".join(codes) or "-"
    for code in expected.findings:
        if code not in codes:
            yield Mismatch(what=Words(zh="发现", en="findings"), expected=Words(zh=code), got=got)
    for code in expected.no_findings:
        if code in codes:
            yield Mismatch(
                what=Words(zh="发现", en="findings"), expected=Words(zh=f"没有 {code}", en=f"no {code}"), got=got
            )


def points_lost(found: Assessment) -> Any:
    """Give what the headline score is short of what could be had; where it has no value, that."""
    score, attainable = found.score, found.attainable
    numbers = isinstance(score, int | Fraction) and not isinstance(score, bool) and attainable is not None
    return attainable - score if numbers else score  # type: ignore[operator]  # numbers, as just seen


def points_moved(line: LedgerLine) -> Number:
    """Give how far a line moved its node; a cause that takes all sets it, and moves it too."""
    numbers = all(isinstance(one, int | Fraction) for one in (line.before, line.after))
    return line.after - line.before if numbers else 0  # type: ignore[operator]  # numbers, as just seen


def _unequal(what: Words, wanted: ValueExpected, got: Any, lines: tuple[LedgerLine, ...]) -> Mismatch:
    expected = Words(zh=wanted.text("zh"), en=wanted.text("en"))
    return Mismatch(what=what, expected=expected, got=shown(got), lines=lines[:_MOST_LINES])


def _relevant(found: Assessment, node: str) -> tuple[LedgerLine, ...]:
    """Give the lines by which the headline was lost: causes, moves, and what is open."""
    own = found.ledger.of(node)
    lost = tuple(line for line in found.ledger.lines if points_moved(line) < 0 and line.target != node)
    return (*own, *(lost or _open(found)), *(_short(found) if not lost else ()))


def _short(found: Assessment) -> tuple[LedgerLine, ...]:
    """Give the last lines of items that earned less than could be had, though no cause took it."""
    return tuple(found.ledger.of(item.id)[-1] for item in found.items if item.lost > 0 and found.ledger.of(item.id))


def _open(found: Assessment) -> tuple[LedgerLine, ...]:
    return tuple(
        line for line in found.ledger.lines if isinstance(line.after, Absent) and line.after.kind != "not-applicable"
    )


def _fits(expected: ExpectedLine, line: LedgerLine) -> bool:
    named = (
        (expected.node, line.target),
        (expected.cause, line.cause),
        (expected.clause, line.rule.clause),
        (expected.rulebook, line.rule.rulebook),
        (expected.plugin, line.rule.plugin),
    )
    return (
        all(wanted in ("", got) for wanted, got in named)
        and (expected.change is None or expected.change.holds(points_moved(line)))
        and (expected.after is None or expected.after.holds(line.after))
    )


def _no_line(expected: ExpectedLine, found: Assessment) -> Mismatch:
    told = [
        f"{name}={value}"
        for name, value in attrs.asdict(expected, recurse=False).items()
        if isinstance(value, str) and value
    ]
    if expected.change is not None:
        told.append(f"change={expected.change.text('en')}")
    if expected.after is not None:
        told.append(f"after={expected.after.text('en')}")
    lines = found.ledger.of(expected.node)
    got = "; ".join(f"{line.cause or line.effect.value} {number_text(points_moved(line))}" for line in lines) or "-"
    return Mismatch(
        what=Words(zh="账目行", en="ledger line"), expected=Words(zh=" ".join(told)), got=got, lines=lines[:_MOST_LINES]
    )
