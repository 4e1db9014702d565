"""Combinations: one value from several parts, with what is missing or not applicable treated as the rulebook says.

Steps combine names or numbers; groups combine their members, and with the points the attainable and the nominal marks
travel up, so that a rescale at the top sees the gaps below.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import attrs

from stationkit.numbers import Number, exact
from stationkit.rules.expressions import Expression, Literal, Name, ReadInline, expression_references
from stationkit.rules.frame import Frame, Read
from stationkit.rules.lines import Effect, Sources
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, Absent, NodeValue
from stationkit.rules.reading import TableReader
from stationkit.rules.references import Reference
from stationkit.rules.shapes.combining import HOWS, Combined, combine
from stationkit.rules.shapes.operands import take_parts
from stationkit.rules.shapes.tally import Member, Tally, gather
from stationkit.rules.shapes.weights import Weights, read_weights
from stationkit.rules.shaping import Fault, Linked, Owner, Writes
from stationkit.words import Words

__all__ = ["Combination", "read_combine", "read_combined", "write_combined"]

_Weigh: TypeAlias = Callable[[Frame], tuple[NodeValue, ...]]


@attrs.frozen(kw_only=True)
class Combination:
    """Combines *parts*, or, where there are none, the members of the group (`of` names a set).

    Attributes:
        how: `sum`, `weighted sum` (does not divide), `weighted mean` (divides by the weights present), `mean`,
            `lowest` or `highest`.
        parts: what a step combines.
        of: a set whose members are the parts, empty where the parts are listed or are the group's members.
        weights: the weights, by member; members may carry their own instead.
    """

    how: str
    parts: tuple[Expression, ...] = ()
    of: str = ""
    weights: Weights | None = None

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what is combined, and what the weights name."""
        for part in self.parts:
            yield from expression_references(part)
        if self.of:
            yield "set", self.of
        if self.weights is not None:
            yield from self.weights.references()

    def faults(self) -> Iterator[Fault]:
        """Nothing is written down for a combination."""
        return iter(())

    def link(self, linker: Any, owner: Owner) -> Linked:
        """Give the closures."""
        parts = self._parts(linker, owner)
        evaluator = _Evaluator(self.how, parts, self._weigh(linker, owner, parts), owner)
        return Linked(evaluator.run, _explainer(evaluator, Writes(owner)))

    def _parts(self, linker: Any, owner: Owner) -> "tuple[_Part, ...]":
        if self.parts:
            return tuple(_part(one, linker, owner) for one in self.parts)
        names = linker.members(self.of, owner) if self.of else owner.members
        if not names:
            linker.to.say(owner.path, "没有成员", "has no members", _IN)
        return tuple(_part(Name(Reference(name)), linker, owner) for name in names)

    def _weigh(self, linker: Any, owner: Owner, parts: "tuple[_Part, ...]") -> _Weigh | None:
        names = tuple(part.name for part in parts)
        if not self.how.startswith("weighted"):
            if self.weights is not None:
                linker.to.say(owner.path, f"{self.how} 不用权重", f"{self.how} takes no weights", _WEIGHTED)
            return None
        if self.weights is not None:
            return self.weights.link(names, linker, owner)
        return linker.member_weights(names, owner)  # type: ignore[no-any-return]  # closures of numbers


@attrs.frozen
class _Part:
    name: str
    read: Read
    slot: int
    scored: bool
    computed: bool


def _part(expression: Expression, linker: Any, owner: Owner) -> _Part:
    read = linker.number(expression, owner)
    if isinstance(expression, Name):
        name, info = str(expression.reference), linker.infos.get(str(expression.reference))
        if info is None or info.kind != "number":
            return _Part(name, read, -1, scored=False, computed=False)
        return _Part(name, read, info.slot, info.scored, info.computed)
    name = str(expression.value) if isinstance(expression, Literal) else ""
    return _Part(name, read, -1, scored=False, computed=False)


class _Evaluator:
    """Runs one combination: quickly where every part is there, by the policies where one is not."""

    def __init__(self, how: str, parts: tuple[_Part, ...], weigh: _Weigh | None, owner: Owner) -> None:
        self.how, self.parts, self.weigh, self.owner = how, parts, weigh, owner
        self.slots = tuple(part.slot for part in parts)
        self.is_group = bool(owner.members)
        self.quick = how == "sum" and all(slot >= 0 for slot in self.slots) and not owner.policy.needs

    def run(self, frame: Frame) -> NodeValue:
        """Give the value, and set the marks of a group."""
        if self.quick:
            total = self._quick_sum(frame)
            if total is not None:
                return total
        return self.evaluate(frame).value

    def _quick_sum(self, frame: Frame) -> NodeValue | None:
        values, attainable, nominal = frame.values, frame.attainable, frame.nominal
        total: Number = 0
        marks: Number = 0
        on_paper: Number = 0
        for slot in self.slots:
            value = values[slot]
            if type(value) is Absent:
                return None
            total += value  # type: ignore[operator]  # a number, as linked
            marks += attainable[slot]
            on_paper += nominal[slot]
        if marks != on_paper:
            return None
        if self.is_group:
            full = self._full(frame)
            self._set_marks(frame, marks, on_paper if full is None else full)
        return exact(total)

    def _set_marks(self, frame: Frame, attainable: Number, nominal: Number) -> None:
        frame.attainable[self.owner.slot] = attainable
        frame.nominal[self.owner.slot] = nominal

    def _full(self, frame: Frame) -> Number | None:
        full = self.owner.full(frame) if self.owner.full is not None else None
        return None if isinstance(full, Absent) else full  # type: ignore[return-value]  # a number

    def evaluate(self, frame: Frame) -> Combined:
        """Give the value with everything that led to it."""
        tally = gather(self._members(frame), self.owner.policy)
        result = combine(self.how, tally, self.owner.policy, self._full(frame))
        if self.is_group:
            self._set_marks(frame, result.attainable, result.nominal)
        return result

    def _members(self, frame: Frame) -> Iterator[Member]:
        weights = self.weigh(frame) if self.weigh is not None else None
        for place, part in enumerate(self.parts):
            weight: NodeValue = 1 if weights is None else weights[place]
            if self.is_group and weight is NOT_APPLICABLE:
                frame.unweighted[part.slot] = frame.unweighted.get(part.slot, 0) + 1
            attainable, nominal = (frame.attainable[part.slot], frame.nominal[part.slot]) if part.scored else (0, 0)
            yield Member(part.name, part.read(frame), weight, attainable, nominal, part.computed)


# -- explanation ---------------------------------------------------------------------------------------------


def _explainer(evaluator: _Evaluator, writes: Writes) -> Read:
    names = tuple(part.name for part in evaluator.parts if part.name and not part.computed and part.slot >= 0)

    def explain(frame: Frame) -> NodeValue:
        result = evaluator.evaluate(frame)
        return write_combined(frame, evaluator.how, result, writes, names, _open(frame, evaluator))

    return explain


def write_combined(
    frame: Frame, how: str, result: Combined, writes: Writes, facts: tuple[str, ...], open_: tuple[str, ...]
) -> NodeValue:
    """Write the lines of a combination: *facts* are what it rests on, *open_* what is missing."""
    dropped = _dropped(result.tally)
    if isinstance(result.value, Absent):
        return writes.absent(frame, result.value, dropped, open_)
    if result.by_policy:
        return writes.line(frame, Effect.SET, None, result.value, amount=result.value, words=dropped)
    if how in ("lowest", "highest"):
        return _write_pick(frame, how, result, writes)
    return _write_linear(frame, result, writes, facts)


def _open(frame: Frame, evaluator: _Evaluator) -> tuple[str, ...]:
    return tuple(part.name for part in evaluator.parts if part.slot >= 0 and frame.values[part.slot] is MISSING)


def _dropped(tally: Tally) -> Words:
    if not tally.dropped:
        return Words()
    listed = ", ".join(tally.dropped)
    return Words(zh=f"缺项：{listed}", en=f"left out: {listed}")


def _write_linear(frame: Frame, result: Combined, writes: Writes, facts: tuple[str, ...]) -> NodeValue:
    tally = result.tally
    share = result.factor if result.divisor != 1 else 1
    sources: Sources = tuple(
        (member.name, exact(weight * share)) for member, _, weight in tally.counted if member.computed
    )
    constant = sum(value * weight for member, value, weight in tally.counted if not member.computed)
    constant += sum(value * weight for value, weight in tally.substitutes)
    amount = exact(constant * share)
    total = exact(amount + sum(value * weight * share for member, value, weight in tally.counted if member.computed))
    words = _dropped(tally)
    after = writes.line(frame, Effect.SET, None, total, amount=amount, sources=sources, facts=facts, words=words)
    if result.divisor == 1 and result.factor != 1:
        after = writes.line(frame, Effect.MULTIPLY, after, result.value, amount=result.factor, words=_RESCALED)
    return after


def _write_pick(frame: Frame, how: str, result: Combined, writes: Writes) -> NodeValue:
    counted = result.tally.counted
    if not all(member.computed for member, _, _ in counted) or result.tally.substitutes:
        facts = tuple(member.name for member, _, _ in counted if member.name)
        words = Words(zh="取最低" if how == "lowest" else "取最高", en=f"the {how}")
        return writes.line(frame, Effect.SET, None, result.value, amount=result.value, facts=facts, words=words)
    sources: Sources = tuple((member.name, 1) for member, _, _ in counted)
    words = Words(zh=f"{'最低' if how == 'lowest' else '最高'}：{result.picked}", en=f"{how}: {result.picked}")
    return writes.line(frame, Effect.PICK, None, result.value, amount=result.picked, sources=sources, words=words)


_IN = Words(zh="成员写 in = 组名", en="members that say in = its name")
_WEIGHTED = Words(zh="weighted mean 或 weighted sum", en="weighted mean or weighted sum")
_RESCALED = Words(zh="缺项折算", en="rescaled for what is not applicable")


# -- reading -------------------------------------------------------------------------------------------------


def read_combined(table: TableReader, key: str, inline: ReadInline) -> Combination:
    """Read `sum = [...]`, `sum = "set"`, and the same for mean, lowest and highest."""
    raw = table.take(key)
    if isinstance(raw, str):
        return Combination(how=key, of=raw)
    return Combination(how=key, parts=take_parts(raw, table, key, inline))


def read_combine(table: TableReader, key: str, inline: ReadInline) -> Combination:
    """Read `combine = how`, with `of` and `weights` beside it."""
    how = table.choice(key, HOWS, "sum")
    raw = table.take("of")
    weights = read_weights(table.take("weights"), table.at("weights"), table.to, inline) if "weights" in table else None
    if isinstance(raw, str):
        return Combination(how=how, of=raw, weights=weights)
    parts = () if raw is None else take_parts(raw, table, "of", inline)
    return Combination(how=how, parts=parts, weights=weights)
