"""Reading what a case expects: numbers, intervals, words, absences, lines of the ledger."""

from collections.abc import Iterable, Mapping

from stationkit.errors import InvalidValueError
from stationkit.numbers import read_number
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.reading import Collector, TableReader
from stationkit.testing.cases.model import Between, Expected, ExpectedLine, Lacking, OneOf, ValueExpected
from stationkit.words import Words

__all__ = ["check_nodes", "read_expected", "read_number_expected", "read_word_expected"]

KINDS = ("missing", "not-applicable", "not-computed", "not-ratable", "left-out")
"""The ways of having no value that a case may expect: `{ absent = "missing" }`."""

_NUMBER = Words(
    zh='数、{ at_least = …, at_most = … } 或 { absent = "missing" }',
    en='a number, { at_least = …, at_most = … } or { absent = "missing" }',
)


def read_expected(table: TableReader) -> Expected:
    """Read the table `expect` of a case."""
    nodes = table.table("nodes")
    expected = Expected(
        score=_optional(table, "score", words=False),
        lost=_optional(table, "lost", words=False),
        star=_optional(table, "star", words=True),
        qualifies=_qualifies(table),
        provisional=table.flag("provisional"),
        nodes={name: read_number_expected(nodes.take(name), nodes.at(name), table.to) for name in nodes.entries()},
        lines=tuple(_read_line(row) for row in table.rows("lines")),
        findings=table.names("findings"),
        no_findings=table.names("no_findings"),
        state=table.text("state"),
    )
    table.finish()
    return expected


def _optional(table: TableReader, key: str, *, words: bool) -> ValueExpected | None:
    if key not in table:
        return None
    return (read_word_expected if words else read_number_expected)(table.take(key), table.at(key), table.to)


def _qualifies(table: TableReader) -> ValueExpected | None:
    """Read the star that may be awarded; `false` says that none may."""
    if table.take("qualifies") is False:
        return Lacking("none")
    return _optional(table, "qualifies", words=True)


def read_number_expected(raw: object, path: str, to: Collector) -> ValueExpected:
    """Read what a node must come to: a number where it looks like one, else a word; or a table."""
    if isinstance(raw, Mapping):
        return _from_table(TableReader(raw, path, to))
    if isinstance(raw, bool):
        return OneOf((raw,))
    try:
        number = read_number(raw)
    except InvalidValueError:
        if isinstance(raw, str) and raw:
            return OneOf((raw,))
        to.say(path, f"无效的期望 {raw!r}", f"invalid expectation {raw!r}", _NUMBER)
        return OneOf(())
    return Between(number, number)


def read_word_expected(raw: object, path: str, to: Collector) -> ValueExpected:
    """Read what a star must be: a word of the scale as it stands there, a list of words, or a table."""
    if isinstance(raw, Mapping):
        return _from_table(TableReader(raw, path, to))
    words = tuple(raw) if isinstance(raw, list) else (raw,)
    if words and all(type(word) in (int, str) for word in words):
        return OneOf(words)
    expected = Words(
        zh='等级的词，如 4，或 { absent = "missing" }', en='a word of the scale, or { absent = "missing" }'
    )
    to.say(path, f"无效的期望 {raw!r}", f"invalid expectation {raw!r}", expected)
    return OneOf(())


def _from_table(table: TableReader) -> ValueExpected:
    if "absent" in table:
        found: ValueExpected = Lacking(table.choice("absent", KINDS, KINDS[0]), table.text("code"))
    else:
        low, high = table.number("at_least"), table.number("at_most")
        found = Between(low, high)
        if low is None and high is None:
            table.to.say(table.path, "没有写明期望", "it says nothing to expect", _NUMBER)
        elif low is not None and high is not None and low > high:
            table.to.say(table.path, "at_least 大于 at_most", "at_least is above at_most")
    table.finish()
    return found


def _read_line(row: TableReader) -> ExpectedLine:
    line = ExpectedLine(
        node=row.text("node", required=True),
        cause=row.text("cause"),
        clause=row.text("clause"),
        rulebook=row.text("rulebook"),
        plugin=row.text("plugin"),
        change=_between(read_number_expected(row.take("change"), row.at("change"), row.to))
        if "change" in row
        else None,
        after=read_number_expected(row.take("after"), row.at("after"), row.to) if "after" in row else None,
    )
    row.finish()
    return line


def _between(value: ValueExpected) -> Between:
    return value if isinstance(value, Between) else Between(0, 0)


def check_nodes(expected: Expected, resolved: ResolvedRulebook, path: str, to: Collector) -> None:
    """Note every node that the case expects something of and that the rulebook does not have."""
    computed = [node.id for node in resolved.rulebook.explained]
    outside = [name for name in resolved.program.slots if not resolved.program.scopes.get(name.partition(".")[0])]
    _known(expected.nodes, outside, f"{path}.nodes", to)
    inner = {name for name in computed if resolved.program.scopes.get(name)}
    for place, line in enumerate(expected.lines):
        _known([line.node.rpartition("/")[2]], [*computed, *inner], f"{path}.lines[{place}].node", to)


def _known(names: Iterable[str], known: Iterable[str], path: str, to: Collector) -> None:
    listed = tuple(known)
    for name in names:
        if name not in listed:
            to.unknown(f"{path}.{name}", Words(zh="节点", en="node"), name, listed)
