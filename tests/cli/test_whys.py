"""Why and why not on the terminal: the same answers as in Python, as text and as JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from stationkit.cli.app import run

PERIOD = ("--period", "2026H1")


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dossier of an invented region."""
    folder = tmp_path_factory.mktemp("region") / "dossier"
    assert run(["sample", "--stations", "6", "--seed", "3", "--out", str(folder)]) == 0
    return folder


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command prints as data."""
    capsys.readouterr()
    run(list(arguments))
    return capsys.readouterr().out


def stations(dossier: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Every station's assessment as plain data."""
    return {one["station"]: one for one in json.loads(told(capsys, "assess", str(dossier), *PERIOD, "--json"))}


def test_why_not_names_what_keeps_a_star_away(dossier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The text and the JSON tell the same sets, for every station that has not the best star."""
    blocked = 0
    for station in stations(dossier, capsys):
        text = told(capsys, "why-not", str(dossier), station, "--lang", "en")
        if "best star" in text:
            continue
        document = json.loads(told(capsys, "why-not", str(dossier), station, "--json"))
        blocked += len(document["sets"])
        assert not document["reached"]
        assert all(change["fact"] in text for one in document["sets"] for change in one)

    assert blocked


def test_the_best_star_has_no_next_one(dossier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever has five stars is told so."""
    best = next(name for name, one in stations(dossier, capsys).items() if one["star"]["value"] == 5)
    assert run(["why-not", str(dossier), best, "--lang", "en"]) == 0
    assert "best star" in capsys.readouterr().out


def test_explain_shows_one_item_with_its_records(dossier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Clause, layer, fact and record ids stand beneath each line of every item that was scored by records."""
    found = stations(dossier, capsys)
    station = next(name for name, one in found.items() if any(item["id"] == "closed-loop" for item in one["items"]))
    text = told(capsys, "explain", str(dossier), station, "--item", "supervisor-strength", "--lang", "en")
    lines = json.loads(told(capsys, "explain", str(dossier), station, "--item", "supervisor-strength", "--json"))

    assert "supervisors = " in text
    assert any(fact["records"] for line in lines for fact in line["facts"])
    assert all(record in text for line in lines for fact in line["facts"] for record in fact["records"])


def test_explain_tells_what_is_still_possible(dossier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A provisional result says its bounds and what to look at next, in the text and under `bounds`."""
    station = next(name for name, one in stations(dossier, capsys).items() if one["provisional"])
    document = json.loads(told(capsys, "explain", str(dossier), station, "--json"))
    text = told(capsys, "explain", str(dossier), station, "--lang", "en")

    assert document["bounds"]["lowest"] is not None
    assert document["bounds"]["open"][0]["decides"]
    assert "still possible: " in text
    assert document["bounds"]["open"][0]["name"] in text
