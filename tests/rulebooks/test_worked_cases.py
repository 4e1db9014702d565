"""Worked cases published with their answers, reproduced from the example rulebooks."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from stationkit.rules.documents import read_rulebook
from stationkit.rules.facts import Facts, Known
from stationkit.rules.layers import ResolvedRulebook, resolve
from stationkit.scoring.engine import Assessment, assess

Sheets = Mapping[str, tuple[int, int]]

CASE_A: Sheets = {
    "safety": (45, 35),
    "civilized": (46, 34),
    "scaffolding": (42, 36),
    "formwork": (50, 35),
    "electricity": (38, 36),
    "hoist": (42, 36),
    "pit": (50, 35),
}


@pytest.fixture(scope="session")
def construction(load: Callable[[str], ResolvedRulebook]) -> ResolvedRulebook:
    """The construction safety inspection of JGJ 59-2011."""
    return load("jgj59")


def site(sheets: Sheets, resolved: ResolvedRulebook) -> Assessment:
    """Assess a building site: one sheet of each kind, no tower crane, high places 82 and machinery 82."""
    lists: dict[str, Mapping[str, Facts]] = {"crane-sheets": {}}
    for name, (guarantee, general) in sheets.items():
        points = {f"{name}-guarantee": guarantee, f"{name}-general": general, f"{name}-zero-items": 0}
        lists[f"{name}-sheets"] = {"1": Facts.known("1", points)}
    for name in ("high-place", "machinery"):
        lists[f"{name}-sheets"] = {"1": Facts.known("1", {f"{name}-score": 82})}
    return assess(Facts(subject="site", lists=lists), resolved)


def test_a_guarantee_subtotal_below_forty_makes_the_sheet_zero_and_the_site_unqualified(
    construction: ResolvedRulebook,
) -> None:
    """Case A: 64.9 of 90 is 72.11, yet the electricity sheet is zero (38 < 40), so the site is unqualified."""
    assessment = site(CASE_A, construction)
    assert assessment.value("electricity-table") == 0
    assert assessment.score == Fraction("64.9") / 90 * 100
    assert assessment.star is not None
    assert assessment.star.value == "unqualified"


def test_the_same_site_without_the_zero_sheet_is_excellent(construction: ResolvedRulebook) -> None:
    """Case B: 73.5 of 90 is 81.666…, published as 81.6: the publisher cuts, and so does the step that prints it."""
    assessment = site({**CASE_A, "civilized": (50, 34), "electricity": (44, 36)}, construction)
    assert assessment.score == Fraction("73.5") / 90 * 100
    assert assessment.value("published") == Fraction("81.6")
    assert assessment.star is not None
    assert assessment.star.value == "excellent"


def test_a_sheet_enters_the_summary_with_its_weight(construction: ResolvedRulebook) -> None:
    """Case C: 86 of 100 with the weight 15 is 12.9 in the summary."""
    assessment = site({**CASE_A, "civilized": (50, 36)}, construction)
    table = assessment.value("civilized-table")
    assert isinstance(table, int)
    assert Fraction(table * 15, 100) == Fraction("12.9")


@pytest.fixture(scope="session")
def cables(load: Callable[[str], ResolvedRulebook]) -> ResolvedRulebook:
    """The hardest single item: cables in a mine."""
    return load("hardest-item")


INSPECTED = {"cables.inspected": True, "other.inspected": True, "recovery-item.inspected": True}


def test_slopes_caps_and_ceilings_inside_one_item(cables: ResolvedRulebook) -> None:
    """Two bad signal cables (1), fifteen intrinsic ones (3, up to 2), a pass rate of 97.5 % (two whole points: 1)."""
    values = {
        **INSPECTED,
        "mine-gas": "low",
        "cable-pass-rate": Fraction("0.975"),
        "cables.signal": 2,
        "cables.intrinsic": 15,
    }
    assessment = assess(Facts.known("mine", values), cables)
    assert assessment.value("cables") == 4
    assert [line.change for line in assessment.ledger.losses] == [-1, -2, -1]
    assert assessment.value("electrics") == 26


def test_one_fault_where_gas_is_high_takes_the_whole_group(cables: ResolvedRulebook) -> None:
    """In a high-gas mine one bad power cable anywhere leaves the group of electrics without points."""
    values = {**INSPECTED, "mine-gas": "high", "cable-pass-rate": 1, "cables.power-elsewhere": 1}
    assert assess(Facts.known("mine", values), cables).value("electrics") == 0


def test_what_nobody_answered_stays_missing_and_awards_nothing(shared: Path) -> None:
    """An uninspected sheet is silent: the item is missing, the total is open, the result provisional."""
    resolved = resolve(read_rulebook(shared / "examples" / "mine2017-hazard.toml"))
    assessment = assess(Facts(subject="mine"), resolved)
    assert {item.outcome for item in assessment.items} == {"missing"}
    assert assessment.provisional
    assert assessment.qualifies is None
    assert len(assessment.open_facts) >= len(assessment.items)


def test_an_inspected_sheet_without_faults_has_its_full_marks(shared: Path) -> None:
    """Inspected and silent means no fault: all 25 items of the national hazard table give their 100 points."""
    resolved = resolve(read_rulebook(shared / "examples" / "mine2017-hazard.toml"))
    inspected = {name: Known(value=True) for name in resolved.expected[""] if name.endswith(".inspected")}
    assessment = assess(Facts(subject="mine", answers=inspected), resolved)
    assert assessment.score == 100
    assert not assessment.provisional


@pytest.mark.parametrize(
    ("recovery", "thin", "faults", "points"),
    [
        ("0.93", False, 0, 20),
        ("0.955", False, 0, 30),
        ("0.955", True, 1, 45),
        ("0.90", True, 2, 30),
        ("0.90", False, 5, 0),
    ],
)
def test_a_bonus_inside_an_item(cables: ResolvedRulebook, recovery: str, thin: bool, faults: int, points: int) -> None:
    """Five off for each fault, down to nothing; five on for each whole point above 93 %; twenty for a thin seam."""
    values = {**INSPECTED, "recovery": Fraction(recovery), "thin-seam": thin, "recovery-item.below-target": faults}
    assert assess(Facts.known("mine", values), cables).value("recovery-item") == points
