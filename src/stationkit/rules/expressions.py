"""Expressions: wherever a number may stand, a name, cases or arithmetic may stand too.

`0.5`, `"90%"`, `"1/3"` are literals; a bare word is the name of a node; `[{ when, is }, …, { otherwise = true, is }]`
are cases, first fit; a table is an inline shape such as `{ product = ["shifts", "yuan-per-shift"] }`.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol, TypeAlias

import attrs

from stationkit.numbers import Number, read_number
from stationkit.rules.conditions import Condition, condition_references, read_condition
from stationkit.rules.reading import Collector, TableReader
from stationkit.rules.references import Reference, parse_reference

__all__ = [
    "CaseRow",
    "Cases",
    "Expression",
    "Inline",
    "Literal",
    "Name",
    "Word",
    "expression_references",
    "read_cases",
    "read_expression",
]


@attrs.frozen
class Literal:
    """A number as written; `percent` tells that it was written as a percentage."""

    value: Number
    percent: bool = False


@attrs.frozen
class Name:
    """The value of what a reference names."""

    reference: Reference


@attrs.frozen
class Word:
    """A word of a scale, meant as such."""

    word: int | str


@attrs.frozen
class CaseRow:
    """One row: when it holds (nothing for `otherwise`), what the value is, whether a missing fact skips it."""

    when: Condition | None
    value: "Expression"
    skip_missing: bool = False


@attrs.frozen
class Cases:
    """Rows of which the first that holds gives the value."""

    rows: tuple[CaseRow, ...]


class InlineShape(Protocol):
    """What an inline shape can be asked while it is being checked."""

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what the shape names."""


@attrs.frozen
class Inline:
    """A shape written in place."""

    shape: InlineShape


Expression: TypeAlias = Literal | Name | Cases | Inline | Word
ReadInline: TypeAlias = Callable[[Mapping[str, object], str, Collector], InlineShape]

_NOTHING = Literal(0)


def read_expression(raw: object, path: str, to: Collector, inline: ReadInline) -> Expression:
    """Read a number, a name, cases or an inline shape."""
    if isinstance(raw, list):
        return read_cases(raw, path, to, lambda one, where: read_expression(one, where, to, inline))
    if isinstance(raw, Mapping):
        return Inline(inline(raw, path, to))
    if isinstance(raw, str) and not _starts_number(raw):
        return to.attempt(path, lambda: Name(parse_reference(raw)), _NOTHING)
    return to.attempt(
        path, lambda: Literal(read_number(raw), isinstance(raw, str) and raw.strip().endswith("%")), _NOTHING
    )


def _starts_number(text: str) -> bool:
    return text.strip()[:1].isdigit() or text.strip()[:1] in ("+", "-")


def read_cases(
    raw: list[object],
    path: str,
    to: Collector,
    read_value: Callable[[object, str], Expression],
    *,
    about: Reference | None = None,
) -> Cases:
    """Read the rows of cases, of `bands` and of a `ladder`; nothing may follow `otherwise`."""
    rows = []
    for place, one in enumerate(raw):
        table = TableReader(one, f"{path}[{place}]", to)
        rows.append(_row(table, to, read_value, about))
        if rows[-1].when is None and place + 1 < len(raw):
            to.say(table.path, "otherwise 之后的行永远轮不到", "rows behind otherwise are never reached")
    if not rows:
        to.say(path, "至少一行", "at least one row is needed")
    return Cases(tuple(rows))


def _row(
    table: TableReader, to: Collector, read_value: Callable[[object, str], Expression], about: Reference | None
) -> CaseRow:
    skip = table.choice("if_missing", ["skip"], "") == "skip"
    key = table.exactly_one(("when", "otherwise"))
    when = None
    if key == "when":
        when = read_condition(table.take("when"), table.at("when"), to, about=about)
    elif table.flag("otherwise") is not True:
        to.say(table.at("otherwise"), "应为 true", "expected true")
    if "is" not in table:
        to.say(table.path, "缺少 is", "is is missing")
        return CaseRow(when, _NOTHING, skip)
    value = read_value(table.take("is"), table.at("is"))
    table.finish()
    return CaseRow(when, value, skip)


def expression_references(expression: Expression) -> Iterator[tuple[str, Reference | str]]:
    """Give what an expression names, as `condition_references` does."""
    if isinstance(expression, Name):
        yield "name", expression.reference
    elif isinstance(expression, Cases):
        for row in expression.rows:
            if row.when is not None:
                yield from condition_references(row.when)
            yield from expression_references(row.value)
    elif isinstance(expression, Inline):
        yield from expression.shape.references()
