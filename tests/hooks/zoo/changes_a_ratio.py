"""Changes a frozen ratio from behind."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.changes-a-ratio"
FINDS = ["mutation"]
AT_RUN = "scored"


@scoring_function("zoo.changes-a-ratio/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Changes a frozen ratio from behind."""
    object.__setattr__(rate, "part", 0)  # here
    return full


@hookimpl
def stationkit_scoring_functions():
    return [f]
