"""Bounds: sound always, reached where they say tight, and ranked by what narrows them most."""

from typing import Any

from hypothesis import given, settings

from stationkit import Facts, Known, Missing, bounds, resolve, rulebook_document, scoring_function
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.outcomes import Absent
from stationkit.scoring.engine import Scorer, assess
from stationkit.testing.completions import completions, mostly_known


def rulebook(**tables: Any) -> ResolvedRulebook:
    """A rulebook of two items out of ten, summed, with three stars."""
    measures: dict[str, Any] = {
        "visits": {"kind": "count", "title": {"en": "visits"}, "better": "higher"},
        "open": {"kind": "count", "title": {"en": "open hazards"}, "better": "lower"},
    }
    items: dict[str, Any] = {
        "visiting": {
            "title": {"en": "visiting"},
            "clause": "1",
            "in": "total",
            "full": 10,
            "ladder": {
                "of": "visits",
                "steps": [
                    {"when": ">= 6", "is": 10},
                    {"when": ">= 3", "is": 6},
                    {"otherwise": True, "is": 2},
                ],
            },
        },
        "closing": {
            "title": {"en": "closing"},
            "clause": "2",
            "in": "total",
            "full": 10,
            "deduct": [{"id": "left", "title": {"en": "left open"}, "of": "open", "count": "each", "points": 3}],
        },
    }
    document: dict[str, Any] = {
        "rulebook": "test/bounds",
        "version": "1",
        "title": {"en": "bounds"},
        "status": "illustrative",
        "measure": measures,
        "item": items,
        "group": {"total": {"title": {"en": "total"}, "clause": "3", "combine": "sum"}},
        "scale": {"stars": {"best_first": [3, 2, 1]}},
        "grade": {
            "star": {
                "title": {"en": "star"},
                "clause": "4",
                "scale": "stars",
                "bands": [
                    {"when": {"total": ">= 18"}, "is": 3},
                    {"when": {"total": ">= 12"}, "is": 2},
                    {"otherwise": True, "is": 1},
                ],
            }
        },
    }
    for kind, nodes in tables.items():
        document[kind] = {**document.get(kind, {}), **nodes}
    return resolve(rulebook_document(document))


@given(mostly_known())
@settings(max_examples=80)
def test_every_completion_falls_inside_and_tight_ends_are_reached(case: tuple[ResolvedRulebook, Facts]) -> None:
    """All answers at the breakpoints of every open fact, tried one by one."""
    resolved, facts = case
    found = bounds(assess(facts, resolved))
    scores, stars = set(), set()
    scorer = Scorer(resolved)
    for whole in completions(facts, resolved):
        result = scorer(whole)
        stars.add(result.star)
        if result.score is not None and not isinstance(result.score, Absent):
            scores.add(result.score)
    if not stars:
        return
    for score in scores:
        assert found.lowest is None or found.lowest <= score  # type: ignore[operator]
        assert found.highest is None or score <= found.highest  # type: ignore[operator]
    if found.score_tight and found.reach.has_score:
        assert found.lowest is None or min(scores) == found.lowest
        assert found.highest is None or max(scores) == found.highest
    scale = [5, 4, 3, 2, 1]
    seen = [star for star in scale if star in stars]
    if found.star_tight:
        assert (found.best_star, found.worst_star) == ((seen[0], seen[-1]) if seen else (None, None))
    for star in seen:
        assert scale.index(found.best_star) <= scale.index(star) <= scale.index(found.worst_star)  # type: ignore[arg-type]


@given(mostly_known())
@settings(max_examples=40)
def test_the_score_itself_lies_within_its_bounds(case: tuple[ResolvedRulebook, Facts]) -> None:
    """An open fact may stay open: what the policies make of it now is one of the things that can come out."""
    resolved, facts = case
    assessment = assess(facts, resolved)
    found = bounds(assessment)
    if not isinstance(assessment.score, Absent) and assessment.score is not None:
        assert found.lowest is None or found.lowest <= assessment.score  # type: ignore[operator]
        assert found.highest is None or assessment.score <= found.highest  # type: ignore[operator]


@given(mostly_known())
@settings(max_examples=25)
def test_no_answer_widens_what_is_reachable(case: tuple[ResolvedRulebook, Facts]) -> None:
    """Whoever looks at an open fact knows no less afterwards."""
    resolved, facts = case
    found = bounds(assess(facts, resolved))
    for fact in found.open:
        for answer in fact.answers:
            left = answer.leaves
            assert left.stars <= found.reach.stars
            if left.has_score and found.lowest is not None and left.lowest is not None:
                assert found.lowest <= left.lowest
            if left.has_score and found.highest is not None and left.highest is not None:
                assert left.highest <= found.highest


def test_an_open_fact_ranges_over_everything_that_its_measure_allows() -> None:
    """Seven points are sure; visits bring two to ten, or do not apply; three stars are already out."""
    found = bounds(assess(Facts.of("s", open=1), rulebook()))
    assert (found.lowest, found.highest) == (7, 17)
    assert (found.worst_star, found.best_star) == (1, 2)
    assert found.tight


def test_declared_limits_narrow_the_bounds() -> None:
    """Whoever says that visits lie between three and five has said that they bring six."""
    limited = rulebook(measure={"visits": {"kind": "count", "title": {"en": "visits"}, "between": [3, 5]}})
    found = bounds(assess(Facts.of("s", open=1), limited))
    assert found.highest == 13


def test_the_fact_that_decides_comes_first() -> None:
    """Hazards that are open can cost ten points, visits at most ten less two: the hazards decide more."""
    found = bounds(assess(Facts(subject="s"), rulebook()))
    assert [fact.name for fact in found.open] == ["open", "visits"]
    assert all(fact.decides for fact in found.open)


def test_one_fact_used_twice_is_not_proved_tight() -> None:
    """Visits that also count in the star's own condition go two ways: sound, but not proved tight."""
    moves = [{"when": {"visits": "< 3"}, "lower": 1}]
    base = rulebook().rulebook.nodes["star"]
    assert base.id == "star"
    twice = rulebook(
        grade={
            "star": {
                "title": {"en": "star"},
                "clause": "4",
                "scale": "stars",
                "bands": [{"when": {"total": ">= 12"}, "is": 2}, {"otherwise": True, "is": 1}],
                "then": moves,
            }
        }
    )
    found = bounds(assess(Facts.of("s", open=1), twice))
    assert found.score_tight
    assert not found.star_tight
    assert "visits" in found.reason.en


def test_a_rescale_is_followed_to_both_ends() -> None:
    """Where visits may not apply, three of ten points are rescaled to six of twenty; with ten visits, thirteen."""
    group = {"total": {"title": {"en": "t"}, "clause": "3", "combine": "sum", "members_not_applicable": "rescale"}}
    found = bounds(assess(Facts.of("s", open=3), rulebook(group=group)))
    assert (found.lowest, found.highest) == (2, 11)
    assert found.score_tight


@scoring_function("test/broken", reads=["open"], gives=(2, "full"))
def broken(open_hazards: Any, *, full: Any) -> Any:
    """A function that always fails."""
    raise RuntimeError


def test_an_item_that_was_not_computed_ranges_over_what_its_function_declares() -> None:
    """The function said two to full: nothing turns into zero or full, and nothing is proved tight."""
    document = {
        "rulebook": "test/function",
        "version": "1",
        "title": {"en": "function"},
        "status": "illustrative",
        "measure": {"open": {"kind": "count", "title": {"en": "open"}}},
        "item": {
            "closing": {"title": {"en": "c"}, "clause": "1", "in": "total", "full": 10, "function": "test/broken"},
            "other": {"title": {"en": "o"}, "clause": "1", "in": "total", "full": 5, "points": 5},
        },
        "group": {"total": {"title": {"en": "t"}, "clause": "2", "combine": "sum"}},
    }
    resolved = resolve(rulebook_document(document), functions={"test/broken": broken})
    found = bounds(assess(Facts.of("s", open=1), resolved))
    assert (found.lowest, found.highest) == (7, 15)
    assert not found.tight


def test_nothing_open_leaves_nothing_open() -> None:
    """With every fact known the bounds are the result, and no fact is left to look at."""
    facts = Facts(subject="s", answers={"open": Known(value=0), "visits": Known(value=6)})
    found = bounds(assess(facts, rulebook()))
    assert found.is_settled
    assert (found.lowest, found.highest, found.best_star, found.worst_star) == (20, 20, 3, 3)
    assert found.open == ()
    assert not bounds(assess(Facts(subject="s", answers={"open": Missing(why="?")}), rulebook())).is_settled
