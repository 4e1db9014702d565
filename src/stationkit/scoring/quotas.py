"""Quotas: how many of a group may hold a word of the scale, filled from the best down, with the edge as declared."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import groupby

import attrs

from stationkit.numbers import Number, exact
from stationkit.rules.expressions import Literal
from stationkit.rules.model import Parameter, Rulebook
from stationkit.rules.outcomes import NodeValue
from stationkit.rules.settlements import Quota
from stationkit.scoring.ranking import Place

__all__ = ["Filled", "fill", "places_of"]


@attrs.frozen(kw_only=True)
class Filled:
    """How a quota came out in one group.

    Attributes:
        places_given: how many there are.
        kept: who keeps the word, each with its part of a place: 1 unless a tie at the edge shares what is left.
        fallen: who falls, in the order of the ranking.
        cut: the values of the last who kept it; empty where nobody did.
        tied: who tied at the edge, if anybody did.
    """

    places_given: int
    kept: Mapping[str, Number]
    fallen: tuple[str, ...]
    cut: tuple[NodeValue, ...] = ()
    tied: tuple[str, ...] = ()


def places_of(quota: Quota, rulebook: Rulebook, *, group: int, rated: int) -> int | None:
    """Give how many places a quota has in a group; nothing where its parameter is open."""
    most = quota.at_most
    if not isinstance(most, Literal):
        node = rulebook.nodes.get(str(getattr(most, "reference", "")))
        most = node.value if isinstance(node, Parameter) and isinstance(node.value, Literal) else most
    if not isinstance(most, Literal):
        return None
    number: Number = most.value
    if quota.is_share:
        number = exact(Fraction(number) * (group if quota.of == "group" else rated))
        for rounding in quota.rounding:
            number = rounding.apply(number)
    return max(int(number), 0)


def fill(places: int, ranked: Sequence[Place], edge: str) -> Filled:
    """Fill *places* with those who qualify, the best first.

    Whoever is not ranked comes behind all who are; they tie with one another. At the edge, `extend` lets all who tie
    in, `leave` none of them, and `share` lets them share the places that are left, each with its part of one.
    """
    kept: dict[str, Number] = {}
    fallen: list[str] = []
    cut: tuple[NodeValue, ...] = ()
    tied: tuple[str, ...] = ()
    given = places
    for _, run in groupby(ranked, key=lambda one: one.rank):
        group = list(run)
        names = tuple(one.subject for one in group)
        left = places - len(kept)
        if left >= len(names) and not fallen:
            kept |= dict.fromkeys(names, 1)
            cut = group[0].values
            continue
        at_edge = left > 0 and not fallen
        tied = names if at_edge else tied
        if at_edge and edge in ("extend", "share"):
            kept |= dict.fromkeys(names, exact(Fraction(left, len(names))) if edge == "share" else 1)
            cut = group[0].values
        else:
            fallen += names
        places = len(kept)  # whatever follows stands behind the edge
    return Filled(places_given=given, kept=kept, fallen=tuple(fallen), cut=cut, tied=tied)
