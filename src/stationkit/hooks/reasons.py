"""Reasons: what went wrong in a plugin, with the file and the line, and what to change."""

import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

from stationkit.errors import InvalidDocumentError, Problem, StationkitError, UnknownNameError
from stationkit.hooks.origins import resource_path
from stationkit.words import Words

__all__ = ["in_rulebook", "reasons"]

_HERE = str(Path(__file__).resolve().parents[1])
_UNKNOWN_NAME = re.compile(r"cannot import name '(\w+)' from 'stationkit'")
_MACHINERY = ("importlib", "pluggy", "<frozen", "runpy")


def reasons(error: BaseException) -> tuple[Problem, ...]:
    """Say why a plugin could not be loaded."""
    return tuple(_reasons(error))


def _reasons(error: BaseException) -> Iterator[Problem]:
    if isinstance(error, InvalidDocumentError):
        yield from in_rulebook(error.problems, error.source)
    elif isinstance(error, StationkitError):
        place = _place(error)
        yield from (attrs.evolve(one, place=one.place or place) for one in error.problems)
    elif isinstance(error, ModuleNotFoundError):
        yield _not_found(error)
    elif isinstance(error, ImportError) and (named := _UNKNOWN_NAME.search(_text(error))):
        yield from _no_public_name(error, named[1])
    elif isinstance(error, SyntaxError):
        what = Words(zh=f"Python 语法错误：{error.msg}", en=f"not valid Python: {error.msg}")
        yield Problem("", what, place=f"{error.filename}:{error.lineno}")
    else:
        told = f"{type(error).__name__}: {_text(error)}"
        what = Words(zh=f"装入时出错：{told}", en=f"raised while it was loaded: {told}")
        yield Problem("", what, place=_place(error))


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - the error's class is the plugin's too
        return "?"


def in_rulebook(problems: Iterable[Problem], source: str) -> Iterator[Problem]:
    """Give problems of a rulebook with the path of its file, and with the line where that is known."""
    file = resource_path(source)
    for problem in problems:
        line = problem.place.removeprefix(source) if problem.place.startswith(source) else ""
        yield attrs.evolve(problem, place=f"{file}{line}")


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
    return Problem("", what, expected, _place(error))


def _no_public_name(error: ImportError, name: str) -> Iterator[Problem]:
    known = tuple(getattr(sys.modules.get("stationkit"), "__all__", ()))
    unknown = UnknownNameError(Words(zh="公开名称", en="public name of stationkit"), name, known)
    yield from (attrs.evolve(one, place=_place(error)) for one in unknown.problems)


def _place(error: BaseException) -> str:
    """Give `file:line` of the innermost frame that is the plugin's own: not ours, not the import machinery."""
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        ours = frame.filename.startswith(_HERE)
        if not ours and not any(word in frame.filename for word in _MACHINERY):
            return f"{frame.filename}:{frame.lineno}"
    return ""
