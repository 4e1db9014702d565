"""Imports the clock only when it is called."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.clock-inside"
FINDS = ["clock"]
AT_RUN = "scored"


@scoring_function("zoo.clock-inside/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Imports the clock only when it is called."""
    from time import monotonic as m

    return full if m() > 0 else 0  # here


@hookimpl
def stationkit_scoring_functions():
    return [f]
