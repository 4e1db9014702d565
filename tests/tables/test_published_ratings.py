"""Published ratings, reproduced row by row from rulebooks written in TOML alone; the counts are printed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stationkit.numbers import number_text, read_number
from stationkit.rules.documents import parse_rulebook, read_rulebook
from stationkit.rules.layers import ResolvedRulebook, resolve
from stationkit.scoring.engine import Scorer, Values
from stationkit.tables.comparing import Comparison, compare, parse_expectation
from stationkit.tables.reading import FactsRow, read_facts

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "rulebooks"


def rulebook(name: str) -> ResolvedRulebook:
    """An example rulebook of the project."""
    return resolve(read_rulebook(EXAMPLES / f"{name}.toml"))


Scored = list[tuple[FactsRow, Values]]


def scored(resolved: ResolvedRulebook, rows: Path) -> Scored:
    """Score every row by the compiled path."""
    reading = read_facts(rows, resolved, ignore=None)
    assert not reading.problems
    scorer = Scorer(resolved)
    return [(row, scorer.values(row.facts)) for row in reading.rows]


@pytest.fixture(scope="module")
def homes(shared_data: Path) -> Scored:
    """Every nursing home, scored once."""
    return scored(rulebook("nursing-home"), shared_data / "nursing_home_2021_08.csv")


def compared(resolved: ResolvedRulebook, pairs: Scored, *expectations: str) -> list[Comparison]:
    """Compare the given nodes with their columns."""
    missing, columns = resolved.rulebook.csv.missing, pairs[0][0].cells
    return [compare(parse_expectation(one, resolved, columns), pairs, missing) for one in expectations]


def show(title: str, found: list[Comparison], tell: Callable[[str], None]) -> None:
    """Tell what was compared."""
    for one in found:
        what, wrong = f"{title}, {one.expectation.node}", len(one.mismatches)
        silent = f"{one.not_printed} not printed, {one.without_value} without a value here"
        tell(f"{what}: {one.equal} equal, {wrong} mismatches, {silent}")


@pytest.mark.parametrize(("town", "rows", "with_scores"), [("belfast", 3184, 2882), ("norwich", 1563, 1319)])
def test_food_hygiene_ratings_are_reproduced(
    shared_data: Path, town: str, rows: int, with_scores: int, tell: Callable[[str], None]
) -> None:
    """Every establishment with scores gets the rating that was published; the others are not ratable, never guessed."""
    resolved = rulebook("food-hygiene")
    (found,) = compared(resolved, scored(resolved, shared_data / f"fhrs_{town}.csv"), "rating=rating")
    show(f"food hygiene, {town}", [found], tell)
    assert (found.equal, found.mismatches) == (with_scores, ())
    assert found.equal + found.not_printed + found.without_value == rows


def test_the_worst_part_decides_where_the_total_alone_would_not(shared_data: Path) -> None:
    """In 144 and 75 rows the total alone would give another rating than the one that was published."""
    rows = {"belfast": 144, "norwich": 75}
    for town, decided in rows.items():
        reading = read_facts(shared_data / f"fhrs_{town}.csv", rulebook("food-hygiene"), ignore=None)
        text = (EXAMPLES / "food-hygiene.toml").read_text(encoding="utf-8")
        blind = text
        for worst in ("5", "10", "15", "20"):
            blind = blind.replace(f', worst = "<= {worst}"', "")
        whole, total = Scorer(rulebook("food-hygiene")), Scorer(resolve(parse_rulebook(blind)))
        both = [
            (whole.values(row.facts).value("rating"), total.values(row.facts).value("rating")) for row in reading.rows
        ]
        assert sum(one != other for one, other in both) == decided


def test_the_stars_of_nursing_homes_are_reproduced(homes: Scored, tell: Callable[[str], None]) -> None:
    """Stars from stars, two-way tables, rounding before the cut, weights over what is present: all exact."""
    expected = {
        "overall=overall": 15048,
        "staffing=staffing": 14946,
        "rn-staffing=rn_staffing": 14946,
        "weighted-score=weighted_score": 15136,
        "cycle1-revisit-score=cycle1_revisit_score": 15136,
        "cycle2-revisit-score=cycle2_revisit_score": 15136,
        "cycle3-revisit-score=cycle3_revisit_score": 15026,
    }
    found = compared(rulebook("nursing-home"), homes, *expected)
    show("nursing homes", found, tell)
    assert [one.mismatches for one in found] == [()] * len(expected)
    assert [one.equal for one in found] == list(expected.values())
    assert sum(one.equal for one in found if "revisit" in one.expectation.node) == 45298


def test_all_scores_but_one_are_equal_to_the_last_digit(homes: Scored) -> None:
    """One weighted score is printed with six significant digits; every other equals ours exactly."""
    inexact = []
    for row, values in homes:
        printed = str(row.cells["weighted_score"]).strip()
        ours = values.value("weighted-score")
        if printed not in ("", ".") and read_number(printed) != ours:
            inexact.append((printed, number_text(ours)))  # type: ignore[arg-type]  # a number, as it was printed
    assert len(inexact) == 1
    assert len(inexact[0][0].replace(".", "")) == 6
