"""Never comes back from its own import."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.endless-at-import"
FINDS = ["endless"]
AT_RUN = "endless"

all(True for _ in iter(int, 1))  # here


@scoring_function("zoo.endless-at-import/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Never comes back from its own import."""
    return full


@hookimpl
def stationkit_scoring_functions():
    return [f]
