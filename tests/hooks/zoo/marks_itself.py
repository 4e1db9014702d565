"""Keeps a count as an attribute of its own."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.marks-itself"
FINDS = ["global-state"]
AT_RUN = "scored"


def count():
    pass


@scoring_function("zoo.marks-itself/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Keeps a count as an attribute of its own."""
    count.calls = getattr(count, "calls", 0) + 1  # here
    return full / count.calls


@hookimpl
def stationkit_scoring_functions():
    return [f]
