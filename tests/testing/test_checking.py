"""Checking a plugin that brings no rulebook, and one that is refused."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from stationkit.errors import PluginError
from stationkit.testing.checking import check_plugin, plugin_subjects
from tests.hooks.packages import package

GUARDING = """
from stationkit import Blocker, Guard, ProcedureGuard, Role, Words, hookimpl, load_deadline_policy

stationkit_namespace = "cn.guarding"


def no_workers(case, command):
    if command.role is Role.WORKER:
        yield Blocker(code="no-workers", words=Words(zh="本市须由站点上报", en="the station reports here"))


def guard(name, kind):
    return ProcedureGuard(procedure="hazard", guard=Guard(name=name, check=no_workers, kinds=(kind,)))


@hookimpl
def stationkit_guards():
    return [guard("cn.guarding/reports", "report"), guard("cn.guarding/accepts", "accept")]


@hookimpl
def stationkit_deadline_policies():
    return [load_deadline_policy(__package__, "deadlines.toml")]
"""
POLICY = """
id = "cn.guarding/deadlines"
version = "2026.1"
title = { zh = "期限规定（示例）", en = "deadlines" }
effective = 2026-01-01
"""
LADDER = """
[[ladders]]
id = "cn.guarding/NAME"
version = "1"
title = { zh = "督办梯级", en = "ladder" }
provenance = "policy"
clause = "示例第一条"
source = "示例"
effective = 2026-01-01
[[ladders.rungs]]
id = "remind"
act = { zh = "提醒", en = "remind" }
"""
CASES = """
[[case]]
id = "workers"
[[case.commands]]
kind = "report"
actor = "r-1"
role = "worker"
ground = "as found"
document = "no. 1"
happened_at = 2026-03-02T08:00:00+08:00
refused = ["no-workers"]
"""


@pytest.fixture
def guarding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Lay a plugin of guards and deadlines alone on the path, of this process and of those that it starts."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with package(tmp_path, "guarding", module=GUARDING, deadlines=POLICY + LADDER.replace("NAME", "one")) as root:
        (root / "cases").mkdir()
        (root / "cases" / "guards.toml").write_text(CASES, encoding="utf-8")
        importlib.invalidate_caches()
        yield root


def test_a_plugin_without_a_rulebook_is_checked_by_its_cases_policies_and_guards(guarding: Path) -> None:
    """Its guard stands before the procedure in its cases; one that refuses nothing there is told, and is no fault."""
    report = check_plugin("guarding")
    assert [one.refusals for one in report.cases] == [("no-workers",)]
    assert report.contracts == ()
    assert report.silent_guards == ("cn.guarding/accepts",)
    assert report.policies == ()
    assert report.is_clean
    with pytest.raises(PluginError, match="no rulebook"):
        plugin_subjects("guarding")
    assert guarding.is_dir()


def test_ties_of_its_policies_are_faults(guarding: Path) -> None:
    """Two ladders for one step: some case would meet both."""
    ladders = LADDER.replace("NAME", "one") + LADDER.replace("NAME", "two")
    (guarding / "deadlines.toml").write_text(POLICY + ladders, encoding="utf-8")
    report = check_plugin("guarding")
    assert ["cn.guarding/one@1" in one.text("en") for one in report.policies] == [True]
    assert not report.is_clean


def test_a_plugin_that_is_refused_is_told_with_the_reason(guarding: Path) -> None:
    """Installed, its name is known; why it speaks to nobody is the answer."""
    (guarding / "deadlines.toml").write_text(POLICY.replace("2026-01-01", '"soon"'), encoding="utf-8")
    metadata = guarding.parent / "guarding-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: guarding\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text("[stationkit]\nguarded = guarding\n", encoding="utf-8")
    importlib.invalidate_caches()
    for check in (check_plugin, plugin_subjects):
        with pytest.raises(PluginError) as raised:
            check("guarded")
        told = "\n".join(one.text("en") for one in raised.value.problems)
        assert "the plugin guarded was refused" in told
        assert "deadlines.toml" in told
        assert "soon" in told
