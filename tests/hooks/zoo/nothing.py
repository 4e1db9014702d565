"""Returns nothing."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.nothing"
FINDS = ["wrong-type"]
AT_RUN = "not-computed"


@scoring_function("zoo.nothing/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Returns nothing."""
    pass


@hookimpl
def stationkit_scoring_functions():
    return [f]
