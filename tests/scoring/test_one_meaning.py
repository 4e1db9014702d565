"""One rulebook, one meaning: the explained path, the compiled path and the ledger's replay agree on every input."""

from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit.errors import LedgerMismatchError
from stationkit.rules.documents import rulebook_document
from stationkit.rules.layers import ResolvedRulebook, resolve
from stationkit.rules.lines import Effect
from stationkit.rules.outcomes import Absent
from stationkit.scoring.engine import Scorer, assess
from stationkit.testing.rulebooks import facts_for, rulebook_tables


def resolved_from(tables: dict[str, Any]) -> ResolvedRulebook:
    """Resolve a rulebook from its plain document."""
    return resolve(rulebook_document(tables))


@st.composite
def cases(draw: st.DrawFn) -> tuple[ResolvedRulebook, Any]:
    """A generated rulebook with facts for it."""
    resolved = resolved_from(draw(rulebook_tables()))
    return resolved, draw(facts_for(resolved))


@given(cases())
def test_replaying_the_ledger_gives_every_value(case: tuple[ResolvedRulebook, Any]) -> None:
    """The score, the star and every other node come out of the lines alone, without any rule code."""
    resolved, facts = case
    assessment = assess(facts, resolved)
    registers = assessment.ledger.replay()
    outside = [
        node.id
        for node in (*resolved.rulebook.computed, *resolved.rulebook.grades)
        if not resolved.program.scopes.get(node.id)
    ]
    assert {name: registers[name] for name in outside} == {name: assessment.value(name) for name in outside}


@given(cases())
def test_the_compiled_path_gives_what_the_explained_path_gives(case: tuple[ResolvedRulebook, Any]) -> None:
    """Every slot is the same with and without explanation: values, attainable and nominal marks."""
    resolved, facts = case
    bare, explained = resolved.program.run(facts), resolved.program.explain(facts)
    for name, slot in resolved.program.slots.items():
        assert bare.values[slot] == explained.values[slot], name
        assert bare.attainable[slot] == explained.attainable[slot], name
        assert bare.nominal[slot] == explained.nominal[slot], name
    scores = Scorer(resolved)(facts)
    assessment = assess(facts, resolved)
    assert (scores.score, scores.star) == (assessment.score, assessment.star.value if assessment.star else None)


@given(cases())
def test_items_stay_within_their_marks_unless_the_rulebook_says_otherwise(case: tuple[ResolvedRulebook, Any]) -> None:
    """No item is scored and absent at once, and nothing that does not apply has attainable marks."""
    resolved, facts = case
    for item in assess(facts, resolved).items:
        assert (item.points is None) == (item.outcome != "scored")
        if item.outcome == "not-applicable":
            assert item.attainable == 0


@given(cases(), st.data())
def test_a_changed_line_is_found_by_the_replay(case: tuple[ResolvedRulebook, Any], data: st.DataObject) -> None:
    """Whoever alters what a line says is named: the replay points at that line or at the next that rests on it."""
    resolved, facts = case
    ledger = assess(facts, resolved).ledger
    numbers = [place for place, line in enumerate(ledger.lines) if not isinstance(line.after, Absent | str | bool)]
    if not numbers:
        return
    place = data.draw(st.sampled_from(numbers))
    forged = attrs.evolve(ledger.lines[place], after=ledger.lines[place].after + 1)  # type: ignore[operator]  # a number
    with pytest.raises(LedgerMismatchError) as caught:
        attrs.evolve(ledger, lines=(*ledger.lines[:place], forged, *ledger.lines[place + 1 :])).replay()
    assert caught.value.place == place + 1


@given(cases())
@settings(max_examples=50)
def test_the_order_of_the_answers_does_not_matter(case: tuple[ResolvedRulebook, Any]) -> None:
    """Facts are a mapping: the same answers in another order give the same ledger."""
    resolved, facts = case
    turned = attrs.evolve(
        facts, answers=dict(reversed(facts.answers.items())), lists=dict(reversed(facts.lists.items()))
    )
    assert assess(turned, resolved).ledger == assess(facts, resolved).ledger


def test_every_effect_of_the_closed_set_can_be_replayed() -> None:
    """The set is closed: a replayer that knows these seven knows all."""
    assert {effect.value for effect in Effect} == {"set", "add", "multiply", "round", "bound", "pick", "outcome"}
