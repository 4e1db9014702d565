"""Changes what every calculation stands on."""

import fractions

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.patches-python"
FINDS = ["tampering"]
AT_RUN = "scored"

fractions.ZOO = 1


@scoring_function("zoo.patches-python/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Changes what every calculation stands on."""
    return full


@hookimpl
def stationkit_scoring_functions():
    return [f]
