"""Days of procedures: by the one legal time of the country, whatever offset a moment was written with."""

from datetime import date, datetime, time, timedelta

from stationkit.calendars.calendar import BEIJING
from stationkit.stations.fields import moment

__all__ = ["day_after", "day_of"]


def day_of(at: datetime) -> date:
    """Give the day of a moment, by the one legal time of the country.

    Raises:
        InvalidValueError: the moment has no offset: the day would depend on the machine that asks.
    """
    moment(None, None, at)
    return at.astimezone(BEIJING).date()


def day_after(day: date) -> datetime:
    """Give the moment at which a day has ended."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=BEIJING)
