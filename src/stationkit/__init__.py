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
    from stationkit.hooks.additions import MessageCatalogue, PlacedOverlay, ProcedureGuard
    from stationkit.hooks.host import Host, load_host
    from stationkit.hooks.markers import hookimpl
    from stationkit.identifiers import RegionCode
    from stationkit.measures.functions import MeasureFunction, Records, measure_function
    from stationkit.measures.gathering import gather_facts
    from stationkit.numbers import Ratio
    from stationkit.periods import Period
    from stationkit.procedures.aims import Waits
    from stationkit.procedures.amending import amendments, as_of
    from stationkit.procedures.award import award_procedure
    from stationkit.procedures.award_policy import AwardPolicy
    from stationkit.procedures.claims import commitment
    from stationkit.procedures.deadlines import deadlines_of
    from stationkit.procedures.diagrams import mermaid, mermaid_path
    from stationkit.procedures.folding import fold_journal
    from stationkit.procedures.hazard import HAZARD, HazardCase
    from stationkit.procedures.ladders import EscalationLadder, load_escalation_ladder
    from stationkit.procedures.machine import Kind, Procedure, State, Transition
    from stationkit.procedures.national_policies import national_policy
    from stationkit.procedures.policies import DeadlinePolicy, load_deadline_policy, read_deadline_policy
    from stationkit.procedures.proposals import propose_hazards
    from stationkit.procedures.reconciling import reconcile
    from stationkit.procedures.recording import RecordedCase, record
    from stationkit.procedures.refusals import Actor, Blocker, Context, Guard, Refusal
    from stationkit.procedures.rosters import Absence, Delegation, Roster
    from stationkit.procedures.stuck import stuck_stories
    from stationkit.procedures.terms import moved_deadlines
    from stationkit.rules.checks import CheckResult, check_rulebook
    from stationkit.rules.documents import RulebookDocument, load_rulebook, read_rulebook, rulebook_document
    from stationkit.rules.facts import Facts, Known, Missing, NotApplicable
    from stationkit.rules.functions import Flag, Points, ScoringFunction, scoring_function
    from stationkit.rules.layers import ResolvedRulebook, resolve
    from stationkit.scoring.bounds import Bounds, bounds
    from stationkit.scoring.comparing import Amendment, AssessmentComparison, amend, compare
    from stationkit.scoring.engine import Assessment, Scorer, assess, check_facts
    from stationkit.scoring.ledger import replay
    from stationkit.scoring.ranking import Place, rank
    from stationkit.scoring.rounds import Award, Order, Round, Standing
    from stationkit.scoring.settling import rescore, settle
    from stationkit.scoring.whys import WhyNot, why, why_not
    from stationkit.stations.dossier import Dossier
    from stationkit.stations.events import Event, EventKind
    from stationkit.stations.people import Role
    from stationkit.stations.provenance import Status
    from stationkit.stations.readings import Comparison, ReadingThreshold, Sensor
    from stationkit.stations.regions import RegionTable
    from stationkit.words import Words
    from stationkit.workers.many import ManyAssessed, StationRun, assess_many

__all__ = [
    "HAZARD",
    "Absence",
    "Actor",
    "Amendment",
    "Assessment",
    "AssessmentComparison",
    "Award",
    "AwardPolicy",
    "Blocker",
    "Bounds",
    "Calendar",
    "CalendarTable",
    "CheckResult",
    "Comparison",
    "Context",
    "DeadlinePolicy",
    "Delegation",
    "Dossier",
    "DossierReading",
    "EscalationLadder",
    "Event",
    "EventKind",
    "Facts",
    "Flag",
    "Guard",
    "HazardCase",
    "Host",
    "Kind",
    "Known",
    "ManyAssessed",
    "MeasureFunction",
    "MessageCatalogue",
    "Missing",
    "NotApplicable",
    "Order",
    "Overlay",
    "Period",
    "Place",
    "PlacedOverlay",
    "Points",
    "Procedure",
    "ProcedureGuard",
    "Ratio",
    "ReadingThreshold",
    "RecordedCase",
    "Records",
    "Refusal",
    "RegionCode",
    "RegionTable",
    "ResolvedRulebook",
    "Role",
    "Roster",
    "Round",
    "RulebookDocument",
    "Scorer",
    "ScoringFunction",
    "Sensor",
    "ShiftTable",
    "Standing",
    "State",
    "StationAssessment",
    "StationRun",
    "StationkitError",
    "Status",
    "Transition",
    "Waits",
    "WhyNot",
    "Words",
    "amend",
    "amendments",
    "as_of",
    "assess",
    "assess_many",
    "assess_station",
    "award_procedure",
    "bounds",
    "check_facts",
    "check_rulebook",
    "commitment",
    "compare",
    "deadlines_of",
    "fold_journal",
    "gather_facts",
    "hookimpl",
    "load_calendar_table",
    "load_deadline_policy",
    "load_escalation_ladder",
    "load_host",
    "load_rulebook",
    "measure_function",
    "mermaid",
    "mermaid_path",
    "moved_deadlines",
    "national_calendar",
    "national_policy",
    "propose_hazards",
    "rank",
    "read_calendar_table",
    "read_deadline_policy",
    "read_dossier",
    "read_rulebook",
    "reconcile",
    "record",
    "replay",
    "rescore",
    "resolve",
    "rulebook_document",
    "scoring_function",
    "settle",
    "stuck_stories",
    "why",
    "why_not",
    "write_dossier",
]

_HOMES = {
    "Absence": "procedures.rosters",
    "Actor": "procedures.refusals",
    "Amendment": "scoring.comparing",
    "Assessment": "scoring.engine",
    "AssessmentComparison": "scoring.comparing",
    "Award": "scoring.rounds",
    "AwardPolicy": "procedures.award_policy",
    "Blocker": "procedures.refusals",
    "Bounds": "scoring.bounds",
    "Calendar": "calendars.calendar",
    "CalendarTable": "calendars.tables",
    "CheckResult": "rules.checks",
    "Comparison": "stations.readings",
    "Context": "procedures.refusals",
    "DeadlinePolicy": "procedures.policies",
    "Delegation": "procedures.rosters",
    "Dossier": "stations.dossier",
    "DossierReading": "dossiers.reading",
    "EscalationLadder": "procedures.ladders",
    "Event": "stations.events",
    "EventKind": "stations.events",
    "Facts": "rules.facts",
    "Flag": "rules.functions",
    "Guard": "procedures.refusals",
    "HAZARD": "procedures.hazard",
    "HazardCase": "procedures.hazard",
    "Host": "hooks.host",
    "Kind": "procedures.machine",
    "Known": "rules.facts",
    "ManyAssessed": "workers.many",
    "MeasureFunction": "measures.functions",
    "MessageCatalogue": "hooks.additions",
    "Missing": "rules.facts",
    "NotApplicable": "rules.facts",
    "Order": "scoring.rounds",
    "Overlay": "calendars.tables",
    "Period": "periods",
    "Place": "scoring.ranking",
    "PlacedOverlay": "hooks.additions",
    "Points": "rules.functions",
    "Procedure": "procedures.machine",
    "ProcedureGuard": "hooks.additions",
    "Ratio": "numbers",
    "ReadingThreshold": "stations.readings",
    "RecordedCase": "procedures.recording",
    "Records": "measures.functions",
    "Refusal": "procedures.refusals",
    "RegionCode": "identifiers",
    "RegionTable": "stations.regions",
    "ResolvedRulebook": "rules.layers",
    "Role": "stations.people",
    "Roster": "procedures.rosters",
    "Round": "scoring.rounds",
    "RulebookDocument": "rules.documents",
    "Scorer": "scoring.engine",
    "ScoringFunction": "rules.functions",
    "Sensor": "stations.readings",
    "ShiftTable": "calendars.shifts",
    "Standing": "scoring.rounds",
    "State": "procedures.machine",
    "StationAssessment": "assessment",
    "StationRun": "workers.many",
    "StationkitError": "errors",
    "Status": "stations.provenance",
    "Transition": "procedures.machine",
    "Waits": "procedures.aims",
    "WhyNot": "scoring.whys",
    "Words": "words",
    "amend": "scoring.comparing",
    "amendments": "procedures.amending",
    "as_of": "procedures.amending",
    "assess": "scoring.engine",
    "assess_many": "workers.many",
    "assess_station": "assessment",
    "award_procedure": "procedures.award",
    "bounds": "scoring.bounds",
    "check_facts": "scoring.engine",
    "check_rulebook": "rules.checks",
    "commitment": "procedures.claims",
    "compare": "scoring.comparing",
    "deadlines_of": "procedures.deadlines",
    "fold_journal": "procedures.folding",
    "gather_facts": "measures.gathering",
    "hookimpl": "hooks.markers",
    "load_calendar_table": "calendars.reading",
    "load_deadline_policy": "procedures.policies",
    "load_escalation_ladder": "procedures.ladders",
    "load_host": "hooks.host",
    "load_rulebook": "rules.documents",
    "measure_function": "measures.functions",
    "mermaid": "procedures.diagrams",
    "mermaid_path": "procedures.diagrams",
    "moved_deadlines": "procedures.terms",
    "national_calendar": "calendars.national",
    "national_policy": "procedures.national_policies",
    "propose_hazards": "procedures.proposals",
    "rank": "scoring.ranking",
    "read_calendar_table": "calendars.reading",
    "read_deadline_policy": "procedures.policies",
    "read_dossier": "dossiers.reading",
    "read_rulebook": "rules.documents",
    "reconcile": "procedures.reconciling",
    "record": "procedures.recording",
    "replay": "scoring.ledger",
    "rescore": "scoring.settling",
    "resolve": "rules.layers",
    "rulebook_document": "rules.documents",
    "scoring_function": "rules.functions",
    "settle": "scoring.settling",
    "stuck_stories": "procedures.stuck",
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
