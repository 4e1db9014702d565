"""Lists: each sub-subject of a declared list is scored by itself, and `across` combines what comes out."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import attrs

from stationkit.numbers import Number, exact
from stationkit.rules.frame import Frame, Read
from stationkit.rules.lines import Effect, LedgerLine, Sources
from stationkit.rules.outcomes import LEFT_OUT, MISSING, NOT_APPLICABLE, Absent, NodeValue
from stationkit.rules.references import Reference
from stationkit.rules.shapes.policies import stand_in
from stationkit.rules.shaping import Fault, Linked, Owner, Writes
from stationkit.words import Words

__all__ = ["ACROSS", "ForEach", "prefixed"]

ACROSS = ("mean", "sum", "lowest", "highest", "weighted mean")


@attrs.frozen(kw_only=True)
class ForEach:
    """Scores *each* sub-subject of a list and combines them *across* it.

    Attributes:
        list: the declared list.
        each: the node of the sub-subject that counts.
        across: `mean`, `sum`, `lowest`, `highest` or `weighted mean`.
        weigh_by: the node of the sub-subject that weighs it, for a weighted mean.
    """

    list: str
    each: str
    across: str
    weigh_by: str = ""

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what it reads inside the list."""
        yield "inside", self.each
        if self.weigh_by:
            yield "inside", self.weigh_by

    def faults(self) -> Iterator[Fault]:
        """Nothing is written down for a list."""
        return iter(())

    def link(self, linker: Any, owner: Owner) -> Linked:
        """Give the closures."""
        inner = attrs.evolve(owner, scope=self.list)
        each, weigh = self._inside(self.each, linker, inner), None
        if self.weigh_by:
            weigh = self._inside(self.weigh_by, linker, inner)
        elif self.across == "weighted mean":
            linker.to.say(owner.path, "加权平均要写 weigh_by", "a weighted mean needs weigh_by")
        gather = _gatherer(each, weigh, linker.list_runner(self), owner)

        def run(frame: Frame) -> NodeValue:
            counted = gather(frame)
            return _combined(counted, self.across) if isinstance(counted, list) else counted

        # A part that is a fact has no lines of its own to rest on: it gets one.
        return Linked(run, _explainer(self, gather, Writes(owner)))

    def _inside(self, name: str, linker: Any, inner: Owner) -> Read:
        info = linker.infos.get(name)
        if info is not None and info.scope != self.list:
            linker.to.say(inner.path, f"{name} 不属于列表 {self.list}", f"{name} does not live in the list {self.list}")
        read: Read = linker.read(Reference(name), inner)
        return read


_Counted = list[tuple[str, Number, Number]]  # key of the sub-subject, value, weight


def _gatherer(
    each: Read, weigh: Read | None, run_list: Callable[[Frame], Mapping[str, Frame] | None], owner: Owner
) -> Callable[[Frame], "_Counted | NodeValue"]:
    def gather(frame: Frame) -> "_Counted | NodeValue":
        frames = run_list(frame)
        if frames is None:
            return MISSING
        if not frames:
            return stand_in(owner.policy.if_none, None) if owner.policy.if_none else NOT_APPLICABLE
        counted: _Counted = []
        for key, inner in frames.items():
            value = each(inner)
            if isinstance(value, Absent):
                value = _member(value, owner)
                if value is LEFT_OUT:
                    continue
            weight = weigh(inner) if weigh is not None else 1
            for one in (value, weight):
                if isinstance(one, Absent):
                    return one
            counted.append((key, value, weight))  # type: ignore[arg-type]  # numbers, as linked
        return counted or NOT_APPLICABLE

    return gather


def _member(value: Absent, owner: Owner) -> NodeValue:
    if value.kind in ("not-applicable", "left-out"):
        return LEFT_OUT
    if value.kind != "missing":
        return value
    policy = owner.policy.members_missing
    return LEFT_OUT if policy in ("leave out", "rescale", "average", "not-applicable") else stand_in(policy, None)


def _factors(counted: _Counted, across: str) -> tuple[Number, ...] | None:
    """Give the factor of each sub-subject in a linear combination; nothing where the weights come to nothing."""
    if across == "sum":
        return (1,) * len(counted)
    divisor = sum(weight for _, _, weight in counted)
    return tuple(exact(Fraction(weight) / divisor) for _, _, weight in counted) if divisor else None


def _combined(counted: _Counted, across: str) -> NodeValue:
    if across in ("lowest", "highest"):
        return (min if across == "lowest" else max)(value for _, value, _ in counted)
    factors = _factors(counted, across)
    if factors is None:
        return MISSING
    return exact(sum(value * factor for (_, value, _), factor in zip(counted, factors, strict=True)))


def _explainer(shape: ForEach, gather: Callable[[Frame], "_Counted | NodeValue"], writes: Writes) -> Read:
    words = Words(zh=f"列表 {shape.list}：{_ACROSS_ZH[shape.across]}", en=f"{shape.across} over the list {shape.list}")

    def explain(frame: Frame) -> NodeValue:
        counted = gather(frame)
        value = _combined(counted, shape.across) if isinstance(counted, list) else counted
        if isinstance(value, Absent) or not isinstance(counted, list):
            return writes.value(frame, value, (shape.list,), words)
        if shape.across in ("lowest", "highest"):
            picked = next(key for key, one, _ in counted if one == value)
            sources: Sources = tuple((f"{key}/{shape.each}", 1) for key, _, _ in counted)
            return writes.line(
                frame, Effect.PICK, None, value, amount=f"{picked}/{shape.each}", sources=sources, words=words
            )
        factors = _factors(counted, shape.across) or ()
        sources = tuple((f"{key}/{shape.each}", factor) for (key, _, _), factor in zip(counted, factors, strict=True))
        return writes.line(frame, Effect.SET, None, value, sources=sources, words=words)

    return explain


_ACROSS_ZH = {"mean": "平均", "weighted mean": "加权平均", "sum": "合计", "lowest": "最低", "highest": "最高"}


def prefixed(line: LedgerLine, key: str, inside: frozenset[str]) -> LedgerLine:
    """Give a sub-subject's line as the whole's ledger shows it: `key/node` for its targets and sources."""
    sources: Sources = tuple((f"{key}/{name}" if name in inside else name, factor) for name, factor in line.sources)
    picked = f"{key}/{line.amount}" if line.effect is Effect.PICK and line.amount in inside else line.amount
    facts = tuple(f"{key}/{name}" for name in line.facts)
    return attrs.evolve(line, target=f"{key}/{line.target}", sources=sources, amount=picked, facts=facts)
