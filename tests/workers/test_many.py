"""Many stations in worker processes: none holds up another, and the bytes do not depend on the workers."""

import json
from datetime import date
from pathlib import Path

import pytest

from stationkit.assessment import assess_dossier
from stationkit.errors import InvalidValueError, PluginError
from stationkit.hooks.host import load_host
from stationkit.identifiers import RegionCode
from stationkit.periods import Period
from stationkit.scoring.documents import assessment_document
from stationkit.stations.dossier import Dossier
from stationkit.stations.stations import Industry, Station, StationKind
from stationkit.words import Words
from stationkit.workers.many import assess_many

MODULE = """
import os
import sys

from stationkit import hookimpl, measure_function, rulebook_document


@measure_function("x.slow/number", kind="count", reads=[])
def number(records, days):
    print("a line that nobody asked for")
    place = int(records.station.id[2:])
    while place == 3:
        pass
    if place == 5:
        os._exit(9)
    if place == 6:
        raise SystemExit(1)
    if place == 8:
        os.closerange(0, 99)
        while True:
            pass
    if place == 10:
        for end in range(3, 99):
            try:
                os.write(end, b"nonsense\\n")
            except OSError:
                pass
        os._exit(0)
    if place == 7:
        return len(sys.stdin.read())
    return place


@hookimpl
def stationkit_measure_functions():
    return [number]


@hookimpl
def stationkit_rulebooks():
    head = {"rulebook": "x.slow/r", "version": "1", "title": {"en": "r"}, "status": "illustrative", "source": "test"}
    measure = {"kind": "count", "title": {"en": "n"}, "function": "x.slow/number"}
    points = [{"when": {"n": ">= 4"}, "is": 20}, {"otherwise": True, "is": 5}]
    item = {"title": {"en": "i"}, "clause": "1", "full": 20, "in": "total", "points": points}
    group = {"title": {"en": "t"}, "clause": "1", "combine": "sum"}
    tables = {"measure": {"n": measure}, "item": {"one": item}, "group": {"total": group}}
    return [rulebook_document({**head, "applies": {"station": "pithead"}, **tables})]
"""
PERIOD = Period.parse("2026H1")


def dossier(count: int) -> Dossier:
    """Stations without records; the last is of a kind that no rulebook is for."""
    own = {"industry": Industry.COAL, "region": RegionCode("140581"), "employer": "e", "opened_on": date(2020, 1, 1)}
    kinds = [StationKind.PITHEAD] * (count - 1) + [StationKind.WELLBEING]
    stations = tuple(
        Station(id=f"s-{place}", kind=kind, title=Words(zh=f"{place}号站"), **own) for place, kind in enumerate(kinds)
    )
    return Dossier(stations=stations, zone="+08:00")


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A plugin that hangs, ends, exits, listens and prints, by the number of the station."""
    (tmp_path / "slow_plugin.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return "slow_plugin"


def test_a_station_that_does_not_come_back_is_stopped_and_the_others_finish(slow: str) -> None:
    """Stopped is no result; what raised is missing, what was refused says why; the order is that of the dossier."""
    found = assess_many(dossier(12), PERIOD, plugins=[slow], seconds=1.5)
    assert [run.station for run in found.runs] == [f"s-{place}" for place in range(12)]
    stopped = {run.station: run.stopped.en for run in found.stopped}
    assert stopped == {
        "s-3": "not done after 1.5 seconds",
        "s-5": "its process ended (exit code 9)",
        "s-8": "its process does not answer any more",
        "s-10": "its process answered something else",
    }
    assert [run.station for run in found.refused] == ["s-11"]
    scores = {run.station: run.document["score"] for run in found.assessed if run.document}
    assert scores == {
        **{f"s-{place}": 5 for place in (0, 1, 2, 7)},
        **{f"s-{place}": 20 for place in (4, 9)},
        "s-6": {"absent": "missing"},
    }


def test_the_bytes_are_the_same_for_any_number_of_workers_and_for_none() -> None:
    """As the assessment in this process writes them."""
    stations = dossier(6)
    stations = Dossier(stations=stations.stations[:-1], zone="+08:00")
    lines = [list(assess_many(stations, PERIOD, workers=workers).lines) for workers in (1, 3)]
    here = [
        json.dumps({"station": one.station.id, "assessment": assessment_document(one.assessment)}, sort_keys=True)
        for one in assess_dossier(stations, PERIOD, load_host())
    ]
    assert lines[0] == lines[1]
    assert [json.loads(line) for line in lines[0]] == [json.loads(line) for line in here]


def test_plugins_that_cannot_be_loaded_stop_the_run_before_it_begins(tmp_path: Path) -> None:
    """By name, with what loading says."""
    with pytest.raises(PluginError, match="no_such_plugin"):
        assess_many(dossier(2), PERIOD, plugins=["no_such_plugin"])


def test_a_worker_cannot_be_given_an_object() -> None:
    """It imports for itself; and nothing can be done in no time."""
    with pytest.raises(InvalidValueError, match="module"):
        assess_many(dossier(2), PERIOD, plugins=[object()])  # type: ignore[list-item]
    with pytest.raises(InvalidValueError, match="above 0"):
        assess_many(dossier(2), PERIOD, seconds=0)


def test_a_dossier_without_stations_gives_nothing() -> None:
    """And starts nobody."""
    assert assess_many(Dossier(zone="+08:00"), PERIOD).runs == ()
