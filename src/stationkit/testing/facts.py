"""Hypothesis strategies for facts of a given rulebook, aimed at its edges.

What is drawn starts at facts that mean something (the best, nothing known, the worst, on or beside the edge of a total)
and changes a few answers; so it shrinks to the best facts with the fewest changes, which people can read.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from stationkit.numbers import Number, Ratio, exact
from stationkit.rules.facts import Answer, Facts, Known, Missing, NotApplicable
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.model import Measure
from stationkit.testing.edges.aiming import Aimer
from stationkit.testing.edges.pools import KEYS, Leaf, Point, facts_at
from stationkit.testing.rulebooks import facts_for

__all__ = ["answers_to", "facts_of", "points_of"]

_CHANGES = 6


def facts_of(resolved: ResolvedRulebook, subject: str = "s-1") -> st.SearchStrategy[Facts]:
    """Give facts that a rulebook can be asked with, mostly near its edges, some of them anywhere."""
    aimed = points_of(Aimer(resolved)).map(lambda point: facts_at(point, resolved, subject))
    return st.one_of(aimed, aimed, aimed, facts_for(resolved, subject))


def points_of(aimer: Aimer) -> st.SearchStrategy[Point]:
    """Give points: meaningful facts with up to a few answers changed."""
    return _point(_Drawing(aimer))


class _Drawing:
    """What is drawn from for one rulebook, put together once."""

    def __init__(self, aimer: Aimer) -> None:
        self.best = aimer.best
        starts = (aimer.best, {}, aimer.worst, *aimer.aimed)
        self.starts = [None if not start else _apart(start, aimer.best) for start in starts]
        leaves = [leaf for leaf in aimer.leaves if aimer.pools[leaf]]
        self.start = st.integers(0, len(self.starts) - 1)
        self.changes = (
            st.lists(st.one_of([_change(leaf, aimer) for leaf in leaves]), max_size=_CHANGES) if leaves else st.just([])
        )


def _apart(start: Point, best: Point) -> tuple[tuple[Leaf, Any], ...]:
    return tuple((leaf, answer) for leaf, answer in start.items() if best.get(leaf) != answer)


def _change(leaf: Leaf, aimer: Aimer) -> st.SearchStrategy[tuple[Leaf, Any]]:
    return answers_to(leaf, aimer).map(lambda answer: (leaf, answer))


_KEPT = st.integers(0, 30)


@st.composite
def _point(draw: st.DrawFn, drawing: _Drawing) -> Point:
    """Start at the best facts, at nothing known, or at facts worth asking; each of their changes may be left out."""
    start = drawing.starts[draw(drawing.start)]
    base: dict[Leaf, Any] = {} if start is None else dict(drawing.best)
    base.update(change for change in start or () if draw(_KEPT))
    base.update(draw(drawing.changes))
    return base


def answers_to(leaf: Leaf, aimer: Aimer) -> st.SearchStrategy[Any]:
    """Give answers to one fact: a value of its pool, any other value, missing, or not applicable."""
    pool, measure = aimer.pools[leaf], aimer.leaves[leaf]
    values = [st.sampled_from(pool), st.sampled_from(pool), anywhere(measure)] if pool else [anywhere(measure)]
    known = st.one_of(values).map(lambda value: Known(value=value, source="generated"))
    absent = st.sampled_from((Missing(why="nobody asked"), NotApplicable(ground="no such thing here")))
    one: st.SearchStrategy[Answer] = st.one_of(known, known, absent)
    return st.one_of(one, st.tuples(*(one for _ in KEYS))) if leaf.list else one


def anywhere(measure: Measure) -> st.SearchStrategy[Any]:
    """Give any value of a measure, within its bounds."""
    low, high = measure.between if measure.between is not None else (0, 120)
    if measure.one_of:
        return st.sampled_from(measure.one_of)
    ratios = st.integers(0, 400).flatmap(lambda whole: st.integers(0, whole).map(lambda part: Ratio(part, whole)))
    kinds: Mapping[str, st.SearchStrategy[Any]] = {
        "count": st.integers(int(low), int(high)),
        "fault": st.integers(0, 12),
        "decimal": st.integers(int(low * 100), int(high * 100)).map(_hundredth),
        "ratio": ratios,
        "flag": st.booleans(),
        "choice": st.just("other"),
    }
    return kinds[measure.kind]


def _hundredth(cents: int) -> Number:
    return exact(Fraction(cents, 100))
