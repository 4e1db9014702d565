"""Cohort values: what `standing` and `quantile` come to, once everybody's own values are there.

They become ordinary numbers: the subjects are assessed once more with them, level by level where one rests on another.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction

import attrs

from stationkit.numbers import Number, exact
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.model import Computed
from stationkit.rules.outcomes import Absent, NodeValue
from stationkit.rules.shapes.cohort import Cohort
from stationkit.scoring.engine import Assessment, assess

__all__ = ["CohortValue", "levels", "with_cohorts"]


@attrs.frozen(kw_only=True)
class CohortValue:
    """One subject's value among the others of its group: the node, the group, how many were there, and the value."""

    subject: str
    node: str
    group: str
    size: int
    value: Number


def levels(resolved: ResolvedRulebook) -> tuple[tuple[str, ...], ...]:
    """Give the cohort nodes of a rulebook, those first that rest on no other."""
    program, nodes = resolved.program, resolved.rulebook.nodes
    depth: dict[str, int] = {}
    for name in (one for one in program.slots if one in nodes):  # slots stand in the order of the calculation
        below = max((depth.get(one, 0) for one in program.needs.get(name, ())), default=0)
        node = nodes[name]
        depth[name] = below + (isinstance(node, Computed) and isinstance(node.shape, Cohort))
    cohorts = [node.id for node in resolved.rulebook.computed if isinstance(node.shape, Cohort)]
    return tuple(
        tuple(name for name in cohorts if depth[name] == level)
        for level in range(1, max((depth[name] for name in cohorts), default=0) + 1)
    )


def with_cohorts(
    assessments: Mapping[str, Assessment], groups: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, Assessment], tuple[CohortValue, ...]]:
    """Assess everybody once more, level by level, with their values among the others."""
    found: list[CohortValue] = []
    current, known = dict(assessments), {subject: dict(one.cohort) for subject, one in assessments.items()}
    resolved = next((one.resolved for one in assessments.values()), None)
    for level in levels(resolved) if resolved is not None else ():
        values = [one for name in level for one in _values(name, current, groups)]
        for one in values:
            known[one.subject][one.node] = one.value
        found += values
        current = {
            subject: assess(one.facts, one.resolved, cohort=known[subject], calendar=one.calendar)
            for subject, one in current.items()
        }
    return current, tuple(found)


def _values(
    name: str, assessments: Mapping[str, Assessment], groups: Mapping[str, Mapping[str, str]]
) -> Iterator[CohortValue]:
    for group, members in _grouped(name, assessments, groups).items():
        shape, policy = _shape(name, members)
        values = {subject: one.value(shape.of) for subject, one in members.items()}
        open_ = [one for one in values.values() if isinstance(one, Absent) and one.kind in ("missing", "not-computed")]
        if open_ and policy != "leave out":
            continue  # while one of them is open, nobody's place among them is known
        numbers = {subject: value for subject, value in values.items() if isinstance(value, int | Fraction)}
        for subject in numbers if shape.what == "standing" else members:
            value = _standing(shape, subject, numbers) if shape.what == "standing" else _quantile(shape, numbers)
            if value is not None:
                yield CohortValue(subject=subject, node=name, group=group, size=len(numbers), value=value)


def _shape(name: str, members: Mapping[str, Assessment]) -> tuple[Cohort, str]:
    node = next(iter(members.values())).resolved.rulebook.nodes[name]
    if not isinstance(node, Computed) or not isinstance(node.shape, Cohort):
        raise TypeError(name)
    return node.shape, node.policy.members_missing


def _grouped(
    name: str, assessments: Mapping[str, Assessment], groups: Mapping[str, Mapping[str, str]]
) -> Mapping[str, Mapping[str, Assessment]]:
    """Give the groups in which a cohort node compares; who has no group is compared with nobody."""
    grouped: dict[str, dict[str, Assessment]] = defaultdict(dict)
    for subject, one in assessments.items():
        shape, _ = _shape(name, {subject: one})
        key = group_of(subject, shape.within, one, groups)
        if key is not None:
            grouped[key][subject] = one
    return grouped


def group_of(subject: str, within: str, assessment: Assessment, groups: Mapping[str, Mapping[str, str]]) -> str | None:
    """Give the group of a subject: what a node of the rulebook says, or a grouping of the round; nothing for none."""
    if not within:
        return ""
    if within in assessment.resolved.program.slots:
        value: NodeValue = assessment.value(within)
        return None if isinstance(value, Absent) else str(value)
    return groups.get(within, {}).get(subject)


def _standing(shape: Cohort, subject: str, numbers: Mapping[str, Number]) -> Number:
    """Give the share of the group that is strictly better; who ties with others takes the best or the worst place."""
    own = numbers[subject]
    better = sum(1 for one in numbers.values() if (one > own if shape.best == "highest" else one < own))
    if shape.ties == "worst":
        better += sum(1 for one in numbers.values() if one == own) - 1
    return exact(Fraction(better, len(numbers)))


def _quantile(shape: Cohort, numbers: Mapping[str, Number]) -> Number | None:
    """Give the smallest value at or below which the share of the group lies; no value is made up between two."""
    ordered = sorted(numbers.values())
    if not ordered:
        return None
    share = Fraction(shape.share or 0)
    place = -(-share.numerator * len(ordered) // share.denominator)
    return ordered[max(place, 1) - 1]
