"""Losses: what one cause takes for every answer to the one fact that it counts, and two of them compared.

A loss grows in steps or evenly, starts somewhere and may stop at its `up_to`. Between finitely many places two losses
run straight, so those places, and the straight lines between them, settle which is the greater; behind the last place
both repeat themselves, so that one common step more settles the rest.
"""

import itertools
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor, lcm

import attrs

from stationkit.numbers import Number, exact
from stationkit.rules.strictness.grids import Domain
from stationkit.rules.strictness.verdicts import Tally, UndecidedError

__all__ = ["Loss", "compare_losses"]

MAX_PLACES = 5_000
"""More places than these are left undecided."""

_STEPPED = ("whole", "begun")


@attrs.frozen(kw_only=True)
class Loss:
    """How a cause counts, in plain numbers.

    Attributes:
        counts: `each`, `once`, `all`, `whole`, `begun` or `exact`.
        side: `below` or `above` for a slope, empty for what is counted from zero.
        start: where the slope starts.
        worth: what `all` loses: the full marks.
    """

    counts: str
    points: Number = 0
    per: Number = 1
    side: str = ""
    start: Number = 0
    up_to: Number | None = None
    worth: Number = 0

    def at(self, value: Number) -> Number:
        """Give the points lost at *value*."""
        gap = max(self.start - value if self.side == "below" else value - self.start, 0)
        if self.counts == "all":
            return self.worth if gap else 0
        steps: Number = {
            "each": gap,
            "once": int(gap > 0),
            "whole": floor(Fraction(gap) / self.per),
            "begun": ceil(Fraction(gap) / self.per),
            "exact": Fraction(gap) / self.per,
        }[self.counts]
        lost = exact(Fraction(steps * self.points))
        return lost if self.up_to is None else min(lost, self.up_to)

    @property
    def slope(self) -> Fraction:
        """How fast it grows in the long run."""
        if self.counts in ("once", "all") or self.up_to is not None:
            return Fraction(0)
        return Fraction(self.points) / self.per

    @property
    def reach(self) -> Fraction:
        """How far from its start it stops at its `up_to`; as far as its start where it has none."""
        if self.up_to is None or not self.points or self.counts in ("once", "all"):
            return Fraction(0)
        steps = Fraction(self.up_to) / self.points
        return (ceil(steps) if self.counts in _STEPPED else steps) * Fraction(self.per)

    def gaps(self, far: Fraction) -> Iterator[Fraction]:
        """Give the distances from the start, up to *far*, at which it bends or jumps."""
        yield Fraction(0)
        yield self.reach
        step = Fraction(self.per)
        if self.counts in _STEPPED:
            last = min(far, self.reach) if self.reach else far
            if last / step > MAX_PLACES:
                raise UndecidedError("台阶太多", "too many steps to compare")
            yield from (step * place for place in range(1, floor(last / step) + 1))


def compare_losses(name: str, base: Loss, own: Loss, marks: tuple[Number, Number], domain: Domain) -> Tally:
    """Compare two losses of one fact, as shares of the base's and the later version's full marks.

    Raises:
        UndecidedError: there are too many steps to compare.
    """
    tally = Tally()

    def share(value: Number) -> Fraction:  # what the later version gives, less what the base gives
        return Fraction(base.at(value) * marks[1] - own.at(value) * marks[0])

    for value in _answers(share, _places(base, own, marks, domain), domain):
        tally.differ(share(value), {name: exact(value)})
    return tally


def _places(base: Loss, own: Loss, marks: tuple[Number, Number], domain: Domain) -> list[Fraction]:
    """Give the places at which either bends or jumps, as far as a common step behind the last thing that is new."""
    far = _far(base, own, marks, domain)
    found = {
        Fraction(one.start - gap if one.side == "below" else one.start + gap)
        for one in (base, own)
        for gap in (*one.gaps(far), far)
    }
    found |= {Fraction(bound) for bound in (domain.low, domain.high) if bound is not None}
    return sorted(one for one in found if _inside(one, domain))


def _inside(value: Fraction, domain: Domain) -> bool:
    return (domain.low is None or value >= domain.low) and (domain.high is None or value <= domain.high)


def _answers(share: Callable[[Fraction], Fraction], places: list[Fraction], domain: Domain) -> Iterator[Fraction]:
    """Give possible answers that show every sign that the comparison has."""
    if not places:
        return
    if domain.whole:
        first, last = ceil(places[0]), floor(places[-1])
        if last - first > MAX_PLACES:
            raise UndecidedError("取值太多", "too many values to compare")
        yield from (Fraction(value) for value in range(first, last + 1))
        return
    yield from places
    for left, right in itertools.pairwise(places):
        yield from _between(share, left, right)


def _between(share: Callable[[Fraction], Fraction], left: Fraction, right: Fraction) -> Iterator[Fraction]:
    """Give places between two others, where the comparison runs straight, that show its sign close to either end."""
    third = (right - left) / 3
    near, other = left + third, right - third
    yield from (near, other)
    for end, step, inner, beyond in ((left, third, near, other), (right, -third, other, near)):
        at_inner = share(inner)
        at_end = 2 * at_inner - share(beyond)  # the limit, not the value, which may have jumped
        if at_end * at_inner <= 0 and at_end != 0:
            yield end + step * (at_end / (at_end - at_inner) / 2)


def _far(base: Loss, own: Loss, marks: tuple[Number, Number], domain: Domain) -> Fraction:
    """Give a distance from the starts behind which nothing new happens, or nothing can be answered."""
    common = _common([Fraction(one.per) for one in (base, own) if one.counts in _STEPPED] or [Fraction(1)])
    far = abs(Fraction(base.start) - own.start) + max(base.reach, own.reach) + 2 * common + 1
    lag = base.slope * marks[1] - own.slope * marks[0]
    if lag > 0:  # the base grows faster: somewhere it has overtaken
        ahead = ((own.up_to or 0) + own.points + own.worth) * marks[0] + own.slope * marks[0] * far
        far += 2 * ahead / lag
    rooms = [_room(one, domain) for one in (base, own)]
    known = [room for room in rooms if room is not None]
    return min(far, max(known)) if len(known) == len(rooms) else far


def _room(loss: Loss, domain: Domain) -> Fraction | None:
    """Give how far from its start an answer can be; nothing where there is no bound."""
    bound = domain.low if loss.side == "below" else domain.high
    return None if bound is None else max(abs(Fraction(loss.start) - bound), Fraction(0))


def _common(steps: list[Fraction]) -> Fraction:
    """Give the smallest number that is a whole multiple of each."""
    bottom = lcm(*(one.denominator for one in steps))
    return Fraction(lcm(*(int(one * bottom) for one in steps)), bottom)
