"""What a contract is, how it is broken, and how Hypothesis is asked: inside a function, never around one."""

from collections.abc import Callable
from typing import Any

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from stationkit.errors import Problem, StationkitError
from stationkit.rules.facts import Facts
from stationkit.rules.layers import ResolvedRulebook
from stationkit.scoring.engine import assess
from stationkit.testing.cases.writing import case_text, expectation
from stationkit.testing.subjects import Subject
from stationkit.words import Words

__all__ = ["Contract", "ContractBreachError", "breach", "hold"]


@attrs.define
class ContractBreachError(StationkitError, AssertionError):
    """A rulebook that breaks a contract: what happened, and a case file that shows it, ready to be kept."""

    contract: str
    rulebook: str
    what: Words
    case: str = ""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The one problem."""
        return (Problem(f"{self.rulebook} {self.contract}", self.what),)

    def __str__(self) -> str:
        return str(self.problems[0]) + (f"\n\n{self.case}" if self.case else "")


@attrs.frozen
class Contract:
    """One promise.

    Attributes:
        name: what `expected_failures` know it by.
        words: what it promises.
        check: raises `ContractBreachError` where a rulebook breaks it.
    """

    name: str
    words: Words
    check: Callable[[Subject], None]


def breach(name: str, subject: Subject, zh: str, en: str, facts: Facts | None = None) -> ContractBreachError:
    """Make the error; *facts* become a case file that records what comes of them now."""
    case = "" if facts is None else _case(name, subject.resolved, facts, zh)
    return ContractBreachError(name, subject.reference, Words(zh=zh, en=en), case)


def _case(name: str, resolved: ResolvedRulebook, facts: Facts, title: str) -> str:
    return case_text(f"breach-{name}", facts, resolved, title=title, expect=expectation(assess(facts, resolved)))


def hold(check: Callable[..., None], *drawn: st.SearchStrategy[Any]) -> None:
    """Run *check* on what is drawn; the simplest breach is raised.

    As many examples as the loaded profile says; always the same ones, so that a failure stays one.
    """
    quiet = settings(
        deadline=None,
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
    )

    @quiet
    @given(st.tuples(*drawn))
    def held(values: tuple[Any, ...]) -> None:
        check(*values)

    try:
        held()
    except Flaky as error:
        raise _first_breach(error) from None


def _first_breach(error: Flaky) -> Exception:
    """Give the breach that was seen, though it did not come again: what varies by itself breaks the contract too."""
    inner = getattr(error, "exceptions", ())
    return next((one for one in inner if isinstance(one, ContractBreachError)), error)
