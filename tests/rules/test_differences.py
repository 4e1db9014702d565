"""What two rulebooks say differently: by meaning, clause by clause, stricter or laxer where that is decided."""

from typing import Any

import pytest

from stationkit import resolve
from stationkit.cli.diffing import difference_text
from stationkit.rules.differences import RuleDifference, find_differences
from stationkit.rules.documents import parse_rulebook

BASE = """
rulebook = "org/star"
version = "1"
title = { zh = "星", en = "star" }
status = "illustrative"
[measure.visits]
kind = "count"
title = { zh = "走访", en = "visits" }
[item.visiting]
title = { zh = "走访", en = "visiting" }
clause = "一"
in = "total"
full = 10
deduct = [
  { id = "few", title = { zh = "少", en = "few" }, of = "visits", below = 6, per = 1, count = "whole", points = 0.5 },
  { id = "fake", fault = "造假", count = "each", points = 2, up_to = 6 },
]
[group.total]
title = { zh = "总分", en = "total" }
clause = "二"
combine = "sum"
[scale.star]
best_first = [5, 4, 3]
[grade.star]
title = { zh = "星级", en = "stars" }
clause = "三"
scale = "star"
bands = [{ when = { total = ">= 9" }, is = 5 }, { when = { total = ">= 8" }, is = 4 }, { otherwise = true, is = 3 }]
"""


def differences(*changes: tuple[str, str]) -> tuple[RuleDifference, ...]:
    """The differences after some changes of the text."""
    text = BASE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return find_differences(resolve(parse_rulebook(BASE)), resolve(parse_rulebook(text)))


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        (
            ("points = 2", "points = 3"),
            "改动 评分项 走访 [visiting.fake] (一)：分值 2 → 3（更严）",
            "changed item visiting [visiting.fake] (一): points 2 → 3 (stricter)",
        ),
        (
            ("points = 0.5", 'points = "1/4"'),
            "改动 评分项 走访 [visiting.few] (一)：分值 0.5 → 0.25（更宽：当 visits = 0）",
            "changed item visiting [visiting.few] (一): points 0.5 → 0.25 (laxer: where visits = 0)",
        ),
        (
            ('total = ">= 8"', 'total = ">= 8.5"'),
            "改动 等级 星级 [star] (三)：等级线 第2行 条件 total >= 8 → >= 8.5（更严）",
            "changed grade stars [star] (三): bands row 2 when total >= 8 → >= 8.5 (stricter)",
        ),
        (
            ("full = 10", "full = 12"),
            "改动 评分项 走访 [visiting] (一)：标准分 10 → 12（更宽：当 visits = 0）",
            "changed item visiting [visiting] (一): full marks 10 → 12 (laxer: where visits = 0)",
        ),
        (
            ('version = "1"', 'version = "2"'),
            "改动 规则本身 星：版本 1 → 2",
            "changed the rulebook itself star: version 1 → 2",
        ),
        (
            ("[scale.star]", '[item.new]\ntitle = "新"\nclause = "四"\nfull = 3\npoints = 1\n[scale.star]'),
            "新增 评分项 新 [new] (四)：标准分 3；分值 1",
            "new item 新 [new] (四): full marks 3; points 1",
        ),
        (
            ('kind = "count"', 'kind = "count"\nbetter = "higher"'),
            "改动 指标 走访 [visits]：better ∅ → higher",
            "changed measure visits [visits]: better ∅ → higher",
        ),
    ],
)
def test_a_difference_is_told_in_plain_words(change: tuple[str, str], zh: str, en: str) -> None:
    """What, where, from what to what, and whether that is stricter."""
    (difference,) = differences(change)

    assert difference_text(difference, "zh") == zh
    assert difference_text(difference, "en") == en


def test_a_cause_that_is_gone_is_laxer_and_one_that_is_new_is_stricter() -> None:
    """Both are told as what they are."""
    line = '  { id = "fake", fault = "造假", count = "each", points = 2, up_to = 6 },\n'
    new = '  { id = "late", fault = "迟", count = "once", points = 1 },\n'
    (gone,) = differences((line, ""))
    (added,) = differences((line, line + new))

    assert (gone.change, gone.cause, gone.verdict and gone.verdict.kind) == ("removed", "fake", "laxer")
    assert (added.change, added.cause, added.verdict and added.verdict.kind) == ("added", "late", "stricter")


@pytest.mark.parametrize(
    "change",
    [("points = 0.5", 'points = "50%"'), ("full = 10", "full = 10.0 # ten"), ('in = "total"', 'in = ["total"]')],
)
def test_another_spelling_is_no_difference(change: tuple[str, str]) -> None:
    """Only what is said counts."""
    assert differences(change) == ()


def test_the_command_prints_and_tells_by_its_exit_code(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Two files: the differences on standard output, 1 where there are any, 0 where there are none."""
    import json

    from stationkit.cli.app import run

    first, then = tmp_path / "a.toml", tmp_path / "b.toml"
    first.write_text(BASE, encoding="utf-8")
    then.write_text(BASE.replace("up_to = 6", "up_to = 8"), encoding="utf-8")

    assert run(["rulebook", "diff", str(first), str(first)]) == 0
    assert run(["rulebook", "diff", str(first), str(then), "--json"]) == 1
    (one,) = json.loads(capsys.readouterr().out)
    assert (one["node"], one["cause"], one["verdict"]) == ("visiting", "fake", "stricter")
    assert one["parts"] == [{"path": "up_to", "was": 6, "now": 8}]
