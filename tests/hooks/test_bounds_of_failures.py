"""What a failed function would have given is unknown: the bounds are those of the range that it declares."""

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stationkit import Facts, assess, bounds, load_host, scoring_function

from .packages import document, plugin


@given(st.fractions(0, 10, max_denominator=4), st.fractions(0, 10, max_denominator=4))
def test_the_bounds_widen_by_the_declared_range(one: Fraction, other: Fraction) -> None:
    """Seven points are certain; the failed item may give anything from its lowest to its highest."""
    low, high = sorted((one, other))

    @scoring_function("x.f/f", reads=["visits"], gives=(low, high))
    def fails(_: Any, *, full: Any) -> Any:
        raise SystemExit

    items = {
        "fails": {"title": {"en": "f"}, "clause": "1", "full": 10, "in": "total", "function": "x.f/f"},
        "holds": {"title": {"en": "h"}, "clause": "2", "full": 10, "in": "total", "points": 7},
    }
    tables = {
        "measure": {"visits": {"kind": "count", "title": {"en": "v"}}},
        "group": {"total": {"title": {"en": "t"}, "clause": "3", "combine": "sum"}},
    }
    rules = plugin("rules", document("x.r/r", item=items, **tables))
    host = load_host([rules, plugin("f", stationkit_scoring_functions=[fails])])
    assessment = assess(Facts.known("s", {"visits": 3}), host.resolve("x.r/r"))
    found = bounds(assessment)
    assert (found.lowest, found.highest) == (7 + low, 7 + high)
    assert assessment.provisional
