"""Where a problem of a dossier is: the file, the row as people find it, the field."""

from stationkit.errors import Problem

__all__ = ["place", "placed"]


def place(file: str, row: int | None = None, field: str = "") -> str:
    """Write a place as `hazards.csv:12:limit`, as far as it is known."""
    text = file if row is None else f"{file}:{row}"
    return f"{text}:{field}" if field else text


def placed(problem: Problem, file: str, row: int) -> Problem:
    """Put a problem of one value (`$.limit`) into its row."""
    field = problem.where.removeprefix("$").lstrip(".:")
    return Problem(place(file, row, field), problem.what, problem.expected)
