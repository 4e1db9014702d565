"""Dated parameters: a value that changes on a day, and the day on which it should be looked at again.

`value = [{ from = 2022-01-01, value = 2, source = "…" }, { from = 2024-01-01, value = 3, source = "…" }]` is 2 up to
and including the last day of 2023, 3 after it, and nothing before: until its first day a parameter is open.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from stationkit.rules.reading import Collector, TableReader
from stationkit.words import Words

__all__ = ["is_dated", "take_day"]

_KEPT = ("source", "note", "clause", "review_by")


def is_dated(value: object) -> bool:
    """Tell whether a value is a dated list rather than cases."""
    return isinstance(value, list) and any(isinstance(row, Mapping) and "from" in row for row in value)


def take_day(tables: dict[str, Any], on: date | None, to: Collector) -> None:
    """Give every dated parameter of *tables* the value that it has on a day; problems go to *to*."""
    parameters = tables.get("parameter")
    if not isinstance(parameters, dict):
        return
    for name, table in parameters.items():
        if isinstance(table, Mapping) and is_dated(table.get("value")):
            parameters[name] = _on(TableReader(table, f"parameter.{name}", to), dict(table), on, to)


def _on(table: TableReader, plain: dict[str, Any], on: date | None, to: Collector) -> dict[str, Any]:
    rows = [(_since(row), row) for row in table.rows("value")]
    for (before, _), (since, row) in zip(rows, rows[1:], strict=False):
        if since <= before:
            to.say(row.at("from"), f"不晚于前一行的 {before}", f"not after {before}, the row before it")
    if on is None:
        expected = Words(zh="on = 日期", en="a day: on = …")
        to.say(table.at("value"), "取值因日期而异，需指明日期", "its value depends on the day, which is not said", expected)
    value = {key: one for key, one in plain.items() if key != "value"}
    for since, row in rows:
        kept = {key: row.take(key) for key in _KEPT if key in row}
        if on is not None and since <= on:
            value = {**value, **kept, "value": row.take("value")}
        else:
            row.take("value")
        if "value" not in row:
            to.say(row.path, "缺少 value", "value is missing")
        row.finish()
    return value


def _since(row: TableReader) -> date:
    day = row.take("from")
    if type(day) is date:
        return day
    row.to.say(row.at("from"), "缺少起始日期，如 2024-01-01", "no first day, such as 2024-01-01")
    return date.min
