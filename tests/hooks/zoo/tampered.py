"""Returns a fraction with a float inside."""

from fractions import Fraction

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.tampered"
FINDS = ["wrong-type"]
AT_RUN = "not-computed"


@scoring_function("zoo.tampered/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Returns a fraction with a float inside."""
    lie = Fraction(1, 2)
    lie._numerator = 0.5
    return lie


@hookimpl
def stationkit_scoring_functions():
    return [f]
