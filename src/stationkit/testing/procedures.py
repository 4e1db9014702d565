"""The procedures that cases and histories may walk, each with the details that its commands can carry.

A procedure is walked by trying: every transition from where a case stands, by everybody who may do it, with every
detail of its menus; what the procedure itself allows is a next step. So a new command is walked as soon as it is there.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from typing import Any

import attrs

from stationkit.hooks.host import Host
from stationkit.hooks.known_procedures import known_procedures
from stationkit.periods import Period
from stationkit.procedures.award import award_procedure
from stationkit.procedures.award_policy import ILLUSTRATIVE_POLICY, weekdays_only
from stationkit.procedures.certification import certification_procedure
from stationkit.procedures.hazard import HAZARD
from stationkit.procedures.machine import Procedure, Transition
from stationkit.procedures.mentoring import MENTORING
from stationkit.procedures.refusals import ALONE, Context
from stationkit.stations.events import Event
from stationkit.stations.hazards import HandlingMode, HazardLevel, Implementation, PlanElement
from stationkit.stations.marks import StationRecord
from stationkit.testing.histories import Move, lawful, moves

__all__ = ["PEOPLE", "PROCEDURES", "START", "Walked", "begin", "next_steps", "shortest_histories", "walked_in"]

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
"""When histories begin; a Monday."""

PEOPLE = ("ann", "bo", "chen", "dai")
"""Who walks: enough that nobody has to accept their own work."""

_GAPS = (timedelta(hours=1), timedelta(days=8), timedelta(days=400), timedelta(days=800))
"""How long after the last event a step is tried: some are allowed only after a while."""

_VARIANTS = (12, 300)
"""How many different cases in one state an exploration goes on from: first few, and more where a state is not found."""

Asked = tuple[Event, Context]
"""A command, and what a decision about it may look at besides."""

Detail = Callable[[datetime], tuple[Any, ...]]


@attrs.frozen(kw_only=True)
class Walked:
    """A procedure with what is needed to walk it.

    Attributes:
        details: field of a command -> the values tried where a transition asks for it, beside those of `DETAILS`.
        extras: further fields that any command may carry; each is tried.
        given: fields of a case that are known from outside when it begins.
        steps: gives the commands to try from a case, where the procedure has a way of its own to fill them.
        context: gives what a decision about an event of some kind may look at besides, as `steps` supposes it.
    """

    procedure: Procedure
    details: Mapping[str, tuple[Any, ...]] = attrs.field(factory=dict)
    extras: tuple[Mapping[str, Any], ...] = ({},)
    given: Mapping[str, Any] = attrs.field(factory=dict)
    steps: "Callable[[Any], Iterator[Asked]] | None" = None
    context: Callable[[str], Context] = lambda _: ALONE


_RECORD = StationRecord(
    accidents_known=(Period(START.date().replace(year=2000), START.date().replace(year=2100)),),
    awards_known=(Period(START.date().replace(year=2000), START.date().replace(year=2100)),),
)


def _lawful_steps(case: Any) -> Iterator[Asked]:
    at = (case.last_at or START) + timedelta(hours=1)
    return (lawful(case, move, at) for move in moves())


PROCEDURES: Mapping[str, Walked] = {
    "hazard": Walked(
        procedure=HAZARD, steps=_lawful_steps, context=lambda kind: lawful(HAZARD.begin("h-1"), Move(kind), START)[1]
    ),
    "mentoring": Walked(procedure=MENTORING, details={"result": ("general", "serious"), "linked": ("v-1",)}),
    "certification": Walked(procedure=certification_procedure(), details={"result": ("passed", "failed")}),
    "award": Walked(
        procedure=award_procedure(ILLUSTRATIVE_POLICY, weekdays_only),
        details={
            "result": ("passed", "failed", "dismissed", "upheld"),
            "sub_level": ("5", "4"),
            "linked": ("e-5", "e-6"),
        },
        extras=({}, {"sub_level": "5"}, {"sub_level": "4"}),
        given={"record": _RECORD},
    ),
}
"""Name -> the procedure, as case files name it."""

DETAILS: Mapping[str, Detail] = {
    "level": lambda _: tuple(HazardLevel),
    "mode": lambda _: tuple(HandlingMode),
    "limit": lambda at: (at + timedelta(days=30), weekdays_only(at, 5), ILLUSTRATIVE_POLICY.term_end(at)),
    "requested": lambda at: (at + timedelta(days=40),),
    "request_by": lambda at: (at + timedelta(days=20),),
    "decide_by": lambda at: (at + timedelta(days=2),),
    "rectifier": lambda _: ("bo",),
    "unit": lambda _: ("section 3",),
    "measures": lambda _: ("prop the roof",),
    "standard": lambda _: ("support plan",),
    "plan": lambda _: (frozenset(PlanElement),),
    "implementations": lambda _: (frozenset(Implementation),),
    "evidence": lambda _: (("sha256:1",),),
    "linked": lambda _: ("h-2",),
    "place": lambda _: ("face 1",),
    "sub_level": lambda _: ("A",),
    "class_code": lambda _: ("1",),
    "result": lambda _: ("passed",),
    "document": lambda _: ("no. 1",),
    "ground": lambda _: ("as found",),
    "commitment": lambda _: ("sha256:2",),
    "on_behalf_of": lambda _: ("dai",),
}
"""The values tried where a transition asks for a field."""


def walked_in(host: Host) -> Mapping[str, Walked]:
    """Give every procedure that a host knows as cases walk it: those of plugins too, and their guards before each."""
    core = {name: attrs.evolve(one, procedure=host.guarded(one.procedure)) for name, one in PROCEDURES.items()}
    return core | {name: _walked(one) for name, one in known_procedures(host).items() if name not in core}


def _walked(procedure: Procedure) -> Walked:
    """Give a plugin's procedure with the details of the one that comes along over the same cases, if there is one."""
    alike = next((one for one in PROCEDURES.values() if one.procedure.case is procedure.case), None)
    return Walked(procedure=procedure) if alike is None else attrs.evolve(alike, procedure=procedure)


def begin(walked: Walked, name: str) -> Any:
    """Give a case to which nothing has happened, with what is known of it from outside."""
    case = walked.procedure.begin(name)
    return attrs.evolve(case, **walked.given) if walked.given else case


def next_steps(walked: Walked, case: Any) -> Iterator[Asked]:
    """Give the commands that a case allows next, each as early as it is allowed, with their contexts."""
    if walked.steps is not None:
        asked = (one for one in walked.steps(case) if walked.procedure.transition(case.state, one[0].kind) is not None)
        yield from (one for one in asked if not walked.procedure.may(case, *one))
        return
    for transition in walked.procedure.transitions:
        if case.state in transition.sources:
            yield from ((command, ALONE) for command in _allowed(walked, case, transition))


def _allowed(walked: Walked, case: Any, transition: Transition) -> Iterator[Event]:
    for gap in _GAPS:
        at = (case.last_at or START) + gap
        found = [command for command in _tried(walked, case, transition, at) if not walked.procedure.may(case, command)]
        if found:
            yield from found
            return


def _tried(walked: Walked, case: Any, transition: Transition, at: datetime) -> Iterator[Event]:
    asked = [
        name for name in dict.fromkeys(("ground", "document", *transition.attached)) if name not in ("actor", "role")
    ]
    menus = [walked.details.get(name) or DETAILS[name](at) for name in asked]
    for role in sorted(transition.roles, key=str):
        for actor in PEOPLE:
            for extra, *values in product(walked.extras, *menus):
                details = {**extra, **dict(zip(asked, values, strict=True))}
                yield Event(
                    id="e-next", case=case.id, kind=transition.kind, happened_at=at, actor=actor, role=role, **details
                )


@cache
def shortest_histories(name: str, case: str = "h-1") -> Mapping[str, tuple[Event, ...]]:
    """Give for each state of a procedure the shortest history that ends there, as far as one is found."""
    walked = PROCEDURES[name]
    found: Mapping[str, tuple[Event, ...]] = {}
    for most in _VARIANTS:
        found = _explored(walked, case, most)
        if len(found) == len(walked.procedure.states):
            break
    return found


def _explored(walked: Walked, name: str, most: int) -> dict[str, tuple[Event, ...]]:
    start = begin(walked, name)
    found: dict[str, tuple[Event, ...]] = {start.state: ()}
    seen, variants = {_likeness(start)}, Counter([start.state])
    pending: deque[tuple[Any, tuple[Event, ...]]] = deque([(start, ())])
    while pending and len(found) < len(walked.procedure.states):
        case, history = pending.popleft()
        for command, _ in next_steps(walked, case):
            event = attrs.evolve(command, id=f"e-{len(history) + 1}")
            after = walked.procedure.evolve(case, event)
            if (like := _likeness(after)) not in seen and variants[after.state] < most:
                seen.add(like)
                variants[after.state] += 1
                found.setdefault(after.state, (*history, event))
                pending.append((after, (*history, event)))
    return found


def _likeness(case: Any) -> str:
    """Give what makes two cases alike for what may happen next: everything but the moments."""
    told = [
        (field.name, getattr(case, field.name))
        for field in attrs.fields(type(case))
        if field.name not in ("id", "record")
    ]
    return repr([(name, isinstance(value, datetime) or _sorted(value)) for name, value in told])


def _sorted(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, frozenset) else value
