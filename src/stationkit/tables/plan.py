"""Which column answers which fact: by the fact's own name, or as the rulebook's `[csv]` block maps it."""

from collections.abc import Iterable, Mapping

import attrs

from stationkit.errors import Problem, right_names
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.model import CsvColumn, CsvForm, Measure
from stationkit.words import Words

__all__ = ["Plan", "plan_columns"]


@attrs.frozen(kw_only=True)
class Plan:
    """How the columns of one table are read.

    Attributes:
        form: what the rulebook says about tables.
        facts: the facts that a column answers, each with its column.
        absent: the facts that no column answers: they are missing in every row.
        problems: columns that nothing reads, and an id column that is not there.
    """

    form: CsvForm
    facts: tuple[tuple[Measure, CsvColumn], ...]
    absent: tuple[str, ...]
    problems: tuple[Problem, ...]


def plan_columns(
    names: Iterable[str],
    resolved: ResolvedRulebook,
    *,
    file: str,
    scope: str = "",
    reserved: tuple[str, ...] = (),
    ignored: Iterable[str] | None = (),
) -> Plan:
    """Plan the columns *names* of a table.

    Args:
        names: the columns, in order.
        resolved: the rulebook that is to read them.
        file: the file's name, for problems.
        scope: the list whose sub-subjects stand in the rows; empty for the subjects themselves.
        reserved: columns that say whose row it is.
        ignored: columns that are meant to be left alone; nothing (None) for all that no fact reads.
    """
    form, expected = resolved.rulebook.csv, resolved.expected[scope]
    columns = tuple(names)
    facts = tuple((measure, column) for measure, column in _wanted(expected, form) if column.column in columns)
    used = {column.column for _, column in facts} | set(reserved)
    left = () if ignored is None else [name for name in columns if name not in used and name not in tuple(ignored)]
    known = (*(column.column for _, column in _wanted(expected, form)), *reserved)
    answered = {measure.id for measure, _ in facts}
    return Plan(
        form=form,
        facts=facts,
        absent=tuple(name for name in expected if name not in answered),
        problems=(
            *(_unread(file, name, known) for name in left),
            *(_lacking(file, name, columns) for name in reserved if name not in columns),
        ),
    )


def _wanted(expected: Mapping[str, Measure], form: CsvForm) -> tuple[tuple[Measure, CsvColumn], ...]:
    return tuple((measure, form.columns.get(name) or CsvColumn(column=name)) for name, measure in expected.items())


def _unread(file: str, name: str, known: tuple[str, ...]) -> Problem:
    right = right_names(name, known)
    what = Words(zh=f"没有指标读取这一列：{name}", en=f"no measure reads this column: {name}")
    return Problem(f"{file}:1:{name}", what, Words(zh=f"{right.zh}，或用 --ignore", en=f"{right.en}, or --ignore"))


def _lacking(file: str, name: str, columns: tuple[str, ...]) -> Problem:
    listed = ", ".join(columns[:8])
    what = Words(zh=f"没有 {name} 列", en=f"there is no column {name}")
    return Problem(f"{file}:1", what, Words(zh=f"现有：{listed}", en=f"it has {listed}"))
