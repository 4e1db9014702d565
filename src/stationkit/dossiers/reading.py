"""Reading a dossier folder: good rows load, bad ones are set aside with their reasons, and the counts add up."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs

from stationkit.dossiers.checking import check_together
from stationkit.dossiers.head import HEAD_FILE, Head, read_head
from stationkit.dossiers.layout import TABLES, Table
from stationkit.dossiers.places import place
from stationkit.dossiers.rows import Candidate, is_remark, read_row
from stationkit.errors import InvalidDossierError, Problem, nearest
from stationkit.periods import Period
from stationkit.stations.dossier import Dossier, Gap, RecordKind
from stationkit.stations.fields import is_meant
from stationkit.stations.zones import parse_zone
from stationkit.tabular.raw import RawTable, read_table
from stationkit.words import Words

__all__ = ["DossierReading", "FileCount", "Repeated", "SetAside", "read_dossier"]

_ENDINGS = (".csv", ".jsonl")


@attrs.frozen(kw_only=True)
class SetAside:
    """A row that could not be used: where it is, what it held, and why."""

    file: str
    row: int
    cells: Mapping[str, object]
    problems: tuple[Problem, ...]


@attrs.frozen(kw_only=True)
class Repeated:
    """A row that says the very same as an earlier one: nothing is lost with it, and nothing is counted twice."""

    file: str
    row: int
    same_as: int

    @property
    def words(self) -> Words:
        """Which row repeats which, for people."""
        where = place(self.file, self.row)
        return Words(
            zh=f"{where} 与第 {self.same_as} 行完全相同，只计一次",
            en=f"{where} repeats row {self.same_as} exactly; it counts once",
        )


@attrs.frozen(kw_only=True)
class FileCount:
    """How the rows of one file came out: loaded, set aside and repeated are all of them."""

    rows: int
    loaded: int
    set_aside: int
    repeated: int = 0


@attrs.frozen(kw_only=True)
class DossierReading:
    """What a folder gave.

    Attributes:
        dossier: what could be used; a row that was set aside is a gap in it.
        set_aside: what could not.
        counts: file -> how its rows came out.
        repeated: rows that say again what another says; no problems, and no gaps.
    """

    dossier: Dossier
    set_aside: tuple[SetAside, ...]
    counts: Mapping[str, FileCount]
    repeated: tuple[Repeated, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem of every row, as `file:row:field`."""
        return tuple(problem for one in self.set_aside for problem in one.problems)


def read_dossier(folder: Path | str) -> DossierReading:
    """Read a dossier folder.

    Raises:
        InvalidDossierError: the folder is none, has no head or no stations, or has files or columns that nobody reads.
    """
    where = Path(folder)
    if not where.is_dir():
        what = Words(zh="没有这个文件夹", en="no such folder")
        raise InvalidDossierError(str(folder), (Problem("", what, _A_FOLDER),))
    head = read_head(where)
    raw = _raw_tables(where)
    zone = parse_zone(head.zone)
    found = check_together(
        {
            name: tuple(read_row(TABLES[name], table.file, row, zone, is_csv=table.is_csv) for row in table.rows)
            for name, table in raw.items()
        }
    )
    return DossierReading(
        dossier=_dossier(head, found),
        set_aside=tuple(_set_aside(row) for rows in found.values() for row in rows if row.problems),
        counts={raw[name].file: _count(rows) for name, rows in found.items() if name in raw},
        repeated=tuple(
            Repeated(file=row.file, row=row.row.number, same_as=row.repeats)
            for rows in found.values()
            for row in rows
            if row.repeats is not None
        ),
    )


_A_FOLDER = Words(
    zh=f"含 {HEAD_FILE} 和 stations.csv（或 .jsonl）的文件夹",
    en=f"a folder with {HEAD_FILE} and stations.csv (or .jsonl)",
)


def _raw_tables(folder: Path) -> dict[str, RawTable]:
    problems: list[Problem] = [*_strange_files(folder)]
    tables: dict[str, RawTable] = {}
    for name, table in TABLES.items():
        here = [folder / f"{name}{ending}" for ending in _ENDINGS if (folder / f"{name}{ending}").exists()]
        if len(here) > 1:
            what = Words(zh="同一张表有两个文件", en="two files for one table")
            problems.append(Problem(name, what, Words(zh=".csv 或 .jsonl", en="either .csv or .jsonl")))
        elif here:
            raw = read_table(here[0])
            problems += [raw] if isinstance(raw, Problem) else _strange_columns(raw, table)
            if isinstance(raw, RawTable):
                tables[name] = raw
    if "stations" not in tables and not problems:
        problems.append(Problem("stations", Words(zh="没有站点表", en="there is no table of stations"), _A_FOLDER))
    if problems:
        raise InvalidDossierError(str(folder), tuple(problems))
    return tables


def _strange_files(folder: Path) -> Iterable[Problem]:
    for path in sorted(folder.iterdir()):
        if path.suffix in _ENDINGS and path.stem not in TABLES and not path.stem.endswith("-set-aside"):
            close = ", ".join(nearest(path.stem, TABLES))
            what = Words(zh="没有这样的表", en="no such table")
            yield Problem(path.name, what, Words(zh=close, en=f"one of {close}"))


def _strange_columns(raw: RawTable, table: Table) -> list[Problem]:
    problems = []
    for name in raw.columns:
        if name not in table.leaves and not is_remark(name):
            close = ", ".join(nearest(name, table.leaves))
            what = Words(zh=f"没有这一列：{name}", en=f"no such column: {name}")
            expected = Words(zh=f"{close}（备注列以 x- 开头）", en=f"one of {close} (remarks start with x-)")
            problems.append(Problem(f"{raw.file}:1:{name}", what, expected))
    return problems


def _dossier(head: Head, found: Mapping[str, tuple[Candidate, ...]]) -> Dossier:
    tables: dict[str, Any] = {
        name: tuple(row.value for row in rows if row.value is not None) for name, rows in found.items()
    }
    stations = {hazard.id: hazard.station for hazard in tables.get("hazards", ())}
    gaps = tuple(gap for rows in found.values() for row in rows if row.problems for gap in _gaps(row, stations))
    return Dossier(
        **tables,
        gaps=(*head.gaps, *gaps),
        zone=head.zone,
        keeper=head.keeper,
        plugins=head.plugins,
        schema_version=head.schema_version,
    )


def _gaps(row: Candidate, stations: Mapping[str, str]) -> Iterable[Gap]:
    """A row that cannot be used leaves a hole: its kind is not covered there, or nowhere where that cannot be read."""
    kinds = row.table.covers
    tag = str(row.plain.get("kind", "")) if row.table.is_tagged else ""
    station = row.plain.get("station") or stations.get(str(row.plain.get("case")), "")
    where = f"{row.file}:{row.row.number}"
    why = f"{where} 行无法使用，已搁置 / row set aside"
    for kind in [kinds[tag]] if tag in kinds else kinds.values():
        yield Gap(kind=kind, why=why, station=str(station or ""), period=_when(row, kind))


def _when(row: Candidate, kind: RecordKind) -> Period | None:
    """Give the day of a row; a hazard reaches on until it is closed, so its day alone is not enough."""
    if kind is RecordKind.HAZARDS:
        return None
    for name in ("on", "at"):
        try:
            day = datetime.fromisoformat(str(row.plain.get(name))).date()
        except ValueError:
            continue
        return _day(day)
    return None


def _day(day: date) -> Period | None:
    return Period(day, day + timedelta(days=1)) if is_meant(day) else None


def _set_aside(row: Candidate) -> SetAside:
    return SetAside(file=row.file, row=row.row.number, cells=row.row.cells, problems=row.problems)


def _count(rows: tuple[Candidate, ...]) -> FileCount:
    bad = sum(1 for row in rows if row.problems)
    again = sum(1 for row in rows if row.repeats is not None)
    return FileCount(rows=len(rows), loaded=len(rows) - bad - again, set_aside=bad, repeated=again)
