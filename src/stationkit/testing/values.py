"""Hypothesis strategies for every value of the stations wing, made from the fields themselves."""

import types
import typing
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any

import attrs
from hypothesis import strategies as st

from stationkit.identifiers import RegionCode
from stationkit.numbers import exact
from stationkit.periods import Period
from stationkit.stations.dossier import Coverage, RecordKind, SheetRow
from stationkit.stations.events import EventKind
from stationkit.stations.incidents import Incident, InjuryGrade
from stationkit.words import Words

__all__ = ["days", "ids", "moments", "numbers", "periods", "values_of"]

_FIRST, _LAST = date(2020, 1, 1), date(2026, 12, 31)

ids = st.from_regex(r"[a-z]{1,3}-[0-9]{1,4}", fullmatch=True)
"""Ids such as stations give them."""

days = st.dates(_FIRST, _LAST)
"""Days from 2020 to 2026."""

numbers = st.fractions(0, 1000, max_denominator=100).map(exact)
"""Exact numbers that are not negative."""

moments = st.builds(
    lambda naive, hours: naive.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours))),
    st.datetimes(datetime(2020, 1, 1), datetime(2026, 12, 31)),  # noqa: DTZ001 - the zone is added above
    st.sampled_from((8, 0, -5)),
)
"""Times with their offset, to the second."""

periods = st.builds(lambda start, length: Period(start, start + timedelta(days=length)), days, st.integers(1, 400))
"""Periods of up to four hundred days."""

_texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), max_size=12)
_words = st.builds(Words, zh=_texts.filter(str.strip), en=_texts)
_names = st.from_regex(r"[a-z]{2,8}(-[a-z]{2,8})?", fullmatch=True).filter(
    lambda name: name not in ("all", "any", "none", "not")
)

_SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: _texts,
    bool: st.booleans(),
    int: st.integers(0, 500),
    date: days,
    datetime: moments,
    Period: periods,
    RegionCode: st.sampled_from(("140000", "140500", "140581", "140100")).map(RegionCode),
    Words: _words,
}
_BY_VALIDATOR = {
    "an_id": ids,
    "a_word": st.sampled_from(EventKind).map(str),
    "_check_name": _names,
    "_check_optional_name": st.just("") | _names,
    "filled": _names,
}


@st.composite
def _sheet_rows(draw: st.DrawFn) -> SheetRow:
    """Draw lines of both kinds: about a whole item, or about one cause with its faults and their ground."""
    row = SheetRow(station=draw(ids), period=draw(periods), rulebook=draw(_names), item=draw(_names))
    evidence = tuple(draw(st.lists(ids, max_size=2)))
    row = attrs.evolve(row, inspected=draw(st.booleans()), evidence=evidence)
    if draw(st.booleans()):
        scores = st.none() | numbers
        return attrs.evolve(row, self_score=draw(scores), assessor_score=draw(scores))
    return attrs.evolve(row, cause=draw(_names), faults=draw(st.integers(0, 9)), ground="seen")


@st.composite
def _incidents(draw: st.DrawFn) -> Incident:
    """Draw incidents of every grade, whose numbers of people fit it or are not said."""
    grade = draw(st.sampled_from(InjuryGrade))
    dead = st.integers(1, 40) if grade is InjuryGrade.FATAL else st.just(0)
    injured = {InjuryGrade.FATAL: st.integers(0, 120), InjuryGrade.SERIOUS: st.integers(1, 120)}.get(grade, st.just(0))
    return Incident(
        id=draw(ids),
        station=draw(ids),
        on=draw(days),
        grade=grade,
        deaths=draw(st.none() | dead),
        seriously_injured=draw(st.none() | injured),
        note=draw(_texts),
    )


def _coverage(station: str, kind: RecordKind, period: Period) -> Coverage:
    return Coverage(station=station, kind=kind, since=period.start, until=period.end)


@cache
def values_of(form: type) -> st.SearchStrategy[Any]:
    """Give values of one of the wing's classes, such as `values_of(Hazard)`; defaults are drawn or left."""
    if form is SheetRow:
        return _sheet_rows()
    if form is Coverage:
        return st.builds(_coverage, ids, st.sampled_from(RecordKind), periods)
    if form is Incident:
        return _incidents()
    hints = typing.get_type_hints(form)
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for field in attrs.fields(form):
        drawn = _of_field(field, hints[field.name])
        (required if field.default is attrs.NOTHING else optional)[field.name] = drawn
    return st.fixed_dictionaries(required, optional=optional).map(lambda given: form(**given))


def _of_field(field: "attrs.Attribute[Any]", annotation: Any) -> st.SearchStrategy[Any]:
    named = _BY_VALIDATOR.get(getattr(field.validator, "__name__", ""))
    return named if named is not None and annotation is str else _of(annotation)


def _of(annotation: Any) -> st.SearchStrategy[Any]:
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return st.sampled_from(annotation)
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return _of_union(inner)
    if origin in (tuple, frozenset):
        return st.lists(_listed(inner[0]), max_size=3, unique=True).map(origin)
    return values_of(annotation)


def _listed(annotation: Any) -> st.SearchStrategy[Any]:
    return ids if annotation is str else _of(annotation)


def _of_union(members: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    rest = [member for member in members if member is not type(None)]
    drawn = numbers if set(rest) == {int, Fraction} else st.one_of([_of(member) for member in rest])
    return st.none() | drawn if len(rest) < len(members) else drawn
