"""What the hazard procedure never decides, whoever asks and whatever is plugged in.

They stand before the procedure's own guards and before those of plugins, and nothing that is added takes one away. That
every decided event has its actor, time, ground and document, the machine sees to.
"""

from collections.abc import Iterator

from stationkit.procedures.hazard_case import HazardCase, Suspension
from stationkit.procedures.hazard_words import (
    ACCEPTORS,
    EMPLOYER,
    LEADER,
    MINE_RULES,
    RECHECKERS,
    TREATMENT,
    WORK_SAFETY,
    Holder,
    blocker,
)
from stationkit.procedures.refusals import Blocker, Guard
from stationkit.stations.events import Event, EventKind
from stationkit.stations.hazards import HandlingMode, HazardLevel, Implementation, PlanElement
from stationkit.stations.people import UNION_ROLES, Role

__all__ = ["INVARIANTS", "plan_first"]

_WHOLE_PLAN = frozenset(PlanElement)


def _not_the_rectifier(case: HazardCase, command: Event) -> Iterator[Blocker]:
    if command.actor in case.rectifiers or (command.on_behalf_of and command.on_behalf_of in case.rectifiers):
        yield blocker(
            "rectifier-accepts",
            "整改人（及受其委托者）不能验收自己的整改",
            "whoever rectified it, in any round, or acts for them, never accepts it",
            TREATMENT,
            Role.ACCEPTOR,
            Role.SAFETY_DEPARTMENT,
            Role.SAFETY_OFFICER,
            Role.REGULATOR,
        )


def _accepted_first(case: HazardCase, _: Event) -> Iterator[Blocker]:
    if not case.accepted:
        yield blocker(
            "not-accepted",
            "未经验收合格不能销号",
            "nothing is written off that was not accepted",
            TREATMENT,
            *ACCEPTORS,
        )


def _graded_first(case: HazardCase, _: Event) -> Iterator[Blocker]:
    if case.level is None:
        yield blocker(
            "not-graded",
            "未定级不能销号：是否重大事故隐患没有记录，须先定为一般（downgrade）或重大（upgrade）",
            "whether it is a major hazard is not known: first grade it general (downgrade) or major (upgrade)",
            f"{WORK_SAFETY}第四十一条",
            LEADER,
            Role.REGULATOR,
        )


def plan_first(case: HazardCase, _: Event) -> Iterator[Blocker]:
    """Give the blocker of a major hazard without its whole plan."""
    if case.is_major and not case.plan >= _WHOLE_PLAN:
        yield blocker(
            "plan-first",
            "重大事故隐患须先批准治理方案",
            "a major hazard needs its plan approved first",
            TREATMENT,
            LEADER,
        )


def _implemented(case: HazardCase, command: Event) -> Iterator[Blocker]:
    if not case.is_major:
        return
    for one in Implementation:
        if one not in case.implementations and one not in command.implementations:
            yield blocker(
                f"not-implemented-{one}",
                f"五落实缺少：{one.words.zh}",
                f"of the five implementations, not in place: {one.words.en}",
                TREATMENT,
                LEADER,
            )


def _never_graded_major_on_site(case: HazardCase, command: Event) -> Iterator[Blocker]:
    level, mode = command.level or case.level, command.mode or case.mode
    if level is HazardLevel.MAJOR and mode is HandlingMode.ON_SITE:
        yield _major_on_site()


def _never_major_on_site(case: HazardCase, _: Event) -> Iterator[Blocker]:
    if case.is_major and case.mode is HandlingMode.ON_SITE:
        yield _major_on_site()


def _major_on_site() -> Blocker:
    return blocker(
        "major-on-site",
        "重大事故隐患不能按现场整改处理",
        "a major hazard is never fixed on the spot",
        TREATMENT,
        LEADER,
    )


def _union_never_stops(_: HazardCase, command: Event) -> Iterator[Blocker]:
    if command.role in UNION_ROLES:
        yield blocker(
            "union-orders",
            "工会只能建议撤离，停产停用由用人单位或监管部门决定",
            "the union advises to evacuate; only the employer or the regulator orders a stop",
            f"{WORK_SAFETY}第六十条、第六十五条",
            *EMPLOYER,
            Role.REGULATOR,
        )


def _lifted_by_whoever_stopped(case: HazardCase, command: Event) -> Iterator[Blocker]:
    asks = Holder.REGULATOR if command.role is Role.REGULATOR else Holder.EMPLOYER
    stopped = {one.by for one in _stops(case, command.place)}
    if not stopped:
        yield blocker(
            "not-stopped", "该区域没有停产停用", "no such area stands still", MINE_RULES, *EMPLOYER, Role.REGULATOR
        )
    elif asks not in stopped and asks is Holder.EMPLOYER:
        yield blocker(
            "regulators-stop",
            "监管部门责令的停产，只能由监管部门解除",
            "only the regulator lifts a regulator's stop",
            f"{WORK_SAFETY}第六十五条；{MINE_RULES}第四十八条",
            Role.REGULATOR,
        )
    elif asks not in stopped:
        yield blocker(
            "employers-stop",
            "用人单位自行停产的，由用人单位恢复",
            "the employer lifts its own stop",
            f"{WORK_SAFETY}第六十五条",
            *EMPLOYER,
        )


def _employer_restores_after_acceptance(case: HazardCase, command: Event) -> Iterator[Blocker]:
    if command.role is not Role.REGULATOR and not (case.accepted and _accepted_since(case, command.place)):
        yield blocker(
            "restored-unaccepted",
            "验收合格后才能恢复",
            "an area runs again only after the acceptance",
            TREATMENT,
            *(RECHECKERS if case.accepted else ACCEPTORS),  # accepted before the stop, it is reopened first
        )


def _accepted_since(case: HazardCase, place: str) -> bool:
    """Tell whether the acceptance came after the employer's stops; before the place is said, after those of any."""
    places = {place} if place else {one.place for one in case.suspensions}
    own = [[one for one in _stops(case, each) if one.by is Holder.EMPLOYER] for each in places]
    return not any(own) or any(stops and all(one.accepted for one in stops) for stops in own)


def _stops(case: HazardCase, place: str) -> tuple[Suspension, ...]:
    """Give the stops of an area, and those whose area is not recorded; all of them where none is said."""
    return tuple(one for one in case.suspensions if not place or one.place in ("", place))


INVARIANTS = (
    Guard(
        name="not-the-rectifier",
        check=_not_the_rectifier,
        kinds=(EventKind.ACCEPT, EventKind.RETURN, EventKind.CLOSE),
        reads=("rectifiers",),
        asks=("actor",),
        lasts=True,
    ),
    Guard(
        name="accepted-first", check=_accepted_first, kinds=(EventKind.CLOSE,), reads=("accepted",), needs_steps=True
    ),
    Guard(name="graded-first", check=_graded_first, kinds=(EventKind.CLOSE,), reads=("level",), finds_gaps=True),
    Guard(name="planned", check=plan_first, kinds=(EventKind.CLOSE,), reads=("level", "plan"), needs_steps=True),
    Guard(
        name="implemented",
        check=_implemented,
        kinds=(EventKind.CLOSE,),
        reads=("level", "implementations"),
        settled_by=("implementations",),
        needs_steps=True,
    ),
    Guard(
        name="never-graded-major-on-site",
        check=_never_graded_major_on_site,
        kinds=(EventKind.GRADE, EventKind.UPGRADE),
        reads=("level", "mode"),
        asks=("level", "mode"),
    ),
    Guard(
        name="never-major-on-site",
        check=_never_major_on_site,
        kinds=(EventKind.FIX_ON_SITE,),
        reads=("level", "mode"),
    ),
    Guard(name="union-never-stops", check=_union_never_stops, kinds=(EventKind.SUSPEND,), asks=("role",)),
    Guard(
        name="lifted-by-whoever-stopped",
        check=_lifted_by_whoever_stopped,
        kinds=(EventKind.RESTORE,),
        reads=("suspensions",),
        asks=("role",),
        needs_steps=True,
    ),
    Guard(
        name="employer-restores-after-acceptance",
        check=_employer_restores_after_acceptance,
        kinds=(EventKind.RESTORE,),
        reads=("accepted", "suspensions"),
        asks=("role",),
        needs_steps=True,
    ),
)
"""The procedure's promises, as guards that nobody can take away."""
