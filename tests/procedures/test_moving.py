"""Live cases keep their version until an explicit move, which is tried on all of them first."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.errors import InvalidDocumentError, InvalidValueError
from stationkit.procedures.hazard import HAZARD, HazardCase
from stationkit.procedures.machine import Procedure, State, Transition
from stationkit.procedures.moving import LiveCase, Moving, Pin, replay, try_move
from stationkit.procedures.recording import record
from stationkit.procedures.refusals import NOT_CLAIMED, Actor, Context
from stationkit.stations.events import Event
from stationkit.stations.people import Role
from stationkit.testing.histories import TOKEN, Move, lawful, moves, stories
from stationkit.words import Words

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
PEOPLE = tuple(Actor(id=str(role), roles=frozenset({role})) for role in Role)
STORIES = sorted(stories().values(), key=repr)
SAME = {state.id: state.id for state in HAZARD.states}


def live(*moves: str | Move, case: str = "h-1") -> tuple[LiveCase, tuple[Event, ...]]:
    """Give a live case of version 1 with its events."""
    folded, events = HazardCase(id=case), []
    for place, move in enumerate(moves):
        event, context = lawful(folded, move if isinstance(move, Move) else Move(move), START + place * DAY, place)
        assert HAZARD.decide(folded, event, context)
        folded = HAZARD.evolve(folded, event)
        events.append(event)
    return LiveCase(case=folded, pins=(Pin(version="1"),)), tuple(events)


def version_2(**changes: Any) -> Procedure:
    """Give a second version of the hazard procedure."""
    return attrs.evolve(HAZARD, version="2", **changes)


def rewritten(kind: str, **changes: Any) -> tuple[Transition, ...]:
    """Give the hazard's transitions with one kind changed."""
    return tuple(attrs.evolve(one, **changes) if one.kind == kind else one for one in HAZARD.transitions)


RECTIFYING, EVENTS = live("report", "grade", "notify", "rectify")


def test_a_clean_move_pins_the_new_version_and_keeps_the_case() -> None:
    """The same state, another version from that moment on."""
    trial = try_move(Moving(old=HAZARD, new=version_2(), states=SAME), [RECTIFYING], PEOPLE, START + 9 * DAY)
    (moved,) = trial.carry_out()
    assert trial.is_clean
    assert (moved.case, moved.version, moved.pins[1].since) == (RECTIFYING.case, "2", START + 9 * DAY)


def test_what_has_ended_or_is_pinned_elsewhere_stays() -> None:
    """A closed case was decided under its version for good."""
    closed, _ = live("report", "grade", "notify", "rectify", "submit", "accept", "close")
    other = attrs.evolve(RECTIFYING, pins=(Pin(version="0"),))
    trial = try_move(Moving(old=HAZARD, new=version_2(), states=SAME), [closed, other], PEOPLE, START)
    assert (trial.moved, trial.left) == ((), ("h-1", "h-1"))


def test_a_case_whose_state_has_no_counterpart_is_stuck_and_named() -> None:
    """Nothing is guessed, and nothing moves."""
    moving = Moving(old=HAZARD, new=version_2(), states={"submitted": "submitted"})
    submitted, _ = live("report", "grade", "notify", "rectify", "submit", case="h-2")
    trial = try_move(moving, [RECTIFYING, submitted], PEOPLE, START + 9 * DAY)
    assert [(one.case, one.state) for one in trial.stuck] == [("h-1", "rectifying")]
    with pytest.raises(InvalidDocumentError, match="h-1"):
        trial.carry_out()


def test_a_case_that_nobody_at_hand_could_finish_is_stuck() -> None:
    """The new version lets only the regulator accept, and there is none."""
    new = version_2(transitions=rewritten("accept", roles=frozenset({Role.REGULATOR})))
    people = [one for one in PEOPLE if Role.REGULATOR not in one.roles]
    trial = try_move(Moving(old=HAZARD, new=new, states=SAME), [RECTIFYING], people, START + 9 * DAY)
    assert [one.case for one in trial.stuck] == ["h-1"]
    assert try_move(Moving(old=HAZARD, new=new, states=SAME), [RECTIFYING], PEOPLE, START + 9 * DAY).stuck == ()


def test_a_case_whose_only_acceptor_is_its_rectifier_is_stuck_and_says_why() -> None:
    """Whoever rectified never accepts, so nobody is left; one acceptor more and it can be finished."""
    submitted, _ = live("report", "grade", "notify", "rectify", "submit")
    moving = Moving(old=HAZARD, new=version_2(), states=SAME)
    both = Actor(id="rectifier", roles=frozenset({Role.RESPONSIBLE_PERSON, Role.ACCEPTOR}))
    delegate = Actor(id="ding", roles=frozenset({Role.ACCEPTOR}), on_behalf_of="rectifier")
    (stuck,) = try_move(moving, [submitted], [both, delegate], START + 9 * DAY).stuck
    assert "整改人" in stuck.words.zh
    other = Actor(id="wu", roles=frozenset({Role.ACCEPTOR}))
    assert try_move(moving, [submitted], [both, delegate, other], START + 9 * DAY).stuck == ()


def test_one_person_alone_cannot_finish_what_is_not_yet_rectified() -> None:
    """In every role, but alone: who will have rectified cannot accept. Two can."""
    notified, _ = live("report", "grade")
    moving = Moving(old=HAZARD, new=version_2(), states=SAME)
    one, two = (Actor(id=name, roles=frozenset(Role)) for name in ("an", "bo"))
    assert [each.case for each in try_move(moving, [notified], [one], START + 9 * DAY).stuck] == ["h-1"]
    assert try_move(moving, [notified], [one, two], START + 9 * DAY).stuck == ()


@given(st.data())
def test_who_is_called_stuck_is_stuck(data: st.DataObject) -> None:
    """Wherever a lawful case stands and whoever is there: no lawful steps finish it."""
    path = data.draw(st.sampled_from(STORIES))
    case, number = HAZARD.begin("h-1"), 0
    for number, move in enumerate(path):
        command, _ = lawful(case, move, START + number * DAY, number)
        case = HAZARD.evolve(case, command)
    people = data.draw(st.lists(st.sets(st.sampled_from(Role), min_size=1), min_size=1, max_size=4))
    names = ("rectifier", "an", "bo", "cai")
    actors = tuple(Actor(id=name, roles=frozenset(roles)) for name, roles in zip(names, people, strict=False))
    if HAZARD.state(case.state).is_end:
        return
    held = LiveCase(case=case, pins=(Pin(version="1"),))
    trial = try_move(Moving(old=HAZARD, new=version_2(), states=SAME), [held], actors, START + 90 * DAY)
    if trial.stuck:
        assert not finished_by(case, actors, number)


def finished_by(case: HazardCase, actors: tuple[Actor, ...], number: int) -> bool:
    """Tell whether lawful steps by these people bring a case to an end, every one of them tried."""
    pending, seen = [case], set()
    while pending:
        here = pending.pop()
        if HAZARD.state(here.state).is_end:
            return True
        for move in moves():
            if HAZARD.transition(here.state, move.kind) is None:
                continue
            plain, context = lawful(here, move, START + (number + len(seen)) * DAY, number)
            for actor in actors:
                for role in actor.roles:
                    command = attrs.evolve(plain, actor=actor.id, role=role)
                    if HAZARD.decide(here, command, context):
                        after = HAZARD.evolve(here, command)
                        known = (after.state, after.level, after.rectifiers, after.accepted, bool(after.plan))
                        if known not in seen:
                            seen.add(known)
                            pending.append(after)
    return False


def test_a_state_is_mapped_by_its_id() -> None:
    """A state itself where its id belongs is told, with the ids there are."""
    state = HAZARD.state("graded")
    with pytest.raises(InvalidDocumentError, match="不是编号"):
        Moving(old=HAZARD, new=version_2(), states={state: state})  # type: ignore[dict-item]  # that is the mistake


@given(st.dictionaries(st.sampled_from(sorted(SAME)), st.sampled_from(sorted(SAME))))
def test_a_move_ends_no_case(states: dict[str, str]) -> None:
    """What is open goes to what is open; every state that would be ended is told."""
    ends = {state.id for state in HAZARD.states if state.is_end}
    ended = {f"states.{old}" for old, new in states.items() if new in ends and old not in ends}
    if not ended:
        assert Moving(old=HAZARD, new=version_2(), states=states).states == states
        return
    with pytest.raises(InvalidDocumentError, match="不由换版办结") as caught:
        Moving(old=HAZARD, new=version_2(), states=states)
    assert {one.where for one in caught.value.problems} == ended


@pytest.mark.parametrize("changes", [{"state": "closed"}, {"state": "submitted"}, {"id": "h-2"}])
def test_nor_does_its_conversion(changes: dict[str, str]) -> None:
    """The case that it makes is the same one, in the state that the mapping says."""
    moving = Moving(old=HAZARD, new=version_2(), states=SAME, convert=lambda case, _: attrs.evolve(case, **changes))
    with pytest.raises(InvalidDocumentError, match="convert"):
        try_move(moving, [RECTIFYING], PEOPLE, START + 9 * DAY)


NAIVE = datetime(2026, 3, 1, 8)  # noqa: DTZ001 - that is the mistake


@pytest.mark.parametrize(
    "pins",
    [
        (),
        None,
        [Pin(version="1")],
        ("1",),
        (Pin(version="1"), Pin(version="2")),
        (Pin(version="1", since=START), Pin(version="2", since=START - DAY)),
        (Pin(version="1"), Pin(version="2", since=START), Pin(version="3", since=START - DAY)),
    ],
)
def test_a_live_case_has_pins_one_after_another(pins: Any) -> None:
    """Otherwise nobody could say which version decided when."""
    with pytest.raises(InvalidValueError):
        LiveCase(case=RECTIFYING.case, pins=pins)


def test_moments_have_their_offset() -> None:
    """Of a pin and of a move; a version has a name."""
    with pytest.raises(InvalidValueError):
        Pin(version="1", since=NAIVE)
    with pytest.raises(InvalidValueError):
        Pin(version=" ")
    moving = Moving(old=HAZARD, new=version_2(), states=SAME)
    with pytest.raises(InvalidValueError):
        try_move(moving, [], PEOPLE, NAIVE)
    pinned = LiveCase(case=RECTIFYING.case, pins=(Pin(version="0"), Pin(version="1", since=START + 9 * DAY)))
    with pytest.raises(InvalidValueError):
        try_move(moving, [pinned], PEOPLE, START + 8 * DAY)


def test_a_move_comes_after_what_has_happened() -> None:
    """At the moment of the last event it would be the new version's to decide about that."""
    moving = Moving(old=HAZARD, new=version_2(), states=SAME)
    last = RECTIFYING.case.last_at
    with pytest.raises(InvalidDocumentError, match="h-1"):
        try_move(moving, [RECTIFYING], PEOPLE, last)
    assert try_move(moving, [RECTIFYING], PEOPLE, last + timedelta(microseconds=1)).moved


def test_a_lost_right_is_named_and_must_be_waived_by_name() -> None:
    """The workers may not submit any more; whoever moves the cases says so."""
    new = version_2(transitions=rewritten("submit", roles=frozenset({Role.RESPONSIBLE_PERSON})))
    people = [Actor(id="rectifier", roles=frozenset({Role.WORKER})), *PEOPLE]
    trial = try_move(Moving(old=HAZARD, new=new, states=SAME), [RECTIFYING], people, START + 9 * DAY)
    assert [(one.case, one.kind, one.actor) for one in trial.lost] == [("h-1", "submit", "rectifier")]
    with pytest.raises(InvalidDocumentError, match="rectifier"):
        trial.carry_out()
    assert [one.version for one in trial.carry_out(waived=trial.lost)] == ["2"]
    with pytest.raises(InvalidDocumentError, match="无人失去"):
        trial.carry_out(waived=(*trial.lost, "submit"))  # type: ignore[arg-type]  # a word is no right


def without(kind: str, *states: str) -> Procedure:
    """Give a second version in which a step leads on from some states no more."""
    kept = (
        attrs.evolve(one, sources=tuple(name for name in one.sources if name not in states))
        if one.kind == kind
        else one
        for one in HAZARD.transitions
    )
    return version_2(transitions=tuple(kept))


CLAIMS = (Context(), Context(claim=TOKEN))


@pytest.mark.parametrize("context", CLAIMS)
@pytest.mark.parametrize("people", [(), PEOPLE])
def test_an_author_who_could_withdraw_and_could_no_more_is_named_once(
    context: Context, people: tuple[Actor, ...]
) -> None:
    """For every case, without a name, whoever is there and whatever one token is at hand."""
    crowd = (*people, Actor(id="an", roles=frozenset(Role)), Actor(id="bo", roles=frozenset(Role)))
    reported = [live("report", case=name)[0] for name in ("h-1", "h-2", "h-3")]
    trial = try_move(
        Moving(old=HAZARD, new=without("withdraw", "reported"), states=SAME), reported, crowd, START + 9 * DAY, context
    )
    assert [(one.case, one.kind, one.actor, one.role) for one in trial.lost] == [
        (name, "withdraw", "", None) for name in ("h-1", "h-2", "h-3")
    ]
    assert all(one.words.zh.startswith("持有上报凭证的人") for one in trial.lost)
    with pytest.raises(InvalidDocumentError, match="h-3"):
        trial.carry_out(waived=trial.lost[:2])
    assert len(trial.carry_out(waived=trial.lost)) == 3


def test_an_author_who_could_withdraw_in_some_roles_only_is_named_with_the_role_that_is_lost() -> None:
    """Anybody reports; in the new version workers do not withdraw."""
    roles = next(one.roles for one in HAZARD.transitions if one.kind == "withdraw")
    new = version_2(transitions=rewritten("withdraw", roles=roles - {Role.WORKER}))
    reported, _ = live("report")
    (lost,) = try_move(Moving(old=HAZARD, new=new, states=SAME), [reported], PEOPLE, START + 9 * DAY).lost
    assert (lost.kind, lost.actor, lost.role) == ("withdraw", "", Role.WORKER)
    assert Role.WORKER.words.zh in lost.words.zh


def test_a_right_that_a_claim_opens_from_now_on_is_lost_to_those_without_one() -> None:
    """Whoever could reject can do so only with the token of the report: the author has lost nothing."""
    new = version_2(transitions=rewritten("reject", guards=("own-report",)))
    station = Actor(id="s", roles=frozenset({Role.STATION_HEAD}))
    people = (station, *(one for one in PEOPLE if Role.STATION_HEAD not in one.roles))
    reported, _ = live("report")
    lost = try_move(Moving(old=HAZARD, new=new, states=SAME), [reported], people, START + 9 * DAY).lost
    assert {one.kind for one in lost} == {"reject"}
    assert ("s", Role.STATION_HEAD) in {(one.actor, one.role) for one in lost}
    assert "" not in {one.actor for one in lost}


def test_a_missing_token_is_said_by_its_code() -> None:
    """The code by which a trial knows what a claim opens is the one that the procedure gives."""
    reported, _ = live("report")
    options = HAZARD.options(reported.case, Actor(id="an", roles=frozenset({Role.REPORTER})), START + DAY)
    assert [one.code for each in options if each.kind == "withdraw" for one in each.blockers] == [NOT_CLAIMED]


@given(st.data(), st.sampled_from(CLAIMS))
def test_a_version_in_which_nothing_changes_takes_no_right_away(data: st.DataObject, context: Context) -> None:
    """From no case, wherever it stands, and from nobody."""
    case = HAZARD.begin("h-1")
    for number, move in enumerate(data.draw(st.sampled_from(STORIES))):
        command, _ = lawful(case, move, START + number * DAY, number)
        case = HAZARD.evolve(case, command)
    held = LiveCase(case=case, pins=(Pin(version="1"),))
    people = data.draw(st.lists(st.sampled_from(PEOPLE), max_size=3))
    trial = try_move(Moving(old=HAZARD, new=version_2(), states=SAME), [held], people, START + 90 * DAY, context)
    assert trial.lost == ()


def treating() -> Procedure:
    """Give a second version in which what was `rectifying` is called `treating`."""
    words = Words(zh="治理中", en="under treatment")
    states = tuple(State(id="treating", words=words) if one.id == "rectifying" else one for one in HAZARD.states)
    renamed = tuple(
        attrs.evolve(
            one,
            sources=tuple("treating" if name == "rectifying" else name for name in one.sources),
            target="treating" if one.target == "rectifying" else one.target,
        )
        for one in HAZARD.transitions
    )
    return version_2(states=states, transitions=renamed)


def test_kinds_and_states_may_be_called_otherwise() -> None:
    """What is mapped is not lost; what is mapped to nothing is an error with the nearest name."""
    new = treating()
    moving = Moving(old=HAZARD, new=new, states={**SAME, "rectifying": "treating"})
    trial = try_move(moving, [RECTIFYING], PEOPLE, START + 9 * DAY)
    (moved,) = trial.carry_out()
    assert moved.case.state == "treating"
    assert new.evolve(moved.case, lawful(moved.case, Move("submit"), START + 10 * DAY)[0]).state == "submitted"
    with pytest.raises(InvalidDocumentError, match="treating"):
        Moving(old=HAZARD, new=new, states={"rectifying": "treatin"})


def test_a_replay_folds_each_event_under_the_version_of_its_time() -> None:
    """From the same events and moves the same case, whoever replays them."""
    moving = Moving(old=HAZARD, new=version_2(), states=SAME)
    (moved,) = try_move(moving, [RECTIFYING], PEOPLE, START + 9 * DAY).carry_out()
    later, _ = lawful(moved.case, Move("submit"), START + 10 * DAY)
    after = moving.new.evolve(moved.case, later)
    versions = {"1": HAZARD, "2": moving.new}
    assert replay(moved, versions, [moving], (*EVENTS, later)) == after


KINDS = sorted(kind.id for kind in HAZARD.kinds)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Draw what arrives of one case: a lawful story with gaps, events that fit nowhere, some twice, in any order."""
    case, events = HAZARD.begin("h-1"), []
    for number, move in enumerate(draw(st.sampled_from(STORIES))):
        event, _ = lawful(case, move, START + number * DAY, number)
        case = HAZARD.evolve(case, event)
        events.append(event)
    kept = draw(st.lists(st.sampled_from(events), unique=True))
    strays = [
        Event(id=f"s-{number}", case="h-1", kind=kind, happened_at=START + days * DAY, limit=START + days * DAY)
        for number, (kind, days) in enumerate(
            draw(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(-1, 12)), max_size=4))
        )
    ]
    again = draw(st.lists(st.sampled_from([*kept, *strays]), max_size=2)) if kept or strays else []
    return draw(st.permutations([*kept, *strays, *again]))


def pinned(*days: int) -> LiveCase:
    """Give a case that was moved so many days after the start, from version to version."""
    later = (Pin(version=str(number), since=START + day * DAY) for number, day in enumerate(sorted(days), start=2))
    return LiveCase(case=HAZARD.begin("h-1"), pins=(Pin(version="1"), *later))


@given(histories())
def test_a_replay_of_a_case_that_was_never_moved_is_its_record(events: list[Event]) -> None:
    """With its gaps, and without what contradicts them: there is one truth of one set of events."""
    assert replay(pinned(), {"1": HAZARD}, [], events) == record(HAZARD, "h-1", events).case


@given(histories(), st.lists(st.integers(-2, 13), max_size=3))
def test_a_move_that_changes_nothing_changes_no_replay(events: list[Event], days: list[int]) -> None:
    """Whenever it was, before the first event or after the last, and however often."""
    live_case = pinned(*days)
    versions = {pin.version: attrs.evolve(HAZARD, version=pin.version) for pin in live_case.pins}
    ordered = list(versions.values())
    moves = [Moving(old=old, new=new, states=SAME) for old, new in pairwise(ordered)]
    assert replay(live_case, versions, moves, events) == record(HAZARD, "h-1", events).case


@given(histories(), st.integers(-2, 13))
def test_what_happened_before_a_move_is_folded_under_the_old_version(events: list[Event], day: int) -> None:
    """Each version knows its own states only, and the case is where it would be by the other name."""
    new, names = treating(), {**SAME, "rectifying": "treating"}
    moving = Moving(old=HAZARD, new=new, states=names)
    replayed = replay(pinned(day), {"1": HAZARD, "2": new}, [moving], events)
    recorded = record(HAZARD, "h-1", events).case
    assert replayed == attrs.evolve(recorded, state=names[recorded.state])


@given(histories(), st.integers(-2, 13), st.integers(0, 13))
def test_one_id_with_two_contents_is_replayed_as_little_as_recorded(events: list[Event], day: int, later: int) -> None:
    """On whichever sides of a move they are."""
    if not events:
        return
    moving = Moving(old=HAZARD, new=version_2(), states=SAME)
    altered = attrs.evolve(events[0], happened_at=START + later * DAY, ground="altered")
    for arrived in ([*events, altered], [altered, *events]):
        with pytest.raises(InvalidDocumentError, match="同一编号"):
            replay(pinned(day), {"1": HAZARD, "2": moving.new}, [moving], arrived)


def test_what_is_no_event_of_the_case_is_not_replayed() -> None:
    """Another case's, or of a kind that its version does not know."""
    for stray in (attrs.evolve(EVENTS[0], case="h-2"), attrs.evolve(EVENTS[0], kind="repot")):
        with pytest.raises(InvalidDocumentError):
            replay(RECTIFYING, {"1": HAZARD}, [], [*EVENTS, attrs.evolve(stray, id="x")])


def test_a_late_event_that_puts_a_case_where_no_move_leads_is_told() -> None:
    """It was withdrawn before the move, as was learned afterwards."""
    moving = Moving(old=HAZARD, new=version_2(), states={"rectifying": "rectifying"})
    late = attrs.evolve(EVENTS[0], id="late", kind="withdraw", happened_at=START + DAY / 2)
    with pytest.raises(InvalidDocumentError, match="没有与“已撤回”对应的状态"):
        replay(pinned(9), {"1": HAZARD, "2": moving.new}, [moving], [*EVENTS, late])
