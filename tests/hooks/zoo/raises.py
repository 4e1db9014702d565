"""Raises an error."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.raises"
FINDS = ["raises"]
AT_RUN = "not-computed"


@scoring_function("zoo.raises/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Raises an error."""
    raise RuntimeError  # here


@hookimpl
def stationkit_scoring_functions():
    return [f]
