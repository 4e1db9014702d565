"""Moments: whoever asks about a time says with which offset, or the answer would be that of the machine that asks."""

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from types import FunctionType
from typing import Any

import attrs
import pytest

import stationkit.calendars
import stationkit.procedures
import stationkit.stations
from stationkit.calendars.calendar import BEIJING, known_day
from stationkit.calendars.counting import count_back, count_due
from stationkit.calendars.national import national_calendar
from stationkit.calendars.shifts import shift_at
from stationkit.calendars.spans import Span, Unit
from stationkit.errors import InvalidValueError
from stationkit.periods import Period
from stationkit.procedures.amending import as_of
from stationkit.procedures.award_case import AwardCase, standing
from stationkit.procedures.award_policy import ILLUSTRATIVE_POLICY, by_calendar, weekdays_only
from stationkit.procedures.certification import CertificationCase
from stationkit.procedures.clocks import visible_events
from stationkit.procedures.days import day_of
from stationkit.procedures.deadlines import deadline_of_step, deadlines_of, moved_by
from stationkit.procedures.duplicates import revivals
from stationkit.procedures.escalation import escalation_level, escalation_of, ladder_for
from stationkit.procedures.extensions import pending_extension
from stationkit.procedures.hazard import HAZARD
from stationkit.procedures.hazard_case import HazardCase
from stationkit.procedures.ladders import example_ladder
from stationkit.procedures.mentoring import notice
from stationkit.procedures.moving import LiveCase, Moving, Pin, try_move
from stationkit.procedures.national_policies import example_policy, national_policy
from stationkit.procedures.overdue import deadlines_by_hazard, deadlines_in
from stationkit.procedures.policies import choose_limit, ladders_in_force, versions_in_force
from stationkit.procedures.proposals import propose_hazards
from stationkit.procedures.refusals import Actor
from stationkit.procedures.scopes import Scope
from stationkit.procedures.steps import Step
from stationkit.samples.region import make_region
from stationkit.stations.events import Event
from stationkit.stations.hazards import HandlingMode, HazardLevel
from stationkit.stations.people import Role
from stationkit.stations.provenance import Status
from stationkit.stations.readings import Comparison, Reading, ReadingThreshold, Sensor
from stationkit.stations.violations import Violation, ViolationKind

AT = datetime(2026, 3, 2, 20, tzinfo=BEIJING)
ON = AT.date()
DAY = Span(amount=1, unit=Unit.DAY)
CN = national_calendar()
NATIONAL = (national_policy(), example_policy())
DESK = Actor(id="desk", roles=frozenset({Role.RECEPTIONIST}))
NOTICE = (
    Event(
        id="e-1",
        case="h-1",
        kind="grade",
        happened_at=AT - timedelta(days=90),
        level=HazardLevel.GENERAL,
        mode=HandlingMode.TIMED,
    ),
    Event(id="e-2", case="h-1", kind="notify", happened_at=AT - timedelta(days=90), limit=AT - timedelta(days=60)),
)
LATE = next(one for one in deadlines_of(NOTICE, NATIONAL, CN, AT) if one.step is Step.RECTIFY)
VIOLATION = Violation(id="v-1", station="s-1", kind=ViolationKind.WORKING, on=ON)
REGION = make_region(stations=1, seed=1, period=Period.parse("2026-01"))
HELD = AwardCase(id="a-1", state="awarded", star="5", awarded_at=AT, last_at=AT)
DROPPED = HazardCase(id="h-0", state="rejected", last_at=AT)
TWIN = HazardCase(id="h-1", state="duplicate", original="h-0", last_at=AT)
READ = Reading(id="g-1", station="s-1", sensor=Sensor.GAS, at=AT, value=2, unit="%")
PAST = ReadingThreshold(
    id="example/gas",
    sensor=Sensor.GAS,
    comparison=Comparison.ABOVE,
    value=1,
    unit="%",
    source="invented for a test",
    status=Status.ILLUSTRATIVE,
)
(PROPOSAL,) = propose_hazards([READ], [PAST]).proposals
SIGNED: dict[str, Any] = {"id": "e-9", "case": "c-1", "actor": "ann", "role": Role.STATION_HEAD, "document": "no. 1"}
SAME = Moving(old=HAZARD, new=attrs.evolve(HAZARD, version="2"), states={"reported": "reported"})
OPEN = LiveCase(case=HazardCase(id="h-1", state="reported"), pins=(Pin(version=HAZARD.version),))

ASKED: dict[str, Callable[[Any], object]] = {
    "AwardCase.in_force": HELD.in_force,
    "AwardPolicy.review_due": ILLUSTRATIVE_POLICY.review_due,
    "AwardPolicy.term_end": ILLUSTRATIVE_POLICY.term_end,
    "Calendar.add_workdays": lambda at: CN.add_workdays(ON, 1, known_at=at),
    "Calendar.count_workdays": lambda at: CN.count_workdays(ON, ON, known_at=at),
    "Calendar.digest": lambda at: CN.digest(known_at=at),
    "Calendar.is_workday": lambda at: CN.is_workday(ON, known_at=at),
    "Calendar.look": lambda at: CN.look(ON, known_at=at),
    "Calendar.next_workday": lambda at: CN.next_workday(ON, known_at=at),
    "Calendar.revision": lambda at: CN.revision(known_at=at),
    "Calendar.unannounced": lambda at: CN.unannounced(ON, ON, known_at=at),
    "CertificationCase.is_certified": CertificationCase(id="m-1").is_certified,
    "Procedure.options": lambda at: HAZARD.options(OPEN.case, DESK, at),
    "Proposal.report": lambda at: PROPOSAL.report(at=at, **SIGNED),
    "ReachedRung.is_overdue": escalation_of(LATE, example_ladder(), CN).reached[0].is_overdue,
    "as_of": lambda at: as_of(HAZARD, "h-1", NOTICE, happened=at),
    "by_calendar": lambda at: by_calendar(CN)(at, 5),
    "choose_limit": lambda at: choose_limit(NATIONAL, Step.RECTIFY, Scope(), ON, at),
    "count_back": lambda at: count_back(ON, Span(amount=1, unit=Unit.WORKDAY), CN, known_at=at),
    "count_due": lambda at: count_due(at, DAY, CN),
    "day_of": day_of,
    "deadline_of_step": lambda at: deadline_of_step(Step.NOTIFY, at, NATIONAL, CN),
    "deadlines_by_hazard": lambda at: list(deadlines_by_hazard(REGION, NATIONAL, CN, at)),
    "deadlines_in": lambda at: list(deadlines_in(REGION, NATIONAL, CN, at)),
    "deadlines_of": lambda at: deadlines_of(NOTICE, NATIONAL, CN, at),
    "escalation_level": lambda at: escalation_level(LATE, example_ladder(), CN, known_at=at),
    "escalation_of": lambda at: escalation_of(LATE, example_ladder(), CN, known_at=at),
    "known_day": known_day,
    "ladder_for": lambda at: ladder_for(LATE, NATIONAL, known_at=at),
    "ladders_in_force": lambda at: ladders_in_force(NATIONAL, ON, at),
    "moved_by": lambda at: moved_by(NOTICE[1], NOTICE[:1], NATIONAL, CN, at),
    "notice": lambda at: notice(VIOLATION, at=at, **SIGNED),
    "pending_extension": lambda at: pending_extension(NOTICE, at),
    "revivals": lambda at: revivals(DROPPED, [TWIN], DESK, at, "no. 1"),
    "shift_at": lambda at: shift_at((), at),
    "standing": lambda at: standing(HELD, ILLUSTRATIVE_POLICY, at),
    "try_move": lambda at: try_move(SAME, [OPEN], [DESK], at),
    "versions_in_force": lambda at: versions_in_force(NATIONAL, ON, at),
    "visible_events": lambda at: visible_events(NOTICE, at),
    "weekdays_only": lambda at: weekdays_only(at, 5),
}
"""Everything public that is asked about a moment, each with such a question."""

INSIDE = {"Due.is_past", "start_after", "written", "what_keeps_open"}
"""What counts on with moments that were checked where they came in."""

ELSEWHERE = {"award_procedure", "check_times", "moment", "place_in_zone"}
"""A calendar as its argument, which is `by_calendar`; its own test; the check itself; what gives a time its offset."""


def _functions(found: Any) -> Iterator[tuple[str, FunctionType]]:
    if inspect.isfunction(found):
        yield found.__name__, found
    if inspect.isclass(found):
        for name, one in vars(found).items():
            if inspect.isfunction(one) and not name.startswith("_"):
                yield f"{found.__name__}.{name}", one


def _that_take_a_moment() -> Iterator[str]:
    for room in (stationkit.calendars, stationkit.procedures, stationkit.stations):
        for found in pkgutil.iter_modules(room.__path__):
            module = importlib.import_module(f"{room.__name__}.{found.name}")
            public = [vars(module)[name] for name in module.__all__]
            for one in public:
                if getattr(one, "__module__", "") == module.__name__:
                    yield from (name for name, function in _functions(one) if _takes_a_moment(function))


def _takes_a_moment(function: FunctionType) -> bool:
    asked = {name: form for name, form in function.__annotations__.items() if name != "return"}
    return any(datetime in (form, *typing.get_args(form)) for form in asked.values())


def test_every_question_about_a_moment_is_asked_here() -> None:
    """A new one is added here, or said to take only what was checked before."""
    found = set(_that_take_a_moment()) - {"by_calendar"}
    assert found - INSIDE - ELSEWHERE <= set(ASKED)
    assert set(ASKED) - {"by_calendar"} <= found


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("naive", [AT.replace(tzinfo=None), "2026-03-02"], ids=["naive", "text"])
def test_a_moment_without_an_offset_is_refused(asked: Callable[[Any], object], naive: object) -> None:
    """The same question would have another answer on another machine."""
    with pytest.raises(InvalidValueError):
        asked(naive)


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_the_same_question_with_an_offset_has_an_answer(asked: Callable[[Any], object]) -> None:
    """So that it is the offset that is refused."""
    asked(AT)
