"""Returns more than the full marks."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.too-much"
FINDS = ["out-of-range"]
AT_RUN = "not-computed"


@scoring_function("zoo.too-much/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Returns more than the full marks."""
    return full + 1


@hookimpl
def stationkit_scoring_functions():
    return [f]
