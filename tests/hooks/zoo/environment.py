"""Looks at the environment."""

import os

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.environment"
FINDS = ["environment"]
AT_RUN = "scored"


@scoring_function("zoo.environment/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Looks at the environment."""
    return full if os.environ.get("ZOO") is None else 0  # here


@hookimpl
def stationkit_scoring_functions():
    return [f]
