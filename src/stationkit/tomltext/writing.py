"""Writing TOML: plain values to text that people like to read, the same text for the same values.

What names other tables (`item`, `add`) becomes headers, a table that fits in a line stays in it, a list of tables has a
line for each. Exact numbers are kept: a `Decimal` with its digits, a `Fraction` as the text `"p/q"`. There is no float
and no null in a rulebook, so there is none here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeGuard

from stationkit.errors import InvalidValueError
from stationkit.numbers import Ratio
from stationkit.words import Words

__all__ = ["write_toml"]

WIDTH = 110
"""A table or a list that is longer than this is broken over lines where TOML allows it."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
_EXPECTED = Words(
    zh="文字、整数、Decimal、Fraction、真假、日期、列表或以文字为键的表",
    en="text, a whole number, a Decimal, a Fraction, a flag, a date, a list, or a table with text as keys",
)


def write_toml(document: Mapping[str, Any]) -> str:
    """Write a document as TOML; reading it back with `parse_float=Decimal` gives an equal document.

    Raises:
        InvalidValueError: a value that TOML, or a rulebook, does not know: a float, nothing, a set.

    >>> write_toml({"version": "1", "item": {"visits": {"deduct": [{"id": "few", "points": 1}]}}}).splitlines()
    ['version = "1"', '', '[item.visits]', 'deduct = [', '  { id = "few", points = 1 },', ']']
    """
    lines = list(_body((), document, listing=False))
    return "\n".join(lines).strip("\n") + "\n"


# -- tables under headers ------------------------------------------------------------------------------------


def _body(path: tuple[str, ...], table: Mapping[str, Any], *, listing: bool) -> Iterator[str]:
    """Give the lines behind a header: first what stands in lines, then the tables with headers of their own."""
    inner = {key: value for key, value in table.items() if _has_header(key, value, path, listing=listing)}
    for key, value in table.items():
        if key not in inner:
            yield from _entry(key, value)
    for key, value in inner.items():
        yield from _section((*path, key), value)


def _section(path: tuple[str, ...], value: Any) -> Iterator[str]:
    name = ".".join(_key(one) for one in path)
    if isinstance(value, list | tuple):
        for one in value:
            yield from ("", f"[[{name}]]")
            yield from _body(path, one, listing=False)
        return
    listing = _is_listing(value)
    if not listing:
        yield from ("", f"[{name}]")
    yield from _body(path, value, listing=listing)


def _has_header(key: str, value: Any, path: tuple[str, ...], *, listing: bool) -> bool:
    """A table has a header where it names tables, where its neighbours have one, or where a line does not hold it."""
    if isinstance(value, Mapping):
        if listing or _is_listing(value):
            return bool(value) or listing
        return bool(value) and len(_inline(value)) + len(key) > WIDTH
    if _are_tables(value) and (listing or not path):
        return listing or any(_is_listing(inner) for one in value for inner in one.values())
    return False


def _is_listing(value: Any) -> TypeGuard[Mapping[str, Any]]:
    """Tell whether a table does nothing but name tables: `item`, `add`, `cause`."""
    if not isinstance(value, Mapping) or not value or not all(isinstance(one, Mapping) for one in value.values()):
        return False
    return not all(set(one) <= {"zh", "en"} for one in value.values())


def _are_tables(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(one, Mapping) for one in value)


# -- lines ---------------------------------------------------------------------------------------------------


def _entry(key: str, value: Any) -> Iterator[str]:
    line = f"{_key(key)} = {_inline(value)}"
    is_list = isinstance(value, list | tuple)
    if is_list and value and (_are_tables(value) or len(line) > WIDTH):
        yield f"{_key(key)} = ["
        yield from (f"  {_inline(one)}," for one in value)
        yield "]"
    else:
        yield line


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise InvalidValueError(key, _EXPECTED)
    return key if _BARE.fullmatch(key) else _text(key)


def _inline(value: Any) -> str:
    """Write a value in one line."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_inline(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_inline(one) for one in value)}]"
    if isinstance(value, Words):
        return _inline({name: text for name, text in (("zh", value.zh), ("en", value.en)) if text})
    return _scalar(value)


def _scalar(value: Any) -> str:
    for form, write in _SCALARS.items():
        if isinstance(value, form):
            return write(value)
    raise InvalidValueError(value, _EXPECTED)


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise InvalidValueError(value, _EXPECTED)
    written = str(value)
    return written if "." in written or "E" in written else f"{written}.0"


def _text(text: str) -> str:
    return f'"{"".join(_character(one) for one in text)}"'


def _character(one: str) -> str:
    if one in _ESCAPES:
        return _ESCAPES[one]
    if "\ud800" <= one <= "\udfff":
        raise InvalidValueError(one, Words(zh="Unicode 文字", en="Unicode text"))
    return f"\\u{ord(one):04X}" if ord(one) < 0x20 or 0x7F <= ord(one) < 0xA0 else one


_SCALARS: Mapping[Any, Callable[[Any], str]] = {
    str: _text,
    bool: lambda value: "true" if value else "false",  # before int, which a flag is too
    int: str,
    Decimal: _decimal,
    Fraction: lambda value: str(value) if value.denominator == 1 else f'"{value}"',
    Ratio: lambda value: f'"{value}"',
    (datetime, date, time): lambda value: value.isoformat(),
}
