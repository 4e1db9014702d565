"""Calling a plugin's measure function: only on covered records, and what comes back is checked."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from stationkit.containment import Failure, call_contained, plain_number
from stationkit.measures.coverage import countable
from stationkit.measures.functions import MeasureFunction, Records
from stationkit.measures.views import Look
from stationkit.measures.vocabulary import RECORD_TYPES
from stationkit.numbers import Ratio, exact
from stationkit.periods import Period
from stationkit.rules.answers import check_value
from stationkit.rules.facts import Answer, Known, Missing
from stationkit.rules.model import Measure
from stationkit.stations.dossier import RecordKind

__all__ = ["answer_function", "check_returned"]

_TYPES: dict[str, tuple[type, ...]] = {
    "count": (int,),
    "decimal": (int, Fraction),
    "ratio": (Ratio,),
    "flag": (bool,),
    "choice": (str,),
}


def answer_function(function: MeasureFunction, measure: Measure, look: Look) -> Answer:
    """Answer with a plugin's function; one that fails, or gives what *measure* does not allow, leaves it missing.

    Raises:
        KeyboardInterrupt: the user stops the run.
    """
    if missing := countable(look.records, [RecordKind(name) for name in function.reads], look.window):
        return missing
    rows = {name: tuple(RECORD_TYPES[name].rows(look)) for name in function.reads}
    given = call_contained(_checked, function, Records(station=look.records.station, rows=rows), look.window)
    if isinstance(given, Missing):
        return Missing(why=given.why)
    if isinstance(given, Failure):
        return Missing(why=f"{function.name}: {given.what}", failed=True)
    if wrong := check_value(given, measure):
        return Missing(why=f"{function.name}: {given} → {wrong}", failed=True)
    return Known(value=given, source=function.name)


def _checked(function: MeasureFunction, records: Records, window: Period) -> object:
    return check_returned(function, function(records, window))


def check_returned(function: MeasureFunction, given: object) -> object:
    """Give what a measure function returned, built anew, or the `Failure` that it is."""
    if type(given) is Missing:
        return Missing(why=f"{function.name}: {given.why}")
    if type(given) not in _TYPES[function.kind]:
        return Failure(f"返回 {type(given).__name__}，不是 {function.kind} / returned another type")
    return _BUILT[function.kind](given)


def _number(given: object) -> object:
    number = plain_number(given)
    return number if isinstance(number, Failure) else exact(number)


def _ratio(given: Ratio) -> object:
    parts = [_number(one) for one in (given.part, given.whole)]
    bad = [one for one in parts if isinstance(one, Failure)]
    return bad[0] if bad else Ratio(*parts)  # type: ignore[arg-type]  # two whole numbers, as just seen


_BUILT: dict[str, Callable[[Any], object]] = {
    "count": _number,
    "decimal": _number,
    "ratio": _ratio,
    "flag": bool,
    "choice": str,
}
