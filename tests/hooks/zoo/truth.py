"""Returns true."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.truth"
FINDS = ["wrong-type"]
AT_RUN = "not-computed"


@scoring_function("zoo.truth/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Returns true."""
    return True


@hookimpl
def stationkit_scoring_functions():
    return [f]
