"""Exact numbers: one strict reader, one normal form, and rounding that is spelled out.

A number is an `int` where it is whole and a `Fraction` where it is not; there are no floats. A `Decimal` is accepted on
the way in and leaves only behind a declared rounding.
"""

import re
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

import attrs

from stationkit.errors import InvalidValueError
from stationkit.words import Words

__all__ = [
    "MAX_DIGITS",
    "Number",
    "Ratio",
    "Rounding",
    "exact",
    "number_text",
    "parse_rounding",
    "read_number",
    "units_of",
]

Number: TypeAlias = int | Fraction

MAX_DIGITS = 30
"""The most digits that a number may have, before and after the point together: no rule needs more."""

_DECIMAL = re.compile(r"[+-]?\d+(?:\.\d+)?")
_QUOTIENT = re.compile(r"([+-]?\d+)/(\d+)")
_EXPECTED = Words(
    zh='整数、小数、“p/q” 或百分数，如 3、"2.5"、"1/3"、"90%"',
    en='a whole number, a decimal, "p/q" or a percentage, such as 3, "2.5", "1/3", "90%"',
)


def exact(value: Number) -> Number:
    """Give *value* in its normal form: an `int` where it is whole."""
    if type(value) is Fraction and value.denominator == 1:
        return value.numerator
    return value


def read_number(raw: object) -> Number:
    """Read a number strictly: int (never bool), finite Decimal, or text as decimal, `p/q` or percentage.

    Raises:
        InvalidValueError: anything else, a float among it, or more than 30 digits.
    """
    if type(raw) is int:
        return _bounded(raw)
    if isinstance(raw, Fraction):
        return exact(_bounded(raw))
    if isinstance(raw, Decimal):
        return _from_decimal(raw)
    if isinstance(raw, str):
        return _from_text(raw.strip())
    raise InvalidValueError(raw, _EXPECTED)


_BOUND = 10**MAX_DIGITS


def _bounded(raw: Number) -> Number:
    if not -_BOUND < raw.numerator < _BOUND or raw.denominator >= _BOUND:
        raise InvalidValueError(raw, _too_long())
    return raw


def _from_decimal(raw: Decimal) -> Number:
    if not raw.is_finite():
        raise InvalidValueError(str(raw), _EXPECTED)
    _, digits, exponent = raw.as_tuple()
    if not isinstance(exponent, int) or len(digits) + abs(exponent) > MAX_DIGITS:
        raise InvalidValueError(str(raw), _too_long())
    return exact(Fraction(raw))


def _from_text(text: str) -> Number:
    _check_digits(text, text)
    if text.endswith("%") and _DECIMAL.fullmatch(text[:-1]):
        return exact(Fraction(text[:-1]) / 100)
    if _DECIMAL.fullmatch(text):
        return exact(Fraction(text))
    if (match := _QUOTIENT.fullmatch(text)) and int(match[2]):
        return exact(Fraction(int(match[1]), int(match[2])))
    raise InvalidValueError(text, _EXPECTED)


def _check_digits(text: str, raw: object) -> None:
    if len(text) > MAX_DIGITS + 3:  # a sign, a point and a percent sign
        raise InvalidValueError(raw, _too_long())


def _too_long() -> Words:
    return Words(zh=f"最多 {MAX_DIGITS} 位数字", en=f"at most {MAX_DIGITS} digits")


def number_text(value: Number) -> str:
    """Write *value* exactly: as a decimal where it ends, else as `p/q`."""
    if isinstance(value, int) or value.denominator == 1:
        return str(int(value))
    twos = fives = 0
    rest = value.denominator
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    scaled = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{scaled[:-places]}.{scaled[-places:]}"


@attrs.frozen
class Ratio:
    """A part of a whole, kept as two integers: 9 of 10 is not 90 of 100, though both are 90 %.

    A ratio over nothing has no value: the rulebook's `when_empty` says what it means.
    """

    part: int
    whole: int = attrs.field()

    @whole.validator
    def _check_whole(self, _: object, value: int) -> None:
        if type(self.part) is not int or type(value) is not int or self.part < 0 or value < 0:
            raise InvalidValueError(
                f"{self.part}/{value}", Words(zh="两个非负整数", en="two whole numbers that are not negative")
            )

    @property
    def value(self) -> Number:
        """The share as an exact number.

        Raises:
            ZeroDivisionError: the whole is nothing.
        """
        return exact(Fraction(self.part, self.whole))

    def __mul__(self, other: Number) -> Fraction:
        """Give the share of *other*, a `Fraction` even where it is whole, so that dividing it stays exact."""
        return Fraction(self.part, self.whole) * other

    __rmul__ = __mul__

    def __str__(self) -> str:
        return f"{self.part}/{self.whole}"


def _half_up(doubled: int, unit: int) -> int:
    magnitude = (abs(doubled) + unit) // (2 * unit)
    return magnitude if doubled >= 0 else -magnitude


def _half_even(doubled: int, unit: int) -> int:
    return round(Fraction(doubled, 2 * unit))


def _down(doubled: int, unit: int) -> int:
    magnitude = abs(doubled) // (2 * unit)
    return magnitude if doubled >= 0 else -magnitude


def _up(doubled: int, unit: int) -> int:
    magnitude = -(-abs(doubled) // (2 * unit))
    return magnitude if doubled >= 0 else -magnitude


def _floor(doubled: int, unit: int) -> int:
    return doubled // (2 * unit)


def _ceiling(doubled: int, unit: int) -> int:
    return -(-doubled // (2 * unit))


_MODES = {
    "half up": _half_up,
    "half even": _half_even,
    "down": _down,
    "up": _up,
    "floor": _floor,
    "ceiling": _ceiling,
}
_PHRASE = re.compile(r"(half up|half even|down|up|floor|ceiling) to (whole|\d)")


def units_of(mode: str, top: int, bottom: int) -> int:
    """Round *top* / *bottom* to a whole number in one of the six modes."""
    return _MODES[mode](2 * top, bottom)


@attrs.frozen
class Rounding:
    """One rounding: a mode (`half up` away from zero, `half even`, `down`, `up`, `floor`, `ceiling`) and its places."""

    mode: str
    places: int = 0

    def apply(self, value: Number) -> Number:
        """Round *value*."""
        if self.places == 0 and type(value) is int:
            return value
        scale: int = 10**self.places
        numerator, denominator = (value, 1) if isinstance(value, int) else (value.numerator, value.denominator)
        units = _MODES[self.mode](2 * numerator * scale, denominator)
        return exact(Fraction(units, scale))

    def __str__(self) -> str:
        return f"{self.mode} to {self.places or 'whole'}"


def parse_rounding(raw: object) -> tuple[Rounding, ...]:
    """Read `half up to 2` or `down to whole`; a list is a chain, applied in its order.

    Raises:
        InvalidValueError: a phrase of another form.
    """
    phrases = raw if isinstance(raw, list | tuple) else [raw]
    roundings = []
    for phrase in phrases:
        match = _PHRASE.fullmatch(phrase) if isinstance(phrase, str) else None
        if match is None:
            expected = Words(
                zh="“half up to 2”、“down to whole” 之类", en="a phrase such as 'half up to 2' or 'down to whole'"
            )
            raise InvalidValueError(phrase, expected)
        roundings.append(Rounding(match[1], 0 if match[2] == "whole" else int(match[2])))
    return tuple(roundings)
