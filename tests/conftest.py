"""What every test may ask for: the published rows, where they are; a place to tell what was counted."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A slow machine is no failing test; generated rulebooks are large inputs by nature.
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
# The same examples on every run: what passed today passes tomorrow. The search for new ones has a profile of its own,
# HYPOTHESIS_PROFILE=search, and is run by hand.
settings.register_profile("stationkit", deadline=None, derandomize=True, suppress_health_check=_SLOW)
settings.register_profile("search", deadline=None, max_examples=1000, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "stationkit"))

_BESIDE = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the published rows and the example rulebooks; tests skip where there is none."""
    folder = Path(os.environ.get("STATIONKIT_SHARED", _BESIDE))
    if not folder.is_dir():
        pytest.skip(f"no published rows at {folder}; set STATIONKIT_SHARED to the folder that holds them")
    return folder


@pytest.fixture(scope="session")
def shared_data(shared: Path) -> Path:
    """The folder with the published rows."""
    return shared / "data"


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Tell a figure at the end of the run, whichever process the test ran in."""
    return lambda figure: record_property("told", figure)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the tests counted."""
    passed = terminalreporter.stats.get("passed", [])
    told = [value for report in passed for name, value in report.user_properties if name == "told"]
    if told:
        terminalreporter.section("counted")
        for figure in told:
            terminalreporter.write_line(str(figure))
