"""Filters: the `where` of a recipe, checked word by word against the fields of the record that it is asked of."""

from collections.abc import Mapping
from datetime import date

import attrs

from stationkit.measures.fields import FieldKind, RecordField, RecordType
from stationkit.measures.matching import all_of, any_of, passes
from stationkit.measures.views import Look
from stationkit.rules.conditions import Compare, Flagged, OneOf, State, TestForm, Together, WordIs, read_test
from stationkit.rules.reading import Collector
from stationkit.words import Words

__all__ = ["PLACES_IN_TIME", "Filter", "read_filter"]

PLACES_IN_TIME = ("before period", "in period", "after period")
"""What can be asked of a day: where it lies, seen from the window."""


@attrs.frozen(kw_only=True)
class Filter:
    """Tests of fields, all of which must pass, and alternatives, each a filter of its own."""

    tests: tuple[tuple[RecordField, TestForm], ...] = ()
    any_of: "tuple[Filter, ...]" = ()

    @property
    def fields(self) -> tuple[RecordField, ...]:
        """Every field that the filter asks for."""
        own = tuple(field for field, _ in self.tests)
        return own + tuple(field for one in self.any_of for field in one.fields)

    @property
    def places(self) -> bool:
        """Whether it says by itself which days are meant."""
        return any(field.places for field in self.fields)

    def passes(self, record: object, look: Look) -> bool | None:
        """Tell whether a record passes; `None` where a field that decides is not known."""
        tests = (passes(_asked(field, record, look), test, field.choices) for field, test in self.tests)
        if not self.any_of:
            return all_of(tests)
        return all_of((*tests, any_of(one.passes(record, look) for one in self.any_of)))


def _asked(field: RecordField, record: object, look: Look) -> object:
    """Give what a test sees of a field: of a day, where it lies, seen from the window."""
    value = field.of(record, look)
    if field.kind is not FieldKind.DAY or not isinstance(value, date):
        return value
    before, within, after = PLACES_IN_TIME
    return within if value in look.window else before if value < look.window.start else after


def read_filter(raw: object, path: str, of: RecordType, to: Collector) -> Filter:
    """Read a `where` or an `over`; what does not fit the record is a problem with the nearest right spelling."""
    if not isinstance(raw, Mapping):
        to.say(path, f"应为表，不是 {raw!r}", f"expected a table, not {raw!r}")
        return Filter()
    tests = tuple(_test(str(name), test, path, of, to) for name, test in raw.items() if name != "any_of")
    alternatives = _alternatives(raw["any_of"], f"{path}.any_of", of, to) if "any_of" in raw else ()
    return Filter(tests=tuple(one for one in tests if one is not None), any_of=alternatives)


def _alternatives(raw: object, path: str, of: RecordType, to: Collector) -> tuple[Filter, ...]:
    if not isinstance(raw, list | tuple) or not raw:
        to.say(path, "应为非空列表", "expected a list that is not empty")
        return ()
    return tuple(read_filter(one, f"{path}[{place}]", of, to) for place, one in enumerate(raw))


def _test(name: str, raw: object, path: str, of: RecordType, to: Collector) -> tuple[RecordField, TestForm] | None:
    where = f"{path}.{name}"
    field = of.fields.get(name)
    if field is None:
        to.unknown(where, Words(zh=f"{of.name} 的字段", en=f"field of {of.name}"), name, of.fields)
        return None
    test = read_test(raw, where, to)
    _check(test, field, where, to)
    return field, test


def _check(test: TestForm, field: RecordField, where: str, to: Collector) -> None:
    if isinstance(test, OneOf | Together):
        for one in test.tests:
            _check(one, field, where, to)
    elif isinstance(test, WordIs) and field.kind in (FieldKind.CHOICE, FieldKind.DAY):
        _check_word(test.word, field, where, to)
    elif isinstance(test, Compare) and test.name and _can_compare(test, field):
        _check_word(test.name, field, where, to)
    elif not _fits(test, field):
        to.say(
            where, f"{field.name} 不能这样比较：{test}", f"{field.name} cannot be tested by {test}", _expected(field)
        )


def _can_compare(test: Compare, field: RecordField) -> bool:
    return field.kind is FieldKind.CHOICE and (field.ordered or test.operator in ("=", "!="))


def _check_word(word: str, field: RecordField, where: str, to: Collector) -> None:
    words = PLACES_IN_TIME if field.kind is FieldKind.DAY else field.choices
    if words and word not in words:
        to.unknown(where, Words(zh=f"{field.name} 的取值", en=f"word of {field.name}"), word, words)


def _fits(test: TestForm, field: RecordField) -> bool:
    if isinstance(test, State):
        return True
    if isinstance(test, Flagged):
        return field.kind is FieldKind.FLAG
    if isinstance(test, WordIs):
        return field.kind is FieldKind.TEXT
    return isinstance(test, Compare) and test.number is not None and field.kind is FieldKind.NUMBER


def _expected(field: RecordField) -> Words:
    if field.kind is FieldKind.FLAG:
        return Words(zh="true 或 false", en="true or false")
    if field.kind is FieldKind.NUMBER:
        return Words(zh='带比较符的数，如 ">= 3"', en='a number with its operator, such as ">= 3"')
    listed = ", ".join(field.choices or (PLACES_IN_TIME if field.kind is FieldKind.DAY else ()))
    return Words(zh=listed or "文字", en=f"one of {listed}" if listed else "a word")
