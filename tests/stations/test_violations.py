"""Violations and the passes that each asks for."""

from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.stations.violations import MentoringStep, Violation, ViolationKind, due_passes
from stationkit.testing.values import values_of


def test_a_serious_violation_asks_for_seven_passes_and_a_general_one_for_five() -> None:
    """A general one is spared the pithead broadcast (5) and the suspension with training (7)."""
    seven = due_passes(serious=True)
    assert seven == tuple(MentoringStep)
    assert due_passes(serious=False) == tuple(seven[place - 1] for place in (1, 2, 3, 4, 6))


@given(values_of(Violation), st.sets(st.sampled_from(MentoringStep)))
def test_open_passes_are_the_due_ones_that_are_not_done(violation: Violation, done: set[MentoringStep]) -> None:
    """Doing a pass that is not due closes nothing; where the weight is not known, both answers must be the same."""
    left = attrs.evolve(violation, mentoring=frozenset(done)).open_passes
    weights = (True, False) if violation.serious is None else (violation.serious,)
    answers = {frozenset(due_passes(serious=serious)) - done for serious in weights}
    assert {None if left is None else frozenset(left)} == (answers if len(answers) == 1 else {None})


@pytest.mark.parametrize("serious", [True, False])
def test_with_every_due_pass_done_nothing_is_open(serious: bool) -> None:
    """Seven for a serious one, five for a general one."""
    done = frozenset(due_passes(serious=serious))
    violation = Violation(
        id="v-1", station="s-1", kind=ViolationKind.WORKING, on=date(2026, 3, 1), serious=serious, mentoring=done
    )
    assert violation.open_passes == ()
