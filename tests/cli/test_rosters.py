"""Rosters and the numbers of awards on the command line: data to standard output, exit codes, one clear message."""

import json
from pathlib import Path

import pytest

from stationkit.cli.app import run


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dossier of a small invented region."""
    folder = tmp_path_factory.mktemp("region") / "dossier"
    assert run(["sample", "--stations", "1", "--seed", "5", "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def leave(tmp_path: Path) -> Path:
    """Everybody who may accept is away for a week."""
    path = tmp_path / "leave.csv"
    away = "".join(f"jk001-{name},2026-02-03..2026-02-09,年休\n" for name in ("acceptor", "safety"))
    path.write_text(f"member,period,ground\n{away}", encoding="utf-8")
    return path


def test_a_roster_in_which_everybody_is_there_is_proved_fine(region: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing on standard output, the proof as talk, exit code 0."""
    assert run(["roster", "check", str(region), "--period", "2026-02", "--lang", "en"]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "all can be closed" in told.err


def test_a_week_without_acceptors_is_a_finding(region: Path, leave: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The days, the step, who is away, and what would free it; exit code 1; the same in JSON."""
    asked = ["roster", "check", str(region), "--period", "2026-02", "--absences", str(leave)]
    assert run(asked) == 1
    shown = capsys.readouterr().out
    for expected in ("2026-02-03..2026-02-09", "验收合格", "jk001-acceptor", "可解"):
        assert expected in shown
    assert run([*asked, "--json"]) == 1
    (document,) = json.loads(capsys.readouterr().out)
    assert not document["proved"]
    assert {story["stuck_at"] for story in document["stories"]} == {"accept"}
    assert all(story["frees"] for story in document["stories"])


def test_no_length_below_zero_is_a_proof(region: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is refused with what would have been right."""
    assert run(["roster", "check", str(region), "--period", "2026-02", "--within=-1", "--lang", "en"]) == 2
    told = capsys.readouterr()
    assert "not below 0" in told.err
    assert "all can be closed" not in told.err


def test_a_step_that_may_wait_frees_the_last_days(
    region: Path, leave: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With seven days for the acceptance everything is closed in time."""
    asked = ["roster", "check", str(region), "--period", "2026-02", "--absences", str(leave), "--days", "accept=7"]
    assert run(asked) == 0
    assert run([*asked, "--within", "2", "--station", "jk001"]) == 1
    capsys.readouterr()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--days", "accept"], "accept=3"),
        (["--days", "acept=3"], "acept"),
        (["--certified", "acceptr"], "acceptor"),
        (["--procedure", "hazrd"], "hazard"),
        (["--station", "nobody"], "jk001"),
    ],
)
def test_bad_input_is_told_with_what_would_have_been_right(
    region: Path, more: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, one message, nothing on standard output."""
    assert run(["roster", "check", str(region), "--period", "2026-02", *more]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err


def test_leave_that_cannot_be_used_is_told_row_by_row(
    region: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A period that is none, a column that nobody reads, a member whom nobody knows."""
    path = tmp_path / "leave.csv"
    path.write_text("member,period,reason\njk001-acceptor,february,x\n", encoding="utf-8")
    assert run(["roster", "check", str(region), "--period", "2026-02", "--absences", str(path)]) == 2
    told = capsys.readouterr().err
    assert "reason" in told
    assert "leave.csv:2:period" in told
    path.write_text("member,period\nnobody,2026-02\n", encoding="utf-8")
    assert run(["roster", "check", str(region), "--period", "2026-02", "--absences", str(path)]) == 2
    assert "nobody" in capsys.readouterr().err


def test_a_role_can_be_given_for_some_days(
    region: Path, leave: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the answer proposes, given, frees it."""
    given = tmp_path / "given.csv"
    given.write_text("member,role,period\njk001-manager,acceptor,2026-02-03..2026-02-09\n", encoding="utf-8")
    files = ["--absences", str(leave), "--delegations", str(given)]
    assert run(["roster", "check", str(region), "--period", "2026-02", *files]) == 0
    capsys.readouterr()


def test_the_numbers_of_an_award_have_sources(capsys: pytest.CaptureFixture[str]) -> None:
    """Every number with its status and source."""
    assert run(["award", "policy", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert all(row["source"] and row["status"] in ("official", "reconstructed", "illustrative") for row in rows)
    assert run(["award", "policy"]) == 0
    assert "公示" in capsys.readouterr().out
