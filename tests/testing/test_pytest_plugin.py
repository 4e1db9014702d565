"""The opt-in pytest plugin: case files are tests, failures name their place."""

import subprocess
import sys
from pathlib import Path

import pytest

JINCHENG = "cn.shanxi.jincheng/pithead-star"
FILE = f"""
rulebook = "{JINCHENG}"
[[case]]
id = "good"
facts = {{ overdue-hazards = 1, own-acceptance = 0 }}
expect.nodes.closed-loop = 8
[[case]]
id = "bad"
facts = {{ overdue-hazards = 1, own-acceptance = 0 }}
expect.nodes.closed-loop = 9
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a folder of cases, which opts in."""
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["stationkit.testing.pytest_plugin"]\n', encoding="utf-8")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "star.toml").write_text(FILE, encoding="utf-8")
    return tmp_path


def run(project: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """What pytest says."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", *more]
    return subprocess.run(command, cwd=project, check=False, capture_output=True, text=True)


def test_every_case_is_a_test_and_a_failure_names_its_line(project: Path) -> None:
    """One passes, one fails, and what differs is told without a traceback."""
    done = run(project)
    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    assert "star.toml:7 bad" in done.stdout
    assert "期望 9，得到 8" in done.stdout
    assert "expected 9, got 8" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_file_with_problems_is_told_with_all_of_them(project: Path) -> None:
    """A typing error is no passing test."""
    (project / "cases" / "star.toml").write_text(FILE.replace("closed-loop", "closed-lop"), encoding="utf-8")
    done = run(project)
    assert done.returncode == 2
    assert done.stdout.count("unknown node: closed-lop") >= 2


def test_which_plugins_are_loaded_can_be_said(project: Path) -> None:
    """Without the city's plugin its rulebook is not there."""
    (project / "pytest.ini").write_text("[pytest]\nstationkit_plugins =\n  stationkit_shanxi\n", encoding="utf-8")
    done = run(project)
    assert f"unknown rulebook: {JINCHENG}" in done.stdout


def test_other_folders_and_other_files_are_left_alone(project: Path) -> None:
    """Only a folder named cases holds cases."""
    (project / "cases").rename(project / "samples")
    (project / "cases").mkdir()
    (project / "cases" / "notes.txt").write_text("x", encoding="utf-8")
    (project / "cases" / "~$open.xlsx").write_bytes(b"")
    assert run(project).returncode == 5
