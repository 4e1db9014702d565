"""Contracts: kept by good rulebooks, broken by bad ones, with a case that can be kept."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

from stationkit import Points, RulebookDocument, hookimpl, load_host, rulebook_document, scoring_function
from stationkit.errors import StationkitError, UnknownNameError
from stationkit.testing import ContractBreachError, parametrize_with_contracts, run_contracts, subject_of
from stationkit.testing.cases.documents import parse_cases
from stationkit.testing.cases.running import run_case
from stationkit.testing.contracts import applicability
from stationkit.testing.contracts.listing import CONTRACTS
from stationkit.testing.subjects import Subject

NAME = "test.contracts/star"


def document(**more: Any) -> RulebookDocument:
    """A small good rulebook, with some tables replaced."""
    tables: dict[str, Any] = {
        "rulebook": NAME,
        "version": "1",
        "title": "contracts",
        "status": "illustrative",
        "measure": {
            "rate": {"kind": "ratio", "title": "rate", "better": "higher", "when_empty": "not-applicable"},
            "late": {"kind": "count", "title": "late", "better": "lower"},
        },
        "item": {
            "first": {"title": "first", "clause": "1", "in": "total", "full": 60, "share": "rate"},
            "second": {
                "title": "second",
                "clause": "2",
                "in": "total",
                "full": 40,
                "deduct": [{"id": "late", "title": "late", "of": "late", "count": "each", "points": 10}],
            },
        },
        "group": {"total": {"title": "total", "clause": "3", "combine": "sum", "members_not_applicable": "rescale"}},
    }
    return rulebook_document({**tables, **more})


def subject(*documents: RulebookDocument, functions: Any = ()) -> Subject:
    """The first of these rulebooks, from a plugin of its own."""

    @hookimpl
    def stationkit_rulebooks() -> Any:
        return list(documents)

    @hookimpl
    def stationkit_scoring_functions() -> Any:
        return list(functions)

    plugin = SimpleNamespace(
        stationkit_rulebooks=stationkit_rulebooks, stationkit_scoring_functions=stationkit_scoring_functions
    )
    host = load_host([plugin])
    first = host.rulebooks[documents[0].head.reference]
    return Subject(host=host, document=first, resolved=host.resolve_document(first), plugins=(plugin,))


def broken(one: Subject, *only: str) -> dict[str, ContractBreachError]:
    """The contracts that are broken, of those that are run."""
    return {found.contract.name: found.breach for found in run_contracts(one, only=only) if found.breach is not None}


def with_function(call: Callable[..., Any], **more: Any) -> Subject:
    """The small rulebook with its first item scored by a function."""
    function = scoring_function("test.contracts/f", reads=["late"], **more)(call)
    first = {"title": "first", "clause": "1", "in": "total", "full": 60, "function": "test.contracts/f"}
    second = {"title": "second", "clause": "2", "in": "total", "full": 40, "share": "rate"}
    return subject(document(item={"first": first, "second": second}), functions=[function])


ABOUT_SCORES = ("bounded", "monotone", "order-free", "pure", "not-applicable", "no-hidden-input", "dates", "clauses")


def test_a_good_rulebook_keeps_every_contract_about_scores() -> None:
    """Nothing is broken that should not be."""
    assert broken(subject(document()), *ABOUT_SCORES) == {}


@pytest.mark.parametrize("reference", ["cn.shanxi.jincheng/pithead-star", "cn.shanxi/wellbeing-star"])
def test_contracts_hold_without_pytest_too(reference: str) -> None:
    """The same contracts, as the command line runs them."""
    found = run_contracts(
        subject_of(reference, plugins=["stationkit_shanxi", "stationkit_jincheng"]), only=["bounded", "order-free"]
    )
    assert [one.outcome for one in found] == ["held", "held"]


def test_a_ladder_that_takes_points_for_improvement_is_not_monotone_and_the_breach_is_a_case() -> None:
    """Shrunk to the best facts with one change; the case that is printed can be read back."""
    steps = [{"when": ">= 90%", "is": 10}, {"when": ">= 50%", "is": 60}, {"otherwise": True, "is": 0}]
    first = {"title": "first", "clause": "1", "in": "total", "full": 60, "ladder": {"of": "rate", "steps": steps}}
    one = subject(document(item={"first": first}))
    breach = broken(one, "monotone")["monotone"]
    assert "rate" in breach.what.en
    assert breach.case in str(breach)
    (case,) = parse_cases(breach.case, one.host)
    assert run_case(case, one.host).passed


def test_one_more_hazard_rectified_on_time_may_not_cost_a_point() -> None:
    """A cause that counts what is reported punishes reporting."""
    measures = {
        "rate": {"kind": "ratio", "title": "rate", "better": "higher"},
        "reports": {"kind": "count", "title": "r", "better": "higher"},
    }
    first = {
        "title": "first",
        "clause": "1",
        "in": "total",
        "full": 60,
        "deduct": [{"id": "r", "title": "r", "of": "reports", "count": "each", "points": 1}],
    }
    assert "monotone" in broken(subject(document(measure=measures, item={"first": first})), "monotone")


def test_a_function_that_fails_or_leaves_its_range_is_not_bounded() -> None:
    """Not computed is told as such."""

    def failing(late: Points, *, full: Points) -> Points:
        if late > 3:
            raise RuntimeError("broken")
        return full

    breach = broken(with_function(failing), "bounded")["bounded"]
    assert "RuntimeError" in str(breach)
    assert "bounded" in broken(with_function(lambda late, *, full: full + late), "bounded")


def test_a_function_that_remembers_is_neither_pure_nor_deterministic() -> None:
    """One station would leave something behind for the next."""
    calls: Iterator[int] = iter(range(10**9))

    def forgetful(late: Points, *, full: Points) -> Points:
        return full if next(calls) % 7 else Points(0)

    found = broken(with_function(forgetful), "pure", "deterministic", "order-free", "no-hidden-input")
    assert set(found) >= {"pure", "deterministic"}


def test_only_a_function_that_declares_itself_monotone_is_held_to_it() -> None:
    """Where nothing is promised, nothing is tested."""

    def steep(late: Points, *, full: Points) -> Points:
        return full if late > 2 else Points(0)

    assert "monotone" not in broken(with_function(steep), "monotone")
    assert "monotone" in broken(with_function(steep, monotone=True), "monotone")


def test_a_policy_that_punishes_what_does_not_apply_is_declared_or_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Declared, the contract leaves it alone; if it were not declared, it would be seen."""
    group = {"title": "total", "clause": "3", "combine": "sum", "members_not_applicable": "zero"}
    one = subject(document(group={"total": group}))
    assert broken(one, "not-applicable") == {}
    monkeypatch.setattr(applicability, "_is_neutral", lambda *_: True)
    assert "first" in str(broken(one, "not-applicable")["not-applicable"])


def test_an_item_that_a_set_names_is_left_alone() -> None:
    """Without it the rulebook would not be one."""
    one = subject(document(set={"both": ["first", "second"]}))
    assert applicability.without_item(one.resolved, "first") is None
    assert broken(one, "not-applicable") == {}


def version(number: str, since: date, until: date | None = None) -> RulebookDocument:
    """A version that governs in an interval."""
    effective = {"from": since} | ({"until": until} if until else {})
    return document(version=number, effective=effective)


def test_versions_that_meet_keep_both_sides_of_every_date() -> None:
    """The day before the last version, the day of the next."""
    day = date(2026, 1, 1)
    assert broken(subject(version("1", date(2025, 1, 1), day), version("2", day)), "dates") == {}


@pytest.mark.parametrize(("until", "said"), [(date(2026, 2, 1), "重叠"), (date(2025, 12, 1), "空档")])
def test_versions_that_overlap_or_leave_a_hole_do_not_load(until: date, said: str) -> None:
    """Both are errors that would only show on that day."""
    with pytest.raises(StationkitError, match=said):
        subject(version("1", date(2025, 1, 1), until), version("2", date(2026, 1, 1)))


def test_a_value_that_changes_on_a_day_wants_cases_on_both_sides(tmp_path: Path) -> None:
    """One case before the day alone shows nothing of what changes."""
    rows = [
        {"from": date(2025, 1, 1), "value": 5, "source": "a"},
        {"from": date(2026, 1, 1), "value": 10, "source": "b"},
    ]
    causes = [{"id": "late", "title": "late", "of": "late", "count": "each", "points": "each-late"}]
    item = {"second": {"title": "second", "clause": "2", "in": "total", "full": 40, "deduct": causes}}
    parameter = {"each-late": {"title": "each", "value": rows}}
    one = attrs.evolve(subject(document(item=item, parameter=parameter)), folder=tmp_path)
    (tmp_path / "cases").mkdir()
    case = '[[case]]\nid = "{0}"\non = {0}\nfacts = {{ late = 1 }}\nexpect.score = {1}\n'
    path = tmp_path / "cases" / "cases.toml"
    path.write_text(f'rulebook = "{NAME}"\n' + case.format("2025-12-31", 35), encoding="utf-8")
    assert "2026-01-01" in str(broken(one, "dates")["dates"])
    whole = attrs.evolve(subject(document(item=item, parameter=parameter)), folder=tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + case.format("2026-01-01", 30), encoding="utf-8")
    assert broken(whole, "dates", "cases") == {}


def test_a_rule_without_a_clause_and_an_item_without_a_case_are_told_by_name() -> None:
    """The author sees which."""
    item = {"first": {"title": "first", "in": "total", "full": 60, "share": "rate"}}
    group = {"total": {"title": "total", "combine": "sum"}}
    found = broken(subject(document(item=item, group=group)), "clauses", "cases")
    assert "first, total" in str(found["clauses"])
    assert "first" in str(found["cases"])


# -- expected failures ---------------------------------------------------------------------------------------


def test_an_expected_failure_passes_with_its_ground_and_one_that_holds_has_outgrown_it() -> None:
    """Strict, both ways."""
    steps = [{"when": ">= 50%", "is": 0}, {"otherwise": True, "is": 60}]
    first = {"title": "first", "clause": "1", "in": "total", "full": 60, "ladder": {"of": "rate", "steps": steps}}
    grounds = {"monotone": "《细则》第九条", "bounded": "no longer"}
    found = run_contracts(
        subject(document(item={"first": first})), expected_failures=grounds, only=("monotone", "bounded")
    )
    assert {one.contract.name: (one.outcome, one.passed) for one in found} == {
        "monotone": ("expected", True),
        "bounded": ("outgrown", False),
    }


def test_a_name_that_is_no_contract_is_refused_with_those_that_are() -> None:
    """A typing error would otherwise switch nothing off, in silence."""
    with pytest.raises(UnknownNameError, match="monotone"):
        run_contracts(subject(document()), expected_failures={"monoton": "x"})
    with pytest.raises(UnknownNameError, match="bounded"):
        parametrize_with_contracts("cn.shanxi/pithead-star", expected_failures={}, only=["bound"])


def test_the_grounds_lie_beside_the_rulebook_and_none_is_empty(tmp_path: Path) -> None:
    """`explained.toml` names contract and ground."""
    one = attrs.evolve(subject(document()), folder=tmp_path)
    (tmp_path / "explained.toml").write_text(f'[contracts."{NAME}"]\nbounded = "no longer"\n', encoding="utf-8")
    assert run_contracts(one, only=["bounded"])[0].outcome == "outgrown"
    (tmp_path / "explained.toml").write_text(f'[contracts."{NAME}"]\nbounded = " "\n', encoding="utf-8")
    with pytest.raises(Exception, match="没有写明依据"):
        run_contracts(one, only=["bounded"])


TEST_FILE = """
from pathlib import Path
from stationkit.testing import parametrize_with_contracts

@parametrize_with_contracts(
    "cn.shanxi.jincheng/pithead-star",
    folder=Path("nowhere"),
    only=["dates", "cases", "clauses"],
    expected_failures={"cases": "there are none here", "dates": "outgrown"},
)
def test_contract(contract):
    contract()
"""


def test_the_decorator_makes_one_test_for_each_contract_with_strict_expectations(tmp_path: Path) -> None:
    """One held, one failed as expected, one outgrew its ground."""
    (tmp_path / "test_it.py").write_text(TEST_FILE, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", "-v"]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)
    assert "1 failed, 1 passed, 1 xfailed" in done.stdout, done.stdout + done.stderr
    assert "test_contract[dates] FAILED" in done.stdout
    assert "XPASS(strict)" in done.stdout


def test_a_breach_can_be_written_to_a_folder(tmp_path: Path) -> None:
    """Ready to be moved among the cases."""
    from stationkit.testing.contracts.parametrizing import keep_breach

    path = keep_breach(ContractBreachError("monotone", NAME, CONTRACTS[0].words, "x = 1\n"), tmp_path / "kept")
    assert path is not None
    assert path.read_text(encoding="utf-8") == "x = 1\n"
    assert keep_breach(ContractBreachError("dates", NAME, CONTRACTS[0].words), tmp_path) is None
