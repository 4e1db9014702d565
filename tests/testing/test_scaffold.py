"""The scaffold: a new plugin is green at once, in a place of its own, with nothing but what is installed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stationkit import load_host
from stationkit.errors import InvalidValueError
from stationkit.testing.cases.collecting import collect_cases
from stationkit.testing.cases.running import run_case
from stationkit.testing.checking import check_plugin
from stationkit.testing.scaffold import write_plugin


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new plugin, with its entry point where Python finds it: what an editable install writes, without a network."""
    root = tmp_path_factory.mktemp("new")
    plugin = write_plugin("晋城", region="140500", out=root)
    info = root / "site" / f"{plugin.package}-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: stationkit-r140500\nVersion: 0.1.0\n", encoding="utf-8"
    )
    (info / "entry_points.txt").write_text(f"[stationkit]\nr140500 = {plugin.package}\n", encoding="utf-8")
    return plugin.folder


def run(made: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """What a command says, with the new plugin installed beside the others."""
    path = os.pathsep.join([str(made.parent / "site"), str(made / "src")])
    environment = {**os.environ, "PYTHONPATH": path}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=made, env=environment, check=False, capture_output=True, text=True
    )


def test_its_own_tests_are_green_at_once(made: Path) -> None:
    """Cases from TOML and from the sheet, and every contract; warnings are errors."""
    done = run(made, "pytest", "-q", "-p", "no:cacheprovider", "-W", "error")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "27 passed" in done.stdout


def test_it_passes_its_check_and_nothing_of_it_is_left_uncovered(made: Path) -> None:
    """Without pytest, by the command line."""
    for command in ("check", "coverage"):
        done = run(made, "stationkit", "plugin", command, "r140500", "--lang", "en")
        assert done.returncode == 0, done.stdout + done.stderr


def test_its_cases_notice_every_mutant(made: Path) -> None:
    """An author starts with nothing owed."""
    done = run(made, "stationkit", "plugin", "mutate", "r140500", "--lang", "en")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "not noticed by any case 0" in done.stdout


def test_a_name_is_never_guessed_from_another_script(tmp_path: Path) -> None:
    """The region's code names the package, unless a name is given or the title is one."""
    assert write_plugin("长治", region="140400", out=tmp_path).package == "stationkit_r140400"
    assert write_plugin("长治", region="140400", name="changzhi", out=tmp_path).package == "stationkit_changzhi"
    assert write_plugin("Taiyuan", region="140100", out=tmp_path).package == "stationkit_taiyuan"


def test_a_plugin_of_a_trade_needs_no_region_and_passes_its_cases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ids, functions and whom it applies to follow namespace, station and industry."""
    made = write_plugin("外卖", namespace="cn.shanxi.meals", station="wellbeing", industry="courier", out=tmp_path)
    assert made.package == "stationkit_meals"
    monkeypatch.syspath_prepend(str(made.folder / "src"))
    host = load_host([made.package])
    (document,) = host.rulebooks.values()
    assert (document.id, dict(document.applies)) == (
        "cn.shanxi.meals/star",
        {"station": "wellbeing", "industry": "courier"},
    )
    assert list(host.functions) == ["cn.shanxi.meals/on-time-score"]
    results = [run_case(case, host) for case in collect_cases(made.folder / "src" / made.package / "cases", host)]
    assert results
    assert all(one.passed for one in results)


MEASURES = """

@measure_function("cn.snacks/divides", kind="count", reads=["incidents"])
def divides(records: object, days: object) -> int:
    return sum(1 // 0 for _ in records.of("incidents"))


@hookimpl
def stationkit_measure_functions() -> Sequence[object]:
    return [divides]
"""


def test_a_measure_function_without_a_dossier_of_its_own_is_tried_on_a_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sample has records of the kind that it declares, so that a division by zero over them is found."""
    made = write_plugin("小吃", region="140100", name="snacks", out=tmp_path)
    module = made.folder / "src" / made.package / "__init__.py"
    text = module.read_text(encoding="utf-8").replace("hookimpl, load", "hookimpl, measure_function, load")
    module.write_text(text + MEASURES, encoding="utf-8")
    monkeypatch.syspath_prepend(str(made.folder / "src"))
    monkeypatch.setenv("PYTHONPATH", str(made.folder / "src"))
    report = check_plugin(made.package, only=["dates"])
    assert [(one.code, one.function) for one in report.misdeeds] == [("raises", "cn.snacks/divides")]
    assert report.tried == {"cn.snacks/divides": ("stationkit sample 2026H1",)}
    assert not report.is_clean


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"namespace": "cn.shanxi.meals"},
        {"station": "wellbeing"},
        {"namespace": "Cn Meals", "station": "wellbeing"},
        {"namespace": "cn.shanxi.meals", "station": "kitchen"},
        {"namespace": "cn.shanxi.meals", "station": "wellbeing", "industry": "cooking"},
    ],
)
def test_without_a_region_namespace_and_station_are_owed(tmp_path: Path, given: dict[str, str]) -> None:
    """And each is one that there is."""
    with pytest.raises(InvalidValueError):
        write_plugin("外卖", out=tmp_path, **given)  # type: ignore[arg-type]  # every key is a word
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("title", "region", "name"),
    [
        ("晋城", "1405", ""),
        ("晋城", "140500", "Jin Cheng"),
        ("晋城", "140500", "5a"),
        ('晋"城', "140500", ""),
        ("晋\n城", "140500", ""),
        (" ", "140500", ""),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_written(
    tmp_path: Path, title: str, region: str, name: str
) -> None:
    """A region that is none, a name that is no package's, a title that would break the files."""
    with pytest.raises(InvalidValueError):
        write_plugin(title, region=region, name=name, out=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_title_with_signs_of_the_template_is_taken_as_it_is(tmp_path: Path) -> None:
    """A dollar sign is only text."""
    made = write_plugin("晋城$name", region="140500", out=tmp_path)
    assert "晋城$name" in (made.folder / "README.md").read_text(encoding="utf-8")


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    """A second run says so."""
    write_plugin("晋城", region="140500", out=tmp_path)
    with pytest.raises(InvalidValueError, match="不覆盖"):
        write_plugin("晋城", region="140500", out=tmp_path)
