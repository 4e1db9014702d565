"""Raises an exit of its own, whose text fails too."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.raises-its-own"
FINDS = ["raises"]
AT_RUN = "not-computed"


class Strange(BaseException):
    def __str__(self):
        raise ValueError


@scoring_function("zoo.raises-its-own/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Raises an exit of its own, whose text fails too."""
    raise Strange  # here


@hookimpl
def stationkit_scoring_functions():
    return [f]
