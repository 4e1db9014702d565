"""The columns of a record, read off its attrs class: one description for cells, schema and documentation.

Nested values become dotted columns (`title.zh`); a list stands in one cell. A class with a field of another kind than
the ones named here cannot be a table: a mistake of ours, found when the tables are built.
"""

import types
import typing
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from functools import cache

import attrs

from stationkit.identifiers import RegionCode
from stationkit.periods import Period
from stationkit.stations.fields import plain_name
from stationkit.words import Words

__all__ = ["Column", "Kind", "Shape", "columns_of", "leaves"]


class Kind(Enum):
    """What a cell can hold."""

    TEXT = "text"
    FLAG = "flag"
    WHOLE = "whole"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    PERIOD = "period"
    REGION = "region"
    CHOICE = "choice"
    LIST = "list"
    RECORD = "record"


@attrs.frozen(kw_only=True)
class Shape:
    """The form of one value: its kind, the choices it is one of, the item it is a list of, the columns it has."""

    kind: Kind
    choices: tuple[tuple[str, Words], ...] = ()
    item: "Shape | None" = None
    columns: "tuple[Column, ...]" = ()


@attrs.frozen(kw_only=True)
class Column:
    """One column: its name, its form, whether it must be filled, and what it means.

    Attributes:
        name: the name as files spell it.
        nullable: whether nothing may stand there though the name is written (`null` in JSONL).
        limits: further words of JSON Schema, such as a pattern, from the field's own metadata.
    """

    name: str
    shape: Shape
    required: bool
    nullable: bool = False
    words: Words = attrs.field(factory=Words)
    limits: tuple[tuple[str, object], ...] = ()


_SCALARS: dict[object, Kind] = {
    str: Kind.TEXT,
    bool: Kind.FLAG,
    int: Kind.WHOLE,
    Fraction: Kind.NUMBER,
    date: Kind.DAY,
    datetime: Kind.MOMENT,
    Period: Kind.PERIOD,
    RegionCode: Kind.REGION,
}


@cache
def columns_of(record: type) -> tuple[Column, ...]:
    """Give the columns of an attrs class, in the order of its fields.

    Raises:
        TypeError: a field has a type that no cell can hold.
    """
    hints = typing.get_type_hints(record)
    return tuple(_column(field, hints[field.name]) for field in attrs.fields(record) if field.init)


def leaves(columns: tuple[Column, ...], prefix: str = "") -> tuple[tuple[str, Column], ...]:
    """Give the columns that a spreadsheet has: nested ones by their dotted names."""
    found: list[tuple[str, Column]] = []
    for column in columns:
        path = f"{prefix}{column.name}"
        if column.shape.kind is Kind.RECORD:
            found.extend(leaves(column.shape.columns, f"{path}."))
        else:
            found.append((path, column))
    return tuple(found)


def _column(field: "attrs.Attribute[object]", annotation: object) -> Column:
    inner, nullable = _without_none(annotation)
    return Column(
        name=plain_name(field),
        shape=_shape(inner),
        required=field.default is attrs.NOTHING,
        nullable=nullable,
        words=field.metadata.get("words", Words()),
        limits=tuple(field.metadata.get("limits", {}).items()),
    )


def _without_none(annotation: object) -> tuple[object, bool]:
    members = _union(annotation)
    rest = tuple(member for member in members if member is not type(None))
    if set(rest) == {int, Fraction}:
        return Fraction, len(rest) < len(members)
    if len(rest) != 1:
        raise TypeError(f"no cell can hold {annotation!r}")
    return rest[0], len(rest) < len(members)


def _union(annotation: object) -> tuple[object, ...]:
    if typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        return typing.get_args(annotation)
    return (annotation,)


def _shape(annotation: object) -> Shape:
    if annotation in _SCALARS:
        return Shape(kind=_SCALARS[annotation])
    if typing.get_origin(annotation) in {tuple, frozenset}:
        return _list_shape(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Shape(kind=Kind.CHOICE, choices=tuple((str(one.value), _words_of(one)) for one in annotation))
    if isinstance(annotation, type) and attrs.has(annotation):
        return Shape(kind=Kind.RECORD, columns=columns_of(annotation))
    raise TypeError(f"no cell can hold {annotation!r}")


def _list_shape(annotation: object) -> Shape:
    item, nullable = _without_none(typing.get_args(annotation)[0])
    if nullable:
        raise TypeError(f"no cell can hold {annotation!r}")
    return Shape(kind=Kind.LIST, item=_shape(item))


def _words_of(choice: Enum) -> Words:
    words = getattr(choice, "words", None)
    return words if isinstance(words, Words) else Words(en=str(choice.value))
