"""Calls itself without end."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.recursion"
FINDS = ["raises"]
AT_RUN = "not-computed"


def _down(value):
    return _down(value + 1)  # here


@scoring_function("zoo.recursion/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Calls itself without end."""
    return _down(visits)


@hookimpl
def stationkit_scoring_functions():
    return [f]
