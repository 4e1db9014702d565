"""Choosing: the one most specific rulebook for a station on a day, or an error that lists the candidates.

Specificity: employer, then county, city, province, then kind with industry before kind alone. A rulebook that does not
say to whom it applies is never chosen by itself.
"""

from collections.abc import Callable, Iterable, Mapping

from stationkit.errors import AmbiguousRulebookError
from stationkit.identifiers import RegionCode
from stationkit.rules.documents import RulebookDocument
from stationkit.rules.versions import Days, governs_on
from stationkit.stations.stations import Station

__all__ = ["choose"]

_REGIONS = {"county": 3, "city": 2, "province": 1}


def choose(documents: Iterable[RulebookDocument], station: Station, on: Days | None) -> RulebookDocument:
    """Choose the rulebook of a station, each version on the day that it goes by.

    Raises:
        AmbiguousRulebookError: none applies, or several are equally specific.
        UnknownNameError: days were given, and not the one that a rulebook of this station goes by.
    """
    fitting = [one for one in documents if one.applies and _applies(one, station) and governs_on(one, on)]
    best = max((_specificity(one) for one in fitting), default=None)
    chosen = [one for one in fitting if _specificity(one) == best]
    if len(chosen) != 1:
        raise AmbiguousRulebookError(station.id, tuple(sorted(one.head.reference for one in chosen)))
    return chosen[0]


def _applies(document: RulebookDocument, station: Station) -> bool:
    return all(_TESTS[key](value, station) for key, value in document.applies.items())


_TESTS: Mapping[str, Callable[[str, Station], bool]] = {
    "station": lambda value, station: value == station.kind.value,
    "industry": lambda value, station: value == station.industry.value,
    "employer": lambda value, station: value == station.employer,
    "region": lambda value, station: station.region.lies_in(RegionCode(value)),
}


def _specificity(document: RulebookDocument) -> tuple[bool, int, bool, bool]:
    applies = document.applies
    region = _REGIONS[RegionCode(applies["region"]).level] if "region" in applies else 0
    return "employer" in applies, region, "industry" in applies, "station" in applies
