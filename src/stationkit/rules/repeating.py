"""Repeats: one pattern of nodes for a table of rows, so that many alike are written once.

`[[repeat]]` has `for`, a list of rows (tables, or plain ids), and the patterns behind it; `{name}` in a key or a text
stands for the row's value, and a text that is a single `{name}` keeps the value's type. What is written out counts
against the same limits as what is written, and is never written further than they reach.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from stationkit.numbers import exact, number_text
from stationkit.rules.limits import MAX_NODES, MAX_TEXT, Size
from stationkit.rules.reading import Collector, TableReader
from stationkit.words import Words

__all__ = ["expand_repeats"]

_NAME = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


class _TooLargeError(Exception):
    """What is written out passes a limit, which has been said."""


def expand_repeats(
    tables: Mapping[str, Any], raw: Any, kinds: tuple[str, ...], to: Collector
) -> tuple[dict[str, Any], dict[str, str]]:
    """Give *tables* with every pattern written out, and where each node that came of one was written.

    A node that exists already is a problem, and so is more than a limit allows.
    """
    expanded: dict[str, Any] = {name: dict(one) if isinstance(one, Mapping) else one for name, one in tables.items()}
    work = _Repeating(expanded, kinds, to)
    if not isinstance(raw, list | tuple):
        to.say("repeat", "应为 [[repeat]] 列表", "expected a list: [[repeat]]")
        return expanded, {}
    try:
        for place, one in enumerate(raw):
            work.expand(TableReader(one, f"repeat[{place}]", to))
        work.check_nodes("")
    except _TooLargeError:
        pass
    return expanded, work.written


class _Repeating:
    """The tables while pattern after pattern is written out."""

    def __init__(self, expanded: dict[str, Any], kinds: tuple[str, ...], to: Collector) -> None:
        self.expanded, self.kinds, self.to = expanded, kinds, to
        self.written: dict[str, str] = {}
        self.size = Size()

    def expand(self, table: TableReader) -> None:
        """Write out one `[[repeat]]`."""
        rows = _rows(table)
        patterns = [(kind, table.take(kind)) for kind in self.kinds if kind in table]
        table.finish()
        for place, row in enumerate(rows):
            self.check_nodes(table.at("for"))
            for kind, pattern in patterns:
                names = pattern if isinstance(pattern, Mapping) else {}
                path = f"{table.path}.for[{place}]"
                for key, node in names.items():
                    name = str(self._filled(str(key), row, path))
                    self._keep(kind, name, self._filled(node, row, path), f"{table.path}.{kind}.{key}")

    def _keep(self, kind: str, name: str, node: Any, written: str) -> None:
        target = self.expanded.setdefault(kind, {})
        if not isinstance(target, dict):
            return  # it is said where the tables are read
        if name in target:
            self.to.say(written, f"{name} 已经存在", f"{name} exists already")
        target[name] = node
        self.written[f"{kind}.{name}"] = written

    def check_nodes(self, path: str) -> None:
        """Stop where there are more nodes than a rulebook may have."""
        tables = (self.expanded.get(kind) for kind in self.kinds)
        nodes = sum(len(table) for table in tables if isinstance(table, Mapping))
        if nodes > MAX_NODES:
            self.to.say(path, f"超过 {MAX_NODES:,} 个节点", f"more than {MAX_NODES:,} nodes")
            raise _TooLargeError

    def _filled(self, value: Any, row: Mapping[str, Any], path: str) -> Any:
        self.size.add(value)
        if self.size.over:
            self.to.say(path, self.size.over.zh, self.size.over.en)
            raise _TooLargeError
        if isinstance(value, Mapping):
            return {str(self._text(str(key), row, path)): self._filled(one, row, path) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self._filled(one, row, path) for one in value]
        return self._text(value, row, path) if isinstance(value, str) else value

    def _text(self, text: str, row: Mapping[str, Any], path: str) -> Any:
        names = _NAME.findall(text)
        for name in names:
            if name not in row:
                self.to.unknown(path, Words(zh="行中的名称", en="name of the row"), name, row)
                return text
        whole = _NAME.fullmatch(text)
        if whole:
            return row[whole[1]]
        if len(text) + sum(len(str(row[name])) for name in names) > MAX_TEXT:
            self.to.say(path, f"超过 {MAX_TEXT:,} 个字符", f"more than {MAX_TEXT:,} characters")
            raise _TooLargeError
        return _NAME.sub(lambda match: _shown(row[match[1]]), text)


def _rows(table: TableReader) -> list[Mapping[str, Any]]:
    raw = table.take("for")
    if not isinstance(raw, list | tuple) or not raw:
        table.to.say(table.at("for"), "应为非空列表", "expected a list that is not empty")
        return []
    return [row if isinstance(row, Mapping) else {"id": row} for row in raw]


def _shown(value: Any) -> str:
    """Write a row's value inside a text; a number reads the same whether it came as a decimal or as a fraction."""
    return number_text(exact(Fraction(value))) if isinstance(value, Decimal | Fraction) else str(value)
