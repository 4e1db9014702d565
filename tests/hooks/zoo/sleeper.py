"""Sleeps."""

import time

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.sleeper"
FINDS = ["clock"]
AT_RUN = "scored"


@scoring_function("zoo.sleeper/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Sleeps."""
    time.sleep(0.001)  # here
    return full


@hookimpl
def stationkit_scoring_functions():
    return [f]
