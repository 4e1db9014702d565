"""Three readers: each finds in the same lines what they look for, in both languages."""

import pytest

from stationkit import Assessment, Facts, Known, assess, resolve
from stationkit.cli.readers import READERS, account, score_sheet
from stationkit.rules.documents import parse_rulebook
from stationkit.rules.facts import SheetScore
from stationkit.words import Language

TEXT = """
rulebook = "org/star"
version = "1"
title = { zh = "星", en = "star" }
status = "illustrative"
effective = { from = 2020-01-01, review_by = 2021-01-01 }
score = "total"
[measure.visits]
kind = "count"
title = { zh = "走访次数", en = "number of visits" }
[item.visiting]
title = { zh = "走访", en = "visiting" }
clause = "第三条"
in = "total"
full = 10
deduct = [{ id = "fake", fault = "造假", title = { zh = "造假", en = "made up" }, count = "each", points = 2 }]
[item.often]
title = { zh = "频次", en = "how often" }
clause = "第四条"
in = "total"
full = 4
ladder = { of = "visits", steps = [{ when = ">= 3", is = 4 }, { otherwise = true, is = 1 }] }
[item.open]
title = { zh = "未查", en = "not seen" }
clause = "第五条"
in = "total"
full = 2
deduct = [{ id = "gap", fault = "缺", count = "each", points = 1 }]
[group.total]
title = { zh = "总分", en = "total" }
clause = "第六条"
combine = "sum"
members_missing = "leave out"
"""


@pytest.fixture
def assessment() -> Assessment:
    """One that lost points with a written ground, has an item not seen, a differing score and an overdue review."""
    answers = {
        "visits": Known(value=1),
        "visiting.inspected": Known(value=True),
        "visiting.fake": Known(value=1, ground="三月家访记录系补写"),
    }
    sheets = {"visiting": SheetScore(self_score=10, assessor_score=9)}
    facts = Facts(subject="jk001", period="2024H1", answers=answers, sheets=sheets)
    return assess(facts, resolve(parse_rulebook(TEXT)))


def told(assessment: Assessment, reader: str, language: Language = "zh") -> str:
    """All that one reader is told."""
    return "\n".join(account(assessment, reader, language))  # type: ignore[arg-type]  # a reader's name


def test_the_score_sheet_is_the_one_that_assessors_know(assessment: Assessment) -> None:
    """Clause, item, standard marks, deduction, ground, points, self-score and the assessor's score."""
    rows = list(score_sheet(assessment, "zh"))

    assert rows[0] == ("条款", "评分项", "标准分", "扣分", "扣分依据", "得分", "自评分", "评审分")
    assert rows[1] == ("第三条", "走访", "10", "2", "造假 -2（三月家访记录系补写）", "8", "10", "9")
    assert rows[2][:4] == ("第四条", "频次", "4", "3")
    assert "visits" in rows[2][4]
    assert rows[3][5] == "缺失"


def test_each_reader_finds_what_they_look_for(assessment: Assessment) -> None:
    """The station its losses with clauses, the assessor what is to be looked at, the auditor the digests and lines."""
    assert "-2  走访 · 造假  [第三条]" in told(assessment, "station")
    assert "points lost, 2 time(s)" in told(assessment, "station", "en")
    assert "made up -2" in told(assessment, "assessor", "en")
    assert f"sha256 {assessment.pins.facts}  facts" in told(assessment, "auditor")
    assert "replayed" in told(assessment, "auditor", "en")
    assert "sha256" not in told(assessment, "station")


def test_every_reader_is_told_the_score_the_status_and_the_findings(assessment: Assessment) -> None:
    """Illustrative numbers and an overdue review are on every account."""
    for reader in READERS:
        for language, status, overdue in (
            ("zh", "示例", "应在 2021-01-01 前复核"),
            ("en", "illustrative", "2021-01-01"),
        ):
            text = told(assessment, reader, language)  # type: ignore[arg-type]  # one of the two

            assert status in text
            assert overdue in text
            assert text.splitlines()[1].split()[1] == "9"
