"""What the doctor and the list say, and how they end."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stationkit.hooks.diagnosing import diagnose

from .packages import HEAD, ITEM, MODULE, document, package, plugin


def run(*arguments: str, path: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, with a folder of packages on its path."""
    paths = {"PYTHONPATH": str(path)} if path is not None else {}
    return subprocess.run(
        [sys.executable, "-m", "stationkit", *arguments],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **paths, **environment},
    )


def installed(
    folder: Path, name: str, *, entry: bool = True, text: str = HEAD.format(name="x.new/star") + ITEM
) -> Path:
    """A package as an installer leaves it: the module, and the metadata beside it."""
    with package(folder, name, star=text) as root:
        metadata = folder / f"{name}-1.2.dist-info"
        metadata.mkdir()
        head = f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1.2\nRequires-Dist: stationkit\n"
        (metadata / "METADATA").write_text(head, encoding="utf-8")
        (metadata / "RECORD").write_text(f"{name}/__init__.py,,\n", encoding="utf-8")
        if entry:
            (metadata / "entry_points.txt").write_text(f"[stationkit]\nnew = {name}\n", encoding="utf-8")
    return root


def test_a_sound_installation_is_well() -> None:
    """Exit code 0, and every plugin with its package and digest."""
    done = run("doctor", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert told["healthy"]
    assert {one["name"] for one in told["plugins"]} >= {"shanxi", "jincheng", "mine2017"}
    assert all(len(one["digest"]) == 64 and one["state"] == "loaded" for one in told["plugins"])
    assert run("plugins").returncode == 0


def test_a_refused_plugin_ends_with_one_and_the_others_are_loaded(tmp_path: Path) -> None:
    """Its line, what is wrong and what to change; in both commands, and no traceback."""
    root = installed(tmp_path, "stationkit_new", text=HEAD.format(name="x.new/star") + "[item.one\n")
    for command in ("plugins", "doctor"):
        done = run(command, "--lang", "en", path=tmp_path)
        assert done.returncode == 1
        assert f"{root / 'star.toml'}:7" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        assert "cn.shanxi/pithead-star@2022.1" in done.stdout


def test_a_clash_is_told_with_everything_else(tmp_path: Path) -> None:
    """Nothing loads, and yet the doctor says what was found."""
    installed(tmp_path, "stationkit_new", text=HEAD.format(name="cn.shanxi/star") + ITEM)
    done = run("doctor", "--json", path=tmp_path)
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert "cn.shanxi" in told["clashes"][0]["en"]
    assert len(told["plugins"]) >= 4


def test_a_package_without_an_entry_point_is_found_by_what_it_is(tmp_path: Path) -> None:
    """Named like a plugin, needing the library, never loaded: the lines to write are given."""
    installed(tmp_path, "stationkit_new", entry=False)
    installed(tmp_path, "somebodys_rules", entry=False)
    done = run("doctor", "--json", path=tmp_path)
    told = [one["en"] for one in json.loads(done.stdout)["unlisted"]]
    assert done.returncode == 1
    assert len(told) == 2
    assert '[project.entry-points.stationkit] new = "stationkit_new"' in told[1]


def test_a_wrong_name_in_the_environment_is_told(tmp_path: Path) -> None:
    """With the nearest name that is installed."""
    done = run("doctor", "--json", STATIONKIT_PLUGINS="shanxi,jinchen")
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert "jincheng" in told["unlisted"][0]["en"]
    assert [one["name"] for one in told["plugins"]] == ["shanxi"]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("points = 10", 'share = "never-declared"', "never-declared"),
        ("[item", 'extends = "x.none/star@1"\n[item', "x.none/star@1"),
        ("[item", '[measure.m]\nkind = "count"\ntitle = { en = "m" }\ncount = { of = "hazrds" }\n[item', "hazards"),
    ],
)
def test_what_would_be_said_later_is_said_by_the_doctor(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    """A name that is not there, a base that nobody brings, a measure of no record: with the file."""
    text = HEAD.format(name="x.new/star") + ITEM.replace(right, wrong, 1)
    with package(tmp_path, "new_plugin", star=text) as root:
        found = diagnose(["new_plugin"])
    assert not found.is_healthy
    told = " ".join(problem.text("en") for problem in found.rulebooks)
    assert said in told
    assert str(root / "star.toml") in told


def test_advice_is_no_fault(tmp_path: Path) -> None:
    """A plugin that declares nothing is loaded; the two lines to write are given."""
    with package(tmp_path, "new_plugin", module=MODULE, star=HEAD.format(name="x.new/star") + ITEM):
        found = diagnose(["new_plugin"])
    assert found.is_healthy
    (mine,) = [one for one in found.plugins if one.name == "new_plugin"]
    told = " ".join(problem.text("en") for problem in mine.advice)
    assert 'stationkit_api = ">=1.0,<2"' in told
    assert 'stationkit_namespace = "x.new"' in told


def test_what_is_expected_and_absent_is_told() -> None:
    """By the name that was expected."""
    found = diagnose([plugin("here", document("x/r"))], expected=["here", "elsewhere"])
    assert [one.name for one in found.absent] == ["elsewhere"]
    assert not found.is_healthy
