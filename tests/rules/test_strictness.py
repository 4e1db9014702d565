"""Stricter or laxer: whatever is called so is so for every answer, as the engine itself scores it."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stationkit import Facts, Scorer, resolve
from stationkit.rules.documents import rulebook_document
from stationkit.rules.facts import NotApplicable
from stationkit.rules.strictness import Verdict, compare_nodes
from stationkit.rules.strictness.losses import MAX_PLACES

HEAD = {"rulebook": "org/x", "version": "1", "title": {"en": "x"}, "status": "illustrative"}
MEASURES: dict[str, Any] = {
    "number": {"kind": "decimal", "title": {"en": "n"}},
    "percent": {"kind": "decimal", "title": {"en": "p"}, "between": [0, 10]},
    "times": {"kind": "count", "title": {"en": "t"}},
    "fits": {"kind": "flag", "title": {"en": "f"}},
    "size": {"kind": "choice", "title": {"en": "s"}, "one_of": ["small", "large"]},
}
HALVES = st.integers(0, 8).map(lambda half: Fraction(half, 2))
STEPS = st.sampled_from((Fraction(1, 2), 1, Fraction(3, 2), 2, 3))
STARTS = st.integers(0, 6)
CUTS = st.integers(0, 9).map(lambda half: Fraction(half, 2))


def rulebook(item: dict[str, Any]) -> dict[str, Any]:
    """A rulebook of one item."""
    return HEAD | {"measure": MEASURES, "item": {"it": {"title": {"en": "it"}, "clause": "1", **item}}}


def verdict(base: dict[str, Any], own: dict[str, Any]) -> Verdict:
    """The verdict over two versions of the item."""
    return compare_nodes("item", "it", rulebook(base)["item"]["it"], rulebook(own)["item"]["it"], rulebook(base))


@st.composite
def causes(draw: st.DrawFn) -> dict[str, Any]:
    """A cause of any kind, in small halves, so that a fine net of answers meets every bend."""
    cause: dict[str, Any] = {"id": "why"}
    origin = draw(st.sampled_from(("fault", "when", "number", "percent", "times")))
    if origin == "fault":
        cause["fault"] = "bad"
    elif origin == "when":
        cause |= {"title": {"en": "when"}, "when": draw(conditions())}
    else:
        cause |= {"title": {"en": "of"}, "of": origin}
    slope = origin in MEASURES and draw(st.booleans())
    if draw(st.integers(0, 5)) == 0 and not slope:
        cause["loses"] = "all"
    else:
        counts = ("whole", "begun", "exact") if slope else ("once",) if origin == "when" else ("each", "once")
        cause |= {"count": draw(st.sampled_from(counts)), "points": draw(HALVES)}
        if draw(st.booleans()):
            cause["up_to"] = draw(HALVES)
    if slope:
        cause |= {draw(st.sampled_from(("below", "above"))): draw(STARTS), "per": draw(STEPS)}
    if draw(st.booleans()):
        cause["where"] = draw(conditions())
    return cause


def conditions() -> st.SearchStrategy[dict[str, Any]]:
    """A condition over the other facts."""
    compare = st.builds(lambda op, cut: f"{op} {cut}", st.sampled_from((">=", ">", "<", "<=", "=", "!=")), CUTS)
    single = st.one_of(
        st.booleans().map(lambda flag: {"fits": flag}),
        st.sampled_from(("small", "large")).map(lambda word: {"size": word}),
        compare.map(lambda test: {"percent": test}),
    )
    both = st.lists(single, min_size=2, max_size=2)
    return st.one_of(single, both.map(lambda parts: {"any_of": parts}), single.map(lambda part: {"not": part}))


@st.composite
def versions(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """An item with one cause, and another version of it in which some numbers are others."""
    cause = draw(causes())
    base: dict[str, Any] = {"full": draw(st.integers(1, 6)), "deduct": [cause]}
    base |= draw(st.sampled_from(({}, {}, {"floor": "none"}, {"floor": -2})))
    other, own = dict(cause), dict(base)
    for key in draw(st.lists(st.sampled_from(sorted(cause)), min_size=1, max_size=2)):
        fresh = {"points": HALVES, "up_to": HALVES, "below": STARTS, "above": STARTS, "per": STEPS}
        if key in fresh:
            other[key] = draw(fresh[key])
        elif key in ("where", "when"):
            other[key] = draw(conditions())
    if draw(st.booleans()):
        own["full"] = draw(st.integers(1, 6))
    if other.get("loses") is None and draw(st.integers(0, 4)) == 0:
        other.pop("up_to", None)
    return base, {**own, "deduct": [other]}


def answers(cause: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A net over the answers: every joint condition, and halves and what lies between them for what is counted."""
    about = cause.get("of", "it.why" if "fault" in cause else "")
    net = [Fraction(place, 12) for place in range(-30, 200, 5)] + [Fraction(place, 4) for place in range(-8, 60)]
    counted: list[Any] = list(range(40)) if about == "times" else [one for one in net if one >= 0 or about == "number"]
    for fits in (True, False):
        for size in ("small", "large"):
            for percent in (Fraction(place, 4) for place in range(20)):
                yield {"fits": fits, "size": size, "percent": percent}
            for value in counted if about not in ("", "percent") else ():
                yield {"fits": fits, "size": size, "percent": 3, about: value}


def share(item: dict[str, Any], values: dict[str, Any], score: Scorer) -> Fraction | None:
    """What the engine gives, as a share of the full marks."""
    filled = {"number": 0, "times": 0, "percent": 1, "fits": True, "size": "small", **values}
    sheet = {"it.inspected": True} if "fault" in item.get("deduct", [{}])[0] else {}
    known = {name: value for name, value in filled.items() if not hasattr(value, "state") and name != "when"}
    value = score(Facts.known("s", {**known, **sheet})).score
    return Fraction(value, item["full"]) if isinstance(value, int | Fraction) else None


def scorer(item: dict[str, Any]) -> Scorer:
    """The engine on a rulebook of the item."""
    return Scorer(resolve(rulebook_document(rulebook(item))))


def check(base: dict[str, Any], own: dict[str, Any], cause: dict[str, Any]) -> None:
    """Compare a verdict with what the engine gives at every answer of the net, and at the facts that it names."""
    told, before, after = verdict(base, own), scorer(base), scorer(own)
    asked = [(share(base, one, before), share(own, one, after)) for one in answers(cause)]
    gaps = [right - left for left, right in asked if left is not None and right is not None]

    assert told.kind != "equal" or not any(gaps)
    assert told.kind != "stricter" or all(gap <= 0 for gap in gaps)
    assert told.kind != "laxer" or all(gap >= 0 for gap in gaps)
    if told.kind in ("laxer", "mixed"):
        left, right = share(base, dict(told.facts), before), share(own, dict(told.facts), after)
        assert left is None or right is None or right > left, told.words


@settings(max_examples=40)
@given(versions())
def test_a_verdict_over_causes_is_true_for_every_answer(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """Stricter: nowhere more; laxer: nowhere less, and more at the facts it names; equal: everywhere the same."""
    check(*pair, pair[0]["deduct"][0])


@st.composite
def ladders(draw: st.DrawFn) -> dict[str, Any]:
    """An item with a ladder, cases or a line over one number."""
    full = draw(st.integers(1, 6))
    cuts = sorted(draw(st.sets(CUTS, min_size=1, max_size=3)), reverse=True)
    operator = draw(st.sampled_from((">=", ">")))
    values = [draw(st.integers(0, full)) for _ in cuts]
    shape = draw(st.sampled_from(("ladder", "points", "line")))
    if shape == "ladder":
        rows = [{"when": f"{operator} {cut}", "is": value} for cut, value in zip(cuts, values, strict=True)]
        return {"full": full, "ladder": {"of": "number", "steps": [*rows, {"otherwise": True, "is": 0}]}}
    if shape == "points":
        cases = [
            {"when": {"number": f"{operator} {cut}", "fits": True}, "is": value}
            for cut, value in zip(cuts, values, strict=True)
        ]
        return {"full": full, "points": [*cases, {"otherwise": True, "is": draw(st.integers(0, full))}]}
    points = [[cut, value] for cut, value in zip(reversed(cuts), values, strict=True)]
    return {"full": full, "line": {"of": "number", "points": [[-1, draw(st.integers(0, full))], *points]}}


@settings(max_examples=40)
@given(st.tuples(ladders(), ladders()).filter(lambda pair: set(pair[0]) == set(pair[1])))
def test_a_verdict_over_steps_cases_and_lines_is_true_for_every_answer(
    pair: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    """The same for what is given instead of taken: first fit, joint conditions, straight lines."""
    check(*pair, {"of": "number"})


FAULT = {"id": "why", "fault": "bad", "count": "each", "points": 1}
SLOPE = {"id": "why", "title": {"en": "few"}, "of": "times", "below": 10, "per": 2, "count": "begun", "points": 1}


@pytest.mark.parametrize(
    ("base", "change", "kind"),
    [
        (FAULT, {"points": 2}, "stricter"),
        (FAULT, {"points": 2, "up_to": 1}, "mixed"),
        (FAULT, {"up_to": 3}, "laxer"),
        (FAULT, {"count": "once"}, "mixed"),
        (FAULT, {"points": 6, "count": "once"}, "stricter"),
        (SLOPE, {"below": 12}, "stricter"),
        (SLOPE, {"per": 1}, "stricter"),
        (SLOPE, {"count": "exact"}, "laxer"),
        (SLOPE, {"count": "whole", "below": 11}, "equal"),
        (SLOPE, {"per": 3, "points": "1.5"}, "mixed"),
        (SLOPE, {"per": 3, "points": 2}, "stricter"),
        (SLOPE, {"points": "gone"}, "undecided"),
        (SLOPE, {"where": {"fits": True}}, "laxer"),
        (SLOPE | {"where": {"fits": True}}, {"where": {"any_of": [{"fits": True}, {"size": "small"}]}}, "stricter"),
        (SLOPE | {"where": {"every": {"of": "all-of-it", "that": ">= 1"}}}, {"where": {"fits": True}}, "undecided"),
        (SLOPE, {"of": "number"}, "undecided"),
    ],
)
def test_named_changes_of_one_cause(base: dict[str, Any], change: dict[str, Any], kind: str) -> None:
    """Each kind of change by itself, with full marks of six; half a fault loses less than a whole one counted once."""
    told = verdict({"full": 6, "deduct": [base]}, {"full": 6, "deduct": [{**base, **change}]})

    assert told.kind == kind, told.words


def test_what_cannot_be_compared_in_time_is_undecided_and_says_why() -> None:
    """A slope of a hundred thousand steps is not walked through."""
    base = {**SLOPE, "of": "number", "below": 10**6, "per": Fraction(1, 7), "count": "whole"}
    told = verdict(
        {"full": 6, "floor": "none", "deduct": [base]},
        {"full": 6, "floor": "none", "deduct": [{**base, "per": Fraction(1, 9)}]},
    )

    assert MAX_PLACES < 10**6
    assert told.kind == "undecided"
    assert "steps" in told.words.en


def test_facts_that_do_not_apply_are_answers_too() -> None:
    """`not` of a comparison holds where the fact does not apply, so leaving the `not` out is laxer there."""
    base = {"full": 6, "points": [{"when": {"not": {"number": "< 5"}}, "is": 6}, {"otherwise": True, "is": 0}]}
    own = {"full": 6, "points": [{"when": {"number": ">= 5"}, "is": 6}, {"otherwise": True, "is": 0}]}
    facts = Facts(subject="s", answers={"number": NotApplicable(ground="none")})

    assert verdict(base, own).kind == "stricter"
    assert Scorer(resolve(rulebook_document(rulebook(base))))(facts).score == 6
    assert Scorer(resolve(rulebook_document(rulebook(own))))(facts).score == 0
