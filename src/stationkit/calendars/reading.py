"""Tables from files: TOML, one year a file, with every problem at once, each at its path.

A new year's table is data: it is read, checked and laid on the calendar without a new release of anything.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from stationkit.calendars.shifts import ShiftTable
from stationkit.calendars.tables import CalendarTable, Overlay
from stationkit.errors import InvalidDocumentError, Problem
from stationkit.stations.converting import structure
from stationkit.words import Words

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

MAX_BYTES = 200_000


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
    return calendar_table(_tables(text, source), source)


def read_calendar_table(path: Path | str) -> CalendarTable:
    """Read a year's table from a TOML file.

    Raises:
        InvalidDocumentError: the file is no TOML, or no table; with every problem.
        OSError: the file cannot be read.
    """
    return parse_calendar_table(_text(Path(path)), str(path))


def load_calendar_table(package: str | None, name: str) -> CalendarTable:
    """Load a table that lies in a package, as plugins do: `load_calendar_table(__package__, "2027.toml")`.

    Raises:
        InvalidDocumentError: the file is no TOML, or no table; with every problem.
    """
    return parse_calendar_table(files(package or "").joinpath(name).read_text(encoding="utf-8"), name)


def load_overlay(package: str | None, name: str) -> Overlay:
    """Load an overlay that lies in a package.

    Raises:
        InvalidDocumentError: the file is no TOML, or no overlay; with every problem.
    """
    text = files(package or "").joinpath(name).read_text(encoding="utf-8")
    return overlay(_tables(text, name), name)


def read_overlay(path: Path | str) -> Overlay:
    """Read an overlay from a TOML file.

    Raises:
        InvalidDocumentError: the file is no TOML, or no overlay; with every problem.
        OSError: the file cannot be read.
    """
    return overlay(_tables(_text(Path(path)), str(path)), str(path))


def read_shift_table(path: Path | str) -> ShiftTable:
    """Read a mine's table of shifts from a TOML file.

    Raises:
        InvalidDocumentError: the file is no TOML, or no table of shifts; with every problem.
        OSError: the file cannot be read.
    """
    return structure(_tables(_text(Path(path)), str(path)), ShiftTable, str(path))


def _text(path: Path) -> str:
    raw = path.read_bytes()
    if len(raw) > MAX_BYTES:
        raise _refused(str(path), Words(zh="文件过大", en="the file is too large"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(str(path), Words(zh="不是 UTF-8 文字", en="not UTF-8 text")) from None


def _tables(text: str, source: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refused(source, Words(zh=f"不是 TOML：{error}", en=f"not TOML: {error}")) from None


def _refused(source: str, what: Words) -> InvalidDocumentError:
    return InvalidDocumentError(source, (Problem("$", what),))
