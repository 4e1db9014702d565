"""Weights by member, plain or in cases: a member that the chosen table does not name has no weight and is left out."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from stationkit.rules.conditions import Condition, condition_references, read_condition
from stationkit.rules.expressions import Expression, expression_references, read_expression
from stationkit.rules.frame import Frame
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, NodeValue
from stationkit.rules.reading import Collector, TableReader
from stationkit.rules.references import Reference
from stationkit.rules.shaping import Owner
from stationkit.words import Words

__all__ = ["WeightTable", "Weights", "read_weights"]


@attrs.frozen
class WeightTable:
    """One table of weights and when it holds (nothing for always)."""

    when: Condition | None
    weights: Mapping[str, Expression]


@attrs.frozen
class Weights:
    """The tables of weights, first fit."""

    tables: tuple[WeightTable, ...]

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what the conditions and the weights name."""
        for table in self.tables:
            if table.when is not None:
                yield from condition_references(table.when)
            for weight in table.weights.values():
                yield from expression_references(weight)

    def link(self, parts: tuple[str, ...], linker: Any, owner: Owner) -> Callable[[Frame], tuple[NodeValue, ...]]:
        """Give the closure of the weights of *parts*, in their order."""
        rows = []
        for table in self.tables:
            for name in table.weights:
                if name not in parts:
                    linker.to.unknown(owner.path, Words(zh="成员", en="member"), name, parts)
            test = linker.test(table.when, owner) if table.when is not None else None
            rows.append(
                (test, [linker.number(table.weights[name], owner) if name in table.weights else None for name in parts])
            )
        nothing: tuple[NodeValue, ...] = (MISSING,) * len(parts)

        def weigh(frame: Frame) -> tuple[NodeValue, ...]:
            for test, reads in rows:
                holds = True if test is None else test(frame)
                if holds is None:
                    return nothing
                if holds:
                    return tuple(NOT_APPLICABLE if read is None else read(frame) for read in reads)
            return nothing

        return weigh


def read_weights(raw: object, path: str, to: Collector, inline: Any) -> Weights:
    """Read `{ a = 3, b = 2 }` or cases of such tables."""
    if not isinstance(raw, list):
        return Weights((WeightTable(None, _table(raw, path, to, inline)),))
    tables = []
    for place, one in enumerate(raw):
        row = TableReader(one, f"{path}[{place}]", to)
        when = (
            read_condition(row.take("when"), row.at("when"), to)
            if row.exactly_one(("when", "otherwise")) == "when"
            else None
        )
        row.take("otherwise")
        tables.append(WeightTable(when, _table(row.take("is"), row.at("is"), to, inline)))
        row.finish()
    return Weights(tuple(tables))


def _table(raw: object, path: str, to: Collector, inline: Any) -> Mapping[str, Expression]:
    reader = TableReader(raw, path, to)
    return {name: read_expression(reader.take(name), reader.at(name), to, inline) for name in list(reader.entries())}
