"""Plugins for tests: small rulebooks, hooks and whole packages, written into a folder and imported from there."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from stationkit import RulebookDocument, hookimpl, rulebook_document

HEAD = """
rulebook = "{name}"
version  = "1"
title    = {{ en = "stars" }}
status   = "illustrative"
source   = "made up for a test"
"""
ITEM = """
[item.one]
title  = { en = "one" }
clause = "1"
full   = 10
points = 10
"""
MODULE = """
from stationkit import hookimpl, load_rulebook


@hookimpl
def stationkit_rulebooks():
    return [load_rulebook(__package__, "star.toml")]
"""


def document(name: str, version: str = "1", **more: Any) -> RulebookDocument:
    """A small rulebook of one item."""
    item = {"title": {"en": "i"}, "full": 1, "points": 1, "clause": "1"}
    head = {"rulebook": name, "version": version, "title": {"en": "t"}, "status": "illustrative", "source": "test"}
    return rulebook_document({**head, "item": {"one": item}, **more})


def answering(value: Any) -> Any:
    """A hook that gives this value."""

    def hook() -> Any:
        return value

    return hookimpl(hook)


def plugin(name: str, *documents: RulebookDocument, **more: Any) -> Any:
    """A plugin that brings some rulebooks, and answers other hooks."""
    hooks = {hook: answering(value) if hook.startswith("stationkit_") else value for hook, value in more.items()}
    declared = {key: more[key] for key in ("stationkit_api", "stationkit_namespace") if key in more}
    return SimpleNamespace(
        **{"__name__": name, "stationkit_rulebooks": answering(list(documents)), **hooks, **declared}
    )


@contextmanager
def package(folder: Path, name: str, *, module: str = MODULE, **files: str) -> Iterator[Path]:
    """A package of a plugin on the path, forgotten afterwards; `star="…"` writes star.toml."""
    root = folder / name
    root.mkdir(parents=True)
    (root / "__init__.py").write_text(module, encoding="utf-8")
    for stem, text in files.items():
        (root / f"{stem}.toml").write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    try:
        yield root
    finally:
        sys.path.remove(str(folder))
        for loaded in [one for one in sys.modules if one == name or one.startswith(f"{name}.")]:
            del sys.modules[loaded]


def line_of(path: Path, text: str) -> int:
    """The line of a file that holds a text."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(place for place, line in enumerate(lines, start=1) if text in line)
