"""Edges: all of them are found, and there are facts on, just under and just over them."""

from typing import Any

import pytest
from hypothesis import given, settings

from stationkit import Ratio, ResolvedRulebook, load_host, resolve, rulebook_document
from stationkit.testing.edges.aiming import Aimer
from stationkit.testing.edges.finding import find_edges
from stationkit.testing.edges.pools import Leaf, facts_at
from stationkit.testing.rulebooks import rulebook_tables

TABLES: dict[str, Any] = {
    "rulebook": "test/edges",
    "version": "1",
    "title": "edges",
    "status": "illustrative",
    "measure": {
        "visits": {"kind": "count", "title": "visits", "better": "higher"},
        "on-time": {"kind": "ratio", "title": "on time", "better": "higher"},
        "people": {"kind": "count", "title": "people"},
    },
    "parameter": {"due": {"title": "due", "value": 12, "source": "made up"}},
    "step": {"per-head": {"title": "per head", "quotient": ["visits", "people"]}},
    "item": {
        "visiting": {
            "title": "visiting",
            "clause": "1",
            "in": "total",
            "full": 40,
            "deduct": [
                {"id": "few", "title": "few", "of": "visits", "below": "due", "per": 1, "count": "whole", "points": 5},
                {"id": "gap", "fault": "gap", "count": "each", "points": 3, "up_to": 10},
            ],
        },
        "rate": {
            "title": "rate",
            "clause": "2",
            "in": "total",
            "full": 60,
            "ladder": {
                "of": "on-time",
                "steps": [{"when": ">= 90%", "is": 60}, {"when": "> 50%", "is": 25}, {"otherwise": True, "is": 0}],
            },
            "then": [{"when": {"so-far": "< 30"}, "gate": 0}],
        },
    },
    "group": {"total": {"title": "total", "clause": "3", "combine": "sum"}},
    "scale": {"stars": {"best_first": [2, 1], "outside": ["none"]}},
    "grade": {
        "star": {
            "title": "star",
            "clause": "4",
            "scale": "stars",
            "bands": [
                {"when": {"total": ">= 85", "per-head": "> 2"}, "is": 2},
                {"when": {"total": ">= 60%"}, "is": 1},
                {"otherwise": True, "is": "none"},
            ],
        }
    },
}


@pytest.fixture(scope="module")
def rulebook() -> ResolvedRulebook:
    """A rulebook with an edge of every kind."""
    return resolve(rulebook_document(TABLES))


def test_every_number_that_something_is_compared_with_is_an_edge(rulebook: ResolvedRulebook) -> None:
    """Slopes from parameters, ceilings, ladders, bands, running values."""
    assert {str(edge) for edge in find_edges(rulebook)} == {
        "visiting: visits slope 12",
        "visiting: visiting.gap ceiling 4",
        "rate: on-time >= 90%",
        "rate: on-time > 50%",
        "rate: rate < 30",
        "star: total >= 85",
        "star: total >= 60%",
        "star: per-head > 2",
    }


def test_a_facts_pool_has_what_lies_on_and_beside_its_edges(rulebook: ResolvedRulebook) -> None:
    """On, just under, just over; and for a ratio also nothing of nothing."""
    pools = Aimer(rulebook).pools
    assert {11, 12, 13} <= set(pools[Leaf("", "visits")])
    assert {3, 4, 5} <= set(pools[Leaf("", "visiting.gap")])
    assert {Ratio(9, 10), Ratio(899, 1000), Ratio(901, 1000), Ratio(0, 0)} <= set(pools[Leaf("", "on-time")])


def test_the_best_facts_earn_full_marks_and_the_worst_none(rulebook: ResolvedRulebook) -> None:
    """Fact by fact, what helps most."""
    aimer = Aimer(rulebook)
    assert aimer.probe.merit(facts_at(aimer.best, rulebook)) == (100, 0)
    assert aimer.probe.merit(facts_at(aimer.worst, rulebook))[0] == 0


def test_facts_are_found_on_under_and_over_the_edge_of_a_total(rulebook: ResolvedRulebook) -> None:
    """A combination of a few changes from the best facts lands on it, where one can."""
    aimer = Aimer(rulebook)
    found = {str(edge): aimer.near(edge) for edge in aimer.edges}
    assert None not in found["star: total >= 85"].values()
    assert None not in found["star: per-head > 2"].values()
    assert found["star: total >= 60%"]["under"] is not None
    for edge in aimer.edges:
        for side, point in aimer.near(edge).items():
            if point is not None:
                value = aimer.probe(facts_at(point, rulebook)).value(edge.reference, share=edge.percent)
                assert (value > edge.number) - (value < edge.number) == {"under": -1, "on": 0, "over": 1}[side]  # type: ignore[operator]


@pytest.mark.parametrize("reference", ["cn.shanxi.jincheng/pithead-star", "cn.shanxi/wellbeing-star"])
def test_almost_every_edge_of_a_real_rulebook_is_reached_on_both_sides(reference: str) -> None:
    """Edges of totals too."""
    host = load_host(["stationkit_shanxi", "stationkit_jincheng"])
    aimer = Aimer(host.resolve(reference))
    one_sided = [edge for edge in aimer.edges if sum(one is not None for one in aimer.near(edge).values()) < 2]
    assert one_sided == []


@settings(max_examples=30)
@given(rulebook_tables())
def test_pools_of_any_rulebook_hold_only_what_its_measures_take(tables: dict[str, Any]) -> None:
    """Whatever is drawn from them can be asked."""
    from stationkit import check_facts

    resolved = resolve(rulebook_document(tables))
    aimer = Aimer(resolved)
    for leaf, pool in aimer.pools.items():
        assert pool or aimer.leaves[leaf].between is not None
    for point in (aimer.best, aimer.worst, *aimer.aimed):
        check_facts(facts_at(point, resolved), resolved)
