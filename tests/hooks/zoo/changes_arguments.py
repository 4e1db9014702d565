"""Changes the numbers that it is given."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.changes-arguments"
FINDS = ["mutation"]
AT_RUN = "not-computed"


@scoring_function("zoo.changes-arguments/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Changes the numbers that it is given."""
    visits._numerator = 10**6  # here
    return visits


@hookimpl
def stationkit_scoring_functions():
    return [f]
