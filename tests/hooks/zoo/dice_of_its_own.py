"""Throws dice made at import."""

import random

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.dice-of-its-own"
FINDS = ["randomness"]
AT_RUN = "scored"

DICE = random.Random()  # here


@scoring_function("zoo.dice-of-its-own/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Throws dice made at import."""
    return full * DICE.randint(0, 4) / 4


@hookimpl
def stationkit_scoring_functions():
    return [f]
