"""Prints."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.talker"
FINDS = ["input-output"]
AT_RUN = "scored"


@scoring_function("zoo.talker/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Prints."""
    print("hello")  # here
    return full


@hookimpl
def stationkit_scoring_functions():
    return [f]
