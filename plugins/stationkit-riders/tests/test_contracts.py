"""What every rulebook promises, tested on this one."""

from stationkit.testing import parametrize_with_contracts


@parametrize_with_contracts("cn.riders/star")
def test_contract(contract):
    """Each contract is a test of its own; expected failures stand in explained.toml, with their grounds."""
    contract()
