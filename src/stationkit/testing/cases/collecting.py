"""Collecting cases: every case file of a folder, TOML, CSV and workbooks, in the order of their names."""

from pathlib import Path

import attrs

from stationkit.errors import InvalidCasesError, Problem
from stationkit.hooks.host import Host
from stationkit.testing.cases.documents import read_case_document
from stationkit.testing.cases.model import Case
from stationkit.testing.cases.tables import read_case_table

__all__ = ["ENDINGS", "FOLDER", "case_files", "collect_cases", "read_cases"]

FOLDER = "cases"
"""The folder that holds case files."""

ENDINGS = (".toml", ".csv", ".xlsx")


def read_cases(path: Path, host: Host, rulebook: str = "") -> tuple[Case, ...]:
    """Read the cases of one file.

    Args:
        path: a TOML file, a CSV file or a workbook with a sheet 用例.
        host: the plugins that bring the rulebooks.
        rulebook: the rulebook of rows of a table that name none.

    Raises:
        InvalidCasesError: with every problem, each at its place.
    """
    if path.suffix.lower() == ".toml":
        return read_case_document(path, host)
    return read_case_table(path, host, rulebook)


def case_files(folder: Path) -> tuple[Path, ...]:
    """Give the case files of a folder; locks that spreadsheets leave beside a workbook are none."""
    if not folder.is_dir():
        return ()
    found = (
        path for path in folder.iterdir() if path.suffix.lower() in ENDINGS and not path.name.startswith(("~$", "."))
    )
    return tuple(sorted(found))


def collect_cases(folder: Path, host: Host) -> tuple[Case, ...]:
    """Read every case file of a folder.

    Raises:
        InvalidCasesError: with every problem of every file.
    """
    cases: list[Case] = []
    problems: list[Problem] = []
    for path in case_files(folder):
        try:
            cases += read_cases(path, host)
        except InvalidCasesError as error:
            problems += [attrs.evolve(one, where=_within(path, one.where)) for one in error.problems]
    if problems:
        raise InvalidCasesError(str(folder), tuple(problems))
    return tuple(cases)


def _within(path: Path, where: str) -> str:
    return where if where.startswith(path.name) else f"{path.name}: {where}" if where else path.name
