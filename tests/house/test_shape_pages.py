"""A page for every shape, and every page is true: its rulebook loads, and each row of its table comes out."""

import re
import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from stationkit import Facts, Known, NotApplicable, Points, Ratio, assess, resolve, scoring_function
from stationkit.numbers import read_number
from stationkit.rules.documents import parse_rulebook
from stationkit.rules.facts import Answer
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.outcomes import Absent
from stationkit.rules.shapes import SHAPES

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "shapes"
_ROW = re.compile(r"^\| `([^`]*)` \| `x = ([^`]*)` \|$", re.MULTILINE)


@scoring_function("org.example/halved", reads=["rate"])
def halved(rate: Ratio, *, full: Points) -> Points:
    """Half of the share."""
    return full * rate / 2


def rulebook_of(page: str) -> ResolvedRulebook:
    """The rulebook of a page."""
    (text,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    return resolve(parse_rulebook(text), functions={halved.name: halved})


def answer(value: Any) -> Answer:
    """An answer as the page writes it: numbers as numbers or text, words as words."""
    if value == "n/a":
        return NotApplicable(ground="the page says so")
    if isinstance(value, str) and value[:1].isdigit():
        return Known(value=read_number(value))
    return Known(value=value)


def facts_of(written: str, resolved: ResolvedRulebook) -> Facts:
    """The facts of a row: `name = value`, `item.cause = value` or `list.key.name = value`."""
    answers: dict[str, Answer] = {}
    lists: dict[str, dict[str, dict[str, Answer]]] = {}
    for one in written.split(", ") if "=" in written else ():
        name, _, value = one.partition(" = ")
        read = answer(tomllib.loads(f"value = {value}")["value"])
        head, _, rest = name.partition(".")
        if head in resolved.rulebook.lists:
            key, _, inner = rest.partition(".")
            lists.setdefault(head, {}).setdefault(key, {})[inner] = read
        else:
            answers[name] = read
    inner_facts = {
        name: {key: Facts(subject=key, answers=own) for key, own in keys.items()} for name, keys in lists.items()
    }
    return Facts(subject="s", answers=answers, lists=inner_facts)


def test_every_shape_has_a_page_and_no_page_is_about_nothing() -> None:
    """The pages, their index and the table of shapes name the same words."""
    pages = {page.stem for page in FOLDER.glob("*.md")} - {"README"}
    listed = set(re.findall(r"^\| \[`(\w+)`\]", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert pages == listed == set(SHAPES)


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_the_example_of_a_page_comes_out_as_it_says(shape: str) -> None:
    """Every row of the table, explained and replayed."""
    page = (FOLDER / f"{shape}.md").read_text(encoding="utf-8")
    resolved, rows = rulebook_of(page), _ROW.findall(page)
    assert rows
    assert any(f"{shape} " in line or f"{shape}=" in line for line in page.splitlines())
    for facts, expected in rows:
        assessment = assess(facts_of(facts, resolved), resolved)
        wanted = tomllib.loads(f"value = {expected}")["value"]
        value = assessment.value("x")
        came = value.kind if isinstance(value, Absent) else value
        assert came == (Fraction(wanted) if isinstance(wanted, str) and wanted[:1].isdigit() else wanted), facts
        assessment.ledger.replay()
