"""Sample hazards: each walks through the procedure, command by command, as good or as bad as its station is."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import attrs

from stationkit.errors import RefusedError
from stationkit.procedures.hazard import HazardCase, decide, evolve
from stationkit.procedures.refusals import Refusal
from stationkit.stations.events import Event, EventKind
from stationkit.stations.hazards import (
    HandlingMode,
    Hazard,
    HazardKind,
    HazardLevel,
    HazardSource,
    Implementation,
    PlanElement,
)
from stationkit.stations.people import Role

__all__ = ["sample_hazard"]

_TITLES = (
    ("巷道顶板离层", HazardKind.ENVIRONMENT),
    ("皮带托辊损坏", HazardKind.THING),
    ("未佩戴自救器", HazardKind.PERSON),
    ("风筒漏风", HazardKind.THING),
    ("交接班记录缺失", HazardKind.MANAGEMENT),
    ("水沟堵塞积水", HazardKind.ENVIRONMENT),
)
_STEP = timedelta(hours=2)


@attrs.frozen(kw_only=True)
class _Step:
    """One command of a history: what, by whom, how long after the one before, with which details.

    Attributes:
        allowed: until when the work is to be done, counted from the step itself.
    """

    kind: EventKind
    actor: str
    role: Role
    after: timedelta = _STEP
    allowed: timedelta | None = None
    details: dict[str, object] = attrs.field(factory=dict)


def sample_hazard(
    random: Random, station: str, number: int, found: datetime, until: datetime, diligence: float
) -> tuple[Hazard, tuple[Event, ...]]:
    """Give a hazard with its history up to *until*; *diligence* (0 to 1) says how often the limit is kept."""
    title, kind = random.choice(_TITLES)
    case = f"{station}-h{number}"
    draw = random.random()
    mode = HandlingMode.ON_SITE if draw < 0.4 else HandlingMode.TIMED
    level = HazardLevel.MAJOR if draw > 0.96 else HazardLevel.GENERAL
    hazard = Hazard(
        id=case,
        station=station,
        found_on=found.date(),
        title=title,
        kind=kind,
        level=level,
        mode=mode,
        source=HazardSource.SUPERVISOR,
        place=f"{random.randint(1, 4)}采区",
        shift=random.choice(("早班", "中班", "夜班")),
    )
    steps = (
        _on_site(case, station, found)
        if mode is HandlingMode.ON_SITE
        else _timed(random, case, station, found, level, diligence)
    )
    return hazard, tuple(_walk(case, found, until, steps))


def _walk(case: str, found: datetime, until: datetime, steps: Iterator[_Step]) -> Iterator[Event]:
    """Decide command after command; what lies behind *until* has not happened yet."""
    state, at = HazardCase(id=case), found
    for place, step in enumerate(steps):
        at = at if place == 0 else at + step.after
        if at >= until:
            return
        limit: dict[str, object] = {} if step.allowed is None else {"limit": at + step.allowed}
        command = Event(
            id=f"{case}-e{place}",
            case=case,
            kind=step.kind,
            happened_at=at,
            actor=step.actor,
            role=step.role,
            document=f"{case}-{place}",
            ground="现场核实",
            **{**limit, **step.details},  # type: ignore[arg-type]  # fields of an event
        )
        events = decide(state, command)
        if isinstance(events, Refusal):
            raise RefusedError(events)  # a mistake of the sample, not of its reader
        for event in events:
            state = evolve(state, event)
            yield event


def _report(case: str) -> _Step:
    return _Step(kind=EventKind.REPORT, actor=f"r-{case}", role=Role.REPORTER)


def _on_site(case: str, station: str, found: datetime) -> Iterator[_Step]:
    team = f"{station}-leader"
    graded: dict[str, object] = {
        "level": HazardLevel.GENERAL,
        "mode": HandlingMode.ON_SITE,
        "limit": found + timedelta(hours=8),
    }
    yield _report(case)
    yield _Step(
        kind=EventKind.GRADE, actor=f"{station}-desk", role=Role.RECEPTIONIST, after=timedelta(hours=1), details=graded
    )
    yield _Step(kind=EventKind.FIX_ON_SITE, actor=team, role=Role.TEAM_LEADER, details={"measures": "当班处理"})
    yield _Step(kind=EventKind.SUBMIT, actor=team, role=Role.TEAM_LEADER, after=timedelta(hours=1))
    yield from _finish(station, HazardLevel.GENERAL)


def _timed(
    random: Random, case: str, station: str, found: datetime, level: HazardLevel, diligence: float
) -> Iterator[_Step]:
    days = random.choice((3, 5, 7, 15)) if level is HazardLevel.GENERAL else 30
    limit = found + timedelta(days=days)
    manager = f"{station}-manager"
    rectifier = f"{station}-rectifier"
    grader = (manager, Role.MINE_MANAGER) if level is HazardLevel.MAJOR else (f"{station}-desk", Role.RECEPTIONIST)
    yield _report(case)
    graded: dict[str, object] = {"level": level, "mode": HandlingMode.TIMED}
    if level is HazardLevel.MAJOR:
        graded["class_code"] = "ventilation"
    yield _Step(kind=EventKind.GRADE, actor=grader[0], role=grader[1], details=graded)
    if level is HazardLevel.MAJOR:
        plan: dict[str, object] = {"plan": frozenset(PlanElement)}
        yield _Step(kind=EventKind.APPROVE_PLAN, actor=manager, role=Role.MINE_MANAGER, details=plan)
    fixes: dict[str, object] = {
        "rectifier": rectifier,
        "limit": limit,
        "unit": "机电队",
        "standard": "作业规程",
        "measures": "更换并复核",
    }
    yield _Step(kind=EventKind.NOTIFY, actor=f"{station}-safety", role=Role.SAFETY_DEPARTMENT, details=fixes)
    yield _Step(kind=EventKind.RECTIFY, actor=rectifier, role=Role.RESPONSIBLE_PERSON)
    yield _Step(
        kind=EventKind.SUBMIT,
        actor=rectifier,
        role=Role.RESPONSIBLE_PERSON,
        after=_working_time(random, days, diligence),
    )
    if random.random() > diligence:
        yield _Step(kind=EventKind.RETURN, actor=f"{station}-acceptor", role=Role.ACCEPTOR, allowed=timedelta(days=5))
        yield _Step(kind=EventKind.RECTIFY, actor=rectifier, role=Role.RESPONSIBLE_PERSON)
        yield _Step(kind=EventKind.SUBMIT, actor=rectifier, role=Role.RESPONSIBLE_PERSON, after=timedelta(days=2))
    yield from _finish(station, level)


def _working_time(random: Random, days: int, diligence: float) -> timedelta:
    """Mostly inside the limit, which began some hours ago; a poor station overruns it by up to two months."""
    if random.random() < diligence:
        return timedelta(days=random.randint(1, days) - 1, hours=random.randint(1, 8))
    return timedelta(days=days + random.randint(1, 60))


def _finish(station: str, level: HazardLevel) -> Iterator[_Step]:
    acceptor = f"{station}-acceptor"
    five: dict[str, object] = {"implementations": frozenset(Implementation)} if level is HazardLevel.MAJOR else {}
    yield _Step(kind=EventKind.ACCEPT, actor=acceptor, role=Role.ACCEPTOR)
    yield _Step(kind=EventKind.CLOSE, actor=acceptor, role=Role.ACCEPTOR, details=five)
