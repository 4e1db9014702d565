"""A plugin that was written for interface 1.0 loads, and everything that it brings works, as long as 1.x lasts."""

import importlib.util
from datetime import UTC, datetime
from pathlib import Path

from stationkit import Facts, Ratio, RegionCode, assess, load_host
from stationkit.hooks import specs
from stationkit.procedures.hazard import HAZARD
from stationkit.testing.histories import lawful, moves


def test_an_old_plugin_goes_on_working() -> None:
    """Every hook of 1.0 is answered, and every answer is used."""
    spec = importlib.util.spec_from_file_location("plugin_1_0", Path(__file__).parent / "frozen" / "plugin_1_0.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    host = load_host([module])
    (info,) = host.plugins
    assert set(info.brings) == set(specs.__all__)
    assert (info.state, info.advice) == ("loaded", ())
    assert assess(Facts.known("s", {"rate": Ratio(4, 5)}), host.resolve("frozen.one/r")).value("one") == 4
    assert host.regions.name(RegionCode("990000"), datetime(2026, 1, 1, tzinfo=UTC).date()).en == "Old"
    report = next(move for move in moves() if move.kind == "report")
    command, context = lawful(HAZARD.begin("h"), report, datetime(2026, 3, 1, tzinfo=UTC))
    blockers = host.procedure("hazard").may(HAZARD.begin("h"), command, context)
    told = [str(host.messages.of(one)) for one in blockers if one.code == "place-first"]
    assert told == ["先写地点！ / the place first!"] or command.place
    assert host.procedure("frozen.one/hazard").invariants == HAZARD.invariants
    assert [one.id for one in host.overlays] == ["frozen.one/festival"]
