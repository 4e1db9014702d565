"""Scoring functions: what data cannot say, declared once in Python and named in a rulebook.

A function declares what it reads and the range of what it gives; the engine calls it only when every fact that it reads
is known, and trusts nothing it returns before checking it.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeAlias

import attrs

from stationkit.errors import InvalidValueError
from stationkit.numbers import Number, Ratio, read_number
from stationkit.words import Words

__all__ = ["Flag", "Points", "Ratio", "ScoringFunction", "scoring_function"]

Points: TypeAlias = Fraction
"""An exact number: functions get every number as a `Fraction`, so that `points / 2` stays exact."""

Flag: TypeAlias = bool


@attrs.frozen(kw_only=True)
class ScoringFunction:
    """A plugin's Python function that scores one item.

    Attributes:
        name: `namespace/name`, as a rulebook names it.
        reads: the nodes whose values it gets, in this order, as positional arguments.
        lowest: the least that it may give.
        highest: the most that it may give; `full` is the item's full marks.
        monotone: whether a better answer never gives fewer points (a promise that contracts test).
        call: the function; it gets the values and the keyword *full*.
    """

    name: str
    reads: tuple[str, ...]
    lowest: Number | str
    highest: Number | str
    monotone: bool
    call: Callable[..., Any]

    @property
    def words(self) -> str:
        """The first line of the function's docstring: what it gives, for the ledger."""
        return (self.call.__doc__ or self.name).strip().splitlines()[0]

    def __call__(self, *values: object, full: Number) -> object:
        """Call the function itself, unchecked; the engine checks what comes back."""
        return self.call(*values, full=full)


def scoring_function(
    name: str,
    *,
    reads: list[str] | tuple[str, ...],
    gives: tuple[object, object] = (0, "full"),
    monotone: bool = False,
) -> Callable[[Callable[..., Any]], ScoringFunction]:
    """Declare a scoring function: its name, what it reads and the range of what it gives.

    Raises:
        InvalidValueError: the name has no namespace, or a bound is neither a number nor `full`.
    """
    if "/" not in name:
        raise InvalidValueError(
            name,
            Words(
                zh="命名空间/名称，如 cn.shanxi.jincheng/visit-score",
                en="namespace/name such as cn.shanxi.jincheng/visit-score",
            ),
        )
    lowest, highest = (bound if bound == "full" else read_number(bound) for bound in gives)

    def declare(call: Callable[..., Any]) -> ScoringFunction:
        return ScoringFunction(
            name=name,
            reads=tuple(reads),
            lowest=lowest,
            highest=highest,
            monotone=monotone,
            call=call,
        )

    return declare
