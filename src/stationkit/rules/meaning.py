"""The meaning of a document, apart from how it is written: canonical JSON, and its digest (SHA-256).

Two documents with one digest say the same: comments, order of keys, layout, TOML or Python values and the spelling of
numbers (`0.5`, `"1/2"`, `"50%"`) do not count, everything else does. The form follows the grammar of rulebooks and not
the classes that read it, so that a digest stays what it is when the library is rebuilt.

Which texts are numbers depends on where they stand. In a title, a version or a choice `"05"` is a word; in `points` it
is five. Behind an operator a percentage keeps its sign, because `">= 90%"` of a scored node means its share.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

from stationkit.errors import InvalidValueError
from stationkit.numbers import exact, number_text, read_number
from stationkit.rules.conditions import OPERATORS
from stationkit.words import Words

__all__ = ["canonical", "digest", "meaning"]

_LAYERS = ("add", "tighten", "substitute", "fill")
_STARTS: Mapping[str, str] = {
    **dict.fromkeys(("parameter", "step", "item", "group", "then", "ranking", "settle"), "number"),
    **dict.fromkeys(("grade",), "word"),
}
"""How the texts of a kind of node are read to begin with; those of any other table are texts."""

_TURNS: Mapping[str, Mapping[str, str]] = {
    "number": {
        **dict.fromkeys(("title", "zh", "en", "clause", "note", "source", "ground", "because", "unit"), "text"),
        **dict.fromkeys(("fault", "found", "code", "id", "row_names", "column_names"), "text"),
        **dict.fromkeys(("when", "where", "requires", "that"), "condition"),
    },
    "word": {
        **dict.fromkeys(("title", "zh", "en", "clause", "note", "ground", "because", "code", "scale"), "text"),
        **dict.fromkeys(("lower", "raise", "add"), "number"),
        "when": "condition",
    },
}
"""Keys under which texts are read in another way than around them: as numbers, words, comparisons or plain texts."""

_BY_NAME = frozenset({"weights", "gives", "cause"})
"""Keys whose tables are keyed by names, which are no words of the grammar."""


def canonical(value: object) -> str:
    """Write plain values as canonical JSON: sorted keys, no spaces, exact numbers whole or as text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: object) -> str:
    """Give the SHA-256 of the canonical JSON of plain values."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def meaning(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Give the tables of a rulebook, `repeat` written out, in the form that stands for what they mean."""
    meant: dict[str, Any] = {}
    for kind, table in tables.items():
        if kind in _LAYERS and isinstance(table, Mapping):
            meant[kind] = {inner: _nodes(inner, one) for inner, one in table.items()}
        elif table != {}:
            meant[kind] = _nodes(kind, table)
    return meant


def _nodes(kind: str, table: Any) -> Any:
    mode = _STARTS.get(kind, "text")
    if not isinstance(table, Mapping):
        return _meant(mode, table)
    if kind == "measure":
        return {name: _measure(one) for name, one in table.items()}
    return {name: _meant(mode, one) for name, one in table.items()}


def _measure(table: Any) -> Any:
    """A measure's allowed values are words or numbers, as its kind says; its recipe is texts throughout."""
    if not isinstance(table, Mapping):
        return _meant("text", table)
    words = table.get("kind") in (None, "choice")
    modes = {"between": "number", "when_empty": "number", "one_of": "text" if words else "number"}
    return {name: _meant(modes.get(name, "text"), one) for name, one in table.items()}


def _meant(mode: str, value: Any) -> Any:
    if isinstance(value, Words):
        value = {name: text for name, text in (("zh", value.zh), ("en", value.en)) if text}
    if isinstance(value, Mapping):
        return {str(key): _under(mode, str(key), one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_meant(mode, one) for one in value]
    return _scalar(mode, value)


def _under(mode: str, key: str, value: Any) -> Any:
    if key in _BY_NAME and mode != "text" and isinstance(value, Mapping):
        return {str(name): _meant(mode, one) for name, one in value.items()}
    if key == "in" and mode == "number" and isinstance(value, str):
        return [value]  # a single group is a list of one
    return _meant(_TURNS.get(mode, {}).get(key, mode), value)


def _scalar(mode: str, value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | Fraction | Decimal):
        return _number(Fraction(value))
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, str) and mode != "text":
        return _compared(value) or (_read(value) if mode == "number" else value)
    return value


def _number(value: Fraction) -> int | str:
    whole = exact(value)
    return whole if isinstance(whole, int) else number_text(whole)


def _read(text: str) -> int | str:
    try:
        return _number(Fraction(read_number(text)))
    except InvalidValueError:
        return text


def _compared(text: str) -> str:
    """Give a comparison in its one spelling; nothing where the text is none."""
    told = text.strip()
    operator = next((one for one in OPERATORS if told.startswith(one)), "")
    rest = told.removeprefix(operator).strip()
    if not operator or not rest:
        return ""
    if rest.endswith("%"):
        number = _read(rest)
        return f"{operator} {number} share" if number != rest else f"{operator} {rest}"
    return f"{operator} {_read(rest)}"
