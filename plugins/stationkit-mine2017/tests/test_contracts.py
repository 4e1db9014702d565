"""The contracts of every rulebook, kept by this one."""

from collections.abc import Callable

from stationkit.testing import parametrize_with_contracts


@parametrize_with_contracts("cn.nmsa/mine2017-hazard-treatment")
def test_contract(contract: Callable[[], None]) -> None:
    """Each contract is a test of its own; expected failures stand in explained.toml, with their grounds."""
    contract()
