"""Tables from files: TOML, one year a file, with every problem at once, each at its path.

A new year's table is data: it is read, checked and laid on the calendar without a new release of anything.
"""

from pathlib import Path

from stationkit.calendars.shifts import ShiftTable
from stationkit.calendars.tables import CalendarTable, Overlay
from stationkit.stations.converting import structure
from stationkit.tomltext.reading import load_toml, parse_toml, read_toml

__all__ = [
    "calendar_table",
    "load_calendar_table",
    "load_overlay",
    "overlay",
    "parse_calendar_table",
    "read_calendar_table",
    "read_overlay",
    "read_shift_table",
]


def calendar_table(plain: object, source: str = "<values>") -> CalendarTable:
    """Make a table from plain values, with the keys that the TOML has.

    Raises:
        InvalidDocumentError: with every problem, each as a path such as `$.revisions[0].off[2].to`.
    """
    return structure(plain, CalendarTable, source)


def overlay(plain: object, source: str = "<values>") -> Overlay:
    """Make an overlay from plain values: `id` and `revisions`, as a table has them.

    Raises:
        InvalidDocumentError: with every problem, each at its path.
    """
    return structure(plain, Overlay, source)


def parse_calendar_table(text: str, source: str = "<text>") -> CalendarTable:
    """Read a table from TOML text.

    Raises:
        InvalidDocumentError: the text is no TOML, or no table; with every problem.
    """
    return calendar_table(parse_toml(text, source), source)


def read_calendar_table(path: Path | str) -> CalendarTable:
    """Read a year's table from a TOML file.

    Raises:
        InvalidDocumentError: the file is no TOML, or no table; with every problem.
        OSError: the file cannot be read.
    """
    return calendar_table(read_toml(path), str(path))


def load_calendar_table(package: str | None, name: str) -> CalendarTable:
    """Load a table that lies in a package, as plugins do: `load_calendar_table(__package__, "2027.toml")`.

    Raises:
        InvalidDocumentError: the file is no TOML, or no table; with every problem.
    """
    return calendar_table(load_toml(package, name), name)


def load_overlay(package: str | None, name: str) -> Overlay:
    """Load an overlay that lies in a package.

    Raises:
        InvalidDocumentError: the file is no TOML, or no overlay; with every problem.
    """
    return overlay(load_toml(package, name), name)


def read_overlay(path: Path | str) -> Overlay:
    """Read an overlay from a TOML file.

    Raises:
        InvalidDocumentError: the file is no TOML, or no overlay; with every problem.
        OSError: the file cannot be read.
    """
    return overlay(read_toml(path), str(path))


def read_shift_table(path: Path | str) -> ShiftTable:
    """Read a mine's table of shifts from a TOML file.

    Raises:
        InvalidDocumentError: the file is no TOML, or no table of shifts; with every problem.
        OSError: the file cannot be read.
    """
    return structure(read_toml(path), ShiftTable, str(path))
