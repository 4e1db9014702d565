"""Nodes compared: the shape, the full marks and what stands behind the shape; grades; and what reads a parameter."""

from collections.abc import Iterator, Mapping
from typing import Any

from stationkit.numbers import Number
from stationkit.rules.conditions import OPERATORS
from stationkit.rules.strictness.afterwards import compare_then, is_monotone
from stationkit.rules.strictness.causes import Table, compare_conditions, number_of
from stationkit.rules.strictness.grids import Domain, Domains
from stationkit.rules.strictness.shapes import SHAPES, Rank, compare_cases, compare_shapes
from stationkit.rules.strictness.verdicts import Tally, UndecidedError, Verdict

__all__ = ["compare_nodes"]

_TEXTS = frozenset({"title", "note", "unit", "clause", "source", "because"})
_COMPUTED = ("step", "item", "group")


def compare_nodes(kind: str, name: str, base: Table, own: Table, tables: Mapping[str, Any]) -> Verdict:
    """Compare two versions of one node of a rulebook whose other *tables* are what they are."""
    changed = {key for key in {*base, *own} if base.get(key) != own.get(key)} - _TEXTS
    if not changed:
        return Verdict("equal")
    try:
        return _compare(kind, name, base, own, changed, tables).verdict
    except UndecidedError as undecided:
        return Verdict("undecided", undecided.words)


def _compare(kind: str, name: str, base: Table, own: Table, changed: set[str], tables: Mapping[str, Any]) -> Tally:
    domains = _domains(tables)
    if kind in _COMPUTED:
        return _compare_computed(kind, name, base, own, changed, domains)
    if kind == "grade":
        return _compare_grades(base, own, changed, domains, tables)
    if kind == "parameter":
        return _compare_parameters(name, base, own, changed, tables)
    raise UndecidedError("指标变了", "a measure is another")


def _domains(tables: Mapping[str, Any]) -> Domains:
    """Give the answers that each name may have, as its measure says; any number for other nodes."""
    measures = tables.get("measure", {})

    def domain(name: str) -> Domain:
        measure = measures.get(name)
        if not isinstance(measure, Mapping):
            return (
                Domain(kind="node", low=0)
                if "." in name and not name.endswith((".points", ".share"))
                else Domain(kind="node")
            )
        return _measured(measure)

    return domain


def _measured(measure: Table) -> Domain:
    kind, between, one_of = measure.get("kind"), measure.get("between"), measure.get("one_of")
    if kind in ("flag", "choice"):
        return Domain(kind=str(kind), words=tuple(one_of) if isinstance(one_of, list) else ())
    bounds = between if isinstance(between, list) and len(between) == 2 else (None, None)
    low, high = (number_of(bound) for bound in bounds)
    if kind in ("count", "ratio") and (low is None or low < 0):
        low = 0
    return Domain(whole=kind == "count", low=low, high=high)


# -- steps, items and groups ---------------------------------------------------------------------------------


def _compare_computed(kind: str, name: str, base: Table, own: Table, changed: set[str], domains: Domains) -> Tally:
    tally = Tally()
    shapes = [key for key in SHAPES if key in base]
    decided = {*shapes, "full", "floor", "then", "round", "requires"}
    for key in sorted(changed - decided):
        tally.undecided(f"{key} 的变化不在可判定之列", f"a change of {key} is not decided")
    if kind == "step" and changed & {*shapes, "then", "round"}:
        raise UndecidedError("步骤的值没有好坏之分", "a step has no better or worse")
    marks = _marks(base, own)
    if changed & {*shapes, "full", "floor"}:
        _compare_shape(name, base, own, marks, domains, tally)
    if changed & {"then", "round"}:
        tally.merge(compare_then(base, own, domains))
    if "requires" in changed:
        tally.merge(compare_conditions(own.get("requires"), base.get("requires"), domains))
    return tally


def _marks(base: Table, own: Table) -> tuple[Number, Number]:
    """Give the full marks as plain numbers; 1 and 1 where they are the same unknown."""
    before, after = number_of(base.get("full")), number_of(own.get("full"))
    if base.get("full") == own.get("full"):
        return (before, before) if before is not None else (1, 1)
    if before is None or after is None or before <= 0 or after <= 0:
        raise UndecidedError("标准分不是正的定数", "the full marks are no plain positive numbers")
    return before, after


def _compare_shape(
    name: str, base: Table, own: Table, marks: tuple[Number, Number], domains: Domains, tally: Tally
) -> None:
    shape = next((key for key in SHAPES if key in base), "")
    if shape not in own:
        raise UndecidedError("形状不同", "the shape is another")
    tally.merge(compare_shapes(shape, base, own, marks, domains, name))
    lines = own.get("then", [{"round": own["round"]}] if "round" in own else [])
    if marks[0] != marks[1] and any(set(line) - {"gate", "when"} for line in lines):
        tally.undecided("之后的步骤按绝对分值", "what follows the shape counts in points, not in shares")
    if not all(is_monotone(line) for line in lines):
        tally.undecided("之后的步骤未必保序", "what follows the shape may turn the order round")


# -- grades --------------------------------------------------------------------------------------------------

_GRADED = ("bands", "start", "table", "then")


def _compare_grades(base: Table, own: Table, changed: set[str], domains: Domains, tables: Mapping[str, Any]) -> Tally:
    tally = Tally()
    for key in sorted(changed - set(_GRADED)):
        tally.undecided(f"{key} 的变化不在可判定之列", f"a change of {key} is not decided")
    scale = tables.get("scale", {}).get(base.get("scale"), {})
    rank = _place(scale.get("best_first", []))
    for key in ("bands", "start"):
        if key in changed:
            if "of" in base or key not in base or key not in own:
                raise UndecidedError("起始方式不同", "it starts in another way")
            tally.merge(compare_cases(base[key], own[key], (rank, rank), domains))
    if "table" in changed:
        tally.undecided("二维表的变化不在可判定之列", "a change of a two-way table is not decided")
    if "then" in changed:
        _compare_moves(base.get("then", []), own.get("then", []), tally)
    return tally


def _place(best_first: Any) -> Rank:
    words = list(best_first) if isinstance(best_first, list) else []
    return lambda word: -words.index(word) if word in words else None


_LOWERING = ("lower", "not_above")


def _compare_moves(base: list[Any], own: list[Any], tally: Tally) -> None:
    """More lines behind a grade are stricter where each of them can only lower it."""
    if own[: len(base)] != base:
        tally.undecided("已有的步骤变了", "lines that were there are others")
    for line in own[len(base) :]:
        if any(verb in line for verb in _LOWERING):
            tally.differ(-1, {"then": next(verb for verb in _LOWERING if verb in line)})
        else:
            tally.undecided("新步骤未必降级", "a new line may do more than lower")


# -- parameters ----------------------------------------------------------------------------------------------


def _compare_parameters(name: str, base: Table, own: Table, changed: set[str], tables: Mapping[str, Any]) -> Tally:
    """A parameter is stricter where everything that reads it is."""
    tally = Tally()
    if changed - {"value", "review_by"}:
        tally.undecided("不止数值变了", "more than its value is another")
    before, after = number_of(base.get("value")), number_of(own.get("value"))
    if before is None or after is None:
        raise UndecidedError(f"参数 {name} 不是定数", f"the parameter {name} is no plain number")
    others = {kind: table for kind, table in tables.items() if kind != "parameter"}
    if any(_mentions(one, name) for other, one in tables.get("parameter", {}).items() if other != name):
        tally.undecided("另有参数引用它", "another parameter reads it")
    for kind, node, table in _readers(name, tables):
        one, other = (_inlined(table, name, value) for value in (before, after))
        verdict = compare_nodes(kind, node, one, other, others)
        _take_over(verdict, node, tally)
    return tally


def _take_over(verdict: Verdict, node: str, tally: Tally) -> None:
    if verdict.kind in ("stricter", "mixed"):
        tally.differ(-1, verdict.facts)
    if verdict.kind in ("laxer", "mixed"):
        tally.differ(1, verdict.facts)
    if verdict.kind == "undecided":
        tally.undecided(f"{node}：{verdict.words.zh}", f"{node}: {verdict.words.en}")


def _readers(name: str, tables: Mapping[str, Any]) -> Iterator[tuple[str, str, Table]]:
    for kind in (*_COMPUTED, "grade"):
        for node, table in tables.get(kind, {}).items():
            if isinstance(table, Mapping) and _mentions(table, name):
                yield kind, node, table


def _mentions(value: Any, name: str) -> bool:
    if isinstance(value, Mapping):
        return any(key == name or (key not in _TEXTS and _mentions(one, name)) for key, one in value.items())
    if isinstance(value, list):
        return any(_mentions(one, name) for one in value)
    return isinstance(value, str) and _operand(value) == name


def _operand(text: str) -> str:
    told = text.strip()
    operator = next((one for one in OPERATORS if told.startswith(one)), "")
    return told.removeprefix(operator).strip()


def _inlined(value: Any, name: str, number: Number) -> Any:
    """Give *value* with the plain number in place of the parameter's name."""
    if isinstance(value, Mapping):
        return {key: one if key in _TEXTS else _inlined(one, name, number) for key, one in value.items()}
    if isinstance(value, list):
        return [_inlined(one, name, number) for one in value]
    if isinstance(value, str) and _operand(value) == name:
        shown = f"{number.numerator}/{number.denominator}"
        operator = value.strip().removesuffix(name).strip()
        return f"{operator} {shown}" if operator else number
    return value
