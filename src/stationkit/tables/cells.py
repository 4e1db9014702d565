"""One cell of a table to one answer: strictly by the kind of the measure, never by guessing."""

from collections.abc import Callable, Mapping

from stationkit.errors import InvalidValueError
from stationkit.numbers import Ratio, read_number
from stationkit.rules.answers import check_value
from stationkit.rules.facts import Answer, Known, NotApplicable, Value
from stationkit.rules.model import CsvColumn, CsvForm, Measure
from stationkit.words import Words

__all__ = ["NOT_APPLICABLE", "answer_of"]

NOT_APPLICABLE = "n/a"
"""What a cell holds where the question cannot be asked of the subject."""

_FLAGS: Mapping[object, bool] = {"true": True, "false": False, "是": True, "否": False}


def answer_of(raw: object, measure: Measure, column: CsvColumn, form: CsvForm) -> Answer | None:
    """Read a cell; nothing where the table says that it is missing.

    The `values` of a column win over `missing`, that over `n/a`, and `otherwise` takes what is left.

    Raises:
        InvalidValueError: the cell does not fit the measure.
    """
    text = raw.strip() if isinstance(raw, str) else raw
    if isinstance(text, str) and text in column.values:
        return _known(column.values[text], measure)
    if text is None or text in (form.missing if column.missing is None else column.missing):
        return None
    if text == NOT_APPLICABLE:
        return NotApplicable(ground=f"{column.column}: {NOT_APPLICABLE}")
    if column.otherwise is not None:
        return _known(column.otherwise, measure)
    return _known(_KINDS[measure.kind](text), measure)


def _known(value: Value, measure: Measure) -> Known:
    expected = check_value(value, measure)
    if expected is not None:
        raise InvalidValueError(str(value), expected)
    return Known(value=value, source="table")


def _flag(text: object) -> Value:
    if isinstance(text, bool):
        return text
    if text in _FLAGS:
        return _FLAGS[text]
    raise InvalidValueError(text, Words(zh="true 或 false（是、否）", en="true or false (是, 否)"))


def _number(text: object) -> Value:
    return read_number(text)


def _fault(text: object) -> Value:
    return _flag(text) if isinstance(text, bool) or text in _FLAGS else read_number(text)


def _ratio(text: object) -> Value:
    """Read `9/10` as nine of ten, and `0/0` as nothing of nothing; any other number as it is."""
    part, slash, whole = text.partition("/") if isinstance(text, str) else ("", "", "")
    if slash and part.isdecimal() and whole.isdecimal():
        return Ratio(int(part), int(whole))
    return read_number(text)


def _word(text: object) -> Value:
    if isinstance(text, str | int) and not isinstance(text, bool):
        return text
    raise InvalidValueError(text, Words(zh="选项", en="one of the words"))


_KINDS: Mapping[str, Callable[[object], Value]] = {
    "count": _number,
    "decimal": _number,
    "fault": _fault,
    "ratio": _ratio,
    "flag": _flag,
    "choice": _word,
}
