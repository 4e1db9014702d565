"""The tables of a dossier folder: their names, the records that they hold, and the columns of each."""

from collections.abc import Mapping
from functools import cached_property

import attrs

from stationkit.dossiers.shapes import Column, Kind, Shape, columns_of, leaves
from stationkit.stations.activities import ACTIVITY_KINDS
from stationkit.stations.dossier import CountRow, Coverage, RecordKind, SheetRow
from stationkit.stations.events import Event, EventKind
from stationkit.stations.fields import NamedText
from stationkit.stations.hazards import Hazard
from stationkit.stations.incidents import Incident
from stationkit.stations.people import Member, Team, Worker
from stationkit.stations.readings import Reading
from stationkit.stations.stations import Station
from stationkit.stations.violations import Violation
from stationkit.words import Words

__all__ = ["TABLES", "Table"]

_TAG = "kind"


@attrs.frozen(kw_only=True, slots=False)
class Table:
    """One table of a dossier.

    Attributes:
        name: the file's name without its ending, and the dossier's field.
        words: what it holds.
        records: the word of the column `kind` -> the record; under an empty word where there is no such column.
        covers: the kind of record of a row, for coverage; a row of activities says it by its kind.
        key: what no two rows may share.
        vocabulary: the words that a column may hold, where the record itself leaves them open.
    """

    name: str
    words: Words
    records: Mapping[str, type]
    covers: Mapping[str, RecordKind] = attrs.field(factory=dict)
    key: tuple[str, ...] = ("id",)
    vocabulary: Mapping[str, type[NamedText]] = attrs.field(factory=dict)

    @property
    def is_tagged(self) -> bool:
        """Whether a column `kind` says which record a row is."""
        return "" not in self.records

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Every column that a row may have; where rows are of several kinds, all of theirs together."""
        if not self.is_tagged:
            return tuple(self._closed(column) for column in columns_of(self.records[""]))
        choices = tuple((name, Words(en=name)) for name in self.records)
        tag = Column(
            name=_TAG,
            shape=Shape(kind=Kind.CHOICE, choices=choices),
            required=True,
            words=Words(zh="类型", en="which kind of activity"),
        )
        merged = {column.name: column for record in self.records.values() for column in columns_of(record)}
        return (tag, *merged.values())

    def _closed(self, column: Column) -> Column:
        words = self.vocabulary.get(column.name)
        if words is None:
            return column
        choices = tuple((str(word), word.words) for word in words)
        return attrs.evolve(column, shape=Shape(kind=Kind.CHOICE, choices=choices))

    @cached_property
    def leaves(self) -> Mapping[str, Column]:
        """The columns of a CSV file, nested ones by their dotted names."""
        return dict(leaves(self.columns))


_ACTIVITY_COVERS = {
    "visit": RecordKind.VISITS,
    "training": RecordKind.TRAININGS,
    "briefing": RecordKind.BRIEFINGS,
    "legal-clinic": RecordKind.LEGAL_CLINICS,
    "health-screening": RecordKind.HEALTH_SCREENINGS,
    "meeting": RecordKind.MEETINGS,
}


def _table(
    name: str,
    zh: str,
    en: str,
    record: type,
    covers: RecordKind | None = None,
    *,
    key: tuple[str, ...] = ("id",),
    vocabulary: Mapping[str, type[NamedText]] | None = None,
) -> Table:
    covered = {"": covers} if covers is not None else {}
    words = Words(zh=zh, en=en)
    return Table(
        name=name, words=words, records={"": record}, covers=covered, key=key, vocabulary=dict(vocabulary or {})
    )


TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        _table("stations", "站点", "stations", Station),
        _table("coverage", "记录覆盖期间", "which days each kind of record covers", Coverage, key=()),
        _table("teams", "班组", "teams", Team, RecordKind.TEAMS),
        _table("members", "人员", "members of the stations", Member, RecordKind.MEMBERS),
        _table("workers", "职工", "workers served", Worker, RecordKind.WORKERS),
        _table("hazards", "隐患台账", "hazard register", Hazard, RecordKind.HAZARDS),
        _table(
            "hazard_events",
            "隐患处理过程",
            "what happened to each hazard, one row an event",
            Event,
            RecordKind.HAZARDS,
            vocabulary={"kind": EventKind},
        ),
        _table("violations", "三违", "violations", Violation, RecordKind.VIOLATIONS),
        Table(
            name="activities",
            words=Words(zh="活动", en="visits, training, briefings, clinics, screenings, meetings"),
            records=ACTIVITY_KINDS,
            covers=_ACTIVITY_COVERS,
        ),
        _table("incidents", "事故", "incidents", Incident, RecordKind.INCIDENTS),
        _table("readings", "监测读数", "readings of sensors", Reading, RecordKind.READINGS),
        _table("counts", "汇总数", "numbers that arrive as numbers", CountRow, key=("station", "name", "period")),
        _table(
            "sheets", "评分表", "assessors' sheets", SheetRow, key=("station", "period", "rulebook", "item", "cause")
        ),
    )
}
"""Every table, in the order in which a folder is read: what others refer to comes first."""
