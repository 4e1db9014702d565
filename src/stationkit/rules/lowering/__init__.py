"""Lowering: a rulebook whose points are whole in some unit, run on plain integers.

Most rulebooks count points, halves or hundredths, and round where they divide. Such a rulebook runs on integers,
without fractions. Whatever is out of the ordinary in the facts of one subject (not applicable, a fraction, a value
outside its bounds, no rating) is left to the ordinary path, so that there is one meaning: a lowered run gives exactly
what the ordinary one gives, or nothing. What is not lowered is named, with the reason.
"""

from stationkit.rules.lowering.common import NotLoweredError
from stationkit.rules.lowering.running import Lowered, lower

__all__ = ["Lowered", "NotLoweredError", "lower"]
