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
    from stationkit.scoring.comparing import Amendment, Comparison, amend, compare
    from stationkit.scoring.engine import Assessment, Scorer, assess, check_facts
    from stationkit.scoring.ledger import replay
    from stationkit.scoring.ranking import Place, rank
    from stationkit.scoring.rounds import Award, Order, Round, Standing
    from stationkit.scoring.settling import rescore, settle
    from stationkit.stations.dossier import Dossier
    from stationkit.stations.regions import RegionTable
    from stationkit.words import Words

__all__ = [
    "Amendment",
    "Assessment",
    "Award",
    "Comparison",
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
    "Words",
    "amend",
    "assess",
    "assess_station",
    "check_facts",
    "compare",
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
    "write_dossier",
]

_HOMES = {
    "Amendment": "scoring.comparing",
    "Assessment": "scoring.engine",
    "Award": "scoring.rounds",
    "Comparison": "scoring.comparing",
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
    "Words": "words",
    "amend": "scoring.comparing",
    "assess": "scoring.engine",
    "assess_station": "assessment",
    "check_facts": "scoring.engine",
    "compare": "scoring.comparing",
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
