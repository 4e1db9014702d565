"""Returns a number too large to be printed."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.huge"
FINDS = ["out-of-range"]
AT_RUN = "not-computed"


@scoring_function("zoo.huge/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Returns a number too large to be printed."""
    return 10**5000


@hookimpl
def stationkit_scoring_functions():
    return [f]
