"""The house: what the project's own files promise about it."""

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import stationkit

ROOT = Path(__file__).resolve().parents[2]


def test_every_plugin_folder_is_in_the_default_group() -> None:
    """A plugin folder that is missing from `dev` would silently not be installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    folders = {path.parent.name for path in ROOT.glob("plugins/*/pyproject.toml")}
    assert folders <= set(project["dependency-groups"]["dev"])
    assert folders == set(project["tool"]["uv"]["sources"]) - {"stationkit"}


def test_every_plugin_folder_is_found_by_its_entry_point() -> None:
    """What is installed is what the folders say."""
    declared = set()
    for path in ROOT.glob("plugins/*/pyproject.toml"):
        declared |= set(tomllib.loads(path.read_text(encoding="utf-8"))["project"]["entry-points"]["stationkit"])
    assert declared <= {point.name for point in entry_points(group="stationkit")}


@pytest.mark.parametrize("extra", ["rich", "cyclopts", "narwhals", "polars", "hypothesis", "pytest"])
def test_importing_the_library_imports_none_of_the_extras(extra: str) -> None:
    """The core is attrs, cattrs and pluggy; every public name but those of the author kit does without the rest."""
    load = "[getattr(stationkit, name) for name in stationkit.__all__]"
    script = f"import sys, stationkit; {load}; sys.exit({extra!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_every_public_name_is_there() -> None:
    """`__all__` is sorted, complete and true."""
    assert list(stationkit.__all__) == sorted(stationkit.__all__, key=lambda name: (not name.isupper(), name))
    for name in stationkit.__all__:
        assert getattr(stationkit, name) is not None
    with pytest.raises(AttributeError):
        stationkit.no_such_name  # noqa: B018


def test_every_public_name_is_on_the_docs_page() -> None:
    """The page of public names is the list of public names."""
    page = (ROOT / "docs" / "public-names.md").read_text(encoding="utf-8")
    listed = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}
    assert listed == set(stationkit.__all__)


PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
IMPORTS = re.compile(r"^(?:>>> |\.\.\. )?from (stationkit\.[a-z_.]+) import", re.MULTILINE)


def test_pages_import_only_from_modules_that_are_listed_as_public() -> None:
    """What a page shows is public, and what is listed is there, with its public names."""
    listed = set(
        re.findall(r"^- `(stationkit[a-z_.]+)`:", (ROOT / "docs" / "public-names.md").read_text("utf-8"), re.MULTILINE)
    )
    shown = {module for page in PAGES for module in IMPORTS.findall(page.read_text(encoding="utf-8"))}
    assert shown <= listed
    assert all(importlib.import_module(module).__all__ for module in listed)


def test_the_command_line_without_its_extra_says_how_to_install_it() -> None:
    """One line, the command to run, exit code 2, no traceback."""
    script = "import sys; sys.modules['cyclopts'] = None; from stationkit.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert 'pip install "stationkit[cli]"' in done.stderr
    assert "Traceback" not in done.stderr


CLOCKS_AND_DICE = {"now", "utcnow", "today", "monotonic", "perf_counter", "random", "randint", "shuffle", "uuid4"}


def called(path: Path) -> set[str]:
    """The last names of everything that a module calls: `print`, `now` of `datetime.now()`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {getattr(one, "attr", getattr(one, "id", "")) for one in calls}


def test_nothing_below_the_command_line_prints_reads_a_clock_or_rolls_dice() -> None:
    """Time is an argument, text leaves at the edge, and only samples draw, from a seed."""
    for path in (ROOT / "src" / "stationkit").rglob("*.py"):
        room = path.relative_to(ROOT / "src" / "stationkit").parts[0]
        calls = called(path)
        if room not in ("cli", "__main__.py"):
            assert "print" not in calls, path
        if room not in ("cli", "samples"):
            assert not calls & CLOCKS_AND_DICE, path
