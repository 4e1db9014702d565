"""A plugin that misbehaves stays its own failure: its item is not computed, the rest of the run goes on."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from stationkit import Facts, Missing, Ratio, assess, load_host, measure_function, scoring_function
from stationkit.identifiers import RegionCode
from stationkit.measures.gathering import gather_facts
from stationkit.periods import Period
from stationkit.rules.model import Measure
from stationkit.stations.dossier import Dossier
from stationkit.stations.stations import Industry, Station, StationKind
from stationkit.words import Words

from .cages import ANIMALS, UNSAFE, animal, scored_by
from .packages import document, plugin

CAGED = tuple(name for name in ANIMALS if name not in UNSAFE and name != "guard_with_a_clock")


def facts(place: int) -> Facts:
    """What is known of one station."""
    return Facts.known(f"s{place}", {"visits": place % 7, "rate": Ratio(place % 5, 4 + place % 3)})


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("name", CAGED)
def test_no_animal_of_the_zoo_reaches_its_neighbours(name: str) -> None:
    """Whatever it does, the items beside it have their points, and what fails is named with its plugin."""
    module = animal(name)
    function = f"zoo.{name.replace('_', '-')}/f"
    rules = plugin("rules", document("x.zoo/r", **scored_by([function])))
    resolved = load_host([module, rules]).resolve("x.zoo/r")
    for place in range(1, 4):
        assessment = assess(facts(place), resolved)
        item = next(one for one in assessment.items if one.id == "by-0")
        assert item.outcome == module.AT_RUN
        assert assessment.value("first") == 10 * Fraction(place % 5, 4 + place % 3)
        assert assessment.value("last") == (7 if place >= 3 else 1)
        if module.AT_RUN == "not-computed":
            assert function in item.why.en
            assert f"plugin {name}" in item.why.en
            assert len(item.why.en) < 400
            assert assessment.qualifies is None
            assert "not-computed" in {finding.code for finding in assessment.findings}


def test_thousands_of_stations_finish_beside_a_plugin_that_fails_for_some() -> None:
    """It raises for one station in seven; those are not computed, the others have their points."""

    @scoring_function("x.f/f", reads=["visits"])
    def fragile(visits: Fraction, *, full: Fraction) -> Fraction:
        """The full marks, shared among the visits."""
        return full / visits

    functions = plugin("fragile", stationkit_scoring_functions=[fragile])
    resolved = load_host([functions, plugin("rules", document("x.zoo/r", **scored_by(["x.f/f"])))]).resolve("x.zoo/r")
    outcomes = [assess(facts(place), resolved) for place in range(3500)]
    failed = [
        one for one in outcomes if one.value("by-0") not in (10, 5, Fraction(10, 3), Fraction(5, 2), 2, Fraction(5, 3))
    ]
    assert len(failed) == 500
    assert all("ZeroDivisionError" in one.items[0].why.en and one.provisional for one in failed)
    assert all(one.value("last") in (1, 7) for one in outcomes)


def test_the_users_own_interrupt_stops_the_run() -> None:
    """Ctrl-C is not a plugin's failure."""

    @scoring_function("x.f/f", reads=["visits"])
    def interrupted(_: Any, *, full: Any) -> Any:
        raise KeyboardInterrupt

    functions = plugin("f", stationkit_scoring_functions=[interrupted])
    resolved = load_host([functions, plugin("rules", document("x.zoo/r", **scored_by(["x.f/f"])))]).resolve("x.zoo/r")
    with pytest.raises(KeyboardInterrupt):
        assess(facts(1), resolved)


def test_a_changed_argument_is_a_copy() -> None:
    """Two items read one fact; what the first function does to it, the second does not see."""
    module = animal("changes_arguments")

    @scoring_function("x.f/f", reads=["visits"])
    def shown(visits: Any, *, full: Any) -> Any:
        return visits

    functions = plugin("f", stationkit_scoring_functions=[shown])
    rules = plugin("rules", document("x.zoo/r", **scored_by(["zoo.changes-arguments/f", "x.f/f"])))
    assessment = assess(facts(3), load_host([module, functions, rules]).resolve("x.zoo/r"))
    assert assessment.value("by-1") == 3


def _records(call: Any, kind: str = "count", **more: Any) -> Any:
    """The answer of one measure that a function takes from a small dossier."""
    function = measure_function("x.m/f", kind=kind, reads=[])(call)
    own = {"industry": Industry.COAL, "region": RegionCode("140581"), "employer": "e", "title": Words(zh="一号站")}
    station = Station(id="s-1", kind=StationKind.PITHEAD, opened_on=date(2020, 1, 1), **own)
    dossier = Dossier(stations=(station,), zone="+08:00")
    measure = Measure(id="m", kind=kind, recipe={"function": "x.m/f"}, **more)
    gathered = gather_facts(
        dossier, station.id, Period.parse("2026H1"), measures=[measure], functions={"x.m/f": function}
    )
    return gathered.answers["m"]


def _exit(*_: Any) -> Any:
    raise SystemExit


@pytest.mark.parametrize(
    ("call", "kind", "more", "said"),
    [
        (_exit, "count", {}, "SystemExit"),
        (lambda *_: -1, "count", {}, "not below 0"),
        (lambda *_: True, "count", {}, "bool"),
        (lambda *_: 1.5, "decimal", {}, "float"),
        (lambda *_: 10**5000, "count", {}, "digits"),
        (lambda *_: 5, "count", {"between": (0, 4)}, "0 to 4"),
        (lambda *_: "red", "choice", {"one_of": ("green", "blue")}, "one of green, blue"),
        (lambda *_: Ratio(3, 2), "ratio", {"between": (0, 1)}, "0 to 1"),
        (lambda records, _: records.of("hazards"), "count", {}, "hazards"),
        (lambda records, _: records.rows.update(x=1), "count", {}, "update"),
    ],
)
def test_a_measure_function_that_fails_leaves_its_measure_missing(call: Any, kind: str, more: Any, said: str) -> None:
    """Never an error of the whole run, never a value that its rulebook does not allow."""
    answer = _records(call, kind, **more)
    assert isinstance(answer, Missing)
    assert "x.m/f" in answer.why
    assert said in answer.why


def test_what_a_measure_function_gives_is_known_by_its_name() -> None:
    """A count of nothing is a count."""
    answer = _records(lambda *_: 0)
    assert (answer.value, answer.source) == (0, "x.m/f")
