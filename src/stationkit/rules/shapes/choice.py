"""Choices: a value by the word of one node (`choose`), or by the words of two (`table`)."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from stationkit.rules.expressions import Expression, ReadInline, expression_references, read_expression
from stationkit.rules.frame import Frame, Read
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, Absent, NodeValue
from stationkit.rules.reading import TableReader
from stationkit.rules.references import Reference
from stationkit.rules.shapes.operands import take_expression, take_reference
from stationkit.rules.shaping import Fault, Linked, Owner, Writes
from stationkit.words import Words

__all__ = ["Choose", "Table", "read_choose", "read_table"]


@attrs.frozen
class Choose:
    """The value that belongs to the word of one node; every word that can come must be there."""

    by: Reference
    gives: Mapping[str, Expression]

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what it reads."""
        yield "name", self.by
        for value in self.gives.values():
            yield from expression_references(value)

    def faults(self) -> Iterator[Fault]:
        """Nothing is written down for a choice."""
        return iter(())

    def link(self, linker: Any, owner: Owner) -> Linked:
        """Give the closures."""
        linker.must_name_every_word(self.by, tuple(self.gives), owner)
        asked: Read = linker.read(self.by, owner)
        reads: dict[str, Read] = {word: linker.number(value, owner) for word, value in self.gives.items()}
        facts, writes = (str(self.by),), Writes(owner)
        info = linker.infos.get(str(self.by))
        outside = frozenset(info.outside) if info is not None else frozenset()

        def run(frame: Frame) -> NodeValue:
            word = asked(frame)
            if isinstance(word, Absent):
                return word
            read = reads.get(str(word))
            if read is None:
                return NOT_APPLICABLE if word in outside else MISSING
            return read(frame)

        def explain(frame: Frame) -> NodeValue:
            word = str(asked(frame))
            return writes.value(frame, run(frame), facts, Words(zh=word, en=word))

        return Linked(run, explain)


@attrs.frozen(kw_only=True)
class Table:
    """The cell of a two-way table whose rows and columns are the words of two nodes."""

    rows: Reference
    columns: Reference
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]
    cells: tuple[tuple[Expression, ...], ...]

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what it reads."""
        yield "name", self.rows
        yield "name", self.columns
        for row in self.cells:
            for cell in row:
                yield from expression_references(cell)

    def faults(self) -> Iterator[Fault]:
        """Nothing is written down for a table."""
        return iter(())

    def link(self, linker: Any, owner: Owner) -> Linked:
        """Give the closures."""
        for reference, names in ((self.rows, self.row_names), (self.columns, self.column_names)):
            linker.must_name_every_word(reference, names, owner)
        row, column = linker.read(self.rows, owner), linker.read(self.columns, owner)
        cells = {
            (row_name, column_name): linker.number(cell, owner)
            for row_name, line in zip(self.row_names, self.cells, strict=False)
            for column_name, cell in zip(self.column_names, line, strict=False)
        }
        facts, writes = (str(self.rows), str(self.columns)), Writes(owner)

        def run(frame: Frame) -> NodeValue:
            words = row(frame), column(frame)
            for word in words:
                if isinstance(word, Absent):
                    return word
            read = cells.get((str(words[0]), str(words[1])))
            return MISSING if read is None else read(frame)

        return Linked(run, lambda frame: writes.value(frame, run(frame), facts))


def read_choose(table: TableReader, key: str, inline: ReadInline) -> Choose:
    """Read `choose = { by, gives = { word = number, ... } }`."""
    inner = table.table(key)
    by, gives = take_reference(inner, "by"), inner.table("gives")
    shape = Choose(by, {word: take_expression(gives, word, inline) for word in list(gives.entries())})
    inner.finish()
    return shape


def read_table(table: TableReader, key: str, inline: ReadInline) -> Table:
    """Read `table = { rows, columns, row_names, column_names, cells }`."""
    inner = table.table(key)
    shape = Table(
        rows=take_reference(inner, "rows"),
        columns=take_reference(inner, "columns"),
        row_names=_names(inner, "row_names"),
        column_names=_names(inner, "column_names"),
        cells=_cells(inner, inline),
    )
    inner.finish()
    widths = {len(row) for row in shape.cells}
    if len(shape.cells) != len(shape.row_names) or widths - {len(shape.column_names)}:
        inner.to.say(inner.at("cells"), "行列数与名称不符", "the cells do not match the names of rows and columns")
    return shape


def _names(inner: TableReader, key: str) -> tuple[str, ...]:
    raw = inner.take(key)
    return tuple(str(one) for one in raw) if isinstance(raw, list) else ()


def _cells(inner: TableReader, inline: ReadInline) -> tuple[tuple[Expression, ...], ...]:
    raw = inner.take("cells")
    rows = raw if isinstance(raw, list) and all(isinstance(row, list) for row in raw) else []
    return tuple(
        tuple(read_expression(cell, f"{inner.at('cells')}[{y}][{x}]", inner.to, inline) for x, cell in enumerate(row))
        for y, row in enumerate(rows)
    )
