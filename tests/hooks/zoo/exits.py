"""Ends the program."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.exits"
FINDS = ["raises"]
AT_RUN = "not-computed"


@scoring_function("zoo.exits/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Ends the program."""
    raise SystemExit(0)  # here


@hookimpl
def stationkit_scoring_functions():
    return [f]
