"""What a rulebook says of a round: how its stations are ranked, how many may hold a star, and what lasts behind it.

`[ranking.x]` orders the stations of a round, tie-breakers and ties spelled out; `[settle]` awards a grade under quotas
whose edge is spelled out, takes the round before in as facts, and emits dated orders that later rounds read.
"""

from collections.abc import Iterator, Mapping

import attrs

from stationkit.numbers import Rounding
from stationkit.rules.conditions import Condition, condition_references
from stationkit.rules.expressions import Expression
from stationkit.rules.references import Reference
from stationkit.words import Words

__all__ = ["EDGES", "TIES", "OrderRule", "Quota", "RankKey", "Ranking", "Settlement"]

TIES = ("competition", "dense")
"""1, 2, 2, 4 or 1, 2, 2, 3."""
EDGES = ("share", "leave", "extend")
"""What happens to those who tie for the last places of a quota: they share them, none gets one, or all get one."""


@attrs.frozen
class RankKey:
    """One key of a ranking: a node, and whether its highest or its lowest is best; of a scale the first is highest."""

    of: str
    best: str = "highest"


@attrs.frozen(kw_only=True)
class Ranking:
    """How the stations of a round are ordered.

    Attributes:
        by: the keys; each further one breaks the ties of those before it.
        within: a choice of the rulebook, or a grouping of the round, inside which places are counted; empty for all.
        ties: how those are counted who remain tied: `competition` (1, 2, 2, 4) or `dense` (1, 2, 2, 3).
    """

    id: str
    by: tuple[RankKey, ...]
    within: str = ""
    ties: str = "competition"
    title: Words = Words()
    clause: str = ""


@attrs.frozen(kw_only=True)
class Quota:
    """How many of a group may hold a word of the scale.

    Attributes:
        word: the word; those beyond fall to *falls_to*, unless said the next on the scale.
        at_most: how many, as a number, or as a share (under 1, or in percent) of *of*.
        of: what a share is a share of: every station of the `group`, or those that are `rated`.
        rounding: how a share of them becomes a number.
        edge: what happens to those who tie for the last places.
    """

    word: int | str
    at_most: Expression
    is_share: bool
    of: str
    rounding: tuple[Rounding, ...]
    edge: str
    falls_to: int | str
    clause: str = ""


@attrs.frozen(kw_only=True)
class OrderRule:
    """A lasting effect: when it is ordered, and for how many months behind the round."""

    id: str
    when: Condition
    months: int
    clause: str = ""
    note: str = ""


@attrs.frozen(kw_only=True)
class Settlement:
    """How a round is settled.

    Attributes:
        grade: the grade that is awarded.
        ranking: by which ranking a quota is filled.
        quotas: the quotas, from the best word down.
        previous: measure -> the node whose value of the round before answers it.
        orders: measure -> the order of which it tells whether it is in force on the round's first day.
        emits: the orders that the round may emit.
    """

    grade: str
    ranking: str = ""
    quotas: tuple[Quota, ...] = ()
    previous: Mapping[str, str] = attrs.field(factory=dict)
    orders: Mapping[str, str] = attrs.field(factory=dict)
    emits: tuple[OrderRule, ...] = ()
    clause: str = ""

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what the orders that it emits read."""
        for order in self.emits:
            yield from condition_references(order.when)
