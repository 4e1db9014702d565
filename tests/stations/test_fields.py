"""Fields: what must be said must be said, what may be left out may."""

import importlib
import pkgutil
import typing
from collections.abc import Iterator
from enum import Enum
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stationkit.calendars
import stationkit.procedures
import stationkit.stations
from stationkit.errors import InvalidValueError
from stationkit.stations.fields import a_count, a_word, an_id, day, exact, filled, is_id, moment

SHARED = (a_count, a_word, an_id, day, exact, filled, moment)


def _forms() -> Iterator[type]:
    for room in (stationkit.calendars, stationkit.procedures, stationkit.stations):
        for found in pkgutil.iter_modules(room.__path__):
            module = importlib.import_module(f"{room.__name__}.{found.name}")
            for form in vars(module).values():
                if isinstance(form, type) and attrs.has(form) and form.__module__ == module.__name__:
                    yield form


def _checked_fields() -> Iterator[Any]:
    for form in _forms():
        for field in attrs.fields(form):
            if field.validator in SHARED or (field.validator and field.default is None):
                yield pytest.param(field, id=f"{form.__name__}.{field.name}")


FIELDS = tuple(_checked_fields())


def test_there_are_such_fields() -> None:
    """The search finds the values."""
    assert {"DaysOff.start", "Event.limit", "Hazard.found_on", "Reading.value"} <= {one.id for one in FIELDS}
    assert len(FIELDS) > 100


@pytest.mark.parametrize("field", FIELDS)
def test_nothing_is_taken_only_where_it_is_the_default(field: "attrs.Attribute[Any]") -> None:
    """A day, a time, a number that is required is refused when it is nothing, and not somewhere later."""
    check = field.validator
    if field.default is None:
        check(None, field, None)
    else:
        with pytest.raises(InvalidValueError):
            check(None, field, None)


def _enum_fields() -> Iterator[Any]:
    for form in _forms():
        for field in (one for one in attrs.fields(form) if "words" in one.metadata):
            inside = typing.get_args(field.type) or (field.type,)
            for one in inside:
                if isinstance(one, type) and issubclass(one, Enum):
                    many = (
                        typing.get_origin(field.type) if typing.get_origin(field.type) in (frozenset, tuple) else None
                    )
                    yield pytest.param(form, field, one, many, id=f"{form.__name__}.{field.name}")


MEMBERS = tuple(_enum_fields())


def test_there_are_fields_of_enums() -> None:
    """The search finds them in everything that people describe: values, documents, policies."""
    wanted = {"Event.plan", "Hazard.level", "Station.kind", "Member.roles", "GradingRecord.level", "Limit.step"}
    assert wanted <= {one.id for one in MEMBERS}


@pytest.mark.parametrize(("form", "field", "enum", "many"), MEMBERS)
def test_a_member_is_taken_and_its_text_is_not(form: type, field: Any, enum: type[Enum], many: Any) -> None:
    """The text `major` equals no level, so no rule about major hazards would hold for it."""
    member = next(iter(enum))
    field.validator(None, field, many([member]) if many else member)
    text = str(member.value)
    with pytest.raises(InvalidValueError, match=rf"\({field.name}\)"):
        field.validator(None, field, many([text]) if many else text)
    if many:
        with pytest.raises(InvalidValueError, match=rf"\({field.name}\)"):
            field.validator(None, field, [member])


@given(st.text(max_size=3) | st.text(st.sampled_from(" \t\n\u3000ab"), min_size=99, max_size=102) | st.integers())
def test_an_id_prints_and_has_no_blank_at_its_ends(value: object) -> None:
    """The shape of an id, said another way."""
    expected = (
        isinstance(value, str)
        and 1 <= len(value) <= 100
        and all(character == " " or (character.isprintable() and not character.isspace()) for character in value)
        and not value.startswith(" ")
        and not value.endswith(" ")
    )
    assert is_id(value) is expected
