"""Reasons: what went wrong in a plugin, with the file and the line, and what to change."""

import re
import traceback
from collections.abc import Iterator
from pathlib import Path

import attrs

from stationkit.errors import InvalidDocumentError, Problem, StationkitError
from stationkit.hooks.origins import resource_path
from stationkit.words import Words

__all__ = ["reasons"]

_HERE = str(Path(__file__).resolve().parents[1])
_TOML_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")
_MACHINERY = ("importlib", "pluggy", "<frozen", "runpy")


def reasons(error: BaseException) -> tuple[Problem, ...]:
    """Say why a plugin could not be loaded."""
    return tuple(_reasons(error))


def _reasons(error: BaseException) -> Iterator[Problem]:
    if isinstance(error, InvalidDocumentError):
        yield from (_located(problem, resource_path(error.source)) for problem in error.problems)
    elif isinstance(error, StationkitError):
        place = _place(error)
        yield from (attrs.evolve(one, where=one.where or place) for one in error.problems)
    elif isinstance(error, ModuleNotFoundError):
        yield _not_found(error)
    elif isinstance(error, SyntaxError):
        what = Words(zh=f"Python 语法错误：{error.msg}", en=f"not valid Python: {error.msg}")
        yield Problem(f"{error.filename}:{error.lineno}", what)
    else:
        told = f"{type(error).__name__}: {_text(error)}"
        yield Problem(_place(error), Words(zh=f"装入时出错：{told}", en=f"raised while it was loaded: {told}"))


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - the error's class is the plugin's too
        return "?"


def _located(problem: Problem, path: str) -> Problem:
    """Put the file before the place inside it; a TOML error says its line in its own text."""
    line = _TOML_LINE.search(problem.what.en)
    if line:
        return attrs.evolve(problem, where=f"{path}:{line[1]}:{line[2]}")
    return attrs.evolve(problem, where=f"{path}: {problem.where}" if problem.where else path)


def _not_found(error: ModuleNotFoundError) -> Problem:
    name = error.name or ""
    what = Words(
        zh=f"ModuleNotFoundError：导入的模块没有：{name}",
        en=f"ModuleNotFoundError: it imports {name}, which is not there",
    )
    expected = Words(
        zh=f"装上带有 {name} 的包并写进 dependencies，或改正模块名",
        en=f"the package with {name}, installed and among its dependencies, or the right name of the module",
    )
    return Problem(_place(error), what, expected)


def _place(error: BaseException) -> str:
    """Give `file:line` of the innermost frame that is the plugin's own: not ours, not the import machinery."""
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        ours = frame.filename.startswith(_HERE)
        if not ours and not any(word in frame.filename for word in _MACHINERY):
            return f"{frame.filename}:{frame.lineno}"
    return ""
