"""Reasons: who looks at an open item learns why the facts beneath it are open, however deep they lie."""

from datetime import date
from typing import Any

import pytest

from stationkit import Facts, Missing, Period, RegionCode, Words, assess, gather_facts, measure_function, resolve
from stationkit.cli.texts import explanation, item_row
from stationkit.cli.whys import show_item, why_document
from stationkit.rules.documents import parse_rulebook
from stationkit.scoring.engine import Assessment
from stationkit.scoring.pins import facts_document
from stationkit.scoring.whys import why
from stationkit.stations.dossier import Coverage, Dossier, RecordKind
from stationkit.stations.stations import Industry, Station, StationKind

RULEBOOK = """
rulebook = "x.y/r"
version  = "1"
title    = { zh = "规则" }
status   = "illustrative"
source   = "made up"
[measure.weeks]
kind     = "count"
title    = { zh = "周数" }
function = "x.y/weeks"
[measure.due]
kind     = "count"
title    = { zh = "应有周数" }
reported = "due"
[step.rate]
title    = { zh = "率" }
quotient = ["weeks", "due"]
[item.straight]
title  = { zh = "直接" }
clause = "第一条"
in     = "total"
full   = 10
ladder = { of = "weeks", steps = [{ when = ">= 3", is = 10 }, { otherwise = true, is = 0 }] }
[item.through-a-step]
title  = { zh = "隔一步" }
clause = "第二条"
in     = "total"
full   = 10
share  = "rate"
[group.total]
title   = { zh = "总分" }
clause  = "第三条"
full    = 20
combine = "sum"
"""
STATION = Station(
    id="s",
    kind=StationKind.PITHEAD,
    industry=Industry.COAL,
    region=RegionCode("140500"),
    employer="e",
    title=Words(zh="站"),
    opened_on=date(2020, 1, 1),
)
HALF = Period.parse("2026H1")


def assessed(call: Any) -> Assessment:
    """Assess the station where the weeks are what a plugin's function gives."""
    resolved = resolve(parse_rulebook(RULEBOOK))
    function = measure_function("x.y/weeks", kind="count", reads=["legal-clinics"])(call)
    covered = Coverage(station="s", kind=RecordKind.LEGAL_CLINICS, since=HALF.start, until=HALF.end)
    dossier = Dossier(stations=(STATION,), coverage=(covered,))
    facts = gather_facts(dossier, "s", HALF, measures=resolved.rulebook.measures, functions={"x.y/weeks": function})
    return assess(facts, resolved)


def _broken(*_: Any) -> int:
    raise ValueError("no such week")


@pytest.mark.parametrize("item", ["straight", "through-a-step"])
def test_an_item_says_why_its_measure_function_failed(item: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The outcome, the row, the account of the item and its document name the function and its error."""
    assessment = assessed(_broken)
    outcome = next(one for one in assessment.items if one.id == item)
    lines = why(assessment, item)
    show_item(lines, "en")
    shown = capsys.readouterr().out
    for text in (outcome.why.text("zh"), item_row(outcome, "en")[-1], shown, str(why_document(lines))):
        assert "x.y/weeks" in text
        assert "ValueError: no such week" in text


def test_the_ledger_says_why_a_fact_is_open_where_it_is_read() -> None:
    """The step and the item that read the measure say it; the group above does not say it again."""
    told = {line.partition(":")[0]: line for line in explanation(assessed(_broken), "en")}
    assert "ValueError" in told["rate"]
    assert "ValueError" in told["straight"]
    assert "ValueError" not in told["total"]


def test_a_failed_measure_function_is_a_finding() -> None:
    """Somebody has to mend the plugin; a count that nobody reported is no failure of anybody's."""
    found = [one for one in assessed(_broken).findings if one.code == "measure-failed"]
    assert [(one.node, one.facts) for one in found] == [("weeks", ("weeks",))]
    assert "x.y/weeks" in found[0].words.zh
    assert "ValueError: no such week" in found[0].words.text("en")


@pytest.mark.parametrize("call", [lambda *_: 4, lambda *_: Missing(why="the books are lost")])
def test_a_function_that_answers_or_says_why_not_has_not_failed(call: Any) -> None:
    """An honest `Missing` is an answer of the function's own."""
    assert [one for one in assessed(call).findings if one.code == "measure-failed"] == []


def test_a_failure_is_another_fact_than_a_silence() -> None:
    """What is pinned tells them apart."""
    failed, silent = Missing(why="w", failed=True), Missing(why="w")
    documents = [facts_document(Facts(subject="s", answers={"weeks": one})) for one in (failed, silent)]
    assert documents[0] != documents[1]
