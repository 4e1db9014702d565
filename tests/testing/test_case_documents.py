"""Case files in TOML: read strictly, told at their lines, run exactly."""

from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit import (
    HAZARD,
    Blocker,
    Event,
    Facts,
    Guard,
    Period,
    ProcedureGuard,
    Ratio,
    Role,
    Words,
    assess,
    assess_station,
    load_host,
    write_dossier,
)
from stationkit.errors import InvalidCasesError
from stationkit.rules.outcomes import Absent
from stationkit.samples.region import make_region
from stationkit.testing.cases.documents import parse_cases, read_case_document
from stationkit.testing.cases.model import Case, FactsGiven
from stationkit.testing.cases.running import CaseResult, run_case
from stationkit.testing.cases.writing import case_text, expectation
from stationkit.testing.coverage import silent_guards
from stationkit.testing.facts import facts_of
from stationkit.testing.rulebooks import facts_for
from tests.hooks.packages import plugin

PLUGINS = ("stationkit_shanxi", "stationkit_jincheng")
JINCHENG = "cn.shanxi.jincheng/pithead-star"
HOST = load_host(PLUGINS)
RULEBOOK = HOST.resolve(JINCHENG)


def cases(text: str) -> tuple[Case, ...]:
    """The cases of a file about Jincheng's rulebook."""
    return parse_cases(f'rulebook = "{JINCHENG}"\n{text}', HOST, source="file.toml")


def result(text: str) -> CaseResult:
    """What comes of the only case."""
    (case,) = cases(text)
    return run_case(case, HOST)


def problems(text: str) -> list[str]:
    """What is wrong with a file, in English."""
    with pytest.raises(InvalidCasesError) as caught:
        cases(text)
    return [one.text("en") for one in caught.value.problems]


CASE = '[[case]]\nid = "a"\nfacts = { overdue-hazards = 1, own-acceptance = 0 }\n'


@pytest.mark.parametrize(
    "expect",
    [
        "nodes = { closed-loop = 8 }",
        'nodes = { closed-loop = "8.0" }',
        "nodes = { closed-loop = { at_least = 7, at_most = 9 } }",
        "nodes = { closed-loop = { at_most = 8 } }",
        'nodes = { training = { absent = "missing" } }',
        'score = { absent = "missing" }',
        'star = { absent = "missing" }',
        "qualifies = false",
        "provisional = true",
        'lines = [{ node = "closed-loop", cause = "open-overdue", change = -2, clause = "第十二条第三款" }]',
        'lines = [{ node = "closed-loop", rulebook = "cn.shanxi.jincheng/pithead-star@2023.1", after = 8 }]',
        'lines = [{ node = "closed-loop", plugin = "stationkit_jincheng" }]',
    ],
)
def test_what_is_expected_and_comes_passes(expect: str) -> None:
    """Exact, an interval, an absence, the star alone, lines at least."""
    assert result(f"{CASE}[case.expect]\n{expect}\n").passed


@pytest.mark.parametrize(
    "expect",
    [
        "nodes = { closed-loop = 9 }",
        "nodes = { closed-loop = { at_least = 9 } }",
        'nodes = { closed-loop = { absent = "missing" } }',
        "score = 90",
        "star = 5",
        "qualifies = 5",
        "provisional = false",
        'findings = ["requires-unmet"]',
        'lines = [{ node = "closed-loop", cause = "open-overdue", change = -1 }]',
        'lines = [{ node = "closed-loop", clause = "第一条" }]',
    ],
)
def test_what_is_expected_and_does_not_come_fails_once_with_both_languages(expect: str) -> None:
    """One mismatch, told in Chinese and English, with what came."""
    found = result(f"{CASE}[case.expect]\n{expect}\n")
    (mismatch,) = found.mismatches
    assert mismatch.text("zh") != mismatch.text("en")
    assert mismatch.got in found.text("en")


def test_a_failure_names_file_line_and_case_and_shows_the_ledger_lines_that_matter() -> None:
    """The reader need not look for where the points went."""
    text = result(f"\n\n{CASE}[case.expect]\nnodes = {{ closed-loop = 10 }}\n").text("zh")
    assert text.startswith("file.toml:4 a")
    assert "期望 10，得到 8" in text
    assert "closed-loop: 10 → 8 逾期未改 [第十二条第三款] ← overdue-hazards" in text


def test_every_problem_comes_at_once_with_its_path_and_what_would_have_been_right() -> None:
    """A file is refused whole, not at its first mistake."""
    told = problems(
        """
        [[case]]
        id = "a"
        fakts = {}
        facts = { overdue-hazard = 1, on-time-rate = "9/x", off-post = 1, meetings = 1.5 }
        inspected = ["closedloop"]
        [case.expect]
        scores = 1
        nodes = { no-such = 1 }
        star = 2.5
        [[case]]
        id = "a"
        on = "2026-01-01"
        like = "nobody"
        """
    )
    joined = "\n".join(told)
    for part in ("overdue-hazards", "9/x", "true or false", "1.5", "fakts", "scores", "no-such", "closedloop"):
        assert part in joined, part
    for part in ("a word of the scale", "stands twice", "expected a date", "nobody", "it expects nothing"):
        assert part in joined, part
    assert all("case[" in line for line in told)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = ", "not valid TOML"),
        ("", "no cases"),
        ('[[case]]\nid = "a"\nrulebook = "cn.nowhere/nothing"\nexpect.score = 1', "cn.nowhere/nothing"),
        ('[[case]]\nid = "a"\nfacts = {}\ncommands = []\nexpect.score = 1', "not together"),
        ('[[case]]\nid = "a"\ndossier = "d"\nexpect.score = 1', "no such folder"),
        (
            '[[case]]\nid = "a"\nfacts = { off-post = { missing = "x", known = true } }\nexpect.score = 1',
            "not together",
        ),
    ],
)
def test_a_file_that_cannot_be_used_says_why(text: str, said: str) -> None:
    """No traceback, one clear reason."""
    assert any(said in one for one in problems(text))


def test_without_a_rulebook_there_is_nothing_to_ask() -> None:
    """Facts alone have no score."""
    with pytest.raises(InvalidCasesError, match="没有写明规则"):
        parse_cases('[[case]]\nid = "a"\nexpect.score = 1', HOST)


def test_what_a_file_gives_is_shared_and_what_a_case_is_like_is_taken_over() -> None:
    """The nearest says it: the case, then the one that it is like, then the file."""
    first, second = cases(
        """
        [given]
        inspected = "all"
        facts = { overdue-hazards = 3, own-acceptance = 0 }
        [[case]]
        id = "base"
        facts = { off-post = true, closed-loop = { } }
        expect.nodes.closed-loop = 4
        [[case]]
        id = "more"
        like = "base"
        facts = { overdue-hazards = { not-applicable = "no hazards", clause = "art. 1" }, own-acceptance = 1 }
        expect.nodes.closed-loop = 8
        """
    )
    assert run_case(first, HOST).passed
    assert run_case(second, HOST).passed
    assert isinstance(second.given, FactsGiven)
    assert second.given.facts.answers["off-post"] == first.given.facts.answers["off-post"]  # type: ignore[union-attr]


def test_causes_are_written_below_their_item_or_behind_a_dot() -> None:
    """Both spellings are the same facts."""
    nested, dotted = (
        result(f'[[case]]\nid = "a"\nfacts = {facts}\nexpect.nodes.hazard-ledger = 3.5')
        for facts in (
            "{ hazard-ledger = { gap = 1, inspected = true } }",
            '{ "hazard-ledger.gap" = 1, "hazard-ledger.inspected" = true }',
        )
    )
    assert nested.passed
    assert dotted.passed


HISTORY = """
[[case]]
id = "accepts"
title = "整改人不能验收自己的整改"
each = { document = "no. 1", ground = "as found" }
expect.state = "accepted"
[[case.commands]]
kind = "report"
actor = "r-1"
role = "reporter"
happened_at = 2026-03-02T08:00:00+08:00
[[case.commands]]
kind = "grade"
actor = "ann"
role = "receptionist"
happened_at = 2026-03-02T09:00:00+08:00
level = "general"
mode = "on-site"
limit = 2026-03-02T16:00:00+08:00
[[case.commands]]
kind = "fix-on-site"
actor = "bo"
role = "worker"
happened_at = 2026-03-02T10:00:00+08:00
measures = "propped"
[[case.commands]]
kind = "submit"
actor = "bo"
role = "worker"
happened_at = 2026-03-02T11:00:00+08:00
[[case.commands]]
kind = "accept"
actor = "bo"
role = "acceptor"
happened_at = 2026-03-02T12:00:00+08:00
refused = ["rectifier-accepts"]
[[case.commands]]
kind = "accept"
actor = "chen"
role = "acceptor"
happened_at = 2026-03-02T12:00:00+08:00
"""


def test_a_history_of_commands_expects_refusals_by_their_codes_and_an_end() -> None:
    """What is refused leaves no trace; what is allowed leads on."""
    found = result(HISTORY)
    assert found.passed, found.text("en")
    assert found.refusals == ("rectifier-accepts",)


def test_a_refusal_that_does_not_come_and_one_that_nobody_expected_are_told() -> None:
    """With the number of the command."""
    turned = HISTORY.replace('refused = ["rectifier-accepts"]\n', "").replace(
        'actor = "chen"', 'actor = "chen"\nrefused = ["x"]'
    )
    first, second = result(turned).mismatches
    assert "command 5" in first.text("en")
    assert "rectifier-accepts" in first.text("en")
    assert "refused: x" in second.text("en")


def test_a_command_that_is_none_is_told_with_its_path() -> None:
    """The strict converter of the stations reads commands too."""
    told = problems(HISTORY.replace('role = "worker"', 'rolle = "worker"', 1))
    assert any("commands[2]" in one and "rolle" in one for one in told)


def test_a_dossier_is_given_by_its_folder_station_and_period(tmp_path: Path) -> None:
    """The station's own rulebook is chosen where the case names none."""
    host, period = load_host(PLUGINS), Period.parse("2026H1")
    dossier = make_region(stations=2, seed=7, period=period)
    write_dossier(dossier, tmp_path / "region")
    station = dossier.stations[0].id
    star = assess_station(dossier, station, period, host).assessment.star
    assert star is not None
    path = tmp_path / "cases.toml"
    given = f'dossier = "region"\nstation = "{station}"\nperiod = "2026H1"'
    path.write_text(f'[[case]]\nid = "d"\n{given}\n[case.expect]\n{_star(star.value)}\n', encoding="utf-8")
    (case,) = read_case_document(path, host)
    assert run_case(case, host).passed


def _star(value: Any) -> str:
    return f'star = {{ absent = "{value.kind}" }}' if isinstance(value, Absent) else f"star = {value!r}"


@settings(max_examples=40)
@given(st.one_of(facts_of(RULEBOOK), facts_for(RULEBOOK)))
def test_any_facts_written_as_a_case_come_back_and_pass(facts: Facts) -> None:
    """What a breach prints can be kept as it stands."""
    assessment = assess(facts, RULEBOOK)
    text = case_text("kept", facts, RULEBOOK, title='a "title"', expect=expectation(assessment))
    (case,) = parse_cases(text, HOST)
    found = run_case(case, HOST)
    assert found.passed, found.text("en")
    assert found.assessment is not None
    assert [item.points for item in found.assessment.items] == [item.points for item in assessment.items]


def test_a_ratio_keeps_its_two_numbers() -> None:
    """Nine of ten is not ninety of a hundred."""
    (case,) = cases('[[case]]\nid = "a"\nfacts = { on-time-rate = "9/10" }\nexpect.nodes.on-time = "1.8"')
    assert isinstance(case.given, FactsGiven)
    assert case.given.facts.answers["on-time-rate"].value == Ratio(9, 10)  # type: ignore[union-attr]


def test_guards_and_procedures_of_plugins_stand_in_cases_too() -> None:
    """An author tests the codes of their own guard, before a procedure that comes along and before one of their own."""

    def no_acceptors(_: Any, command: Event) -> Any:
        if command.role is Role.ACCEPTOR:
            yield Blocker(code="no-acceptors", words=Words(zh="本市须由安全管理部门验收", en="the department accepts"))

    def guarded(procedure: str, name: str) -> ProcedureGuard:
        return ProcedureGuard(procedure=procedure, guard=Guard(name=name, check=no_acceptors, kinds=("accept",)))

    guards = [guarded("hazard", "cn.test/theirs"), guarded("cn.test/hazard", "cn.test/mine")]
    own = attrs.evolve(HAZARD, id="cn.test/hazard", version="2026")
    host = load_host([plugin("test", stationkit_guards=guards, stationkit_procedures=[own])])
    text = HISTORY.replace('["rectifier-accepts"]', '["rectifier-accepts", "no-acceptors"]')
    text = text.replace('actor = "chen"', 'actor = "chen"\nrefused = ["no-acceptors"]')
    text = text.replace('expect.state = "accepted"', 'procedure = "PROCEDURE"\nexpect.state = "rectified"')
    for name in ("hazard", "cn.test/hazard"):
        (case,) = parse_cases(text.replace("PROCEDURE", name), host)
        found = run_case(case, host)
        assert set(found.refusals) == {"rectifier-accepts", "no-acceptors"}
        assert not [one for one in found.mismatches if "command" in one.what.en]
        silent = set(silent_guards([found], host))
        assert not silent & {"hazard/cn.test/theirs", "cn.test/hazard/cn.test/mine"}
    with pytest.raises(InvalidCasesError, match=r"cn\.test/hazard"):
        parse_cases(text.replace("PROCEDURE", "cn.test/hazzard"), host)
