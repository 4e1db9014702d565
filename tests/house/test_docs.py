"""The pages tell the truth: their rulebooks load, their examples run, their lists are complete."""

import doctest
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from cyclopts import App

from stationkit import Facts, assess, resolve, testing
from stationkit.cli.app import app
from stationkit.dossiers.layout import TABLES
from stationkit.hooks import specs
from stationkit.hooks.misdeeds import MISDEEDS
from stationkit.measures.vocabulary import RECORD_TYPES, STATION_FIELDS
from stationkit.rules.documents import parse_rulebook
from stationkit.rules.grades import MOVES
from stationkit.rules.nodes import RECIPES
from stationkit.rules.shapes import ROLES
from stationkit.rules.shapes.afterwards import VERBS
from stationkit.stations.activities import ACTIVITY_KINDS
from stationkit.stations.hazards import Hazard
from stationkit.stations.incidents import Incident
from stationkit.stations.people import Member, Team, Worker
from stationkit.stations.readings import Reading
from stationkit.stations.violations import Violation
from stationkit.testing import strategies
from stationkit.testing.cases.model import Expected
from stationkit.testing.cases.tables import COLUMNS
from stationkit.testing.contracts.listing import CONTRACTS
from stationkit.testing.procedures import PROCEDURES

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = sorted(DOCS.glob("*.md"))


def fences(page: Path, language: str) -> list[str]:
    """The code of a page in one language."""
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_whole_rulebook_on_a_page_loads(page: Path) -> None:
    """A fence that begins with `rulebook =` and says its status is a whole file, unless it is a layer on another."""
    for text in fences(page, "toml"):
        if text.startswith("rulebook") and "\nstatus" in text and "extends" not in text:
            resolve(parse_rulebook(text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_python_session_on_a_page_runs(page: Path) -> None:
    """What a page shows behind `>>>` is what comes out."""
    failed, _ = doctest.testfile(str(page), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert failed == 0


def test_the_example_of_the_rulebook_page_scores_as_it_says() -> None:
    """Ten visits of twelve due cost ten points; nine of ten on time earn 54; an accident caps nothing here."""
    resolved = resolve(parse_rulebook(fences(DOCS / "rulebooks.md", "toml")[0]))
    values = {"visits": 10, "size": "large", "accident": False, "visiting.inspected": True}
    from stationkit import Ratio

    assessment = assess(Facts.known("x", {**values, "on-time": Ratio(9, 10)}), resolved)
    assert assessment.score == 84
    assert assessment.star is not None
    assert assessment.star.value == "silver"


def test_every_shape_verb_and_move_is_on_the_rulebook_page() -> None:
    """A word of the grammar that the page does not name cannot be used by its readers."""
    page = (DOCS / "rulebooks.md").read_text(encoding="utf-8")
    words = {key for shapes in ROLES.values() for key in shapes} | set(VERBS) | set(MOVES)
    assert {word for word in words if f"`{word}" not in page and f"{word} =" not in page} == set()


def test_every_page_can_be_found_from_the_readme() -> None:
    """A page that nothing leads to is not read."""
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    assert {page.name for page in PAGES} <= set(re.findall(r"\(docs/([\w-]+\.md)\)", readme))


def test_every_hook_is_on_the_hooks_page() -> None:
    """The page of hooks names every specification, and no other."""
    page = (DOCS / "hooks.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^## `(stationkit_\w+)`", page, re.MULTILINE)) == set(specs.__all__)


@pytest.mark.parametrize("hook", specs.__all__)
def test_every_hook_says_when_what_and_how(hook: str) -> None:
    """When it is called, what it gets and returns, how answers combine, since when: in the code and on the page."""
    page = (DOCS / "hooks.md").read_text(encoding="utf-8")
    section = page.split(f"## `{hook}`")[1].partition("\n## ")[0]
    for text, lead in ((section, "- "), (inspect.getdoc(getattr(specs, hook)) or "", "")):
        found = re.findall(rf"^{lead}(When|Gets|Returns|Combined|Since):", text, re.MULTILINE)
        assert found == ["When", "Gets", "Returns", "Combined", "Since"]


def test_every_misdeed_is_on_the_hooks_page() -> None:
    """What `plugin check` can find is what the page says it finds."""
    page = (DOCS / "hooks.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)) == set(MISDEEDS)


def commands(group: App, path: str = "stationkit") -> Iterator[tuple[str, App]]:
    """Every command, with the words that call it."""
    for name in group:
        if not name.startswith("-"):
            inner = tuple(commands(group[name], f"{path} {name}"))
            yield from inner or ((f"{path} {name}", group[name]),)


def test_every_command_and_option_is_on_the_command_line_page() -> None:
    """The page knows every command with every option."""
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    for path, command in commands(app):
        assert path in page, path
        for argument in command.assemble_argument_collection():
            for option in argument.names:
                if option.startswith("--"):
                    assert option in page, (path, option)


def test_every_table_and_column_is_on_the_dossier_page() -> None:
    """The page documents the folder column by column, under the heading of its table."""
    sections = (DOCS / "dossier.md").read_text(encoding="utf-8").split("### `")
    told = {
        section.partition("`")[0]: set(re.findall(r"^\| `([^`]+)`", section, re.MULTILINE)) for section in sections[1:]
    }
    assert told == {name: set(table.leaves) for name, table in TABLES.items()}


def test_every_choice_is_on_the_dossier_page_with_its_chinese_word() -> None:
    """A cell may hold either; what a keeper may write is on the page."""
    page = (DOCS / "dossier.md").read_text(encoding="utf-8").partition("## 选项用词")[2].partition("## Columns")[0]
    told = {
        column: row
        for row in re.findall(r"^\| `.* \|$", page, re.MULTILINE)
        for column in re.findall(r"`([^`]+)`", row.split(" | ")[0])
    }
    for name, table in TABLES.items():
        for leaf, column in table.leaves.items():
            shape = column.shape.item or column.shape
            for word, words in shape.choices:
                assert f"`{word}` {words.zh}" in told[f"{name}.{leaf}"], (name, leaf, word)


def test_every_record_field_word_and_recipe_is_on_the_measures_page() -> None:
    """What can be asked is what the page says can be asked."""
    page = (DOCS / "measures.md").read_text(encoding="utf-8")
    sections = {section.partition("`")[0]: section for section in page.split("### `")[1:]}
    for name, fields in {**{one.name: one.fields for one in RECORD_TYPES.values()}, "station": STATION_FIELDS}.items():
        for field in fields.values():
            assert f"| `{field.name}` |" in sections[name], (name, field.name)
            for word in field.choices:
                assert f"`{word}`" in sections[name], (name, word)
    for recipe in RECIPES:
        assert f"| `{recipe}` |" in page, recipe


def test_every_contract_column_key_and_name_of_the_author_kit_is_on_its_page() -> None:
    """What an author may write is on the page, and the page's list of names is the public one."""
    page = (DOCS / "testing.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([A-Za-z_]+)` \| .* \|$", page.partition("## Public names")[2], re.MULTILINE)) == set(
        testing.__all__
    )
    told = re.findall(r"^\| `([a-z-]+)` \|", page.partition("## Contracts")[2].partition("## Mutants")[0], re.MULTILINE)
    assert told == [one.name for one in CONTRACTS]
    for column in COLUMNS:
        assert f"`{column}`" in page, column
    for name in attrs.fields_dict(Expected):
        assert f"`{name}" in page, name
    for name in strategies.__all__:
        assert f"`{name}" in page, name
    for name in PROCEDURES:
        assert f"`{name}`" in page, name


@pytest.mark.parametrize("page", ["cli.md", "public-names.md"])
def test_no_command_and_no_name_is_listed_twice(page: str) -> None:
    """Two lines about one thing say two things sooner or later."""
    rows = re.findall(r"^\| `([^`]+)` \|", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert rows
    assert sorted(rows) == sorted(set(rows))


def test_every_attribute_of_a_record_is_on_the_measures_page() -> None:
    """A measure function reads the records themselves: the page lists each with every attribute that it has."""
    page = (DOCS / "measures.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([a-z-]+)` \| (`.*) \|$", page.partition("Every record has `id`")[2], re.MULTILINE))
    classes = {"hazards": Hazard, "violations": Violation, "incidents": Incident, "readings": Reading}
    classes |= {"members": Member, "teams": Team, "workers": Worker}
    classes |= {f"{kind}s": one for kind, one in ACTIVITY_KINDS.items()}
    assert set(classes) == set(RECORD_TYPES)
    for name, record in classes.items():
        for field in attrs.fields(record):
            assert field.name in ("id", "station") or f"`{field.name}`" in told[name], (name, field.name)
