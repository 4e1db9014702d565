"""Containment: calling a plugin's function so that whatever it does stays its own failure.

What it raises, exits of the whole program among it, becomes a text; only the user's own interrupt (Ctrl-C) passes.
What it is given are copies, so that it cannot change what others read; what it returns is taken apart and built anew,
so that no subclass of a number can lie about itself later.
"""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs

from stationkit.numbers import Ratio

__all__ = ["MAX_RETURNED_DIGITS", "Failure", "call_contained", "handed", "plain_number"]

MAX_RETURNED_DIGITS = 100
"""The most digits of a numerator or denominator that a function may give: exact halves and shares need far fewer."""

_HERE = str(Path(__file__).parent)
_LONGEST = 200  # of a failure's text: a plugin's message is not let loose on a result
_LIMIT: int = 10**MAX_RETURNED_DIGITS


@attrs.frozen
class Failure:
    """What went wrong in a call, as one line, and where; results say the line, never a place on some machine."""

    what: str
    place: str = ""


def call_contained(call: Callable[..., Any], *values: object, **named: object) -> Any:
    """Give what the function returns, or the `Failure` that it came to.

    Raises:
        KeyboardInterrupt: the user stops the run.
    """
    try:
        return call(*values, **named)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a plugin may raise anything, even SystemExit: it ends its item, not the run
        return Failure(_told(error), _place(error))


def _place(error: BaseException) -> str:
    """Give the innermost place in the folder of the function that was called: the plugin's own part of the stack."""
    frames = []
    trace = error.__traceback__
    while trace is not None:
        frames.append((trace.tb_frame.f_code.co_filename, trace.tb_lineno))
        trace = trace.tb_next
    outside = [(file, line) for file, line in frames if not file.startswith(_HERE)]
    own = [(file, line) for file, line in outside if Path(file).parent == Path(outside[0][0]).parent]
    return f"{own[-1][0]}:{own[-1][1]}" if own else ""


def _told(error: BaseException) -> str:
    """Give the error as one short line; its own text may fail too."""
    name = type(error).__name__
    try:
        text = " ".join(str(error).split())
    except Exception:  # noqa: BLE001 - the error's class is the plugin's too
        text = "?"
    line = f"{name}: {text}" if text else name
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def handed(value: object) -> object:
    """Give what a function gets for a value: a copy, numbers always as `Fraction`, so that halving one stays exact."""
    if type(value) is int or isinstance(value, Fraction):
        return Fraction(value)
    return Ratio(value.part, value.whole) if isinstance(value, Ratio) else value


def plain_number(returned: object) -> Fraction | Failure:
    """Give the exact number that a function returned, built anew, or why it is none.

    A flag is no number, a float is none, and neither is a subclass that may compare as it likes.
    """
    if type(returned) is int:
        part, whole = returned, 1
    elif type(returned) is Fraction:
        part, whole = returned.numerator, returned.denominator
    else:
        return Failure(f"returned {type(returned).__name__}, not an exact number")
    if type(part) is not int or type(whole) is not int or whole <= 0:
        return Failure("returned a Fraction that was tampered with")
    if not -_LIMIT < part < _LIMIT or whole >= _LIMIT:
        return Failure(f"returned a number of more than {MAX_RETURNED_DIGITS} digits")
    return Fraction(part, whole)
