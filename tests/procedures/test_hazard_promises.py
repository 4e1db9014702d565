"""What the hazard procedure never does: anyone tries anything at any time, with broken plugins loaded.

Every state and every transition is reached on the way; the coverage of the graph is counted, printed and asserted.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import attrs
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from stationkit.procedures.hazard import HAZARD, HazardCase
from stationkit.procedures.refusals import Blocker, Context, Guard, Refusal
from stationkit.stations.events import Event, EventKind
from stationkit.stations.hazards import HandlingMode, HazardLevel, Implementation, PlanElement
from stationkit.stations.people import UNION_ROLES, Role
from stationkit.testing.histories import TOKEN, Move, lawful, moves, stories
from stationkit.words import Words

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
PEOPLE = ("rectifier", "manager", "acceptor", "regulator", "head", "ann", "bo")
WAYS = sorted({(source, one.kind) for one, source in HAZARD.ways})
TAKEN: Counter[tuple[str, str]] = Counter()
"""How often each transition was taken from each state, over all examples."""


def mutates(case: HazardCase, command: Event) -> tuple[Blocker, ...]:
    """Rewrite what it was given, and say nothing against it."""
    for name, value in (
        ("rectifiers", frozenset()),
        ("accepted", True),
        ("plan", frozenset(PlanElement)),
        ("state", "closed"),
    ):
        object.__setattr__(case, name, value)
    for name, value in (
        ("actor", "mallory"),
        ("role", Role.REGULATOR),
        ("ground", ""),
        ("document", ""),
        ("kind", "close"),
    ):
        object.__setattr__(command, name, value)
    return ()


def raises(_: HazardCase, __: Event) -> tuple[Blocker, ...]:
    """Fail."""
    raise RuntimeError("broken")


def endless(_: HazardCase, __: Event) -> Iterator[Blocker]:
    """Never come to an end."""
    return (Blocker(code="again", words=Words(en=str(number))) for number in count())


def rubbish(_: HazardCase, __: Event) -> Any:
    """Return something else."""
    return ["no", None, 3]


def nothing(_: HazardCase, __: Event) -> Any:
    """Return nothing at all."""
    return None


def pretends(_: HazardCase, __: Event) -> Any:
    """Return what looks like a blocker and is none."""

    class Friendly(Blocker):
        def __bool__(self) -> bool:
            return False

    return (Friendly(code="friendly", words=Words(en="go on")),)


NOISY = (raises, endless, rubbish, nothing, pretends)
SILENT = Guard(name="mutates", check=mutates)


def test_every_adversary_forbids_or_changes_nothing() -> None:
    """Whatever a plugin's guard does besides giving blockers is a blocker itself; what it rewrites is a copy."""
    case = HazardCase(id="h-1")
    command, _ = lawful(case, Move("report"), START)
    before = attrs.asdict(case), attrs.asdict(command)
    for check in NOISY:
        blockers = HAZARD.with_guards([Guard(name="g", check=check)]).may(case, command)
        assert blockers, check
        assert len(blockers) <= 101
    (decided,) = HAZARD.with_guards([SILENT]).decide(case, command)  # type: ignore[misc]
    assert decided is command
    assert (attrs.asdict(case), attrs.asdict(decided)) == before


def test_a_guard_from_outside_sees_other_cases_and_no_claim() -> None:
    """It may look around, on copies; the token of an author it never sees."""
    seen: list[str] = []

    def curious(_: HazardCase, __: Event, context: Context) -> tuple[Blocker, ...]:
        seen.append(context.claim)
        object.__setattr__(context.among["h-2"], "state", "closed")
        return (Blocker(code="seen", words=Words(en=context.among["h-2"].state)),)

    other = HazardCase(id="h-2", state="reported")
    command, _ = lawful(HazardCase(id="h-1"), Move("report"), START)
    context = Context(claim=TOKEN, among={"h-2": other})
    guard = Guard(name="curious", check=curious, looks_around=True)
    (blocker,) = HAZARD.with_guards([guard]).may(HazardCase(id="h-1"), command, context)
    assert (blocker.words.en, other.state, seen) == ("reported", "reported", [""])


class AnyoneDoesAnything(RuleBasedStateMachine):
    """Several cases, many people, any time; what is allowed happens, and the promises hold all along."""

    def __init__(self) -> None:
        super().__init__()
        self.cases = {f"h-{number}": HazardCase(id=f"h-{number}") for number in range(3)}
        self.history: list[tuple[HazardCase, Event]] = []
        self.now = START
        self.number = 0

    def attempt(self, command: Event, context: Context, noisy: list[Callable[..., Any]]) -> None:
        """Decide a command with plugins loaded, and check that the answer is the same however it is asked."""
        case = self.cases[command.case]
        guards = [SILENT, *(Guard(name=check.__name__, check=check) for check in noisy)]
        procedure = HAZARD.with_guards(guards)
        before = attrs.asdict(case), attrs.asdict(command)
        own = HAZARD.may(case, command, context)
        blockers, decided = procedure.may(case, command, context), procedure.decide(case, command, context)
        assert (attrs.asdict(case), attrs.asdict(command)) == before
        assert bool(blockers) == isinstance(decided, Refusal)
        assert set(own) <= set(blockers)
        assert bool(blockers) == bool(own or noisy)
        assert all(one.words.zh and one.words.en and one.clause for one in own)
        if not isinstance(decided, Refusal):
            assert decided == (command,)
            TAKEN[case.state, command.kind] += 1
            self.history.append((case, command))
            self.cases[command.case] = procedure.evolve(case, command)

    @rule(
        case=st.sampled_from(("h-0", "h-1", "h-2")),
        move=st.sampled_from(moves()),
        hours=st.integers(-2, 400),
        changes=st.fixed_dictionaries(
            {},
            optional={
                "actor": st.sampled_from(("", *PEOPLE)),
                "role": st.sampled_from(Role),
                "on_behalf_of": st.sampled_from(PEOPLE),
                "rectifier": st.sampled_from(PEOPLE),
                "level": st.sampled_from(HazardLevel),
                "mode": st.sampled_from(HandlingMode),
                "linked": st.sampled_from(("h-0", "h-1", "h-2", "h-9")),
                "limit": st.integers(-50, 900).map(lambda hours: START + timedelta(hours=hours)),
                "plan": st.sampled_from((frozenset(), frozenset({PlanElement.GOAL}), frozenset(PlanElement))),
                "implementations": st.sampled_from((frozenset(), frozenset(Implementation))),
                "ground": st.just(""),
                "document": st.just(""),
            },
        ),
        claim=st.sampled_from(("", TOKEN)),
        noisy=st.lists(st.sampled_from(NOISY), max_size=1),
    )
    def try_anything(
        self, case: str, move: Move, hours: int, changes: dict[str, Any], claim: str, noisy: list[Callable[..., Any]]
    ) -> None:
        """Somebody tries something, complete or not, at some time, with good plugins or bad ones."""
        self.number += 1
        at = self.now + timedelta(hours=hours)
        command, _ = lawful(self.cases[case], move, at, self.number)
        self.now = max(at, self.now)
        context = Context(claim=claim, among=self.cases)
        self.attempt(attrs.evolve(command, happened_at=at, **changes), context, noisy)

    @rule(first=st.integers(0, len(WAYS) - 1), case=st.sampled_from(("h-0", "h-1", "h-2")))
    def walk_through(self, first: int, case: str) -> None:
        """Walk fresh cases to some transitions of the graph, by their shortest stories, past the silent plugin."""
        for place in range(first, first + 5):
            self.cases[case] = HazardCase(id=case)
            self.history = [(before, event) for before, event in self.history if event.case != case]
            for move in stories()[WAYS[place % len(WAYS)]]:
                self.number += 1
                self.now += timedelta(hours=1)
                command, context = lawful(self.cases[case], move, self.now, self.number)
                self.now = max(self.now, command.happened_at)
                self.attempt(command, context, [])

    @invariant()
    def nobody_accepts_their_own_work(self) -> None:
        """No acceptor was rectifier in any round before, nor acted for one."""
        done: dict[str, set[str]] = {}
        for _, event in self.history:
            mine = done.setdefault(event.case, set())
            if event.kind in (EventKind.ACCEPT, EventKind.RETURN, EventKind.CLOSE):
                assert not {event.actor, event.on_behalf_of} & mine
            if event.kind in (EventKind.FIX_ON_SITE, EventKind.RECTIFY, EventKind.SUBMIT):
                mine |= {event.actor, event.on_behalf_of} - {""}
            mine |= {event.rectifier} - {""}

    @invariant()
    def nothing_is_written_off_that_was_not_accepted(self) -> None:
        """Between an acceptance and the close nothing was submitted, returned, reopened or graded up."""
        undoing = (EventKind.SUBMIT, EventKind.RETURN, EventKind.REOPEN, EventKind.UPGRADE)
        accepted: dict[str, bool] = {}
        for _, event in self.history:
            if event.kind == EventKind.CLOSE:
                assert accepted.get(event.case)
            if event.kind == EventKind.ACCEPT or event.kind in undoing:
                accepted[event.case] = event.kind == EventKind.ACCEPT

    @invariant()
    def a_major_hazard_is_never_fixed_on_the_spot_nor_closed_without_its_plan(self) -> None:
        """The plan's six elements and the five implementations stand before the write-off."""
        for case in self.cases.values():
            assert not (case.is_major and case.state == "fixed-on-site")
        for before, event in self.history:
            if event.kind == EventKind.CLOSE and before.is_major:
                assert before.plan == frozenset(PlanElement)
                assert before.implementations | event.implementations == frozenset(Implementation)

    @invariant()
    def the_union_advises_and_never_stops(self) -> None:
        """No stop was ordered by a role of the union, and nobody else advises to evacuate."""
        for _, event in self.history:
            if event.kind == EventKind.SUSPEND:
                assert event.role not in UNION_ROLES
            if event.kind == EventKind.ADVISE_EVACUATION:
                assert event.role in UNION_ROLES

    @invariant()
    def a_stop_is_lifted_by_whoever_ordered_it(self) -> None:
        """A regulator's stop by the regulator; the employer's by the employer, after an acceptance."""
        for before, event in self.history:
            if event.kind == EventKind.RESTORE:
                regulator = event.role is Role.REGULATOR
                after = HAZARD.evolve(before, event)
                lifted = set(before.suspensions) - set(after.suspensions)
                assert lifted
                assert all((one.by.value == "regulator") == regulator for one in lifted)
                assert regulator or before.accepted

    @invariant()
    def every_event_says_who_when_why_and_by_which_document(self) -> None:
        """Actor, role, time, ground and document are on every decided event, and time runs forwards."""
        for before, event in self.history:
            assert event.actor
            assert event.role
            assert event.ground
            assert event.document
            assert before.last_at is None or event.happened_at >= before.last_at


TestAnyoneDoesAnything = AnyoneDoesAnything.TestCase
TestAnyoneDoesAnything.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)


def test_the_promises_hold_on_every_state_and_every_transition(tell: Callable[[str], None]) -> None:
    """The same with fixed examples: the coverage of the graph is whole, counted and printed."""
    TAKEN.clear()
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        AnyoneDoesAnything,
        settings=settings(
            max_examples=60,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    entered = {HAZARD.start} | {one.target_from(source) for one, source in HAZARD.ways if TAKEN[source, one.kind]}
    missing = [way for way in WAYS if not TAKEN[way]]
    tell(
        f"hazard procedure: states {len(entered)}/{len(HAZARD.states)}, "
        f"transitions {len(WAYS) - len(missing)}/{len(WAYS)}, events decided {TAKEN.total()}"
    )
    assert missing == []
    assert entered == {state.id for state in HAZARD.states}


def test_every_transition_has_a_lawful_story() -> None:
    """No row of the procedure is dead: for each there is a shortest series of lawful steps that ends with it."""
    assert set(WAYS) - set(stories()) == set()
    assert max(len(story) for story in stories().values()) <= 10
