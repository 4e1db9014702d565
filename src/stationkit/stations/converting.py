"""The one converter: plain data to values and back, strict, with all problems at once, each with its path.

Nothing is coerced: `"false"` is no flag, `2.5` no whole number, and a name that no field has is refused.
"""

import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar

import attrs
import cattrs
from cattrs.gen import make_dict_unstructure_fn, override

from stationkit.errors import InvalidDocumentError, InvalidValueError, Problem, right_names
from stationkit.identifiers import RegionCode
from stationkit.numbers import Number, number_text, read_number
from stationkit.periods import Period
from stationkit.stations.fields import plain_name
from stationkit.words import Words

__all__ = ["make_converter", "structure", "unstructure"]

T = TypeVar("T")


def structure(plain: object, form: type[T], source: str = "<values>") -> T:
    """Make a value from plain data.

    Raises:
        InvalidDocumentError: with every problem, each as a path such as `$.hazards[2].level`.
    """
    problems: list[Problem] = []
    with _collecting(problems, "$"):
        return make_converter().structure(plain, form)
    raise InvalidDocumentError(source, tuple(problems))


def unstructure(value: object) -> Any:
    """Give the plain data of a value: what `structure` reads back; defaults are left out."""
    return make_converter().unstructure(value)


@cache
def make_converter() -> cattrs.Converter:
    """Give the converter; it is made once."""
    converter = cattrs.Converter(forbid_extra_keys=True, omit_if_default=True)
    converter.register_structure_hook_func(_is_record, lambda raw, form: _read_record(raw, form, converter))
    for form, read in _READERS.items():
        converter.register_structure_hook(form, _ignoring_form(read))
    converter.register_structure_hook_func(_is_enum, _read_word)
    converter.register_structure_hook_func(_is_number, _read_exact)
    converter.register_structure_hook_func(_is_list, lambda raw, form: _read_list(raw, form, converter))
    converter.register_unstructure_hook_factory(_is_record, lambda form: _writer(form, converter))
    converter.register_unstructure_hook(Fraction, number_text)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_unstructure_hook(time, time.isoformat)
    converter.register_unstructure_hook(RegionCode, str)
    converter.register_unstructure_hook(Period, str)
    converter.register_unstructure_hook_func(_is_enum, lambda member: member.value)
    converter.register_unstructure_hook_func(
        _is_set, lambda members: sorted(converter.unstructure(one) for one in members)
    )
    converter.register_unstructure_hook_func(_is_number, _plain_number)
    return converter


def _writer(form: type[Any], converter: cattrs.Converter) -> Callable[[Any], dict[str, Any]]:
    renamed: Any = {field.name: override(rename=plain_name(field)) for field in attrs.fields(form)}
    return make_dict_unstructure_fn(form, converter, _cattrs_omit_if_default=True, **renamed)


def _plain_number(number: Number | None) -> int | str | None:
    return number if number is None or type(number) is int else number_text(number)


def _ignoring_form(read: Callable[[object], object]) -> Callable[[object, Any], object]:
    return lambda raw, _: read(raw)


# -- reading -------------------------------------------------------------------------------------------------


def _text(raw: object) -> str:
    return _only(raw, str, Words(zh="文字", en="text"))


def _whole(raw: object) -> int:
    if type(raw) is not int:
        raise InvalidValueError(raw, Words(zh="整数", en="a whole number"))
    return raw


def _flag(raw: object) -> bool:
    return _only(raw, bool, Words(zh="true 或 false", en="true or false"))


def _only(raw: object, form: type[T], expected: Words) -> T:
    if not isinstance(raw, form):
        raise InvalidValueError(raw, expected)
    return raw


def _read_exact(raw: object, form: Any) -> Number | None:
    return None if raw is None and type(None) in typing.get_args(form) else read_number(raw)


def _day(raw: object) -> date:
    expected = Words(zh="日期，如 2026-03-01", en="a date such as 2026-03-01")
    if type(raw) is date:
        return raw
    text = _only(raw, str, expected)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidValueError(raw, expected) from None


def _moment(raw: object) -> datetime:
    expected = Words(zh="带时区的时间，如 2026-03-01T08:30+08:00", en="a time with its offset, 2026-03-01T08:30+08:00")
    if isinstance(raw, datetime):
        return raw
    text = _only(raw, str, expected)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise InvalidValueError(raw, expected) from None


def _clock(raw: object) -> time:
    expected = Words(zh="钟点，如 08:00", en="a time of day such as 08:00")
    text = raw if isinstance(raw, time) else _only(raw, str, expected)
    try:
        clock = text if isinstance(text, time) else time.fromisoformat(text)
    except ValueError:
        raise InvalidValueError(raw, expected) from None
    if clock.tzinfo is not None:
        raise InvalidValueError(raw, expected)
    return clock


def _period(raw: object) -> Period:
    return raw if isinstance(raw, Period) else Period.parse(_text(raw))


def _region(raw: object) -> RegionCode:
    return raw if isinstance(raw, RegionCode) else RegionCode(_text(raw))


_READERS: Mapping[type, Callable[[object], object]] = {
    str: _text,
    int: _whole,
    bool: _flag,
    date: _day,
    datetime: _moment,
    time: _clock,
    Period: _period,
    RegionCode: _region,
}
for _value in (Period, RegionCode):
    attrs.resolve_types(_value)  # now: the converter would note it on the class when first used


def _is_enum(form: object) -> bool:
    return isinstance(form, type) and issubclass(form, Enum)


def _read_word(raw: object, form: type[Enum]) -> Enum:
    for member in form:
        if raw is member or raw == member.value:
            return member
    raise InvalidValueError(raw, right_names(str(raw), [str(member.value) for member in form]))


def _is_number(form: object) -> bool:
    return typing.get_origin(form) in (typing.Union, types.UnionType) and (
        set(typing.get_args(form)) - {type(None)} == {int, Fraction}
    )


def _is_list(form: object) -> bool:
    return typing.get_origin(form) in (tuple, frozenset)


def _is_set(form: object) -> bool:
    return typing.get_origin(form) is frozenset or form is frozenset


def _is_record(form: object) -> bool:
    return isinstance(form, type) and attrs.has(form) and form not in _READERS


def _read_list(raw: object, form: Any, converter: cattrs.Converter) -> object:
    if not isinstance(raw, list | tuple | frozenset | set):
        raise InvalidValueError(raw, Words(zh="列表", en="a list"))
    inner = typing.get_args(form)[0]
    made: list[object] = []
    problems: list[Problem] = []
    for place, one in enumerate(raw):
        with _collecting(problems, f"[{place}]"):
            made.append(converter.structure(one, inner))
    if problems:
        raise InvalidDocumentError("", tuple(problems))
    return typing.get_origin(form)(made)


def _read_record(raw: object, form: type[Any], converter: cattrs.Converter) -> object:
    """Read an object field by field, so that what is wrong with one does not hide what is wrong with another."""
    if isinstance(raw, form):
        return raw
    if not isinstance(raw, Mapping):
        raise InvalidValueError(raw, Words(zh="对象", en="an object with named fields"))
    fields, types_of = _form(form)  # type: ignore[arg-type]  # a class can be hashed
    problems = [_unknown(str(name), fields) for name in raw if name not in fields]
    made: dict[str, object] = {}
    for name, field in fields.items():
        with _collecting(problems, f".{name}"):
            if name in raw:
                made[field.name] = _checked(converter.structure(raw[name], types_of[field.name]), field)
            elif field.default is attrs.NOTHING:
                raise InvalidDocumentError("", (Problem("", Words(zh=f"缺少 {name}", en=f"{name} is missing")),))
    if problems:
        raise InvalidDocumentError("", tuple(problems))
    return form(**made)


@cache
def _form(form: type[Any]) -> tuple[Mapping[str, "attrs.Attribute[Any]"], Mapping[str, Any]]:
    return {plain_name(field): field for field in attrs.fields(form) if field.init}, typing.get_type_hints(form)


def _checked(value: object, field: "attrs.Attribute[Any]") -> object:
    if field.validator is not None:
        field.validator(None, field, value)
    return value


@contextmanager
def _collecting(problems: list[Problem], where: str) -> Iterator[None]:
    """Keep what is refused inside, under its place."""
    try:
        yield
    except (InvalidValueError, InvalidDocumentError) as error:
        problems.extend(Problem(f"{where}{one.where}", one.what, one.expected) for one in error.problems)


def _unknown(name: str, known: Iterable[str]) -> Problem:
    names = tuple(known)
    what = Words(zh=f"没有这个字段：{name}", en=f"no such field: {name}")
    return Problem(f".{name}", what, right_names(name, names))
