"""Could anybody at hand bring a case to its end: by their roles, and by what stays true of them whatever happens.

Only what can never change counts against people: no role for a step, and guards that say that they last, such as the
one before whoever rectified and would accept. So a case that is called stuck is stuck; one that is not may still lack a
plan or a limit, which somebody can see to.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from stationkit.procedures.crowds import Crowd, crowd_of
from stationkit.procedures.machine import Procedure, Transition
from stationkit.procedures.mentions import mentioned
from stationkit.procedures.refusals import Actor, Blocker, Guard
from stationkit.procedures.rosters import Ability, Person
from stationkit.stations.events import Event

__all__ = ["crowd_of_actors", "what_keeps_open"]

_TODAY = 1  # the one day that there is, as a bit
_MOST = 20_000
"""More cases than these are not tried; nobody is called stuck then."""


def crowd_of_actors(actors: Iterable[Actor]) -> Crowd:
    """Sort actors into kinds, those of one kind interchangeable until a case names one."""
    return crowd_of((_person(one) for one in actors), (), _TODAY)


def what_keeps_open(procedure: Procedure, case: Any, people: Crowd, at: datetime) -> tuple[Blocker, ...] | None:
    """Give what keeps everybody from bringing a case to an end; nothing where somebody could.

    Returns:
        the blockers that last, each once; empty where it is roles alone that are missing; None where somebody could.
    """
    lasting = {one: _lasting(procedure, one) for one in procedure.transitions}
    read = tuple(sorted({name for guards in lasting.values() for one in guards for name in one.reads}))
    pending, seen, met = [case], {_key(case, read)}, dict[str, Blocker]()
    while pending:
        here = pending.pop()
        if procedure.state(here.state).is_end or len(seen) > _MOST:
            return None
        for way in procedure.transitions:
            if here.state not in way.sources or way.target_from(here.state) == here.state:
                continue
            for command in _commands(way, here, people, read, at):
                against = [one for guard in lasting[way] for one in guard.blockers(here, command)]
                met.update((one.code, one) for one in against)
                after = here if against else procedure.evolve(here, command)
                if _key(after, read) not in seen:
                    seen.add(_key(after, read))
                    pending.append(after)
    return tuple(met.values())


def _lasting(procedure: Procedure, way: Transition) -> tuple[Guard, ...]:
    return tuple(guard for guard in procedure.guards_of(way) if guard.lasts)


def _commands(way: Transition, case: Any, people: Crowd, read: tuple[str, ...], at: datetime) -> Iterator[Event]:
    """Give the bare step as everybody could take it who can be told apart by what the case remembers."""
    for person in people.candidates(frozenset(mentioned(_key(case, read)[1:]))):
        for able in person.abilities:
            if able.role in way.roles:
                yield Event(
                    id="asked",
                    case=case.id,
                    kind=way.kind,
                    happened_at=at,
                    actor=person.id,
                    role=able.role,
                    on_behalf_of=able.on_behalf_of,
                )


def _key(case: Any, read: tuple[str, ...]) -> tuple[Any, ...]:
    return (case.state, *(getattr(case, name) for name in read))


def _person(actor: Actor) -> Person:
    able = tuple(Ability(role, actor.on_behalf_of, _TODAY) for role in sorted(actor.roles, key=str))
    return Person(actor.id, able, _TODAY, _TODAY)
