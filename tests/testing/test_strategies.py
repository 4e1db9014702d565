"""The strategies have tests of their own: valid, of every kind, reaching every state, shrinking to what can be read."""

from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from stationkit import Facts, ResolvedRulebook, assess, check_facts, load_host, resolve
from stationkit.procedures.refusals import Refusal
from stationkit.stations import activities as records
from stationkit.stations.converting import structure, unstructure
from stationkit.stations.hazards import HazardLevel
from stationkit.stations.people import Role
from stationkit.testing import strategies
from stationkit.testing.edges.aiming import Aimer
from stationkit.testing.procedures import PROCEDURES, begin, shortest_histories

HOST = load_host(["stationkit_shanxi", "stationkit_jincheng"])
JINCHENG = HOST.resolve("cn.shanxi.jincheng/pithead-star")
VALUES = (
    *("stations", "members", "teams", "workers", "hazards", "events", "violations", "activities"),
    *("incidents", "readings", "coverages", "counts", "sheets"),
)
QUICK = settings(max_examples=20)


def test_every_public_strategy_is_there() -> None:
    """`__all__` is sorted and true."""
    assert list(strategies.__all__) == sorted(strategies.__all__)
    assert all(hasattr(strategies, name) for name in strategies.__all__)


@pytest.mark.parametrize("name", VALUES)
def test_values_are_valid_and_go_to_plain_data_and_back(name: str) -> None:
    """Whatever is drawn, the one converter takes it."""

    @QUICK
    @given(getattr(strategies, name)())
    def check(value: Any) -> None:
        assert structure(unstructure(value), type(value)) == value

    check()


@pytest.mark.parametrize(
    ("drawn", "wanted"),
    [
        (strategies.hazards(), lambda one: one.level is HazardLevel.MAJOR),
        (strategies.members(), lambda one: Role.SUPERVISOR in one.roles),
        (strategies.activities(), lambda one: isinstance(one, records.Meeting)),
        (strategies.activities(), lambda one: isinstance(one, records.LegalClinic)),
        (strategies.dossiers(), lambda one: len(one.stations) == 3),
        (strategies.rulebooks(), lambda one: "list" in one.tables),
        (strategies.calendars(), lambda one: not one.rest_days),
    ],
)
def test_every_kind_of_value_is_reached(drawn: st.SearchStrategy[Any], wanted: Any) -> None:
    """Also the rare ones."""
    anywhere = settings(max_examples=3000, deadline=None, phases=[Phase.generate])
    assert find(drawn, wanted, settings=anywhere) is not None


# -- facts of a rulebook -------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(strategies.facts_of(JINCHENG))
def test_facts_can_be_asked_with(facts: Facts) -> None:
    """Names and values fit the rulebook."""
    check_facts(facts, JINCHENG)


@settings(max_examples=10)
@given(strategies.rulebooks(), st.data())
def test_facts_of_any_rulebook_can_be_asked_with(document: Any, data: st.DataObject) -> None:
    """Lists included."""
    resolved = resolve(document)
    check_facts(data.draw(strategies.facts_of(resolved)), resolved)


@pytest.mark.parametrize("star", [5, 3, "no star"])
def test_facts_reach_every_star(star: int | str) -> None:
    """Aimed at the edges of the total, a hundred examples are enough."""
    assert found(JINCHENG, lambda one: one.star is not None and one.star.value == star) is not None


def found(rulebook: ResolvedRulebook, wanted: Any) -> Facts:
    """The simplest facts whose assessment is wanted."""
    quick = settings(max_examples=600, deadline=None, derandomize=True, database=None)
    return find(strategies.facts_of(rulebook), lambda facts: wanted(assess(facts, rulebook)), settings=quick)


def test_facts_shrink_to_the_best_with_one_change() -> None:
    """What costs a visit's points is one answer away from the best facts."""
    best = {leaf.name: answer for leaf, answer in Aimer(JINCHENG).best.items()}
    facts = found(JINCHENG, lambda one: one.value("closed-loop") == 8)
    changed = {name for name, answer in facts.answers.items() if best.get(name) != answer}
    assert len(changed) == 1
    assert changed < {"overdue-hazards", "own-acceptance"}


# -- histories -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("procedure", sorted(PROCEDURES))
def test_a_way_to_every_state_is_known(procedure: str) -> None:
    """Also to the deepest."""
    states = {state.id for state in PROCEDURES[procedure].procedure.states}
    assert set(shortest_histories(procedure)) == states


@pytest.mark.parametrize("procedure", sorted(PROCEDURES))
def test_every_step_of_a_history_was_allowed_when_it_happened(procedure: str) -> None:
    """By the procedure itself, and the ids are unique."""

    @QUICK
    @given(strategies.histories(procedure))
    def check(history: tuple[Any, ...]) -> None:
        walked = PROCEDURES[procedure]
        case = begin(walked, "h-1")
        for event in history:
            answer = walked.procedure.decide(case, event, walked.context(event.kind))
            assert not isinstance(answer, Refusal), answer
            case = walked.procedure.evolve(case, event)
        assert len({event.id for event in history}) == len(history)

    check()


@pytest.mark.parametrize("state", [state.id for state in PROCEDURES["hazard"].procedure.states])
def test_histories_end_in_every_state_and_shrink_to_a_short_way(state: str) -> None:
    """Deep states are as likely as shallow ones."""

    def ends_there(history: tuple[Any, ...]) -> bool:
        case = begin(PROCEDURES["hazard"], "h-1")
        for event in history:
            case = PROCEDURES["hazard"].procedure.evolve(case, event)
        return bool(case.state == state)

    history = find(
        strategies.histories(),
        ends_there,
        settings=settings(max_examples=500, deadline=None, derandomize=True, database=None),
    )
    assert len(history) <= len(shortest_histories("hazard")[state]) + 2


def test_a_procedure_that_does_not_exist_is_refused_by_name() -> None:
    """With those that do."""
    with pytest.raises(LookupError, match="hazard"):
        find(strategies.histories("hazzard"), lambda _: True)


@QUICK
@given(strategies.rosters())
def test_a_roster_has_somebody_for_every_role_and_keeps_rectifier_and_acceptor_apart(roster: tuple[Any, ...]) -> None:
    """No case is stuck for want of people."""
    needed = {role for one in PROCEDURES["hazard"].procedure.transitions for role in one.roles}
    assert needed <= {role for member in roster for role in member.roles}
    assert not any({Role.RESPONSIBLE_PERSON, Role.ACCEPTOR} <= member.roles for member in roster)
    assert len({member.id for member in roster}) == len(roster)
