"""Whole numbers that stay small: in the rulebook's unit no value passes 2**53, so that columns hold it exactly."""

from collections.abc import Iterator
from fractions import Fraction
from math import lcm
from typing import Any

import attrs

from stationkit.numbers import Number, number_text
from stationkit.rules.checks.results import CheckResult, proved, refuted, undecided
from stationkit.rules.checks.study import Study, path_of
from stationkit.rules.model import Computed, Measure
from stationkit.rules.outcomes import Absent
from stationkit.rules.reach.endless import is_endless
from stationkit.words import Words

__all__ = ["LARGEST", "check_integers", "unit_of"]

_ID = "integers"
LARGEST = 2**53
"""Up to here every whole number is exact in a column of floating point numbers."""


def unit_of(study: Study) -> int:
    """Give into how many parts a point is divided: the smallest that makes every number of the rulebook whole."""
    found = 1
    for node in study.rulebook.nodes.values():
        for number in _numbers(node):
            found = lcm(found, Fraction(number).denominator)
    return found


def _numbers(value: Any) -> Iterator[Number]:
    pending = [value]
    while pending:
        one = pending.pop()
        if isinstance(one, Fraction):
            yield one
        elif isinstance(one, tuple):
            pending.extend(one)
        elif attrs.has(type(one)):
            fields: Any = attrs.fields(type(one))
            pending.extend(getattr(one, field.name) for field in fields)


def check_integers(study: Study) -> Iterator[CheckResult]:
    """Compare what every step, item and group can come to with the limit."""
    unit = unit_of(study)
    for node in study.rulebook.computed:
        if not study.program.scopes.get(node.id):
            yield _one(study, node, unit)


def _one(study: Study, node: Computed, unit: int) -> CheckResult:
    where = path_of(node)
    numbers = study.known.value(study.program.slots[node.id]).span
    if numbers is None:
        return proved(_ID, where, "没有数值", "it comes to no number")
    ends: tuple[Any, ...] = (numbers.low, numbers.high)
    if any(is_endless(end) for end in ends):
        return _endless(study, node, where)
    if max(abs(end) for end in ends) * unit <= LARGEST:
        return proved(_ID, where, "不超过 2**53", "it does not pass 2**53")
    for one in study.pool:
        value: Any = study.value(one, node.id)
        if not isinstance(value, Absent | str) and abs(value) * unit > LARGEST:
            told = number_text(value)
            words = Words(zh=f"以 1/{unit} 分计达到 {told}，超过 2**53", en=f"{told} in parts of 1/{unit} passes 2**53")
            return refuted(_ID, where, words, one.facts)
    return undecided(_ID, where, "没有找到超过 2**53 的事实", "no facts were found that pass 2**53")


def _endless(study: Study, node: Computed, where: str) -> CheckResult:
    below = study.uses.below(node.id)
    loose = [one.id for one in study.rulebook.measures if one.id in below and one.between is None and not one.one_of]
    counted = [name for name in loose if isinstance(one := study.rulebook.nodes[name], Measure) and one.kind != "flag"]
    listed = ", ".join(counted) or "?"
    return undecided(_ID, where, f"没有写 between，大小无界：{listed}", f"no between, so there is no limit: {listed}")
