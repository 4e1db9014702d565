"""Trial dossiers: the records that measure functions are tried on, and which of them each function can be tried on.

A function is tried as it will be called: on the kinds of record that it declared and on no others, over days that these
cover. Where the dossiers at hand have no such records, a spare one is taken.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from stationkit.dossiers.reading import read_dossier
from stationkit.hooks.exercising import MOST
from stationkit.measures.coverage import countable
from stationkit.measures.functions import MeasureFunction, Records
from stationkit.measures.views import Look, look_at
from stationkit.measures.vocabulary import RECORD_TYPES
from stationkit.periods import Period
from stationkit.stations.dossier import Dossier, RecordKind
from stationkit.stations.stations import Station

__all__ = ["TrialDossier", "TrialRecords", "records_of", "usable_for"]

_STATIONS = 24
"""How many stations of a dossier are looked at."""


@attrs.frozen(kw_only=True)
class TrialDossier:
    """A dossier folder that functions are tried on.

    Attributes:
        name: what it is told by.
        folder: where it lies.
        periods: the periods asked about; unless said, those that its own rows speak of.
        is_spare: whether it is taken only where the others have no records of a declared kind.
    """

    name: str
    folder: str
    periods: tuple[str, ...] = ()
    is_spare: bool = False


@attrs.frozen(kw_only=True)
class TrialRecords:
    """One station's records over some days, of every kind, and the kinds that may be counted."""

    dossier: TrialDossier
    station: Station
    rows: Mapping[str, tuple[Any, ...]] = attrs.field(repr=False)
    covered: frozenset[str]
    window: Period

    def input_of(self, function: MeasureFunction) -> tuple[Records, Period]:
        """Give what the function is called with: what it did not declare is not there."""
        return Records(station=self.station, rows={name: self.rows[name] for name in function.reads}), self.window

    def filled(self, function: MeasureFunction) -> frozenset[str]:
        """Give the declared kinds of which there is a record."""
        return frozenset(name for name in function.reads if self.rows[name])


def usable_for(function: MeasureFunction, known: Iterable[TrialRecords]) -> tuple[TrialRecords, ...]:
    """Give the records to try a function on, the fullest first; spare ones only for kinds that the others lack."""
    covered = [one for one in known if one.covered.issuperset(function.reads)]
    own = [one for one in covered if not one.dossier.is_spare]
    seen = frozenset(name for one in own for name in one.filled(function))
    lacking = [one for one in covered if one.dossier.is_spare and (not own or one.filled(function) - seen)]
    fullest = [*_by_fullness(own, function), *_by_fullness(lacking, function)]
    share = MOST // 2 if own and lacking else MOST
    return (*fullest[: min(len(own), share)], *fullest[len(own) : len(own) + share])


def _by_fullness(known: list[TrialRecords], function: MeasureFunction) -> list[TrialRecords]:
    return sorted(known, key=lambda one: -len(one.filled(function)))


def records_of(dossiers: Iterable[TrialDossier]) -> tuple[TrialRecords, ...]:
    """Read dossiers: every station, in every period asked about.

    Raises:
        InvalidDossierError: a folder cannot be read.
    """
    return tuple(one for dossier in dossiers for one in _looked_at(dossier))


def _looked_at(given: TrialDossier) -> Iterator[TrialRecords]:
    dossier = read_dossier(Path(given.folder)).dossier
    for period in [Period.parse(text) for text in given.periods] or _own_periods(dossier):
        for station in dossier.stations[:_STATIONS]:
            look = look_at(dossier, station.id, period)
            yield TrialRecords(
                dossier=given,
                station=look.records.station,
                rows={name: tuple(one.rows(look)) for name, one in RECORD_TYPES.items()},
                covered=_covered(look),
                window=period,
            )


def _own_periods(dossier: Dossier) -> list[Period]:
    counted = {row.period for row in dossier.sheets} | {row.period for row in dossier.counts}
    return sorted(counted or {row.period for row in dossier.coverage}, key=str)


def _covered(look: Look) -> frozenset[str]:
    return frozenset(one.value for one in RecordKind if countable(look.records, (one,), look.window) is None)
