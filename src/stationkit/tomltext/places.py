"""Where a key stands in a TOML text: the standard library reads values and forgets their lines.

A path is written as in messages: `item.visits.deduct[2].points`. The scanner believes the text (whoever asks has read
it with `tomllib`, or is about to); where it meets something else than TOML it stops, with what it has seen so far.
"""

import contextlib
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

__all__ = ["Place", "Places", "locate", "nesting"]


class Place(NamedTuple):
    """A place in a text, both counted from 1; a column counts characters."""

    line: int
    column: int


_TOKEN = re.compile(
    r"""(?P<space>[ \t\r]+|\#[^\n]*)
    |(?P<newline>\n)
    |(?P<text>\"{3}(?:\\.|(?!\"{3})[^\\])*\"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')
    |(?P<mark>[\[\]{}=,.])
    |(?P<bare>[^\s\[\]{}=,.\#"']+)
    |(?P<broken>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", '"': '"', "\\": "\\"}
_CLOSING = {"[": "]", "{": "}"}


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def _tokens(text: str) -> Iterator[_Token]:
    """Give the tokens, without spaces and comments; a string that does not end ends them."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "broken":
            break
        if kind != "space":
            yield _Token(kind, match.group(), match.start())
    yield _Token("end", "", len(text))


def nesting(text: str, limit: int) -> int:
    """Give how deep brackets and dotted keys of *text* nest, read only as far as *limit* is not passed.

    It reads any text in time proportional to its length, which the reader of the standard library does not.
    """
    if _is_plainly_flat(text, limit):
        return 0
    deepest = depth = parts = 0
    for token in _tokens(text):
        if token.kind == "mark" and token.text in _CLOSING:
            depth += 1
        elif token.kind == "mark" and token.text in "]}":
            depth = max(depth - 1, 0)
        parts = parts + 1 if token.kind in ("bare", "text") or token.text == "." else 0
        deepest = max(deepest, depth, parts // 2)
        if deepest > limit:
            break
    return deepest


_WITHOUT_BRACKETS = re.compile(
    r""""{3}(?:\\.|(?!"{3})[^\\])*"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\#[^\n]*""", re.DOTALL
)
"""Strings that end, and comments."""

_INNERMOST = re.compile(r"\{[^\[\]{}]*\}|\[[^\[\]{}]*\]")
_LEFT = frozenset("[]{}\"'")


def _is_plainly_flat(text: str, limit: int) -> bool:
    """Tell quickly that brackets and dotted keys nest nowhere near *limit*, as is so of nearly every text."""
    if any(line.count(".") >= limit for line in text.splitlines()):
        return False  # a long text, or a long dotted key
    bare = _WITHOUT_BRACKETS.sub("", text)
    for _ in range(limit):
        bare, taken_out = _INNERMOST.subn("", bare)
        if not taken_out:
            break
    return _LEFT.isdisjoint(bare)  # else: too deep, a bracket without its other half, a string that does not end


class Places:
    """The places of every key and list entry of one TOML text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._offsets = _Scanner(text).offsets

    def __contains__(self, path: str) -> bool:
        return path in self._offsets

    def find(self, path: str) -> Place:
        """Give the place of *path*; of what it lies in where it is not there; else the beginning."""
        while path and path not in self._offsets:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self._place(self._offsets.get(path, 0))

    def _place(self, offset: int) -> Place:
        before = self._text.rfind("\n", 0, offset)
        return Place(self._text.count("\n", 0, offset) + 1, offset - before)

    @property
    def paths(self) -> Mapping[str, int]:
        """Every path with its offset, in the order of the text."""
        return self._offsets


def locate(text: str, path: str) -> Place:
    r"""Give line and column of *path* in a TOML text; of what it lies in where it is not there; else the beginning.

    >>> locate('[item.visits]\\ndeduct = [\\n  { id = "few", points = 1 },\\n]', "item.visits.deduct[0].points")
    Place(line=3, column=17)
    """
    return Places(text).find(path)


class _UnexpectedError(Exception):
    """What follows is not TOML."""


class _Scanner:
    """Walks through statements and notes where each path begins."""

    def __init__(self, text: str) -> None:
        self._left = _tokens(text)
        self._token = next(self._left)
        self.offsets: dict[str, int] = {}
        self._lists: dict[str, int] = {}
        with contextlib.suppress(_UnexpectedError, StopIteration, RecursionError):
            self._statements()

    def _next(self) -> _Token:
        token = self._token
        if token.kind != "end":
            self._token = next(self._left)
        return token

    def _skip(self, *, lines: bool = True) -> None:
        while lines and self._token.kind == "newline":
            self._next()

    def _expect(self, mark: str) -> None:
        if self._next().text != mark:
            raise _UnexpectedError

    def _statements(self) -> None:
        table = ""
        self._skip()
        while self._token.kind != "end":
            if self._token.text == "[":
                table = self._header()
            else:
                self._pair(table)
            if self._token.kind not in ("newline", "end"):
                raise _UnexpectedError
            self._skip()

    def _header(self) -> str:
        self._expect("[")
        is_list = self._token.text == "["
        if is_list:
            self._expect("[")
        path = ""
        keys = self._keys()
        for place, (key, at) in enumerate(keys):
            path = f"{path}.{key}" if path else key
            self.offsets.setdefault(path, at)
            last = place == len(keys) - 1
            if last and is_list:
                self._lists[path] = self._lists.get(path, -1) + 1
            if path in self._lists:
                path = f"{path}[{self._lists[path]}]"
                self.offsets.setdefault(path, at)
        for _ in range(2 if is_list else 1):
            self._expect("]")
        return path

    def _pair(self, table: str) -> None:
        path = table
        for key, at in self._keys():
            path = f"{path}.{key}" if path else key
            self.offsets.setdefault(path, at)
        self._expect("=")
        self._value(path)

    def _keys(self) -> list[tuple[str, int]]:
        keys = []
        while True:
            token = self._next()
            if token.kind not in ("bare", "text"):
                raise _UnexpectedError
            keys.append((_unquoted(token), token.at))
            if self._token.text != ".":
                return keys
            self._expect(".")

    def _value(self, path: str) -> None:
        if self._token.text == "[":
            self._list(path)
        elif self._token.text == "{":
            self._inline_table(path)
        elif self._token.kind == "text":
            self._next()
        else:
            self._plain_value()

    def _plain_value(self) -> None:
        """A number, a flag or a date: parts, dots and (in a date and time) a space between."""
        if self._token.kind != "bare":
            raise _UnexpectedError
        while self._token.kind == "bare" or self._token.text == ".":
            self._next()

    def _list(self, path: str) -> None:
        self._expect("[")
        self._skip()
        place = 0
        while self._token.text != "]":
            inner = f"{path}[{place}]"
            self.offsets.setdefault(inner, self._token.at)
            self._value(inner)
            self._comma("]")
            place += 1
        self._expect("]")

    def _inline_table(self, path: str) -> None:
        self._expect("{")
        self._skip()
        while self._token.text != "}":
            self._pair(path)
            self._comma("}")
        self._expect("}")

    def _comma(self, closing: str) -> None:
        self._skip()
        if self._token.text == ",":
            self._next()
            self._skip()
        elif self._token.text != closing:
            raise _UnexpectedError


def _unquoted(token: _Token) -> str:
    if token.kind == "bare":
        return token.text
    inner = token.text[1:-1]
    return inner if token.text[0] == "'" else _ESCAPE.sub(_unescaped, inner)


def _unescaped(match: "re.Match[str]") -> str:
    told = match[1]
    return chr(int(told[1:], 16)) if len(told) > 1 else _PLAIN.get(told, told)
