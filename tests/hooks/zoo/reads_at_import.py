"""Reads somebody else's file while it is imported, and keeps what it read."""

import sys

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.reads-at-import"
FINDS = ["input-output"]
AT_RUN = "scored"

CONFIG = open(sys.executable, "rb").read(1)  # here


@scoring_function("zoo.reads-at-import/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Reads somebody else's file while it is imported, and keeps what it read."""
    return full if CONFIG else 0


@hookimpl
def stationkit_scoring_functions():
    return [f]
