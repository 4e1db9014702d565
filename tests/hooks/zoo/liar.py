"""Returns a number that compares as it likes."""

from fractions import Fraction

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.liar"
FINDS = ["wrong-type"]
AT_RUN = "not-computed"


class Liar(Fraction):
    def __le__(self, other):
        return True

    __ge__ = __lt__ = __gt__ = __le__


@scoring_function("zoo.liar/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Returns a number that compares as it likes."""
    return Liar(10**9)


@hookimpl
def stationkit_scoring_functions():
    return [f]
