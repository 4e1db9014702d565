"""Counting: the records of a window, one by one, into a known answer or the reason why there is none.

One record of which nobody knows whether it passes leaves the answer missing: it might be the one that matters.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import attrs

from stationkit.measures.coverage import countable
from stationkit.measures.fields import RecordField, RecordType
from stationkit.measures.filters import Filter
from stationkit.measures.matching import UNKNOWN, all_of
from stationkit.measures.recipes import Counted, Days, Share
from stationkit.measures.views import Look
from stationkit.numbers import Number, Ratio, exact
from stationkit.rules.facts import Answer, Known, Missing

__all__ = ["Selection", "answer_counted", "answer_days", "answer_share", "reads", "select"]

_SHOWN = 5


@attrs.frozen(kw_only=True)
class Selection:
    """The records that pass, and those of which nobody knows."""

    passed: tuple[Any, ...]
    unknown: tuple[Any, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the records that pass."""
        return tuple(record.id for record in self.passed)

    def doubt(self, of: RecordType) -> Missing | None:
        """Say which records nobody can decide; nothing where there are none."""
        if not self.unknown:
            return None
        return _undecided(of, self.unknown)


def _undecided(of: RecordType, records: Iterable[Any]) -> Missing:
    ids = [record.id for record in records]
    listed = ", ".join(ids[:_SHOWN]) + ("…" if len(ids) > _SHOWN else "")
    return Missing(why=f"{len(ids)} 条{of.words.zh}无法判定 / {len(ids)} {of.name} undecided: {listed}")


def select(of: RecordType, filters: tuple[Filter, ...], look: Look) -> Selection:
    """Sort the records of a look by whether they pass every filter and lie in the window."""
    placed = any(one.places for one in filters)
    answers = [(record, _passes(record, of, filters, look, placed=placed)) for record in of.rows(look)]
    passed = tuple(record for record, answer in answers if answer)
    return Selection(passed=passed, unknown=tuple(record for record, answer in answers if answer is None))


def _passes(record: Any, of: RecordType, filters: tuple[Filter, ...], look: Look, *, placed: bool) -> bool | None:
    if not placed and not _in_window(of.day(record, look), look):
        return False
    return all_of(one.passes(record, look) for one in filters)


def _in_window(day: date | None, look: Look) -> bool:
    # A record without a day of its own (a team, a worker) stands for the whole window.
    return day is None or day in look.window


def reads(of: RecordType, filters: Iterable[Filter], *fields: RecordField | None) -> tuple[Any, ...]:
    """Give every kind of record that must be covered."""
    asked = [field for one in filters for field in one.fields] + [field for field in fields if field]
    return (of.kind, *(kind for field in asked for kind in field.needs))


def answer_counted(recipe: Counted, look: Look) -> Answer:
    """Answer `count`, `flag`, `sum` and `distinct`."""
    if missing := countable(look.records, reads(recipe.of, (recipe.where,), recipe.field), look.window):
        return missing
    selection = select(recipe.of, (recipe.where,), look)
    if recipe.form == "flag" and selection.passed:
        return Known(value=True, records=selection.ids)
    if doubt := selection.doubt(recipe.of):
        return doubt
    if recipe.field is None:
        value = bool(selection.passed) if recipe.form == "flag" else len(selection.passed)
        return Known(value=value, records=selection.ids)
    return _over_field(recipe, recipe.field, selection, look)


def _over_field(recipe: Counted, field: RecordField, selection: Selection, look: Look) -> Answer:
    values = [(record, field.of(record, look)) for record in selection.passed]
    if unknown := [record for record, value in values if value is UNKNOWN or (recipe.form == "sum" and value is None)]:
        return _undecided(recipe.of, unknown)
    flat = [one for _, value in values for one in (value if isinstance(value, tuple) else (value,)) if one is not None]
    if recipe.form == "sum":
        return Known(value=exact(sum((Fraction(str(one)) for one in flat), Fraction(0))), records=selection.ids)
    return Known(value=len(set(flat)), records=selection.ids)


def answer_share(recipe: Share, look: Look) -> Answer:
    """Answer `ratio`: a part of a whole, 0 of 0 where there is no whole; the rulebook says what that means."""
    both = (recipe.over, recipe.where)
    if missing := countable(look.records, reads(recipe.of, both), look.window):
        return missing
    placed = any(one.places for one in both)
    whole = part = 0
    ids: list[str] = []
    lacking: list[str] = []
    unknown: list[Any] = []
    for record in recipe.of.rows(look):
        inside = _passes(record, recipe.of, (recipe.over,), look, placed=placed)
        passed = all_of((inside, recipe.where.passes(record, look))) if inside is not False else False
        if inside is None or passed is None:
            unknown.append(record)
        elif inside:
            whole, part = whole + 1, part + (1 if passed else 0)
            ids.append(record.id)
            lacking += [] if passed else [record.id]
    if unknown:
        return _undecided(recipe.of, unknown)
    return Known(value=Ratio(part, whole), records=tuple(ids), lacking=tuple(lacking))


_TAKES: Mapping[str, Callable[[list[int]], int]] = {"longest": max, "shortest": min, "total": sum}


def answer_days(recipe: Days, look: Look) -> Answer:
    """Answer `days`: from one day of each record to another; nothing to measure is missing, but in total it is 0."""
    if missing := countable(look.records, reads(recipe.of, (recipe.where,), recipe.start, recipe.end), look.window):
        return missing
    selection = select(recipe.of, (recipe.where,), look)
    if doubt := selection.doubt(recipe.of):
        return doubt
    spans = [(record, recipe.start.of(record, look), recipe.end.of(record, look)) for record in selection.passed]
    if unknown := [record for record, *days in spans if not all(isinstance(day, date) for day in days)]:
        return _undecided(recipe.of, unknown)
    lengths = [(end - start).days for _, start, end in spans]  # type: ignore[operator]  # days, as just checked
    if not lengths and recipe.take != "total":
        return Missing(why=f"没有符合条件的{recipe.of.words.zh} / no {recipe.of.name} to measure")
    value: Number = _TAKES[recipe.take](lengths)
    return Known(value=value, records=selection.ids)
