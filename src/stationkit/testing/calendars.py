"""Strategies for calendars: yearly tables with their notices, calendars made of them, overlays.

They are valid by construction and odd on purpose: amendments that undo holidays, years without a table, weeks without
a day of rest.
"""

from datetime import date, timedelta

from hypothesis import strategies as st

from stationkit.calendars.calendar import Calendar
from stationkit.calendars.national import continuous_calendar, national_calendar
from stationkit.calendars.tables import CalendarTable, DaysOff, Overlay, Revision
from stationkit.words import Words

__all__ = ["calendar_tables", "calendars", "days_near", "overlays", "revisions"]


def days_near(year: int, spread: int = 0) -> st.SearchStrategy[date]:
    """Give days of a year, or of the years up to *spread* before and after it."""
    return st.dates(date(year - spread, 1, 1), date(year + spread, 12, 31))


@st.composite
def revisions(draw: st.DrawFn, year: int, known_from: date, *, amends: bool = False) -> Revision:
    """Give one notice about a year: some stretches off, some weekend days worked, no day twice."""
    starts = draw(st.lists(days_near(year), max_size=4, unique=True))
    off: list[DaysOff] = []
    taken: set[date] = set()
    for place, start in enumerate(starts):
        end = min(start + timedelta(days=draw(st.integers(0, 7))), date(year, 12, 31))
        stretch = DaysOff(name=f"holiday {place + 1}", start=start, end=end)
        if taken.isdisjoint(stretch.days()):
            off.append(stretch)
            taken.update(stretch.days())
    worked = draw(st.lists(days_near(year), max_size=5, unique=True))
    work = tuple(day for day in worked if day not in taken and (amends or day.weekday() in (5, 6)))
    return Revision(title=f"notice of {known_from}", dated=known_from, amends=amends, off=tuple(off), work=work)


@st.composite
def calendar_tables(draw: st.DrawFn, year: int) -> CalendarTable:
    """Give the table of a year: its notice, and up to two later ones that amend it or replace it."""
    known = date(year - 1, 11, 1)
    found = [draw(revisions(year, known))]
    for _ in range(draw(st.integers(0, 2))):
        known += timedelta(days=draw(st.integers(1, 200)))
        found.append(draw(revisions(year, known, amends=draw(st.booleans()))))
    return CalendarTable(year=year, revisions=tuple(found))


@st.composite
def overlays(draw: st.DrawFn, year: int) -> Overlay:
    """Give a local overlay with one notice about a year."""
    known = draw(days_near(year - 1))
    return Overlay(id="example/local", revisions=(draw(revisions(year, known, amends=True)),))


@st.composite
def calendars(draw: st.DrawFn, first: int = 2025, last: int = 2027) -> Calendar:
    """Give a calendar: the national one, one whose tables are made up and may lack years, or one that never rests."""
    kind = draw(st.sampled_from(("national", "made up", "continuous")))
    if kind == "national":
        return national_calendar()
    if kind == "continuous":
        return continuous_calendar("example/continuous", Words(zh="连续生产", en="continuous production"))
    years = draw(st.sets(st.integers(first, last)))
    rest = draw(st.sampled_from((frozenset({5, 6}), frozenset({6}), frozenset())))
    made = Calendar(
        id="example/made-up",
        words=Words(zh="虚构日历", en="a made-up calendar"),
        rest_days=rest,
        tables=tuple(draw(calendar_tables(year)) for year in sorted(years)),
    )
    return made.with_overlay(draw(overlays(draw(st.integers(first, last))))) if draw(st.booleans()) else made
