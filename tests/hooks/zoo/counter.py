"""Counts its calls."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.counter"
FINDS = ["global-state"]
AT_RUN = "scored"

CALLS = 0


@scoring_function("zoo.counter/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Counts its calls."""
    global CALLS  # here
    CALLS += 1
    return full / CALLS


@hookimpl
def stationkit_scoring_functions():
    return [f]
