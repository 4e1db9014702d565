"""Ranking: places by keys, ties counted as said. Stations of a round and teams at a meeting go by one function."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from typing import TypeAlias

import attrs

from stationkit.errors import InvalidValueError
from stationkit.numbers import Number
from stationkit.rules.outcomes import Absent, NodeValue
from stationkit.rules.settlements import TIES
from stationkit.words import Words

__all__ = ["Place", "rank"]

_Sort: TypeAlias = tuple[tuple[int, Number], ...]


@attrs.frozen(kw_only=True)
class Place:
    """Where one subject stands.

    Attributes:
        rank: its place, 1 for the best; nothing where its first key has no value.
        tied: with how many others it shares the place.
        values: the values that it was ranked by, in the order of the keys.
    """

    subject: str
    rank: int | None
    tied: int
    values: tuple[NodeValue, ...]


def rank(
    values: Mapping[str, Sequence[NodeValue]], best: Sequence[str] = ("highest",), *, ties: str = "competition"
) -> tuple[Place, ...]:
    """Rank subjects by their values, the best first; those who tie on every key share a place.

    Whoever has no value for the first key has no place; whoever has none for a further one comes behind those who have.

    Args:
        values: subject -> one value a key; the first decides, each further one breaks the ties of those before it.
        best: for each key, whether its `highest` or its `lowest` value is best.
        ties: `competition` (1, 2, 2, 4) or `dense` (1, 2, 2, 3).

    Raises:
        InvalidValueError: another way of counting ties, a word that has no order, or keys that do not match.
    """
    if ties not in TIES:
        raise InvalidValueError(ties, Words(zh="、".join(TIES), en=" or ".join(TIES)))
    keyed = {subject: _sort_key(subject, own, best) for subject, own in values.items()}
    order = sorted(values, key=lambda subject: (keyed[subject], subject))
    ranked = [subject for subject in order if not keyed[subject][0][0]]
    places: list[Place] = []
    for _, tied in groupby(ranked, key=lambda subject: keyed[subject]):
        group = list(tied)
        number = len(places) + 1 if ties == "competition" else (places[-1].rank or 0) + 1 if places else 1
        places += [Place(subject=one, rank=number, tied=len(group) - 1, values=tuple(values[one])) for one in group]
    without = [one for one in order if keyed[one][0][0]]
    return (*places, *(Place(subject=one, rank=None, tied=0, values=tuple(values[one])) for one in without))


def _sort_key(subject: str, own: Sequence[NodeValue], best: Sequence[str]) -> _Sort:
    """Give a key that sorts the best first, and what has no value last."""
    if len(own) != len(best) or not best:
        raise InvalidValueError(subject, Words(zh=f"{len(best)} 个排序值", en=f"{len(best)} values to rank by"))
    return tuple(_one(value, way) for value, way in zip(own, best, strict=True))


def _one(value: NodeValue, way: str) -> tuple[int, Number]:
    if isinstance(value, Absent):
        return (1, 0)
    if not isinstance(value, int | Fraction):
        raise InvalidValueError(value, Words(zh="可以排序的数", en="a number, which has an order"))
    return (0, -value if way == "highest" else value)
