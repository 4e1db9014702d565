"""Gives points by a hash that differs from process to process."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.hash-points"
FINDS = ["randomness"]
AT_RUN = "scored"


@scoring_function("zoo.hash-points/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Gives points by a hash that differs from process to process."""
    return full if hash("station") % 2 else 0  # here


@hookimpl
def stationkit_scoring_functions():
    return [f]
