"""The `[csv]` block of a rulebook: how a table of facts is laid out."""

from typing import Any

from stationkit.numbers import read_number
from stationkit.rules.model import CsvColumn, CsvForm
from stationkit.rules.reading import Collector, TableReader

__all__ = ["read_csv_form"]


def read_csv_form(table: TableReader) -> CsvForm:
    """Read how a table of facts is laid out."""
    columns = table.table("columns")
    form = CsvForm(
        id=table.text("id") or "id",
        missing=tuple(table.names("missing")) or ("",),
        columns={name: _read_column(columns, name) for name in columns.entries()},
    )
    table.finish()
    return form


def _read_column(columns: TableReader, name: str) -> CsvColumn:
    raw = columns.take(name)
    if isinstance(raw, str):
        return CsvColumn(column=raw)
    table = TableReader(raw, columns.at(name), columns.to)
    values = table.table("values")
    column = CsvColumn(
        column=table.text("column") or name,
        values={key: _cell(values.take(key), values.at(key), columns.to) for key in values.entries()},
        otherwise=_cell(table.take("otherwise"), table.at("otherwise"), columns.to) if "otherwise" in table else None,
        missing=table.names("missing") if "missing" in table else None,
    )
    table.finish()
    return column


def _cell(raw: object, path: str, to: Collector) -> Any:
    if isinstance(raw, bool | str):
        return raw
    return to.attempt(path, lambda: read_number(raw), 0)
