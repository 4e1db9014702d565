"""Reads the clock in a table of functions."""

import time

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.hides-in-a-table"
FINDS = ["clock"]
AT_RUN = "scored"

TABLE = {"late": lambda: time.time() > 0}  # here


@scoring_function("zoo.hides-in-a-table/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Reads the clock in a table of functions."""
    return full if TABLE["late"]() else 0


@hookimpl
def stationkit_scoring_functions():
    return [f]
