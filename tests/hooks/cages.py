"""The zoo: plugins that misbehave, one a file, each saying what must be found in it and what becomes of its item."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

ZOO = Path(__file__).parent / "zoo"
ANIMALS = tuple(sorted(path.stem for path in ZOO.glob("*.py")))
UNSAFE = ("endless", "endless_at_import", "endless_in_c", "exits_by_force", "fills_memory")
"""Nothing in the same process stops these."""


def animal(name: str) -> ModuleType:
    """Import one of the zoo, by its file."""
    spec = importlib.util.spec_from_file_location(name, ZOO / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules[name]
    return module


def place_of(name: str) -> str:
    """`file:line` of the line marked `# here`, empty where there is none."""
    lines = (ZOO / f"{name}.py").read_text(encoding="utf-8").splitlines()
    marked = [place for place, line in enumerate(lines, start=1) if line.endswith("# here")]
    return f"{ZOO / name}.py:{marked[0]}" if marked else ""


def scored_by(functions: list[str]) -> dict[str, Any]:
    """The tables of a rulebook: an item for each function, and two that need no plugin."""
    measures = {"visits": {"kind": "count", "title": {"en": "v"}}, "rate": {"kind": "ratio", "title": {"en": "r"}}}
    items: dict[str, Any] = {
        f"by-{place}": {"title": {"en": name}, "clause": "1", "full": 10, "function": name}
        for place, name in enumerate(functions)
    }
    items["first"] = {"title": {"en": "f"}, "clause": "1", "full": 10, "share": "rate"}
    ladder = {"of": "visits", "steps": [{"when": ">= 3", "is": 7}, {"otherwise": True, "is": 1}]}
    items["last"] = {"title": {"en": "l"}, "clause": "1", "full": 10, "ladder": ladder, "in": "total"}
    groups = {"total": {"title": {"en": "t"}, "clause": "1", "combine": "sum"}}
    return {"measure": measures, "item": items, "group": groups}
