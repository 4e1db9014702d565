"""The contract of improvement: all else equal, a better answer never costs a point, nor a star.

What is better is declared: a measure's `better`, a fault (fewer), an entry of a checklist (there), a bonus (more). A
scoring function that does not declare itself `monotone` promises nothing, and what only it reads is left alone.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from hypothesis import strategies as st

from stationkit.numbers import Ratio
from stationkit.rules.facts import Facts, Value
from stationkit.rules.model import Computed
from stationkit.rules.shapes.afterwards import After
from stationkit.rules.shapes.cause import Cause
from stationkit.rules.shapes.checklist import Check
from stationkit.rules.shapes.function import Named
from stationkit.scoring.engine import Assessment, assess
from stationkit.testing.contracts.model import breach, hold
from stationkit.testing.edges.aiming import Aimer
from stationkit.testing.edges.finding import parts
from stationkit.testing.edges.pools import Leaf, Point, facts_at, known
from stationkit.testing.facts import anywhere, points_of
from stationkit.testing.subjects import Subject

__all__ = ["directions", "monotone"]


def monotone(subject: Subject) -> None:
    """All else equal, one more hazard rectified on time, one fault less, never costs a point or a star."""
    wanted = directions(subject)
    if not wanted:
        return

    def check(point: Point, change: tuple[Leaf, Value, Value]) -> None:
        leaf, first, second = change
        worse, better = (first, second) if _is_better(second, first, wanted[leaf]) else (second, first)
        before, after = (_facts({**point, leaf: known(value)}, subject) for value in (worse, better))
        told = _lost(assess(before, subject.resolved), assess(after, subject.resolved), subject)
        if told is not None:
            zh, en = f"{leaf}：{worse} → {better}，", f"{leaf}: {worse} -> {better}, "
            raise breach("monotone", subject, zh + told[0], en + told[1], after)

    hold(check, points_of(subject.aimer), _changes(subject.aimer, wanted))


def _facts(point: Point, subject: Subject) -> Facts:
    return facts_at(point, subject.resolved)


def _changes(aimer: Aimer, wanted: Mapping[Leaf, str]) -> st.SearchStrategy[tuple[Leaf, Value, Value]]:
    def values(leaf: Leaf) -> st.SearchStrategy[tuple[Leaf, Value, Value]]:
        one = st.one_of(st.sampled_from(aimer.pools[leaf]), anywhere(aimer.leaves[leaf])).filter(_is_some)
        pairs = st.tuples(one, one)
        if aimer.leaves[leaf].kind == "ratio":
            pairs = st.one_of(pairs, one.map(_one_more))
        return pairs.map(lambda pair: (leaf, *pair))

    return st.sampled_from([leaf for leaf in wanted if aimer.pools[leaf]]).flatmap(values)


def _is_some(value: Value) -> bool:
    return not (isinstance(value, Ratio) and not value.whole)


def _one_more(value: Value) -> tuple[Value, Value]:
    """Give a ratio, and the ratio with one more that counts, such as a hazard rectified on time."""
    if not isinstance(value, Ratio):
        return value, value
    return value, Ratio(value.part + 1, value.whole + 1)


def _is_better(one: Value, other: Value, direction: str) -> bool:
    first, second = _number(one), _number(other)
    return first >= second if direction == "higher" else first <= second


def _number(value: Value) -> Fraction:
    if isinstance(value, Ratio):
        return Fraction(value.value)
    return Fraction(0) if isinstance(value, str) else Fraction(value)


def _lost(before: Assessment, after: Assessment, subject: Subject) -> tuple[str, str] | None:
    scores = before.score, after.score
    if all(isinstance(score, int | Fraction) for score in scores) and scores[0] > scores[1]:  # type: ignore[operator]  # numbers, as just seen
        return f"得分 {scores[0]} → {scores[1]}", f"and the score falls from {scores[0]} to {scores[1]}"
    stars = before.star, after.star
    if stars[0] is not None and stars[1] is not None and None not in (stars[0].place, stars[1].place):
        first, second = stars[0].place or 0, stars[1].place or 0
        if second > first:
            return (
                f"星级 {stars[0].value} → {stars[1].value}",
                f"and the star falls from {stars[0].value} to {stars[1].value}",
            )
    return _item_lost(before, after, subject)


def _item_lost(before: Assessment, after: Assessment, subject: Subject) -> tuple[str, str] | None:
    """A function that declares itself monotone keeps its word for its own item."""
    promised = {node.id for node in subject.resolved.rulebook.computed if _is_monotone(node, subject)}
    for first, second in zip(before.items, after.items, strict=False):
        if (
            first.id in promised
            and first.points is not None
            and second.points is not None
            and second.points < first.points
        ):
            return (
                f"{first.id} {first.points} → {second.points}",
                f"and {first.id} falls from {first.points} to {second.points}",
            )
    return None


# -- what is better ------------------------------------------------------------------------------------------


def directions(subject: Subject) -> Mapping[Leaf, str]:
    """Give the facts of which it is declared what is better, with `higher` or `lower`."""
    found = {}
    silent = _read_by_the_unpromised(subject)
    faults = dict(_fault_directions(subject))
    for leaf, measure in subject.aimer.leaves.items():
        if leaf.name.endswith(".inspected") or leaf in silent:
            continue
        better = faults.get(leaf.name, "") if measure.kind == "fault" else measure.better
        if better:
            found[leaf] = better
    return found


def _fault_directions(subject: Subject) -> Iterator[tuple[str, str]]:
    for node in subject.resolved.rulebook.computed:
        for part in parts(node):
            if isinstance(part, Check) and part.found:
                yield f"{node.id}.{part.id}", "higher"
            elif isinstance(part, Cause) and part.fault:
                yield f"{node.id}.{part.id}", "lower"
        for verb in node.then:
            if isinstance(verb, After) and verb.verb == "add":
                yield from ((f"{node.id}.{cause.id}", "higher") for cause in verb.causes if cause.fault)


def _read_by_the_unpromised(subject: Subject) -> frozenset[Leaf]:
    silent = [
        node.id
        for node in subject.resolved.rulebook.computed
        if isinstance(node.shape, Named) and not _is_monotone(node, subject)
    ]
    return frozenset(leaf for name in silent for leaf in subject.aimer.cone(name))


def _is_monotone(node: Computed, subject: Subject) -> bool:
    function = subject.resolved.program.functions.get(node.shape.function) if isinstance(node.shape, Named) else None
    return function is not None and function.monotone
