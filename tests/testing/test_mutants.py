"""Mutants: every kind of mistake is made, weak cases do not notice it, and what cannot matter is proved so."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit import hookimpl, load_host, resolve, rulebook_document
from stationkit.errors import InvalidRulebookError
from stationkit.scoring.engine import assess
from stationkit.testing.cases.documents import parse_cases
from stationkit.testing.cases.model import Between
from stationkit.testing.cases.running import mismatches_of, run_case
from stationkit.testing.checking import plugin_subjects
from stationkit.testing.edges.aiming import Aimer
from stationkit.testing.mutation.making import make_mutants
from stationkit.testing.mutation.running import MutationReport, run_mutants
from stationkit.testing.mutation.searching import Comparison, Pair, readable
from stationkit.testing.rulebooks import facts_for, rulebook_tables
from stationkit.testing.subjects import Subject

NAME = "test.mutants/star"
TABLES: dict[str, Any] = {
    "rulebook": NAME,
    "version": "1",
    "title": "mutants",
    "status": "illustrative",
    "measure": {
        "late": {"kind": "count", "title": "late", "better": "lower"},
        "rate": {"kind": "ratio", "title": "rate", "better": "higher", "when_empty": "not-applicable"},
        "accident": {"kind": "flag", "title": "accident"},
    },
    "item": {
        "loop": {
            "title": "loop",
            "clause": "1",
            "in": "total",
            "full": 10,
            "deduct": [
                {"id": "late", "title": "late", "of": "late", "count": "each", "points": 2, "up_to": 6},
                {"id": "no-register", "fault": "no register", "loses": "all"},
            ],
        },
        "timely": {
            "title": "timely",
            "clause": "2",
            "in": "total",
            "full": 10,
            "share": "rate-value",
            "round": "half up to 1",
        },
    },
    "step": {"rate-value": {"title": "rate", "is": "rate"}},
    "group": {
        "total": {
            "title": "total",
            "clause": "3",
            "combine": "sum",
            "members_not_applicable": "rescale",
            "then": [{"when": {"accident": True}, "gate": 0}, {"when": {"late": ">= 5"}, "cap": 12}],
        }
    },
}

CASES = f"""
rulebook = "{NAME}"
[given]
inspected = "all"
facts = {{ late = 0, rate = "1/1", accident = false }}
[[case]]
id = "best"
expect.score = 20
"""


def subject(folder: Path, cases: str, **more: Any) -> Subject:
    """A rulebook with the cases of an author."""
    tables = {**TABLES, **more}

    @hookimpl
    def stationkit_rulebooks() -> Any:
        return [rulebook_document(tables)]

    plugin = SimpleNamespace(stationkit_rulebooks=stationkit_rulebooks)
    host = load_host([plugin])
    (folder / "cases").mkdir(exist_ok=True)
    (folder / "cases" / "cases.toml").write_text(cases, encoding="utf-8")
    document = host.rulebooks[f"{NAME}@1"]
    return Subject(host=host, document=document, resolved=host.resolve(NAME), folder=folder, plugins=(plugin,))


@pytest.fixture(scope="module")
def weak(tmp_path_factory: pytest.TempPathFactory) -> tuple[Subject, MutationReport]:
    """The mutants of a rulebook with one case only."""
    one = subject(tmp_path_factory.mktemp("weak"), CASES)
    return one, run_mutants(one)


def test_every_kind_of_mistake_is_made_and_each_has_a_name_of_its_own() -> None:
    """An edge shifted, its side swapped, a cap dropped, a rounding changed, a gate forgotten, clauses swapped."""
    mutants = make_mutants(rulebook_document(TABLES))
    names = [one.id for one in mutants]
    assert len(names) == len(set(names))
    for name in (
        "item.loop.deduct[late].points: 2 → 3",
        "item.loop.deduct[late].up_to: gone",
        "item.loop.deduct[late].count: each → once",
        "item.loop.deduct[no-register]: gone",
        "item.timely.round: half up → down",
        "item.timely.round: to 1 → to 2",
        "group.total.members_not_applicable: rescale → leave out",
        "group.total.then[0]: gone",
        "group.total.then[0].when.accident: true → false",
        "group.total.then[1].when.late: >= → >",
        "group.total.then[1].when.late: 5 → 6",
        "group.total.then[1].cap: 12 → 13",
        "group.total.then: 0 ↔ 1",
        "item.loop.clause: 1 → 2",
        "measure.rate.when_empty: not-applicable → 0",
    ):
        assert name in names, name
    assert len({one.operator for one in mutants}) >= 8
    assert all(one.words.zh and one.words.en for one in mutants)


def test_a_mutant_changes_only_its_own_tables() -> None:
    """The rulebook itself stays as it is."""
    document = rulebook_document(TABLES)
    digest = document.digest
    assert all(one.document.digest != digest for one in make_mutants(document))
    assert document.digest == digest


def test_what_weak_cases_do_not_notice_comes_with_facts_on_which_it_differs(
    weak: tuple[Subject, MutationReport],
) -> None:
    """Exact: the original and the mutant come to different results on them."""
    one, report = weak
    unnoticed = report.of("unnoticed")
    assert {"item.loop.deduct[late].up_to: gone", "group.total.then[0]: gone"} <= {
        found.mutant.id for found in unnoticed
    }
    for found in unnoticed:
        assert found.facts is not None
        mutant = one.host.resolve_document(found.mutant.document)
        first, second = assess(found.facts, one.resolved), assess(readable(found.facts, mutant), mutant)
        assert first.ledger != second.ledger, found.mutant.id


def test_the_case_that_is_suggested_passes_and_would_notice(weak: tuple[Subject, MutationReport]) -> None:
    """The author can keep it as it stands."""
    one, report = weak
    for found in report.of("unnoticed"):
        (case,) = parse_cases(found.case, one.host)
        assert run_case(case, one.host).passed, found.case
        mutant = one.host.resolve_document(found.mutant.document)
        noticed = mismatches_of(case.expect, assess(readable(case.given.facts, mutant), mutant))  # type: ignore[union-attr]
        assert noticed, found.mutant.id


def test_with_the_suggested_cases_nothing_is_left(weak: tuple[Subject, MutationReport], tmp_path: Path) -> None:
    """What was lacking is exactly what was told."""
    _, report = weak
    bodies = [
        found.case.partition("[[case]]")[2].replace('id = "lacking"', f'id = "lacking-{place}"')
        for place, found in enumerate(report.of("unnoticed"))
    ]
    plain = f'rulebook = "{NAME}"\n' + "".join(f"[[case]]{body}" for body in bodies)
    again = run_mutants(subject(tmp_path, plain))
    assert [one.mutant.id for one in again.of("unnoticed")] == []


def test_what_can_make_no_difference_is_proved_and_not_shown(tmp_path: Path) -> None:
    """A ceiling above what the item has; a row that is never reached; a default that is written out."""
    item = {
        "loop": {
            "title": "loop",
            "clause": "1",
            "in": "total",
            "full": 10,
            "deduct": [{"id": "late", "title": "late", "of": "late", "count": "each", "points": 5, "up_to": 20}],
            "floor": 0,
        }
    }
    measures = {name: TABLES["measure"][name] for name in ("late", "accident")}
    cases = CASES.replace('rate = "1/1", ', "").replace("20", "10")
    report = run_mutants(subject(tmp_path, cases, item=item, step={}, measure=measures))
    proved = {one.mutant.id for one in report.of("equivalent")}
    assert {
        "item.loop.floor: gone",
        "item.loop.deduct[late].up_to: 20 → 21",
        "item.loop.deduct[late].up_to: gone",
    } <= proved
    assert not any(one.is_finding for one in report.of("equivalent"))


def test_a_ground_explains_a_survivor_and_an_outgrown_ground_is_told(tmp_path: Path) -> None:
    """Both in the author's own file."""
    one = subject(tmp_path, CASES)
    (tmp_path / "explained.toml").write_text(
        f'[mutants."{NAME}"]\n"group.total.then[0]: gone" = "tested elsewhere"\n"no such mutant" = "x"\n',
        encoding="utf-8",
    )
    report = run_mutants(one)
    explained = next(found for found in report.results if found.mutant.id == "group.total.then[0]: gone")
    assert explained.ground == "tested elsewhere"
    assert report.explained == (explained,)
    assert not explained.is_finding
    assert report.outgrown == ("no such mutant",)


def test_where_score_and_star_agree_the_case_expects_what_differs(tmp_path: Path) -> None:
    """An item that gives ten points whatever its full marks are: only what was lost tells."""
    flat = {"title": "flat", "clause": "1", "in": "total", "full": 10, "points": 10}
    total = {"title": "total", "clause": "3", "combine": "sum"}
    cases = f'rulebook = "{NAME}"\n[[case]]\nid = "flat"\nexpect.score = 10\n'
    one = subject(tmp_path, cases, item={"flat": flat}, group={"total": total}, step={}, measure={})
    report = run_mutants(one)
    found = next(found for found in report.results if found.mutant.id == "item.flat.full: 10 → 11")
    (case,) = parse_cases(found.case, one.host)
    assert (case.expect.score, case.expect.lost) == (Between(10, 10), Between(0, 0))
    assert found.becomes[0] != found.becomes[1]


def test_a_difference_that_no_case_can_expect_is_told_and_not_proposed(tmp_path: Path) -> None:
    """A group's marks on paper that are not those of its members: only what could be had of a missing total differs."""
    total = {"title": "total", "clause": "3", "combine": "sum", "full": 20}
    one = subject(tmp_path, CASES, group={"total": total})
    found = next(found for found in run_mutants(one).results if found.mutant.id == "group.total.full: 20 → 21")
    assert (found.outcome, found.is_unsayable, found.is_finding, found.case) == ("unnoticed", True, True, "")
    assert "20" in found.becomes[0]
    assert "21" in found.becomes[1]


def test_the_same_rulebook_gives_the_same_report(weak: tuple[Subject, MutationReport]) -> None:
    """Nothing in it is random."""
    one, report = weak
    again = run_mutants(one)
    assert [(found.mutant.id, found.outcome, found.case) for found in again.results] == [
        (found.mutant.id, found.outcome, found.case) for found in report.results
    ]


@pytest.mark.parametrize("plugin", ["jincheng", "mine2017"])
def test_no_mutant_of_a_plugin_that_comes_along_is_left_unexplained(plugin: str) -> None:
    """Their cases notice every mistake, or a ground says why not; the province's run is a command of its own."""
    for one in plugin_subjects(plugin)[1]:
        report = run_mutants(one)
        assert [found.mutant.id for found in report.findings] == []
        assert report.outgrown == ()


def test_a_proof_looks_at_the_node_itself_and_at_every_use_of_a_fact(tmp_path: Path) -> None:
    """A fact read through a set is a value, not a comparison; a parameter matters where others use it."""
    measure = {
        "a": {"kind": "count", "title": "a", "one_of": [0, 5, 10]},
        "b": {"kind": "count", "title": "b"},
        "size": {"kind": "choice", "title": "size", "one_of": ["small", "large"]},
    }
    cases = [{"when": {"size": "small"}, "is": 2}, {"otherwise": True, "is": 3}]
    tables: dict[str, Any] = {
        "measure": measure,
        "set": {"both": ["a", "b"]},
        "parameter": {"each": {"title": "each", "value": cases, "source": "made up"}},
        "step": {"sum": {"title": "sum", "sum": "both"}, "worth": {"title": "worth", "product": ["b", "each"]}},
        "item": {
            "first": {
                "title": "first",
                "clause": "1",
                "in": "total",
                "full": 10,
                "ladder": {"of": "sum", "steps": [{"when": "<= 11", "is": 10}, {"otherwise": True, "is": 0}]},
            },
            "second": {"title": "second", "clause": "2", "in": "total", "full": 10, "points": "worth"},
        },
        "group": {"total": {"title": "total", "clause": "3", "combine": "sum"}},
    }
    given = (
        f'rulebook = "{NAME}"\n[[case]]\nid = "none"\nfacts = {{ a = 0, b = 0, size = "small" }}\nexpect.score = 10\n'
    )
    report = run_mutants(subject(tmp_path, given, **tables))
    proved = {one.mutant.id for one in report.of("equivalent")}
    assert not any(name.startswith(("item.first.ladder", "parameter.each.value[")) for name in proved), proved
    unnoticed = {one.mutant.id for one in report.of("unnoticed")}
    assert "item.first.ladder.steps[0].when: 11 → 10" in unnoticed


@settings(max_examples=8)
@given(rulebook_tables(), st.data())
def test_what_is_proved_equivalent_differs_on_no_facts_at_all(tables: dict[str, Any], data: st.DataObject) -> None:
    """Of any rulebook, on facts anywhere: a proof is one."""
    document = rulebook_document(tables)
    resolved = resolve(document)
    comparison = Comparison(Aimer(resolved), ())
    facts = data.draw(st.lists(facts_for(resolved), min_size=5, max_size=5))
    for mutant in make_mutants(document)[:40]:
        try:
            wrong = resolve(mutant.document)
        except InvalidRulebookError:
            continue
        if comparison.verdict(wrong, mutant.node, clauses_only=mutant.operator == "clause").is_equivalent:
            pair = Pair(resolved, wrong, clauses_only=False)
            assert not any(pair.differs(one) for one in facts), mutant.id
