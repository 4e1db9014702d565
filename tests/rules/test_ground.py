"""The ground: kinds of facts, what they may hold, parameters with their days, and conditions of every form."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from stationkit.errors import InvalidFactsError
from stationkit.rules.documents import rulebook_document
from stationkit.rules.facts import Facts
from stationkit.rules.layers import resolve
from stationkit.rules.outcomes import MISSING
from stationkit.scoring.engine import assess

Score = Callable[..., Any]
Refused = Callable[[str], list[str]]


@pytest.mark.parametrize(
    ("measure", "good", "bad"),
    [
        ('kind = "count"', [0, 7], [-1, Fraction(1, 2), True, "7"]),
        ('kind = "count"\nbetween = [1, 5]', [1, 5], [0, 6]),
        ('kind = "count"\none_of = [0, 5, 10]', [0, 10], [1]),
        ('kind = "decimal"', [0, -1, Fraction(1, 3)], [True, "1"]),
        ('kind = "ratio"', [1, Fraction(1, 2)], [True, "9/10"]),
        ('kind = "flag"', [True, False], [1, 0, "true"]),
        ('kind = "choice"\none_of = ["a", "b"]', ["a"], ["c", 1, True]),
        ('kind = "choice"', ["anything"], [True]),
    ],
)
def test_a_measure_takes_only_what_its_kind_and_its_bounds_allow(
    score: Score, measure: str, good: list[Any], bad: list[Any]
) -> None:
    """A wrong value is one clear error, never points; a right one is there as it is."""
    body = f'[measure.m]\n{measure}\n[step.x]\nis = "m"'
    for value in good:
        assert score(body, {"m": value}).value("x") == value
    for value in bad:
        with pytest.raises(InvalidFactsError):
            score(body, {"m": value})


def test_a_measure_says_its_kind(refused: Refused) -> None:
    """Kind is required; bounds turned round, an unknown kind, two recipes are mistakes."""
    assert refused('[measure.m]\nunit = "人"') == ["it does not say its kind"]
    assert refused('[measure.m]\nkind = "integer"') == ["invalid value 'integer'", "it does not say its kind"]
    assert refused('[measure.m]\nkind = "count"\nbetween = [5, 1]') == ["low is above high"]
    assert refused('[measure.m]\nkind = "count"\nbettr = "higher"') == ["unknown key: bettr"]


# -- parameters ----------------------------------------------------------------------------------------------


def dated(*rows: tuple[date, Any]) -> Any:
    """A rulebook with one dated parameter."""
    values = [{"from": day, "value": value, "source": f"order of {day}"} for day, value in rows]
    return rulebook_document(
        {
            "rulebook": "test/dated",
            "version": "1",
            "title": "t",
            "status": "illustrative",
            "parameter": {"limit": {"title": "l", "value": values}},
            "step": {"x": {"title": "x", "product": ["limit", 2]}},
        }
    )


YEARS = ((date(2020, 1, 1), 10), (date(2024, 7, 1), 12))


@pytest.mark.parametrize(
    ("on", "value"),
    [
        (date(2019, 12, 31), MISSING),
        (date(2020, 1, 1), 20),
        (date(2024, 6, 30), 20),
        (date(2024, 7, 1), 24),
        (None, MISSING),
    ],
)
def test_a_dated_parameter_has_the_value_of_the_day(on: date | None, value: Any) -> None:
    """From its day on; before the first, and without a day, it is open."""
    assert assess(Facts(subject="s"), resolve(dated(*YEARS), on=on)).value("x") == value


def test_a_dated_parameter_says_where_its_value_comes_from() -> None:
    """The source of the value that holds; the others are kept beside it."""
    parameter: Any = resolve(dated(*YEARS), on=date(2025, 1, 1)).rulebook.nodes["limit"]
    assert parameter.source == "order of 2024-07-01"
    assert [one.since for one in parameter.dated] == [date(2020, 1, 1), date(2024, 7, 1)]


def test_days_that_do_not_rise_do_not_load(refused: Refused) -> None:
    """The oldest first, no day twice, and a day is a date."""
    rows = "[parameter.p]\nvalue = [{ from = 2024-01-01, value = 1 }, { from = DAY, value = 2 }]"
    assert refused(rows.replace("DAY", "2024-01-01")) == ["the days of the values must rise, the oldest first"]
    assert refused(rows.replace("DAY", '"2025"')) == ["expected a date such as 2023-01-01, not '2025'"]


# -- conditions ----------------------------------------------------------------------------------------------

FACTS = """
[measure.n]
kind = "count"
[measure.m]
kind = "count"
[measure.f]
kind = "flag"
[measure.w]
kind = "choice"
one_of = ["red", "blue", "green"]
[item.i]
full = 10
points = "n"
"""


@pytest.mark.parametrize(
    ("condition", "answers", "holds"),
    [
        ('{ n = ">= 3" }', {"n": 3}, True),
        ('{ n = "> 3" }', {"n": 3}, False),
        ('{ n = "= 3" }', {"n": 3}, True),
        ('{ n = "!= 3" }', {"n": 3}, False),
        ('{ n = "<= m" }', {"n": 3, "m": 3}, True),
        ('{ n = "< m" }', {"n": 3}, None),
        ('{ n = { all = [">= 2", "< 5"] } }', {"n": 4}, True),
        ('{ n = { all = [">= 2", "< m"] } }', {"n": 1}, False),
        ('{ n = ["= 1", ">= 4"] }', {"n": 4}, True),
        ('{ n = ["= 1", ">= 4"] }', {"n": 2}, False),
        ('{ n = ["missing", ">= 4"] }', {}, True),
        ('{ w = "red" }', {"w": "red"}, True),
        ('{ w = ["red", "blue"] }', {"w": "green"}, False),
        ('{ w = "!= red" }', {"w": "green"}, True),
        ("{ f = true }", {"f": True}, True),
        ("{ f = false }", {"f": True}, False),
        ('{ n = ">= 3", f = true }', {"n": 2}, False),
        ('{ n = ">= 3", f = true }', {"n": 3}, None),
        ('{ any_of = [{ n = ">= 3" }, { f = true }] }', {"n": 3}, True),
        ('{ any_of = [{ n = ">= 3" }, { f = true }] }', {"n": 2}, None),
        ('{ not = { n = ">= 3" } }', {"n": 2}, True),
        ('{ not = { n = ">= 3" } }', {}, None),
        ('{ n = "missing" }', {"n": 2}, False),
        ('{ n = "known" }', {}, False),
        ('{ n = "not-applicable" }', {"n": "n/a"}, True),
        ('{ n = "known" }', {"n": "n/a"}, False),
        ('{ n = ">= 3" }', {"n": "n/a"}, False),
        ('{ n = "!= 3" }', {"n": "n/a"}, False),
        ('{ not = { n = ">= 3" } }', {"n": "n/a"}, True),
        ('{ n = "< m" }', {"n": "n/a"}, False),
        ('{ i = ">= 40%" }', {"n": 4}, True),
        ('{ i = "> 40%" }', {"n": 4}, False),
        ('{ i = ">= 4" }', {"n": 4}, True),
        ('{ "i.share" = ">= 0.4" }', {"n": 4}, True),
        ('{ "i.points" = "= 4" }', {"n": 4}, True),
        ('{ "i.attainable" = "= 10" }', {"n": "n/a"}, False),
        ('{ i = ">= 40%" }', {"n": "n/a"}, False),
        ('{ i = ">= 40%" }', {}, None),
    ],
)
def test_a_condition_holds_or_not_or_is_open(
    score: Score, na: Any, condition: str, answers: Any, holds: bool | None
) -> None:
    """Three values: not applicable makes a comparison false, missing leaves it open unless the rest decides."""
    body = FACTS + f"[step.x]\nis = [{{ when = {condition}, is = 1 }}, {{ otherwise = true, is = 0 }}]"
    value = score(body, {key: na if one == "n/a" else one for key, one in answers.items()}).value("x")
    assert value == (MISSING if holds is None else int(holds))


def test_a_row_may_skip_what_is_missing(score: Score) -> None:
    """Then the next row is asked; without it the whole stays open."""
    rows = 'is = [{ when = { n = ">= 3" }, is = 1SKIP }, { otherwise = true, is = 0 }]'
    assert score(FACTS + "[step.x]\n" + rows.replace("SKIP", ""), {}).value("x") is MISSING
    assert score(FACTS + "[step.x]\n" + rows.replace("SKIP", ', if_missing = "skip"'), {}).value("x") == 0


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("{ n = 3 }", "no operator: 3"),
        ('{ n = "3" }', "invalid value '3'"),
        ('{ n = ">=" }', "invalid value '>='"),
        ('{ n = "many" }', "n is not a choice: many"),
        ('{ w = "rde" }', "unknown word of w: rde"),
        ('{ w = ">= red" }', "w cannot be compared by size"),
        ('{ w = "= 3" }', "w is not a number"),
        ('{ f = ">= 1" }', "f cannot be compared by size"),
        ('{ f = "true" }', "f is not a choice: true"),
        ("{ n = true }", "n is not a flag"),
        ('{ n = "< w" }', "n and w cannot be compared with one another"),
        ('{ n = "< nn" }', "unknown name: nn"),
        ('{ "n.share" = ">= 3" }', "n has no marks, so no .share"),
        ('{ "i.sharing" = ">= 3" }', "unknown name: i.sharing"),
        ("{}", "the condition is empty"),
        ("[{ f = true }]", "a condition is a table, not [{'f': True}]"),
        ('{ every = { of = "ns", that = ">= 3" } }', "unknown set: ns"),
        ('{ every = { that = ">= 3" } }', "expected text, not None"),
        ('{ count = { of = "n", that = ">= 3", is = 2 } }', "no operator: 2"),
    ],
)
def test_a_condition_that_says_too_little_or_the_wrong_thing_does_not_load(
    refused: Refused, condition: str, said: str
) -> None:
    """Comparisons are never implied, words are words of something, a whole condition is never a list."""
    assert said in refused(FACTS + f"[step.x]\nis = [{{ when = {condition}, is = 1 }}, {{ otherwise = true, is = 0 }}]")
