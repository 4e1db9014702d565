"""The host: what it loads, what it refuses and why, and which rulebook a station gets."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.errors import AmbiguousRulebookError, PluginError, UnknownNameError
from stationkit.hooks.host import load_host
from stationkit.hooks.markers import hookimpl
from stationkit.identifiers import RegionCode
from stationkit.rules.documents import RulebookDocument, rulebook_document
from stationkit.rules.functions import scoring_function
from stationkit.stations.stations import Industry, Station, StationKind
from stationkit.words import Words


def document(name: str, version: str = "1", **more: Any) -> RulebookDocument:
    """A small rulebook of one item."""
    item = {"title": {"en": "i"}, "full": 1, "points": 1, "clause": "1"}
    head = {"rulebook": name, "version": version, "title": {"en": "t"}, "status": "illustrative", "source": "test"}
    return rulebook_document({**head, "item": {"one": item}, **more})


def answering(value: Any) -> Any:
    """A hook that gives this value."""

    def hook() -> Any:
        return value

    return hookimpl(hook)


def plugin(name: str, *documents: RulebookDocument, **more: Any) -> Any:
    """A plugin that brings some rulebooks."""

    @hookimpl
    def stationkit_rulebooks() -> list[RulebookDocument]:
        return list(documents)

    return SimpleNamespace(__name__=name, stationkit_rulebooks=stationkit_rulebooks, **more)


def station(**more: Any) -> Station:
    """A pithead station in a county of Jincheng."""
    own = {
        "id": "s-1",
        "kind": StationKind.PITHEAD,
        "industry": Industry.COAL,
        "region": RegionCode("140581"),
        "employer": "e-1",
        "title": Words(zh="一号站"),
        "opened_on": date(2020, 1, 1),
    }
    return Station(**{**own, **more})


def test_installed_plugins_are_found_by_their_entry_points() -> None:
    """Name, package and version of each are known."""
    found = {one.name: one for one in load_host().plugins}
    assert found["jincheng"].distribution == "stationkit-jincheng"
    assert all(one.state == "loaded" for one in found.values())


def test_given_plugins_are_loaded_alone() -> None:
    """Explicit loading does not look around."""
    host = load_host([plugin("mine", document("a/b"))])
    assert list(host.rulebooks) == ["a/b@1"]
    assert host.rulebooks["a/b@1"].plugin == "mine"


def test_a_list_in_the_environment_narrows_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the plugins that are named are loaded; a wrong name is an error."""
    monkeypatch.setenv("STATIONKIT_PLUGINS", "shanxi")
    assert [one.name for one in load_host().plugins] == ["shanxi"]
    monkeypatch.setenv("STATIONKIT_PLUGINS", "shanxy")
    with pytest.raises(UnknownNameError, match="shanxi"):
        load_host()


def test_a_clash_stops_the_load_and_names_both_owners() -> None:
    """Two plugins with one rulebook: nobody can say whose stars they would be."""
    with pytest.raises(PluginError) as caught:
        load_host([plugin("first", document("a/b")), plugin("second", document("a/b"))])
    assert "first" in str(caught.value)
    assert "second" in str(caught.value)


def _raising() -> list[RulebookDocument]:
    raise RuntimeError("no file")


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (SimpleNamespace(__name__="p", stationkit_rulebooks=hookimpl(_raising)), "RuntimeError: no file"),
        (SimpleNamespace(__name__="p"), "no hook"),
        (SimpleNamespace(__name__="p", stationkit_api=(2, 0), stationkit_rulebooks=answering([])), "interface"),
        (SimpleNamespace(__name__="p", stationkit_rulebooks=answering(["star.toml"])), "returned a str"),
        (
            SimpleNamespace(__name__="p", stationkit_rulebooks=answering([]), stationkit_ruleboks=answering([])),
            "stationkit_ruleboks",
        ),
        ("stationkit_nowhere", "ModuleNotFoundError"),
    ],
)
def test_a_broken_plugin_is_refused_with_its_reason(broken: Any, said: str) -> None:
    """Raising at load, no hooks, another interface, a wrong type, an unknown hook, no such module."""
    with pytest.raises(PluginError) as caught:
        load_host([broken])
    assert said in "".join(str(problem) for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("applies", "said"),
    [
        ({"station": "pithed"}, "pithead"),
        ({"industry": "cole"}, "coal"),
        ({"region": "1405"}, "six digits"),
        ({"region": "ABCDEF"}, "six digits"),
    ],
)
def test_a_rulebook_for_nobody_known_is_refused(applies: dict[str, str], said: str) -> None:
    """Unknown kind, industry or region: an error with what would have been right, not a rulebook never chosen."""
    with pytest.raises(Exception, match=said):
        load_host([plugin("p", document("a/b", applies=applies))])


SPECIFIC = (
    {"station": "pithead"},
    {"station": "pithead", "industry": "coal"},
    {"station": "pithead", "region": "140000"},
    {"station": "pithead", "region": "140500"},
    {"station": "pithead", "region": "140581"},
    {"station": "pithead", "employer": "e-1"},
)


@given(st.permutations(range(len(SPECIFIC))), st.integers(1, len(SPECIFIC)))
def test_the_most_specific_rulebook_is_chosen_whatever_the_order(order: list[int], size: int) -> None:
    """Employer, then county, city, province, then kind with industry before kind alone."""
    chosen = order[:size]
    documents = [document(f"a/r{place}", applies=SPECIFIC[place]) for place in chosen]
    resolved = load_host([plugin("p", *documents)]).resolve(station())
    assert resolved.head.id == f"a/r{max(chosen)}"


@pytest.mark.parametrize(
    ("other", "chosen"),
    [
        ({"station": "pithead"}, {"station": "pithead", "industry": "coal"}),
        ({"station": "pithead", "industry": "coal"}, {"region": "140000"}),
        ({"industry": "coal", "region": "140000"}, {"station": "pithead", "region": "140500"}),
        ({"station": "pithead", "region": "140000"}, {"station": "pithead", "industry": "coal", "region": "140000"}),
        ({"region": "140581"}, {"employer": "e-1"}),
    ],
)
def test_a_region_goes_before_an_industry_and_an_employer_before_both(
    other: dict[str, str], chosen: dict[str, str]
) -> None:
    """The table of the plugins page, for a coal mine's station."""
    host = load_host([plugin("p", document("a/chosen", applies=chosen), document("a/other", applies=other))])
    assert host.resolve(station()).head.id == "a/chosen"


def layer(**more: Any) -> RulebookDocument:
    """A layer over `a/base` that changes nothing."""
    head = {"rulebook": "a/layer", "version": "1", "title": {"en": "t"}, "status": "illustrative", "source": "test"}
    return rulebook_document({**head, "extends": "a/base@1", **more})


def test_a_layer_does_not_inherit_to_whom_it_applies() -> None:
    """Its base goes on applying; the layer is there for who asks for it by its id."""
    host = load_host([plugin("p", document("a/base", applies=SPECIFIC[3]), layer())])
    assert host.resolve(station()).head.id == "a/base"
    assert host.resolve("a/layer").head.id == "a/layer"


def test_a_layer_that_applies_to_the_same_as_its_base_is_an_error_that_lists_both() -> None:
    """To stand above its base it has to be more specific."""
    with pytest.raises(AmbiguousRulebookError) as caught:
        load_host([plugin("p", document("a/base", applies=SPECIFIC[3]), layer(applies=SPECIFIC[3]))]).resolve(station())
    assert caught.value.candidates == ("a/base@1", "a/layer@1")


def test_two_equally_specific_rulebooks_are_an_error_that_lists_them() -> None:
    """Nobody guesses between two."""
    host = load_host([plugin("p", document("a/x", applies=SPECIFIC[2]), document("a/y", applies=SPECIFIC[2]))])
    with pytest.raises(AmbiguousRulebookError) as caught:
        host.resolve(station())
    assert caught.value.candidates == ("a/x@1", "a/y@1")


def test_a_rulebook_that_applies_to_nobody_is_never_chosen() -> None:
    """It is there for who asks for it by its id."""
    host = load_host([plugin("p", document("a/b"))])
    with pytest.raises(AmbiguousRulebookError):
        host.resolve(station())
    assert host.resolve("a/b").head.reference == "a/b@1"


def test_the_day_decides_between_versions() -> None:
    """A version governs from its first day up to the day before its successor's."""
    old = document("a/b", "1", applies=SPECIFIC[0], effective={"until": date(2026, 1, 1)})
    new = document("a/b", "2", applies=SPECIFIC[0], effective={"from": date(2026, 1, 1)})
    host = load_host([plugin("p", old, new)])
    assert host.resolve(station(), on=date(2025, 12, 31)).head.version == "1"
    assert host.resolve(station(), on=date(2026, 1, 1)).head.version == "2"
    assert host.resolve("a/b", on=date(2026, 1, 1)).head.version == "2"
    with pytest.raises(UnknownNameError):
        host.resolve("a/b")


def test_a_function_of_a_plugin_is_named_in_the_result() -> None:
    """Who brought the function is among the plugins that spoke."""

    @scoring_function("a/half", reads=["m"])
    def half(_: Any, *, full: Any) -> Any:
        """Half of the marks."""
        return full / 2

    item = {"one": {"title": {"en": "i"}, "full": 1, "function": "a/half", "clause": "1"}}
    measure = {"m": {"kind": "count", "title": {"en": "m"}}}
    base = document("a/b", item=item, measure=measure)
    functions = SimpleNamespace(__name__="functions", stationkit_scoring_functions=answering([half]))
    resolved = load_host([plugin("rules", base), functions]).resolve("a/b")
    assert resolved.plugins == ("functions", "rules")
