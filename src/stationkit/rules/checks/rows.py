"""Rows of ladders, bands and cases: every row can be chosen, and for every known answer some row holds."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from stationkit.rules.checks.results import CheckResult, proved, refuted, undecided
from stationkit.rules.checks.study import Study, Tried, path_of
from stationkit.rules.conditions import Condition
from stationkit.rules.expressions import Cases
from stationkit.rules.frame import Test
from stationkit.rules.model import Node, Parameter
from stationkit.rules.outcomes import Absent
from stationkit.rules.reach.conditions import Rows, Way
from stationkit.rules.reach.linking import ReachLinker, Site
from stationkit.rules.reach.values import Reach, without
from stationkit.rules.shapes.ladder import Ladder
from stationkit.rules.shapes.weights import Weights
from stationkit.rules.shaping import Owner
from stationkit.words import Words

__all__ = ["check_rows"]

_ID = "rows"


@attrs.frozen
class _Place:
    """Some rows, and where they stand."""

    node: Node
    where: str
    conditions: tuple[Condition | None, ...]
    skips: tuple[bool, ...]


def check_rows(study: Study) -> Iterator[CheckResult]:
    """Look at every ladder, every band and every list of cases or weights outside the lists."""
    linker = ReachLinker(study.program.infos, study.rulebook.named_sets, {}, {})
    for place in _places(study):
        if study.program.scopes.get(place.node.id):
            yield undecided(_ID, place.where, "子对象列表中的分档未核对", "rows inside a list are not looked at")
        else:
            yield from _Looking(study, place, linker).results()


def _places(study: Study) -> Iterator[_Place]:
    for node in study.rulebook.nodes.values():
        found = list(_rows_of(node, path_of(node)))
        for where, conditions, skips in found:
            if len(conditions) > 1 or conditions[0] is not None:
                yield _Place(node, where, conditions, skips)


Found = tuple[str, tuple[Condition | None, ...], tuple[bool, ...]]


def _rows_of(value: Any, where: str) -> Iterator[Found]:
    """Give the rows that hang on a part of a rulebook, however deep."""
    if isinstance(value, Cases):
        yield where, tuple(row.when for row in value.rows), tuple(row.skip_missing for row in value.rows)
        for place, row in enumerate(value.rows):
            yield from _rows_of(row.value, f"{where}[{place}]")
    elif isinstance(value, Weights):
        yield f"{where}.weights", tuple(one.when for one in value.tables), (False,) * len(value.tables)
    else:
        for inner, part in _parts(value, where):
            yield from _rows_of(part, inner)


def _parts(value: Any, where: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Ladder):
        yield f"{where}.ladder", value.steps
    elif isinstance(value, tuple):
        yield from ((f"{where}[{place}]", one) for place, one in enumerate(value))
    elif isinstance(value, Mapping):
        yield from ((f"{where}.{key}", one) for key, one in value.items())
    elif attrs.has(type(value)):
        fields: Any = attrs.fields(type(value))
        for field in fields:
            if field.name not in _NO_ROWS:
                inner = where if field.name in _INSIDE else f"{where}.{field.name}"
                yield inner, getattr(value, field.name)


_INSIDE = ("shape", "steps", "expression", "weights")
_NO_ROWS = ("requires", "when", "where", "title", "policy", "dated", "not_ratable")


class _Looking:
    """Looks at the rows of one place."""

    def __init__(self, study: Study, place: _Place, linker: ReachLinker) -> None:
        self.study, self.place = study, place
        slot = study.program.slots[place.node.id]
        owner = Owner(id=place.node.id, path="", slot=slot, scope="", rule=None, full=None)  # type: ignore[arg-type]  # nothing is written
        site = Site(id=place.node.id, slot=slot, owner=owner)
        self.rows: Rows = linker.rows(list(zip(place.conditions, place.skips, strict=True)), site)
        self.tests: list[Test | None] = [
            None if one is None else study.test(one, place.node) for one in place.conditions
        ]
        self.reads = dict(self.rows.reads)

    def results(self) -> Iterator[CheckResult]:
        """Give what holds of these rows."""
        ways = self._ways()
        chosen = {way.row for way in ways}
        for row in range(len(self.place.conditions)):
            yield self._one_row(row, may=row in chosen)
        yield self._gap(may=None in chosen)

    def _ways(self) -> list[Way]:
        """Give the rows that known answers may choose."""
        frame = self.study.known
        given: dict[str, Reach] = {key: without(read(frame)) for key, read in self.reads.items()}
        return [*self.rows.ways(frame, {key: one for key, one in given.items() if one.is_present})]

    def _one_row(self, row: int, *, may: bool) -> CheckResult:
        where = f"{self.place.where}[{row}]"
        shown = next((one for one in self.study.pool if self._first(one) == row), None)
        if may and shown is None:
            shown = next((one for one in self.study.near(self.reads) if self._first(one) == row), None)
        if shown is not None:
            return proved(_ID, where, "这一行可以轮到", "this row can be chosen")
        if may:
            return undecided(_ID, where, "没有找到轮到这一行的事实", "no facts were found for which this row is chosen")
        if self._waits():
            return undecided(_ID, where, "参数尚未给值", "it waits for a parameter without a value")
        covered = next((one for one in self.study.pool if self._holds(one, row)), None)
        if covered is None:
            return refuted(_ID, where, Words(zh="这一行永远不成立", en="this row never holds"), self._any())
        first = self._first(covered)
        words = Words(
            zh=f"这一行永远轮不到：成立时前面第 {_place(first)} 行已经成立",
            en=f"this row is never chosen: where it holds, row {_place(first)} before it holds too",
        )
        return refuted(_ID, where, words, covered.facts)

    def _waits(self) -> bool:
        nodes = self.study.rulebook.nodes
        named = [nodes.get(key.partition(".")[0]) for key in self.reads]
        return any(isinstance(one, Parameter) and one.value is None for one in named)

    def _gap(self, *, may: bool) -> CheckResult:
        where = self.place.where
        if not may:
            return proved(_ID, where, "每个已知答案都有一行", "for every known answer some row holds")
        shown = next((one for one in self.study.pool if self._is_gap(one)), None)
        if shown is not None:
            told = self._told(shown)
            words = Words(zh=f"没有一行成立：{told}", en=f"no row holds: {told}")
            return refuted(_ID, where, words, shown.facts)
        return undecided(_ID, where, "没有找到无行可用的事实", "no facts were found for which no row holds")

    def _told(self, one: Tried) -> str:
        return ", ".join(f"{key} = {self._value(one, key)}" for key in self.reads)

    def _value(self, one: Tried, key: str) -> object:
        slot = self.study.program.slots.get(key)
        return "?" if slot is None else one.frame.values[slot]

    def _is_gap(self, one: Tried) -> bool:
        """Tell whether everything that the rows ask is known, and none of them holds."""
        asked = [self._value(one, key) for key in self.reads]
        return not any(isinstance(value, Absent) for value in asked) and self._first(one) is None

    def _first(self, one: Tried) -> int | None:
        for place, (test, skip) in enumerate(zip(self.tests, self.place.skips, strict=True)):
            holds = True if test is None else test(one.frame)
            if holds:
                return place
            if holds is None and not skip:
                return None
        return None

    def _holds(self, one: Tried, row: int) -> bool:
        test = self.tests[row]
        return self._first(one) is not None and (test is None or test(one.frame) is True)

    def _any(self) -> Any:
        return self.study.known_facts(self.study.best).facts


def _place(row: int | None) -> int:
    return 0 if row is None else row + 1
