"""Claims of authorship: a reporter proves that a report is theirs by a token, and nobody learns who they are.

The report carries a commitment, the digest of the case's id and a token that only its author (or the sealed side) has.
Whoever shows the token later is the author, as far as this case is concerned. The token itself is never recorded.
"""

from hashlib import sha256
from hmac import compare_digest

from stationkit.errors import InvalidValueError
from stationkit.words import Words

__all__ = ["answers", "commitment"]

_SHORTEST = 16


def commitment(case: str, token: str) -> str:
    """Give the commitment of a case to a token, for its report.

    Raises:
        InvalidValueError: the token is so short that it could be guessed.
    """
    if len(token) < _SHORTEST:
        expected = Words(
            zh=f"至少 {_SHORTEST} 个字符的随机令牌", en=f"a random token of at least {_SHORTEST} characters"
        )
        raise InvalidValueError("…", expected)  # a token is never repeated, not even a bad one
    return sha256(f"stationkit claim\0{case}\0{token}".encode()).hexdigest()


def answers(claim: str, case: str, committed: str) -> bool:
    """Tell whether a claim is the token that a case was committed to."""
    if not committed or len(claim) < _SHORTEST:
        return False
    return compare_digest(commitment(case, claim).encode(), committed.encode())
