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
    from stationkit.testing.clauses import clause_digest
    from stationkit.testing.contracts.model import ContractBreachError
    from stationkit.testing.contracts.parametrizing import parametrize_with_contracts
    from stationkit.testing.contracts.running import ContractResult, run_contracts
    from stationkit.testing.coverage import Coverage, cover
    from stationkit.testing.subjects import Subject, subject_of

__all__ = [
    "Case",
    "CaseResult",
    "ContractBreachError",
    "ContractResult",
    "Coverage",
    "Subject",
    "case_text",
    "clause_digest",
    "collect_cases",
    "cover",
    "parametrize_with_contracts",
    "read_cases",
    "run_case",
    "run_contracts",
    "subject_of",
]

_HOMES = {
    "Case": "cases.model",
    "CaseResult": "cases.running",
    "ContractBreachError": "contracts.model",
    "ContractResult": "contracts.running",
    "Coverage": "coverage",
    "Subject": "subjects",
    "case_text": "cases.writing",
    "clause_digest": "clauses",
    "collect_cases": "cases.collecting",
    "cover": "coverage",
    "parametrize_with_contracts": "contracts.parametrizing",
    "read_cases": "cases.collecting",
    "run_case": "cases.running",
    "run_contracts": "contracts.running",
    "subject_of": "subjects",
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
