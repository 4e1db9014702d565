"""Spells the clock so that nobody sees it."""

import time

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.clock-by-getattr"
FINDS = ["clock"]
AT_RUN = "scored"


@scoring_function("zoo.clock-by-getattr/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Spells the clock so that nobody sees it."""
    return full if getattr(time, "ti" + "me")() > 0 else 0  # here


@hookimpl
def stationkit_scoring_functions():
    return [f]
