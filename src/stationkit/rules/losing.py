"""Losing: whether a line of the ledger takes something away, so that somebody pays by its clause."""

from fractions import Fraction

from stationkit.numbers import Number
from stationkit.rules.lines import LedgerLine
from stationkit.rules.model import Computed, Grade, Rulebook

__all__ = ["loses"]


def loses(rulebook: Rulebook, line: LedgerLine, full: Number) -> bool:
    """Tell whether a line takes points or stars; *full* are the marks of its node on paper.

    An item that comes to its points in one line loses what is below its full marks. To have no rating is no loss.
    """
    node = rulebook.nodes.get(line.target)
    if isinstance(node, Grade):
        return _lowers(rulebook, node, line)
    if line.before is not None:
        return line.change < 0 or (line.effect.value == "set" and _is_less(line))
    is_item = isinstance(node, Computed) and node.role == "item"
    return is_item and isinstance(line.after, int | Fraction) and line.after < full


def _is_less(line: LedgerLine) -> bool:
    """Tell whether a gate, or a cause that takes all, set less than there was."""
    both = isinstance(line.before, int | Fraction) and isinstance(line.after, int | Fraction)
    return both and line.after < line.before  # type: ignore[operator]  # numbers


def _lowers(rulebook: Rulebook, grade: Grade, line: LedgerLine) -> bool:
    words = rulebook.scales[grade.scale].best_first
    if line.before is None or line.before not in words:
        return False
    return line.after not in words or words.index(line.after) > words.index(line.before)
