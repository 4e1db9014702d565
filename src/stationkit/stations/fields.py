"""Fields of values: what each means in words, and the few checks that many of them share."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum, StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any, Self

import attrs

from stationkit.errors import InvalidValueError
from stationkit.identifiers import is_node_id
from stationkit.numbers import Number
from stationkit.words import Words

__all__ = [
    "Named",
    "NamedText",
    "a_count",
    "a_word",
    "an_id",
    "day",
    "described",
    "exact",
    "filled",
    "is_id",
    "is_moment",
    "is_word",
    "moment",
    "plain_name",
]


class Named(Enum):
    """An enum whose members have a value (the id that files use) and their words."""

    words: Words

    def __new__(cls, value: str, zh: str = "", en: str = "") -> Self:
        """Make a member from its id and its words."""
        member = object.__new__(cls)
        member._value_ = value
        member.words = Words(zh=zh, en=en)
        return member

    def __str__(self) -> str:
        return str(self.value)


class NamedText(StrEnum):
    """An enum whose members are the ids that files use, with their words: an open set may hold them beside others."""

    words: Words

    def __new__(cls, value: str, zh: str = "", en: str = "") -> Self:
        """Make a member from its id and its words."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = Words(zh=zh, en=en)
        return member


def described(
    zh: str,
    en: str,
    *,
    limits: Mapping[str, object] | None = None,
    name: str = "",
    checked: Any = None,
    **options: Any,
) -> Any:
    """Give an attrs field with its words, which documents and schemas show.

    Args:
        zh: what it is, in Chinese.
        en: what it is, in English.
        limits: further words of JSON Schema.
        name: how plain data spell it, where that is no Python name.
        checked: the field's validator where the class itself runs it, for many fields at once.
        options: attrs' own; where the default is nothing, nothing passes the validator too.
    """
    validator = options.pop("validator", None)
    if options.get("default", attrs.NOTHING) is None:
        checked, validator = (one and attrs.validators.optional(one) for one in (checked, validator))
    metadata = {"words": Words(zh=zh, en=en), "limits": dict(limits or {}), "name": name, "checked": checked}
    return attrs.field(metadata=metadata, validator=validator, **options)


def plain_name(field: "attrs.Attribute[Any]") -> str:
    """Give the name of a field as plain data spell it."""
    return field.metadata.get("name") or field.name


def filled(_: object, attribute: "attrs.Attribute[str]", value: str) -> None:
    """Check that a text says something.

    Raises:
        InvalidValueError: it is empty.
    """
    if not isinstance(value, str) or not value.strip():
        raise InvalidValueError(value, Words(zh="不能为空的文字", en=f"a {attribute.name} that is not empty"))


def is_id(value: object) -> bool:
    """Tell whether it is an id: text without blanks at its ends and without line breaks, of 1 to 100 characters."""
    return isinstance(value, str) and value.isprintable() and value.strip() == value and 0 < len(value) <= 100


def an_id(_: object, __: object, value: str) -> None:
    """Check an id: text without blanks at its ends and without line breaks, at most 100 characters.

    Raises:
        InvalidValueError: it is none.
    """
    if not is_id(value):
        raise InvalidValueError(
            value, Words(zh="编号（不超过 100 字，首尾无空格）", en="an id of at most 100 characters")
        )


_is_known_word = lru_cache(maxsize=1024)(is_node_id)  # there are few, and every event has one


def is_word(value: object) -> bool:
    """Tell whether it is a word of a vocabulary: lower-case, hyphenated."""
    return isinstance(value, str) and _is_known_word(value)


def a_word(_: object, __: object, value: str) -> None:
    """Check a word of a vocabulary: lower-case, hyphenated.

    Raises:
        InvalidValueError: it is none.
    """
    if not is_word(value):
        raise InvalidValueError(value, Words(zh="小写词，如 approve-plan", en="a lower-case word such as approve-plan"))


def a_count(_: object, __: object, value: int) -> None:
    """Check a whole number that is not negative.

    Raises:
        InvalidValueError: it is none.
    """
    if type(value) is not int or value < 0:
        raise InvalidValueError(value, Words(zh="不小于 0 的整数", en="a whole number, not below 0"))


def exact(_: object, __: object, value: Number) -> None:
    """Check an exact number; floats are refused.

    Raises:
        InvalidValueError: it is none.
    """
    if type(value) is not int and not isinstance(value, Fraction):
        raise InvalidValueError(value, Words(zh="精确的数，不用浮点数", en="an exact number, never a float"))


def day(_: object, __: object, value: date) -> None:
    """Check a day without a clock time.

    Raises:
        InvalidValueError: it is none.
    """
    if isinstance(value, datetime) or not isinstance(value, date):
        raise InvalidValueError(value, Words(zh="日期，如 2026-03-01", en="a date such as 2026-03-01"))


def is_moment(value: object) -> bool:
    """Tell whether it is a time with its offset."""
    return isinstance(value, datetime) and value.tzinfo is not None


def moment(_: object, __: object, value: datetime) -> None:
    """Check a time with its offset.

    Raises:
        InvalidValueError: it has none.
    """
    if not is_moment(value):
        expected = Words(
            zh="带时区的时间，如 2026-03-01T08:30+08:00", en="a time with its offset, 2026-03-01T08:30+08:00"
        )
        raise InvalidValueError(value, expected)
