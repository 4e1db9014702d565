"""The people of a roster by kinds: those of one kind can do the same on the same days, and are interchangeable."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import attrs

from stationkit.procedures.rosters import Ability, Person

__all__ = ["Crowd", "crowd_of"]


@attrs.frozen(slots=False)
class Crowd:
    """People by kinds.

    Attributes:
        names: the id of the one person of a kind who is told apart by name; empty for the others.
    """

    kinds: tuple[tuple[Person, ...], ...]
    names: tuple[str, ...]
    outsiders: tuple[Person, ...]

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """Everybody, by their ids."""
        return {one.id: one for kind in (*self.kinds, self.outsiders) for one in kind}

    @cached_property
    def ids(self) -> frozenset[str]:
        """Everybody's id."""
        return frozenset(self.people)

    def candidates(self, remembered: frozenset[str]) -> Iterator[Person]:
        """Give whom it is enough to try: everybody whom the case remembers, and of each kind one more."""
        for kind in self.kinds:
            fresh = False
            for one in kind:
                if one.id in remembered:
                    yield one
                elif not fresh:
                    fresh = True
                    yield one


def crowd_of(
    people: Iterable[Person],
    outsiders: Iterable[Person],
    window: int,
    told_apart: Iterable[str] = (),
    enough: int | None = None,
) -> Crowd:
    """Sort people into kinds.

    Args:
        people: the members.
        outsiders: people who are always there and in no roster.
        window: the days that matter, as bits.
        told_apart: ids of people who are a kind of their own, because somebody knows them by name; those for whom
            others act are among them without being named here.
        enough: as many people as no way to the goal takes. A kind is left out where another one of so many people can
            do everything that it can: whoever would be taken from it, somebody of the other is free to stand in for.
            Nothing means that no kind is left out.
    """
    everybody = tuple(people)
    known = {*told_apart, *(one.on_behalf_of for person in everybody for one in person.abilities)}
    kinds: dict[tuple[Person, str], list[Person]] = {}
    for person in everybody:
        seen = _through(person, window)
        name = person.id if person.id in known else ""
        kinds.setdefault((attrs.evolve(seen, id=""), name), []).append(seen)
    large = [kind for (kind, name), own in kinds.items() if enough is not None and not name and len(own) >= enough]
    kept = [
        (name, tuple(own))
        for (kind, name), own in kinds.items()
        if name or not any(_outdoes(other, kind) for other in large)
    ]
    return Crowd(tuple(own for _, own in kept), tuple(name for name, _ in kept), tuple(outsiders))


def _outdoes(one: Person, other: Person) -> bool:
    """Tell whether somebody can do everything that another can, whenever they can, and is not the same."""
    mine = {(able.role, able.on_behalf_of): able.days for able in one.abilities}
    theirs = {(able.role, able.on_behalf_of): able.days for able in other.abilities}
    return (
        one != other
        and one.sides == other.sides
        and all(not days & ~mine.get(able, 0) for able, days in theirs.items())
        and mine.keys() == theirs.keys()
        and not other.present & ~one.present
        and not other.certified & ~one.certified
    )


def _through(person: Person, window: int) -> Person:
    """Give a person as far as the days of a window show them."""
    able = (Ability(one.role, one.on_behalf_of, one.days & window) for one in person.abilities)
    return Person(
        person.id,
        tuple(one for one in able if one.days),
        person.present & window,
        person.certified & window,
        person.sides,
    )
