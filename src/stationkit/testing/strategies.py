"""Hypothesis strategies for everything: values, dossiers, rulebooks, facts of a given rulebook, histories, calendars.

They give what is valid by construction, odd on purpose, and shrink to what people can read. Every strategy of the
author kit that is public is here.
"""

from typing import Any

from hypothesis import strategies as st

from stationkit.rules.documents import RulebookDocument, rulebook_document
from stationkit.stations.activities import Briefing, HealthScreening, LegalClinic, Meeting, Training, Visit
from stationkit.stations.dossier import CountRow, Coverage, SheetRow
from stationkit.stations.events import Event
from stationkit.stations.hazards import Hazard
from stationkit.stations.incidents import Incident
from stationkit.stations.people import Member, Team, Worker
from stationkit.stations.readings import Reading
from stationkit.stations.stations import Station
from stationkit.stations.violations import Violation
from stationkit.testing.calendars import calendar_tables, calendars
from stationkit.testing.dossiers import dossiers
from stationkit.testing.facts import facts_of
from stationkit.testing.rulebooks import facts_for, rulebook_tables
from stationkit.testing.values import days, ids, moments, numbers, periods, values_of
from stationkit.testing.walks import histories, rosters

__all__ = [
    "activities",
    "calendar_tables",
    "calendars",
    "counts",
    "coverages",
    "days",
    "dossiers",
    "events",
    "facts_anywhere",
    "facts_of",
    "hazards",
    "histories",
    "ids",
    "incidents",
    "members",
    "moments",
    "numbers",
    "periods",
    "readings",
    "rosters",
    "rulebook_tables",
    "rulebooks",
    "sheets",
    "stations",
    "teams",
    "values_of",
    "violations",
    "workers",
]

facts_anywhere = facts_for
"""Facts of a rulebook, anywhere within the bounds of its measures: the plain counterpart of `facts_of`."""


def stations() -> st.SearchStrategy[Station]:
    """Give stations of every kind and industry."""
    return values_of(Station)


def members() -> st.SearchStrategy[Member]:
    """Give members with roles and certificates."""
    return values_of(Member)


def teams() -> st.SearchStrategy[Team]:
    """Give teams."""
    return values_of(Team)


def workers() -> st.SearchStrategy[Worker]:
    """Give workers, near and far from home."""
    return values_of(Worker)


def hazards() -> st.SearchStrategy[Hazard]:
    """Give hazards as they are registered."""
    return values_of(Hazard)


def events() -> st.SearchStrategy[Event]:
    """Give single events; for histories that follow a procedure see `histories`."""
    return values_of(Event)


def violations() -> st.SearchStrategy[Violation]:
    """Give violations with their mentoring."""
    return values_of(Violation)


def activities() -> st.SearchStrategy[Any]:
    """Give visits, trainings, briefings, legal clinics, health screenings and meetings."""
    return st.one_of([values_of(form) for form in (Visit, Training, Briefing, LegalClinic, HealthScreening, Meeting)])


def incidents() -> st.SearchStrategy[Incident]:
    """Give incidents of every grade."""
    return values_of(Incident)


def readings() -> st.SearchStrategy[Reading]:
    """Give sensor readings."""
    return values_of(Reading)


def coverages() -> st.SearchStrategy[Coverage]:
    """Give statements of which interval a kind of record covers."""
    return values_of(Coverage)


def counts() -> st.SearchStrategy[CountRow]:
    """Give counts that arrive as aggregates."""
    return values_of(CountRow)


def sheets() -> st.SearchStrategy[SheetRow]:
    """Give lines of assessors' sheets."""
    return values_of(SheetRow)


def rulebooks() -> st.SearchStrategy[RulebookDocument]:
    """Give small rulebooks that load."""
    return rulebook_tables().map(rulebook_document)
