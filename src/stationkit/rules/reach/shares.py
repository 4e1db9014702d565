"""Shares and marks of members that vary: what they add up to, and between which ends points over marks can lie."""

from collections.abc import Sequence
from typing import Any

from stationkit.rules.reach.arithmetic import divided, multiplied
from stationkit.rules.reach.endless import ABOVE, BELOW
from stationkit.rules.reach.frame import Marks
from stationkit.rules.reach.gathering import hull, total
from stationkit.rules.reach.members import Member
from stationkit.rules.reach.values import Span, few, span

__all__ = ["ZERO", "any_share", "brought", "is_fixed", "marks_of", "stretched", "total_of"]

ZERO = few((0,))


def total_of(members: list[Member]) -> Span | None:
    """Add up the members, at least one of which stays."""
    return total([member.part for member in members])


def marks_of(members: Sequence[Member], which: str, *, every: bool = False) -> Marks:
    """Add up marks with their weights: of *every* member, or, for the least, without those that may drop out."""
    low: Any = 0
    high: Any = 0
    for member in members:
        if member.weight is None:
            continue
        least, most = stretched(member) if which == "attainable" else member.nominal
        if not member.is_light:
            own = multiplied(span(least, most), member.weight)
            least, most = own.low, own.high
        gone = member.weightless if every else member.drops
        low = low + (min(0, least) if gone else least)
        high = high + most
    return low, high


def stretched(member: Member) -> Marks:
    """What stands in for a member counts with its marks on paper."""
    if not member.substitutes and not member.averages:
        return member.attainable
    if member.value is None:
        return member.nominal
    return min(member.attainable[0], member.nominal[0]), max(member.attainable[1], member.nominal[1])


def brought(member: Member, members: list[Member]) -> Span:
    """Give what the average of the others may be worth for one: their share of its marks, or their mean."""
    mean = hull(one.value for one in members)
    if all(one.attainable == one.nominal == (0, 0) for one in members):
        return mean or Span(0, 0)
    shares = any_share(members)
    by_share = None if shares is None else multiplied(shares, Span(*member.nominal))
    return hull((by_share, mean, ZERO)) or Span(0, 0)


def any_share(members: Sequence[Member]) -> Span | None:
    """Give a span that holds points over attainable marks for every choice of members: it lies between their shares."""
    spans = []
    for member in members:
        numbers = member.numbers
        low, high = stretched(member)
        if numbers is None or (numbers == ZERO and low == high == 0):
            continue
        if low <= 0 or (member.weight is not None and member.weight.low < 0):
            return Span(BELOW, ABOVE, solid=False)
        spans.append(divided(Span(numbers.low, numbers.high), Span(low, high)))
    found = hull(spans)
    return None if found is None else Span(found.low, found.high, None, whole=False, solid=False)


def is_fixed(marks: Marks) -> bool:
    """Tell whether marks are one number."""
    return marks[0] == marks[1]
