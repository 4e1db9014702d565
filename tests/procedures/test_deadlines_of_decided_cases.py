"""Deadlines and the case agree: for every history that the procedure allows, what is owed is what the state says."""

from datetime import date, timedelta

from hypothesis import given, settings

from stationkit.calendars.national import national_calendar
from stationkit.procedures.deadlines import deadlines_of
from stationkit.procedures.hazard import HAZARD
from stationkit.procedures.policies import deadline_policy
from stationkit.procedures.recording import record
from stationkit.procedures.steps import CLOCKS, RIGHTS, Step
from stationkit.stations.events import Event
from stationkit.stations.hazards import HandlingMode, HazardLevel
from stationkit.testing.walks import histories

EVERY_STEP = deadline_policy(
    {
        "id": "example/every-step",
        "version": "1",
        "title": {"zh": "示例：每个环节都有期限"},
        "effective": date(2000, 1, 1),
        "limits": [
            {"id": str(step), "step": str(step), "span": {"amount": 3, "unit": "workday"}, "provenance": "policy"}
            | {"clause": "示例", "source": "示例"}
            for step in Step
        ],
    }
)
RECTIFYING = ("notified", "rectifying", "returned")
TIMED, MAJOR = HandlingMode.TIMED, HazardLevel.MAJOR
OPEN_STEP = {"reported": Step.GRADE, "submitted": Step.ACCEPT, "accepted": Step.WRITE_OFF}


def owed(events: tuple[Event, ...]) -> set[Step]:
    found = deadlines_of(events, EVERY_STEP, national_calendar(), events[-1].happened_at)
    return {one.step for one in found if one.is_open and one.step not in RIGHTS}


@settings(max_examples=60)
@given(histories().filter(bool))
def test_what_is_owed_is_what_the_state_of_the_case_says(events: tuple[Event, ...]) -> None:
    """Rectify while it is rectified, accept while submitted, write off once accepted, grade once reported."""
    case = record(HAZARD, events[0].case, events).case
    state, steps = case.state, owed(events)
    assert (Step.RECTIFY in steps) >= (state in RECTIFYING)
    assert (Step.RECTIFY in steps) <= (state in (*RECTIFYING, "graded", "plan-approved"))
    assert (Step.NOTIFY in steps) >= (state == "plan-approved" or (state == "graded" and case.mode is TIMED))
    assert (Step.PLAN in steps) >= (state == "graded" and case.level is MAJOR)
    for at, step in OPEN_STEP.items():
        assert (step in steps) == (state == at), (state, step)
    if state in ("closed", "rejected", "withdrawn", "duplicate"):
        assert not steps & {Step.RECTIFY, Step.ACCEPT, Step.GRADE, Step.NOTIFY, Step.PLAN, Step.WRITE_OFF}


@settings(max_examples=60)
@given(histories().filter(bool))
def test_a_pending_extension_and_the_limit_are_those_of_the_case(events: tuple[Event, ...]) -> None:
    """What the case keeps and what the deadline derives are one."""
    case = record(HAZARD, events[0].case, events).case
    found = deadlines_of(events, EVERY_STEP, national_calendar(), events[-1].happened_at)
    open_ones = [one for one in found if one.step is Step.RECTIFY and one.is_open]
    if case.state in RECTIFYING:
        (rectify,) = open_ones
        assert rectify.due == case.limit
        assert bool(rectify.pending) == (case.pending_extension is not None)
        asked = (Step.DECIDE_EXTENSION in owed(events)) == (case.pending_extension is not None)
        assert asked


@settings(max_examples=40)
@given(histories().filter(bool))
def test_every_moment_of_a_history_gives_what_was_true_then(events: tuple[Event, ...]) -> None:
    """Asked afterwards about the moment of each event, and asked then, it is the same."""
    for place, event in enumerate(events):
        following = events[place + 1].happened_at if place + 1 < len(events) else event.happened_at + timedelta(1)
        if following > event.happened_at:
            now = event.happened_at
            then = deadlines_of(events[: place + 1], EVERY_STEP, national_calendar(), now)
            assert deadlines_of(events, EVERY_STEP, national_calendar(), now) == then


def test_every_step_but_a_right_has_a_clock() -> None:
    """A step without events would never begin."""
    assert set(Step) - set(CLOCKS) == RIGHTS
