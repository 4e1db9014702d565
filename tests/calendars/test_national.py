"""The national tables: every day agrees with an independent table, and each revision is known from its own day on."""

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest

from stationkit.calendars.calendar import Calendar, DayStatus
from stationkit.calendars.national import continuous_calendar, national_calendar, national_tables
from stationkit.calendars.statutory import statutes, statutory_days
from stationkit.errors import CalendarNotAnnouncedError, InvalidValueError
from stationkit.words import Words

CN = national_calendar()
GAZETTED, PROVISIONAL = DayStatus.GAZETTED, DayStatus.PROVISIONAL


def every_day(first: int, last: int) -> list[date]:
    start, end = date(first, 1, 1), date(last, 12, 31)
    return [start + timedelta(days=offset) for offset in range((end - start).days + 1)]


def test_every_day_from_2019_to_2026_agrees_with_an_independent_table() -> None:
    """2,922 days, each a working day there exactly where it is one here."""
    days = every_day(2019, 2026)
    assert len(days) == 2922
    assert [day for day in days if CN.is_workday(day) != chinese_calendar.is_workday(day)] == []


def test_every_make_up_day_and_every_weekday_off_agrees_with_an_independent_table() -> None:
    """The two kinds of day that a weekly rule would get wrong: which, not only how many."""
    from chinese_calendar.constants import holidays, workdays

    for day in every_day(2019, 2026):
        looked = CN.look(day)
        assert looked.status is GAZETTED, day
        assert (looked.works and day.weekday() > 4) == (day in workdays), day
        assert (not looked.works and day.weekday() < 5) == (day in holidays and day.weekday() < 5), day


def test_every_statutory_day_since_2008_was_a_day_off() -> None:
    """What we presume of a year that is not announced was right in every year that is, by the text in force."""
    for year in range(2008, 2027):
        assert [day for day in statutory_days(year) if chinese_calendar.is_workday(day)] == [], year


@pytest.mark.parametrize(("year", "count"), [(2008, 11), (2013, 11), (2014, 11), (2024, 11), (2025, 13), (2027, 13)])
def test_the_law_gives_eleven_days_before_2025_and_thirteen_since(year: int, count: int) -> None:
    """全国年节及纪念日放假办法: eleven days by the texts of 2007 and 2013, thirteen by that of 2024.

    In 2020 and 2025 two festivals met, and one day fewer was left; those years are not in this table.
    """
    assert len(statutory_days(year)) == count


def test_what_was_presumed_of_2025_before_the_rule_was_revised_had_no_eve_and_no_second_of_may() -> None:
    """The text of 2024 was made known on 2024-11-12: the day before, nobody could presume by it."""
    eve, second_of_may = date(2025, 1, 28), date(2025, 5, 2)
    assert eve not in statutory_days(2025, date(2024, 11, 11))
    assert {eve, second_of_may} <= set(statutory_days(2025, date(2024, 11, 12)))
    assert len(statutes()) == 3


def test_every_notice_has_its_number_and_its_day() -> None:
    """Ten notices for eight years; two of them came within the year."""
    revisions = [one for table in national_tables() for one in table.revisions]
    assert [table.year for table in national_tables()] == list(range(2019, 2027))
    assert [one.number for one in revisions if one.amends] == ["国办发明电〔2019〕3号", "国办发明电〔2020〕1号"]
    assert all(one.number.startswith("国办发明电〔") and one.dated <= one.known_from for one in revisions)
    assert len(revisions) == 10


class TestLabourDay2019:
    """国办发明电〔2019〕3号 of 2019-03-22: off from 1 to 4 May; Sundays 28 April and 5 May are worked."""

    DAYS = (date(2019, 4, 28), date(2019, 5, 1), date(2019, 5, 2), date(2019, 5, 3), date(2019, 5, 4), date(2019, 5, 5))

    @pytest.mark.parametrize(
        ("known", "works"),
        [
            (date(2019, 3, 21), (False, False, True, True, False, False)),
            (date(2019, 3, 22), (True, False, False, False, False, True)),
            (None, (True, False, False, False, False, True)),
        ],
    )
    def test_on_both_sides_of_the_notice(self, known: date | None, works: tuple[bool, ...]) -> None:
        """The day before the notice, only 1 May was off; from the notice on, four days are."""
        assert tuple(CN.is_workday(day, known_at=known) for day in self.DAYS) == works
        assert {CN.look(day, known_at=known).status for day in self.DAYS} == {GAZETTED}

    def test_a_moment_counts_by_the_day_in_beijing(self) -> None:
        """16:00 UTC on the 21st is the 22nd at home."""
        second = date(2019, 5, 2)
        assert CN.is_workday(second, known_at=datetime(2019, 3, 21, 15, 59, tzinfo=UTC))
        assert not CN.is_workday(second, known_at=datetime(2019, 3, 21, 16, 0, tzinfo=UTC))


class TestSpringFestival2020:
    """国办发明电〔2020〕1号, known on 2020-01-27: the holiday lasts to 2 February; work begins on the 3rd."""

    @pytest.mark.parametrize(
        ("known", "works"),
        [(date(2020, 1, 26), (True, True, False, True)), (date(2020, 1, 27), (False,) * 3 + (True,))],
    )
    def test_on_both_sides_of_the_notice(self, known: date, works: tuple[bool, ...]) -> None:
        """31 January and the make-up Saturday 1 February were working days until the holiday was lengthened."""
        days = (date(2020, 1, 31), date(2020, 2, 1), date(2020, 2, 2), date(2020, 2, 3))
        assert tuple(CN.is_workday(day, known_at=known) for day in days) == works

    def test_what_the_amendment_does_not_name_stays(self) -> None:
        """The rest of the year is as the yearly notice has it."""
        assert CN.look(date(2020, 4, 26)).works
        assert CN.look(date(2020, 4, 26)).notice == "国办发明电〔2019〕16号"


class TestAYearThatIsNotAnnounced:
    """2027 on 2026-11-04, and 2026 the day before its own notice: provisional, and it says so."""

    def test_monday_to_friday_less_the_statutory_days(self) -> None:
        """5 February 2027 is the eve of the Spring Festival, 4 February an ordinary Thursday, the 7th a Sunday."""
        days = {day: CN.look(day) for day in (date(2027, 2, 4), date(2027, 2, 5), date(2027, 2, 7))}
        assert [one.works for one in days.values()] == [True, False, False]
        assert {one.status for one in days.values()} == {PROVISIONAL}
        assert "尚未公布" in days[date(2027, 2, 5)].why.zh
        assert "not announced" in days[date(2027, 2, 5)].why.en

    def test_nothing_fails_unless_certainty_is_asked(self) -> None:
        """Adding, counting and asking answer; each has a way to insist, which raises and names the year."""
        eve = date(2026, 12, 30)
        assert CN.add_workdays(eve, 1).unannounced == ()
        assert CN.add_workdays(eve, 2).unannounced == (2027,)
        assert CN.count_workdays(eve, date(2027, 1, 8)).status is PROVISIONAL
        for ask in (
            lambda: CN.is_workday(date(2027, 1, 4), certain=True),
            lambda: CN.add_workdays(eve, 2, certain=True),
            lambda: CN.count_workdays(eve, date(2027, 1, 4), certain=True),
            lambda: CN.next_workday(date(2027, 1, 1), certain=True),
        ):
            with pytest.raises(CalendarNotAnnouncedError) as raised:
                ask()
            assert raised.value.years == (2027,)
            assert "2027" in str(raised.value.problems[0])

    @pytest.mark.parametrize(("known", "status"), [(date(2025, 11, 3), PROVISIONAL), (date(2025, 11, 4), GAZETTED)])
    def test_the_day_of_the_notice_is_the_border(self, known: date, status: DayStatus) -> None:
        """The notice for 2026 is of 2025-11-04."""
        assert CN.look(date(2026, 3, 4), known_at=known).status is status

    def test_a_day_that_next_years_notice_names_is_settled_by_it(self) -> None:
        """Saturday 29 December 2018 was worked by the notice for 2019, though 2018 has no table here."""
        assert CN.look(date(2018, 12, 29)).works
        assert CN.look(date(2018, 12, 29)).status is GAZETTED
        assert CN.look(date(2018, 12, 28)).status is PROVISIONAL


def test_a_mine_that_works_every_day_has_nothing_to_be_announced() -> None:
    """Its calendar is its own rule: certain for any year, Sundays and Spring Festival worked."""
    mine = continuous_calendar("example/mine", Words(zh="某矿", en="a mine"))
    assert mine.is_workday(date(2031, 1, 23), certain=True)
    assert mine.add_workdays(date(2026, 12, 30), 5, certain=True).day == date(2027, 1, 4)


def test_a_calendar_without_any_working_day_is_refused() -> None:
    """Nothing could ever fall due in it."""
    from stationkit.errors import InvalidValueError

    with pytest.raises(InvalidValueError):
        Calendar(id="x", words=Words(zh="休"), rest_days=frozenset(range(7)))


def test_a_time_in_place_of_a_day_is_refused() -> None:
    """No table names a time: National Day at midnight would pass for an ordinary Thursday."""
    noon, day = datetime(2026, 10, 1), date(2026, 10, 1)  # noqa: DTZ001 - what is refused
    calendar = national_calendar()
    for ask in (
        lambda: calendar.look(noon),
        lambda: calendar.is_workday(noon),
        lambda: calendar.next_workday(noon),
        lambda: calendar.add_workdays(noon, 3),
        lambda: calendar.count_workdays(day, noon),
        lambda: calendar.unannounced(noon, day),
    ):
        with pytest.raises(InvalidValueError):
            ask()
