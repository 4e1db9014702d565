"""Shapes: one strategy for each key of the grammar, for items, steps and groups."""

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from stationkit.testing.grammar.numbers import condition, literal, number, parts
from stationkit.testing.grammar.world import WORDS, World

__all__ = ["SHAPE_STRATEGIES", "causes"]

Draw = Callable[[World, Any], st.SearchStrategy[dict[str, Any]]]
"""Gives the table of a shape, for a world and the full marks (nothing for a step)."""


@st.composite
def causes(draw: st.DrawFn, world: World, *, gains: bool = False, faults: bool = True) -> list[dict[str, Any]]:
    """Draw one to three causes: every origin, every way of counting."""
    return [
        {"id": f"c{place}"} | draw(_cause(world, gains=gains, faults=faults))
        for place in range(draw(st.integers(1, 3)))
    ]


@st.composite
def _cause(draw: st.DrawFn, world: World, *, gains: bool, faults: bool) -> dict[str, Any]:
    origin = draw(st.sampled_from(("of", "slope", "when", *(("fault",) if faults else ()))))
    cause: dict[str, Any] = {"fault": "a fault"} if origin == "fault" else {"title": origin}
    if origin == "when":
        cause |= {"when": draw(condition(world, 0)), "count": "once"}
    elif origin == "slope":
        side, count = draw(st.sampled_from(("below", "above"))), draw(st.sampled_from(("whole", "begun", "exact")))
        cause |= {"of": draw(world.number_name()), side: draw(number(world, 0)), "count": count}
        cause["per"] = draw(st.sampled_from((1, 2, "0.5", "1/3")))
    elif origin == "of":
        cause |= {"of": draw(world.number_name()), "count": draw(st.sampled_from(("each", "once")))}
    else:
        cause["count"] = draw(st.sampled_from(("each", "once")))
    if not gains and draw(st.integers(0, 3)) == 0 and origin != "slope":
        del cause["count"]
        cause["loses"] = "all"
    else:
        cause["points"] = draw(literal(0, 5))
        cause |= draw(st.sampled_from(({}, {}, {"up_to": draw(literal(0, 8))})))
    where: dict[str, Any] = draw(st.sampled_from(({}, {}, {"where": draw(condition(world, 0))})))
    return cause | where


@st.composite
def _deduct(draw: st.DrawFn, world: World, _: Any) -> dict[str, Any]:
    floor: dict[str, Any] = draw(
        st.sampled_from(({}, {}, {"floor": "none"}, {"floor": -3}, {"floor": draw(literal(0, 2))}))
    )
    return {"deduct": draw(causes(world))} | floor


@st.composite
def _ladder(draw: st.DrawFn, world: World, _: Any) -> dict[str, Any]:
    cuts = sorted(draw(st.sets(st.integers(0, 30), min_size=1, max_size=3)), reverse=True)
    steps: list[dict[str, Any]] = [
        {"when": f"{draw(st.sampled_from(('>=', '>')))} {cut}", "is": draw(number(world, 0))} for cut in cuts
    ]
    steps[-1] |= draw(st.sampled_from(({}, {"if_missing": "skip"})))
    end: list[dict[str, Any]] = draw(st.sampled_from(([{"otherwise": True, "is": 0}], [])))
    return {"ladder": {"of": draw(world.number_name()), "steps": [*steps, *end]}}


@st.composite
def _line(draw: st.DrawFn, world: World, _: Any) -> dict[str, Any]:
    values = sorted(draw(st.sets(st.integers(0, 30), min_size=2, max_size=4)))
    points: list[list[Any]] = [[value, draw(literal(0, 10))] for value in values]
    if draw(st.booleans()):
        points[-1][1] = draw(world.number_name())
    return {"line": {"of": draw(number(world, 0)), "points": points}}


@st.composite
def _choose(draw: st.DrawFn, world: World, _: Any) -> dict[str, Any]:
    by = draw(st.sampled_from([*world.choices, *world.stars]))
    words = WORDS if by in world.choices else tuple("54321")
    return {"choose": {"by": by, "gives": {word: draw(number(world, 0)) for word in words}}}


@st.composite
def _table(draw: st.DrawFn, world: World, _: Any) -> dict[str, Any]:
    cells = [[draw(literal(0, 10)) for _ in WORDS] for _ in WORDS]
    row, column = (draw(st.sampled_from(world.choices)) for _ in range(2))
    names = {"row_names": list(WORDS), "column_names": list(WORDS)}
    return {"table": {"rows": row, "columns": column, **names, "cells": cells}}


@st.composite
def _checklist(draw: st.DrawFn, world: World, _: Any) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [
        {"id": "k1", "title": "k1", "of": draw(st.sampled_from(world.flags)), "points": draw(literal(0, 3))},
        {"id": "k2", "title": "k2", "when": draw(condition(world, 0)), "points": draw(number(world, 0))},
        {"id": "k3", "found": "k3", "points": 1},
    ]
    return {"checklist": draw(st.lists(st.sampled_from(rows), min_size=1, max_size=3, unique_by=lambda row: row["id"]))}


@st.composite
def _combine(draw: st.DrawFn, world: World, _: Any) -> dict[str, Any]:
    """Draw the combination of a step: of a set, or of parts with their weights."""
    how = draw(st.sampled_from(("sum", "mean", "lowest", "highest", "weighted mean", "weighted sum")))
    names = draw(st.lists(world.number_name(), min_size=2, max_size=3, unique=True))
    if not how.startswith("weighted"):
        return {"combine": how, "of": draw(st.sampled_from((names, draw(st.sampled_from(world.sets)))))}
    plain = {name: draw(st.integers(0, 3)) for name in names}
    cases = [{"when": {"f1": True}, "is": plain}, {"otherwise": True, "is": {names[0]: draw(literal(1, 3))}}]
    return {"combine": how, "of": names, "weights": draw(st.sampled_from((plain, cases)))}


def _for_each(_: World, __: Any) -> st.SearchStrategy[dict[str, Any]]:
    across = st.sampled_from(("mean", "sum", "lowest", "highest", "weighted mean"))
    return st.tuples(across, st.sampled_from(("sheet-item", "sheet-group", "sheet-marks"))).map(
        lambda one: (
            {"for_each": "sheets", "across": one[0], "is": one[1]}
            | ({"weigh_by": "sheet-weight"} if one[0] == "weighted mean" else {})
        )
    )


def _cohort(what: str) -> Draw:
    more = {"ties": "worst", "best": "lowest"} if what == "standing" else {"share": "75%"}
    return lambda world, _: world.number_name().map(lambda name: {what: {"of": name, "within": "w1", **more}})


def _operation(key: str) -> Draw:
    return lambda world, _: parts(world).map(lambda found: {key: found})


def _combined(key: str) -> Draw:
    return lambda world, _: st.one_of(parts(world), st.sampled_from(world.sets)).map(lambda found: {key: found})


@st.composite
def _count(draw: st.DrawFn, world: World, _: Any) -> dict[str, Any]:
    if draw(st.booleans()):
        return {"count": {"of": draw(st.sampled_from(world.flag_sets)), "that": True}}
    return {"count": {"of": draw(st.sampled_from(world.sets)), "that": f">= {draw(st.integers(0, 20))}"}}


SHAPE_STRATEGIES: Mapping[str, Draw] = {
    "is": lambda world, _: number(world).map(lambda value: {"is": value}),
    "points": lambda world, _: number(world).map(lambda value: {"points": value}),
    "deduct": _deduct,
    "share": lambda _, __: st.just({"share": "r1"}),
    "checklist": _checklist,
    "ladder": _ladder,
    "line": _line,
    "choose": _choose,
    "table": _table,
    **{key: _combined(key) for key in ("sum", "mean", "lowest", "highest")},
    **{key: _operation(key) for key in ("difference", "product", "quotient")},
    "count": _count,
    "combine": _combine,
    "for_each": _for_each,
    "standing": _cohort("standing"),
    "quantile": _cohort("quantile"),
    "function": lambda _, __: st.just({"function": "test/half"}),
}
"""One strategy a key of the grammar; a test compares the keys."""
