"""Asks for more memory than there is."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.fills-memory"
FINDS = ["raises"]
AT_RUN = "endless"


@scoring_function("zoo.fills-memory/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Asks for more memory than there is."""
    return full + len([0] * 10**11)  # here


@hookimpl
def stationkit_scoring_functions():
    return [f]
