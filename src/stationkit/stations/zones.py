"""The zone of a dossier: what a time without an offset means."""

import re
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from stationkit.errors import InvalidValueError
from stationkit.words import Words

__all__ = ["parse_zone", "place_in_zone"]

_OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})")
_EXPECTED = Words(zh="时区，如 +08:00 或 Asia/Shanghai", en="a zone such as +08:00 or Asia/Shanghai")


def parse_zone(text: str) -> tzinfo:
    """Read an offset or the name of a zone.

    Raises:
        InvalidValueError: neither an offset below 24 hours nor a zone that this machine knows.
    """
    if match := _OFFSET.fullmatch(text):
        length = timedelta(hours=int(match[2]), minutes=int(match[3]))
        if length < timedelta(hours=24) and int(match[3]) < 60:
            return timezone(-length if match[1] == "-" else length)
        raise InvalidValueError(text, _EXPECTED)
    try:
        return ZoneInfo(text)
    except (ValueError, OSError, LookupError):
        raise InvalidValueError(text, _EXPECTED) from None


def place_in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """Give a time without an offset the zone's offset; a time with one stays as it is.

    Raises:
        InvalidValueError: the clock showed that time twice, or never.
    """
    if moment.tzinfo is not None:
        return moment
    offsets = {moment.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    if len(offsets) > 1:
        expected = Words(zh="写明偏移量，如 +08:00", en="the offset written out, such as +08:00")
        raise InvalidValueError(moment.isoformat(), expected)
    # A fixed offset, so that what is written is what was read, whatever the zone's table says later.
    return moment.replace(tzinfo=timezone(offsets.pop() or timedelta()))
