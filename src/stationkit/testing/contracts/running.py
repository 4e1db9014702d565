"""Running contracts: one by one, with the failures that are expected, and their grounds."""

from collections.abc import Iterable, Mapping

import attrs

from stationkit.errors import UnknownNameError
from stationkit.testing.contracts.listing import CONTRACTS
from stationkit.testing.contracts.model import Contract, ContractBreachError
from stationkit.testing.subjects import Subject
from stationkit.words import Words

__all__ = ["ContractResult", "expected_failures_of", "run_contracts"]


@attrs.frozen(kw_only=True)
class ContractResult:
    """How one contract came out.

    Attributes:
        breach: how it was broken; nothing where it held.
        ground: why that is expected; empty where it is not.
    """

    contract: Contract
    breach: ContractBreachError | None = None
    ground: str = ""

    @property
    def passed(self) -> bool:
        """Whether it held, or was broken as expected; one that holds against its ground has outgrown it."""
        return (self.breach is None) is (not self.ground)

    @property
    def outcome(self) -> str:
        """`held`, `broken`, `expected` or `outgrown`."""
        if self.breach is None:
            return "outgrown" if self.ground else "held"
        return "expected" if self.ground else "broken"


def run_contracts(
    subject: Subject, *, expected_failures: Mapping[str, str] | None = None, only: Iterable[str] = ()
) -> tuple[ContractResult, ...]:
    """Run the contracts of a rulebook.

    Args:
        subject: the rulebook with what its author ships.
        expected_failures: contract -> ground; unless given, those of `explained.toml`.
        only: the contracts to run; all of them unless said.

    Raises:
        UnknownNameError: a name is no contract.
    """
    grounds = expected_failures_of(subject) if expected_failures is None else expected_failures
    names = tuple(only)
    _check_names((*grounds, *names))
    wanted = [one for one in CONTRACTS if not names or one.name in names]
    return tuple(_run(one, subject, grounds.get(one.name, "")) for one in wanted)


def expected_failures_of(subject: Subject) -> Mapping[str, str]:
    """Give the contracts that the author expects to be broken, with the grounds written in `explained.toml`."""
    return subject.grounds("contracts")


def _check_names(names: Iterable[str]) -> None:
    known = tuple(one.name for one in CONTRACTS)
    for name in names:
        if name not in known:
            raise UnknownNameError(Words(zh="约定", en="contract"), name, known)


def _run(contract: Contract, subject: Subject, ground: str) -> ContractResult:
    try:
        contract.check(subject)
    except ContractBreachError as error:
        return ContractResult(contract=contract, breach=error, ground=ground)
    return ContractResult(contract=contract, ground=ground)
