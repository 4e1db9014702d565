"""Changes a class of the engine while it is called."""

from stationkit import Words

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.patches-a-class"
FINDS = ["mutation"]
AT_RUN = "scored"


@scoring_function("zoo.patches-a-class/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Changes a class of the engine while it is called."""
    setattr(Words, "__bool__", Words.__bool__)  # here
    return full


@hookimpl
def stationkit_scoring_functions():
    return [f]
