"""Rows of a table to facts: good rows are read, bad rows are told with every problem, and the counts add up."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from stationkit.errors import InvalidFactsError, InvalidValueError, Problem
from stationkit.rules.facts import Answer, Facts
from stationkit.rules.layers import ResolvedRulebook
from stationkit.tables.cells import answer_of
from stationkit.tables.plan import Plan, plan_columns
from stationkit.tabular.raw import RawRow, RawTable, read_table
from stationkit.words import Words

__all__ = ["FactsReading", "FactsRow", "read_facts"]

_LIST_COLUMNS = ("list", "key")


@attrs.frozen(kw_only=True)
class FactsRow:
    """One subject that could be read: its row, its facts, and its cells as they stood."""

    number: int
    facts: Facts
    cells: Mapping[str, object]


@attrs.frozen(kw_only=True)
class FactsReading:
    """What a table of facts gave.

    Attributes:
        file: the file's name.
        rows: the subjects that could be read.
        problems: every problem, as `file:row:column`.
        set_aside: how many rows could not be used; they and `rows` are all that the file has.
        absent: facts that no column answers: they are missing in every row.
    """

    file: str
    rows: tuple[FactsRow, ...]
    problems: tuple[Problem, ...]
    set_aside: int
    absent: tuple[str, ...]


def read_facts(
    path: Path, resolved: ResolvedRulebook, *, lists: Path | None = None, ignore: Iterable[str] | None = ()
) -> FactsReading:
    """Read a table of facts, CSV or JSONL, one subject a row.

    Args:
        path: the table.
        resolved: the rulebook that is to read it.
        lists: a second table in long form, one sub-subject a row: `id`, `list`, `key` and the list's measures.
        ignore: columns to leave alone; None leaves every column alone that no measure reads.

    Raises:
        InvalidFactsError: the file cannot be read as a table, or has columns that nothing reads.
    """
    table = _table(path)
    form = resolved.rulebook.csv
    plan = _planned(plan_columns(_columns(table), resolved, file=table.file, reserved=(form.id,), ignored=ignore))
    sub_subjects, problems = _read_lists(lists, resolved, ignore) if lists is not None else ({}, [])
    found = [_row(row, table.file, plan, form.id, sub_subjects) for row in table.rows]
    rows, twice = _unique([one for one in found if isinstance(one, FactsRow)], table.file, form.id)
    bad = [problem for one in found if not isinstance(one, FactsRow) for problem in one]
    strangers = _strangers(sub_subjects, rows, lists)
    return FactsReading(
        file=table.file,
        rows=rows,
        problems=(*bad, *twice, *problems, *strangers),
        set_aside=len(table.rows) - len(rows),
        absent=plan.absent,
    )


def _table(path: Path) -> RawTable:
    table = read_table(path)
    if isinstance(table, Problem):
        raise InvalidFactsError(str(path), (table,))
    if not table.rows:
        expected = Words(zh="每行一个对象", en="one subject a row")
        raise InvalidFactsError(
            str(path), (Problem(table.file, Words(zh="没有数据行", en="it has no rows"), expected),)
        )
    return table


def _columns(table: RawTable) -> tuple[str, ...]:
    return table.columns or tuple(dict.fromkeys(name for row in table.rows if not row.problems for name in row.cells))


def _planned(plan: Plan) -> Plan:
    if plan.problems:
        raise InvalidFactsError(plan.problems[0].where.partition(":")[0], plan.problems)
    return plan


_Lists = Mapping[str, Mapping[str, Mapping[str, Facts]]]


def _row(row: RawRow, file: str, plan: Plan, id_column: str, lists: _Lists) -> FactsRow | list[Problem]:
    subject = str(row.cells.get(id_column) or "").strip()
    answers, problems = _answers(row, file, plan)
    problems = [*row.problems, *problems]
    if not subject:
        problems.append(Problem(f"{file}:{row.number}:{id_column}", _EMPTY_ID, _AN_ID))
    if problems:
        return problems
    return FactsRow(
        number=row.number,
        facts=Facts(subject=subject, answers=answers, lists=lists.get(subject, {})),
        cells=row.cells,
    )


_EMPTY_ID = Words(zh="没有编号", en="no id")
_AN_ID = Words(zh="每行一个编号", en="an id in every row")


def _answers(row: RawRow, file: str, plan: Plan) -> tuple[dict[str, Answer], list[Problem]]:
    answers: dict[str, Answer] = {}
    problems: list[Problem] = []
    for measure, column in plan.facts:
        try:
            answer = answer_of(row.cells.get(column.column), measure, column, plan.form)
        except InvalidValueError as error:
            where = f"{file}:{row.number}:{column.column}"
            problems.extend(Problem(where, one.what, one.expected) for one in error.problems)
            continue
        if answer is not None:
            answers[measure.id] = answer
    return answers, problems


def _unique(rows: list[FactsRow], file: str, id_column: str) -> tuple[tuple[FactsRow, ...], list[Problem]]:
    """Keep the first row of every id; a second one is a problem, and is not used."""
    first: dict[str, FactsRow] = {}
    problems = []
    for row in rows:
        kept = first.setdefault(row.facts.subject, row)
        if kept is not row:
            what = Words(
                zh=f"编号 {row.facts.subject} 已在第 {kept.number} 行",
                en=f"{row.facts.subject} stands in row {kept.number}",
            )
            problems.append(Problem(f"{file}:{row.number}:{id_column}", what, _AN_ID))
    return tuple(first.values()), problems


# -- lists in long form --------------------------------------------------------------------------------------


def _read_lists(path: Path, resolved: ResolvedRulebook, ignore: Iterable[str] | None) -> tuple[_Lists, list[Problem]]:
    table, id_column = _table(path), resolved.rulebook.csv.id
    plans = dict(_list_plans(table, resolved, id_column, ignore))
    found: dict[str, dict[str, dict[str, Facts]]] = {}
    problems: list[Problem] = []
    for row in table.rows:
        subject, name, key = (str(row.cells.get(column) or "").strip() for column in (id_column, *_LIST_COLUMNS))
        wrong = list(_misplaced(row, table.file, subject, name, key, plans, id_column))
        answers, bad = _answers(row, table.file, plans[name]) if not wrong else ({}, [])
        if not wrong and key in found.get(subject, {}).get(name, {}):
            what = Words(zh=f"{name} 中 {key} 写了两次", en=f"{key} stands twice in {name}")
            wrong.append(Problem(f"{table.file}:{row.number}:key", what))
        if row.problems or wrong or bad:
            problems += [*row.problems, *wrong, *bad]
        else:
            found.setdefault(subject, {}).setdefault(name, {})[key] = Facts(subject=key, answers=answers)
    return found, problems


def _list_plans(
    table: RawTable, resolved: ResolvedRulebook, id_column: str, ignore: Iterable[str] | None
) -> Iterator[tuple[str, Plan]]:
    """Give a plan for each list; a column that any list reads is no stranger to the others."""
    columns, lists = _columns(table), [name for name in resolved.expected if name]
    reserved = (id_column, *_LIST_COLUMNS)
    loose = {name: plan_columns(columns, resolved, file=table.file, scope=name, ignored=None) for name in lists}
    read = {column.column for plan in loose.values() for _, column in plan.facts}
    ignored = None if ignore is None else (*ignore, *read)
    for name in lists:
        yield (
            name,
            _planned(plan_columns(columns, resolved, file=table.file, scope=name, reserved=reserved, ignored=ignored)),
        )


def _misplaced(
    row: RawRow, file: str, subject: str, name: str, key: str, plans: Mapping[str, Plan], id_column: str
) -> Iterator[Problem]:
    where = f"{file}:{row.number}"
    if not subject:
        yield Problem(f"{where}:{id_column}", _EMPTY_ID, _AN_ID)
    if not key:
        yield Problem(
            f"{where}:key", Words(zh="没有 key", en="no key"), Words(zh="每行一个 key", en="a key in every row")
        )
    if name not in plans:
        known = ", ".join(plans)
        what = Words(zh=f"没有这个列表：{name}", en=f"unknown list: {name}")
        yield Problem(f"{where}:list", what, Words(zh=known, en=f"one of {known}"))


def _strangers(lists: _Lists, rows: tuple[FactsRow, ...], path: Path | None) -> list[Problem]:
    known = {row.facts.subject for row in rows}
    what = "没有这个编号的行 {0}".format
    return [
        Problem(path.name if path else "", Words(zh=what(subject), en=f"no row for {subject}"))
        for subject in lists
        if subject and subject not in known
    ]
