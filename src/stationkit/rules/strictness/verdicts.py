"""Verdicts: what a comparison of two versions of one part came to, put together from many small comparisons."""

from collections.abc import Mapping

import attrs

from stationkit.numbers import number_text
from stationkit.words import Words

__all__ = ["Tally", "UndecidedError", "Verdict", "shown_at"]


class UndecidedError(Exception):
    """The comparison cannot be decided; `words` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(zh=zh, en=en)


@attrs.frozen
class Verdict:
    """How the later version stands to the earlier one.

    Attributes:
        kind: `equal`, `stricter`, `laxer`, `mixed` or `undecided`.
        words: the facts that show it, or why it is undecided.
        facts: for `laxer` and `mixed`, facts at which the later version gives more.
    """

    kind: str
    words: Words = Words()
    facts: Mapping[str, object] = attrs.field(factory=dict)


class Tally:
    """Gathers where the later version gives less, where it gives more, and what could not be decided."""

    def __init__(self) -> None:
        self.less: Mapping[str, object] | None = None
        self.more: Mapping[str, object] | None = None
        self.why: Words | None = None

    def differ(self, difference: object, where: Mapping[str, object]) -> None:
        """Note a difference, later less earlier: negative is stricter, positive is laxer."""
        if difference < 0:  # type: ignore[operator]  # numbers
            self.less = where if self.less is None else self.less
        elif difference > 0:  # type: ignore[operator]  # numbers
            self.more = where if self.more is None else self.more

    def undecided(self, zh: str, en: str) -> None:
        """Note that something could not be decided."""
        self.why = self.why or Words(zh=zh, en=en)

    def merge(self, other: "Tally") -> None:
        """Take over what another comparison noted."""
        self.less = other.less if self.less is None else self.less
        self.more = other.more if self.more is None else self.more
        self.why = self.why or other.why

    def doubt(self) -> None:
        """Facts that show a difference may not exist: less is still never more, but more is no longer certain."""
        if self.more is not None:
            self.why, self.more = self.why or shown_at(self.more), None

    @property
    def verdict(self) -> Verdict:
        """The verdict over all that was noted."""
        if self.more is not None:  # facts that show it stand, whatever else is unknown
            return Verdict("mixed" if self.less is not None else "laxer", shown_at(self.more), dict(self.more))
        if self.why is not None:
            return Verdict("undecided", self.why)
        return Verdict("stricter", shown_at(self.less)) if self.less is not None else Verdict("equal")


def shown_at(facts: Mapping[str, object]) -> Words:
    """Say at which facts something shows."""
    listed = ", ".join(f"{name} = {_shown(value)}" for name, value in facts.items())
    return Words(zh=f"当 {listed}", en=f"where {listed}") if listed else Words(zh="总是", en="always")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return number_text(value) if hasattr(value, "numerator") else str(value)  # type: ignore[arg-type]  # a number
