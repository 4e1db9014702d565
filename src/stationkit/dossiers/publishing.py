"""What is published about the tables: a JSON Schema of each, made from the values themselves."""

import json
from collections.abc import Mapping
from pathlib import Path

from stationkit.dossiers.layout import TABLES, Table
from stationkit.dossiers.schemas import row_schema, union_schema
from stationkit.dossiers.shapes import columns_of

__all__ = ["SCHEMA_FOLDER", "table_schemas", "write_schemas"]

SCHEMA_FOLDER = Path(__file__).with_name("schema")
"""Where the package keeps the schemas."""


def table_schemas() -> Mapping[str, dict[str, object]]:
    """Give the JSON Schema of one row (one line of JSONL) of every table, by the table's name."""
    return {name: _schema(table) for name, table in TABLES.items()}


def _schema(table: Table) -> dict[str, object]:
    identifier = f"urn:stationkit:dossier:1:{table.name}"
    if not table.is_tagged:
        return row_schema(table.words, identifier, table.columns)
    members = {name: columns_of(record) for name, record in table.records.items()}
    return union_schema(table.words, identifier, "kind", members)


def write_schemas(folder: Path = SCHEMA_FOLDER) -> None:
    """Write every schema into a folder, one file a table."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in table_schemas().items():
        text = json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=False)
        (folder / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
