"""Every example rulebook with worked cases of its own; the expected values were computed by hand from the texts."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from stationkit.rules.documents import read_rulebook
from stationkit.rules.layers import ResolvedRulebook, resolve
from stationkit.rules.outcomes import MISSING, Absent
from stationkit.scoring.engine import Assessment

Load = Callable[[str], ResolvedRulebook]
Score = Callable[..., Assessment]

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "rulebooks"


def outcome(assessment: Assessment, node: str) -> Any:
    """A word, or the code of why there is none."""
    value = assessment.value(node)
    return value.code or value.kind if isinstance(value, Absent) else value


def test_every_example_names_its_source_and_its_status() -> None:
    """Nine files, each loads, and says where its numbers come from."""
    files = sorted(EXAMPLES.glob("*.toml"))
    assert len(files) == 9
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    for file in files:
        head = resolve(read_rulebook(file)).head
        assert head.source
        assert head.status in ("reconstructed", "illustrative")
        assert f"`{file.name}`" in page


# -- UK food hygiene -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hygiene", "structural", "confidence", "rating"),
    [
        (0, 0, 0, 5),
        (5, 5, 5, 5),  # 15, worst 5
        (10, 0, 0, 4),  # 10 in all, but the worst is 10
        (10, 10, 0, 4),  # 20
        (10, 10, 10, 3),  # 30
        (15, 5, 10, 2),  # 30, worst 15
        (15, 15, 10, 2),  # 40
        (5, 15, 20, 1),  # 40, worst 20
        (20, 20, 10, 1),  # 50
        (25, 0, 0, 0),  # worst 25
        (25, 25, 30, 0),
        (0, 5, None, "no-scores"),
    ],
)
def test_food_hygiene(load: Load, score: Score, hygiene: Any, structural: Any, confidence: Any, rating: Any) -> None:
    """The highest rating whose total and whose worst part both fit."""
    answers = {"hygiene": hygiene, "structural": structural, "confidence": confidence}
    assert outcome(score(load("food-hygiene"), answers), "rating") == rating


# -- US nursing homes ----------------------------------------------------------------------------------------

HOME = {
    "inspection": 3,
    "quality": 3,
    "special-focus": False,
    "reporting-failure": False,
    "rn-hours": Fraction("0.7305"),
    "total-hours": Fraction("4.0375"),
    "state": "PA",
    "cycle1-deficiencies": 20,
    "cycle1-revisits": 2,
    "cycle2-deficiencies": 10,
    "cycle2-revisits": 3,
    "cycle3-deficiencies": 5,
    "cycle3-revisits": 4,
}


@pytest.mark.parametrize(
    ("change", "staffing", "overall"),
    [
        ({}, 4, 4),  # hours round up into band 4 and 4; staffing 4 > inspection 3 lifts one star
        ({"rn-hours": Fraction("0.7304")}, 3, 3),  # 0.730: row 3, column 4
        ({"quality": 5}, 4, 5),
        ({"quality": 1}, 4, 3),
        ({"inspection": 4}, 4, 4),  # staffing not greater than inspection
        ({"inspection": 1, "quality": 5, "rn-hours": 2, "total-hours": 5}, 5, 2),  # 1 + 1 + 1, but at most 2
        ({"reporting-failure": True}, 1, 2),
        ({"reporting-failure": True, "quality": None}, 1, 2),
        ({"rn-hours": None}, "missing", 3),
        ({"inspection": None}, 4, "missing"),
        ({"special-focus": True}, "special-focus", "special-focus"),
        ({"inspection": 5, "quality": 5, "rn-hours": 2, "total-hours": 5}, 5, 5),
    ],
)
def test_nursing_home(load: Load, score: Score, change: dict[str, Any], staffing: Any, overall: Any) -> None:
    """Hours are rounded before they are cut; staffing and quality move the inspection stars, clamped."""
    assessment = score(load("nursing-home"), HOME | change)
    assert (outcome(assessment, "staffing"), outcome(assessment, "overall")) == (staffing, overall)


def test_nursing_home_weighted_scores(load: Load, score: Score) -> None:
    """30/2 + 17/3 + 9/6 to three decimals; with two cycles 0.6 and 0.4; with one none."""
    resolved = load("nursing-home")
    assert score(resolved, HOME).value("weighted-score") == Fraction("22.167")
    two = HOME | {"cycle3-deficiencies": None, "cycle3-revisits": None}
    assert score(resolved, two).value("weighted-score") == Fraction("24.8")
    one = two | {"cycle2-deficiencies": None}
    assert score(resolved, one).value("weighted-score") is MISSING


# -- coal standardisation ------------------------------------------------------------------------------------

PARTS = ("risk", "hazards", "mining", "driving", "electro", "transport", "health", "training", "dispatch")
GEOLOGY = ("technical", "geological", "survey", "water")
MINE = {
    **{f"{one}-sheet": 95 for one in (*PARTS, *GEOLOGY)},
    **{f"v{n}-sheet": 95 for n in range(1, 12)},
    "burst-sheet": "n/a",
    "complex-hydrology": False,
    "rock-burst": False,
    "people-per-shift": 90,
    "annual-capacity": Fraction("0.2"),
    "fatal-general-1y": 0,
    "fatal-larger-2y": 0,
    "fatal-special-3y": 0,
    "failed-grade-one-1y": False,
    "majors-found-by-regulator": 1,
    "majors-self-reported": 1,
    "explosion-proof-failures": 0,
    "deaths-at-face": 0,
}


@pytest.mark.parametrize(
    ("change", "total", "grade"),
    [
        ({}, "95", "one"),
        ({"people-per-shift": 101}, "95", "two"),  # 100 at most below 0.3 Mt/a
        ({"people-per-shift": 101, "annual-capacity": Fraction("0.3")}, "95", "one"),
        ({"mining-sheet": 80}, "93.65", "two"),  # 95 - 0.09 x 15; a key part below 90
        ({"v4-sheet": None}, "79.8", "no grade"),  # an unfilled tab counts 0, and so does ventilation
        ({"v4-sheet": "n/a"}, "95", "one"),  # ticked as not assessed
        ({"v4-sheet": 85}, "93.4", "two"),  # the lowest tab: 95 - 0.16 x 10
        ({"health-sheet": 79}, "94.04", "two"),
        ({"fatal-larger-2y": 1}, "95", "two"),
        ({"majors-found-by-regulator": 2}, "95", "two"),
        ({"mining-sheet": 75, "majors-found-by-regulator": 2}, "93.2", "revoked"),  # three, and then revoked
        ({"explosion-proof-failures": 1}, "95", "explosion-proof"),
        ({"explosion-proof-failures": None}, "95", "missing"),
    ],
)
def test_coal_standardisation(load: Load, score: Score, change: dict[str, Any], total: str, grade: str) -> None:
    """Weighted parts, the lowest tab, every key part, look-backs, majors that others found."""
    assessment = score(load("coal-standardisation"), MINE | change)
    assert assessment.value("total") == Fraction(total)
    assert outcome(assessment, "result") == grade


@pytest.mark.parametrize(
    ("burst", "hydrology", "value"),
    [(False, False, "88.5"), (False, True, "87.5"), (True, False, "83.5"), (True, True, "83")],
)
def test_weights_depend_on_the_mine(load: Load, score: Score, burst: bool, hydrology: bool, value: str) -> None:
    """Technical 100, geology and survey 90, water 80, bursts 70, by four tables of weights."""
    sheets = {"technical-sheet": 100, "geological-sheet": 90, "survey-sheet": 90, "water-sheet": 80, "burst-sheet": 70}
    answers = MINE | sheets | {"rock-burst": burst, "complex-hydrology": hydrology}
    assert score(load("coal-standardisation"), answers).value("geology") == Fraction(value)


@pytest.mark.parametrize(
    ("deaths", "total"), [(0, "95"), (1, "89.99"), (2, "79.99"), (3, "69.99"), (6, "65"), (20, "0")]
)
def test_deaths_lower_the_grade_and_cap_the_total(load: Load, score: Score, deaths: int, total: str) -> None:
    """Five points each, and never above the top of the lower grade."""
    assessment = score(load("coal-standardisation"), MINE | {"deaths-at-face": deaths})
    assert assessment.value("total-after-deaths") == Fraction(total)


# -- Hebi, the cup, Fuzhou, the card ---------------------------------------------------------------------------

POST = {
    "receptionists": 3,
    "organisation.unqualified": 1,
    "closed-loop.irregular": 7,
    "training-hours": 30,
    "training.item-missing": 2,
    "training.weak": 1,
    "reporting-rate": Fraction("0.9"),
    "problems-per-person-month": 6,
    "activities-per-quarter": 3,
    "supervisors.no-monthly-report": 1,
    "duty-rate": Fraction("0.95"),
}


def test_hebi(load: Load, score: Score) -> None:
    """10-2-3, 20-21 down to 0, 15-2-2, 5-1-2 (five per cent are two whole steps); thirty hours miss a demand."""
    assessment = score(load("hebi-2009"), POST)
    assert [item.points for item in assessment.items] == [5, 0, 11, 2]
    assert assessment.score == 18
    assert [(one.code, one.node) for one in assessment.findings] == [("requires-unmet", "training")]
    assert score(load("hebi-2009"), POST | {"training.criticised": 1}).value("training") == 0


CUP = {
    "leadership-obtained": 11,
    "management-obtained": 33,
    "protection-obtained": 24,
    "organisation-obtained": 14,
    "supervision-obtained": 12,
    "bonus-obtained": 6,
    "serious-accidents": 0,
    "contest-not-run": False,
    "self-total": 85,
}
LOW = {"management-obtained": 30, "protection-obtained": 22, "organisation-obtained": 13, "supervision-obtained": 11}


@pytest.mark.parametrize(
    ("change", "total", "result"),
    [
        ({}, 98, "winner"),  # 94 and a bonus of four at most
        ({"bonus-obtained": 2}, 96, "winner"),
        ({**LOW, "leadership-obtained": 10, "bonus-obtained": 3}, 89, "not a winner"),
        ({**LOW, "leadership-obtained": 10, "bonus-obtained": 4}, 90, "winner"),
        ({"leadership-obtained": 9}, 96, "weak-part"),  # 9 of 12 is 75 %
        ({"serious-accidents": 1}, 98, "serious-accident"),
        ({"self-total": 79}, 98, "self-score"),
        ({"contest-not-run": True}, 98, "vetoed"),
        ({"contest-not-run": True, "serious-accidents": 1}, 98, "serious-accident"),
    ],
)
def test_ankang_cup(load: Load, score: Score, change: dict[str, Any], total: int, result: str) -> None:
    """Preconditions block the outcome and scoring still runs; a veto sets it."""
    resolved = load("ankang-cup")
    assessment = score(resolved, CUP | change)
    assert assessment.value("total" if "total" in resolved.rulebook.nodes else "base") == total
    assert outcome(assessment, "result") == result


STATION = {
    "area": 30,
    "capacity": 20,
    "aed": True,
    "extended-services": True,
    "basic-services": True,
    "held-stars": 4,
    "not-open-on-time": False,
    "broken-facilities": False,
    "complaints-unfixed": False,
    "bad-influence": False,
    "decision": "keep",
}


@pytest.mark.parametrize(
    ("change", "stars"),
    [
        ({}, 4),
        ({"decision": "up"}, 5),
        ({"decision": "up", "area": 29}, "conditions-not-met"),
        ({"decision": "down"}, "no-ground"),
        ({"decision": "down", "broken-facilities": True}, 3),
        ({"decision": "revoke", "bad-influence": True}, "revoked"),
        ({"aed": False}, 3),  # keeps four, but the conditions give three
        ({"held-stars": None}, "first-assessment"),
        ({"decision": "down", "broken-facilities": None}, "missing"),
    ],
)
def test_fuzhou_stars(load: Load, score: Score, change: dict[str, Any], stars: Any) -> None:
    """A discretion whose values depend on the grounds that were found."""
    assert outcome(score(load("fuzhou-stars"), STATION | change), "stars") == stars


CARD = {
    "shifts": 24,
    "shifts-with-items": 20,
    "adopted-hazards": 2,
    "suggestions": 1,
    "adopted-suggestions": 1,
    "unreported-hazards": 1,
    "violations-at-face": 1,
    "own-violations": 0,
    "team-injuries": 0,
    "location": "face",
    "rest": 45,
}


@pytest.mark.parametrize(
    ("change", "points", "yuan"),
    [
        ({}, 91, 336),  # 20-4+8, 10-2+4, 10-5, 10, 45, less 5 for the hazard kept quiet; 24 shifts of 14 yuan
        ({"location": "surface"}, 91, 192),
        ({"own-violations": 1}, 91, 0),
        ({"team-injuries": 1}, 81, 0),  # below 85
        ({"shifts": 21}, 91, 0),
        ({"unreported-hazards": 30}, -54, 0),  # no floor is said
        ({"location": None}, 91, "missing"),
    ],
)
def test_supervisor_card(load: Load, score: Score, change: dict[str, Any], points: int, yuan: Any) -> None:
    """Points and yuan are counted apart."""
    assessment = score(load("supervisor-card"), CARD | change)
    assert (outcome(assessment, "card"), outcome(assessment, "payout")) == (points, yuan)
