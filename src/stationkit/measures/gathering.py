"""Gathering: the facts of one station in one period, every measure answered or its silence explained."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import attrs

from stationkit.errors import InvalidRulebookError
from stationkit.measures.calling import answer_function
from stationkit.measures.counting import answer_counted, answer_days, answer_share
from stationkit.measures.coverage import asked_days
from stationkit.measures.functions import MeasureFunction
from stationkit.measures.matching import UNKNOWN
from stationkit.measures.persons import answer_per_person_month
from stationkit.measures.recipes import (
    Cadence,
    Counted,
    Days,
    FromFunction,
    PerPersonMonth,
    Recipe,
    Reported,
    Share,
    StationField,
    read_recipe,
)
from stationkit.measures.reported import answer_reported
from stationkit.measures.sheets import read_sheets, sheet_answers, sheet_scores
from stationkit.measures.views import Look, look_at
from stationkit.measures.visiting import answer_cadence
from stationkit.periods import Period
from stationkit.rules.facts import Answer, Facts, Known, Missing, NotApplicable
from stationkit.rules.model import Measure
from stationkit.rules.reading import Collector
from stationkit.stations.dossier import Dossier

__all__ = ["gather_facts"]


@attrs.frozen(kw_only=True)
class _Round:
    """What one gathering is about; looks are shared by the measures of one window."""

    dossier: Dossier
    station: str
    period: Period
    anchors: Mapping[str, date]
    functions: Mapping[str, MeasureFunction]
    looks: dict[Period, Look] = attrs.field(factory=dict)

    def look(self, days: Period) -> Look:
        """Give the station's records as they stood at the end of *days*."""
        if days not in self.looks:
            self.looks[days] = look_at(self.dossier, self.station, days)
        return self.looks[days]


def gather_facts(
    dossier: Dossier,
    station: str,
    period: Period,
    *,
    measures: Iterable[Measure],
    functions: Mapping[str, MeasureFunction] | None = None,
    rulebooks: Iterable[str] = (),
    anchors: Mapping[str, date] | None = None,
) -> Facts:
    """Give the facts of a station in a period: measures over its records, and its assessors' sheets.

    Args:
        dossier: the records.
        station: the station's id.
        period: the period assessed.
        measures: what a rulebook asks for; one without a recipe is answered by nobody here.
        functions: the measure functions of plugins, by name.
        rulebooks: ids whose sheets count; all sheets of the period where none is named.
        anchors: days that windows may be tied to beside the round's two ends.

    Raises:
        InvalidRulebookError: a recipe does not make sense.
        UnknownNameError: the dossier has no such station.
    """
    around = _Round(dossier=dossier, station=station, period=period, anchors=anchors or {}, functions=functions or {})
    rows = read_sheets(dossier.of(station).sheets, period, rulebooks)
    answers: dict[str, Answer] = dict(sheet_answers(rows))
    for measure, recipe in _recipes(measures):
        answers[measure.id] = _sourced(_answer(recipe, measure, around))
    return Facts(subject=station, period=str(period), answers=answers, sheets=sheet_scores(rows))


def _recipes(measures: Iterable[Measure]) -> list[tuple[Measure, Recipe]]:
    to = Collector()
    found = [(one, read_recipe(one, to)) for one in measures if one.recipe]
    if to.problems:
        raise InvalidRulebookError("measure", tuple(to.problems))
    return [(measure, recipe) for measure, recipe in found if recipe is not None]


def _sourced(answer: Answer) -> Answer:
    return attrs.evolve(answer, source="records") if isinstance(answer, Known) and not answer.source else answer


def _answer(recipe: Recipe, measure: Measure, around: _Round) -> Answer:
    window = getattr(recipe, "window", None)
    days = window.within(around.period, around.anchors) if window is not None else around.period
    if days is None:
        return Missing(why=f"没有锚点日期：{window.anchor} / no date for {window.anchor}")  # type: ignore[union-attr]  # a window without days is one
    asked = asked_days(around.dossier.of(around.station), days)
    if isinstance(asked, NotApplicable):
        return asked
    return _ANSWERS[type(recipe)](recipe, measure, around.look(asked), around)


def _station(recipe: StationField, _: Measure, look: Look, __: _Round) -> Answer:
    value = recipe.field.of(look.records.station, look)
    if value is UNKNOWN or value is None:
        return Missing(why=recipe.field.name)
    return Known(value=value, source="station")  # type: ignore[arg-type]  # a word or a number


def _function(recipe: FromFunction, measure: Measure, look: Look, around: _Round) -> Answer:
    function = around.functions.get(recipe.name)
    if function is None:
        return Missing(why=f"没有装入取数函数 {recipe.name} / measure function {recipe.name} is not loaded")
    if function.kind != measure.kind:
        return Missing(why=f"{recipe.name} 给出 {function.kind}，不是 {measure.kind} / gives another kind")
    return answer_function(function, measure, look)


_ANSWERS: Mapping[type, Callable[[Any, Measure, Look, _Round], Answer]] = {
    Counted: lambda recipe, _, look, __: answer_counted(recipe, look),
    Share: lambda recipe, _, look, __: answer_share(recipe, look),
    Days: lambda recipe, _, look, __: answer_days(recipe, look),
    PerPersonMonth: lambda recipe, _, look, __: answer_per_person_month(recipe, look),
    Cadence: lambda recipe, _, look, __: answer_cadence(recipe, look),
    StationField: _station,
    Reported: lambda recipe, measure, look, _: answer_reported(recipe.name, measure.kind, look),
    FromFunction: _function,
}
