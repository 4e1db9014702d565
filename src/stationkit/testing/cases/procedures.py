"""The procedures that cases may walk, by the names that case files use."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from stationkit.procedures.hazard import HAZARD, HazardCase, evolve
from stationkit.procedures.machine import Procedure
from stationkit.stations.events import Event

__all__ = ["PROCEDURES", "Walked"]


@attrs.frozen(kw_only=True)
class Walked:
    """A procedure with what is needed to walk a case through it."""

    procedure: Procedure
    begin: Callable[[str], Any]
    evolve: Callable[[Any, Event], Any]


PROCEDURES: Mapping[str, Walked] = {
    "hazard": Walked(procedure=HAZARD, begin=lambda name: HazardCase(id=name), evolve=evolve),
}
"""Name -> the procedure."""
