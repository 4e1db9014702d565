"""The opt-in pytest plugin: collects case files as tests. `pytest_plugins = ["stationkit.testing.pytest_plugin"]`.

A case file is a `.toml`, `.csv` or `.xlsx` in a folder named `cases`. Each case is a test; a failure names the file and
the line, or the sheet and the row. Which plugins are loaded says the ini option `stationkit_plugins` (modules, one a
line); unless said, the installed ones.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from stationkit.errors import InvalidDocumentError, StationkitError
from stationkit.hooks.host import Host, load_host
from stationkit.testing.cases.collecting import ENDINGS, FOLDER, read_cases
from stationkit.testing.cases.model import Case
from stationkit.testing.cases.running import run_case

__all__ = ["CaseFailedError", "CaseFile", "CaseItem", "pytest_addoption", "pytest_collect_file"]

_HOST: pytest.StashKey[Host] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the ini option `stationkit_plugins`."""
    parser.addini("stationkit_plugins", "modules of stationkit plugins to load for case files", type="linelist")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "CaseFile | None":
    """Take the case files."""
    is_case_file = file_path.parent.name == FOLDER and file_path.suffix.lower() in ENDINGS
    if not is_case_file or file_path.name.startswith(("~$", ".")):
        return None
    return CaseFile.from_parent(parent, path=file_path)


def _host(config: pytest.Config) -> Host:
    if _HOST not in config.stash:
        config.stash[_HOST] = load_host(config.getini("stationkit_plugins") or None)
    return config.stash[_HOST]


class CaseFailedError(AssertionError):
    """A case that came out otherwise than expected."""


class CaseFile(pytest.File):
    """A file of cases."""

    def collect(self) -> Iterable["CaseItem"]:
        """Give one test for each case; a file with problems is told with all of them."""
        try:
            cases = read_cases(self.path, _host(self.config))
        except InvalidDocumentError as error:
            raise self.CollectError(f"{error.text('zh')}\n{error.text('en')}") from None
        except StationkitError as error:
            raise self.CollectError(str(error)) from None
        for case in cases:
            yield CaseItem.from_parent(self, name=case.id, case=case)


class CaseItem(pytest.Item):
    """One case as a test."""

    def __init__(self, *, case: Case, **more: Any) -> None:
        super().__init__(**more)
        self.case = case

    def runtest(self) -> None:
        """Run the case.

        Raises:
            CaseFailedError: it came out otherwise than expected.
        """
        found = run_case(self.case, _host(self.config))
        if not found.passed:
            raise CaseFailedError(f"{found.text('zh')}\n{found.text('en')}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any, **more: Any) -> Any:
        """Tell the difference, without a traceback."""
        if isinstance(excinfo.value, CaseFailedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *args, **more)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Say where the case stands."""
        _, _, number = self.case.where.rpartition(":")
        line = int(number) - 1 if number.isdecimal() else None
        return self.path, line, f"{self.case.where} {self.case.id}"
