"""The clause map: which clauses an instrument has, by id and digest, never by their text.

`clauses.toml` lies beside the rulebook. A clause whose text may not be published says `digest = "not public"`, one
whose text was not seen `"not at hand"`; one that needs no rule says why in `no_rule`.
"""

import re
import tomllib
from decimal import Decimal
from pathlib import Path

import attrs

from stationkit.errors import InvalidCasesError, Problem
from stationkit.rules.reading import Collector, TableReader
from stationkit.words import Words

__all__ = [
    "NOT_AT_HAND",
    "NOT_PUBLIC",
    "ClauseEntry",
    "ClauseMap",
    "Instrument",
    "clause_digest",
    "parse_clause_map",
    "read_clause_map",
]

NOT_PUBLIC = "not public"
NOT_AT_HAND = "not at hand"
"""For a text that is public, but was not seen by whoever wrote the rulebook."""

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@attrs.frozen(kw_only=True)
class ClauseEntry:
    """One clause: its id as rulebooks cite it, the digest of its text, and why it needs no rule, if it needs none."""

    id: str
    digest: str
    no_rule: str = ""


@attrs.frozen(kw_only=True)
class Instrument:
    """One instrument with its clauses."""

    id: str
    title: Words
    clauses: tuple[ClauseEntry, ...]


@attrs.frozen
class ClauseMap:
    """Every instrument that a plugin implements."""

    instruments: tuple[Instrument, ...]

    @property
    def clauses(self) -> tuple[ClauseEntry, ...]:
        """The clauses of all instruments."""
        return tuple(clause for one in self.instruments for clause in one.clauses)


def clause_digest(text: str) -> str:
    """Give the digest of a clause's text: SHA-256 over the text without white space, as UTF-8.

    >>> clause_digest("第一条 为了…")[:14]
    'sha256:4af83bd'
    """
    import hashlib

    return "sha256:" + hashlib.sha256("".join(text.split()).encode()).hexdigest()


def read_clause_map(path: Path) -> ClauseMap:
    """Read `clauses.toml`.

    Raises:
        InvalidCasesError: with every problem, each with its path.
    """
    return parse_clause_map(path.read_text(encoding="utf-8-sig"), path.name)


def parse_clause_map(text: str, source: str = "<text>") -> ClauseMap:
    """Read a clause map from TOML text.

    Raises:
        InvalidCasesError: with every problem, each with its path.
    """
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        what = Words(zh=f"TOML 语法错误：{error}", en=f"not valid TOML: {error}")
        raise InvalidCasesError(source, (Problem("", what),)) from None
    to = Collector()
    table = TableReader(raw, "", to)
    found = ClauseMap(tuple(_instrument(row) for row in table.rows("instrument")))
    table.finish()
    ids = [clause.id for clause in found.clauses]
    for name in sorted({one for one in ids if ids.count(one) > 1}):
        to.say("instrument", f"条款 {name} 写了两次", f"the clause {name} stands twice")
    if to.problems:
        raise InvalidCasesError(source, tuple(to.problems))
    return found


def _instrument(row: TableReader) -> Instrument:
    found = Instrument(
        id=row.text("id", required=True),
        title=row.words("title"),
        clauses=tuple(_clause(one) for one in row.rows("clause")),
    )
    row.finish()
    return found


def _clause(row: TableReader) -> ClauseEntry:
    digest = row.text("digest", required=True)
    if digest and digest not in (NOT_PUBLIC, NOT_AT_HAND) and _DIGEST.fullmatch(digest) is None:
        expected = Words(
            zh='"sha256:…"（64 位）、"not public" 或 "not at hand"',
            en='"sha256:…" with 64 digits, "not public" or "not at hand"',
        )
        row.to.say(row.at("digest"), f"无效的摘要 {digest!r}", f"invalid digest {digest!r}", expected)
    found = ClauseEntry(id=row.text("id", required=True), digest=digest, no_rule=row.text("no_rule"))
    row.finish()
    return found
