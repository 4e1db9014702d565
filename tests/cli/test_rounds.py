"""The commands of a round: places by any grouping, awards, and what one round hands to the next."""

import json
from pathlib import Path

import pytest

from stationkit.cli.app import run

RULEBOOK = """
rulebook = "test/round"
version = "1"
title = "t"
status = "illustrative"
[measure.marks]
kind = "decimal"
title = "m"
[measure.held]
kind = "decimal"
title = "h"
[measure.county]
kind = "choice"
title = "c"
[step.total]
title = "t"
is = "marks"
[scale.stars]
best_first = [5, 4, 3]
[grade.star]
title = "s"
clause = "1"
scale = "stars"
bands = [
  { when = { total = ">= 90" }, is = 5 },
  { when = { held = ">= 90", total = ">= 80" }, is = 4, if_missing = "skip" },
  { otherwise = true, is = 3 },
]
[ranking.league]
title = "l"
by = [{ of = "total" }]
ties = "dense"
[settle]
grade = "star"
ranking = "league"
previous = { held = "total" }
quota = [{ word = 5, at_most = 1, edge = "leave" }]
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """A rulebook and a table of facts."""
    (tmp_path / "r.toml").write_text(RULEBOOK, encoding="utf-8")
    (tmp_path / "f.csv").write_text("id,marks,county\na,95.5,x\nb,91,y\nc,91,y\n", encoding="utf-8")
    return str(tmp_path / "r.toml"), str(tmp_path / "f.csv")


def test_places_are_printed_by_any_grouping(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """All together or within each county; a tie is marked."""
    rulebook, facts = files
    assert run(["rank", facts, "--rulebook", rulebook, "--period", "2026H1", "--lang", "en"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [row[:3] for row in rows[-3:]] == [["1", "a", "95.5"], ["2=", "b", "91"], ["2=", "c", "91"]]
    assert run(["rank", facts, "--rulebook", rulebook, "--period", "2026H1", "--by", "county", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert [one["group"] for one in told["rankings"]["league"]] == ["x", "y"]


def test_one_round_hands_its_results_to_the_next(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What settle printed as JSON is the round before of the next, exact values included."""
    rulebook, facts = files
    assert run(["settle", facts, "--rulebook", rulebook, "--period", "2026H1", "--json"]) == 0
    first = capsys.readouterr().out
    assert [(one["qualifies"], one["awarded"]) for one in json.loads(first)[0]["awards"]] == [(5, 5), (5, 4), (5, 4)]
    (tmp_path / "before.json").write_text(first, encoding="utf-8")
    (tmp_path / "g.csv").write_text("id,marks,county\na,85,x\nb,85,y\nd,85,y\n", encoding="utf-8")
    options = ["--rulebook", rulebook, "--period", "2026H2", "--before", str(tmp_path / "before.json"), "--json"]
    assert run(["settle", str(tmp_path / "g.csv"), *options]) == 0
    awards = json.loads(capsys.readouterr().out)[0]["awards"]
    assert {one["subject"]: one["awarded"] for one in awards} == {"a": 4, "b": 4, "d": 3}


@pytest.mark.parametrize("text", ["", "[1]", "{}", "[{}]", '[{"previous": {"a": 3}, "orders": []}]', "\x00"])
def test_what_is_no_standing_is_refused(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    """Exit code 2, one line, no traceback."""
    rulebook, facts = files
    (tmp_path / "before.json").write_text(text, encoding="utf-8")
    options = ["--rulebook", rulebook, "--period", "2026H2", "--before", str(tmp_path / "before.json")]
    assert run(["settle", facts, *options]) == 2
    assert "settle --json" in capsys.readouterr().err


def test_a_table_needs_its_rulebook(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """A table of facts does not say by which rules; the message names the option."""
    assert run(["rank", files[1], "--period", "2026H1"]) == 2
    assert "--rulebook" in capsys.readouterr().err


def test_the_stations_of_a_dossier_are_settled_rulebook_by_rulebook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Stars under different rulebooks are not compared; places can be counted within cities."""
    assert run(["sample", "--stations", "5", "--out", str(tmp_path / "d")]) == 0
    capsys.readouterr()
    assert run(["rank", str(tmp_path / "d"), "--period", "2026H1", "--by", "city", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told) > 1
    subjects = [
        place["subject"] for one in told for rows in one["rankings"].values() for row in rows for place in row["places"]
    ]
    assert len(subjects) == len(set(subjects)) == 5
