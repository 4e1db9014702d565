"""The frame of sets: where one abstract calculation keeps what each node can still come to, one slot a node."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from stationkit.numbers import Number
from stationkit.rules.facts import Facts
from stationkit.rules.frame import Frame
from stationkit.rules.reach.endless import End
from stationkit.rules.reach.values import NO_NUMBERS, Reach, Span, just

__all__ = ["ReachFrame", "ReachRead"]

Marks: TypeAlias = tuple[End, End]
"""The least and the most of some marks."""


class ReachFrame:
    """The slots of one abstract calculation.

    Attributes:
        values: slot -> what the node can come to.
        attainable: slot -> least and most that could be had, where the node has a value.
        modes: slot of a group -> its points for each of the marks that could be had of it, where both vary together.
        nominal: slot -> least and most marks on paper.
        unweighted: slots of nodes that may have no weight in a group here.
        barred: what a line of `then` that bars everything behind it comes to, where it may have been written.
        taken: whether what the verbs work on is what a cause has taken all of.
        running: what the node being worked on has come to so far, for `so-far`.
        ended: what the item being worked on comes to where a cause has taken all of it; nothing where none may.
        node: the node being worked on.
        loose: node -> why an end of its might not be reached; empty where every step was followed exactly.
        facts: what is known of the subject.
        cohort: node -> its place among the others, given from outside.
    """

    __slots__ = (
        "_base",
        "attainable",
        "barred",
        "cohort",
        "ended",
        "facts",
        "loose",
        "modes",
        "node",
        "nominal",
        "running",
        "taken",
        "unweighted",
        "values",
    )

    def __init__(self, size: int, facts: Facts, cohort: Mapping[str, Number], base: Frame | None = None) -> None:
        self.values: list[Reach | None] = [None] * size
        self.attainable: list[Marks] = [(0, 0)] * size if base is None else [(one, one) for one in base.attainable]
        self.nominal: list[Marks] = [(0, 0)] * size if base is None else [(one, one) for one in base.nominal]
        self.unweighted: set[int] = set() if base is None else set(base.unweighted)
        self.barred: list[Reach] = []
        self.modes: dict[int, Mapping[Number, Span]] = {}
        self.running: Reach = NO_NUMBERS
        self.ended: Reach | None = None
        self.taken = False
        self.node = ""
        self.loose: dict[str, str] = {}
        self.facts = facts
        self.cohort = cohort
        self._base = base

    def value(self, slot: int) -> Reach:
        """Give what a node can come to; what nothing open can change is what it came to."""
        found = self.values[slot]
        if found is None:
            found = just(self._base.values[slot]) if self._base is not None else NO_NUMBERS
            self.values[slot] = found
        return found

    def loosen(self, why: str) -> None:
        """Note that something was not followed exactly: the ends are sound, but need not be reached."""
        self.loose.setdefault(self.node, why)

    def inner(self, facts: Facts) -> "ReachFrame":
        """Make a frame for a sub-subject: it sees what can come out outside and writes only its own."""
        frame = ReachFrame(0, facts, self.cohort)
        frame.values, frame.attainable = self.values[:], self.attainable[:]
        frame.nominal, frame.unweighted = self.nominal[:], set(self.unweighted)
        frame.modes = dict(self.modes)
        frame.loose, frame.node, frame._base = self.loose, self.node, self._base
        return frame


ReachRead: TypeAlias = Callable[[ReachFrame], Reach]
