"""Probing: running a rulebook on points and reading any reference out of the finished calculation."""

from fractions import Fraction

import attrs

from stationkit.numbers import Number, exact
from stationkit.rules.facts import Facts
from stationkit.rules.frame import Frame
from stationkit.rules.headline import Headline
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.model import Computed
from stationkit.rules.outcomes import Absent, NodeValue

__all__ = ["Probe", "Probed"]


@attrs.frozen
class Probed:
    """A finished calculation."""

    frame: Frame
    resolved: ResolvedRulebook

    def value(self, reference: str, *, share: bool = False) -> NodeValue | None:
        """Give what a reference stands for: a node, an attribute of one, a fault; nothing where it lives in a list.

        Args:
            reference: `node`, `node.attribute` or `item.cause`.
            share: whether a percentage is meant, which of a node with marks is its share.
        """
        slots, (node, _, attribute) = self.resolved.program.slots, reference.partition(".")
        if self.resolved.program.scopes.get(node):
            return None
        if reference in slots:
            return self._share(node) if share and self._is_scored(node) else self.frame.values[slots[reference]]
        slot = slots.get(node)
        if slot is None:
            return None
        if attribute == "share":
            return self._share(node)
        if attribute == "attainable":
            return self.frame.attainable[slot]
        return None if attribute == "counted" else self.frame.values[slot]

    def _is_scored(self, node: str) -> bool:
        found = self.resolved.rulebook.nodes.get(node)
        return isinstance(found, Computed) and found.role != "step"

    def _share(self, node: str) -> NodeValue:
        slot = self.resolved.program.slots[node]
        value, attainable = self.frame.values[slot], self.frame.attainable[slot]
        if isinstance(value, Absent | bool | str) or not attainable:
            return value
        return exact(Fraction(value) / attainable)


class Probe:
    """Runs one rulebook, quickly and without explanation."""

    def __init__(self, resolved: ResolvedRulebook) -> None:
        self.resolved = resolved
        self.headline: Headline = resolved.headline

    def __call__(self, facts: Facts) -> Probed:
        """Run the rulebook on facts."""
        return Probed(self.resolved.program.run(facts), self.resolved)

    def merit(self, facts: Facts) -> tuple[Number | None, Number]:
        """Give how good facts are: the headline score, if it is one, and the star; higher is better in both."""
        values, slots = self(facts).frame.values, self.resolved.program.slots
        score = values[slots[self.headline.score]] if self.headline.score else 0
        number = score if isinstance(score, int | Fraction) and not isinstance(score, bool) else None
        return number, self._star(values[slots[self.headline.stars]] if self.headline.stars else None)

    def _star(self, value: NodeValue | None) -> int:
        grade = next((one for one in self.resolved.rulebook.grades if one.id == self.headline.stars), None)
        words = self.resolved.rulebook.scales[grade.scale].best_first if grade else ()
        return -words.index(value) if value in words else -len(words) - 1
