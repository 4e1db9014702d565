"""Bad rulebooks: whatever is wrong is said with its path and line; whatever is too large is refused before it costs."""

import time
import tomllib
import tracemalloc
from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit import StationkitError, Words, load_host, resolve
from stationkit.errors import InvalidRulebookError, Problem
from stationkit.rules import limits
from stationkit.rules.documents import parse_rulebook, read_rulebook, rulebook_document
from stationkit.testing.rulebooks import rulebook_tables
from stationkit.tomltext.writing import write_toml

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(next(ROOT.glob(f"plugins/*/src/{one.source}")) for one in load_host().rulebooks.values())
HEAD = 'rulebook = "org/x"\nversion = "1"\ntitle = "x"\nstatus = "illustrative"\n'
ITEM = '[item.i]\ntitle = "i"\nclause = "1"\nfull = 5\n'


def refusal(load: Callable[[], object]) -> str:
    """Load what must be refused: quickly, in little memory, with one error of the library."""
    tracemalloc.start()
    begun = time.process_time()
    with pytest.raises(InvalidRulebookError) as caught:
        load()
    seconds, (_, peak) = time.process_time() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 400_000_000
    assert seconds < 60  # far above what it takes, far below what a bomb would
    assert len(caught.value.text("zh")) < 200_000
    assert len(caught.value.text("en")) < 200_000
    return caught.value.text("en")


BIG = "9" * 40
BOMBS: dict[str, tuple[str, str]] = {
    "a file of two megabytes": ("# " + "x" * 2_000_000, "more than 1,000,000 bytes"),
    "a hundred thousand brackets": ("x = " + "[" * 100_000, "nested more than 20 deep"),
    "deep inline tables": ("x = " + "{a = " * 5_000 + "1" + "}" * 5_000, "nested more than 20 deep"),
    "a dotted key of many parts": ("a." * 50_000 + "a = 1", "nested more than 20 deep"),
    "a header of many parts": ("[" + "a." * 50_000 + "a]", "nested more than 20 deep"),
    "tables in tables": (HEAD + "[item.i" + ".a" * 18 + "]\nb = [[[[1]]]]", "nested more than 20 deep"),
    "forty digits": (f"{HEAD}[item.i]\nfull = {BIG}", "<text>:6: item.i.full: a number of more than 30 digits"),
    "forty digits as text": (f'{HEAD}{ITEM}points = "{BIG}"', "at most 30 digits"),
    "forty decimals": (f"{HEAD}[item.i]\nfull = 0.{BIG}", "<text>:6: item.i.full: a number of more than 30 digits"),
    "a hundred thousand digits": (
        f"{HEAD}[item.i]\nfull = {'9' * 100_000}",
        "<text>:6: a number of more than 30 digits",
    ),
    "hexadecimal digits": (f"{HEAD}[item.i]\nfull = 0x{'f' * 100_000}", "a number of more than 30 digits"),
    "an exponent of nine digits": (
        f"{HEAD}[item.i]\nfull = 1e999999999",
        "item.i.full: a number of more than 30 digits",
    ),
    "an exponent beyond all": (f"{HEAD}[item.i]\nfull = 1e{BIG}", "<text>:6: a number of more than 30 digits"),
    "infinity": (f"{HEAD}[item.i]\nfull = inf", "a number of more than 30 digits, or none"),
    "no number": (f"{HEAD}[item.i]\nfull = nan", "a number of more than 30 digits, or none"),
    "a text of half a megabyte": (f'{HEAD}note = "{"x" * 500_000}"', "note: more than 10,000 characters"),
    "a key of half a megabyte": (f"{HEAD}{'x' * 500_000} = 1", "more than 200 characters in a key"),
    "too many rows": (f"{HEAD}[item.i]\ndeduct = [{'0,' * 6000}]", "item.i.deduct: more than 5,000 rows"),
    "too many nodes": (HEAD + "".join(f"[item.i{place}]\n" for place in range(5_001)), "more than 5,000 nodes"),
    "a repeat of a billion": (
        HEAD
        + f"[[repeat]]\nfor = [{','.join(map(str, range(4_000)))}]\n"
        + "".join(f'[repeat.item."a{place}-{{id}}"]\nfull = 1\n' for place in range(4_000)),
        "more than 5,000 nodes",
    ),
    "a repeat of long rows": (
        HEAD
        + f"[[repeat]]\nfor = [{','.join(map(str, range(4_000)))}]\n"
        + f'[repeat.item."a{{id}}"]\ndeduct = [{"1," * 4_000}]\n',
        "more than 500,000 values",
    ),
    "a text that grows": (
        HEAD
        + '[[repeat]]\nfor = [{ id = "a", x = "'
        + "y" * 5_000
        + '" }]\n[repeat.item.i]\nnote = "'
        + "{x}" * 50
        + '"',
        "more than 10,000 characters",
    ),
    "no TOML": (HEAD + "[item.i]\nfull == 3", "<text>:6: not valid TOML"),
    "a key twice": (HEAD + "status = 'official'", "<text>:5: not valid TOML"),
    "a string without an end": (HEAD + 'note = "abc\n', "not valid TOML"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_is_too_large_or_no_toml_is_refused(name: str) -> None:
    """Each limit holds, says itself, and costs little to run into."""
    text, said = BOMBS[name]

    assert said in refusal(lambda: resolve(parse_rulebook(text)))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.5, "item.i.full: a rulebook holds no float"),
        (None, "item.i.full: a rulebook holds no NoneType"),
        (b"5", "item.i.full: a rulebook holds no bytes"),
        ({1: 2}, "item.i.full: a key is text"),
        (10**5000, "item.i.full: a number of more than 30 digits"),
        (Fraction(1, 10**40), "item.i.full: a number of more than 30 digits"),
        (Decimal("1e-99999999"), "item.i.full: a number of more than 30 digits"),
        ("x" * 10**6, "item.i.full: more than 10,000 characters"),
        ("x" * 10**7, "item.i.full: more than 4,000,000 characters in all"),
        ([{}] * 10**6, "item.i.full: more than 5,000 rows"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_python_values_keep_the_same_limits(value: object, said: str) -> None:
    """A rulebook made in Python is no way around them."""
    head = {"rulebook": "org/x", "version": "1", "title": "x", "status": "illustrative"}

    assert said in refusal(lambda: rulebook_document(head | {"item": {"i": {"full": value}}}))


def test_a_table_that_holds_itself_is_refused() -> None:
    """Python can make what TOML cannot write."""
    table: dict[str, Any] = {}
    table["item"] = table

    assert "nested more than 20 deep" in refusal(lambda: rulebook_document(table))


@pytest.mark.parametrize("encoding", ["gbk", "utf-16", "utf-32"])
def test_a_file_in_another_encoding_is_refused_with_what_to_do(encoding: str, tmp_path: Path) -> None:
    """Chinese text saved by an old editor: the line, and to save it as UTF-8."""
    path = tmp_path / "a.toml"
    path.write_bytes('rulebook = "org/x"\ntitle = "晋城市"\n'.encode(encoding))
    told = refusal(lambda: read_rulebook(path))

    assert "expected a file saved as UTF-8" in told
    assert "a.toml:" in told


def test_a_huge_file_is_not_even_read(tmp_path: Path) -> None:
    """Its size is asked for first."""
    path = tmp_path / "a.toml"
    with path.open("wb") as file:
        file.truncate(10**10)

    assert "more than 1,000,000 bytes" in refusal(lambda: read_rulebook(path))


@pytest.mark.parametrize("name", ["none.toml", "."])
def test_a_file_that_is_not_there_is_said(name: str, tmp_path: Path) -> None:
    """A folder is no file either."""
    assert "no such file" in refusal(lambda: read_rulebook(tmp_path / name))


def test_an_error_lists_no_more_than_it_can(tmp_path: Path) -> None:
    """A file with thousands of mistakes is not answered with thousands of lines, nor with minutes of waiting."""
    text = HEAD + "".join(f'[item.i{place}]\ntitel = "i"\nclauze = "1"\nful = 5\n' for place in range(3_000))
    told = refusal(lambda: resolve(parse_rulebook(text)))

    assert told.count("\n") <= limits.MAX_PROBLEMS + 1


def test_the_largest_rulebook_that_is_allowed_still_loads() -> None:
    """The limits are not only for refusing: five thousand small nodes load."""
    rows = ",".join(str(place) for place in range(2_490))
    pattern = '[repeat.measure."m{id}"]\nkind = "count"\ntitle = "m"\n'
    pattern += '[repeat.item."i{id}"]\ntitle = "i"\nclause = "1"\nfull = 1\n'
    resolved = resolve(parse_rulebook(f'{HEAD}[[repeat]]\nfor = [{rows}]\n{pattern}share = "m{{id}}"\n'))

    assert len(resolved.rulebook.nodes) == 4_980


def test_the_limits_are_on_the_page() -> None:
    """Whoever runs into one can look it up."""
    page = (ROOT / "docs" / "layers.md").read_text(encoding="utf-8")
    for name in ("MAX_BYTES", "MAX_DEPTH", "MAX_NODES", "MAX_ROWS", "MAX_VALUES", "MAX_TEXT", "MAX_KEY", "MAX_LAYERS"):
        assert f"{getattr(limits, name):,}" in page, name


# -- mistyped keys -------------------------------------------------------------------------------------------


def _tables(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield (*path, key)
            yield from _tables(one, (*path, key))
    if isinstance(value, list):
        for place, one in enumerate(value):
            yield from _tables(one, (*path, place))


def _changed(document: dict[str, Any], path: tuple[Any, ...], how: str, other: Any) -> dict[str, Any]:
    """Delete, rename or retarget one key."""
    copy: Any = deepcopy(document)
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    value = inner.pop(path[-1])
    if how == "rename":
        inner[str(path[-1]) + "x"] = value
    elif how == "retarget":
        inner[path[-1]] = other
    changed: dict[str, Any] = copy
    return changed


OTHERS = st.sampled_from(
    (
        0,
        -1,
        True,
        "nobody",
        ">= ",
        ">= nobody",
        "1/0",
        "",
        "so-far",
        [],
        {},
        [[]],
        [{}],
        {"a": 1},
        ["x"],
        Decimal("0.5"),
    )
)


def check_said(document: dict[str, Any]) -> None:
    """Load a document: it loads, or it fails with one error whose every problem has a path or words of its own."""
    documents = {}
    for file in FILES:
        base = read_rulebook(file)
        documents[base.head.reference] = base
    problems: tuple[Problem, ...] = ()
    try:
        resolve(parse_rulebook(write_toml(document), "x.toml"), documents, {})
    except StationkitError as error:
        problems = error.problems or (Problem("", Words()),)

    assert all(problem.what.zh and problem.what.en for problem in problems), problems


@settings(max_examples=60)
@given(st.data())
def test_any_mistyped_key_of_our_rulebooks_is_said_or_harmless(data: st.DataObject) -> None:
    """Delete, rename or retarget any key: no other kind of error ever comes out."""
    document = tomllib.loads(data.draw(st.sampled_from(FILES)).read_text(encoding="utf-8"), parse_float=Decimal)
    path = data.draw(st.sampled_from(list(_tables(document))))
    check_said(
        _changed(document, path, data.draw(st.sampled_from(("delete", "rename", "retarget"))), data.draw(OTHERS))
    )


@settings(max_examples=60)
@given(st.data())
def test_any_mistyped_key_of_a_generated_rulebook_is_said_or_harmless(data: st.DataObject) -> None:
    """The same for shapes that our own rulebooks do not use."""
    document = data.draw(rulebook_tables())
    path = data.draw(st.sampled_from(list(_tables(document))))
    check_said(
        _changed(document, path, data.draw(st.sampled_from(("delete", "rename", "retarget"))), data.draw(OTHERS))
    )


def test_a_renamed_key_names_the_right_spelling_and_the_line() -> None:
    """The author of `pionts` reads `points`."""
    text = f'{HEAD}{ITEM}deduct = [\n  {{ id = "a", fault = "a", count = "each", pionts = 1 }},\n]\n'
    with pytest.raises(InvalidRulebookError) as caught:
        resolve(parse_rulebook(text, "x.toml"))
    told = [one.text("en") for one in caught.value.problems if "pionts" in one.text("en")]

    assert len(told) == 1
    assert told[0].startswith("x.toml:10: item.i.deduct[0].pionts: unknown key: pionts; expected points")
