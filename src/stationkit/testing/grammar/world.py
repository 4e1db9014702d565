"""The world of a rulebook that is being drawn: which names there are so far, by what they stand for.

Nodes are drawn one after the other, and each reads only what stands before it, so that there is never a circle.
"""

from typing import Any

import attrs
from hypothesis import strategies as st

from stationkit.numbers import Ratio
from stationkit.rules.functions import Points, ScoringFunction, scoring_function

__all__ = ["FUNCTIONS", "MEASURES", "WORDS", "World"]

WORDS = ("good", "fair", "poor")

MEASURES: dict[str, dict[str, Any]] = {
    "n1": {"kind": "count", "title": "n1", "between": [0, 30]},
    "n2": {"kind": "count", "title": "n2", "between": [0, 30]},
    "d1": {"kind": "decimal", "title": "d1", "between": [-5, 60]},
    "r1": {"kind": "ratio", "title": "r1"},
    "f1": {"kind": "flag", "title": "f1"},
    "f2": {"kind": "flag", "title": "f2"},
    "w1": {"kind": "choice", "title": "w1", "one_of": list(WORDS)},
}
"""The facts of every drawn rulebook, but for what an empty ratio means."""


@scoring_function("test/half", reads=["n1", "r1"])
def _half(visits: Points, rate: Ratio | Points, *, full: Points) -> Points:
    """Half of the share, and a bit for every visit."""
    return min(full, full * rate / 2 + visits / 10)


FUNCTIONS: dict[str, ScoringFunction] = {"test/half": _half}
"""What drawn rulebooks may call; whoever resolves them hands it over."""


@attrs.define
class World:
    """The names that there are so far.

    Attributes:
        numbers: what a number may be read from; `scored` those of them that have marks.
        stars: grades whose words are numbers; `ratings` those whose words are words.
        sets: sets of numbers; `flag_sets` sets of flags.
        lists: whether there is a list of sheets.
        grouped: whether the groups stand already, so that whether a member counted can be asked.
    """

    numbers: list[str] = attrs.field(factory=lambda: ["n1", "n2", "d1", "r1"])
    scored: list[str] = attrs.field(factory=list)
    flags: list[str] = attrs.field(factory=lambda: ["f1", "f2"])
    choices: list[str] = attrs.field(factory=lambda: ["w1"])
    stars: list[str] = attrs.field(factory=list)
    sets: list[str] = attrs.field(factory=lambda: ["counts"])
    flag_sets: list[str] = attrs.field(factory=lambda: ["both-flags"])
    lists: bool = False
    grouped: bool = False

    def add(self, name: str, *, scored: bool = False) -> None:
        """Make a number known."""
        self.numbers.append(name)
        if scored:
            self.scored.append(name)

    def number_name(self) -> st.SearchStrategy[str]:
        """Draw the name of a number."""
        return st.sampled_from(self.numbers)
