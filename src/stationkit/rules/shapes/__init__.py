"""The shapes, one small module each, and the one table that knows them all.

Adding a shape touches its own file, which has its meaning, its check, its explanation and its compiled form side by
side, and this table.
"""

from collections.abc import Mapping

import attrs

from stationkit.rules.expressions import Cases, Inline
from stationkit.rules.reading import Collector, TableReader
from stationkit.rules.shapes.arithmetic import read_arithmetic, read_count
from stationkit.rules.shapes.causes import read_deduct
from stationkit.rules.shapes.checklist import read_checklist
from stationkit.rules.shapes.choice import read_choose, read_table
from stationkit.rules.shapes.cohort import read_cohort
from stationkit.rules.shapes.combination import read_combine, read_combined
from stationkit.rules.shapes.function import read_function
from stationkit.rules.shapes.ladder import read_ladder, read_line
from stationkit.rules.shapes.lists import read_for_each
from stationkit.rules.shapes.operands import ReadShape
from stationkit.rules.shapes.plain import Plain, read_plain, read_share
from stationkit.rules.shaping import Shape

__all__ = ["ROLES", "SHAPES", "read_inline", "read_shape"]


@attrs.frozen
class _Form:
    """A row of the table: how the shape is read, and where it may stand (`inline`: in place of a number)."""

    read: ReadShape
    places: tuple[str, ...]


_ALL = ("step", "item", "group")
_NUMBER = ("step", "item", "inline")

SHAPES: Mapping[str, _Form] = {
    "is": _Form(read_plain, _ALL),
    "points": _Form(read_plain, ("item",)),
    "deduct": _Form(read_deduct, ("item",)),
    "share": _Form(read_share, ("item",)),
    "checklist": _Form(read_checklist, ("item",)),
    "ladder": _Form(read_ladder, _NUMBER),
    "line": _Form(read_line, _NUMBER),
    "choose": _Form(read_choose, _NUMBER),
    "table": _Form(read_table, _NUMBER),
    "sum": _Form(read_combined, _NUMBER),
    "mean": _Form(read_combined, _NUMBER),
    "lowest": _Form(read_combined, _NUMBER),
    "highest": _Form(read_combined, _NUMBER),
    "difference": _Form(read_arithmetic, _NUMBER),
    "product": _Form(read_arithmetic, _NUMBER),
    "quotient": _Form(read_arithmetic, _NUMBER),
    "count": _Form(read_count, _NUMBER),
    "combine": _Form(read_combine, ("step", "group")),
    "for_each": _Form(read_for_each, _ALL),
    "standing": _Form(read_cohort, ("step",)),
    "quantile": _Form(read_cohort, ("step",)),
    "function": _Form(read_function, ("step", "item")),
}
"""Every shape by its key."""

ROLES: Mapping[str, Mapping[str, ReadShape]] = {
    place: {key: form.read for key, form in SHAPES.items() if place in form.places} for place in (*_ALL, "inline")
}
"""Which shapes a step, an item and a group may have, and which may be written in place of a number."""


def read_shape(table: TableReader, role: str) -> Shape | None:
    """Read the one shape of a node from its table; none or several are problems."""
    readers = ROLES[role]
    # Behind `for_each`, `is` is no shape of its own but the node of the sub-subject.
    key = table.exactly_one([one for one in readers if one != "is" or "for_each" not in table])
    return readers[key](table, key, read_inline) if key is not None else None


def read_inline(raw: Mapping[str, object], path: str, to: Collector) -> Shape:
    """Read a shape written in place of a number: `{ product = ["shifts", "yuan-per-shift"] }`."""
    table, readers = TableReader(raw, path, to), ROLES["inline"]
    key = table.exactly_one(readers)
    shape = readers[key](table, key, read_inline) if key is not None else Plain(Inline(Plain(Cases(()))))
    table.finish()
    return shape
