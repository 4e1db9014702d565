"""The national hazard-treatment table of 2017: each of its 50 causes, alone and threefold, against a table by hand."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from stationkit import load_host
from stationkit.rules.documents import read_rulebook
from stationkit.rules.layers import ResolvedRulebook, resolve
from stationkit.scoring.engine import Assessment

Score = Callable[..., Assessment]

# item, full marks, then for each cause its id, what one occurrence takes, and how it counts
TABLE: list[tuple[str, int, list[tuple[str, str, str]]]] = [
    ("y01-department", 2, [("no-department", "2", "all")]),
    ("y02-duties", 4, [("not-divided", "4", "all"), ("leader-unclear", "2", "each"), ("head-unclear", "0.5", "each")]),
    ("y03-grading", 4, [("not-graded", "2", "once"), ("unclear", "1", "each")]),
    ("y04-plan", 4, [("no-plan", "4", "all")]),
    (
        "y05-monthly",
        6,
        [("not-done", "6", "all"), ("wrong", "2", "each"), ("no-work-plan", "1", "once"), ("plan-gap", "0.5", "each")],
    ),
    ("y06-ten-days", 6, [("not-done", "6", "all"), ("wrong", "2", "each")]),
    ("y07-daily", 5, [("not-done", "5", "all"), ("wrong", "1", "each")]),
    ("y08-posts", 4, [("not-done", "4", "all")]),
    ("y09-ledger", 3, [("not-done", "3", "all"), ("gap", "0.5", "each")]),
    ("y10-major-report", 2, [("bad", "2", "all")]),
    ("y11-five", 2, [("bad", "2", "all")]),
    ("y12-major-plan", 6, [("wrong-organiser", "6", "all"), ("late", "2", "once")]),
    ("y13-not-at-once", 4, [("wrong-organiser", "4", "all")]),
    ("y14-same-shift", 5, [("not-same-shift", "5", "all"), ("no-record", "3", "once"), ("record-gap", "0.5", "each")]),
    ("y15-measures", 4, [("not-done", "4", "all")]),
    ("y16-risky", 4, [("no-commander", "4", "all"), ("no-sign", "1", "once"), ("no-officer", "1", "once")]),
    ("y17-supervise", 7, [("unclear", "2", "each"), ("not-escalated", "2", "each"), ("late", "2", "each")]),
    ("y18-accept", 4, [("not-accepted", "4", "all"), ("wrong-acceptor", "2", "once"), ("written-off", "4", "all")]),
    ("y19-report-back", 4, [("not-reported", "4", "all")]),
    (
        "y20-public",
        5,
        [("not-informed", "2", "once"), ("content-gap", "1", "each"), ("no-phone", "2", "once"), ("tip", "2", "once")],
    ),
    ("y21-system", 3, [("not-done", "3", "all"), ("gap", "1", "each")]),
    ("y22-meeting", 3, [("not-done", "3", "all"), ("content", "2", "once")]),
    ("y23-funds", 3, [("not-done", "3", "all"), ("no-funds", "2", "once")]),
    ("y24-training", 3, [("not-done", "3", "all")]),
    ("y25-appraisal", 3, [("not-done", "3", "all"), ("unused", "1", "once")]),
]
CAUSES = [(item, full, *cause) for item, full, causes in TABLE for cause in causes]


@pytest.fixture(scope="module", params=["plugin", "shared"])
def table(request: pytest.FixtureRequest) -> ResolvedRulebook:
    """The table as its plugin brings it, and as the shared folder has it."""
    if request.param == "plugin":
        return load_host(["stationkit_mine2017"]).resolve("cn.nmsa/mine2017-hazard-treatment")
    shared: Path = request.getfixturevalue("shared")
    return resolve(read_rulebook(shared / "examples" / "mine2017-hazard.toml"))


def test_the_table_by_hand_has_25_items_50_causes_and_100_marks(table: ResolvedRulebook) -> None:
    """Both say the same, cause by cause."""
    assert (len(TABLE), len(CAUSES), sum(full for _, full, _ in TABLE)) == (25, 50, 100)
    assert {(one.item, one.cause) for one in table.program.faults} == {(item, cause) for item, _, cause, _, _ in CAUSES}


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: f"{cause[0]}.{cause[2]}")
def test_a_cause_takes_what_the_table_says(table: ResolvedRulebook, score: Score, cause: Any) -> None:
    """Once, and three times: each occurrence, once, or all of it; never more than the item has."""
    item, full, name, points, how = cause
    for times in (1, 3):
        taken = full if how == "all" else min(Fraction(points) * (times if how == "each" else 1), full)
        assessment = score(table, {f"{item}.{name}": times})
        assert assessment.value(item) == full - taken
        assert assessment.score == 100 - taken
        (line,) = assessment.ledger.losses
        assert (line.cause, bool(line.rule.clause)) == (name, True)
        assert line.change <= -taken  # what goes beyond the item's marks is given back by its floor


def test_what_does_not_apply_is_rescaled_to_a_hundred(table: ResolvedRulebook, score: Score) -> None:
    """Without major hazards (2 and 6 marks) one point lost of 92 is 91/92 of a hundred, to two decimals."""
    gone = {"y10-major-report.inspected": "n/a", "y12-major-plan.inspected": "n/a"}
    assert score(table, {**gone, "y07-daily.wrong": 1}).score == Fraction("98.91")
    assert score(table, dict.fromkeys((f"{item}.inspected" for item, _, _ in TABLE), "n/a")).score == 0
