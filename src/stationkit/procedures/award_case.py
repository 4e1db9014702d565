"""An award as its events have left it, and what is derived from it at any moment: force, expiry, reviews due.

Expiry is derived from the term and the moment asked about; that somebody also writes it down changes nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import attrs

from stationkit.errors import InvalidValueError
from stationkit.procedures.award_policy import AwardPolicy, LookBack
from stationkit.procedures.days import day_of
from stationkit.stations.events import Event
from stationkit.stations.fields import NamedText, moment
from stationkit.stations.marks import Mark, MarkKind, StationRecord
from stationkit.words import Words

__all__ = [
    "AwardCase",
    "AwardKind",
    "AwardStanding",
    "CheckResult",
    "ObjectionResult",
    "award_marks",
    "fold_award",
    "standing",
    "who_acts",
]


class AwardKind(NamedText):
    """What happens to an award of stars."""

    SELF_ASSESS = "self-assess", "自评", "self-assessed"
    APPLY = "apply", "申报", "applied for"
    RETRACT = "retract", "撤回申报", "application taken back"
    INSPECT = "inspect", "考评", "inspected"
    PUBLICISE = "publicise", "公示", "made public"
    OBJECT = "object", "提出异议", "objected to"
    SETTLE = "settle", "处理异议", "objection settled"
    DECLINE = "decline", "不予授予", "declined"
    AWARD = "award", "授予", "awarded"
    REVIEW = "review", "年度复核", "reviewed"
    DOWNGRADE = "downgrade", "降星", "downgraded"
    SUSPEND = "suspend", "暂停", "suspended"
    RESTORE = "restore", "恢复", "restored"
    REVOKE = "revoke", "撤销（摘牌）", "withdrawn"
    EXPIRE = "expire", "期满", "expired"


class CheckResult(NamedText):
    """What an inspection or a review came to: the `result` of its event."""

    PASSED = "passed", "合格", "passed"
    PROVISIONAL = "provisional", "暂定", "provisional: facts are missing"
    FAILED = "failed", "不合格", "failed"


class ObjectionResult(NamedText):
    """What became of an objection: the `result` of its settlement."""

    UPHELD = "upheld", "成立", "upheld"
    DISMISSED = "dismissed", "不成立", "dismissed"


@attrs.frozen(kw_only=True)
class AwardCase:
    """One application for a star, and the star that came of it.

    Attributes:
        claimed: the star of the self-assessment.
        applied: the star applied for.
        found: the star that the last inspection found, and *check* what it came to.
        star: the star that was awarded, as downgrades have left it.
        applicants: who assessed themselves or applied.
        inspectors: who inspected.
        objections: open ones, each with everybody who raised it; *upheld* are those that were found right.
        held: the stars that were in force, each with the moment from which on; empty from when none was.
        reviewed_at: when it was last reviewed, and *passed_at* when a review last passed.
        own_marks: marks that its own events have left.
        record: what is known of the station's past; it is given, not folded, and unknown until it is given.
    """

    id: str
    state: str = "draft"
    last_at: datetime | None = None
    last_id: str = ""
    claimed: str = ""
    applied: str = ""
    found: str = ""
    check: str = ""
    star: str = ""
    applicants: frozenset[str] = frozenset()
    inspectors: frozenset[str] = frozenset()
    publicised_at: datetime | None = None
    publicity_end: datetime | None = None
    objections: frozenset[tuple[str, str]] = frozenset()
    heard: frozenset[str] = frozenset()
    upheld: frozenset[str] = frozenset()
    awarded_at: datetime | None = None
    term_end: datetime | None = None
    held: tuple[tuple[datetime, str], ...] = ()
    suspended_at: datetime | None = None
    reviewed_at: datetime | None = None
    passed_at: datetime | None = None
    own_marks: frozenset[Mark] = frozenset()
    record: StationRecord = attrs.field(factory=StationRecord)

    @property
    def open_objections(self) -> tuple[str, ...]:
        """The ids of the objections that nobody has settled."""
        return tuple(sorted({name for name, _ in self.objections}))

    @property
    def whole_record(self) -> StationRecord:
        """The station's record with the marks that this award itself has left."""
        return attrs.evolve(self.record, marks=self.record.marks | self.own_marks)

    def in_force(self, at: datetime) -> str:
        """Give the star that is in force at a moment, an earlier one too; nothing where none is.

        Raises:
            InvalidValueError: the moment has no offset.
        """
        moment(None, None, at)
        if self.term_end is not None and at >= self.term_end:
            return ""
        return next((star for since, star in reversed(self.held) if since <= at), "")


def who_acts(event: Event) -> frozenset[str]:
    """Give who acts and for whom, as far as it is said: wherever people are kept apart, both count."""
    return frozenset({event.actor, event.on_behalf_of} - {""})


@attrs.frozen(kw_only=True)
class AwardStanding:
    """What holds of an award at one moment.

    Attributes:
        star: the star in force; empty where none is.
        is_expired: whether its term has run out, written down or not.
        review_due: by when it is to be reviewed; nothing where no star is held.
        withdraw_for: marks for which the star is to be withdrawn, each with the rule.
        unknown: rules whose look-back the record does not cover.
    """

    star: str
    is_expired: bool
    review_due: datetime | None
    review_overdue: bool
    withdraw_for: tuple[tuple[LookBack, Mark], ...]
    unknown: tuple[LookBack, ...]


def standing(case: AwardCase, policy: AwardPolicy, at: datetime) -> AwardStanding:
    """Give what holds of an award at a moment: a function of its events, the policy and that moment alone.

    Raises:
        InvalidValueError: the moment has no offset, or is before the case's last event; what held then, the case as of
            then knows.
    """
    moment(None, None, at)
    if case.last_at is not None and at < case.last_at:
        zh = f"不早于 {case.last_at} 的时间；更早的时刻，用 as_of 取当时的案卷"
        en = f"a time not before {case.last_at}; for an earlier one take the case as of then (as_of)"
        raise InvalidValueError(str(at), Words(zh=zh, en=en))
    held = case.state in ("awarded", "suspended")
    expired = case.state == "expired" or (held and case.term_end is not None and at >= case.term_end)
    since = (case.reviewed_at or case.awarded_at) if held and not expired else None
    due = None if since is None else policy.review_due(since)
    day, record = day_of(at), case.whole_record
    return AwardStanding(
        star=case.in_force(at),
        is_expired=expired,
        review_due=due,
        review_overdue=due is not None and at >= due,
        withdraw_for=tuple(policy.withdrawing(case.star, record, day)) if since is not None else (),
        unknown=tuple(policy.unknown(case.star, record, day)) if since is not None else (),
    )


def award_marks(cases: Iterable[AwardCase]) -> frozenset[Mark]:
    """Give the marks that a station's awards have left, for the record that its next application is judged by."""
    return frozenset(mark for case in cases for mark in case.own_marks)


# -- the fold ------------------------------------------------------------------------------------------------


def fold_award(case: AwardCase, event: Event, state: str) -> AwardCase:
    """Give the case after an event, in *state*."""
    take = _FOLDS.get(event.kind)
    after = case if take is None else take(case, event)
    star = after.star if state == "awarded" else ""
    was = after.held[-1][1] if after.held else ""
    held = after.held if star == was else (*after.held, (event.happened_at, star))
    return attrs.evolve(after, state=state, last_at=event.happened_at, last_id=event.id, held=held)


def _self_assess(case: AwardCase, event: Event) -> AwardCase:
    return attrs.evolve(case, claimed=event.sub_level, applicants=case.applicants | who_acts(event))


def _apply(case: AwardCase, event: Event) -> AwardCase:
    return attrs.evolve(case, applied=event.sub_level, applicants=case.applicants | who_acts(event))


def _inspect(case: AwardCase, event: Event) -> AwardCase:
    """A new inspection answers the objections that were upheld; what is still open stays open."""
    marked = _marked(case, MarkKind.FAILED_CHECK, event) if event.result == CheckResult.FAILED else case
    return attrs.evolve(
        marked,
        found=event.sub_level,
        check=event.result,
        inspectors=case.inspectors | who_acts(event),
        publicised_at=None,
        publicity_end=None,
        upheld=frozenset(),
    )


def _publicise(case: AwardCase, event: Event) -> AwardCase:
    return attrs.evolve(case, publicised_at=event.happened_at, publicity_end=event.limit)


def _object(case: AwardCase, event: Event) -> AwardCase:
    """One that a register gives no id of its own goes by that of its event."""
    name = event.linked or event.id
    raised = case.objections | {(name, one) for one in who_acts(event) or {""}}
    return attrs.evolve(case, objections=raised, heard=case.heard | {name})


def _settle(case: AwardCase, event: Event) -> AwardCase:
    left = frozenset(one for one in case.objections if one[0] != event.linked)
    right = {event.linked} if event.result == ObjectionResult.UPHELD else set()
    return attrs.evolve(case, objections=left, upheld=case.upheld | right)


def _award(case: AwardCase, event: Event) -> AwardCase:
    return attrs.evolve(case, star=event.sub_level, awarded_at=event.happened_at, term_end=event.limit)


def _review(case: AwardCase, event: Event) -> AwardCase:
    passed = event.result == CheckResult.PASSED
    marked = case if event.result != CheckResult.FAILED else _marked(case, MarkKind.FAILED_CHECK, event)
    passed_at = event.happened_at if passed else case.passed_at
    return attrs.evolve(marked, reviewed_at=event.happened_at, passed_at=passed_at)


def _downgrade(case: AwardCase, event: Event) -> AwardCase:
    return attrs.evolve(_marked(case, MarkKind.DOWNGRADED, event), star=event.sub_level)


def _suspend(case: AwardCase, event: Event) -> AwardCase:
    return attrs.evolve(case, suspended_at=event.happened_at)


def _revoke(case: AwardCase, event: Event) -> AwardCase:
    return _marked(case, MarkKind.REVOKED, event)


def _marked(case: AwardCase, kind: MarkKind, event: Event) -> AwardCase:
    mark = Mark(kind=kind, on=day_of(event.happened_at), evidence=event.id)
    return attrs.evolve(case, own_marks=case.own_marks | {mark})


_FOLDS: Mapping[str, Callable[[AwardCase, Event], AwardCase]] = {
    AwardKind.SELF_ASSESS: _self_assess,
    AwardKind.APPLY: _apply,
    AwardKind.INSPECT: _inspect,
    AwardKind.PUBLICISE: _publicise,
    AwardKind.OBJECT: _object,
    AwardKind.SETTLE: _settle,
    AwardKind.AWARD: _award,
    AwardKind.REVIEW: _review,
    AwardKind.DOWNGRADE: _downgrade,
    AwardKind.SUSPEND: _suspend,
    AwardKind.REVOKE: _revoke,
}
