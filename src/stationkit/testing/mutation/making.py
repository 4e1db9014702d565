"""Making mutants: every small mistake that an author could have made, as a change of the rulebook's plain tables.

Operators are data: a test of where one applies, and what it writes instead. What is made may not load; whoever runs
the mutants leaves those out. What is better (`better`) and where facts come from (recipes) are left alone: contracts
test the one, cases with a dossier the other.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import attrs

from stationkit.errors import InvalidValueError
from stationkit.numbers import number_text, read_number
from stationkit.rules.documents import LAYER_TABLES, RulebookDocument
from stationkit.words import Words

__all__ = ["Mutant", "make_mutants"]

Path = tuple[str | int, ...]
_DELETED = object()


@attrs.frozen(kw_only=True)
class Mutant:
    """A wrong version of a rulebook.

    Attributes:
        id: the place and the change, what `explained.toml` knows it by.
        node: the node whose rule is wrong.
        operator: the kind of mistake.
        words: what is wrong, for people.
        document: the rulebook with it.
    """

    id: str
    node: str
    operator: str
    words: Words
    document: RulebookDocument = attrs.field(repr=False)


@attrs.frozen
class _Change:
    """A change at a place: the operator, what was there and what stands there now (or that it is gone)."""

    path: Path
    operator: str
    after: Any
    told: str


def make_mutants(document: RulebookDocument) -> tuple[Mutant, ...]:
    """Give every mutant of a rulebook's own tables, each once, in the order of the tables."""
    found: dict[str, Mutant] = {}
    for change in _changes((), dict(document.tables)):
        mutant = _mutant(change, document)
        if mutant is not None:
            found.setdefault(mutant.id, mutant)
    return tuple(found.values())


def _mutant(change: _Change, document: RulebookDocument) -> Mutant | None:
    tables = _replaced(document.tables, change.path, change.after)
    if tables == document.tables:
        return None
    place = _text(change.path, document.tables)
    return Mutant(
        id=f"{place}: {change.told}",
        node=_node(change.path),
        operator=change.operator,
        words=attrs.evolve(
            _WORDS[change.operator],
            zh=f"{_WORDS[change.operator].zh}：{place} {change.told}",
            en=f"{_WORDS[change.operator].en}: {place} {change.told}",
        ),
        document=attrs.evolve(document, tables=tables),
    )


_WORDS: Mapping[str, Words] = {
    "edge": Words(zh="移动界线", en="an edge is shifted"),
    "operator": Words(zh="界线归属颠倒", en="an edge belongs to the other side"),
    "number": Words(zh="数值写错", en="a number is wrong"),
    "drop": Words(zh="漏写一处", en="something is left out"),
    "row": Words(zh="漏写一行", en="a line is forgotten"),
    "swap": Words(zh="次序颠倒", en="two lines are swapped"),
    "rounding": Words(zh="舍入写错", en="a rounding is wrong"),
    "word": Words(zh="用词写错", en="a word is wrong"),
    "clause": Words(zh="条款对调", en="two clauses are swapped"),
    "layer": Words(zh="漏写一处改动", en="a layer's change is forgotten"),
}


# -- places --------------------------------------------------------------------------------------------------


def _replaced(tables: Any, path: Path, value: Any) -> Any:
    whole = deepcopy(tables)
    here = whole
    for key in path[:-1]:
        here = here[key]
    if value is _DELETED:
        del here[path[-1]]
    else:
        here[path[-1]] = value
    return whole


def _text(path: Path, tables: Any) -> str:
    """Write a path; a row goes by its id where it has one, so that it keeps its name when others come and go."""
    parts: list[str] = []
    here = tables
    for key in path:
        here = here[key]
        if isinstance(key, int):
            name = here.get("id") if isinstance(here, Mapping) else None
            parts[-1] += f"[{name if isinstance(name, str) else key}]"
        else:
            parts.append(key)
    return ".".join(parts)


def _node(path: Path) -> str:
    """Give the node of `item.x…`, of `tighten.item.x…` and of `add.then.x…`."""
    depth = 2 if path[0] in LAYER_TABLES else 1
    return str(path[depth]) if len(path) > depth else str(path[-1])


# -- walking -------------------------------------------------------------------------------------------------

_UNTOUCHED = frozenset(
    {
        "title",
        "note",
        "source",
        "unit",
        "fault",
        "found",
        "id",
        "better",
        "because",
        "code",
        "ground",
        "list",
        "csv",
        "scale",
        "set",
        "of",
        "kind",
        "one_of",
        "between",
        "in",
        "clause",
        "takes_from",
        "function",
        "for_each",
        "is_",
        "by",
    }
)
"""What no mutant touches: names and words for people, and what names something."""

_NODE_TABLES = ("parameter", "step", "item", "group", "grade", *LAYER_TABLES)


def _changes(path: Path, tables: Mapping[str, Any]) -> Iterator[_Change]:
    for kind, table in tables.items():
        if kind in LAYER_TABLES:
            yield from _layer_changes((kind,), table)
        elif kind == "measure":
            yield from _empty_ratios(("measure",), table)
        elif kind in _NODE_TABLES:
            for name, node in table.items():
                yield from _walk((*path, kind, name), node)
            yield from _clauses((kind,), table)


def _layer_changes(path: Path, verb: Mapping[str, Any]) -> Iterator[_Change]:
    for kind, table in verb.items():
        for name, change in table.items() if isinstance(table, Mapping) else ():
            here = (*path, kind, name)
            if kind != "then" and "cause" not in change:
                yield _Change(here, "layer", _DELETED, "gone")
            for cause in change.get("cause", {}) if isinstance(change, Mapping) else ():
                yield _Change((*here, "cause", cause), "layer", _DELETED, "gone")
            yield from _walk(here, change)


def _empty_ratios(path: Path, measures: Mapping[str, Any]) -> Iterator[_Change]:
    for name, measure in measures.items():
        if isinstance(measure, Mapping) and "when_empty" in measure:
            before = measure["when_empty"]
            after = 1 if before in (0, "missing") else 0
            yield _Change((*path, name, "when_empty"), "word", after, f"{_shown(before)} → {after}")


def _walk(path: Path, value: Any) -> Iterator[_Change]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _UNTOUCHED:
                yield from _at((*path, key), inner)
        yield from _fewer_conditions(path, value)
    elif isinstance(value, list | tuple):
        yield from _rows(path, list(value))
        for place, inner in enumerate(value):
            yield from _at((*path, place), inner) if not isinstance(inner, Mapping) else _walk((*path, place), inner)


def _at(path: Path, value: Any) -> Iterator[_Change]:
    """Try every operator at one place, then go inside."""
    key = next(one for one in reversed(path) if isinstance(one, str))
    if key in _DROPPED and isinstance(path[-1], str):
        yield _Change(path, "drop", _DELETED, "gone")
    if isinstance(value, bool):
        if key != "otherwise":
            yield _Change(path, "word", not value, f"{_shown(value)} → {_shown(not value)}")
    elif isinstance(value, Mapping | list | tuple):
        yield from _walk(path, value)
    else:
        for operator in _OPERATORS:
            yield from operator(path, key, value)


_DROPPED = (
    "up_to",
    "floor",
    "where",
    "round",
    "if_missing",
    "if_not_applicable",
    "members_missing",
    "members_not_applicable",
    "if_none",
    "needs",
    "loses",
    "requires",
)
"""What an author forgets; without it the grammar has a meaning of its own, or the rulebook does not load."""


# -- operators on one value ----------------------------------------------------------------------------------

_COMPARISON = re.compile(r"(<=|>=|!=|=|<|>)\s*(.+)")
_OTHER_SIDE = {">=": ">", ">": ">=", "<=": "<", "<": "<=", "=": "!=", "!=": "="}


def _comparison(path: Path, _: str, value: Any) -> Iterator[_Change]:
    match = _COMPARISON.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return
    operator, operand = match[1], match[2].strip()
    yield _Change(path, "operator", f"{_OTHER_SIDE[operator]} {operand}", f"{operator} → {_OTHER_SIDE[operator]}")
    for sign in (1, -1):
        moved = _moved(operand, sign)
        if moved is not None:
            yield _Change(path, "edge", f"{operator} {moved}", f"{operand} → {moved}")


def _moved(text: str, sign: int) -> str | None:
    """Move a number by its last place."""
    percent = text.endswith("%")
    try:
        number = read_number(text.removesuffix("%"))
    except InvalidValueError:
        return None
    places = len(text.removesuffix("%").partition(".")[2])
    return number_text(number + Fraction(sign, 10**places)) + ("%" if percent else "")


_NAMED = ("count", "loses", "combine", "across", "verb", "status")


def _number(path: Path, key: str, value: Any) -> Iterator[_Change]:
    if key in _NAMED or (isinstance(value, str) and _COMPARISON.fullmatch(value)):
        return
    try:
        number = read_number(value)
    except InvalidValueError:
        return
    after = number + 1 if isinstance(number, int) else number * 2
    written: Any = (
        after
        if isinstance(after, int) and not isinstance(value, str)
        else Decimal(number_text(after))
        if isinstance(value, Decimal)
        else number_text(after)
    )
    if isinstance(value, str) and value.endswith("%"):
        written = f"{number_text(number * 100 + 1)}%"
    yield _Change(path, "number", written, f"{_shown(value)} → {_shown(written)}")


_ROUNDING = re.compile(r"(half up|half even|down|up|floor|ceiling) to (whole|\d)")


def _rounding(path: Path, _: str, value: Any) -> Iterator[_Change]:
    match = _ROUNDING.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return
    mode, places = match[1], match[2]
    for other in ("half even", "down") if mode == "half up" else ("half up",):
        yield _Change(path, "rounding", f"{other} to {places}", f"{mode} → {other}")
    coarser = "whole" if places in ("whole", "1") else str(int(places) - 1)
    finer = "1" if places == "whole" else str(min(int(places) + 1, 9))
    for to in dict.fromkeys((coarser, finer)):
        if to != places:
            yield _Change(path, "rounding", f"{mode} to {to}", f"to {places} → to {to}")


_INSTEAD: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "count": {"each": ("once",), "once": ("each",), "whole": ("begun",), "begun": ("whole",), "exact": ("whole",)},
    "combine": {
        "sum": ("mean",),
        "mean": ("sum",),
        "lowest": ("highest",),
        "highest": ("lowest",),
        "weighted mean": ("mean",),
        "weighted sum": ("sum",),
    },
    "across": {
        "mean": ("lowest",),
        "sum": ("mean",),
        "lowest": ("highest",),
        "highest": ("lowest",),
        "weighted mean": ("mean",),
    },
    "members_not_applicable": {
        "rescale": ("leave out",),
        "leave out": ("rescale",),
        "zero": ("leave out",),
        "full": ("leave out",),
    },
    "members_missing": {
        "rescale": ("leave out",),
        "leave out": ("undetermined",),
        "zero": ("undetermined",),
        "undetermined": ("zero",),
    },
    "if_missing": {"zero": ("undetermined",), "full": ("zero",), "leave out": ("zero",)},
    "if_none": {"zero": ("undetermined",), "undetermined": ("zero",), "full": ("zero",)},
}


def _word(path: Path, key: str, value: Any) -> Iterator[_Change]:
    for other in _INSTEAD.get(key, {}).get(value, ()) if isinstance(value, str) else ():
        yield _Change(path, "word", other, f"{value} → {other}")


_OPERATORS: tuple[Callable[[Path, str, Any], Iterator[_Change]], ...] = (_comparison, _number, _rounding, _word)


# -- operators on rows and tables ----------------------------------------------------------------------------

_LISTS = (
    "deduct",
    "then",
    "steps",
    "bands",
    "start",
    "checklist",
    "not_ratable",
    "any_of",
    "all",
    "value",
    "full",
    "add",
    "is",
    "points",
    "weights",
)
"""Lists whose rows an author could forget or put in the wrong order."""

_FIRST_FIT = ("steps", "bands", "start", "then", "value", "full", "is", "not_ratable", "points")


def _rows(path: Path, rows: list[Any]) -> Iterator[_Change]:
    key = path[-1]
    if key not in _LISTS or not all(isinstance(row, Mapping) for row in rows):
        return
    for place, row in enumerate(rows):
        if "otherwise" not in row:
            yield _Change((*path, place), "row", _DELETED, "gone")
    if key in _FIRST_FIT:
        for place in range(len(rows) - 1):
            if "otherwise" not in rows[place + 1]:
                swapped = [*rows[:place], rows[place + 1], rows[place], *rows[place + 2 :]]
                yield _Change(path, "swap", swapped, f"{place} ↔ {place + 1}")


def _fewer_conditions(path: Path, table: Mapping[str, Any]) -> Iterator[_Change]:
    """Forget one of several conditions that must hold together."""
    if path[-1] in ("when", "where", "that", "requires", "not") and len(table) > 1:
        for key in table:
            yield _Change((*path, key), "drop", _DELETED, "gone")


def _clauses(path: Path, table: Mapping[str, Any]) -> Iterator[_Change]:
    """Swap the clauses of two neighbours that cite different ones."""
    named = [
        (name, node["clause"])
        for name, node in table.items()
        if isinstance(node, Mapping) and isinstance(node.get("clause"), str)
    ]
    for (name, clause), (_, other) in pairwise(named):
        if clause != other:
            yield _Change((*path, name, "clause"), "clause", other, f"{clause} → {other}")


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
