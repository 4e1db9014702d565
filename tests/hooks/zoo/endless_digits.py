"""Returns a number in range with thousands of digits."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.endless-digits"
FINDS = ["wrong-type"]
AT_RUN = "not-computed"


@scoring_function("zoo.endless-digits/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Returns a number in range with thousands of digits."""
    return full / 10**5000


@hookimpl
def stationkit_scoring_functions():
    return [f]
