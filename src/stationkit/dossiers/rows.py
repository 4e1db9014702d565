"""Raw rows to values: cells to plain data, plain data through the one converter, every problem with its place."""

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import Any

import attrs

from stationkit.dossiers.cells import choices_in_words, plain_moment, plain_of
from stationkit.dossiers.layout import Table
from stationkit.dossiers.places import place, placed
from stationkit.dossiers.shapes import Column, Kind
from stationkit.errors import InvalidDocumentError, InvalidValueError, Problem, nearest
from stationkit.stations.converting import structure
from stationkit.stations.fields import A_MEANT_YEAR, MEANT_YEARS
from stationkit.tabular.raw import RawRow
from stationkit.words import Words

__all__ = ["Candidate", "is_remark", "read_row"]


def is_remark(name: str) -> bool:
    """Tell whether a column is the keeper's own remark, which is kept out of the dossier."""
    return name.startswith(("x-", "#"))


@attrs.frozen(kw_only=True)
class Candidate:
    """One row on its way into the dossier: where it stands, what it held, its value or its problems.

    Attributes:
        repeats: the row that says the very same and is the one to go by; this one has no value of its own then.
    """

    table: Table
    file: str
    row: RawRow
    plain: Mapping[str, Any]
    value: Any = None
    problems: tuple[Problem, ...] = ()
    repeats: int | None = None

    def refused(self, *problems: Problem) -> "Candidate":
        """Give the candidate with further problems, and so without a value."""
        return attrs.evolve(self, value=None, problems=(*self.problems, *problems))

    def repeating(self, row: int) -> "Candidate":
        """Give the candidate as a repetition of an earlier row: nothing is lost with it."""
        return attrs.evolve(self, value=None, repeats=row)

    def blame(self, field: str, what: Words, expected: Words = Words()) -> "Candidate":
        """Give the candidate refused for one of its fields."""
        return self.refused(Problem(place(self.file, self.row.number, field), what, expected))


def read_row(table: Table, file: str, row: RawRow, zone: tzinfo, *, is_csv: bool) -> Candidate:
    """Turn one raw row into a candidate."""
    plain, problems = (_from_cells if is_csv else _from_json)(table, row, zone)
    found = Candidate(table=table, file=file, row=row, plain=plain)
    told = [Problem(place(file, row.number, one.where), one.what, one.expected) for one in problems]
    if row.problems or told:
        return found.refused(*row.problems, *told)
    return _structured(found)


def _structured(found: Candidate) -> Candidate:
    plain = dict(found.plain)
    tag = str(plain.pop("kind", "")) if found.table.is_tagged else ""
    record = found.table.records.get(tag)
    if record is None:
        what = Words(zh=f"没有这种记录：{tag}", en=f"no such kind: {tag}")
        return found.blame("kind", what, choices_in_words(found.table.leaves["kind"].shape))
    strange = (*_strange_words(found, plain), *_strange_years(found, plain))
    try:
        value: Any = structure(plain, record)
    except InvalidDocumentError as error:
        problems = (_of_a_column(one, found, plain) for one in error.problems)
        return found.refused(*strange, *(placed(one, found.file, found.row.number) for one in problems))
    return found.refused(*strange) if strange else attrs.evolve(found, value=value)


def _of_a_column(problem: Problem, found: Candidate, plain: Mapping[str, Any]) -> Problem:
    """Tell of a nested value that is not there by the columns that files have, one of which is owed."""
    name = problem.where.removeprefix("$.")
    columns = [leaf for leaf in found.table.leaves if leaf.startswith(f"{name}.")]
    if name in plain or not columns:
        return problem
    what = Words(zh=f"缺少 {' 或 '.join(columns)}", en=f"{' or '.join(columns)} is missing")
    return attrs.evolve(problem, where=f"$.{columns[0]}", what=what)


def _strange_words(found: Candidate, plain: Mapping[str, Any]) -> Iterator[Problem]:
    """Find words that the record would take and this table does not know."""
    for name, known in found.table.vocabulary.items():
        word = plain.get(name)
        if isinstance(word, str) and word not in set(known):
            close = ", ".join(nearest(word, known))
            what = Words(zh=f"没有这个词：{word}", en=f"no such word: {word}")
            yield Problem(place(found.file, found.row.number, name), what, Words(zh=close, en=f"one of {close}"))


def _strange_years(found: Candidate, plain: Mapping[str, Any]) -> Iterator[Problem]:
    """Find days and times in years that nobody means: 0026 for 2026 would load, and be in no period asked about."""
    first, last = MEANT_YEARS
    for name, column in found.table.leaves.items():
        said = plain.get(name)
        if column.shape.kind not in (Kind.DAY, Kind.MOMENT) or not isinstance(said, str) or not said[:4].isdecimal():
            continue
        if not first <= int(said[:4]) <= last:
            yield Problem(place(found.file, found.row.number, name), Words(zh=said, en=said), A_MEANT_YEAR)


def _from_cells(table: Table, row: RawRow, zone: tzinfo) -> tuple[dict[str, Any], list[Problem]]:
    plain: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, column in table.leaves.items():
        cell = str(row.cells.get(name, ""))
        if not cell.strip():
            continue
        try:
            _put(plain, name, plain_of(cell, column.shape, zone))
        except InvalidValueError as error:
            problems.extend(attrs.evolve(one, where=name) for one in error.problems)
    return plain, problems


def _put(plain: dict[str, Any], name: str, value: object) -> None:
    """Put a value under its dotted name."""
    outer, dot, inner = name.partition(".")
    if dot:
        plain.setdefault(outer, {})[inner] = value
    else:
        plain[name] = value


def _from_json(table: Table, row: RawRow, zone: tzinfo) -> tuple[dict[str, Any], list[Problem]]:
    columns = {column.name: column for column in table.columns}
    plain: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in row.cells.items():
        if is_remark(name) or value is None:
            continue
        try:
            plain[name] = _placed_in_zone(value, columns.get(name), zone)
        except InvalidValueError as error:
            problems.extend(attrs.evolve(one, where=name) for one in error.problems)
    return plain, problems


def _placed_in_zone(value: object, column: Column | None, zone: tzinfo) -> object:
    if column is not None and column.shape.kind is Kind.MOMENT and isinstance(value, str):
        return plain_moment(value, zone)
    return value
