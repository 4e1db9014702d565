"""Limits: how large a rulebook may be. Every figure that keeps a hostile or a runaway file small stands here.

The text is measured before anything reads it, plain values before anything walks them a second time. No figure comes
from a law; each is ten times what the largest published rulebook that we know needs, or more.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

from stationkit.errors import Problem
from stationkit.numbers import MAX_DIGITS
from stationkit.words import Words

__all__ = [
    "MAX_BYTES",
    "MAX_CHARACTERS",
    "MAX_DEPTH",
    "MAX_DIGITS",
    "MAX_KEY",
    "MAX_LAYERS",
    "MAX_NODES",
    "MAX_PROBLEMS",
    "MAX_ROWS",
    "MAX_TEXT",
    "MAX_VALUES",
    "Size",
    "over_limits",
]

MAX_BYTES = 1_000_000
"""The bytes of a file."""

MAX_DEPTH = 20
"""How deep tables, lists and dotted keys may nest."""

MAX_NODES = 5_000
"""Measures, parameters, steps, items, groups and grades together, `repeat` written out."""

MAX_ROWS = 5_000
"""The entries of one list: causes of an item, rows of cases, rows of a `repeat`."""

MAX_VALUES = 500_000
"""All values of a document together, `repeat` written out."""

MAX_CHARACTERS = 4_000_000
"""The characters of all texts and keys of a document together, `repeat` written out."""

MAX_TEXT = 10_000
"""The characters of one text."""

MAX_KEY = 200
"""The characters of one key."""

MAX_LAYERS = 8
"""The layers of one rulebook, the base counted."""

MAX_PROBLEMS = 200
"""The problems that one error lists; what is wrong beyond them shows when they are put right."""


def over_limits(raw: Mapping[str, object]) -> tuple[Problem, ...]:
    """Give what of *raw* passes a limit or is no plain value; the first only where more would be the same again."""
    if _is_plainly_small(raw):
        return ()
    found: list[Problem] = []
    pending: deque[tuple[str, object, int]] = deque([("", raw, 1)])
    size = Size()
    while pending and len(found) < MAX_PROBLEMS:
        path, value, depth = pending.popleft()
        size.add(value)
        if depth > MAX_DEPTH or size.over:
            what = size.over or Words(zh=f"嵌套超过 {MAX_DEPTH} 层", en=f"nested more than {MAX_DEPTH} deep")
            return (*found, Problem(path[:MAX_KEY], what))
        found.extend(Problem(path, what) for what in _wrong(value))
        if isinstance(value, Mapping):
            found.extend(Problem(path, what) for key in value for what in _wrong_key(key))
            pending.extend((f"{path}.{key}" if path else str(key), one, depth + 1) for key, one in value.items())
        elif isinstance(value, list | tuple) and len(value) <= MAX_ROWS:
            pending.extend((f"{path}[{place}]", one, depth + 1) for place, one in enumerate(value))
    return tuple(found)


def _is_plainly_small(raw: object) -> bool:
    """Tell quickly that nothing passes a limit, as is so of nearly every document; else it is walked with paths."""
    level: list[Any] = [raw]
    values = characters = 0
    for _ in range(MAX_DEPTH):
        texts = [one for one in level if type(one) is str]
        tables = [one for one in level if type(one) is dict]
        rows = [one for one in level if type(one) is list]
        keys = [key for table in tables for key in table]
        rest = (one for one in level if type(one) not in (str, dict, list))
        small = (
            _are_short(texts, MAX_TEXT) and _are_short(keys, MAX_KEY) and _are_few(rows) and all(map(_is_plain, rest))
        )
        if not small:
            return False
        values += len(level)
        characters += sum(map(len, texts)) + sum(map(len, keys))
        level = [one for table in tables for one in table.values()] + [one for row in rows for one in row]
        if not level:
            return values <= MAX_VALUES and characters <= MAX_CHARACTERS
    return False


def _are_short(texts: list[Any], limit: int) -> bool:
    return set(map(type, texts)) <= {str} and max(map(len, texts), default=0) <= limit


def _are_few(rows: list[Any]) -> bool:
    return max(map(len, rows), default=0) <= MAX_ROWS


def _is_plain(value: object) -> bool:
    return type(value) in (bool, date) or (type(value) in (int, Decimal) and _is_short(value))  # type: ignore[arg-type]  # a number


class Size:
    """Counts values and characters while they are walked or written out; `over` says which limit they passed."""

    def __init__(self) -> None:
        self.values = self.characters = 0

    def add(self, value: object) -> None:
        """Count one value, without what is in it but the keys."""
        self.values += 1
        if isinstance(value, str):
            self.characters += len(value)
        elif isinstance(value, Mapping):
            self.characters += sum(len(key) for key in value if isinstance(key, str))

    @property
    def over(self) -> Words:
        """Which limit is passed; nothing while none is."""
        if self.values > MAX_VALUES:
            return _too_many(MAX_VALUES, "个值", "values")
        if self.characters > MAX_CHARACTERS:
            return _too_many(MAX_CHARACTERS, "个字符", "characters in all")
        return Words()


def _wrong(value: object) -> Iterator[Words]:
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            yield _too_many(MAX_TEXT, "个字符", "characters")
    elif isinstance(value, list | tuple):
        if len(value) > MAX_ROWS:
            yield _too_many(MAX_ROWS, "行", "rows")
    elif isinstance(value, int | Decimal | Fraction):
        if not _is_short(value):
            yield Words(
                zh=f"数字超过 {MAX_DIGITS} 位，或不是有限数", en=f"a number of more than {MAX_DIGITS} digits, or none"
            )
    elif not isinstance(value, Mapping | date | time | Words):
        told = type(value).__name__
        yield Words(zh=f"规则中不能有 {told}", en=f"a rulebook holds no {told}")


def _wrong_key(key: object) -> Iterator[Words]:
    if not isinstance(key, str):
        yield Words(zh="键必须是文字", en="a key is text")
    elif len(key) > MAX_KEY:
        yield _too_many(MAX_KEY, "个字符的键", "characters in a key")


def _is_short(value: int | Decimal | Fraction) -> bool:
    if isinstance(value, Decimal):
        digits, exponent = value.as_tuple()[1:]
        return isinstance(exponent, int) and len(digits) + abs(exponent) <= MAX_DIGITS
    bound: int = 10**MAX_DIGITS
    return -bound < value.numerator < bound and value.denominator < bound


def _too_many(limit: int, zh: str, en: str) -> Words:
    return Words(zh=f"超过 {limit:,} {zh}", en=f"more than {limit:,} {en}")
