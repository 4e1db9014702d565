"""TOML as text: what is written reads back equal, and every key is found in its line."""

import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit import Ratio, StationkitError, Words, load_host
from stationkit.tomltext.places import Places, locate, nesting
from stationkit.tomltext.writing import write_toml

ROOT = Path(__file__).resolve().parents[2]
RULEBOOKS = sorted(next(ROOT.glob(f"plugins/*/src/{one.source}")) for one in load_host().rulebooks.values())

KEYS = st.sampled_from(("item", "full", "on-time", "a.b", "{id}", "", "名称", 'say "so"', "x y", "[0]")) | st.text(
    st.characters(exclude_categories=("Cs",)), max_size=4
)
SCALARS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",)), max_size=12),
    st.sampled_from(('"""', "'''", "a\\b", "# no comment", "\r\n", "\x7f\x00", "= [", "1/3")),
    st.integers(-(10**20), 10**20),
    st.booleans(),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-1000, max_value=1000),
    st.dates(),
    st.datetimes(),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=20
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=5)


def read(text: str) -> dict[str, Any]:
    """Read as rulebooks are read."""
    return tomllib.loads(text, parse_float=Decimal)


@given(DOCUMENTS)
def test_what_is_written_reads_back_equal(document: dict[str, Any]) -> None:
    """Writing loses nothing, whatever the keys and the nesting; and what is written is written the same again."""
    text = write_toml(document)

    assert read(text) == document
    assert write_toml(document) == text


@pytest.mark.parametrize("path", RULEBOOKS, ids=lambda path: path.stem)
def test_a_rulebook_written_anew_is_the_same_rulebook(path: Path) -> None:
    """Writing what an author wrote keeps all of it, item by item, and its causes stay one to a line."""
    document = read(path.read_text(encoding="utf-8"))
    text = write_toml(document)

    assert read(text) == document
    assert "[item." in text or "[add.item." in text or "[[repeat]]" in text


def test_exact_numbers_words_and_dates_keep_their_form() -> None:
    """A fraction is text, a decimal keeps its digits and stays a decimal, words are a table, dates are dates."""
    document = {
        "third": Fraction(1, 3),
        "two": Fraction(4, 2),
        "price": Decimal("2.50"),
        "five": Decimal(5),
        "title": Words(zh="走访"),
        "from": date(2023, 1, 1),
        "at": datetime(2023, 1, 1, 8, 30, tzinfo=UTC),
        "done": Ratio(9, 10),
    }

    assert write_toml(document).splitlines() == [
        'third = "1/3"',
        "two = 2",
        "price = 2.50",
        "five = 5.0",
        'title = { zh = "走访" }',
        "from = 2023-01-01",
        "at = 2023-01-01T08:30:00+00:00",
        'done = "9/10"',
    ]


@pytest.mark.parametrize("value", [0.5, None, {1, 2}, Decimal("NaN"), Decimal("-Infinity"), b"text", "\ud800", {1: 2}])
def test_what_no_rulebook_may_hold_is_not_written(value: object) -> None:
    """A float is not exact, nothing is not a value: both are refused, as is any other stranger."""
    with pytest.raises(StationkitError):
        write_toml({"key": value})


# -- places --------------------------------------------------------------------------------------------------

TEXT = """# a comment with [brackets] and "quotes
rulebook = "org/x"
effective.from = 2023-01-01 # dotted
title = { zh = "走访 # 不是注释", en = '''it's''' }

[item."visits"]
full = 5
deduct = [
  { id = "few", points = 1.5 },
  { id = "none", loses = "all" },
  # the second
]
note = \"\"\"
[item.fake]
full = 9 \\\"\"\" \"\"\"\"

[[repeat]]
for = [1, [2, 3]]
[repeat.item."{id}"]
full = 2
[[repeat]]
for = 1979-05-27 07:32:00.5
[repeat.item.'{id}']
full = 3
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("rulebook", (2, 1)),
        ("effective.from", (3, 11)),
        ("title.en", (4, 29)),
        ("item.visits", (6, 7)),
        ("item.visits.deduct", (8, 1)),
        ("item.visits.deduct[0].points", (9, 17)),
        ("item.visits.deduct[1]", (10, 3)),
        ("item.visits.note", (13, 1)),
        ("item.fake", (6, 2)),
        ("item.visits.absent[3].key", (6, 7)),
        ("repeat[0].for[1][1]", (18, 15)),
        ("repeat[0].item.{id}.full", (20, 1)),
        ("repeat[1].item.{id}.full", (24, 1)),
        ("absent", (1, 1)),
    ],
)
def test_a_path_is_found_in_its_line(path: str, place: tuple[int, int]) -> None:
    """Headers, dotted keys, inline tables, lists of tables, lists over lines, strings that look like all of these."""
    assert locate(TEXT, path) == place
    assert read(TEXT)


def _paths(value: Any, path: str) -> list[tuple[str, Any]]:
    found = [(path, value)] if path else []
    if isinstance(value, dict):
        for key, one in value.items():
            found += _paths(one, f"{path}.{key}" if path else key)
    if isinstance(value, list):
        for place, one in enumerate(value):
            found += _paths(one, f"{path}[{place}]")
    return found


@given(DOCUMENTS)
def test_every_path_of_every_document_has_a_place(document: dict[str, Any]) -> None:
    """Whatever is written is found again; a plain value's key stands in the line that says it."""
    text = write_toml(document)
    places, lines = Places(text), text.split("\n")

    for path, value in _paths(document, ""):
        if path.startswith(".") or ".." in path or path.endswith("."):
            continue  # an empty key has no path of its own
        assert path in places, (path, text)
        if type(value) is int and "\n" not in path:
            assert str(value) in lines[places.find(path).line - 1] or _twice(path, document)


def _twice(path: str, document: dict[str, Any]) -> bool:
    """Keys with dots in them may give two values one path."""
    return [one for one, _ in _paths(document, "")].count(path) > 1


@given(st.text() | st.sampled_from(('"\\"' * 30, "[" * 90, "a." * 90, '"""', "a = [1, 2", "= =", "[a]]")))
def test_searching_any_text_at_all_ends(text: str) -> None:
    """The search believes its text, and does not fall over one that is no TOML."""
    assert Places(text).find("a.b[0]").line >= 1
    assert nesting(text, 20) <= 22


@pytest.mark.parametrize(
    "text", ["x = " + "[" * 100_000, "a." * 100_000 + "a = 1", "[" + "a." * 100_000 + "a]", '"\\"' * 300_000]
)
def test_a_bomb_is_measured_before_it_is_read(text: str) -> None:
    """Depth is told by one pass that stops at the limit."""
    assert nesting(text, 20) in (0, 1, 2, 21)
