"""Gives points by a fresh identifier."""

import uuid

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.uuid-points"
FINDS = ["randomness"]
AT_RUN = "scored"


@scoring_function("zoo.uuid-points/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Gives points by a fresh identifier."""
    return full if uuid.uuid4().int % 2 else 0  # here


@hookimpl
def stationkit_scoring_functions():
    return [f]
