"""The hook specifications: all are called once, at load, and return frozen values or plain functions.

Each docstring says, in this order: when the hook is called, what it gets, what it returns, how the answers of several
plugins are combined, and since which version of the interface it is there.
"""

from collections.abc import Sequence

from stationkit.hooks.markers import hookspec
from stationkit.measures.functions import MeasureFunction
from stationkit.rules.documents import RulebookDocument
from stationkit.rules.functions import ScoringFunction
from stationkit.stations.regions import RegionTable

__all__ = [
    "stationkit_measure_functions",
    "stationkit_regions",
    "stationkit_rulebooks",
    "stationkit_scoring_functions",
]


@hookspec
def stationkit_rulebooks() -> Sequence[RulebookDocument]:  # type: ignore[empty-body]
    """Register rulebooks and layers on rulebooks.

    When: once, while the host loads.
    Gets: nothing.
    Returns: documents, as `load_rulebook(__package__, "name.toml")` gives them.
    Combined: all together; the same `id@version` from two plugins stops the load and names both.
    Since: 1.0.
    """


@hookspec
def stationkit_scoring_functions() -> Sequence[ScoringFunction]:  # type: ignore[empty-body]
    """Register functions that score an item, for what data cannot say.

    When: once, while the host loads.
    Gets: nothing.
    Returns: functions declared with `@scoring_function("namespace/name", reads=[...], gives=(0, "full"))`.
    Combined: all together; the same name from two plugins stops the load and names both.
    Since: 1.0.
    """


@hookspec
def stationkit_measure_functions() -> Sequence[MeasureFunction]:  # type: ignore[empty-body]
    """Register functions that measure records, for what a recipe cannot say.

    When: once, while the host loads.
    Gets: nothing.
    Returns: functions declared with `@measure_function("namespace/name", kind="count", reads=["hazards"])`.
    Combined: all together; the same name from two plugins stops the load and names both.
    Since: 1.0.
    """


@hookspec
def stationkit_regions() -> Sequence[RegionTable]:  # type: ignore[empty-body]
    """Register dated tables of region codes and names.

    When: once, while the host loads.
    Gets: nothing.
    Returns: region tables, each with its source and the day from which it holds.
    Combined: all together; a code with two different names from the same day stops the load and names both owners.
    Since: 1.0.
    """
