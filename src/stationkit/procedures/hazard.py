"""The hazard procedure: from a draft to the write-off and back, every step with who may take it and what it rests on.

Its cases are in `hazard_case`, how they take an event in in `hazard_fold`, its guards in `hazard_guards`, what it never
does in `hazard_invariants`. Overdue, escalated, pending, stopped and advised are no states: they are read off the case,
with a calendar and a now.
"""

from collections.abc import Iterable

from stationkit.procedures.hazard_case import HazardCase
from stationkit.procedures.hazard_fold import contest_hazard, fold_hazard
from stationkit.procedures.hazard_guards import GUARDS
from stationkit.procedures.hazard_invariants import INVARIANTS
from stationkit.procedures.hazard_words import (
    ACCEPTORS,
    ANYONE,
    EMPLOYER,
    FOUND_LAW,
    INTERIM,
    LEADER,
    MINE_RULES,
    RECEPTION,
    RECHECKERS,
    RECTIFIERS,
    SECOND_LOOKERS,
    SHANXI_2019,
    TREATMENT,
    WORK_SAFETY,
)
from stationkit.procedures.machine import Procedure, State, Transition, kinds_of
from stationkit.procedures.refusals import ALONE, Blocker, Context, Guard, Refusal
from stationkit.stations.events import Event, EventKind
from stationkit.stations.people import UNION_ROLES, Role
from stationkit.words import Words

__all__ = ["HAZARD", "HazardCase", "decide", "evolve", "may"]


def _state(name: str, zh: str, en: str, *, is_end: bool = False) -> State:
    return State(id=name, words=Words(zh=zh, en=en), is_end=is_end)


_STATES = (
    _state("draft", "草稿", "a draft"),
    _state("reported", "已上报待核查", "reported"),
    _state("withdrawn", "已撤回", "withdrawn", is_end=True),
    _state("rejected", "不予受理", "rejected", is_end=True),
    _state("duplicate", "重复", "a duplicate", is_end=True),
    _state("graded", "已核实定级", "graded"),
    _state("plan-approved", "治理方案已批准", "plan approved"),
    _state("notified", "已下达整改通知", "notified"),
    _state("fixed-on-site", "已现场整改", "fixed on the spot"),
    _state("rectifying", "整改中", "rectifying"),
    _state("submitted", "已整改待验收", "submitted for acceptance"),
    _state("returned", "验收不合格退回", "returned"),
    _state("accepted", "验收合格", "accepted"),
    _state("closed", "已销号", "written off", is_end=True),
)

_FIVE_FIXES = ("rectifier", "limit", "unit", "standard", "measures")
"""The five fixes (五定): person, time, responsibility, standard, measures."""

_IN_TREATMENT = ("notified", "rectifying", "returned")
_GRADED = ("graded", "plan-approved", "notified", "fixed-on-site", "rectifying", "submitted", "returned", "accepted")
_OPEN = ("reported", *_GRADED)


def _way(
    kind: EventKind,
    sources: Iterable[str],
    target: str,
    roles: Iterable[Role],
    *guards: str,
    attached: tuple[str, ...] = (),
    clause: str = TREATMENT,
    is_exceptional: bool = False,
) -> Transition:
    return Transition(
        kind=kind,
        sources=tuple(sources),
        target=target,
        roles=frozenset(roles),
        attached=attached,
        guards=guards,
        clause=clause,
        is_exceptional=is_exceptional,
    )


_K = EventKind
_BEFORE_GRADING = (
    _way(_K.DRAFT, ["draft"], "", ANYONE, "own-draft", clause=f"{WORK_SAFETY}第五十九条"),
    _way(_K.REPORT, ["draft"], "reported", ANYONE, "own-draft", clause=f"{WORK_SAFETY}第五十九条"),
    _way(
        _K.RECUR,
        ["draft"],
        "reported",
        ANYONE,
        "own-draft",
        "earlier-closed",
        attached=("linked",),
        clause=f"{WORK_SAFETY}第五十九条",
    ),
    _way(
        _K.WITHDRAW,
        ["draft", "reported"],
        "withdrawn",
        ANYONE,
        "own-report",
        "nothing-stands-still",
        "evacuation-decided",
        clause=f"{WORK_SAFETY}第七十四条",
        is_exceptional=True,
    ),
    _way(
        _K.REJECT,
        ["reported"],
        "rejected",
        RECEPTION,
        "nothing-stands-still",
        "evacuation-decided",
        clause=f"{WORK_SAFETY}第五十九条",
    ),
    _way(
        _K.LOOK_AGAIN,
        ["rejected"],
        "reported",
        SECOND_LOOKERS,
        "fresh-eyes",
        is_exceptional=True,
    ),
    _way(
        _K.MARK_DUPLICATE,
        ["reported"],
        "duplicate",
        RECEPTION,
        "original-stands",
        "nothing-stands-still",
        "evacuation-decided",
        attached=("linked",),
    ),
    _way(_K.REVIVE, ["duplicate"], "reported", RECEPTION, "original-dropped", is_exceptional=True),
)
_GRADING = (
    _way(
        _K.GRADE,
        ["reported"],
        "graded",
        RECEPTION,
        "major-by-management",
        "major-has-its-class",
        "shift-ends",
        attached=("level", "mode"),
        clause=f"{WORK_SAFETY}第四十一条",
    ),
    _way(
        _K.UPGRADE,
        _GRADED,
        "graded",
        RECEPTION | EMPLOYER | {Role.UNION_INSPECTOR, Role.SAFETY_OFFICER, Role.REGULATOR},
        "upwards",
        "timed-from-now-on",
        "some-class-holds",
        "major-has-its-class",
        attached=("level", "mode"),
        clause=f"{WORK_SAFETY}第四十一条",
        is_exceptional=True,
    ),
    _way(
        _K.DOWNGRADE,
        [state for state in _GRADED if state != "fixed-on-site"],
        "",
        {LEADER, Role.REGULATOR},
        "downwards",
        "not-against-the-regulator",
        attached=("level",),
        clause=f"{WORK_SAFETY}第四十一条",
    ),
    _way(_K.SUB_GRADE, _GRADED, "", {LEADER, Role.SAFETY_DEPARTMENT}, attached=("sub_level",)),
)
_TREATING = (
    _way(
        _K.FIX_ON_SITE,
        ["graded"],
        "fixed-on-site",
        RECTIFIERS,
        "is-on-site",
        "within-the-shift",
        attached=("measures",),
    ),
    _way(
        _K.APPROVE_PLAN,
        ["graded"],
        "plan-approved",
        {LEADER},
        "is-major",
        "whole-plan",
        attached=("plan",),
        clause=INTERIM,
    ),
    _way(
        _K.APPROVE_PLAN,
        ["plan-approved", *_IN_TREATMENT, "submitted", "accepted"],
        "",
        {LEADER},
        "is-major",
        "whole-plan",
        attached=("plan",),
        clause=INTERIM,
    ),
    _way(
        _K.LIST,
        ["graded", "plan-approved", "notified", "rectifying", "submitted", "returned"],
        "",
        {LEADER, Role.REGULATOR},
        "is-major",
        "who-lists",
        clause=SHANXI_2019,
    ),
    _way(
        _K.NOTIFY,
        ["graded", "plan-approved"],
        "notified",
        EMPLOYER,
        "is-timed",
        "plan-first",
        "limit-ahead",
        attached=_FIVE_FIXES,
    ),
    _way(_K.RECTIFY, ["notified", "returned"], "rectifying", RECTIFIERS, "named-rectifier"),
    _way(
        _K.REQUEST_EXTENSION,
        _IN_TREATMENT,
        "",
        RECTIFIERS,
        "named-rectifier",
        "none-pending",
        "asked-in-time",
        "asks-for-more",
        attached=("requested",),
    ),
    _way(
        _K.ENDORSE_EXTENSION,
        _IN_TREATMENT,
        "",
        {LEADER},
        "one-pending",
        "not-the-applicant",
        clause=SHANXI_2019,
    ),
    _way(
        _K.GRANT_EXTENSION,
        _IN_TREATMENT,
        "",
        EMPLOYER | {Role.REGULATOR},
        "one-pending",
        "not-the-applicant",
        "right-tier",
        "endorsed-first",
        "limit-ahead",
        "approved-is-more",
        attached=("limit",),
    ),
    _way(
        _K.REFUSE_EXTENSION,
        _IN_TREATMENT,
        "",
        EMPLOYER | {Role.REGULATOR},
        "one-pending",
        "not-the-applicant",
        "right-tier",
    ),
    _way(_K.SUBMIT, ["rectifying", "fixed-on-site"], "submitted", RECTIFIERS, "named-rectifier"),
)
_ACCEPTING = (
    _way(_K.ACCEPT, ["submitted"], "accepted", ACCEPTORS, "supervisor-accepts", "evacuation-decided"),
    _way(_K.RETURN, ["submitted"], "returned", ACCEPTORS, "supervisor-accepts", "limit-ahead", attached=("limit",)),
    _way(
        _K.CLOSE,
        ["accepted"],
        "closed",
        ACCEPTORS,
        "supervisor-accepts",
        "evacuation-decided",
        "nothing-stopped-since",
    ),
    _way(_K.RECHECK, ["closed"], "", RECHECKERS, "recheck-result", attached=("result",)),
    _way(
        _K.REOPEN,
        ["accepted", "closed"],
        "rectifying",
        RECHECKERS,
        "limit-ahead",
        is_exceptional=True,
    ),
)
_IN_DANGER = (
    _way(
        _K.ADVISE_EVACUATION,
        _OPEN,
        "",
        UNION_ROLES,
        "evacuation-decided",
        attached=("place",),
        clause=f"{WORK_SAFETY}第六十条；{FOUND_LAW}",
    ),
    _way(
        _K.DECIDE_EVACUATION,
        _OPEN,
        "",
        EMPLOYER,
        "advice-pending",
        "evacuation-result",
        attached=("result",),
        clause=f"{WORK_SAFETY}第六十条；{FOUND_LAW}",
    ),
    _way(
        _K.SUSPEND,
        _OPEN,
        "",
        EMPLOYER | {Role.REGULATOR},
        attached=("place",),
        clause=f"{WORK_SAFETY}第六十五条；{MINE_RULES}第三十六条",
    ),
    _way(
        _K.RESTORE,
        (*_OPEN, "closed"),
        "",
        EMPLOYER | {Role.REGULATOR},
        attached=("place",),
        clause=f"{WORK_SAFETY}第六十五条；{MINE_RULES}第四十八条",
    ),
    _way(
        _K.REPORT_OUTWARD,
        [state for state in _OPEN if state not in ("fixed-on-site", "submitted", "accepted")],
        "",
        (ANYONE - {Role.REGULATOR}) | {Role.SAFETY_DEPARTMENT},
        "is-major",
        "leader-idle",
        clause=f"{WORK_SAFETY}第四十六条、第七十四条",
    ),
)

HAZARD = Procedure(
    id="hazard",
    version="1",
    words=Words(zh="事故隐患闭环", en="hazard, closed loop"),
    clause=f"{WORK_SAFETY}第四十一条",
    kinds=kinds_of(EventKind),
    start="draft",
    states=_STATES,
    transitions=(*_BEFORE_GRADING, *_GRADING, *_TREATING, *_ACCEPTING, *_IN_DANGER),
    guards=GUARDS,
    invariants=INVARIANTS,
    case=HazardCase,
    fold=fold_hazard,
    contest=contest_hazard,
    kept_as={"result": "evacuation", "place": "suspensions", "requested": "extensions"},
)
"""The hazard procedure, as data."""


def may(
    case: HazardCase, command: Event, guards: Iterable[Guard] = (), context: Context = ALONE
) -> tuple[Blocker, ...]:
    """Give every blocker of a command; *guards* of plugins can only add some."""
    return HAZARD.with_guards(guards).may(case, command, context)


def decide(
    case: HazardCase, command: Event, guards: Iterable[Guard] = (), context: Context = ALONE
) -> tuple[Event, ...] | Refusal:
    """Give the events that a command leads to, or the refusal with every blocker."""
    return HAZARD.with_guards(guards).decide(case, command, context)


def evolve(case: HazardCase, event: Event) -> HazardCase:
    """Give the case after an event; an event that no transition knows from here leaves the state as it is."""
    after: HazardCase = HAZARD.evolve(case, event)
    return after
