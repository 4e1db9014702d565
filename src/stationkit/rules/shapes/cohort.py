"""Cohort values: where a subject stands among the others of its round (`standing`, `quantile`).

One subject alone cannot know: the value comes from whoever settles the round, and is missing until then.
"""

from collections.abc import Iterator
from typing import Any

import attrs

from stationkit.numbers import Number
from stationkit.rules.expressions import ReadInline
from stationkit.rules.frame import Frame
from stationkit.rules.outcomes import MISSING, NodeValue
from stationkit.rules.reading import TableReader
from stationkit.rules.references import Reference
from stationkit.rules.shaping import Fault, Linked, Owner, Writes
from stationkit.words import Words

__all__ = ["Cohort", "read_cohort"]


@attrs.frozen(kw_only=True)
class Cohort:
    """A place (`standing`: the share that is strictly better) or a cut (`quantile`) within a group of subjects.

    Attributes:
        what: `standing` or `quantile`.
        of: the node by which the subjects are compared.
        within: the fact that tells the group, empty for all.
        best: `highest` or `lowest`, for `standing`.
        ties: whether those who tie take the `best` or the `worst` of their places, for `standing`.
        share: which quantile, as a number, for `quantile`.
    """

    what: str
    of: str
    within: str = ""
    best: str = "highest"
    ties: str = "best"
    share: Number | None = None

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what it compares by."""
        yield "name", Reference(self.of)
        if self.within:
            yield "name", Reference(self.within)

    def faults(self) -> Iterator[Fault]:
        """Nothing is written down for a cohort."""
        return iter(())

    def link(self, linker: Any, owner: Owner) -> Linked:
        """Give the closures: what the frame was given for this node, else missing."""
        for name in (self.of, self.within):
            if name:
                linker.info(Reference(name), owner)
        writes = Writes(owner)

        def run(frame: Frame) -> NodeValue:
            return frame.cohort.get(owner.id, MISSING)

        words = Words(zh="由评选轮次给出", en="given by whoever settles the round")
        return Linked(run, lambda frame: writes.value(frame, run(frame), (self.of,), words))


def read_cohort(table: TableReader, key: str, _: ReadInline) -> Cohort:
    """Read `standing = { of, within, best }` and `quantile = { of, share, within }`."""
    inner = table.table(key)
    shape = Cohort(
        what=key,
        of=inner.text("of", required=True),
        within=inner.text("within"),
        best=inner.choice("best", ("highest", "lowest"), "highest"),
        ties=inner.choice("ties", ("best", "worst"), "best"),
        share=inner.number("share"),
    )
    if key == "quantile" and (shape.share is None or not 0 <= shape.share <= 1):
        inner.to.say(inner.at("share"), "应为 0 到 1 之间的比例，如 80%", 'expected a share from 0 to 1, such as "80%"')
    for unused in ("share",) if key == "standing" else ("best", "ties"):
        if unused in inner:
            inner.to.say(inner.at(unused), f"{key} 没有 {unused}", f"a {key} has no {unused}")
    inner.finish()
    return shape
