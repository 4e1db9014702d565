"""The yearly certification of members: trained, assessed, certified until a day, and lapsed after it.

Everybody is assessed yearly before taking their post (so a Shanxi station, a newspaper of 2024: reconstructed).
Lapse is derived from the certificate and the moment asked about. What a lapsed member may not do is said by a guard,
which any procedure can be given.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import TypeVar

import attrs

from stationkit.errors import InvalidValueError
from stationkit.periods import add_months
from stationkit.procedures.days import day_after, day_of
from stationkit.procedures.machine import Procedure, State, Transition, kinds_of
from stationkit.procedures.refusals import Blocker, Guard
from stationkit.stations.events import Event
from stationkit.stations.fields import NamedText, members_checked, moment
from stationkit.stations.people import Member, Role
from stationkit.stations.provenance import Ruled, Status
from stationkit.words import Words

__all__ = [
    "CERTIFICATION",
    "YEARLY",
    "AssessmentResult",
    "CertificationCase",
    "CertificationKind",
    "certification_procedure",
    "certified_guard",
    "with_certificate",
]

YEARLY = Ruled(value=12, source="大同某站：人人每年考核上岗（2024 年报道）", status=Status.RECONSTRUCTED)
"""For how many months a certificate holds at most."""

_ASSESSORS = frozenset({Role.STATION_HEAD, Role.SAFETY_DEPARTMENT, Role.BASIC_UNION})
"""Who trains, assesses and certifies, and so who lifts what stands against it."""

_RULE = "群众安全监督员上岗培训与年度考核（各矿制度，转载本）"


_T = TypeVar("_T")


class CertificationKind(NamedText):
    """What happens to a member's certification."""

    TRAIN = "train", "培训", "trained"
    ASSESS = "assess", "考核", "assessed"
    CERTIFY = "certify", "发证", "certified"
    LAPSE = "lapse", "证书失效", "lapsed"
    REVOKE = "revoke", "吊销证书", "certificate revoked"


class AssessmentResult(NamedText):
    """What an assessment came to: the `result` of its event."""

    PASSED = "passed", "合格", "passed"
    FAILED = "failed", "不合格", "failed"


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class CertificationCase:
    """A member's certification; the case's id is the member's.

    Attributes:
        passed_at: when an assessment was passed on which no certificate has been given yet.
        certified_at: when the last certificate was given, and *valid_until* the moment at which it ends.
    """

    id: str
    state: str = "uncertified"
    last_at: datetime | None = None
    last_id: str = ""
    passed_at: datetime | None = None
    certified_at: datetime | None = None
    valid_until: datetime | None = None

    def is_certified(self, at: datetime) -> bool:
        """Tell whether the certificate holds at a moment.

        Raises:
            InvalidValueError: the moment has no offset.
        """
        moment(None, None, at)
        return self.state == "certified" and self.valid_until is not None and at < self.valid_until


def with_certificate(member: Member, case: CertificationCase) -> Member:
    """Give a member with the last whole day of their certificate; nothing where they hold none.

    Raises:
        InvalidValueError: the case is another member's.
    """
    if case.id != member.id:
        expected = Words(
            zh=f"{member.id} 的考核档案（编号即人员编号）", en=f"the case of {member.id}, by the member's id"
        )
        raise InvalidValueError(case.id, expected)
    until = case.valid_until if case.state == "certified" else None
    return attrs.evolve(member, certified_until=day_of(until) - timedelta(days=1) if until else None)


def certified_guard(members: Iterable[Member], roles: Collection[Role], clause: str = _RULE) -> Guard:
    """Give a guard for any procedure: nobody acts in one of *roles* without a certificate that holds on the day.

    Where it is not known whether somebody is certified, they may not act either, and the refusal says that.

    Raises:
        InvalidValueError: *members* are no members, or *roles* are no roles: such a guard would guard nothing.
    """
    known = {member.id: member for member in _all_are(Member, members)}
    asked = frozenset(_all_are(Role, roles))

    def check(_: object, command: Event) -> Iterator[Blocker]:
        if command.role not in asked or not command.actor:
            return
        member = known.get(command.actor)
        certified = None if member is None else member.is_certified(day_of(command.happened_at))
        if certified is None:
            zh, en = f"{command.actor} 有无证书没有记录", f"whether {command.actor} is certified is not known"
            yield Blocker(code="certificate-unknown", words=Words(zh=zh, en=en), clause=clause, lifted_by=_ASSESSORS)
        elif not certified and member is not None:
            day = member.certified_until
            zh, en = f"{command.actor} 的证书已于 {day} 到期", f"the certificate of {command.actor} ended on {day}"
            yield Blocker(code="certificate-lapsed", words=Words(zh=zh, en=en), clause=clause, lifted_by=_ASSESSORS)

    return Guard(name="certified", check=check)


def _all_are(form: type[_T], values: Iterable[_T]) -> tuple[_T, ...]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InvalidValueError(values, Words(zh=f"若干 {form.__name__}", en=f"a collection of {form.__name__}"))
    found = tuple(values)
    for one in found:
        if not isinstance(one, form):
            raise InvalidValueError(one, Words(zh=f"{form.__name__}", en=f"a {form.__name__}"))
    return found


# -- guards --------------------------------------------------------------------------------------------------


def _blocker(code: str, zh: str, en: str) -> Blocker:
    return Blocker(code=code, words=Words(zh=zh, en=en), lifted_by=_ASSESSORS)


def _known_result(_: CertificationCase, command: Event) -> Iterator[Blocker]:
    if command.result and command.result not in set(AssessmentResult):
        yield _blocker("unknown-result", "结果为 passed 或 failed", "the result is passed or failed")


def _passed_first(case: CertificationCase, _: Event) -> Iterator[Blocker]:
    if case.passed_at is None:
        yield _blocker("not-assessed", "须先考核合格", "an assessment must be passed first")


def _not_oneself(case: CertificationCase, command: Event) -> Iterator[Blocker]:
    if case.id in {command.actor, command.on_behalf_of}:
        zh, en = (
            "本人（及受其委托者）不能考核自己，须由他人办理",
            "nobody assesses or certifies themselves: somebody else does",
        )
        yield _blocker("own-certificate", zh, en)


def _still_valid(case: CertificationCase, command: Event) -> Iterator[Blocker]:
    until = case.valid_until
    if until is not None and command.happened_at < until:
        blocker = _blocker("still-valid", f"证书有效期至 {until}", f"the certificate holds until {until}")
        yield attrs.evolve(blocker, lifted_by=frozenset(), earliest=until)  # nobody lifts it: time does


def _not_over(case: CertificationCase, command: Event) -> Iterator[Blocker]:
    until = case.valid_until
    if case.state == "certified" and until is not None and until <= command.happened_at:
        zh = f"证书已于 {until} 到期，须先登记失效，再培训"
        en = f"the certificate ended on {until}: write down that it lapsed, and train again"
        yield _blocker("certificate-over", zh, en)


def _ends_later(_: CertificationCase, command: Event) -> Iterator[Blocker]:
    if command.limit is not None and command.limit <= command.happened_at:
        yield _blocker("ends-before-it-begins", "证书有效期须晚于发证时间", "a certificate ends after it is given")


def _at_most(months: Ruled) -> Guard:
    def check(case: CertificationCase, command: Event) -> Iterator[Blocker]:
        if case.passed_at is None:
            return
        most = day_after(add_months(day_of(case.passed_at), months.value))
        if most <= command.happened_at:
            zh, en = f"考核已超过 {months.value} 个月，须重新考核", f"assessed too long ago: good until {most} at most"
            yield attrs.evolve(_blocker("assessed-too-long-ago", zh, en), clause=months.source)
        elif command.limit is not None and command.limit > most:
            zh, en = f"证书有效期自考核起不超过 {months.value} 个月，至 {most}", f"at most until {most}"
            yield attrs.evolve(_blocker("too-long", zh, en), clause=months.source)

    return Guard(name="at-most", check=check, reads=("passed_at",))


# -- the fold and the graph ----------------------------------------------------------------------------------


def _fold(case: CertificationCase, event: Event, state: str) -> CertificationCase:
    after = attrs.evolve(case, state=state, last_at=event.happened_at, last_id=event.id)
    if event.kind == CertificationKind.ASSESS:
        passed = event.result == AssessmentResult.PASSED
        return attrs.evolve(after, passed_at=event.happened_at if passed else None)
    if event.kind == CertificationKind.CERTIFY:
        return attrs.evolve(after, passed_at=None, certified_at=event.happened_at, valid_until=event.limit)
    if event.kind in (CertificationKind.LAPSE, CertificationKind.REVOKE):
        return attrs.evolve(after, passed_at=None)
    return after


def _way(
    kind: CertificationKind, sources: str, target: str, attached: tuple[str, ...] = (), *guards: str
) -> Transition:
    where = tuple(sources.split())
    return Transition(
        kind=kind, sources=where, target=target, roles=_ASSESSORS, attached=attached, guards=guards, clause=_RULE
    )


_STATES = (
    State(id="uncertified", words=Words(zh="未持证", en="not certified")),
    State(id="trained", words=Words(zh="已培训", en="trained")),
    State(id="certified", words=Words(zh="持证", en="certified")),
    State(id="lapsed", words=Words(zh="证书失效", en="lapsed"), is_end=True),
    State(id="revoked", words=Words(zh="证书吊销", en="certificate revoked"), is_end=True),
)


def certification_procedure(months: Ruled = YEARLY) -> Procedure:
    """Give the procedure, with certificates that hold for so many months after the assessment at most."""
    assessed = (("result", "evidence"), "known-result", "not-over")
    return Procedure(
        id="certification",
        version="1",
        words=Words(zh="年度考核上岗", en="yearly certification"),
        clause=_RULE,
        kinds=kinds_of(CertificationKind),
        start="uncertified",
        states=_STATES,
        transitions=(
            _way(CertificationKind.TRAIN, "uncertified lapsed", "trained", ("evidence",)),
            _way(CertificationKind.ASSESS, "trained certified", "", *assessed),
            _way(
                CertificationKind.CERTIFY,
                "trained certified",
                "certified",
                ("limit",),
                "not-over",
                "passed-first",
                "ends-later",
                "at-most",
            ),
            _way(CertificationKind.LAPSE, "certified", "lapsed", (), "still-valid"),
            _way(CertificationKind.REVOKE, "certified", "revoked"),
        ),
        guards=(
            Guard(name="known-result", check=_known_result, asks=("result",)),
            Guard(name="passed-first", check=_passed_first, reads=("passed_at",)),
            Guard(name="not-over", check=_not_over, reads=("state", "valid_until")),
            Guard(name="still-valid", check=_still_valid, reads=("valid_until",)),
            Guard(name="ends-later", check=_ends_later, asks=("limit",)),
            _at_most(months),
        ),
        invariants=(Guard(name="not-oneself", check=_not_oneself, reads=("id",), lasts=True),),
        case=CertificationCase,
        fold=_fold,
    )


CERTIFICATION = certification_procedure()
"""The yearly certification, with certificates for twelve months."""
