"""A case as values: what is given (facts, a dossier or commands) and what is expected of it.

An expectation says only what the author cares about: an exact number, an interval, a star alone, a few lines of the
ledger. What it does not name may be anything.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TypeAlias

import attrs

from stationkit.numbers import Number, number_text
from stationkit.periods import Period
from stationkit.procedures.refusals import ALONE, Context
from stationkit.rules.facts import Facts
from stationkit.rules.outcomes import Absent, NodeValue
from stationkit.stations.events import Event
from stationkit.words import Language, Words

__all__ = [
    "Between",
    "Case",
    "CommandsGiven",
    "DossierGiven",
    "Expected",
    "ExpectedLine",
    "FactsGiven",
    "Given",
    "Lacking",
    "OneOf",
    "Step",
    "ValueExpected",
    "shown",
]


@attrs.frozen
class Between:
    """A number within bounds, both included; the same number twice is that number."""

    low: Number | None
    high: Number | None

    def holds(self, value: object) -> bool:
        """Tell whether *value* is such a number."""
        if isinstance(value, bool | str | Absent) or value is None:
            return False
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)  # type: ignore[operator]  # a number, as just seen

    def text(self, language: Language) -> str:
        """Say what would have been right."""
        if self.low is not None and self.low == self.high:
            return number_text(self.low)
        if self.low is None or self.high is None:
            low = (
                ""
                if self.low is None
                else {"zh": f"不小于 {number_text(self.low)}", "en": f"at least {number_text(self.low)}"}[language]
            )
            high = (
                ""
                if self.high is None
                else {"zh": f"不大于 {number_text(self.high)}", "en": f"at most {number_text(self.high)}"}[language]
            )
            return low or high
        return f"{number_text(self.low)} … {number_text(self.high)}"


@attrs.frozen
class OneOf:
    """A word (of a scale, a choice, a flag) out of these; one word is that word."""

    words: tuple[int | str | bool, ...]

    def holds(self, value: object) -> bool:
        """Tell whether *value* is one of the words; true is not 1."""
        return any(type(value) is type(word) and value == word for word in self.words)

    def text(self, language: Language) -> str:
        """Say what would have been right."""
        return {"zh": "或", "en": " or "}[language].join(str(word) for word in self.words)


@attrs.frozen
class Lacking:
    """No value, of this kind (`missing`, `not-applicable`, `not-computed`, `not-ratable`), with this code if any."""

    kind: str
    code: str = ""

    def holds(self, value: object) -> bool:
        """Tell whether *value* is absent in this way."""
        return isinstance(value, Absent) and value.kind == self.kind and self.code in ("", value.code)

    def text(self, _: Language) -> str:
        """Say what would have been right."""
        return f"{self.kind}: {self.code}" if self.code else self.kind


ValueExpected: TypeAlias = Between | OneOf | Lacking


@attrs.frozen(kw_only=True)
class ExpectedLine:
    """A line that the ledger must have: of this node, and whatever else is said of it."""

    node: str
    cause: str = ""
    clause: str = ""
    rulebook: str = ""
    plugin: str = ""
    change: Between | None = None
    after: ValueExpected | None = None


@attrs.frozen(kw_only=True)
class Expected:
    """What must come of a case; what is nothing, or empty, is not asked.

    Attributes:
        score: the headline score.
        lost: what the headline score is short of what could be had.
        star: the headline star, as the subject would have it.
        qualifies: the star that may be awarded; `Lacking("none")` where none may.
        provisional: whether the result is provisional.
        nodes: node id -> what it must come to.
        lines: lines that the ledger must have, at least.
        findings: codes of findings that there must be, at least; *no_findings* of those that there must not be.
        state: for commands, the state in which the case ends.
    """

    score: ValueExpected | None = None
    lost: ValueExpected | None = None
    star: ValueExpected | None = None
    qualifies: ValueExpected | None = None
    provisional: bool | None = None
    nodes: Mapping[str, ValueExpected] = attrs.field(factory=dict)
    lines: tuple[ExpectedLine, ...] = ()
    findings: tuple[str, ...] = ()
    no_findings: tuple[str, ...] = ()
    state: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is asked."""
        return self == Expected()


@attrs.frozen(kw_only=True)
class FactsGiven:
    """Facts, already bound to the rulebook that is to read them."""

    facts: Facts


@attrs.frozen(kw_only=True)
class DossierGiven:
    """A dossier folder, a station in it and a period."""

    folder: Path
    station: str
    period: Period


@attrs.frozen(kw_only=True)
class Step:
    """A command, and the codes of the blockers that must refuse it: all of them; none where it must be allowed.

    Attributes:
        context: what the decision may look at besides: a claim of authorship, other cases.
    """

    command: Event
    refused: tuple[str, ...] = ()
    context: Context = ALONE


@attrs.frozen(kw_only=True)
class CommandsGiven:
    """A history of commands to one case of a procedure."""

    procedure: str
    steps: tuple[Step, ...]


Given: TypeAlias = FactsGiven | DossierGiven | CommandsGiven


@attrs.frozen(kw_only=True)
class Case:
    """One case.

    Attributes:
        id: what it is known by, within its file.
        where: the file and the line, or the sheet and the row.
        title: what it shows, for people.
        rulebook: the rulebook's id; empty for commands, and where a dossier's station chooses.
        on: the day on which the rulebook must govern.
        clauses: the clauses that it is a case of, beside those of the nodes that it expects something of.
    """

    id: str
    where: str
    given: Given
    expect: Expected
    title: Words = Words()
    rulebook: str = ""
    on: date | None = None
    clauses: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The place and the id: what a failure is told by."""
        return f"{self.where} {self.id}"


def shown(value: NodeValue | None) -> str:
    """Write a value that came out, for people."""
    if value is None:
        return "-"
    if isinstance(value, Absent):
        return f"{value.kind}: {value.code}" if value.code else value.kind
    if isinstance(value, bool | str):
        return str(value).lower() if isinstance(value, bool) else value
    return number_text(value)
