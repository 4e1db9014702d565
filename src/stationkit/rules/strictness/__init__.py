"""Stricter or laxer: two versions of one part compared for every answer to the part's own facts, in exact arithmetic.

A part is stricter when its share of the full marks is nowhere higher; a grade when its word is nowhere better. Where
finitely many points settle it, the answer is *equal*, *stricter*, *laxer* or *mixed*, with the facts that show it;
everywhere else it is *undecided*, with the reason. Nothing is guessed.
"""

from stationkit.rules.strictness.nodes import compare_nodes
from stationkit.rules.strictness.verdicts import Verdict

__all__ = ["Verdict", "compare_nodes"]
