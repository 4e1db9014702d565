"""Operands: what a shape takes from its table: an expression, a name, a list of parts, pairs of numbers."""

from collections.abc import Callable
from typing import TypeAlias

from stationkit.rules.expressions import Expression, ReadInline, read_expression
from stationkit.rules.reading import TableReader
from stationkit.rules.references import Reference, parse_reference
from stationkit.rules.shaping import Shape

__all__ = ["ReadShape", "take_expression", "take_parts", "take_reference"]

ReadShape: TypeAlias = Callable[[TableReader, str, ReadInline], Shape]
"""How a shape reads itself: its node's table, its key there, and the reader of shapes written in place of a number."""

_NOWHERE = Reference("unreadable")


def take_expression(table: TableReader, key: str, inline: ReadInline) -> Expression:
    """Take a number, a name, cases or an inline shape."""
    return read_expression(table.take(key), table.at(key), table.to, inline)


def take_reference(table: TableReader, key: str) -> Reference:
    """Take the name of what is read."""
    return table.to.attempt(table.at(key), lambda: parse_reference(table.take(key)), _NOWHERE)


def take_parts(raw: object, table: TableReader, key: str, inline: ReadInline) -> tuple[Expression, ...]:
    """Read the list of parts that stands under *key*."""
    if not isinstance(raw, list) or not raw:
        table.to.say(
            table.at(key), "应为集合的名称或非空列表", "expected the name of a set or a list that is not empty"
        )
        return ()
    return tuple(read_expression(one, f"{table.at(key)}[{place}]", table.to, inline) for place, one in enumerate(raw))
