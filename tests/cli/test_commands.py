"""The commands: data to standard output, talk to standard error, exit codes, and one clear message for bad input."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stationkit.cli.app import run

RULEBOOK = """
rulebook = "test/small"
version = "1"
title = { zh = "小规则", en = "small" }
status = "illustrative"
source = "made up"
[measure.visits]
kind = "count"
title = { en = "visits" }
[item.visiting]
title = { en = "visiting" }
clause = "1"
full = 10
ladder = { of = "visits", steps = [{ when = ">= 3", is = 10 }, { otherwise = true, is = 4 }] }
"""


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dossier of a small invented region."""
    folder = tmp_path_factory.mktemp("region") / "dossier"
    assert run(["sample", "--stations", "4", "--seed", "5", "--out", str(folder)]) == 0
    return folder


def test_a_row_that_is_there_twice_costs_no_star(
    region: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The assessment is the same to the letter; that a row is repeated is talk, and no finding."""
    twice = tmp_path / "twice"
    shutil.copytree(region, twice)
    path = twice / "hazard_events.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join([*lines, lines[1]]), encoding="utf-8")
    codes, texts = [], []
    for folder in (region, twice):
        codes.append(run(["assess", str(folder), "--period", "2026H1", "--lang", "en"]))
        texts.append(capsys.readouterr())
    assert codes[0] == codes[1]
    assert texts[0].out == texts[1].out
    assert f"hazard_events.csv: {len(lines)} = {len(lines) - 1} + 1（重复 / repeated）" in texts[1].err
    assert f"hazard_events.csv:{len(lines) + 1} repeats row 2 exactly; it counts once" in texts[1].err


@pytest.fixture
def rulebook(tmp_path: Path) -> Path:
    """A small rulebook in a file."""
    path = tmp_path / "small.toml"
    path.write_text(RULEBOOK, encoding="utf-8")
    return path


def test_demo_shows_stars_lost_points_plugins_and_the_illustrative_mark(capsys: pytest.CaptureFixture[str]) -> None:
    """The league table, one account with its clauses, who spoke, and that it is made up."""
    assert run(["demo"]) == 0
    shown = capsys.readouterr().out
    for expected in ("星", "条", "jincheng", "shanxi", "示例", "暂定"):
        assert expected in shown


def test_assess_and_explain_tell_the_same_score(region: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The league and the account of one station agree, in JSON as on the screen."""
    run(["assess", str(region), "--period", "2026H1", "--json"])
    league = json.loads(capsys.readouterr().out)
    one = next(entry for entry in league if not entry["provisional"])
    assert run(["explain", str(region), one["station"], "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == one
    run(["explain", str(region), one["station"], "--lang", "en"])
    assert f"score {one['score']} of" in capsys.readouterr().out


def test_the_same_seed_gives_the_same_region(region: Path, tmp_path: Path) -> None:
    """A sample is deterministic, file by file."""
    run(["sample", "--stations", "4", "--seed", "5", "--out", str(tmp_path / "again")])
    for path in region.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()


def test_score_prints_a_line_for_each_subject_and_compares(
    rulebook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two rows, one of which was published with another value: exit code 1 and the row named."""
    facts = tmp_path / "facts.csv"
    facts.write_text("id,visits,printed\na,3,10\nb,1,5\n", encoding="utf-8")
    assert run(["score", str(rulebook), str(facts), "--expect", "visiting=printed", "--lang", "en"]) == 1
    shown = capsys.readouterr()
    assert shown.out.splitlines() == ["id,visiting,provisional", "a,10,false", "b,4,false"]
    assert "1 equal, 1 mismatches" in shown.err
    assert "3: b: 5 ≠ 4" in shown.err


def test_rulebooks_are_listed_shown_and_checked(rulebook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Those of plugins by id, one of one's own by its file; a weakness is a finding."""
    assert run(["rulebook", "list", "--json"]) == 0
    listed = {entry["id"] for entry in json.loads(capsys.readouterr().out)}
    assert "cn.shanxi.jincheng/pithead-star" in listed
    assert run(["rulebook", "show", "cn.shanxi.jincheng/pithead-star"]) == 0
    assert "tighten item.closed-loop.cause.open-overdue" in capsys.readouterr().out
    assert run(["rulebook", "check", str(rulebook), "--lang", "en"]) == 1
    assert "applies" in capsys.readouterr().out


def test_plugins_say_what_they_bring(capsys: pytest.CaptureFixture[str]) -> None:
    """Three plugins, all loaded, with their scoring functions."""
    assert run(["plugins", "--json"]) == 0
    plugins = {entry["name"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert {"shanxi", "jincheng", "mine2017"} <= set(plugins)
    assert "cn.shanxi.jincheng/visit-score" in plugins["jincheng"]["brings"]["stationkit_scoring_functions"]


def test_the_hazard_graph_is_mermaid(capsys: pytest.CaptureFixture[str]) -> None:
    """A state diagram, in Chinese first."""
    assert run(["hazard", "graph"]) == 0
    assert capsys.readouterr().out.startswith('stateDiagram-v2\n    state "草稿"')


def test_a_dossier_that_names_no_period_asks_for_one(
    region: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without sheets and counts nothing says which period is meant; the message says what to give."""
    bare = tmp_path / "bare"
    shutil.copytree(region, bare, ignore=shutil.ignore_patterns("sheets.*", "counts.*"))
    assert run(["explain", str(bare), "jk001", "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert "--period" in told
    assert "such as 2026H1" in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["assess", "{region}", "--period", "2026H3"], "2026H1"),
        (["assess", "{region}", "--period", "2026H1", "--rulebook", "cn.shanxi/pithead-str"], "cn.shanxi/pithead-star"),
        (["assess", "{empty}", "--period", "2026H1"], "dossier.toml"),
        (["assess", "{empty}/nowhere", "--period", "2026H1"], "no such folder"),
        (["explain", "{region}", "jk999"], "jk001"),
        (["score", "{empty}/none.toml", "{facts}"], "no such file"),
        (["score", "{mistyped}", "{facts}"], "ladder"),
        (["score", "{rulebook}", "{binary}"], "not text"),
        (["score", "{rulebook}", "{facts}"], "visits"),
        (["score", "{rulebook}", "{facts}", "--ignore", "--expect", "visting=x"], "visiting"),
        (["rulebook", "show", "no-namespace"], "namespace/name"),
        (["sample", "--stations", "0", "--out", "{empty}/x"], "1 to 2000"),
        (["sample", "--stations", "2", "--out", "{region}"], "empty"),
        (["frobnicate"], "frobnicate"),
    ],
)
def test_bad_input_is_one_clear_message_and_exit_code_two(
    arguments: list[str], said: str, region: Path, rulebook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback; the message names what was expected."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "facts.csv").write_text("id,vistis\na,1\n")
    (tmp_path / "binary.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff")
    (tmp_path / "mistyped.toml").write_text(RULEBOOK.replace("ladder", "lader"))
    places = {
        "region": region,
        "rulebook": rulebook,
        "empty": tmp_path / "empty",
        "facts": tmp_path / "facts.csv",
        "binary": tmp_path / "binary.csv",
        "mistyped": tmp_path / "mistyped.toml",
    }
    code = run([one.format(**places) for one in arguments] + ([] if arguments == ["frobnicate"] else ["--lang", "en"]))
    shown = capsys.readouterr()
    assert code == 2
    assert shown.out == "" or arguments == ["frobnicate"]
    assert said in shown.err + shown.out
    assert "Traceback" not in shown.err


def test_a_terminal_that_knows_no_chinese_gets_utf8_all_the_same(region: Path) -> None:
    """The encoding of the terminal does not end a run."""
    environment = {"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "stationkit", "assess", str(region), "--period", "2026H1"]
    done = subprocess.run(command, check=False, capture_output=True, env=environment)
    assert done.returncode in (0, 1)
    assert "星级" in done.stdout.decode("utf-8")
