"""One rulebook, one meaning: the explained path, the compiled path and the ledger's replay agree on every input."""

from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit.errors import LedgerMismatchError
from stationkit.rules.documents import rulebook_document
from stationkit.rules.facts import Known
from stationkit.rules.grades import MOVES
from stationkit.rules.layers import ResolvedRulebook, resolve
from stationkit.rules.lines import Effect
from stationkit.rules.outcomes import Absent
from stationkit.rules.shapes import SHAPES
from stationkit.rules.shapes.afterwards import VERBS
from stationkit.scoring.engine import Scorer, assess
from stationkit.testing.grammar.lines import MOVE_STRATEGIES, VERB_STRATEGIES
from stationkit.testing.grammar.rulebooks import FUNCTIONS, whole_rulebook_tables
from stationkit.testing.grammar.shapes import SHAPE_STRATEGIES
from stationkit.testing.rulebooks import facts_for, rulebook_tables


def resolved_from(tables: dict[str, Any]) -> ResolvedRulebook:
    """Resolve a rulebook from its plain document."""
    return resolve(rulebook_document(tables), functions=FUNCTIONS)


@st.composite
def cases(draw: st.DrawFn) -> tuple[ResolvedRulebook, Any]:
    """A generated rulebook, of the common grammar or of the whole, with facts for it."""
    resolved = resolved_from(draw(st.one_of(rulebook_tables(), whole_rulebook_tables())))
    return resolved, draw(facts_for(resolved))


@given(cases())
@settings(max_examples=50)
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
@settings(max_examples=50)
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
@settings(max_examples=50)
def test_items_stay_within_their_marks_unless_the_rulebook_says_otherwise(case: tuple[ResolvedRulebook, Any]) -> None:
    """No item is scored and absent at once, and nothing that does not apply has attainable marks."""
    resolved, facts = case
    for item in assess(facts, resolved).items:
        assert (item.points is None) == (item.outcome != "scored")
        if item.outcome == "not-applicable":
            assert item.attainable == 0


@given(cases(), st.data())
@settings(max_examples=30)
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


def test_every_shape_verb_and_move_is_drawn() -> None:
    """A new word of the grammar has a strategy before it is done."""
    assert set(SHAPE_STRATEGIES) == set(SHAPES)
    assert set(VERB_STRATEGIES) == set(VERBS)
    assert set(MOVE_STRATEGIES) == set(MOVES)


@given(whole_rulebook_tables(), st.data())
@settings(max_examples=40)
def test_the_order_in_which_nodes_stand_does_not_matter(tables: dict[str, Any], data: st.DataObject) -> None:
    """Items, steps and grades in another order: every node comes to the same, and so does what could be had."""
    turned = {key: dict(reversed(one.items())) if isinstance(one, dict) else one for key, one in tables.items()}
    turned["title"] = tables["title"]
    one, other = resolved_from(tables), resolved_from(turned)
    facts = data.draw(facts_for(one))
    first, second = one.program.run(facts), other.program.run(facts)
    for name, slot in one.program.slots.items():
        there = other.program.slots[name]
        assert first.values[slot] == second.values[there], name
        assert first.attainable[slot] == second.attainable[there], name


@given(whole_rulebook_tables(), st.data())
@settings(max_examples=40)
def test_a_bar_dominates_whatever_lifts_behind_it(tables: dict[str, Any], data: st.DataObject) -> None:
    """A gate that falls at any place: what follows to lift, to round or to hold changes nothing any more."""
    name = data.draw(st.sampled_from(sorted(tables["item"])))
    item = tables["item"][name]
    behind = [line for line in item.pop("then", []) if not {"deduct", "cap", "gate"} & (line.keys() - {"when", "add"})]
    item.pop("round", None)
    place = data.draw(st.integers(0, len(behind)))
    item["then"] = [
        *behind[:place],
        {"gate": 0},
        *[line for line in behind[place:] if "cap" not in line or "add" in line],
    ]
    resolved = resolved_from(tables)
    values = assess(data.draw(facts_for(resolved)), resolved)
    for outcome in values.items:
        if outcome.id.rpartition("/")[2] == name:
            assert outcome.outcome == "not-applicable" or (outcome.points is not None and outcome.points <= 0)


@given(whole_rulebook_tables(), st.data())
@settings(max_examples=30)
def test_what_takes_all_dominates_whatever_else_an_item_says(tables: dict[str, Any], data: st.DataObject) -> None:
    """A cause that takes all, at any place of the list: zero, whatever is missing beside it."""
    name = data.draw(st.sampled_from(sorted(one for one in tables["item"] if not one.startswith("sheet"))))
    item = tables["item"][name]
    others = item.get("deduct", [])
    for key in SHAPES.keys() & item.keys() | {"then", "round", "floor", "for_each", "across", "weigh_by"}:
        item.pop(key, None)
    place = data.draw(st.integers(0, len(others)))
    bar = {"id": "bar", "title": "bar", "when": {"any_of": [{"f1": True}, {"not": {"f1": True}}]}, "loses": "all"}
    item["deduct"] = [*others[:place], bar, *others[place:]]
    item["then"] = [{"add": 3, "cap": "none"}]
    resolved = resolved_from(tables)
    facts = data.draw(facts_for(resolved))
    facts = attrs.evolve(facts, answers={**facts.answers, "f1": Known(value=data.draw(st.booleans()))})
    for outcome in assess(facts, resolved).items:
        if outcome.id.rpartition("/")[2] == name and outcome.full:
            assert outcome.points == 0
