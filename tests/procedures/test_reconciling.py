"""Registers that contradict one another: every word kept, every difference told, one account to go by."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit.errors import InvalidDocumentError, InvalidValueError
from stationkit.procedures.hazard import HAZARD, HazardCase
from stationkit.procedures.reconciling import check_actors, check_times, reconcile
from stationkit.procedures.recording import record
from stationkit.stations.events import Event
from stationkit.stations.people import Member, Role
from stationkit.testing.histories import Move, lawful, stories

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def told(*moves: Move) -> list[Event]:
    """Give the events of a story, an hour apart."""
    case, events = HazardCase(id="h-1"), []
    for place, move in enumerate(moves):
        event, _ = lawful(case, move, START + place * HOUR, place)
        case = HAZARD.evolve(case, event)
        events.append(event)
    return events


CLOSED = told(*map(Move, ("report", "grade", "notify", "rectify", "submit", "accept", "close")))


def renumbered(events: list[Event], **changes: dict[str, Any]) -> list[Event]:
    """Give the same events as another register keeps them: ids of its own, and some things told otherwise."""
    return [
        attrs.evolve(event, id=f"other-{place}", **changes.get(event.kind.replace("-", "_"), {}))
        for place, event in enumerate(events)
    ]


def test_registers_that_agree_are_one() -> None:
    """Though each numbers its events itself."""
    found = reconcile(HAZARD, "h-1", {"station": CLOSED, "regulator": renumbered(CLOSED)})
    assert found.recorded == record(HAZARD, "h-1", CLOSED)
    assert found.differences == ()
    assert found.only == {"station": (), "regulator": ()}


def test_what_they_tell_differently_is_contested_and_the_first_is_gone_by() -> None:
    """Another limit in the second register: the case has the first's, and a person settles it."""
    later = CLOSED[2].limit and CLOSED[2].limit + 9 * DAY
    other = renumbered(CLOSED, notify={"limit": later})
    found = reconcile(HAZARD, "h-1", {"station": CLOSED, "regulator": other})
    (difference,) = found.differences
    assert (difference.field, difference.told) == ("limit", {"station": CLOSED[2].limit, "regulator": later})
    assert found.recorded.case.limit == CLOSED[2].limit
    assert found.recorded.contested == (CLOSED[2].id,)
    assert reconcile(HAZARD, "h-1", {"regulator": other, "station": CLOSED}).recorded.case.limit == later


def test_what_one_leaves_open_the_other_tells() -> None:
    """Who accepted stands only in the second register, and their breach with it."""
    silent = [attrs.evolve(event, actor="", role=None) if event.kind == "accept" else event for event in CLOSED]
    other = renumbered(CLOSED, accept={"actor": "rectifier"})
    rectifying = [
        attrs.evolve(event, actor="rectifier") if event.kind in ("rectify", "submit") else event for event in silent
    ]
    found = reconcile(HAZARD, "h-1", {"station": rectifying, "regulator": other[5:6]})
    assert "rectifier-accepts" in found.recorded.breaches
    assert found.differences == ()


def test_what_only_one_tells_is_taken_from_it_and_named() -> None:
    """The first register knows nothing of the recheck."""
    rechecked = told(*stories()["closed", "recheck"])
    found = reconcile(HAZARD, "h-1", {"station": rechecked[:-1], "union": renumbered(rechecked)})
    assert found.recorded.case.rechecked_at == rechecked[-1].happened_at
    assert found.only == {"station": (), "union": (f"other-{len(rechecked) - 1}",)}


@given(
    st.lists(st.sampled_from(CLOSED), unique_by=lambda event: event.id),
    st.lists(st.sampled_from(renumbered(CLOSED, notify={"unit": "another"})), unique_by=lambda event: event.id),
    st.permutations([event.id for event in CLOSED]),
    st.booleans(),
)
@settings(deadline=None)
def test_nothing_is_dropped(first: list[Event], second: list[Event], ids: list[str], same_ids: bool) -> None:
    """Whatever each register has, and however it numbers it, every event is in the account or merged into one."""
    if same_ids:
        second = [attrs.evolve(event, id=ids[int(event.id.removeprefix("other-"))]) for event in second]
    found = reconcile(HAZARD, "h-1", {"station": first, "regulator": second})
    kept = [event for versions in found.merged.values() for event in versions.values()]
    assert sorted(event.id for event in kept) == sorted(event.id for event in (*first, *second))
    assert {event.id for event in found.recorded.events} == set(found.merged)
    assert {event.kind for event in found.recorded.events} == {event.kind for event in (*first, *second)}


def test_one_register_that_contradicts_itself_is_an_error() -> None:
    """The same id with other content within one register."""
    with pytest.raises(InvalidDocumentError):
        reconcile(HAZARD, "h-1", {"station": [CLOSED[0], attrs.evolve(CLOSED[0], ground="other")]})


def test_unknown_actors_and_roles_that_nobody_gave_are_found() -> None:
    """A reporter's alias is nobody's; who is not in the roster is a gap; a role not held is a breach."""
    recorded = record(HAZARD, "h-1", CLOSED)
    members = [Member(id="rectifier", station="s-1", roles=frozenset({Role.RECEPTIONIST}))]
    codes = {(one.event.split("-", 3)[-1], one.kind, one.code) for one in check_actors(recorded, members)}
    assert ("grade", "gap", "actor-unknown") in codes
    assert not any(event == "report" for event, _, _ in codes)
    own = [attrs.evolve(event, actor="rectifier") for event in CLOSED if event.kind == "rectify"]
    (finding,) = check_actors(record(HAZARD, "h-1", own), members)
    assert (finding.kind, finding.code) == ("breach", "role-not-held")


@pytest.mark.parametrize("odd", [date(2026, 3, 1), datetime(2026, 3, 1)])  # noqa: DTZ001 - that is what is refused
def test_a_range_of_days_or_of_times_without_an_offset_is_refused(odd: Any) -> None:
    """At either end, in the project's own words."""
    recorded = record(HAZARD, "h-1", CLOSED)
    for ends in ((odd, START), (START, odd)):
        with pytest.raises(InvalidValueError):
            check_times(recorded, *ends)


def test_events_out_of_range_are_contested() -> None:
    """Before the station opened, after the register was closed, recorded before it happened."""
    early = attrs.evolve(CLOSED[0], recorded_at=CLOSED[0].happened_at - DAY)
    recorded = record(HAZARD, "h-1", [early, *CLOSED[1:]])
    codes = [one.code for one in check_times(recorded, START + HOUR, START + 6 * HOUR)]
    assert codes == ["out-of-range", "recorded-early", "out-of-range"]


def test_an_event_of_another_register_is_not_taken_for_one_that_this_one_has_itself() -> None:
    """Two stops of two areas, one of them told by both: both areas stand still."""
    reported = told(Move("report"), Move("grade"))
    one, other = (
        lawful(HAZARD.evolve(HazardCase(id="h-1"), reported[0]), Move("suspend", {"place": place}), START + DAY, 7)[0]
        for place in ("A", "B")
    )
    one, other = attrs.evolve(one, id="s1"), attrs.evolve(other, id="x")
    found = reconcile(HAZARD, "h-1", {"a": [*reported, one], "b": [*reported, other, one]})
    assert sorted(stop.place for stop in found.recorded.case.suspensions) == ["A", "B"]
    assert found.differences == ()
