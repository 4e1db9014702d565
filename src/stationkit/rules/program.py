"""The program of a rulebook: its nodes in the order in which they can be calculated, linked to closures twice.

One checked form, two runs of one meaning: `run` gives values only, `explain` writes the ledger as well.
"""

from collections.abc import Callable, Mapping

import attrs

from stationkit.numbers import Number, Ratio
from stationkit.rules.facts import Facts, Known, Missing
from stationkit.rules.frame import Frame, Read
from stationkit.rules.functions import ScoringFunction
from stationkit.rules.model import Rulebook
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, NodeValue
from stationkit.rules.shaping import Fault

__all__ = ["Leaf", "Program", "load"]


@attrs.frozen(kw_only=True)
class Leaf:
    """A fact that the program loads into a slot: a measure, a fault, or whether a sheet was inspected.

    Attributes:
        inspected: for a fault, the slot that tells whether its sheet was inspected; nothing otherwise.
        when_empty: what a ratio over nothing means.
    """

    key: str
    slot: int
    inspected: int | None = None
    when_empty: NodeValue = MISSING


@attrs.frozen(kw_only=True)
class Program:
    """A linked rulebook, ready to run on facts.

    Attributes:
        rulebook: the rulebook that it was made from.
        slots: node id (and `item.cause`, `item.inspected`) -> slot.
        leaves: what is loaded from the facts of the subject itself; `list_leaves` from each sub-subject.
        steps: slot and closures of every node outside the lists, in order.
        faults: every cause that an assessor writes down.
        requirements: node id -> the closure of its demand.
        orders: id of a lasting order -> the closure of when it is ordered.
        functions: the scoring functions that it calls.
        scopes: node id -> the list in which it lives, empty for the subject itself.
        needs: node id -> the nodes that it reads.
    """

    rulebook: Rulebook
    slots: Mapping[str, int]
    leaves: tuple[Leaf, ...]
    list_leaves: Mapping[str, tuple[Leaf, ...]]
    steps: tuple[tuple[int, Read, Read], ...]
    faults: tuple[Fault, ...]
    requirements: Mapping[str, Callable[[Frame], bool | None]]
    orders: Mapping[str, Callable[[Frame], bool | None]]
    functions: Mapping[str, ScoringFunction]
    scopes: Mapping[str, str]
    needs: Mapping[str, tuple[str, ...]]
    size: int

    def run(self, facts: Facts, cohort: Mapping[str, Number] | None = None) -> Frame:
        """Calculate every node without explanation."""
        frame = Frame(self.size, facts, cohort or {}, None)
        load(frame, self.leaves)
        values = frame.values
        for slot, run, _ in self.steps:
            values[slot] = run(frame)
        return frame

    def explain(self, facts: Facts, cohort: Mapping[str, Number] | None = None) -> Frame:
        """Calculate every node and write the ledger lines into the frame."""
        frame = Frame(self.size, facts, cohort or {}, [])
        load(frame, self.leaves)
        values = frame.values
        for slot, _, explain in self.steps:
            values[slot] = explain(frame)
        return frame


def load(frame: Frame, leaves: tuple[Leaf, ...]) -> None:
    """Put the answers of the frame's subject into their slots."""
    answers, values = frame.facts.answers, frame.values
    for leaf in leaves:
        answer = answers.get(leaf.key)
        if type(answer) is Known:
            value = answer.value
            values[leaf.slot] = (value.value if value.whole else leaf.when_empty) if type(value) is Ratio else value  # type: ignore[assignment]  # a ratio is taken apart
        elif answer is None or type(answer) is Missing:
            values[leaf.slot] = MISSING if leaf.inspected is None else _unlisted(values[leaf.inspected])
        else:
            values[leaf.slot] = NOT_APPLICABLE


def _unlisted(inspected: NodeValue) -> NodeValue:
    """A fault that nobody wrote down: zero on an inspected sheet, not applicable with it, else missing."""
    if inspected is True:
        return 0
    return NOT_APPLICABLE if inspected is NOT_APPLICABLE else MISSING
