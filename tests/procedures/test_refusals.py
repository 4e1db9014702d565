"""Blockers, guards and contexts say what is wrong with them where they are made, and a guard's rubbish forbids."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.errors import InvalidValueError
from stationkit.procedures.hazard import HAZARD
from stationkit.procedures.machine import Transition
from stationkit.procedures.refusals import Actor, Blocker, Context, Guard
from stationkit.stations.people import Role
from stationkit.testing.histories import TOKEN, Move, lawful
from stationkit.words import Words

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
DRAFT = HAZARD.begin("h-1")
REPORT, AROUND = lawful(DRAFT, Move("report"), START)
ANN = Actor(id="ann", roles=frozenset({Role.WORKER}))


def told(check: Callable[..., Any]) -> list[str]:
    """Give the codes that stand against a lawful report once a guard with this check is added."""
    return [one.code for one in HAZARD.with_guards([Guard(name="g", check=check)]).may(DRAFT, REPORT, AROUND)]


def no(**more: Any) -> Blocker:
    """Give a blocker."""
    return Blocker(code="no", words=Words(zh="不行", en="no"), **more)


rubbish = st.none() | st.booleans() | st.integers() | st.text() | st.just(()) | st.just(Blocker)


@given(st.lists(rubbish, min_size=1, max_size=3), st.integers(0, 3))
def test_whatever_is_no_blocker_forbids(strange: list[Any], place: int) -> None:
    """Nothing, a flag, a text, a class: wherever it stands among blockers, the guard did not say that it allows."""
    answer = [*strange[:place], no(), *strange[place:]]
    assert told(lambda *_: answer) == told(lambda *_: strange) == ["guard-failed"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"earliest": datetime(2026, 3, 1, 8)},  # noqa: DTZ001 - that is the mistake
        {"earliest": date(2026, 3, 1)},
        {"earliest": "2026-03-01T08:00+08:00"},
        {"clause": None},
    ],
)
def test_a_blocker_that_says_no_moment_or_no_clause_is_refused(wrong: dict[str, Any]) -> None:
    """Where it is made; from a guard outside it forbids, and options still say from when."""
    with pytest.raises(InvalidValueError):
        no(**wrong)
    assert told(lambda *_: [no(**wrong)]) == ["guard-failed"]
    late = HAZARD.with_guards([Guard(name="g", check=lambda *_: [no(**wrong)]), Guard(name="h", check=lambda *_: [])])
    assert {option.earliest for option in late.options(DRAFT, ANN, START)} == {None}


@pytest.mark.parametrize("name", ["kinds", "reads", "asks", "settled_by"])
def test_a_guard_takes_no_text_letter_by_letter(name: str) -> None:
    """`"role"` is not the fields r, o, l and e."""
    with pytest.raises(InvalidValueError, match=f"a tuple of .* \\({name}\\)"):
        Guard(name="g", check=lambda *_: (), **{name: "role"})


@pytest.mark.parametrize("name", ["sources", "attached", "guards"])
@pytest.mark.parametrize("wrong", ["draft", ["draft"], (None,), None])
def test_a_transition_takes_no_text_letter_by_letter(name: str, wrong: object) -> None:
    """`"draft"` is not the states d, r, a, f and t."""
    details: dict[str, Any] = {"kind": "go", "sources": ("draft",), "target": "", "roles": frozenset(), name: wrong}
    with pytest.raises(InvalidValueError, match=f"a tuple of .* \\({name}\\)"):
        Transition(**details)


@pytest.mark.parametrize("wrong", [{"claim": None}, {"claim": TOKEN.encode()}, {"among": None}, {"among": [DRAFT]}])
def test_a_context_says_what_belongs_in_it(wrong: dict[str, Any]) -> None:
    """And repeats no token, whatever it was written as."""
    with pytest.raises(InvalidValueError, match=next(iter(wrong))) as caught:
        Context(**wrong)
    assert TOKEN not in str(caught.value)
