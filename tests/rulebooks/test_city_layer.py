"""The city's layer, really applied on the province's rulebook: what a whole station comes to, computed by hand."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from stationkit import Ratio, load_host
from stationkit.rules.documents import read_rulebook
from stationkit.rules.layers import ResolvedRulebook
from stationkit.scoring.engine import Assessment

Score = Callable[..., Assessment]

PERFECT: dict[str, Any] = {
    "supervisors": 20,
    "certified-rate": Ratio(20, 20),
    "supervisors-reporting": 20,
    "reports-per-supervisor": 3,
    "trainings": 6,
    "training-people": 120,
    "briefings": 24,
    "clinics": 2,
    "closure-rate": Ratio(10, 10),
    "overdue-hazards": 0,
    "breached-hazards": 0,
    "own-acceptance": 0,
    "mentoring-rate": Ratio(3, 3),
    "early-returns": 0,
    "off-post": False,
    "serious-violations": 0,
    "zero-violation-teams": Ratio(5, 5),
    "meetings": 6,
    "full-meetings": Ratio(6, 6),
    "screenings": 1,
    "serious-accidents": 0,
    "fatal-accidents": 0,
    "equipment.terminal": True,
    "equipment.screen": True,
    "equipment.link": True,
    "visits-coverage": Ratio(4, 4),
    "fatal-12m": 0,
}


@pytest.fixture(scope="module")
def city(shared: Path) -> ResolvedRulebook:
    """The example layer on the rulebook that the province's plugin brings, with the city's function."""
    host = load_host(["stationkit_shanxi", "stationkit_jincheng"])
    return host.resolve_document(read_rulebook(shared / "examples" / "jincheng-pithead.toml"))


@pytest.mark.parametrize(
    ("change", "score_", "star"),
    [
        ({}, "100", 5),
        ({"overdue-hazards": 1}, "98", 5),  # two points a piece, where the province takes one; 23 of 25 is 92 %
        ({"overdue-hazards": 2}, "96", 4),  # 21 of 25 is 84 %: no five stars
        ({"supervisors-reporting": 17}, "98", 5),  # 85 % report: three of five points
        ({"visits-coverage": Ratio(2, 4), "off-post": True}, "96.25", 5),  # half of five, halved again
        ({"visits-coverage": Ratio(0, 0)}, "100", 5),  # nobody to visit: not applicable, and rescaled
        ({"reports-per-supervisor": 2}, "100", 5),  # the example leaves the province's target of two
        ({"overdue-hazards": 2, "supervisors-reporting": 15, "visits-coverage": Ratio(0, 4)}, "86", 3),
        ({"fatal-12m": 1}, "100", 2),  # the city's line behind the grade
        ({"serious-accidents": 1}, "100", 4),
        ({"serious-accidents": 1, "fatal-12m": 1}, "100", 2),
        ({"fatal-12m": None}, "100", "missing"),
    ],
)
def test_a_station_of_the_city(
    city: ResolvedRulebook, score: Score, change: dict[str, Any], score_: str, star: Any
) -> None:
    """A hundred marks in all; what the layer tightened, added, filled and put behind the grade."""
    assessment = score(city, PERFECT | change)
    assert assessment.score == Fraction(score_)
    value: Any = assessment.value("star")
    assert getattr(value, "kind", value) == star


def test_the_layer_says_what_it_did_and_by_what_right(city: ResolvedRulebook) -> None:
    """Tighten, two additions that take marks from somewhere, a parameter filled, a line behind the grade."""
    assert sorted(change.verb for change in city.changes) == ["add", "add", "add", "fill", "tighten"]
    items = {node.id: node for node in city.rulebook.computed}
    marks: Any = [items[name].full for name in ("hazard-ledger", "supervisors-report", "family-letters", "visits")]
    assert [one.value for one in marks] == [3, 5, 1, 5]
