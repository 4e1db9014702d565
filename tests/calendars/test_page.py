"""The page of calendars and deadlines tells the truth: its files load, its lists are complete."""

import re
import tomllib
from pathlib import Path

import attrs
import pytest

from stationkit.calendars.reading import parse_calendar_table
from stationkit.calendars.spans import COUNTING_RULES, Unit
from stationkit.cli.app import run
from stationkit.procedures.ladders import Rung, escalation_ladder
from stationkit.procedures.policies import Reset, parse_deadline_policy
from stationkit.procedures.scopes import AppliesTo, Provenance
from stationkit.procedures.steps import Step

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "calendars.md").read_text(encoding="utf-8")
FENCES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def test_every_table_on_the_page_loads() -> None:
    """A fence that begins with `year =` is a whole file."""
    tables = [parse_calendar_table(text) for text in FENCES if text.startswith("year")]
    assert [table.year for table in tables] == [2027]


def test_every_policy_on_the_page_loads() -> None:
    """A fence that begins with `id =` is a whole file."""
    policies = [parse_deadline_policy(text) for text in FENCES if text.startswith("id")]
    assert len(policies) == 1


def test_no_check_finds_anything_in_the_policy_on_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who copies it has a policy that `deadline check` passes."""
    for place, text in enumerate(one for one in FENCES if one.startswith("id")):
        path = tmp_path / f"{place}.toml"
        path.write_text(text, encoding="utf-8")
        assert run(["deadline", "check", str(path), "--lang", "en"]) == 0, capsys.readouterr().out


def test_the_ladder_on_the_page_loads_and_every_key_of_a_rung_is_told() -> None:
    """A fence that has rungs is a whole ladder."""
    (ladder,) = (escalation_ladder(tomllib.loads(text)) for text in FENCES if "[[rungs]]" in text)
    assert [rung.id for rung in ladder.rungs] == ["explain", "notice"]
    assert {field.name for field in attrs.fields(Rung) if f"`{field.name}`" not in PAGE} == set()


@pytest.mark.parametrize("grade", "ABCD")
def test_every_grade_of_a_source_is_on_the_page(grade: str) -> None:
    """`deadline check` asks for one."""
    assert f"`{grade}` " in PAGE


@pytest.mark.parametrize("words", [Unit, Step, Provenance, Reset, COUNTING_RULES])
def test_every_word_that_a_policy_may_use_is_on_the_page(words: object) -> None:
    """A word that the page does not name cannot be used by its readers."""
    assert {str(word) for word in words if f"`{word}`" not in PAGE} == set()  # type: ignore[attr-defined]


def test_every_condition_is_on_the_page() -> None:
    """For which cases a limit is meant."""
    assert {field.name for field in attrs.fields(AppliesTo) if f"`{field.name}`" not in PAGE} == set()
