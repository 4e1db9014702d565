"""Whatever the policies, the calendar, the shifts and the history: what every deadline keeps."""

from datetime import date, datetime, timedelta

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stationkit.calendars.calendar import BEIJING, Calendar
from stationkit.calendars.counting import count_due
from stationkit.calendars.shifts import ShiftTable, shift_at
from stationkit.errors import AmbiguousLimitError
from stationkit.identifiers import RegionCode
from stationkit.procedures.deadlines import deadline_of_step, deadlines_of
from stationkit.procedures.escalation import escalation_of
from stationkit.procedures.ladders import EscalationLadder
from stationkit.procedures.policies import DeadlinePolicy, choose_limit
from stationkit.procedures.policy_checks import policy_weaknesses
from stationkit.procedures.scopes import AppliesTo, Provenance, Scope
from stationkit.procedures.steps import WORDS, Step
from stationkit.procedures.terms import Deadline, Place
from stationkit.stations.events import Event
from stationkit.stations.hazards import HandlingMode, HazardLevel
from stationkit.stations.stations import Industry
from stationkit.testing.calendars import calendars
from stationkit.testing.deadlines import applicabilities, deadline_policies, escalation_ladders, shift_tables

START = datetime(2026, 11, 15, tzinfo=BEIJING)
MOMENTS = st.integers(0, 90 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
SCOPES = applicabilities().map(
    lambda named: Scope(
        level=named.level or HazardLevel.GENERAL,
        sub_level=named.sub_level,
        mode=named.mode or HandlingMode.TIMED,
        region=RegionCode("140581"),
        employer=named.employer,
        industry=named.industry,
    )
)
PLACES = st.builds(
    Place,
    region=st.just(RegionCode("140581")),
    employer=st.sampled_from(("", "mine-1")),
    industry=st.just(Industry.COAL),
    shifts=st.tuples(shift_tables()) | st.just(()),
)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Event, ...]:
    """Events of any kind in any order, recorded then or later, with or without what was written."""
    found = []
    for place in range(draw(st.integers(1, 8))):
        happened = draw(MOMENTS)
        kind = draw(st.sampled_from(sorted(WORDS)))
        graded: dict[str, object] = {}
        if kind in ("grade", "upgrade"):
            graded = {"level": draw(st.sampled_from(HazardLevel)), "mode": draw(st.sampled_from(HandlingMode))}
        limit = draw(st.none() | st.integers(-60, 90 * 24 * 60))
        written = None if limit is None else happened + timedelta(minutes=limit)
        found.append(Event(id=f"e{place}", case="h1", kind=kind, happened_at=happened, limit=written, **graded))  # type: ignore[arg-type]
    return tuple(found)


def asked(*arguments: object, **more: object) -> tuple[Deadline, ...]:
    """The deadlines; what is drawn may tie, and is left aside then."""
    try:
        return deadlines_of(*arguments, **more)  # type: ignore[arg-type]
    except AmbiguousLimitError:
        assume(False)
        raise


@given(deadline_policies(), deadline_policies("example/other"), SCOPES, st.sampled_from(Step))
def test_a_chosen_limit_covers_the_case_and_none_that_covers_it_is_nearer(
    one: DeadlinePolicy, other: DeadlinePolicy, scope: Scope, step: Step
) -> None:
    """Nearer is place first, then naming more; law without a number and examples only where nothing else speaks."""
    rows = [limit for policy in (one, other) for limit in policy.limits if limit.step is step]
    fitting = [limit for limit in rows if limit.applies.covers(scope)]
    best = min((limit.rank for limit in fitting), default=0)
    speaking = [limit for limit in fitting if limit.rank == best]
    place = max((limit.applies.place for limit in speaking), default=0)
    near = [limit for limit in speaking if limit.applies.place == place]
    nearest = [limit for limit in near if all(limit.applies.named >= each.applies.named for each in near)]
    if near and len(nearest) != 1:
        assert policy_weaknesses((one, other))
        with pytest.raises(AmbiguousLimitError):
            choose_limit((one, other), step, scope, date(2026, 3, 2))
    else:
        ruling = choose_limit((one, other), step, scope, date(2026, 3, 2))
        assert [ruling.limit] == nearest if ruling else nearest == []


@given(deadline_policies(), calendars(), MOMENTS, PLACES, st.sampled_from(Step))
def test_no_limit_ends_after_what_the_law_gives(
    policy: DeadlinePolicy, calendar: Calendar, start: datetime, place: Place, step: Step
) -> None:
    """Whatever a policy says, the nearest number of the law binds."""
    scope = Scope(level=HazardLevel.MAJOR, mode=HandlingMode.TIMED)
    only_law = attrs.evolve(policy, limits=tuple(one for one in policy.limits if one.provenance is Provenance.LAW))
    try:
        found = deadline_of_step(step, start, policy, calendar, scope=scope, place=place)
        law = deadline_of_step(step, start, only_law, calendar, scope=scope, place=place)
    except AmbiguousLimitError:
        return
    if law is not None and law.due is not None:
        assert found is not None
        assert found.due is not None
        assert found.due <= law.due


@settings(max_examples=40)
@given(histories(), deadline_policies(), calendars(), MOMENTS, PLACES)
def test_every_deadline_keeps_what_deadlines_keep(
    events: tuple[Event, ...], policy: DeadlinePolicy, calendar: Calendar, now: datetime, place: Place
) -> None:
    """Stretches in order, overdue exactly while one is open, every count told, written dates as written."""
    byid = {event.id: event for event in events}
    for deadline in asked(events, policy, calendar, now, place=place):
        stretches = deadline.overdue_stretches
        assert deadline.is_overdue == any(one.end is None for one in stretches)
        assert not (deadline.is_overdue and not deadline.is_late)
        assert all(one.due.steps and all(step.zh and step.en for step in one.due.steps) for one in deadline.dues)
        began = byid[deadline.began_by]
        if deadline.step is Step.RECTIFY and began.limit is not None:
            assert deadline.dues[0].due.moment == began.limit
        assert deadline.ended_at is None or deadline.ended_at <= now


@settings(max_examples=40)
@given(histories(), deadline_policies(), calendars(), MOMENTS, MOMENTS, PLACES)
def test_time_alone_never_moves_a_limit(
    events: tuple[Event, ...], policy: DeadlinePolicy, calendar: Calendar, one: datetime, other: datetime, place: Place
) -> None:
    """Between two moments without an event the same is due at the same time, and what was late stays late."""
    early, late = sorted((one, other))
    assume(not any(early < event.happened_at <= late for event in events))
    before, after = (asked(events, policy, calendar, now, place=place) for now in (early, late))
    assert [(each.key, each.dues, each.ended_at) for each in before] == [
        (each.key, each.dues, each.ended_at) for each in after
    ]
    assert {each.key for each in before if each.is_overdue} <= {each.key for each in after if each.is_overdue}


@settings(max_examples=40)
@given(histories(), deadline_policies(), escalation_ladders(), calendars(), MOMENTS)
def test_every_rung_is_reached_after_its_limit_and_before_now(
    events: tuple[Event, ...], policy: DeadlinePolicy, ladder: EscalationLadder, calendar: Calendar, now: datetime
) -> None:
    """In order, none before the one below, each answer due after it was asked for."""
    for deadline in asked(events, policy, calendar, now):
        escalation = escalation_of(deadline, ladder, calendar, events=events)
        assert (escalation.level > 0) <= deadline.is_overdue
        assert escalation.level <= len(ladder.rungs)
        for one in escalation.reached:
            assert deadline.dues[0].since <= one.at <= now
            assert one.answer is None or one.answer.moment is None or one.answer.moment > one.at


@given(applicabilities(), applicabilities(), SCOPES)
def test_what_names_more_covers_less(one: AppliesTo, other: AppliesTo, scope: Scope) -> None:
    """Every case of the narrower is one of the wider."""
    names = [field.name for field in attrs.fields(AppliesTo) if getattr(one, field.name)]
    if all(getattr(other, name) == getattr(one, name) for name in names):
        assert one.covers(scope) or not other.covers(scope)


@given(shift_tables(), MOMENTS, st.integers(0, 5))
def test_shifts_follow_one_another_without_a_gap(table: ShiftTable, moment: datetime, further: int) -> None:
    """The moment lies in its shift; the next one begins when it ends; one shift ends after it began."""
    here, then = shift_at((table,), moment, further), shift_at((table,), moment, further + 1)
    assert here is not None
    assert then is not None
    assert here.end == then.start
    assert here.start < here.end
    if further == 0:
        assert here.start <= moment < here.end


def test_count_due_is_what_a_policy_counts_with() -> None:
    """One way of counting: what `deadlines_of` says is what `count_due` says."""
    from stationkit.calendars.national import national_calendar
    from stationkit.procedures.national_policies import national_policy

    place = Place(industry=Industry.COAL)
    found = deadline_of_step(Step.RESTART_ACCEPTANCE, START, national_policy(), national_calendar(), place=place)
    assert found is not None
    assert found.span is not None
    assert found.current == count_due(START, found.span, national_calendar())
