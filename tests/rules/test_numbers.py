"""Numbers: literals, percent, names, cases anywhere, arithmetic, units, rounding."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE

Score = Callable[..., Any]
Refused = Callable[[str], list[str]]

MEASURES = """
[measure.n]
kind = "count"
[measure.m]
kind = "decimal"
[measure.big]
kind = "flag"
[measure.gas]
kind = "choice"
one_of = ["low", "high"]
[parameter.limit]
value = [{ when = { gas = "low" }, is = 10 }, { otherwise = true, is = "2.5" }]
"""


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3", 3),
        ("2.5", Fraction(5, 2)),
        ('"2.5"', Fraction(5, 2)),
        ('"90%"', Fraction(9, 10)),
        ('"1/3"', Fraction(1, 3)),
        ('"-4"', -4),
    ],
)
def test_numbers_are_exact_however_they_are_written(score: Score, written: str, value: Any) -> None:
    """A whole number, a decimal, a quotient or a percentage, in TOML or as text."""
    assert score(f"[step.x]\nis = {written}").value("x") == value


@pytest.mark.parametrize(
    "written", ["true", "inf", "nan", '"1e3"', '"0.1.2"', "1e40", '"' + "9" * 40 + '"', "[]", '"90 %"']
)
def test_what_is_no_number_does_not_load(refused: Refused, written: str) -> None:
    """Flags, floats without an end, exponents in text, too many digits, empty cases."""
    assert refused(f"[step.x]\nis = {written}")


def test_a_name_stands_for_its_value_and_cases_for_the_first_that_fits(score: Score) -> None:
    """A parameter by cases is read like a number; the operand of a comparison may be a name."""
    body = (
        MEASURES
        + '[step.x]\nis = "limit"\n[step.y]\nis = [{ when = { n = "> limit" }, is = "n" }, { otherwise = true, is = 0 }]'
    )
    assert score(body, {"gas": "low", "n": 12}).value("y") == 12
    assert score(body, {"gas": "low", "n": 10}).value("y") == 0
    assert score(body, {"gas": "high", "n": 3}).value("x") == Fraction(5, 2)
    assert score(body, {"n": 3}).value("x") is MISSING


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"gas": "low", "n": 3, "big": False}, 8 - 3),  # full 8, a point each, up to 4
        ({"gas": "low", "n": 9, "big": False}, 8 - 4),
        ({"gas": "high", "n": 3, "big": False}, 20 - 6),  # full 20, two points each, up to 10
        ({"gas": "high", "n": 30, "big": False}, 20 - 10),
        ({"gas": "high", "n": 30, "big": True}, 14),  # floor 14 where the mine is big
        ({"gas": None, "n": 3, "big": False}, MISSING),
    ],
)
def test_cases_stand_in_full_marks_points_limits_and_floors(score: Score, answers: Any, expected: Any) -> None:
    """Full marks by kind of mine, points and ceilings likewise; what decides them being missing leaves it open."""
    body = (
        MEASURES
        + """
[item.x]
full = [{ when = { gas = "low" }, is = 8 }, { otherwise = true, is = 20 }]
floor = [{ when = { big = true }, is = 14 }, { otherwise = true, is = 0 }]
deduct = [{ id = "c", title = "c", of = "n", count = "each", points = [{ when = { gas = "low" }, is = 1 }, { otherwise = true, is = 2 }], up_to = { quotient = ["half-of", 2] } }]
[step.half-of]
is = [{ when = { gas = "low" }, is = 8 }, { otherwise = true, is = 20 }]
"""
    )
    assert score(body, answers).value("x") == expected


def test_cases_stand_in_weights_of_a_member_and_of_a_group(score: Score) -> None:
    """A member's weight by cases, a table of weights by cases, a weight that is arithmetic."""
    items = (
        '[item.a]\nin = "g"\nfull = 10\npoints = 10\nWEIGHT\n[item.b]\nin = "g"\nfull = 10\npoints = 5\nweight = 1\n'
    )
    own = MEASURES + items.replace(
        "WEIGHT", 'weight = [{ when = { big = true }, is = { sum = ["n", 1] } }, { otherwise = true, is = 1 }]'
    )
    own += '[group.g]\ncombine = "weighted mean"'
    assert score(own, {"big": True, "n": 3}).value("g") == 9
    assert score(own, {"big": False, "n": 3}).value("g") == Fraction(15, 2)
    assert score(own, {"n": 3}).value("g") is MISSING
    table = (
        MEASURES
        + items.replace("WEIGHT", "").replace("weight = 1", "")
        + """[group.g]
combine = "weighted mean"
weights = [{ when = { big = true }, is = { a = 3, b = [{ when = { gas = "low" }, is = 1 }, { otherwise = true, is = 2 }] } }, { otherwise = true, is = { a = 1 } }]
"""
    )
    assert score(table, {"big": True, "gas": "low"}).value("g") == Fraction(35, 4)
    assert score(table, {"big": True, "gas": "high"}).value("g") == 8
    assert score(table, {"big": False}).value("g") == 10  # a member without a weight is left out
    assert score(table, {"big": False}).value("g") == 10


@pytest.mark.parametrize(
    ("operation", "value"),
    [
        ('sum = ["n", "m", 1]', Fraction(17, 2)),
        ('difference = ["n", "m", 1]', Fraction(-1, 2)),
        ('product = ["n", "m"]', 14),
        ('quotient = ["n", "m", 2]', Fraction(4, 7)),
        ('lowest = ["n", "m"]', Fraction(7, 2)),
        ('highest = ["n", "m"]', 4),
        ('mean = ["n", "m", 0]', Fraction(5, 2)),
        ('is = { product = [{ sum = ["n", 1] }, { difference = ["m", "1/2"] }] }', 15),
    ],
)
def test_arithmetic_is_exact_and_nests(score: Score, operation: str, value: Any) -> None:
    """Every operation of two measures, n = 4 and m = 3.5, in a step of its own or in place of a number."""
    assert score(MEASURES + f"[step.x]\n{operation}", {"n": 4, "m": Fraction(7, 2)}).value("x") == value


@pytest.mark.parametrize("operation", ["difference", "product", "quotient"])
def test_a_part_that_does_not_apply_decides_over_one_that_is_missing(score: Score, na: Any, operation: str) -> None:
    """A difference, product or quotient is not applicable as soon as one part is; else missing as soon as one is."""
    body = MEASURES + f'[step.x]\n{operation} = ["n", "m"]'
    assert score(body, {"n": None, "m": na}).value("x") is NOT_APPLICABLE
    assert score(body, {"n": None, "m": 1}).value("x") is MISSING


def test_a_quotient_by_nothing_is_missing(score: Score) -> None:
    """Nothing is invented for a division by zero."""
    assert score(MEASURES + '[step.x]\nquotient = ["n", "m"]', {"n": 1, "m": 0}).value("x") is MISSING


def test_a_count_of_a_set_counts_who_passes(score: Score, na: Any) -> None:
    """Flags, numbers and grades; one that is missing leaves the count open, one that does not apply is none."""
    body = '[measure.a]\nkind = "flag"\n[measure.b]\nkind = "flag"\n[set]\nab = ["a", "b"]\n[step.x]\ncount = { of = "ab", that = true }'
    assert score(body, {"a": True, "b": True}).value("x") == 2
    assert score(body, {"a": True, "b": na}).value("x") == 1
    assert score(body, {"a": True}).value("x") is MISSING


@pytest.mark.parametrize(
    "body",
    [
        '[step.x]\nsum = ["yuan", "n"]\n[measure.n]\nkind = "count"\nunit = "人"',
        '[item.i]\nfull = 5\npoints = "yuan"',
        '[group.g]\ncombine = "sum"\n[step.x]\nin = "g"\nis = "yuan"',
        '[item.i]\nfull = 5\npoints = 5\n[step.x]\nis = [{ when = { i = ">= yuan" }, is = 1 }, { otherwise = true, is = 2 }]',
        '[item.i]\nfull = 5\npoints = 5\nthen = [{ add = "yuan", cap = "full" }]',
        '[step.x]\nunit = "points"\ndifference = ["yuan", 3]',
        '[step.x]\nis = [{ when = { yuan = "> 3" }, is = "yuan" }, { otherwise = true, is = "i" }]\n[item.i]\nfull = 5\npoints = 5',
    ],
)
def test_mixing_units_does_not_load(refused: Refused, body: str) -> None:
    """Yuan are not people and not points: adding, comparing, choosing between them is a mistake, and is named."""
    (said,) = refused('[measure.yuan]\nkind = "count"\nunit = "元"\n' + body)
    assert said.startswith("mixes units: ")
    assert "yuan" in said


def test_units_that_belong_together_load(score: Score) -> None:
    """A product has a unit of its own, a unit that is not said goes with any, 元 and yuan are the same."""
    body = """
[measure.shifts]
kind = "count"
unit = "班"
[parameter.rate]
unit = "元"
value = 14
[step.pay]
unit = "yuan"
product = ["shifts", "rate"]
[step.total]
sum = ["pay", 5]
"""
    assert score(body, {"shifts": 2}).value("total") == 33


@pytest.mark.parametrize(
    ("phrase", "values"),
    [
        ('"half up to whole"', {"2.5": 3, "-2.5": -3, "2.4": 2}),
        ('"half even to whole"', {"2.5": 2, "3.5": 4, "-2.5": -2}),
        ('"down to 1"', {"81.67": "81.6", "-81.67": "-81.6"}),
        ('"up to 1"', {"81.61": "81.7", "-81.61": "-81.7"}),
        ('"floor to whole"', {"2.9": 2, "-2.1": -3}),
        ('"ceiling to whole"', {"2.1": 3, "-2.9": -2}),
        ('["half up to 2", "half up to 1"]', {"1.446": "1.5", "1.444": "1.4"}),
    ],
)
def test_rounding_is_a_phrase_and_a_list_is_a_chain(score: Score, phrase: str, values: dict[str, Any]) -> None:
    """Six modes, half up away from zero, and chains round one after the other."""
    for given, rounded in values.items():
        value = score(f'[measure.m]\nkind = "decimal"\n[step.x]\nis = "m"\nround = {phrase}', {"m": Fraction(given)})
        assert value.value("x") == Fraction(rounded)


def test_rounding_happens_before_the_cut_where_the_rulebook_rounds(score: Score) -> None:
    """89.995 rounds to 90.00 and is excellent; the same without a rounding is not."""
    body = """
[measure.m]
kind = "decimal"
[step.rounded]
is = "m"
round = "half up to 2"
[scale.s]
best_first = ["excellent", "good"]
[grade.g]
scale = "s"
of = "rounded"
bands = [{ when = ">= 90", is = "excellent" }, { otherwise = true, is = "good" }]
[grade.h]
scale = "s"
of = "m"
bands = [{ when = ">= 90", is = "excellent" }, { otherwise = true, is = "good" }]
"""
    assessment = score(body, {"m": Fraction("89.995")})
    assert (assessment.value("g"), assessment.value("h")) == ("excellent", "good")


def test_names_that_mean_nothing_or_no_number_do_not_load(refused: Refused) -> None:
    """An unknown name is answered with the nearest; a flag, a choice or a word is no number, in a case either."""
    assert refused(MEASURES + '[step.x]\nsum = ["nn", 1]') == ["unknown name: nn"]
    assert refused(MEASURES + '[step.x]\nsum = ["big", 1]') == ["big is not a number"]
    assert refused(
        MEASURES + '[item.x]\nfull = 3\npoints = [{ when = { n = "> 1" }, is = "gas" }, { otherwise = true, is = 1 }]'
    ) == ["gas is not a number"]
    assert refused(MEASURES + '[step.x]\nis = [{ otherwise = true, is = 1 }, { when = { n = "> 1" }, is = 2 }]') == [
        "rows behind otherwise are never reached"
    ]
    assert refused(MEASURES + '[step.x]\nsum = ["y", 1]\n[step.y]\nsum = ["x", 1]') == ["a circle: x -> y -> x"]
