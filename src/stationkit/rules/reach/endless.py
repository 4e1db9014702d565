"""No limit, above or below: the two ends of the number line, exact like every other number here."""

from fractions import Fraction
from typing import Any, TypeAlias

from stationkit.numbers import Number

__all__ = ["ABOVE", "BELOW", "End", "Endless", "is_endless"]


class Endless:
    """An end of the number line; nothing times an end is nothing."""

    __slots__ = ("sign",)

    def __init__(self, sign: int) -> None:
        self.sign = sign

    def __repr__(self) -> str:
        return "no limit above" if self.sign > 0 else "no limit below"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Endless) and other.sign == self.sign

    def __hash__(self) -> int:
        return hash(("endless", self.sign))

    def __lt__(self, other: object) -> bool:
        return self.sign < 0 and self != other

    def __gt__(self, other: object) -> bool:
        return self.sign > 0 and self != other

    def __le__(self, other: object) -> bool:
        return self.sign < 0 or self == other

    def __ge__(self, other: object) -> bool:
        return self.sign > 0 or self == other

    def __neg__(self) -> "Endless":
        return BELOW if self.sign > 0 else ABOVE

    def __add__(self, other: object) -> "Endless":
        return self

    __radd__ = __add__

    def __sub__(self, other: object) -> "Endless":
        return self

    def __rsub__(self, other: object) -> "Endless":
        return -self

    def __mul__(self, other: Any) -> Any:
        if not isinstance(other, Endless) and other == 0:
            return 0
        return self if (other > 0) else -self

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> "Endless":
        return self if other > 0 else -self

    def __rtruediv__(self, other: object) -> int:
        return 0

    def __floordiv__(self, other: Any) -> "Endless":
        return self if other > 0 else -self


ABOVE = Endless(1)
BELOW = Endless(-1)

End: TypeAlias = int | Fraction | Endless


def is_endless(end: "End | Number") -> bool:
    """Tell whether *end* is no number but one of the two ends of the line."""
    return type(end) is Endless
