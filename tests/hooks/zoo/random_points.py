"""Throws dice."""

import random

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.random-points"
FINDS = ["randomness"]
AT_RUN = "scored"


@scoring_function("zoo.random-points/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Throws dice."""
    return full * random.randint(0, 4) / 4  # here


@hookimpl
def stationkit_scoring_functions():
    return [f]
