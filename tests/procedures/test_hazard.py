"""The hazard procedure: every step of the loop, and what each refuses, with whom it would take."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.calendars.calendar import BEIJING
from stationkit.errors import InvalidValueError
from stationkit.procedures.claims import commitment
from stationkit.procedures.duplicates import original_of, revivals
from stationkit.procedures.hazard import HAZARD, HazardCase, decide, evolve, may
from stationkit.procedures.hazard_words import EMPLOYER, RECHECKERS, Holder
from stationkit.procedures.major_classes import classes_on
from stationkit.procedures.recording import RecordedCase, record
from stationkit.procedures.refusals import ALONE, Actor, Blocker, Context, Guard, Refusal
from stationkit.stations.events import Event, EventKind
from stationkit.stations.hazards import HandlingMode, HazardLevel, Implementation, PlanElement
from stationkit.stations.people import UNION_ROLES, Role
from stationkit.testing.histories import TOKEN, Move, lawful, moves, stories
from stationkit.words import Words

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLAIM = Context(claim=TOKEN)


def command(case: HazardCase, kind: str, at: datetime | None = None, **details: Any) -> Event:
    """Give a complete command by somebody who may give it, unless *details* say otherwise."""
    when = at or (case.last_at or START) + HOUR
    event, _ = lawful(case, Move(kind, details), when, number=int(when.timestamp() % 10**8))
    return event


def case_of(*steps: str | tuple[str, Mapping[str, Any]], case: str = "h-1", context: Context = CLAIM) -> HazardCase:
    """Walk a new case through steps that must all be allowed."""
    return walked(HazardCase(id=case), *steps, context=context)


def walked(case: HazardCase, *steps: str | tuple[str, Mapping[str, Any]], context: Context = CLAIM) -> HazardCase:
    """Walk a case further."""
    for step in steps:
        kind, details = (step, {}) if isinstance(step, str) else step
        asked = command(case, kind, **details)
        decided = decide(case, asked, context=context)
        assert not isinstance(decided, Refusal), (kind, str(decided))
        case = evolve(case, decided[0])
    return case


def codes(case: HazardCase, kind: str, context: Context = CLAIM, **details: Any) -> list[str]:
    """Give the codes of what stands against a complete command."""
    return [one.code for one in may(case, command(case, kind, **details), context=context)]


MAJOR = ("grade", {"level": HazardLevel.MAJOR, "class_code": "ventilation"})
ON_SITE = ("grade", {"mode": HandlingMode.ON_SITE, "limit_in": 8 * HOUR})
TREATED = ("report", "grade", "notify", "rectify")
SUBMITTED = (*TREATED, "submit")
CLOSED = (*SUBMITTED, "accept", "close")
TREATED_MAJOR = ("report", MAJOR, "approve-plan", "notify", "rectify")


class TestTheMainPath:
    """From the report to the write-off."""

    def test_a_general_hazard_within_a_limit(self) -> None:
        """Reported, graded, notified, rectified, accepted, written off."""
        case = case_of(*CLOSED)
        assert (case.state, case.is_open, case.returns) == ("closed", False, 0)

    def test_a_major_hazard_with_its_plan(self) -> None:
        """Its class, its plan, the five implementations."""
        case = case_of(*TREATED_MAJOR, "submit", "accept", "close")
        assert (case.state, case.class_code, case.plan) == ("closed", "ventilation", frozenset(PlanElement))

    def test_a_return_sets_a_new_limit_and_keeps_the_count(self) -> None:
        """What is returned goes another round."""
        once = case_of(*SUBMITTED, "return")
        twice = walked(once, "rectify", "submit", "return", "rectify", "submit", "accept")
        assert once.limit is not None
        assert twice.limit is not None
        assert (twice.state, twice.returns) == ("accepted", 2)
        assert once.first_limit == twice.first_limit
        assert once.first_limit is not None
        assert once.first_limit < once.limit < twice.limit

    def test_a_return_without_a_new_limit_is_refused(self) -> None:
        """Nobody is sent away without knowing until when."""
        assert codes(case_of(*SUBMITTED), "return", limit=None) == ["not-attached"]


class TestReportsAndTheirAuthors:
    """Drafts, withdrawals, rejections; who the author is, nobody learns."""

    def test_only_the_token_withdraws(self) -> None:
        """Without it, with a wrong one, or with one of another case, nobody does."""
        case = case_of("report")
        other = Context(claim="a token that somebody else has")
        assert codes(case, "withdraw", ALONE) == codes(case, "withdraw", other) == ["not-claimed"]
        assert walked(case, "withdraw").state == "withdrawn"
        assert commitment("h-1", TOKEN) != commitment("h-2", TOKEN)

    def test_without_a_commitment_nobody_claims_a_report(self) -> None:
        """Then only the sealed side can answer, which makes the commitment."""
        assert codes(case_of(("report", {"commitment": ""})), "withdraw") == ["not-claimed"]

    def test_after_the_grading_nobody_withdraws(self) -> None:
        """The hazard is the mine's by then."""
        assert codes(case_of("report", "grade"), "withdraw") == ["out-of-turn"]

    def test_a_draft_is_reported_by_its_author(self) -> None:
        """Nobody reports what somebody else has drafted, nor takes it over."""
        draft = case_of("draft")
        assert codes(draft, "report", ALONE) == ["not-claimed"]
        assert walked(draft, ("report", {"commitment": "other"})).commitment == draft.commitment

    def test_the_token_is_in_nothing_that_comes_out(self) -> None:
        """Neither in the event, nor in the case, nor in a refusal or the text of the context."""
        case, asked = case_of("report"), command(case_of("report"), "withdraw")
        told = [decide(case, asked, context=CLAIM), decide(case, asked, context=Context(claim=TOKEN + "!")), CLAIM]
        assert TOKEN not in repr((told, case))

    def test_a_token_that_could_be_guessed_is_refused_and_not_repeated(self) -> None:
        """Sixteen characters at least."""
        with pytest.raises(InvalidValueError) as caught:
            commitment("h-1", "1234")
        assert "1234" not in str(caught.value)

    def test_a_rejection_is_looked_at_a_second_time_by_other_eyes(self) -> None:
        """Who rejected it, or acts for them, does not look again."""
        case = case_of("report", ("reject", {"actor": "ann"}))
        assert codes(case, "look-again", actor="ann") == codes(case, "look-again", on_behalf_of="ann") == ["same-eyes"]
        assert walked(case, "look-again").state == "reported"

    def test_the_unions_inspector_does_not_reject(self) -> None:
        """The station does, with the work area or mine management."""
        (blocker,) = may(case_of("report"), command(case_of("report"), "reject", role=Role.UNION_INSPECTOR))
        assert (blocker.code, Role.RECEPTIONIST in blocker.lifted_by) == ("wrong-role", True)


class TestDuplicates:
    """They are linked, form no circle, and come back when their original is dropped."""

    def test_a_duplicate_needs_an_original_that_is_pursued(self) -> None:
        """Not itself, not unknown, not rejected, not itself a duplicate."""
        case = case_of("report")
        original = case_of("report", case="h-0")
        among = {
            "h-0": original,
            "h-1": case,
            "h-2": walked(original, "reject"),
            "h-3": HazardCase(id="h-3", state="duplicate", original="h-0"),
        }
        told = {link: codes(case, "mark-duplicate", Context(among=among), linked=link) for link in (*among, "h-9")}
        assert told == {
            "h-0": [],
            "h-1": ["duplicate-of-itself"],
            "h-2": ["original-dropped"],
            "h-3": ["original-is-duplicate"],
            "h-9": ["original-unknown"],
        }

    @given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.booleans()), max_size=40))
    def test_duplicates_form_no_circle(self, tries: list[tuple[int, int, bool]]) -> None:
        """Whoever is linked to whom, and taken up again, in whatever order: every chain ends at an original."""
        among = {f"h-{place}": case_of("report", case=f"h-{place}") for place in range(5)}
        for one, other, drops in tries:
            case = among[f"h-{one}"]
            asked = (
                command(case, "reject")
                if drops
                else command(case, "mark-duplicate" if case.state == "reported" else "revive", linked=f"h-{other}")
            )
            if decide(case, asked, context=Context(among=among)):
                among[case.id] = evolve(case, asked)
        for case in among.values():
            here, seen = case, set()
            while here.original:
                assert here.id not in seen
                seen.add(here.id)
                here = among[here.original]

    def test_a_duplicate_comes_back_when_its_original_is_rejected(self) -> None:
        """And not before."""
        original = case_of("report", case="h-0")
        case = case_of("report", ("mark-duplicate", {"linked": "h-0"}), context=Context(among={"h-0": original}))
        dropped = Context(among={"h-0": walked(original, "reject")})
        assert codes(case, "revive", Context(among={"h-0": original})) == ["original-stands"]
        assert codes(case, "revive", ALONE) == ["original-unknown"]
        assert walked(case, "revive", context=dropped).state == "reported"

    def test_who_drops_an_original_takes_up_all_of_its_duplicates(self) -> None:
        """Each by a command of its own, decided with the dropped case at hand; a chain leads to the first original."""
        among = {f"h-{place}": case_of("report", case=f"h-{place}") for place in range(4)}
        for place in (1, 2):
            known = Context(among=among)
            among[f"h-{place}"] = walked(among[f"h-{place}"], ("mark-duplicate", {"linked": "h-0"}), context=known)
        assert original_of(among["h-1"], among) is among["h-0"]
        desk = Actor(id="desk", roles=frozenset({Role.RECEPTIONIST}))
        assert revivals(among["h-0"], among.values(), desk, START + DAY, "no. 9") == ()
        among["h-0"] = walked(among["h-0"], "reject")
        commands = revivals(among["h-0"], among.values(), desk, START + DAY, "no. 9")
        assert [one.case for one in commands] == ["h-1", "h-2"]
        for one in commands:
            assert HAZARD.advance(among[one.case], one, Context(among=among)).state == "reported"

    @given(st.integers(2, 5), st.sampled_from(["h-1", "h" * 70]))
    def test_a_duplicate_can_be_taken_up_again_and_again(self, rounds: int, name: str) -> None:
        """Every time by an event of its own, however often its original is dropped; asking twice gives the same."""
        original, twin = case_of("report", case="h-0"), case_of("report", case=name)
        desk = Actor(id="desk", roles=frozenset({Role.RECEPTIONIST}))
        taken_up: list[str] = []
        for place in range(rounds):
            twin = walked(twin, ("mark-duplicate", {"linked": "h-0"}), context=Context(among={"h-0": original}))
            original = walked(original, "reject")
            at = START + (place + 9) * DAY
            (one,) = revivals(original, [twin], desk, at, "no. 9")
            assert revivals(original, [twin], desk, at + DAY, "no. 9")[0].id == one.id
            twin = HAZARD.advance(twin, one, Context(among={"h-0": original}))
            original = walked(original, "look-again")
            taken_up.append(one.id)
        assert len(set(taken_up)) == rounds


class TestGrading:
    """Levels are law, classes are dated, and modes have their limits."""

    def test_a_refusal_lists_every_blocker_with_who_could_lift_it(self) -> None:
        """Wrong confirmation, no document, no ground, no class, a major hazard on the spot: all at once."""
        case = case_of("report")
        asked = command(
            case,
            "grade",
            role=Role.RECEPTIONIST,
            document="",
            ground="",
            level=HazardLevel.MAJOR,
            mode=HandlingMode.ON_SITE,
        )
        refusal = decide(case, asked)
        assert isinstance(refusal, Refusal)
        told = [one.code for one in refusal.blockers]
        assert told == [
            "not-attached",
            "not-attached",
            "major-on-site",
            "major-by-management",
            "class-owed",
            "shift-owed",
        ]
        assert refusal.blockers[3].lifted_by == {Role.MINE_MANAGER}
        assert all(one.words.zh and one.words.en and one.clause for one in refusal.blockers)

    @pytest.mark.parametrize(
        ("day", "count"), [((2020, 12, 31), 0), ((2021, 1, 1), 15), ((2024, 4, 30), 15), ((2024, 5, 1), 17)]
    )
    def test_the_classes_of_major_hazards_are_dated(self, day: tuple[int, int, int], count: int) -> None:
        """Fifteen with Order 4 from 2021, seventeen with the regulation of 2024: the day before, the day itself."""
        assert len(classes_on(datetime(*day, tzinfo=UTC).date())) == count

    def test_a_class_that_does_not_exist_yet_is_refused(self) -> None:
        """The slope of an open pit is a class of its own only since May 2024."""
        early = datetime(2024, 4, 1, tzinfo=UTC)
        case = walked(HazardCase(id="h-1"), ("report", {}))
        drafted = HazardCase(id="h-1", state="reported")
        graded = {"level": HazardLevel.MAJOR, "class_code": "open-pit-slope"}
        assert [one.code for one in may(drafted, command(drafted, "grade", early, **graded))] == ["class-unknown"]
        assert codes(case, "grade", **graded) == []

    def test_other_industries_bring_their_own_classes(self) -> None:
        """A construction site knows no outburst of gas."""
        case = case_of("report")
        asked = {"level": HazardLevel.MAJOR, "class_code": "ventilation"}
        assert codes(case, "grade", Context(classes=()), **asked) == ["class-unknown"]

    def test_on_the_spot_means_within_the_shift(self) -> None:
        """After it, the fix is too late, and a notice may be issued."""
        case = case_of("report", ON_SITE)
        assert case.limit is not None
        before, after = case.limit, case.limit + HOUR
        (early,) = may(case, command(case, "notify", before))
        assert early.code == "not-timed"
        assert early.earliest is not None
        assert case.limit < early.earliest < after
        assert codes(case, "fix-on-site", at=before) == []
        assert codes(case, "fix-on-site", at=after) == ["shift-over"]
        assert codes(case, "notify", at=after) == []

    def test_graded_up_the_duties_of_the_plan_begin(self) -> None:
        """From any open state by anyone competent; what was accepted was accepted as something else."""
        case = walked(case_of(*SUBMITTED, "accept"), "upgrade")
        assert (case.state, case.is_major, case.accepted) == ("graded", True, False)
        assert codes(case, "notify") == ["plan-first"]
        assert codes(case, "upgrade") == ["not-up"]

    def test_graded_down_by_mine_management_alone(self) -> None:
        """With its ground; and not what the regulator found."""
        case = case_of("report", MAJOR, "approve-plan")
        own = codes(case, "downgrade")
        assert own == []
        assert codes(case, "downgrade", ground="") == ["not-attached"]
        assert codes(case, "downgrade", role=Role.SAFETY_DEPARTMENT) == ["wrong-role"]
        found = case_of(("report", {"role": Role.REGULATOR}), MAJOR)
        assert codes(found, "downgrade", role=Role.MINE_MANAGER) == ["regulator-supervises"]

    @pytest.mark.parametrize("kind", ["notify", "list", "submit", "accept"])
    def test_no_other_event_changes_the_level(self, kind: str) -> None:
        """A notice that says `general` leaves a major hazard major."""
        case = HazardCase(id="h-1", state="submitted", level=HazardLevel.MAJOR)
        assert evolve(case, command(case, kind, level=HazardLevel.GENERAL)).is_major


class TestMoreTime:
    """Extensions are objects: asked for in time, one at a time, decided by somebody else."""

    def test_the_limit_given_may_differ_from_the_one_asked_for(self) -> None:
        """And only the decision moves it."""
        case = case_of(*TREATED)
        assert case.limit is not None
        asked = walked(case, ("request-extension", {"requested": case.limit + 9 * DAY}))
        granted = walked(asked, ("grant-extension", {"limit": case.limit + 4 * DAY}))
        assert (asked.limit, granted.limit) == (case.limit, case.limit + 4 * DAY)
        (one,) = granted.extensions
        assert (one.decision, one.requested, one.approved) == ("granted", case.limit + 9 * DAY, granted.limit)
        assert granted.first_limit == case.limit

    def test_a_refusal_has_its_ground_and_moves_nothing(self) -> None:
        """Then another may be asked for."""
        case = walked(case_of(*TREATED), "request-extension", ("refuse-extension", {"ground": "no cause shown"}))
        assert (case.extensions[0].decision, case.extensions[0].answer) == ("refused", "no cause shown")
        assert codes(case, "request-extension") == []

    def test_one_at_a_time_in_time_and_for_more(self) -> None:
        """All that is wrong with a request is said at once."""
        case = case_of("report", "grade", ("notify", {"request_by": START + 2 * DAY}), "rectify", "request-extension")
        late = START + 3 * DAY
        told = codes(case, "request-extension", at=late, requested=case.limit)
        assert told == ["extension-pending", "request-late", "not-more"]

    def test_nobody_decides_their_own_request(self) -> None:
        """Nor by delegation."""
        case = walked(case_of(*TREATED), "request-extension")
        for details in ({"actor": "rectifier"}, {"on_behalf_of": "rectifier"}):
            assert codes(case, "grant-extension", **details) == ["applicant-decides"]

    def test_without_a_request_there_is_nothing_to_decide(self) -> None:
        """Neither to grant nor to refuse."""
        case = case_of(*TREATED)
        assert codes(case, "grant-extension") == codes(case, "refuse-extension") == ["nothing-pending"]

    def test_of_a_listed_hazard_two_tiers_decide(self) -> None:
        """The principal responsible person endorses, the regulator decides."""
        case = walked(case_of(*TREATED_MAJOR), ("list", {"role": Role.REGULATOR}), "request-extension")
        assert codes(case, "grant-extension", role=Role.MINE_MANAGER) == ["regulator-decides", "not-endorsed"]
        assert walked(case, "endorse-extension", "grant-extension").extensions[0].endorsed_by == "mine-manager"

    def test_what_is_submitted_needs_no_more_time(self) -> None:
        """A pending request lapses with the work."""
        assert walked(case_of(*TREATED), "request-extension", "submit").extensions[0].decision == "lapsed"


class TestDanger:
    """The union advises, the employer decides at once, whoever stopped restores."""

    @pytest.mark.parametrize("role", sorted(UNION_ROLES, key=str))
    def test_no_role_of_the_union_orders_a_stop(self, role: Role) -> None:
        """Not even on behalf of somebody who may."""
        case = case_of("report")
        assert "union-orders" in codes(case, "suspend", role=role, on_behalf_of="mine-manager")

    def test_an_advice_to_evacuate_stands_before_the_write_off_until_it_is_decided(self) -> None:
        """One at a time; the employer decides, to evacuate or to stay."""
        case = walked(case_of(*SUBMITTED), "advise-evacuation")
        assert codes(case, "accept") == codes(case, "advise-evacuation") == ["evacuation-undecided"]
        assert codes(case, "decide-evacuation", result="maybe") == ["result-unknown"]
        assert codes(case, "decide-evacuation", role=Role.STATION_HEAD) == ["wrong-role"]
        assert codes(walked(case, ("decide-evacuation", {"result": "stay"})), "accept") == []

    def test_only_the_regulator_lifts_a_regulators_stop(self) -> None:
        """Whatever the employer has accepted."""
        case = walked(case_of(*SUBMITTED), ("suspend", {"role": Role.REGULATOR}), "accept")
        (blocker,) = may(case, command(case, "restore", role=Role.MINE_MANAGER))
        assert (blocker.code, blocker.lifted_by) == ("regulators-stop", {Role.REGULATOR})
        assert not walked(case, ("restore", {"role": Role.REGULATOR})).suspensions

    def test_the_employer_lifts_its_own_stop_after_the_acceptance(self) -> None:
        """Not before; and the regulator leaves it to the employer."""
        stopped = walked(case_of(*SUBMITTED), "suspend")
        assert codes(stopped, "restore") == ["restored-unaccepted"]
        assert codes(stopped, "restore", role=Role.REGULATOR) == ["employers-stop"]
        assert not walked(stopped, "accept", "close", "restore").suspensions

    def test_two_stops_are_lifted_each_by_its_own(self) -> None:
        """The employer's restoration leaves the regulator's stop."""
        case = walked(case_of(*SUBMITTED), "suspend", ("suspend", {"role": Role.REGULATOR}), "accept")
        restored = walked(case, ("restore", {"role": Role.MINE_MANAGER}))
        assert [one.by for one in restored.suspensions] == [Holder.REGULATOR]

    @pytest.mark.parametrize("kind", ["reject", "withdraw", "mark-duplicate"])
    def test_while_an_area_stands_still_nothing_is_dropped(self, kind: str) -> None:
        """A stop is followed through to an acceptance, so that its end is accounted for."""
        case = walked(case_of("report"), "suspend")
        context = Context(claim=TOKEN, among={"original": case_of("report", case="original")})
        assert codes(case, kind, context) == ["area-stopped"]

    def test_what_a_leader_leaves_undone_goes_outward(self) -> None:
        """A major hazard on which management has acted waits until its limit; one on which it has not, does not."""
        idle = case_of("report", MAJOR)
        assert codes(idle, "report-outward") == []
        acting = case_of(*TREATED_MAJOR)
        assert acting.limit is not None
        (blocker,) = may(acting, command(acting, "report-outward"))
        assert blocker.code == "leader-acts"
        assert blocker.earliest is not None
        assert codes(acting, "report-outward", at=blocker.earliest) == []
        assert codes(case_of("report", "grade"), "report-outward") == ["not-major"]

    def test_the_enterprise_lists_what_it_reported_itself_and_stopped_for(self) -> None:
        """The rest the regulator lists, and then accepts or has accepted."""
        case = case_of("report", MAJOR)
        assert codes(case, "list", role=Role.MINE_MANAGER) == ["regulator-lists"]
        own = walked(case, "suspend", ("list", {"role": Role.MINE_MANAGER}))
        assert own.supervisor is Holder.EMPLOYER
        found = case_of(("report", {"role": Role.REGULATOR}), MAJOR, "suspend")
        assert codes(found, "list", role=Role.MINE_MANAGER) == ["regulator-lists"]

    def test_what_the_regulator_listed_it_or_its_delegate_accepts(self) -> None:
        """The mine's own acceptor only on behalf of who listed it."""
        listed = walked(case_of(*TREATED_MAJOR), ("list", {"role": Role.REGULATOR, "actor": "officer"}), "submit")
        assert codes(listed, "accept", role=Role.ACCEPTOR) == ["regulator-accepts"]
        assert codes(listed, "accept", role=Role.ACCEPTOR, on_behalf_of="officer") == []


class TestAcceptanceAndAfterwards:
    """Nobody accepts their own work, and a close can turn out wrong."""

    @pytest.mark.parametrize("kind", ["accept", "return"])
    def test_who_rectified_in_any_round_never_accepts(self, kind: str) -> None:
        """Named in the first round, or acting for the one named, or acted for: all the same."""
        case = case_of(*SUBMITTED, "return", "rectify", ("submit", {"actor": "helper", "on_behalf_of": "rectifier"}))
        for who in ({"actor": "rectifier"}, {"actor": "helper"}, {"on_behalf_of": "rectifier"}):
            assert codes(case, kind, **who) == ["rectifier-accepts"]

    def test_a_fix_on_the_spot_needs_acceptance_by_somebody_else_too(self) -> None:
        """Whoever fixed it on the spot does not accept it."""
        case = case_of("report", ON_SITE, "fix-on-site", ("submit", {"actor": "rectifier"}))
        assert codes(case, "accept", actor="rectifier") == ["rectifier-accepts"]
        assert codes(case, "accept") == []

    def test_a_major_hazard_closes_only_with_the_five_implementations(self) -> None:
        """Whichever is missing is named."""
        done = case_of(*TREATED_MAJOR, "submit", "accept")
        assert len(codes(done, "close", implementations=frozenset())) == len(Implementation)
        four = frozenset(Implementation) - {Implementation.FUNDS}
        assert codes(done, "close", implementations=four) == ["not-implemented-funds"]

    def test_a_plan_lacks_what_it_lacks(self) -> None:
        """Each of the six elements is named by itself."""
        case = case_of("report", MAJOR)
        assert len(codes(case, "approve-plan", plan=frozenset({PlanElement.GOAL}))) == len(PlanElement) - 1

    def test_a_close_that_was_wrong_is_reopened_on_the_old_clock(self) -> None:
        """It counts as never closed: its first limit stands, and it needs a new acceptance."""
        case = walked(case_of(*CLOSED), ("recheck", {"result": "unsound"}), "reopen")
        assert (case.state, case.accepted, case.closed_at, case.reopens) == ("rectifying", False, None, 1)
        assert case.first_limit == case_of(*CLOSED).first_limit
        assert walked(case, "submit", "accept", "close").state == "closed"

    def test_what_came_back_is_a_new_case_with_its_own_clock(self) -> None:
        """Linked to the closed one; while that is open, nothing has come back."""
        earlier = case_of(*CLOSED, case="h-0")
        case = case_of(("recur", {"linked": "h-0"}), context=Context(among={"h-0": earlier}))
        assert (case.state, case.earlier, case.first_limit) == ("reported", "h-0", None)
        still = Context(among={"h-0": case_of(*TREATED, case="h-0")})
        assert codes(HazardCase(id="h-1"), "recur", still, linked="h-0") == ["earlier-open"]

    def test_the_union_proposes_and_the_employer_acts(self) -> None:
        """No role of the union issues the notice, approves the plan, accepts or writes off."""
        for kind in ("notify", "approve-plan", "accept", "close", "suspend", "restore", "list", "grant-extension"):
            for way in HAZARD.transitions:
                if way.kind == kind:
                    assert not way.roles & UNION_ROLES


class TestAsking:
    """`may` and `options` tell everything and change nothing."""

    def test_time_does_not_run_backwards(self) -> None:
        """A command before the last event is refused, and says from when it could be given."""
        case = case_of("report")
        early = attrs.evolve(command(case, "grade"), happened_at=START - DAY)
        (blocker,) = may(case, early)
        assert (blocker.code, blocker.earliest) == ("before-last", case.last_at)

    @pytest.mark.parametrize("name", ["ground", "document"])
    def test_blanks_say_nothing(self, name: str) -> None:
        """A ground of spaces is no ground."""
        assert codes(case_of("report"), "grade", **{name: "  "}) == ["not-attached"]

    def test_options_say_what_each_next_step_needs(self) -> None:
        """From `submitted` an acceptor may accept or return, and sees what must be attached."""
        case = case_of(*SUBMITTED)
        options = HAZARD.options(case, Actor(id="chen", roles=frozenset({Role.ACCEPTOR})), START + DAY)
        free = {option.kind: option.attached for option in options if option.is_open}
        assert free == {"accept": ("ground", "document"), "return": ("ground", "document", "limit")}

    def test_options_name_what_would_settle_a_major_close(self) -> None:
        """The five implementations can be stated with the write-off itself."""
        case = case_of(*TREATED_MAJOR, "submit", "accept")
        options = HAZARD.options(case, Actor(id="chen", roles=frozenset({Role.ACCEPTOR})), START + DAY)
        (close,) = [option for option in options if option.kind == "close"]
        assert (close.blockers, close.attached) == ((), ("ground", "document", "implementations"))

    def test_out_of_turn_says_who_takes_the_first_step(self) -> None:
        """Before a graded hazard is rectified, the employer issues its notice."""
        case = case_of("report", "grade")
        (blocker,) = may(case, command(case, "rectify"))
        assert (blocker.code, blocker.lifted_by) == ("out-of-turn", EMPLOYER)

    @given(st.data())
    def test_guards_of_plugins_can_only_forbid(self, data: st.DataObject) -> None:
        """Whatever a plugin's guard does, raise included, no blocker of the procedure disappears."""
        story = data.draw(st.sampled_from(list(stories().values())))
        case = HazardCase(id="h-1")
        for place, move in enumerate(story[:-1]):
            case = evolve(case, lawful(case, move, START + place * HOUR, place)[0])
        kind = data.draw(st.sampled_from(EventKind))
        asked = command(case, kind, role=data.draw(st.sampled_from(Role)))

        def noisy(_: HazardCase, __: Event) -> list[Blocker]:
            if data.draw(st.booleans()):
                raise RuntimeError("broken")
            return data.draw(st.sampled_from(([], [Blocker(code="local", words=Words(en="local rule"))])))

        own = set(may(case, asked))
        assert own <= set(may(case, asked, [Guard(name="noisy", check=noisy)]))


@pytest.mark.parametrize(
    ("kind", "steps", "code"),
    [
        ("return", ("report", "grade", "notify", "rectify", "submit"), "limit-past"),
        ("reopen", ("report", "grade", "notify", "rectify", "submit", "accept", "close"), "limit-past"),
        ("look-again", ("report", "reject"), "same-eyes"),
    ],
)
def test_whoever_could_lift_a_blocker_may_take_the_step(kind: str, steps: tuple[str, ...], code: str) -> None:
    """A limit in the past is put right by who sets one; a second look is for those who look again."""
    case = case_of(*steps)
    details = {"limit": case.last_at} if code == "limit-past" else {"actor": min(case.rejected_by)}
    (found,) = [one for one in may(case, command(case, kind, **details), context=CLAIM) if one.code == code]
    way = HAZARD.transition(case.state, kind)
    assert way is not None
    assert found.lifted_by == way.roles


ALL_FIVE = frozenset(Implementation)
REPORTERS_CLAIMS = {"rectifier": "chen", "implementations": ALL_FIVE, "plan": frozenset(PlanElement)}


class TestWhatAnEventMaySay:
    """A report names nobody and puts nothing in place, whoever reports."""

    @pytest.mark.parametrize("kind", ["report", "advise-evacuation", "suspend", "sub-grade", "reopen"])
    def test_who_rectifies_and_what_is_in_place_is_said_by_those_who_may(self, kind: str) -> None:
        """Anonymous or the union's: nobody is barred from accepting by it, and no major hazard closed on it."""
        before = case_of("report", MAJOR) if kind != "report" else HazardCase(id="h-1")
        if kind == "reopen":
            before = case_of(*TREATED_MAJOR, "submit", "accept")
        after = evolve(
            before, command(before, kind, **{**REPORTERS_CLAIMS, **({"rectifier": ""} if kind == "reopen" else {})})
        )
        assert (after.rectifiers, after.named) == (before.rectifiers, before.named)
        assert after.implementations <= before.implementations
        assert after.plan == before.plan

    def test_the_person_named_in_this_round_rectifies(self) -> None:
        """Who was named in an earlier one is remembered for the acceptance, and rectifies no more."""
        named = case_of("report", "grade", ("notify", {"rectifier": "bo"}))
        again = walked(named, "upgrade", "downgrade", ("notify", {"rectifier": "dai"}))
        assert codes(again, "rectify", actor="bo") == ["not-the-rectifier"]
        assert codes(again, "rectify", actor="dai") == []
        done = walked(again, ("rectify", {"actor": "dai"}), ("submit", {"actor": "dai"}))
        for barred in ("bo", "dai"):
            assert codes(done, "accept", actor=barred) == ["rectifier-accepts"]

    def test_a_report_that_is_told_late_undoes_no_grading(self) -> None:
        """It says who found the hazard, and supposes nothing any more."""
        graded = record(HAZARD, "h-1", [command(HazardCase(id="h-1"), "grade", START + HOUR)]).case
        late = command(graded, "report", START + DAY, role=Role.REGULATOR, actor="ins", level=HazardLevel.MAJOR)
        told = record(HAZARD, "h-1", [command(HazardCase(id="h-1"), "grade", START + HOUR), late])
        assert [one.code for one in told.findings if one.event == late.id] == ["reported-late"]
        assert (told.case.state, told.case.level) == ("graded", HazardLevel.GENERAL)
        assert (told.case.supervisor, told.case.found_by) == (Holder.REGULATOR, {"ins"})


class TestDutiesAnew:
    """Graded up, reopened, stopped again: what was done before was done for something else."""

    def test_graded_up_again_a_case_needs_its_plan_again(self) -> None:
        """The plan of the first major hazard is not that of the second."""
        case = case_of("report", MAJOR, "approve-plan", "downgrade", "upgrade")
        assert codes(case, "notify") == ["plan-first"]

    def test_what_the_regulator_graded_up_the_manager_does_not_grade_down(self) -> None:
        """The regulator does; what the manager raised the manager lowers."""
        raised = case_of("report", "grade", ("upgrade", {"role": Role.REGULATOR}))
        assert codes(raised, "downgrade") == ["regulator-supervises"]
        assert codes(raised, "downgrade", role=Role.REGULATOR) == []
        assert codes(case_of("report", "grade", "upgrade"), "downgrade", role=Role.MINE_MANAGER) == []

    def test_graded_down_nothing_is_fixed_on_the_spot_after_all(self) -> None:
        """A downgrade says the level; how the hazard is handled stays."""
        case = case_of("report", MAJOR, ("downgrade", {"mode": HandlingMode.ON_SITE}))
        assert case.mode is HandlingMode.TIMED
        assert codes(case, "fix-on-site") == ["not-on-site"]

    def test_a_wrong_close_put_nothing_in_place(self) -> None:
        """The five implementations are confirmed anew."""
        case = case_of(*TREATED_MAJOR, "submit", "accept", "close", "reopen", "submit", "accept")
        assert [one.code for one in may(case, command(case, "close", implementations=frozenset()))] == [
            f"not-implemented-{one}" for one in Implementation
        ]

    def test_a_stop_after_the_acceptance_waits_for_another_one(self) -> None:
        """What was accepted was not what was stopped since."""
        case = case_of(*SUBMITTED, "accept", "suspend")
        (waits,) = may(case, command(case, "restore"))
        assert (waits.code, waits.lifted_by) == ("restored-unaccepted", RECHECKERS)
        again = walked(case, "reopen", "submit", "accept")
        assert codes(again, "restore") == []

    def test_a_major_hazard_recorded_without_a_plan_gets_one_late(self) -> None:
        """It need not be graded down to be closed, and who is asked can do it."""
        outside = [command(HazardCase(id="h-1"), "report")]
        for kind, details in (MAJOR, ("rectify", {}), ("submit", {}), ("accept", {})):
            outside.append(command(record(HAZARD, "h-1", outside).case, kind, **details))
        case = record(HAZARD, "h-1", outside).case
        (missing,) = may(case, command(case, "close"))
        assert (missing.code, missing.lifted_by) == ("plan-first", {Role.MINE_MANAGER})
        assert walked(case, "approve-plan", "close").state == "closed"

    def test_what_was_never_graded_is_not_written_off(self) -> None:
        """Nobody knows whether it is a major hazard; management says so, then it can be."""
        outside = [command(HazardCase(id="h-1"), kind, START + number * HOUR) for number, kind in enumerate(SUBMITTED)]
        case = walked(
            record(HAZARD, "h-1", [one for one in outside if one.kind not in ("grade", "notify")]).case, "accept"
        )
        assert codes(case, "close") == ["not-graded"]
        closed = record(
            HAZARD, "h-1", [*outside[:1], *outside[3:], command(case, "accept"), command(case, "close", START + DAY)]
        )
        assert ("gap", "not-graded") in {(one.kind, one.code) for one in closed.findings}
        assert "not-graded" not in closed.breaches
        assert walked(case, "downgrade", "close").state == "closed"

    def test_a_class_that_a_register_does_not_say_is_a_gap(self) -> None:
        """It may have been named; what is named and does not exist is refused where it is decided."""
        graded = command(case_of("report"), "grade", level=HazardLevel.MAJOR, class_code="")
        told = record(HAZARD, "h-1", [graded])
        assert ("gap", "class-owed") in {(one.kind, one.code) for one in told.findings}
        assert codes(case_of("report"), "grade", level=HazardLevel.MAJOR, class_code="") == ["class-owed"]

    def test_the_day_of_a_class_is_the_day_at_home(self) -> None:
        """One instant, written with two offsets: the class of 1 May 2024 holds on it."""
        utc = datetime(2024, 4, 30, 17, tzinfo=UTC)
        for at in (utc, utc.astimezone(BEIJING)):
            case = evolve(HazardCase(id="h-1"), command(HazardCase(id="h-1"), "report", at - DAY))
            assert codes(case, "grade", at=at, level=HazardLevel.MAJOR, class_code="open-pit-slope") == []


class TestBothSidesOfADelegation:
    """Whoever acts for somebody counts as that one too."""

    def test_who_rejected_or_asked_for_somebody_keeps_that_one_from_deciding(self) -> None:
        """The principal may not do what their delegate may not."""
        rejected = case_of("report", ("reject", {"actor": "desk", "on_behalf_of": "head"}))
        asked = case_of(*TREATED, ("request-extension", {"actor": "dai", "on_behalf_of": "rectifier"}))
        for barred in ("desk", "head"):
            assert codes(rejected, "look-again", actor=barred) == ["same-eyes"]
        for barred in ("dai", "rectifier"):
            assert codes(asked, "grant-extension", actor=barred) == ["applicant-decides"]
            assert codes(asked, "refuse-extension", actor="x", on_behalf_of=barred) == ["applicant-decides"]

    def test_who_may_have_done_the_work_accepts_nothing_until_that_is_settled(self) -> None:
        """A phone says that dai rectified what was written off by then: contested, and remembered."""
        closed = case_of(*CLOSED)
        late = command(closed, "rectify", actor="dai", on_behalf_of="bo")
        events = [command(HazardCase(id="h-1"), kind, START + number * HOUR) for number, kind in enumerate(CLOSED)]
        told = record(HAZARD, "h-1", [*events, attrs.evolve(late, happened_at=START + DAY)])
        assert told.contested == (late.id,)
        again = walked(told.case, ("reopen", {}), "submit")
        for barred in ("dai", "bo"):
            assert codes(again, "accept", actor=barred) == ["rectifier-accepts"]

    def test_the_delegate_of_who_found_it_accepts(self) -> None:
        """Of an inspector of the regulator, and of the bureau for which somebody listed it; of nobody else."""
        found = case_of(("report", {"role": Role.REGULATOR, "actor": "ins"}), *SUBMITTED[1:])
        listed = case_of(
            "report",
            MAJOR,
            ("list", {"role": Role.REGULATOR, "actor": "li", "on_behalf_of": "bureau"}),
            *TREATED_MAJOR[2:],
            "submit",
        )
        for case, principal in ((found, "ins"), (listed, "li"), (listed, "bureau")):
            assert codes(case, "accept", role=Role.ACCEPTOR, actor="chen", on_behalf_of=principal) == []
            assert codes(case, "accept", role=Role.ACCEPTOR, actor="chen") == ["regulator-accepts"]
            assert codes(case, "accept", role=Role.ACCEPTOR, actor="chen", on_behalf_of="who") == ["regulator-accepts"]


class TestTimeForMore:
    """More time is asked for in time."""

    def test_without_a_day_of_its_own_by_the_limit(self) -> None:
        """The moment of the limit is in time, the next is late."""
        case = case_of(*TREATED)
        assert case.limit is not None
        assert codes(case, "request-extension", at=case.limit) == []
        assert codes(case, "request-extension", at=case.limit + HOUR) == ["request-late"]

    def test_a_new_limit_sets_the_time_for_asking_anew(self) -> None:
        """That of the old one is over; the return says another, or the limit is it."""
        notified = ("notify", {"request_by": START + 2 * DAY})
        case = case_of("report", "grade", notified, "rectify", "submit")
        assert codes(walked(case, "return"), "request-extension", at=START + 9 * DAY) == []
        again = walked(case, ("return", {"request_by": START + 5 * DAY}))
        assert codes(again, "request-extension", at=START + 9 * DAY) == ["request-late"]

    def test_a_reopening_keeps_the_limit_unless_it_writes_another(self) -> None:
        """It counts as never closed."""
        closed = case_of(*CLOSED)
        kept = evolve(closed, attrs.evolve(command(closed, "reopen"), limit=None))
        assert (kept.limit, kept.state) == (closed.limit, "rectifying")
        assert may(closed, attrs.evolve(command(closed, "reopen"), limit=None)) == ()


@given(st.data())
def test_a_decided_case_is_the_fold_of_its_events(data: st.DataObject) -> None:
    """Whatever ids an application gives, and however many steps fall on one moment: no breach, nothing contested."""
    case, at, history = HazardCase(id="h-1"), START, []
    ids = st.text("b9-", min_size=1, max_size=4)
    for number in range(data.draw(st.integers(1, 14))):
        lawful_moves = [move for move in moves() if HAZARD.transition(case.state, move.kind)]
        if not lawful_moves:
            break
        at += data.draw(st.sampled_from((0 * HOUR, HOUR)))
        asked, context = lawful(case, data.draw(st.sampled_from(lawful_moves)), at, number)
        asked = attrs.evolve(asked, id=data.draw(ids))
        if asked.id not in {one.id for one in history} and decide(case, asked, context=context):
            case = evolve(case, asked)
            history.append(asked)
    told = record(HAZARD, "h-1", data.draw(st.permutations(history)))
    assert told.case == case
    assert told.findings == ()


def outside(*steps: str | tuple[str, Mapping[str, Any]]) -> RecordedCase:
    """Record steps that nobody decided, an hour each; what *details* leave empty was not recorded."""
    told: list[Event] = []
    for kind, details in ((one, {}) if isinstance(one, str) else one for one in steps):
        case = record(HAZARD, "h-1", told).case
        plain = command(case, kind, START + len(told) * HOUR)
        told.append(attrs.evolve(plain, id=f"o-{len(told):03}", **details))
    return record(HAZARD, "h-1", told)


GENERAL = ("grade", {"level": HazardLevel.GENERAL, "mode": HandlingMode.TIMED})
GRAVE = ("grade", {"level": HazardLevel.MAJOR, "mode": HandlingMode.TIMED, "class_code": "water"})
NO_PLAN: Mapping[str, Any] = {"plan": frozenset()}


class TestRecordsFromOutside:
    """Facts are kept, gaps are no breaches, and from everywhere a lawful step leads on."""

    @pytest.mark.parametrize("plan", [NO_PLAN, {"plan": frozenset(list(PlanElement)[:4])}])
    def test_a_plan_recorded_in_part_is_completed(self, plan: Mapping[str, Any]) -> None:
        """The notice waits for it, and whoever is named can approve it."""
        case = outside("report", GRAVE, ("approve-plan", plan)).case
        (missing,) = may(case, command(case, "notify"))
        assert (missing.code, missing.lifted_by) == ("plan-first", {Role.MINE_MANAGER})
        assert walked(case, "approve-plan", "notify").state == "notified"

    def test_a_second_plan_invents_no_notice(self) -> None:
        """It leaves the case where it is."""
        assert outside("report", GRAVE, "approve-plan", "approve-plan").case.state == "plan-approved"

    @pytest.mark.parametrize(
        ("told", "supposed", "level", "mode"),
        [
            (("upgrade", {}), {"level": HazardLevel.GENERAL}, HazardLevel.MAJOR, HandlingMode.TIMED),
            (("downgrade", {}), {"level": HazardLevel.MAJOR}, HazardLevel.GENERAL, HandlingMode.TIMED),
            (("notify", {}), {"mode": HandlingMode.ON_SITE}, None, HandlingMode.TIMED),
            (("rectify", {}), {"level": HazardLevel.MAJOR}, HazardLevel.MAJOR, None),
        ],
    )
    def test_a_late_report_undoes_nothing_that_was_decided(
        self, told: Any, supposed: Any, level: HazardLevel | None, mode: HandlingMode | None
    ) -> None:
        """What nobody has said yet it supposes."""
        case = outside(told, ("report", supposed)).case
        assert (case.level, case.mode) == (level, mode)

    def test_graded_up_is_graded_major_whether_or_not_it_was_written(self) -> None:
        """So nothing is closed as general for want of a word."""
        up = outside("report", GENERAL, ("upgrade", {"level": None})).case
        down = outside("report", GRAVE, ("downgrade", {"level": None})).case
        assert (up.level, down.level) == (HazardLevel.MAJOR, HazardLevel.GENERAL)
        assert codes(up, "notify") == ["plan-first"]

    @pytest.mark.parametrize(
        ("steps", "code"),
        [
            (("report", GRAVE, ("approve-plan", NO_PLAN), "notify"), "plan-first"),
            (("report", ("grade", {"mode": None}), "fix-on-site"), "not-on-site"),
            (("report", ("grade", {"level": None}), "approve-plan"), "not-major"),
            (("report", GENERAL, ("notify", {"limit": None}), "rectify", "request-extension"), "no-limit"),
            (("report", GENERAL, ("suspend", {"place": ""}), "restore"), "restored-unaccepted"),
        ],
    )
    def test_what_was_not_recorded_is_no_breach(self, steps: Any, code: str) -> None:
        """A rule that turns on it may have been kept; rulebooks count breaches."""
        told = outside(*steps)
        assert code not in told.breaches
        assert {one.code for one in told.findings if one.event == told.events[-1].id} >= {code}

    def test_a_draft_does_not_stand_for_the_report(self) -> None:
        """Who reported is known though it is told after the grading."""
        by = {"role": Role.REGULATOR, "actor": "ins"}
        told = outside(("draft", by), GENERAL, ("report", by))
        assert (told.contested, told.case.supervisor) == ((), Holder.REGULATOR)

    def test_a_stop_of_which_no_area_is_recorded_is_lifted_by_whoever_stopped(self) -> None:
        """Of whatever area they say; the other one still does not."""
        case = outside("report", GENERAL, ("suspend", {"place": "", "role": Role.REGULATOR})).case
        assert codes(case, "restore", place="2采区", role=Role.REGULATOR) == []
        assert codes(case, "restore", place="2采区") == ["regulators-stop", "restored-unaccepted"]
        assert walked(case, ("restore", {"place": "2采区", "role": Role.REGULATOR})).suspensions == ()

    def test_a_role_on_which_a_guard_turns_and_that_is_not_recorded_is_a_gap(self) -> None:
        """By whose power was the area stopped?"""
        told = outside("report", GENERAL, ("suspend", {"role": None}))
        assert ("gap", "unknown-role") in {(one.kind, one.code) for one in told.findings}

    def test_a_decision_that_comes_after_the_work_moves_nothing(self) -> None:
        """The request had lapsed; the case waits for its acceptance."""
        told = outside("report", GENERAL, "notify", "rectify", "request-extension", "submit", "refuse-extension")
        assert (told.case.state, told.contested) == ("submitted", (told.events[-1].id,))

    def test_a_major_hazard_recorded_for_the_spot_gets_its_notice(self) -> None:
        """It is never fixed on the spot, not even graded down."""
        odd = {**GRAVE[1], "mode": HandlingMode.ON_SITE, "limit": START + 30 * DAY}
        case = outside("report", ("grade", odd), "approve-plan").case
        assert codes(case, "notify") == []
        assert codes(outside("report", ("grade", odd), "downgrade").case, "fix-on-site") == ["not-on-site"]

    def test_a_duplicate_of_nobody_knows_what_is_taken_up(self) -> None:
        """Its register does not say what it repeats, so nothing else pursues it."""
        told = outside("report", ("mark-duplicate", {"linked": ""}))
        assert ("gap", "unknown-linked") in {(one.kind, one.code) for one in told.findings}
        assert walked(told.case, "revive").state == "reported"


class TestStopsAndAcceptances:
    """An acceptance speaks of what stood still before it, to the event."""

    def test_at_one_moment_the_ids_say_which_came_first(self) -> None:
        """A stop a moment's breath after the acceptance was not accepted."""
        case = case_of(*SUBMITTED, "accept")
        stop = attrs.evolve(command(case, "suspend"), happened_at=case.last_at, id=f"{case.last_id}~")
        assert codes(evolve(case, stop), "restore") == ["restored-unaccepted"]

    def test_nothing_is_written_off_while_it_was_stopped_anew(self) -> None:
        """Otherwise only a reopening, which says that the close was wrong, would let the area run."""
        case = case_of(*SUBMITTED, "accept", "suspend")
        assert codes(case, "close") == ["stopped-since"]
        assert walked(case, "reopen", "submit", "accept", "restore", "close").state == "closed"

    def test_options_show_a_restoring_where_some_area_can_run(self) -> None:
        """A was accepted, B was stopped since."""
        case = case_of(*TREATED, ("suspend", {"place": "A"}), "submit", "accept", ("suspend", {"place": "B"}))
        manager = Actor(id="m", roles=frozenset({Role.MINE_MANAGER}))
        (restore,) = [one for one in HAZARD.options(case, manager, START + 9 * DAY) if one.kind == "restore"]
        assert restore.is_open
        assert codes(case, "restore", place="A") == []
        assert codes(case, "restore", place="B") == ["restored-unaccepted"]

    def test_who_asked_for_more_time_for_the_rectifier_does_not_accept(self) -> None:
        """They acted for whoever did the work."""
        asked = ("request-extension", {"actor": "dd", "on_behalf_of": "rectifier"})
        case = case_of("report", "grade", "notify", asked, "rectify", "submit")
        assert codes(case, "accept", actor="dd") == ["rectifier-accepts"]

    def test_no_class_holds_before_there_were_any(self) -> None:
        """Nothing is graded up then, and the options say so."""
        case = evolve(HazardCase(id="h-1"), command(HazardCase(id="h-1"), "report", datetime(2019, 1, 1, tzinfo=UTC)))
        graded = walked(case, "grade")
        manager = Actor(id="m", roles=frozenset({Role.MINE_MANAGER}))
        (up,) = [one for one in HAZARD.options(graded, manager, graded.last_at + HOUR) if one.kind == "upgrade"]
        assert [one.code for one in up.blockers] == ["class-unknown"]
        (now,) = [
            one for one in HAZARD.options(case_of("report", "grade"), manager, START + DAY) if one.kind == "upgrade"
        ]
        assert "class_code" in now.attached

    def test_a_limit_at_the_end_of_all_time_breaks_nothing(self) -> None:
        """There is no moment after it from which something could be done."""
        notified = case_of("report", MAJOR, "approve-plan", "notify")
        case = attrs.evolve(notified, limit=datetime.max.replace(tzinfo=UTC))
        (idle,) = may(case, command(notified, "report-outward"))
        assert (idle.code, idle.earliest) == ("leader-acts", None)
