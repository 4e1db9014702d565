"""Counts its calls with a counter of the standard library."""

import itertools

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.counts-with-itertools"
FINDS = ["global-state"]
AT_RUN = "scored"

CALLS = itertools.count(1)


@scoring_function("zoo.counts-with-itertools/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Counts its calls with a counter of the standard library."""
    return full / next(CALLS)


@hookimpl
def stationkit_scoring_functions():
    return [f]
