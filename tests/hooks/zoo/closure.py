"""Keeps what it has seen in a closure."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.closure"
FINDS = ["global-state"]
AT_RUN = "scored"


def _counting():
    total = 0

    def count():
        nonlocal total  # here
        total += 1
        return total

    return count


count = _counting()


@scoring_function("zoo.closure/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Keeps what it has seen in a closure."""
    return full / count()


@hookimpl
def stationkit_scoring_functions():
    return [f]
