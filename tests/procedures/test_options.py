"""Options say what somebody could do next: what is shown as open can be done, what is shown as barred cannot."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from stationkit.procedures.hazard import HAZARD, HazardCase
from stationkit.procedures.refusals import ALONE, Actor, Context, Option
from stationkit.stations.events import Event
from stationkit.stations.hazards import HandlingMode, HazardLevel
from stationkit.stations.people import Role
from stationkit.testing.histories import TOKEN, Move, lawful, moves, stories

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
STORIES = sorted(stories().values(), key=repr)
NAMES = ("rectifier", "an", "bo")


def cased(path: tuple[Move, ...], case: str = "h-1") -> HazardCase:
    """Give the case after lawful moves, a day each."""
    folded = HAZARD.begin(case)
    for number, move in enumerate(path):
        command, _ = lawful(folded, move, START + number * DAY, number)
        folded = HAZARD.evolve(folded, command)
    return folded


def option(case: HazardCase, actor: Actor, kind: str, at: datetime, context: Context = ALONE) -> Option:
    """Give one of somebody's options."""
    return next(one for one in HAZARD.options(case, actor, at, context) if one.kind == kind)


def filled(case: HazardCase, kind: str, at: datetime) -> Iterator[tuple[Event, Context]]:
    """Give the ways of filling a step in that could make a difference to some guard."""
    places = sorted({one.place for one in case.suspensions}) or ["2采区"]
    limits = {at + 15 * DAY, max(at, case.limit or at) + 15 * DAY}
    for move in (one for one in moves() if one.kind == kind):
        plain, context = lawful(case, move, at)
        for level, mode, place, limit in product(HazardLevel, HandlingMode, places, sorted(limits)):
            said: dict[str, Any] = {"level": level, "mode": mode, "place": place, "limit": limit}
            asked = {name: value for name, value in said.items() if getattr(plain, name)}
            if plain.level:
                asked["class_code"] = "ventilation" if level is HazardLevel.MAJOR else ""
                asked["limit"] = limit
            yield attrs.evolve(plain, happened_at=at, **asked), context


@given(
    st.sampled_from(STORIES), st.sampled_from(Role), st.sampled_from(NAMES), st.sampled_from(("", *NAMES)), st.data()
)
def test_what_is_open_can_be_done_and_what_is_barred_cannot(
    path: tuple[Move, ...], role: Role, name: str, other: str, data: st.DataObject
) -> None:
    """For every step of every case and everybody: some filling-in is decided exactly if the option is open."""
    case = cased(path[: data.draw(st.integers(0, len(path)))])
    at = START + data.draw(st.integers(len(path), 60)) * DAY
    actor = Actor(id=name, roles=frozenset({role}), on_behalf_of=other)
    for kind in {str(one.kind) for one in HAZARD.transitions if case.state in one.sources}:
        fillings = list(filled(case, kind, at))
        signed = [
            (attrs.evolve(command, actor=name, role=role, on_behalf_of=other), context) for command, context in fillings
        ]
        can = any(HAZARD.decide(case, command, context) for command, context in signed)
        assert option(case, actor, kind, at, fillings[0][1]).is_open == can, kind


def test_a_general_hazard_is_not_graded_down_further() -> None:
    """Nor a major one up."""
    manager = Actor(id="m", roles=frozenset({Role.MINE_MANAGER}))
    general, major = cased((Move("report"), Move("grade"))), cased(major_path())
    assert [one.code for one in option(general, manager, "downgrade", START + 9 * DAY).blockers] == ["not-down"]
    assert [one.code for one in option(major, manager, "upgrade", START + 9 * DAY).blockers] == ["not-up"]


def major_path() -> tuple[Move, ...]:
    """Give the moves to a major hazard that was graded."""
    return (
        Move("report"),
        Move("grade", {"level": HazardLevel.MAJOR, "mode": HandlingMode.TIMED, "class_code": "ventilation"}),
    )


def test_nothing_recurs_and_nothing_is_repeated_where_no_other_case_is_at_hand() -> None:
    """With a closed case among the others something can come back, with an open one it can be repeated."""
    reporter = Actor(id="r-h-1", roles=frozenset({Role.REPORTER}))
    draft, reported = HAZARD.begin("h-1"), cased((Move("report"),))
    station = Actor(id="s", roles=frozenset({Role.STATION_HEAD}))
    among = {"h-1": reported, "old": HazardCase(id="old", state="closed")}
    around = Context(claim=TOKEN, among=among)
    assert [one.code for one in option(draft, reporter, "recur", START).blockers] == ["earlier-unknown"]
    assert option(draft, reporter, "recur", START, around).is_open
    assert [one.code for one in option(reported, station, "mark-duplicate", START + DAY).blockers] == [
        "original-unknown"
    ]
    assert option(reported, station, "mark-duplicate", START + DAY, around).is_open
    alone = Context(among={"h-1": reported})
    assert not option(reported, station, "mark-duplicate", START + DAY, alone).is_open


def test_what_a_report_supposed_bars_no_other_grading() -> None:
    """Reported as major and fixed on the spot: whoever grades it says otherwise, and may."""
    supposed = Move("report", {"level": HazardLevel.MAJOR, "mode": HandlingMode.ON_SITE})
    manager = Actor(id="m", roles=frozenset({Role.MINE_MANAGER}))
    assert option(cased((supposed,)), manager, "grade", START + DAY).is_open
