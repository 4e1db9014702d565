"""What stands in for a value that is missing or not applicable, as the rulebook chooses it.

`undetermined`, `not-applicable`, `leave out` (lowers the attainable), `rescale` (multiplies back to the full), `zero`,
`full`, `average` (of those that were counted) and `not ratable: CODE`.
"""

import re

from stationkit.numbers import Number
from stationkit.rules.outcomes import LEFT_OUT, MISSING, NOT_APPLICABLE, Absent, NodeValue
from stationkit.rules.reading import TableReader
from stationkit.rules.shaping import Policy
from stationkit.words import Words

__all__ = ["read_grade_policy", "read_policy", "stand_in"]

_NODE_WORDS = ("undetermined", "not-applicable", "leave out", "zero", "full")
_MEMBER_WORDS = (*_NODE_WORDS, "rescale", "average")
_NOT_RATABLE = re.compile(r"not ratable: ([a-z][a-z0-9-]*)")
_KEYS = {
    "if_missing": _NODE_WORDS,
    "if_not_applicable": _NODE_WORDS,
    "members_missing": _MEMBER_WORDS,
    "members_not_applicable": _MEMBER_WORDS,
    "if_none": _NODE_WORDS,
    "if_too_few": _NODE_WORDS,
    "if_no_weight": _NODE_WORDS,
    "if_more": _NODE_WORDS,
}


def read_policy(table: TableReader) -> Policy:
    """Read the policies of a node from its table."""
    default = Policy()
    chosen = {key: _word(table, key, words, getattr(default, key)) for key, words in _KEYS.items()}
    needs = table.take("needs", 0)
    if type(needs) is not int or needs < 0:
        table.to.say(table.at("needs"), f"应为非负整数，不是 {needs!r}", f"expected a whole number, not {needs!r}")
        needs = 0
    return Policy(needs=needs, not_applicable_at_most=_ceiling(table), **chosen)


def read_grade_policy(table: TableReader) -> Policy:
    """Read the policies of a grade, which has no marks and no members."""
    words = ("undetermined", "not-applicable")
    return Policy(
        if_missing=_word(table, "if_missing", words, "undetermined"),
        if_not_applicable=_word(table, "if_not_applicable", words, "not-applicable"),
    )


def _ceiling(table: TableReader) -> Number | None:
    """Read the share of the marks that may not apply, at most."""
    most = table.number("not_applicable_at_most")
    if most is not None and not 0 <= most <= 1:
        table.to.say(
            table.at("not_applicable_at_most"),
            "应为 0 到 1 之间的比例，如 30%",
            'expected a share from 0 to 1, such as "30%"',
        )
        return None
    if "if_more" in table and most is None:
        table.to.say(
            table.at("if_more"), "if_more 要与 not_applicable_at_most 并用", "if_more belongs to not_applicable_at_most"
        )
    return most


def _word(table: TableReader, key: str, words: tuple[str, ...], default: str) -> str:
    raw = table.take(key, default)
    if raw == default or raw in words or (isinstance(raw, str) and _NOT_RATABLE.fullmatch(raw)):
        return str(raw)
    listed = ", ".join((*words, "not ratable: CODE"))
    table.to.say(table.at(key), f"无效的值 {raw!r}", f"invalid value {raw!r}", Words(zh=listed, en=f"one of {listed}"))
    return default


def stand_in(policy: str, full: Number | None) -> NodeValue:
    """Give what *policy* puts in the place of a value; *full* is what `full` means there."""
    match = _NOT_RATABLE.fullmatch(policy)
    if match:
        return Absent("not-ratable", match[1])
    if policy == "full":
        return MISSING if full is None else full
    return _STAND_INS[policy]


_STAND_INS: dict[str, NodeValue] = {
    "undetermined": MISSING,
    "not-applicable": NOT_APPLICABLE,
    "leave out": LEFT_OUT,
    "zero": 0,
}
