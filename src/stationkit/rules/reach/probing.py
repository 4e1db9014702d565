"""Asking conditions: the rulebook's own conditions, linked to a probe instead of a frame.

A probe is a mapping from what a condition names to one value, so that the abstract meaning of a condition can never
differ from its meaning: it is asked on a value from every cell.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

import attrs

from stationkit.rules.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    NotSo,
    OneOf,
    Over,
    State,
    TestForm,
    TestOf,
    Together,
    WordIs,
)
from stationkit.rules.frame import Read
from stationkit.rules.linking import Linker, NodeInfo
from stationkit.rules.outcomes import NodeValue
from stationkit.rules.reading import Collector
from stationkit.rules.references import Reference
from stationkit.rules.shaping import Owner

__all__ = ["Ask", "Named", "Probe", "Probes", "key_of", "named"]

Probe: TypeAlias = Mapping[str, NodeValue]
Ask: TypeAlias = Callable[[Probe], bool | None]


def key_of(reference: Reference) -> str:
    """Give the name under which a probe has what *reference* names."""
    return reference.node if reference.attribute == "points" else str(reference)


class Probes(Linker):
    """Links conditions to probes; the names were all checked when the rulebook was linked."""

    def __init__(self, infos: Mapping[str, NodeInfo], sets: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__(infos, sets, {}, Collector())

    def read(self, reference: Reference, owner: Owner) -> Read:  # noqa: ARG002 - the signature of a linker
        """Give the closure that reads a probe."""
        key = key_of(reference)
        return lambda probe: probe[key]  # type: ignore[index]  # a probe stands in for the frame

    def plain(self, condition: Condition) -> Condition:
        """Write a condition out: one test of one name at each leaf, a percentage as one of the share."""
        if isinstance(condition, TestOf):
            return self._plain_test(condition.reference, condition.test)
        if isinstance(condition, AllOf):
            return AllOf(tuple(self.plain(part) for part in condition.parts))
        if isinstance(condition, AnyOf):
            return AnyOf(tuple(self.plain(part) for part in condition.parts))
        if isinstance(condition, NotSo):
            return NotSo(self.plain(condition.part))
        return self._plain_over(condition)

    def _plain_test(self, reference: Reference, test: TestForm) -> Condition:
        if isinstance(test, OneOf):
            return AnyOf(tuple(self._plain_test(reference, one) for one in test.tests))
        if isinstance(test, Together):
            return AllOf(tuple(self._plain_test(reference, one) for one in test.tests))
        info = self.infos.get(reference.node)
        shared = isinstance(test, Compare) and test.percent and info is not None and info.scored
        if shared and not reference.attribute:
            return TestOf(Reference(reference.node, "share"), test)
        return TestOf(reference, test)

    def _plain_over(self, condition: Over) -> Condition:
        members = self.sets.get(condition.of, (condition.of,))
        tests = tuple(self._plain_test(Reference(member), condition.that) for member in members)
        if condition.quantifier == "every":
            return AllOf(tests)
        if condition.quantifier == "any":
            return AnyOf(tests)
        return NotSo(AnyOf(tests)) if condition.quantifier == "none" else condition

    def counted(self, condition: Over) -> tuple[Condition, ...]:
        """Give the tests whose passing a `count` counts, one a member."""
        members = self.sets.get(condition.of, (condition.of,))
        return tuple(self._plain_test(Reference(member), condition.that) for member in members)

    def how_many(self, condition: Over, owner: Owner) -> Callable[[Probe, int], bool | None]:
        """Give the closure that tells whether a number found is what a `count` asks for."""
        return self._how_many(condition.how_many, owner)  # type: ignore[return-value]  # over a probe


@attrs.frozen
class Named:
    """What a condition names: its keys, the constants each is compared with, and the keys compared with one another."""

    references: tuple[Reference, ...]
    constants: Mapping[str, tuple[object, ...]]
    pairs: tuple[tuple[str, str], ...]


def named(condition: Condition, probes: Probes) -> Named:
    """Gather what a plain condition names."""
    references: dict[Reference, None] = {}
    constants: dict[str, list[object]] = {}
    pairs: list[tuple[str, str]] = []
    for reference, test in _leaves(condition, probes):
        references[reference] = None
        known = constants.setdefault(key_of(reference), [])
        if isinstance(test, Compare) and test.number is not None:
            known.append(test.number)
        elif isinstance(test, WordIs):
            known.append(test.word)
        elif isinstance(test, Compare):
            other = _other(reference, test, probes)
            if other is None:
                known.append(test.name)
            else:
                references[other] = None
                constants.setdefault(key_of(other), [])
                pairs.append((key_of(reference), key_of(other)))
    return Named(tuple(references), {key: tuple(one) for key, one in constants.items()}, tuple(pairs))


def _other(reference: Reference, test: Compare, probes: Probes) -> Reference | None:
    """Give the node that stands behind the operator; nothing where a word does."""
    info = probes.infos.get(reference.node)
    if info is not None and test.name in (*info.words, *info.outside):
        return None
    return Reference(*test.name.split(".", 1)) if "." in test.name else Reference(test.name)


def _leaves(condition: Condition, probes: Probes) -> Iterator[tuple[Reference, Any]]:
    if isinstance(condition, TestOf):
        yield condition.reference, condition.test
    elif isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from _leaves(part, probes)
    elif isinstance(condition, NotSo):
        yield from _leaves(condition.part, probes)
    else:
        for part in probes.counted(condition):
            yield from _leaves(part, probes)
        if isinstance(condition.how_many, Compare) and condition.how_many.name:
            yield Reference(condition.how_many.name), State("known")
