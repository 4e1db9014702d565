"""The tutorial is run, command by command, as a reader would type it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tutorial.md"
STEP = re.compile(r"<!-- (append|exit): (.+?) -->\n```(?:sh|toml)\n(.*?)```", re.DOTALL)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Where the commands find what is installed; what `pip install -e` would write is there, without a network."""
    info = tmp_path / "site" / "stationkit_r140500-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: stationkit-r140500\nVersion: 0.1.0\n", encoding="utf-8"
    )
    (info / "entry_points.txt").write_text("[stationkit]\nr140500 = stationkit_r140500\n", encoding="utf-8")
    paths = [str(tmp_path / "site"), str(tmp_path / "stationkit-r140500" / "src")]
    binaries = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "PATH": binaries,
        "PYTEST_ADDOPTS": "-p no:cacheprovider",
    }


def test_every_command_of_the_tutorial_does_what_the_page_says(tmp_path: Path, environment: dict[str, str]) -> None:
    """Each block ends as it says; what is to be written is written where it says."""
    here = tmp_path
    steps = STEP.findall(PAGE.read_text(encoding="utf-8"))
    assert len(steps) == PAGE.read_text(encoding="utf-8").count("\n```") // 2, "every block says how it ends"
    for kind, what, text in steps:
        if kind == "append":
            path = here / what
            path.write_text(path.read_text(encoding="utf-8") + "\n" + text, encoding="utf-8")
            continue
        for line in text.splitlines():
            if line.startswith("cd "):
                here = here / line.removeprefix("cd ")
            elif not line.startswith("pip install"):
                _run(line, here, what, environment)


def _run(line: str, here: Path, expected: str, environment: dict[str, str]) -> None:
    done = subprocess.run(["bash", "-c", line], cwd=here, env=environment, check=False, capture_output=True, text=True)
    assert "Traceback" not in done.stdout + done.stderr
    wanted = (0, 1) if expected == "any" else (int(expected),)
    assert done.returncode in wanted, f"{line}\n{done.stdout}\n{done.stderr}"
