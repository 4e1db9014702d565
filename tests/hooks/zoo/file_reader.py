"""Reads a file."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.file-reader"
FINDS = ["input-output"]
AT_RUN = "scored"


@scoring_function("zoo.file-reader/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Reads a file."""
    with open(__file__) as file:  # here
        return full if file.read() else 0


@hookimpl
def stationkit_scoring_functions():
    return [f]
