"""What every rulebook promises, tested on these two."""

from stationkit.testing import parametrize_with_contracts


@parametrize_with_contracts("cn.shanxi.riders/ride-hailing-star")
def test_ride_hailing(contract):
    """Each contract is a test of its own; expected failures stand in explained.toml, with their grounds."""
    contract()


@parametrize_with_contracts("cn.shanxi.riders/courier-star")
def test_courier(contract):
    """The same for the layer of the couriers."""
    contract()
