"""Three answers as sets: whether a condition may hold, may not hold, and may stay undetermined."""

from collections.abc import Iterable

__all__ = ["BOTH", "NO", "OPEN", "YES", "all_of", "any_of", "negated", "truth"]

YES, NO, OPEN = 1, 2, 4
BOTH = YES | NO
_TRUTHS = {True: YES, False: NO, None: OPEN}
_NEGATED = tuple((one & OPEN) | (NO if one & YES else 0) | (YES if one & NO else 0) for one in range(8))


def truth(answer: bool | None) -> int:  # noqa: FBT001 - an answer, not a switch
    """Give the set of one answer."""
    return _TRUTHS[answer]


def negated(answers: int) -> int:
    """Give what the contrary may be."""
    return _NEGATED[answers]


def all_of(parts: Iterable[int]) -> int:
    """Give what several conditions together may be, each by itself."""
    listed = list(parts)
    found = NO if any(one & NO for one in listed) else 0
    if all(one & YES for one in listed):
        found |= YES
    if all(one & (YES | OPEN) for one in listed) and any(one & OPEN for one in listed):
        found |= OPEN
    return found


def any_of(parts: Iterable[int]) -> int:
    """Give what one of several conditions may be."""
    return negated(all_of(negated(one) for one in parts))
