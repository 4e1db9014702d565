"""The guards of the hazard procedure: what stands before a step besides its state, its roles and its attachments."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import attrs

from stationkit.errors import nearest
from stationkit.procedures.claims import answers
from stationkit.procedures.days import day_of
from stationkit.procedures.hazard_case import HazardCase
from stationkit.procedures.hazard_invariants import plan_first
from stationkit.procedures.hazard_words import (
    ACCEPTORS,
    EMPLOYER,
    FOUND_LAW,
    INTERIM,
    LEADER,
    RECEPTION,
    RECHECKERS,
    RECTIFIERS,
    SECOND_LOOKERS,
    SHANXI_2019,
    TREATMENT,
    WORK_SAFETY,
    EvacuationResult,
    Holder,
    RecheckResult,
    blocker,
)
from stationkit.procedures.major_classes import COAL_CLASSES, MajorClass, classes_on
from stationkit.procedures.refusals import Blocker, Context, Guard
from stationkit.stations.events import Event, EventKind
from stationkit.stations.fields import NamedText
from stationkit.stations.hazards import HandlingMode, HazardLevel, PlanElement
from stationkit.stations.people import UNION_ROLES, Role

__all__ = ["GUARDS"]

_Blockers = Iterator[Blocker]
_MOMENT = timedelta(microseconds=1)


# -- reports and who made them ---------------------------------------------------------------------------------


def _own_report(case: HazardCase, _: Event, context: Context) -> _Blockers:
    if not answers(context.claim, case.id, case.commitment):
        yield blocker(
            "not-claimed",
            "须出示报告时的凭证，或由保密一方办理",
            "only who shows the token of the report, or the sealed side",
            f"{WORK_SAFETY}第七十四条",
            Role.REPORTER,
        )


def _own_draft(case: HazardCase, command: Event, context: Context) -> _Blockers:
    if case.commitment:
        yield from _own_report(case, command, context)


def _nothing_stands_still(case: HazardCase, _: Event) -> _Blockers:
    for one in case.suspensions:
        yield blocker(
            "area-stopped",
            f"{one.place}仍在停产停用，须核实、验收并恢复",
            f"{one.place} stands still: verify, accept and restore first",
            TREATMENT,
            *(EMPLOYER if one.by is Holder.EMPLOYER else (Role.REGULATOR,)),
        )


def _nothing_stopped_since(case: HazardCase, _: Event) -> _Blockers:
    for one in case.suspensions:
        if one.by is Holder.EMPLOYER and not one.accepted:
            yield blocker(
                "stopped-since",
                f"{one.place}在验收之后停产停用，须重新整改、验收并恢复",
                f"{one.place} was stopped after the acceptance: reopen, accept and restore first",
                TREATMENT,
                *RECHECKERS,
            )


def _evacuation_decided(case: HazardCase, _: Event) -> _Blockers:
    if case.is_evacuation_undecided:
        yield blocker(
            "evacuation-undecided",
            "撤离建议尚未决定，用人单位须立即决定",
            "the advice to evacuate is undecided; the employer decides at once",
            f"{WORK_SAFETY}第六十条；{FOUND_LAW}",
            *EMPLOYER,
        )


# -- duplicates and what came back -----------------------------------------------------------------------------


_DROPPED = ("draft", "rejected", "withdrawn")
"""States of a case that is not pursued: nothing repeats it."""


def _original_stands(case: HazardCase, command: Event, context: Context) -> _Blockers:
    original = context.among.get(command.linked)
    if not command.linked:
        if not any(one.id != case.id and one.state not in ("duplicate", *_DROPPED) for one in context.among.values()):
            words = ("手头没有可以关联的原件", "no case at hand that it could repeat")
            yield blocker("original-unknown", *words, TREATMENT, *RECEPTION)
    elif command.linked == case.id:
        yield blocker("duplicate-of-itself", "不能与自身重复", "nothing repeats itself", TREATMENT, *RECEPTION)
    elif original is None:
        yield blocker(
            "original-unknown",
            f"没有原件 {command.linked}",
            f"no original {command.linked} at hand",
            TREATMENT,
            *RECEPTION,
        )
    elif original.state == "duplicate":
        yield blocker(
            "original-is-duplicate",
            f"{command.linked} 本身是 {original.original} 的重复件，应关联原件",
            f"{command.linked} itself repeats {original.original}: link to that one",
            TREATMENT,
            *RECEPTION,
        )
    elif original.state in _DROPPED:
        words = (f"原件 {command.linked} 没有立案", f"the original {command.linked} is not pursued")
        yield blocker("original-dropped", *words, TREATMENT, *RECEPTION)


def _original_dropped(case: HazardCase, _: Event, context: Context) -> _Blockers:
    if not case.original:
        return  # a register that does not say what it repeats: nothing else pursues it
    original = context.among.get(case.original)
    if original is None:
        yield blocker(
            "original-unknown",
            f"没有原件 {case.original}",
            f"no original {case.original} at hand",
            TREATMENT,
            *RECEPTION,
        )
    elif original.state not in ("rejected", "withdrawn"):
        words = (f"原件 {case.original} 仍在办理", f"the original {case.original} is still pursued")
        yield blocker("original-stands", *words, TREATMENT, *RECEPTION)


def _earlier_closed(_: HazardCase, command: Event, context: Context) -> _Blockers:
    earlier = context.among.get(command.linked)
    if not command.linked:
        if not any(one.state == "closed" for one in context.among.values()):
            yield blocker("earlier-unknown", "手头没有已销号的前案", "no case at hand that was written off", TREATMENT)
    elif earlier is None:
        yield blocker(
            "earlier-unknown", f"没有前案 {command.linked}", f"no earlier case {command.linked} at hand", TREATMENT
        )
    elif earlier.state != "closed":
        yield blocker(
            "earlier-open",
            f"前案 {command.linked} 没有销号，不是复发",
            f"the earlier case {command.linked} is not written off: nothing has come back",
            TREATMENT,
            *RECEPTION,
        )


def _fresh_eyes(case: HazardCase, command: Event) -> _Blockers:
    if not case.rejected_by.isdisjoint((command.actor, command.on_behalf_of)):
        yield blocker(
            "same-eyes",
            "不能由作出不予受理的人重新核查",
            "somebody else than who rejected it",
            TREATMENT,
            *SECOND_LOOKERS,
        )


# -- grading ---------------------------------------------------------------------------------------------------


def _major_by_management(_: HazardCase, command: Event) -> _Blockers:
    if command.level is HazardLevel.MAJOR and command.role is not LEADER:
        yield blocker(
            "major-by-management",
            "重大事故隐患须由主要负责人确认",
            "a major hazard is confirmed by the principal responsible person",
            f"{WORK_SAFETY}第四十一条",
            LEADER,
        )


def _some_class_holds(_: HazardCase, command: Event, context: Context) -> _Blockers:
    if not classes_on(day_of(command.happened_at), _classes(context)):
        words = ("当日没有重大事故隐患判定情形", "no class of major hazards holds on that day")
        yield blocker("class-unknown", *words, "重大事故隐患判定标准")


def _major_has_its_class(_: HazardCase, command: Event, context: Context) -> _Blockers:
    graded_up = command.kind == EventKind.UPGRADE  # which is to major, said or not
    if command.level is not HazardLevel.MAJOR and not graded_up:
        return
    known = {one.code: one for one in classes_on(day_of(command.happened_at), _classes(context))}
    if command.class_code not in known:
        close = nearest(command.class_code, known)
        told = "、".join(f"{code}（{known[code].words.zh}）" for code in close)
        sources = "；".join(dict.fromkeys(one.source for one in known.values()))
        yield blocker(
            "class-unknown" if command.class_code else "class-owed",
            f"须注明重大事故隐患的情形：{told}",
            f"a major hazard names its class: {', '.join(close)}",
            sources or "重大事故隐患判定标准",
            LEADER,
        )


def _classes(context: Context) -> tuple[MajorClass, ...]:
    return COAL_CLASSES if context.classes is None else context.classes


def _shift_ends(_: HazardCase, command: Event) -> _Blockers:
    if command.mode is not HandlingMode.ON_SITE:
        return
    if command.limit is None or command.limit <= command.happened_at:
        words = ("现场整改须写明当班结束时间", "to be fixed on the spot, it needs the end of the shift as its limit")
        yield blocker("shift-owed", *words, TREATMENT, *RECEPTION)


def _upwards(case: HazardCase, command: Event) -> _Blockers:
    if case.is_major:
        yield blocker("not-up", "已是重大事故隐患", "it is a major hazard already", TREATMENT)
    elif command.level is HazardLevel.GENERAL:
        yield blocker("not-up", "升级须为重大事故隐患", "graded up is graded major", TREATMENT)


def _timed_from_now_on(_: HazardCase, command: Event) -> _Blockers:
    if command.mode is HandlingMode.ON_SITE:
        yield blocker("not-timed", "升级后须限期整改", "graded up, it is rectified within a limit", TREATMENT)


def _downwards(case: HazardCase, command: Event) -> _Blockers:
    if case.level is HazardLevel.GENERAL:
        yield blocker("not-down", "已是一般事故隐患", "it is a general hazard already", TREATMENT)
    elif command.level is HazardLevel.MAJOR:
        yield blocker("not-down", "降级须为一般事故隐患", "graded down is graded general", TREATMENT)


def _not_against_the_regulator(case: HazardCase, command: Event) -> _Blockers:
    if Holder.REGULATOR in (case.supervisor, case.raised_by) and command.role is not Role.REGULATOR:
        yield blocker(
            "regulator-supervises",
            "监管部门发现、挂牌或升级的隐患，由监管部门降级",
            "what the regulator found, listed or graded up, the regulator grades down",
            SHANXI_2019,
            Role.REGULATOR,
        )


# -- treatment -------------------------------------------------------------------------------------------------


def _is_on_site(case: HazardCase, _: Event) -> _Blockers:
    if case.mode is not HandlingMode.ON_SITE:
        yield blocker(
            "not-on-site", "该隐患不是现场整改", "it was not graded to be fixed on the spot", TREATMENT, *RECEPTION
        )


def _within_the_shift(case: HazardCase, command: Event) -> _Blockers:
    if case.mode is HandlingMode.ON_SITE and case.limit is not None and command.happened_at > case.limit:
        words = ("当班已结束，须下达限期整改通知", "the shift is over: issue a notice with a limit")
        yield blocker("shift-over", *words, TREATMENT, *EMPLOYER)


def _is_timed(case: HazardCase, command: Event) -> _Blockers:
    on_site = case.mode is HandlingMode.ON_SITE and not case.is_major
    if on_site and case.limit is not None and command.happened_at <= case.limit:
        found = blocker("not-timed", "该隐患须当班现场整改", "it was graded to be fixed on the spot", TREATMENT)
        yield attrs.evolve(found, earliest=_just_after(case.limit))


def _is_major(case: HazardCase, _: Event) -> _Blockers:
    if not case.is_major:
        yield blocker("not-major", "一般事故隐患不需要", "only for a major hazard", TREATMENT, LEADER)


def _whole_plan(_: HazardCase, command: Event) -> _Blockers:
    for element in PlanElement:
        if element not in command.plan:
            yield blocker(
                f"plan-lacks-{element}",
                f"治理方案缺少：{element.words.zh}",
                f"the plan lacks: {element.words.en}",
                INTERIM,
                LEADER,
            )


def _limit_ahead(_: HazardCase, command: Event) -> _Blockers:
    if command.limit is not None and command.limit <= command.happened_at:
        yield blocker(
            "limit-past",
            "整改期限已经过去",
            "the limit lies in the past",
            TREATMENT,
            *_SETS.get(command.kind, EMPLOYER),
        )


_SETS: Mapping[str, frozenset[Role]] = {EventKind.RETURN: ACCEPTORS, EventKind.REOPEN: RECHECKERS}
"""Who sets a new limit, where it is not the employer."""


def _named_rectifier(case: HazardCase, command: Event) -> _Blockers:
    if case.named and case.named not in (command.actor, command.on_behalf_of):
        yield blocker(
            "not-the-rectifier",
            "不是指定的整改责任人",
            "not the person named to rectify it",
            TREATMENT,
            Role.RESPONSIBLE_PERSON,
        )


def _who_lists(case: HazardCase, command: Event) -> _Blockers:
    if case.listing is not None and (case.listing.by is Holder.REGULATOR or command.role is not Role.REGULATOR):
        yield blocker("listed-already", "已挂牌督办", "it is listed already", SHANXI_2019)
    own = case.reported_as is not Role.REGULATOR and case.outward_at is None
    if command.role is not Role.REGULATOR and not (own and case.is_stopped_by(Holder.EMPLOYER)):
        yield blocker(
            "regulator-lists",
            "自查自报并已停产的才由企业挂牌，其余由监管部门挂牌",
            "the enterprise lists what it reported itself and stopped for; the rest the regulator lists",
            SHANXI_2019,
            Role.REGULATOR,
        )


def _leader_idle(case: HazardCase, command: Event) -> _Blockers:
    if case.led_at is not None and case.limit is not None and command.happened_at <= case.limit:
        found = blocker(
            "leader-acts",
            "主要负责人已在处理，期限未到",
            "the leader has acted on it, and the limit has not passed",
            f"{WORK_SAFETY}第四十六条",
        )
        yield attrs.evolve(found, earliest=_just_after(case.limit))


def _just_after(at: datetime) -> datetime | None:
    """Give the moment after another; nothing after the last that there is."""
    return at + _MOMENT if at < datetime.max.replace(tzinfo=at.tzinfo) else None


# -- more time -------------------------------------------------------------------------------------------------


def _none_pending(case: HazardCase, _: Event) -> _Blockers:
    if case.pending_extension is not None:
        words = ("已有一项延期申请待批", "a request for more time is pending already")
        yield blocker("extension-pending", *words, TREATMENT, *EMPLOYER, Role.REGULATOR)


def _asked_in_time(case: HazardCase, command: Event) -> _Blockers:
    by = case.request_by or case.limit
    if by is not None and command.happened_at > by:
        words = (f"申请延期截止于 {by}", f"more time had to be asked for by {by}")
        yield blocker("request-late", *words, TREATMENT)


def _asks_for_more(case: HazardCase, command: Event) -> _Blockers:
    asked = command.requested
    if case.limit is None:
        yield blocker("no-limit", "没有整改期限", "there is no limit to move", TREATMENT, *EMPLOYER)
    elif asked is not None and asked <= case.limit:
        words = (f"申请的期限不晚于 {case.limit}", f"the limit asked for is not after {case.limit}")
        yield blocker("not-more", *words, TREATMENT, *RECTIFIERS)


def _one_pending(case: HazardCase, _: Event) -> _Blockers:
    if case.pending_extension is None:
        words = ("没有待批的延期申请", "no request for more time is pending")
        yield blocker("nothing-pending", *words, TREATMENT, Role.RESPONSIBLE_PERSON)


def _not_the_applicant(case: HazardCase, command: Event) -> _Blockers:
    pending = case.pending_extension
    if pending is not None and {pending.applicant, pending.on_behalf_of} & {command.actor, command.on_behalf_of} - {""}:
        yield blocker(
            "applicant-decides", "申请人不能审批自己的申请", "nobody decides their own request", TREATMENT, *EMPLOYER
        )


def _right_tier(case: HazardCase, command: Event) -> _Blockers:
    if case.listing is None:
        return
    if case.listing.by is Holder.REGULATOR and command.role is not Role.REGULATOR:
        words = ("监管部门挂牌的，由监管部门批准延期", "listed by the regulator: the regulator decides")
        yield blocker("regulator-decides", *words, SHANXI_2019, Role.REGULATOR)
    elif case.listing.by is Holder.EMPLOYER and command.role not in (LEADER, Role.REGULATOR):
        words = (
            "企业挂牌的，由主要负责人批准延期",
            "listed by the enterprise: the principal responsible person decides",
        )
        yield blocker("leader-decides", *words, SHANXI_2019, LEADER)


def _endorsed_first(case: HazardCase, _: Event) -> _Blockers:
    pending, listing = case.pending_extension, case.listing
    if pending is not None and listing is not None and listing.by is Holder.REGULATOR and not pending.endorsed_by:
        words = (
            "挂牌隐患延期须先经主要负责人初审",
            "of a listed hazard, the principal responsible person endorses first",
        )
        yield blocker("not-endorsed", *words, SHANXI_2019, LEADER)


def _approved_is_more(case: HazardCase, command: Event) -> _Blockers:
    if case.limit is not None and command.limit is not None and command.limit <= case.limit:
        words = (f"批准的期限不晚于 {case.limit}", f"the limit given is not after {case.limit}")
        yield blocker("not-more", *words, TREATMENT, *EMPLOYER, Role.REGULATOR)


# -- acceptance and afterwards ---------------------------------------------------------------------------------


def _supervisor_accepts(case: HazardCase, command: Event) -> _Blockers:
    if case.supervisor is not Holder.REGULATOR or command.role is Role.REGULATOR:
        return
    if command.on_behalf_of in case.principals:
        return  # by delegation of who listed or found it
    yield blocker(
        "regulator-accepts",
        "监管部门发现或挂牌的隐患，由该部门或其委托者验收销号",
        "what the regulator found or listed, it or its delegate accepts and writes off",
        SHANXI_2019,
        Role.REGULATOR,
    )


def _advice_pending(case: HazardCase, _: Event) -> _Blockers:
    if not case.is_evacuation_undecided:
        words = ("没有待决定的撤离建议", "no advice to evacuate waits for a decision")
        yield blocker("no-advice", *words, FOUND_LAW, *UNION_ROLES)


def _evacuation_result(_: HazardCase, command: Event) -> _Blockers:
    yield from _one_of(command.result, EvacuationResult)


def _recheck_result(_: HazardCase, command: Event) -> _Blockers:
    yield from _one_of(command.result, RecheckResult)


def _one_of(result: str, known: type[NamedText]) -> _Blockers:
    if result not in set(known):
        zh = "、".join(f"{one}（{one.words.zh}）" for one in known)
        yield blocker("result-unknown", f"结果须为 {zh}", f"the result is one of {', '.join(known)}")


GUARDS = (
    Guard(name="own-report", check=_own_report, reads=("commitment",), looks_around=True),
    Guard(name="own-draft", check=_own_draft, reads=("commitment",), looks_around=True),
    Guard(name="nothing-stands-still", check=_nothing_stands_still, reads=("suspensions",)),
    Guard(name="nothing-stopped-since", check=_nothing_stopped_since, reads=("suspensions",), needs_steps=True),
    Guard(name="evacuation-decided", check=_evacuation_decided, reads=("evacuation",)),
    Guard(name="original-stands", check=_original_stands, looks_around=True),
    Guard(name="original-dropped", check=_original_dropped, reads=("original",), looks_around=True),
    Guard(name="earlier-closed", check=_earlier_closed, looks_around=True),
    Guard(name="fresh-eyes", check=_fresh_eyes, reads=("rejected_by",), asks=("actor",)),
    Guard(name="major-by-management", check=_major_by_management, asks=("level", "role")),
    Guard(name="some-class-holds", check=_some_class_holds, looks_around=True),
    Guard(
        name="major-has-its-class",
        check=_major_has_its_class,
        settled_by=("class_code",),
        looks_around=True,
    ),
    Guard(name="shift-ends", check=_shift_ends, asks=("mode", "limit")),
    Guard(name="upwards", check=_upwards, reads=("level",), needs_steps=True),
    Guard(name="timed-from-now-on", check=_timed_from_now_on, asks=("mode",)),
    Guard(name="downwards", check=_downwards, reads=("level",), needs_steps=True),
    Guard(
        name="not-against-the-regulator",
        check=_not_against_the_regulator,
        reads=("listing", "reported_as", "raised_by"),
        asks=("role",),
    ),
    Guard(name="is-on-site", check=_is_on_site, reads=("mode",), needs_steps=True),
    Guard(name="within-the-shift", check=_within_the_shift, reads=("mode", "limit"), needs_steps=True),
    Guard(name="is-timed", check=_is_timed, reads=("mode", "limit"), needs_steps=True),
    Guard(name="is-major", check=_is_major, reads=("level",), needs_steps=True),
    Guard(name="whole-plan", check=_whole_plan, asks=("plan",), needs_steps=True),
    Guard(name="plan-first", check=plan_first, reads=("level", "plan"), needs_steps=True),
    Guard(name="limit-ahead", check=_limit_ahead, asks=("limit",)),
    Guard(name="named-rectifier", check=_named_rectifier, reads=("named",), asks=("actor",)),
    Guard(
        name="who-lists",
        check=_who_lists,
        reads=("listing", "suspensions", "reported_as", "outward_at"),
        asks=("role",),
        needs_steps=True,
    ),
    Guard(name="leader-idle", check=_leader_idle, reads=("led_at", "limit")),
    Guard(name="none-pending", check=_none_pending, reads=("extensions",)),
    Guard(name="asked-in-time", check=_asked_in_time, reads=("request_by", "limit")),
    Guard(name="asks-for-more", check=_asks_for_more, reads=("limit",), needs_steps=True),
    Guard(name="one-pending", check=_one_pending, reads=("extensions",), needs_steps=True),
    Guard(name="not-the-applicant", check=_not_the_applicant, reads=("extensions",), asks=("actor",)),
    Guard(name="right-tier", check=_right_tier, reads=("listing",), asks=("role",)),
    Guard(name="endorsed-first", check=_endorsed_first, reads=("extensions", "listing"), needs_steps=True),
    Guard(name="approved-is-more", check=_approved_is_more, reads=("limit",), asks=("limit",), needs_steps=True),
    Guard(
        name="supervisor-accepts",
        check=_supervisor_accepts,
        reads=("listing", "reported_as", "found_by"),
        asks=("role",),
    ),
    Guard(name="advice-pending", check=_advice_pending, reads=("evacuation",), needs_steps=True),
    Guard(name="evacuation-result", check=_evacuation_result, asks=("result",)),
    Guard(name="recheck-result", check=_recheck_result, asks=("result",)),
)
"""The guards, by the names that transitions give them."""
