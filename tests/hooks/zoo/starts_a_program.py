"""Starts another program."""

import subprocess

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.starts-a-program"
FINDS = ["input-output"]
AT_RUN = "scored"


@scoring_function("zoo.starts-a-program/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Starts another program."""
    subprocess.run(["true"], check=False)  # here
    return full


@hookimpl
def stationkit_scoring_functions():
    return [f]
