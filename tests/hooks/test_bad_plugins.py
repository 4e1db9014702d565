"""What is wrong with a plugin is said with its file, its line, and what would have been right."""

from pathlib import Path
from typing import Any

import pytest

from stationkit.errors import PluginError
from stationkit.hooks.diagnosing import diagnose
from stationkit.hooks.host import load_host

from .packages import HEAD, ITEM, MODULE, line_of, package

FUNCTION = """
from stationkit import hookimpl, scoring_function


@scoring_function("x.bad/half", reads=["visits"])
def half({arguments}):
    return full / 2


@hookimpl
def stationkit_scoring_functions():
    return [half]
"""

PYTHON = [
    (
        "import stationkit_nowhere_at_all",
        "stationkit_nowhere_at_all",
        "imports stationkit_nowhere_at_all",
        "dependencies",
    ),
    ("from stationkit import hokimpl", "import hokimpl", "unknown public name of stationkit: hokimpl", "hookimpl"),
    ("raise RuntimeError('no ledger')", "raise RuntimeError", "no ledger", ""),
    ("raise SystemExit(3)", "raise SystemExit", "SystemExit: 3", ""),
    ("def broken(:", "def broken", "not valid Python", ""),
    (
        MODULE.replace("stationkit_rulebooks", "stationkit_ruleboks"),
        "@hookimpl",
        "stationkit_ruleboks",
        "stationkit_rulebooks",
    ),
    (MODULE.replace("_rulebooks():", "_rulebooks(config):"), "@hookimpl", "no argument config", "no arguments"),
    (MODULE.replace("@hookimpl\n", ""), "def stationkit_rulebooks", "not marked", "@hookimpl"),
    (
        MODULE.replace("@hookimpl", "@hookimpl(wrapper=True)").replace("return", "yield"),
        "@hookimpl",
        "wraps",
        "registers",
    ),
    (MODULE.replace("def station", "async def station"), "@hookimpl", "async", "plain function"),
    (MODULE.replace("return [", "return 4, ["), "@hookimpl", "returned a int", "RulebookDocument"),
    (MODULE.replace("load_rulebook(__package__, ", "open('/nowhere/' + "), "open(", "FileNotFoundError", ""),
    (
        'stationkit_api = ">=2.0,<3"\n' + MODULE,
        "",
        "it needs the hook interface >=2.0,<3, this is interface 1.",
        "newer stationkit",
    ),
    ('stationkit_api = "<1"\n' + MODULE, "", "it needs the hook interface <1", "newer plugin"),
    ('stationkit_api = "one"\n' + MODULE, "", "not a range of versions", ">=1.0,<2"),
    ('stationkit_namespace = "Jin Cheng"\n' + MODULE, "", "not a namespace", "cn.shanxi.jincheng"),
    ('stationkit_namespace = "x.other"\n' + MODULE, "", "x.bad/star@1 is foreign", "x.other/…"),
    ("answer = 42", "", "no hook", "stationkit_rulebooks"),
    (
        FUNCTION.format(arguments="visits, rate, *, full"),
        "@scoring_function",
        "cannot be called as declared",
        "value 1, full",
    ),
    (
        FUNCTION.format(arguments="*, full").replace('"x.bad/half"', '"half"'),
        "@scoring_function",
        "half",
        "namespace/name",
    ),
]


@pytest.mark.parametrize(("module", "at", "said", "expected"), PYTHON)
def test_a_fault_in_python_is_said_with_its_line(
    tmp_path: Path, module: str, at: str, said: str, expected: str
) -> None:
    """Imports, exits, syntax, misspelt hooks and arguments, another interface, foreign names, wrong types."""
    with package(tmp_path, "bad_plugin", module=module, star=HEAD.format(name="x.bad/star") + ITEM) as root:
        (refused,) = [one for one in diagnose(["bad_plugin"]).plugins if one.name == "bad_plugin"]
        told = " ".join(problem.text("en") for problem in refused.why)
        file = root / "__init__.py"
        place = f"{file}:{line_of(file, at)}" if at else ""
        with pytest.raises(PluginError) as caught:
            load_host(["bad_plugin"])
    assert refused.state == "refused"
    assert said in told
    assert expected in told
    assert place in told
    assert all(problem.text("zh") for problem in refused.why)
    assert str(caught.value.problems[0]) == str(refused.why[0])


RULEBOOKS = [
    ("version  = ", "version  ", "not valid TOML", 3),
    ("points = 10", "points = 10\npoints = 10", "not valid TOML", None),
    ('status   = "illustrative"', 'status   = "ilustrative"', "illustrative", 0),
    ("points = 10", 'function = "x.bad/steep"', "no plugin registers the scoring function x.bad/steep", None),
    ("source ", "plugins  = 4\nsource ", "names of plugins", 0),
    ("source ", 'applies = { region = "14" }\nsource ', "six digits", 0),
]


@pytest.mark.parametrize(("right", "wrong", "said", "line"), RULEBOOKS)
def test_a_fault_in_a_rulebook_is_said_with_its_file(
    tmp_path: Path, right: str, wrong: str, said: str, line: int | None
) -> None:
    """TOML errors, wrong words, a scoring name that nothing registers, a region that cannot be."""
    text = (HEAD.format(name="x.bad/star") + ITEM).replace(right, wrong, 1)
    with package(tmp_path, "bad_plugin", star=text) as root:
        (refused,) = [one for one in diagnose(["bad_plugin"]).plugins if one.name == "bad_plugin"]
        told = " ".join(problem.text("en") for problem in refused.why)
        file = root / "star.toml"
        place = f"{file}:{line}" if line else str(file)
        if line is None:
            place = f"{file}:{line_of(file, 'function') if 'function' in wrong else line_of(file, 'points') + 1}"
    assert refused.state == "refused"
    assert said in told
    assert place in told


def test_every_fault_of_a_plugin_is_said_at_once(tmp_path: Path) -> None:
    """A misspelt hook, a forgotten marker and a foreign argument: three lines, not one after the other."""
    module = (
        MODULE
        + "\n\ndef stationkit_regions():\n    return []\n\n\n@hookimpl\ndef stationkit_rulbooks():\n    return []\n"
    )
    module = module.replace("_rulebooks():", "_rulebooks(x):")
    with package(tmp_path, "bad_plugin", module=module), pytest.raises(PluginError) as caught:
        load_host(["bad_plugin"])
    assert len(caught.value.problems) == 3


def test_two_rulebooks_of_one_id_in_one_plugin_are_refused_with_both_files(tmp_path: Path) -> None:
    """Which of the two is meant, nobody can say."""
    module = MODULE.replace('"star.toml")]', '"star.toml"), load_rulebook(__package__, "again.toml")]')
    text = HEAD.format(name="x.bad/star") + ITEM
    with package(tmp_path, "bad_plugin", module=module, star=text, again=text) as root:
        (refused,) = [one for one in diagnose(["bad_plugin"]).plugins if one.name == "bad_plugin"]
    told = refused.why[0].text("en")
    assert str(root / "star.toml") in told
    assert str(root / "again.toml") in told


def test_what_is_refused_takes_with_it_what_cannot_stand_alone(tmp_path: Path) -> None:
    """A rulebook whose function came from a refused plugin is refused too, by the name of the function."""
    text = HEAD.format(name="x.rules/star") + ITEM.replace("points = 10", 'function = "x.functions/f"')
    broken = FUNCTION.format(arguments="*, full").replace("x.bad/half", "x.functions/f")
    with package(tmp_path, "rules_plugin", star=text), package(tmp_path / "more", "functions_plugin", module=broken):
        found = {one.name: one for one in diagnose(["functions_plugin", "rules_plugin"]).plugins}
    assert found["functions_plugin"].state == found["rules_plugin"].state == "refused"
    assert "x.functions/f" in found["rules_plugin"].why[0].text("en")


@pytest.mark.parametrize("stated", [">=1.0,<2", ">=1", "==1.0", (1, 0), "<2", "!=2.0"])
def test_a_range_that_holds_this_interface_is_taken(tmp_path: Path, stated: Any) -> None:
    """Ranges as text and pairs."""
    module = f"stationkit_api = {stated!r}\n{MODULE}"
    with package(tmp_path, "good_plugin", module=module, star=HEAD.format(name="x.good/star") + ITEM):
        (info,) = load_host(["good_plugin"]).plugins
    assert info.state == "loaded"
    assert info.api
    assert info.namespaces == ("x.good",)
