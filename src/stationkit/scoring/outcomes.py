"""What an assessment says of each item and each grade, and the findings beside the score."""

from collections.abc import Mapping

import attrs

from stationkit.numbers import Number
from stationkit.rules.outcomes import Absent, NodeValue
from stationkit.words import Words

__all__ = ["OUTCOMES", "Finding", "GroupOutcome", "ItemOutcome", "Star"]

OUTCOMES: Mapping[str, Words] = {
    "scored": Words(zh="已评分", en="scored"),
    "missing": Words(zh="缺失", en="missing"),
    "not-applicable": Words(zh="不适用", en="not applicable"),
    "not-computed": Words(zh="未能计算", en="not computed"),
    "left-out": Words(zh="缺失，不计", en="missing, left out"),
    "not-ratable": Words(zh="不予评定", en="not ratable"),
}
"""The ways in which an item can come out, in words."""


@attrs.frozen(kw_only=True)
class ItemOutcome:
    """How one item came out.

    Attributes:
        id: the item; in a list `key/item`.
        groups: the groups that it counts in.
        outcome: a key of `OUTCOMES`.
        points: what it earned, nothing unless it was scored.
        full: its full marks.
        attainable: what could be had: the full marks, or nothing where it does not apply.
        why: why there are no points.
        facts: the facts that it rests on, or that are open.
        self_score: what the station gave itself, if a sheet says so.
        assessor_score: what the assessor gave, if a sheet says so; faults decide, not this.
    """

    id: str
    title: Words
    clause: str
    groups: tuple[str, ...]
    outcome: str
    points: Number | None
    full: Number
    attainable: Number
    why: Words = Words()
    facts: tuple[str, ...] = ()
    self_score: Number | None = None
    assessor_score: Number | None = None

    @property
    def lost(self) -> Number:
        """How many of the attainable points it did not earn; nothing where it has none."""
        return 0 if self.points is None else self.attainable - self.points


@attrs.frozen(kw_only=True)
class GroupOutcome:
    """How one group came out: its value, or the way in which it has none, and its marks."""

    id: str
    title: Words
    clause: str
    value: NodeValue
    attainable: Number
    nominal: Number


@attrs.frozen(kw_only=True)
class Star:
    """A rating: a word of its scale, an outcome outside it, or the way in which there is none.

    Attributes:
        grade: the node that gives it.
        value: the word; an `Absent` where there is no rating.
        place: its place on the scale, 0 for the best; nothing for what is not on it.
    """

    grade: str
    title: Words
    value: NodeValue
    place: int | None

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing more can change it: it is a word, or a rule says that there is none."""
        return not isinstance(self.value, Absent) or self.value.kind in ("not-ratable", "not-applicable")

    def words(self) -> Words:
        """Give the rating in words."""
        if isinstance(self.value, Absent):
            return (
                self.value.words if self.value.kind == "not-ratable" and self.value.words else OUTCOMES[self.value.kind]
            )
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return Words(zh=f"{self.value} 星", en=f"{self.value} star" + ("" if self.value == 1 else "s"))
        return Words(zh=str(self.value), en=str(self.value))


@attrs.frozen(kw_only=True)
class Finding:
    """Something to look at that takes no points: a demand not met, an assessor's score that differs, an empty ratio.

    Attributes:
        code: `requires-unmet`, `requires-open`, `assessor-differs`, `empty-ratio`, `not-computed`,
            `measure-failed`, `review-due`, `plugin-absent`, `plugin-refused` or `paid-twice`.
        node: the node that it is about.
    """

    code: str
    node: str
    clause: str = ""
    words: Words = Words()
    facts: tuple[str, ...] = ()
