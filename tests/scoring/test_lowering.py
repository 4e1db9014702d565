"""Whole units: a rulebook that is lowered gives exactly what it gives on the ordinary path, for every subject."""

import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit import Facts, Known, Missing, NotApplicable, Ratio, Scorer, StationkitError, resolve
from stationkit.rules.documents import rulebook_document
from stationkit.rules.layers import ResolvedRulebook
from stationkit.testing.rulebooks import facts_for, rulebook_tables

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

HEAD = {"rulebook": "org/x", "version": "1", "title": {"en": "x"}, "status": "illustrative", "stars": "star"}
MEASURES = {
    "times": {"kind": "count"},
    "most": {"kind": "count", "between": [0, 6]},
    "rate": {"kind": "ratio"},
    "fits": {"kind": "flag"},
    "size": {"kind": "choice", "one_of": ["small", "large"]},
    "marks": {"kind": "decimal", "between": [0, 5]},
}
HALVES = st.integers(0, 6).map(lambda half: f"{half}/2")
ROUNDINGS = st.sampled_from(("half up to 1", "half up to 2", "half even to whole", "down to 1", "ceiling to 2"))
TESTS = st.one_of(
    st.builds(lambda op, cut: {"times": f"{op} {cut}"}, st.sampled_from((">=", "<", "=")), st.integers(0, 6)),
    st.builds(lambda op, cut: {"rate": f"{op} {cut}%"}, st.sampled_from((">=", ">")), st.integers(0, 100)),
    st.booleans().map(lambda flag: {"fits": flag}),
    st.sampled_from(("small", "large")).map(lambda word: {"size": word}),
)
CONDITIONS = st.one_of(TESTS, st.lists(TESTS, min_size=2, max_size=2).map(lambda parts: {"any_of": parts}))


@st.composite
def items(draw: st.DrawFn) -> dict[str, Any]:
    """An item of a kind that is lowered, most of the time."""
    full = draw(st.integers(1, 5))
    cuts = sorted(draw(st.sets(st.integers(0, 9), min_size=1, max_size=3)), reverse=True)
    steps = [{"when": f">= {cut}0%", "is": f"{draw(st.integers(0, 2 * full))}/2"} for cut in cuts]
    counted = {"id": "c", "title": {"en": "c"}, "of": draw(st.sampled_from(("times", "most"))), "count": "each"}
    slope = counted | {
        "id": "d",
        "below": draw(st.integers(0, 5)),
        "per": draw(HALVES.filter(lambda one: one[0] != "0")),
    }
    slope |= {"count": draw(st.sampled_from(("whole", "begun"))), "points": draw(HALVES)}
    shapes: list[dict[str, Any]] = [
        {"deduct": [counted | {"points": draw(HALVES)}]},
        {"deduct": [counted | {"points": draw(HALVES), "up_to": draw(HALVES)}, slope]},
        {"deduct": [{"id": "f", "fault": "f", "count": "each", "points": draw(HALVES)}, slope]},
        {"deduct": [{"id": "g", "fault": "g", "loses": "all"}, counted | {"points": 1}]},
        {"ladder": {"of": "rate", "steps": [*steps, {"otherwise": True, "is": 0}]}},
        {"share": "rate", "round": draw(ROUNDINGS)},
        {"points": [{"when": draw(CONDITIONS), "is": full}, {"otherwise": True, "is": draw(st.integers(0, full))}]},
        {"points": [{"when": {"fits": True}, "is": 0}, {"otherwise": True, "is": full}]},
        {"points": draw(st.sampled_from(("marks", "most")))},
    ]
    return {"title": {"en": "i"}, "clause": "1", "full": full, "weight": draw(st.integers(1, 3))} | draw(
        st.sampled_from(shapes)
    )


@st.composite
def rulebooks(draw: st.DrawFn) -> ResolvedRulebook:
    """A rulebook of the kind that is lowered: items in groups, shares of groups, a mean, stars."""
    policy = st.sampled_from(({}, {"members_missing": "leave out"}, {"members_missing": "rescale"}))
    groups = {}
    for name in ("one", "two"):
        behind = draw(st.sampled_from(({}, {"round": draw(ROUNDINGS)}, {"then": [{"when": draw(TESTS), "cap": 3}]})))
        groups[name] = {"title": {"en": "g"}, "clause": "1", "combine": "sum"} | draw(policy) | behind
    named = {f"i{place}": draw(items()) | {"in": ("one", "two")[place % 2]} for place in range(draw(st.integers(2, 6)))}
    step = {"title": {"en": "s"}, "round": draw(ROUNDINGS)}
    steps = {name: step | {"product": [f"{name}.share", 100]} for name in groups}
    parts = {f"p-{name}": value for name, value in steps.items()}
    weights = {name: draw(st.integers(1, 3)) for name in parts}
    parts["total"] = step | {"combine": "weighted mean", "of": list(weights), "weights": weights} | draw(policy)
    moves = [{"when": {"fits": draw(st.booleans())}, "not_above": 2, "if_missing": "skip"}]
    moves += [{"when": draw(CONDITIONS), draw(st.sampled_from(("lower", "raise"))): 1}]
    grade = {
        "title": {"en": "g"},
        "clause": "1",
        "scale": "star",
        "then": draw(st.sampled_from(([], moves[:1], moves))),
    }
    grade["bands"] = [
        {"when": {"total": ">= 60"}, "is": 3},
        {"when": {"one": ">= 40%"}, "is": 2},
        {"otherwise": True, "is": 1},
    ]
    measures = {name: one | {"title": {"en": name}} for name, one in MEASURES.items()}
    tables = {"measure": measures, "item": named, "group": groups, "step": parts, "grade": {"star": grade}}
    head = HEAD | {"score": draw(st.sampled_from(("total", "one")))}
    return resolve(rulebook_document(head | tables | {"scale": {"star": {"best_first": [3, 2, 1]}}}))


ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "times": st.integers(0, 9),
    "most": st.integers(0, 6),
    "rate": st.integers(0, 9).flatmap(lambda whole: st.integers(0, whole).map(lambda part: Ratio(part, whole))),
    "fits": st.booleans(),
    "size": st.sampled_from(("small", "large")),
    "marks": st.integers(0, 5) | st.just(Fraction(5, 2)),
}
ODD = st.sampled_from((-1, True, "no", Fraction(1, 3), Ratio(3, 2), 7, "small"))


@st.composite
def subjects(draw: st.DrawFn, resolved: ResolvedRulebook) -> Facts:
    """Facts of one subject: mostly known, sometimes missing, not applicable, or wrong."""
    answers: dict[str, Any] = {}
    usual_only = draw(st.booleans())
    for name in resolved.expected[""]:
        usual = ANSWERS.get(name, st.booleans() if name.endswith("inspected") else st.integers(0, 3))
        kind = draw(st.integers(3 if usual_only else 0, 19))
        if kind == 0:
            answers[name] = NotApplicable(ground="none")
        elif kind == 1:
            answers[name] = Missing(why="nobody asked")
        elif kind == 2:
            answers[name] = Known(value=draw(ODD))
        elif kind > 3:
            answers[name] = Known(value=True if name.endswith("inspected") else draw(usual))
    if not usual_only and draw(st.integers(0, 9)) == 0:
        answers["stranger"] = Known(value=1)
    return Facts(subject="s", answers=answers)


def outcome(scorer: Scorer, facts: Facts) -> Any:
    """The result, or what is said where there is none."""
    try:
        return scorer(facts)
    except StationkitError as error:
        return str(error)


@settings(max_examples=80)
@given(st.data())
def test_whole_units_give_what_the_ordinary_path_gives(data: st.DataObject) -> None:
    """The same score, the same star, the same refusal, over several subjects of each rulebook."""
    resolved = data.draw(rulebooks())
    lowered, ordinary = Scorer(resolved), Scorer(resolved, lowered=False)
    for _ in range(8):
        facts = data.draw(subjects(resolved))

        assert outcome(lowered, facts) == outcome(ordinary, facts), lowered.why_not_lowered


@settings(max_examples=40)
@given(st.data())
def test_generated_rulebooks_have_one_meaning_whether_lowered_or_not(data: st.DataObject) -> None:
    """The same for rulebooks that were not made to be lowered."""
    resolved = resolve(rulebook_document(data.draw(rulebook_tables())))
    facts = data.draw(facts_for(resolved))

    assert Scorer(resolved)(facts) == Scorer(resolved, lowered=False)(facts)


def test_the_fifty_criteria_are_lowered_and_agree_with_a_loop_by_hand() -> None:
    """The rulebook of the benchmark runs on whole units, and every station comes out as the loop says."""
    from peers import interpreted  # type: ignore[import-not-found]  # the benchmark's folder is on the path
    from scoring import facts, rows, tables  # type: ignore[import-not-found]  # the benchmark's folder is on the path

    scorer = Scorer(resolve(rulebook_document(tables())))

    assert not scorer.why_not_lowered
    for row in rows(200, seed=3):
        result = scorer(facts(row))
        assert (result.score * 100, result.star) == interpreted(row)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"share": "rate"}, "a share that is not rounded"),
        ({"points": "times", "if_missing": "zero"}, "a policy of its own"),
        ({"deduct": [{"id": "a", "when": {"fits": True}, "count": "once", "points": 1}]}, "a condition on the cause a"),
    ],
)
def test_what_is_not_lowered_says_why(change: dict[str, Any], said: str) -> None:
    """The node and the reason, so that an author can decide whether it matters."""
    item = {"title": {"en": "i"}, "clause": "1", "full": 5} | change
    measures = {name: one | {"title": {"en": name}} for name, one in MEASURES.items()}
    head = {key: value for key, value in HEAD.items() if key != "stars"}
    scorer = Scorer(resolve(rulebook_document(head | {"measure": measures, "item": {"i": item}})))

    assert said in scorer.why_not_lowered.en
    assert scorer.why_not_lowered.en.startswith("i: ")
