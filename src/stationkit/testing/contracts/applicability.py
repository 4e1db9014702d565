"""The contract of neutrality: an item that does not apply leaves the result as if the rulebook did not have it.

Shares of the attainable are compared, so that leaving out and rescaling both keep the promise: of the first group above
that rescales (its marks go to the members that are left), else of the headline score. Items are left alone whose group
declares another policy, or that something else names: without them the rulebook would not be one.
"""

from collections.abc import Iterator
from fractions import Fraction

import attrs
from hypothesis import strategies as st

from stationkit.numbers import Number
from stationkit.rules.building import build_program
from stationkit.rules.facts import Facts
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.model import Computed
from stationkit.rules.reading import Collector
from stationkit.rules.shapes.afterwards import After
from stationkit.scoring.engine import Assessment, assess
from stationkit.testing.contracts.model import breach, hold
from stationkit.testing.edges.pools import NOT_HERE, Point, facts_at
from stationkit.testing.facts import points_of
from stationkit.testing.subjects import Subject

__all__ = ["not_applicable_is_neutral", "without_item"]


def not_applicable_is_neutral(subject: Subject) -> None:
    """An item that does not apply equals the rulebook without that item."""
    lesser = dict(_removable(subject))
    if not lesser:
        return

    def check(point: Point, item: str) -> None:
        emptied = {**point, **dict.fromkeys(subject.aimer.cone(item), NOT_HERE)}
        facts = facts_at(emptied, subject.resolved)
        whole = assess(facts, subject.resolved)
        if next(one for one in whole.items if one.id == item).outcome != "not-applicable":
            return
        part = assess(_readable(facts, lesser[item]), lesser[item])
        shares = _marks(whole, target := _target(item, subject.resolved)), _marks(part, target)
        if not _agree(*shares, subject):
            here, there = (f"{value}/{attainable}" for value, attainable in shares)
            zh = f"{item} 不适用时得 {here}，没有这一项的规则得 {there}"
            en = f"with {item} not applicable it comes to {here}, without that item to {there}"
            raise breach("not-applicable", subject, zh, en, facts)

    hold(check, points_of(subject.aimer), st.sampled_from(sorted(lesser)))


def _removable(subject: Subject) -> Iterator[tuple[str, ResolvedRulebook]]:
    resolved = subject.resolved
    for node in resolved.rulebook.computed:
        neutral = node.role == "item" and not resolved.program.scopes.get(node.id) and _is_neutral(node, resolved)
        lesser = without_item(resolved, node.id) if neutral else None
        if lesser is not None:
            yield node.id, lesser


def _is_neutral(node: Computed, resolved: ResolvedRulebook) -> bool:
    groups = [resolved.rulebook.nodes[name] for name in _above(node, resolved)]
    declared = {group.policy.members_not_applicable for group in groups if isinstance(group, Computed)}
    return declared <= {"leave out", "rescale"} and not any(
        _has_own_policy(one) for one in groups if isinstance(one, Computed)
    )


def _has_own_policy(group: Computed) -> bool:
    """A group that counts its members, or that has amounts behind its shape, is not neutral by declaration."""
    return bool(group.policy.needs) or any(isinstance(verb, After) and verb.verb != "round" for verb in group.then)


def _above(node: Computed, resolved: ResolvedRulebook) -> tuple[str, ...]:
    found: dict[str, None] = {}
    pending = list(node.groups)
    while pending:
        name = pending.pop()
        if name not in found:
            found[name] = None
            group = resolved.rulebook.nodes.get(name)
            pending.extend(group.groups if isinstance(group, Computed) else ())
    return tuple(found)


def without_item(resolved: ResolvedRulebook, item: str) -> ResolvedRulebook | None:
    """Give the rulebook without one item; nothing where something names it, or where its group would be empty."""
    if any(item in members for members in resolved.rulebook.sets.values()):
        return None
    nodes = {name: node for name, node in resolved.rulebook.nodes.items() if name != item}
    rulebook = attrs.evolve(resolved.rulebook, nodes=nodes)
    to = Collector()
    program = build_program(rulebook, resolved.program.functions, to, resolved.rules)
    if program is None or to.problems:
        return None
    return attrs.evolve(resolved, rulebook=rulebook, program=program)


def _readable(facts: Facts, resolved: ResolvedRulebook) -> Facts:
    expected = resolved.expected
    return attrs.evolve(facts, answers={name: one for name, one in facts.answers.items() if name in expected[""]})


def _target(item: str, resolved: ResolvedRulebook) -> str:
    """Give the first group above an item that rescales; empty for the headline."""
    node = resolved.rulebook.nodes[item]
    for name in _above(node, resolved) if isinstance(node, Computed) else ():
        group = resolved.rulebook.nodes[name]
        if isinstance(group, Computed) and group.policy.members_not_applicable == "rescale":
            return name
    return ""


_Marks = tuple[object, Number | None]
"""What something came to, and what could be had of it."""


def _marks(found: Assessment, target: str) -> _Marks:
    for group in found.groups:
        if group.id == target:
            return group.value, group.attainable
    return found.score, found.attainable


def _agree(whole: _Marks, part: _Marks, subject: Subject) -> bool:
    first, second = _share(whole), _share(part)
    if first is None or second is None:
        return (first is None) == (second is None) or not whole[1] or not part[1]
    return abs(first - second) <= _rounded_away(subject, whole, part)


def _share(marks: _Marks) -> Fraction | None:
    value, attainable = marks
    if isinstance(value, bool) or not isinstance(value, int | Fraction) or not attainable:
        return None
    return Fraction(value) / attainable


def _rounded_away(subject: Subject, *marks: _Marks) -> Number:
    """Roundings on the way up may tell the two apart by their own unit, and by no more."""
    units = [
        Fraction(1, 10**rounding.places)
        for node in subject.resolved.rulebook.computed
        if node.role == "group"
        for verb in node.then
        if isinstance(verb, After)
        for rounding in verb.roundings
    ]
    return sum(units, Fraction(0)) / min((attainable or 1 for _, attainable in marks), default=1)
