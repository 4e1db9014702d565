"""The hall, where both wings meet: a dossier and the plugins' rules come to an explained star."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import attrs

from stationkit.errors import InvalidRulebookError
from stationkit.hooks.host import Host, check_measures
from stationkit.measures.gathering import gather_facts
from stationkit.periods import Period
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.outcomes import NodeValue
from stationkit.rules.versions import days_of_round
from stationkit.scoring.engine import Assessment, assess
from stationkit.scoring.rounds import Order, Round, Standing
from stationkit.scoring.settling import settle
from stationkit.stations.dossier import Dossier
from stationkit.stations.stations import Station

__all__ = ["StationAssessment", "assess_dossier", "assess_station", "rulebook_for", "settle_stations", "station_groups"]


@attrs.frozen(kw_only=True)
class StationAssessment:
    """A station with its assessment."""

    station: Station
    period: Period
    assessment: Assessment


def rulebook_for(
    station: Station, period: Period, host: Host, rulebook: str = "", *, days: Mapping[str, date] | None = None
) -> ResolvedRulebook:
    """Give the rulebook of a station's round: the one named, or the one most specific.

    The day that decides the version is the one that the rulebook's `governs` names. A round has its first and its last
    day; other days (`report date`, `incident date`, `application`) are given as *days*.

    Raises:
        AmbiguousRulebookError: none applies, or several are equally specific.
        InvalidRulebookError: the rulebook has problems, or measures that cannot be taken.
        UnknownNameError: nothing goes by that id, or the rulebook goes by a day that is not known.
    """
    resolved = host.resolve(rulebook or station, on=days_of_round(period, days))
    problems = check_measures(resolved, host)
    if problems:
        raise InvalidRulebookError(resolved.head.reference, problems)
    return resolved


def assess_station(
    dossier: Dossier,
    station: str,
    period: Period,
    host: Host,
    *,
    rulebook: str | ResolvedRulebook = "",
    anchors: dict[str, date] | None = None,
) -> StationAssessment:
    """Assess one station of a dossier in one period.

    Args:
        dossier: the records.
        station: the station's id.
        period: the period assessed.
        host: the loaded plugins.
        rulebook: an id, a rulebook already resolved, or nothing for the one most specific.
        anchors: days that windows of measures and versions of rulebooks may be tied to, such as `application`.

    Raises:
        UnknownNameError: no such station or rulebook.
        AmbiguousRulebookError: no rulebook applies, or several are equally specific.
        InvalidRulebookError: the rulebook has problems.
    """
    subject = dossier.of(station).station
    resolved = (
        rulebook
        if isinstance(rulebook, ResolvedRulebook)
        else rulebook_for(subject, period, host, rulebook, days=anchors)
    )
    resolved = host.counting_on(resolved, dossier.plugins)
    facts = gather_facts(
        dossier,
        station,
        period,
        measures=resolved.rulebook.measures,
        functions=host.measures,
        rulebooks=_sheet_owners(resolved),
        anchors=anchors,
    )
    made = assess(facts, resolved, calendar=host.calendar_digest)
    return StationAssessment(station=subject, period=period, assessment=made)


def _sheet_owners(resolved: ResolvedRulebook) -> tuple[str, ...]:
    """Sheets are filled for a rulebook or for a layer below it, which names the same items."""
    return tuple(layer.reference.partition("@")[0] for layer in resolved.layers)


def assess_dossier(
    dossier: Dossier, period: Period, host: Host, *, rulebook: str = ""
) -> tuple[StationAssessment, ...]:
    """Assess every station of a dossier, in the order of the dossier; see `assess_station`."""
    known: dict[tuple[object, ...], ResolvedRulebook] = {}
    assessed = []
    for station in dossier.stations:
        key = (station.kind, station.industry, station.region, station.employer)
        if key not in known:
            known[key] = host.counting_on(rulebook_for(station, period, host, rulebook), dossier.plugins)
        assessed.append(assess_station(dossier, station.id, period, host, rulebook=known[key]))
    return tuple(assessed)


def station_groups(stations: Iterable[Station]) -> Mapping[str, Mapping[str, str]]:
    """Give the groupings that stations bring to a round: province, city, county, kind, industry and employer."""
    found: dict[str, dict[str, str]] = {name: {} for name in (*_GROUPINGS, "province", "city", "county")}
    for station in stations:
        for name, read in _GROUPINGS.items():
            found[name][station.id] = read(station)
        for region in station.region.ancestry:
            found[region.level][station.id] = str(region)
    return found


_GROUPINGS: Mapping[str, Callable[[Station], str]] = {
    "kind": lambda station: station.kind.value,
    "industry": lambda station: station.industry.value,
    "employer": lambda station: station.employer,
    "region": lambda station: str(station.region),
}


def settle_stations(
    found: Iterable[StationAssessment],
    *,
    previous: Mapping[str, Mapping[str, NodeValue]] | None = None,
    orders: tuple[Order, ...] = (),
) -> tuple[Standing, ...]:
    """Settle the round of some stations, once for each rulebook: stars under different ones are not compared.

    Args:
        found: the assessed stations of one period.
        previous: what each came to in the round before.
        orders: the lasting effects of earlier rounds.
    """
    by_rulebook: dict[str, list[StationAssessment]] = {}
    for one in found:
        by_rulebook.setdefault(one.assessment.rulebook, []).append(one)
    return tuple(
        settle(
            Round(
                id=str(together[0].period),
                period=together[0].period,
                rulebook=name,
                groups=station_groups(one.station for one in together),
                previous=previous or {},
                orders=orders,
            ),
            [one.assessment for one in together],
        )
        for name, together in sorted(by_rulebook.items())
    )
