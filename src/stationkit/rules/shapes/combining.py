"""Combining: one value, and the marks that go with it, from a tally of members."""

from collections.abc import Callable, Mapping
from fractions import Fraction

import attrs

from stationkit.numbers import Number, exact
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, Absent, NodeValue
from stationkit.rules.shapes.policies import stand_in
from stationkit.rules.shapes.tally import Tally
from stationkit.rules.shaping import Policy

__all__ = ["HOWS", "Combined", "combine"]


@attrs.frozen
class Combined:
    """What a combination came to.

    Attributes:
        value: the value, or the way in which there is none.
        attainable: what could be had; `nominal` the marks on paper.
        tally: what it was made from.
        factor: what the sum was multiplied by, to rescale it.
        divisor: what the weighted sum was divided by.
        picked: name of the member that the lowest or the highest is.
        by_policy: whether a policy gave the value, not the members.
    """

    value: NodeValue
    tally: Tally
    attainable: Number = 0
    nominal: Number = 0
    factor: Number = 1
    divisor: Number = 1
    picked: str = ""
    by_policy: bool = False


def combine(how: str, tally: Tally, policy: Policy, full: Number | None) -> Combined:
    """Combine the members of *tally*; *full* is the full marks of the whole, nothing where it says none."""
    if tally.absent is not None:
        return _by_policy(tally, tally.absent, full)
    stands = _too_little(tally, policy, full)
    if stands is not None:
        return _by_policy(tally, stands, full)
    return _WAYS[how](how, tally, policy, full)


def _too_little(tally: Tally, policy: Policy, full: Number | None) -> NodeValue | None:
    """Give what follows where too few members are left to say anything; nothing where enough are."""
    if not tally.counted and not tally.substitutes:
        return _none_left(tally, policy, full)
    if policy.needs and len(tally.counted) < policy.needs:
        return stand_in(policy.if_too_few, full)
    most = policy.not_applicable_at_most
    if most is not None and tally.inapplicable_share > most:
        return stand_in(policy.if_more, full)
    return None


def _none_left(tally: Tally, policy: Policy, full: Number | None) -> NodeValue:
    if policy.if_none:
        return stand_in(policy.if_none, full)
    return NOT_APPLICABLE if tally.inapplicable == tally.size else MISSING


def _by_policy(tally: Tally, value: NodeValue, full: Number | None) -> Combined:
    nominal = tally.nominal if full is None else full
    attainable = 0 if isinstance(value, Absent) and value.kind in ("not-applicable", "left-out") else nominal
    return Combined(value, tally, attainable, nominal, by_policy=True)


def _summed(_: str, tally: Tally, policy: Policy, full: Number | None) -> Combined:
    """Add up the members with their weights, and rescale where the rulebook says so."""
    total = exact(
        sum(value * weight for _, value, weight in tally.counted)
        + sum(value * weight for value, weight in tally.substitutes)
    )
    nominal = tally.nominal if full is None else full
    if not _rescales(tally, policy):
        return Combined(total, tally, exact(tally.attainable), exact(nominal))
    target = exact(nominal - tally.left_out)
    factor = exact(Fraction(target) / tally.attainable)
    return Combined(exact(total * factor), tally, target, exact(nominal), factor=factor)


def _rescales(tally: Tally, policy: Policy) -> bool:
    """A rescale also sees the gaps below: marks that a member's own members could not have."""
    gap_below = policy.members_not_applicable == "rescale" and tally.attainable != tally.nominal
    return (tally.rescaled or gap_below) and bool(tally.attainable)


def _mean(_: str, tally: Tally, policy: Policy, full: Number | None) -> Combined:
    """Divide the weighted sum by the weights present."""
    pairs = [(value, weight) for _, value, weight in tally.counted] + tally.substitutes
    divisor = exact(sum(weight for _, weight in pairs))
    if not divisor:
        return _by_policy(tally, stand_in(policy.if_no_weight or "undetermined", full), full)
    total = exact(Fraction(sum(value * weight for value, weight in pairs)) / divisor)
    attainable, nominal = (exact(Fraction(marks) / divisor) for marks in (tally.attainable, tally.present))
    if full is not None:
        # On paper it has what it says; a gap below is a gap in the same proportion.
        attainable = exact(Fraction(full) * attainable / nominal) if nominal else full
        nominal = full
    return Combined(total, tally, attainable, nominal, factor=exact(Fraction(1) / divisor), divisor=divisor)


def _extreme(how: str, tally: Tally, _: Policy, full: Number | None) -> Combined:
    """Take the lowest or the highest member; its marks are the lowest or the highest marks."""
    choose = min if how == "lowest" else max
    named = [(value, member.name) for member, value, _ in tally.counted]
    named += [(value, "") for value, _ in tally.substitutes]
    value, picked = choose(named, key=lambda one: one[0])
    attainable = choose((member.attainable for member, _, _ in tally.counted), default=tally.attainable)
    nominal = choose((member.nominal for member, _, _ in tally.counted), default=tally.present)
    if full is not None:
        attainable = full if attainable == nominal else min(attainable, full)
        nominal = full
    return Combined(value, tally, attainable, nominal, picked=picked)


_WAYS: Mapping[str, Callable[[str, Tally, Policy, Number | None], Combined]] = {
    "sum": _summed,
    "weighted sum": _summed,
    "weighted mean": _mean,
    "mean": _mean,
    "lowest": _extreme,
    "highest": _extreme,
}
HOWS = tuple(_WAYS)
"""The ways of combining: `weighted sum` does not divide, `weighted mean` divides by the weights present."""
