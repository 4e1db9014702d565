"""Pictures: every state and every step of a procedure, and a case's own path with its dates."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit.procedures.catalogue import procedures
from stationkit.procedures.diagrams import Late, limits_of, mermaid, mermaid_path
from stationkit.procedures.hazard import HAZARD, HazardCase
from stationkit.procedures.machine import Procedure
from stationkit.procedures.national_policies import example_policy
from stationkit.procedures.recording import record
from stationkit.procedures.terms import Stretch
from stationkit.stations.events import Event
from stationkit.testing.histories import lawful, stories
from stationkit.words import Words

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
LANGUAGES: tuple[Any, ...] = ("zh", "en")


def told(way: tuple[str, str]) -> list[Event]:
    """Give the events of a lawful story, an hour apart."""
    case, events = HazardCase(id="h-1"), []
    for place, move in enumerate(stories()[way]):
        event, _ = lawful(case, move, START + place * timedelta(hours=1), place)
        case = HAZARD.evolve(case, event)
        events.append(event)
    return events


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("procedure", procedures().values(), ids=lambda one: one.id)
def test_a_picture_shows_every_state_and_every_step_with_its_roles(procedure: Procedure, language: Any) -> None:
    """Steps that lead elsewhere are arrows, the others stand in notes."""
    drawn = mermaid(procedure, language)
    assert drawn.count('" as ') == len(procedure.states)
    moving = [(one, source) for one, source in procedure.ways if one.target_from(source) != source]
    assert drawn.count(" --> ") == 1 + len(moving) + sum(state.is_end for state in procedure.states)
    for one, _ in procedure.ways:
        assert procedure.kind_words(one.kind).text(language) in drawn
        for role in one.roles:
            assert role.words.text(language) in drawn


@pytest.mark.parametrize("language", LANGUAGES)
def test_limits_stand_on_their_steps_with_their_provenance(language: Any) -> None:
    """An example limit says that it is one."""
    limits = limits_of([example_policy()])
    drawn = mermaid(HAZARD, language, limits)
    for kind, words in limits.items():
        if any(one.kind == kind for one in HAZARD.transitions):
            for one in words:
                assert one.text(language).replace(":", "∶").replace(";", "；") in drawn


@given(st.sampled_from(sorted(stories())), st.sampled_from(LANGUAGES))
@settings(deadline=None, max_examples=40)
def test_a_path_shows_every_step_of_the_case_with_its_date(way: tuple[str, str], language: Any) -> None:
    """Numbered, in order, ending where the case stands."""
    events = told(way)
    recorded = record(HAZARD, "h-1", events)
    drawn = mermaid_path(HAZARD, recorded, language)
    for number, event in enumerate(events, 1):
        words = HAZARD.kind_words(event.kind).text(language)
        assert f"{number}. {event.happened_at:%Y-%m-%d %H∶%M} {words}" in drawn
    assert f"class {recorded.case.state.replace('-', '_')} here" in drawn


@given(st.sampled_from(sorted(stories())))
@settings(deadline=None, max_examples=40)
def test_no_label_holds_what_ends_one(way: tuple[str, str]) -> None:
    """A colon, a semicolon or a quote inside a label would break the picture."""
    for line in mermaid_path(HAZARD, record(HAZARD, "h-1", told(way))).splitlines():
        label = line.partition(" --> ")[2].partition(":")[2] if " --> " in line else ""
        assert not set(label) & set(':;"')


def test_overdue_stretches_are_marked_where_they_began() -> None:
    """On the state that the case was in, open ones with no end."""
    events = told(("rectifying", "submit"))
    recorded = record(HAZARD, "h-1", events)
    late = (
        Late(Words(zh="整改", en="rectify"), Stretch(events[3].happened_at, events[3].happened_at + DAY)),
        Late(Words(zh="验收", en="accept"), Stretch(events[4].happened_at + DAY)),
    )
    drawn = mermaid_path(HAZARD, recorded, "zh", late)
    assert "class rectifying late" in drawn
    assert "class submitted late" in drawn
    assert "逾期 整改 2026-03-01 11∶00 – 2026-03-02 11∶00" in drawn
    assert "逾期 验收 2026-03-02 12∶00 – …" in drawn


def test_a_contested_event_stays_where_it_was() -> None:
    """It stands in the note of the state that it contradicts."""
    events = told(("reported", "reject"))
    events.append(Event(id="late", case="h-1", kind="submit", happened_at=START + 9 * DAY))
    drawn = mermaid_path(HAZARD, record(HAZARD, "h-1", events))
    assert "note right of rejected\n        3. 2026-03-10 08∶00 申请验收" in drawn
