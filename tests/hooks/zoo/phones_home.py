"""Opens a socket."""

import socket

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.phones-home"
FINDS = ["input-output"]
AT_RUN = "not-computed"


@scoring_function("zoo.phones-home/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Opens a socket."""
    with socket.create_connection(("127.0.0.1", 9), timeout=0.1):  # here
        return full


@hookimpl
def stationkit_scoring_functions():
    return [f]
