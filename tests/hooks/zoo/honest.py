"""Does what a scoring function should: the zoo's control."""

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.honest"
FINDS = []
AT_RUN = "scored"


@scoring_function("zoo.honest/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Does what a scoring function should: the zoo's control."""
    return full * rate / 2 if visits > 2 else full / 4


@hookimpl
def stationkit_scoring_functions():
    return [f]
