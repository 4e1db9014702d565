"""Where text leaves the program: UTF-8 always, data and talk apart, columns aligned for Chinese as for English."""

import io
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.cells import cell_len

from stationkit.errors import Problem
from stationkit.words import Language, Words

__all__ = ["force_utf8", "print_json", "print_lines", "print_problems", "print_table", "talk"]


def force_utf8() -> None:
    """Write UTF-8 whatever the terminal's encoding says: a name that cannot be encoded must not end a run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def print_lines(lines: Iterable[str]) -> None:
    """Print data."""
    for line in lines:
        sys.stdout.write(f"{line}\n")


def print_json(document: Any) -> None:
    """Print plain data as JSON."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def talk(text: str) -> None:
    """Say something that is not data."""
    sys.stderr.write(f"{text}\n")


def print_problems(problems: Iterable[Problem], language: Language) -> None:
    """Say what is wrong, one line each."""
    for problem in problems:
        talk(problem.text(language))


def print_table(header: Sequence[Words], rows: Iterable[Sequence[str]], language: Language) -> None:
    """Print rows in columns; a Chinese character is two columns wide."""
    table = [[words.text(language) for words in header], *[list(row) for row in rows]]
    widths = [max(cell_len(row[place]) for row in table) for place in range(len(header))]
    table.insert(1, ["-" * width for width in widths])
    print_lines(
        "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    )
