"""Repeats: one pattern of nodes for a table of rows, so that many alike are written once.

`[[repeat]]` has `for`, a list of rows (tables, or plain ids), and the patterns behind it; `{name}` in a key or a text
stands for the row's value, and a text that is a single `{name}` keeps the value's type.
"""

import re
from collections.abc import Mapping
from typing import Any

from stationkit.rules.reading import Collector, TableReader
from stationkit.words import Words

__all__ = ["MAX_NODES", "expand_repeats"]

MAX_NODES = 5_000
_NAME = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def expand_repeats(tables: Mapping[str, Any], raw: Any, kinds: tuple[str, ...], to: Collector) -> dict[str, Any]:
    """Give *tables* with every pattern written out; a node that exists already is a problem."""
    expanded: dict[str, Any] = {name: dict(one) if isinstance(one, Mapping) else one for name, one in tables.items()}
    if not isinstance(raw, list):
        to.say("repeat", "应为 [[repeat]] 列表", "expected a list: [[repeat]]")
        return expanded
    for place, one in enumerate(raw):
        _expand(TableReader(one, f"repeat[{place}]", to), expanded, kinds)
    nodes = sum(len(expanded[kind]) for kind in kinds if isinstance(expanded.get(kind), Mapping))
    if nodes > MAX_NODES:
        to.say("", f"超过 {MAX_NODES} 个节点：{nodes}", f"more than {MAX_NODES} nodes: {nodes}")
    return expanded


def _expand(table: TableReader, expanded: dict[str, Any], kinds: tuple[str, ...]) -> None:
    rows = _rows(table)
    patterns = [(kind, table.take(kind)) for kind in kinds if kind in table]
    table.finish()
    size = sum(len(pattern) for _, pattern in patterns if isinstance(pattern, Mapping))
    if len(rows) * size > MAX_NODES:
        table.to.say(table.at("for"), f"超过 {MAX_NODES} 个节点", f"more than {MAX_NODES} nodes")
        return
    for place, row in enumerate(rows):
        for kind, pattern in patterns:
            filled = _filled(pattern, row, f"{table.path}.for[{place}]", table.to)
            _merge(expanded, kind, filled, table)


def _merge(expanded: dict[str, Any], kind: str, filled: Any, table: TableReader) -> None:
    target = expanded.setdefault(kind, {})
    for name, node in filled.items() if isinstance(filled, Mapping) else ():
        if name in target:
            table.to.say(f"{table.path}.{kind}.{name}", f"{name} 已经存在", f"{name} exists already")
        target[name] = node


def _rows(table: TableReader) -> list[Mapping[str, Any]]:
    raw = table.take("for")
    if not isinstance(raw, list) or not raw:
        table.to.say(table.at("for"), "应为非空列表", "expected a list that is not empty")
        return []
    return [row if isinstance(row, Mapping) else {"id": row} for row in raw]


def _filled(value: Any, row: Mapping[str, Any], path: str, to: Collector) -> Any:
    if isinstance(value, Mapping):
        return {str(_text(str(key), row, path, to)): _filled(one, row, path, to) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, row, path, to) for one in value]
    return _text(value, row, path, to) if isinstance(value, str) else value


def _text(text: str, row: Mapping[str, Any], path: str, to: Collector) -> Any:
    for name in _NAME.findall(text):
        if name not in row:
            to.unknown(path, Words(zh="行中的名称", en="name of the row"), name, row)
            return text
    whole = _NAME.fullmatch(text)
    return row[whole[1]] if whole else _NAME.sub(lambda match: str(row[match[1]]), text)
