"""What a node can come to: a value, or one of the ways of having none. They never stand in for one another.

Beside a number, a flag, a choice or a star, a node may be *missing* (a fact is not known), *not applicable* (it cannot
be asked), *not computed* (a function failed) or *not ratable* (a rule says, by a code, that there is no rating).
"""

from typing import TypeAlias

import attrs

from stationkit.numbers import Number
from stationkit.words import Words

__all__ = ["LEFT_OUT", "MISSING", "NOT_APPLICABLE", "NOT_COMPUTED", "Absent", "NodeValue", "dominant", "is_settled"]


@attrs.frozen
class Absent:
    """The absence of a value, and of which kind it is; `code` and `words` belong to what is not ratable."""

    kind: str
    code: str = ""
    words: Words = Words()

    def __bool__(self) -> bool:
        return False


MISSING = Absent("missing")
NOT_APPLICABLE = Absent("not-applicable")
NOT_COMPUTED = Absent("not-computed")
LEFT_OUT = Absent("left-out")
"""Missing, but the rulebook says to leave it out: it lowers the attainable and decides nothing."""

NodeValue: TypeAlias = Number | bool | str | Absent

_WEIGHT = {"not-computed": 4, "not-ratable": 3, "missing": 2, "left-out": 1, "not-applicable": 0}


def dominant(first: Absent, second: Absent) -> Absent:
    """Give the absence that a whole has when two of its parts have these: the graver one, whichever comes first."""
    return max(first, second, key=lambda one: (_WEIGHT[one.kind], one.code))


def is_settled(absence: Absent) -> bool:
    """Tell whether nothing more can become known: a comparison is then false, not undetermined."""
    return absence.kind in ("not-applicable", "not-ratable", "left-out")
