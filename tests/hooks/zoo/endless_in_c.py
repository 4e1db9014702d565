"""Never comes back from a loop that Python cannot interrupt."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.endless-in-c"
FINDS = ["endless"]
AT_RUN = "endless"


@scoring_function("zoo.endless-in-c/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Never comes back from a loop that Python cannot interrupt."""
    return full + sum(iter(int, 1))  # here


@hookimpl
def stationkit_scoring_functions():
    return [f]
