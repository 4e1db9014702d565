"""Every animal of the zoo is found out in a process of its own, at its line; what is honest is left alone."""

import ast
from pathlib import Path

import pytest

from stationkit.cli.app import run as main
from stationkit.hooks.misdeeds import MISDEEDS
from stationkit.hooks.probing import probe

from .cages import ANIMALS, ZOO, place_of
from .packages import package

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
        found = probe("measuring_plugin", path=tmp_path, dossier=tmp_path / "dossier")
    assert [one.code for one in found] == ["wrong-type"]
    assert "float" in found[0].detail


def test_what_is_found_is_told_in_both_languages() -> None:
    """Place, function, what."""
    (one,) = probe("clock", path=ZOO)
    assert one.text("en").startswith(f"{place_of('clock')}: zoo.clock/f: reads a clock")
    assert "读取时钟" in one.text("zh")
