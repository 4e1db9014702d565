"""Events make themselves: whatever is said is kept and checked, and what is not said is the default."""

import copy
import pickle
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given

from stationkit.errors import InvalidDocumentError, InvalidValueError
from stationkit.stations.converting import structure, unstructure
from stationkit.stations.events import Event, EventKind
from stationkit.stations.hazards import HazardLevel, Implementation
from stationkit.testing.values import values_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
OWED: dict[str, Any] = {"id": "e-1", "case": "h-1", "kind": "report", "happened_at": NOON}


@given(values_of(Event))
def test_an_event_is_the_same_whether_its_defaults_are_said_or_not(event: Event) -> None:
    """Written out, copied, pickled, or through plain data."""
    said = {field.name: getattr(event, field.name) for field in attrs.fields(Event)}
    same = (
        Event(**said),
        copy.deepcopy(event),
        pickle.loads(pickle.dumps(event)),  # noqa: S301 - our own bytes
        structure(unstructure(event), Event),
    )
    for one in same:
        assert one == event
        assert hash(one) == hash(event)


def test_what_an_event_does_not_say_is_nothing() -> None:
    """Every field that is not owed has a default."""
    event = Event(**OWED)
    for field in attrs.fields(Event):
        assert getattr(event, field.name) == OWED.get(field.name, field.default)


@pytest.mark.parametrize("name", OWED)
def test_an_event_needs_what_it_owes(name: str) -> None:
    """Id, case, kind and time."""
    with pytest.raises(TypeError, match=name):
        Event(**{key: value for key, value in OWED.items() if key != name})


def test_an_event_has_no_other_fields() -> None:
    """A mistyped field is not kept in silence."""
    with pytest.raises(TypeError, match="limits"):
        Event(**OWED, limits=NOON)  # type: ignore[call-arg]  # what is refused


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", ""),
        ("id", 7),
        ("case", " h-1"),
        ("kind", "No Word"),
        ("kind", None),
        ("happened_at", None),
        *(
            (name, NOON.replace(tzinfo=None))
            for name in ("happened_at", "recorded_at", "limit", "requested", "decide_by")
        ),
        ("limit", "2026-03-01"),
        ("request_by", 0),
    ],
)
def test_a_malformed_field_is_refused(name: str, value: object) -> None:
    """In values and, with its path, in plain data."""
    with pytest.raises(InvalidValueError):
        Event(**{**OWED, name: value})
    with pytest.raises(InvalidDocumentError) as caught:
        structure({**unstructure(Event(**OWED)), name: value}, Event)
    assert [problem.where for problem in caught.value.problems] == [f"$.{name}"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("role", "acceptor"),
        ("level", "major"),
        ("mode", HazardLevel.MAJOR),
        ("plan", frozenset({"goal"})),
        ("implementations", [Implementation.FUNDS]),
    ],
)
def test_a_word_of_files_is_no_member(name: str, value: object) -> None:
    """A level that is the text `major` equals no level: every rule about major hazards would be passed over."""
    with pytest.raises(InvalidValueError, match=f"\\({name}\\)"):
        Event(**{**OWED, name: value})


def test_an_event_does_not_change() -> None:
    """It is frozen like every value."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Event(**OWED).actor = "ann"  # type: ignore[misc]  # what is refused


def test_kinds_are_words() -> None:
    """A member of the hazard's vocabulary and its plain word are one."""
    assert Event(**OWED) == Event(**{**OWED, "kind": EventKind.REPORT})
    assert EventKind.REPORT.words.zh == "上报"
