"""Tables as data: a new year without a release, later notices above earlier ones, overlays, every problem told."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit.calendars.calendar import Calendar, DayStatus
from stationkit.calendars.national import continuous_calendar, national_calendar
from stationkit.calendars.reading import calendar_table, overlay, parse_calendar_table, read_calendar_table
from stationkit.calendars.sheets import table_text
from stationkit.calendars.tables import CalendarTable, Overlay, Revision, merged
from stationkit.errors import InvalidDocumentError, InvalidValueError
from stationkit.testing.calendars import calendar_tables, calendars, days_near, overlays, revisions
from stationkit.words import Words

CN = national_calendar()
TABLE_2027 = """
year = 2027

[[revisions]]
title = "illustrative notice for 2027"
dated = 2026-11-05
off = [
  { name = "元旦", from = 2027-01-01, to = 2027-01-03 },
  { name = "春节", from = 2027-02-05, to = 2027-02-12 },
]
work = [2027-01-30, 2027-02-20]
"""


def test_a_new_years_table_is_loaded_as_data_from_a_file(tmp_path: Path) -> None:
    """What was provisional becomes gazetted, and what it says counts."""
    path = tmp_path / "2027.toml"
    path.write_text(TABLE_2027, encoding="utf-8")
    after = CN.with_tables([read_calendar_table(path)])
    assert CN.look(date(2027, 2, 10)).works
    assert not after.look(date(2027, 2, 10)).works
    assert after.look(date(2027, 2, 20)).works
    assert after.look(date(2027, 6, 1)).status is DayStatus.GAZETTED
    assert after.look(date(2027, 6, 1), known_at=date(2026, 11, 4)).status is DayStatus.PROVISIONAL
    assert after.revision() == "cn@2026-11-05"
    assert after.revision(known_at=date(2026, 11, 4)) == CN.revision() == "cn@2025-11-04"


def test_a_later_whole_notice_replaces_and_an_amendment_only_changes_what_it_names() -> None:
    """Both ways of saying it anew, side by side."""
    base = parse_calendar_table(TABLE_2027)
    again = {"title": "again", "dated": date(2027, 1, 10), "off": [], "work": [date(2027, 1, 30)]}
    whole = CN.with_tables([base, calendar_table({"year": 2027, "revisions": [again]})])
    changed = Revision(title="changed", dated=date(2027, 1, 10), amends=True, work=(date(2027, 2, 10),))
    amended = CN.with_tables([CalendarTable(year=2027, revisions=(*base.revisions, changed))])
    assert whole.look(date(2027, 2, 11)).works
    assert not whole.look(date(2027, 2, 20)).works
    assert amended.look(date(2027, 2, 10)).notice == changed.reference
    assert amended.look(date(2027, 2, 10)).works
    assert not amended.look(date(2027, 2, 11)).works


def test_loading_the_same_table_twice_changes_nothing_and_another_of_the_same_day_is_refused() -> None:
    """The same content is idempotent, other content an error."""
    base = parse_calendar_table(TABLE_2027)
    assert CN.with_tables([base]).with_tables([base]) == CN.with_tables([base])
    other = parse_calendar_table(TABLE_2027.replace("2027-02-20", "2027-02-21"))
    with pytest.raises(InvalidDocumentError) as raised:
        CN.with_tables([base, other])
    assert "known_from" in str(raised.value)


BAD = """
year = 2027
years = 2028
[[revisions]]
title = ""
dated = 2026-11-05
off = [{ name = "元旦", from = 2027-01-03, to = 2027-01-01 }, { name = "春节", from = "soon", to = 2027-02-01 }]
"""
TWICE = """
year = 2027
[[revisions]]
title = "n"
dated = 2026-11-05
amends = true
off = [{ name = "a", from = 2027-01-01, to = 2027-01-03 }, { name = "b", from = 2027-01-03, to = 2027-01-03 }]
work = [2027-01-05, 2029-01-06]
[[revisions]]
title = "m"
dated = 2026-11-04
work = [2027-01-05]
"""


def test_a_bad_table_tells_every_problem_at_its_path() -> None:
    """One error, all problems, each with its place."""
    with pytest.raises(InvalidDocumentError) as raised:
        parse_calendar_table(BAD, "2027.toml")
    places = {problem.where for problem in raised.value.problems}
    assert places >= {"$.years", "$.revisions[0].title", "$.revisions[0].off[0].to", "$.revisions[0].off[1].from"}


def test_a_table_that_contradicts_itself_tells_every_contradiction() -> None:
    """A first notice that amends, a day named twice or of another year, a make-up day that is worked anyway, order."""
    with pytest.raises(InvalidDocumentError) as raised:
        parse_calendar_table(TWICE)
    told = {problem.where: problem.what.en for problem in raised.value.problems}
    assert set(told) == {
        "$.revisions[0].amends",
        "$.revisions[0]",
        "$.revisions[1].known_from",
        "$.revisions[1].work[0]",
    }
    assert all(problem.what.zh for problem in raised.value.problems)


@pytest.mark.parametrize("text", ["year = [", "", "year = '2027'\nrevisions = []", "revisions = 3", "year = 99999"])
def test_what_is_no_table_is_refused_without_a_traceback_of_ours(text: str) -> None:
    """Whatever the text, one kind of error."""
    with pytest.raises(InvalidDocumentError):
        parse_calendar_table(text)


def test_an_overlay_stands_above_the_table_and_never_makes_other_days_certain() -> None:
    """A local festival is off, a rest day of the mine is off, the rest is as the nation has it."""
    local = overlay(
        {
            "id": "example/local",
            "revisions": [
                {"title": "矿休息日安排", "dated": date(2026, 1, 1), "work": [date(2026, 5, 3)]}
                | {"off": [{"name": "矿庆", "from": date(2026, 6, 1), "to": date(2026, 6, 1)}]}
            ],
        }
    )
    mine = CN.with_overlay(local)
    assert [mine.is_workday(day) for day in (date(2026, 5, 3), date(2026, 6, 1), date(2026, 6, 2))] == [
        True,
        False,
        True,
    ]
    assert mine.look(date(2026, 6, 1)).notice == "example/local 矿休息日安排"
    assert CN.is_workday(date(2026, 6, 1))
    assert mine.look(date(2026, 6, 1), known_at=date(2025, 12, 31)).works
    resting = continuous_calendar("example/mine", Words(zh="某矿", en="a mine")).with_overlay(local)
    assert not resting.is_workday(date(2026, 6, 1), certain=True)


# -- properties ----------------------------------------------------------------------------------------------

NUMBERS = st.integers(-60, 60)
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@given(calendars(), DAYS, NUMBERS)
def test_adding_working_days_and_counting_them_are_inverse(calendar: Calendar, start: date, days: int) -> None:
    """Some working days on, there are as many between; the day reached is one."""
    reached = calendar.add_workdays(start, days)
    assert calendar.count_workdays(start, reached.day).days == days
    assert days == 0 or calendar.is_workday(reached.day)
    assert reached.unannounced == calendar.unannounced(min(start, reached.day), max(start, reached.day))


@given(calendars(), DAYS, DAYS, NUMBERS, NUMBERS)
def test_adding_is_monotone_in_the_start_and_in_the_number(
    calendar: Calendar, one: date, other: date, fewer: int, more: int
) -> None:
    """Whoever starts later or has more days is never due earlier."""
    (early, late), (few, many) = sorted((one, other)), sorted((fewer, more))
    if (few >= 0) == (many >= 0):
        assert calendar.add_workdays(early, few).day <= calendar.add_workdays(late, few).day
        assert calendar.add_workdays(early, few).day <= calendar.add_workdays(early, many).day


@given(calendars(), DAYS, DAYS, DAYS)
def test_counts_of_neighbouring_stretches_add_up(calendar: Calendar, one: date, two: date, three: date) -> None:
    """From a to b and from b to c is from a to c, in any order of the three."""
    total = calendar.count_workdays(one, two).days + calendar.count_workdays(two, three).days
    if one <= two <= three or one >= two >= three:
        assert total == calendar.count_workdays(one, three).days


@given(calendars(), DAYS)
def test_the_next_working_day_is_the_first_one_that_is_not_earlier(calendar: Calendar, day: date) -> None:
    """A working day is its own next one; nothing is skipped."""
    found = calendar.next_workday(day).day
    assert calendar.is_workday(found)
    assert not any(calendar.is_workday(day + timedelta(days=step)) for step in range((found - day).days))


@given(calendar_tables(2027), DAYS, st.data())
def test_a_notice_changes_only_answers_that_are_asked_from_its_day_on(
    table: CalendarTable, day: date, data: st.DataObject
) -> None:
    """What was known before a notice stays what it was, whatever was loaded since."""
    after = CN.with_tables([table])
    earliest = table.revisions[0].known_from
    known = data.draw(st.dates(date(2024, 1, 1), earliest - timedelta(days=1)))
    assert after.look(day, known_at=known) == CN.look(day, known_at=known)


@given(calendar_tables(2027), days_near(2027), st.data())
def test_at_every_moment_the_last_notice_known_then_decides(
    table: CalendarTable, day: date, data: st.DataObject
) -> None:
    """A reference that walks the notices one by one agrees."""
    known = data.draw(st.dates(date(2026, 10, 1), date(2028, 12, 31)))
    expected: bool | None = None
    for revision in table.revisions:
        if revision.known_from <= known:
            expected = expected if revision.amends else day.weekday() < 5
            named = {one: works for one, works, _ in revision.marks()}
            expected = named.get(day, expected)
    looked = CN.with_tables([table]).look(day, known_at=known)
    if expected is not None:
        assert (looked.works, looked.status) == (expected, DayStatus.GAZETTED)
    else:
        assert looked.status is DayStatus.PROVISIONAL


@given(calendar_tables(2027), st.data())
def test_the_order_in_which_tables_are_loaded_does_not_matter(table: CalendarTable, data: st.DataObject) -> None:
    """One table with all notices, or each notice by itself in any order."""
    apart = [one for one in table.revisions if not one.amends]
    loaded = [CalendarTable(year=2027, revisions=(one,)) for one in data.draw(st.permutations(apart))]
    assert merged(loaded) == (CalendarTable(year=2027, revisions=tuple(apart)),)


@given(revisions(2027, date(2026, 11, 1)), overlays(2027))
@settings(max_examples=25)
def test_the_strategies_give_valid_values(revision: Revision, local: Overlay) -> None:
    """No day twice, every make-up day of a yearly notice a weekend day."""
    days = [day for day, _, __ in revision.marks()]
    assert len(days) == len(set(days))
    assert all(day.weekday() in (5, 6) for day in revision.work)
    assert local.revisions[0].amends


def test_more_days_than_a_hundred_years_are_refused() -> None:
    """A typing error of three digits does not run for minutes."""
    with pytest.raises(InvalidValueError):
        CN.add_workdays(date(2026, 1, 1), 50_000)


def test_a_day_that_nobody_means_is_refused() -> None:
    """The last days of the year 9999 have no next working day."""
    with pytest.raises(InvalidValueError):
        CN.add_workdays(date(9999, 12, 31), 1)


@given(calendar_tables(2027), st.dates(date(2026, 10, 1), date(2028, 12, 31)))
def test_a_digest_changes_exactly_with_what_is_known(table: CalendarTable, known: date) -> None:
    """The same before a notice, another after it; loading it twice changes nothing."""
    after = CN.with_tables([table])
    assert after.with_tables([table]).digest(known_at=known) == after.digest(known_at=known)
    is_known = any(one.known_from <= known for one in table.revisions)
    assert (after.digest(known_at=known) != CN.digest(known_at=known)) == is_known


@given(calendar_tables(2027))
def test_a_table_that_is_written_is_read_back(table: CalendarTable) -> None:
    """Whatever its notices say."""
    assert parse_calendar_table(table_text(table)) == table


def test_the_tables_that_come_along_are_read_back() -> None:
    """Names of several holidays, notices known later than dated."""
    for table in CN.tables:
        assert parse_calendar_table(table_text(table)) == table
