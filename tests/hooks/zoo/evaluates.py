"""Hides what it does from every reader."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.evaluates"
FINDS = ["dynamic"]
AT_RUN = "scored"


@scoring_function("zoo.evaluates/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Hides what it does from every reader."""
    return full if eval("1 + 1") else 0  # here


@hookimpl
def stationkit_scoring_functions():
    return [f]
