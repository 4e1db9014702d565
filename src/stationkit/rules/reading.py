"""Strict reading of plain tables: every mistake is collected with its path, none stops the reading.

A `TableReader` knows which keys were asked for; whatever is left over at the end is a mistake, with the nearest right
spelling. Readers return a harmless stand-in after a problem, because the document will be refused as a whole.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeVar

from stationkit.errors import InvalidValueError, Problem, nearest, shown
from stationkit.identifiers import is_node_id
from stationkit.numbers import Number, read_number
from stationkit.rules.limits import MAX_KEY, MAX_PROBLEMS
from stationkit.words import Words

__all__ = ["RESERVED", "Collector", "TableReader"]

S = TypeVar("S")
T = TypeVar("T")

RESERVED = frozenset(
    {
        *("missing", "known", "not-applicable", "not-ratable", "so-far"),
        *("points", "share", "attainable", "counted", "inspected", "cause", "full", "none"),
        *("every", "any", "count", "not", "all", "otherwise"),
    }
)
"""Words of the grammar: no id may be one of them."""


class Collector:
    """Gathers problems; the runner asks at the end whether there are any."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def say(self, where: str, zh: str, en: str, expected: Words | None = None) -> None:
        """Note one problem; beyond what one error can list, none."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(where, Words(zh=zh, en=en), expected or Words()))

    def attempt(self, where: str, read: Callable[[], T], stand_in: S) -> T | S:
        """Run *read*; turn the value that it refuses into a problem at *where*."""
        try:
            return read()
        except InvalidValueError as error:
            for one in error.problems:
                self.say(where, one.what.zh, one.what.en, one.expected)
            return stand_in

    def unknown(self, where: str, kind: Words, name: str, known: Iterable[str]) -> None:
        """Note a name that does not exist, with the nearest ones that do."""
        if len(self.problems) >= MAX_PROBLEMS:
            return
        close = nearest(name[:MAX_KEY], list(known))
        listed = ", ".join(close)
        self.say(
            where,
            f"没有这个{kind.zh}：{name[:MAX_KEY]}",
            f"unknown {kind.en}: {name[:MAX_KEY]}",
            Words(zh=listed, en=listed) if close else None,
        )


class TableReader:
    """One table of a document, read key by key."""

    def __init__(self, raw: object, path: str, to: Collector) -> None:
        self.path = path
        self.to = to
        self._raw: Mapping[str, object] = raw if isinstance(raw, Mapping) else {}
        self._asked: set[str] = set()
        self._known: set[str] = set()
        if not isinstance(raw, Mapping):
            to.say(path, f"应为表，不是 {shown(raw)}", f"expected a table, not {shown(raw)}")

    def __contains__(self, key: str) -> bool:
        self._known.add(key)
        return key in self._raw

    def entries(self) -> Iterable[str]:
        """Give the keys of the table, in their order."""
        return self._raw.keys()

    def at(self, key: str) -> str:
        """Give the path of *key*."""
        return f"{self.path}.{key}" if self.path else key

    def take(self, key: str, default: object = None) -> object:
        """Give what stands under *key*, as it is."""
        self._asked.add(key)
        return self._raw.get(key, default)

    def table(self, key: str) -> "TableReader":
        """Give the table under *key*; an empty one where there is none."""
        return TableReader(self.take(key, {}), self.at(key), self.to)

    def rows(self, key: str) -> "tuple[TableReader, ...]":
        """Give the tables of the list under *key*."""
        raw = self.take(key, ())
        if not isinstance(raw, list | tuple):
            self.to.say(self.at(key), "应为列表", "expected a list")
            return ()
        return tuple(TableReader(row, f"{self.at(key)}[{place}]", self.to) for place, row in enumerate(raw))

    def text(self, key: str, *, required: bool = False) -> str:
        """Give the text under *key*, empty where there is none."""
        raw = self.take(key)
        if isinstance(raw, str) and (raw.strip() or not required):
            return raw
        if raw is not None or required:
            self.to.say(self.at(key), f"应为文字，不是 {shown(raw)}", f"expected text, not {shown(raw)}")
        return ""

    def flag(self, key: str) -> bool | None:
        """Give the flag under *key*, nothing where there is none."""
        raw = self.take(key)
        if raw is not None and not isinstance(raw, bool):
            self.to.say(
                self.at(key), f"应为 true 或 false，不是 {shown(raw)}", f"expected true or false, not {shown(raw)}"
            )
            return None
        return raw

    def day(self, key: str) -> date | None:
        """Give the day under *key*, nothing where there is none."""
        raw = self.take(key)
        if raw is None or type(raw) is date:
            return raw
        self.to.say(
            self.at(key), f"应为日期，不是 {shown(raw)}", f"expected a date such as 2023-01-01, not {shown(raw)}"
        )
        return None

    def number(self, key: str) -> Number | None:
        """Give the number under *key*, nothing where there is none."""
        raw = self.take(key)
        return None if raw is None else self.to.attempt(self.at(key), lambda: read_number(raw), 0)

    def choice(self, key: str, allowed: Iterable[str], default: str) -> str:
        """Give one of the *allowed* words, *default* where there is none."""
        raw = self.take(key, default)
        names = tuple(allowed)
        if isinstance(raw, str) and (raw in names or raw == default):
            return raw
        listed = ", ".join(nearest(raw, names) if isinstance(raw, str) else names)
        self.to.say(
            self.at(key),
            f"无效的值 {shown(raw)}",
            f"invalid value {shown(raw)}",
            Words(zh=listed, en=f"one of {listed}"),
        )
        return default

    def names(self, key: str) -> tuple[str, ...]:
        """Give a list of names, or a single one, as a tuple."""
        raw = self.take(key, ())
        listed = (raw,) if isinstance(raw, str) else raw
        if not isinstance(listed, list | tuple) or not all(isinstance(one, str) for one in listed):
            self.to.say(
                self.at(key), f"应为名称，不是 {shown(raw)}", f"expected a name or a list of names, not {shown(raw)}"
            )
            return ()
        return tuple(listed)

    def words(self, key: str) -> Words:
        """Give a bilingual text: `{ zh, en }`, or plain text, which is Chinese."""
        raw = self.take(key)
        if raw is None:
            return Words()
        if isinstance(raw, str):
            return Words(zh=raw)
        inner = TableReader(raw, self.at(key), self.to)
        found = Words(zh=inner.text("zh"), en=inner.text("en"))
        inner.finish()
        return found

    def title(self) -> Words:
        """Give the title, which everything has."""
        title = self.words("title")
        if not title:
            self.to.say(self.at("title"), "缺少标题（zh 或 en）", "no title (zh or en)")
        return title

    def identifier(self, name: str) -> str:
        """Check that *name*, a key of this table, is a well-formed id and no word of the grammar."""
        if not is_node_id(name):
            self.to.say(self.at(name), f"无效的编号 {shown(name)}", f"invalid id {shown(name)}", _ID_FORM)
        elif name in RESERVED:
            self.to.say(
                self.at(name),
                f"{shown(name)} 是语法用词，不能作编号",
                f"{shown(name)} is a word of the grammar, not an id",
            )
        return name

    def exactly_one(self, allowed: Iterable[str]) -> str | None:
        """Give the one key of *allowed* that the table has; none or several are problems."""
        names = tuple(allowed)
        present = [name for name in names if name in self._raw]
        if len(present) == 1:
            return present[0]
        listed = ", ".join(names)
        what = (
            ("一个也没有", "none of them is here")
            if not present
            else ("不能同时有 " + ", ".join(present), "not together: " + ", ".join(present))
        )
        self.to.say(self.path, what[0], what[1], Words(zh=f"恰好其中一个：{listed}", en=f"exactly one of {listed}"))
        return present[0] if present else None

    def finish(self) -> None:
        """Report every key that nobody asked for, with the nearest right spelling."""
        for key in self._raw:
            if key not in self._asked:
                known = self._asked | (self._known - self._raw.keys())
                self.to.unknown(self.at(str(key)), Words(zh="键", en="key"), str(key), known)


_ID_FORM = Words(
    zh="小写字母开头，字母数字以连字符相连，如 on-time-rate",
    en="lower case with hyphens, starting with a letter, such as on-time-rate",
)
