"""Completions: the ways in which open facts can come out, for tests that try them all."""

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import Any

import attrs
from hypothesis import strategies as st

from stationkit.numbers import Ratio
from stationkit.rules.documents import rulebook_document
from stationkit.rules.facts import Answer, Facts, Known, Missing, NotApplicable
from stationkit.rules.layers import ResolvedRulebook, resolve
from stationkit.rules.reach.breakpoints import breakpoints
from stationkit.testing.rulebooks import facts_for, rulebook_tables

__all__ = ["answers_to_try", "completions", "known_inside", "mostly_known"]

NOT_ASKED = NotApplicable(ground="no such thing")


def completions(facts: Facts, resolved: ResolvedRulebook, most: int = 4000) -> Iterator[Facts]:
    """Give every way in which the open facts can come out, at their breakpoints; none where they are too many."""
    open_keys = resolved.reach.open_leaves(facts)
    tried = [answers_to_try(key, resolved) for key in open_keys]
    if prod(map(len, tried)) > most:
        return
    for some in product(*tried):
        yield attrs.evolve(facts, answers={**facts.answers, **dict(zip(open_keys, some, strict=True))})


def answers_to_try(key: str, resolved: ResolvedRulebook) -> Sequence[Answer]:
    """Give the answers at the breakpoints of a fact, not applicable, and no answer."""
    measure = resolved.expected[""][key]
    values: list[Any] = list(breakpoints(resolved.program)[key])
    if measure.kind in ("count", "fault", "decimal") and not measure.one_of and measure.between is None:
        values += [0, 1, 2, 5, 21, 1000]
    if measure.kind == "ratio":
        values.append(Ratio(0, 0))
    return [*(Known(value=value) for value in values), NOT_ASKED, Missing()]


@st.composite
def mostly_known(draw: st.DrawFn) -> tuple[ResolvedRulebook, Facts]:
    """Give a generated rulebook with facts of which one, two or three are open."""
    resolved = resolve(rulebook_document(draw(rulebook_tables())))
    facts = draw(facts_for(resolved))
    settled: dict[str, Answer] = {
        key: answer if not isinstance(answer := facts.answers.get(key, Missing()), Missing) else _plain(measure.kind)
        for key, measure in resolved.expected[""].items()
    }
    for key in draw(st.lists(st.sampled_from(sorted(settled)), min_size=1, max_size=3, unique=True)):
        del settled[key]
    inner = {name: {"a": known_inside(resolved, name)} for name in resolved.expected if name}
    return resolved, attrs.evolve(facts, answers=settled, lists=inner)


def known_inside(resolved: ResolvedRulebook, name: str) -> Facts:
    """Give a sub-subject of which everything is known."""
    return Facts(subject="a", answers={key: Known(value=1) for key in resolved.expected[name]})


def _plain(kind: str) -> Known:
    plain: dict[str, Any] = {"flag": True, "choice": "good"}
    return Known(value=plain.get(kind, 1))
