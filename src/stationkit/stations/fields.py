"""Fields of values: what each means in words, and the few checks that many of them share."""

import typing
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
    "A_MEANT_YEAR",
    "MEANT_YEARS",
    "Named",
    "NamedText",
    "a_count",
    "a_text",
    "a_word",
    "an_id",
    "day",
    "described",
    "exact",
    "filled",
    "id_or_empty",
    "in_meant_years",
    "is_id",
    "is_known_word",
    "is_meant",
    "is_moment",
    "is_recent_id",
    "is_word",
    "members_checked",
    "moment",
    "plain_name",
    "several",
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
    **options: Any,
) -> Any:
    """Give an attrs field with its words, which documents and schemas show.

    Args:
        zh: what it is, in Chinese.
        en: what it is, in English.
        limits: further words of JSON Schema.
        name: how plain data spell it, where that is no Python name.
        options: attrs' own; where the default is nothing, nothing passes the validator too.
    """
    validator = options.pop("validator", None)
    if validator is not None and options.get("default", attrs.NOTHING) is None:
        validator = attrs.validators.optional(validator)
    metadata = {"words": Words(zh=zh, en=en), "limits": dict(limits or {}), "name": name}
    return attrs.field(metadata=metadata, validator=validator, **options)


def members_checked(_: type, fields: "list[attrs.Attribute[Any]]") -> "list[attrs.Attribute[Any]]":
    """Check that fields of enums hold members; attrs takes it as `field_transformer`.

    The text that files use for a member is none: nothing compares equal to it, and no rule about the member would hold.
    """
    return [field.evolve(validator=_with_members(field)) for field in fields]


def _with_members(field: "attrs.Attribute[Any]") -> Any:
    origin, inside = typing.get_origin(field.type), typing.get_args(field.type)
    enums = [one for one in (inside or (field.type,)) if isinstance(one, type) and issubclass(one, Enum)]
    if not enums:
        return field.validator
    check: Any = _some_of(origin, enums[0]) if origin in (frozenset, tuple) else _one_of(enums[0])
    check = attrs.validators.optional(check) if type(None) in inside else check
    return attrs.validators.and_(field.validator, check) if field.validator else check


def _one_of(form: type[Enum]) -> Any:
    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if not isinstance(value, form):
            raise InvalidValueError(value, _members(form, attribute.name))

    return check


def _some_of(collection: type, form: type[Enum]) -> Any:
    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if not isinstance(value, collection):
            what = collection.__name__
            raise InvalidValueError(value, Words(zh=f"{what}（{attribute.name}）", en=f"a {what} ({attribute.name})"))
        for one in value:  # type: ignore[attr-defined]  # a frozenset or a tuple
            if not isinstance(one, form):
                raise InvalidValueError(one, _members(form, attribute.name))

    return check


def _members(form: type[Enum], field: str) -> Words:
    names = ", ".join(f"{form.__name__}.{one.name}" for one in form)
    return Words(zh=f"{form.__name__} 的成员（{field}）：{names}", en=f"a member of {form.__name__} ({field}): {names}")


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


def a_text(_: object, attribute: "attrs.Attribute[str]", value: str) -> None:
    """Check that it is a text, be it empty.

    Raises:
        InvalidValueError: it is something else.
    """
    if not isinstance(value, str):
        raise InvalidValueError(value, Words(zh=f"文字（{attribute.name}）", en=f"{attribute.name} as text"))


def several(zh: str, en: str) -> Any:
    """Give a validator of a tuple of texts, which a single text is not: it would be taken letter by letter.

    Args:
        zh: what they are, in Chinese.
        en: what they are, in English, in the plural.
    """

    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if not isinstance(value, tuple) or not all(isinstance(one, str) for one in value):
            expected = Words(zh=f"{zh}的元组（{attribute.name}）", en=f"a tuple of {en} ({attribute.name})")
            raise InvalidValueError(value, expected)

    return check


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


is_recent_id = lru_cache(maxsize=64)(is_id)
"""Tell whether a text is an id, of those that come again and again: cases and people who are busy just now."""


def id_or_empty(_: object, __: object, value: str) -> None:
    """Check an id where it may be unsaid: a name with a blank too many would be somebody else.

    Raises:
        InvalidValueError: it is none.
    """
    if value != "" and not is_id(value):
        raise InvalidValueError(
            value, Words(zh="编号（不超过 100 字，首尾无空格）或空", en="an id of at most 100 characters, or nothing")
        )


is_known_word = lru_cache(maxsize=1024)(is_node_id)
"""Tell whether a text is a word of a vocabulary: there are few, and every event has one."""


def is_word(value: object) -> bool:
    """Tell whether it is a word of a vocabulary: lower-case, hyphenated."""
    return isinstance(value, str) and is_known_word(value)


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


MEANT_YEARS = (1900, 2300)
"""The years that anybody means: what lies outside of them was mistyped, or stands for something else."""

A_MEANT_YEAR = Words(
    zh=f"{MEANT_YEARS[0]} 至 {MEANT_YEARS[1]} 年", en=f"a year from {MEANT_YEARS[0]} to {MEANT_YEARS[1]}"
)
"""What would have been right, in words."""


def is_meant(value: date) -> bool:
    """Tell whether a day or a time lies in a year that anybody means."""
    return MEANT_YEARS[0] <= value.year <= MEANT_YEARS[1]


def in_meant_years(_: object, __: object, value: date) -> None:
    """Check that a day or a time lies in a year that anybody means.

    Raises:
        InvalidValueError: it does not.
    """
    if not is_meant(value):
        raise InvalidValueError(str(value), A_MEANT_YEAR)


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
