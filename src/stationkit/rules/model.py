"""A rulebook as checked values: one flat graph of named nodes, before anything is linked or run.

On the ground measures (facts) and parameters (dated, sourced values), above them steps, items and groups that compute,
on top grades on declared scales. All share one namespace. How each computes is its *shape*, a value of its own.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

import attrs

from stationkit.numbers import Number
from stationkit.rules.conditions import Condition
from stationkit.rules.dated import DatedValue
from stationkit.rules.expressions import Cases, Expression
from stationkit.rules.settlements import Ranking, Settlement
from stationkit.rules.shaping import Policy, Shape, Verb
from stationkit.words import Words

__all__ = [
    "STATUSES",
    "Computed",
    "CsvColumn",
    "CsvForm",
    "Effective",
    "Grade",
    "GradeTable",
    "Head",
    "Measure",
    "Move",
    "Node",
    "NotRatable",
    "Parameter",
    "Policy",
    "Rulebook",
    "Scale",
    "SubjectList",
    "weakest_status",
]

STATUSES = ("official", "reconstructed", "illustrative")
"""How far a text can be trusted, the strongest first: a result bears the weakest in its chain."""


def weakest_status(*statuses: str) -> str:
    """Give the weakest of the *statuses*."""
    return max(statuses, key=STATUSES.index)


@attrs.frozen(kw_only=True)
class Effective:
    """From which day a version governs, up to which day (not included), and when it should be looked at again."""

    since: date | None = None
    until: date | None = None
    review_by: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the version governs on *day*."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@attrs.frozen(kw_only=True)
class Head:
    """Who the rulebook is: id, version, title, status, source, dates, whom it applies to, the plugins it counts on."""

    id: str
    version: str
    title: Words
    status: str
    source: str = ""
    note: str = ""
    effective: Effective = Effective()
    applies: Mapping[str, str] = attrs.field(factory=dict)
    governs: str = "round start"
    extends: str = ""
    score: str = ""
    stars: str = ""
    plugins: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        """`id@version`."""
        return f"{self.id}@{self.version}"


@attrs.frozen(kw_only=True)
class Measure:
    """A fact that the rulebook asks for.

    Attributes:
        kind: `count`, `decimal`, `ratio`, `flag` or `choice`.
        unit: what it is counted in.
        better: `higher` or `lower`, empty where neither is better.
        one_of: the only values allowed, empty where any is.
        between: the bounds, both included, or nothing.
        when_empty: what a ratio over nothing means: `missing`, `not-applicable` or a number.
        list: the list whose sub-subjects answer it, empty for the subject itself.
        recipe: how to get it from records, opaque here; empty where it is answered from outside.
    """

    id: str
    kind: str
    title: Words = Words()
    clause: str = ""
    note: str = ""
    unit: str = ""
    better: str = ""
    one_of: tuple[Number | str, ...] = ()
    between: tuple[Number, Number] | None = None
    when_empty: "Number | str" = ""
    list: str = ""
    recipe: Mapping[str, object] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Parameter:
    """A value with its source, which a layer may fill; `value` is nothing while it is open.

    Attributes:
        review_by: the day by which the value should be looked at again.
        dated: the values by day, where it has several; `value` is the one that holds on the rulebook's day.
    """

    id: str
    title: Words = Words()
    clause: str = ""
    note: str = ""
    unit: str = ""
    value: Expression | None = None
    source: str = ""
    review_by: date | None = None
    dated: tuple[DatedValue, ...] = ()


@attrs.frozen(kw_only=True)
class Computed:
    """A step, an item or a group: its shape, its full marks, and what happens after the shape.

    Attributes:
        role: `step`, `item` or `group`.
        groups: the groups that it is a member of.
        weight: its weight in them, nothing where the group gives the weights.
        full: its full marks, nothing for a step and for a group whose members say it.
        takes_from: the item whose full marks a layer's addition takes over.
        requires: a demand without a deduction: a finding where it does not hold.
        then: what happens after the shape, in order.
        origin: `id@version` of the layer that says it.
    """

    id: str
    role: str
    shape: Shape
    title: Words = Words()
    clause: str = ""
    note: str = ""
    unit: str = ""
    groups: tuple[str, ...] = ()
    weight: Expression | None = None
    full: Expression | None = None
    requires: Condition | None = None
    then: tuple[Verb, ...] = ()
    policy: Policy = Policy()
    origin: str = ""


@attrs.frozen(kw_only=True)
class Scale:
    """The words of a grade, the best first, and the outcomes outside it."""

    id: str
    best_first: tuple[int | str, ...]
    outside: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class NotRatable:
    """A reason for which there is no rating: when, its code, and its words."""

    when: Condition
    code: str
    because: Words
    skip_missing: bool = False


@attrs.frozen(kw_only=True)
class GradeTable:
    """A two-way table of words: the node that names the row, the one that names the column, and the cells."""

    rows: str
    columns: str
    row_names: tuple[int | str, ...]
    column_names: tuple[int | str, ...]
    cells: tuple[tuple[int | str, ...], ...]


@attrs.frozen(kw_only=True)
class Move:
    """One line after a grade: a verb with its operand.

    Attributes:
        verb: `lower`, `raise`, `add`, `not_above`, `not_below`, `hold` or `outcome`.
        operand: how many steps, or the word (or words) of the scale, or a name.
    """

    verb: str
    operand: "Expression | int | str | tuple[int | str, ...]"
    when: Condition | None = None
    skip_missing: bool = False
    clause: str = ""
    note: str = ""


@attrs.frozen(kw_only=True)
class Grade:
    """A rating on a scale: how it starts, and what moves it.

    Attributes:
        start: cases whose values are words of the scale or names of nodes; `bands` are the same.
        table: a two-way table instead of a start.
        requires: a demand without consequence for the rating: a finding where it does not hold.
    """

    id: str
    scale: str
    title: Words = Words()
    clause: str = ""
    note: str = ""
    not_ratable: tuple[NotRatable, ...] = ()
    start: Cases | None = None
    table: GradeTable | None = None
    requires: Condition | None = None
    then: tuple[Move, ...] = ()
    policy: Policy = Policy()
    origin: str = ""


@attrs.frozen(kw_only=True)
class SubjectList:
    """A declared list of sub-subjects: sheets, faces, months."""

    id: str
    title: Words = Words()


@attrs.frozen(kw_only=True)
class CsvColumn:
    """Where a fact stands in a table, and what its cells mean."""

    column: str
    values: Mapping[str, bool | Number | str] = attrs.field(factory=dict)
    otherwise: "bool | Number | str | None" = None
    missing: tuple[str, ...] | None = None


@attrs.frozen(kw_only=True)
class CsvForm:
    """How a table of facts is laid out: the id column, the cells that mean missing, the columns by fact."""

    id: str = "id"
    missing: tuple[str, ...] = ("",)
    columns: Mapping[str, CsvColumn] = attrs.field(factory=dict)


Node: TypeAlias = Measure | Parameter | Computed | Grade


def _read_only(nodes: Mapping[str, Node]) -> Mapping[str, Node]:
    return MappingProxyType(dict(nodes))


@attrs.frozen(kw_only=True)
class Rulebook:
    """A rulebook that has been read and whose layers have been applied; linking checks what it names."""

    head: Head
    nodes: Mapping[str, Node] = attrs.field(converter=_read_only)
    sets: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    scales: Mapping[str, Scale] = attrs.field(factory=dict)
    lists: Mapping[str, SubjectList] = attrs.field(factory=dict)
    csv: CsvForm = CsvForm()
    rankings: Mapping[str, Ranking] = attrs.field(factory=dict)
    settlement: Settlement | None = None

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The facts that it asks for."""
        return tuple(node for node in self.nodes.values() if isinstance(node, Measure))

    @property
    def computed(self) -> tuple[Computed, ...]:
        """Its steps, items and groups."""
        return tuple(node for node in self.nodes.values() if isinstance(node, Computed))

    @property
    def grades(self) -> tuple[Grade, ...]:
        """Its grades."""
        return tuple(node for node in self.nodes.values() if isinstance(node, Grade))

    @property
    def explained(self) -> tuple[Computed | Grade, ...]:
        """What the ledger has lines about: steps, items and groups, then grades."""
        return (*self.computed, *self.grades)

    @property
    def named_sets(self) -> Mapping[str, tuple[str, ...]]:
        """What a name means where a set is asked for: a declared set, or a group, which stands for its members."""
        groups = {node.id: self.members(node.id) for node in self.computed if node.role == "group"}
        return {name: members for name, members in groups.items() if members} | dict(self.sets)

    def members(self, group: str) -> tuple[str, ...]:
        """Give the members of a group, in the order in which they stand in the rulebook."""
        return tuple(node.id for node in self.computed if group in node.groups)
