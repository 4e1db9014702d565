"""Ends the process without a word."""

import os

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.exits-by-force"
FINDS = ["crash", "input-output"]
AT_RUN = "dies"


@scoring_function("zoo.exits-by-force/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Ends the process without a word."""
    os._exit(7)  # here


@hookimpl
def stationkit_scoring_functions():
    return [f]
