"""Case files in TOML: read strictly, every problem at once, each with its line, its case and its path."""

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from stationkit.errors import InvalidCasesError, Problem, StationkitError
from stationkit.hooks.host import Host
from stationkit.periods import Period
from stationkit.procedures.machine import Procedure
from stationkit.procedures.refusals import Context
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.reading import Collector, TableReader
from stationkit.stations.converting import structure
from stationkit.stations.events import Event
from stationkit.testing.cases.answers import bind_facts
from stationkit.testing.cases.expectations import check_nodes, read_expected
from stationkit.testing.cases.model import Case, CommandsGiven, DossierGiven, FactsGiven, Given, Step
from stationkit.testing.procedures import walked_in
from stationkit.words import Words

__all__ = ["Resolver", "parse_cases", "read_case_document"]

_FACTS = ("facts", "lists", "sheets", "inspected")
_GIVEN = (*_FACTS, "period")


def read_case_document(path: Path, host: Host) -> tuple[Case, ...]:
    """Read a case file.

    Raises:
        InvalidCasesError: it is no TOML, or a case has problems.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidCasesError(
            str(path), (Problem("", Words(zh=f"读不了：{error}", en=f"cannot be read: {error}")),)
        ) from None
    return parse_cases(text, host, source=path.name, folder=path.parent)


def parse_cases(text: str, host: Host, *, source: str = "<text>", folder: Path = Path()) -> tuple[Case, ...]:
    """Read cases from TOML text.

    Args:
        text: the file's text.
        host: the plugins that bring the rulebooks.
        source: the file's name, for messages.
        folder: where dossiers are looked for.

    Raises:
        InvalidCasesError: it is no TOML, or a case has problems.
    """
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        what = Words(zh=f"TOML 语法错误：{error}", en=f"not valid TOML: {error}")
        raise InvalidCasesError(source, (Problem("", what),)) from None
    to = Collector()
    cases = _Reader(TableReader(raw, "", to), Resolver(host, to), source, _lines(text), folder).read()
    if to.problems:
        raise InvalidCasesError(source, tuple(to.problems))
    return cases


def _lines(text: str) -> tuple[int, ...]:
    """Give the line on which each `[[case]]` stands."""
    return tuple(number for number, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*case\s*\]\]", line))


class Resolver:
    """Resolves rulebooks by id, each once; one that does not resolve is a problem where it is named."""

    def __init__(self, host: Host, to: Collector) -> None:
        self.host, self.to = host, to
        self._found: dict[tuple[str, date | None], ResolvedRulebook | None] = {}

    def __call__(self, name: str, on: date | None, path: str) -> ResolvedRulebook | None:
        """Give the rulebook that goes by *name* on a day."""
        if (name, on) not in self._found:
            self._found[name, on] = self._resolve(name, on, path)
        return self._found[name, on]

    def _resolve(self, name: str, on: date | None, path: str) -> ResolvedRulebook | None:
        try:
            return self.host.resolve(name, on=on)
        except StationkitError as error:
            self.to.problems.extend(
                attrs.evolve(one, where=f"{path}: {one.where}".rstrip(": ")) for one in error.problems
            )
            return None


class _Reader:
    """Reads one file."""

    def __init__(
        self, table: TableReader, resolve: Resolver, source: str, lines: tuple[int, ...], folder: Path
    ) -> None:
        self.table, self.to, self.resolve = table, table.to, resolve
        self.source, self.lines, self.folder = source, lines, folder
        self.rulebook = table.text("rulebook")
        self.always = self._given(table.table("given"))
        self.given: dict[str, dict[str, Any]] = {}

    def read(self) -> tuple[Case, ...]:
        rows = self.table.rows("case")
        self.table.finish()
        if not rows:
            self.to.say("case", "没有用例", "no cases", Words(zh="[[case]]", en="[[case]]"))
        return tuple(self._case(row, place) for place, row in enumerate(rows))

    def _given(self, table: TableReader) -> dict[str, Any]:
        found = {key: table.take(key) for key in _GIVEN if key in table}
        table.finish()
        return found

    def _case(self, row: TableReader, place: int) -> Case:
        name = row.text("id", required=True)
        row.path = f"case[{place}]" + (f" {name}" if name else "")
        if name in self.given:
            self.to.say(row.at("id"), f"{name} 写了两次", f"{name} stands twice")
        line = f"{self.source}:{self.lines[place]}" if place < len(self.lines) else self.source
        rulebook, on = row.text("rulebook") or self.rulebook, self._day(row)
        given = self._read_given(row, name, rulebook, on)
        expect = read_expected(row.table("expect"))
        case = Case(
            id=name,
            where=line,
            given=given,
            expect=expect,
            title=row.words("title"),
            rulebook="" if isinstance(given, CommandsGiven) else rulebook,
            on=on,
            clauses=row.names("clauses"),
        )
        row.finish()
        self._check(case, row)
        return case

    def _check(self, case: Case, row: TableReader) -> None:
        path = row.at("expect")
        asks = any(step.refused for step in case.given.steps) if isinstance(case.given, CommandsGiven) else False
        if case.expect.is_empty and not asks:
            self.to.say(
                path,
                "没有写明期望",
                "it expects nothing",
                Words(zh="score、star、nodes、lines…", en="score, star, nodes, lines…"),
            )
        resolved = self.resolve(case.rulebook, case.on, row.at("rulebook")) if case.rulebook else None
        if resolved is not None:
            check_nodes(case.expect, resolved, path, self.to)

    def _day(self, row: TableReader) -> date | None:
        raw = row.take("on")
        if raw is None or type(raw) is date:
            return raw
        self.to.say(row.at("on"), f"应为日期，不是 {raw!r}", f"expected a date such as 2026-01-01, not {raw!r}")
        return None

    def _read_given(self, row: TableReader, name: str, rulebook: str, on: date | None) -> Given:
        kinds = [key for key in _KINDS if key in row]
        if len(kinds) > 1:
            self.to.say(row.path, f"不能同时有 {'、'.join(kinds)}", f"not together: {', '.join(kinds)}")
        return _KINDS[kinds[0] if kinds else "facts"](self, row, name, rulebook, on)

    def _facts(self, row: TableReader, name: str, rulebook: str, on: date | None) -> Given:
        like = row.text("like")
        if like and like not in self.given:
            self.to.unknown(row.at("like"), Words(zh="前面的用例", en="case before this one"), like, self.given)
        own = {key: row.take(key) for key in _GIVEN if key in row}
        merged = _merged(_merged(self.always, self.given.get(like, {})), own)
        self.given[name] = merged
        resolved = self.resolve(rulebook, on, row.at("rulebook")) if rulebook else None
        if not rulebook:
            self.to.say(
                row.at("rulebook"),
                "没有写明规则",
                "it names no rulebook",
                Words(zh='rulebook = "命名空间/名称"', en='rulebook = "namespace/name"'),
            )
        facts = bind_facts(merged, name or "case", resolved, row.path, self.to) if resolved is not None else None
        return FactsGiven(facts=facts) if facts is not None else CommandsGiven(procedure="", steps=())

    def _dossier(self, row: TableReader, *_: object) -> Given:
        folder, station, text = (row.text(key, required=True) for key in ("dossier", "station", "period"))
        period = self.to.attempt(row.at("period"), lambda: Period.parse(text), None) if text else None
        place = self.folder / folder
        if folder and not place.is_dir():
            self.to.say(row.at("dossier"), f"没有这个文件夹：{folder}", f"no such folder: {folder}")
        return DossierGiven(folder=place, station=station, period=period or Period.parse("2000"))

    def _commands(self, row: TableReader, name: str, *_: object) -> Given:
        known = walked_in(self.resolve.host)
        procedure = row.choice("procedure", tuple(known), "hazard")
        each = dict(inner) if isinstance(inner := row.take("each", {}), Mapping) else {}
        rows = row.rows("commands")
        steps = tuple(self._step(one, place, each, name, known[procedure].procedure) for place, one in enumerate(rows))
        if not steps:
            self.to.say(row.at("commands"), "没有命令", "no commands")
        return CommandsGiven(procedure=procedure, steps=tuple(step for step in steps if step is not None))

    def _step(
        self, row: TableReader, place: int, each: Mapping[str, Any], name: str, machine: Procedure
    ) -> Step | None:
        refused, context = row.names("refused"), _context(row, machine)
        own = {key: row.take(key) for key in row.entries() if key not in ("refused", "claim", "among")}
        plain = {"id": f"e-{place + 1}", "case": name, **each, **own}
        try:
            command = structure({key: _plain(value) for key, value in plain.items()}, Event)
        except StationkitError as error:
            where = f"{row.path}."
            self.to.problems.extend(
                attrs.evolve(one, where=where + one.where.removeprefix("$.")) for one in error.problems
            )
            return None
        return Step(command=command, refused=refused, context=context)


_KINDS: Mapping[str, Callable[..., Given]] = {
    "facts": _Reader._facts,  # noqa: SLF001 - the table of the class, below it
    "dossier": _Reader._dossier,  # noqa: SLF001 - the table of the class, below it
    "commands": _Reader._commands,  # noqa: SLF001 - the table of the class, below it
}


def _context(row: TableReader, machine: Procedure) -> Context:
    """Read `claim`, the reporter's token, and `among`, other cases by their ids with the states that they are in."""
    claim, others = row.text("claim"), row.table("among")
    known = tuple(state.id for state in machine.states)
    among = {
        name: attrs.evolve(machine.begin(name), state=others.choice(name, known, machine.start))
        for name in others.entries()
    }
    return Context(claim=claim, among=among)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime | date) else value


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one case's tables over another's: facts one by one, lists key by key, the rest as a whole."""
    found = dict(below)
    for key, value in above.items():
        old = found.get(key)
        found[key] = (
            _merged(old, value)
            if key in ("facts", "lists", "sheets") and isinstance(old, Mapping) and isinstance(value, Mapping)
            else value
        )
    return found
