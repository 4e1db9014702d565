"""stationkit: safety stations, the closed loop of hazards, and the rules by which stations earn their stars.

Everything that application teams and plugin authors import is here, and is loaded when it is first used, so that
`import stationkit` stays small.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stationkit.assessment import StationAssessment, assess_station
    from stationkit.calendars.calendar import Calendar
    from stationkit.calendars.national import national_calendar
    from stationkit.calendars.reading import load_calendar_table, read_calendar_table
    from stationkit.calendars.shifts import ShiftTable
    from stationkit.calendars.tables import CalendarTable, Overlay
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
    from stationkit.procedures.deadlines import deadlines_of
    from stationkit.procedures.escalation import EscalationLadder, load_escalation_ladder
    from stationkit.procedures.national_policies import national_policy
    from stationkit.procedures.policies import DeadlinePolicy, load_deadline_policy, read_deadline_policy
    from stationkit.procedures.terms import moved_deadlines
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
    from stationkit.workers.many import ManyAssessed, StationRun, assess_many

__all__ = [
    "Amendment",
    "Assessment",
    "Award",
    "Calendar",
    "CalendarTable",
    "Comparison",
    "DeadlinePolicy",
    "Dossier",
    "DossierReading",
    "EscalationLadder",
    "Facts",
    "Flag",
    "Host",
    "Known",
    "ManyAssessed",
    "MeasureFunction",
    "Missing",
    "NotApplicable",
    "Order",
    "Overlay",
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
    "ShiftTable",
    "Standing",
    "StationAssessment",
    "StationRun",
    "StationkitError",
    "Words",
    "amend",
    "assess",
    "assess_many",
    "assess_station",
    "check_facts",
    "compare",
    "deadlines_of",
    "gather_facts",
    "hookimpl",
    "load_calendar_table",
    "load_deadline_policy",
    "load_escalation_ladder",
    "load_host",
    "load_rulebook",
    "measure_function",
    "moved_deadlines",
    "national_calendar",
    "national_policy",
    "rank",
    "read_calendar_table",
    "read_deadline_policy",
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
    "Calendar": "calendars.calendar",
    "CalendarTable": "calendars.tables",
    "Comparison": "scoring.comparing",
    "DeadlinePolicy": "procedures.policies",
    "Dossier": "stations.dossier",
    "DossierReading": "dossiers.reading",
    "EscalationLadder": "procedures.escalation",
    "Facts": "rules.facts",
    "Flag": "rules.functions",
    "Host": "hooks.host",
    "Known": "rules.facts",
    "ManyAssessed": "workers.many",
    "MeasureFunction": "measures.functions",
    "Missing": "rules.facts",
    "NotApplicable": "rules.facts",
    "Order": "scoring.rounds",
    "Overlay": "calendars.tables",
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
    "ShiftTable": "calendars.shifts",
    "Standing": "scoring.rounds",
    "StationAssessment": "assessment",
    "StationRun": "workers.many",
    "StationkitError": "errors",
    "Words": "words",
    "amend": "scoring.comparing",
    "assess": "scoring.engine",
    "assess_many": "workers.many",
    "assess_station": "assessment",
    "check_facts": "scoring.engine",
    "compare": "scoring.comparing",
    "deadlines_of": "procedures.deadlines",
    "gather_facts": "measures.gathering",
    "hookimpl": "hooks.markers",
    "load_calendar_table": "calendars.reading",
    "load_deadline_policy": "procedures.policies",
    "load_escalation_ladder": "procedures.escalation",
    "load_host": "hooks.host",
    "load_rulebook": "rules.documents",
    "measure_function": "measures.functions",
    "moved_deadlines": "procedures.terms",
    "national_calendar": "calendars.national",
    "national_policy": "procedures.national_policies",
    "rank": "scoring.ranking",
    "read_calendar_table": "calendars.reading",
    "read_deadline_policy": "procedures.policies",
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
