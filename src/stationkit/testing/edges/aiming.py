"""Aiming: facts that stand on, just under or just over an edge, also of what lies far above the facts.

A fact's own edges are in its pool. For a node above, say a total, the search starts at good facts, looks how far each
single change moves the node, and combines a few changes until the node stands where it should.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import lcm

from stationkit.numbers import Number, Ratio, exact
from stationkit.rules.facts import Answer, Value
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.outcomes import Absent
from stationkit.testing.edges.finding import Edge, find_edges
from stationkit.testing.edges.pools import Leaf, Point, facts_at, known, leaves_of, pools_of
from stationkit.testing.edges.probing import Probe

__all__ = ["Aimer"]

_UNREACHED = 10**9
"""Worse than every score: what leaves the score open is neither the best nor the worst."""

_EFFECTS = 4
"""How many values of one fact are combined with those of others."""

_ROUNDS = 3
"""How often the search for a combination starts again from the nearest point found: effects seldom just add up."""

_BRUTE = 4000
"""The most combinations that are tried one by one for a node that rests on few facts."""


class Aimer:
    """Knows the pools of a rulebook, its best facts, and facts near each of its edges."""

    def __init__(self, resolved: ResolvedRulebook) -> None:
        self.resolved = resolved
        self.probe = Probe(resolved)
        self.leaves = leaves_of(resolved)
        self.pools: Mapping[Leaf, tuple[Value, ...]] = pools_of(resolved)
        self.edges = find_edges(resolved)
        self._best_moves: dict[tuple[str, bool], dict[Leaf, dict[Number, Value]]] = {}

    @cached_property
    def best(self) -> Point:
        """The best facts that are easily found: fact by fact the value of its pool that helps most."""
        return self._climb(worst=False)

    @cached_property
    def worst(self) -> Point:
        """The worst facts that are easily found."""
        return self._climb(worst=True)

    def _climb(self, *, worst: bool) -> Point:
        point: dict[Leaf, Answer] = {
            leaf: known(self._start(leaf, worst=worst)) for leaf in self.leaves if self.pools[leaf]
        }
        sign = -1 if worst else 1
        for leaf in point:
            tried = [
                (self._merit({**point, leaf: known(value)}, sign), -place, value)
                for place, value in enumerate(self.pools[leaf])
            ]
            point[leaf] = known(max(tried, key=lambda one: one[:2])[2])
        return point

    def _merit(self, point: Point, sign: int) -> tuple[Number, Number]:
        score, star = self.probe.merit(facts_at(point, self.resolved))
        return (-_UNREACHED, 0) if score is None else (sign * score, sign * star)

    def _start(self, leaf: Leaf, *, worst: bool) -> Value:
        measure, pool = self.leaves[leaf], self.pools[leaf]
        if leaf.name.endswith(".inspected"):
            return True
        if measure.kind == "fault" or not measure.better:
            return pool[0]
        wants_high = (measure.better == "higher") is not worst
        numbers = [value for value in pool if not isinstance(value, str) and value != Ratio(0, 0)]
        return (max if wants_high else min)(numbers, key=_size, default=pool[0])

    # -- near an edge ------------------------------------------------------------------------------------

    @cached_property
    def aimed(self) -> tuple[Point, ...]:
        """Facts near every edge of a node above the facts, as far as they are found: on, just under, just over."""
        found = []
        for edge in self.edges:
            if Leaf("", edge.reference) not in self.leaves:
                found += [point for point in self.near(edge).values() if point is not None]
        return tuple(found)

    def near(self, edge: Edge) -> Mapping[str, Point | None]:
        """Give facts on, just under and just over an edge; nothing for what is not found."""
        best: dict[str, tuple[Number, Point]] = {}
        for point in self._candidates(edge):
            value = self._value(point, edge)
            if value is None:
                continue
            apart = _distance(value, edge.number)
            side = "on" if not apart else "under" if value < edge.number else "over"
            if side not in best or apart < best[side][0]:
                best[side] = (apart, point)
        return {side: best[side][1] if side in best else None for side in ("on", "under", "over")}

    def _candidates(self, edge: Edge) -> Iterator[Point]:
        cone = (
            self.cone(edge.reference.partition(".")[0])
            if Leaf("", edge.reference) not in self.leaves
            else (Leaf("", edge.reference),)
        )
        yield self.best
        yield self.worst
        size = 1
        for leaf in cone:
            size *= max(1, len(self.pools[leaf]))
        if size <= _BRUTE:
            for values in product(*(self.pools[leaf] for leaf in cone)):
                yield {**self.best, **{leaf: known(value) for leaf, value in zip(cone, values, strict=True)}}
        else:
            yield from self._combined(edge, cone)

    def _combined(self, edge: Edge, cone: tuple[Leaf, ...]) -> Iterator[Point]:
        """Combine single changes so that the node comes to stand near the edge, and start again from where it does."""
        point = self.best
        for _ in range(_ROUNDS):
            start = self._value(point, edge)
            if start is None:
                return
            moves = (
                self._moves(edge, cone, point, start)
                if point is not self.best
                else self._moves_of_best(edge, cone, start)
            )
            sums = _sums(start, edge.number, moves)
            nearest = sorted(sums, key=lambda total: (abs(total - edge.number), total))[:24]
            tried = [{**point, **{leaf: known(value) for leaf, value in sums[total]}} for total in nearest]
            yield from tried
            apart = [
                (abs(value - edge.number), place)
                for place, one in enumerate(tried)
                if (value := self._value(one, edge)) is not None
            ]
            if not apart or min(apart)[0] == 0:
                return
            point = tried[min(apart)[1]]

    def _moves_of_best(self, edge: Edge, cone: tuple[Leaf, ...], start: Number) -> dict[Leaf, dict[Number, Value]]:
        """Give the moves from the best facts, which several edges of one node share."""
        key = edge.reference, edge.percent
        if key not in self._best_moves:
            self._best_moves[key] = self._moves(edge, cone, self.best, start)
        return self._best_moves[key]

    def _moves(
        self, edge: Edge, cone: tuple[Leaf, ...], point: Point, start: Number
    ) -> dict[Leaf, dict[Number, Value]]:
        moves: dict[Leaf, dict[Number, Value]] = {}
        for leaf in cone:
            for value in self.pools[leaf]:
                moved = self._value({**point, leaf: known(value)}, edge)
                if moved is not None and moved != start:
                    moves.setdefault(leaf, {}).setdefault(moved - start, value)
        return moves

    def _value(self, point: Point, edge: Edge) -> Number | None:
        value = self.probe(facts_at(point, self.resolved)).value(edge.reference, share=edge.percent)
        return None if value is None or isinstance(value, Absent | bool | str) else value

    def cone_nodes(self, node: str) -> frozenset[str]:
        """Give a node and everything on which it rests."""
        needs = self.resolved.program.needs
        seen, pending = set(), [node]
        while pending:
            one = pending.pop()
            if one not in seen:
                seen.add(one)
                pending.extend(needs.get(one, ()))
        return frozenset(seen)

    def cone(self, node: str) -> tuple[Leaf, ...]:
        """Give the facts on which a node rests, in the order of the rulebook."""
        seen = self.cone_nodes(node)
        return tuple(leaf for leaf in self.leaves if leaf.name in seen or leaf.name.partition(".")[0] in seen)


_Changes = tuple[tuple[Leaf, Value], ...]


def _sums(start: Number, wanted: Number, moves: Mapping[Leaf, Mapping[Number, Value]]) -> dict[Number, _Changes]:
    """Give which values a node may come to, with the changes that lead there, leaving out what overshoots."""
    simple = {
        leaf: sorted(effects, key=lambda one: (one.denominator, -_distance(one, 0)))[:_EFFECTS]
        for leaf, effects in moves.items()
    }
    unit = lcm(
        start.denominator, wanted.denominator, *(one.denominator for effects in simple.values() for one in effects)
    )
    found: dict[int, _Changes] = {int(start * unit): ()}
    widest = max((_distance(one, 0) for effects in simple.values() for one in effects), default=0)
    low, high = int((min(start, wanted) - widest) * unit), int((max(start, wanted) + widest) * unit)
    for leaf in sorted(simple, key=lambda leaf: -max(_distance(one, 0) for one in simple[leaf])):
        scaled = [(int(one * unit), moves[leaf][one]) for one in simple[leaf]]
        for total, changes in list(found.items()):
            for effect, value in scaled:
                if low <= total + effect <= high and total + effect not in found:
                    found[total + effect] = (*changes, (leaf, value))
        if len(found) > _BRUTE:
            break
    return {exact(Fraction(total, unit)): changes for total, changes in found.items()}


def _distance(one: Number, other: Number) -> Number:
    return one - other if one >= other else other - one


def _size(value: Value) -> Number:
    if isinstance(value, Ratio):
        return value.value
    return -1 if isinstance(value, str) else value
