"""A look at one station's records over some days: as things stood at the end of them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property

import attrs

from stationkit.periods import Period
from stationkit.procedures.hazard import HAZARD
from stationkit.procedures.recording import RecordedCase, record
from stationkit.stations.dossier import Dossier, StationRecords
from stationkit.stations.zones import parse_zone

__all__ = ["Look", "look_at"]


@attrs.frozen(kw_only=True, slots=False, eq=False)
class Look:
    """One station's records and the days asked about.

    Attributes:
        records: all that the dossier holds of the station.
        window: the days asked about; what happened after them is not known yet.
    """

    records: StationRecords
    window: Period

    @cached_property
    def zone(self) -> tzinfo:
        """The dossier's zone: what a day is."""
        return parse_zone(self.records.zone)

    @cached_property
    def cases(self) -> Mapping[str, RecordedCase]:
        """Every hazard's history up to the end of the window."""
        return {
            hazard: record(
                HAZARD, hazard, (event for event in events if self.day_of(event.happened_at) < self.window.end)
            )
            for hazard, events in self.records.events.items()
        }

    def day_of(self, moment: datetime) -> date:
        """Give the day of a moment in the dossier's zone."""
        return moment.astimezone(self.zone).date()

    @property
    def last_day(self) -> date:
        """The last of the days asked about."""
        return self.window.end - timedelta(days=1)


def look_at(dossier: Dossier, station: str, days: Period) -> Look:
    """Look at a station's records over *days*.

    Raises:
        UnknownNameError: the dossier has no such station.
    """
    return Look(records=dossier.of(station), window=days)
