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
    from stationkit.rules.checks import CheckResult, check_rulebook
    from stationkit.rules.documents import RulebookDocument, load_rulebook, read_rulebook, rulebook_document
    from stationkit.rules.facts import Facts, Known, Missing, NotApplicable
    from stationkit.rules.functions import Flag, Points, ScoringFunction, scoring_function
    from stationkit.rules.layers import ResolvedRulebook, resolve
    from stationkit.scoring.bounds import Bounds, bounds
    from stationkit.scoring.engine import Assessment, Scorer, assess, check_facts
    from stationkit.scoring.ledger import replay
    from stationkit.scoring.ranking import Place, rank
    from stationkit.scoring.rounds import Award, Order, Round, Standing
    from stationkit.scoring.settling import rescore, settle
    from stationkit.scoring.whys import WhyNot, why, why_not
    from stationkit.stations.dossier import Dossier
    from stationkit.stations.regions import RegionTable
    from stationkit.words import Words

__all__ = [
    "Assessment",
    "Award",
    "Bounds",
    "CheckResult",
    "Dossier",
    "DossierReading",
    "Facts",
    "Flag",
    "Host",
    "Known",
    "MeasureFunction",
    "Missing",
    "NotApplicable",
    "Order",
    "Period",
    "Place",
    "Points",
    "Ratio",
    "RegionCode",
    "RegionTable",
    "ResolvedRulebook",
    "Round",
    "RulebookDocument",
    "Scorer",
    "ScoringFunction",
    "Standing",
    "StationAssessment",
    "StationkitError",
    "WhyNot",
    "Words",
    "assess",
    "assess_station",
    "bounds",
    "check_facts",
    "check_rulebook",
    "gather_facts",
    "hookimpl",
    "load_host",
    "load_rulebook",
    "measure_function",
    "rank",
    "read_dossier",
    "read_rulebook",
    "replay",
    "rescore",
    "resolve",
    "rulebook_document",
    "scoring_function",
    "settle",
    "why",
    "why_not",
    "write_dossier",
]

_HOMES = {
    "Assessment": "scoring.engine",
    "Award": "scoring.rounds",
    "Bounds": "scoring.bounds",
    "CheckResult": "rules.checks",
    "Dossier": "stations.dossier",
    "DossierReading": "dossiers.reading",
    "Facts": "rules.facts",
    "Flag": "rules.functions",
    "Host": "hooks.host",
    "Known": "rules.facts",
    "MeasureFunction": "measures.functions",
    "Missing": "rules.facts",
    "NotApplicable": "rules.facts",
    "Order": "scoring.rounds",
    "Period": "periods",
    "Place": "scoring.ranking",
    "Points": "rules.functions",
    "Ratio": "numbers",
    "RegionCode": "identifiers",
    "RegionTable": "stations.regions",
    "ResolvedRulebook": "rules.layers",
    "Round": "scoring.rounds",
    "RulebookDocument": "rules.documents",
    "Scorer": "scoring.engine",
    "ScoringFunction": "rules.functions",
    "Standing": "scoring.rounds",
    "StationAssessment": "assessment",
    "StationkitError": "errors",
    "WhyNot": "scoring.whys",
    "Words": "words",
    "assess": "scoring.engine",
    "assess_station": "assessment",
    "bounds": "scoring.bounds",
    "check_facts": "scoring.engine",
    "check_rulebook": "rules.checks",
    "gather_facts": "measures.gathering",
    "hookimpl": "hooks.markers",
    "load_host": "hooks.host",
    "load_rulebook": "rules.documents",
    "measure_function": "measures.functions",
    "rank": "scoring.ranking",
    "read_dossier": "dossiers.reading",
    "read_rulebook": "rules.documents",
    "replay": "scoring.ledger",
    "rescore": "scoring.settling",
    "resolve": "rules.layers",
    "rulebook_document": "rules.documents",
    "scoring_function": "rules.functions",
    "settle": "scoring.settling",
    "why": "scoring.whys",
    "why_not": "scoring.whys",
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
