"""Item shapes: direct points, causes, ladders, shares, slopes, lines, choices, tables, checklists."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from stationkit.numbers import Ratio
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, NOT_COMPUTED

Score = Callable[..., Any]
Refused = Callable[[str], list[str]]

FACTS = """
[measure.n]
kind = "count"
[measure.m]
kind = "decimal"
[measure.r]
kind = "ratio"
[measure.f]
kind = "flag"
[measure.w]
kind = "choice"
one_of = ["low", "high"]
"""


def item(shape: str) -> str:
    """One item of ten marks."""
    return f'{FACTS}[item.x]\nclause = "1"\nfull = 10\n{shape}'


def test_direct_points_are_what_the_sheet_says(score: Score) -> None:
    """From nothing to the full marks; what lies outside is not computed, never cut to fit."""
    body = item('points = "m"')
    assert score(body, {"m": Fraction("7.5")}).value("x") == Fraction(15, 2)
    for outside in (Fraction("10.1"), -1):
        assessment = score(body, {"m": outside})
        assert assessment.value("x") is NOT_COMPUTED
        assert "outside 0 to 10" in assessment.items[0].why.en


# -- causes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cause", "answers", "left"),
    [
        ('fault = "w", count = "each", points = 2', {"x.c": 3}, 4),
        ('fault = "w", count = "each", points = 2', {"x.c": 9}, 0),
        ('fault = "w", count = "each", points = 2, up_to = 5', {"x.c": 3}, 5),
        ('fault = "w", count = "once", points = 2', {"x.c": 3}, 8),
        ('fault = "w", count = "once", points = 2', {}, 10),
        ('fault = "w", loses = "all"', {"x.c": 1}, 0),
        ('fault = "w", loses = "all"', {"x.c": 0}, 10),
        ('of = "n", count = "each", points = "0.5"', {"n": 3}, Fraction(17, 2)),
        ('when = { f = true }, count = "once", points = 4', {"f": True}, 6),
        ('when = { f = true }, count = "once", points = 4', {"f": False}, 10),
        ('when = { f = true }, loses = "all"', {"f": True}, 0),
        ('of = "r", below = "90%", per = "2%", count = "whole", points = 1', {"r": Ratio(85, 100)}, 8),
        ('of = "r", below = "90%", per = "2%", count = "begun", points = 1', {"r": Ratio(85, 100)}, 7),
        ('of = "r", below = "90%", per = "2%", count = "exact", points = 1', {"r": Ratio(85, 100)}, Fraction(15, 2)),
        ('of = "r", below = "90%", per = "2%", count = "begun", points = 1', {"r": Ratio(90, 100)}, 10),
        ('of = "n", above = 4, per = 1, count = "whole", points = 3', {"n": 6}, 4),
        ('of = "n", above = 4, per = 1, count = "whole", points = 3', {"n": 4}, 10),
        ('of = "n", above = 4, per = 1, count = "whole", points = 3, up_to = "2.5"', {"n": 9}, Fraction(15, 2)),
        ('of = "n", count = "each", points = 1, where = { w = "high" }', {"n": 3, "w": "high"}, 7),
        ('of = "n", count = "each", points = 1, where = { w = "high" }', {"n": 3, "w": "low"}, 10),
        ('of = "n", count = "each", points = 1, where = { w = "high" }', {"n": 3}, MISSING),
        ('of = "n", count = "each", points = 1, where = { w = "high" }', {"n": 0}, 10),
    ],
)
def test_a_cause_takes_what_it_says(score: Score, cause: str, answers: dict[str, Any], left: Any) -> None:
    """Each occurrence, once, all, or a slope in whole, begun or exact steps; up to a ceiling; only where it exists."""
    body = item(f'deduct = [{{ id = "c", title = "t", {cause} }}]'.replace('title = "t", fault', "fault"))
    assert score(body, {"x.inspected": True, **answers} if "fault" in cause else answers).value("x") == left


def test_a_sheet_is_silent_until_it_was_inspected(score: Score, na: Any) -> None:
    """Inspected, unlisted faults are zero; not inspected, the item is missing; one found all the same is not enough."""
    body = item(
        'deduct = [{ id = "a", fault = "a", count = "each", points = 1 }, { id = "b", fault = "b", count = "each", points = 1 }]'
    )
    assert score(body, {"x.inspected": True}).value("x") == 10
    assert score(body, {"x.inspected": True, "x.a": 2}).value("x") == 8
    assert score(body, {}).value("x") is MISSING
    assert score(body, {"x.inspected": False, "x.a": 2}).value("x") is MISSING
    assert score(body, {"x.inspected": na}).value("x") is NOT_APPLICABLE


def test_a_cause_that_takes_all_ends_the_item(score: Score) -> None:
    """Nothing else is asked of it, whatever stands before or is missing, and no bonus follows."""
    body = item("""deduct = [
  { id = "n", title = "n", of = "n", count = "each", points = 1 },
  { id = "bar", fault = "bar", loses = "all" },
]
then = [{ add = 5, cap = "none" }]""")
    assert score(body, {"n": 2, "x.inspected": True}).value("x") == 13
    assert score(body, {"n": 2, "x.inspected": True, "x.bar": 1}).value("x") == 0
    assert score(body, {"n": None, "x.inspected": True, "x.bar": 1}).value("x") == 0


def test_the_floor_is_zero_unless_said(score: Score) -> None:
    """Deductions stop at the floor; `none` lets them go on."""
    for floor, left in (("", 0), ("floor = 2", 2), ('floor = "-5"', -5), ('floor = "none"', -20)):
        assert (
            score(
                item(f'{floor}\ndeduct = [{{ id = "c", title = "c", of = "n", count = "each", points = 1 }}]'),
                {"n": 30},
            ).value("x")
            == left
        )


def test_a_measure_that_does_not_apply_takes_nothing_and_all_of_them_take_the_item_out(score: Score, na: Any) -> None:
    """One of two causes does not apply: the other counts; both do not: the item does not apply."""
    body = item(
        'deduct = [{ id = "n", title = "n", of = "n", count = "each", points = 1 }, { id = "m", title = "m", of = "m", count = "each", points = 1 }]'
    )
    assert score(body, {"n": na, "m": 3}).value("x") == 7
    assert score(body, {"n": na, "m": na}).value("x") is NOT_APPLICABLE
    assert score(body, {"n": na, "m": None}).value("x") is MISSING


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        ('id = "c", fault = "w", points = 1', "it does not say how it counts"),
        ('id = "c", title = "t", of = "r", below = "90%", per = "1%", points = 1', "it does not say how it counts"),
        (
            'id = "c", title = "t", of = "r", below = "90%", count = "whole", points = 1',
            "a slope has `of`, `per`, and one of `below` and `above`",
        ),
        ('id = "c", title = "t", of = "r", below = "90%", per = 0, count = "whole", points = 1', "per is more than 0"),
        ('id = "c", title = "t", of = "n", count = "each"', "points is missing"),
        ('id = "c", title = "t", of = "n", count = "whole", points = 1', "invalid value 'whole'"),
        ('id = "c", fault = "w", of = "n", count = "each", points = 1', "not together: fault, of"),
        ('id = "c", title = "t", when = { f = true }, count = "each", points = 1', "a condition counts once"),
        ('id = "c", fault = "w", loses = "all", points = 1', 'no points beside loses = "all"'),
        ('id = "Bad", fault = "w", count = "once", points = 1', "invalid id 'Bad'"),
        ('id = "c", title = "t", of = "f", count = "once", points = 1', "f is not a number"),
    ],
)
def test_what_a_cause_leaves_open_does_not_load(refused: Refused, cause: str, said: str) -> None:
    """Once or each, whole or begun, the step of a slope: what a source leaves open the rulebook must say."""
    assert said in refused(item(f"deduct = [{{ {cause} }}]"))


# -- ladders, shares, lines ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "points"),
    [(Fraction("0.9"), 10), (Fraction("0.899"), 6), (Fraction("0.8"), 2), (Fraction("0.801"), 6), (0, 2)],
)
def test_the_first_step_of_a_ladder_that_fits_decides(score: Score, value: Any, points: int) -> None:
    """Boundaries belong where the comparison says: from 90 per cent, and above 80."""
    body = item(
        'ladder = { of = "r", steps = [{ when = ">= 90%", is = 10 }, { when = "> 80%", is = 6 }, { otherwise = true, is = 2 }] }'
    )
    assert score(body, {"r": value}).value("x") == points


def test_a_ladder_over_nothing_is_as_the_measure_is(score: Score, na: Any) -> None:
    """Missing is missing, even where there is an otherwise; not applicable is not applicable; a bound may be a name."""
    body = item('ladder = { of = "m", steps = [{ when = "> n", is = 10 }, { otherwise = true, is = "n" }] }')
    assert score(body, {"m": 5, "n": 4}).value("x") == 10
    assert score(body, {"m": 4, "n": 4}).value("x") == 4
    assert score(body, {"n": 4}).value("x") is MISSING
    assert score(body, {"m": na, "n": 4}).value("x") is NOT_APPLICABLE


def test_a_share_earns_no_more_than_the_full_marks(score: Score) -> None:
    """Two integers stay exact; more than all of it is all of it; over nothing the rulebook decides."""
    body = item('share = "r"')
    assert score(body, {"r": Ratio(2, 3)}).value("x") == Fraction(20, 3)
    assert score(body, {"r": Ratio(5, 4)}).value("x") == 10
    assert score(body, {"r": Ratio(0, 0)}).value("x") is MISSING
    assert (
        score(body.replace('"ratio"', '"ratio"\nwhen_empty = "not-applicable"'), {"r": Ratio(0, 0)}).value("x")
        is NOT_APPLICABLE
    )
    assert score(body.replace('"ratio"', '"ratio"\nwhen_empty = 1'), {"r": Ratio(0, 0)}).value("x") == 10


@pytest.mark.parametrize(("value", "points"), [(0, 0), (1, 0), (2, 2), (3, 4), (5, 7), (7, 10), (99, 10)])
def test_a_line_runs_straight_between_its_points(score: Score, value: int, points: int) -> None:
    """Level before the first and behind the last; a point may be named by a parameter."""
    body = item('line = { of = "n", points = [[1, 0], ["knee", 4], [7, 10]] }') + "\n[parameter.knee]\nvalue = 3"
    assert score(body, {"n": value}).value("x") == points


def test_a_line_whose_points_do_not_rise_does_not_load(refused: Refused) -> None:
    """Two points at least, each further one to the right of the one before."""
    assert refused(item('line = { of = "n", points = [[1, 0], [1, 4]] }')) == ["the values of the points must rise"]
    assert refused(item('line = { of = "n", points = [[1, 0]] }')) == ["expected at least two pairs [value, points]"]


# -- choices, tables, checklists -----------------------------------------------------------------------------


def test_a_choice_gives_the_value_of_its_word(score: Score, refused: Refused) -> None:
    """Every word that can come must be there, and none that cannot."""
    body = item('choose = { by = "w", gives = { low = 10, high = "n" } }')
    assert score(body, {"w": "high", "n": 3}).value("x") == 3
    assert score(body, {"n": 3}).value("x") is MISSING
    assert refused(item('choose = { by = "w", gives = { low = 10 } }')) == ["no value for w = high"]
    assert refused(item('choose = { by = "w", gives = { low = 1, high = 2, hi = 3 } }')) == ["unknown word of w: hi"]
    assert refused(item('choose = { by = "n", gives = { low = 10 } }')) == ["n is not a choice"]


def test_a_two_way_table_gives_the_cell_of_two_words(score: Score, refused: Refused) -> None:
    """Rows by one choice, columns by a grade; rows and columns are named, none is left out."""
    table = """
[measure.v]
kind = "choice"
one_of = ["a", "b"]
[step.y]
table = { rows = "w", columns = "v", row_names = ["low", "high"], column_names = ["a", "b"], cells = [[1, 2], [3, "n"]] }
"""
    assert score(FACTS + table, {"w": "low", "v": "b"}).value("y") == 2
    assert score(FACTS + table, {"w": "high", "v": "b", "n": 9}).value("y") == 9
    assert refused(FACTS + table.replace("[3, ", "[")) == ["the cells do not match the names of rows and columns"]
    wrong = table.replace('row_names = ["low", "high"]', 'row_names = ["low", "hig"]')
    assert refused(FACTS + wrong) == ["no value for w = high", "unknown word of w: hig"]


def test_a_checklist_adds_up_what_is_there(score: Score, na: Any) -> None:
    """A flag, a condition, something an assessor saw; what does not apply adds nothing; what is missing leaves it open."""
    body = item("""checklist = [
  { id = "a", title = "a", points = 2, of = "f" },
  { id = "b", title = "b", points = 3, when = { n = ">= 2" } },
  { id = "c", found = "c", points = "0.5" },
]""")
    seen = {"x.inspected": True}
    assert score(body, {"f": True, "n": 2, "x.c": True, **seen}).value("x") == Fraction(11, 2)
    assert score(body, {"f": False, "n": 2, **seen}).value("x") == 3
    assert score(body, {"f": na, "n": 1, **seen}).value("x") == 0
    assert score(body, {"n": 2, **seen}).value("x") is MISSING
    lacking = [line.words.en for line in score(body, {"f": False, "n": 1, **seen}).ledger.of("x") if line.cause]
    assert lacking == ["not there: a", "not there: b", "not there: c"]


def test_an_item_has_exactly_one_shape(refused: Refused) -> None:
    """None and two are mistakes; an item says its full marks."""
    assert refused(item("")) == ["none of them is here"]
    assert refused(item('points = 1\nshare = "r"')) == ["not together: points, share"]
    assert refused(FACTS + "[item.x]\npoints = 3") == ["an item says its full marks: full"]
