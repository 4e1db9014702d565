"""Linking for sets: what names, expressions and cases can come to, and the table of every shape's abstract meaning."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs

from stationkit.numbers import exact
from stationkit.rules.conditions import Condition
from stationkit.rules.expressions import CaseRow, Cases, Expression, Literal, Name, Word
from stationkit.rules.linking import NodeInfo
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE
from stationkit.rules.reach.arithmetic import divided
from stationkit.rules.reach.conditions import ReachTest, Rows, Way, link_rows, link_test
from stationkit.rules.reach.frame import ReachFrame, ReachRead
from stationkit.rules.reach.probing import Probes
from stationkit.rules.reach.values import ANYTHING, NO_NUMBERS, Reach, Span, few, join, just, numbers_of, span
from stationkit.rules.references import SO_FAR, Reference
from stationkit.rules.shaping import Owner, Policy

__all__ = ["ReachLinker", "Site"]


@attrs.frozen(kw_only=True)
class Site:
    """The node that an abstract shape or verb works for.

    Attributes:
        full: what its full marks can come to, nothing where it says none.
        members: its members, where it is a group.
        scored: whether it has marks.
        keeps_modes: whether somebody reads a share or rescales, and wants to know which points go with which marks.
    """

    id: str
    slot: int
    owner: Owner
    full: ReachRead | None = None
    policy: Policy = Policy()
    members: tuple[str, ...] = ()
    scored: bool = False
    keeps_modes: bool = False


LinkShape = Callable[[Any, "ReachLinker", Site], ReachRead]


class ReachLinker:
    """Gives names, expressions and shapes their abstract meaning; every name was checked when the rulebook was linked.

    Attributes:
        infos: what linking knows of each node.
        shapes: the class of a shape -> its abstract meaning.
        keeps_modes: as for `Site`.
        inside: list -> how to run the part of the program that lives in it.
    """

    def __init__(
        self,
        infos: Mapping[str, NodeInfo],
        sets: Mapping[str, tuple[str, ...]],
        shapes: Mapping[type, LinkShape],
        functions: Mapping[str, Any],
    ) -> None:
        self.infos = infos
        self.sets = sets
        self.shapes = shapes
        self.functions = functions
        self.probes = Probes(infos, sets)
        self.inside: dict[str, Any] = {}
        self.keeps_modes = False

    # -- names ---------------------------------------------------------------------------------------------

    def slot(self, key: str) -> int | None:
        """Give the slot of a node or a fact by the key of a probe; nothing for an attribute."""
        info = self.infos.get(key)
        return None if info is None else info.slot

    def read(self, reference: Reference) -> ReachRead:
        """Give what a reference can come to."""
        if reference == SO_FAR:
            return lambda frame: frame.running
        slot = self.slot(str(reference))
        if slot is not None:
            at = slot
            return lambda frame: frame.values[at] or frame.value(at)
        at = self.slot(reference.node) or 0
        if self.slot(reference.node) is None:
            return lambda _: just(MISSING)
        read = {"share": _share, "attainable": _attainable, "counted": _counted}.get(reference.attribute)
        if read is None:
            return lambda frame: frame.value(at)
        attribute = read
        return lambda frame: attribute(frame, at)

    def members(self, name: str) -> tuple[str, ...]:
        """Give the members of a set, or the one node of that name."""
        return self.sets.get(name, (name,))

    # -- expressions ---------------------------------------------------------------------------------------

    def value(self, expression: Expression, site: Site) -> ReachRead:
        """Give what an expression can come to."""
        if isinstance(expression, Literal | Word):
            constant = just(expression.value if isinstance(expression, Literal) else expression.word)
            return lambda _: constant
        if isinstance(expression, Name):
            return self.read(expression.reference)
        if isinstance(expression, Cases):
            return self.cases(expression, site, lambda one: self.value(one, site))
        return self.shape(expression.shape, attrs.evolve(site, members=(), policy=Policy(), full=None))

    def number(self, expression: Expression, site: Site) -> ReachRead:
        """Give what an expression that must be a number can come to; a word outside a scale of stars is none."""
        if isinstance(expression, Cases):
            return self.cases(expression, site, lambda one: self.number(one, site))
        read = self.value(expression, site)
        if not isinstance(expression, Name):
            return read
        info = self.infos.get(expression.reference.node)
        return _without_words(read) if info is not None and info.kind == "grade" else read

    def shape(self, shape: object, site: Site) -> ReachRead:
        """Give the abstract meaning of a shape; of one that is not in the table, anything at all."""
        link = self.shapes.get(type(shape))
        return _anything if link is None else link(shape, self, site)

    def cases(self, cases: Cases, site: Site, link: Callable[[Expression], ReachRead]) -> ReachRead:
        """Give what cases can come to."""
        rows = self.rows([(row.when, row.skip_missing) for row in cases.rows], site)
        reads = [(link(row.value), _is_fixed(row)) for row in cases.rows]
        return lambda frame: self.chosen(frame, rows.ways(frame), reads)

    # -- conditions ----------------------------------------------------------------------------------------

    def test(self, condition: Condition, site: Site) -> ReachTest:
        """Give the abstract meaning of a condition."""
        return link_test(condition, self.probes, self.read, site.owner)

    def rows(self, rows: Sequence[tuple[Condition | None, bool]], site: Site) -> Rows:
        """Give the abstract meaning of first fit."""
        return link_rows(rows, self.probes, self.read, site.owner)

    def chosen(self, frame: ReachFrame, ways: Sequence[Way], reads: Sequence[tuple[ReachRead, bool]]) -> Reach:
        """Join what the rows that may be chosen come to, each under the condition that it was chosen."""
        if len(ways) == 1 and not ways[0].left:
            row = ways[0].row
            return just(MISSING) if row is None else reads[row][0](frame)
        found = [(self._one_way(frame, way, reads), way.reached) for way in ways]
        whole = join(one for one, _ in found)
        reached = [one for one, is_reached in found if is_reached]
        if len(reached) == len(found):
            return whole
        if not _same_ends(whole, join(reached) if reached else NO_NUMBERS):
            frame.loosen("first fit")
        # Some of the values in between may not be reached: they are no points any more.
        between = whole.span
        return whole if between is None or between.single else attrs.evolve(whole, span=_with_gaps(between))

    def _one_way(self, frame: ReachFrame, way: Way, reads: Sequence[tuple[ReachRead, bool]]) -> Reach:
        if way.row is None:
            return just(MISSING)
        read, is_fixed = reads[way.row]
        return read(frame) if is_fixed else self.under(frame, way.left, read)

    def under(self, frame: ReachFrame, left: Sequence[tuple[str, Reach]], read: ReachRead) -> Reach:
        """Read with what varies narrowed to what is left of it."""
        kept = [(slot, frame.values[slot]) for key, _ in left if (slot := self.slot(key)) is not None]
        for key, reach in left:
            if (slot := self.slot(key)) is not None:
                frame.values[slot] = reach
        value = read(frame)
        for slot, reach_before in kept:
            frame.values[slot] = reach_before
        return value


def _without_words(read: ReachRead) -> ReachRead:
    def number(frame: ReachFrame) -> Reach:
        value = read(frame)
        words = value.any_word or any(isinstance(word, str) for word in value.words)
        return Reach(value.span, absent=value.absent | {NOT_APPLICABLE}) if words else value

    return number


def _is_fixed(row: CaseRow) -> bool:
    return isinstance(row.value, Literal | Word)


def _anything(frame: ReachFrame) -> Reach:
    frame.loosen("shape")
    return ANYTHING


def _with_gaps(numbers: Span) -> Span:
    return Span(numbers.low, numbers.high, None, numbers.whole, solid=False)


def _same_ends(one: Reach, other: Reach) -> bool:
    """Tell whether two sets have the same ends, words and absences."""
    ends = [None if each.span is None else (each.span.low, each.span.high) for each in (one, other)]
    return ends[0] == ends[1] and one.words == other.words and one.absent == other.absent


def _share(frame: ReachFrame, slot: int) -> Reach:
    """Give the share of the attainable; of nothing attainable it is not applicable."""
    value, (low, high) = frame.value(slot), frame.attainable[slot]
    numbers = numbers_of(value)
    if numbers is None:
        return Reach(absent=value.absent)
    absences = value.absent
    modes = frame.modes.get(slot)
    if modes is not None:
        shares = [divided(points, Span(marks, marks, (marks,))) for marks, points in modes.items() if marks]
        nothing = frozenset(() if all(modes) else (NOT_APPLICABLE,))
        return join([Reach(absent=absences | nothing), *(Reach(one) for one in shares)])
    if low <= 0 <= high:
        absences |= {NOT_APPLICABLE}
        if low == high:
            return Reach(absent=absences)
        frame.loosen("share")
    if low != high:
        frame.loosen("share")
    elif numbers.points is not None:
        return Reach(few(exact(Fraction(one) / low) for one in numbers.points), absent=absences)
    return Reach(divided(numbers, Span(low, high)), absent=absences)


def _attainable(frame: ReachFrame, slot: int) -> Reach:
    value, (low, high) = frame.value(slot), frame.attainable[slot]
    if not value.absent:
        return Reach(span(low, high, solid=low == high))
    frame.loosen("attainable")
    most = frame.nominal[slot][1]
    return Reach(span(min(low, 0), max(high, most), solid=False))


def _counted(frame: ReachFrame, slot: int) -> Reach:
    value, open_ = frame.value(slot), slot in frame.unweighted
    flags = [flag for flag, there in ((True, value.is_present), (False, bool(value.absent) or open_)) if there]
    if open_ or len(flags) > 1:
        frame.loosen("counted")
    return Reach(words=frozenset(flags))
