"""A year's table from a sheet as an office keeps it: one row a day, with what it is; and the table as TOML text.

Columns: 日期 (`day`), 安排 (`is`: 放假 or 上班, `off` or `work`), and if one likes 名称 (`name`). Days off that follow
one another under one name become one stretch.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import attrs

from stationkit.calendars.tables import CalendarTable, DaysOff, Revision
from stationkit.errors import InvalidDocumentError, Problem
from stationkit.tabular.raw import RawRow, RawTable, read_table
from stationkit.words import Words

__all__ = ["SheetDay", "read_sheet_days", "sheet_revision", "table_text"]

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "day": ("日期", "day", "date"),
    "is": ("安排", "放假/上班", "is"),
    "name": ("名称", "name"),
}
_WORKS = {"放假": False, "off": False, "上班": True, "work": True}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@attrs.frozen
class SheetDay:
    """One row of the sheet: the day, whether it is worked, and the holiday's name."""

    day: date
    works: bool
    name: str = ""


def read_sheet_days(path: Path) -> tuple[SheetDay, ...]:
    """Read the rows of a CSV sheet, UTF-8 or GB18030.

    Raises:
        InvalidDocumentError: with every problem, each with its row and column.
        OSError: the file cannot be read.
    """
    table = read_table(path)
    if isinstance(table, Problem):
        raise InvalidDocumentError(str(path), (table,))
    columns = _columns(table)
    problems: list[Problem] = []
    days = [day for row in table.rows for day in _read_row(row, columns, problems)]
    if problems:
        raise InvalidDocumentError(str(path), tuple(problems))
    return tuple(sorted(days, key=lambda one: one.day))


def _columns(table: RawTable) -> Mapping[str, str]:
    found = {role: name for role, names in _COLUMNS.items() for name in names if name in table.columns}
    missing = [role for role in ("day", "is") if role not in found]
    if missing:
        expected = "、".join(_COLUMNS[role][0] for role in missing)
        what = Words(zh=f"没有列：{expected}", en=f"no column: {', '.join(missing)}")
        words = Words(zh="日期、安排", en="columns named day and is")
        raise InvalidDocumentError(table.file, (Problem(f"{table.file}:1", what, words),))
    return found


def _read_row(row: RawRow, columns: Mapping[str, str], problems: list[Problem]) -> Iterator[SheetDay]:
    problems.extend(row.problems)
    cells = {role: str(row.cells.get(name, "")).strip() for role, name in columns.items()}
    if row.problems or not any(cells.values()):
        return
    day, works = _read_day(cells["day"]), _WORKS.get(cells["is"])
    if day is None:
        expected = Words(zh="日期，如 2027-01-30", en="a date such as 2027-01-30")
        problems.append(_wrong(row, columns["day"], cells["day"], expected))
    if works is None:
        expected = Words(zh="放假 或 上班", en="off or work")
        problems.append(_wrong(row, columns["is"], cells["is"], expected))
    if day is not None and works is not None:
        yield SheetDay(day, works, cells.get("name", ""))


def _read_day(text: str) -> date | None:
    match = _DAY.fullmatch(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _wrong(row: RawRow, column: str, value: str, expected: Words) -> Problem:
    what = Words(zh=f"无效的值 {value!r}", en=f"invalid value {value!r}")
    return Problem(f"第 {row.number} 行 {column} / row {row.number}", what, expected)


def sheet_revision(days: Sequence[SheetDay], **notice: object) -> Revision:
    """Make a notice of the rows of a sheet; *notice* is what the sheet does not say: title, dated, number, amends.

    Raises:
        InvalidDocumentError: a stretch is longer than two months.
    """
    off: list[DaysOff] = []
    for one in days:
        if not one.works:
            name = one.name or "放假"
            if off and off[-1].name == name and one.day == off[-1].end + timedelta(days=1):
                off[-1] = attrs.evolve(off[-1], end=one.day)
            else:
                off.append(DaysOff(name=name, start=one.day, end=one.day))
    work = tuple(one.day for one in days if one.works)
    return Revision(off=tuple(off), work=work, **notice)  # type: ignore[arg-type]  # the fields are its own


def table_text(table: CalendarTable) -> str:
    """Write a table as the TOML text that `parse_calendar_table` reads back."""
    return "\n".join([f"year = {table.year}", *(line for one in table.revisions for line in _revision_lines(one)), ""])


def _revision_lines(revision: Revision) -> Iterator[str]:
    yield from ("", "[[revisions]]", f"title = {_quoted(revision.title)}")
    if revision.number:
        yield f"number = {_quoted(revision.number)}"
    yield f"dated = {revision.dated}"
    if revision.known_from != revision.dated:
        yield f"known_from = {revision.known_from}"
    if revision.amends:
        yield "amends = true"
    yield "off = ["
    for one in revision.off:
        yield f"  {{ name = {_quoted(one.name)}, from = {one.start}, to = {one.end} }},"
    yield "]"
    yield f"work = [{', '.join(map(str, revision.work))}]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
