"""Modes: what a group can come to for each of the marks that could be had of it.

Points and attainable marks rise and fall together: what does not apply lowers both. Whoever reads a share, or rescales,
needs to know which points go with which marks; a mode is one pair of both.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import attrs

from stationkit.numbers import Number, exact
from stationkit.rules.reach.arithmetic import added, multiplied
from stationkit.rules.reach.gathering import hull
from stationkit.rules.reach.members import Member
from stationkit.rules.reach.values import Span, few

__all__ = ["MAX_MODES", "Modes", "by_attainable", "rescaled_modes"]

MAX_MODES = 96
"""More pairs than this are not followed one by one."""

Modes: TypeAlias = Mapping[Number, Span]
"""Attainable marks -> the points that may go with them."""


@attrs.frozen
class _Key:
    """Where a sum of members stands: marks that could be had, marks left out for good, and how it came to it."""

    attainable: Number = 0
    left_out: Number = 0
    rescaled: bool = False
    counted: bool = False


_ZERO = few((0,)) or Span(0, 0)


def by_attainable(members: Sequence[Member]) -> "Mapping[_Key, Span] | None":
    """Give the points of a sum for every way of counting and dropping its members; nothing where they are too many."""
    found: dict[_Key, Span] = {_Key(): _ZERO}
    for member in members:
        ways = _ways(member)
        if ways is None:
            return None
        following: dict[_Key, Span] = {}
        for key, points in found.items():
            for step, own in ways:
                after = _together(key, step)
                joined = hull((following.get(after), added(points, own)))
                following[after] = joined if joined is not None else own
        if len(following) > MAX_MODES:
            return None
        found = following
    return {key: points for key, points in found.items() if key.counted}


def _together(one: _Key, other: _Key) -> _Key:
    return _Key(
        exact(one.attainable + other.attainable),
        exact(one.left_out + other.left_out),
        one.rescaled or other.rescaled,
        one.counted or other.counted,
    )


def _ways(member: Member) -> list[tuple[_Key, Span]] | None:
    """Give the ways in which one member may enter a sum; nothing where they cannot be followed exactly."""
    weight = member.weight
    fixed = weight is not None and weight.single and member.nominal[0] == member.nominal[1]
    if not fixed or weight is None or member.averages or member.unweighted or member.modes is None:
        return None
    factor: Any = weight.low
    nominal: Any = exact(member.nominal[0] * factor)
    ways = [
        (_Key(exact(marks * factor), counted=True), multiplied(points, weight))
        for marks, points in member.modes.items()
    ]
    stands = few(member.substitutes)
    if stands is not None:
        ways.append((_Key(nominal, counted=True), multiplied(stands, weight)))
    if member.leaves_out:
        ways.append((_Key(left_out=nominal), _ZERO))
    if member.rescales:
        ways.append((_Key(rescaled=True), _ZERO))
    return ways


def rescaled_modes(found: "Mapping[_Key, Span]", nominal: Number, full: Number, *, gaps_too: bool) -> Modes:
    """Give the modes of a sum that is rescaled to its full marks wherever the rulebook says so.

    Args:
        found: the points by what was counted.
        nominal: the marks of all members on paper.
        full: the full marks of the whole.
        gaps_too: whether a gap below is made up for as well.
    """
    modes: dict[Number, list[Span]] = {}
    for key, points in found.items():
        rescales = key.attainable and (key.rescaled or (gaps_too and key.attainable != nominal))
        if not rescales:
            modes.setdefault(key.attainable, []).append(points)
            continue
        target = exact(full - key.left_out)
        factor = exact(Fraction(target) / key.attainable)
        modes.setdefault(target, []).append(multiplied(points, Span(factor, factor, (factor,))))
    return {marks: hull(spans) or _ZERO for marks, spans in modes.items()}
