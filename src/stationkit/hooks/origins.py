"""Origins: the files a plugin consists of, the line where one of its names stands, and the digest of it all."""

import hashlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, ModuleType

__all__ = ["digest_of", "file_of", "own_files", "place_of", "resource_path"]

_SKIPPED = ("__pycache__",)


def file_of(plugin: object) -> str:
    """Give the file of a plugin's module, or of the first of its hook functions; empty where neither has one."""
    if isinstance(plugin, ModuleType):
        return getattr(plugin, "__file__", None) or ""
    return next(_code_files(plugin), "")


def _code_files(plugin: object) -> Iterator[str]:
    for name in sorted(name for name in dir(plugin) if name.startswith("stationkit_")):
        code = _code(getattr(plugin, name, None))
        if code is not None:
            yield code.co_filename


def _code(function: object) -> CodeType | None:
    if not callable(function):
        return None
    plain = inspect.unwrap(function)
    code = getattr(getattr(plain, "__func__", plain), "__code__", None)
    return code if isinstance(code, CodeType) else None


def place_of(function: object, otherwise: str = "") -> str:
    """Give `file:line` of a function, or *otherwise* where it has no code of its own."""
    code = _code(function)
    return f"{code.co_filename}:{code.co_firstlineno}" if code is not None else otherwise


def digest_of(plugin: object) -> str:
    """Give SHA-256 over the plugin's files, names and contents; empty where it has none that can be read."""
    found = sorted(_files(plugin))
    if not found:
        return ""
    whole = hashlib.sha256()
    for name, path in found:
        content = path.read_bytes()
        whole.update(f"{name}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()


def _files(plugin: object) -> Iterator[tuple[str, Path]]:
    """Give the files of a package, under their names inside it, or the one file that there is."""
    for folder in getattr(plugin, "__path__", ()):
        root = Path(folder)
        for path in root.rglob("*"):
            inside = path.relative_to(root)
            if path.is_file() and not any(part in _SKIPPED or part.startswith(".") for part in inside.parts):
                yield inside.as_posix(), path
    if not hasattr(plugin, "__path__"):
        path = Path(file_of(plugin))
        if path.is_file():
            yield path.name, path


def resource_path(source: str) -> str:
    """Give the path of a file that messages call `package/file.toml`, where that package is imported."""
    package, slash, rest = source.partition("/")
    folders = getattr(sys.modules.get(package), "__path__", ()) if slash else ()
    for folder in folders:
        path = Path(folder) / rest
        if path.is_file():
            return str(path)
    return source


def own_files(plugin: str) -> Iterator[str]:
    """Give the Python files of a plugin by its entry point's or its module's name, without importing it."""
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    module = next((one.module for one in entry_points(group="stationkit") if one.name == plugin), plugin)
    try:
        spec = find_spec(module.partition(".")[0])
    except (ImportError, ValueError):
        return
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        yield from (str(path) for path in sorted(Path(folder).rglob("*.py")))
    if spec is not None and spec.origin and spec.origin.endswith(".py"):
        yield spec.origin
