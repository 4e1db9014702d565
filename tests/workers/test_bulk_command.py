"""The command for many stations: a line of JSON for each, what was stopped said beside."""

import json
from pathlib import Path

import pytest

from stationkit.cli.app import run


def test_bulk_prints_a_line_for_each_station(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, because some results of the sample are provisional; the count is talk, not data."""
    assert run(["sample", "--stations", "4", "--out", str(tmp_path / "region")]) == 0
    capsys.readouterr()
    code = run(["bulk", str(tmp_path / "region"), "--period", "2026H1", "--workers", "1", "--lang", "en"])
    told = capsys.readouterr()
    lines = [json.loads(line) for line in told.out.splitlines()]
    assert len(lines) == 4
    assert code == (1 if any(line["assessment"]["provisional"] for line in lines) else 0)
    assert "4 stations: 4 assessed, 0 stopped, 0 not begun" in told.err
    assert all(line["assessment"]["provenance"] for line in lines)
