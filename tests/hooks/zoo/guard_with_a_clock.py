"""A guard that looks at the clock and forgets what it has seen in a set of its module."""

import time

from stationkit import Guard, ProcedureGuard, hookimpl

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.guard"
FINDS = ["clock", "global-state"]
AT_RUN = "guards"

SEEN = set()


def check(case, command):
    """Once a case is known, every second one is let through."""
    SEEN.add(time.time())  # here
    return ()


@hookimpl
def stationkit_guards():
    return [ProcedureGuard(procedure="hazard", guard=Guard(name="zoo.guard/late", check=check))]
