"""Coverage and the clause map: what has no rule, no clause, no case, and which edges are shown from one side only."""

from pathlib import Path

import pytest

from stationkit import rulebook_document
from stationkit.errors import InvalidCasesError
from stationkit.testing.checking import plugin_subjects
from stationkit.testing.clauses import clause_digest, parse_clause_map
from stationkit.testing.coverage import cover
from tests.testing.test_mutants import CASES, NAME, TABLES, subject

MAP = """
[[instrument]]
id = "rules"
title = "rules"
[[instrument.clause]]
id = "1"
digest = "not public"
[[instrument.clause]]
id = "2"
digest = "not at hand"
[[instrument.clause]]
id = "9"
digest = "not public"
[[instrument.clause]]
id = "10"
digest = "not public"
no_rule = "comes into force"
"""

LATE = '[[case]]\nid = "late"\nfacts = { late = 5 }\nexpect.score = 12\n'


def test_clauses_and_rules_are_matched_both_ways(tmp_path: Path) -> None:
    """A clause without a rule, one that needs none, a clause that the map does not have, a rule without a clause."""
    item = {
        **TABLES["item"],
        "timely": {key: value for key, value in TABLES["item"]["timely"].items() if key != "clause"},
    }
    group = {"total": {key: value for key, value in TABLES["group"]["total"].items() if key != "clause"}}
    (tmp_path / "clauses.toml").write_text(MAP, encoding="utf-8")
    found = cover(subject(tmp_path, CASES, item=item, group=group))
    assert found.clauses_without_rule == ("2", "9")
    assert found.rules_without_clause == ("timely", "total")
    assert cover(subject(tmp_path, CASES)).unknown_clauses == ("3",)


def test_an_edge_is_covered_when_cases_fall_on_both_of_its_sides(tmp_path: Path) -> None:
    """One case alone shows one side; a second shows the other, and the veto that speaks there."""
    one = cover(subject(tmp_path, CASES))
    assert [str(found.edge) for found in one.edges_one_sided] == ["loop: late ceiling 3", "total: late >= 5"]
    assert [found.veto.name for found in one.vetoes_one_sided] == ["then[0] gate", "then[1] cap"]
    two = cover(subject(tmp_path, CASES + LATE))
    assert two.edges_one_sided == ()
    assert [(found.spoke, found.silent) for found in two.vetoes] == [(False, True), (True, True)]
    assert not two.is_whole


def test_an_item_has_a_case_only_where_the_case_asks_about_it(tmp_path: Path) -> None:
    """Being scored is not enough."""
    asks = CASES.replace("expect.score = 20", "expect.nodes.loop = 10")
    assert cover(subject(tmp_path, asks)).items_without_case == ("timely",)
    assert cover(subject(tmp_path, CASES)).items_without_case == ()


def test_a_clause_has_a_case_where_one_names_it_or_rests_on_it(tmp_path: Path) -> None:
    """By name, by node, or because its rule spoke in the score."""
    silent = CASES.replace("expect.score = 20", "expect.provisional = false")
    assert cover(subject(tmp_path, silent)).clauses_without_case == ("1", "2", "3")
    named = silent.replace('id = "best"', 'id = "best"\nclauses = ["2"]')
    assert cover(subject(tmp_path, named)).clauses_without_case == ("1", "3")


def test_refusals_are_covered_by_their_codes_and_guards_that_stay_silent_are_told(tmp_path: Path) -> None:
    """Cases of procedures stand beside cases of rulebooks."""
    from stationkit.testing.cases.documents import parse_cases
    from stationkit.testing.cases.running import run_case
    from stationkit.testing.coverage import silent_guards
    from tests.testing.test_case_documents import HISTORY

    one = subject(tmp_path, CASES)
    results = [run_case(case, one.host) for case in parse_cases(HISTORY, one.host)]
    assert results[0].refusals == ("rectifier-accepts",)
    silent = tuple(silent_guards(results, one.host))
    assert silent
    assert all(name.startswith("hazard/") for name in silent)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = ", "not valid TOML"),
        (MAP.replace('"not at hand"', '"sha256:12"'), "invalid digest"),
        (MAP.replace('id = "9"', 'id = "1"'), "stands twice"),
        (MAP.replace("no_rule", "norule"), "unknown key"),
    ],
)
def test_a_clause_map_that_cannot_be_used_says_why(text: str, said: str) -> None:
    """With its path."""
    with pytest.raises(InvalidCasesError) as caught:
        parse_clause_map(text)
    assert any(said in one.text("en") for one in caught.value.problems)


def test_a_digest_is_that_of_the_text_without_white_space() -> None:
    """How a clause is broken into lines does not change it."""
    assert clause_digest("第一条 为了\n安全") == clause_digest("第一条为了安全")
    assert clause_digest("第一条") != clause_digest("第二条")
    assert (
        parse_clause_map(MAP.replace('"not at hand"', f'"{clause_digest("x")}"'))
        .clauses[1]
        .digest.startswith("sha256:")
    )


@pytest.mark.parametrize("plugin", ["jincheng", "mine2017", "shanxi"])
def test_nothing_of_a_plugin_that_comes_along_is_left_uncovered(plugin: str) -> None:
    """Every clause, item, edge and veto."""
    for one in plugin_subjects(plugin)[1]:
        found = cover(one)
        assert found.failing == ()
        gaps = (found.items_without_case, found.clauses_without_rule, found.rules_without_clause, found.unknown_clauses)
        assert gaps == ((), (), (), ())
        assert found.clauses_without_case == ()
        assert [str(edge.edge) for edge in found.edges_one_sided] == []


def test_the_rulebook_of_these_tests_loads() -> None:
    """It is a rulebook like any other."""
    assert rulebook_document(TABLES).id == NAME
