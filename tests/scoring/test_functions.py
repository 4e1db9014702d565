"""Scoring functions are not trusted: what goes wrong is said by name, and never becomes points."""

from typing import Any

import pytest

from stationkit import Facts, Points, Ratio, assess, resolve, rulebook_document, scoring_function
from stationkit.scoring.engine import Assessment


def scored(call: Any, answers: dict[str, Any] | None = None) -> Assessment:
    """Score an item of ten marks by a function that reads a count and a ratio."""
    function = scoring_function("test/f", reads=["visits", "rate"])(call)
    measures = {"visits": {"kind": "count", "title": {"en": "v"}}, "rate": {"kind": "ratio", "title": {"en": "r"}}}
    item = {"title": {"en": "i"}, "in": "total", "full": 10, "function": "test/f", "clause": "1"}
    group = {"title": {"en": "t"}, "combine": "sum", "clause": "1"}
    head = {"rulebook": "test/r", "version": "1", "title": {"en": "t"}, "status": "illustrative"}
    document = rulebook_document({**head, "measure": measures, "item": {"one": item}, "group": {"total": group}})
    resolved = resolve(document, functions={"test/f": function})
    return assess(Facts.known("s", answers if answers is not None else {"visits": 5, "rate": Ratio(1, 2)}), resolved)


def test_halving_a_count_stays_exact() -> None:
    """Numbers arrive as fractions: dividing one by two is no float."""

    def half(visits: Points, rate: Ratio, *, full: Points) -> Points:
        return visits / 2 + full * rate / 2 - full / 4

    assert scored(half).score == Points(5, 2)


def _raises(*_: Any, full: Any) -> Any:
    raise KeyError("no such ledger")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda *_, full: 2.5, "float"),
        (lambda *_, full: full + 1, "outside"),
        (lambda *_, full: -1, "outside"),
        (lambda *_, full: None, "NoneType"),
        (lambda *_, full: True, "bool"),
        (_raises, "KeyError"),
        (lambda visits, *, full: full, "TypeError"),
    ],
)
def test_a_function_that_fails_leaves_its_item_not_computed(call: Any, said: str) -> None:
    """A float, out of range, nothing, a flag, an exception, a wrong signature: no award, and the function is named."""
    assessment = scored(call)
    (item,) = assessment.items
    assert item.outcome == "not-computed"
    assert said in item.why.en
    assert "test/f" in item.why.en
    assert assessment.provisional
    assert assessment.qualifies is None
    assert "not-computed" in {finding.code for finding in assessment.findings}


def test_a_function_is_not_called_while_a_fact_is_missing() -> None:
    """The item's policies apply instead."""

    def never(*_: Any, full: Any) -> Any:
        pytest.fail("called without its facts")

    (item,) = scored(never, {"visits": 5}).items
    assert item.outcome == "missing"
