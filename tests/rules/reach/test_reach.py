"""What can still come out: every node of every completion lies in the set that was promised for it."""

from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit.rules.documents import rulebook_document
from stationkit.rules.facts import Facts, Known, Missing, NotApplicable
from stationkit.rules.layers import ResolvedRulebook, resolve
from stationkit.rules.outcomes import Absent
from stationkit.rules.reach.endless import ABOVE, BELOW
from stationkit.testing.rulebooks import answers, facts_for, rulebook_tables


@st.composite
def cases(draw: st.DrawFn) -> tuple[ResolvedRulebook, Facts]:
    """A generated rulebook with facts of which anything may be open, lists and what is in them included."""
    resolved = resolve(rulebook_document(draw(rulebook_tables())))
    return resolved, draw(facts_for(resolved))


def completed(draw: Any, facts: Facts, resolved: ResolvedRulebook) -> Facts:
    """The same facts with some or all of what is open answered."""
    told = resolved.expected[""]
    answered = {key: draw(answers(told[key])) for key in resolved.reach.open_leaves(facts) if draw(st.booleans())}
    lists = {
        name: {key: inner_completed(draw, inner, resolved.expected[name]) for key, inner in subjects.items()}
        for name, subjects in facts.lists.items()
    }
    return attrs.evolve(facts, answers={**facts.answers, **answered}, lists=lists)


def inner_completed(draw: Any, inner: Facts, told: Any) -> Facts:
    """A sub-subject with everything that was open answered, or left out."""
    kept = {key: answer for key, answer in inner.answers.items() if not isinstance(answer, Missing)}
    return attrs.evolve(inner, answers={**{key: draw(answers(measure)) for key, measure in told.items()}, **kept})


@given(cases(), st.data())
@settings(max_examples=100)
def test_every_completion_falls_inside_at_every_node(case: tuple[ResolvedRulebook, Facts], data: st.DataObject) -> None:
    """Values and attainable marks of every node, followed from the frame at hand and from nothing."""
    resolved, facts = case
    base = resolved.program.run(facts)
    frames = (resolved.reach.run(facts, base=base), resolved.reach.run(facts))
    found = resolved.program.run(completed(data.draw, facts, resolved))
    for name, slot in resolved.program.slots.items():
        if resolved.program.scopes.get(name) or "." in name:
            continue
        for frame in frames:
            value = found.values[slot]
            assert frame.value(slot).holds(value), (name, value, frame.value(slot))
            if not isinstance(value, Absent):
                low, high = frame.attainable[slot]
                assert low <= found.attainable[slot] <= high, name


@given(cases())
@settings(max_examples=50)
def test_where_nothing_is_open_every_set_has_one_value(case: tuple[ResolvedRulebook, Facts]) -> None:
    """Known facts leave nothing open: followed from nothing, each node comes to exactly what it is."""
    resolved, facts = case
    known = {
        key: facts.answers[key]
        for key in resolved.expected[""]
        if isinstance(facts.answers.get(key), Known | NotApplicable)
    }
    settled = {key: known.get(key, Known(value=1)) for key in resolved.expected[""]}
    told = {key: answer for key, answer in settled.items() if resolved.expected[""][key].kind not in ("flag", "choice")}
    flags = {key: Known(value=True) for key, one in resolved.expected[""].items() if one.kind == "flag"}
    words = {key: Known(value="good") for key, one in resolved.expected[""].items() if one.kind == "choice"}
    lists: dict[str, dict[str, Facts]] = {name: {} for name in resolved.expected if name}
    whole = attrs.evolve(facts, answers={**told, **flags, **words}, lists=lists)
    frame, base = resolved.reach.run(whole), resolved.program.run(whole)
    for name, slot in resolved.program.slots.items():
        if not resolved.program.scopes.get(name):
            assert frame.value(slot).only == base.values[slot], name


@pytest.mark.parametrize("number", [0, 1, -3])
def test_the_ends_of_the_line_are_beyond_every_number(number: int) -> None:
    """No number is above what has no limit above, and nothing times an end is nothing."""
    assert BELOW < number < ABOVE
    assert number + ABOVE == ABOVE
    assert number - ABOVE == BELOW
    assert (ABOVE * number == 0) == (number == 0)
