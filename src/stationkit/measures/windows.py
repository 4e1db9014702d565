"""Windows: over which days a measure looks, spelled as people say it and tied to an anchor of the round.

`period` is the round's own period; `12 months before round end` looks back from the day after its last day. An anchor
that the round does not have (an application that was never dated) gives no window, and the measure is missing.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta

import attrs

from stationkit.errors import InvalidValueError
from stationkit.periods import Period, add_months
from stationkit.words import Words

__all__ = ["ANCHORS", "Window", "parse_window"]

ANCHORS = ("round start", "round end", "application", "accident")
"""What a window can be tied to; the two ends of the round are always known, the others only where they are given."""

_MONTHS = {"month": 1, "months": 1, "quarter": 3, "quarters": 3, "year": 12, "years": 12}
_PHRASE = re.compile(rf"([1-9]\d{{0,3}}) (day|days|{'|'.join(_MONTHS)}) (before|after) ({'|'.join(ANCHORS)})")
_EXPECTED = Words(
    zh="“period” 或 “12 months before round end” 之类（锚点：round start、round end、application、accident）",
    en="'period' or a phrase such as '12 months before round end' (or round start, application, accident)",
)


@attrs.frozen(kw_only=True)
class Window:
    """A number of days or months before or after an anchor; the round's period where there is no anchor."""

    length: int = 0
    in_days: bool = False
    before: bool = True
    anchor: str = ""

    def within(self, period: Period, anchors: Mapping[str, date]) -> Period | None:
        """Give the days meant in a round of *period*, or nothing where the anchor has no date."""
        if not self.anchor:
            return period
        day = {"round start": period.start, "round end": period.end, **anchors}.get(self.anchor)
        if day is None:
            return None
        other = self._away_from(day)
        return Period(other, day) if self.before else Period(day, other)

    def _away_from(self, day: date) -> date:
        length = -self.length if self.before else self.length
        return day + timedelta(days=length) if self.in_days else add_months(day, length)


def parse_window(text: object) -> Window:
    """Read a window.

    Raises:
        InvalidValueError: the phrase is none of the two forms.
    """
    if text == "period":
        return Window()
    match = _PHRASE.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise InvalidValueError(text, _EXPECTED)
    count, unit, side, anchor = match.groups()
    factor = _MONTHS.get(unit, 1)
    return Window(length=int(count) * factor, in_days=unit.startswith("day"), before=side == "before", anchor=anchor)
