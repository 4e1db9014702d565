"""The commands about procedures: which there are, their pictures, a hazard's own path."""

import json
from pathlib import Path

import pytest

from stationkit.cli.app import run
from stationkit.procedures.catalogue import procedures


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the dossier of an invented region."""
    folder = tmp_path_factory.mktemp("region") / "dossier"
    assert run(["sample", "--stations", "2", "--seed", "7", "--out", str(folder)]) == 0
    return folder


def test_the_procedures_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """With their states and steps, also as data."""
    assert run(["procedure", "list", "--json"]) == 0
    told = {one["id"]: one for one in json.loads(capsys.readouterr().out)}
    assert told.keys() == procedures().keys()
    assert "rectifying" in told["hazard"]["states"]
    assert run(["procedure", "list", "--lang", "en"]) == 0
    assert "hazard, closed loop" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["hazard", "award", "mentoring", "certification"])
def test_every_procedure_has_its_picture(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A Mermaid state diagram on standard output, and nothing else."""
    assert run(["procedure", "graph", name, "--examples"]) == 0
    assert capsys.readouterr().out.startswith("stateDiagram-v2\n")


def test_an_unknown_procedure_is_told_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and what would have been right."""
    assert run(["procedure", "graph", "hazards", "--lang", "en"]) == 2
    assert "hazard" in capsys.readouterr().err


def test_a_hazards_own_path_is_drawn_with_its_dates(region: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Up to the moment asked about, with what was overdue by then."""
    from stationkit import read_dossier

    events = read_dossier(region).dossier.hazard_events
    case = next(one.case for one in events if one.kind == "close")
    history = sorted((one for one in events if one.case == case), key=lambda one: one.happened_at)
    assert run(["hazard", "path", str(region), case]) == 0
    drawn = capsys.readouterr().out
    assert f"1. {history[0].happened_at:%Y-%m-%d}" in drawn
    assert "class closed here" in drawn
    assert run(["hazard", "path", str(region), case, "--now", history[1].happened_at.isoformat(), "--examples"]) == 0
    assert "class closed here" not in capsys.readouterr().out


def test_an_unknown_hazard_is_told(region: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2."""
    assert run(["hazard", "path", str(region), "h-none"]) == 2
    assert "h-none" in capsys.readouterr().err
