"""Histories from outside: nothing is lost, arrival order does not matter, gaps stay unknown, breaches are found."""

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.errors import InvalidDocumentError
from stationkit.procedures.hazard import HAZARD
from stationkit.procedures.recording import record
from stationkit.stations.events import Event, EventKind
from stationkit.stations.hazards import HandlingMode, HazardLevel
from stationkit.testing.values import values_of

KINDS = {kind.id for kind in HAZARD.kinds}
START = datetime(2026, 3, 1, 8, tzinfo=UTC)


def happened(kind: str, hour: int, **details: Any) -> Event:
    """Something that happened to h-1, so many hours after the start."""
    return Event(id=f"e-{hour}-{kind}", case="h-1", kind=kind, happened_at=START + timedelta(hours=hour), **details)


events_of_one_case = st.lists(values_of(Event), max_size=8, unique_by=lambda event: event.id).map(
    lambda events: [attrs.evolve(event, case="h-1") for event in events if event.kind in KINDS]
)


@given(events_of_one_case, st.randoms(use_true_random=False))
def test_arrival_order_does_not_matter_and_repeats_change_nothing(events: list[Event], random: Any) -> None:
    """The same set of events is the same case, however often and in whatever order it arrives."""
    shuffled = [*events, *events[:2]]
    random.shuffle(shuffled)
    assert record(HAZARD, "h-1", shuffled) == record(HAZARD, "h-1", events)


@given(events_of_one_case)
def test_nothing_is_lost(events: list[Event]) -> None:
    """Every event is kept, contested ones too."""
    assert {event.id for event in record(HAZARD, "h-1", events).events} == {event.id for event in events}


def test_one_id_with_two_contents_is_an_error() -> None:
    """Somebody has altered what was recorded."""
    event = happened(EventKind.REPORT, 0)
    with pytest.raises(InvalidDocumentError):
        record(HAZARD, "h-1", [event, attrs.evolve(event, ground="other")])


def test_steps_that_nobody_recorded_stay_unknown() -> None:
    """A register with only report and write-off closes, shows its gaps, and accuses nobody."""
    recorded = record(HAZARD, "h-1", [happened(EventKind.REPORT, 0), happened(EventKind.CLOSE, 48)])
    assert recorded.case.state == "closed"
    assert recorded.breaches == ()
    assert {one.code for one in recorded.findings if one.kind == "gap"} >= {"steps-unknown", "unknown-actor"}


def test_what_was_dealt_with_before_it_was_reported_is_kept() -> None:
    """A correction before the survey that found it is no contradiction: the report came late."""
    recorded = record(HAZARD, "h-1", [happened(EventKind.CLOSE, 0), happened(EventKind.REPORT, 48)])
    assert recorded.case.state == "closed"
    assert not recorded.is_contested
    assert "reported-late" in {one.code for one in recorded.findings}


def test_a_breach_is_a_finding_and_not_an_error() -> None:
    """Who rectified accepted: outside it happened, so it is recorded, and rulebooks can count it."""
    recorded = record(
        HAZARD,
        "h-1",
        [
            happened(EventKind.REPORT, 0, actor="r-1"),
            happened(EventKind.GRADE, 1, actor="ann", level=HazardLevel.GENERAL, mode=HandlingMode.TIMED),
            happened(EventKind.NOTIFY, 2, actor="ann", rectifier="bo"),
            happened(EventKind.RECTIFY, 3, actor="bo"),
            happened(EventKind.SUBMIT, 4, actor="bo"),
            happened(EventKind.ACCEPT, 5, actor="bo"),
            happened(EventKind.CLOSE, 6, actor="bo"),
        ],
    )
    assert recorded.case.state == "closed"
    assert recorded.breaches == ("rectifier-accepts",)


def test_what_contradicts_the_state_is_contested_for_a_person_to_settle() -> None:
    """A rectification after the write-off is kept and marked; the state stays."""
    recorded = record(HAZARD, "h-1", [happened(EventKind.CLOSE, 0), happened(EventKind.RECTIFY, 1)])
    assert recorded.case.state == "closed"
    assert recorded.is_contested
