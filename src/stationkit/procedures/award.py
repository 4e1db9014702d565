"""The award procedure of stars: self-assessed, applied for, inspected, made public, awarded for a term, and lost again.

What it never does, whatever guards are added: award with an objection open or upheld, before the publicity has run its
full length, above what a whole inspection found, or by whoever applied or inspected; keep a withdrawn star in force.
A star that was withdrawn does not come back: the way leads over a new application.
"""

from collections.abc import Iterator

from stationkit.procedures.award_case import AwardCase, AwardKind, fold_award
from stationkit.procedures.award_guards import AwardRules
from stationkit.procedures.award_policy import UNION_LEVELS, AwardPolicy, EndsAt
from stationkit.procedures.machine import Procedure, State, Transition, kinds_of
from stationkit.stations.people import UNION_ROLES, Role
from stationkit.words import Words

__all__ = ["award_procedure"]

_MEASURES = "山西省煤矿智慧井口群众安全工作站建设及星级竞赛考核办法（2022，未见文本）"


def award_procedure(policy: AwardPolicy, ends_at: EndsAt) -> Procedure:
    """Give the procedure under a policy.

    Args:
        policy: the stars, who decides about which, and every number.
        ends_at: the calendar: when so many working days after a moment have run out.
    """
    rules = AwardRules(policy=policy, ends_at=ends_at)
    return Procedure(
        id="award",
        version=policy.id,
        words=Words(zh="星级授予", en="award of stars"),
        clause=_MEASURES,
        kinds=kinds_of(AwardKind),
        start="draft",
        states=_STATES,
        transitions=_transitions(),
        guards=tuple(rules.own()),
        invariants=tuple(rules.always()),
        case=AwardCase,
        fold=fold_award,
    )


def _state(name: str, zh: str, en: str, *, is_end: bool = False) -> State:
    return State(id=name, words=Words(zh=zh, en=en), is_end=is_end)


_STATES = (
    _state("draft", "未申报", "not applied for"),
    _state("self-assessed", "已自评", "self-assessed"),
    _state("applied", "已申报待考评", "applied for"),
    _state("inspected", "已考评", "inspected"),
    _state("publicised", "公示中或公示期满", "made public"),
    _state("retracted", "已撤回", "application taken back", is_end=True),
    _state("declined", "不予授予", "declined", is_end=True),
    _state("awarded", "已授予", "awarded"),
    _state("suspended", "已暂停", "suspended"),
    _state("revoked", "已撤销", "withdrawn", is_end=True),
    _state("expired", "已期满", "expired", is_end=True),
)

_UNIONS = frozenset(UNION_LEVELS)
_ANYONE = UNION_ROLES | {Role.WORKER, Role.REPORTER, Role.TEAM_LEADER, Role.SAFETY_DEPARTMENT, Role.REGULATOR}
_EXCEPTIONAL = frozenset({AwardKind.RETRACT, AwardKind.DECLINE, AwardKind.SUSPEND, AwardKind.REVOKE})
"""What nobody supposes to have happened, where steps are not recorded."""

_DECIDING = ("deciding-level", "not-the-applicant")


def _way(
    kind: AwardKind, sources: str, target: str, roles: frozenset[Role], attached: str = "", *guards: str
) -> Transition:
    return Transition(
        kind=kind,
        sources=tuple(sources.split()),
        target=target,
        roles=roles,
        attached=tuple(attached.split()),
        guards=guards,
        clause=_MEASURES,
        is_exceptional=kind in _EXCEPTIONAL,
    )


def _transitions() -> tuple[Transition, ...]:
    return (*_towards_the_award(), *_after_the_award())


def _towards_the_award() -> Iterator[Transition]:
    station, union = frozenset({Role.STATION_HEAD}), frozenset({Role.BASIC_UNION})
    before = "self-assessed applied inspected publicised"
    yield _way(AwardKind.SELF_ASSESS, "draft self-assessed", "self-assessed", station, "sub_level", "known-star")
    yield _way(AwardKind.APPLY, "self-assessed", "applied", union, "sub_level", "known-star", "not-above-claim")
    yield _way(AwardKind.RETRACT, before, "retracted", union)
    inspecting = ("known-star", "star-said", "known-result", *_DECIDING)
    yield _way(
        AwardKind.INSPECT,
        "applied inspected publicised",
        "inspected",
        _UNIONS,
        "result evidence",
        *inspecting,
    )
    publishing = ("whole-inspection", "long-enough", *_DECIDING)
    yield _way(AwardKind.PUBLICISE, "inspected", "publicised", _UNIONS, "limit", *publishing)
    yield _way(AwardKind.OBJECT, "publicised", "", _ANYONE, "linked", "publicity-open", "new-objection")
    settling = ("known-result", "open-objection", "not-the-objector", *_DECIDING)
    yield _way(AwardKind.SETTLE, "publicised inspected", "", _UNIONS, "linked result", *settling)
    yield _way(
        AwardKind.AWARD, "publicised", "awarded", _UNIONS, "sub_level limit", "known-star", "right-term", *_DECIDING[:1]
    )
    yield _way(AwardKind.DECLINE, "applied inspected publicised", "declined", _UNIONS, "", *_DECIDING)


def _after_the_award() -> Iterator[Transition]:
    held = "awarded suspended"
    yield _way(AwardKind.REVIEW, held, "", _UNIONS, "result evidence", "known-result", "in-term", "not-the-applicant")
    lower = ("known-star", "lower-star", "in-term", *_DECIDING)
    yield _way(AwardKind.DOWNGRADE, held, "", _UNIONS, "sub_level", *lower)
    yield _way(AwardKind.SUSPEND, "awarded", "suspended", _UNIONS, "", "in-term", *_DECIDING)
    yield _way(AwardKind.RESTORE, "suspended", "awarded", _UNIONS, "", "passed-since", *_DECIDING)
    yield _way(AwardKind.REVOKE, held, "revoked", _UNIONS, "", *_DECIDING)
    yield _way(AwardKind.EXPIRE, held, "expired", _UNIONS | {Role.BASIC_UNION}, "", "term-over")
