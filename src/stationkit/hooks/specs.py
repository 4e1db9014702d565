"""The hook specifications: all are called once, at load, and return frozen values or plain functions.

Each docstring says, in this order: when the hook is called, what it gets, what it returns, how the answers of several
plugins are combined, and since which version of the interface it is there.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stationkit.hooks.markers import hookspec

if TYPE_CHECKING:
    from stationkit.calendars.tables import CalendarTable, Overlay
    from stationkit.hooks.additions import MessageCatalogue, PlacedOverlay, ProcedureGuard
    from stationkit.measures.functions import MeasureFunction
    from stationkit.procedures.machine import Procedure
    from stationkit.procedures.policies import DeadlinePolicy
    from stationkit.rules.documents import RulebookDocument
    from stationkit.rules.functions import ScoringFunction
    from stationkit.stations.readings import ReadingThreshold
    from stationkit.stations.regions import RegionTable

__all__ = [
    "stationkit_calendars",
    "stationkit_deadline_policies",
    "stationkit_guards",
    "stationkit_measure_functions",
    "stationkit_messages",
    "stationkit_procedures",
    "stationkit_reading_thresholds",
    "stationkit_regions",
    "stationkit_rulebooks",
    "stationkit_scoring_functions",
]


@hookspec
def stationkit_rulebooks() -> "Sequence[RulebookDocument]":  # type: ignore[empty-body]
    """Register rulebooks and layers on rulebooks.

    When: once, while the host loads.
    Gets: nothing.
    Returns: documents, as `load_rulebook(__package__, "name.toml")` gives them.
    Combined: all together; the same `id@version` from two plugins stops the load and names both.
    Since: 1.0.
    """


@hookspec
def stationkit_scoring_functions() -> "Sequence[ScoringFunction]":  # type: ignore[empty-body]
    """Register functions that score an item, for what data cannot say.

    When: once, while the host loads.
    Gets: nothing.
    Returns: functions declared with `@scoring_function("namespace/name", reads=[...], gives=(0, "full"))`.
    Combined: all together; the same name from two plugins stops the load and names both.
    Since: 1.0.
    """


@hookspec
def stationkit_measure_functions() -> "Sequence[MeasureFunction]":  # type: ignore[empty-body]
    """Register functions that measure records, for what a recipe cannot say.

    When: once, while the host loads.
    Gets: nothing.
    Returns: functions declared with `@measure_function("namespace/name", kind="count", reads=["hazards"])`.
    Combined: all together; the same name from two plugins stops the load and names both.
    Since: 1.0.
    """


@hookspec
def stationkit_regions() -> "Sequence[RegionTable]":  # type: ignore[empty-body]
    """Register dated tables of region codes and names.

    When: once, while the host loads.
    Gets: nothing.
    Returns: region tables, each with its source and the day from which it holds.
    Combined: all together; a code with two different names from the same day stops the load and names both owners.
    Since: 1.0.
    """


@hookspec
def stationkit_guards() -> "Sequence[ProcedureGuard]":  # type: ignore[empty-body]
    """Register guards before the steps of procedures: they add blockers, and can take none away.

    When: once, while the host loads.
    Gets: nothing.
    Returns: `ProcedureGuard(procedure="hazard", guard=Guard(name="namespace/name", ...))` values.
    Combined: all of them are asked, after the procedure's own; their words stand in the order of phase, before and
        after, then of their names. The same name from two plugins stops the load and names both.
    Since: 1.0.
    """


@hookspec
def stationkit_procedures() -> "Sequence[Procedure]":  # type: ignore[empty-body]
    """Register procedures: further ones, or a place's own version of one that comes along.

    When: once, while the host loads.
    Gets: nothing.
    Returns: procedures whose id is `namespace/name`. One whose cases are those of a procedure that comes along keeps
        that procedure's invariants and its way of taking events in, or it is refused.
    Combined: all together; the same `id@version` from two plugins stops the load and names both.
    Since: 1.0.
    """


@hookspec
def stationkit_deadline_policies() -> "Sequence[DeadlinePolicy]":  # type: ignore[empty-body]
    """Register deadline policies: how long each step may take, for whom, on whose word.

    When: once, while the host loads.
    Gets: nothing.
    Returns: policies whose id is `namespace/name`, as `load_deadline_policy(__package__, "name.toml")` gives them.
    Combined: all together, and with the national one; the most specific limit is taken, whoever brought it, and a tie
        is an error where it arises. The same `id@version` from two plugins stops the load and names both.
    Since: 1.0.
    """


@hookspec
def stationkit_calendars() -> "Sequence[CalendarTable | Overlay | PlacedOverlay]":  # type: ignore[empty-body]
    """Register calendars: yearly tables of the national notices, and overlays of a place or an employer.

    When: once, while the host loads.
    Gets: nothing.
    Returns: `CalendarTable` for a year, which nobody owns; `Overlay` with an id `namespace/name`, as it is or as
        `PlacedOverlay(overlay=..., phase="city")`.
    Combined: notices about one year become one series, two that contradict each other stop the load; overlays stand
        above one another in the order of phase, before and after, and two that speak of one day without an order stop
        the load.
    Since: 1.0.
    """


@hookspec
def stationkit_messages() -> "Sequence[MessageCatalogue]":  # type: ignore[empty-body]
    """Register texts for codes of blockers, findings and events, in both languages.

    When: once, while the host loads.
    Gets: nothing.
    Returns: catalogues whose id is `namespace/name`; a text that lacks a language is an error.
    Combined: the later stands above the earlier, in the order of phase, before and after; two that speak of one code
        without an order stop the load and name both.
    Since: 1.0.
    """


@hookspec
def stationkit_reading_thresholds() -> "Sequence[ReadingThreshold]":  # type: ignore[empty-body]
    """Register numbers past which a sensor's reading proposes a hazard.

    When: once, while the host loads.
    Gets: nothing.
    Returns: thresholds whose id is `namespace/name`, each with its source and status.
    Combined: all together, each proposes by itself; the same id from two plugins stops the load and names both.
    Since: 1.0.
    """
