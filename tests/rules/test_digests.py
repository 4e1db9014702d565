"""Digests: the same meaning has the same one, however it is written; another meaning has another."""

import re
import tomllib
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit import Facts, Scorer, StationkitError, Words, assess, load_host, resolve
from stationkit.errors import InvalidValueError
from stationkit.numbers import read_number
from stationkit.rules.documents import parse_rulebook, rulebook_document
from stationkit.testing.rulebooks import facts_for, rulebook_tables
from stationkit.tomltext.writing import write_toml

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(next(ROOT.glob(f"plugins/*/src/{one.source}")) for one in load_host().rulebooks.values())

SMALL = """
rulebook = "org.example/award"
version = "2026.1"
title = { zh = "奖" }
status = "illustrative"
[measure.visits]
kind = "count"
title = { zh = "走访" }
[item.visiting]
title = { zh = "走访" }
clause = "1"
full = 10
deduct = [{ id = "few", title = { zh = "少" }, of = "visits", below = 6, per = 1, count = "whole", points = 0.5 }]
"""


def test_the_digests_of_this_rulebook_and_these_facts_stay_what_they_are() -> None:
    """Yesterday's pins are compared with tomorrow's: whoever changes these numbers breaks every pin ever kept."""
    document = parse_rulebook(SMALL)
    pins = assess(Facts.known("s-1", {"visits": 4}), resolve(document)).pins

    assert document.digest == "f0743e878f33541ecee50c89945035b1c3d31cac15ff271b213e84923884f9bd"
    assert pins.rulebook == "f21266b4e6123c0194d1b4a15af5890994c0232242cef5d42db1d349d127fc56"
    assert pins.facts == "2e659b21e63933a22845960a5deaa0429deb5a75d7534bb0c468971a272b5f85"
    assert pins.digest == "0e2ba5ea761f33e0754d0269a5bf1ec757adab2ffe3fad3048b4cfb0878dd47e"


def test_the_same_inputs_give_the_same_bytes() -> None:
    """Two runs from two readings of one file agree in everything that is printed, the order of lines included."""
    from stationkit.rules.meaning import canonical
    from stationkit.scoring.documents import assessment_document

    runs = [
        canonical(assessment_document(assess(Facts.known("s-1", {"visits": 4}), resolve(parse_rulebook(SMALL)))))
        for _ in range(2)
    ]

    assert runs[0] == runs[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("points = 0.5", 'points = "1/2"'),
        ("points = 0.5", 'points = "50%"'),
        ("points = 0.5", "points = 0.50"),
        ("full = 10", 'full = "10"'),
        ("full = 10\n", "\n\n# the full marks\nfull   =   10\n"),
        ('kind = "count"\ntitle = { zh = "走访" }', "title.zh = \"走访\"\nkind = 'count'"),
        ('clause = "1"\nfull = 10', 'full = 10\nclause = "1"'),
    ],
)
def test_spelling_changes_no_digest(old: str, new: str) -> None:
    """Numbers in any spelling, comments, spaces, quotes, order of keys."""
    assert old in SMALL
    assert parse_rulebook(SMALL.replace(old, new)).digest == parse_rulebook(SMALL).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('version = "2026.1"', 'version = "2026.10"'),
        ("points = 0.5", "points = 0.6"),
        ('clause = "1"', 'clause = "1.0"'),
        ('title = { zh = "奖" }', 'title = { zh = "奖", en = "award" }'),
        ('status = "illustrative"', 'status = "reconstructed"'),
        ('status = "illustrative"', 'status = "illustrative"\neffective = { from = 2026-01-01 }'),
        ('status = "illustrative"', 'status = "illustrative"\ngoverns = "report date"'),
        ('kind = "count"', 'kind = "count"\nbetter = "higher"'),
        ('kind = "count"', 'kind = "count"\nreported = { name = "05" }'),
    ],
)
def test_every_change_of_what_is_said_changes_the_digest(old: str, new: str) -> None:
    """A version, a number, a clause, a title, a date: nothing that is said is left out."""
    assert parse_rulebook(SMALL.replace(old, new)).digest != parse_rulebook(SMALL).digest


def test_words_that_look_like_numbers_are_words() -> None:
    """The choices `5` and `05` are two, as are the shift codes in a recipe."""

    def digest(word: str) -> str:
        measure = {"kind": "choice", "title": {"en": "m"}, "one_of": ["05", "x"]}
        step = {"title": {"en": "s"}, "is": [{"when": {"m": [word]}, "is": 1}, {"otherwise": True, "is": 0}]}
        head = {"rulebook": "org/x", "version": "1", "title": {"en": "x"}, "status": "official"}
        return rulebook_document(head | {"measure": {"m": measure}, "step": {"s": step}}).digest

    assert digest("05") != digest("5")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_as_values_and_written_anew_says_the_same(path: Path) -> None:
    """TOML to Python and back to TOML keeps the meaning of every rulebook that we ship."""
    text = path.read_text(encoding="utf-8")
    values = tomllib.loads(text, parse_float=Decimal)
    digest = parse_rulebook(text).digest

    assert rulebook_document(values).digest == digest
    assert parse_rulebook(write_toml(values)).digest == digest


@settings(max_examples=30)
@given(st.data())
def test_toml_to_values_to_toml_keeps_meaning_and_results(data: st.DataObject) -> None:
    """A generated rulebook has one digest and one score, as values, as TOML, and as TOML read and written again."""
    tables = data.draw(rulebook_tables())
    first = rulebook_document(tables)
    second = parse_rulebook(write_toml(tables))
    third = parse_rulebook(write_toml(tomllib.loads(write_toml(tables), parse_float=Decimal)))
    facts = data.draw(facts_for(resolve(first)))

    assert first.digest == second.digest == third.digest
    assert Scorer(resolve(first))(facts) == Scorer(resolve(second))(facts) == Scorer(resolve(third))(facts)
    assert resolve(first).digest == resolve(second).digest


def spelled_otherwise(value: Any, draw: Any, key: str = "") -> Any:
    """Write a value with other spellings of its numbers, other words for containers, other order of keys."""
    if isinstance(value, dict):
        keys = draw(st.permutations(list(value)))
        return {key: spelled_otherwise(value[key], draw, key) for key in keys}
    if isinstance(value, list):
        inner = [spelled_otherwise(one, draw, key) for one in value]
        return tuple(inner) if draw(st.booleans()) else inner
    typed = ("best_first", "is", "not_above", "not_below", "needs")
    if type(value) is int and key not in typed:
        return draw(st.sampled_from((value, str(value), Decimal(value), Fraction(value), f"{value * 3}/3")))
    return value


@settings(max_examples=30)
@given(st.data())
def test_no_other_spelling_changes_the_digest(data: st.DataObject) -> None:
    """Whatever the layout, the meaning is the same."""
    tables = data.draw(rulebook_tables())
    other = {
        kind: spelled_otherwise(table, data.draw, kind) if isinstance(table, dict) and kind != "title" else table
        for kind, table in tables.items()
    } | {"title": Words(en="generated")}

    assert rulebook_document(other).digest == rulebook_document(tables).digest


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    """Every plain value with its way."""
    if isinstance(value, dict):
        return [leaf for key, one in value.items() for leaf in leaves(one, (*path, key))]
    if isinstance(value, list):
        return [leaf for place, one in enumerate(value) for leaf in leaves(one, (*path, place))]
    return [(path, value)]


def mutated(value: Any, draw: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + draw(st.integers(1, 3))
    number = _number(value)
    if number is not None:
        return str(number + 1)
    if match := re.fullmatch(r"(\D+)(\d+)", value):
        return f"{match[1]}{int(match[2]) + 1}"
    return value + draw(st.sampled_from(("x", " y", "。")))


def _number(value: str) -> Any:
    try:
        return read_number(value)
    except InvalidValueError:
        return None


@settings(max_examples=100)
@given(st.data())
def test_every_other_value_changes_the_digest(data: st.DataObject) -> None:
    """Change one value of a generated rulebook, any: if it still loads, its digest is another."""
    tables = data.draw(rulebook_tables())
    path, value = data.draw(st.sampled_from(leaves(tables)))
    changed = deepcopy(tables)
    target = changed
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = mutated(value, data.draw)
    try:
        other = rulebook_document(changed)
        resolved = resolve(other)
    except StationkitError:
        return

    assert other.digest != rulebook_document(tables).digest, path
    assert resolved.digest != resolve(rulebook_document(tables)).digest, path
