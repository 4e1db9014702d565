"""The hazard procedure: what it never does, whoever asks and in whatever order."""

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from stationkit.errors import DefinitionError
from stationkit.procedures.diagrams import mermaid
from stationkit.procedures.hazard import HAZARD, HazardCase, decide, evolve, may
from stationkit.procedures.machine import State
from stationkit.procedures.refusals import Actor, Blocker, Guard, Refusal
from stationkit.stations.events import Event, EventKind
from stationkit.stations.hazards import HandlingMode, HazardLevel, Implementation, PlanElement
from stationkit.stations.people import UNION_ROLES, Role
from stationkit.words import Words

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
PEOPLE = ("ann", "bo", "chen", "dai")


def command(kind: str, actor: str = "ann", role: Role | None = None, **details: Any) -> Event:
    """Make a complete command: everything attached, by somebody who may do it, unless *details* say otherwise."""
    way = next(one for one in HAZARD.transitions if one.kind == kind)
    complete = {
        "role": role or min(way.roles, key=str),
        "happened_at": START,
        "document": "no. 1",
        "ground": "as found",
        "level": HazardLevel.GENERAL if kind == EventKind.GRADE else None,
        "mode": HandlingMode.TIMED if kind == EventKind.GRADE else None,
        "measures": "prop the roof",
        "standard": "support plan",
        "unit": "section 3",
        "limit": START + timedelta(days=3) if kind == EventKind.NOTIFY else None,
        "rectifier": "bo" if kind == EventKind.NOTIFY else "",
        "plan": frozenset(PlanElement) if kind == EventKind.APPROVE_PLAN else frozenset(),
    }
    return Event(id=f"e-{kind}", case="h-1", kind=kind, actor=actor, **{**complete, **details})


def walked(*commands: Event) -> HazardCase:
    """Walk a case through commands that must all be allowed."""
    case = HazardCase(id="h-1")
    for one in commands:
        events = decide(case, one)
        assert not isinstance(events, Refusal), events
        for event in events:
            case = evolve(case, event)
    return case


REPORT = command(EventKind.REPORT, "r-1", Role.REPORTER)
TIMED = (
    REPORT,
    command(EventKind.GRADE),
    command(EventKind.NOTIFY),
    command(EventKind.RECTIFY, "bo"),
    command(EventKind.SUBMIT, "bo"),
)


def test_the_main_path_leads_from_report_to_write_off() -> None:
    """A general hazard within a time limit: reported, graded, notified, rectified, accepted, written off."""
    case = walked(*TIMED, command(EventKind.ACCEPT, "chen"), command(EventKind.CLOSE, "chen"))
    assert (case.state, case.is_open, case.returns) == ("closed", False, 0)


def test_a_return_goes_another_round() -> None:
    """What is returned is rectified again by the person named, and then accepted by somebody else."""
    again = (command(EventKind.RECTIFY, "bo"), command(EventKind.SUBMIT, "bo"), command(EventKind.ACCEPT, "dai"))
    case = walked(*TIMED, command(EventKind.RETURN, "chen"), *again)
    assert (case.state, case.returns) == ("accepted", 1)


def test_a_fix_on_the_spot_needs_acceptance_by_somebody_else_too() -> None:
    """Whoever fixed it on the spot does not accept it."""
    case = walked(
        REPORT,
        command(EventKind.GRADE, mode=HandlingMode.ON_SITE),
        command(EventKind.FIX_ON_SITE, "bo"),
        command(EventKind.SUBMIT, "bo"),
    )
    assert [one.code for one in may(case, command(EventKind.ACCEPT, "bo"))] == ["rectifier-accepts"]
    assert not may(case, command(EventKind.ACCEPT, "chen"))


def test_who_acts_for_the_rectifier_does_not_accept() -> None:
    """Delegation does not launder the conflict of interest."""
    case = walked(*TIMED)
    assert [one.code for one in may(case, command(EventKind.ACCEPT, "chen", on_behalf_of="bo"))] == [
        "rectifier-accepts"
    ]


def test_a_refusal_lists_every_blocker_with_who_could_lift_it() -> None:
    """Wrong role, no document, no ground, a major hazard on the spot: all at once."""
    asked = command(
        EventKind.GRADE,
        role=Role.RECEPTIONIST,
        document="",
        ground="",
        level=HazardLevel.MAJOR,
        mode=HandlingMode.ON_SITE,
    )
    refusal = decide(walked(REPORT), asked)
    assert isinstance(refusal, Refusal)
    codes = [one.code for one in refusal.blockers]
    assert codes == ["not-attached", "not-attached", "major-by-management", "major-on-site"]
    assert refusal.blockers[2].lifted_by == {Role.MINE_MANAGER}
    assert all(one.words.zh and one.words.en and one.clause for one in refusal.blockers)


def test_a_major_hazard_closes_only_with_plan_and_five_implementations() -> None:
    """Without the plan no notice, without the five implementations no write-off."""
    graded = (REPORT, command(EventKind.GRADE, role=Role.MINE_MANAGER, level=HazardLevel.MAJOR))
    assert [one.code for one in may(walked(*graded), command(EventKind.NOTIFY))] == ["plan-first"]
    half = command(EventKind.APPROVE_PLAN, plan=frozenset({PlanElement.GOAL}))
    assert len(may(walked(*graded), half)) == len(PlanElement) - 1
    done = walked(*graded, command(EventKind.APPROVE_PLAN), *TIMED[2:], command(EventKind.ACCEPT, "chen"))
    assert len(may(done, command(EventKind.CLOSE, "chen"))) == len(Implementation)
    assert not may(done, command(EventKind.CLOSE, "chen", implementations=frozenset(Implementation)))


def test_time_does_not_run_backwards() -> None:
    """A command before the last event is refused, and says from when it could be given."""
    (blocker,) = may(walked(REPORT), command(EventKind.GRADE, happened_at=START - timedelta(hours=1)))
    assert (blocker.code, blocker.earliest) == ("before-last", START)


def test_options_say_what_each_next_step_needs() -> None:
    """From `submitted` an acceptor may accept or return, and sees what must be attached."""
    options = HAZARD.options(walked(*TIMED), Actor(id="chen", roles=frozenset({Role.ACCEPTOR})), START)
    assert {option.kind for option in options} == {EventKind.ACCEPT, EventKind.RETURN}
    assert all(not option.blockers and option.attached == ("ground", "document") for option in options)


@given(st.data())
def test_guards_of_plugins_can_only_forbid(data: st.DataObject) -> None:
    """Whatever a plugin's guard does, raise included, no blocker of the procedure disappears."""
    kind = data.draw(st.sampled_from(sorted(kind.id for kind in HAZARD.kinds)))
    asked = command(kind, data.draw(st.sampled_from(PEOPLE)), data.draw(st.sampled_from(Role)))
    case = walked(*TIMED[: data.draw(st.integers(0, 5))])

    def noisy(_: HazardCase, __: Event) -> list[Blocker]:
        if data.draw(st.booleans()):
            raise RuntimeError("broken")
        return data.draw(st.sampled_from(([], [Blocker(code="local", words=Words(en="local rule"))])))

    own = set(may(case, asked))
    assert own <= set(may(case, asked, [Guard(name="noisy", check=noisy)]))


class AnyoneDoesAnything(RuleBasedStateMachine):
    """Anyone tries anything in any order; what is allowed happens, and the promises hold all along."""

    def __init__(self) -> None:
        super().__init__()
        self.case = HazardCase(id="h-1")
        self.history: list[Event] = []

    @rule(
        kind=st.sampled_from(sorted(kind.id for kind in HAZARD.kinds)),
        actor=st.sampled_from(PEOPLE),
        other=st.sampled_from(("", *PEOPLE)),
        rectifier=st.sampled_from(PEOPLE),
        level=st.sampled_from(HazardLevel),
        mode=st.sampled_from(HandlingMode),
        five=st.sampled_from((True, False)),
    )
    def try_to(self, kind: str, actor: str, other: str, rectifier: str, level: Any, mode: Any, five: bool) -> None:
        """Try a complete command by anybody."""
        details: dict[str, Any] = {"on_behalf_of": other if kind == EventKind.ACCEPT else ""}
        role = None
        if kind == EventKind.GRADE:
            details |= {"level": level, "mode": mode}
            role = Role.MINE_MANAGER
        if kind == EventKind.NOTIFY:
            details["rectifier"] = rectifier
        if kind == EventKind.CLOSE and five:
            details["implementations"] = frozenset(Implementation)
        asked = command(kind, actor, role, **details)
        blockers, decided = may(self.case, asked), decide(self.case, asked)
        assert bool(blockers) == isinstance(decided, Refusal)
        if not isinstance(decided, Refusal):
            for event in decided:
                self.case = evolve(self.case, event)
                self.history.append(event)

    @invariant()
    def nobody_accepts_their_own_work(self) -> None:
        """No acceptor was rectifier in any round before, nor acted for one."""
        done: set[str] = set()
        for event in self.history:
            if event.kind == EventKind.ACCEPT:
                assert not {event.actor, event.on_behalf_of} & done
            if event.kind in (EventKind.FIX_ON_SITE, EventKind.RECTIFY, EventKind.SUBMIT):
                done.add(event.actor)
            done |= {event.rectifier} - {""}

    @invariant()
    def nothing_is_written_off_that_was_not_accepted(self) -> None:
        """A close follows an acceptance with no submission between."""
        kinds = [event.kind for event in self.history]
        if EventKind.CLOSE in kinds:
            assert kinds[kinds.index(EventKind.CLOSE) - 1] == EventKind.ACCEPT

    @invariant()
    def a_major_hazard_is_never_fixed_on_the_spot_nor_closed_without_its_plan(self) -> None:
        """The plan's six elements and the five implementations stand before the write-off."""
        if self.case.level is HazardLevel.MAJOR:
            assert self.case.state != "fixed-on-site"
            if self.case.state == "closed":
                assert self.case.plan == frozenset(PlanElement)
                assert self.case.implementations == frozenset(Implementation)

    @invariant()
    def every_event_says_who_why_and_by_which_document(self) -> None:
        """Actor, role, ground and document are on every decided event."""
        for event in self.history:
            assert event.actor
            assert event.role
            assert event.ground
            assert event.document


TestAnyoneDoesAnything = AnyoneDoesAnything.TestCase
TestAnyoneDoesAnything.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_every_transition_can_be_walked() -> None:
    """No row of the procedure is dead: each is taken on some path."""
    major = command(EventKind.GRADE, role=Role.MINE_MANAGER, level=HazardLevel.MAJOR)
    paths = (
        (REPORT, command(EventKind.REJECT)),
        (REPORT, major, command(EventKind.APPROVE_PLAN), command(EventKind.NOTIFY)),
        (*TIMED, command(EventKind.RETURN, "chen"), command(EventKind.RECTIFY, "bo")),
        (*TIMED, command(EventKind.ACCEPT, "chen"), command(EventKind.CLOSE, "chen")),
        (
            REPORT,
            command(EventKind.GRADE, mode=HandlingMode.ON_SITE),
            command(EventKind.FIX_ON_SITE, "bo"),
            command(EventKind.SUBMIT, "bo"),
        ),
    )
    taken = set()
    for path in paths:
        case = HazardCase(id="h-1")
        for one in path:
            taken.add((case.state, one.kind))
            case = walked(*path[: path.index(one) + 1])
    assert taken == {(source, one.kind) for one in HAZARD.transitions for source in one.sources}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"states": (*HAZARD.states, State(id="limbo", words=Words(en="limbo")))}, "cannot be reached"),
        ({"transitions": HAZARD.transitions[:-1]}, "no way to an end"),
        ({"transitions": (*HAZARD.transitions, HAZARD.transitions[0])}, "leads to two places"),
        ({"guards": HAZARD.guards[1:]}, "no guard"),
        ({"guards": (*HAZARD.guards, Guard(name="g", check=lambda *_: (), reads=("mood",)))}, "no field mood"),
        ({"transitions": (attrs.evolve(HAZARD.transitions[0], roles=frozenset()), *HAZARD.transitions[1:])}, "nobody"),
    ],
)
def test_a_flaw_of_the_graph_is_found_when_it_is_built(change: dict[str, Any], said: str) -> None:
    """Unreachable states, dead ends, ambiguous steps and unknown names do not get as far as a case."""
    with pytest.raises(DefinitionError) as caught:
        attrs.evolve(HAZARD, **change)
    assert any(said in problem.what.en for problem in caught.value.problems)


def test_the_union_proposes_and_the_employer_acts() -> None:
    """No role of the union issues the notice, approves the plan or accepts."""
    for kind in (EventKind.NOTIFY, EventKind.APPROVE_PLAN, EventKind.ACCEPT, EventKind.CLOSE):
        for way in HAZARD.transitions:
            if way.kind is kind:
                assert not way.roles & UNION_ROLES


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_diagram_shows_every_state_and_step(language: Any) -> None:
    """Every state is declared once, every step drawn."""
    drawn = mermaid(HAZARD, language)
    assert drawn.count(" as ") == len(HAZARD.states)
    assert drawn.count(" --> ") == 1 + sum(len(one.sources) for one in HAZARD.transitions) + 2
