"""Hypothesis strategies: histories that follow a procedure into its deepest states, rosters that can walk it.

A history starts with the shortest way to a state, every state as likely as any other, and goes on with steps that the
procedure allows from there; so the deep states are reached as often as the shallow ones, and a history shrinks to the
shortest that shows the same.
"""

from datetime import timedelta

import attrs
from hypothesis import strategies as st

from stationkit.errors import UnknownNameError
from stationkit.stations.events import Event
from stationkit.stations.people import Member, Role
from stationkit.testing.procedures import PROCEDURES, begin, next_steps, shortest_histories
from stationkit.words import Words

__all__ = ["histories", "rosters"]

_FURTHER = 4
"""The most steps behind the state that a history was drawn for."""


@st.composite
def histories(draw: st.DrawFn, procedure: str = "hazard", case: str = "h-1") -> tuple[Event, ...]:
    """Give the events of a case that followed a procedure: everything in it was allowed when it happened.

    Args:
        draw: given by Hypothesis.
        procedure: `hazard`, `award`, `mentoring` or `certification`.
        case: the id of the case.

    Raises:
        UnknownNameError: there is no such procedure.
    """
    if procedure not in PROCEDURES:
        raise UnknownNameError(Words(zh="程序", en="procedure"), procedure, tuple(PROCEDURES))
    walked, ways = PROCEDURES[procedure], shortest_histories(procedure, case)
    history = list(ways[draw(st.sampled_from(tuple(ways)))])
    state = begin(walked, case)
    for event in history:
        state = walked.procedure.evolve(state, event)
    for _ in range(draw(st.integers(0, _FURTHER))):
        steps = tuple(next_steps(walked, state))
        if not steps:
            break
        asked, context = draw(st.sampled_from(steps))
        command = attrs.evolve(asked, id=f"e-{len(history) + 1}")
        later = attrs.evolve(command, happened_at=command.happened_at + timedelta(hours=draw(st.integers(0, 48))))
        event = later if not walked.procedure.may(state, later, context) else command
        history.append(event)
        state = walked.procedure.evolve(state, event)
    return tuple(history)


@st.composite
def rosters(draw: st.DrawFn, procedure: str = "hazard", station: str = "s-1") -> tuple[Member, ...]:
    """Give the members of a station who together can walk a procedure: somebody for every role that it asks for.

    One person may hold several roles; who rectifies and who accepts are two, so that no case is stuck.
    """
    transitions = PROCEDURES[procedure].procedure.transitions
    roles = sorted({role for one in transitions for role in one.roles}, key=str)
    people = draw(st.integers(3, 6))
    held: list[set[Role]] = [set() for _ in range(people)]
    for role in roles:
        held[_place(draw, role, people)].add(role)
    return tuple(
        Member(id=f"m-{place + 1}", station=station, roles=frozenset(own)) for place, own in enumerate(held) if own
    )


def _place(draw: st.DrawFn, role: Role, people: int) -> int:
    """Keep those who rectify and those who accept apart."""
    if role in (Role.RESPONSIBLE_PERSON, Role.TEAM_LEADER, Role.WORKER):
        return 0
    if role in (Role.ACCEPTOR, Role.SAFETY_DEPARTMENT, Role.SAFETY_OFFICER):
        return 1
    return draw(st.integers(0, people - 1))
