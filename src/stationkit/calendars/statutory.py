"""What the law alone gives: the statutory days of all citizens, for years whose notice is not out.

Only the days themselves are known then; which weekends are worked for them, and where a day that falls on a weekend is
made up, comes with the year's notice. Source: 全国年节及纪念日放假办法, as revised in 2007, 2013 and 2024.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import attrs

from stationkit.words import Words

__all__ = ["Statute", "holiday_words", "statutes", "statutory_days"]

_FIXED = {"new-year": (1, 1), "labour": (5, 1), "national": (10, 1)}
_MOVING = ("spring", "qingming", "dragon-boat", "mid-autumn")
_NAMES = {
    "new-year": Words(zh="元旦", en="New Year's Day"),
    "spring": Words(zh="春节", en="Spring Festival"),
    "qingming": Words(zh="清明节", en="Qingming Festival"),
    "labour": Words(zh="劳动节", en="Labour Day"),
    "dragon-boat": Words(zh="端午节", en="Dragon Boat Festival"),
    "mid-autumn": Words(zh="中秋节", en="Mid-Autumn Festival"),
    "national": Words(zh="国庆节", en="National Day"),
}
_ENGLISH = {words.zh: words.en for words in _NAMES.values()}


@attrs.frozen(kw_only=True)
class Statute:
    """One text of the rule: from which year it holds, since when it was known, and which days it gives.

    Attributes:
        days: festival -> first and last day, counted from the festival's own.
    """

    title: str
    number: str
    known_from: date
    from_year: int
    days: Mapping[str, tuple[int, int]]


@cache
def _document() -> Mapping[str, object]:
    text = files("stationkit.calendars").joinpath("statutory.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def statutes() -> tuple[Statute, ...]:
    """Give the texts that came along, the earliest first."""
    rows: object = _document()["statutes"]
    assert isinstance(rows, list)  # noqa: S101 - our own file; a test reads all of it
    return tuple(
        Statute(**{**row, "days": {name: _offsets(text) for name, text in row["days"].items()}}) for row in rows
    )


def _offsets(text: str) -> tuple[int, int]:
    first, _, last = text.partition("..")
    return int(first), int(last)


def _festivals(year: int) -> Iterator[tuple[str, date]]:
    """Give the festivals of a year; those that move only for the years whose dates we hold."""
    for name, (month, day) in _FIXED.items():
        yield name, date(year, month, day)
    moving: object = _document()["festivals"]
    assert isinstance(moving, dict)  # noqa: S101 - our own file; a test reads all of it
    yield from zip(_MOVING, moving.get(str(year), ()), strict=False)


def statutory_days(year: int, known: date | None = None) -> Mapping[date, str]:
    """Give the statutory days of a year and their names, as the text that was known on a day gives them.

    Years before the earliest text go by the earliest. Festivals of the lunar calendar are held for 2008 to 2050.
    """
    fitting = [one for one in statutes() if one.from_year <= year and (known is None or one.known_from <= known)]
    return _days_of(year, (fitting or statutes()[:1])[-1].number)


@cache
def _days_of(year: int, number: str) -> Mapping[date, str]:
    statute = next(one for one in statutes() if one.number == number)
    found: dict[date, str] = {}
    for name, festival in _festivals(year):
        first, last = statute.days[name]
        for offset in range(first, last + 1):
            found.setdefault(festival + timedelta(days=offset), _NAMES[name].zh)
    return MappingProxyType(found)


def holiday_words(name: str) -> Words:
    """Give the name of a holiday, or of several together, in both languages; unknown ones stay as they are."""
    return Words(zh=name, en=", ".join(_ENGLISH.get(part, part) for part in name.split("、")))
