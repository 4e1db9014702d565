"""Comparing with what somebody published: equal at the printed precision, every mismatch listed, nothing hidden."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Protocol

import attrs

from stationkit.errors import InvalidFactsError, InvalidValueError, Problem, UnknownNameError, right_names
from stationkit.numbers import number_text, read_number
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.outcomes import Absent, NodeValue
from stationkit.tables.reading import FactsRow
from stationkit.words import Words

__all__ = ["Comparison", "Expectation", "Mismatch", "compare", "parse_expectation"]


class HasValues(Protocol):
    """What can be asked for the value of a node."""

    def value(self, node: str) -> NodeValue:
        """Give what one node came to."""


@attrs.frozen
class Expectation:
    """What a column is expected to say: the value of *node*."""

    node: str
    column: str


@attrs.frozen(kw_only=True)
class Mismatch:
    """A row in which the published value is not ours."""

    row: int
    subject: str
    printed: str
    ours: NodeValue


@attrs.frozen(kw_only=True)
class Comparison:
    """How one expectation came out; the four numbers add up to the rows that were read.

    Attributes:
        equal: rows in which both say the same.
        mismatches: rows in which both speak and differ.
        not_printed: rows in which the column is empty.
        without_value: rows in which the column says something and we have no value, by the kind of absence.
    """

    expectation: Expectation
    equal: int
    mismatches: tuple[Mismatch, ...]
    not_printed: int
    without_value: int


def parse_expectation(text: str, resolved: ResolvedRulebook, columns: Iterable[str]) -> Expectation:
    """Read `NODE=COLUMN`.

    Raises:
        InvalidValueError: it has another form.
        UnknownNameError: the rulebook has no such node outside its lists.
        InvalidFactsError: the table has no such column.
    """
    node, equals, column = text.partition("=")
    if not equals or not node or not column:
        raise InvalidValueError(text, Words(zh="节点=列名，如 rating=rating", en="NODE=COLUMN such as rating=rating"))
    known = [name for name in resolved.program.slots if not resolved.program.scopes.get(name)]
    if node not in known:
        raise UnknownNameError(Words(zh="节点", en="node"), node, tuple(known))
    names = tuple(columns)
    if column not in names:
        what = Words(zh=f"没有这一列：{column}", en=f"no such column: {column}")
        raise InvalidFactsError(text, (Problem("--expect", what, right_names(column, names)),))
    return Expectation(node, column)


def compare(
    expectation: Expectation, pairs: Iterable[tuple[FactsRow, HasValues]], missing: Iterable[str]
) -> Comparison:
    """Compare a column with our values, row by row.

    Args:
        expectation: which node and which column.
        pairs: the rows with what each came to: assessments, or the values of the compiled path.
        missing: cells that say nothing.
    """
    silent = tuple(missing)
    counts = {"equal": 0, "not_printed": 0, "without_value": 0}
    mismatches = []
    for row, result in pairs:
        printed = str(row.cells.get(expectation.column) or "").strip()
        ours = result.value(expectation.node)
        verdict = _verdict(printed, ours, silent)
        if verdict:
            counts[verdict] += 1
        else:
            mismatches.append(Mismatch(row=row.number, subject=row.facts.subject, printed=printed, ours=ours))
    return Comparison(expectation=expectation, mismatches=tuple(mismatches), **counts)


def _verdict(printed: str, ours: NodeValue, silent: tuple[str, ...]) -> str:
    if not printed or printed in silent:
        return "not_printed"
    if isinstance(ours, Absent):
        return "without_value"
    return "equal" if any(_spellings(printed, ours)) else ""


def _spellings(printed: str, ours: NodeValue) -> Iterator[bool]:
    """Give the ways in which a printed value can be ours: the same word, or the same number as far as it is printed."""
    if isinstance(ours, bool):
        yield printed.lower() == str(ours).lower()
    elif isinstance(ours, int | Fraction):
        yield printed == number_text(ours)
        yield _near(printed, ours)
    else:
        yield printed == str(ours)


def _near(printed: str, ours: int | Fraction) -> bool:
    try:
        number = read_number(printed)
    except InvalidValueError:
        return False
    percent = printed.endswith("%")
    places = len(printed.rstrip("%").partition(".")[2]) + (2 if percent else 0)
    difference = abs(Fraction(number) - ours)
    return difference * 2 <= Fraction(1, 10**places)
