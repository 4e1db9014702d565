"""Versions: several of one rulebook live side by side, and a day decides which of them governs.

A rulebook says which day that is (`governs`): the first or the last day of the round, the day of the report, of the
incident or of the application. Whoever asks gives the days that are known; a day that is not given is never guessed.
Between two versions of one rulebook there is no day without a rule, and none with two.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby, pairwise
from typing import TypeAlias

from stationkit.errors import InvalidRulebookError, Problem, UnknownNameError
from stationkit.periods import Period
from stationkit.rules.documents import RulebookDocument
from stationkit.rules.model import Effective, Head
from stationkit.words import Words

__all__ = ["Days", "check_versions", "days_of_round", "governing_day", "governs_on", "version_problems"]

Days: TypeAlias = date | Mapping[str, date]
"""One day, which stands for every kind, or the days that are known, by kind: `round start`, `report date`, …"""


def days_of_round(period: Period, more: Mapping[str, date] | None = None) -> dict[str, date]:
    """Give the days that a round has, with those that are known besides."""
    last = date.fromordinal(period.end.toordinal() - 1)
    return {"round start": period.start, "round end": last, **(more or {})}


def governing_day(head: Head, on: Days | None) -> date | None:
    """Give the day that decides for one rulebook; nothing where no day was given at all.

    Raises:
        UnknownNameError: days were given, and not the one that the rulebook goes by.
    """
    if on is None or isinstance(on, date):
        return on
    if head.governs not in on:
        kind = Words(zh=f"日期（{head.reference} 按它取版本）", en=f"day ({head.reference} goes by it)")
        raise UnknownNameError(kind, head.governs, tuple(on))
    return on[head.governs]


def governs_on(document: RulebookDocument, on: Days | None) -> bool:
    """Tell whether a version governs, on the day that it goes by.

    Raises:
        UnknownNameError: days were given, and not the one that it goes by.
    """
    day = governing_day(document.head, on)
    return day is None or document.effective.covers(day)


def check_versions(documents: Iterable[RulebookDocument]) -> None:
    """Refuse versions of one rulebook that leave a gap or overlap.

    Raises:
        InvalidRulebookError: with every pair of versions that does not meet, each by its name and file.
    """
    problems = tuple(version_problems(documents))
    if problems:
        raise InvalidRulebookError(problems[0].where, problems)


def version_problems(documents: Iterable[RulebookDocument]) -> Iterator[Problem]:
    """Give every gap and overlap between versions of one rulebook."""
    ordered = sorted(documents, key=lambda one: (one.id, one.effective.since or date.min, one.version))
    for _, versions in groupby(ordered, key=lambda one: one.id):
        latest: RulebookDocument | None = None
        for earlier, later in pairwise(versions):
            latest = earlier if latest is None or _end(earlier) >= _end(latest) else latest
            yield from _between(latest, later)


def _end(document: RulebookDocument) -> date:
    return document.effective.until or date.max


def _between(earlier: RulebookDocument, later: RulebookDocument) -> Iterator[Problem]:
    ends, begins = _end(earlier), later.effective.since or date.min
    if ends == begins:
        return
    names = (
        f"{earlier.head.reference} ({_days(earlier.effective)})",
        f"{later.head.reference} ({_days(later.effective)})",
    )
    place = later.place("effective") if later.text else ""
    if ends > begins:
        what = Words(zh=f"{names[0]} 与 {names[1]} 日期重叠", en=f"{names[0]} and {names[1]} overlap")
        expected = Words(
            zh=f"{earlier.version} 版 until = {begins}", en=f"until = {begins} in version {earlier.version}"
        )
    else:
        what = Words(zh=f"{names[0]} 与 {names[1]} 之间有空档", en=f"a gap between {names[0]} and {names[1]}")
        expected = Words(zh=f"{later.version} 版 from = {ends}", en=f"from = {ends} in version {later.version}")
    yield Problem(earlier.id, what, expected, place)


def _days(effective: Effective) -> str:
    return f"{effective.since or '…'}..{effective.until or '…'}"
