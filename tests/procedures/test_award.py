"""The award of stars: never before its time, never over an objection, never for ever."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from stationkit.calendars.calendar import BEIJING
from stationkit.calendars.national import national_calendar
from stationkit.errors import InvalidValueError
from stationkit.periods import Period, add_months
from stationkit.procedures.award import award_procedure
from stationkit.procedures.award_case import AwardCase, AwardKind, standing
from stationkit.procedures.award_policy import (
    ILLUSTRATIVE_POLICY,
    UNION_LEVELS,
    LookBack,
    by_calendar,
    weekdays_only,
)
from stationkit.procedures.recording import record
from stationkit.procedures.refusals import Actor, Refusal
from stationkit.stations.events import Event
from stationkit.stations.marks import Mark, MarkKind, StationRecord
from stationkit.stations.people import Role
from stationkit.stations.provenance import Ruled, Status

NUMBERS = count()
"""Of several events of one moment the ids say which came first."""
START = datetime(2026, 3, 2, 9, tzinfo=BEIJING)  # a Monday
DAY = timedelta(days=1)
POLICY = ILLUSTRATIVE_POLICY
AWARD = award_procedure(POLICY, weekdays_only)
WHOLE = (Period(date(2015, 1, 1), date(2240, 1, 1)),)
CLEAN = StationRecord(accidents_known=WHOLE, awards_known=WHOLE)
PUBLIC_UNTIL = weekdays_only(START, 5)
SOURCE = Ruled(value=12, source="invented for a test", status=Status.ILLUSTRATIVE)


def command(kind: AwardKind, at: datetime = START, **details: Any) -> Event:
    """Make a complete command by somebody who may give it, unless *details* say otherwise."""
    way = next(one for one in AWARD.transitions if one.kind == kind)
    actors = {AwardKind.SELF_ASSESS: "head", AwardKind.APPLY: "chair", AwardKind.INSPECT: "inspector"}
    actors[AwardKind.OBJECT] = "w-1"
    roles = way.roles & set(UNION_LEVELS)
    complete = {
        "actor": actors.get(kind, "official"),
        "role": Role.PROVINCE_UNION if roles else min(way.roles, key=str),
        "document": "no. 1",
        "ground": "as found",
        "evidence": ("assessment:1",),
        "sub_level": "4" if kind is AwardKind.DOWNGRADE else "5",
        "result": "dismissed" if kind is AwardKind.SETTLE else "passed",
        "linked": "objection-1",
        "limit": POLICY.term_end(at) if kind is AwardKind.AWARD else weekdays_only(at, 5),
    }
    whole: dict[str, Any] = {"id": f"e-{next(NUMBERS):06}-{kind}", **complete, **details}
    return Event(case="a-1", kind=kind, happened_at=at, **whole)


def walked(*commands: Event, known: StationRecord = CLEAN) -> AwardCase:
    """Walk an award through commands that must all be allowed."""
    case = attrs.evolve(AWARD.begin("a-1"), record=known)
    for place, one in enumerate(commands):
        events = AWARD.decide(case, attrs.evolve(one, id=f"a-{place:03}"))
        assert not isinstance(events, Refusal), events
        for event in events:
            case = AWARD.evolve(case, event)
    return case


PUBLIC = tuple(
    command(kind) for kind in (AwardKind.SELF_ASSESS, AwardKind.APPLY, AwardKind.INSPECT, AwardKind.PUBLICISE)
)
HELD = (*PUBLIC, command(AwardKind.AWARD, PUBLIC_UNTIL))
AWARDED_AT = PUBLIC_UNTIL


def blockers(case: AwardCase, asked: Event) -> list[str]:
    """The codes of what stands against a command."""
    return [one.code for one in AWARD.may(case, asked)]


def test_the_way_leads_from_the_self_assessment_to_a_star_for_a_term() -> None:
    """Awarded once the publicity has run, for twenty-four months."""
    case = walked(*HELD)
    assert (case.state, case.star) == ("awarded", "5")
    assert case.term_end == datetime(2028, 3, 11, tzinfo=BEIJING)


@pytest.mark.parametrize(("hours", "refused"), [(-1, True), (0, False)])
def test_the_publicity_must_have_run_its_full_length(hours: int, refused: bool) -> None:
    """From Monday the 2nd five working days end with Monday the 9th; the refusal says from when."""
    at = PUBLIC_UNTIL + timedelta(hours=hours)
    found = AWARD.may(walked(*PUBLIC), command(AwardKind.AWARD, at))
    assert [(one.code, one.earliest) for one in found] == ([("publicity-runs", PUBLIC_UNTIL)] if refused else [])
    assert datetime(2026, 3, 10, tzinfo=BEIJING) == PUBLIC_UNTIL


def test_the_working_days_are_those_of_the_calendar_that_is_given() -> None:
    """Over the National Day of 2026 five working days are more than five weekdays."""
    start = datetime(2026, 9, 29, 9, tzinfo=BEIJING)
    calendar = national_calendar()
    assert by_calendar(calendar)(start, 5) == datetime(2026, 10, 13, tzinfo=BEIJING)
    assert calendar.count_workdays(start.date(), date(2026, 10, 12)).days == 5
    assert by_calendar(calendar)(start, 5) > weekdays_only(start, 5)


def test_a_publicity_is_never_announced_too_short() -> None:
    """A date in the notice may be later than owed, not earlier."""
    case = walked(*PUBLIC[:3])
    assert blockers(case, command(AwardKind.PUBLICISE, limit=PUBLIC_UNTIL - DAY)) == ["publicity-too-short"]
    assert blockers(case, command(AwardKind.PUBLICISE, limit=PUBLIC_UNTIL + DAY)) == []


def test_an_open_objection_blocks_the_award_and_a_dismissed_one_does_not() -> None:
    """It is settled by somebody other than who raised it."""
    objected = (*PUBLIC, command(AwardKind.OBJECT, START + DAY, actor="w-1", role=Role.WORKER))
    asked = command(AwardKind.AWARD, PUBLIC_UNTIL)
    assert blockers(walked(*objected), asked) == ["objection-open"]
    assert blockers(walked(*objected), command(AwardKind.SETTLE, START + DAY, actor="w-1")) == ["objector-settles"]
    assert blockers(walked(*objected, command(AwardKind.SETTLE, START + DAY)), asked) == []


@pytest.mark.parametrize("whose", ["actor", "on_behalf_of"])
@pytest.mark.parametrize("who", ["w-7", "vice-chair"])
def test_whoever_is_acted_for_has_objected_too(whose: str, who: str) -> None:
    """Neither who raised it, nor for whom they did, nor anybody on behalf of either settles an objection."""
    raised = command(AwardKind.OBJECT, START + DAY, actor="w-7", role=Role.WORKER, on_behalf_of="vice-chair")
    case = walked(*PUBLIC, raised)
    assert case.open_objections == ("objection-1",)
    assert blockers(case, command(AwardKind.SETTLE, START + DAY, **{whose: who})) == ["objector-settles"]
    assert blockers(case, command(AwardKind.SETTLE, START + DAY)) == []


def test_an_objection_of_nobody_known_is_open_and_anybody_else_settles_it() -> None:
    """A register that leaves out who objected loses no objection, and makes nobody the objector."""
    raised = command(AwardKind.OBJECT, START + DAY, actor="")
    settled = command(AwardKind.SETTLE, START + 2 * DAY)
    assert record(AWARD, "a-1", [*PUBLIC, raised]).case.open_objections == ("objection-1",)
    assert record(AWARD, "a-1", [*PUBLIC, raised, settled]).breaches == ()


def test_an_upheld_objection_asks_for_a_new_inspection_and_a_new_publicity() -> None:
    """What was found wrong is not awarded over."""
    settled = command(AwardKind.SETTLE, START + DAY, result="upheld")
    objected = (*PUBLIC, command(AwardKind.OBJECT, START + DAY), settled)
    assert blockers(walked(*objected), command(AwardKind.AWARD, PUBLIC_UNTIL)) == ["objection-upheld"]
    later = PUBLIC_UNTIL + DAY
    again = (*objected, command(AwardKind.INSPECT, later), command(AwardKind.PUBLICISE, later))
    assert blockers(walked(*again), command(AwardKind.AWARD, later)) == ["publicity-runs"]
    assert blockers(walked(*again), command(AwardKind.AWARD, weekdays_only(later, 5))) == []


def test_objections_come_while_it_is_public_each_once() -> None:
    """After the end it is too late, and a second of the same name is no second."""
    case = walked(*PUBLIC, command(AwardKind.OBJECT))
    assert blockers(case, command(AwardKind.OBJECT)) == ["objection-twice"]
    assert blockers(case, command(AwardKind.OBJECT, PUBLIC_UNTIL, linked="objection-2")) == ["publicity-over"]
    assert blockers(case, command(AwardKind.SETTLE, linked="objection-2")) == ["no-such-objection"]


@pytest.mark.parametrize(
    ("found", "codes"),
    [
        ({"result": "provisional"}, ["not-found"]),
        ({"sub_level": "4"}, ["below-star"]),
        ({"result": "failed", "sub_level": ""}, ["not-found", "below-star"]),
        ({"result": "provisional", "sub_level": "3"}, ["not-found", "below-star"]),
    ],
)
def test_an_inspection_that_is_provisional_or_below_the_star_bars_the_publicity(found: Any, codes: list[str]) -> None:
    """All that is wrong with it is said at once."""
    case = walked(*PUBLIC[:2], command(AwardKind.INSPECT, **found))
    assert blockers(case, command(AwardKind.PUBLICISE)) == codes


def test_nobody_is_awarded_more_than_was_applied_for_and_found() -> None:
    """Four stars applied for are four stars, whatever the inspection found."""
    four = (command(AwardKind.SELF_ASSESS), command(AwardKind.APPLY, sub_level="4"), *PUBLIC[2:])
    asked = command(AwardKind.AWARD, PUBLIC_UNTIL)
    assert blockers(walked(*four), asked) == ["above-application"]
    assert blockers(walked(*four), attrs.evolve(asked, sub_level="4")) == []
    assert blockers(walked(command(AwardKind.SELF_ASSESS, sub_level="4")), command(AwardKind.APPLY)) == [
        "above-self-assessment"
    ]


def test_a_star_is_decided_by_its_own_level_of_the_union_or_a_higher_one() -> None:
    """Five stars are the province's, three may be awarded by the county; the station's own union only applies."""
    asked = command(AwardKind.INSPECT, role=Role.CITY_UNION)
    (refused,) = AWARD.may(walked(*PUBLIC[:2]), asked)
    assert (refused.code, refused.lifted_by) == ("level-too-low", {Role.PROVINCE_UNION})
    three = walked(command(AwardKind.SELF_ASSESS, sub_level="3"), command(AwardKind.APPLY, sub_level="3"))
    assert blockers(three, command(AwardKind.INSPECT, role=Role.COUNTY_UNION, sub_level="3")) == []
    assert blockers(walked(*PUBLIC[:2]), command(AwardKind.INSPECT, role=Role.BASIC_UNION)) == ["wrong-role"]


def test_who_applied_or_inspected_does_not_award() -> None:
    """Nor does anybody who acts for them."""
    case = walked(*PUBLIC)
    assert blockers(case, command(AwardKind.AWARD, PUBLIC_UNTIL, actor="chair")) == ["applicant-decides"]
    assert blockers(case, command(AwardKind.AWARD, PUBLIC_UNTIL, on_behalf_of="inspector")) == ["inspector-awards"]


@given(st.sampled_from(POLICY.look_backs), st.integers(-1, 4))
def test_a_mark_bars_for_its_months_and_not_a_day_longer(rule_: LookBack, offset: int) -> None:
    """The last day, the corresponding one, still belongs to the months; the refusal says from when it is free."""
    last = PUBLIC_UNTIL.date() + (offset - 1) * DAY
    on = add_months(last, -rule_.months.value)
    mark = Mark(kind=rule_.mark, on=on)
    case = walked(*PUBLIC, known=attrs.evolve(CLEAN, marks=frozenset({mark})))
    found = [one for one in AWARD.may(case, command(AwardKind.AWARD, PUBLIC_UNTIL)) if one.code.startswith("barred")]
    barred = PUBLIC_UNTIL.date() <= rule_.last_day(mark)
    assert bool(found) == barred
    if barred:
        assert found[0].earliest is not None
        assert found[0].earliest.date() == rule_.last_day(mark) + DAY


def test_days_that_no_record_covers_are_not_a_clean_record() -> None:
    """Whether there was an accident is not known: every look-back without its records is named."""
    codes = blockers(walked(*PUBLIC, known=StationRecord()), command(AwardKind.AWARD, PUBLIC_UNTIL))
    assert codes == [f"unknown-{one.mark}" for one in POLICY.look_backs]
    young = StationRecord(opened_on=PUBLIC_UNTIL.date() + DAY)
    assert blockers(walked(*PUBLIC, known=young), command(AwardKind.AWARD, PUBLIC_UNTIL)) == []


KNOWN = st.lists(st.tuples(st.integers(-1500, 200), st.integers(1, 900)), max_size=3)


@given(st.sampled_from(POLICY.look_backs), KNOWN, st.lists(st.integers(1, 1500), max_size=5))
def test_what_is_not_known_says_from_when_it_is_no_matter(
    rule_: LookBack, known: list[tuple[int, int]], days: list[int]
) -> None:
    """Where time alone moves the window onto days that are known, the very moment; else it stays unknown."""
    today = PUBLIC_UNTIL.date()
    periods = tuple(Period(today + start * DAY, today + (start + length) * DAY) for start, length in known)
    case = walked(*PUBLIC, known=StationRecord(accidents_known=periods, awards_known=periods))

    def found(at: datetime) -> list[datetime | None]:
        asked = AWARD.may(case, command(AwardKind.AWARD, at))
        return [one.earliest for one in asked if one.code == f"unknown-{rule_.mark}"]

    for earliest in found(PUBLIC_UNTIL):
        later = [PUBLIC_UNTIL + day * DAY for day in days]
        if earliest is not None:
            assert found(earliest) == []
            later = [at for at in later if at < earliest] + [earliest - timedelta(microseconds=1)]
        assert all(found(at) == [earliest] for at in later)


def test_a_fatal_accident_in_the_term_is_a_reason_to_withdraw_and_stands_against_restoring() -> None:
    """It is derived from the record and the moment; a union decides."""
    at = AWARDED_AT + 30 * DAY
    dead = attrs.evolve(CLEAN, marks=frozenset({Mark(kind=MarkKind.FATAL_GENERAL, on=at.date())}))
    held = attrs.evolve(walked(*HELD, command(AwardKind.SUSPEND, at)), record=dead)
    assert [mark.kind for _, mark in standing(held, POLICY, at).withdraw_for] == [MarkKind.FATAL_GENERAL]
    passed = AWARD.evolve(held, command(AwardKind.REVIEW, at))
    assert blockers(passed, command(AwardKind.RESTORE, at)) == ["barred-fatal-general"]


def test_a_suspended_star_is_restored_after_a_passed_review() -> None:
    """While it is suspended it is not in force."""
    at = AWARDED_AT + 30 * DAY
    suspended = (*HELD, command(AwardKind.SUSPEND, at))
    assert walked(*suspended).in_force(at) == ""
    assert blockers(walked(*suspended), command(AwardKind.RESTORE, at + DAY)) == ["no-passed-review"]
    restored = walked(*suspended, command(AwardKind.REVIEW, at + DAY), command(AwardKind.RESTORE, at + DAY))
    assert restored.in_force(at + DAY) == "5"


def test_an_earlier_day_gives_the_star_of_that_day() -> None:
    """In force on 1 May, suspended on 1 June: on 1 May it was in force, whenever that is asked."""
    may, june = datetime(2026, 5, 1, tzinfo=BEIJING), datetime(2026, 6, 1, tzinfo=BEIJING)
    case = walked(*HELD, command(AwardKind.SUSPEND, june))
    assert [case.in_force(at) for at in (AWARDED_AT - DAY, may, june)] == ["", "5", ""]
    with pytest.raises(InvalidValueError, match="as_of"):
        standing(case, POLICY, may)


def test_a_downgrade_leads_down_and_a_failed_review_leaves_a_mark() -> None:
    """Four stars are in force afterwards, and five are barred for a year."""
    at = AWARDED_AT + 30 * DAY
    case = walked(*HELD, command(AwardKind.REVIEW, at, result="failed"), command(AwardKind.DOWNGRADE, at))
    assert case.in_force(at) == "4"
    assert {mark.kind for mark in case.own_marks} == {MarkKind.FAILED_CHECK, MarkKind.DOWNGRADED}
    assert blockers(case, command(AwardKind.DOWNGRADE, at)) == ["not-lower"]


def test_reviews_are_due_every_year_and_overdue_is_derived() -> None:
    """Nobody has to write down that a review was missed."""
    case = walked(*HELD)
    due = datetime(2027, 3, 11, tzinfo=BEIJING)
    assert standing(case, POLICY, AWARDED_AT).review_due == due
    assert [standing(case, POLICY, due + hour * timedelta(hours=1)).review_overdue for hour in (-1, 0)] == [False, True]


@pytest.mark.parametrize(("hours", "star"), [(-1, "5"), (0, "")])
def test_a_star_expires_with_its_term_written_down_or_not(hours: int, star: str) -> None:
    """The event only says what the term and the moment say already; before that it is refused."""
    case = walked(*HELD)
    at = case.term_end + timedelta(hours=hours)
    assert case.in_force(at) == star
    assert standing(case, POLICY, at).is_expired == (star == "")
    assert blockers(case, command(AwardKind.EXPIRE, at)) == ([] if star == "" else ["in-term-still"])
    found = {one.code: one.lifted_by for one in AWARD.may(case, command(AwardKind.SUSPEND, at))}
    assert found == ({} if star else {"expired": frozenset()})  # nobody makes it run on


def test_the_document_says_the_term_that_the_policy_gives() -> None:
    """Neither a day more nor a day less."""
    asked = command(AwardKind.AWARD, PUBLIC_UNTIL, limit=POLICY.term_end(PUBLIC_UNTIL) + DAY)
    assert blockers(walked(*PUBLIC), asked) == ["wrong-term"]


def test_a_refusal_names_everything_at_once_with_its_source() -> None:
    """Too early, objected to, after an accident: all in one answer, in both languages."""
    dead = attrs.evolve(CLEAN, marks=frozenset({Mark(kind=MarkKind.FATAL_MAJOR, on=date(2025, 1, 1))}))
    case = walked(*PUBLIC, command(AwardKind.OBJECT), known=dead)
    found = AWARD.may(case, command(AwardKind.AWARD))
    assert [one.code for one in found] == ["publicity-runs", "objection-open", "barred-fatal-major"]
    assert all(one.words.zh and one.words.en and one.clause for one in found)


def test_a_policy_lists_its_stars_once_and_looks_back_on_those_alone() -> None:
    """A look-back on a star that there is none of would never bar anything."""
    with pytest.raises(InvalidValueError):
        attrs.evolve(POLICY, stars=(*POLICY.stars, POLICY.stars[0]))
    with pytest.raises(InvalidValueError):
        attrs.evolve(POLICY, look_backs=(LookBack(mark=MarkKind.REVOKED, months=SOURCE, stars=frozenset({"9"})),))
    assert POLICY.status is Status.ILLUSTRATIVE


@given(st.randoms())
def test_a_history_from_outside_is_recorded_and_its_breaches_are_findings(random: Any) -> None:
    """An award a day too early is kept, in any order of arrival; what nobody recorded accuses nobody."""
    early = command(AwardKind.AWARD, PUBLIC_UNTIL - DAY)
    events = [*PUBLIC, early]
    random.shuffle(events)
    recorded = record(AWARD, "a-1", events)
    assert (recorded.case.state, recorded.breaches) == ("awarded", ("publicity-runs",))
    alone = record(AWARD, "a-1", [attrs.evolve(early, actor="", document="")])
    assert (alone.case.star, alone.breaches) == ("5", ())
    assert {one.code for one in alone.findings} >= {"steps-unknown", "unknown-actor"}


class AnyoneDecides(RuleBasedStateMachine):
    """Anyone tries anything at any time; what is allowed happens, and the promises hold all along."""

    reached: ClassVar[set[str]] = set()
    taken: ClassVar[set[tuple[str, str]]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.case = attrs.evolve(AWARD.begin("a-1"), record=CLEAN)
        self.now = START
        self.history: list[Event] = []
        self.then: dict[datetime, str] = {}

    @initialize(count=st.sampled_from((0, 0, 3, 5)))
    def begin(self, count: int) -> None:
        """Some walks begin later on the way, so that the deep states are tried as well."""
        for one in HELD[:count]:
            self.now = one.happened_at
            self._try(one)

    @rule(
        kind=st.sampled_from(AwardKind),
        actor=st.sampled_from(("", "head", "chair", "official", "w-1")),
        days=st.sampled_from((0, 0, 0, 1, 400)),
        star=st.sampled_from("543"),
        result=st.sampled_from(("", "", "failed", "provisional", "upheld")),
        objection=st.sampled_from(("objection-1", "objection-2")),
    )
    def try_to(self, kind: AwardKind, actor: str, days: int, star: str, result: str, objection: str) -> None:
        """Try a complete command."""
        self.now += days * DAY
        details: dict[str, Any] = {"linked": objection, "id": f"e{len(self.history)}"}
        details |= {"actor": actor} if actor else {}
        details |= {"result": result} if result else {}
        if kind is not AwardKind.AWARD:
            details["sub_level"] = star
        self._try(command(kind, self.now, **details))

    @rule(days=st.sampled_from((0, 8, 8, 30, 800)), place=st.integers(0, 9))
    def go_on(self, days: int, place: int) -> None:
        """Try a step that leads on from here, by whoever may take it; few give up."""
        self.now += days * DAY
        ways = [AwardKind(one.kind) for one, source in AWARD.ways if source == self.case.state]
        onward = [kind for kind in ways if kind not in (AwardKind.RETRACT, AwardKind.DECLINE)] if place else ways
        star = {"sub_level": "3"} if self.case.state in ("awarded", "suspended") else {}
        if onward:
            kind = onward[place % len(onward)]
            self._try(command(kind, self.now, id=f"e{len(self.history)}", **star))

    def _try(self, asked: Event) -> None:
        found, decided = AWARD.may(self.case, asked), AWARD.decide(self.case, asked)
        assert bool(found) == isinstance(decided, Refusal)
        if not isinstance(decided, Refusal):
            self.taken.add((self.case.state, asked.kind))
            self.case = AWARD.evolve(self.case, asked)
            self.reached.add(self.case.state)
            self.history.append(asked)
        over = self.case.term_end is not None and self.now >= self.case.term_end
        self.then[self.now] = self.case.star if self.case.state == "awarded" and not over else ""

    @invariant()
    def what_was_in_force_then_is_what_it_gives_of_then(self) -> None:
        """Of every earlier moment at which somebody tried something, whatever has happened since."""
        assert {at: self.case.in_force(at) for at in self.then} == self.then

    @invariant()
    def nothing_is_awarded_with_an_open_objection_or_before_the_publicity_has_run(self) -> None:
        """Told from the history alone."""
        opened: set[str] = set()
        until = None
        for event in self.history:
            if event.kind == AwardKind.OBJECT:
                opened.add(event.linked)
            if event.kind == AwardKind.SETTLE:
                opened.discard(event.linked)
            if event.kind == AwardKind.PUBLICISE:
                until = event.limit
                assert until is not None
                assert until >= weekdays_only(event.happened_at, 5)
            if event.kind == AwardKind.AWARD:
                assert not opened
                assert until is not None
                assert event.happened_at >= until

    @invariant()
    def a_withdrawn_star_is_never_in_force(self) -> None:
        """Neither now nor at any later moment."""
        if any(event.kind == AwardKind.REVOKE for event in self.history):
            assert not any(self.case.in_force(self.now + days * DAY) for days in (0, 1, 500))

    @invariant()
    def no_star_outlives_its_term(self) -> None:
        """Whatever was decided meanwhile, and nothing is in force before an award."""
        given_ = [event for event in self.history if event.kind == AwardKind.AWARD]
        if not given_:
            assert self.case.in_force(self.now) == ""
        elif given_[0].limit is not None:
            assert self.case.in_force(given_[0].limit) == ""

    @invariant()
    def who_applied_neither_inspected_nor_awarded(self) -> None:
        """Nobody judges their own application."""
        applied = {one.actor for one in self.history if one.kind in (AwardKind.SELF_ASSESS, AwardKind.APPLY)}
        judged = {one.actor for one in self.history if one.kind in (AwardKind.INSPECT, AwardKind.AWARD)}
        assert not applied & judged


def test_the_promises_hold_in_every_state_and_on_most_ways() -> None:
    """The walk reaches every state, so that the promises were tried in each of them; below, every way is walked."""
    walk = settings(max_examples=300, stateful_step_count=40, deadline=None, derandomize=True)
    run_state_machine_as_test(AnyoneDecides, settings=walk)
    assert {"draft"} | AnyoneDecides.reached == {state.id for state in AWARD.states}
    ways = {(source, one.kind) for one, source in AWARD.ways}
    assert len(AnyoneDecides.taken) >= len(ways) * 3 // 4, sorted(ways - AnyoneDecides.taken)


def test_every_transition_can_be_walked() -> None:
    """No row of the procedure is dead."""
    late = AWARDED_AT + 30 * DAY
    over = POLICY.term_end(AWARDED_AT)
    failed = command(AwardKind.INSPECT, result="failed", sub_level="")
    suspended = (*HELD, command(AwardKind.SUSPEND, late))
    paths = [(*PUBLIC[:count], command(AwardKind.RETRACT)) for count in (1, 2, 3, 4)]
    paths += [(*PUBLIC[:2], failed, command(AwardKind.DECLINE)), (*PUBLIC[:2], command(AwardKind.DECLINE))]
    paths += [(*PUBLIC[:1], *PUBLIC[:1]), (*PUBLIC[:3], PUBLIC[2]), (*PUBLIC, command(AwardKind.DECLINE))]
    objected = (*PUBLIC, command(AwardKind.OBJECT))
    paths += [(*objected, command(AwardKind.SETTLE)), (*objected, PUBLIC[2], command(AwardKind.SETTLE))]
    for held in (HELD, suspended):
        for kind, at in ((AwardKind.REVIEW, late), (AwardKind.DOWNGRADE, late), (AwardKind.REVOKE, late)):
            paths.append((*held, command(kind, at)))
        paths.append((*held, command(AwardKind.EXPIRE, over)))
    paths.append((*suspended, command(AwardKind.REVIEW, late), command(AwardKind.RESTORE, late)))
    taken = set()
    for path in paths:
        for place, one in enumerate(path):
            taken.add((walked(*path[:place]).state, one.kind))
    assert taken == {(source, one.kind) for one, source in AWARD.ways}


def outside(*kinds: str, **details: Any) -> AwardCase:
    """Record what an office tells of an award; *details* are those of the last event."""
    told = [command(kind, START + place * DAY) for place, kind in enumerate(kinds)]
    return record(AWARD, "a-1", [*told[:-1], attrs.evolve(told[-1], **details)]).case


def test_a_publicity_lasts_its_full_length_whatever_its_notice_says() -> None:
    """Recorded with an end after an hour, it runs five working days all the same."""
    case = attrs.evolve(
        outside("self-assess", "apply", "inspect", "publicise", limit=START + 3 * DAY + timedelta(hours=1)),
        record=CLEAN,
    )
    full = weekdays_only(START + 3 * DAY, 5)
    (runs,) = AWARD.may(case, command(AwardKind.AWARD, START + 4 * DAY))
    assert (runs.code, runs.earliest) == ("publicity-runs", full)
    assert blockers(case, command(AwardKind.AWARD, full)) == []


def test_a_star_that_nobody_is_known_to_have_applied_for_is_not_awarded() -> None:
    """Nor decided by a county because the star is not known."""
    case = attrs.evolve(outside("self-assess", "inspect", "publicise"), record=CLEAN)
    asked = command(AwardKind.AWARD, PUBLIC_UNTIL + 9 * DAY, role=Role.COUNTY_UNION)
    assert {"application-unknown", "level-too-low"} <= set(blockers(case, asked))


def test_an_objection_recorded_without_an_id_goes_by_that_of_its_event() -> None:
    """So it can be settled."""
    case = outside("self-assess", "apply", "inspect", "publicise", "object", linked="", id="told-7")
    assert case.open_objections == ("told-7",)
    assert blockers(case, command(AwardKind.SETTLE, START + 5 * DAY, linked="told-7")) == []


def test_without_an_objection_there_is_nothing_to_settle() -> None:
    """The options say so before one is named."""
    someone = Actor(id="x", roles=frozenset({Role.PROVINCE_UNION}))
    (settle,) = [one for one in AWARD.options(walked(*PUBLIC), someone, START + DAY) if one.kind == AwardKind.SETTLE]
    assert [one.code for one in settle.blockers] == ["no-such-objection"]
