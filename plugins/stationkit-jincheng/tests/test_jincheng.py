"""The city's layer: what it changes, by what right, and what its two functions give."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stationkit_jincheng import reporting_score, visit_score

from stationkit import Facts, Ratio, ResolvedRulebook, assess, load_host

REFERENCE = "cn.shanxi.jincheng/pithead-star"


@pytest.fixture(scope="module")
def layered() -> ResolvedRulebook:
    """The city's layer on the province's rulebook."""
    return load_host(["stationkit_shanxi", "stationkit_jincheng"]).resolve(REFERENCE)


def test_every_change_names_its_clause_or_its_ground(layered: ResolvedRulebook) -> None:
    """Added, tightened, substituted, filled: nothing is changed without a right."""
    assert {change.verb for change in layered.changes} == {"add", "tighten", "substitute", "fill"}
    assert all(change.clause or change.ground for change in layered.changes)


def test_what_is_added_takes_its_marks_from_somewhere(layered: ResolvedRulebook) -> None:
    """The whole keeps its hundred marks."""
    assert sum(item.full for item in assess(Facts(subject="s"), layered).items) == 100


def test_the_tightened_cause_speaks_with_the_citys_clause(layered: ResolvedRulebook) -> None:
    """Two points a piece instead of one, and the ledger says by whom."""
    facts = Facts.known("s", {"overdue-hazards": 1, "own-acceptance": 0})
    (line,) = [line for line in assess(facts, layered).ledger.lines if line.cause == "open-overdue"]
    assert (line.change, line.rule.clause, line.rule.plugin) == (-2, "第十二条第三款", "stationkit_jincheng")


def test_both_functions_speak_in_the_result(layered: ResolvedRulebook) -> None:
    """Visits in full earn the full marks; half of the supervisors earn none."""
    facts = {"visits-coverage": Ratio(3, 3), "off-post": False, "supervisors": 4, "supervisors-reporting": 2}
    assessment = assess(Facts.known("s", facts), layered)
    assert assessment.value("visits") == 5
    assert assessment.value("supervisors-report") == 0


@given(st.integers(0, 9), st.integers(1, 9), st.booleans())
def test_visits_earn_in_proportion_and_half_while_somebody_is_off_post(made: int, due: int, off_post: Any) -> None:
    """Never below nothing, never above the full marks."""
    points = visit_score(Ratio(min(made, due), due), off_post, full=Fraction(5))
    assert isinstance(points, Fraction)
    assert 0 <= points <= 5
    assert points == Fraction(5 * min(made, due), due * (2 if off_post else 1))


@given(st.fractions(0, 1), st.fractions(0, 1))
def test_more_supervisors_reporting_never_earn_less(one: Fraction, other: Fraction) -> None:
    """Monotone, as declared."""
    low, high = sorted((one, other))
    assert reporting_score(low, full=Fraction(2)) <= reporting_score(high, full=Fraction(2))  # type: ignore[operator]  # both are numbers
