"""The contracts of every rulebook, kept by both of this plugin's."""

from collections.abc import Callable

from stationkit.testing import parametrize_with_contracts


@parametrize_with_contracts("cn.shanxi/pithead-star")
def test_contract_of_the_pithead_stars(contract: Callable[[], None]) -> None:
    """Each contract is a test of its own; expected failures stand in explained.toml, with their grounds."""
    contract()


@parametrize_with_contracts("cn.shanxi/wellbeing-star")
def test_contract_of_the_wellbeing_stars(contract: Callable[[], None]) -> None:
    """Each contract is a test of its own; expected failures stand in explained.toml, with their grounds."""
    contract()
