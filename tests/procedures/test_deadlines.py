"""Deadlines of a case: what is due when, on whose word, as of any moment and as known at any moment."""

from datetime import UTC, date, datetime, time, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.calendars.calendar import BEIJING, DayStatus
from stationkit.calendars.national import continuous_calendar, national_calendar
from stationkit.calendars.reading import parse_calendar_table
from stationkit.calendars.shifts import Shift, ShiftTable
from stationkit.calendars.spans import Span, Unit
from stationkit.errors import CalendarNotAnnouncedError, InvalidDocumentError, InvalidValueError
from stationkit.periods import Period
from stationkit.procedures.deadlines import deadline_of_step, deadlines_of, moved_by
from stationkit.procedures.extensions import pending_extension
from stationkit.procedures.hazard import HAZARD
from stationkit.procedures.national_policies import example_policy, national_policy
from stationkit.procedures.overdue import deadlines_in, overdue
from stationkit.procedures.policies import DeadlinePolicy, deadline_policy
from stationkit.procedures.recording import record
from stationkit.procedures.scopes import Provenance, Scope
from stationkit.procedures.steps import CLOCKS, Step
from stationkit.procedures.terms import Deadline, Place, Stretch, moved_deadlines
from stationkit.samples.region import make_region
from stationkit.stations.events import Event, EventKind
from stationkit.stations.hazards import HandlingMode, HazardLevel
from stationkit.stations.people import Role
from stationkit.stations.stations import Industry
from stationkit.words import Words

CN = national_calendar()
SENTINEL = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
STOPPERS = (Role.MINE_MANAGER, Role.SAFETY_DEPARTMENT, Role.REGULATOR)
NEVER = datetime(2099, 1, 1, tzinfo=BEIJING)


def at(text: str) -> datetime:
    """A moment at home: a day, or a day and a time."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def event(line: str, **more: object) -> Event:
    """An event of `kind day time`; grading gives a general hazard with a time limit unless it says otherwise."""
    kind, _, moment = line.partition(" ")
    graded = {"level": HazardLevel.GENERAL, "mode": HandlingMode.TIMED} if kind == "grade" else {}
    values: dict[str, object] = {
        "id": line.replace(" ", "-"),
        "case": "h1",
        "happened_at": at(moment),
        **graded,
        **more,
    }
    return Event(kind=kind, **values)  # type: ignore[arg-type]


def history(*lines: str | Event) -> tuple[Event, ...]:
    return tuple(line if isinstance(line, Event) else event(line) for line in lines)


def local(days: int = 7, unit: str = "day", *, step: str = "rectify", **more: object) -> DeadlinePolicy:
    row = {"id": "a", "step": step, "span": {"amount": days, "unit": unit}, "provenance": "policy", "clause": "示例"}
    top = {
        name: more.pop(name)
        for name in ("stops", "pending_stops", "known_from", "effective", "version")
        if name in more
    }
    plain = {"id": "example/local", "version": "1", "title": {"zh": "示例"}, "effective": date(2020, 1, 1)}
    return deadline_policy(plain | {"limits": [row | {"source": "示例"} | more]} | top)


def one(
    events: tuple[Event, ...],
    policies: DeadlinePolicy | tuple[DeadlinePolicy, ...],
    now: str | datetime = NEVER,
    step: Step = Step.RECTIFY,
    **more: object,
) -> Deadline:
    """The last deadline of a step."""
    moment = at(now) if isinstance(now, str) else now
    calendar = more.pop("calendar", CN)
    found = [each for each in deadlines_of(events, policies, calendar, moment, **more) if each.step is step]  # type: ignore[arg-type]
    return found[-1]


NOTIFIED = history("report 2026-09-23 09:00", "grade 2026-09-23 10:00", "notify 2026-09-24 10:00")


class TestWhatIsDue:
    """A limit of seven days from the notice of 24 September 2026: 1 October, so the first day after the holiday."""

    def test_it_is_counted_by_the_policy_and_says_so(self) -> None:
        """Due, unit, start, rule, provenance, policy, calendar and every step of the count."""
        deadline = one(NOTIFIED, local(), "2026-09-25 08:00")
        assert deadline.last_day == date(2026, 10, 8)
        assert deadline.due == at("2026-10-09")
        assert deadline.counted_from == at("2026-09-24 10:00")
        assert (deadline.span, deadline.counting) == (Span(amount=7, unit=Unit.DAY), "civil-code")
        assert (deadline.limit, deadline.provenance) == ("example/local@1#a", Provenance.POLICY)
        assert deadline.calendar == "cn@2025-11-04"
        assert deadline.status is DayStatus.GAZETTED
        assert any("第二百零三条" in step.zh and "203" in step.en for step in deadline.current.steps)

    @pytest.mark.parametrize(("now", "is_overdue"), [("2026-10-08 23:59", False), ("2026-10-09 00:00", True)])
    def test_it_is_overdue_from_24_00_of_its_last_day(self, now: str, is_overdue: bool) -> None:
        """Both sides of midnight."""
        deadline = one(NOTIFIED, local(), now)
        assert deadline.is_overdue is is_overdue
        assert bool(overdue(deadlines_of(NOTIFIED, local(), CN, at(now)))) is is_overdue

    def test_a_date_that_the_notice_wrote_down_is_the_limit_and_never_moves(self) -> None:
        """1 October 18:00 stays 1 October 18:00, whatever table, policy or stop."""
        written = history(*NOTIFIED[:2], event("notify 2026-09-24 10:00", limit=at("2026-10-01 18:00")))
        for policies in (local(), local(3), national_policy(), ()):
            deadline = one(written, policies, "2026-10-01 18:00")
            assert (deadline.written, deadline.due, deadline.is_overdue) == (True, at("2026-10-01 18:00"), False)
            assert (deadline.provenance, deadline.clause) == (None, "")
        assert one(written, local(), "2026-10-01 18:01").is_overdue
        told = " ".join(step.zh for step in one(written, local(3)).current.steps)
        assert "晚于 example/local@1#a" in told

    def test_where_only_the_law_speaks_there_is_no_moment_and_nothing_is_overdue(self) -> None:
        """The law gives no number of days for an ordinary hazard."""
        deadline = one(NOTIFIED, national_policy())
        assert (deadline.due, deadline.is_overdue, deadline.provenance) == (None, False, Provenance.LAW)

    def test_an_example_says_that_it_is_one(self) -> None:
        """Only for those who ask for it."""
        deadline = one(NOTIFIED, (national_policy(), example_policy()))
        assert (deadline.provenance, deadline.last_day) == (Provenance.EXAMPLE, date(2026, 10, 8))

    def test_the_laws_limit_binds_where_a_local_one_would_end_later(self) -> None:
        """Restart acceptance: 20 days by law, 30 by a local rule, 10 by a stricter one."""
        events = history("apply-restart 2026-03-02 09:00")
        place = Place(industry=Industry.COAL, employer="mine-1")
        laxer = local(30, step="restart-acceptance", applies={"employer": "mine-1"}, calendar="national")
        stricter = local(10, step="restart-acceptance", applies={"employer": "mine-1"}, calendar="national")
        by_law = one(events, (national_policy(), laxer), step=Step.RESTART_ACCEPTANCE, place=place)
        assert by_law.last_day == date(2026, 3, 23)  # the 22nd is a Sunday
        assert "煤矿安全生产条例第四十八条" in by_law.current.steps[-1].zh
        assert (by_law.provenance, by_law.limit) == (Provenance.LAW, "cn/deadlines@2024.1#restart-acceptance")
        assert one(events, (national_policy(), stricter), step=Step.RESTART_ACCEPTANCE, place=place).last_day == date(
            2026, 3, 12
        )

    def test_authorities_are_bound_by_the_national_calendar_whatever_the_mines_own_is(self) -> None:
        """Five working days to announce a restart, counted on the national calendar for a mine that never rests."""
        mine = continuous_calendar("example/mine", Words(zh="某矿", en="a mine"))
        place = Place(industry=Industry.COAL)
        deadline = one(
            history(event("restore 2026-09-30 09:00", role=Role.REGULATOR)),
            national_policy(),
            step=Step.ANNOUNCE_RESTART,
            calendar=mine,
            place=place,
        )
        assert (deadline.last_day, deadline.calendar) == (date(2026, 10, 13), "cn@2025-11-04")

    @given(st.sampled_from([None, *Role]))
    def test_only_an_authority_announces_what_it_stopped_and_let_go_on(self, role: Role | None) -> None:
        """煤矿安全生产条例第四十九条: an employer's own stop, or anybody's who is not recorded, starts no clock."""
        stopped = history(
            "grade 2026-06-01 10:00",
            event("suspend 2026-06-02 10:00", role=role, place="2 区"),
            event("restore 2026-06-03 10:00", role=role, place="2 区"),
        )
        place = Place(industry=Industry.COAL)
        found = deadlines_of(stopped, national_policy(), CN, at("2026-06-20"), place=place)
        owed = {one.step for one in found} & {Step.ANNOUNCE_STOP, Step.ANNOUNCE_RESTART}
        assert owed == ({Step.ANNOUNCE_STOP, Step.ANNOUNCE_RESTART} if role is Role.REGULATOR else set())

    def test_fixed_on_the_spot_means_by_the_end_of_the_shift(self) -> None:
        """The mine's own table of shifts; without it no end is given, and nothing fails."""
        graded = history("report 2026-03-02 15:00", event("grade 2026-03-02 15:20", mode=HandlingMode.ON_SITE))
        shifts = (
            ShiftTable(
                id="s", shifts=tuple(Shift(name=f"{h}", starts=at(f"2026-01-01 {h}:00").time()) for h in ("08", "16"))
            ),
        )
        deadline = one(graded, national_policy(), "2026-03-02 16:00", place=Place(shifts=shifts))
        assert (deadline.due, deadline.is_overdue) == (at("2026-03-02 16:00"), True)
        assert one(graded, national_policy()).due is None

    def test_deciders_have_deadlines_too(self) -> None:
        """Advice to evacuate is decided at once; a request for more time within what the policy says."""
        advised = one(history("advise-evacuation 2026-03-02 15:00"), national_policy(), step=Step.DECIDE_EVACUATION)
        assert advised.is_overdue
        asked = history(*NOTIFIED, "request-extension 2026-09-28 09:00")
        decide = one(asked, local(3, "workday", step="decide-extension"), step=Step.DECIDE_EXTENSION)
        assert decide.last_day == date(2026, 10, 8)
        decided = history(*asked, event("refuse-extension 2026-10-09 09:00"))
        assert one(decided, local(3, "workday", step="decide-extension"), step=Step.DECIDE_EXTENSION).is_late

    def test_a_step_without_a_case(self) -> None:
        """Applications ask for steps that no event tells of."""
        place = Place(industry=Industry.COAL)
        found = deadline_of_step(Step.ANNOUNCE_STOP, at("2026-09-30 09:00"), national_policy(), CN, place=place)
        assert found is not None
        assert found.last_day == date(2026, 10, 13)
        assert deadline_of_step(Step.ANNOUNCE_STOP, at("2026-09-30 09:00"), national_policy(), CN) is None
        scope = Scope(industry=Industry.COAL)
        assert deadline_of_step(Step.ANNOUNCE_STOP, at("2026-09-30 09:00"), national_policy(), CN, scope=scope) == found


class TestWhenItWasKnown:
    """What was true then, and what was known then."""

    LATE = history(*NOTIFIED, event("submit 2026-10-08 20:00", recorded_at=at("2026-10-12 09:00")))

    def test_an_event_that_was_recorded_late_was_true_before_it_was_known(self) -> None:
        """Submitted in time on the 8th, recorded on the 12th: overdue as known on the 10th, in time as it was."""
        assert not one(self.LATE, local(), "2026-10-10 09:00").is_overdue
        assert one(self.LATE, local(), "2026-10-10 09:00", known_at=at("2026-10-10 09:00")).is_overdue
        assert one(self.LATE, local(), "2026-10-10 09:00", known_at=at("2026-10-12 09:00")).ended_at is not None

    def test_what_happens_later_is_not_seen(self) -> None:
        """At noon of the 8th it was not submitted yet."""
        assert one(self.LATE, local(), "2026-10-08 12:00").is_open

    def test_a_policy_that_was_published_later_was_not_known(self) -> None:
        """Version 2 holds from 1 September, and was published on the 25th."""
        newer = local(3, version="2", effective=date(2026, 9, 1), known_from=date(2026, 9, 25))
        assert one(NOTIFIED, (local(), newer)).limit == "example/local@2#a"
        assert one(NOTIFIED, (local(), newer), known_at=date(2026, 9, 24)).limit == "example/local@1#a"

    def test_an_amended_notice_moves_what_was_counted_and_the_past_answer_stays(self) -> None:
        """Three working days from 29 April 2019: 7 May once Labour Day was lengthened, 6 May as known before."""
        events = history("report 2019-03-01", "grade 2019-03-01", "notify 2019-04-29 09:00")
        policy = local(3, "workday", effective=date(2019, 1, 1))
        before = deadlines_of(events, policy, CN, NEVER, known_at=None)
        assert [each.last_day for each in before if each.step is Step.RECTIFY] == [date(2019, 5, 6)]
        early = CN.add_workdays(date(2019, 4, 29), 3, known_at=date(2019, 3, 21)).day
        assert early == date(2019, 5, 3)


TABLE_2027 = """
year = 2027
[[revisions]]
title = "illustrative notice for 2027"
dated = 2026-11-05
off = [{ name = "元旦", from = 2027-01-01, to = 2027-01-05 }]
work = [2027-01-09]
"""


class TestAYearThatIsNotAnnounced:
    """Three working days from 30 December 2026: the 31st, and two days of a year without a table."""

    EVENTS = history("report 2026-12-29", "grade 2026-12-29", "notify 2026-12-30 09:00")
    AFTER = CN.with_tables([parse_calendar_table(TABLE_2027)])

    def test_it_is_provisional_and_says_so_and_only_insisting_raises(self) -> None:
        """No command fails for want of a table."""
        deadline = one(self.EVENTS, local(3, "workday"))
        assert (deadline.last_day, deadline.status) == (date(2027, 1, 5), DayStatus.PROVISIONAL)
        assert "2027" in deadline.provisional.zh
        assert "2027" in deadline.provisional.en
        with pytest.raises(CalendarNotAnnouncedError):
            deadline.insist()

    def test_it_becomes_gazetted_when_the_table_is_loaded(self) -> None:
        """And certain."""
        deadline = one(self.EVENTS, local(3, "workday"), calendar=self.AFTER)
        assert (deadline.last_day, deadline.status) == (date(2027, 1, 7), DayStatus.GAZETTED)
        assert deadline.insist() == at("2027-01-08")
        assert not deadline.provisional

    def test_what_the_new_table_moves_is_listed(self) -> None:
        """From when to when, in words; a written date is not among them."""
        written = event("notify 2026-12-30 09:00", id="w", case="h2", limit=at("2027-01-03 18:00"))
        sides = [
            (
                *deadlines_of(self.EVENTS, local(3, "workday"), calendar, NEVER),
                *deadlines_of((written,), local(3), calendar, NEVER),
            )
            for calendar in (CN, self.AFTER)
        ]
        (moved,) = moved_deadlines(*sides)
        assert moved.before is not None
        assert moved.after is not None
        assert (moved.before.last_day, moved.after.last_day) == (date(2027, 1, 5), date(2027, 1, 7))
        assert moved.words.zh == "h1 整改：2027-01-05 24:00（暂定） → 2027-01-07 24:00"
        assert moved_deadlines(sides[0], sides[0]) == ()

    def test_a_late_event_moves_deadlines_in_the_same_list(self) -> None:
        """A notice of the 29th, recorded later, began the clock earlier; the second one contradicts it."""
        late = history(*self.EVENTS, event("notify 2026-12-29 09:00"))
        moved = moved_by(late[-1], self.EVENTS, local(), CN, NEVER)
        assert moved == moved_deadlines(
            deadlines_of(self.EVENTS, local(), CN, NEVER), deadlines_of(late, local(), CN, NEVER)
        )
        assert [(each.before is None, each.after is None) for each in moved] == [(True, False), (False, True)]


class TestAgain:
    """A return, a reopening and a recurrence have clocks of their own."""

    RETURNED = history(*NOTIFIED, "submit 2026-09-28 09:00", "return 2026-09-29 09:00")
    CLOSED = history(*NOTIFIED, "submit 2026-09-28 09:00", "accept 2026-09-29 09:00", "close 2026-09-29 10:00")

    @pytest.mark.parametrize(
        ("reset", "last_day"),
        [
            ("fresh", date(2026, 10, 8)),  # 29 September + 7 = 6 October, in the holiday
            ("later", date(2026, 10, 15)),  # the old limit, 24:00 of the 8th, + 7
            ("keep", date(2026, 10, 8)),
        ],
    )
    def test_a_return_resets_the_clock_as_the_policy_says(self, reset: str, last_day: date) -> None:
        """Afresh, from the later of the old limit and now, or not at all."""
        deadline = one(self.RETURNED, local(on_return=reset), "2026-09-30 09:00")
        assert (deadline.how, deadline.last_day) == ("return", last_day)
        assert deadline.is_open

    def test_a_return_with_a_new_date_is_due_then(self) -> None:
        """What was written stands before every reset."""
        events = history(*self.RETURNED[:-1], event("return 2026-09-29 09:00", limit=at("2026-09-30 18:00")))
        assert one(events, local(), "2026-09-29 10:00").due == at("2026-09-30 18:00")

    def test_without_a_number_in_any_policy_the_written_date_goes_on(self) -> None:
        """The return wrote none down, the law gives none."""
        written = event("notify 2026-09-24 10:00", limit=at("2026-09-28 18:00"))
        events = history(*NOTIFIED[:2], written, "submit 2026-09-28 09:00", "return 2026-09-29 09:00")
        deadline = one(events, national_policy(), "2026-09-29 10:00")
        assert (deadline.due, deadline.is_overdue, deadline.written) == (at("2026-09-28 18:00"), True, True)
        assert deadline.counted_from == at("2026-09-24 10:00")
        assert deadline.overdue_stretches == (Stretch(at("2026-09-29 09:00")),)

    @pytest.mark.parametrize(
        ("reset", "due"),
        [
            ("keep", "2026-10-09 00:00"),
            ("fresh", "2026-10-28 00:00"),  # 20 October + 7
            ("resume", "2026-10-30 23:00"),  # what was left when it was submitted: 10 days and 15 hours
        ],
    )
    def test_a_reopening_goes_by_the_old_clock_unless_the_policy_says_otherwise(self, reset: str, due: str) -> None:
        """The close was wrong: it was never rectified."""
        events = history(*self.CLOSED, "reopen 2026-10-20 08:00")
        deadline = one(events, local(on_reopen=reset), "2026-10-21 09:00")
        assert (deadline.how, deadline.due) == ("reopen", at(due))

    def test_a_reopening_does_not_make_the_time_while_it_was_closed_overdue(self) -> None:
        """Overdue from the reopening on, not from the old limit: history is not poisoned."""
        events = history(*self.CLOSED, "reopen 2026-10-20 08:00")
        deadline = one(events, local(), "2026-10-21 09:00")
        assert deadline.is_overdue
        assert deadline.overdue_stretches == (Stretch(at("2026-10-20 08:00")),)
        assert not overdue(deadlines_of(events, local(), CN, at("2026-10-15 09:00")))

    def test_a_recurrence_is_a_new_case_with_its_own_clock(self) -> None:
        """It came back: nothing of the old case's clock is in it."""
        again = history(
            event("recur 2026-10-20 08:00", case="h2", linked="h1"),
            event("grade 2026-10-20 09:00", case="h2"),
            event("notify 2026-10-20 10:00", case="h2"),
        )
        assert one(again, local(), "2026-10-21 09:00").last_day == date(2026, 10, 27)
        grading = one(again, local(1, "workday", step="grade"), step=Step.GRADE)
        assert (grading.counted_from, grading.is_late) == (at("2026-10-20 08:00"), False)

    def test_a_rejected_case_owes_nothing(self) -> None:
        """Nor does a withdrawn or duplicate one."""
        for kind in ("reject", "withdraw", "mark-duplicate"):
            events = history("report 2026-03-02 09:00", f"{kind} 2026-03-02 10:00")
            deadline = one(events, local(1, step="grade"), step=Step.GRADE)
            assert (deadline.outcome, deadline.is_overdue) == ("over", False)


class TestExtensions:
    """Asked for, decided, granted for another date than asked, pending."""

    ASKED = event("request-extension 2026-10-07 09:00", requested=at("2026-10-30 18:00"))
    GRANTED = event("grant-extension 2026-10-10 09:00", limit=at("2026-10-20 18:00"))

    def test_a_pending_request_does_not_stop_the_clock(self) -> None:
        """Overdue on the 9th though nobody has decided yet."""
        deadline = one(history(*NOTIFIED, self.ASKED), local(), "2026-10-09 09:00")
        assert (deadline.is_overdue, deadline.pending) == (True, self.ASKED.id)

    def test_unless_the_policy_says_so(self) -> None:
        """Then it is not due while nobody decides, and refused it goes on with the days that were lost."""
        events = history(*NOTIFIED, event("request-extension 2026-09-29 09:00", requested=at("2026-10-30 18:00")))
        waiting = one(events, local(pending_stops=True), "2026-10-09 09:00")
        assert (waiting.due, waiting.is_overdue) == (None, False)
        refused = history(*events, "refuse-extension 2026-10-08 09:00")
        assert one(refused, local(pending_stops=True)).last_day == date(2026, 10, 10)  # a Saturday that is worked
        later = history(*events, "refuse-extension 2026-10-10 09:00")
        assert one(later, local(pending_stops=True)).last_day == date(2026, 10, 12)

    def test_asked_when_the_days_have_run_out_none_is_lost(self) -> None:
        """They ran out on 1 October, a holiday: the end waits for the 8th, or for the answer where that comes later."""
        events = history(*NOTIFIED, self.ASKED)
        waiting = one(events, local(pending_stops=True), "2026-10-09 09:00")
        assert (waiting.due, waiting.is_overdue) == (None, False)
        for day in (9, 12):
            refused = history(*events, f"refuse-extension 2026-10-{day:02d} 09:00")
            assert one(refused, local(pending_stops=True)).last_day == date(2026, 10, day)

    def test_the_granted_date_is_the_limit_from_the_day_it_was_granted(self) -> None:
        """Overdue from the 9th to the 10th stays on the record; then due on the 20th, as written."""
        deadline = one(history(*NOTIFIED, self.ASKED, self.GRANTED), local(), "2026-10-12 09:00")
        assert (deadline.due, deadline.extended, deadline.pending) == (at("2026-10-20 18:00"), 1, "")
        assert not deadline.is_overdue
        assert deadline.overdue_stretches == (Stretch(at("2026-10-09"), at("2026-10-10 09:00")),)

    def test_what_was_pending_at_a_moment(self) -> None:
        """Before, while and after."""
        events = history(*NOTIFIED, self.ASKED, self.GRANTED)
        pending = [pending_extension(events, at(now)) for now in ("2026-10-06", "2026-10-08", "2026-10-11")]
        assert pending == [None, self.ASKED, None]

    def test_until_when_to_ask_is_counted_back_from_the_limit(self) -> None:
        """Five working days before 8 October; a right that lapses, never a duty that is overdue."""
        policies = (local(), local(5, "workday", step="request-extension", id="b"))
        both = attrs.evolve(policies[0], limits=(*policies[0].limits, *policies[1].limits))
        asked = one(NOTIFIED, both, "2026-09-29 09:00", step=Step.REQUEST_EXTENSION)
        assert asked.last_day == CN.add_workdays(date(2026, 10, 8), -5).day == date(2026, 9, 23)
        assert asked.current.is_past(at("2026-09-29 09:00"))
        assert (asked.is_overdue, asked.is_late, asked.overdue_stretches) == (False, False, ())

    def test_or_as_the_notice_says(self) -> None:
        """The notice wrote down until when to ask, and the request until when it is decided."""
        notice = event("notify 2026-09-24 10:00", limit=at("2026-10-09 18:00"), request_by=at("2026-10-01 18:00"))
        request = event("request-extension 2026-09-30 09:00", decide_by=at("2026-10-02 18:00"))
        events = history(*NOTIFIED[:2], notice, request)
        assert one(events, (), step=Step.REQUEST_EXTENSION).due == at("2026-10-01 18:00")
        decide = one(events, (), "2026-10-03", step=Step.DECIDE_EXTENSION)
        assert (decide.due, decide.is_overdue) == (at("2026-10-02 18:00"), True)

    @pytest.mark.parametrize(
        ("again", "until"),
        [
            ({"limit": "2026-04-20 18:00", "request_by": "2026-04-15 18:00"}, "2026-04-15 18:00"),
            ({"limit": "2026-04-20 18:00"}, "2026-04-14 00:00"),
            ({}, "2026-03-12 18:00"),
        ],
    )
    @pytest.mark.parametrize("way", ["return", "reopen"])
    def test_after_a_return_its_own_limit_decides_until_when_to_ask(
        self, way: str, again: dict[str, str], until: str
    ) -> None:
        """As the return says, else counted back from its new limit; without a new one the notice's word stands."""
        notice = event("notify 2026-03-02 10:00", limit=at("2026-04-01 18:00"), request_by=at("2026-03-12 18:00"))
        done = ("submit 2026-03-30 10:00", *(("accept 2026-03-30 12:00", "close 2026-03-31 10:00") * (way == "reopen")))
        back = event(f"{way} 2026-04-01 10:00", **{name: at(said) for name, said in again.items()})
        rule = local(5, "workday", step="request-extension")
        asked = one(history("grade 2026-03-01 10:00", notice, *done, back), rule, step=Step.REQUEST_EXTENSION)
        assert asked.due == at(until)

    def test_a_granted_date_alone_opens_no_second_round(self) -> None:
        """Until when to ask stays what the notice said, unless the grant says more."""
        notice = event("notify 2026-03-02 10:00", limit=at("2026-04-01 18:00"), request_by=at("2026-03-12 18:00"))
        request, granted = "request-extension 2026-03-11 10:00", "grant-extension 2026-03-13 10:00"
        rule, more = local(5, "workday", step="request-extension"), {"request_by": at("2026-04-20 18:00")}
        for said, until in (({}, "2026-03-12 18:00"), (more, "2026-04-20 18:00")):
            events = history(notice, request, event(granted, limit=at("2026-05-01 18:00"), **said))
            assert one(events, rule, step=Step.REQUEST_EXTENSION).due == at(until)


class TestUnmeantYears:
    """Limits in years that nobody means are told, and break nothing."""

    @given(
        st.datetimes().map(lambda one: one.replace(tzinfo=BEIJING)) | st.just(SENTINEL),
        st.sampled_from(("day", "workday")),
        st.sampled_from(("fresh", "later", "keep", "resume")),
    )
    def test_no_written_limit_breaks_the_deadlines_of_its_case(self, limit: datetime, unit: str, how: str) -> None:
        """Whatever a notice, a grant or a return wrote down: every deadline of the case is given."""
        rules = (local(on_return=how), local(5, unit, step="request-extension", id="b"))
        rule = attrs.evolve(rules[0], limits=(*rules[0].limits, *rules[1].limits))
        granted = event("grant-extension 2026-03-06 09:00", limit=limit, request_by=limit)
        for again in ({}, {"limit": limit}):
            events = history(
                event("notify 2026-03-04 09:00", limit=limit),
                event("request-extension 2026-03-05 09:00", requested=limit, decide_by=limit),
                *((granted,) if again else ()),
                "submit 2026-03-10 09:00",
                event("return 2026-03-11 09:00", **again),
            )
            steps = {each.step for each in deadlines_of(events, rule, CN, NEVER)}
            assert {Step.RECTIFY, Step.REQUEST_EXTENSION, Step.DECIDE_EXTENSION} <= steps

    def test_nothing_can_be_counted_back_from_such_a_limit_and_it_says_so(self) -> None:
        """No end, no lateness, and why, for the limit and for the right to ask for more time."""
        rules = (local(), local(5, "workday", step="request-extension", id="b"))
        rule = attrs.evolve(rules[0], limits=(*rules[0].limits, *rules[1].limits))
        events = history(event("notify 2026-03-04 09:00", limit=SENTINEL))
        for step in (Step.RECTIFY, Step.REQUEST_EXTENSION):
            deadline = one(events, rule, step=step)
            assert (deadline.due, deadline.is_overdue) == (None, False)
            assert "9999" in deadline.current.steps[-1].zh

    def test_an_event_in_such_a_year_is_refused_by_its_id(self) -> None:
        """An application's own event of the year 26 is named, with what would have been right."""
        with pytest.raises(InvalidDocumentError) as caught:
            deadlines_of(history(event("notify 0026-03-04 09:00", id="e-26")), local(), CN, NEVER)
        assert [problem.where for problem in caught.value.problems] == ["e-26.happened_at"]


class TestStops:
    """Reasons that stop the clock are data."""

    STOP = {"reason": "停产", "steps": ["rectify"], "starts": ["suspend"], "ends": ["restore"]} | {
        "provenance": "policy",
        "clause": "示例",
    }

    def test_a_stop_that_the_policy_names_lengthens_the_limit(self) -> None:
        """Two days stopped: 11 March gives way to 13 March; without the rule nothing changes."""
        events = history("notify 2026-03-04 09:00", "suspend 2026-03-05 09:00", "restore 2026-03-07 09:00")
        assert one(events, local(stops=[self.STOP])).last_day == date(2026, 3, 13)
        assert one(events, local()).last_day == date(2026, 3, 11)

    def test_while_it_is_stopped_nothing_is_overdue_and_it_says_so(self) -> None:
        """Until it is restored no end can be given."""
        events = history("notify 2026-03-04 09:00", "suspend 2026-03-05 09:00")
        deadline = one(events, local(stops=[self.STOP]))
        assert (deadline.due, deadline.is_overdue) == (None, False)
        assert "中止" in deadline.current.steps[-1].zh

    def test_a_stop_after_the_limit_does_not_undo_that_it_was_late(self) -> None:
        """What was overdue stays so."""
        events = history("notify 2026-03-04 09:00", "suspend 2026-03-20 09:00")
        assert one(events, local(stops=[self.STOP])).is_overdue

    def test_a_written_date_is_not_stopped(self) -> None:
        """Only an extension changes it."""
        events = history(event("notify 2026-03-04 09:00", limit=at("2026-03-06 18:00")), "suspend 2026-03-05 09:00")
        assert one(events, local(stops=[self.STOP])).due == at("2026-03-06 18:00")

    def test_a_local_reason_does_not_stop_a_clock_of_the_law(self) -> None:
        """The mine's rule stops the mine's limit; the law's twenty days go on, and then bind."""
        stop = {**self.STOP, "steps": ["restart-acceptance"]}
        rule = local(30, step="restart-acceptance", applies={"employer": "mine-1"}, calendar="national", stops=[stop])
        events = history("apply-restart 2026-03-02 09:00", "suspend 2026-03-03 09:00")
        place = Place(industry=Industry.COAL, employer="mine-1")
        deadline = one(events, (national_policy(), rule), step=Step.RESTART_ACCEPTANCE, place=place)
        assert deadline.last_day == date(2026, 3, 23)
        assert one(events, rule, step=Step.RESTART_ACCEPTANCE, place=place).due is None

    def test_another_policys_reason_does_not_stop_it(self) -> None:
        """Nor does one that is meant for other cases."""
        events = history("notify 2026-03-04 09:00", "suspend 2026-03-05 09:00")
        other = attrs.evolve(local(stops=[self.STOP]), id="example/other", limits=())
        elsewhere = local(stops=[{**self.STOP, "applies": {"employer": "mine-2"}}])
        assert one(events, (local(), other)).last_day == date(2026, 3, 11)
        assert one(events, elsewhere).last_day == date(2026, 3, 11)

    def test_several_areas_stand_until_the_last_is_free(self) -> None:
        """Two areas stopped, one restored on the 6th, the other on the 7th."""
        events = history(
            "notify 2026-03-04 09:00",
            event("suspend 2026-03-05 09:00", place="A"),
            event("suspend 2026-03-05 10:00", place="B"),
            event("restore 2026-03-06 09:00", place="A"),
            event("restore 2026-03-07 09:00", place="B"),
        )
        assert one(events, local(stops=[self.STOP])).last_day == date(2026, 3, 13)
        assert one(events[:-1], local(stops=[self.STOP])).due is None

    @given(
        st.lists(st.tuples(st.sampled_from(("suspend", "restore")), st.sampled_from(STOPPERS), st.sampled_from("AB")))
    )
    def test_the_clock_stands_still_as_long_as_the_case_has_a_stop(self, steps: list[tuple[str, Role, str]]) -> None:
        """Of an area that both stopped, neither frees the other's stop: the case and the clock agree at every turn."""
        stops = [
            event(f"{kind} 2026-03-05 {place:02}:00", id=f"e{place}", role=role, place=area)
            for place, (kind, role, area) in enumerate(steps[:20])
        ]
        events = history("report 2026-03-03 09:00", "grade 2026-03-03 10:00", "notify 2026-03-04 09:00", *stops)
        stands = bool(record(HAZARD, "h1", events).case.suspensions)
        assert (one(events, local(90, stops=[self.STOP])).due is None) == stands

    def test_what_the_regulator_stopped_too_goes_on_only_when_the_employer_frees_it(self) -> None:
        """Both stop area A on the 5th; the regulator frees it on the 6th, the employer on the 7th: two days."""
        both = (Role.MINE_MANAGER, Role.REGULATOR)
        stopped = [event(f"suspend 2026-03-05 0{8 + n}:00", role=one, place="A") for n, one in enumerate(both)]
        freed = event("restore 2026-03-06 09:00", role=both[1], place="A")
        events = history("notify 2026-03-04 09:00", *stopped, freed)
        assert one(events, local(stops=[self.STOP])).due is None
        went_on = event("restore 2026-03-07 09:00", role=both[0])  # it names no area: all that the employer stopped
        assert one((*events, went_on), local(stops=[self.STOP])).last_day == date(2026, 3, 13)


def test_on_the_spot_is_the_shift_in_which_it_was_found() -> None:
    """Found at 15:50, graded at 16:20 in the next shift: the shift was over at 16:00."""
    graded = history("report 2026-03-02 15:50", event("grade 2026-03-02 16:20", mode=HandlingMode.ON_SITE))
    shifts = tuple(Shift(name=str(hour), starts=time(hour)) for hour in (0, 8, 16))
    deadline = one(graded, national_policy(), place=Place(shifts=(ShiftTable(id="s", shifts=shifts),)))
    assert (deadline.counted_from, deadline.due) == (at("2026-03-02 15:50"), at("2026-03-02 16:00"))


def test_an_event_that_contradicts_what_it_met_settles_nothing() -> None:
    """Accepted after it was rejected, by the record: a person has to say which; no deadline rests on it."""
    rejected = history("report 2026-03-02 09:00", "reject 2026-03-02 10:00")
    contested = history(*rejected, "submit 2026-03-03 09:00")
    assert deadlines_of(contested, local(step="accept"), CN, NEVER) == deadlines_of(
        rejected, local(step="accept"), CN, NEVER
    )


def test_a_report_that_is_recorded_after_the_grading_asks_for_no_second_one() -> None:
    """Steps out of order in a register from outside: nothing is owed that was done."""
    events = history("grade 2026-03-02 09:00", "report 2026-03-02 10:00")
    assert [each.step for each in deadlines_of(events, local(1, step="grade"), CN, NEVER)] == []


def test_the_events_of_two_cases_are_refused() -> None:
    """Whose deadlines would they be?"""
    with pytest.raises(InvalidDocumentError):
        deadlines_of((*NOTIFIED, event("report 2026-09-24", case="h2")), local(), CN, NEVER)


def test_the_same_id_with_other_content_is_refused() -> None:
    """Nobody knows which is true."""
    with pytest.raises(InvalidDocumentError):
        deadlines_of((*NOTIFIED, attrs.evolve(NOTIFIED[0], actor="x")), local(), CN, NEVER)


def test_a_moment_without_its_offset_is_refused() -> None:
    """Nobody knows which moment is asked about."""
    naive = datetime(2026, 10, 1)  # noqa: DTZ001 - naive is meant
    for asked in ({"now": naive}, {"now": NEVER, "known_at": naive}):
        with pytest.raises(InvalidValueError):
            deadlines_of(NOTIFIED, local(), CN, **asked)  # type: ignore[arg-type]


def test_every_event_that_begins_or_ends_a_step_and_is_a_hazards_is_one_of_its_kinds() -> None:
    """Words that no event has would make a clock that never runs; a few are for applications to add."""
    ours = {
        "reply",
        "propose",
        "answer-proposal",
        "request-reinspection",
        "reinspect",
        "apply-restart",
        "refuse-restart",
        "announce-stop",
        "announce-restart",
        "publish-listing",
        "publish-removal",
        "ask-explanation",
        "explain",
    }
    words = {word for clocks in CLOCKS.values() for clock in clocks for word in (*clock.starts, *clock.ends)}
    words |= {word for clocks in CLOCKS.values() for clock in clocks for word in (*clock.returns, *clock.reopens)}
    assert words - {str(kind) for kind in EventKind} == ours


# -- properties ----------------------------------------------------------------------------------------------

KINDS = st.sampled_from([str(kind) for kind in EventKind])
MINUTES = st.integers(0, 90 * 24 * 60)
START = at("2026-11-15")


@st.composite
def histories(draw: st.DrawFn) -> tuple[Event, ...]:
    """Events of any kind in any order, recorded then or later, with or without what was written."""
    found = []
    for place in range(draw(st.integers(1, 10))):
        kind, happened = draw(KINDS), START + timedelta(minutes=draw(MINUTES))
        graded = {"level": draw(st.sampled_from(HazardLevel)), "mode": draw(st.sampled_from(HandlingMode))}
        limit = happened + timedelta(minutes=draw(MINUTES)) if draw(st.booleans()) else None
        recorded = happened + timedelta(minutes=draw(MINUTES)) if draw(st.booleans()) else None
        found.append(
            Event(
                id=f"e{place}",
                case="h1",
                kind=kind,
                happened_at=happened,
                recorded_at=recorded,
                limit=limit,
                **(graded if kind in ("grade", "upgrade", "downgrade") else {}),  # type: ignore[arg-type]
            )
        )
    return tuple(found)


NOWS = MINUTES.map(lambda minutes: START + timedelta(minutes=minutes))
POLICIES = st.sampled_from(
    [
        (national_policy(),),
        (national_policy(), example_policy()),
        (local(),),
        (local(pending_stops=True, on_return="keep"),),
    ]
)


@given(histories(), POLICIES, NOWS, st.randoms(use_true_random=False))
def test_the_order_in_which_events_arrive_does_not_matter(
    events: tuple[Event, ...], policies: tuple[DeadlinePolicy, ...], now: datetime, shuffling: object
) -> None:
    """Any arrival order, events that arrive twice too."""
    mixed = [*events, *events[:2]]
    shuffling.shuffle(mixed)  # type: ignore[attr-defined]
    assert deadlines_of(mixed, policies, CN, now) == deadlines_of(events, policies, CN, now)


@given(histories(), POLICIES, NOWS)
def test_what_has_not_happened_yet_changes_nothing(
    events: tuple[Event, ...], policies: tuple[DeadlinePolicy, ...], now: datetime
) -> None:
    """The past is asked with the events of the past alone."""
    past = tuple(each for each in events if each.happened_at <= now)
    assert deadlines_of(past, policies, CN, now) == deadlines_of(events, policies, CN, now)


@given(histories(), POLICIES, NOWS, NOWS)
def test_what_was_not_known_yet_changes_nothing(
    events: tuple[Event, ...], policies: tuple[DeadlinePolicy, ...], now: datetime, known: datetime
) -> None:
    """A table for 2027 that was announced after that day, and events recorded after it, are as if they were not."""
    table = parse_calendar_table(TABLE_2027.replace("2026-11-05", f"{known.date() + timedelta(days=1)}"))
    seen = tuple(each for each in events if (each.recorded_at or each.happened_at) <= known)
    after = CN.with_tables([table])
    before = deadlines_of(seen, policies, CN, now, known_at=known)
    assert [(one.key, one.dues) for one in deadlines_of(events, policies, after, now, known_at=known)] == [
        (one.key, one.dues) for one in before
    ]


@given(histories(), POLICIES, NOWS)
def test_stretches_are_in_order_apart_and_agree_with_being_overdue(
    events: tuple[Event, ...], policies: tuple[DeadlinePolicy, ...], now: datetime
) -> None:
    """A stretch without an end is there exactly while it is overdue; none begins before the step did."""
    for deadline in deadlines_of(events, policies, CN, now):
        stretches = deadline.overdue_stretches
        assert deadline.is_overdue == any(each.end is None for each in stretches)
        assert all(each.start >= deadline.dues[0].since for each in stretches)
        assert all(each.end is None or each.start <= each.end for each in stretches)
        ends = [each.end for each in stretches[:-1]]
        assert all(end is not None and end <= after.start for end, after in zip(ends, stretches[1:], strict=True))


@given(histories(), POLICIES, NOWS)
def test_a_new_table_moves_only_what_was_provisional(
    events: tuple[Event, ...], policies: tuple[DeadlinePolicy, ...], now: datetime
) -> None:
    """What was gazetted or written stays where it is; what was provisional is settled."""
    after = CN.with_tables([parse_calendar_table(TABLE_2027)])
    before, then = (
        deadlines_of(events, policies, calendar, now, place=Place(national=calendar)) for calendar in (CN, after)
    )
    for moved in moved_deadlines(before, then):
        assert moved.before is not None
        provisional = any(each.due.unannounced for each in moved.before.dues)
        assert provisional or moved.before.how != "start" or moved.before.step is Step.REQUEST_EXTENSION
    assert all(not each.current.unannounced or max(each.current.unannounced) > 2027 for each in then)


@given(histories(), POLICIES, NOWS)
def test_every_deadline_explains_itself_in_both_languages(
    events: tuple[Event, ...], policies: tuple[DeadlinePolicy, ...], now: datetime
) -> None:
    """No count without words, no limit without its word and source."""
    for deadline in deadlines_of(events, policies, CN, now):
        assert all(step.zh and step.en for one in deadline.dues for step in one.due.steps)
        assert all(one.due.steps for one in deadline.dues)
        assert deadline.written or (deadline.clause and deadline.source) or deadline.how != "start"


# -- whole dossiers ------------------------------------------------------------------------------------------


def test_a_sample_region_is_late_exactly_where_its_records_say_so() -> None:
    """For every hazard that was rectified once by a written limit, late means submitted after it."""
    region = make_region(stations=9, seed=3, period=Period.parse("2026H1"))
    submitted = {one.case: one.happened_at for one in region.hazard_events if one.kind == "submit"}
    checked = 0
    for deadline in deadlines_in(region, national_policy(), CN, at("2026-07-01")):
        if deadline.step is Step.RECTIFY and deadline.written and deadline.outcome == "done" and not deadline.extended:
            assert deadline.due is not None
            checked += 1
            done = deadline.ended_at or NEVER
            assert deadline.is_late == (done > deadline.due)
            assert deadline.how != "start" or done <= submitted[deadline.case]
    assert checked > 20


def test_the_deadlines_of_a_dossier_are_those_of_its_cases_by_their_stations() -> None:
    """Region, employer and industry come from the station."""
    region = make_region(stations=6, seed=3, period=Period.parse("2026H1"))
    places = {one.id: one for one in region.stations}
    policy = local(5, applies={"region": "140500", "industry": "coal"})
    found = list(deadlines_in(region, policy, CN, at("2026-07-01")))
    homes = {one.id: places[one.station] for one in region.hazards}
    by_policy = {one.case for one in found if one.limit}
    assert by_policy
    assert {homes[case].industry for case in by_policy} == {Industry.COAL}


def test_an_event_that_a_dossier_has_twice_is_one() -> None:
    """A dossier that was put together in Python: every deadline is the same."""
    region = make_region(stations=3, seed=3, period=Period.parse("2026H1"))
    twice = attrs.evolve(region, hazard_events=(*region.hazard_events, *region.hazard_events))
    found, again = (list(deadlines_in(one, local(5), CN, at("2026-07-01"))) for one in (region, twice))
    assert found == again


def test_an_employer_may_have_a_calendar_and_shifts_of_its_own() -> None:
    """One mine of the dossier never rests; the others go by the calendar that is given for all."""
    region = make_region(stations=6, seed=3, period=Period.parse("2026H1"))
    mine = continuous_calendar("example/mine", Words(zh="某矿", en="a mine"))
    employer = {one.id: one.employer for one in region.stations}
    homes = {one.id: employer[one.station] for one in region.hazards}
    one_of_them = next(iter(homes.values()))
    found = list(deadlines_in(region, local(3, "workday", step="grade"), CN, at("2026-07-01"), own={one_of_them: mine}))
    by_calendar = {each.calendar_id: homes[each.case] for each in found if each.step is Step.GRADE}
    assert by_calendar["example/mine"] == one_of_them
    assert by_calendar["cn"] != one_of_them


class TestWhatTheCaseCounts:
    """Clocks go by what the case makes of its events, not by whatever they say."""

    def test_a_notice_and_a_late_report_choose_no_limit(self) -> None:
        """The acceptance of a general hazard is due by the limit of general ones."""
        rows = [
            {"id": name, "step": "accept", "span": {"amount": days, "unit": "day"}, "provenance": "policy"}
            | {"clause": "示例", "source": "示例", "applies": {"level": name}}
            for name, days in (("general", 7), ("major", 30))
        ]
        policy = deadline_policy(
            {"id": "example/p", "version": "1", "title": {"zh": "示例"}, "effective": date(2020, 1, 1), "limits": rows}
        )
        loud = history(
            "report 2026-03-02 08:00",
            "grade 2026-03-02 09:00",
            event("notify 2026-03-02 10:00", level=HazardLevel.MAJOR),
            "rectify 2026-03-03 08:00",
            "submit 2026-03-04 08:00",
        )
        late = history(
            event("grade 2026-03-02 09:00", level=HazardLevel.MAJOR),
            event("report 2026-03-02 10:00", level=HazardLevel.GENERAL),
            "submit 2026-03-04 08:00",
        )
        assert one(loud, policy, "2026-03-05", Step.ACCEPT).limit == "example/p@1#general"
        assert one(late, policy, "2026-03-05", Step.ACCEPT).limit == "example/p@1#major"

    def test_a_plan_approved_after_a_regrading_starts_the_notice_again(self) -> None:
        """What was notified before was notified for something else; a plan revised in treatment starts nothing."""
        major = {"level": HazardLevel.MAJOR, "mode": HandlingMode.TIMED}
        before = ("report 2026-03-02 08:00", "grade 2026-03-02 09:00", "notify 2026-03-02 10:00")
        again = history(*before, event("upgrade 2026-03-03 08:00", **major), "approve-plan 2026-03-09 08:00")
        assert one(again, local(2, step="notify"), "2026-03-10", Step.NOTIFY).counted_from == at("2026-03-09 08:00")
        revised = history(
            "report 2026-03-02 08:00",
            event("grade 2026-03-02 09:00", **major),
            "approve-plan 2026-03-02 10:00",
            "notify 2026-03-02 11:00",
            "approve-plan 2026-03-09 08:00",
        )
        assert not one(revised, local(2, step="notify"), "2026-03-30", Step.NOTIFY).is_overdue

    def test_a_request_that_lapsed_stops_no_clock(self) -> None:
        """The work was submitted; reopened, the old limit stands and is over."""
        events = history(
            *NOTIFIED,
            event("request-extension 2026-09-25 09:00", requested=at("2026-10-30 18:00")),
            "submit 2026-09-26 08:00",
            "accept 2026-09-26 09:00",
            "close 2026-09-26 10:00",
            "reopen 2026-10-20 08:00",
        )
        paused, plain = (one(events, local(pending_stops=pending), "2026-10-21") for pending in (True, False))
        assert paused.due is not None
        assert plain.due is not None
        assert paused.is_overdue
        assert plain.is_overdue

    def test_a_reopened_fix_on_the_spot_keeps_its_limit(self) -> None:
        """By the end of the shift in which it was found, which is over."""
        events = history(
            "report 2026-03-02 08:00",
            event("grade 2026-03-02 09:00", mode=HandlingMode.ON_SITE, limit=at("2026-03-02 16:00")),
            "fix-on-site 2026-03-02 10:00",
            "submit 2026-03-02 11:00",
            "accept 2026-03-02 12:00",
            "close 2026-03-02 13:00",
            "reopen 2026-03-05 08:00",
        )
        deadline = one(events, national_policy(), "2026-03-06")
        assert (deadline.how, deadline.due, deadline.is_overdue) == ("reopen", at("2026-03-02 16:00"), True)

    def test_a_stop_after_the_work_was_handed_in_takes_nothing_of_its_time(self) -> None:
        """Ten days, two of them used: eight are left after the return, however long the area stood still between."""
        stops = [
            {"reason": "停产", "steps": ["rectify"], "starts": ["suspend"], "ends": ["restore"], "provenance": "policy"}
        ]
        policy = local(240, "hour", on_return="resume", stops=stops)
        handed_in = (
            "report 2026-03-02 07:00",
            "grade 2026-03-02 07:30",
            "notify 2026-03-02 08:00",
            "submit 2026-03-04 08:00",
        )
        stopped = history(
            *handed_in,
            event("suspend 2026-03-04 09:00", place="A", role=Role.REGULATOR),
            event("restore 2026-03-06 09:00", place="A", role=Role.REGULATOR),
        )
        assert one(stopped, policy, "2026-03-07").due == one(history(*handed_in), policy, "2026-03-07").due
        returned = history(*stopped, "return 2026-03-08 08:00")
        assert one(returned, policy, "2026-03-09").due == at("2026-03-16 08:00")
