"""The commands of the author kit: data to standard output, findings as exit codes, both languages."""

import json
from pathlib import Path

import pytest

from stationkit.cli.app import run


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code and both streams of a command."""
    code = run(["plugin", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_new_writes_the_files_that_it_lists_and_says_how_it_was_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The list is data, the rest is talk."""
    code, out, err = said(capsys, "new", "晋城", "--region", "140500", "--out", str(tmp_path))
    assert code == 0
    assert all(Path(line).is_file() for line in out.splitlines())
    assert "stationkit_r140500" in err
    code, _, err = said(capsys, "new", "晋城", "--region", "140500", "--out", str(tmp_path), "--lang", "en")
    assert code == 2
    assert "not there yet" in err


def test_check_tells_cases_contracts_and_misdeeds(capsys: pytest.CaptureFixture[str]) -> None:
    """A clean plugin: nothing to do."""
    code, out, _ = said(capsys, "check", "jincheng", "--contract", "dates", "--contract", "cases", "--json")
    found = json.loads(out)
    assert (code, found["clean"], found["misdeeds"]) == (0, True, [])
    assert {one["contract"]: one["outcome"] for one in found["contracts"]} == {"dates": "held", "cases": "held"}
    assert all(one["passed"] for one in found["cases"])


def test_check_says_on_which_dossier_measure_functions_were_tried(capsys: pytest.CaptureFixture[str]) -> None:
    """Those of the plugin's own cases."""
    code, out, _ = said(capsys, "check", "riders", "--contract", "dates", "--lang", "en")
    assert code == 0
    assert "cn.shanxi.riders/rota-gap: tried on cases/taiyuan 2026H1" in out
    assert "only its code" not in out
    assert "✗" not in out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_coverage_tells_clause_by_clause_what_is_covered(capsys: pytest.CaptureFixture[str], language: str) -> None:
    """As a table and as data."""
    code, out, _ = said(capsys, "coverage", "jincheng", "--lang", language)
    assert code == 0
    assert "第十二条第三款" in out
    code, out, _ = said(capsys, "coverage", "jincheng", "--json")
    (found,) = json.loads(out)
    assert found["whole"] is True
    assert found["clauses"]["第三十条"]


def test_mutate_counts_what_was_noticed_and_lists_what_was_not(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is left of Jincheng's; the report is data too."""
    code, out, _ = said(capsys, "mutate", "jincheng", "--lang", "en")
    assert code == 0
    assert "not noticed by any case 0" in out
    code, out, _ = said(capsys, "mutate", "jincheng", "--json")
    (report,) = json.loads(out)
    assert {one["outcome"] for one in report["mutants"]} <= {"noticed", "unloadable", "equivalent"}
    assert all(one["noticed_by"] for one in report["mutants"] if one["outcome"] == "noticed")


def test_mutate_says_how_many_are_explained_and_under_which_id(capsys: pytest.CaptureFixture[str]) -> None:
    """The count in the headline, and the line of explained.toml to write."""
    code, out, _ = said(capsys, "mutate", "riders", "--every", "--lang", "en")
    assert code == 0
    assert "not noticed by any case 3" in out
    assert "undecided 2" in out
    assert "of those not noticed or undecided, explained 5" in out
    assert 'explained.toml: "group.traffic.full: 25 → 26"' in out


@pytest.mark.parametrize("command", ["check", "mutate", "coverage"])
def test_a_plugin_that_does_not_exist_is_told_without_a_traceback(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """Usage, with what would have been right."""
    code, out, err = said(capsys, command, "nowhere", "--lang", "en")
    assert (code, out) == (2, "")
    assert "nowhere" in err


def test_a_contract_that_does_not_exist_is_told_with_those_that_do(capsys: pytest.CaptureFixture[str]) -> None:
    """A typing error checks nothing."""
    code, _, err = said(capsys, "check", "jincheng", "--contract", "monoton", "--lang", "en")
    assert code == 2
    assert "monotone" in err
