"""Mentoring and certification: two more procedures on the same machine."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from stationkit.calendars.calendar import BEIJING
from stationkit.errors import InvalidValueError
from stationkit.procedures.certification import (
    CERTIFICATION,
    CertificationCase,
    CertificationKind,
    certified_guard,
    with_certificate,
)
from stationkit.procedures.machine import Procedure
from stationkit.procedures.mentoring import MENTORING, MentoringCase, MentoringKind, Weight, mentored, notice
from stationkit.procedures.recording import record
from stationkit.procedures.refusals import Actor, Refusal
from stationkit.stations.events import Event
from stationkit.stations.people import Member, Role
from stationkit.stations.violations import MentoringStep, Violation, ViolationKind, due_passes

START = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
DAY = timedelta(days=1)
NUMBERS = count()
"""Of several events of one moment the ids say which came first."""
ANYBODY = Actor(id="ann", roles=frozenset(Role))
VIOLATION = Violation(id="v-1", station="s-1", kind=ViolationKind.WORKING, on=START.date(), worker="bo")


def command(procedure: Procedure, kind: str, at: datetime = START, **details: Any) -> Event:
    """Make a complete command by somebody who may give it, unless *details* say otherwise."""
    way = next(one for one in procedure.transitions if one.kind == kind)
    complete: dict[str, Any] = {
        "actor": "bo" if kind == MentoringStep.SELF_CRITICISM.value else "ann",
        "role": min(way.roles, key=str),
        "document": "no. 1",
        "ground": "as it was",
        "evidence": ("sheet 1",),
    }
    return Event(id=f"e-{next(NUMBERS):06}", case="c-1", kind=kind, happened_at=at, **{**complete, **details})


def walked(procedure: Procedure, *commands: Event) -> Any:
    """Walk a case through commands that must all be allowed."""
    case = procedure.begin("c-1")
    for one in commands:
        decided = procedure.decide(case, one)
        assert not isinstance(decided, Refusal), decided
        case = procedure.evolve(case, one)
    return case


def issued(*, serious: bool) -> Event:
    """The notice of a violation of that weight."""
    violation = attrs.evolve(VIOLATION, serious=serious)
    return notice(
        violation,
        id=f"e-{next(NUMBERS):06}",
        case="c-1",
        at=START,
        actor="ann",
        role=Role.STATION_HEAD,
        document="帮教 1",
    )


def done(kind: str, **details: Any) -> Event:
    """A step of mentoring."""
    return command(MENTORING, kind, **details)


class TestMentoring:
    """三违人员管理制: general violations pass 1, 2, 3, 4 and 6, serious ones all seven, before the return."""

    @pytest.mark.parametrize(("serious", "count"), [(True, 7), (False, 5)])
    def test_the_return_waits_for_every_due_pass(self, serious: bool, count: int) -> None:
        """Each open pass is a blocker of its own, with who could lead it."""
        passes = [done(str(step), at=START + DAY) for step in due_passes(serious=serious)]
        back = done(MentoringKind.RETURN_TO_POST, at=START + DAY)
        notified = issued(serious=serious)
        found = MENTORING.may(walked(MENTORING, notified), back)
        assert [one.code for one in found] == [f"open-{step}" for step in due_passes(serious=serious)]
        assert len(found) == count
        assert all(one.lifted_by for one in found)
        assert walked(MENTORING, notified, *passes, back).state == "returned"

    @given(st.booleans(), st.permutations(list(MentoringStep)), st.integers(0, 7))
    def test_the_violation_and_its_mentoring_tell_the_same_passes(
        self, serious: bool, order: list[MentoringStep], count: int
    ) -> None:
        """In any order; it has ended when nothing that is due is open."""
        case = walked(MENTORING, issued(serious=serious))
        due = [step for step in order if step in due_passes(serious=serious)]
        for step in due[:count]:
            case = MENTORING.evolve(case, done(str(step)))
        told = mentored(attrs.evolve(VIOLATION, serious=serious), case)
        assert told.open_passes == case.open_passes
        assert (told.mentored_on is not None) == (not case.open_passes)

    def test_nobody_mentors_themselves_but_everybody_writes_their_own_self_criticism(self) -> None:
        """Nor does whoever acts for them."""
        case = walked(MENTORING, issued(serious=True))
        for step in MentoringStep:
            own = [one.code for one in MENTORING.may(case, done(str(step), actor="bo"))]
            assert own == ([] if step is MentoringStep.SELF_CRITICISM else ["own-mentoring"])
        for_him = done(MentoringStep.FAMILY_GUARANTEE.value, on_behalf_of="bo")
        assert [one.code for one in MENTORING.may(case, for_him)] == ["own-mentoring"]
        other = done(MentoringStep.SELF_CRITICISM.value, actor="ann")
        assert [one.code for one in MENTORING.may(case, other)] == ["not-the-worker"]
        own_notice = attrs.evolve(issued(serious=True), actor="bo")
        assert [one.code for one in MENTORING.may(MENTORING.begin("c-1"), own_notice)] == ["own-mentoring"]

    def test_a_pass_is_done_once_and_only_where_it_is_due(self) -> None:
        """A general violation is not broadcast at the pithead."""
        once = done(MentoringStep.TEAM_LEADER_TALK.value, at=START + DAY)
        case = walked(MENTORING, issued(serious=False), once)
        again = attrs.evolve(once, id=f"{once.id}-again")
        assert [one.code for one in MENTORING.may(case, again)] == ["pass-done"]
        exposed = done(MentoringStep.PITHEAD_EXPOSURE.value, at=START + DAY)
        assert [one.code for one in MENTORING.may(case, exposed)] == ["pass-not-due"]

    @given(st.sampled_from(["violation", "worker"]), st.booleans())
    def test_a_mentoring_tells_of_its_own_violation_alone(self, of: str, serious: bool) -> None:
        """Another's says nothing of this one; where nobody is named, nothing contradicts."""
        case = walked(MENTORING, issued(serious=serious))
        other = attrs.evolve(VIOLATION, **({"id": "v-2"} if of == "violation" else {"worker": "dai"}))
        with pytest.raises(InvalidValueError, match=f"({of})"):
            mentored(other, case)
        assert mentored(attrs.evolve(VIOLATION, worker=""), case).mentored_on is None

    @given(st.integers(-400, 400))
    def test_no_notice_is_issued_before_its_violation(self, days: int) -> None:
        """On the day itself it may be."""
        asked = {"id": "e-0", "case": "c-1", "actor": "ann", "role": Role.STATION_HEAD, "document": "帮教 1"}
        if days < 0:
            with pytest.raises(InvalidValueError, match="2026-03-02"):
                notice(VIOLATION, at=START + days * DAY, **asked)  # type: ignore[arg-type]  # as notice takes them
        else:
            assert notice(VIOLATION, at=START + days * DAY, **asked).linked == "v-1"  # type: ignore[arg-type]  # so too

    def test_an_unknown_weight_is_refused(self) -> None:
        """Neither general nor serious."""
        odd = attrs.evolve(issued(serious=False), result="fatal")
        assert [one.code for one in MENTORING.may(MENTORING.begin("c-1"), odd)] == ["unknown-weight"]

    def test_a_notice_can_be_annulled(self) -> None:
        """And then there is nothing left to pass."""
        assert walked(MENTORING, issued(serious=True), done(MentoringKind.ANNUL)).state == "annulled"


class AnyoneMentors(RuleBasedStateMachine):
    """Anyone tries anything in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.case: MentoringCase = MENTORING.begin("c-1")
        self.history: list[Event] = []

    @rule(
        kind=st.sampled_from([kind.id for kind in MENTORING.kinds]),
        actor=st.sampled_from(("", "ann", "bo")),
        weight=st.sampled_from(Weight),
    )
    def try_to(self, kind: str, actor: str, weight: Weight) -> None:
        """Try a complete command."""
        details: dict[str, Any] = {"actor": actor} if actor else {}
        if kind == MentoringKind.ISSUE:
            details |= {"rectifier": "bo", "linked": "v-1", "result": weight}
        asked = done(kind, **details)
        found, decided = MENTORING.may(self.case, asked), MENTORING.decide(self.case, asked)
        assert bool(found) == isinstance(decided, Refusal)
        if not isinstance(decided, Refusal):
            self.case = MENTORING.evolve(self.case, asked)
            self.history.append(asked)

    @invariant()
    def nobody_returns_with_a_pass_open(self) -> None:
        """Told from the history alone."""
        kinds = [one.kind for one in self.history]
        if MentoringKind.RETURN_TO_POST in kinds:
            serious = self.history[0].result == Weight.SERIOUS
            assert {str(step) for step in due_passes(serious=serious)} <= set(kinds)

    @invariant()
    def nobody_mentors_themselves(self) -> None:
        """The worker acts in the self-criticism alone."""
        assert {one.kind for one in self.history if one.actor == "bo"} <= {MentoringStep.SELF_CRITICISM.value}


TestAnyoneMentors = AnyoneMentors.TestCase
TestAnyoneMentors.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)

UNTIL = datetime(2027, 3, 3, tzinfo=BEIJING)
TRAINED = command(CERTIFICATION, CertificationKind.TRAIN)
PASSED = command(CERTIFICATION, CertificationKind.ASSESS, result="passed")
CERTIFIED = (TRAINED, PASSED, command(CERTIFICATION, CertificationKind.CERTIFY, limit=UNTIL))


class TestCertification:
    """Everybody is assessed yearly before taking their post."""

    @pytest.mark.parametrize(("hours", "held"), [(-1, True), (0, False)])
    def test_a_certificate_lapses_by_time_alone(self, hours: int, held: bool) -> None:
        """The event only writes down what the day has done already."""
        case = walked(CERTIFICATION, *CERTIFIED)
        at = UNTIL + timedelta(hours=hours)
        assert case.is_certified(at) == held
        found = CERTIFICATION.may(case, command(CERTIFICATION, CertificationKind.LAPSE, at))
        assert [(one.code, one.earliest) for one in found] == ([("still-valid", UNTIL)] if held else [])

    def test_a_certificate_holds_for_a_year_from_the_assessment_at_most(self) -> None:
        """The corresponding day still belongs to the year."""
        case = walked(CERTIFICATION, TRAINED, PASSED)
        longer = command(CERTIFICATION, CertificationKind.CERTIFY, limit=UNTIL + DAY)
        assert [one.code for one in CERTIFICATION.may(case, longer)] == ["too-long"]

    def test_the_next_year_needs_its_own_assessment(self) -> None:
        """A certificate is not given twice for one assessment, and a failed one gives none."""
        case = walked(CERTIFICATION, *CERTIFIED)
        again = command(CERTIFICATION, CertificationKind.CERTIFY, UNTIL - DAY, limit=UNTIL + 300 * DAY)
        assert [one.code for one in CERTIFICATION.may(case, again)] == ["not-assessed"]
        failed = command(CERTIFICATION, CertificationKind.ASSESS, UNTIL - DAY, result="failed")
        later = attrs.evolve(again, id=f"{failed.id}-later")
        assert [one.code for one in CERTIFICATION.may(CERTIFICATION.evolve(case, failed), later)] == ["not-assessed"]
        passed = attrs.evolve(failed, result="passed")
        assert CERTIFICATION.may(CERTIFICATION.evolve(case, passed), later) == ()

    @given(st.integers(-300, 800), st.booleans(), st.sampled_from(["assess", "certify"]), st.booleans())
    def test_an_ended_certificate_is_renewed_by_training_whether_or_not_its_lapse_is_written(
        self, hours: int, is_written: bool, kind: str, is_assessed: bool
    ) -> None:
        """Before its end it is renewed as it stands; from its end on nothing but training leads back."""
        at = UNTIL + timedelta(hours=hours)
        case = walked(CERTIFICATION, *CERTIFIED)
        if is_assessed:
            again = command(CERTIFICATION, CertificationKind.ASSESS, UNTIL - 20 * DAY, result="passed")
            case = CERTIFICATION.evolve(case, again)
        if is_written and hours >= 0:
            case = CERTIFICATION.evolve(case, command(CERTIFICATION, CertificationKind.LAPSE, UNTIL))
        asked = command(CERTIFICATION, kind, at, result="passed", limit=at + DAY)
        is_open = hours < 0 and (kind == "assess" or is_assessed)
        assert (CERTIFICATION.may(case, asked) == ()) == is_open

    def test_a_refusal_names_who_can_lift_it(self) -> None:
        """What time lifts nobody else does; what an assessment lifts, the assessors do."""
        case = walked(CERTIFICATION, *CERTIFIED)
        (still,) = CERTIFICATION.may(case, command(CERTIFICATION, CertificationKind.LAPSE))
        assert (still.lifted_by, still.earliest) == (frozenset(), UNTIL)
        (over,) = CERTIFICATION.may(case, command(CERTIFICATION, CertificationKind.ASSESS, UNTIL, result="passed"))
        assessors = {Role.STATION_HEAD, Role.SAFETY_DEPARTMENT, Role.BASIC_UNION}
        assert (over.code, over.lifted_by) == ("certificate-over", assessors)
        assert "train again" in over.words.en

    def test_a_certificate_ends_after_it_is_given(self) -> None:
        """The moment itself is no time at all."""
        case = walked(CERTIFICATION, TRAINED, PASSED)
        for late in (0, 1):
            at = UNTIL - late * DAY
            over = command(CERTIFICATION, CertificationKind.CERTIFY, at - DAY, limit=at - DAY)
            assert [one.code for one in CERTIFICATION.may(case, over)] == ["ends-before-it-begins"]

    def test_no_certificate_is_given_on_an_assessment_of_more_than_a_year_ago(self) -> None:
        """Whatever its end would be, and the options say so before one is filled in."""
        case = walked(CERTIFICATION, TRAINED, PASSED)
        late = command(CERTIFICATION, CertificationKind.CERTIFY, UNTIL, limit=UNTIL + DAY)
        assert [one.code for one in CERTIFICATION.may(case, late)] == ["assessed-too-long-ago"]
        (certify,) = [one for one in CERTIFICATION.options(case, ANYBODY, UNTIL) if one.kind == "certify"]
        assert not certify.is_open

    def test_a_certificate_is_the_members_own(self) -> None:
        """The case of c-1 says nothing of c-2."""
        with pytest.raises(InvalidValueError, match="c-2"):
            with_certificate(Member(id="c-2", station="s-1"), walked(CERTIFICATION, *CERTIFIED))

    def test_nobody_certifies_themselves(self) -> None:
        """Nor assesses: whoever is the case is not the assessor."""
        own = command(CERTIFICATION, CertificationKind.ASSESS, result="passed", actor="c-1")
        assert [one.code for one in CERTIFICATION.may(walked(CERTIFICATION, TRAINED), own)] == ["own-certificate"]

    def test_a_lapsed_member_comes_back_by_training(self) -> None:
        """A revoked one does not come back in this case."""
        lapsed = walked(CERTIFICATION, *CERTIFIED, command(CERTIFICATION, CertificationKind.LAPSE, UNTIL))
        assert CERTIFICATION.may(lapsed, command(CERTIFICATION, CertificationKind.TRAIN, UNTIL)) == ()
        revoked = walked(CERTIFICATION, *CERTIFIED, command(CERTIFICATION, CertificationKind.REVOKE))
        assert not revoked.is_certified(START)
        assert CERTIFICATION.options(revoked, actor=ANYBODY, at=UNTIL) == ()

    def test_the_register_of_members_carries_the_last_day(self) -> None:
        """What the certificate says and what the member says agree on every day."""
        member = with_certificate(Member(id="c-1", station="s-1"), walked(CERTIFICATION, *CERTIFIED))
        assert member.certified_until == date(2027, 3, 2)
        assert with_certificate(member, CertificationCase(id="c-1")).certified_until is None
        until_nine = attrs.evolve(
            walked(CERTIFICATION, *CERTIFIED), valid_until=datetime(2026, 6, 1, 9, tzinfo=BEIJING)
        )
        assert with_certificate(member, until_nine).certified_until == date(2026, 5, 31), "the last whole day"

    @pytest.mark.parametrize(
        ("actor", "day", "codes"),
        [
            ("ann", 0, []),
            ("ann", 2, ["certificate-lapsed"]),
            ("bo", 0, ["certificate-unknown"]),
            ("who", 0, ["certificate-unknown"]),
        ],
    )
    def test_a_lapsed_member_may_not_act(self, actor: str, day: int, codes: list[str]) -> None:
        """The guard can be given to any procedure; not knowing is no permission."""
        members = [
            Member(id="ann", station="s-1", certified_until=date(2026, 3, 3)),
            Member(id="bo", station="s-1"),
        ]
        strict = MENTORING.with_guards([certified_guard(members, {Role.STATION_HEAD})])
        asked = attrs.evolve(issued(serious=True), actor=actor, happened_at=START + day * DAY, rectifier="dai")
        assert [one.code for one in strict.may(MENTORING.begin("c-1"), asked)] == codes

    @pytest.mark.parametrize("roles", [{"station-head"}, {"station_head"}, "station-head", {Member}])
    def test_a_guard_that_would_guard_nothing_is_refused(self, roles: Any) -> None:
        """The text of a role is no role: no command is ever given in it."""
        with pytest.raises(InvalidValueError, match="Role"):
            certified_guard([], roles)
        with pytest.raises(InvalidValueError, match="Member"):
            certified_guard(["ann"], {Role.STATION_HEAD})  # type: ignore[list-item]  # what is refused


def test_a_violation_of_unknown_weight_asks_for_every_pass_before_the_return() -> None:
    """All seven are enough for either; none of them is refused, and in a record it is a gap."""
    issue = attrs.evolve(issued(serious=True), result="")
    case = record(MENTORING, "c-1", [issue]).case
    back = command(MENTORING, MentoringKind.RETURN_TO_POST, START + DAY)
    assert [one.code for one in MENTORING.may(case, back)] == [f"open-{step}" for step in MentoringStep]
    for step in MentoringStep:
        passed = command(MENTORING, str(step), START + DAY)
        assert MENTORING.may(case, passed) == ()
        case = MENTORING.evolve(case, passed)
    assert MENTORING.may(case, command(MENTORING, MentoringKind.RETURN_TO_POST, START + DAY)) == ()
    told = record(MENTORING, "c-1", [issue, back])
    assert told.breaches == ()
    assert {one.code for one in told.findings} >= {"unknown-result", "open-self-criticism"}


def test_of_an_unnamed_worker_some_worker_writes_the_self_criticism() -> None:
    """The notice does not say who it is; a case that only annulment would end helps nobody."""
    case = record(MENTORING, "c-1", [attrs.evolve(issued(serious=False), rectifier="")]).case
    written = command(MENTORING, MentoringStep.SELF_CRITICISM.value, START + DAY, actor="somebody")
    assert MENTORING.may(case, written) == ()
