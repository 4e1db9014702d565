"""Keeps what it has seen in a list of its module."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.hoarder"
FINDS = ["global-state"]
AT_RUN = "scored"

SEEN = []


@scoring_function("zoo.hoarder/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Keeps what it has seen in a list of its module."""
    SEEN.append(visits)  # here
    return full / len(SEEN)


@hookimpl
def stationkit_scoring_functions():
    return [f]
