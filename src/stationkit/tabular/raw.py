"""Text of a table to raw rows: CSV, where every cell is text, and JSONL, where every line is an object.

A row keeps the number under which a person finds it: the row of the spreadsheet for CSV (the header is row 1), the line
for JSONL. A row that cannot even be split into named cells is kept as it stands, with what is wrong.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NoReturn

import attrs

from stationkit.errors import Problem
from stationkit.tabular.encodings import read_text
from stationkit.words import Words

__all__ = ["MAX_CELL", "MAX_ROWS", "RawRow", "RawTable", "read_table"]

MAX_ROWS = 5_000_000
"""The most rows that one file may have."""

MAX_CELL = 100_000
"""The most characters that one cell, or one line of JSONL, may have."""


@attrs.frozen(kw_only=True)
class RawRow:
    """One row before anything is understood: its number, its cells by name, and what is wrong with it already."""

    number: int
    cells: Mapping[str, object]
    problems: tuple[Problem, ...] = ()


@attrs.frozen(kw_only=True)
class RawTable:
    """All rows of one file; `columns` are the header of a CSV file, empty for JSONL."""

    file: str
    is_csv: bool
    columns: tuple[str, ...]
    rows: tuple[RawRow, ...]


def read_table(path: Path) -> RawTable | Problem:
    """Read one file of a dossier into raw rows, or say why that is not possible."""
    text = read_text(path)
    if isinstance(text, Problem):
        return text
    table = _read_csv(path.name, text) if path.suffix == ".csv" else _read_jsonl(path.name, text)
    if isinstance(table, RawTable) and len(table.rows) > MAX_ROWS:
        what = Words(zh=f"行数过多（{len(table.rows)}）", en=f"too many rows ({len(table.rows)})")
        return Problem(path.name, what, Words(zh=f"不超过 {MAX_ROWS} 行", en=f"at most {MAX_ROWS} rows"))
    return table


def _read_csv(file: str, text: str) -> RawTable | Problem:
    previous = csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = tuple(cell.strip() for cell in next(reader, ()))
        if problem := _header_problem(file, header):
            return problem
        rows = tuple(_csv_rows(file, header, reader))
    except csv.Error as error:
        return _broken_csv(file, reader.line_num, error)
    finally:
        csv.field_size_limit(previous)
    return RawTable(file=file, is_csv=True, columns=header, rows=rows)


def _header_problem(file: str, header: tuple[str, ...]) -> Problem | None:
    where = f"{file}:1"
    if not any(header):
        expected = Words(zh="第一行写列名", en="column names in the first row")
        return Problem(where, Words(zh="没有表头", en="there is no header"), expected)
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        listed = ", ".join(name or "''" for name in twice)
        what = Words(zh=f"列名重复：{listed}", en=f"column named twice: {listed}")
        return Problem(where, what, Words(zh="每列一个名字", en="one name per column"))
    return None


def _csv_rows(file: str, header: tuple[str, ...], reader: "Iterator[list[str]]") -> Iterator[RawRow]:
    for number, cells in enumerate(reader, start=2):
        if any(cell.strip() for cell in cells):
            yield _csv_row(file, number, header, cells)


def _csv_row(file: str, number: int, header: tuple[str, ...], cells: list[str]) -> RawRow:
    named: dict[str, object] = dict(zip(header, cells, strict=False))
    if len(cells) == len(header):
        return RawRow(number=number, cells=named)
    surplus = cells[len(header) :]
    if surplus and not any(cell.strip() for cell in surplus):
        return RawRow(number=number, cells=named)
    named.update({f"+{place}": cell for place, cell in enumerate(surplus, start=1)})
    what = Words(zh=f"有 {len(cells)} 个单元格", en=f"{len(cells)} cells")
    expected = Words(zh=f"与表头相同的 {len(header)} 个", en=f"{len(header)}, as many as the header")
    return RawRow(number=number, cells=named, problems=(Problem(f"{file}:{number}", what, expected),))


def _broken_csv(file: str, line: int, error: csv.Error) -> Problem:
    if "field larger" in str(error):
        what = Words(zh="单元格过长，可能引号没有配对", en="a cell is too long; perhaps a quote is not closed")
        return Problem(f"{file}:{line}", what, Words(zh=f"不超过 {MAX_CELL} 字", en=f"at most {MAX_CELL} characters"))
    what = Words(zh=f"CSV 格式错误：{error}", en=f"broken CSV: {error}")
    return Problem(f"{file}:{line}", what, Words(zh="成对的双引号", en="double quotes in pairs"))


def _read_jsonl(file: str, text: str) -> RawTable:
    # Only the line feed ends a line: a JSON text may hold other separators that str.splitlines would cut at.
    lines = enumerate(text.split("\n"), start=1)
    rows = tuple(_json_row(file, number, line) for number, line in lines if line.strip())
    return RawTable(file=file, is_csv=False, columns=(), rows=rows)


def _json_row(file: str, number: int, line: str) -> RawRow:
    try:
        return RawRow(number=number, cells=_json_object(line))
    except (ValueError, RecursionError) as error:
        what = Words(zh=f"不能读作 JSON 对象：{error}", en=f"cannot be read as a JSON object: {error}")
        return RawRow(number=number, cells={"line": line}, problems=(Problem(f"{file}:{number}", what, _ONE_OBJECT),))


_ONE_OBJECT = Words(
    zh='每行一个 JSON 对象；小数写成文本，如 "2.5"',
    en='one JSON object a line, with decimals as text such as "2.5"',
)


def _json_object(line: str) -> dict[str, object]:
    if len(line) > MAX_CELL:
        raise ValueError(f"{len(line)} characters")
    row = json.loads(line, parse_float=_refuse, parse_constant=_refuse, object_pairs_hook=_unique)
    if not isinstance(row, dict):
        raise ValueError(type(row).__name__)  # noqa: TRY004  # the caller turns every fault into one kind of problem
    return row


def _refuse(token: str) -> NoReturn:
    raise ValueError(f"float {token}")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    named = dict(pairs)
    if len(named) != len(pairs):
        raise ValueError("a name is given twice")
    return named
