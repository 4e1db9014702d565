"""Raw rows to values: cells to plain data, plain data through the one converter, every problem with its place."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

import attrs
import cattrs

from stationkit.dossiers.cells import FORMS, plain_moment, plain_of
from stationkit.dossiers.layout import Table
from stationkit.dossiers.places import place, placed
from stationkit.dossiers.shapes import Column, Kind, Shape, leaves
from stationkit.errors import InvalidDocumentError, InvalidValueError, Problem, nearest
from stationkit.tabular.encodings import is_text
from stationkit.tabular.raw import RawRow, RawTable
from stationkit.words import Words

__all__ = ["Candidate", "RowReader", "is_remark"]


def is_remark(name: str) -> bool:
    """Tell whether a column is the keeper's own remark, which is kept out of the dossier."""
    return name.startswith(("x-", "#"))


@attrs.frozen(kw_only=True)
class Candidate:
    """One row on its way into the dossier: where it stands, what it held, its value or its problems."""

    table: Table
    file: str
    row: RawRow
    plain: Mapping[str, object]
    value: Any = None
    problems: tuple[Problem, ...] = ()

    def refused(self, *problems: Problem) -> "Candidate":
        """Give the candidate with further problems, and so without a value."""
        return attrs.evolve(self, value=None, problems=(*self.problems, *problems))

    def blame(self, field: str, what: Words, expected: Words) -> "Candidate":
        """Give the candidate refused for one of its fields."""
        return self.refused(Problem(place(self.file, self.row.number, field), what, expected))


@attrs.frozen(kw_only=True)
class RowReader:
    """Reads the rows of one file."""

    table: Table
    raw: RawTable
    zone: tzinfo
    converter: cattrs.Converter

    def read(self, row: RawRow) -> Candidate:
        """Turn one raw row into a candidate."""
        plain, problems = (self._from_cells if self.raw.is_csv else self._from_json)(row)
        found = Candidate(table=self.table, file=self.raw.file, row=row, plain=plain)
        if row.problems or problems:
            return found.refused(*row.problems, *problems)
        return self._structured(found)

    def _structured(self, found: Candidate) -> Candidate:
        record = self.table.record_for(found.plain)
        if record is None:
            return found.blame(self.table.tag, *self.table.unknown_kind(found.plain))
        plain = self.table.without_tag(found.plain)
        try:
            return attrs.evolve(found, value=self.converter.structure(plain, record))
        except (InvalidDocumentError, InvalidValueError) as error:
            return found.refused(*(placed(one, found.file, found.row.number) for one in error.problems))

    def _from_cells(self, row: RawRow) -> tuple[dict[str, object], list[Problem]]:
        plain: dict[str, object] = {}
        problems: list[Problem] = []
        for name, column in self.table.leaves_for(row.cells):
            cell = str(row.cells.get(name, ""))
            if not cell.strip():
                continue
            try:
                _put(plain, name, _checked(plain_of(cell, column.shape, self.zone)))
            except InvalidValueError as error:
                where = place(self.raw.file, row.number, name)
                problems.extend(Problem(where, one.what, one.expected) for one in error.problems)
        return plain, problems
