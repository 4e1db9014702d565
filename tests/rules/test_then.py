"""After the shape: one ordered list, and what stands in for a node's own absence."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from stationkit.rules.outcomes import LEFT_OUT, MISSING, NOT_APPLICABLE, NOT_COMPUTED, Absent

Score = Callable[..., Any]
Refused = Callable[[str], list[str]]

FACTS = """
[measure.p]
kind = "decimal"
[measure.n]
kind = "count"
[measure.bad]
kind = "flag"
[measure.good]
kind = "flag"
"""


def item(*lines: str, more: str = "") -> str:
    """An item of ten marks whose points are p, with a `then` list."""
    listed = ",\n  ".join(lines)
    return f'{FACTS}[item.x]\nclause = "1"\nfull = 10\npoints = "p"\n{more}then = [\n  {listed},\n]\n'


@pytest.mark.parametrize(
    ("lines", "points", "value"),
    [
        (['{ round = "half up to whole" }'], Fraction("7.5"), 8),
        (["{ hold = [2, 8] }"], 9, 8),
        (["{ hold = [2, 8] }"], 1, 2),
        (['{ hold = ["none", 8] }'], 1, 1),
        (['{ hold = [2, "none"] }'], 9, 9),
        (["{ cap = 6 }"], 9, 6),
        (["{ cap = 6 }"], 5, 5),
        (["{ deduct = 3, floor = 0 }"], 9, 6),
        (["{ deduct = 3, floor = 0 }"], 2, 0),
        (['{ deduct = 3, floor = "none" }'], 2, -1),
        (["{ deduct = 3, floor = 1 }"], 3, 1),
        (["{ deduct = 3, floor = 5 }"], 4, 4),  # a floor never lifts what stood below it
        (['{ add = 3, cap = "full" }'], 9, 10),
        (['{ add = 3, cap = "none" }'], 9, 12),
        (["{ add = 3, cap = 11 }"], 9, 11),
        (["{ add = 3, cap = 6 }"], 9, 9),  # a ceiling never lowers what stood above it
        (["{ add = 3, cap = 6 }"], 5, 6),
        (['{ add = 3, cap = "none" }', "{ cap = 10 }"], 9, 10),
        (["{ cap = 10 }", '{ add = 3, cap = "none" }'], 9, 12),
        (['{ add = "1.5", cap = "none" }', '{ round = "down to whole" }'], 9, 10),
        (['{ round = "down to whole" }', '{ add = "1.5", cap = "none" }'], 9, Fraction("10.5")),
    ],
)
def test_verbs_act_in_the_order_in_which_they_stand(score: Score, lines: list[str], points: Any, value: Any) -> None:
    """Six verbs; the order of bonus, ceiling and rounding is the rulebook's."""
    assert score(item(*lines), {"p": points}).value("x") == value


def test_operands_may_be_names_cases_and_arithmetic(score: Score) -> None:
    """A ceiling by cases, a deduction that is a product, a floor with a name."""
    body = (
        item(
            "{ cap = [{ when = { bad = true }, is = 6 }, { otherwise = true, is = 9 }] }",
            '{ deduct = { product = ["n", "0.5"] }, floor = "least" }',
        )
        + "[parameter.least]\nvalue = 4"
    )
    assert score(body, {"p": 10, "bad": True, "n": 1}).value("x") == Fraction(11, 2)
    assert score(body, {"p": 10, "bad": False, "n": 1}).value("x") == Fraction(17, 2)
    assert score(body, {"p": 10, "bad": True, "n": 9}).value("x") == 4
    assert score(body, {"p": 10, "bad": True}).value("x") is MISSING


def test_a_bonus_by_causes_states_its_ceiling(score: Score, refused: Refused) -> None:
    """Causes behind `add`: slopes, ceilings of their own, one that does not apply adds nothing."""
    line = '{ add = [{ id = "more", title = "m", of = "n", above = 2, per = 1, count = "whole", points = 2, up_to = 5 }, { id = "good", title = "g", when = { good = true }, count = "once", points = 1 }], cap = 15 }'
    assert score(item(line), {"p": 8, "n": 4, "good": True}).value("x") == 13
    assert score(item(line), {"p": 8, "n": 9, "good": True}).value("x") == 14
    assert score(item(line), {"p": 10, "n": 9, "good": True}).value("x") == 15
    assert score(item(line), {"p": 8, "n": 4}).value("x") is MISSING
    assert refused(item(line.replace(", cap = 15", ""))) == ["an add says its cap: a number, a name, full or none"]
    assert refused(item(line.replace('count = "once", points = 1', 'loses = "all"'))) == [
        'nothing loses = "all" in an add'
    ]


def test_a_line_holds_only_when_its_condition_does(score: Score) -> None:
    """Missing leaves the node open unless the line says skip; the original and the running value can be told apart."""
    assert score(item("{ when = { bad = true }, cap = 4 }"), {"p": 9, "bad": False}).value("x") == 9
    assert score(item("{ when = { bad = true }, cap = 4 }"), {"p": 9}).value("x") is MISSING
    assert score(item('{ when = { bad = true }, cap = 4, if_missing = "skip" }'), {"p": 9}).value("x") == 9
    assert score(item("{ cap = 4 }", "{ when = { x = '>= 8' }, deduct = 1, floor = 0 }"), {"p": 9}).value("x") == 3
    assert score(item("{ cap = 4 }", "{ when = { so-far = '>= 8' }, deduct = 1, floor = 0 }"), {"p": 9}).value("x") == 4
    assert (
        score(item("{ cap = 4 }", "{ when = { so-far = '>= 40%' }, deduct = 1, floor = 0 }"), {"p": 9}).value("x") == 3
    )
    assert (
        score(item("{ cap = 4 }", "{ when = { so-far = '> 40%' }, deduct = 1, floor = 0 }"), {"p": 9}).value("x") == 4
    )


def test_a_gate_decides_over_missing_and_never_over_not_applicable(score: Score, na: Any) -> None:
    """The points are unknown, the veto is not: zero. What does not apply cannot be vetoed."""
    body = item("{ when = { bad = true }, gate = 0 }")
    assert score(body, {"p": 9, "bad": True}).value("x") == 0
    assert score(body, {"bad": True}).value("x") == 0
    assert score(body, {"bad": False}).value("x") is MISSING
    assert score(body, {"p": 9}).value("x") is MISSING
    assert score(body, {"p": na, "bad": True}).value("x") is NOT_APPLICABLE


@pytest.mark.parametrize(
    "behind",
    [
        '{ add = 5, cap = "none" }',
        '{ add = [{ id = "c", title = "c", of = "n", count = "each", points = 1 }], cap = "none" }',
        "{ hold = [4, 10] }",
        "{ gate = 7 }",
        "{ when = { good = true }, gate = 7 }",
        '{ when = { good = true }, add = 5, cap = "full" }',
        "{ when = { good = true }, cap = 5 }",
        "{ deduct = 4, floor = 0 }",
        "{ when = { good = true }, deduct = 4, floor = 0 }",
        '{ round = "up to whole" }',
    ],
)
def test_a_bar_dominates_whatever_comes_after_it(score: Score, behind: str) -> None:
    """Once the gate has fallen nothing lifts the value, and nothing that is open behind it opens it again."""
    body = item("{ when = { bad = true }, gate = 0 }", behind)
    for good in (True, False, None):
        for n in (3, None):
            assert score(body, {"p": 9, "bad": True, "good": good, "n": n}).value("x") == 0


def test_behind_a_bar_a_lower_one_still_falls(score: Score) -> None:
    """Two gates: whichever stands first, the lower decides."""
    for first, second in ((4, 0), (0, 4)):
        body = item(
            f"{{ when = {{ bad = true }}, gate = {first} }}", f"{{ when = {{ good = true }}, gate = {second} }}"
        )
        assert score(body, {"p": 9, "bad": True, "good": True}).value("x") == 0


def test_points_outside_an_item_are_not_computed_unless_a_line_holds_them(score: Score) -> None:
    """What shape and verbs up to the first bonus or deduction give must lie within the marks."""
    over = FACTS + '[item.x]\nfull = 10\nsum = ["p", 3]\n'
    assert score(over, {"p": 9}).value("x") is NOT_COMPUTED
    assert score(over + "then = [{ cap = 10 }]", {"p": 9}).value("x") == 10
    assert score(over + "then = [{ hold = [0, 10] }, { add = 1, cap = 'none' }]", {"p": 9}).value("x") == 11
    assert score(over + "then = [{ add = 1, cap = 'none' }, { cap = 10 }]", {"p": 9}).value("x") is NOT_COMPUTED


@pytest.mark.parametrize(
    ("policy", "missing", "inapplicable"),
    [
        ("undetermined", MISSING, MISSING),
        ("not-applicable", NOT_APPLICABLE, NOT_APPLICABLE),
        ("leave out", LEFT_OUT, LEFT_OUT),
        ("zero", 0, 0),
        ("full", 10, 10),
        ("not ratable: no-sheet", Absent("not-ratable", "no-sheet"), Absent("not-ratable", "no-sheet")),
    ],
)
def test_a_node_says_for_itself_what_its_absence_means(
    score: Score, na: Any, policy: str, missing: Any, inapplicable: Any
) -> None:
    """Missing and not applicable are chosen one by one, before anything in `then`."""
    assert score(item('{ round = "half up to whole" }', more=f'if_missing = "{policy}"\n'), {}).value("x") == missing
    assert (
        score(item('{ round = "half up to whole" }', more=f'if_missing = "{policy}"\n'), {"p": na}).value("x")
        is NOT_APPLICABLE
    )
    assert (
        score(item('{ round = "half up to whole" }', more=f'if_not_applicable = "{policy}"\n'), {"p": na}).value("x")
        == inapplicable
    )
    assert (
        score(item('{ round = "half up to whole" }', more=f'if_not_applicable = "{policy}"\n'), {}).value("x")
        is MISSING
    )


def test_a_member_left_out_lowers_what_could_be_had(score: Score) -> None:
    """An item that leaves itself out when missing decides nothing, and its marks cannot be had."""
    body = item('{ round = "half up to whole" }', more='in = "g"\nif_missing = "leave out"\n')
    body += '[item.y]\nin = "g"\nfull = 10\npoints = 8\n[group.g]\ncombine = "sum"\n'
    body += '[step.asked]\nis = [{ when = { x = "missing" }, is = 1 }, { otherwise = true, is = 0 }]'
    assessment = score(body, {})
    assert (assessment.value("g"), assessment.groups[0].attainable) == (8, 10)
    assert assessment.value("asked") == 1


def test_a_demand_without_a_deduction_is_a_finding(score: Score) -> None:
    """`requires` takes no points: unmet or open it is a finding, of an item, a grade, and of each sheet of a list."""
    body = item('{ round = "half up to whole" }', more='requires = { n = ">= 40" }\n')
    assert [one.code for one in score(body, {"p": 9, "n": 40}).findings] == []
    assert [one.code for one in score(body, {"p": 9, "n": 39}).findings] == ["requires-unmet"]
    assert [one.code for one in score(body, {"p": 9}).findings] == ["requires-open"]
    assert score(body, {"p": 9, "n": 39}).value("x") == 9
    graded = (
        body.replace('requires = { n = ">= 40" }\n', "")
        + """
[scale.s]
best_first = ["a", "b"]
[grade.g]
clause = "2"
scale = "s"
requires = { n = ">= 40" }
bands = [{ when = { x = ">= 8" }, is = "a" }, { otherwise = true, is = "b" }]
"""
    )
    assert [(one.code, one.node) for one in score(graded, {"p": 9, "n": 3}).findings] == [("requires-unmet", "g")]
    listed = """
[list.sheets]
[measure.marks]
kind = "count"
list = "sheets"
[item.sheet]
full = 10
points = "marks"
requires = { marks = ">= 6" }
[step.all-sheets]
for_each = "sheets"
across = "mean"
is = "sheet"
"""
    found = score(listed, sheets={"1": {"marks": 5}, "2": {"marks": 7}, "3": {}}).findings
    assert [(one.code, one.node, one.facts) for one in found] == [
        ("requires-unmet", "1/sheet", ("1/marks",)),
        ("requires-open", "3/sheet", ("3/marks",)),
    ]


def test_a_bare_rounding_and_a_list_do_not_stand_side_by_side(refused: Refused) -> None:
    """One ordered list; a single rounding may stand bare; an unknown verb, two verbs, a bound turned round are mistakes."""
    assert refused(item("{ cap = 3 }", more='round = "half up to 1"\n')) == [
        "round and then do not stand side by side: put round into then"
    ]
    assert refused(item("{ cap = 3, gate = 0 }")) == ["not together: gate, cap"]
    assert refused(item("{ limit = 3 }")) == ["none of them is here", "unknown key: limit"]
    assert refused(item("{ hold = [8, 2] }")) == ["low is above high"]
    assert refused(item("{ hold = 8 }")) == ["expected [low, high]"]
    assert refused(item('{ round = "half up" }')) == ["invalid value 'half up'"]
