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


def test_what_histories_break_lack_and_contradict_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sample keeps the procedure; somebody unknown who accepts their own work before the station opened does not."""
    folder = tmp_path / "region"
    assert run(["sample", "--stations", "2", "--seed", "3", "--out", str(folder)]) == 0
    assert run(["hazard", "findings", str(folder)]) == 0
    events = folder / "hazard_events.csv"
    lines = events.read_text(encoding="utf-8-sig").splitlines()
    names = lines[0].split(",")
    accepted = next(place for place, line in enumerate(lines) if ",accept," in line)
    cells = dict(zip(names, lines[accepted].split(","), strict=True))
    submitted = next(line.split(",") for line in lines if f",{cells['case']},submit," in f",{line},")
    cells |= {"actor": submitted[names.index("actor")]}
    lines[accepted] = ",".join(cells.values())
    reported = next(place for place, line in enumerate(lines) if f",{cells['case']},report," in line)
    early = lines[reported].split(",")
    early[names.index("happened_at")] = "2001-01-01T08:00:00+08:00"
    lines[reported] = ",".join(early)
    events.write_text("\n".join([*lines, ""]), encoding="utf-8")
    capsys.readouterr()
    assert run(["hazard", "findings", str(folder), "--json"]) == 1
    found = {one["code"] for one in json.loads(capsys.readouterr().out) if one["hazard"] == cells["case"]}
    assert {"rectifier-accepts", "out-of-range"} <= found
