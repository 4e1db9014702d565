"""Never comes back."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.endless"
FINDS = ["endless"]
AT_RUN = "endless"


@scoring_function("zoo.endless/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Never comes back."""
    return all(True for _ in iter(int, 1))  # here


@hookimpl
def stationkit_scoring_functions():
    return [f]
