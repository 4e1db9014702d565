"""Writing a dossier folder, so that reading it gives the same; and what was set aside, with its reasons."""

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from stationkit.dossiers.cells import cell_of
from stationkit.dossiers.head import HEAD_FILE, head_text
from stationkit.dossiers.layout import TABLES, Table
from stationkit.dossiers.reading import SetAside
from stationkit.dossiers.shapes import Column
from stationkit.stations.converting import unstructure
from stationkit.stations.dossier import Dossier

__all__ = ["write_dossier", "write_set_aside"]


def write_dossier(dossier: Dossier, folder: Path | str) -> None:
    """Write a dossier as CSV files, UTF-8 with the mark that spreadsheets look for; empty tables get no file."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    (place / HEAD_FILE).write_text(head_text(dossier), encoding="utf-8")
    for name, table in TABLES.items():
        rows = getattr(dossier, name)
        if rows:
            (place / f"{name}.csv").write_text(_csv(rows, table), encoding="utf-8-sig", newline="")


def _csv(rows: Iterable[Any], table: Table) -> str:
    plain = [_plain(row, table) for row in rows]
    used = {name: column for name, column in table.leaves.items() if any(_get(row, name) is not None for row in plain)}
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(used)
    writer.writerows([_cell(row, name, column) for name, column in used.items()] for row in plain)
    return text.getvalue()


def _plain(row: Any, table: Table) -> dict[str, Any]:
    plain: dict[str, Any] = unstructure(row)
    if table.is_tagged:
        tag = next(name for name, record in table.records.items() if type(row) is record)
        plain = {"kind": tag, **plain}
    return plain


def _get(plain: dict[str, Any], name: str) -> object:
    outer, _, inner = name.partition(".")
    value = plain.get(outer)
    return value.get(inner) if inner and isinstance(value, dict) else value


def _cell(plain: dict[str, Any], name: str, column: Column) -> str:
    return cell_of(_get(plain, name), column)


def write_set_aside(set_aside: Iterable[SetAside], path: Path | str) -> None:
    """Write the rows that could not be used as JSONL: file, row, cells as they stood, problems in both languages."""
    lines = [json.dumps(_told(one), ensure_ascii=False) for one in set_aside]
    Path(path).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _told(one: SetAside) -> dict[str, Any]:
    problems = [{"where": each.where, "zh": each.text("zh"), "en": each.text("en")} for each in one.problems]
    return {"file": one.file, "row": one.row, "cells": dict(one.cells), "problems": problems}
