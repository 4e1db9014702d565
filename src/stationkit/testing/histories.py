"""Histories of the hazard procedure that reach its deep states: lawful commands, and the shortest story to every step.

Nothing is forced: a lawful command is asked of the procedure like any other. Stories are found by trying every lawful
command from every kind of case, shortest first, so that what has a story can be done, and what has none cannot.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import attrs

from stationkit.procedures.claims import commitment
from stationkit.procedures.hazard import HAZARD
from stationkit.procedures.hazard_case import HazardCase
from stationkit.procedures.hazard_words import Holder
from stationkit.procedures.refusals import Context
from stationkit.stations.events import Event, EventKind
from stationkit.stations.hazards import HandlingMode, HazardLevel, Implementation, PlanElement
from stationkit.stations.people import Role

__all__ = ["TOKEN", "Move", "lawful", "moves", "stories"]

TOKEN = "a token that only the reporter has"  # noqa: S105 - invented, for tests
"""The token that lawful reports are committed to."""

_HOUR = timedelta(hours=1)
_LIMIT = timedelta(days=15)
_START = datetime(2026, 3, 1, 8, tzinfo=UTC)


@attrs.frozen
class Move:
    """A step that somebody lawful could try.

    Attributes:
        details: what distinguishes it from the plainest step of its kind.
        waits: whether it waits until the case's limit has passed.
    """

    kind: str
    details: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    waits: bool = False


_MOVES: tuple[Move, ...] = (
    *(Move(str(kind)) for kind in EventKind),
    Move("report", {"role": Role.REGULATOR}),
    Move("report", {"level": HazardLevel.MAJOR}),
    Move("report-outward", waits=True),
    Move("notify", waits=True),
    Move("grade", {"mode": HandlingMode.ON_SITE, "limit_in": timedelta(hours=8)}),
    Move("grade", {"level": HazardLevel.MAJOR, "class_code": "ventilation"}),
    Move("suspend", {"role": Role.REGULATOR}),
    Move("restore", {"role": Role.REGULATOR}),
    Move("list", {"role": Role.REGULATOR}),
    Move("recheck", {"result": "unsound"}),
    Move("decide-evacuation", {"result": "stay"}),
)


def moves() -> tuple[Move, ...]:
    """Give every step that may be tried, the plain one of each kind first."""
    return _MOVES


def lawful(case: HazardCase, move: Move, at: datetime, number: int = 0) -> tuple[Event, Context]:
    """Give a command with everything that its step asks for, by somebody who may give it, and its context.

    It may still be refused for what the case itself lacks: no request to grant, no area to restore.
    """
    details = dict(move.details)
    at = max(at, case.last_at or at)
    if move.waits:
        at = max(at, (case.limit or at) + _HOUR)
    role = details.pop("role", None) or _role(case, move.kind)
    if "limit_in" in details:
        details["limit"] = at + details.pop("limit_in")
    filled = {
        "actor": f"r-{case.id}" if role is Role.REPORTER else _ACTORS.get(role, str(role)),
        "ground": "as found",
        "document": f"no. {number}",
        **_attached(case, move.kind, at),
        **details,
    }
    kind, identifier = move.kind, f"{case.id}-{number}-{move.kind}"
    return Event(id=identifier, case=case.id, kind=kind, happened_at=at, role=role, **filled), _context(move.kind)


def _context(kind: str) -> Context:
    original = HazardCase(id="original", state="rejected" if kind == EventKind.REVIVE else "graded")
    return Context(claim=TOKEN, among={"original": original, "earlier": HazardCase(id="earlier", state="closed")})


_ACTORS: Mapping[Role, str] = {
    Role.RESPONSIBLE_PERSON: "rectifier",
    Role.TEAM_LEADER: "rectifier",
    Role.WORKER: "rectifier",
}
_ROLES: Mapping[str, Role] = {
    EventKind.DRAFT: Role.REPORTER,
    EventKind.REPORT: Role.REPORTER,
    EventKind.RECUR: Role.REPORTER,
    EventKind.WITHDRAW: Role.REPORTER,
    EventKind.REPORT_OUTWARD: Role.SAFETY_OFFICER,
    EventKind.LOOK_AGAIN: Role.UNION_INSPECTOR,
    EventKind.GRADE: Role.MINE_MANAGER,
    EventKind.DOWNGRADE: Role.MINE_MANAGER,
    EventKind.RESTORE: Role.MINE_MANAGER,
    EventKind.LIST: Role.MINE_MANAGER,
    EventKind.SUSPEND: Role.MINE_MANAGER,
    EventKind.FIX_ON_SITE: Role.TEAM_LEADER,
    EventKind.GRANT_EXTENSION: Role.MINE_MANAGER,
    EventKind.REFUSE_EXTENSION: Role.MINE_MANAGER,
}
_OF_THE_SUPERVISOR = (EventKind.ACCEPT, EventKind.RETURN, EventKind.CLOSE, EventKind.DOWNGRADE)
_OF_THE_LISTING = (EventKind.GRANT_EXTENSION, EventKind.REFUSE_EXTENSION)


def _role(case: HazardCase, kind: str) -> Role:
    listed = case.listing is not None and case.listing.by is Holder.REGULATOR
    if (kind in _OF_THE_SUPERVISOR and case.supervisor is Holder.REGULATOR) or (kind in _OF_THE_LISTING and listed):
        return Role.REGULATOR
    roles = {role for one in HAZARD.transitions if one.kind == kind for role in one.roles}
    return _ROLES.get(kind) or min(roles, key=str)


def _attached(case: HazardCase, kind: str, at: datetime) -> Mapping[str, Any]:
    """Give what a kind of event needs, as it would lawfully be filled."""
    later = max(at, case.limit or at) + _LIMIT
    place = {"place": next((one.place for one in case.suspensions), "2采区")}
    committed = {"commitment": commitment(case.id, TOKEN)}
    work = {
        "rectifier": "rectifier",
        "limit": at + _LIMIT,
        "unit": "机电队",
        "standard": "作业规程",
        "measures": "更换",
    }
    major = {"level": HazardLevel.MAJOR, "mode": HandlingMode.TIMED, "class_code": "ventilation"}
    filled: Mapping[str, Mapping[str, Any]] = {
        EventKind.DRAFT: committed,
        EventKind.REPORT: committed,
        EventKind.RECUR: {**committed, "linked": "earlier"},
        EventKind.MARK_DUPLICATE: {"linked": "original"},
        EventKind.GRADE: {"level": HazardLevel.GENERAL, "mode": HandlingMode.TIMED},
        EventKind.UPGRADE: major,
        EventKind.DOWNGRADE: {"level": HazardLevel.GENERAL},
        EventKind.SUB_GRADE: {"sub_level": "B"},
        EventKind.FIX_ON_SITE: {"measures": "当班处理"},
        EventKind.APPROVE_PLAN: {"plan": frozenset(PlanElement)},
        EventKind.NOTIFY: work,
        EventKind.REQUEST_EXTENSION: {"requested": later},
        EventKind.GRANT_EXTENSION: {"limit": later},
        EventKind.RETURN: {"limit": later},
        EventKind.REOPEN: {"limit": later},
        EventKind.CLOSE: {"implementations": frozenset(Implementation) if case.is_major else frozenset()},
        EventKind.RECHECK: {"result": "sound"},
        EventKind.ADVISE_EVACUATION: place,
        EventKind.DECIDE_EVACUATION: {"result": "evacuate"},
        EventKind.SUSPEND: place,
        EventKind.RESTORE: place,
    }
    return filled.get(kind, {})


@cache
def stories() -> Mapping[tuple[str, str], tuple[Move, ...]]:
    """Give, for every transition from every state, the shortest series of lawful moves that ends with taking it.

    Cases that differ in nothing that a guard looks at are tried once; whatever is missing here cannot be done by
    anybody lawful, in this world of one station and one mine.
    """
    found: dict[tuple[str, str], tuple[Move, ...]] = {}
    wanted = {(source, one.kind) for one, source in HAZARD.ways}
    pending: deque[tuple[HazardCase, tuple[Move, ...]]] = deque([(HAZARD.begin("h-1"), ())])
    seen = set()
    while pending and wanted - found.keys():
        case, path = pending.popleft()
        for move, after in _taken(case, len(path)):
            found.setdefault((case.state, move.kind), (*path, move))
            if _looks(after) not in seen:
                seen.add(_looks(after))
                pending.append((after, (*path, move)))
    return found


def _taken(case: HazardCase, number: int) -> Iterator[tuple[Move, HazardCase]]:
    at = _START + number * _HOUR
    for move in _MOVES:
        if HAZARD.transition(case.state, move.kind) is not None:
            command, context = lawful(case, move, at, number)
            decided = HAZARD.decide(case, command, context)
            if decided:
                yield move, HAZARD.evolve(case, command)


def _looks(case: HazardCase) -> tuple[Any, ...]:
    """Give what distinguishes a case for the guards, and leave out when and how often."""
    return (
        case.state,
        case.level,
        case.mode,
        case.accepted,
        bool(case.plan),
        bool(case.led_at),
        case.limit is None,
        case.is_evacuation_undecided,
        case.reported_as is Role.REGULATOR,
        case.listing and case.listing.by,
        frozenset(one.by for one in case.suspensions),
        case.pending_extension is not None,
        bool(case.pending_extension and case.pending_extension.endorsed_by),
        bool(case.commitment),
        bool(case.original),
    )
