"""Hypothesis strategies: rulebooks that load, and facts that any given rulebook can be asked with.

The rulebooks are plain documents, as a TOML file would give them, so that what is drawn is what an author could write.
"""

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from stationkit.numbers import Number, Ratio
from stationkit.rules.facts import Answer, Facts, Known, Missing, NotApplicable, SheetScore
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.model import Measure

__all__ = ["answers", "facts_for", "known_answers", "rulebook_tables"]

_WORDS = ("good", "fair", "poor")
_ROUNDINGS = ("half up to 1", "half even to whole", "down to 1", "up to whole", "floor to whole", "ceiling to 1")
_POLICIES = ("undetermined", "leave out", "zero", "full", "average")


# -- facts ---------------------------------------------------------------------------------------------------


def _numbers(low: Number, high: Number) -> st.SearchStrategy[Number]:
    tenths = st.integers(int(low * 10), int(high * 10)).map(lambda tenth: Fraction(tenth, 10))
    return tenths.map(lambda one: one.numerator if one.denominator == 1 else one)


def _bounds(measure: Measure) -> tuple[Number, Number]:
    return measure.between if measure.between is not None else (0, 120)


def _ratios(_: Measure) -> st.SearchStrategy[Any]:
    whole = st.integers(0, 20)
    return whole.flatmap(lambda of: st.integers(0, of).map(lambda part: Ratio(part, of)))


_VALUES: dict[str, Any] = {
    "count": lambda measure: st.integers(*(int(bound) for bound in _bounds(measure))),
    "fault": lambda _: st.integers(0, 4),
    "decimal": lambda measure: _numbers(*_bounds(measure)),
    "ratio": _ratios,
    "flag": lambda _: st.booleans(),
    "choice": lambda _: st.sampled_from(("other", *_WORDS)),
}


def known_answers(measure: Measure) -> st.SearchStrategy[Known]:
    """Give known answers to one measure."""
    values = st.sampled_from(measure.one_of) if measure.one_of else _VALUES[measure.kind](measure)
    return values.map(lambda value: Known(value=value))


def answers(measure: Measure) -> st.SearchStrategy[Answer]:
    """Give answers to one measure: mostly known, sometimes missing or not applicable."""
    known = known_answers(measure)
    return st.one_of(
        known, known, known, st.just(Missing(why="nobody asked")), st.just(NotApplicable(ground="no such thing"))
    )


@st.composite
def facts_for(draw: st.DrawFn, resolved: ResolvedRulebook, subject: str = "s-1") -> Facts:
    """Give facts that a rulebook can be asked with: every answer is there or not, lists are empty, short or absent."""
    expected = resolved.expected
    lists = {}
    for name in expected:
        if name and draw(st.booleans()):
            keys = draw(st.lists(st.sampled_from(("a", "b", "c")), unique=True))
            lists[name] = {key: Facts(subject=key, answers=draw(_answers(expected[name]))) for key in keys}
    items = [node.id for node in resolved.rulebook.computed if node.role == "item"]
    scores = st.builds(
        SheetScore, self_score=st.none() | st.integers(0, 10), assessor_score=st.none() | st.integers(0, 10)
    )
    sheets = draw(st.dictionaries(st.sampled_from(items), scores, max_size=2)) if items else {}
    return Facts(subject=subject, answers=draw(_answers(expected[""])), sheets=sheets, lists=lists)


def _answers(expected: Any) -> st.SearchStrategy[dict[str, Answer]]:
    return st.fixed_dictionaries({}, optional={name: answers(measure) for name, measure in expected.items()})


# -- rulebooks -----------------------------------------------------------------------------------------------


@st.composite
def rulebook_tables(draw: st.DrawFn) -> dict[str, Any]:
    """Give the document of a small rulebook that loads: measures, items of every common shape, groups, a grade."""
    measures = {f"m{place}": draw(_measure()) for place in range(draw(st.integers(2, 6)))}
    outer = _by_kind(measures, in_list=False)
    tables: dict[str, Any] = {"measure": measures, "item": {}, "group": {}, "step": {}}
    groups = [f"g{place}" for place in range(draw(st.integers(1, 3)))]
    for place, group in enumerate([*groups, *draw(st.lists(st.sampled_from(groups), max_size=4))]):
        tables["item"][f"i{place}"] = draw(_item(outer, group))
    for place in range(draw(st.integers(0, 3))):
        tables["step"][f"s{place}"] = draw(_step(outer, [f"i{one}" for one in range(len(tables["item"]))]))
    for name in groups:
        tables["group"][name] = draw(_group()) | {"in": "top"}
    tables["group"]["top"] = draw(_group())
    _add_list(draw, measures, tables)
    tables |= _grade(draw, list(tables["step"]))
    head = {"rulebook": "test/generated", "version": "1", "title": {"en": "generated"}, "status": "illustrative"}
    return head | {kind: table for kind, table in tables.items() if table}


@st.composite
def _measure(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(("count", "count", "decimal", "ratio", "flag", "choice")))
    table: dict[str, Any] = {"kind": kind, "title": {"en": kind}}
    if kind == "choice":
        table["one_of"] = list(_WORDS)
    if kind == "ratio":
        table["when_empty"] = draw(st.sampled_from(("missing", "not-applicable", 1, "50%")))
    return table


def _by_kind(measures: dict[str, Any], *, in_list: bool) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {"number": [], "ratio": [], "flag": [], "choice": []}
    for name, measure in measures.items():
        if ("list" in measure) == in_list:
            kinds.get(measure["kind"], kinds["number"]).append(name)
    return kinds


@st.composite
def _item(draw: st.DrawFn, kinds: dict[str, list[str]], group: str) -> dict[str, Any]:
    shapes = [_deduct, _points, *(shape for kind, shape in _BY_KIND if kinds[kind])]
    full = draw(st.integers(1, 20))
    table = {"title": {"en": "an item"}, "in": group, "full": full, "weight": draw(st.integers(1, 5))}
    table |= draw(draw(st.sampled_from(shapes))(kinds, full))
    if draw(st.booleans()):
        table["if_missing"] = draw(st.sampled_from(("undetermined", "leave out", "zero", "full")))
    return table | draw(_then(kinds, full))


@st.composite
def _deduct(draw: st.DrawFn, kinds: dict[str, list[str]], _: int) -> dict[str, Any]:
    causes = []
    for place in range(draw(st.integers(1, 4))):
        cause: dict[str, Any] = {"id": f"c{place}"}
        cause |= draw(_origin(kinds))
        how = draw(st.sampled_from(("each", "once", "all"))) if "count" not in cause else ""
        if how == "all":
            causes.append(cause | {"loses": "all"})
            continue
        if how:
            cause["count"] = "once" if "when" in cause else how
        cause["points"] = draw(_marks(1, 5))
        if draw(st.booleans()):
            cause["up_to"] = draw(_marks(1, 8))
        if draw(st.booleans()) and kinds["flag"]:
            cause["where"] = draw(_flagged(kinds))
        causes.append(cause)
    return {"deduct": causes} | ({"floor": draw(st.sampled_from((0, -5)))} if draw(st.booleans()) else {})


def _flagged(kinds: dict[str, list[str]]) -> st.SearchStrategy[dict[str, bool]]:
    return st.dictionaries(st.sampled_from(kinds["flag"]), st.booleans(), min_size=1, max_size=1)


@st.composite
def _origin(draw: st.DrawFn, kinds: dict[str, list[str]]) -> dict[str, Any]:
    options = ["fault", *(["of", "slope"] if kinds["number"] else []), *(["when"] if kinds["choice"] else [])]
    origin = draw(st.sampled_from(options))
    if origin == "fault":
        return {"fault": "something is wrong"}
    if origin == "when":
        return {
            "title": {"en": "a word"},
            "when": {draw(st.sampled_from(kinds["choice"])): draw(st.sampled_from(_WORDS))},
        }
    measure = draw(st.sampled_from(kinds["number"]))
    if origin == "of":
        return {"title": {"en": "each"}, "of": measure}
    side, how = draw(st.sampled_from(("below", "above"))), draw(st.sampled_from(("whole", "begun", "exact")))
    bound = draw(st.integers(1, 50))
    return {"title": {"en": "slope"}, "of": measure, side: bound, "per": draw(_marks(1, 9)), "count": how}


def _marks(low: int, high: int) -> st.SearchStrategy[Any]:
    return st.integers(low, high) | st.integers(low * 10, high * 10).map(lambda tenth: f"{tenth // 10}.{tenth % 10}")


def _points(kinds: dict[str, list[str]], full: int) -> st.SearchStrategy[dict[str, Any]]:
    numbers = [st.sampled_from(kinds["number"])] if kinds["number"] else []
    return st.one_of(st.integers(0, full), *numbers).map(lambda value: {"points": value})


@st.composite
def _ladder(draw: st.DrawFn, kinds: dict[str, list[str]], full: int) -> dict[str, Any]:
    cuts = sorted(draw(st.sets(st.integers(1, 100), min_size=1, max_size=4)), reverse=True)
    operator = draw(st.sampled_from((">=", ">")))
    steps: list[dict[str, Any]] = [{"when": f"{operator} {cut}", "is": draw(st.integers(0, full))} for cut in cuts]
    return {"ladder": {"of": draw(st.sampled_from(kinds["number"])), "steps": [*steps, {"otherwise": True, "is": 0}]}}


def _share(kinds: dict[str, list[str]], _: int) -> st.SearchStrategy[dict[str, Any]]:
    return st.sampled_from(kinds["ratio"]).map(lambda name: {"share": name})


@st.composite
def _choose(draw: st.DrawFn, kinds: dict[str, list[str]], full: int) -> dict[str, Any]:
    gives = {word: draw(st.integers(0, full)) for word in _WORDS}
    return {"choose": {"by": draw(st.sampled_from(kinds["choice"])), "gives": gives}}


@st.composite
def _checklist(draw: st.DrawFn, kinds: dict[str, list[str]], full: int) -> dict[str, Any]:
    flags = draw(st.lists(st.sampled_from(kinds["flag"]), min_size=1, max_size=2, unique=True))
    points = full // (len(flags) + 1) or 1
    rows: list[dict[str, Any]] = [
        {"id": f"k-{flag}", "title": {"en": flag}, "points": points, "of": flag} for flag in flags
    ]
    return {"checklist": [*rows, {"id": "k-seen", "found": "seen by the assessor", "points": points}]}


_BY_KIND = (("number", _ladder), ("ratio", _share), ("choice", _choose), ("flag", _checklist))


@st.composite
def _then(draw: st.DrawFn, kinds: dict[str, list[str]], full: int) -> dict[str, Any]:
    if draw(st.booleans()):
        return {"round": draw(st.sampled_from(_ROUNDINGS))} if draw(st.booleans()) else {}
    lines = [draw(_verb(full)) for _ in range(draw(st.integers(1, 3)))]
    for line in lines:
        if draw(st.booleans()) and kinds["flag"]:
            line["when"] = draw(_flagged(kinds))
        elif "gate" in line:
            line["when"] = {"so-far": f"< {full // 2}"}
    return {"then": lines}


@st.composite
def _verb(draw: st.DrawFn, full: int) -> dict[str, Any]:
    verb = draw(st.sampled_from(("round", "hold", "gate", "cap", "deduct", "add")))
    operands: dict[str, st.SearchStrategy[dict[str, Any]]] = {
        "round": st.sampled_from(_ROUNDINGS).map(lambda one: {"round": one}),
        "hold": st.integers(0, full).map(lambda high: {"hold": [0, high]}),
        "gate": st.just({"gate": 0}),
        "cap": st.integers(0, full).map(lambda high: {"cap": high}),
        "deduct": st.integers(0, 5).map(lambda lost: {"deduct": lost, "floor": 0}),
        "add": st.integers(0, 5).map(lambda won: {"add": won, "cap": draw(st.sampled_from((full, "none")))}),
    }
    return draw(operands[verb])


@st.composite
def _group(draw: st.DrawFn) -> dict[str, Any]:
    how = draw(st.sampled_from(("sum", "mean", "weighted mean", "weighted sum", "lowest", "highest")))
    table: dict[str, Any] = {
        "title": {"en": "a group"},
        "clause": "1",
        "combine": how,
        "weight": draw(st.integers(1, 5)),
    }
    if how in ("lowest", "highest") or draw(st.booleans()):
        table["full"] = draw(st.integers(10, 100))
    if how == "sum":
        table["members_missing"] = draw(st.sampled_from(_POLICIES))
        table["members_not_applicable"] = draw(st.sampled_from(("leave out", "rescale")))
    if draw(st.booleans()):
        table["if_none"] = draw(st.sampled_from(("undetermined", "zero", "not-applicable")))
    return table | draw(_limits())


def _limits() -> st.SearchStrategy[dict[str, Any]]:
    """Give how few members are too few, and how much may not apply; mostly nothing of both."""
    few = st.fixed_dictionaries({"needs": st.just(2), "if_too_few": st.sampled_from(("undetermined", "zero"))})
    most = st.fixed_dictionaries(
        {"not_applicable_at_most": st.just("40%"), "if_more": st.just("not ratable: too-much")}
    )
    return st.one_of(st.just({}), st.just({}), st.just({}), few, most)


@st.composite
def _step(draw: st.DrawFn, kinds: dict[str, list[str]], items: list[str]) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from([*items, *kinds["number"]]), min_size=1, max_size=3))
    parts: list[Any] = [*names, draw(st.integers(1, 9))]
    how = draw(st.sampled_from(("sum", "difference", "product", "quotient", "lowest", "highest", "mean", "is")))
    table = {"title": {"en": "a step"}, how: names[0] if how == "is" else parts}
    return table | ({"round": draw(st.sampled_from(_ROUNDINGS))} if draw(st.booleans()) else {})


def _add_list(draw: st.DrawFn, measures: dict[str, Any], tables: dict[str, Any]) -> None:
    """Give some rulebooks a list of sheets that are scored one by one."""
    if not draw(st.booleans()):
        return
    measures["sheet-marks"] = {"kind": "decimal", "list": "sheets", "between": [0, 10], "title": {"en": "marks"}}
    measures["sheet-weight"] = {"kind": "count", "list": "sheets", "between": [0, 3], "title": {"en": "weight"}}
    tables["list"] = {"sheets": {"title": {"en": "sheets"}}}
    tables["item"]["sheet-item"] = {"title": {"en": "one sheet"}, "full": 10, "points": "sheet-marks", "clause": "2"}
    across = draw(st.sampled_from(("mean", "sum", "lowest", "highest", "weighted mean")))
    table = {"title": {"en": "sheets"}, "clause": "2", "in": "top", "full": 10, "weight": 1, "for_each": "sheets"}
    weigh = {"weigh_by": "sheet-weight"} if across == "weighted mean" else {}
    tables["group"]["sheets-table"] = table | {"across": across, "is": "sheet-item"} | weigh


def _grade(draw: st.DrawFn, steps: list[str]) -> dict[str, Any]:
    cuts = sorted(draw(st.sets(st.integers(0, 60), min_size=4, max_size=4)), reverse=True)
    bands: list[dict[str, Any]] = [{"when": {"top": f">= {cut}"}, "is": 5 - place} for place, cut in enumerate(cuts)]
    grade: dict[str, Any] = {"title": {"en": "stars"}, "clause": "3", "scale": "stars"}
    grade["bands"] = [*bands, {"otherwise": True, "is": 1}]
    moves = [draw(_move(steps)) for _ in range(draw(st.integers(0, 2)))]
    if moves:
        grade["then"] = moves
    return {"scale": {"stars": {"best_first": [5, 4, 3, 2, 1], "outside": ["revoked"]}}, "grade": {"stars": grade}}


@st.composite
def _move(draw: st.DrawFn, steps: list[str]) -> dict[str, Any]:
    name = draw(st.sampled_from(["g0", *steps]))
    when = {name: f"< {draw(st.integers(0, 40))}"}
    move: dict[str, Any] = draw(
        st.sampled_from(({"lower": 1}, {"raise": 1}, {"not_above": 3}, {"not_below": 2}, {"outcome": "revoked"}))
    )
    skip = {"if_missing": "skip"} if draw(st.booleans()) else {}
    return {"when": when} | move | skip
