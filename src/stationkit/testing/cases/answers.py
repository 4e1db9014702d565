"""Raw answers of a case to facts: strictly by the kind of the measure, all problems with their paths.

A plain value is a known answer. `{ missing = "why" }` and `{ not-applicable = "ground" }` are the two other answers;
`{ known = 3, ground = "…", records = […] }` says more of a known one. `item = { cause = 2, inspected = true }` is the
same as `"item.cause" = 2` and `"item.inspected" = true`.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from stationkit.errors import InvalidValueError
from stationkit.numbers import Ratio, read_number
from stationkit.rules.answers import check_value
from stationkit.rules.facts import Answer, Facts, Known, Missing, NotApplicable, SheetScore, Value
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.model import Measure
from stationkit.rules.reading import Collector, TableReader
from stationkit.words import Words

__all__ = ["ALL", "RawFacts", "bind_facts", "read_value"]

ALL = "all"
"""`inspected = "all"`: every sheet was looked at, so faults that nobody wrote down are zero."""

_ANSWERS = ("known", "missing", "not-applicable")

RawFacts = Mapping[str, Any]
"""The tables `facts`, `lists`, `sheets` and `inspected` of a case, as they were written."""


def bind_facts(raw: RawFacts, subject: str, resolved: ResolvedRulebook, path: str, to: Collector) -> Facts:
    """Make facts that *resolved* can be asked with; problems go to *to*."""
    expected = resolved.expected
    answers = dict(_inspected(raw.get("inspected", ()), resolved, f"{path}.inspected", to))
    answers |= _answers(raw.get("facts", {}), expected[""], f"{path}.facts", to)
    return Facts(
        subject=subject,
        period=str(raw.get("period", "")),
        answers=answers,
        sheets=_sheets(raw.get("sheets", {}), resolved, f"{path}.sheets", to),
        lists=_lists(raw.get("lists", {}), resolved, f"{path}.lists", to),
    )


def _inspected(raw: object, resolved: ResolvedRulebook, path: str, to: Collector) -> Iterator[tuple[str, Answer]]:
    sheets = [name for name in resolved.expected[""] if name.endswith(".inspected")]
    if raw == ALL:
        yield from ((name, Known(value=True)) for name in sheets)
        return
    for item in [raw] if isinstance(raw, str) else raw if isinstance(raw, list | tuple) else []:
        if f"{item}.inspected" in sheets:
            yield f"{item}.inspected", Known(value=True)
        else:
            known = [ALL, *(name.removesuffix(".inspected") for name in sheets)]
            to.unknown(path, Words(zh="检查表", en="sheet"), str(item), known)


def _answers(raw: object, expected: Mapping[str, Measure], path: str, to: Collector) -> dict[str, Answer]:
    if not isinstance(raw, Mapping):
        to.say(path, f"应为表，不是 {raw!r}", f"expected a table, not {raw!r}")
        return {}
    found: dict[str, Answer] = {}
    for name, value in _flat(raw, expected):
        measure = expected.get(name)
        if measure is None:
            to.unknown(f"{path}.{name}", Words(zh="指标", en="measure"), name, expected)
        else:
            answer = to.attempt(f"{path}.{name}", partial(_answer, value, measure), None)
            if answer is not None:
                found[name] = answer
    return found


def _flat(raw: Mapping[str, Any], expected: Mapping[str, Measure]) -> Iterator[tuple[str, Any]]:
    """Give names and values; a table under the name of an item holds its causes."""
    for name, value in raw.items():
        if isinstance(value, Mapping) and name not in expected and not set(value) & set(_ANSWERS):
            yield from ((f"{name}.{inner}", one) for inner, one in value.items())
        else:
            yield name, value


def _answer(raw: object, measure: Measure) -> Answer:
    if not isinstance(raw, Mapping):
        return Known(value=read_value(raw, measure), source="case")
    to = Collector()
    table = TableReader(raw, measure.id, to)
    kind = table.exactly_one(_ANSWERS)
    answer = _ANSWER_READS[kind](table, measure) if kind else Missing()
    table.finish()
    if to.problems:
        raise InvalidValueError(
            dict(raw),
            Words(zh="；".join(p.text("zh") for p in to.problems), en="; ".join(p.text("en") for p in to.problems)),
        )
    return answer


def _known(table: TableReader, measure: Measure) -> Answer:
    return Known(
        value=read_value(table.take("known"), measure),
        source="case",
        ground=table.text("ground"),
        records=table.names("records"),
    )


_ANSWER_READS: Mapping[str, Callable[[TableReader, Measure], Answer]] = {
    "known": _known,
    "missing": lambda table, _: Missing(why=table.text("missing")),
    "not-applicable": lambda table, _: NotApplicable(
        ground=table.text("not-applicable", required=True) or "?",
        clause=table.text("clause"),
        approver=table.text("approver"),
    ),
}


def read_value(raw: object, measure: Measure) -> Value:
    """Read a known value by the kind of its measure.

    Raises:
        InvalidValueError: the value does not fit.
    """
    value = _KINDS[measure.kind](raw)
    expected = check_value(value, measure)
    if expected is not None:
        raise InvalidValueError(str(raw), expected)
    return value


def _flag(raw: object) -> Value:
    if isinstance(raw, bool):
        return raw
    raise InvalidValueError(raw, Words(zh="true 或 false", en="true or false"))


def _ratio(raw: object) -> Value:
    part, slash, whole = raw.partition("/") if isinstance(raw, str) else ("", "", "")
    if slash and part.strip().isdecimal() and whole.strip().isdecimal():
        return Ratio(int(part), int(whole))
    return read_number(raw)


def _word(raw: object) -> Value:
    if isinstance(raw, str | int) and not isinstance(raw, bool):
        return raw
    raise InvalidValueError(raw, Words(zh="选项", en="one of the words"))


_KINDS: Mapping[str, Callable[[object], Value]] = {
    "count": read_number,
    "decimal": read_number,
    "fault": lambda raw: raw if isinstance(raw, bool) else read_number(raw),
    "ratio": _ratio,
    "flag": _flag,
    "choice": _word,
}


def _sheets(raw: object, resolved: ResolvedRulebook, path: str, to: Collector) -> dict[str, SheetScore]:
    table = TableReader(raw, path, to)
    items = [node.id for node in resolved.rulebook.computed if node.role == "item"]
    found = {}
    for name in table.entries():
        if name not in items:
            to.unknown(table.at(name), Words(zh="评分项", en="item"), name, items)
        row = table.table(name)
        found[name] = SheetScore(self_score=row.number("self"), assessor_score=row.number("assessor"))
        row.finish()
    return found


def _lists(raw: object, resolved: ResolvedRulebook, path: str, to: Collector) -> dict[str, dict[str, Facts]]:
    table = TableReader(raw, path, to)
    known = [name for name in resolved.expected if name]
    found: dict[str, dict[str, Facts]] = {}
    for name in table.entries():
        if name not in known:
            to.unknown(table.at(name), Words(zh="列表", en="list"), name, known)
            continue
        inner = table.table(name)
        found[name] = {
            key: Facts(subject=key, answers=_answers(inner.take(key), resolved.expected[name], inner.at(key), to))
            for key in inner.entries()
        }
    return found
