"""Plugins do not know of one another: order changes nothing, clashes name both sides, results say who spoke."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit import Facts, assess, hookimpl, load_host, scoring_function
from stationkit.errors import PluginError
from stationkit.hooks import specs
from stationkit.scoring.documents import assessment_document

from .packages import HEAD, ITEM, answering, document, package, plugin


def function(name: str) -> Any:
    """A function that gives half of the marks."""

    @scoring_function(name, reads=["m"])
    def half(_: Any, *, full: Any) -> Any:
        """Half of the marks."""
        return full / 2

    return half


def scored_by(name: str) -> dict[str, Any]:
    """The tables of a rulebook whose one item is scored by a function."""
    item = {"one": {"title": {"en": "i"}, "full": 1, "function": name, "clause": "1"}}
    return {"item": item, "measure": {"m": {"kind": "count", "title": {"en": "m"}}}}


PLUGINS = [
    plugin("rules", document("x.rules/r", **scored_by("x.functions/f"))),
    plugin("functions", stationkit_scoring_functions=[function("x.functions/f")]),
    plugin(
        "layer",
        document("x.layer/r", extends="x.rules/r@1", item={}, add={"step": {"more": {"title": {"en": "s"}, "is": 1}}}),
    ),
    plugin("others", document("x.others/a"), document("x.others/b")),
]


@given(st.permutations(PLUGINS))
def test_any_order_of_plugins_gives_the_same_host_and_the_same_results(order: list[Any]) -> None:
    """Registration order means nothing, not even the order in which things are listed."""
    host, other = load_host(order), load_host(PLUGINS)
    assert list(host.rulebooks) == list(other.rulebooks)
    assert host.plugins == other.plugins
    facts = Facts.known("s", {"m": 1})
    one, same = (assess(facts, each.resolve("x.layer/r")) for each in (host, other))
    assert assessment_document(one) == assessment_document(same)


@given(
    st.permutations([PLUGINS[3], plugin("double", document("x.double/a"), stationkit_namespace="x.others"), PLUGINS[0]])
)
def test_any_order_of_plugins_gives_the_same_error(order: list[Any]) -> None:
    """A clash reads the same whoever came first."""
    with pytest.raises(PluginError) as caught:
        load_host([plugin("twin", document("x.others/a")), PLUGINS[1], *order[:1], *order])
    with pytest.raises(PluginError) as again:
        load_host([*order, *order[:1], PLUGINS[1], plugin("twin", document("x.others/a"))])
    assert {str(one) for one in caught.value.problems} == {str(one) for one in again.value.problems}


def test_a_clash_names_both_owners_and_their_files(tmp_path: Path) -> None:
    """The plugin, and the TOML that says it, on each side."""
    text = HEAD.format(name="x.same/star") + ITEM
    first, second = (
        package(tmp_path / "a", "first_plugin", star=text),
        package(tmp_path / "b", "second_plugin", star=text),
    )
    with first, second, pytest.raises(PluginError) as caught:
        load_host(["second_plugin", "first_plugin"])
    told = str(caught.value)
    for part in (
        "first_plugin",
        "second_plugin",
        "a/first_plugin/star.toml",
        "b/second_plugin/star.toml",
        "x.same/star@1",
    ):
        assert part in told


def test_a_clash_of_functions_names_the_lines() -> None:
    """Functions have files and lines of their own."""
    sides = [plugin(name, stationkit_scoring_functions=[function("x.f/f")]) for name in ("first", "second")]
    with pytest.raises(PluginError, match=rf"first \({__file__}:\d+\)"):
        load_host(sides)


def test_a_declared_namespace_has_one_owner() -> None:
    """Neither another that declares it nor one that only uses it may register there."""
    owner = plugin("owner", document("x.own/a"), stationkit_namespace="x.own")
    for intruder in (plugin("thief", document("x.own/b")), plugin("twin", stationkit_namespace=("x.own", "x.more"))):
        with pytest.raises(PluginError) as caught:
            load_host([owner, intruder])
        assert "x.own" in str(caught.value)
        assert "owner" in str(caught.value)


def test_a_part_of_a_namespace_is_another_namespace() -> None:
    """The province does not own its city's names, nor the city the province's."""
    province = plugin("province", document("x/a"), stationkit_namespace="x")
    city = plugin("city", document("x.city/a"), stationkit_namespace="x.city")
    assert len(load_host([province, city]).rulebooks) == 2
    with pytest.raises(PluginError, match="foreign"):
        load_host([plugin("greedy", document("x.city/a"), stationkit_namespace="x")])


def test_without_a_declaration_all_ids_share_one_namespace() -> None:
    """Two of them, undeclared, are refused with the line to write."""
    with pytest.raises(PluginError, match="several namespaces: a, b"):
        load_host([plugin("both", document("a/x"), document("b/x"))])


def test_two_plugins_of_one_name_are_a_clash() -> None:
    """A line of the ledger could not say which of the two spoke."""
    with pytest.raises(PluginError, match="one name"):
        load_host([plugin("same", document("a/x")), plugin("same", document("b/x"))])


def test_hosts_of_one_process_do_not_see_each_other() -> None:
    """Different plugins, in threads, with one id that means two things."""

    def score(points: int) -> Any:
        item = {"one": {"title": {"en": "i"}, "full": 9, "points": points, "clause": "1"}}
        host = load_host([plugin(f"p{points}", document("x/r", item=item))])
        found = [assess(Facts(subject="s"), host.resolve("x/r")) for _ in range(20)]
        return {(one.score if one.score is not None else one.value("one"), one.plugins) for one in found}

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(score, range(9)))
    assert results == [{(points, (f"p{points}",))} for points in range(9)]


def test_hooks_are_called_once_a_load_and_never_for_a_station() -> None:
    """What a plugin brings is asked for while the host loads; afterwards only its functions are called."""
    calls: list[str] = []

    def counted(hook: str, values: list[Any]) -> Any:
        def answer() -> list[Any]:
            calls.append(hook)
            return values

        return hookimpl(answer)

    hooks = {hook: counted(hook, []) for hook in specs.__all__}
    hooks["stationkit_rulebooks"] = counted("stationkit_rulebooks", [document("x.f/r", **scored_by("x.f/f"))])
    hooks["stationkit_scoring_functions"] = counted("stationkit_scoring_functions", [function("x.f/f")])
    host = load_host(
        [type("Plugin", (), {"__name__": "p", **{name: staticmethod(one) for name, one in hooks.items()}})]
    )
    resolved = host.resolve("x.f/r")
    for place in range(50):
        assess(Facts.known(f"s{place}", {"m": place}), resolved)
    assert sorted(calls) == sorted(specs.__all__)


def test_every_line_and_every_result_says_who_spoke(tmp_path: Path) -> None:
    """Plugin, package, version and the digest of its files, on lines, in pins and in plain data."""
    with package(tmp_path, "speaking_plugin", star=HEAD.format(name="x.s/star") + ITEM) as root:
        assessment = assess(Facts(subject="s"), load_host(["speaking_plugin"]).resolve("x.s/star"))
        digest = assessment.provenance[0].digest
        (root / "star.toml").write_text(HEAD.format(name="x.s/star") + ITEM.replace("10", "11"), encoding="utf-8")
        changed = load_host(["speaking_plugin"]).plugins[0].digest
    assert len(digest) == len(hashlib.sha256().hexdigest())
    assert digest != changed
    assert {line.rule.provenance.digest for line in assessment.ledger.lines} == {digest}
    assert assessment.pins.plugins == {"speaking_plugin": digest}
    told = assessment_document(assessment)
    assert [one["digest"] for one in told["provenance"]] == [digest]
    assert {line["plugin_digest"] for line in told["ledger"]} == {digest}


def test_an_installed_plugin_is_told_with_its_package_and_version() -> None:
    """As the entry point knows it."""
    resolved = load_host(discover=True).resolve("cn.shanxi.jincheng/pithead-star")
    told = {one.plugin: (one.distribution, bool(one.version), len(one.digest)) for one in resolved.provenance}
    assert told["jincheng"] == ("stationkit-jincheng", True, 64)
    assert told["shanxi"][0] == "stationkit-shanxi"


def test_a_plugin_that_is_expected_and_absent_is_on_every_result() -> None:
    """What it would have said is unknown: nothing is awarded without it."""
    host = load_host([plugin("here", document("x/r"))], expected=["here", "stationkit-elsewhere"])
    assessment = assess(Facts(subject="s"), host.resolve("x/r"))
    assert [one.name for one in assessment.absent_plugins] == ["stationkit-elsewhere"]
    assert "plugin-absent" in {finding.code for finding in assessment.findings}
    assert assessment.provisional
    assert assessment.qualifies is None
    assert assessment_document(assessment)["absent_plugins"][0]["expected"]


def test_a_rulebook_may_name_the_plugins_it_counts_on() -> None:
    """Its own head says so, and so does that of a layer below it."""
    base = document("x/r", plugins=["calendar-2027"])
    above = document("x/above", extends="x/r@1", item={}, add={"step": {"s": {"title": {"en": "s"}, "is": 1}}})
    host = load_host([plugin("p", base, above)])
    for name in ("x/r", "x/above"):
        assessment = assess(Facts(subject="s"), host.resolve(name))
        assert [(one.name, one.expected) for one in assessment.absent_plugins] == [("calendar-2027", True)]
    for known in ("p", "stationkit-p", "stationkit_p"):
        assert not load_host([plugin("p", document("x/r", plugins=[known]))]).resolve("x/r").absent_plugins


def test_an_expected_plugin_that_was_refused_is_absent_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """Found but refused: unless it is expected, that is a finding and withholds nothing."""
    from importlib.metadata import EntryPoint

    broken = EntryPoint(name="broken", value="stationkit_not_there", group="stationkit")
    monkeypatch.setattr("stationkit.hooks.loading.entry_points", lambda **_: [broken])
    mine = plugin("mine", document("x/r"))
    for expected, code in (((), "plugin-refused"), (("broken",), "plugin-absent")):
        assessment = assess(Facts(subject="s"), load_host([mine], discover=True, expected=expected).resolve("x/r"))
        (finding,) = [one for one in assessment.findings if one.code.startswith("plugin-")]
        assert finding.code == code
        assert "stationkit_not_there" in finding.words.en
        assert assessment.provisional == bool(expected)


def test_a_plugin_given_and_installed_is_loaded_once() -> None:
    """By its entry point, under that name."""
    names = [one.name for one in load_host(["stationkit_shanxi"], discover=True).plugins]
    assert names == sorted(set(names))
    assert "stationkit_shanxi" not in names


def test_a_function_and_a_hook_of_a_class_are_as_good_as_those_of_a_module() -> None:
    """Any object with hooks is a plugin."""

    class Mine:
        @staticmethod
        @hookimpl
        def stationkit_rulebooks() -> Any:
            return [document("x/r")]

    assert list(load_host([Mine]).rulebooks) == ["x/r@1"]
    assert list(load_host([plugin("p", stationkit_regions=(), stationkit_rulebooks=document("x/r"))]).rulebooks) == [
        "x/r@1"
    ]
    assert answering(3)() == 3


def test_a_dossier_may_name_the_plugins_it_counts_on(tmp_path: Path) -> None:
    """Its head says so; every station's result says which of them is absent, and nothing is awarded."""
    from stationkit import Period, read_dossier
    from stationkit.assessment import assess_dossier, assess_station
    from stationkit.cli.app import run

    assert run(["sample", "--stations", "3", "--out", str(tmp_path / "region")]) == 0
    head = tmp_path / "region" / "dossier.toml"
    head.write_text('plugins = ["shanxi", "stationkit-datong"]\n' + head.read_text(encoding="utf-8"), encoding="utf-8")
    dossier = read_dossier(tmp_path / "region").dossier
    host, period = load_host(), Period.parse("2026H1")
    alone = assess_station(dossier, dossier.stations[0].id, period, host)
    for one in (*assess_dossier(dossier, period, host), alone):
        assert [absent.name for absent in one.assessment.absent_plugins] == ["stationkit-datong"]
        assert one.assessment.qualifies is None


def test_an_assessment_pins_the_calendar_that_its_host_goes_by() -> None:
    """A plugin's further table changes the pin and nothing else; a round settles under the same pin."""
    from stationkit import Period
    from stationkit.assessment import assess_station
    from stationkit.samples.region import make_region
    from stationkit.scoring.rounds import Round
    from stationkit.scoring.settling import settle

    period, host = Period.parse("2026H1"), load_host(["stationkit_shanxi", "stationkit_jincheng"])
    region = make_region(stations=1, seed=1, period=period)
    made = assess_station(region, region.stations[0].id, period, host).assessment
    assert made.pins.calendar == host.calendar().digest()
    assert assess(made.facts, made.resolved).pins.calendar == ""
    (settled,) = settle(Round(id="1", period=period), [made]).assessments.values()
    assert settled.pins == made.pins
