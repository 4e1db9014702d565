"""Groups: ways of combining, members, weights, lists of sub-subjects, what is missing or does not apply."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, Absent

Score = Callable[..., Any]
Refused = Callable[[str], list[str]]

THREE = """
[measure.p]
kind = "decimal"
[measure.q]
kind = "decimal"
[measure.r]
kind = "decimal"
[item.a]
in = "g"
full = 10
weight = 1
points = "p"
[item.b]
in = "g"
full = 30
weight = 2
points = "q"
[item.c]
in = "g"
full = 60
weight = 3
points = "r"
"""
ALL = {"p": 5, "q": 15, "r": 54}


def group(how: str, more: str = "") -> str:
    """Three items of 10, 30 and 60 marks in one group."""
    return f'{THREE}[group.g]\nclause = "1"\ncombine = "{how}"\n{more}'


@pytest.mark.parametrize(
    ("how", "value", "attainable"),
    [
        ("sum", 74, 100),
        ("mean", Fraction(74, 3), Fraction(100, 3)),
        ("weighted sum", 197, 250),
        ("weighted mean", Fraction(197, 6), Fraction(250, 6)),
        ("lowest", 5, 10),
        ("highest", 54, 60),
    ],
)
def test_a_group_combines_its_members(score: Score, how: str, value: Any, attainable: Any) -> None:
    """Six ways, exact, with the marks that go with the points."""
    assessment = score(group(how), ALL)
    assert assessment.value("g") == value
    assert assessment.groups[0].attainable == attainable


# a: 5 of 10, b: missing or not applicable, 30 marks, c: 54 of 60
POLICIES = [
    ("leave out", 59, 70),
    ("rescale", Fraction(59 * 100, 70), 100),
    ("zero", 59, 100),
    ("full", 89, 100),
    ("average", 59 + Fraction(59, 70) * 30, 100),
    ("undetermined", MISSING, 100),
    ("not ratable: too-thin", Absent("not-ratable", "too-thin"), 100),
    ("not-applicable", NOT_APPLICABLE, 0),
]


@pytest.mark.parametrize(("policy", "value", "attainable"), POLICIES)
def test_what_does_not_apply_is_treated_as_the_rulebook_says(
    score: Score, na: Any, policy: str, value: Any, attainable: Any
) -> None:
    """One of three members does not apply: eight ways, each with its marks."""
    assessment = score(group("sum", f'members_not_applicable = "{policy}"'), {**ALL, "q": na})
    assert assessment.value("g") == value
    assert assessment.groups[0].attainable == attainable


@pytest.mark.parametrize(("policy", "value", "attainable"), [one for one in POLICIES if one[0] != "not-applicable"])
def test_what_is_missing_is_treated_by_a_choice_of_its_own(
    score: Score, na: Any, policy: str, value: Any, attainable: Any
) -> None:
    """The two choices are separate: this one says nothing of what does not apply."""
    more = f'members_missing = "{policy}"\nmembers_not_applicable = "zero"'
    assessment = score(group("sum", more), {**ALL, "q": None})
    assert assessment.value("g") == value
    assert assessment.groups[0].attainable == attainable
    assert score(group("sum", more), {**ALL, "q": na}).value("g") == 59


def test_missing_treated_as_not_applicable_goes_by_that_choice(score: Score) -> None:
    """`members_missing = "not-applicable"` with a rescale gives what a gap that does not apply gives."""
    more = 'members_missing = "not-applicable"\nmembers_not_applicable = "rescale"'
    assert score(group("sum", more), {**ALL, "q": None}).value("g") == Fraction(59 * 100, 70)


def test_unsaid_missing_leaves_the_group_open_and_what_does_not_apply_is_left_out(score: Score, na: Any) -> None:
    """The two defaults; and a group none of whose members applies does not apply, else it is open."""
    assert score(group("sum"), {**ALL, "q": None}).value("g") is MISSING
    assert score(group("sum"), {**ALL, "q": na}).value("g") == 59
    assert score(group("sum"), {"p": na, "q": na, "r": na}).value("g") is NOT_APPLICABLE
    left_out = group("sum", 'members_missing = "leave out"')
    assert score(left_out, {}).value("g") is MISSING
    assert score(left_out, {"p": na, "q": na}).value("g") is MISSING
    assert score(group("sum", 'if_none = "zero"'), {"p": na, "q": na, "r": na}).value("g") == 0
    assert score(group("sum", 'full = 100\nif_none = "full"'), {"p": na, "q": na, "r": na}).value("g") == 100


def test_fewer_than_needed_is_said_to_be_so(score: Score, na: Any) -> None:
    """Two known members are needed; what follows otherwise is the rulebook's choice."""
    for follows, value in (
        ("", MISSING),
        ('if_too_few = "not ratable: too-few"', Absent("not-ratable", "too-few")),
        ('if_too_few = "zero"', 0),
    ):
        body = group("sum", f'needs = 2\nmembers_missing = "leave out"\n{follows}')
        assert score(body, {"p": 5, "q": 15}).value("g") == 20
        assert score(body, {"p": 5, "q": na}).value("g") == value


def test_only_so_much_may_be_not_applicable(score: Score, na: Any, refused: Refused) -> None:
    """A ceiling on the share of the marks that do not apply; beyond it there is no rating."""
    body = group(
        "sum", 'members_not_applicable = "rescale"\nnot_applicable_at_most = "40%"\nif_more = "not ratable: too-thin"'
    )
    assert score(body, {**ALL, "p": na, "q": na}).value("g") == 90
    assert score(body, {**ALL, "r": na}).value("g") == Absent("not-ratable", "too-thin")
    unmarked = FACTS_ONLY + '[step.x]\nmean = ["p", "q", "r"]\nnot_applicable_at_most = "1/3"'
    assert score(unmarked, {**ALL, "p": na}).value("x") == Fraction(69, 2)
    assert score(unmarked, {**ALL, "p": na, "q": na}).value("x") is MISSING
    assert refused(group("sum", 'if_more = "zero"')) == ["if_more belongs to not_applicable_at_most"]
    assert refused(group("sum", "not_applicable_at_most = 2")) == ['expected a share from 0 to 1, such as "30%"']


FACTS_ONLY = THREE[: THREE.index("[item.a]")]


def test_a_weighted_mean_divides_by_the_weights_that_are_present(score: Score, na: Any) -> None:
    """A weighted sum does not; weights that come to nothing are the rulebook's to treat."""
    assert score(group("weighted mean"), {**ALL, "q": na}).value("g") == Fraction(5 + 54 * 3, 4)
    assert score(group("weighted sum"), {**ALL, "q": na}).value("g") == 5 + 54 * 3
    nothing = (
        group("weighted mean")
        .replace("weight = 1", "weight = 0")
        .replace("weight = 2", "weight = 0")
        .replace("weight = 3", "weight = 0")
    )
    assert score(nothing, ALL).value("g") is MISSING
    assert score(nothing + 'if_no_weight = "not ratable: no-weight"', ALL).value("g") == Absent(
        "not-ratable", "no-weight"
    )


def test_the_average_of_the_inspected_of_values_without_marks_is_their_mean(score: Score) -> None:
    """Steps have no marks: what is missing counts as the mean of the others."""
    body = FACTS_ONLY + '[step.x]\nsum = ["p", "q", "r"]\nmembers_missing = "average"'
    assert score(body, {"p": 4, "q": 8}).value("x") == 18


def test_a_rescale_at_the_top_sees_the_gaps_below(score: Score, na: Any) -> None:
    """Blocks leave out, the whole rescales: 100/(100-B) x D."""
    body = """
[measure.p]
kind = "decimal"
[measure.q]
kind = "decimal"
[item.a]
in = "one"
full = 40
points = "p"
[item.b]
in = "one"
full = 20
points = "q"
[item.c]
in = "two"
full = 40
points = 30
[group.one]
in = "top"
full = 60
combine = "sum"
[group.two]
in = "top"
full = 40
combine = "sum"
[group.top]
full = 100
combine = "sum"
members_not_applicable = "rescale"
"""
    assert score(body, {"p": 30, "q": 20}).value("top") == 80
    assessment = score(body, {"p": 30, "q": na})
    assert assessment.value("one") == 30
    assert assessment.value("top") == Fraction(60 * 100, 80)
    assert (assessment.groups[2].attainable, assessment.groups[2].nominal) == (100, 100)


def test_a_mean_hands_the_gaps_below_to_the_top(score: Score, na: Any) -> None:
    """The gap of a member travels through a weighted mean in its proportion."""
    body = """
[measure.p]
kind = "decimal"
[measure.q]
kind = "decimal"
[item.a]
in = "inner"
full = 50
points = "p"
[item.b]
in = "inner"
full = 50
points = "q"
[group.inner]
in = "mid"
weight = 1
combine = "sum"
[item.c]
in = "mid"
weight = 1
full = 100
points = 80
[group.mid]
in = "top"
combine = "weighted mean"
[group.top]
combine = "sum"
members_not_applicable = "rescale"
"""
    assessment = score(body, {"p": 40, "q": na})
    assert assessment.value("mid") == 60
    assert assessment.groups[1].attainable == 75
    assert assessment.value("top") == 80


def test_a_member_may_be_in_several_groups(score: Score) -> None:
    """The same points count wherever it is a member; a set is a named choice of nodes."""
    body = (
        THREE.replace('[item.b]\nin = "g"', '[item.b]\nin = ["g", "h"]')
        + """
[group.g]
combine = "sum"
[group.h]
combine = "sum"
[set]
ends = ["a", "c"]
[step.x]
sum = "ends"
[step.best]
combine = "highest"
of = "h"
"""
    )
    assessment = score(body, ALL)
    assert [assessment.value(name) for name in ("g", "h", "x", "best")] == [74, 15, 59, 15]


def test_whether_a_member_counted_can_be_asked(score: Score, na: Any) -> None:
    """It counts with a value and a weight in one of its groups, whatever stands first in the file."""
    body = """
[step.asked]
is = [{ when = { "a.counted" = true }, is = 1 }, { otherwise = true, is = 0 }]
[measure.p]
kind = "decimal"
[measure.burst]
kind = "flag"
[item.a]
in = "g"
full = 10
points = "p"
[item.b]
in = "g"
full = 10
points = 10
[group.g]
combine = "weighted mean"
weights = [{ when = { burst = true }, is = { a = 1, b = 1 } }, { otherwise = true, is = { b = 1 } }]
"""
    assert score(body, {"p": 5, "burst": True}).value("asked") == 1
    assert score(body, {"p": 5, "burst": False}).value("asked") == 0
    assert score(body, {"p": na, "burst": True}).value("asked") == 0


def test_a_group_deducts_for_causes_of_its_own(score: Score, refused: Refused) -> None:
    """Behind the sum: a cause with its floor; faults of a group are written down like those of an item."""
    then = 'then = [{ deduct = [{ id = "late", fault = "late", count = "each", points = 5 }, { id = "n", title = "n", of = "n", count = "each", points = 1 }], floor = 0 }]'
    body = group("sum", then) + '\n[measure.n]\nkind = "count"'
    assert score(body, {**ALL, "n": 2, "g.inspected": True, "g.late": 3}).value("g") == 74 - 17
    assert score(body, {**ALL, "n": 90, "g.inspected": True}).value("g") == 0
    assert score(body, {**ALL, "n": 2}).value("g") is MISSING
    assert refused(group("sum", then.replace(", floor = 0", "")) + '\n[measure.n]\nkind = "count"') == [
        "a deduct says its floor: a number, a name or none"
    ]


def test_attributes_of_a_part_can_be_read(score: Score, na: Any) -> None:
    """Points, share of the attainable, attainable marks, of any item or group."""
    body = (
        group("sum") + '\n[step.part]\nis = "g.share"\n[step.marks]\nis = "g.attainable"\n[step.own]\nis = "c.points"'
    )
    assessment = score(body, {**ALL, "q": na})
    assert [assessment.value(name) for name in ("part", "marks", "own")] == [Fraction(59, 70), 70, 54]


def test_groups_that_say_too_little_or_too_much_do_not_load(refused: Refused) -> None:
    """No members, weights of strangers, weights that nothing weighs with, a weight that is not there."""
    assert refused('[group.g]\ncombine = "sum"') == ["has no members"]
    assert refused(group("weighted mean", "weights = { a = 1, z = 2 }")) == ["unknown member: z"]
    assert refused(group("sum", "weights = { a = 1 }")) == ["sum takes no weights"]
    assert refused(group("weighted mean").replace("weight = 2\n", "")) == ["b has no weight"]
    assert refused(group("median")) == ["invalid value 'median'"]
    assert refused(group("sum", 'members_missing = "ignore"')) == ["invalid value 'ignore'"]
    assert refused(THREE) == ["unknown group: g", "unknown group: g", "unknown group: g"]


# -- lists of sub-subjects -----------------------------------------------------------------------------------

SHEETS = """
[list.sheets]
[measure.marks]
kind = "decimal"
list = "sheets"
[measure.size]
kind = "count"
list = "sheets"
[measure.zero-items]
kind = "count"
list = "sheets"
[item.half]
in = "sheet"
full = 60
points = "marks"
[group.sheet]
full = 60
combine = "sum"
then = [{ when = { zero-items = ">= 1" }, gate = 0 }]
"""
TWO = {"1": {"marks": 30, "size": 1, "zero-items": 0}, "2": {"marks": 60, "size": 3, "zero-items": 0}}


def across(how: str, more: str = "", role: str = "group", each: str = "sheet") -> str:
    """A table made of several sheets."""
    return f'{SHEETS}[{role}.table]\nclause = "1"\nfor_each = "sheets"\nacross = "{how}"\nis = "{each}"\n{more}'


@pytest.mark.parametrize(
    ("how", "value"),
    [("mean", 45), ("sum", 90), ("lowest", 30), ("highest", 60), ("weighted mean", Fraction(105, 2))],
)
def test_each_sub_subject_is_scored_and_combined(score: Score, how: str, value: Any) -> None:
    """Every sheet by itself, with its own gates, then across; in a group, an item or a step."""
    more = 'weigh_by = "size"' if how == "weighted mean" else ""
    assert score(across(how, more), sheets=TWO).value("table") == value
    assert score(across(how, more + "\nfull = 90", role="item"), sheets=TWO).value("table") == value
    assert score(across(how, more, role="step"), sheets=TWO).value("table") == value


def test_a_gate_inside_a_list_falls_on_its_own_sheet(score: Score) -> None:
    """One sheet of two is zero; the other keeps its marks; the ledger names both."""
    sheets = {"1": {**TWO["1"], "zero-items": 1}, "2": TWO["2"]}
    assessment = score(across("mean"), sheets=sheets)
    assert assessment.value("table") == 30
    assert {line.target for line in assessment.ledger.lines} >= {"1/sheet", "2/sheet", "1/half", "table"}
    assert [item.id for item in assessment.items] == ["1/half", "2/half"]


def test_facts_of_a_sub_subject_can_be_combined_themselves(score: Score) -> None:
    """What counts may be a fact of the sheet."""
    assert score(across("mean", each="marks"), sheets=TWO).value("table") == 45
    assert score(across("lowest", each="marks"), sheets=TWO).value("table") == 30


def test_an_empty_list_does_not_apply_and_one_that_is_not_given_is_missing(score: Score) -> None:
    """None of a kind is known to be none; nothing said is nothing known; `if_none` says otherwise."""
    assert score(across("mean"), sheets={}).value("table") is NOT_APPLICABLE
    assert score(across("mean")).value("table") is MISSING
    assert score(across("mean", 'if_none = "zero"'), sheets={}).value("table") == 0


def test_lists_know_the_policies_for_members(score: Score, na: Any) -> None:
    """Missing and not applicable sheets are treated by the same words as members of a group."""
    open_ = {**TWO, "3": {"size": 1, "zero-items": 0}}
    gone = {**TWO, "3": {"marks": na, "size": 1, "zero-items": 0}}
    assert score(across("mean"), sheets=open_).value("table") is MISSING
    assert score(across("mean"), sheets=gone).value("table") == 45
    for policy, value in (("leave out", 45), ("zero", 30), ("full", 50), ("average", 45)):
        assert score(across("mean", f'members_missing = "{policy}"'), sheets=open_).value("table") == value
        assert score(across("mean", f'members_not_applicable = "{policy}"'), sheets=gone).value("table") == value
    few = across("mean", 'members_missing = "leave out"\nneeds = 3\nif_too_few = "not ratable: few"')
    assert score(few, sheets=open_).value("table") == Absent("not-ratable", "few")
    assert score(across("mean", 'members_missing = "leave out"'), sheets={"3": {}}).value("table") is MISSING


def test_a_list_is_read_only_by_for_each(refused: Refused) -> None:
    """What reads two lists at once, a node of no list in for_each, a list that is not declared, a weight too many."""
    other = '\n[list.faces]\n[measure.f]\nkind = "count"\nlist = "faces"\n[step.y]\nsum = ["f", "half"]'
    assert "reads several lists at once: faces, sheets" in refused(across("mean") + other)
    assert refused(across("mean", each="n") + '\n[measure.n]\nkind = "count"') == ["n does not live in the list sheets"]
    assert refused(across("mean", 'weigh_by = "size"')) == ["mean takes no weigh_by"]
    assert refused(across("weighted mean")) == ["a weighted mean needs weigh_by"]
    assert refused(across("mean").replace('across = "mean"\n', "")) == ["it does not say how they are combined"]
    assert refused(across("mean").replace('"sheets"\nacross', '"sheet"\nacross'))


def test_conditions_inside_a_list_see_their_own_sheet_and_what_is_outside(score: Score) -> None:
    """Nested conditions: a set of the sheet's own facts beside a flag of the whole."""
    body = """
[list.sheets]
[measure.strict]
kind = "flag"
[measure.a]
kind = "count"
list = "sheets"
[measure.b]
kind = "count"
list = "sheets"
[set]
both = ["a", "b"]
[step.zero]
is = [
  { when = { any_of = [{ any = { of = "both", that = "= 0" } }, { strict = true, not = { a = ">= 5" } }] }, is = 1 },
  { otherwise = true, is = 0 },
]
[step.zeros]
for_each = "sheets"
across = "sum"
is = "zero"
"""
    sheets = {"1": {"a": 0, "b": 3}, "2": {"a": 4, "b": 1}, "3": {"a": 5, "b": 1}}
    assert score(body, {"strict": False}, sheets=sheets).value("zeros") == 1
    assert score(body, {"strict": True}, sheets=sheets).value("zeros") == 2
    assert score(body, {}, sheets=sheets).value("zeros") is MISSING


# -- repeat --------------------------------------------------------------------------------------------------


def test_a_pattern_keeps_the_type_of_a_rows_value(score: Score, refused: Refused) -> None:
    """A text that is only `{name}` is the row's own number, list or flag; inside a longer text it is text."""
    body = """
[[repeat]]
for = [{ id = "a", full = 4, steps = [{ when = ">= 1", is = 4 }, { otherwise = true, is = 0 }] }, { id = "b", full = 2.5, steps = [{ otherwise = true, is = 2.5 }] }]
[repeat.measure."{id}-n"]
title = "{id}"
kind = "count"
[repeat.item."{id}"]
title = "{id} of {full}"
in = "g"
full = "{full}"
ladder = { of = "{id}-n", steps = "{steps}" }
[group.g]
combine = "sum"
"""
    assessment = score(body, {"a-n": 1, "b-n": 0})
    assert assessment.value("g") == Fraction(13, 2)
    assert [item.title.zh for item in assessment.items] == ["a of 4", "b of 2.5"]
    assert refused(body.replace('{full}"\nladder', '{ful}"\nladder'))[0] == "unknown name of the row: ful"
