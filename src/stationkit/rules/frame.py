"""The frame: where one calculation keeps its values while it runs, one slot a node.

Closures of the compiled and of the explained path read and write the same slots. The explained path also has a list of
lines; the compiled path has none.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from stationkit.numbers import Number
from stationkit.rules.facts import Answer, Facts
from stationkit.rules.lines import LedgerLine
from stationkit.rules.outcomes import NodeValue
from stationkit.words import Words

__all__ = ["Frame", "Read", "Test"]


class Frame:
    """The slots of one calculation.

    Attributes:
        values: slot -> value of the node.
        attainable: slot -> marks that could be had, for nodes with marks.
        nominal: slot -> marks on paper, for nodes with marks.
        unweighted: slot -> how many of its groups have no weight for the node here, where any has none.
        running: the value of the node being worked on, for `so-far`.
        ended: whether a cause has taken all of the item being worked on, so that no `add` follows.
        lines: the ledger so far, or nothing where no explanation is wanted.
        whys: slot -> why a node is missing, not applicable or not computed.
        facts: what is known of the subject.
        cohort: node -> its place among the others, given from outside.
        inside: (list, key) -> node id -> the frame and slot where the sub-subject has it; kept for an explanation.
    """

    __slots__ = (
        "attainable",
        "cohort",
        "ended",
        "facts",
        "inside",
        "lines",
        "nominal",
        "running",
        "unweighted",
        "values",
        "whys",
    )

    def __init__(self, size: int, facts: Facts, cohort: Mapping[str, Number], lines: list[LedgerLine] | None) -> None:
        self.values: list[NodeValue] = [0] * size
        self.attainable: list[Number] = [0] * size
        self.nominal: list[Number] = [0] * size
        self.unweighted: dict[int, int] = {}
        self.running: NodeValue = 0
        self.ended = False
        self.lines = lines
        self.whys: dict[int, Words] = {}
        self.facts = facts
        self.cohort = cohort
        self.inside: dict[tuple[str, str], dict[str, tuple[Frame, int]]] = {}

    def inner(self, facts: Facts) -> "Frame":
        """Make a frame for a sub-subject: it sees what is known outside and writes only its own."""
        frame = Frame(0, facts, self.cohort, None if self.lines is None else [])
        frame.values, frame.attainable = self.values[:], self.attainable[:]
        frame.nominal, frame.unweighted = self.nominal[:], dict(self.unweighted)
        return frame

    def answer(self, key: str) -> Answer | None:
        """Give the subject's answer to *key*, if there is one."""
        return self.facts.answers.get(key)


Read: TypeAlias = Callable[[Frame], NodeValue]
Test: TypeAlias = Callable[[Frame], bool | None]
