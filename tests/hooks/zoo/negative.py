"""Returns less than nothing."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.negative"
FINDS = ["out-of-range"]
AT_RUN = "not-computed"


@scoring_function("zoo.negative/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Returns less than nothing."""
    return -1


@hookimpl
def stationkit_scoring_functions():
    return [f]
