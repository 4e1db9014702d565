"""One table of its own, outside a dossier folder: every row must be usable, or all that is wrong is told at once."""

from datetime import tzinfo
from pathlib import Path
from typing import TypeVar

from stationkit.dossiers.layout import Table
from stationkit.dossiers.rows import is_remark, read_row
from stationkit.errors import InvalidDocumentError, Problem, nearest
from stationkit.tabular.raw import read_table
from stationkit.words import Words

__all__ = ["read_records"]

Record = TypeVar("Record")


def read_records(path: Path, record: type[Record], words: Words, zone: tzinfo) -> tuple[Record, ...]:
    """Read the rows of one CSV or JSONL file as values of one class.

    Args:
        path: the file; its columns are the fields of the class, `x-` and `#` columns are remarks.
        record: the class.
        words: what a row is.
        zone: what a time without an offset means.

    Raises:
        InvalidDocumentError: with every problem, each as file:row:field.
    """
    table = Table(name=path.stem, words=words, records={"": record})
    raw = read_table(path)
    if isinstance(raw, Problem):
        raise InvalidDocumentError(str(path), (raw,))
    rows = [read_row(table, raw.file, row, zone, is_csv=raw.is_csv) for row in raw.rows]
    problems = [
        _strange(raw.file, name, table) for name in raw.columns if name not in table.leaves and not is_remark(name)
    ]
    problems += [problem for row in rows for problem in row.problems]
    if problems:
        raise InvalidDocumentError(str(path), tuple(problems))
    return tuple(row.value for row in rows)


def _strange(file: str, name: str, table: Table) -> Problem:
    close = ", ".join(nearest(name, table.leaves))
    what = Words(zh=f"没有这一列：{name}", en=f"no such column: {name}")
    return Problem(file, what, Words(zh=close, en=f"one of {close}"))
