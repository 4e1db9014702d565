"""Scoring functions: what data cannot say, declared once in Python and named in a rulebook.

A function declares what it reads and the range of what it gives; the engine calls it only when every fact that it reads
is known, and trusts nothing it returns before checking it.
"""

import inspect
from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeAlias

import attrs

from stationkit.errors import InvalidValueError
from stationkit.identifiers import parse_rulebook_reference
from stationkit.numbers import Number, Ratio, read_number
from stationkit.rules.references import parse_reference
from stationkit.words import Words

__all__ = [
    "Flag",
    "Points",
    "Ratio",
    "ScoringFunction",
    "check_function_name",
    "check_plain",
    "first_line",
    "scoring_function",
]

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
        words: what it gives, for the ledger.
    """

    name: str
    reads: tuple[str, ...]
    lowest: Number | str
    highest: Number | str
    monotone: bool
    call: Callable[..., Any]
    words: Words

    def __call__(self, *values: object, full: Number) -> object:
        """Call the function itself, unchecked; the engine checks what comes back."""
        return self.call(*values, full=full)


def scoring_function(
    name: str,
    *,
    reads: list[str] | tuple[str, ...],
    gives: tuple[object, object] = (0, "full"),
    monotone: bool = False,
    words: Words | None = None,
) -> Callable[[Callable[..., Any]], ScoringFunction]:
    """Declare a scoring function: its name, what it reads and the range of what it gives.

    Args:
        name: `namespace/name`.
        reads: the nodes whose values it gets, in this order.
        gives: the least and the most that it may give: numbers, or `"full"` for the item's full marks.
        monotone: whether a better answer never gives fewer points.
        words: what it gives, in Chinese and English, for the ledger; unsaid, the docstring's first line.

    Raises:
        InvalidValueError: the name has no namespace, a read is no name of a node, or the bounds are not two numbers
            (or `full`), the lower one first.
    """
    check_function_name(name)
    for read in reads:
        parse_reference(read)
    lowest, highest = (bound if bound == "full" else read_number(bound) for bound in gives)
    if "full" not in (lowest, highest) and lowest > highest:  # type: ignore[operator]  # two numbers, as just seen
        raise InvalidValueError(f"{lowest}, {highest}", Words(zh="先小后大", en="the lowest first, then the highest"))

    def declare(call: Callable[..., Any]) -> ScoringFunction:
        check_plain(call)
        return ScoringFunction(
            name=name,
            reads=tuple(reads),
            lowest=lowest,
            highest=highest,
            monotone=monotone,
            call=call,
            words=words or Words(zh=first_line(call, name)),
        )

    return declare


def check_function_name(name: str) -> None:
    """Check that a function's name has the form `namespace/name`.

    Raises:
        InvalidValueError: it has another form.
    """
    expected = Words(
        zh="命名空间/名称，如 cn.shanxi.jincheng/visit-score",
        en="namespace/name such as cn.shanxi.jincheng/visit-score",
    )
    try:
        _, version = parse_rulebook_reference(name)
    except (InvalidValueError, AttributeError):
        raise InvalidValueError(name, expected) from None
    if version is not None:
        raise InvalidValueError(name, expected)


def check_plain(call: Callable[..., Any]) -> None:
    """Check that a declared function is a plain one: what yields or must be awaited gives no number when called.

    Raises:
        InvalidValueError: it is a generator or a coroutine function, or cannot be called.
    """
    if not callable(call) or inspect.iscoroutinefunction(call) or inspect.isgeneratorfunction(call):
        shown = getattr(call, "__name__", call)
        raise InvalidValueError(
            shown, Words(zh="普通函数（不用 async、yield）", en="a plain function, no async, no yield")
        )


def first_line(call: Callable[..., Any], otherwise: str) -> str:
    """Give the first line of a function's docstring, or *otherwise* where it has none."""
    told = call.__doc__ if isinstance(call.__doc__, str) else ""
    return (told.strip() or otherwise).splitlines()[0]
