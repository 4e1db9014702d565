"""Refusals at the public names: what is not what was asked for is refused in words, before it goes wrong."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.calendars.calendar import BEIJING
from stationkit.calendars.national import national_calendar
from stationkit.errors import InvalidValueError, UnknownNameError, right_names
from stationkit.periods import Period
from stationkit.procedures.diagrams import mermaid, mermaid_path
from stationkit.procedures.hazard import HAZARD
from stationkit.procedures.recording import record
from stationkit.stations.provenance import Status
from stationkit.stations.readings import Comparison, ReadingThreshold, Sensor
from stationkit.words import Words

CN = national_calendar()
ON = date(2026, 3, 2)
ANY: Any = None


def threshold(every: Any) -> ReadingThreshold:
    """A threshold whose readings are due so often."""
    return ReadingThreshold(
        id="example/gas",
        sensor=Sensor.GAS,
        comparison=Comparison.ABOVE,
        value=1,
        unit="%",
        source="invented for a test",
        status=Status.ILLUSTRATIVE,
        every=every,
    )


REFUSED: dict[str, Callable[[Any], object]] = {
    "a period's days": lambda one: Period(one, one),
    "a period's text": Period.parse,
    "a number of working days": lambda one: CN.add_workdays(ON, one),
    "when something was known": lambda one: CN.is_workday(ON, known_at=one or "2020"),
    "how often a reading is due": lambda one: threshold(one or 10),
    "the language of a picture": lambda one: mermaid(HAZARD, one),
    "the language of a path": lambda one: mermaid_path(HAZARD, record(HAZARD, "h-1", ()), one),
}


@pytest.mark.parametrize("ask", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("value", ["fr", 1.5, None, "2026-3-1", datetime(2026, 3, 2), ["zh"]], ids=str)  # noqa: DTZ001
def test_what_is_something_else_is_refused_in_words(ask: Callable[[Any], object], value: Any) -> None:
    """Never as an error from within."""
    with pytest.raises(InvalidValueError) as caught:
        ask(value)
    (problem,) = caught.value.problems
    assert problem.expected.zh
    assert problem.expected.en


def test_a_period_has_no_clock_time() -> None:
    """Days alone make it."""
    noon = datetime(2026, 3, 2, 12, tzinfo=BEIJING)
    with pytest.raises(InvalidValueError, match="date"):
        Period(noon, noon.replace(day=3))


@given(st.text(max_size=8), st.sets(st.from_regex(r"[a-z]{2,6}", fullmatch=True), max_size=40))
def test_names_are_told_as_all_only_where_they_are_all(name: str, known: set[str]) -> None:
    """A few are listed; of many the nearest are told, as examples."""
    told = right_names(name, known)
    (problem,) = UnknownNameError(Words(zh="名称", en="name"), name, tuple(known)).problems
    assert problem.expected == told
    assert bool(told) == bool(known)
    if told.en.startswith("one of "):
        assert set(told.zh.split(", ")) == known
    elif told:
        shown = told.en.removeprefix("a name such as ").split(", ")
        assert set(shown) < known
        assert told.zh.endswith(" 等")
