"""Remembers when it was imported."""

import time

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.clock-at-import"
FINDS = ["clock"]
AT_RUN = "scored"

STARTED = time.time()  # here


@scoring_function("zoo.clock-at-import/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Remembers when it was imported."""
    return full if STARTED else 0


@hookimpl
def stationkit_scoring_functions():
    return [f]
