"""Lines of the ledger: the closed set of effects from which every score and star can be recomputed.

A line needs no rule code to be checked: it names its target, its effect, the operands, and the value before and after.
Operands are linear: `amount + sum(factor * source)`, where a source is the target of an earlier line.
"""

from enum import Enum
from fractions import Fraction
from typing import TypeAlias

import attrs

from stationkit.numbers import Number
from stationkit.rules.outcomes import NodeValue
from stationkit.rules.provenance import NOWHERE, Provenance
from stationkit.words import Words

__all__ = ["Effect", "LedgerLine", "RuleReference", "Sources"]

Sources: TypeAlias = tuple[tuple[str, Number], ...]


class Effect(Enum):
    """What a line does to its target; the set is closed."""

    SET = "set"
    ADD = "add"
    MULTIPLY = "multiply"
    ROUND = "round"
    BOUND = "bound"
    PICK = "pick"
    OUTCOME = "outcome"


@attrs.frozen(kw_only=True)
class RuleReference:
    """Which rule speaks in a line: the node, its clause and title, and who wrote it.

    Attributes:
        node: id of the node.
        clause: the clause, the node's own or its group's.
        title: the node's title.
        rulebook: `id@version` of the layer that says it.
        plugin: the plugin that brought the layer or the function, empty for a plain file.
        status: official, reconstructed or illustrative.
        provenance: the plugin once more, with its package, version and the digest of its files.
    """

    node: str
    clause: str = ""
    title: Words = Words()
    rulebook: str = ""
    plugin: str = ""
    status: str = ""
    provenance: Provenance = NOWHERE


@attrs.frozen
class LedgerLine:
    """One effect on one node.

    Attributes:
        rule: the rule that speaks.
        effect: what it does.
        target: the node that it acts on; in a list, `key/node`.
        before: the value before, nothing for the first line of a target.
        after: the value after.
        amount: the constant operand: a number, the bounds `(low, high)`, a rounding phrase, or an outcome.
        sources: nodes whose values enter, each with its factor.
        facts: names of the facts that the line rests on.
        words: what happened, for people.
        cause: id of the cause, for what is lost or added.
    """

    rule: RuleReference
    effect: Effect
    target: str
    before: NodeValue | None
    after: NodeValue
    amount: "NodeValue | tuple[Number | None, Number | None]" = 0
    sources: Sources = ()
    facts: tuple[str, ...] = ()
    words: Words = Words()
    cause: str = ""

    @property
    def change(self) -> Number:
        """How many points the line gives (or takes, below zero); nothing where it is not about points."""
        if not (isinstance(self.before, int | Fraction) and isinstance(self.after, int | Fraction)):
            return 0
        return self.after - self.before
