"""A journal is folded in one pass, keeps only what is open, and comes to what each history by itself comes to."""

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit.errors import InvalidDocumentError
from stationkit.procedures.folding import fold_journal
from stationkit.procedures.hazard import HAZARD, HazardCase
from stationkit.procedures.recording import RecordedCase, record
from stationkit.stations.events import Event
from stationkit.testing.histories import Move, lawful, stories

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def told(case: str, moves: tuple[Move, ...]) -> list[Event]:
    """Give the events of a story of one case."""
    folded, events = HazardCase(id=case), []
    for place, move in enumerate(moves):
        event, _ = lawful(folded, move, START + place * HOUR, place)
        folded = HAZARD.evolve(folded, event)
        events.append(event)
    return events


def latest(given: Iterator[RecordedCase]) -> dict[str, RecordedCase]:
    """Keep the last of what is given of each case."""
    return {one.case.id: one for one in given}


@given(st.lists(st.sampled_from(sorted(stories())), min_size=1, max_size=4), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=50)
def test_a_journal_comes_to_what_each_history_comes_to(ways: list[tuple[str, str]], random: Any) -> None:
    """In whatever order its events were recorded, where what was handed out can be recalled."""
    histories = {f"h-{place}": told(f"h-{place}", stories()[way]) for place, way in enumerate(ways)}
    journal = [event for events in histories.values() for event in events]
    random.shuffle(journal)
    kept: dict[str, RecordedCase] = {}

    def recall(case: str) -> tuple[Event, ...]:
        return kept[case].events if case in kept else ()

    for one in fold_journal(HAZARD, [*journal, *journal[:2]], recall):
        kept[one.case.id] = one
    assert kept == {case: record(HAZARD, case, events) for case, events in histories.items()}


def test_an_ended_case_is_given_at_once_and_again_when_it_is_taken_up() -> None:
    """The write-off hands it out; the recheck afterwards hands it out once more."""
    events = told("h-1", stories()["closed", "recheck"])
    states = [(one.case.state, len(one.events)) for one in fold_journal(HAZARD, events, lambda _: events[:-1])]
    assert states[-1] == ("closed", len(events))


def test_without_a_memory_what_came_later_is_given_by_itself() -> None:
    """Nothing is dropped: both parts together are the history."""
    events = told("h-1", stories()["closed", "recheck"])
    parts = [one.events for one in fold_journal(HAZARD, events)]
    assert [len(part) for part in parts] == [len(events) - 1, 1]
    assert record(HAZARD, "h-1", [event for part in parts for event in part]) == record(HAZARD, "h-1", events)


def test_one_id_with_two_contents_and_foreign_kinds_are_errors() -> None:
    """As they are for a single history."""
    report, *_ = told("h-1", stories()["reported", "reject"])
    with pytest.raises(InvalidDocumentError, match=report.id):
        list(fold_journal(HAZARD, [report, attrs.evolve(report, ground="other")]))
    with pytest.raises(InvalidDocumentError, match="apply"):
        list(fold_journal(HAZARD, [attrs.evolve(report, kind="apply")]))


def test_memory_is_bounded_by_the_open_cases() -> None:
    """A journal four times as long, with as many cases open at a time, needs no more."""

    def journal(cases: int) -> Iterator[Event]:
        for place in range(cases):
            yield from told(f"h-{place}", stories()["reported", "reject"])

    def peak(cases: int) -> int:
        tracemalloc.start()
        count = sum(1 for _ in fold_journal(HAZARD, journal(cases)))
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == cases
        return highest

    peak(20)  # whatever is made once
    assert peak(400) < 2 * peak(100)
