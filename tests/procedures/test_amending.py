"""Late truth: any arrival order ends in the same, and what a late event changes is told, on both axes of time."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit.errors import InvalidDocumentError, InvalidValueError
from stationkit.procedures.amending import amend, amendments, as_of
from stationkit.procedures.hazard import HAZARD, HazardCase, evolve
from stationkit.procedures.recording import record
from stationkit.stations.events import Event
from stationkit.testing.histories import Move, lawful, stories

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def told(moves: Iterable[Move]) -> tuple[Event, ...]:
    """Give the events of a lawful story, a day apart, each recorded as it happened."""
    case, events = HazardCase(id="h-1"), []
    for place, move in enumerate(moves):
        event, _ = lawful(case, move, START + place * DAY, place)
        case = evolve(case, event)
        events.append(attrs.evolve(event, recorded_at=event.happened_at))
    return tuple(events)


CLOSED = told(map(Move, ("report", "grade", "notify", "rectify", "submit", "accept", "close")))


@st.composite
def histories(draw: st.DrawFn) -> tuple[Event, ...]:
    """Give a story of which some events happened at the same time, were told late, or by nobody."""
    events = told(stories()[draw(st.sampled_from(sorted(stories())))])
    changed = []
    for event in events:
        delay = draw(st.integers(0, 5)) * DAY
        shift = draw(st.sampled_from((0, 0, 0, -2, 2))) * DAY
        happened = event.happened_at + shift
        changed.append(attrs.evolve(event, happened_at=happened, recorded_at=happened + delay))
    return tuple(event for event in changed if draw(st.integers(0, 9)))


@given(histories(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_any_order_of_arrival_ends_in_the_same(events: tuple[Event, ...], random: Any) -> None:
    """The same state, the same contested events, the same findings."""
    shuffled = list(events)
    random.shuffle(shuffled)
    one, other = record(HAZARD, "h-1", events), record(HAZARD, "h-1", shuffled)
    assert (one.case, one.contested, one.findings) == (other.case, other.contested, other.findings)


@given(histories())
@settings(deadline=None, max_examples=50)
def test_amendments_account_for_every_difference(events: tuple[Event, ...]) -> None:
    """Whoever knew a history and is told its amendments knows what the whole history says."""
    arrived = sorted(events, key=lambda one: (one.recorded_at or START, one.happened_at, one.id))
    late = {amendment.event.id: amendment for amendment in amendments(HAZARD, "h-1", events)}
    for place, event in enumerate(arrived):
        before = record(HAZARD, "h-1", arrived[:place]).case
        after = record(HAZARD, "h-1", arrived[: place + 1]).case
        if event.id in late:
            changed = {one.field: one.after for one in late[event.id].changes}
            assert attrs.evolve(before, **changed, last_at=after.last_at, last_id=after.last_id) == after
        else:
            assert all(one.happened_at <= event.happened_at for one in arrived[:place])


@given(histories(), st.integers(-3, 15), st.integers(-3, 20))
@settings(deadline=None)
def test_what_was_known_then_is_what_a_fold_of_what_was_known_says(
    events: tuple[Event, ...], happened: int, known: int
) -> None:
    """On both axes at once; with neither, it is the history as it is known now."""
    then, by = START + happened * DAY, START + known * DAY
    seen = [one for one in events if one.happened_at <= then and (one.recorded_at or then) <= by]
    assert as_of(HAZARD, "h-1", events, happened=then, known=by) == record(HAZARD, "h-1", seen)
    assert as_of(HAZARD, "h-1", events) == record(HAZARD, "h-1", events)


def test_a_return_that_is_told_late_moves_the_limit_and_says_so() -> None:
    """The phone came up from underground two days later: what was thought accepted had been returned before."""
    _, _, notify, _, submit, accept, close = CLOSED
    returned = Event(
        id="late",
        case="h-1",
        kind="return",
        happened_at=submit.happened_at + timedelta(hours=1),
        recorded_at=close.happened_at + 2 * DAY,
        actor="acceptor",
        limit=notify.limit and notify.limit + 9 * DAY,
    )
    amendment = amend(HAZARD, "h-1", CLOSED, returned)
    assert amendment is not None
    assert amendment.overtaken == (accept.id, close.id)
    assert amendment.limit is not None
    assert (amendment.limit.before, amendment.limit.after) == (notify.limit, returned.limit)
    assert ("returns", accept.id) in {(one.field, one.after_event) for one in amendment.past}
    assert {one.code for one in amendment.found} >= {"steps-unknown"}
    assert as_of(HAZARD, "h-1", (*CLOSED, returned), known=close.happened_at).case.returns == 0
    assert as_of(HAZARD, "h-1", (*CLOSED, returned)).case.returns == 1


def test_what_arrives_in_order_amends_nothing() -> None:
    """Neither the next event, nor one that is known already."""
    *known, last = CLOSED
    assert amend(HAZARD, "h-1", known, last) is None
    assert amend(HAZARD, "h-1", CLOSED, known[2]) is None
    assert amendments(HAZARD, "h-1", CLOSED) == ()


def test_one_id_with_other_content_is_no_amendment_but_an_error() -> None:
    """Somebody has altered what was recorded."""
    with pytest.raises(InvalidDocumentError):
        amend(HAZARD, "h-1", CLOSED, attrs.evolve(CLOSED[2], ground="other"))


def test_a_moment_without_an_offset_is_refused() -> None:
    """Nobody guesses a zone."""
    with pytest.raises(InvalidValueError):
        as_of(HAZARD, "h-1", CLOSED, known=datetime(2026, 3, 1))  # noqa: DTZ001 - what is refused
