"""The author kit: what whoever writes rules or procedures needs to test them. Needs the extra `testing`.

What authors import is here, and is loaded when it is first used; the Hypothesis strategies are in
`stationkit.testing.strategies`, the pytest plugin is `stationkit.testing.pytest_plugin`. Modules below are private.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stationkit.testing.cases.collecting import collect_cases, read_cases
    from stationkit.testing.cases.model import Case
    from stationkit.testing.cases.running import CaseResult, run_case
    from stationkit.testing.cases.writing import case_text
    from stationkit.testing.checking import PluginReport, check_plugin
    from stationkit.testing.clauses import clause_digest
    from stationkit.testing.contracts.model import ContractBreachError
    from stationkit.testing.contracts.parametrizing import parametrize_with_contracts
    from stationkit.testing.contracts.running import ContractResult, run_contracts
    from stationkit.testing.coverage import Coverage, cover
    from stationkit.testing.mutation.running import MutationReport, run_mutants
    from stationkit.testing.scaffold import write_plugin
    from stationkit.testing.subjects import Subject, subject_of

__all__ = [
    "Case",
    "CaseResult",
    "ContractBreachError",
    "ContractResult",
    "Coverage",
    "MutationReport",
    "PluginReport",
    "Subject",
    "case_text",
    "check_plugin",
    "clause_digest",
    "collect_cases",
    "cover",
    "parametrize_with_contracts",
    "read_cases",
    "run_case",
    "run_contracts",
    "run_mutants",
    "subject_of",
    "write_plugin",
]

_HOMES = {
    "Case": "cases.model",
    "CaseResult": "cases.running",
    "ContractBreachError": "contracts.model",
    "ContractResult": "contracts.running",
    "Coverage": "coverage",
    "MutationReport": "mutation.running",
    "PluginReport": "checking",
    "Subject": "subjects",
    "case_text": "cases.writing",
    "check_plugin": "checking",
    "clause_digest": "clauses",
    "collect_cases": "cases.collecting",
    "cover": "coverage",
    "parametrize_with_contracts": "contracts.parametrizing",
    "read_cases": "cases.collecting",
    "run_case": "cases.running",
    "run_contracts": "contracts.running",
    "run_mutants": "mutation.running",
    "subject_of": "subjects",
    "write_plugin": "scaffold",
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
