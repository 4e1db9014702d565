"""Writes a file."""

import tempfile
from pathlib import Path

from stationkit import Points, Ratio, hookimpl, scoring_function

stationkit_api = ">=1.0,<2"
stationkit_namespace = "zoo.file-writer"
FINDS = ["input-output"]
AT_RUN = "scored"


@scoring_function("zoo.file-writer/f", reads=["visits", "rate"])
def f(visits: Points, rate: Ratio, *, full):
    """Writes a file."""
    Path(tempfile.gettempdir(), "zoo-was-here").write_text("x")  # here
    return full


@hookimpl
def stationkit_scoring_functions():
    return [f]
