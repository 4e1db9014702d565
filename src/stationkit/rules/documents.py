"""Rulebook documents: the plain tables of a rulebook, before its layers are applied and its nodes are read.

A document is what a plugin hands over. It comes from TOML or from plain Python values, with the same meaning; `repeat`
is already written out in it. How large it may be is said in `limits`; every problem of a file names its line.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import attrs

from stationkit.errors import InvalidRulebookError, Problem, shown
from stationkit.identifiers import parse_rulebook_reference
from stationkit.rules.limits import MAX_BYTES, MAX_DEPTH, MAX_DIGITS, over_limits
from stationkit.rules.meaning import digest, meaning
from stationkit.rules.model import STATUSES, Effective, Head
from stationkit.rules.reading import Collector, TableReader
from stationkit.rules.repeating import expand_repeats
from stationkit.tomltext.places import Places, nesting
from stationkit.words import Words

__all__ = ["RulebookDocument", "load_rulebook", "parse_rulebook", "read_rulebook", "rulebook_document"]

NODE_TABLES = ("measure", "parameter", "step", "item", "group", "grade")
OTHER_TABLES = ("scale", "set", "list", "csv", "ranking", "settle")
LAYER_TABLES = ("add", "tighten", "substitute", "fill")
APPLIES = ("station", "region", "industry", "employer")
GOVERNS = ("round start", "round end", "report date", "incident date", "application")


@attrs.frozen(kw_only=True)
class RulebookDocument:
    """One rulebook as it was written.

    Attributes:
        head: who it is.
        tables: its node tables and the rest, plain values, `repeat` expanded.
        source: the file, for messages.
        plugin: who brought it, empty for a plain file.
        text: the file's text, for the lines of problems; empty for plain values.
        written: node -> where the pattern stands that it was written out from.
    """

    head: Head
    tables: Mapping[str, Any]
    source: str = ""
    plugin: str = ""
    text: str = attrs.field(default="", repr=False, eq=False)
    written: Mapping[str, str] = attrs.field(factory=dict, repr=False, eq=False)

    @property
    def id(self) -> str:
        """The id, without the version."""
        return self.head.id

    @property
    def version(self) -> str:
        """The version."""
        return self.head.version

    @property
    def extends(self) -> str:
        """The rulebook that this one is a layer on, as `id@version`; empty for none."""
        return self.head.extends

    @property
    def applies(self) -> Mapping[str, str]:
        """Whom it applies to."""
        return self.head.applies

    @property
    def effective(self) -> Effective:
        """From when to when it governs."""
        return self.head.effective

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the meaning: untouched by formatting, changed by any change of what it says."""
        return digest({"head": head_meaning(self.head), "tables": meaning(self.tables)})

    @cached_property
    def _places(self) -> Places:
        return Places(self.text)

    def place(self, path: str) -> str:
        """Give file and line of *path*, `star.toml:31`; the file alone where the document has no lines."""
        if not self.text:
            return self.source
        return f"{self.source}:{self._places.find(self.origin(path)).line}"

    def origin(self, path: str) -> str:
        """Give the path under which *path* was written: the pattern, for what `repeat` wrote out."""
        node = ".".join(path.split(".", 2)[:2]).partition("[")[0]
        return self.written[node] + path[len(node) :] if node in self.written else path

    def located(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Give the problems with their places, where they have none yet."""
        return tuple(
            one if one.place or not self.text else attrs.evolve(one, place=self.place(one.where)) for one in problems
        )


def head_meaning(head: Head) -> dict[str, Any]:
    """Give what a head says, key by key as it is written; what it leaves unsaid is not there."""
    dates = {"from": head.effective.since, "until": head.effective.until, "review_by": head.effective.review_by}
    told = {
        "rulebook": head.id,
        "version": head.version,
        "title": {"zh": head.title.zh, "en": head.title.en},
        "status": head.status,
        "source": head.source,
        "note": head.note,
        "effective": {name: day.isoformat() for name, day in dates.items() if day is not None},
        "applies": dict(head.applies),
        "governs": head.governs,
        "extends": head.extends,
        "score": head.score,
        "stars": head.stars,
        "plugins": list(head.plugins),
    }
    return {name: value for name, value in told.items() if value}


def load_rulebook(package: str, filename: str) -> RulebookDocument:
    """Load a rulebook that lies in a package, as plugins do: `load_rulebook(__package__, "pithead-star.toml")`.

    Raises:
        InvalidRulebookError: the file is not TOML, or its head has problems.
    """
    resource = files(package).joinpath(filename)
    if not resource.is_file():
        raise InvalidRulebookError(f"{package}/{filename}", (Problem("", Words(zh="没有这个文件", en="no such file")),))
    return parse_rulebook(resource.read_bytes(), f"{package}/{filename}")


def read_rulebook(path: Path | str) -> RulebookDocument:
    """Read a rulebook from a TOML file.

    Raises:
        InvalidRulebookError: there is no such file, it is not TOML, or its head has problems.
    """
    place = Path(path)
    if not place.is_file():
        raise _refused(str(path), Words(zh="没有这个文件", en="no such file"))
    try:
        if place.stat().st_size > MAX_BYTES:
            raise _refused(str(path), _TOO_LARGE)
        content = place.read_bytes()
    except OSError as error:
        told = error.strerror or type(error).__name__
        raise _refused(str(path), Words(zh=f"无法读取：{told}", en=f"it cannot be read: {told}")) from None
    return parse_rulebook(content, str(path))


def parse_rulebook(text: str | bytes, source: str = "<text>") -> RulebookDocument:
    """Read a rulebook from TOML text, UTF-8 with or without a byte-order mark.

    Raises:
        InvalidRulebookError: the text is not TOML, too large, or its head has problems.
    """
    if len(text) > MAX_BYTES:
        raise _refused(source, _TOO_LARGE)
    decoded = _decoded(text, source) if isinstance(text, bytes) else text
    if nesting(decoded, MAX_DEPTH) > MAX_DEPTH:
        raise _refused(source, Words(zh=f"嵌套超过 {MAX_DEPTH} 层", en=f"nested more than {MAX_DEPTH} deep"))
    return _document(_tables(decoded, source), source, decoded)


_TOO_LARGE = Words(zh=f"文件超过 {MAX_BYTES:,} 字节", en=f"more than {MAX_BYTES:,} bytes")
_LINE = re.compile(r" \(at line (\d+), column \d+\)| \(at end of document\)")


def _refused(source: str, what: Words, expected: Words = Words(), line: int = 0) -> InvalidRulebookError:
    return InvalidRulebookError(source, (Problem("", what, expected, f"{source}:{line}" if line else ""),))


def _decoded(content: bytes, source: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        what = Words(zh=f"不是 UTF-8 文本（第 {error.start} 字节）", en=f"not UTF-8 text (byte {error.start})")
        expected = Words(zh="另存为 UTF-8（不是 GBK 或 Unicode/UTF-16）", en="a file saved as UTF-8, not GBK or UTF-16")
        raise _refused(source, what, expected, line) from None


def _tables(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        told = _LINE.sub("", str(error))
        raise _refused(source, Words(zh=f"TOML 语法错误：{told}", en=f"not valid TOML: {told}"), line=line) from None
    except (ValueError, ArithmeticError):  # a number so long that Python refuses to read it
        what = Words(zh=f"有数字超过 {MAX_DIGITS} 位", en=f"a number of more than {MAX_DIGITS} digits")
        raise _refused(source, what, line=_longest_number(text)) from None


def _longest_number(text: str) -> int:
    """Give the line of the longest run of digits, and of a long exponent before it."""
    runs = list(re.finditer(r"[eE][+-]?\d{5,}", text)) or list(re.finditer(r"\d[\d_]*", text))
    longest = max(runs, key=lambda run: len(run.group()), default=None)
    return text.count("\n", 0, longest.start()) + 1 if longest else 1


def rulebook_document(raw: Mapping[str, Any], source: str = "<values>") -> RulebookDocument:
    """Make a rulebook document from plain Python values, with the keys that the TOML has.

    Raises:
        InvalidRulebookError: a limit is passed, the head has problems, or `repeat` cannot be written out.
    """
    return _document(raw, source, "")


def _plain(value: Any) -> Any:
    """Give Python values as TOML would give them: lists for tuples, tables for words."""
    if isinstance(value, Words):
        return {name: text for name, text in (("zh", value.zh), ("en", value.en)) if text}
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _document(raw: Mapping[str, Any], source: str, text: str) -> RulebookDocument:
    to = Collector()
    to.problems.extend(over_limits(raw))
    if to.problems:
        raise InvalidRulebookError(source, _located(to, source, text))
    table = TableReader(raw if text else _plain(raw), "", to)
    head = _read_head(table)
    tables = {name: table.take(name) for name in (*NODE_TABLES, *OTHER_TABLES, *LAYER_TABLES) if name in table}
    tables, written = expand_repeats(tables, table.take("repeat", []), NODE_TABLES, to)
    table.finish()
    if to.problems:
        raise InvalidRulebookError(source, _located(to, source, text))
    return RulebookDocument(head=head, tables=tables, source=source, text=text, written=written)


def _located(to: Collector, source: str, text: str) -> tuple[Problem, ...]:
    """Give the problems of a document that cannot be made, with their lines."""
    if not text:
        return tuple(to.problems)
    places = Places(text)
    return tuple(attrs.evolve(one, place=f"{source}:{places.find(one.where).line}") for one in to.problems)


def _read_head(table: TableReader) -> Head:
    name = table.text("rulebook", required=True)
    if name:
        table.to.attempt("rulebook", lambda: parse_rulebook_reference(name), ("", None))
    extends = table.text("extends")
    if extends:
        table.to.attempt("extends", lambda: parse_rulebook_reference(extends), ("", None))
    status = table.choice("status", STATUSES, "")
    if not status:
        listed = ", ".join(STATUSES)
        table.to.say(
            "status",
            "没有写明文本的可信程度",
            "it does not say how far its text can be trusted",
            Words(zh=listed, en=f"one of {listed}"),
        )
    version = table.take("version")
    if not isinstance(version, str) or not version:
        table.to.say("version", '缺少版本，如 "2022.1"', 'no version, such as "2022.1"')
    title = table.words("title")
    if not title:
        table.to.say("title", "缺少标题（zh 或 en）", "no title (zh or en)")
    return Head(
        id=name.partition("@")[0],
        version=str(version),
        title=title,
        status=status or "illustrative",
        source=table.text("source"),
        note=table.text("note"),
        effective=_read_effective(table.table("effective")),
        applies=_read_applies(table.table("applies")),
        governs=table.choice("governs", GOVERNS, GOVERNS[0]),
        extends=extends,
        score=table.text("score"),
        stars=table.text("stars"),
        plugins=_read_plugins(table),
    )


def _read_effective(table: TableReader) -> Effective:
    since, until, review_by = (table.day(key) for key in ("from", "until", "review_by"))
    table.finish()
    if since is not None and until is not None and until <= since:
        table.to.say(table.at("until"), "不晚于 from", "not after from")
    return Effective(since=since, until=until, review_by=review_by)


def _read_plugins(table: TableReader) -> tuple[str, ...]:
    """Read the plugins without which the rulebook is not whole; results say where one of them is absent."""
    raw = table.take("plugins", [])
    if isinstance(raw, list | tuple) and all(isinstance(one, str) and one for one in raw):
        return tuple(raw)
    table.to.say(
        "plugins", f"应为插件名称的列表，不是 {shown(raw)}", f"expected a list of names of plugins, not {shown(raw)}"
    )
    return ()


def _read_applies(table: TableReader) -> Mapping[str, str]:
    found = {key: table.text(key) for key in APPLIES if key in table}
    table.finish()
    return found
