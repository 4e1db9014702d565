"""The calendars that come along: the national one with its tables since 2019, and one for works that never rest."""

from functools import cache
from importlib.resources import files

from stationkit.calendars.calendar import Calendar
from stationkit.calendars.reading import parse_calendar_table
from stationkit.calendars.tables import CalendarTable
from stationkit.words import Words

__all__ = ["continuous_calendar", "national_calendar", "national_tables"]


@cache
def national_tables() -> tuple[CalendarTable, ...]:
    """Give the tables of the State Council's notices that came along, one a year from 2019 on."""
    folder = files("stationkit.calendars").joinpath("years")
    found = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    return tuple(parse_calendar_table(one.read_text(encoding="utf-8"), one.name) for one in found)


@cache
def national_calendar() -> Calendar:
    """Give the national calendar: Saturday and Sunday rest, and the yearly notices on them."""
    return Calendar(id="cn", words=Words(zh="全国节假日安排", en="national calendar"), tables=national_tables())


def continuous_calendar(id: str, words: Words) -> Calendar:  # noqa: A002 - the word for what it is
    """Give the calendar of works where every day is a working day; overlays may take days off it."""
    return Calendar(id=id, words=words, rest_days=frozenset(), yearly=False)
