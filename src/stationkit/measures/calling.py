"""Calling a plugin's measure function: only on covered records, and what comes back is checked."""

from fractions import Fraction

from stationkit.measures.coverage import countable
from stationkit.measures.functions import MeasureFunction, Records
from stationkit.measures.views import Look
from stationkit.measures.vocabulary import RECORD_TYPES
from stationkit.numbers import Ratio
from stationkit.rules.facts import Answer, Known, Missing
from stationkit.stations.dossier import RecordKind

__all__ = ["answer_function"]

_TYPES: dict[str, tuple[type, ...]] = {
    "count": (int,),
    "decimal": (int, Fraction),
    "ratio": (Ratio,),
    "flag": (bool,),
    "choice": (str,),
}


def answer_function(function: MeasureFunction, look: Look) -> Answer:
    """Answer with a plugin's function; one that raises or gives another type leaves the measure missing, by name."""
    if missing := countable(look.records, [RecordKind(name) for name in function.reads], look.window):
        return missing
    rows = {name: tuple(RECORD_TYPES[name].rows(look)) for name in function.reads}
    try:
        given = function(Records(station=look.records.station, rows=rows), look.window)
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything; its measure is then missing
        return Missing(why=f"{function.name}: {type(error).__name__}: {error}")
    if isinstance(given, Missing):
        return given
    if type(given) not in _TYPES[function.kind]:
        return Missing(why=f"{function.name} 返回 {type(given).__name__}，不是 {function.kind} / returned another type")
    return Known(value=given, source=function.name)  # type: ignore[arg-type]  # of a type just checked
