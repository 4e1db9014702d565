"""Cases as rows of a table, the sheet 用例 that an office worker fills in: one case a row, one fact a column.

A column is a fact by its id or by its Chinese title, or one of the columns below; a row whose id is `*` gives what all
other rows share. An empty cell says nothing; `不适用：依据` is not applicable, `缺失` is missing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import attrs

from stationkit.errors import InvalidCasesError, InvalidValueError
from stationkit.hooks.host import Host
from stationkit.numbers import read_number
from stationkit.rules.facts import Facts
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.model import Measure
from stationkit.rules.reading import Collector
from stationkit.testing.cases.answers import ALL, bind_facts
from stationkit.testing.cases.documents import Resolver
from stationkit.testing.cases.model import (
    Between,
    Case,
    Expected,
    ExpectedLine,
    FactsGiven,
    Lacking,
    OneOf,
    ValueExpected,
)
from stationkit.testing.cases.sheets import RawSheet, SheetRow, read_sheet
from stationkit.words import Words

__all__ = ["COLUMNS", "read_case_table"]

COLUMNS: Mapping[str, str] = {
    "用例": "id",
    "说明": "title",
    "规则": "rulebook",
    "规则日期": "on",
    "同用例": "like",
    "已检查": "inspected",
    "依据条款": "clauses",
    "期望得分": "score",
    "期望得分不低于": "at_least",
    "期望得分不高于": "at_most",
    "期望扣分": "lost",
    "期望星级": "star",
    "期望可授星级": "qualifies",
    "期望暂定": "provisional",
    "期望账目": "lines",
}
"""The columns that are no facts, in Chinese, each with its English name; either may be the header."""

NODE = "期望:"
"""`期望:node` is what one node must come to; `expect:node` is the same."""

_SEPARATORS = re.compile(r"[;；、，,\n]+")
_LINE = re.compile(r"\s*([a-z][a-z0-9-]*)(?:\.([a-z][a-z0-9-]*))?\s*[=＝:：]\s*(.+?)\s*")
_SHARED = "*"


def read_case_table(path: Path, host: Host, rulebook: str = "") -> tuple[Case, ...]:
    """Read the cases of a CSV file or of a workbook's sheet 用例.

    Args:
        path: the file.
        host: the plugins that bring the rulebooks.
        rulebook: the rulebook of rows that name none.

    Raises:
        InvalidCasesError: with every problem, each with its sheet and cell.
    """
    sheet = read_sheet(path)
    to = Collector()
    to.problems.extend(sheet.problems)
    cases = _TableReader(sheet, Resolver(host, to), to, rulebook).read()
    if not sheet.rows:
        to.say(path.name, "没有用例", "no cases", Words(zh="每行一个用例", en="one case a row"))
    if to.problems:
        raise InvalidCasesError(str(path), tuple(to.problems))
    return cases


class _TableReader:
    """Reads the rows of one sheet."""

    def __init__(self, sheet: RawSheet, resolve: Resolver, to: Collector, rulebook: str) -> None:
        self.sheet, self.resolve, self.to, self.rulebook = sheet, resolve, to, rulebook
        self.given: dict[str, dict[str, Any]] = {}
        self.unread: set[str] = set()

    def read(self) -> tuple[Case, ...]:
        rows = [(_named(row), row) for row in self.sheet.rows]
        shared = [cells for cells, _ in rows if str(cells.get("id")) == _SHARED]
        self.shared = shared[0] if shared else {}
        found = [self._case(cells, row) for cells, row in rows if str(cells.get("id")) != _SHARED]
        return tuple(case for case in found if case is not None)

    def _case(self, cells: dict[str, Any], row: SheetRow) -> Case | None:
        name = str(cells.get("id", "")).strip()
        if not name or name in self.given:
            zh, en = (
                ("没有用例编号", "the case has no id") if not name else (f"{name} 写了两次", f"{name} stands twice")
            )
            self.to.say(_place(row, "id"), zh, en)
            return None
        own = {**self.shared, **self._like(cells, row), **cells}
        self.given[name] = {
            key: value for key, value in own.items() if key not in COLUMNS.values() and not _is_node(key)
        } | _kept(own)
        rulebook = str(own.get("rulebook", self.rulebook)).strip()
        on = self._day(own.get("on"), row)
        resolved = self.resolve(rulebook, on, _place(row, "rulebook")) if rulebook else None
        if resolved is None:
            if not rulebook:
                self.to.say(_place(row, "rulebook"), "没有写明规则", "it names no rulebook")
            return None
        return self._bound(name, own, cells, row, resolved, rulebook, on)

    def _like(self, cells: Mapping[str, Any], row: SheetRow) -> dict[str, Any]:
        like = str(cells.get("like", "")).strip()
        if like and like not in self.given:
            self.to.unknown(_place(row, "like"), Words(zh="前面的用例", en="case above this one"), like, self.given)
        return self.given.get(like, {})

    def _bound(
        self,
        name: str,
        own: dict[str, Any],
        cells: dict[str, Any],
        row: SheetRow,
        resolved: ResolvedRulebook,
        rulebook: str,
        on: date | None,
    ) -> Case:
        facts = self._facts(name, own, row, resolved)
        expect = _Expectation(cells, row, resolved, self.to).read()
        if expect.is_empty:
            self.to.say(
                row.where, "没有写明期望", "it expects nothing", Words(zh="期望得分、期望星级…", en="score, star, …")
            )
        return Case(
            id=name,
            where=row.where,
            given=FactsGiven(facts=facts),
            expect=expect,
            title=Words(zh=str(cells.get("title", ""))),
            rulebook=rulebook,
            on=on,
            clauses=tuple(part.strip() for part in _SEPARATORS.split(str(cells.get("clauses", ""))) if part.strip()),
        )

    def _day(self, raw: object, row: SheetRow) -> date | None:
        if raw is None:
            return None
        try:
            return (
                raw.date()
                if isinstance(raw, datetime)
                else raw
                if isinstance(raw, date)
                else date.fromisoformat(str(raw))
            )
        except ValueError:
            self.to.say(_place(row, "on"), f"应为日期，不是 {raw}", f"expected a date such as 2026-01-01, not {raw}")
            return None

    def _facts(self, name: str, own: Mapping[str, Any], row: SheetRow, resolved: ResolvedRulebook) -> Facts:
        titles = _titles(resolved)
        answers: dict[str, Any] = {}
        for column, raw in own.items():
            if column in COLUMNS.values() or _is_node(column) or _is_remark(column):
                continue
            measure = titles.get(column)
            if measure is None:
                self._unknown(column, row, titles)
            else:
                answers[measure.id] = self._answer(raw, measure, row, column)
        inspected = str(own.get("inspected", "")).strip()
        listed = (
            ALL if inspected in ("全部", ALL) else [one.strip() for one in _SEPARATORS.split(inspected) if one.strip()]
        )
        into = Collector()
        facts = bind_facts({"facts": answers, "inspected": listed}, name, resolved, "", into)
        for one in into.problems:
            column = one.where.removeprefix(".facts.").removeprefix(".")
            self.to.problems.append(attrs.evolve(one, where=self._cell_of(column, row, titles)))
        return facts

    def _cell_of(self, name: str, row: SheetRow, titles: Mapping[str, Measure]) -> str:
        columns = [
            column for column in row.places if column == name or (column in titles and titles[column].id == name)
        ]
        return row.places[columns[0]] if columns else f"{row.where} {name}"

    def _answer(self, raw: object, measure: Measure, row: SheetRow, column: str) -> object:
        text = raw.strip() if isinstance(raw, str) else raw
        if isinstance(text, datetime | date):
            advice = Words(zh="把单元格设为“文本”格式后重新输入，如 3/4", en="the cell formatted as text, such as 3/4")
            self.to.say(row.places.get(column, row.where), "这是日期，不是数", "it is a date, not a number", advice)
            return {"missing": ""}
        if not isinstance(text, str):
            return text
        word, _, more = text.replace("：", ":").partition(":")
        if word.strip() in _STATES:
            return {_STATES[word.strip()]: more.strip() or column}
        return _FLAGS.get(text, text) if measure.kind in ("flag", "fault") else text

    def _unknown(self, column: str, row: SheetRow, titles: Mapping[str, Measure]) -> None:
        if column not in self.unread:
            self.unread.add(column)
            header = row.places.get(column, column)
            self.to.unknown(header, Words(zh="列", en="column"), column, [*titles, *COLUMNS])


_STATES = {"不适用": "not-applicable", "n/a": "not-applicable", "缺失": "missing", "missing": "missing"}
_FLAGS: Mapping[str, object] = {"是": True, "否": False, "true": True, "false": False, "TRUE": True, "FALSE": False}


def _named(row: SheetRow) -> dict[str, Any]:
    """Give the cells of a row under the English names of the columns that are no facts."""
    return {COLUMNS.get(name, name): value for name, value in row.cells.items()}


def _kept(own: Mapping[str, Any]) -> dict[str, Any]:
    return {key: own[key] for key in ("rulebook", "on", "inspected") if key in own}


def _place(row: SheetRow, key: str) -> str:
    names = [zh for zh, en in COLUMNS.items() if en == key] + [key]
    return next((row.places[name] for name in names if name in row.places), f"{row.where}:{names[0]}")


def _is_node(column: str) -> bool:
    return column.replace("：", ":").startswith((NODE, "expect:"))


def _is_remark(column: str) -> bool:
    return column.startswith(("备注", "x-"))


def _titles(resolved: ResolvedRulebook) -> Mapping[str, Measure]:
    """Give the facts by id, and by their Chinese title where it is theirs alone (a fault's: item·words)."""
    expected = resolved.expected[""]
    found: dict[str, list[Measure]] = {}
    for name, measure in expected.items():
        item, dot, _ = name.partition(".")
        lead = f"{resolved.rules[item].title.zh}·" if dot and item in resolved.rules else ""
        found.setdefault(f"{lead}{measure.title.zh}", []).append(measure)
    unique = {title: measures[0] for title, measures in found.items() if title and len(measures) == 1}
    return {**unique, **expected}


class _Expectation:
    """Reads the columns that say what is expected."""

    def __init__(self, cells: Mapping[str, Any], row: SheetRow, resolved: ResolvedRulebook, to: Collector) -> None:
        self.cells, self.row, self.resolved, self.to = cells, row, resolved, to

    def read(self) -> Expected:
        low, high = self._number("at_least"), self._number("at_most")
        exact = self._number("score")
        return Expected(
            score=Between(exact, exact)
            if exact is not None
            else Between(low, high)
            if (low, high) != (None, None)
            else self._absent("score"),
            lost=None if (lost := self._number("lost")) is None else Between(lost, lost),
            star=self._star("star"),
            qualifies=self._star("qualifies"),
            provisional=self._flag("provisional"),
            nodes=dict(self._nodes()),
            lines=tuple(self._lines()),
        )

    def _attempt(self, key: str, read: Callable[[], Any]) -> Any:
        return self.to.attempt(_place(self.row, key), read, None)

    def _number(self, key: str) -> Any:
        raw = self.cells.get(key)
        if raw is None or (isinstance(raw, str) and raw.strip() in _ABSENT):
            return None
        return self._attempt(key, lambda: read_number(raw))

    def _absent(self, key: str) -> ValueExpected | None:
        text = str(self.cells.get(key, "")).strip()
        return Lacking(_ABSENT[text]) if text in _ABSENT else None

    def _flag(self, key: str) -> bool | None:
        raw = self.cells.get(key)
        if raw is None or isinstance(raw, bool):
            return raw
        found = _FLAGS.get(str(raw).strip())
        if not isinstance(found, bool):
            self.to.say(_place(self.row, key), f"应为 是 或 否，不是 {raw}", f"expected 是 or 否, not {raw}")
            return None
        return found

    def _star(self, key: str) -> ValueExpected | None:
        raw = self.cells.get(key)
        if raw is None:
            return None
        text = str(raw).strip()
        words = self._scale()
        fitting = [one for one in words if str(one) in (text, text.removesuffix("星").strip())]
        word, _, code = text.replace("：", ":").partition(":")
        if word in _ABSENT and not fitting:
            return Lacking(_ABSENT[word], code.strip())
        if not fitting:
            self.to.unknown(
                _place(self.row, key), Words(zh="等级", en="word of the scale"), text, [str(one) for one in words]
            )
        return OneOf(tuple(fitting[:1]))

    def _scale(self) -> tuple[int | str, ...]:
        name = self.resolved.headline.stars
        grades = [grade for grade in self.resolved.rulebook.grades if grade.id == name]
        scale = self.resolved.rulebook.scales[grades[0].scale] if grades else None
        return (*scale.best_first, *scale.outside) if scale else ()

    def _nodes(self) -> Iterator[tuple[str, ValueExpected]]:
        for column, raw in self.cells.items():
            if not _is_node(column):
                continue
            name, text = column.replace("：", ":").partition(":")[2].strip(), str(raw).strip()
            if name not in self.resolved.program.slots:
                self.to.unknown(
                    self.row.places.get(column, column), Words(zh="节点", en="node"), name, self.resolved.program.slots
                )
            elif text in _ABSENT:
                yield name, Lacking(_ABSENT[text])
            else:
                yield name, _value(raw)

    def _lines(self) -> Iterator[ExpectedLine]:
        """Read `item.cause=-2；item.cause=-1`, lines that the account must have."""
        for part in _SEPARATORS.split(str(self.cells.get("lines", ""))):
            if not part.strip():
                continue
            match = _LINE.fullmatch(part)
            number = self._attempt("lines", partial(read_number, match[3])) if match else None
            if match is None or number is None:
                self.to.say(
                    _place(self.row, "lines"),
                    f"读不懂 {part!r}",
                    f"cannot read {part!r}",
                    Words(zh="评分项.原因=-2", en="item.cause=-2"),
                )
            else:
                yield ExpectedLine(node=match[1], cause=match[2] or "", change=Between(number, number))


_ABSENT = {
    "缺失": "missing",
    "missing": "missing",
    "不适用": "not-applicable",
    "n/a": "not-applicable",
    "不予评定": "not-ratable",
    "not-ratable": "not-ratable",
    "未能计算": "not-computed",
    "不授星": "none",
}


def _value(raw: object) -> ValueExpected:
    try:
        number = read_number(raw)
    except InvalidValueError:
        return OneOf((raw if isinstance(raw, bool | str) else str(raw),))
    return Between(number, number)
