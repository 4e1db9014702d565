"""The command about readings: what they propose, by the thresholds of plugins."""

import json
from pathlib import Path

import pytest

from stationkit.cli import readings as command
from stationkit.cli.app import run
from stationkit.hooks import host
from stationkit.hooks.host import load_host
from stationkit.hooks.markers import hookimpl
from stationkit.stations.provenance import Status
from stationkit.stations.readings import Comparison, ReadingThreshold, Sensor

LIMIT = ReadingThreshold(
    id="cn.test/gas",
    sensor=Sensor.GAS,
    comparison=Comparison.AT_LEAST,
    value=1,
    unit="%",
    source="invented for a test",
    status=Status.ILLUSTRATIVE,
)


class Gas:
    """A plugin that brings one threshold."""

    @hookimpl
    def stationkit_reading_thresholds(self) -> list[ReadingThreshold]:
        """Bring it."""
        return [LIMIT]


@pytest.fixture
def region(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dossier with one excursion of gas, and the plugin loaded."""
    folder = tmp_path / "dossier"
    assert run(["sample", "--stations", "1", "--seed", "5", "--out", str(folder)]) == 0
    path = folder / "readings.csv"
    rows = path.read_text(encoding="utf-8-sig").splitlines()
    names = rows[0].split(",")
    for place, value in enumerate(("1.2", "0.3")):
        cells = {"id": f"x{place}", "station": "jk001", "sensor": "gas", "at": f"2026-03-01T0{8 + place}:00:00+08:00"}
        cells |= {"value": value, "unit": "%", "place": "3 号面"}
        rows.append(",".join(cells.get(name, "") for name in names))
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    loaded = load_host([Gas()])
    monkeypatch.setattr(host, "load_host", lambda: loaded)
    return folder


def test_an_excursion_is_proposed_once_with_its_threshold(region: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, one row; the same in JSON with source and status."""
    assert command.reading_propose(region) == 1
    shown = capsys.readouterr().out
    assert shown.count("cn.test/gas") == 1
    assert "3 号面" in shown
    assert command.reading_propose(region, station="jk001", json=True) == 1
    (proposal,) = json.loads(capsys.readouterr().out)["proposals"]
    assert (proposal["readings"], proposal["status"]) == (["x0"], "illustrative")


def test_without_thresholds_nothing_is_proposed_and_every_reading_is_unjudged(
    region: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No threshold is not the same as inside it."""
    monkeypatch.undo()
    monkeypatch.setenv("STATIONKIT_PLUGINS", "")
    assert run(["reading", "propose", str(region), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["proposals"] == []
    assert {"x0", "x1"} <= set(document["unjudged"])
