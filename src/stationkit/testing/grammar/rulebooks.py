"""Whole rulebooks: every part of the grammar, put together so that it loads."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from stationkit.rules.shapes import ROLES
from stationkit.testing.grammar.lines import moves, then
from stationkit.testing.grammar.numbers import condition, literal, marks, number
from stationkit.testing.grammar.shapes import SHAPE_STRATEGIES, causes
from stationkit.testing.grammar.world import FUNCTIONS, MEASURES, WORDS, World

__all__ = ["FUNCTIONS", "whole_rulebook_tables"]

_NODE = ("undetermined", "not-applicable", "leave out", "zero", "full", "not ratable: a-code")
_MEMBER = (*_NODE, "rescale", "average")


@st.composite
def whole_rulebook_tables(draw: st.DrawFn) -> dict[str, Any]:
    """Give the document of a rulebook that uses any part of the grammar; `FUNCTIONS` are what it may call."""
    world = World(lists=draw(st.booleans()))
    tables: dict[str, Any] = {kind: {} for kind in ("parameter", "step", "item", "group", "grade")}
    tables["measure"] = draw(_measures(lists=world.lists))
    tables["set"] = {"counts": ["n1", "n2", "d1"], "both-flags": ["f1", "f2"]}
    tables["scale"] = {"stars": {"best_first": [5, 4, 3, 2, 1], "outside": ["revoked"]}}
    tables["parameter"]["p1"] = {"title": "p1", "value": draw(number(World()))}
    world.add("p1")
    if world.lists:
        draw(_list(tables))
    tables["grade"]["early"] = draw(_grade(world, "early"))
    world.stars.append("early")
    draw(_computed(world, tables))
    tables["grade"]["stars"] = draw(_grade(world, "stars"))
    head = {"rulebook": "test/whole", "version": "1", "title": "whole", "status": "illustrative"}
    return head | {kind: table for kind, table in tables.items() if table}


@st.composite
def _measures(draw: st.DrawFn, *, lists: bool) -> dict[str, Any]:
    found = {name: dict(table) for name, table in MEASURES.items()}
    found["r1"]["when_empty"] = draw(st.sampled_from(("missing", "not-applicable", 1, "50%")))
    if lists:
        found["sheet-marks"] = {"kind": "decimal", "title": "marks", "list": "sheets", "between": [0, 10]}
        found["sheet-weight"] = {"kind": "count", "title": "weight", "list": "sheets", "between": [0, 3]}
    return found


@st.composite
def _list(draw: st.DrawFn, tables: dict[str, Any]) -> None:
    """Add a list of sheets, each with an item and a group of its own."""
    tables["list"] = {"sheets": {"title": "sheets"}}
    inner = World(numbers=["sheet-marks", "sheet-weight", "n1"], lists=False)
    tables["item"]["sheet-item"] = {"title": "sheet", "full": 10, "points": "sheet-marks", "in": "sheet-group"}
    tables["item"]["sheet-faults"] = {"title": "faults", "full": 5, "deduct": draw(causes(inner)), "in": "sheet-group"}
    # What stands in the sheet's group belongs to the list, also where its causes read nothing of it.
    tables["item"]["sheet-faults"]["requires"] = {"sheet-weight": ">= 1"}
    tables["group"]["sheet-group"] = {"title": "sheet", "combine": "sum"} | draw(_policies()) | draw(then(inner))


@st.composite
def _computed(draw: st.DrawFn, world: World, tables: dict[str, Any]) -> None:
    """Add steps and items in any order, then the groups above them."""
    groups = [f"g{place}" for place in range(draw(st.integers(1, 2)))]
    for place, role in enumerate(draw(st.lists(st.sampled_from(("step", "item", "item")), min_size=1, max_size=5))):
        name = f"{role[0]}{place}"
        tables[role][name] = draw(_node(world, role, groups))
        world.add(name, scored=role == "item")
    for name in groups:
        tables["item"][f"{name}-item"] = draw(_node(world, "item", [name]))
        world.add(f"{name}-item", scored=True)
    for name in groups:
        tables["group"][name] = draw(_group(world, _members(tables, name))) | {"in": "top"}
    tables["group"]["top"] = draw(_group(world, groups))
    if draw(st.booleans()):
        key = draw(st.sampled_from([one for one in ROLES["group"] if one != "combine" and _can(one, world)]))
        shape = draw(SHAPE_STRATEGIES[key](world, None))
        tables["group"]["apart"] = {"title": "apart", "in": "top", "weight": 1} | shape | draw(_policies())
    world.grouped = True
    for name in (*groups, "top"):
        world.add(name, scored=True)
        world.sets.append(name)


def _members(tables: dict[str, Any], group: str) -> Sequence[str]:
    return [name for role in ("step", "item") for name, one in tables[role].items() if group in one.get("in", ())]


def _can(key: str, world: World) -> bool:
    return world.lists or key != "for_each"


@st.composite
def _node(draw: st.DrawFn, world: World, role: str, groups: Sequence[str]) -> dict[str, Any]:
    keys = [key for key in ROLES[role] if _can(key, world)]
    full = draw(marks()) if role == "item" else None
    table: dict[str, Any] = {"title": role, "weight": draw(st.one_of(st.integers(0, 3), marks(0, 3)))}
    if full is not None:
        table["full"] = full
        table["in"] = draw(st.lists(st.sampled_from(groups), min_size=1, max_size=2, unique=True))
        table |= draw(st.sampled_from(({}, {}, {"requires": draw(condition(world))})))
    table |= draw(SHAPE_STRATEGIES[draw(st.sampled_from(keys))](world, full))
    table |= draw(then(world))
    for key in ("if_missing", "if_not_applicable"):
        table |= draw(st.sampled_from(({}, {}, {key: draw(st.sampled_from(_NODE if full is not None else _NODE[:2]))})))
    return table | draw(_policies())


@st.composite
def _group(draw: st.DrawFn, world: World, members: Sequence[str]) -> dict[str, Any]:
    how = draw(st.sampled_from(("sum", "sum", "mean", "weighted mean", "weighted sum", "lowest", "highest")))
    table: dict[str, Any] = {"title": "a group", "clause": "1", "combine": how, "weight": draw(st.integers(0, 3))}
    if how.startswith("weighted") and members and draw(st.booleans()):
        plain = {name: draw(literal(0, 3)) for name in members}
        cases = [{"when": draw(condition(world)), "is": plain}, {"otherwise": True, "is": {members[0]: 1}}]
        table["weights"] = draw(st.sampled_from((plain, cases)))
    table |= draw(st.sampled_from(({}, {"full": draw(marks(10, 100))})))
    return table | draw(_policies()) | draw(then(world))


@st.composite
def _policies(draw: st.DrawFn) -> dict[str, Any]:
    """Draw what happens to members that are absent; mostly a little of it."""
    found: dict[str, Any] = {}
    for key, words in (
        ("members_missing", _MEMBER),
        ("members_not_applicable", _MEMBER),
        ("if_none", _NODE),
        ("if_no_weight", _NODE),
    ):
        if draw(st.integers(0, 2)) == 0:
            found[key] = draw(st.sampled_from(words))
    if draw(st.integers(0, 3)) == 0:
        found |= {"needs": draw(st.integers(1, 2)), "if_too_few": draw(st.sampled_from(_NODE))}
    if draw(st.integers(0, 3)) == 0:
        share = draw(st.sampled_from(("0%", "40%", "100%")))
        found |= {"not_applicable_at_most": share, "if_more": draw(st.sampled_from(_NODE))}
    return found


@st.composite
def _grade(draw: st.DrawFn, world: World, name: str) -> dict[str, Any]:
    """Draw a grade of stars: bands, a start or a table, then its moves."""
    grade: dict[str, Any] = {"title": name, "clause": "2", "scale": "stars"}
    how = draw(st.sampled_from(("bands", "of", "start", "table")))
    grade |= draw(_start(world, how))
    if draw(st.integers(0, 2)) == 0:
        reason = {"when": draw(condition(world)), "code": "blocked", "because": "blocked"}
        grade["not_ratable"] = [reason | draw(st.sampled_from(({}, {"if_missing": "skip"})))]
    grade |= draw(st.sampled_from(({}, {"if_missing": "not ratable: open"}, {"if_not_applicable": "undetermined"})))
    grade |= draw(st.sampled_from(({}, {"requires": draw(condition(world))})))
    listed = draw(moves(world, name))
    return grade | ({"then": listed} if listed else {})


@st.composite
def _start(draw: st.DrawFn, world: World, how: str) -> dict[str, Any]:
    if how == "start":
        stars = st.sampled_from((3, *world.stars))
        return {"start": [{"when": draw(condition(world)), "is": draw(stars)}, {"otherwise": True, "is": draw(stars)}]}
    if how == "table":
        cells = [[draw(st.integers(1, 5)) for _ in WORDS] for _ in WORDS]
        names = {"row_names": list(WORDS), "column_names": list(WORDS)}
        return {"table": {"rows": "w1", "columns": "w1", **names, "cells": cells}}
    cuts = sorted(draw(st.sets(st.integers(0, 40), min_size=2, max_size=4)), reverse=True)
    name = draw(st.sampled_from((world.numbers[-1], draw(world.number_name()))))
    tests = [f">= {cut}" for cut in cuts]
    bands: list[dict[str, Any]] = [
        {"when": test if how == "of" else {name: test} | draw(st.sampled_from(({}, {"f1": True}))), "is": 5 - place}
        for place, test in enumerate(tests)
    ]
    end: list[dict[str, Any]] = draw(st.sampled_from(([{"otherwise": True, "is": 1}], [])))
    return {"bands": [*bands, *end]} | ({"of": name} if how == "of" else {})
