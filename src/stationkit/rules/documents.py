"""Rulebook documents: the plain tables of a rulebook, before its layers are applied and its nodes are read.

A document is what a plugin hands over. It comes from TOML or from plain Python values, with the same meaning; `repeat`
is already expanded in it. Limits: one megabyte of text, nesting of 20, 5,000 nodes.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

import attrs

from stationkit.errors import InvalidRulebookError, Problem
from stationkit.identifiers import parse_rulebook_reference
from stationkit.numbers import number_text
from stationkit.rules.model import STATUSES, Effective, Head
from stationkit.rules.reading import Collector, TableReader
from stationkit.rules.repeating import expand_repeats
from stationkit.words import Words

__all__ = [
    "MAX_BYTES",
    "RulebookDocument",
    "canonical",
    "load_rulebook",
    "parse_rulebook",
    "read_rulebook",
    "rulebook_document",
]

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
NODE_TABLES = ("measure", "parameter", "step", "item", "group", "grade")
OTHER_TABLES = ("scale", "set", "list", "csv")
LAYER_TABLES = ("add", "tighten", "substitute", "fill")
APPLIES = ("station", "region", "industry", "employer")
GOVERNS = ("round start", "report date", "incident date")


@attrs.frozen(kw_only=True)
class RulebookDocument:
    """One rulebook as it was written.

    Attributes:
        head: who it is.
        tables: its node tables and the rest, plain values, `repeat` expanded.
        source: the file, for messages.
        plugin: who brought it, empty for a plain file.
    """

    head: Head
    tables: Mapping[str, Any]
    source: str = ""
    plugin: str = ""

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

    @property
    def digest(self) -> str:
        """SHA-256 of the meaning: untouched by formatting, changed by any change of what it says."""
        head = attrs.asdict(self.head)
        return hashlib.sha256(canonical({"head": head, "tables": self.tables}).encode()).hexdigest()


def canonical(value: object) -> str:
    """Write plain values as canonical JSON: sorted keys, no spaces, exact numbers as text."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal | Fraction):
        return number_text(Fraction(value))
    if isinstance(value, date):
        return value.isoformat()
    return value


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
        raise InvalidRulebookError(str(path), (Problem("", Words(zh="没有这个文件", en="no such file")),))
    return parse_rulebook(place.read_bytes(), str(path))


def parse_rulebook(text: str | bytes, source: str = "<text>") -> RulebookDocument:
    """Read a rulebook from TOML text, UTF-8 with or without a byte-order mark.

    Raises:
        InvalidRulebookError: the text is not TOML, too large, or its head has problems.
    """
    if len(text) > MAX_BYTES:
        raise _refused(source, f"文件超过 {MAX_BYTES} 字节", f"more than {MAX_BYTES} bytes")
    try:
        decoded = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        raw = tomllib.loads(decoded, parse_float=Decimal)
    except UnicodeDecodeError as error:
        raise _refused(
            source, f"不是 UTF-8 文本（第 {error.start} 字节）", f"not UTF-8 text (byte {error.start})"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise _refused(source, f"TOML 语法错误：{error}", f"not valid TOML: {error}") from None
    except RecursionError:
        raise _refused(source, f"嵌套超过 {MAX_DEPTH} 层", f"nested more than {MAX_DEPTH} deep") from None
    return rulebook_document(raw, source)


def _refused(source: str, zh: str, en: str) -> InvalidRulebookError:
    return InvalidRulebookError(source, (Problem("", Words(zh=zh, en=en)),))


def rulebook_document(raw: Mapping[str, Any], source: str = "<values>") -> RulebookDocument:
    """Make a rulebook document from plain Python values, with the keys that the TOML has.

    Raises:
        InvalidRulebookError: the head has problems, or `repeat` cannot be expanded.
    """
    to = Collector()
    if _depth(raw) > MAX_DEPTH:
        raise _refused(source, f"嵌套超过 {MAX_DEPTH} 层", f"nested more than {MAX_DEPTH} deep")
    table = TableReader(raw, "", to)
    head = _read_head(table)
    tables = {name: table.take(name) for name in (*NODE_TABLES, *OTHER_TABLES, *LAYER_TABLES) if name in table}
    tables = expand_repeats(tables, table.take("repeat", []), NODE_TABLES, to)
    table.finish()
    if to.problems:
        raise InvalidRulebookError(source, tuple(to.problems))
    return RulebookDocument(head=head, tables=tables, source=source)


def _depth(value: object) -> int:
    deepest, pending = 0, [(value, 1)]
    while pending:
        one, depth = pending.pop()
        deepest = max(deepest, depth)
        if deepest > MAX_DEPTH:
            return deepest
        inner = one.values() if isinstance(one, Mapping) else one if isinstance(one, list | tuple) else ()
        pending.extend((each, depth + 1) for each in inner)
    return deepest


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
    since, until, review_by = (_read_day(table, key) for key in ("from", "until", "review_by"))
    table.finish()
    if since is not None and until is not None and until <= since:
        table.to.say(table.at("until"), "不晚于 from", "not after from")
    return Effective(since=since, until=until, review_by=review_by)


def _read_day(table: TableReader, key: str) -> date | None:
    raw = table.take(key)
    if raw is None or type(raw) is date:
        return raw
    table.to.say(table.at(key), f"应为日期，不是 {raw!r}", f"expected a date such as 2023-01-01, not {raw!r}")
    return None


def _read_plugins(table: TableReader) -> tuple[str, ...]:
    """Read the plugins without which the rulebook is not whole; results say where one of them is absent."""
    raw = table.take("plugins", [])
    if isinstance(raw, list | tuple) and all(isinstance(one, str) and one for one in raw):
        return tuple(raw)
    table.to.say("plugins", f"应为插件名称的列表，不是 {raw!r}", f"expected a list of names of plugins, not {raw!r}")
    return ()


def _read_applies(table: TableReader) -> Mapping[str, str]:
    found = {key: table.text(key) for key in APPLIES if key in table}
    table.finish()
    return found
