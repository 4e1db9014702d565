"""Ordering: which of two plugins' contributions comes first, where that changes what they mean.

Most things need no order: they are kept by their ids. Where one stands above another (texts for one code, days of one
calendar), or before it (the words of guards), each may say its *phase*, from the nation down to the employer, and what
it comes *before* or *after*, by id. The order in which plugins were found decides nothing: a tie that changes a meaning
is an error, and what changes none is put by its id.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import TypeAlias

import attrs

from stationkit.errors import InvalidValueError, Problem
from stationkit.words import Words

__all__ = ["PHASES", "Place", "arrange"]

PHASES = ("nation", "province", "city", "county", "employer")
"""The nearer, the later; what is later stands above what is earlier."""


def _is_phase(_: object, __: object, value: str) -> None:
    if value not in ("", *PHASES):
        listed = ", ".join(PHASES)
        raise InvalidValueError(value, Words(zh=listed, en=f"one of {listed}"))


def _ids(value: Iterable[str] | str) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


@attrs.frozen(kw_only=True)
class Place:
    """Where something stands among its like.

    Attributes:
        phase: nation, province, city, county or employer; empty where it does not matter.
        before: ids that come later; one that is not there means nothing.
        after: ids that come earlier; one that is not there means nothing.
    """

    phase: str = attrs.field(default="", validator=_is_phase)
    before: tuple[str, ...] = attrs.field(default=(), converter=_ids)
    after: tuple[str, ...] = attrs.field(default=(), converter=_ids)


Tangle: TypeAlias = tuple[tuple[str, ...], Problem]
"""What is wrong with an order, with the ids that it is about."""


def _nothing(_: str, __: str) -> frozenset[str]:
    return frozenset()


def arrange(
    places: Mapping[str, Place], shared: Callable[[str, str], frozenset[str]] = _nothing
) -> tuple[tuple[str, ...], tuple[Tangle, ...]]:
    """Give ids in their order, and what is wrong with it.

    Args:
        places: id -> its place.
        shared: what two of them both speak of, so that their order changes a meaning; nothing where it does not.
    """
    later = {one: frozenset(_directly_after(one, places)) for one in places}
    ordered, circle = _sorted(later)
    if circle:
        listed = " → ".join((*circle, circle[0]))
        what = Words(zh=f"先后成环：{listed}", en=f"before and after form a circle: {listed}")
        expected = Words(zh="去掉其中一条", en="one of them left out")
        return tuple(sorted(places)), ((circle, Problem("", what, expected)),)
    reach = _reach(later, ordered)
    return ordered, tuple(_ties(sorted(places), reach, shared))


def _directly_after(one: str, places: Mapping[str, Place]) -> Iterator[str]:
    """Give the ids that come after *one*, as it says, as they say, or by their phases."""
    mine = places[one]
    for other, theirs in places.items():
        by_phase = mine.phase and theirs.phase and PHASES.index(mine.phase) < PHASES.index(theirs.phase)
        if other != one and (by_phase or other in mine.before or one in theirs.after):
            yield other


def _sorted(later: Mapping[str, frozenset[str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the ids in order, by id where nothing else says; or those that form a circle."""
    waiting = {one: sum(one in others for others in later.values()) for one in later}
    ordered: list[str] = []
    while free := sorted(one for one, count in waiting.items() if not count):
        ordered.append(free[0])
        del waiting[free[0]]
        for other in later[free[0]]:
            waiting[other] -= 1
    return tuple(ordered), _circle(later, set(waiting)) if waiting else ()


def _circle(later: Mapping[str, frozenset[str]], among: set[str]) -> tuple[str, ...]:
    """Walk backwards among what is left: whoever has a predecessor there comes round again."""
    path = [min(among)]
    while True:
        before = min(one for one in among if path[-1] in later[one])
        if before in path:
            return tuple(reversed(path[path.index(before) :]))
        path.append(before)


def _reach(later: Mapping[str, frozenset[str]], ordered: Iterable[str]) -> Mapping[str, frozenset[str]]:
    reach: dict[str, frozenset[str]] = {}
    for one in reversed(tuple(ordered)):
        reach[one] = later[one].union(*(reach[other] for other in later[one]))
    return reach


def _ties(
    names: Iterable[str], reach: Mapping[str, frozenset[str]], shared: Callable[[str, str], frozenset[str]]
) -> Iterator[Tangle]:
    for first, second in combinations(names, 2):
        if second in reach[first] or first in reach[second]:
            continue
        both = ", ".join(sorted(shared(first, second))[:5])
        if both:
            what = Words(
                zh=f"{first} 与 {second} 都说到 {both}，先后未定",
                en=f"{first} and {second} both speak of {both}, and neither comes first",
            )
            expected = Words(zh=f'after = ["{first}"] 或 phase', en=f'after = ["{first}"] in one of them, or a phase')
            yield (first, second), Problem("", what, expected)
