"""Exploring a procedure with the people of a roster: can somebody take every step, and who is missing if not.

Exact, and small, for two reasons. People with the same abilities on the same days are interchangeable until the case
remembers one of them, so of each kind those whom it remembers are tried, and one more. And of a case only what guards
say that they read, on the steps still ahead, tells two histories apart. Both rest on guards that tell people apart by
what a case remembers of them, and on days by the case's own moments.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

import attrs

from stationkit.procedures.aims import Aim, Scenario, Waits
from stationkit.procedures.crowds import Crowd
from stationkit.procedures.machine import Procedure, Transition
from stationkit.procedures.mentions import mentioned
from stationkit.procedures.refusals import Blocker
from stationkit.procedures.rosters import Person, side_of
from stationkit.stations.events import Event
from stationkit.stations.people import Role

__all__ = ["NEW_PEOPLE", "Explorer", "Grant", "Node", "Routes", "Taken", "TooLargeError"]

MOST_ATTEMPTS = 400_000
"""More steps than this are not tried for one question; the answer then says that it is not known."""

NEW_PEOPLE = ("new-1", "new-2", "new-3")
"""Whom a roster could be given besides its members, where granting roles to them is not enough."""

_NOON = time(12)
_LATER = timedelta(days=1)
_ANYTHING: Mapping[str, Any] = {"evidence": ("-",), "unit": "-", "standard": "-", "measures": "-", "place": "-"}
"""What stands for something said, where only people are looked for."""
_LIMIT = "an attached limit"


class TooLargeError(Exception):
    """More would have to be tried than is tried."""


@attrs.frozen(order=True)
class Grant:
    """A role that somebody would have to be given; a member, or a new person."""

    member: str
    role: Role = attrs.field(order=str)
    is_new: bool = False


@attrs.frozen(kw_only=True)
class Taken:
    """A step as somebody takes it."""

    kind: str
    source: str
    day: int
    actor: str
    role: Role
    on_behalf_of: str = ""
    named: str = ""


@attrs.frozen
class Routes:
    """The steps of a procedure that an aim explores, by the state that they leave.

    Attributes:
        live: by state, the fields of the case that guards read on the steps still ahead.
    """

    procedure: Procedure
    aim: Aim
    ways: Mapping[str, tuple[Transition, ...]]
    live: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, procedure: Procedure, aim: Aim) -> "Routes":
        """Find them."""
        states = [one.id for one in procedure.states]
        ways = {state: _explored(procedure, aim, state) for state in states}
        live = {state: tuple(sorted(_read_ahead(procedure, ways, state))) for state in states}
        return cls(procedure, aim, ways, live)


@attrs.define(eq=False)
class Node:
    """A case on a day, and how it came there; *by_grant* is the grant by which its last step was taken, if any."""

    case: Any
    key: tuple[Any, ...]
    day: int
    grants: frozenset[Grant] = frozenset()
    taken: Taken | None = None
    before: "Node | None" = None
    by_grant: Grant | None = None

    def path(self) -> "tuple[Node, ...]":
        """Give the nodes from the start to here."""
        nodes, here = [], self
        while here is not None:
            nodes.append(here)
            here = here.before  # type: ignore[assignment]  # the loop ends at nothing
        return tuple(reversed(nodes))


@attrs.define(eq=False, kw_only=True)
class Explorer:
    """Explores one scenario from one day on.

    Attributes:
        first: the day of bit 0.
        start: the day (as a bit) on which the case begins.
        last: the last day (as a bit) on which a step may be taken.
        tries: how many steps were tried; *seen* how many cases on days were found.
        names_new: whether somebody who is not in the roster may be named.
    """

    routes: Routes
    scenario: Scenario
    crowd: Crowd
    waits: Waits
    first: date
    start: int
    last: int
    zone: tzinfo
    certified_roles: frozenset[Role] = frozenset()
    tries: int = 0
    seen: int = 0
    _known: dict[tuple[Any, ...], tuple[Blocker, ...]] = attrs.field(init=False, factory=dict)
    _wanted: dict[str, frozenset[str]] = attrs.field(init=False, factory=dict)
    names_new: bool = attrs.field(init=False, default=False)

    @property
    def _ids(self) -> frozenset[str]:
        return self.crowd.ids

    # -- the search --------------------------------------------------------------------------------------

    def find(self) -> "tuple[Node, ...] | None":
        """Find some way to the goal, or try everything there is.

        Raises:
            TooLargeError: there is more to try than is tried.
        """
        root = self.root()
        pending, seen = [root], {(root.key, root.day)}
        while pending:
            here = pending.pop()
            if here.case.state in self.routes.aim.goals:
                return here.path()
            for one in reversed(list(self.onward(here))):
                if (one.key, one.day) not in seen:
                    seen.add((one.key, one.day))
                    pending.append(one)
            self.seen = len(seen)
        return None

    def repeats(self, way: Iterable[Taken], later: int) -> bool:
        """Tell whether a way that was found for another case can be taken again, so many days later."""
        here = self.root()
        for taken in way:
            day, who = taken.day + later, (taken.actor, taken.role, taken.on_behalf_of)
            step = self.routes.procedure.transition(here.case.state, taken.kind)
            person = self.crowd.people.get(taken.actor)
            if step is None or person is None or day not in self._days(here, step):
                return False
            if not any(one.days >> day & 1 for one in person.abilities if (one.role, one.on_behalf_of) == who[1:]):
                return False
            if self.blockers(here.case, here.key, taken.kind, day, who, taken.named):
                return False
            case = self.routes.procedure.evolve(here.case, self.command(here.case, taken.kind, day, who, taken.named))
            here = Node(case, self._key(case), day, taken=taken, before=here)
        return here.case.state in self.routes.aim.goals

    def root(self, grants: frozenset[Grant] = frozenset()) -> Node:
        """Give the case to which nothing has happened, with roles that somebody was granted."""
        case = self.routes.procedure.begin("case")
        return Node(case, self._key(case), self.start, grants)

    # -- steps -------------------------------------------------------------------------------------------

    def onward(self, here: Node) -> Iterator[Node]:
        """Give every step that somebody may take from here, with the roles that they have or were granted."""
        remembered = self._remembered(here)
        people = (*self.crowd.candidates(remembered), *self.crowd.outsiders, *_new_people(here.grants))
        for way in self.routes.ways[here.case.state]:
            for day in self._days(here, way):
                for person in people:
                    for role, other, grant in self._able(person, here.grants, way, day):
                        for one in self._taken(here, way, day, (person.id, role, other), remembered):
                            one.by_grant = grant
                            yield one

    def granted(self, here: Node) -> Iterator[Node]:
        """Give every step that somebody could take if they were granted one role more."""
        remembered = self._remembered(here)
        people = (*self.crowd.candidates(remembered), *_new_people(here.grants), *_next_new(here.grants))
        for way in self.routes.ways[here.case.state]:
            for role in sorted(self._grantable(way), key=str):
                for person in people:
                    grant = Grant(person.id, role, person.id not in self._ids)
                    if grant not in here.grants and _fits(person, role, here.grants):
                        yield from self._with(grant, here, way, person, remembered)

    def _with(
        self, grant: Grant, here: Node, way: Transition, person: Person, remembered: frozenset[str]
    ) -> Iterator[Node]:
        for day in self._days(here, way):
            held = any(one.role is grant.role and one.days >> day & 1 for one in person.abilities)
            if not held and self._there(person, grant.role, day):
                for one in self._taken(here, way, day, (person.id, grant.role, ""), remembered):
                    one.grants, one.by_grant = here.grants | {grant}, grant
                    yield one

    def _able(
        self, person: Person, grants: frozenset[Grant], way: Transition, day: int
    ) -> Iterator[tuple[Role, str, Grant | None]]:
        for one in person.abilities:
            if one.role in way.roles and one.days >> day & 1:
                yield one.role, one.on_behalf_of, None
        for grant in sorted(grants):
            if grant.member == person.id and grant.role in way.roles and self._there(person, grant.role, day):
                yield grant.role, "", grant

    def _there(self, person: Person, role: Role, day: int) -> bool:
        days = person.present & person.certified if role in self.certified_roles else person.present
        return bool(days >> day & 1)

    def _grantable(self, way: Transition) -> frozenset[Role]:
        return way.roles if self.routes.aim.grantable is None else way.roles & self.routes.aim.grantable

    def _days(self, here: Node, way: Transition) -> range:
        """Give the days on which a step may be taken in time; the case waits for none before its first one."""
        final = here.day + (self.waits.days.get(way.kind, 0) if here.before is not None else 0)
        whole = self.last if self.waits.within is None else min(self.last, self.start + self.waits.within)
        return range(here.day, min(final, whole) + 1)

    def _taken(
        self, here: Node, way: Transition, day: int, who: tuple[str, Role, str], remembered: frozenset[str]
    ) -> Iterator[Node]:
        actor, role, other = who
        for named in self._named(way, remembered | {actor}):
            if self.blockers(here.case, here.key, way.kind, day, who, named):
                continue
            taken = Taken(
                kind=str(way.kind),
                source=here.case.state,
                day=day,
                actor=actor,
                role=role,
                on_behalf_of=other,
                named=named,
            )
            case = self.routes.procedure.evolve(here.case, self.command(here.case, way.kind, day, who, named))
            yield Node(case, self._key(case), day, here.grants, taken, here)

    def _named(self, way: Transition, remembered: frozenset[str]) -> Iterable[str]:
        if way.kind not in self.routes.aim.names:
            return ("",)
        new = sorted(remembered - self._ids)
        more = NEW_PEOPLE[len(new) : len(new) + 1] if self.names_new else ()
        return (*(one.id for one in self.crowd.candidates(remembered)), *new, *more)

    def blockers(
        self, case: Any, key: tuple[Any, ...], kind: str, day: int, who: tuple[str, Role, str], named: str
    ) -> tuple[Blocker, ...]:
        """Give what stands against a step of somebody; the same question is asked of the procedure once."""
        question = (key, kind, day, who, named)
        if question not in self._known:
            self.tries += 1
            if self.tries > MOST_ATTEMPTS:
                raise TooLargeError
            self._known[question] = self.routes.procedure.may(case, self.command(case, kind, day, who, named))
        return self._known[question]

    def command(self, case: Any, kind: str, day: int, who: tuple[str, Role, str], named: str) -> Event:
        """Give the whole command of a step: everything said that the rule asks for."""
        at = datetime.combine(self.first + timedelta(days=day), _NOON, self.zone)
        said = {**self._said_besides(kind, at), **self.routes.aim.details(kind, at, self.scenario)}
        if named:
            said[self.routes.aim.names[kind]] = named
        actor, role, other = who
        return Event(
            id=f"{case.last_id or 'step'}~",  # of several at one noon each comes after the one before
            case="case",
            kind=kind,
            happened_at=at,
            actor=actor,
            role=role,
            on_behalf_of=other,
            ground="-",
            document="-",
            **said,
        )

    def _said_besides(self, kind: str, at: datetime) -> dict[str, Any]:
        """Fill in what a step or a guard asks for and an aim may not know: evidence, a place, a limit."""
        if kind not in self._wanted:
            self._wanted[kind] = frozenset(_wanted(self.routes.procedure, kind))
        told = {name: value for name, value in _ANYTHING.items() if name in self._wanted[kind]}
        return told | ({"limit": at + _LATER} if _LIMIT in self._wanted[kind] else {})

    # -- roles ---------------------------------------------------------------------------------------------

    @property
    def held(self) -> frozenset[Role]:
        """Every role that somebody has on some day."""
        people = (one for kind in (*self.crowd.kinds, self.crowd.outsiders) for one in kind)
        return frozenset(one.role for person in people for one in person.abilities if one.days)

    def roles_of(self, kind: str) -> frozenset[Role]:
        """Give the roles that may take a kind of step, from wherever."""
        return frozenset(
            role for ways in self.routes.ways.values() for way in ways if way.kind == kind for role in way.roles
        )

    # -- what tells cases apart --------------------------------------------------------------------------

    def _key(self, case: Any) -> tuple[Any, ...]:
        return (case.state, *(getattr(case, name) for name in self.routes.live[case.state]))

    def _remembered(self, here: Node) -> frozenset[str]:
        granted = (one.member for one in here.grants)
        return frozenset((*granted, *mentioned(here.key[1:]))) & self._ids.union(NEW_PEOPLE)


def _wanted(procedure: Procedure, kind: str) -> Iterator[str]:
    """Give the fields that steps of a kind ask for, and those that their guards do."""
    for way in (one for one in procedure.transitions if one.kind == kind):
        yield from way.attached
        if "limit" in way.attached:
            yield _LIMIT
        extra = (one for one in procedure.extra if one.stands_before(kind))
        for guard in (*procedure.guards_of(way), *extra):
            yield from (*guard.asks, *guard.settled_by)


def _explored(procedure: Procedure, aim: Aim, state: str) -> tuple[Transition, ...]:
    if state in aim.goals:
        return ()
    return tuple(one for one in procedure.transitions if state in one.sources and one.kind in aim.steps)


def _read_ahead(procedure: Procedure, ways: Mapping[str, tuple[Transition, ...]], state: str) -> frozenset[str]:
    """Give the fields that guards read on any step still ahead."""
    reached, pending = {state}, [state]
    read: set[str] = set()
    while pending:
        here = pending.pop()
        for way in ways[here]:
            guards = (*procedure.guards_of(way), *(one for one in procedure.extra if one.stands_before(way.kind)))
            read.update(name for guard in guards for name in guard.reads)
            target = way.target_from(here)
            if target not in reached:
                reached.add(target)
                pending.append(target)
    return frozenset(read)


# -- who could be granted what ---------------------------------------------------------------------------------


def _fits(person: Person, role: Role, grants: frozenset[Grant]) -> bool:
    """Tell whether a role could be granted to somebody: nobody is to act for the union and for the employer."""
    side = side_of(role)
    others = person.sides | {side_of(one.role) for one in grants if one.member == person.id}
    return not side or not others - {side, ""}


_ALWAYS = -1  # every bit


def _next_new(grants: frozenset[Grant]) -> tuple[Person, ...]:
    used = len({one.member for one in grants if one.is_new})
    return tuple(_new_person(name) for name in NEW_PEOPLE[used : used + 1])


def _new_people(grants: frozenset[Grant]) -> tuple[Person, ...]:
    return tuple(_new_person(name) for name in sorted({one.member for one in grants if one.is_new}))


def _new_person(name: str) -> Person:
    return Person(name, (), _ALWAYS, _ALWAYS)
