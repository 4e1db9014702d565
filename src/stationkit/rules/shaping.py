"""What a shape is: one small value with its meaning, its check, its explanation and its compiled form side by side.

A shape reads its own table of the rulebook into itself; `references()` gives what it names, so that the graph can be
ordered; `link()` gives two closures with one meaning, of which the second also writes ledger lines.
"""

from collections.abc import Iterator
from typing import Any, Protocol

import attrs

from stationkit.numbers import Number
from stationkit.rules.frame import Frame, Read
from stationkit.rules.lines import Effect, LedgerLine, RuleReference, Sources
from stationkit.rules.outcomes import Absent, NodeValue
from stationkit.rules.references import Reference
from stationkit.words import Words

__all__ = ["Fault", "Linked", "Owner", "Policy", "Shape", "Verb", "VerbLinked", "Writes"]


@attrs.frozen(kw_only=True)
class Fault:
    """A cause that an assessor writes down: the fact `item.cause`, in words and in a unit."""

    item: str
    cause: str
    words: Words
    unit: str = ""


@attrs.frozen
class Linked:
    """Two closures with one meaning: *run* gives the value, *explain* gives the same and writes lines."""

    run: Read
    explain: Read


class VerbLinked(Protocol):
    """A step after the shape: gets the running value and gives the next; writes lines where the frame has any."""

    def __call__(self, frame: Frame, value: NodeValue) -> NodeValue:
        """Give the next value."""


@attrs.frozen(kw_only=True)
class Policy:
    """What happens to what is missing or not applicable, for the node itself and for its members."""

    if_missing: str = "undetermined"
    if_not_applicable: str = "not-applicable"
    members_missing: str = "undetermined"
    members_not_applicable: str = "leave out"
    if_none: str = ""
    needs: int = 0
    if_too_few: str = "undetermined"
    if_no_weight: str = ""
    not_applicable_at_most: Number | None = None
    if_more: str = "undetermined"


@attrs.frozen(kw_only=True)
class Owner:
    """The node that a shape or verb works for, as far as it needs to know it."""

    id: str
    path: str
    slot: int
    scope: str
    rule: RuleReference
    full: Read | None
    policy: Policy = Policy()
    members: tuple[str, ...] = ()
    scored: bool = False


class Shape(Protocol):
    """How a step, an item or a group computes."""

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what the shape names, as `condition_references` does."""

    def faults(self) -> Iterator[Fault]:
        """Give the causes that an assessor writes down."""

    def link(self, linker: Any, owner: Owner) -> Linked:
        """Check the names against the rulebook and give the closures."""


class Verb(Protocol):
    """What happens after the shape; `verb` is its word."""

    @property
    def verb(self) -> str:
        """The word that the line begins with, such as `cap`."""

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what the verb names."""

    def faults(self) -> Iterator[Fault]:
        """Give the causes that an assessor writes down."""

    def link(self, linker: Any, owner: Owner) -> VerbLinked:
        """Check the names against the rulebook and give the closure."""


class Writes:
    """Writes the lines of one owner; each method is one effect of the closed set."""

    __slots__ = ("_owner",)

    def __init__(self, owner: Owner) -> None:
        self._owner = owner

    def line(  # noqa: PLR0913 - a line has that many parts, all but four by name
        self,
        frame: Frame,
        effect: Effect,
        before: NodeValue | None,
        after: NodeValue,
        *,
        amount: NodeValue | tuple[Number | None, Number | None] = 0,
        sources: Sources = (),
        facts: tuple[str, ...] = (),
        words: Words = Words(),
        cause: str = "",
    ) -> NodeValue:
        """Write a line and give the value after it."""
        lines = frame.lines
        if lines is not None:
            owner = self._owner
            lines.append(LedgerLine(owner.rule, effect, owner.id, before, after, amount, sources, facts, words, cause))
        return after

    def absent(self, frame: Frame, value: Absent, words: Words = Words(), facts: tuple[str, ...] = ()) -> NodeValue:
        """Write that there is no value, and why."""
        return self.line(frame, Effect.OUTCOME, None, value, amount=value, words=words or value.words, facts=facts)

    def value(self, frame: Frame, value: NodeValue, facts: tuple[str, ...], words: Words = Words()) -> NodeValue:
        """Write what a shape came to, whichever kind of value it is."""
        if type(value) is Absent:
            return self.absent(frame, value, words, facts)
        return self.line(frame, Effect.SET, None, value, amount=value, facts=facts, words=words)
