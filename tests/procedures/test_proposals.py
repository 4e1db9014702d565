"""Readings that propose a hazard: once per excursion, whatever the order, and never by silence."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.errors import InvalidDocumentError, InvalidValueError
from stationkit.procedures.hazard import HazardCase, may
from stationkit.procedures.proposals import Dismissal, propose_hazards, unanswered
from stationkit.stations.events import EventKind
from stationkit.stations.hazards import HazardSource
from stationkit.stations.people import Role
from stationkit.stations.provenance import Status
from stationkit.stations.readings import Comparison, Reading, ReadingThreshold, Sensor

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GAS = ReadingThreshold(
    id="test/gas",
    sensor=Sensor.GAS,
    comparison=Comparison.AT_LEAST,
    value=1,
    clears_at=Fraction(4, 5),
    unit="%",
    every=5 * MINUTE,
    source="invented for a test",
    status=Status.ILLUSTRATIVE,
)
OXYGEN = ReadingThreshold(
    id="test/oxygen",
    sensor=Sensor.OXYGEN,
    comparison=Comparison.BELOW,
    value=20,
    unit="%",
    source="invented for a test",
    status=Status.ILLUSTRATIVE,
)
PAST, BETWEEN, BACK = Fraction(3, 2), Fraction(9, 10), Fraction(1, 2)


def gas(minute: int, value: Any, **more: Any) -> Reading:
    """A reading of gas, *minute* minutes after the start."""
    given_ = {"station": "s-1", "sensor": Sensor.GAS, "unit": "%", "place": "face 3"}
    return Reading(id=f"g{minute}", at=START + minute * MINUTE, value=value, **{**given_, **more})


def series(*values: Any) -> list[Reading]:
    """One reading a minute."""
    return [gas(place, value) for place, value in enumerate(values)]


def test_one_excursion_proposes_one_hazard() -> None:
    """However many readings are past the threshold, it is one; it ends with the first that is back inside."""
    (proposal,) = propose_hazards(series(BACK, PAST, PAST, BACK, BACK), [GAS]).proposals
    assert proposal.readings == ("g1", "g2")
    assert (proposal.began_at, proposal.last_past_at) == (START + MINUTE, START + 2 * MINUTE)
    assert proposal.ended_at == START + 3 * MINUTE


def test_a_value_between_the_two_numbers_ends_nothing_and_begins_nothing() -> None:
    """Hysteresis: a value that hovers around the threshold is one excursion."""
    assert propose_hazards(series(BETWEEN, BETWEEN), [GAS]).proposals == ()
    (proposal,) = propose_hazards(series(PAST, BETWEEN, PAST, BETWEEN), [GAS]).proposals
    assert proposal.readings == ("g0", "g2")
    assert proposal.is_open


@given(st.lists(st.sampled_from((PAST, BETWEEN)), min_size=0, max_size=4), st.integers(0, 5), st.randoms())
def test_n_excursions_are_n_proposals_in_any_order_of_arrival(more: list[Any], count: int, random: Any) -> None:
    """Each begins past the threshold and ends back inside; shuffled and repeated readings change nothing."""
    readings = series(*[value for _ in range(count) for value in (PAST, *more, BACK)])
    arrived = [*readings, *readings[:2]]
    random.shuffle(arrived)
    found = propose_hazards(arrived, [GAS])
    assert len(found.proposals) == count
    assert found == propose_hazards(readings, [GAS])
    assert not any(one.is_open for one in found.proposals)


@given(st.lists(st.sampled_from((PAST, BETWEEN, BACK)), max_size=12), st.sets(st.integers(0, 11)))
def test_a_missing_reading_never_ends_an_excursion(values: list[Any], lost: set[int]) -> None:
    """Losing readings that are back inside may join excursions; what stays past the threshold stays proposed."""
    whole = series(*values)
    kept = [one for place, one in enumerate(whole) if place not in lost or one.value == PAST]
    found = propose_hazards(kept, [GAS]).proposals
    assert [one for proposal in found for one in proposal.readings] == [one.id for one in kept if one.value == PAST]
    assert len(found) <= len(propose_hazards(whole, [GAS]).proposals)


def test_a_silence_within_an_excursion_is_told() -> None:
    """Nobody knows what happened meanwhile; the excursion goes on until a reading shows its end."""
    (proposal,) = propose_hazards([gas(0, PAST), gas(60, PAST), gas(61, BACK)], [GAS]).proposals
    assert [(one.since, one.until) for one in proposal.silences] == [(START, START + 60 * MINUTE)]
    assert proposal.ended_at == START + 61 * MINUTE


def test_an_excursion_that_nobody_saw_end_stays_open() -> None:
    """The last word of the sensor was past the threshold."""
    (proposal,) = propose_hazards(series(BACK, PAST), [GAS]).proposals
    assert (proposal.is_open, proposal.ended_at) == (True, None)


def test_places_and_stations_are_judged_apart() -> None:
    """Gas at one face says nothing about another."""
    readings = [gas(0, PAST), gas(1, BACK, place="face 4"), gas(2, PAST, station="s-2")]
    assert [(one.station, one.place) for one in propose_hazards(readings, [GAS]).proposals] == [
        ("s-1", "face 3"),
        ("s-2", "face 3"),
    ]


def test_of_two_readings_at_one_moment_the_worse_one_counts() -> None:
    """Two sensors in one place: one past is past, and only both back are back."""
    both = [gas(0, PAST), gas(1, PAST), attrs.evolve(gas(1, BACK), id="other"), gas(2, BACK)]
    (proposal,) = propose_hazards(both, [GAS]).proposals
    assert proposal.ended_at == START + 2 * MINUTE


def test_low_oxygen_is_past_downwards() -> None:
    """The worst value is the lowest, and the number itself is not below itself."""
    low = [gas(place, value, sensor=Sensor.OXYGEN) for place, value in enumerate((20, 19, 18, 20))]
    (proposal,) = propose_hazards(low, [OXYGEN]).proposals
    assert (proposal.readings, proposal.worst, proposal.ended_at) == (("g1", "g2"), 18, START + 3 * MINUTE)


def test_another_unit_is_an_error_and_every_one_is_told() -> None:
    """Nothing is converted in silence; no unit is another unit too."""
    with pytest.raises(InvalidDocumentError) as caught:
        propose_hazards([gas(0, PAST, unit="ppm"), gas(1, PAST, unit=""), gas(2, PAST)], [GAS])
    assert [(one.where, one.expected.en) for one in caught.value.problems] == [("g0", "%"), ("g1", "%")]


def test_one_id_with_two_contents_is_an_error() -> None:
    """For readings and for thresholds alike."""
    with pytest.raises(InvalidDocumentError):
        propose_hazards([gas(0, PAST), gas(0, BACK)], [GAS])
    with pytest.raises(InvalidDocumentError):
        propose_hazards([], [GAS, attrs.evolve(GAS, value=2)])


def test_what_no_threshold_governs_is_left_unjudged_and_named() -> None:
    """No threshold is not the same as inside the threshold."""
    found = propose_hazards([gas(0, PAST, sensor=Sensor.WATER_LEVEL)], [GAS, attrs.evolve(GAS, places={"face 9"})][:1])
    assert (found.proposals, found.unjudged) == ((), ("g0",))


def test_a_threshold_clears_on_its_safe_side() -> None:
    """An excursion that ends before it has begun is no excursion."""
    with pytest.raises(InvalidValueError):
        attrs.evolve(GAS, clears_at=2)
    with pytest.raises(InvalidValueError):
        attrs.evolve(OXYGEN, clears_at=19)


def test_a_person_confirms_and_the_procedure_takes_the_report() -> None:
    """The report is a command like any other; the register's line says that a sensor proposed it."""
    (proposal,) = propose_hazards(series(PAST, BACK), [GAS]).proposals
    asked = proposal.report(id="e1", case="h1", at=START, actor="r-1", role=Role.SUPERVISOR, document="card 1")
    assert may(HazardCase(id="h1"), asked) == ()
    assert asked.evidence == ("reading:g0",)
    assert proposal.hazard("h1").source is HazardSource.SENSOR


@pytest.mark.parametrize("change", [{"actor": ""}, {"at": START - MINUTE}])
def test_nobody_and_nobody_before_it_began_confirms(change: dict[str, Any]) -> None:
    """A proposal is not a report: it needs a person, after the fact."""
    (proposal,) = propose_hazards(series(PAST), [GAS]).proposals
    whole = {"id": "e1", "case": "h1", "at": START, "actor": "r-1", "role": Role.SUPERVISOR, "document": "card 1"}
    with pytest.raises(InvalidValueError):
        proposal.report(**{**whole, **change})


@pytest.mark.parametrize("kind", EventKind)
def test_a_draft_or_that_it_came_back_answers_as_a_report_does(kind: EventKind) -> None:
    """Whatever opens a case with the readings as its evidence; a later step of another case is no answer."""
    found = propose_hazards(series(PAST, BACK), [GAS]).proposals
    report = found[0].report(id="e1", case="h2", at=START, actor="r-1", role=Role.SUPERVISOR, document="card 1")
    told = attrs.evolve(report, kind=kind, linked="h1")
    assert (unanswered(found, [told]) == ()) == (kind in (EventKind.DRAFT, EventKind.REPORT, EventKind.RECUR))


def test_what_was_confirmed_or_dismissed_is_not_asked_again() -> None:
    """Late readings that divide the excursion ask nobody twice."""
    (before,) = propose_hazards([gas(0, PAST), gas(2, PAST)], [GAS]).proposals
    report = before.report(id="e1", case="h1", at=START, actor="r-1", role=Role.SUPERVISOR, document="card 1")
    late = propose_hazards([gas(0, PAST), gas(1, BACK), gas(2, PAST), gas(3, BACK), gas(4, PAST)], [GAS]).proposals
    assert [one.readings for one in unanswered(late, [report])] == [("g4",)]
    dismissal = Dismissal(actor="ann", at=START, ground="calibration", evidence=("reading:g4",))
    assert unanswered(late, [report], [dismissal]) == ()
