"""Deadlines of whole dossiers: every hazard by its station's place, and those that are overdue."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import attrs

from stationkit.calendars.calendar import Calendar
from stationkit.calendars.national import national_calendar
from stationkit.calendars.shifts import ShiftTable
from stationkit.errors import AmbiguousLimitError
from stationkit.procedures.deadlines import deadlines_of
from stationkit.procedures.policies import DeadlinePolicy
from stationkit.procedures.terms import Deadline, Place
from stationkit.stations.dossier import Dossier
from stationkit.stations.events import Event
from stationkit.stations.stations import Station

__all__ = ["HazardDeadlines", "deadlines_by_hazard", "deadlines_in", "overdue"]

_NONE: Mapping[str, Any] = MappingProxyType({})


@attrs.frozen(kw_only=True)
class HazardDeadlines:
    """The deadlines of one hazard, or why they cannot be given.

    Attributes:
        tie: the limits between which nobody could choose; the hazard's deadlines are not given then.
    """

    hazard: str
    deadlines: tuple[Deadline, ...] = ()
    tie: AmbiguousLimitError | None = None


def deadlines_by_hazard(
    dossier: Dossier,
    policies: DeadlinePolicy | Iterable[DeadlinePolicy],
    calendar: Calendar,
    now: datetime,
    *,
    known_at: date | datetime | None = None,
    national: Calendar | None = None,
    own: Mapping[str, Calendar] = _NONE,
    shifts: Mapping[str, tuple[ShiftTable, ...]] = _NONE,
) -> Iterator[HazardDeadlines]:
    """Give the deadlines of each hazard of a dossier as of *now*, by its station's place; a tie hides no other hazard.

    Args:
        dossier: the dossier; its stations say the region, the employer and the industry.
        policies: the policies that may apply, every version.
        calendar: the calendar of employers that have none of their own.
        now: the moment that is asked about.
        known_at: up to when things were known.
        national: the calendar that binds authorities.
        own: employers' own calendars, by the employer's id.
        shifts: employers' tables of shifts, by the employer's id.

    Raises:
        InvalidDocumentError: two events have one id and differ.
    """
    standing = (policies,) if isinstance(policies, DeadlinePolicy) else tuple(policies)
    stations = {one.id: one for one in dossier.stations}
    histories: dict[str, list[Event]] = {}
    for event in dossier.hazard_events:
        histories.setdefault(event.case, []).append(event)
    for hazard in dossier.hazards:
        station = stations[hazard.station]
        place = _place(station, shifts.get(station.employer, ()), national or national_calendar())
        events, here = histories.get(hazard.id, ()), own.get(station.employer, calendar)
        try:
            found = deadlines_of(events, standing, here, now, known_at=known_at, place=place)
        except AmbiguousLimitError as error:
            tie = AmbiguousLimitError(step=error.step, candidates=error.candidates, case=hazard.id)
            yield HazardDeadlines(hazard=hazard.id, tie=tie)
        else:
            yield HazardDeadlines(hazard=hazard.id, deadlines=found)


def _place(station: Station, shifts: tuple[ShiftTable, ...], national: Calendar) -> Place:
    return Place(
        region=station.region,
        employer=station.employer,
        industry=station.industry,
        shifts=shifts,
        national=national,
    )


def deadlines_in(
    dossier: Dossier,
    policies: DeadlinePolicy | Iterable[DeadlinePolicy],
    calendar: Calendar,
    now: datetime,
    **more: Any,
) -> Iterator[Deadline]:
    """Give every deadline of every hazard of a dossier, hazard by hazard, with what `deadlines_by_hazard` takes.

    Raises:
        AmbiguousLimitError: several limits for one step of a hazard are equally specific.
        InvalidDocumentError: two events have one id and differ.
    """
    for one in deadlines_by_hazard(dossier, policies, calendar, now, **more):
        if one.tie is not None:
            raise one.tie
        yield from one.deadlines


def overdue(deadlines: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """Give those that are owed though their time is over, the longest first."""
    late = [one for one in deadlines if one.is_overdue]
    return tuple(sorted(late, key=lambda one: (one.due or one.as_of, one.key[0], str(one.step))))
