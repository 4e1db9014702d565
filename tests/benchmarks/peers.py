"""The fifty criteria written for other engines; each function gives a scorer: row -> total in hundredths, stars.

Engines without sums score the criteria, and share one tail that adds up. Those that are not installed are left out.
"""

import importlib
import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from criteria import CUTS, WEIGHTS, Criterion, criteria

__all__ = ["interpreted", "peers"]

Row = dict[str, Any]
Score = Callable[[Row], tuple[int, int]]
RULES = criteria()


def _finish(scores: list[int | None], row: Row) -> tuple[int, int]:
    """Add up, share out, round half up to hundredths at each level, and give the stars."""
    earned, most = [0] * 6, [0] * 6
    for rule, score in zip(RULES, scores, strict=True):
        if score is not None:
            earned[rule.group] += int(score)
            most[rule.group] += rule.full
    total = weights = 0
    for group, weight in enumerate(WEIGHTS):
        if most[group]:
            total += weight * ((20000 * earned[group] + most[group]) // (2 * most[group]))
            weights += weight
    total = (2 * total + weights) // (2 * weights)
    star = next((star for cut, star in CUTS if total >= int(cut) * 100), 0)
    if any(row[f"f{one.place}"] for one in RULES if one.effect == "veto"):
        return total, 0
    capped = any(row[f"f{one.place}"] for one in RULES if one.effect == "cap")
    return total, min(star, 3) if capped else star


def _interpret(rule: Criterion, row: Row) -> int | None:
    if rule.kind == "deduct":
        times = row[f"n{rule.place}"]
        return None if times is None else rule.full - min(times * rule.per, rule.most)
    if rule.kind == "flag":
        flag = row[f"f{rule.place}"]
        return None if flag is None else 0 if flag else rule.full
    part, whole = row[f"num{rule.place}"], row[f"den{rule.place}"]
    if part is None or not whole:
        return None
    if rule.kind == "share":
        return (2 * rule.full * part + whole) // (2 * whole)
    return next((points for cut, points in rule.bands if part * 10000 >= cut * whole), 0)


def interpreted(row: Row) -> tuple[int, int]:
    """A loop by hand that interprets the criteria, in plain integers, without checks and without explanation."""
    return _finish([_interpret(rule, row) for rule in RULES], row)


def peers() -> Iterator[tuple[str, Score]]:
    """Give the engines that are installed."""
    for name, module, make in _PEERS:
        try:
            importlib.import_module(module)
        except ImportError:
            continue
        yield name, make()


# -- zen-engine ----------------------------------------------------------------------------------------------


def _zen_expression(rule: Criterion) -> str:
    place = rule.place
    if rule.kind == "deduct":
        return f"n{place} == null ? null : {rule.full} - min([n{place} * {rule.per}, {rule.most}])"
    if rule.kind == "flag":
        return f"f{place} == null ? null : (f{place} == 1 ? 0 : {rule.full})"
    if rule.kind == "share":
        inner = f"floor(({2 * rule.full} * num{place} + den{place}) / (2 * den{place}))"
    else:
        inner = "0"
        for cut, points in reversed(rule.bands):
            inner = f"(num{place} * 10000 >= {cut} * den{place} ? {points} : {inner})"
    return f"(num{place} == null or den{place} == 0) ? null : {inner}"


def _zen() -> Score:
    import zen  # type: ignore[import-not-found]  # installed for the benchmark alone

    scores = [(f"s{rule.place}", _zen_expression(rule)) for rule in RULES]
    sums = []
    for group in range(6):
        inside = [rule for rule in RULES if rule.group == group]
        sums.append((f"r{group}", " + ".join(f"(s{rule.place} ?? 0)" for rule in inside)))
        sums.append((f"a{group}", " + ".join(f"(s{rule.place} == null ? 0 : {rule.full})" for rule in inside)))
    rates = "floor((20000 * $.r{0} + $.a{0}) / (2 * $.a{0}))"
    sums += [(f"p{group}", f"$.a{group} > 0 ? {rates.format(group)} : null") for group in range(6)]
    for effect in ("veto", "cap"):
        sums.append((effect, " or ".join(f"f{rule.place} == 1" for rule in RULES if rule.effect == effect)))
    ends = [
        ("t", " + ".join(f"{weight} * (p{group} ?? 0)" for group, weight in enumerate(WEIGHTS))),
        ("w", " + ".join(f"(p{group} == null ? 0 : {weight})" for group, weight in enumerate(WEIGHTS))),
        ("total", "floor((2 * $.t + $.w) / (2 * $.w))"),
    ]
    star = "0"
    for cut, one in reversed(CUTS):
        star = f"($.total >= {int(cut) * 100} ? {f'(cap ? 3 : {one})' if one > 3 else one} : {star})"
    ends.append(("star", f"veto ? 0 : {star}"))
    decision = zen.ZenEngine().create_decision(json.dumps(_zen_graph([scores, sums, ends])))

    def score(row: Row) -> tuple[int, int]:
        found = decision.evaluate(row)["result"]
        return int(found["total"]), int(found["star"])

    return score


def _zen_graph(levels: list[list[tuple[str, str]]]) -> dict[str, Any]:
    place = {"x": 0, "y": 0}
    nodes: list[dict[str, Any]] = [{"id": "in", "name": "in", "type": "inputNode", "position": place}]
    for number, level in enumerate(levels):
        expressions = [{"id": f"{number}-{at}", "key": key, "value": text} for at, (key, text) in enumerate(level)]
        content = {"expressions": expressions, "passThrough": True}
        name = f"level{number}"
        nodes.append({"id": name, "name": name, "type": "expressionNode", "position": place, "content": content})
    nodes.append({"id": "out", "name": "out", "type": "outputNode", "position": place})
    ids = [node["id"] for node in nodes]
    edges = [{"id": f"e{a}", "type": "edge", "sourceId": a, "targetId": b} for a, b in pairwise(ids)]
    return {"nodes": nodes, "edges": edges}


# -- rule-engine ---------------------------------------------------------------------------------------------


def _rule_engine() -> Score:
    import rule_engine  # type: ignore[import-not-found]  # installed for the benchmark alone

    context = rule_engine.Context(default_value=None)
    evaluates = [rule_engine.Rule(_rule_text(rule), context=context).evaluate for rule in RULES]
    return lambda row: _finish([evaluate(row) for evaluate in evaluates], row)


def _rule_text(rule: Criterion) -> str:
    place = rule.place
    if rule.kind == "deduct":
        lost = f"n{place} * {rule.per}"
        return f"n{place} == null ? null : ({rule.full} - ({lost} > {rule.most} ? {rule.most} : {lost}))"
    if rule.kind == "flag":
        return f"f{place} == null ? null : (f{place} == 1 ? 0 : {rule.full})"
    if rule.kind == "share":
        inner = f"(({2 * rule.full} * num{place} + den{place}) // (2 * den{place}))"
    else:
        inner = "0"
        for cut, points in reversed(rule.bands):
            inner = f"(num{place} * 10000 >= {cut} * den{place} ? {points} : {inner})"
    return f"(num{place} == null or den{place} == 0) ? null : {inner}"


# -- JsonLogic -----------------------------------------------------------------------------------------------


def _json_logic() -> Score:
    import json_logic  # type: ignore[import-not-found]  # installed for the benchmark alone

    apply = getattr(json_logic, "jsonLogic", None) or json_logic.apply
    rules = [_logic(rule) for rule in RULES]
    return lambda row: _finish([apply(rule, row) for rule in rules], row)


def _logic(rule: Criterion) -> dict[str, Any]:
    def var(name: str) -> dict[str, str]:
        return {"var": f"{name}{rule.place}"}

    if rule.kind == "deduct":
        lost = {"min": [{"*": [var("n"), rule.per]}, rule.most]}
        return {"if": [{"===": [var("n"), None]}, None, {"-": [rule.full, lost]}]}
    if rule.kind == "flag":
        return {"if": [{"===": [var("f"), None]}, None, {"if": [{"==": [var("f"), 1]}, 0, rule.full]}]}
    inner: Any = 0
    if rule.kind == "share":
        top = {"+": [{"*": [2 * rule.full, var("num")]}, var("den")]}
        bottom = {"*": [2, var("den")]}
        inner = {"/": [{"-": [top, {"%": [top, bottom]}]}, bottom]}
    for cut, points in reversed(rule.bands):
        inner = {"if": [{">=": [{"*": [var("num"), 10000]}, {"*": [cut, var("den")]}]}, points, inner]}
    return {"if": [{"or": [{"===": [var("num"), None]}, {"==": [var("den"), 0]}]}, None, inner]}


# -- business-rules ------------------------------------------------------------------------------------------


def _business_rules() -> Score:
    from business_rules import run_all  # type: ignore[import-not-found]  # installed for the benchmark alone

    variables, actions, rules = _business_classes()

    def score(row: Row) -> tuple[int, int]:
        done = actions(row)
        run_all(rule_list=rules, defined_variables=variables(row), defined_actions=done, stop_on_first_trigger=False)
        return _finish(done.scores, row)

    return score


def _business_value(rule: Criterion) -> Callable[[Any], int]:
    if rule.kind in ("deduct", "flag"):
        key = f"{'n' if rule.kind == 'deduct' else 'f'}{rule.place}"
        return lambda self: -1 if self.row[key] is None else self.row[key]
    top, bottom = f"num{rule.place}", f"den{rule.place}"

    def share(self: Any) -> int:
        missing = self.row[top] is None or not self.row[bottom]
        return -1 if missing else self.row[top] * 10000 // self.row[bottom]

    return share


def _business_classes() -> tuple[Any, Any, list[dict[str, Any]]]:
    from business_rules.actions import BaseActions, rule_action  # type: ignore[import-not-found]  # for the benchmark
    from business_rules.fields import FIELD_NUMERIC  # type: ignore[import-not-found]  # for the benchmark
    from business_rules.variables import BaseVariables, numeric_rule_variable  # type: ignore[import-not-found]  # same

    inside: dict[str, Any] = {"__init__": lambda self, row: setattr(self, "row", row)}
    for rule in RULES:
        function = _business_value(rule)
        function.__name__ = f"v{rule.place}"
        inside[function.__name__] = numeric_rule_variable(function)

    class Actions(BaseActions):  # type: ignore[misc]  # a class of the other library
        def __init__(self, row: Row) -> None:
            self.row, self.scores = row, [None] * 50  # type: ignore[var-annotated]  # scores come later

        @rule_action(params={"place": FIELD_NUMERIC, "points": FIELD_NUMERIC})  # type: ignore[untyped-decorator]  # theirs
        def give(self, place: int, points: int) -> None:
            if self.scores[place] is None:
                self.scores[place] = points

        @rule_action(params={"place": FIELD_NUMERIC})  # type: ignore[untyped-decorator]  # theirs
        def compute(self, place: int) -> None:
            self.scores[place] = _interpret(RULES[place], self.row)

    return type("Variables", (BaseVariables,), inside), Actions, [one for rule in RULES for one in _business(rule)]


def _business(rule: Criterion) -> Iterator[dict[str, Any]]:
    def when(value: int, action: str, **params: int) -> dict[str, Any]:
        condition = {"name": f"v{rule.place}", "operator": "greater_than_or_equal_to", "value": value}
        done = [{"name": action, "params": {"place": rule.place, **params}}]
        return {"conditions": {"all": [condition]}, "actions": done}

    if rule.kind in ("deduct", "share"):
        yield when(0, "compute")
    elif rule.kind == "flag":
        yield when(1, "give", points=0)
        yield when(0, "give", points=rule.full)
    else:
        for cut, points in (*rule.bands, (0, 0)):
            yield when(cut, "give", points=points)


_PEERS: tuple[tuple[str, str, Callable[[], Score]], ...] = (
    ("zen-engine evaluate", "zen", _zen),
    ("rule-engine", "rule_engine", _rule_engine),
    ("JsonLogic", "json_logic", _json_logic),
    ("business-rules", "business_rules", _business_rules),
)
