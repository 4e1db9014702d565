"""Why an item has its points, and which smallest sets of facts keep a star away: checked against trying everything."""

from itertools import combinations, product
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit import Facts, Known, assess, resolve, rulebook_document
from stationkit.errors import UnknownNameError
from stationkit.rules.facts import Answer, NotApplicable
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.reach.breakpoints import breakpoints
from stationkit.scoring.engine import Assessment, Scorer
from stationkit.scoring.whys import next_star, why, why_not
from stationkit.testing.rulebooks import facts_for, known_answers, rulebook_tables

ITEMS: dict[str, Any] = {
    "visiting": {
        "title": {"en": "visiting"},
        "clause": "art. 1",
        "in": "total",
        "full": 10,
        "ladder": {
            "of": "visits",
            "steps": [{"when": ">= 6", "is": 10}, {"when": ">= 3", "is": 6}, {"otherwise": True, "is": 0}],
        },
    },
    "closing": {
        "title": {"en": "closing"},
        "clause": "art. 2",
        "in": "total",
        "full": 10,
        "deduct": [
            {"id": "late", "title": {"en": "late"}, "of": "late", "count": "each", "points": 2},
            {"id": "gap", "fault": "a gap", "count": "each", "points": 1},
        ],
    },
    "speed": {
        "title": {"en": "speed"},
        "clause": "art. 3",
        "in": "total",
        "full": 5,
        "deduct": [{"id": "late", "title": {"en": "late"}, "of": "late", "count": "once", "points": 5}],
    },
}


def rulebook(**items: Any) -> ResolvedRulebook:
    """Three items, of which two punish the same late hazards, and three stars."""
    return resolve(
        rulebook_document(
            {
                "rulebook": "test/whys",
                "version": "1",
                "title": {"en": "whys"},
                "status": "illustrative",
                "measure": {
                    "visits": {"kind": "count", "title": {"en": "visits"}, "better": "higher"},
                    "late": {"kind": "count", "title": {"en": "late"}, "better": "lower"},
                },
                "item": {**ITEMS, **items},
                "group": {"total": {"title": {"en": "total"}, "clause": "art. 4", "combine": "sum"}},
                "scale": {"stars": {"best_first": [3, 2, 1]}},
                "grade": {
                    "star": {
                        "title": {"en": "star"},
                        "clause": "art. 5",
                        "scale": "stars",
                        "bands": [
                            {"when": {"total": ">= 23"}, "is": 3},
                            {"when": {"total": ">= 15"}, "is": 2},
                            {"otherwise": True, "is": 1},
                        ],
                    }
                },
            }
        )
    )


def facts(**more: Answer) -> Facts:
    """Four visits, two late hazards with their records, three gaps with a written ground."""
    answers: dict[str, Answer] = {
        "visits": Known(value=4, source="records", records=("v-1", "v-2", "v-3", "v-4")),
        "late": Known(value=2, source="records", records=("h-1", "h-2")),
        "closing.inspected": Known(value=True),
        "closing.gap": Known(value=3, source="sheet", evidence=("photo-7",), ground="pages 3, 4 and 9"),
    }
    return Facts(subject="s", answers={**answers, **more})


def test_why_tells_clause_fact_evidence_ground_and_records() -> None:
    """Each line that takes something can be followed to what shows it."""
    lines = why(assess(facts(), rulebook()), "closing")
    losing = {line.line.cause: line for line in lines if line.change < 0}
    assert {name: (line.change, line.clause) for name, line in losing.items()} == {
        "late": (-4, "art. 2"),
        "gap": (-3, "art. 2"),
    }
    gap, late = losing["gap"].facts[0], losing["late"].facts[0]
    assert (gap.evidence, gap.ground) == (("photo-7",), "pages 3, 4 and 9")
    assert late.records == ("h-1", "h-2")
    assert losing["gap"].rulebook == "test/whys@1"


def test_why_tells_what_a_ladder_leaves_away() -> None:
    """An item that comes to its points in one line loses the rest in that line."""
    (line,) = why(assess(facts(), rulebook()), "visiting")
    assert (line.change, line.lost, line.clause) == (0, 4, "art. 1")


def test_the_points_that_items_lose_are_all_told() -> None:
    """What the lines of an item take and leave away is what it lost."""
    assessment = assess(facts(), rulebook())
    for item in assessment.items:
        lines = why(assessment, item.id)
        assert sum(line.lost - line.change for line in lines) == item.lost


def test_why_of_an_unknown_item_names_what_there_is() -> None:
    """A mistyped item is an error, not an empty answer."""
    with pytest.raises(UnknownNameError):
        why(assess(facts(), rulebook()), "closng")


def test_why_not_gives_every_smallest_set_with_the_answers_needed() -> None:
    """For two stars six visits will do, or no late hazard, or one of the two with ... all else as it is."""
    found = why_not(assess(facts(), rulebook()), 2)
    assert found.complete
    assert [{one.fact: (one.now, one.needed) for one in each.changes} for each in found.sets][:2] == [
        {"late": (2, 0)},
        {"visits": (4, 6), "closing.gap": (3, 1)},
    ]


def test_a_star_that_is_reached_has_nothing_in_its_way() -> None:
    """One star is there already, and the next is two."""
    assessment = assess(facts(), rulebook())
    assert why_not(assessment, 1).reached
    assert next_star(assessment) == 2
    with pytest.raises(UnknownNameError):
        why_not(assessment, 7)


def test_a_sheet_that_nobody_filled_changes_as_a_whole() -> None:
    """An item that was not inspected blocks by its sheet, not by each of its faults."""
    answers = {
        "visits": Known(value=6),
        "late": Known(value=0),
        "closing.inspected": Known(value=False),
    }
    found = why_not(assess(Facts(subject="s", answers=answers), rulebook()), 3)
    assert [each.facts for each in found.sets] == [("closing",)]


def test_what_does_not_apply_stays_so() -> None:
    """Nobody can answer what cannot be asked."""
    found = why_not(assess(facts(visits=NotApplicable(ground="no families")), rulebook()), 3)
    assert all("visits" not in each.facts for each in found.sets)


# -- by trying everything ------------------------------------------------------------------------------------


@st.composite
def small(draw: st.DrawFn) -> Assessment:
    """An assessment of known facts by a generated rulebook."""
    resolved = resolve(rulebook_document(draw(rulebook_tables())))
    told = resolved.expected[""]
    given = {name: draw(known_answers(one)) for name, one in told.items()}
    given |= {name: Known(value=True) for name in told if name.endswith(".inspected")}
    base = draw(facts_for(resolved))
    lists: dict[str, dict[str, Facts]] = {name: {} for name in resolved.expected if name}
    return assess(attrs.evolve(base, answers=given, lists=lists), resolved)


@given(small())
@settings(max_examples=40)
def test_blocking_sets_are_those_that_trying_everything_finds(assessment: Assessment) -> None:
    """Up to two facts at their breakpoints: the same smallest sets, and each does what it says."""
    star = next_star(assessment)
    if star is None:
        return
    found, resolved = why_not(assessment, star), assessment.resolved
    good = {word for word in (5, 4, 3, 2, 1) if word >= star}  # type: ignore[operator]
    scorer = Scorer(resolved)

    def gives(changes: dict[str, Any]) -> bool:
        answers = {**assessment.facts.answers, **{name: Known(value=value) for name, value in changes.items()}}
        return scorer(attrs.evolve(assessment.facts, answers=answers)).star in good

    for each in found.sets:
        assert gives({one.fact: one.needed for one in each.changes})
    tried = {name: breakpoints(resolved.program)[name] for name in assessment.facts.answers}
    names = [name for name in tried if not name.endswith(".inspected")]
    smallest: list[set[str]] = []
    for size in (1, 2):
        for some in combinations(names, size):
            if any(one <= set(some) for one in smallest):
                continue
            values = product(*(tried[name] for name in some))
            if any(gives(dict(zip(some, each, strict=True))) for each in values):
                smallest.append(set(some))
    told = [set(each.facts) for each in found.sets]
    assert all(one in told for one in smallest) or not found.complete
    assert all(one in smallest for one in told)


# -- one record, two clauses ---------------------------------------------------------------------------------


def test_one_record_behind_two_losing_lines_is_reported() -> None:
    """Two late hazards cost points under two articles: each is named once."""
    found = [one for one in assess(facts(), rulebook()).findings if one.code == "paid-twice"]
    assert len(found) == 1
    assert "h-1, h-2" in found[0].words.en
    assert "closing [art. 2]" in found[0].words.en
    assert "speed [art. 3]" in found[0].words.en


def test_a_clause_that_wants_both_is_no_finding() -> None:
    """`also_by` names it."""
    allowed = rulebook(speed={**ITEMS["speed"], "also_by": "art. 9"})
    assert not [one for one in assess(facts(), allowed).findings if one.code == "paid-twice"]


def test_records_that_are_welcome_are_nobodys_fault() -> None:
    """Four visits of six due lose points, but no visit is to blame."""
    later = {**ITEMS["visiting"], "clause": "art. 8"}
    found = assess(facts(late=Known(value=0)), rulebook(again=later)).findings
    assert not [one for one in found if one.code == "paid-twice"]
