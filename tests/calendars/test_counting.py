"""Counting periods as the law counts them: both sides of every border."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.calendars.calendar import BEIJING, Calendar
from stationkit.calendars.counting import Due, Pause, count_back, count_due, written
from stationkit.calendars.national import continuous_calendar, national_calendar
from stationkit.calendars.shifts import Shift, ShiftTable, shift_at
from stationkit.calendars.spans import CIVIL_CODE, COUNTING_RULES, CountingRule, Span, Unit, rule_named
from stationkit.errors import InvalidDocumentError, InvalidValueError, UnknownNameError
from stationkit.stations.converting import structure
from stationkit.testing.calendars import calendars
from stationkit.words import Words

CN = national_calendar()
MINE = continuous_calendar("example/mine", Words(zh="某矿", en="a mine"))


def at(day: str, clock: str = "10:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BEIJING)


def due(start: str, amount: int, unit: Unit, rule: str = "civil-code", calendar: Calendar = CN) -> Due:
    return count_due(at(start), Span(amount=amount, unit=unit), calendar, rule=COUNTING_RULES[rule])


class TestCivilCode:
    """民法典第二百条至第二百零四条."""

    def test_the_day_on_which_it_begins_is_not_counted(self) -> None:
        """Article 201: one day from Monday 2 March ends on Tuesday, whatever the hour at which it began."""
        for clock in ("00:00", "23:59"):
            counted = count_due(at("2026-03-02", clock), Span(amount=1, unit=Unit.DAY), CN)
            assert counted.last_day == date(2026, 3, 3)

    def test_the_last_day_ends_at_24_00(self) -> None:
        """Article 203: the last minute of the day is in time, the first of the next is late."""
        counted = due("2026-03-02", 1, Unit.DAY)
        assert not counted.is_past(at("2026-03-03", "23:59"))
        assert counted.is_past(at("2026-03-04", "00:00"))

    def test_or_at_close_of_business(self) -> None:
        """Article 203: where there are business hours it ends when they do; that very moment is in time."""
        rule = attrs.evolve(CIVIL_CODE, closes=time(17, 30))
        counted = count_due(at("2026-03-02"), Span(amount=1, unit=Unit.DAY), CN, rule=rule)
        assert not counted.is_past(at("2026-03-03", "17:30"))
        assert counted.is_past(at("2026-03-03", "17:31"))

    @pytest.mark.parametrize(
        ("start", "days", "last", "moved"),
        [
            ("2026-09-24", 6, date(2026, 9, 30), False),
            ("2026-09-24", 7, date(2026, 10, 8), True),  # 1 October: off until the 7th
            ("2026-10-01", 8, date(2026, 10, 9), False),
            ("2026-10-01", 9, date(2026, 10, 10), False),  # a Saturday that is worked
            ("2026-10-01", 10, date(2026, 10, 12), True),  # a Sunday
            ("2026-02-10", 4, date(2026, 2, 14), False),  # the make-up Saturday before the Spring Festival
            ("2026-02-10", 5, date(2026, 2, 24), True),
        ],
    )
    def test_a_last_day_that_is_a_rest_day_gives_way(self, start: str, days: int, last: date, moved: bool) -> None:
        """Article 203: to the first day after it that is none; a make-up Saturday is none."""
        counted = due(start, days, Unit.DAY)
        assert (counted.last_day, counted.moved) == (last, moved)

    @pytest.mark.parametrize(
        ("start", "months", "last"),
        [
            ("2026-01-30", 1, date(2026, 2, 28)),  # no corresponding day: the month's last, a Saturday that is worked
            ("2026-01-31", 3, date(2026, 4, 30)),
            ("2024-01-31", 1, date(2024, 2, 29)),
            ("2026-03-15", 1, date(2026, 4, 15)),
            ("2026-11-04", 1, date(2026, 12, 4)),
        ],
    )
    def test_months_end_on_the_corresponding_day(self, start: str, months: int, last: date) -> None:
        """Article 202, with the month's last day where there is none."""
        assert due(start, months, Unit.MONTH).last_day == last

    def test_a_year_is_twelve_months(self) -> None:
        """From 29 February there is no corresponding day; 28 February 2025 is a Friday."""
        assert due("2024-02-29", 1, Unit.YEAR).last_day == date(2025, 2, 28)

    def test_hours_run_from_the_stated_moment_and_no_holiday_moves_them(self) -> None:
        """Article 201, second paragraph: 24 hours from the eve of the National Day end on it."""
        counted = due("2026-09-30", 24, Unit.HOUR)
        assert counted.moment == at("2026-10-01")
        assert not counted.is_past(at("2026-10-01"))
        assert counted.is_past(at("2026-10-01", "10:01"))

    def test_otherwise_where_it_is_agreed(self) -> None:
        """Article 204: a rule whose last day never moves, and one whose first day counts."""
        assert due("2026-09-24", 7, Unit.DAY, "plain-days").last_day == date(2026, 10, 1)
        assert due("2026-03-02", 1, Unit.DAY, "inclusive-days").last_day == date(2026, 3, 2)

    def test_the_day_is_the_day_at_home(self) -> None:
        """16:00 UTC on 2 March is midnight of the 3rd in Beijing."""
        counted = count_due(datetime(2026, 3, 2, 16, tzinfo=UTC), Span(amount=1, unit=Unit.DAY), CN)
        assert counted.last_day == date(2026, 3, 4)

    def test_a_mine_that_works_every_day_has_no_rest_day_to_move_from(self) -> None:
        """By its own calendar 1 October is a day like any other."""
        assert due("2026-09-24", 7, Unit.DAY, calendar=MINE).last_day == date(2026, 10, 1)

    def test_every_step_is_told_in_both_languages(self) -> None:
        """What was excluded, added and moved, with the notice and the article."""
        steps = due("2026-09-24", 7, Unit.DAY).steps
        assert [bool(step.zh and step.en) for step in steps] == [True] * 4
        told = " ".join(step.zh for step in steps)
        assert all(part in told for part in ("当日不计入", "国办发明电〔2025〕7号", "第二百零三条", "2026-10-08"))


class TestWorkingDays:
    """Working days, and the statutes whose days are working days."""

    def test_make_up_days_count_and_holidays_do_not(self) -> None:
        """From 30 September 2026: the 8th, the 9th and the make-up Saturday 10 October."""
        assert due("2026-09-30", 3, Unit.WORKDAY).last_day == date(2026, 10, 10)
        assert due("2026-09-30", 4, Unit.WORKDAY).last_day == date(2026, 10, 12)

    @pytest.mark.parametrize(
        ("rule", "working", "calendar_days"),
        [
            ("penalty-law", (2, 3, 5, 7), (1, 4, 6, 10, 60)),
            ("coercion-law", tuple(range(1, 11)), (11, 30)),
            ("reconsideration-law", (3, 5, 7, 10), (1, 2, 4, 60)),
            ("licensing-law", (1, 5, 20, 45), ()),
            ("civil-code", (), (2, 3, 5, 7, 10)),
        ],
    )
    def test_which_numbers_of_days_are_working_days(
        self, rule: str, working: tuple[int, ...], calendar_days: tuple[int, ...]
    ) -> None:
        """行政处罚法第八十五条、行政强制法第六十九条、行政复议法第八十八条、行政许可法第八十二条; others never."""
        for days in working:
            assert due("2026-09-29", days, Unit.DAY, rule).last_day == due("2026-09-29", days, Unit.WORKDAY).last_day
        for days in calendar_days:
            assert due("2026-09-29", days, Unit.DAY, rule) == due("2026-09-29", days, Unit.DAY)

    def test_a_count_into_a_year_that_is_not_announced_says_so(self) -> None:
        """The last working day of 2026 is certain; the next one is not."""
        assert due("2026-12-30", 1, Unit.WORKDAY).unannounced == ()
        assert due("2026-12-30", 2, Unit.WORKDAY).unannounced == (2027,)
        assert due("2026-12-21", 10, Unit.DAY).unannounced == ()
        assert due("2026-12-21", 14, Unit.DAY).unannounced == (2027,)
        assert due("2026-12-21", 14, Unit.DAY, "plain-days").unannounced == ()

    def test_counting_back_gives_the_last_day_that_is_early_enough(self) -> None:
        """Twenty working days before 30 October 2026: the National Day left out, the Saturday after it counted."""
        last = count_back(date(2026, 10, 30), Span(amount=20, unit=Unit.WORKDAY), CN).last_day
        assert last == date(2026, 9, 28)
        assert last is not None
        assert CN.count_workdays(last, date(2026, 10, 30)).days == 20
        assert count_back(date(2026, 10, 11), Span(amount=10, unit=Unit.DAY), CN).last_day == date(2026, 10, 1)
        with pytest.raises(InvalidValueError):
            count_back(date(2026, 10, 11), Span(amount=10, unit=Unit.HOUR), CN)


SHIFTS = ShiftTable(
    id="example/three",
    shifts=(
        Shift(name="早班", starts=time(8)),
        Shift(name="中班", starts=time(16)),
        Shift(name="夜班", starts=time(0)),
    ),
)
LATER = ShiftTable(
    id="example/four",
    effective=date(2026, 7, 1),
    shifts=tuple(Shift(name=f"{hour}点班", starts=time(hour)) for hour in (2, 8, 14, 20)),
)


class TestShifts:
    """The mine's own table of shifts."""

    @pytest.mark.parametrize(
        ("moment", "name", "end"),
        [
            (at("2026-03-02", "07:59"), "夜班", at("2026-03-02", "08:00")),
            (at("2026-03-02", "08:00"), "早班", at("2026-03-02", "16:00")),
            (at("2026-03-02", "15:59"), "早班", at("2026-03-02", "16:00")),
            (at("2026-03-02", "16:00"), "中班", at("2026-03-03", "00:00")),
            (at("2026-06-30", "23:00"), "中班", at("2026-07-01", "02:00")),
            (at("2026-07-01", "01:59"), "中班", at("2026-07-01", "02:00")),
            (at("2026-07-01", "02:00"), "2点班", at("2026-07-01", "08:00")),
            (at("2026-07-01", "21:00"), "20点班", at("2026-07-02", "02:00")),
        ],
    )
    def test_a_moment_lies_in_the_shift_that_has_begun(self, moment: datetime, name: str, end: datetime) -> None:
        """A shift lasts until the next one begins, over midnight too; a new table holds from its day on."""
        span = shift_at((LATER, SHIFTS), moment)
        assert span is not None
        assert (span.name, span.end) == (name, end)
        assert span.start <= moment < span.end

    def test_the_same_shift_ends_when_the_next_one_begins(self) -> None:
        """One shift is the one in which it was found; its end is no longer in time."""
        counted = count_due(at("2026-03-02", "17:00"), Span(amount=1, unit=Unit.SHIFT), CN, shifts=(SHIFTS,))
        assert counted.moment == at("2026-03-03", "00:00")
        assert not counted.is_past(at("2026-03-02", "23:59"))
        assert counted.is_past(at("2026-03-03", "00:00"))

    def test_two_shifts_end_with_the_next_one(self) -> None:
        """The shift in which it was found is the first."""
        counted = count_due(at("2026-03-02", "17:00"), Span(amount=2, unit=Unit.SHIFT), CN, shifts=(SHIFTS,))
        assert counted.moment == at("2026-03-03", "08:00")

    def test_where_the_hours_change_the_old_last_shift_lasts_until_the_new_first_one(self) -> None:
        """At 23:54 on the eve of the new hours: the end of the shift is 02:00, as the hours of that day have it."""
        eve = at("2026-06-30", "23:54")
        ends = [
            count_due(eve, Span(amount=amount, unit=Unit.SHIFT), CN, shifts=(SHIFTS, LATER)).moment
            for amount in (1, 2, 3)
        ]
        assert ends == [at("2026-07-01", "02:00"), at("2026-07-01", "08:00"), at("2026-07-01", "14:00")]

    def test_two_tables_from_one_day_contradict_one_another(self) -> None:
        """Nobody knows which hours hold; it is said, not guessed."""
        twin = attrs.evolve(LATER, id="example/twin")
        with pytest.raises(InvalidDocumentError) as raised:
            shift_at((SHIFTS, LATER, twin), at("2026-07-02"))
        assert "example/four" in str(raised.value)

    def test_without_the_mines_table_no_end_is_given_and_nothing_fails(self) -> None:
        """Not known is said, not guessed."""
        counted = count_due(at("2026-03-02"), Span(amount=1, unit=Unit.SHIFT), CN)
        assert counted.moment is None
        assert not counted.is_past(at("2030-01-01"))
        assert "班次表" in counted.steps[0].zh

    def test_a_table_of_plain_values_is_checked_whole(self) -> None:
        """A clock time that is none, two shifts at one time."""
        with pytest.raises(InvalidDocumentError) as raised:
            structure({"id": "x", "shifts": [{"name": "a", "starts": "25:00"}]}, ShiftTable)
        assert raised.value.problems[0].where == "$.shifts[0].starts"
        with pytest.raises(InvalidDocumentError) as raised:
            structure(
                {"id": "x", "shifts": [{"name": "a", "starts": "08:00"}, {"name": "a", "starts": "08:00"}]}, ShiftTable
            )
        assert [problem.where for problem in raised.value.problems] == ["$.shifts[1].starts", "$.shifts[1].name"]
        with pytest.raises(InvalidDocumentError):
            ShiftTable(id="x", shifts=())


def test_what_is_promptly_has_no_number_of_days() -> None:
    """The law's 及时 ends at no moment, and at no moment is it over."""
    counted = count_due(at("2026-03-02"), Span(unit=Unit.PROMPT), CN)
    assert counted.moment is None
    assert not counted.is_past(at("2036-03-02"))


def test_a_date_that_was_written_never_moves() -> None:
    """1 October is a holiday; the notice says 1 October."""
    assert written(at("2026-10-01", "23:59")).moment == at("2026-10-01", "23:59")


@pytest.mark.parametrize(
    ("amount", "unit"), [(0, Unit.DAY), (-1, Unit.WORKDAY), (1, Unit.PROMPT), (10_001, Unit.DAY), (51, Unit.YEAR)]
)
def test_a_span_without_sense_is_refused(amount: int, unit: Unit) -> None:
    """A number where none belongs, none where one does, more than anybody means."""
    with pytest.raises(InvalidValueError):
        Span(amount=amount, unit=unit)


def test_an_unknown_rule_says_which_there_are() -> None:
    """Unknown is an error."""
    with pytest.raises(UnknownNameError) as raised:
        rule_named("civil-cod")
    assert "civil-code" in str(raised.value)


def test_a_start_without_its_offset_is_refused() -> None:
    """Nobody knows on which day it began."""
    with pytest.raises(InvalidValueError):
        count_due(datetime(2026, 3, 2, 10), Span(amount=1, unit=Unit.DAY), CN)  # noqa: DTZ001 - naive is meant


# -- properties ----------------------------------------------------------------------------------------------

STARTS = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: at("2025-01-01", "00:00") + timedelta(minutes=minutes))
UNITS = st.sampled_from((Unit.HOUR, Unit.DAY, Unit.WORKDAY, Unit.MONTH, Unit.SHIFT))
RULES = st.sampled_from(sorted(COUNTING_RULES)).map(COUNTING_RULES.__getitem__)


LATEST = ShiftTable(
    id="example/two",
    effective=date(2026, 9, 1),
    shifts=(Shift(name="白班", starts=time(6, 30)), Shift(name="夜班", starts=time(18, 30))),
)
HOURS = (SHIFTS, LATER, LATEST)


def end(start: datetime, amount: int, unit: Unit, calendar: Calendar, rule: CountingRule) -> datetime:
    counted = count_due(start, Span(amount=amount, unit=unit), calendar, rule=rule, shifts=HOURS)
    assert counted.moment is not None
    return counted.moment


@given(calendars(), RULES, UNITS, STARTS, STARTS, st.integers(1, 40))
def test_whoever_begins_later_is_never_due_earlier(
    calendar: Calendar, rule: CountingRule, unit: Unit, one: datetime, other: datetime, amount: int
) -> None:
    """Monotone in the start, for every unit and rule."""
    early, late = sorted((one, other))
    assert end(early, amount, unit, calendar, rule) <= end(late, amount, unit, calendar, rule)


@given(calendars(), UNITS, STARTS, st.integers(1, 40), st.integers(1, 40))
def test_whoever_has_more_is_never_due_earlier(
    calendar: Calendar, unit: Unit, start: datetime, one: int, other: int
) -> None:
    """Monotone in the number, for every unit."""
    fewer, more = sorted((one, other))
    assert end(start, fewer, unit, calendar, CIVIL_CODE) <= end(start, more, unit, calendar, CIVIL_CODE)


@given(calendars(), RULES, st.sampled_from((Unit.DAY, Unit.WORKDAY, Unit.MONTH)), STARTS, st.integers(1, 40))
def test_a_last_day_is_a_working_day_wherever_the_rule_moves_it(
    calendar: Calendar, rule: CountingRule, unit: Unit, start: datetime, amount: int
) -> None:
    """Working days always, calendar days where the rule lets them give way."""
    counted = count_due(start, Span(amount=amount, unit=unit), calendar, rule=rule)
    assert counted.last_day is not None
    if rule.moves or unit is Unit.WORKDAY:
        assert calendar.is_workday(counted.last_day)


@given(calendars(), STARTS, st.integers(1, 40))
def test_n_working_days_leave_n_working_days_between(calendar: Calendar, start: datetime, amount: int) -> None:
    """Counted from the day after the start, as often as was given."""
    counted = count_due(start, Span(amount=amount, unit=Unit.WORKDAY), calendar)
    assert counted.last_day is not None
    assert calendar.count_workdays(start.date(), counted.last_day).days == amount


@given(calendars(), RULES, UNITS, STARTS, st.integers(1, 40))
def test_nothing_is_due_before_it_begins(
    calendar: Calendar, rule: CountingRule, unit: Unit, start: datetime, amount: int
) -> None:
    """An end lies after its start."""
    assert end(start, amount, unit, calendar, rule) > start


@given(calendars(), st.dates(date(2025, 3, 1), date(2027, 12, 31)), st.integers(1, 40))
def test_counting_back_and_forth_meet(calendar: Calendar, last: date, amount: int) -> None:
    """From the request-by day to the limit there are as many working days as were asked, where the limit is one."""
    request = count_back(last, Span(amount=amount, unit=Unit.WORKDAY), calendar).last_day
    assert request is not None
    assert calendar.is_workday(request)
    assert calendar.count_workdays(request, last).days == amount - (not calendar.is_workday(last))


class TestPauses:
    """A clock that stands still for a reason that a policy names."""

    FIVE_DAYS = Span(amount=5, unit=Unit.DAY)

    def paused(self, *pauses: Pause, span: Span = FIVE_DAYS) -> Due:
        return count_due(at("2026-03-02"), span, CN, pauses=pauses)

    def test_a_pause_lengthens_the_period_by_its_days(self) -> None:
        """Tuesday to Thursday stopped: out on Saturday 7 March becomes Monday the 9th; hours go on to the minute."""
        pause = Pause(at("2026-03-03"), at("2026-03-05", "11:30"))
        assert (self.paused().counted_day, self.paused(pause).counted_day) == (date(2026, 3, 7), date(2026, 3, 9))
        assert (self.paused().last_day, self.paused(pause).last_day) == (date(2026, 3, 9), date(2026, 3, 9))
        assert self.paused(pause, span=Span(amount=30, unit=Unit.HOUR)).moment == at("2026-03-05", "17:30")
        assert self.paused(pause, span=Span(amount=5, unit=Unit.WORKDAY)).last_day == date(2026, 3, 11)

    def test_a_shift_is_not_cut(self) -> None:
        """Stopped from 15:00 to 20:00, by the end of the shift in which the lost hours end."""
        pause = Pause(at("2026-03-02", "15:00"), at("2026-03-02", "20:00"))
        span = Span(amount=1, unit=Unit.SHIFT)
        counted = count_due(at("2026-03-02"), span, CN, shifts=(SHIFTS,), pauses=(pause,))
        assert counted.moment == at("2026-03-03", "00:00")

    def test_what_was_stopped_on_its_last_day_is_not_over_before_it_goes_on(self) -> None:
        """Stopped on Friday, gone on Sunday: the next working day is the last."""
        pause = Pause(at("2026-03-06"), at("2026-03-08"))
        counted = count_due(at("2026-03-05"), Span(amount=1, unit=Unit.WORKDAY), CN, pauses=(pause,))
        assert counted.last_day == date(2026, 3, 9)

    def test_a_pause_is_added_before_the_last_day_gives_way(self) -> None:
        """Seven days from 24 September and two stopped: 3 October, a holiday, so the 8th; as nine days end."""
        seven, stopped = Span(amount=7, unit=Unit.DAY), Pause(at("2026-09-28"), at("2026-09-30"))
        assert count_due(at("2026-09-24"), seven, CN, pauses=(stopped,)).last_day == date(2026, 10, 8)
        assert due("2026-09-24", 9, Unit.DAY).last_day == date(2026, 10, 8)

    def test_a_pause_after_the_days_have_run_out_adds_none(self) -> None:
        """They ran out on 1 October and the end waits for the 8th: a stop from the 4th to the 6th takes nothing."""
        seven = Span(amount=7, unit=Unit.DAY)
        short, long = Pause(at("2026-10-04"), at("2026-10-06")), Pause(at("2026-10-04"), at("2026-10-20"))
        assert count_due(at("2026-09-24"), seven, CN, pauses=(short,)).last_day == date(2026, 10, 8)
        assert count_due(at("2026-09-24"), seven, CN, pauses=(long,)).last_day == date(2026, 10, 20)

    def test_while_it_lasts_no_end_can_be_given(self) -> None:
        """Nothing is overdue whose clock stands still; that is said."""
        standing = self.paused(Pause(at("2026-03-03")))
        assert standing.moment is None
        assert "中止" in standing.steps[-1].zh

    def test_a_pause_after_the_end_changes_nothing(self) -> None:
        """What was late before the stop stays late."""
        assert self.paused(Pause(at("2026-03-20"))) == self.paused()

    def test_pauses_that_overlap_count_once(self) -> None:
        """Two reasons for one stop do not double it."""
        whole = Pause(at("2026-03-03"), at("2026-03-06"))
        parts = (Pause(at("2026-03-04"), at("2026-03-06")), Pause(at("2026-03-03"), at("2026-03-05")))
        assert self.paused(*parts) == self.paused(whole)
        assert self.paused(Pause(at("2026-03-03"), at("2026-03-04")), Pause(at("2026-03-03"))).moment is None


@given(STARTS, st.integers(0, 20_000))
def test_a_pause_ends_no_earlier_than_it_begins(start: datetime, length: int) -> None:
    """One that ran backwards would shorten what it stands for; one of no length is one."""
    end = start + timedelta(minutes=length)
    assert Pause(start, end).end == end
    with pytest.raises(InvalidValueError):
        Pause(start, start - timedelta(minutes=length, microseconds=1))
    for naive in ((start.replace(tzinfo=None), end), (start, end.replace(tzinfo=None))):
        with pytest.raises(InvalidValueError):
            Pause(*naive)


@given(st.datetimes(), st.timezones() | st.none())
def test_a_written_date_of_no_year_that_anybody_means_is_no_end(naive: datetime, zone: tzinfo | None) -> None:
    """No date breaks the count: it is the end as written, or none can be given, and either is said."""
    limit = naive.replace(tzinfo=zone or BEIJING)
    due = written(limit)
    assert due.moment == (limit if 1900 <= limit.year <= 2300 else None)
    assert due.steps[-1].zh
    assert due.steps[-1].en


@given(calendars(), RULES, UNITS, STARTS, st.integers(1, 40), st.integers(0, 20_000), st.integers(1, 20_000))
def test_a_pause_never_brings_the_end_nearer(
    calendar: Calendar, rule: CountingRule, unit: Unit, start: datetime, amount: int, after: int, length: int
) -> None:
    """Whenever it begins and however long it is."""
    stopped = start + timedelta(minutes=after)
    pauses = (Pause(stopped, stopped + timedelta(minutes=length)),)
    span = Span(amount=amount, unit=unit)
    with_pause = count_due(start, span, calendar, rule=rule, shifts=HOURS, pauses=pauses).moment
    assert with_pause is not None
    assert with_pause >= end(start, amount, unit, calendar, rule)
    if stopped < end(start, amount, unit, calendar, rule):
        assert with_pause > stopped + timedelta(minutes=length), "no clock runs out while it stands still"


@given(calendars(), RULES, STARTS, st.integers(1, 40), st.lists(st.integers(0, 60), min_size=2, max_size=6))
def test_a_pause_within_the_days_is_worth_as_many_days(
    calendar: Calendar, rule: CountingRule, start: datetime, amount: int, marks: list[int]
) -> None:
    """Stopped for n days while they ran, so many days end as n more do, rest days or none."""
    span = Span(amount=amount, unit=Unit.DAY)
    if rule.read(span).unit is not Unit.DAY:
        return  # a statute whose few days are working days
    stops = sorted(marks)
    pauses, added = [], 0
    for first, last in zip(stops[::2], stops[1::2], strict=False):
        if first <= amount + added - rule.start_counts:
            pauses.append(Pause(start + timedelta(days=first), start + timedelta(days=last)))
            added += last - first
    paused = count_due(start, span, calendar, rule=rule, pauses=pauses)
    plain = count_due(start, span, calendar, rule=attrs.evolve(rule, moves=False))
    assert plain.last_day is not None
    raw = plain.last_day + timedelta(days=added)
    assert paused.counted_day == raw
    assert paused.last_day == (calendar.next_workday(raw).day if rule.moves else raw)
