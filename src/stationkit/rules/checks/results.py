"""What a check answers: proved, refuted with facts that show it, or undecided and why. It never guesses."""

from enum import Enum

import attrs

from stationkit.errors import Problem
from stationkit.rules.facts import Facts
from stationkit.words import Words

__all__ = ["VERDICTS", "CheckResult", "Verdict", "proved", "refuted", "undecided"]


class Verdict(Enum):
    """How far a promise holds."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


VERDICTS = {
    Verdict.PROVED: Words(zh="成立", en="proved"),
    Verdict.REFUTED: Words(zh="不成立", en="refuted"),
    Verdict.UNDECIDED: Words(zh="未决", en="undecided"),
}
"""The verdicts in words."""


@attrs.frozen(kw_only=True)
class CheckResult:
    """One answer of one check.

    Attributes:
        check: the id of the check, as in `CHECKS`.
        verdict: whether its promise holds.
        where: the part of the rulebook that it is about, as a path.
        words: what was found.
        facts: facts that show it: run through `assess`, they give what the words say.
        against: further facts, where two runs show it together.
        warning: whether it is meant as advice: the rule may want it so.
    """

    check: str
    verdict: Verdict
    where: str
    words: Words
    facts: Facts | None = None
    against: Facts | None = None
    warning: bool = False

    @property
    def problem(self) -> Problem:
        """The answer as a problem at its place."""
        return Problem(self.where, self.words)


def proved(check: str, where: str, zh: str, en: str) -> CheckResult:
    """Say that a promise holds."""
    return CheckResult(check=check, verdict=Verdict.PROVED, where=where, words=Words(zh=zh, en=en))


def refuted(
    check: str,
    where: str,
    words: Words,
    facts: Facts | None = None,
    against: Facts | None = None,
    *,
    warning: bool = False,
) -> CheckResult:
    """Say that a promise does not hold, with the facts that show it."""
    return CheckResult(
        check=check, verdict=Verdict.REFUTED, where=where, words=words, facts=facts, against=against, warning=warning
    )


def undecided(check: str, where: str, zh: str, en: str) -> CheckResult:
    """Say that nobody can tell, and why."""
    return CheckResult(check=check, verdict=Verdict.UNDECIDED, where=where, words=Words(zh=zh, en=en))
