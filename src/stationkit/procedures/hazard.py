"""The hazard procedure, main path: from the report to the write-off.

What it never does, whatever guards are added: let anyone accept who was named rectifier in any round, or who acts for
one; write off without a passed acceptance; close a major hazard without its plan and the five implementations; fix a
major hazard on the spot. Clauses: 安全生产法 (2021) and the national hazard-treatment table of 2017.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

import attrs

from stationkit.procedures.machine import Procedure, State, Transition, kinds_of
from stationkit.procedures.refusals import Blocker, Guard, Refusal
from stationkit.stations.events import Event, EventKind
from stationkit.stations.hazards import HandlingMode, HazardLevel, Implementation, PlanElement
from stationkit.stations.people import Role
from stationkit.words import Words

__all__ = ["HAZARD", "HazardCase", "decide", "evolve", "may"]


@attrs.frozen(kw_only=True)
class HazardCase:
    """A hazard as its events have left it.

    Attributes:
        rectifiers: everybody who was named rectifier, or acted as one, in any round.
        accepted: whether the last submission passed its acceptance.
        returns: how often a submission was returned.
        submitted_at: when it was last submitted for acceptance.
        closed_at: when it was written off.
    """

    id: str
    state: str = "draft"
    level: HazardLevel | None = None
    sub_level: str = ""
    mode: HandlingMode | None = None
    limit: datetime | None = None
    rectifiers: frozenset[str] = frozenset()
    plan: frozenset[PlanElement] = frozenset()
    implementations: frozenset[Implementation] = frozenset()
    accepted: bool = False
    returns: int = 0
    graded_at: datetime | None = None
    submitted_at: datetime | None = None
    closed_at: datetime | None = None
    last_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether something remains to be done."""
        return not HAZARD.state(self.state).is_end


# -- guards --------------------------------------------------------------------------------------------------


def _blocker(code: str, zh: str, en: str, clause: str = "", *roles: Role) -> Blocker:
    return Blocker(code=code, words=Words(zh=zh, en=en), clause=clause, lifted_by=frozenset(roles))


_TREATMENT = "国家2017年事故隐患排查治理表"


def _major_by_management(_: HazardCase, command: Event) -> Iterator[Blocker]:
    if command.level is HazardLevel.MAJOR and command.role is not Role.MINE_MANAGER:
        yield _blocker(
            "major-by-management",
            "重大事故隐患须由主要负责人确认",
            "a major hazard is confirmed by the principal responsible person",
            "安全生产法第四十一条",
            Role.MINE_MANAGER,
        )


def _never_major_on_site(case: HazardCase, command: Event) -> Iterator[Blocker]:
    level = command.level or case.level
    mode = command.mode or case.mode
    if level is HazardLevel.MAJOR and mode is HandlingMode.ON_SITE:
        yield _blocker(
            "major-on-site", "重大事故隐患不能按现场整改处理", "a major hazard is never fixed on the spot", _TREATMENT
        )


def _is_on_site(case: HazardCase, _: Event) -> Iterator[Blocker]:
    if case.mode is not HandlingMode.ON_SITE:
        yield _blocker("not-on-site", "该隐患不是现场整改", "it was not graded to be fixed on the spot", _TREATMENT)


def _is_timed(case: HazardCase, _: Event) -> Iterator[Blocker]:
    if case.mode is HandlingMode.ON_SITE:
        yield _blocker("not-timed", "该隐患须当班现场整改", "it was graded to be fixed on the spot", _TREATMENT)


def _is_major(case: HazardCase, _: Event) -> Iterator[Blocker]:
    if case.level is not HazardLevel.MAJOR:
        yield _blocker(
            "not-major", "一般事故隐患不需要治理方案", "only a major hazard needs a treatment plan", _TREATMENT
        )


def _whole_plan(_: HazardCase, command: Event) -> Iterator[Blocker]:
    for element in PlanElement:
        if element not in command.plan:
            yield _blocker(
                f"plan-lacks-{element}",
                f"治理方案缺少：{element.words.zh}",
                f"the plan lacks: {element.words.en}",
                "安全生产事故隐患排查治理暂行规定第十五条",
                Role.MINE_MANAGER,
            )


def _plan_first(case: HazardCase, _: Event) -> Iterator[Blocker]:
    if case.level is HazardLevel.MAJOR and frozenset(PlanElement) - case.plan:
        yield _blocker(
            "plan-first",
            "重大事故隐患须先批准治理方案",
            "a major hazard needs its plan approved first",
            _TREATMENT,
            Role.MINE_MANAGER,
        )


def _named_rectifier(case: HazardCase, command: Event) -> Iterator[Blocker]:
    if case.rectifiers and command.actor not in case.rectifiers and command.on_behalf_of not in case.rectifiers:
        yield _blocker(
            "not-the-rectifier",
            "不是指定的整改责任人",
            "not the person named to rectify it",
            _TREATMENT,
            Role.RESPONSIBLE_PERSON,
        )


def _not_the_rectifier(case: HazardCase, command: Event) -> Iterator[Blocker]:
    if {command.actor, command.on_behalf_of} & case.rectifiers:
        yield _blocker(
            "rectifier-accepts",
            "整改人（及受其委托者）不能验收自己的整改",
            "whoever rectified it, in any round, or acts for them, never accepts it",
            _TREATMENT,
            Role.ACCEPTOR,
            Role.SAFETY_DEPARTMENT,
        )


def _accepted_first(case: HazardCase, _: Event) -> Iterator[Blocker]:
    if not case.accepted:
        yield _blocker(
            "not-accepted",
            "未经验收合格不能销号",
            "nothing is written off that was not accepted",
            _TREATMENT,
            Role.ACCEPTOR,
        )


def _implemented(case: HazardCase, command: Event) -> Iterator[Blocker]:
    if case.level is not HazardLevel.MAJOR:
        return
    for one in Implementation:
        if one not in case.implementations | command.implementations:
            yield _blocker(
                f"not-implemented-{one}",
                f"五落实缺少：{one.words.zh}",
                f"of the five implementations, not in place: {one.words.en}",
                _TREATMENT,
                Role.MINE_MANAGER,
            )


_GUARDS = (
    Guard(name="major-by-management", check=_major_by_management, asks=("level",)),
    Guard(name="never-major-on-site", check=_never_major_on_site, reads=("level", "mode")),
    Guard(name="is-on-site", check=_is_on_site, reads=("mode",), needs_steps=True),
    Guard(name="is-timed", check=_is_timed, reads=("mode",), needs_steps=True),
    Guard(name="is-major", check=_is_major, reads=("level",), needs_steps=True),
    Guard(name="whole-plan", check=_whole_plan, asks=("plan",), needs_steps=True),
    Guard(name="plan-first", check=_plan_first, reads=("level", "plan"), needs_steps=True),
    Guard(name="named-rectifier", check=_named_rectifier, reads=("rectifiers",), asks=("actor",)),
)
_INVARIANTS = (
    Guard(
        name="not-the-rectifier",
        check=_not_the_rectifier,
        kinds=("accept", "return"),
        reads=("rectifiers",),
        asks=("actor",),
    ),
    Guard(name="accepted-first", check=_accepted_first, kinds=("close",), reads=("accepted",), needs_steps=True),
    Guard(name="planned", check=_plan_first, kinds=("close",), reads=("level", "plan"), needs_steps=True),
    Guard(
        name="implemented",
        check=_implemented,
        kinds=("close",),
        reads=("level", "implementations"),
        needs_steps=True,
    ),
)

# -- the graph -----------------------------------------------------------------------------------------------


def _state(name: str, zh: str, en: str, *, is_end: bool = False) -> State:
    return State(id=name, words=Words(zh=zh, en=en), is_end=is_end)


_STATES = (
    _state("draft", "草稿", "a draft"),
    _state("reported", "已上报待核查", "reported"),
    _state("rejected", "不予受理", "rejected", is_end=True),
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

_ANYONE = frozenset(
    {
        Role.REPORTER,
        Role.WORKER,
        Role.SUPERVISOR,
        Role.GROUP_INSPECTOR,
        Role.UNION_INSPECTOR,
        Role.FAMILY_ASSISTANT,
        Role.STATION_HEAD,
        Role.RECEPTIONIST,
        Role.SAFETY_OFFICER,
        Role.REGULATOR,
    }
)
_RECEPTION = frozenset({Role.STATION_HEAD, Role.RECEPTIONIST, Role.WORK_AREA_MANAGER, Role.MINE_MANAGER})
_EMPLOYER = frozenset({Role.WORK_AREA_MANAGER, Role.SAFETY_DEPARTMENT, Role.MINE_MANAGER})
_RECTIFIERS = frozenset({Role.RESPONSIBLE_PERSON, Role.TEAM_LEADER, Role.WORKER})
_ACCEPTORS = frozenset({Role.ACCEPTOR, Role.SAFETY_DEPARTMENT, Role.SAFETY_OFFICER, Role.REGULATOR})

_FIVE_FIXES = ("rectifier", "limit", "unit", "standard", "measures")
"""The five fixes (五定): person, time, responsibility, standard, measures."""


def _way(
    kind: EventKind, sources: str, target: str, roles: frozenset[Role], **more: str | tuple[str, ...]
) -> Transition:
    return Transition(kind=kind, sources=tuple(sources.split()), target=target, roles=roles, **more)  # type: ignore[arg-type]


_USED = frozenset(
    {
        "report",
        "reject",
        "grade",
        "fix-on-site",
        "approve-plan",
        "notify",
        "rectify",
        "submit",
        "accept",
        "return",
        "close",
    }
)

HAZARD = Procedure(
    id="hazard",
    version="1",
    words=Words(zh="事故隐患闭环", en="hazard, closed loop"),
    start="draft",
    states=_STATES,
    guards=_GUARDS,
    kinds=tuple(kind for kind in kinds_of(EventKind) if kind.id in _USED),
    invariants=_INVARIANTS,
    case=HazardCase,
    fold=lambda case, event, state: attrs.evolve(apply_details(case, event), state=state),
    transitions=(
        _way(EventKind.REPORT, "draft", "reported", _ANYONE, clause="安全生产法第五十九条"),
        _way(EventKind.REJECT, "reported", "rejected", _RECEPTION, clause=_TREATMENT),
        _way(
            EventKind.GRADE,
            "reported",
            "graded",
            _RECEPTION,
            attached=("level", "mode"),
            guards=("major-by-management", "never-major-on-site"),
            clause="安全生产法第四十一条",
        ),
        _way(
            EventKind.FIX_ON_SITE,
            "graded",
            "fixed-on-site",
            _RECTIFIERS,
            attached=("measures",),
            guards=("is-on-site", "never-major-on-site"),
            clause=_TREATMENT,
        ),
        _way(
            EventKind.APPROVE_PLAN,
            "graded",
            "plan-approved",
            frozenset({Role.MINE_MANAGER}),
            attached=("plan",),
            guards=("is-major", "whole-plan"),
            clause="安全生产事故隐患排查治理暂行规定第十五条",
        ),
        _way(
            EventKind.NOTIFY,
            "graded plan-approved",
            "notified",
            _EMPLOYER,
            attached=_FIVE_FIXES,
            guards=("is-timed", "plan-first"),
            clause=_TREATMENT,
        ),
        _way(
            EventKind.RECTIFY,
            "notified returned",
            "rectifying",
            _RECTIFIERS,
            guards=("named-rectifier",),
            clause=_TREATMENT,
        ),
        _way(
            EventKind.SUBMIT,
            "rectifying fixed-on-site",
            "submitted",
            _RECTIFIERS,
            guards=("named-rectifier",),
            clause=_TREATMENT,
        ),
        _way(EventKind.ACCEPT, "submitted", "accepted", _ACCEPTORS, clause=_TREATMENT),
        _way(EventKind.RETURN, "submitted", "returned", _ACCEPTORS, clause=_TREATMENT),
        _way(
            EventKind.CLOSE,
            "accepted",
            "closed",
            _ACCEPTORS,
            clause=_TREATMENT,
        ),
    ),
)
"""The main path; further commands are further rows."""


def may(case: HazardCase, command: Event, guards: Iterable[Guard] = ()) -> tuple[Blocker, ...]:
    """Give every blocker of a command; *guards* of plugins can only add some."""
    return HAZARD.with_guards(guards).may(case, command)


def decide(case: HazardCase, command: Event, guards: Iterable[Guard] = ()) -> tuple[Event, ...] | Refusal:
    """Give the events that a command leads to, or the refusal with every blocker."""
    return HAZARD.with_guards(guards).decide(case, command)


# -- the fold ------------------------------------------------------------------------------------------------

_RECTIFYING = (EventKind.FIX_ON_SITE, EventKind.RECTIFY, EventKind.SUBMIT)


def evolve(case: HazardCase, event: Event) -> HazardCase:
    """Give the case after an event; an event that no transition knows from here leaves the state as it is."""
    after: HazardCase = HAZARD.evolve(case, event)
    return after


def apply_details(case: HazardCase, event: Event) -> HazardCase:
    """Give the case with what an event says, whatever its state."""
    kind = event.kind
    acted = {event.actor, event.on_behalf_of} if kind in _RECTIFYING else set()
    named = {event.rectifier, *acted} - {""}
    return attrs.evolve(
        case,
        level=event.level or case.level,
        sub_level=event.sub_level or case.sub_level,
        mode=event.mode or case.mode,
        limit=event.limit or case.limit,
        rectifiers=case.rectifiers | named,
        plan=case.plan | event.plan,
        implementations=case.implementations | event.implementations,
        accepted=_accepted(case, kind),
        returns=case.returns + (kind == EventKind.RETURN),
        graded_at=event.happened_at if kind == EventKind.GRADE else case.graded_at,
        submitted_at=event.happened_at if kind == EventKind.SUBMIT else case.submitted_at,
        closed_at=event.happened_at if kind == EventKind.CLOSE else case.closed_at,
        last_at=event.happened_at,
    )


def _accepted(case: HazardCase, kind: str) -> bool:
    """An acceptance holds until something is submitted or returned again."""
    return kind == EventKind.ACCEPT or (case.accepted and kind not in (EventKind.SUBMIT, EventKind.RETURN))
