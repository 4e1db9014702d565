"""JSON Schema (2020-12) of a record, from its columns: what one line of JSONL may be.

It says what can be said of one row by itself. What needs other rows (references, ids used twice, aliases of reporters)
or two fields at once is the loader's to check, and documented beside the schema.
"""

from collections.abc import Mapping

from stationkit.dossiers.shapes import Column, Kind, Shape
from stationkit.words import Words

__all__ = ["row_schema", "union_schema"]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"

# `\d` and `$` mean other things in Python and in ECMA 262; these patterns mean the same in both.
_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_CLOCK = "[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?$"
_SCALARS: Mapping[Kind, Mapping[str, object]] = {
    Kind.TEXT: {"type": "string"},
    Kind.FLAG: {"type": "boolean"},
    Kind.WHOLE: {"type": "integer"},
    Kind.NUMBER: {
        "anyOf": [
            {"type": "integer"},
            {"type": "string", "pattern": "^[+-]?[0-9]+([.][0-9]+)?%?$|^[+-]?[0-9]+/0*[1-9][0-9]*$"},
        ]
    },
    Kind.DAY: {"type": "string", "format": "date", "pattern": _DAY},
    Kind.MOMENT: {"type": "string", "pattern": _DAY[:-1] + "T" + _CLOCK},
    Kind.PERIOD: {
        "type": "string",
        "pattern": "^[0-9]{4}(H[12]|Q[1-4]|-(0[1-9]|1[0-2]))?$|" + _DAY[:-1] + "[.][.]" + _DAY[1:],
    },
    Kind.REGION: {"type": "string", "pattern": "^[1-9][0-9]{5}$"},
}


def row_schema(title: Words, identifier: str, columns: tuple[Column, ...]) -> dict[str, object]:
    """Give the schema of one row of a table."""
    return {"$schema": _DRAFT, "$id": identifier, **_words(title), **_object(columns)}


def union_schema(
    title: Words, identifier: str, tag: str, members: Mapping[str, tuple[Column, ...]]
) -> dict[str, object]:
    """Give the schema of a table whose rows are of several kinds, told apart by the column *tag*."""
    variants = [_tagged(tag, name, columns) for name, columns in members.items()]
    return {"$schema": _DRAFT, "$id": identifier, **_words(title), "oneOf": variants}


def _tagged(tag: str, name: str, columns: tuple[Column, ...]) -> dict[str, object]:
    schema = _object(tuple(column for column in columns if column.name != tag))
    properties: dict[str, object] = {tag: {"const": name}}
    properties.update(schema["properties"])  # type: ignore[call-overload]  # built as a dict just below
    return {**schema, "properties": properties, "required": [tag, *_required(columns, but=tag)]}


def _required(columns: tuple[Column, ...], but: str = "") -> list[str]:
    return [column.name for column in columns if column.required and column.name != but]


def _object(columns: tuple[Column, ...]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": {column.name: _column(column) for column in columns},
        "required": _required(columns),
        "additionalProperties": False,
    }


def _column(column: Column) -> dict[str, object]:
    schema = {**_shape(column.shape), **dict(column.limits)}
    if column.nullable:
        schema = {"anyOf": [schema, {"type": "null"}]}
    return {**_words(column.words), **schema}


def _shape(shape: Shape) -> dict[str, object]:
    if shape.kind is Kind.CHOICE:
        return {"enum": [name for name, _ in shape.choices]}
    if shape.kind is Kind.LIST and shape.item is not None:
        return {"type": "array", "items": _shape(shape.item)}
    if shape.kind is Kind.RECORD:
        return _object(shape.columns)
    return dict(_SCALARS[shape.kind])


def _words(words: Words) -> dict[str, object]:
    named: dict[str, object] = {}
    if words.zh:
        named["title"] = words.zh
    if words.en:
        named["description"] = words.en
    return named
