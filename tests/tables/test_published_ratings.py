"""Published ratings, reproduced row by row from rulebooks written in TOML alone."""

from pathlib import Path

import pytest

from stationkit.rules.documents import read_rulebook
from stationkit.rules.layers import ResolvedRulebook, resolve
from stationkit.scoring.engine import assess
from stationkit.tables.comparing import Comparison, compare, parse_expectation
from stationkit.tables.reading import read_facts


def compared(rulebook: ResolvedRulebook, rows: Path, *expectations: str) -> list[Comparison]:
    """Assess every row and compare the given nodes with their columns."""
    reading = read_facts(rows, rulebook, ignore=None)
    assert not reading.problems
    pairs = [(row, assess(row.facts, rulebook)) for row in reading.rows]
    missing, columns = rulebook.rulebook.csv.missing, reading.rows[0].cells
    return [compare(parse_expectation(one, rulebook, columns), pairs, missing) for one in expectations]


@pytest.mark.parametrize(("town", "rows", "with_scores"), [("belfast", 3184, 2882), ("norwich", 1563, 1319)])
def test_food_hygiene_ratings_are_reproduced(
    shared: Path, shared_data: Path, town: str, rows: int, with_scores: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every establishment with scores gets the rating that was published; the others are not ratable, never guessed."""
    rulebook = resolve(read_rulebook(shared / "examples" / "food-hygiene.toml"))
    (found,) = compared(rulebook, shared_data / f"fhrs_{town}.csv", "rating=rating")
    with capsys.disabled():
        print(f"\nfood hygiene, {town}: {found.equal} equal, {len(found.mismatches)} mismatches")
    assert (found.equal, found.mismatches) == (with_scores, ())
    assert found.equal + found.not_printed + found.without_value == rows


def test_the_stars_of_nursing_homes_are_reproduced(shared: Path, shared_data: Path) -> None:
    """Stars from stars, two-way tables, rounding before the cut, weights over what is present: all exact."""
    rulebook = resolve(read_rulebook(shared / "examples" / "nursing-home.toml"))
    expected = {
        "overall=overall": 15048,
        "staffing=staffing": 14946,
        "rn-staffing=rn_staffing": 14946,
        "weighted-score=weighted_score": 15136,
        "cycle1-revisit-score=cycle1_revisit_score": 15136,
        "cycle2-revisit-score=cycle2_revisit_score": 15136,
        "cycle3-revisit-score=cycle3_revisit_score": 15026,
    }
    found = compared(rulebook, shared_data / "nursing_home_2021_08.csv", *expected)
    assert [one.mismatches for one in found] == [()] * len(expected)
    assert [one.equal for one in found] == list(expected.values())
