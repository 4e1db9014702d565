"""Returns a number that is none."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.not-a-number"
FINDS = ["wrong-type"]
AT_RUN = "not-computed"


@scoring_function("zoo.not-a-number/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Returns a number that is none."""
    return float("nan")


@hookimpl
def stationkit_scoring_functions():
    return [f]
