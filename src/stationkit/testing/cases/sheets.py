"""Raw sheets of cases: a header and numbered rows, from CSV (all text) or from a workbook's sheet 用例.

A workbook is read as Excel has it, and nothing is guessed: a number that a spreadsheet cannot hold exactly, a date
where a ratio was typed, a formula that was never calculated are problems at their cells.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from stationkit.errors import InvalidCasesError, InvalidValueError, Problem
from stationkit.tabular.raw import RawTable, read_table
from stationkit.words import Words

__all__ = ["SHEET", "RawSheet", "SheetRow", "read_sheet"]

SHEET = "用例"
"""The name of the sheet that holds the cases."""

EXACT = 2**53
"""From here on a spreadsheet's numbers have gaps: two different ids can be the same cell."""


@attrs.frozen(kw_only=True)
class SheetRow:
    """One row: the place by which people find it, and its cells by column name; empty cells are left out."""

    where: str
    cells: Mapping[str, Any]
    places: Mapping[str, str]


@attrs.frozen(kw_only=True)
class RawSheet:
    """A header and rows, with what is wrong already."""

    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    problems: tuple[Problem, ...]


def read_sheet(path: Path) -> RawSheet:
    """Read a CSV file, or the sheet 用例 of a workbook.

    Raises:
        InvalidCasesError: it cannot be read as a table at all.
    """
    return _from_workbook(path) if path.suffix.lower() == ".xlsx" else _from_csv(path)


def _refused(path: Path, zh: str, en: str, expected: Words = Words()) -> InvalidCasesError:
    return InvalidCasesError(str(path), (Problem(path.name, Words(zh=zh, en=en), expected),))


# -- CSV -----------------------------------------------------------------------------------------------------


def _from_csv(path: Path) -> RawSheet:
    table = read_table(path)
    if not isinstance(table, RawTable):
        raise InvalidCasesError(str(path), (table,))
    rows = tuple(
        SheetRow(
            where=f"{path.name}:{row.number}",
            cells={name: cell for name, cell in row.cells.items() if str(cell).strip()},
            places={name: f"{path.name}:{row.number}:{name}" for name in row.cells},
        )
        for row in table.rows
    )
    problems = tuple(problem for row in table.rows for problem in row.problems)
    return RawSheet(columns=tuple(name for name in table.columns if name), rows=rows, problems=problems)


# -- workbooks -----------------------------------------------------------------------------------------------


def _from_workbook(path: Path) -> RawSheet:
    values, formulas = (_open(path, data_only=data_only) for data_only in (True, False))
    lead = f"{path.name}!{SHEET}"
    header = _header(values, lead)
    problems: list[Problem] = []
    rows = []
    for number in range(2, values.max_row + 1):
        cells = dict(_cells(values, formulas, number, header, lead, problems))
        if cells:
            places = {name: f"{lead}!{letter}{number}" for letter, name in header.items()}
            rows.append(SheetRow(where=f"{lead}!{number}", cells=cells, places=places))
    return RawSheet(columns=tuple(header.values()), rows=tuple(rows), problems=tuple(problems))


def _open(path: Path, *, data_only: bool) -> Any:
    try:
        from openpyxl import load_workbook  # type: ignore[import-untyped]  # it ships no types
    except ModuleNotFoundError:
        raise _refused(
            path,
            "读 Excel 需要附加组件 excel",
            "workbooks need the extra `excel`",
            Words(zh='pip install "stationkit[excel]"', en='pip install "stationkit[excel]", or a CSV file'),
        ) from None
    try:
        book = load_workbook(path, data_only=data_only)
    except Exception as error:  # noqa: BLE001 - a damaged file makes the reader raise anything
        raise _refused(
            path, f"不能作为 Excel 工作簿打开：{error}", f"cannot be opened as a workbook: {error}"
        ) from None
    if SHEET not in book.sheetnames:
        listed = ", ".join(book.sheetnames)
        raise _refused(
            path,
            f"没有名为 {SHEET} 的工作表",
            f"no sheet named {SHEET}",
            Words(zh=f"现有：{listed}", en=f"it has {listed}"),
        )
    return book[SHEET]


def _header(sheet: Any, lead: str) -> dict[str, str]:
    header: dict[str, str] = {}
    for cell in sheet[1]:
        name = str(cell.value).strip() if cell.value is not None else ""
        if name in header.values():
            what = Words(zh=f"列名重复：{name}", en=f"column named twice: {name}")
            raise InvalidCasesError(lead, (Problem(f"{lead}!{cell.coordinate}", what),))
        if name:
            header[cell.column_letter] = name
    return header


def _cells(
    values: Any, formulas: Any, number: int, header: Mapping[str, str], lead: str, problems: list[Problem]
) -> Iterator[tuple[str, Any]]:
    for cell in values[number]:
        written = formulas[cell.coordinate].value
        if cell.value is None and written is None:
            continue
        where = f"{lead}!{cell.coordinate}"
        name = header.get(cell.column_letter)
        if name is None:
            problems.append(Problem(where, Words(zh="这一列没有列名", en="this column has no name")))
            continue
        try:
            value = _cell(cell.value, written)
        except InvalidValueError as error:
            problems.extend(attrs.evolve(one, where=where) for one in error.problems)
            continue
        if value != "":
            yield name, value


_AS_TEXT = Words(zh="把单元格设为“文本”格式后重新输入", en="the cell formatted as text, and typed again")


def _cell(value: object, written: object) -> object:
    if value is None:
        raise InvalidValueError(
            written,
            Words(
                zh="公式没有算出的值：在 Excel 里打开并保存一次",
                en="a formula with its value: open and save the file in Excel once",
            ),
        )
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime | date):
        return value
    text = str(value).strip()
    if text.startswith("#"):
        raise InvalidValueError(text, Words(zh="没有错误的单元格", en="a cell without an error"))
    return text


def _number(value: float) -> int | Decimal:
    if abs(value) >= EXACT:
        raise InvalidValueError(value, _AS_TEXT)
    exact = Decimal(repr(value))
    if len(exact.as_tuple().digits) > 15:
        raise InvalidValueError(repr(value), _AS_TEXT)
    return int(value) if value == int(value) else exact
