"""Reads today's date, under another name."""

from datetime import date as day

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.today"
FINDS = ["clock"]
AT_RUN = "scored"


@scoring_function("zoo.today/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Reads today's date, under another name."""
    return full / 2 if day.today().year % 2 else full  # here


@hookimpl
def stationkit_scoring_functions():
    return [f]
