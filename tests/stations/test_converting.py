"""One converter for every value: there and back, strict, with every problem at its path."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.errors import InvalidDocumentError
from stationkit.stations.activities import ACTIVITY_KINDS
from stationkit.stations.converting import structure, unstructure
from stationkit.stations.dossier import CountRow, Coverage
from stationkit.stations.events import Event
from stationkit.stations.hazards import Hazard
from stationkit.stations.incidents import AccidentGrade, Incident, InjuryGrade
from stationkit.stations.people import Member, Team, Worker
from stationkit.stations.readings import Reading
from stationkit.stations.stations import Station
from stationkit.stations.violations import Violation
from stationkit.testing.values import values_of

FORMS: tuple[type, ...] = (
    Station,
    Member,
    Team,
    Worker,
    Hazard,
    Event,
    Violation,
    *ACTIVITY_KINDS.values(),
    Incident,
    Reading,
    Coverage,
    CountRow,
)


@pytest.mark.parametrize("form", FORMS)
@given(data=st.data())
def test_every_value_comes_back_from_plain_data(form: type, data: st.DataObject) -> None:
    """What a value unstructures to structures to the same value."""
    value = data.draw(values_of(form))
    assert structure(unstructure(value), form) == value


HAZARD = {"id": "h-1", "station": "s-1", "found_on": "2026-03-01"}


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"found_on": "2026-02-30"}, "$.found_on"),
        ({"found_on": "2026-03-01T08:00"}, "$.found_on"),
        ({"level": "serious"}, "$.level"),
        ({"id": " h-1"}, "$.id"),
        ({"id": 1}, "$.id"),
        ({"evidence": "a"}, "$.evidence"),
        ({"evidence": ["a", 1]}, "$.evidence[1]"),
        ({"lvel": "major"}, "$.lvel"),
        ({"found_on": None}, "$.found_on"),
    ],
)
def test_a_wrong_field_is_refused_at_its_path(wrong: dict[str, Any], path: str) -> None:
    """Nothing is coerced and nothing is ignored."""
    with pytest.raises(InvalidDocumentError) as caught:
        structure({**HAZARD, **wrong}, Hazard)
    assert [problem.where for problem in caught.value.problems] == [path]


def test_all_problems_are_told_at_once() -> None:
    """Four mistakes in one row are four problems, each with what would have been right."""
    with pytest.raises(InvalidDocumentError) as caught:
        structure({"id": "", "found_on": "x", "level": "majr", "tilte": "t"}, Hazard)
    told = {problem.where: problem.expected.en for problem in caught.value.problems}
    assert set(told) == {"$.id", "$.station", "$.found_on", "$.level", "$.tilte"}
    assert told["$.level"] == "one of general, major"
    assert told["$.tilte"] == "a name such as title"


@pytest.mark.parametrize("value", [True, 2.5, "2.5", -1])
def test_a_count_of_people_is_a_whole_number_and_nothing_else(value: object) -> None:
    """Neither a flag nor a decimal nor text passes for a count."""
    plain = {"id": "i", "station": "s", "on": "2026-03-01", "grade": "fatal", "deaths": value}
    with pytest.raises(InvalidDocumentError):
        structure(plain, Incident)


@pytest.mark.parametrize(
    ("deaths", "injured", "grade"),
    [
        (0, 0, "general"),
        (2, 9, "general"),
        (3, 0, "larger"),
        (0, 10, "larger"),
        (10, 0, "major"),
        (29, 49, "major"),
        (30, 0, "special"),
        (0, 100, "special"),
    ],
)
def test_the_grade_of_an_accident_follows_regulation_493(deaths: int, injured: int, grade: str) -> None:
    """Article 3: 3, 10, 30 deaths or 10, 50, 100 seriously injured are the lower bounds of the grades."""
    kind = InjuryGrade.FATAL if deaths else InjuryGrade.SERIOUS if injured else InjuryGrade.MINOR
    incident = Incident(id="i", station="s", on=DAY, grade=kind, deaths=deaths, seriously_injured=injured)
    assert incident.accident_grade is AccidentGrade(grade)


DAY = structure(HAZARD, Hazard).found_on
