"""Keeps what it has seen in a default argument."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.mutable-default"
FINDS = ["global-state"]
AT_RUN = "scored"


@scoring_function("zoo.mutable-default/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full, seen=[]):
    """Keeps what it has seen in a default argument."""
    seen.append(visits)  # here
    return full / len(seen)


@hookimpl
def stationkit_scoring_functions():
    return [f]
