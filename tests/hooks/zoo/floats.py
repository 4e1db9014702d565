"""Returns a float."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.floats"
FINDS = ["wrong-type"]
AT_RUN = "not-computed"


@scoring_function("zoo.floats/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Returns a float."""
    return 0.5


@hookimpl
def stationkit_scoring_functions():
    return [f]
