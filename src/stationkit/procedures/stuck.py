"""Stuck stories: kinds of cases that nobody in a roster could lawfully carry to their end in time, and what frees them.

An answer without stories is a proof: every step that the aim lists was tried, by everybody who could be told apart, in
every situation of the roster. What was explored, and what was not, stands in the answer.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs

from stationkit.errors import InvalidValueError, right_names
from stationkit.periods import Period
from stationkit.procedures.aims import Aim, Scenario, Waits, aim_of
from stationkit.procedures.crowds import Crowd, crowd_of
from stationkit.procedures.exploring import Explorer, Grant, Routes, Taken, TooLargeError
from stationkit.procedures.freeing import freed_way
from stationkit.procedures.machine import Procedure
from stationkit.procedures.refusals import Guard
from stationkit.procedures.rosters import Ability, Person, Roster, day_of
from stationkit.procedures.stories import STUCK, Explored, Story, StuckStories, merged
from stationkit.procedures.telling import told
from stationkit.stations.people import Role
from stationkit.stations.zones import parse_zone
from stationkit.words import Words

__all__ = ["stuck_stories"]


def stuck_stories(
    procedure: Procedure,
    roster: Roster,
    period: Period,
    *,
    aim: Aim | None = None,
    waits: Iterable[Waits] = (),
    guards: Iterable[Guard] = (),
    told_apart: Iterable[str] = (),
    zone: str = "+08:00",
) -> StuckStories:
    """Find the kinds of cases that nobody could lawfully carry to their end in time.

    Args:
        procedure: whose steps.
        roster: the people.
        period: the days on which a case could begin.
        aim: what it means to reach the end; nothing means the one that comes along for the procedure.
        waits: how many days a step may wait; the first that concerns a scenario counts. Where nothing is said, every
            step must be possible on the day on which the case begins.
        guards: further guards; they can only forbid.
        told_apart: ids of members whom such guards know by name; everybody else is taken for what they can do when.
        zone: what a day is.

    Raises:
        UnknownNameError: no aim is given, and none comes along for the procedure.
        DefinitionError: the aim speaks of states or steps that the procedure has not.
        InvalidValueError: *period* is no period, *waits* are none, or one of them names a step that there is not.
    """
    goal = aim or aim_of(procedure)
    goal.check(procedure)
    whole = procedure.with_guards(guards)
    if not isinstance(period, Period):
        raise InvalidValueError(period, Words(zh="Period（期间）", en='a Period such as Period.parse("2026-02")'))
    patience = _checked_waits(waits, procedure)
    question = _Question(
        procedure=whole,
        roster=roster,
        period=period,
        aim=goal,
        routes=Routes.of(whole, goal),
        waits=patience,
        told_apart=frozenset(told_apart),
        zone=zone,
    )
    return question.answer()


def _checked_waits(waits: Iterable[Waits], procedure: Procedure) -> tuple[Waits, ...]:
    found = tuple(waits) if isinstance(waits, Iterable) else (None,)
    if not all(isinstance(one, Waits) for one in found):
        raise InvalidValueError(waits, Words(zh="若干 Waits 组成的列表", en="a list of Waits"))
    kinds = tuple(one.id for one in procedure.kinds)
    for kind in (kind for one in found for kind in one.days):
        if kind not in kinds:
            raise InvalidValueError(kind, right_names(kind, kinds))
    return found


_ENOUGH = 6  # as many people as no case remembers at once


@attrs.define(eq=False, kw_only=True)
class _Question:
    """One question, with what has been found out for it so far."""

    procedure: Procedure
    roster: Roster
    period: Period
    aim: Aim
    waits: tuple[Waits, ...]
    told_apart: frozenset[str]
    zone: str
    routes: Routes
    kinds: int = 0
    cases: int = 0
    tries: int = 0
    too_large: int = 0
    verdicts: dict[Any, str] = attrs.field(init=False, factory=dict)
    needed: dict[Scenario, frozenset[str]] = attrs.field(init=False, factory=dict)
    ways: dict[Scenario, tuple[tuple[Taken, ...], int]] = attrs.field(init=False, factory=dict)
    crowds: dict[tuple[int, int, int], Crowd] = attrs.field(init=False, factory=dict)
    known: dict[int, tuple[Person, ...]] = attrs.field(init=False, factory=dict)

    def answer(self) -> StuckStories:
        """Go through every scenario and every day."""
        lawful = [one for one in self.aim.scenarios if self._is_lawful(one)]
        found = [story for scenario in lawful for story in self._stories(scenario)]
        return StuckStories(
            stories=tuple(one for one in found if one.is_certain),
            undecided=tuple(one for one in found if not one.is_certain),
            explored=self._explored(tuple(lawful)),
        )

    def _explored(self, lawful: tuple[Scenario, ...]) -> Explored:
        known = [kind.id for kind in self.procedure.kinds]
        people = self._people(0)
        return Explored(
            scenarios=lawful,
            unlawful=tuple(one for one in self.aim.scenarios if one not in lawful),
            days=self.period.days,
            intervals=1 + sum(_differ(people, day) for day in range(1, self.period.days)),
            situations=len(self.verdicts),
            people=len(self.roster.members),
            kinds=self.kinds,
            cases=self.cases,
            tries=self.tries,
            steps=tuple(kind for kind in known if kind in self.aim.steps),
            left_out=tuple(kind for kind in known if kind not in self.aim.steps),
            uncertain=self.roster.uncertain,
            too_large=self.too_large,
        )

    def _people(self, beyond: int) -> tuple[Person, ...]:
        """Give everybody, with so many days after the period of which nothing is known; made once."""
        if beyond not in self.known:
            self.known[beyond] = self.roster.people(self.period, self._roles, beyond)
        return self.known[beyond]

    @property
    def _roles(self) -> frozenset[Role]:
        return frozenset(role for way in self.procedure.transitions if way.kind in self.aim.steps for role in way.roles)

    def _waits(self, scenario: Scenario) -> Waits:
        return next((one for one in self.waits if one.concerns(scenario)), Waits())

    # -- days ------------------------------------------------------------------------------------------------

    def _stories(self, scenario: Scenario) -> Iterator[Story]:
        waits = self._waits(scenario)
        known, later = self._people(0), self._people(waits.reach)
        told = list(self._verdicts(scenario, waits, known, later))
        stories: list[Story] = []
        for first, last, (verdict, _) in _runs(told):
            if verdict != _FINE:
                hint = frozenset(stories[-1].frees) if stories else frozenset()
                story = self._story(scenario, waits, known, first, verdict, hint)
                stories.append(
                    attrs.evolve(story, days=Period(day_of(first, self.period), day_of(last + 1, self.period)))
                )
        return merged(stories)

    def _verdicts(
        self, scenario: Scenario, waits: Waits, known: Sequence[Person], later: Sequence[Person]
    ) -> Iterator[tuple[str, Any]]:
        """Give, for a case that begins on each day, what is found, and who could do what from that day on."""
        before: tuple[str, Any] | None = None
        for day in range(self.period.days):
            if before is None or waits.reach or _differ(known, day):
                before = self._verdict(scenario, waits, known, later, day)
            yield before

    def _verdict(
        self, scenario: Scenario, waits: Waits, known: Sequence[Person], later: Sequence[Person], day: int
    ) -> tuple[str, Any]:
        last = min(day + waits.reach, self.period.days - 1)
        crowd = self._crowd(known, day, last)
        is_cut = last < day + waits.reach  # then what follows the period counts, and that is another one every day
        situation = (scenario, last - day, day if is_cut else -1, _alike(crowd, day))
        if situation not in self.verdicts:
            self.verdicts[situation] = self._decide(scenario, waits, crowd, later, day, last)
        found = self.verdicts[situation]
        return found, None if found == _FINE else _who(crowd, day)

    def _decide(
        self, scenario: Scenario, waits: Waits, crowd: Crowd, later: Sequence[Person], day: int, last: int
    ) -> str:
        found = self._find(self._explorer(scenario, waits, crowd, day, last))
        if found != STUCK or day + waits.reach == last:
            return found
        after = day + waits.reach
        hoped = self._find(self._explorer(scenario, waits, self._crowd(later, day, after), day, after))
        return STUCK if hoped == STUCK else _LATER

    def _find(self, explorer: Explorer) -> str:
        """Find some way, the one that did for an earlier case first: taken again it is as good a proof."""
        way, start = self.ways.get(explorer.scenario, ((), 0))
        if way and explorer.repeats(way, explorer.start - start):
            self._count(explorer)
            return _FINE
        try:
            found = explorer.find()
        except TooLargeError:
            self.too_large += 1
            return _TOO_LARGE
        finally:
            self._count(explorer)
        if found is None:
            return STUCK
        self.ways[explorer.scenario] = (tuple(one.taken for one in found if one.taken), explorer.start)
        return _FINE

    def _crowd(self, people: Sequence[Person], first: int, last: int) -> Crowd:
        asked = (id(people), first, last)
        if asked not in self.crowds:
            window = ((1 << (last - first + 1)) - 1) << first
            self.crowds[asked] = crowd_of(people, self._outsiders, window, self.told_apart, 2 * len(self.aim.steps))
        return self.crowds[asked]

    @property
    def _outsiders(self) -> tuple[Person, ...]:
        return tuple(
            Person(one.id, tuple(Ability(role, "", _ALWAYS) for role in sorted(one.roles, key=str)), _ALWAYS, _ALWAYS)
            for one in self.aim.outsiders
        )

    def _explorer(self, scenario: Scenario, waits: Waits, crowd: Crowd, day: int, last: int) -> Explorer:
        return Explorer(
            routes=self.routes,
            scenario=scenario,
            crowd=crowd,
            waits=waits,
            first=self.period.start,
            start=day,
            last=last,
            zone=parse_zone(self.zone),
            certified_roles=self.roster.certified_roles,
        )

    def _count(self, explorer: Explorer) -> None:
        self.kinds = max(self.kinds, len(explorer.crowd.kinds))
        self.cases += explorer.seen
        self.tries += explorer.tries

    def _is_lawful(self, scenario: Scenario, aim: Aim | None = None) -> bool:
        """Tell whether anybody could ever close such a case: with people enough, who may do everything."""
        abilities = tuple(Ability(role, "", _ALWAYS) for role in sorted(self._roles, key=str))
        everybody = tuple(Person(f"anybody-{number}", abilities, _ALWAYS, _ALWAYS) for number in range(_ENOUGH))
        waits, last = self._waits(scenario), self.period.days - 1
        explorer = self._explorer(scenario, waits, crowd_of(everybody, self._outsiders, (1 << last + 1) - 1), 0, last)
        if aim is not None:
            explorer = attrs.evolve(explorer, routes=Routes.of(self.procedure, aim))
        return explorer.find() is not None

    # -- stories ---------------------------------------------------------------------------------------------

    def _story(
        self,
        scenario: Scenario,
        waits: Waits,
        people: Sequence[Person],
        day: int,
        verdict: str,
        hint: frozenset[Grant],
    ) -> Story:
        last = min(day + waits.reach, self.period.days - 1)
        bare = Story(
            scenario=scenario,
            days=Period(day_of(day, self.period), day_of(day + 1, self.period)),
            steps=(),
            is_known=False,
            verdict=verdict,
        )
        if verdict != STUCK:
            return bare
        explorer = self._explorer(scenario, waits, self._crowd(people, day, last), day, last)
        try:
            path = freed_way(explorer, self._needed(scenario), hint)
        except TooLargeError:
            self.too_large += 1
            return bare
        finally:
            self._count(explorer)
        return bare if path is None else told(self.period, bare, explorer, people, path)

    def _needed(self, scenario: Scenario) -> frozenset[str]:
        """Give the kinds of steps that no way to the goal does without, whoever is there."""
        if scenario not in self.needed:
            kinds = frozenset(
                kind
                for kind in self.aim.steps
                if not self._is_lawful(scenario, attrs.evolve(self.aim, steps=self.aim.steps - {kind}))
            )
            self.needed[scenario] = kinds
        return self.needed[scenario]


_FINE, _LATER, _TOO_LARGE = "fine", "later", "too-large"
_ALWAYS = -1


def _alike(crowd: Crowd, day: int) -> frozenset[tuple[Any, int]]:
    """Give what makes two situations the same: how many people can do what, on which days from the first one on."""
    kinds: Counter[Any] = Counter()
    for kind, name in zip(crowd.kinds, crowd.names, strict=True):
        one = kind[0]
        able = tuple((ability.role, ability.on_behalf_of, ability.days >> day) for ability in one.abilities)
        kinds[able, one.present >> day, one.certified >> day, one.sides, name] += len(kind)
    return frozenset(kinds.items())


def _who(crowd: Crowd, day: int) -> frozenset[Any]:
    """Give what tells two days apart for a story, which names people."""
    return frozenset(
        (one.id, one.present >> day, one.certified >> day, *((able.role, able.days >> day) for able in one.abilities))
        for kind in crowd.kinds
        for one in kind
    )


def _differ(people: Iterable[Person], day: int) -> bool:
    """Tell whether anybody can do something else on a day than on the day before."""
    return any(
        (days >> day ^ days >> (day - 1)) & 1
        for person in people
        for days in (person.present, person.certified, *(one.days for one in person.abilities))
    )


def _runs(told: Sequence[tuple[str, Any]]) -> Iterator[tuple[int, int, tuple[str, Any]]]:
    """Give stretches of days with one verdict in one situation: first day, last day, both."""
    first = 0
    for day in range(1, len(told) + 1):
        if day == len(told) or told[day] != told[first]:
            yield first, day - 1, told[first]
            first = day
