"""Gathering: the facts of one station in one period, every measure answered or its silence explained."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction

import attrs

from stationkit.errors import InvalidFactsError
from stationkit.measures.calling import answer_function
from stationkit.measures.counting import answer_counted, answer_days, answer_share
from stationkit.measures.coverage import asked_days
from stationkit.measures.functions import MeasureFunction
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
