"""What plugins add reaches the commands: guards, procedures, overlays; and what a dossier lacks of them is told."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

from stationkit import HAZARD, Blocker, Event, Guard, Host, ProcedureGuard, Role, Words, load_host
from stationkit.calendars.reading import overlay
from stationkit.cli.app import run
from tests.hooks.packages import plugin

MINE = "cn.test/hazard"


def refuses_acceptors(_: Any, command: Event) -> Any:
    """Somebody else accepts here."""
    if command.role is Role.ACCEPTOR:
        yield Blocker(code="no-acceptors", words=Words(zh="本市须由安全管理部门验收", en="the department accepts here"))


GUARD = ProcedureGuard(
    procedure="hazard", guard=Guard(name="cn.test/no-acceptors", check=refuses_acceptors, kinds=("accept",))
)
FAIR = overlay(
    {
        "id": "cn.test/fair",
        "revisions": [
            {
                "title": "古会",
                "dated": "2026-01-01",
                "off": [{"name": "古会", "from": "2026-03-03", "to": "2026-03-04"}],
            }
        ],
    }
)


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Host:
    """Load a plugin with a guard, a procedure and an overlay, and nothing else."""
    brought = plugin(
        "stationkit_test",
        stationkit_guards=[GUARD],
        stationkit_procedures=[attrs.evolve(HAZARD, id=MINE, version="2026")],
        stationkit_calendars=[FAIR],
    )
    loaded = load_host([brought])
    monkeypatch.setattr("stationkit.hooks.host.load_host", lambda *_, **__: loaded)
    return loaded


@pytest.fixture
def region(tmp_path: Path) -> Path:
    """The dossier of an invented region."""
    folder = tmp_path / "region"
    assert run(["sample", "--stations", "1", "--seed", "5", "--out", str(folder)]) == 0
    return folder


# -- procedures and guards -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("host")
def test_procedures_of_plugins_are_listed_and_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    """With the guards that plugins put before each."""
    assert run(["procedure", "list", "--json"]) == 0
    told = {one["id"]: one for one in json.loads(capsys.readouterr().out)}
    assert told["hazard"]["plugin_guards"] == ["cn.test/no-acceptors"]
    assert told[MINE]["plugin_guards"] == []
    assert run(["procedure", "graph", MINE]) == 0
    assert run(["procedure", "graph", f"{MINE}@2026"]) == 0
    assert run(["hazard", "graph"]) == 0
    assert capsys.readouterr().out.count("stateDiagram-v2") == 3


def test_a_guard_of_a_plugin_is_asked_by_the_check_of_a_roster(
    monkeypatch: pytest.MonkeyPatch, host: Host, region: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whom it refuses cannot close anything; whom it lets through can."""
    asked = ["roster", "check", str(region), "--period", "2026-02", "--json"]
    assert run(asked) == 0
    (document,) = json.loads(capsys.readouterr().out)
    assert document["guards"] == ["cn.test/no-acceptors"]
    assert run([*asked, "--procedure", MINE]) == 0
    assert json.loads(capsys.readouterr().out)[0]["guards"] == []
    assert run([*asked, "--procedure", "award"]) == 2
    assert MINE in capsys.readouterr().err
    everybody = attrs.evolve(GUARD.guard, check=lambda *_: [Blocker(code="nobody", words=Words(en="nobody accepts"))])
    closed = attrs.evolve(host, guards=(attrs.evolve(GUARD, guard=everybody),))
    monkeypatch.setattr("stationkit.hooks.host.load_host", lambda *_, **__: closed)
    assert run([*asked[:-1], "--lang", "en"]) == 1
    told = capsys.readouterr()
    assert "all can be closed" not in told.err
    assert "cn.test/no-acceptors" in told.err
    assert run([*asked[:-1], "--apart", "jk001-acceptor", "--apart", "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err


def test_what_a_guard_wants_attached_is_attached_in_the_check_of_a_roster(
    monkeypatch: pytest.MonkeyPatch, host: Host, region: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Anybody can attach a photo: only people can be missing."""

    def wants_evidence(_: Any, command: Event) -> Any:
        if not command.evidence:
            yield Blocker(code="no-photo", words=Words(zh="验收须附照片", en="accepting needs a photo"))

    photo = Guard(name="cn.test/photo", check=wants_evidence, kinds=("accept",), asks=("evidence",))
    asking = attrs.evolve(host, guards=(ProcedureGuard(procedure="hazard", guard=photo),))
    monkeypatch.setattr("stationkit.hooks.host.load_host", lambda *_, **__: asking)
    assert run(["roster", "check", str(region), "--period", "2026-02", "--lang", "en"]) == 0
    assert "all can be closed" in capsys.readouterr().err


@pytest.mark.usefixtures("host")
def test_a_guard_of_a_plugin_finds_breaches_in_records(region: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What an acceptor accepted breaks the plugin's rule; the hazard's own path is drawn all the same."""
    events = region / "hazard_events.csv"
    assert ",accept," in events.read_text(encoding="utf-8-sig")
    assert run(["hazard", "findings", str(region), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert {one["code"] for one in found} == {"no-acceptors"}
    assert run(["hazard", "path", str(region), found[0]["hazard"], "--now", "2026-07-01"]) == 0


# -- calendars -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("host")
def test_an_overlay_is_chosen_by_its_id(region: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Wherever days are counted; one that nobody brings is told with the nearest."""
    count = ["calendar", "count", "2026-03-02", "2026-03-06"]
    assert run(count) == 0
    assert run([*count, "--calendar", "cn.test/fair"]) == 0
    assert capsys.readouterr().out.split() == ["4", "2"]
    assert run(["calendar", "show", "2026", "--calendar", "cn.test/fair", "--json"]) == 0
    assert "2026-03-03" in {one["day"] for one in json.loads(capsys.readouterr().out)["days"]}
    counted = ["deadline", "count", "2026-03-02T08:00", "2", "workday", "--json"]
    assert run([*counted, "--calendar", "cn.test/fair"]) == 0
    assert json.loads(capsys.readouterr().out)["last_day"] == str(date(2026, 3, 6))
    assert run([*count, "--calendar", "cn.test/fare", "--lang", "en"]) == 2
    assert "cn.test/fair" in capsys.readouterr().err
    listed = ["deadline", "list", str(region), "--now", "2026-05-01", "--examples", "--all", "--json"]
    run(listed)
    without = json.loads(capsys.readouterr().out)
    run([*listed, "--calendar", "cn.test/fair"])
    assert len(json.loads(capsys.readouterr().out)) == len(without)


# -- what a dossier counts on --------------------------------------------------------------------------------


def counting_on(region: Path, name: str) -> None:
    """Let a dossier count on a plugin."""
    head = region / "dossier.toml"
    head.write_text(f'{head.read_text(encoding="utf-8")}plugins = ["{name}"]\n', encoding="utf-8")


@pytest.mark.usefixtures("host")
@pytest.mark.parametrize(
    "asked",
    [
        ["assess", "--period", "2026H1"],
        ["explain", "jk001", "--period", "2026H1"],
        ["deadline", "list", "--now", "2020-01-01"],
        ["deadline", "moved", "--now", "2020-01-01", "--table", "none.toml"],
        ["reading", "propose"],
        ["hazard", "findings"],
        ["hazard", "path", "h"],
        ["roster", "check", "--period", "2026-02"],
        ["rank", "--period", "2026H1"],
        ["settle", "--period", "2026H1"],
        ["bulk", "--period", "2026H1"],
    ],
    ids=lambda asked: " ".join(asked[:2]),
)
def test_every_command_says_which_plugin_a_dossier_lacks(
    region: Path, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """With the remedy; and no command ends as if all were well."""
    counting_on(region, "stationkit_jincheng")
    words = 2 if asked[0] in ("deadline", "reading", "hazard", "roster") else 1
    assert run([*asked[:words], str(region), *asked[words:], "--lang", "en"]) >= 1
    told = capsys.readouterr().err
    assert "the dossier counts on the plugin stationkit_jincheng, which is absent: it was not found" in told
    assert "stationkit doctor --expect stationkit_jincheng" in told


@pytest.mark.usefixtures("host")
def test_a_plugin_that_is_there_is_no_finding(region: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is said, and the exit code is the command's own."""
    counting_on(region, "stationkit_test")
    assert run(["reading", "propose", str(region)]) == 0
    assert "stationkit_test" not in capsys.readouterr().err
