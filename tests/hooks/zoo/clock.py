"""Reads the clock."""

import time

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.clock"
FINDS = ["clock"]
AT_RUN = "scored"


@scoring_function("zoo.clock/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Reads the clock."""
    return full if time.time() > 0 else 0  # here


@hookimpl
def stationkit_scoring_functions():
    return [f]
