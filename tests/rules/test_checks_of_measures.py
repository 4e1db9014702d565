"""Checks know the facts of a rulebook: two counts reach every row of their quotient, texts may name a window."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit.rules.answers import check_value
from stationkit.rules.checks import CheckResult, Verdict, check_rulebook
from stationkit.rules.documents import parse_rulebook
from stationkit.rules.layers import ResolvedRulebook, resolve
from stationkit.rules.reach.breakpoints import breakpoints
from stationkit.rules.reach.breakpoints import known_measures as measures_of

HEAD = """
rulebook = "x.y/r"
version  = "1"
title    = { zh = "规则" }
status   = "illustrative"
source   = "made up"
"""

MANY = "".join(
    f"""
[measure.m{place}]
kind  = "count"
title = {{ zh = "次数" }}
[item.i{place}]
title  = {{ zh = "项" }}
clause = "第{place}条"
in     = "total"
full   = 10
ladder = {{ of = "m{place}", steps = [{{ when = ">= 7", is = 10 }}, {{ when = ">= 3", is = 5 }}, {{ otherwise = true, is = 0 }}] }}
"""
    for place in range(9)
)
"""So many facts that not all combinations are tried."""

RATE = """
[measure.served]
kind    = "count"
between = [0, 1000000]
title   = { zh = "服务人数" }
[measure.registered]
kind    = "count"
between = [LEAST, 1000000]
title   = { zh = "登记人数" }
[step.rate]
title    = { zh = "率" }
quotient = ["served", "registered"]
[item.coverage]
title  = { zh = "覆盖" }
clause = "第十条"
in     = "total"
full   = 15
ladder = { of = "rate", steps = [
  { when = ">= HIGH%", is = 15 }, { when = ">= LOW%", is = 10 }, { otherwise = true, is = 0 },
] }
[group.total]
title   = { zh = "总分" }
clause  = "第一条"
full    = 105
combine = "sum"
"""


def rate(least: int, low: int, high: int) -> ResolvedRulebook:
    """Nine ladders, and one over a quotient of two counts."""
    body = RATE.replace("LEAST", str(least)).replace("HIGH", str(high)).replace("LOW", str(low))
    return resolve(parse_rulebook(HEAD + MANY + body))


def of_rows(resolved: ResolvedRulebook) -> dict[str, CheckResult]:
    """What `rows` says of the ladder over the quotient, by the row."""
    found = check_rulebook(resolved, ["rows"])
    return {one.where: one for one in found if one.where.startswith("item.coverage.ladder[")}


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([0, 1, 3, 250]), st.integers(1, 98), st.integers(1, 50))
def test_every_row_of_a_ladder_over_a_quotient_of_counts_is_reached(least: int, low: int, more: int) -> None:
    """Whatever its edges, and from how many people on the lower count begins."""
    found = of_rows(rate(least, low, min(99, low + more)))
    assert {path: one.verdict for path, one in found.items()} == dict.fromkeys(
        (f"item.coverage.ladder[{row}]" for row in range(3)), Verdict.PROVED
    )


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2000), st.integers(1, 98))
def test_every_fact_tried_is_legal_for_its_measure(least: int, low: int) -> None:
    """Numbers that make a quotient what it is compared with are whole, and within the bounds of each count."""
    resolved = rate(least, low, 99)
    measures = measures_of(resolved.program)
    for name, values in breakpoints(resolved.program).items():
        assert values
        assert [one for one in values if check_value(one, measures[name]) is not None] == []
    assert any(type(one) is int for one in breakpoints(resolved.program)["served"])
    assert not any(isinstance(one, Fraction) for one in breakpoints(resolved.program)["served"])


STARS = """
[measure.deaths]
kind    = "count"
title   = { zh = "死亡事故" }
between = [0, 400]
count   = { of = "incidents", where = { grade = "fatal" }, window = "12 months before round end" }
[measure.marks]
kind    = "decimal"
title   = { zh = "得分" }
[scale.stars]
best_first = [5, 4, 3]
[grade.star]
title  = { zh = "星级" }
clause = "第一条"
scale  = "stars"
bands  = [{ when = { marks = ">= 90" }, is = 5 }, { when = { marks = ">= 80" }, is = 4 }, { otherwise = true, is = 3 }]
then   = [{ when = { deaths = ">= 2" }, not_above = 4, note = "NOTE", clause = "第二条" }]
"""


@pytest.mark.parametrize(
    ("note", "verdict"),
    [
        ("12 个月内死亡事故 2 次的，不得评 5 星", Verdict.PROVED),
        ("不高于 4 星", Verdict.PROVED),
        ("400 次以内", Verdict.PROVED),
        ("24 个月内死亡事故 2 次的，不得评 5 星", Verdict.UNDECIDED),
        ("不高于 6 星", Verdict.UNDECIDED),
    ],
)
def test_a_note_may_name_windows_bounds_and_stars(note: str, verdict: Verdict) -> None:
    """The numbers of a measure that the rule asks, and of its scale, are numbers of the rule; others are not."""
    found = check_rulebook(resolve(parse_rulebook(HEAD + STARS.replace("NOTE", note))), ["texts"])
    assert [one.verdict for one in found if one.where == "grade.star.then[0]"] == [verdict]
