"""Lets another function of its own read the clock."""

import datetime

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.clock-through-a-friend"
FINDS = ["clock"]
AT_RUN = "scored"


def _late():
    return datetime.datetime.now().year > 2000  # here


@scoring_function("zoo.clock-through-a-friend/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Lets another function of its own read the clock."""
    return full if _late() else 0


@hookimpl
def stationkit_scoring_functions():
    return [f]
