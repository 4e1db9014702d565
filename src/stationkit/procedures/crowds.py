"""The people of a roster by kinds: those of one kind can do the same on the same days, and are interchangeable."""

from collections.abc import Iterable, Iterator

import attrs

from stationkit.procedures.rosters import Ability, Person

__all__ = ["Crowd", "crowd_of"]


@attrs.frozen
class Crowd:
    """People by kinds.

    Attributes:
        names: the id of the one person of a kind who is told apart by name; empty for the others.
    """

    kinds: tuple[tuple[Person, ...], ...]
    names: tuple[str, ...]
    outsiders: tuple[Person, ...]

    @property
    def ids(self) -> frozenset[str]:
        """Everybody's id."""
        return frozenset(one.id for kind in (*self.kinds, self.outsiders) for one in kind)

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
    people: Iterable[Person], outsiders: Iterable[Person], window: int, told_apart: Iterable[str] = ()
) -> Crowd:
    """Sort people into kinds.

    Args:
        people: the members.
        outsiders: people who are always there and in no roster.
        window: the days that matter, as bits.
        told_apart: ids of people who are a kind of their own, because somebody knows them by name; those for whom
            others act are among them without being named here.
    """
    everybody = tuple(people)
    known = {*told_apart, *(one.on_behalf_of for person in everybody for one in person.abilities)}
    kinds: dict[tuple[Person, str], list[Person]] = {}
    for person in everybody:
        seen = _through(person, window)
        name = person.id if person.id in known else ""
        kinds.setdefault((attrs.evolve(seen, id=""), name), []).append(seen)
    names = tuple(name for _, name in kinds)
    return Crowd(tuple(tuple(kind) for kind in kinds.values()), names, tuple(outsiders))


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
