"""stationkit: safety stations, the closed loop of hazards, and the rules by which stations earn their stars.

Everything that application teams and plugin authors import is here, and is loaded when it is first used, so that
`import stationkit` stays small.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stationkit.assessment import StationAssessment, assess_station
    from stationkit.dossiers.reading import DossierReading, read_dossier
    from stationkit.dossiers.writing import write_dossier
    from stationkit.errors import StationkitError
    from stationkit.hooks.host import Host, load_host
    from stationkit.hooks.markers import hookimpl
    from stationkit.identifiers import RegionCode
    from stationkit.measures.functions import MeasureFunction, measure_function
    from stationkit.measures.gathering import gather_facts
    from stationkit.numbers import Ratio
    from stationkit.periods import Period
    from stationkit.rules.documents import RulebookDocument, load_rulebook, read_rulebook, rulebook_document
    from stationkit.rules.facts import Facts, Known, Missing, NotApplicable
    from stationkit.rules.functions import Flag, Points, ScoringFunction, scoring_function
    from stationkit.rules.layers import ResolvedRulebook, resolve
    from stationkit.scoring.bounds import Bounds, bounds
    from stationkit.scoring.engine import Assessment, Scorer, assess, check_facts
    from stationkit.scoring.ledger import replay
    from stationkit.stations.dossier import Dossier
    from stationkit.stations.regions import RegionTable
    from stationkit.words import Words

__all__ = [
    "Assessment",
    "Bounds",
    "Dossier",
    "DossierReading",
    "Facts",
    "Flag",
    "Host",
    "Known",
    "MeasureFunction",
    "Missing",
    "NotApplicable",
    "Period",
    "Points",
    "Ratio",
    "RegionCode",
    "RegionTable",
    "ResolvedRulebook",
    "RulebookDocument",
    "Scorer",
    "ScoringFunction",
    "StationAssessment",
    "StationkitError",
    "Words",
    "assess",
    "assess_station",
    "bounds",
    "check_facts",
    "gather_facts",
    "hookimpl",
    "load_host",
    "load_rulebook",
    "measure_function",
    "read_dossier",
    "read_rulebook",
    "replay",
    "resolve",
    "rulebook_document",
    "scoring_function",
    "write_dossier",
]

_HOMES = {
    "Assessment": "scoring.engine",
    "Bounds": "scoring.bounds",
    "Dossier": "stations.dossier",
    "DossierReading": "dossiers.reading",
    "Facts": "rules.facts",
    "Flag": "rules.functions",
    "Host": "hooks.host",
    "Known": "rules.facts",
    "MeasureFunction": "measures.functions",
    "Missing": "rules.facts",
    "NotApplicable": "rules.facts",
    "Period": "periods",
    "Points": "rules.functions",
    "Ratio": "numbers",
    "RegionCode": "identifiers",
    "RegionTable": "stations.regions",
    "ResolvedRulebook": "rules.layers",
    "RulebookDocument": "rules.documents",
    "Scorer": "scoring.engine",
    "ScoringFunction": "rules.functions",
    "StationAssessment": "assessment",
    "StationkitError": "errors",
    "Words": "words",
    "assess": "scoring.engine",
    "assess_station": "assessment",
    "bounds": "scoring.bounds",
    "check_facts": "scoring.engine",
    "gather_facts": "measures.gathering",
    "hookimpl": "hooks.markers",
    "load_host": "hooks.host",
    "load_rulebook": "rules.documents",
    "measure_function": "measures.functions",
    "read_dossier": "dossiers.reading",
    "read_rulebook": "rules.documents",
    "replay": "scoring.ledger",
    "resolve": "rules.layers",
    "rulebook_document": "rules.documents",
    "scoring_function": "rules.functions",
    "write_dossier": "dossiers.writing",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
