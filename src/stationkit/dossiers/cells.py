"""Cells of a spreadsheet to plain data and back: the forms that people and Excel write, each of them named.

An empty cell says nothing and is left to the field's own default. Nothing is guessed: `1` is no flag, `3.0` no count.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, tzinfo

from stationkit.dossiers.shapes import Column, Kind, Shape
from stationkit.errors import InvalidValueError
from stationkit.stations.zones import place_in_zone
from stationkit.words import Words

__all__ = ["FORMS", "cell_of", "choices_in_words", "plain_moment", "plain_of"]

FORMS: Mapping[Kind, Words] = {
    Kind.TEXT: Words(zh="文本", en="text"),
    Kind.FLAG: Words(zh="true 或 false（是、否）", en="true or false (是, 否)"),
    Kind.WHOLE: Words(zh="整数", en="a whole number"),
    Kind.NUMBER: Words(zh="准确的数，如 3、2.5、1/3", en="an exact number such as 3, 2.5, 1/3"),
    Kind.DAY: Words(zh="日期，如 2026-03-01 或 2026/3/1", en="a date such as 2026-03-01 or 2026/3/1"),
    Kind.MOMENT: Words(
        zh="日期和时间，如 2026-03-01T08:30 或 2026/3/1 8:30；当日终了写 2026-03-01T24:00",
        en="a date and time such as 2026-03-01T08:30 or 2026/3/1 8:30; the end of a day is 2026-03-01T24:00",
    ),
    Kind.PERIOD: Words(
        zh="期间，如 2026H1、2026-03 或 2026-01-01..2026-06-30",
        en="a period such as 2026H1, 2026-03 or 2026-01-01..2026-06-30",
    ),
    Kind.REGION: Words(zh="六位行政区划代码，如 140500", en="a six-digit region code such as 140500"),
    Kind.CHOICE: Words(zh="下列之一", en="one of the listed"),
    Kind.LIST: Words(zh="用 ; 分隔的若干值，或 JSON 列表", en="values set apart by ; or a JSON list"),
    Kind.RECORD: Words(zh="JSON 对象", en="a JSON object"),
}
"""The form of every kind of cell, in words."""

_FLAGS = {"true": True, "false": False, "是": True, "否": False}
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{4})/(\d{1,2})/(\d{1,2})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?")
_MIDNIGHT = ("24", "00", 0, 0)
_WHOLE = re.compile(r"[+-]?\d{1,30}")


def plain_of(cell: str, shape: Shape, zone: tzinfo) -> object:
    """Read a cell that is not empty as plain data, the same that JSONL would hold.

    Raises:
        InvalidValueError: the cell has none of the forms of its kind.
    """
    reader = _READERS.get(shape.kind)
    if reader is not None:
        return reader(cell.strip(), shape, zone)
    return cell


def _flag(cell: str, _: Shape, __: tzinfo) -> object:
    if (flag := _FLAGS.get(cell.lower())) is None:
        raise InvalidValueError(cell, FORMS[Kind.FLAG])
    return flag


def _whole(cell: str, _: Shape, __: tzinfo) -> object:
    if _WHOLE.fullmatch(cell) is None:
        raise InvalidValueError(cell, FORMS[Kind.WHOLE])
    return int(cell)


def _as_it_is(cell: str, _: Shape, __: tzinfo) -> object:
    return cell


def _day(cell: str, _: Shape, __: tzinfo) -> object:
    return _read_day(cell, FORMS[Kind.DAY]).isoformat()


def _read_day(text: str, expected: Words) -> date:
    match = _DAY.fullmatch(text)
    try:
        year, month, day = (int(part) for part in (match.groups() if match else ()) if part is not None)
        return date(year, month, day)
    except ValueError:
        raise InvalidValueError(text, expected) from None


def _moment(cell: str, _: Shape, zone: tzinfo) -> object:
    return plain_moment(cell, zone)


def plain_moment(text: str, zone: tzinfo) -> str:
    """Read a date and time, put it in *zone* where it has no offset, and write it the one way; 24:00 is the next 0:00.

    Raises:
        InvalidValueError: there is no time, or no such day, or the clock showed it twice.
    """
    expected = FORMS[Kind.MOMENT]
    day, _, clock = text.replace("T", " ", 1).partition(" ")
    match = _CLOCK.fullmatch(clock.strip())
    if match is None:
        raise InvalidValueError(text, expected)
    hour, minute, second, fraction, offset = match.groups()
    on, ends_it = _read_day(day, expected), (hour, minute, int(second or 0), int((fraction or ".0")[1:])) == _MIDNIGHT
    if ends_it:
        on, hour = on + timedelta(days=1), "00"
    written = f"{on}T{hour:0>2}:{minute}:{second or '00'}{fraction or ''}{offset or ''}"
    try:
        return place_in_zone(datetime.fromisoformat(written), zone).isoformat()
    except InvalidValueError:
        raise
    except ValueError:
        raise InvalidValueError(text, expected) from None


def _choice(cell: str, shape: Shape, _: tzinfo) -> object:
    for name, words in shape.choices:
        if cell in (name, words.zh):
            return name
    raise InvalidValueError(cell, choices_in_words(shape))


def choices_in_words(shape: Shape) -> Words:
    """List the choices of a shape, the Chinese word beside each name."""
    zh = "、".join(f"{name}（{words.zh}）" if words.zh else name for name, words in shape.choices)
    return Words(zh=zh, en=f"one of {', '.join(name for name, _ in shape.choices)}")


def _list(cell: str, shape: Shape, zone: tzinfo) -> object:
    if shape.item is None or cell.startswith("["):
        return _json_list(cell)
    parts = [part.strip() for part in cell.replace("；", ";").split(";")]
    if not all(parts):
        raise InvalidValueError(cell, FORMS[Kind.LIST])
    return [plain_of(part, shape.item, zone) for part in parts]


def _json_list(cell: str) -> object:
    try:
        return json.loads(cell, parse_float=str)
    except ValueError:
        raise InvalidValueError(cell, FORMS[Kind.LIST]) from None


_Reader = Callable[[str, Shape, tzinfo], object]
_READERS: Mapping[Kind, _Reader] = {
    Kind.FLAG: _flag,
    Kind.WHOLE: _whole,
    Kind.NUMBER: _as_it_is,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.PERIOD: _as_it_is,
    Kind.REGION: _as_it_is,
    Kind.CHOICE: _choice,
    Kind.LIST: _list,
}


def cell_of(plain: object, column: Column) -> str:
    """Write plain data into a cell, so that reading it gives the same."""
    if plain is None or plain in ("", []):
        return ""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, list):
        return _list_cell(plain, column)
    return str(plain)


def _list_cell(plain: list[object], column: Column) -> str:
    item = column.shape.item
    written = [str(one) for one in plain]
    simple = item is not None and item.kind not in (Kind.RECORD, Kind.LIST, Kind.FLAG)
    if (
        simple
        and all(one.strip() == one and one and not set(one) & set(";；") for one in written)
        and not written[0].startswith("[")
    ):
        return ";".join(written)
    return json.dumps(plain, ensure_ascii=False)
