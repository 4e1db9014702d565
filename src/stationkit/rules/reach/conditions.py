"""Conditions and first fit over sets: which answers are possible, and which rows.

Whatever varies is cut into cells, and the condition is asked on every combination of cells, up to a limit; above it,
and where two names that both vary are compared, the parts are followed one by one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from types import MappingProxyType
from typing import Any

import attrs

from stationkit.rules.conditions import AllOf, AnyOf, Compare, Condition, NotSo, Over, TestOf
from stationkit.rules.outcomes import NodeValue
from stationkit.rules.reach.cells import Cell, cells
from stationkit.rules.reach.frame import ReachFrame, ReachRead
from stationkit.rules.reach.probing import Ask, Named, Probes, key_of, named
from stationkit.rules.reach.truths import BOTH, NO, OPEN, YES, all_of, any_of, negated, truth
from stationkit.rules.reach.values import Reach, Span, join
from stationkit.rules.shaping import Owner

__all__ = ["ReachTest", "Rows", "Way", "link_rows", "link_test"]

MAX_COMBINATIONS = 64
"""More combinations of cells than this are not looked at one by one."""

ReadKey = Callable[[Any], ReachRead]


@attrs.frozen
class ReachTest:
    """A condition over sets."""

    condition: Condition
    probes: Probes
    owner: Owner
    names: Named
    reads: tuple[tuple[str, ReachRead], ...]
    ask: Ask
    parts: "tuple[ReachTest, ...]" = ()

    def __call__(self, frame: ReachFrame) -> int:
        """Give the possible answers."""
        sets = {key: read(frame) for key, read in self.reads}
        combinations = combine(sets, self.names)
        if combinations is None:
            return self._by_parts(frame, sets)
        sure = unsure = 0
        for probe, reached in combinations:
            answer = truth(self.ask(probe))
            sure, unsure = (sure | answer, unsure) if reached else (sure, unsure | answer)
        if unsure & ~sure:
            frame.loosen("condition")
        return sure | unsure

    def _by_parts(self, frame: ReachFrame, sets: dict[str, Reach]) -> int:
        condition = self.condition
        if isinstance(condition, TestOf):
            return _pair(condition, sets, self, frame)
        if self._shares_names(sets):
            frame.loosen("condition")
        answers = [part(frame) for part in self.parts]
        if isinstance(condition, AllOf):
            return all_of(answers)
        if isinstance(condition, AnyOf):
            return any_of(answers)
        if isinstance(condition, NotSo):
            return negated(answers[0])
        return _counted(answers, self, sets, frame)

    def _shares_names(self, sets: dict[str, Reach]) -> bool:
        seen: set[str] = set()
        for part in self.parts:
            varying = {key for key, _ in part.reads if sets[key].only is None}
            if seen & varying:
                return True
            seen |= varying
        return False


def link_test(condition: Condition, probes: Probes, read: ReadKey, owner: Owner) -> ReachTest:
    """Give the abstract meaning of a condition; *read* gives what a reference can come to."""
    plain = probes.plain(condition)
    return _link(plain, probes, read, owner)


def _link(plain: Condition, probes: Probes, read: ReadKey, owner: Owner) -> ReachTest:
    parts: tuple[Condition, ...] = ()
    if isinstance(plain, AllOf | AnyOf):
        parts = plain.parts
    elif isinstance(plain, NotSo):
        parts = (plain.part,)
    elif isinstance(plain, Over):
        parts = probes.counted(plain)
    names = named(plain, probes)
    return ReachTest(
        plain,
        probes,
        owner,
        names,
        tuple((key_of(one), read(one)) for one in names.references),
        probes.test(plain, owner),  # type: ignore[arg-type]  # over a probe
        tuple(_link(part, probes, read, owner) for part in parts),
    )


# -- combinations of cells -----------------------------------------------------------------------------------

Combination = tuple[dict[str, NodeValue], bool]


def combine(sets: dict[str, Reach], names: Named) -> list[Combination] | None:
    """Give a probe for every combination of cells, and whether it is reached; nothing where there are too many."""
    fixed: dict[str, NodeValue] = {}
    varying: dict[str, Reach] = {}
    for key, one in sets.items():
        only = one.only
        if only is None:
            varying[key] = one
        else:
            fixed[key] = only
    if not varying:
        return [(fixed, True)]
    cut = cut_cells(varying, fixed, names)
    if cut is None:
        return None
    keys = list(cut)
    found: list[Combination] = []
    for some in product(*cut.values()):
        probe = fixed | {key: cell.sample for key, cell in zip(keys, some, strict=True)}
        found.append((probe, all(cell.reached for cell in some)))
    return found


def cut_cells(varying: dict[str, Reach], fixed: dict[str, NodeValue], names: Named) -> dict[str, list[Cell]] | None:
    """Cut everything that varies; nothing where two names that vary are compared, or the cells are too many."""
    constants = {key: list(names.constants.get(key, ())) for key in varying}
    for one, other in names.pairs:
        if one in varying and other in varying:
            return None
        for name, against in ((one, other), (other, one)):
            if name in varying:
                constants[name].append(fixed[against])
    cut = {key: cells(reach, constants[key]) for key, reach in varying.items()}
    size = 1
    for one_cut in cut.values():
        size *= len(one_cut)
    return cut if size <= MAX_COMBINATIONS else None


# -- part by part --------------------------------------------------------------------------------------------


def _pair(condition: TestOf, sets: dict[str, Reach], test: ReachTest, frame: ReachFrame) -> int:
    """Compare two names that both vary, or one of too many words."""
    if not test.names.pairs:
        return BOTH | OPEN if any(one.absent for one in sets.values()) else BOTH
    left, right = test.names.pairs[0]
    found = 0
    for one, other in product(_pieces(sets[left]), _pieces(sets[right])):
        if isinstance(one, Span) and isinstance(other, Span):
            found |= _ends(condition, one, other, test, (left, right), frame)
        else:
            found |= _against(one, other, test, (left, right))
    return found


def _pieces(one: Reach) -> Iterator[Any]:
    if one.span is not None and one.span.points is None:
        yield one.span
    for cell in cells(attrs.evolve(one, span=None) if one.span is not None and one.span.points is None else one, ()):
        yield cell.sample


def _against(one: Any, other: Any, test: ReachTest, keys: tuple[str, str]) -> int:
    """Compare a span with one value, or two values."""
    if isinstance(one, Span):
        samples = [cell.sample for cell in cells(Reach(one), (other,))]
        return _asked(((sample, other) for sample in samples), test, keys)
    if isinstance(other, Span):
        samples = [cell.sample for cell in cells(Reach(other), (one,))]
        return _asked(((one, sample) for sample in samples), test, keys)
    return _asked(((one, other),), test, keys)


def _asked(pairs: Any, test: ReachTest, keys: tuple[str, str]) -> int:
    found = 0
    for pair in pairs:
        found |= truth(test.ask(dict(zip(keys, pair, strict=True))))
    return found


def _ends(condition: TestOf, one: Span, other: Span, test: ReachTest, keys: tuple[str, str], frame: ReachFrame) -> int:
    """Compare two spans by their ends, which are the best and the worst case of every order."""
    apart = one.high < other.low or other.high < one.low
    if isinstance(condition.test, Compare) and condition.test.operator in ("=", "!=") and not apart:
        frame.loosen("condition")
        return BOTH
    corners = ((one.low, other.high), (one.high, other.low))
    return _asked(corners, test, keys)


def _counted(answers: list[int], test: ReachTest, sets: dict[str, Reach], frame: ReachFrame) -> int:
    """Give what a `count` may answer, for every number of members that pass and that stay open."""
    assert isinstance(test.condition, Over)  # noqa: S101 - the only condition left
    how_many = test.probes.how_many(test.condition, test.owner)
    frame.loosen("count")
    probe = {key: one.only for key, one in sets.items() if one.only is not None}
    named_number = isinstance(test.condition.how_many, Compare) and test.condition.how_many.name
    if named_number and test.condition.how_many.name not in probe:  # type: ignore[union-attr]  # a comparison
        return BOTH | OPEN
    sure = sum(1 for one in answers if one == YES)
    may = sum(1 for one in answers if one & YES)
    opens = sum(1 for one in answers if one & OPEN)
    found = 0
    for passed in range(sure, may + 1):
        for undecided in range(min(opens, len(answers) - passed) + 1):
            told = {how_many(probe, one) for one in range(passed, passed + undecided + 1)}
            found |= truth(told.pop()) if len(told) == 1 else OPEN
    return found


# -- first fit -----------------------------------------------------------------------------------------------


@attrs.frozen
class Way:
    """A row that may be chosen (nothing where none is, or one is undecided), and what is then left of what varies."""

    row: int | None
    left: "tuple[tuple[str, Reach], ...]" = ()
    reached: bool = True


@attrs.frozen
class Rows:
    """Rows of which the first that holds is chosen."""

    tests: tuple[ReachTest | None, ...]
    skips: tuple[bool, ...]

    @cached_property
    def names(self) -> Named:
        """Everything that the rows name."""
        references: dict[Any, None] = {}
        constants: dict[str, tuple[object, ...]] = {}
        pairs: dict[tuple[str, str], None] = {}
        for test in self.tests:
            if test is not None:
                references |= dict.fromkeys(test.names.references)
                pairs |= dict.fromkeys(test.names.pairs)
                for key, known in test.names.constants.items():
                    constants[key] = (*constants.get(key, ()), *known)
        return Named(tuple(references), constants, tuple(pairs))

    @cached_property
    def reads(self) -> tuple[tuple[str, ReachRead], ...]:
        """How to get everything that the rows name."""
        return tuple({key: (key, read) for test in self.tests if test for key, read in test.reads}.values())

    def ways(self, frame: ReachFrame, given: Mapping[str, Reach] = MappingProxyType({})) -> Sequence[Way]:
        """Give every row that may be chosen; *given* narrows what names can come to."""
        sets = {key: given[key] if key in given else read(frame) for key, read in self.reads}
        fixed = {key: only for key, one in sets.items() if (only := one.only) is not None}
        varying = {key: one for key, one in sets.items() if key not in fixed}
        if not varying:
            return (Way(self._first(fixed)),)
        cut = cut_cells(varying, fixed, self.names)
        return self._by_parts(frame, varying) if cut is None else self._by_cells(cut, fixed)

    def _by_cells(self, cut: dict[str, list[Cell]], fixed: dict[str, NodeValue]) -> list[Way]:
        keys = list(cut)
        chosen: dict[int | None, list[tuple[Cell, ...]]] = {}
        for some in product(*cut.values()):
            probe = fixed | {key: cell.sample for key, cell in zip(keys, some, strict=True)}
            chosen.setdefault(self._first(probe), []).append(some)
        found = []
        for row, combinations in chosen.items():
            left = tuple((key, join(some[place].reach for some in combinations)) for place, key in enumerate(keys))
            reached = any(all(cell.reached for cell in some) for some in combinations)
            found.append(Way(row, left, reached))
        return found

    def _first(self, probe: dict[str, NodeValue]) -> int | None:
        for place, (test, skip) in enumerate(zip(self.tests, self.skips, strict=True)):
            holds = True if test is None else test.ask(probe)
            if holds:
                return place
            if holds is None and not skip:
                return None
        return None

    def _by_parts(self, frame: ReachFrame, varying: dict[str, Reach]) -> list[Way]:
        used = [key for test in self.tests if test for key, _ in test.reads if key in varying]
        if len(used) != len(set(used)):
            frame.loosen("first fit")
        found: list[Way] = []
        for place, (test, skip) in enumerate(zip(self.tests, self.skips, strict=True)):
            answers = YES if test is None else test(frame)
            if answers & YES:
                found.append(Way(place))
            if answers & OPEN and not skip:
                found.append(Way(None))
            if not (answers & NO or (answers & OPEN and skip)):
                return found
        return [*found, Way(None)]


def link_rows(rows: Sequence[tuple[Condition | None, bool]], probes: Probes, read: ReadKey, owner: Owner) -> Rows:
    """Link rows: each with its condition (nothing for otherwise) and whether a missing fact skips it."""
    return Rows(
        tuple(None if when is None else link_test(when, probes, read, owner) for when, _ in rows),
        tuple(skip for _, skip in rows),
    )
