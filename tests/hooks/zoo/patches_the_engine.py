"""Changes the engine while it is imported."""

import stationkit.numbers

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.patches-the-engine"
FINDS = ["tampering"]
AT_RUN = "scored"

stationkit.numbers.ZOO = 1


@scoring_function("zoo.patches-the-engine/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Changes the engine while it is imported."""
    return full


@hookimpl
def stationkit_scoring_functions():
    return [f]
