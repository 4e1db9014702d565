"""Every animal of the zoo is found out in a process of its own, at its line; what is honest is left alone."""

import ast
from pathlib import Path
from typing import Any

import attrs
import pytest

from stationkit.cli.app import run as main
from stationkit.dossiers.writing import write_dossier
from stationkit.hooks.misdeeds import MISDEEDS
from stationkit.hooks.probing import probe, probe_whole
from stationkit.hooks.trial_dossiers import TrialDossier
from stationkit.periods import Period
from stationkit.samples.region import make_region

from .cages import ANIMALS, ZOO, place_of
from .packages import line_of, package

SECONDS = 3
RECORDS = """
from stationkit import hookimpl, measure_function


@measure_function("x.m/f", kind="count", reads=["hazards"])
def f(records, days):
    return len(records.of("hazards")) / 2 if records.rows else 0


@hookimpl
def stationkit_measure_functions():
    return [f]
"""


def declared(name: str) -> set[str]:
    """What the file says must be found in it, without running it."""
    tree = ast.parse((ZOO / f"{name}.py").read_text(encoding="utf-8"))
    (value,) = [
        one.value for one in tree.body if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "FINDS"
    ]
    return set(ast.literal_eval(value))


@pytest.mark.parametrize("name", ANIMALS)
def test_every_animal_is_found_out_at_its_line(name: str) -> None:
    """Clocks, dice, files, sockets, state, loops, exits, lies: by code, function and place."""
    found = probe(name, seconds=SECONDS, path=ZOO)
    wanted = declared(name)
    told = [one.text("en") for one in found]
    assert wanted <= {one.code for one in found}, told
    assert bool(found) == bool(wanted), told
    if place := place_of(name):
        assert place in {one.place for one in found if one.code in wanted}, told


def test_the_zoo_is_large_enough_and_has_something_of_everything() -> None:
    """At least twenty kinds; every code that a function can earn is earned by one."""
    assert len(ANIMALS) >= 20
    earned = {code for name in ANIMALS for code in declared(name)}
    others = {"float", "hidden-input", "not-reached", "refused"}  # found beside, or in the tests below
    assert earned | others == set(MISDEEDS)


@pytest.mark.parametrize("name", ["shanxi", "jincheng", "mine2017"])
def test_the_plugins_that_come_along_are_clean(name: str) -> None:
    """Nothing is found in them."""
    assert probe(name) == ()


def test_a_plugin_that_cannot_be_loaded_is_said_to_be_refused(tmp_path: Path) -> None:
    """With the reason that loading gives."""
    (one,) = probe("no_such_plugin_anywhere", path=tmp_path)
    assert (one.code, one.function) == ("refused", "")
    assert "no_such_plugin_anywhere" in one.detail


def test_a_measure_function_is_tried_on_records_where_there_are_some(tmp_path: Path) -> None:
    """Without a dossier only its code is read, and that is said."""
    with package(tmp_path, "measuring_plugin", module=RECORDS):
        assert [one.code for one in probe("measuring_plugin", path=tmp_path)] == ["not-reached"]
        assert main(["sample", "--stations", "3", "--out", str(tmp_path / "dossier")]) == 0
        found = probe(
            "measuring_plugin", path=tmp_path, dossiers=[TrialDossier(name="sample", folder=str(tmp_path / "dossier"))]
        )
    assert [one.code for one in found] == ["wrong-type"]
    assert "float" in found[0].detail


PLANTED = """
from stationkit import hookimpl, measure_function


def _measure(name, reads, body):
    return measure_function(f"x.planted/{name}", kind="count", reads=reads)(body)


def _divides(records, days):
    return sum(1 // 0 for _ in records.of("legal-clinics"))  # divides


def _peeks(records, days):
    return len(records.of("incidents"))  # peeks


def _honest(records, days):
    return len(records.of("meetings"))


@hookimpl
def stationkit_measure_functions():
    return [
        _measure("divides", ["legal-clinics"], _divides),
        _measure("peeks", ["legal-clinics"], _peeks),
        _measure("honest", ["meetings"], _honest),
    ]
"""


def sampled(folder: Path, **changes: Any) -> TrialDossier:
    """The dossier of an invented region, changed, in a folder of its own."""
    region = attrs.evolve(make_region(stations=12, seed=7, period=Period.parse("2026H1")), **changes)
    write_dossier(region, folder)
    return TrialDossier(name=folder.name, folder=str(folder), periods=("2026H1",))


def test_faults_of_measure_functions_are_found_at_their_line_and_the_dossier_is_named(tmp_path: Path) -> None:
    """A division by zero over the rows, and records that were not declared."""
    own = sampled(tmp_path / "own")
    with package(tmp_path, "planted_plugin", module=PLANTED) as root:
        probed = probe_whole("planted_plugin", path=tmp_path, dossiers=[own])
    lines = [f"{root / '__init__.py'}:{line_of(root / '__init__.py', mark)}" for mark in ("# divides", "# peeks")]
    assert [(one.code, one.place) for one in probed.misdeeds] == [("raises", line) for line in lines]
    assert "incidents" in probed.misdeeds[1].detail
    assert probed.tried == {f"x.planted/{name}": ("own 2026H1",) for name in ("divides", "peeks", "honest")}


def test_a_spare_dossier_is_taken_only_for_kinds_that_the_others_lack(tmp_path: Path) -> None:
    """A dossier without legal clinics would never run into the fault."""
    own = sampled(tmp_path / "own", activities=())
    spare = attrs.evolve(sampled(tmp_path / "spare"), is_spare=True)
    with package(tmp_path, "planted_plugin", module=PLANTED):
        alone = probe_whole("planted_plugin", path=tmp_path, dossiers=[own])
        both = probe_whole("planted_plugin", path=tmp_path, dossiers=[own, spare])
    assert [one.function for one in alone.misdeeds] == ["x.planted/peeks"]
    assert [one.function for one in both.misdeeds] == ["x.planted/divides", "x.planted/peeks"]
    assert both.tried["x.planted/divides"] == ("own 2026H1", "spare 2026H1")


def test_records_that_no_dossier_covers_are_said_to_be_missing(tmp_path: Path) -> None:
    """The function is never called on them, so it is not tried on them either; kinds and dossiers are named."""
    own = sampled(tmp_path / "own", coverage=())
    with package(tmp_path, "planted_plugin", module=PLANTED):
        probed = probe_whole("planted_plugin", path=tmp_path, dossiers=[own])
    assert {one.code for one in probed.misdeeds} == {"not-reached"}
    assert {one.detail for one in probed.misdeeds} == {"legal-clinics ← own", "meetings ← own"}
    assert probed.tried == {}


def test_what_is_found_is_told_in_both_languages() -> None:
    """Place, function, what."""
    (one,) = probe("clock", path=ZOO)
    assert one.text("en").startswith(f"{place_of('clock')}: zoo.clock/f: reads a clock")
    assert "读取时钟" in one.text("zh")
