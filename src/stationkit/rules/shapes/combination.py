"""Combinations: one value from several parts, with what is missing or not applicable treated as the rulebook says.

Steps combine names or numbers; groups combine their members, and with the points the attainable and the nominal marks
travel up, so that a rescale at the top sees the gaps below.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import attrs

from stationkit.numbers import Number, exact
from stationkit.rules.expressions import Expression, Literal, Name, expression_references
from stationkit.rules.frame import Frame, Read
from stationkit.rules.lines import Effect, Sources
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, Absent, NodeValue, dominant
from stationkit.rules.references import Reference
from stationkit.rules.shapes.policies import stand_in
from stationkit.rules.shapes.weights import Weights
from stationkit.rules.shaping import Fault, Linked, Owner, Writes
from stationkit.words import Words

__all__ = ["HOWS", "Combination"]

HOWS = ("sum", "weighted sum", "weighted mean", "mean", "lowest", "highest")


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
        weigh = self._weigh(linker, owner, parts)
        evaluator = _Evaluator(self.how, parts, weigh, owner)
        return Linked(evaluator.run, _explainer(evaluator, Writes(owner)))

    def _parts(self, linker: Any, owner: Owner) -> "tuple[_Part, ...]":
        if self.parts:
            return tuple(_part(one, linker, owner) for one in self.parts)
        names = linker.members(self.of, owner) if self.of else owner.members
        if not names:
            linker.to.say(owner.path, "没有成员", "has no members", _IN)
        return tuple(_part(Name(Reference(name)), linker, owner) for name in names)

    def _weigh(self, linker: Any, owner: Owner, parts: "tuple[_Part, ...]") -> "Callable[[Frame], Sequence] | None":
        if not self.how.startswith("weighted"):
            return None
        if self.weights is not None:
            return self.weights.link(tuple(part.name for part in parts), linker, owner)
        return linker.member_weights(tuple(part.name for part in parts), owner)  # type: ignore[no-any-return]  # closures of numbers


Sequence = tuple[NodeValue, ...]


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
        info = linker.infos.get(str(expression.reference))
        if info is not None:
            return _Part(str(expression.reference), read, info.slot, info.scored, info.computed)
        return _Part(str(expression.reference), read, -1, scored=False, computed=False)
    name = str(expression.value) if isinstance(expression, Literal) else ""
    return _Part(name, read, -1, scored=False, computed=False)


@attrs.define
class _Tally:
    """What a combination has gathered: the parts counted, with their values and marks, and the gaps."""

    values: list[tuple[_Part, Number, Number]] = attrs.field(factory=list)  # part, value, weight
    substitutes: list[tuple[Number, Number]] = attrs.field(factory=list)  # value, weight
    attainable: Number = 0
    nominal: Number = 0
    left_out: Number = 0
    rescaled: bool = False
    averages: list[tuple[Number, Number]] = attrs.field(factory=list)  # nominal, weight
    absent: Absent | None = None
    inapplicable: int = 0
    dropped: list[str] = attrs.field(factory=list)

    def note(self, absence: Absent) -> None:
        self.absent = absence if self.absent is None else dominant(self.absent, absence)


@attrs.frozen
class _Result:
    value: NodeValue
    tally: _Tally
    factor: Number = 1
    picked: str = ""
    divisor: Number = 1
    by_policy: bool = False


class _Evaluator:
    """Runs one combination: quickly where every part is there, by the policies where one is not."""

    def __init__(
        self, how: str, parts: tuple[_Part, ...], weigh: Callable[[Frame], Sequence] | None, owner: Owner
    ) -> None:
        self.how, self.parts, self.weigh, self.owner = how, parts, weigh, owner
        self.slots = tuple(part.slot for part in parts)
        self.is_group = bool(owner.members)
        self.quick = how == "sum" and all(part.slot >= 0 for part in parts) and not owner.policy.needs

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
            self._set_marks(frame, marks, on_paper)
        return total

    def _set_marks(self, frame: Frame, attainable: Number, nominal: Number) -> None:
        slot = self.owner.slot
        frame.attainable[slot] = attainable
        frame.nominal[slot] = nominal
        if self.owner.full is not None:
            full = self.owner.full(frame)
            if not isinstance(full, Absent):
                frame.nominal[slot] = full  # type: ignore[assignment]  # a number

    def evaluate(self, frame: Frame) -> _Result:
        """Give the value with everything that led to it."""
        tally = self._gather(frame)
        if tally.absent is not None:
            return self._nothing(frame, tally, tally.absent)
        counted = len(tally.values)
        if self.owner.policy.needs and counted < self.owner.policy.needs:
            return self._nothing(frame, tally, stand_in(self.owner.policy.if_too_few, self._full(frame)))
        if not counted and not tally.substitutes:
            return self._nothing(frame, tally, self._none_left(frame, tally))
        self._fill_averages(tally)
        return _COMBINE[self.how](self, frame, tally)

    def _full(self, frame: Frame) -> Number | None:
        full = self.owner.full(frame) if self.owner.full is not None else None
        return None if isinstance(full, Absent) else full  # type: ignore[return-value]  # a number

    def _none_left(self, frame: Frame, tally: _Tally) -> NodeValue:
        if self.owner.policy.if_none:
            return stand_in(self.owner.policy.if_none, self._full(frame))
        return NOT_APPLICABLE if tally.inapplicable == len(self.parts) else MISSING

    def _nothing(self, frame: Frame, tally: _Tally, value: NodeValue) -> _Result:
        if self.is_group:
            self._set_marks(frame, 0 if isinstance(value, Absent) else (self._full(frame) or 0), tally.nominal)
        return _Result(value, tally, by_policy=True)

    def _gather(self, frame: Frame) -> _Tally:
        tally = _Tally()
        weights = self.weigh(frame) if self.weigh is not None else None
        for place, part in enumerate(self.parts):
            weight: NodeValue = 1 if weights is None else weights[place]
            if isinstance(weight, Absent):
                self._unweighted(frame, part, weight, tally)
                continue
            value = part.read(frame)
            self._count(frame, part, counted=not isinstance(value, Absent))
            if isinstance(value, Absent):
                self._absent_part(frame, part, value, weight, tally)  # type: ignore[arg-type]  # a number
            else:
                marks = self._marks(frame, part)
                tally.values.append((part, value, weight))  # type: ignore[arg-type]  # numbers
                tally.attainable += marks[0] * weight  # type: ignore[operator]  # numbers
                tally.nominal += marks[1] * weight  # type: ignore[operator]  # numbers
        return tally

    def _unweighted(self, frame: Frame, part: _Part, weight: Absent, tally: _Tally) -> None:
        """Leave out a part that has no weight here; a weight that is not known leaves the whole open."""
        if weight is NOT_APPLICABLE:
            self._count(frame, part, counted=False)
            tally.inapplicable += 1
        else:
            tally.note(weight)

    def _count(self, frame: Frame, part: _Part, *, counted: bool) -> None:
        if part.slot >= 0:
            frame.counted[part.slot] = counted

    def _marks(self, frame: Frame, part: _Part) -> tuple[Number, Number]:
        return (frame.attainable[part.slot], frame.nominal[part.slot]) if part.scored else (0, 0)

    def _absent_part(self, frame: Frame, part: _Part, value: Absent, weight: Number, tally: _Tally) -> None:
        nominal = exact(self._marks(frame, part)[1] * weight)
        tally.nominal += nominal
        policy = self._policy(value, tally)
        if policy == "not-applicable" and value.kind == "missing":
            tally.inapplicable += 1
            policy = self.owner.policy.members_not_applicable
        if policy in ("leave out", "rescale"):
            tally.dropped.append(part.name)
            tally.rescaled = tally.rescaled or policy == "rescale"
            tally.left_out += nominal if policy == "leave out" else 0
        elif policy == "average":
            tally.averages.append((nominal, weight))
        else:
            self._substitute(policy, value, nominal, weight, tally)

    def _substitute(self, policy: str, value: Absent, nominal: Number, weight: Number, tally: _Tally) -> None:
        filled = value if policy == "" else stand_in(policy, exact(Fraction(nominal) / weight) if weight else 0)
        if isinstance(filled, Absent):
            tally.note(filled)
        else:
            tally.substitutes.append((filled, weight))  # type: ignore[arg-type]  # numbers
            tally.attainable += nominal

    def _policy(self, value: Absent, tally: _Tally) -> str:
        if value.kind == "not-applicable":
            tally.inapplicable += 1
            return self.owner.policy.members_not_applicable
        if value.kind == "left-out":
            return "leave out"
        return self.owner.policy.members_missing if value.kind == "missing" else ""

    def _fill_averages(self, tally: _Tally) -> None:
        if not tally.averages:
            return
        points = sum(value * weight for _, value, weight in tally.values)
        share = Fraction(points) / tally.attainable if tally.attainable else Fraction(0)
        for nominal, weight in tally.averages:
            tally.substitutes.append((exact(share * nominal / weight) if weight else 0, weight))
        tally.attainable += sum(nominal for nominal, _ in tally.averages)

    # -- the ways of combining -----------------------------------------------------------------------------

    def summed(self, frame: Frame, tally: _Tally) -> _Result:
        """Add up the parts with their weights, and rescale where the rulebook says so."""
        total = exact(
            sum(value * weight for _, value, weight in tally.values)
            + sum(value * weight for value, weight in tally.substitutes)
        )
        factor: Number = 1
        if self._rescales(tally):
            factor, tally.attainable = self._rescale(frame, tally)
        if self.is_group:
            self._set_marks(frame, tally.attainable, tally.nominal)
        return _Result(exact(total * factor), tally, factor)

    def _rescales(self, tally: _Tally) -> bool:
        gap_below = self.owner.policy.members_not_applicable == "rescale" and tally.attainable != tally.nominal
        return (tally.rescaled or gap_below) and bool(tally.attainable)

    def _rescale(self, frame: Frame, tally: _Tally) -> tuple[Number, Number]:
        target = exact((self._full(frame) or tally.nominal) - tally.left_out)
        return exact(Fraction(target) / tally.attainable), target

    def weighted_mean(self, frame: Frame, tally: _Tally) -> _Result:
        """Divide the weighted sum by the weights present."""
        pairs = [(value, weight) for _, value, weight in tally.values] + tally.substitutes
        divisor = exact(sum(weight for _, weight in pairs))
        if not divisor:
            policy = self.owner.policy.if_no_weight
            return self._nothing(frame, tally, stand_in(policy, self._full(frame)) if policy else MISSING)
        total = exact(Fraction(sum(value * weight for value, weight in pairs)) / divisor)
        if self.is_group:
            marks = exact(Fraction(tally.attainable) / divisor)
            self._set_marks(frame, marks, marks)
        return _Result(total, tally, exact(Fraction(1) / divisor), divisor=divisor)

    def extreme(self, frame: Frame, tally: _Tally) -> _Result:
        """Take the lowest or the highest part."""
        choose = min if self.how == "lowest" else max
        named = [(value, part.name) for part, value, _ in tally.values] + [
            (value, "") for value, _ in tally.substitutes
        ]
        value, picked = choose(named, key=lambda one: one[0])
        if self.is_group:
            full = self._full(frame)
            marks = (
                full
                if full is not None
                else max((self._marks(frame, part)[1] for part, _, _ in tally.values), default=0)
            )
            self._set_marks(frame, marks, marks)
        return _Result(value, tally, picked=picked)


_COMBINE: Mapping[str, Callable[[_Evaluator, Frame, _Tally], _Result]] = {
    "sum": _Evaluator.summed,
    "weighted sum": _Evaluator.summed,
    "weighted mean": _Evaluator.weighted_mean,
    "mean": _Evaluator.weighted_mean,
    "lowest": _Evaluator.extreme,
    "highest": _Evaluator.extreme,
}


def _explainer(evaluator: _Evaluator, writes: Writes) -> Read:
    names = tuple(part.name for part in evaluator.parts if part.name and not part.computed and part.slot >= 0)

    def explain(frame: Frame) -> NodeValue:
        result = evaluator.evaluate(frame)
        if isinstance(result.value, Absent):
            return writes.absent(frame, result.value, _dropped(result.tally), _open(frame, evaluator))
        if result.by_policy:
            return writes.line(frame, Effect.SET, None, result.value, amount=result.value, words=_dropped(result.tally))
        if evaluator.how in ("lowest", "highest"):
            return _write_pick(frame, result, evaluator, writes)
        return _write_linear(frame, result, writes, names)

    return explain


def _open(frame: Frame, evaluator: _Evaluator) -> tuple[str, ...]:
    return tuple(part.name for part in evaluator.parts if part.slot >= 0 and frame.values[part.slot] is MISSING)


def _dropped(tally: _Tally) -> Words:
    if not tally.dropped:
        return Words()
    listed = ", ".join(tally.dropped)
    return Words(zh=f"缺项：{listed}", en=f"left out: {listed}")


def _write_linear(frame: Frame, result: _Result, writes: Writes, facts: tuple[str, ...]) -> NodeValue:
    tally, divisor = result.tally, result.divisor
    share = exact(Fraction(1) / divisor) if divisor != 1 else 1
    sources: Sources = tuple((part.name, exact(weight * share)) for part, _, weight in tally.values if part.computed)
    constant = sum(value * weight for part, value, weight in tally.values if not part.computed)
    constant += sum(value * weight for value, weight in tally.substitutes)
    amount = exact(constant * share)
    total = exact(amount + sum(value * weight * share for part, value, weight in tally.values if part.computed))
    after = writes.line(
        frame, Effect.SET, None, total, amount=amount, sources=sources, facts=facts, words=_dropped(tally)
    )
    if divisor == 1 and result.factor != 1:
        after = writes.line(frame, Effect.MULTIPLY, after, result.value, amount=result.factor, words=_RESCALED)
    return after


def _write_pick(frame: Frame, result: _Result, evaluator: _Evaluator, writes: Writes) -> NodeValue:
    counted = result.tally.values
    if not all(part.computed for part, _, _ in counted) or result.tally.substitutes:
        facts = tuple(part.name for part, _, _ in counted if part.slot >= 0)
        words = Words(zh="取最低" if evaluator.how == "lowest" else "取最高", en=f"the {evaluator.how}")
        return writes.line(frame, Effect.SET, None, result.value, amount=result.value, facts=facts, words=words)
    sources: Sources = tuple((part.name, 1) for part, _, _ in counted)
    words = Words(
        zh=f"{'最低' if evaluator.how == 'lowest' else '最高'}：{result.picked}", en=f"{evaluator.how}: {result.picked}"
    )
    return writes.line(frame, Effect.PICK, None, result.value, amount=result.picked, sources=sources, words=words)


_IN = Words(zh="成员写 in = 组名", en="members that say in = its name")
_RESCALED = Words(zh="缺项折算", en="rescaled for what is not applicable")
