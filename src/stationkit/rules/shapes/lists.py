"""Lists: each sub-subject of a declared list is scored by itself, and `across` combines what comes out."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from stationkit.numbers import Number
from stationkit.rules.expressions import Name, ReadInline
from stationkit.rules.frame import Frame, Read
from stationkit.rules.lines import Effect, LedgerLine, Sources
from stationkit.rules.outcomes import MISSING, Absent, NodeValue
from stationkit.rules.reading import TableReader
from stationkit.rules.references import Reference
from stationkit.rules.shapes.combination import write_combined
from stationkit.rules.shapes.combining import Combined, combine
from stationkit.rules.shapes.tally import Member, gather
from stationkit.rules.shaping import Fault, Linked, Owner, Writes
from stationkit.words import Words

__all__ = ["ACROSS", "ForEach", "prefixed", "read_for_each"]

ACROSS = ("mean", "sum", "lowest", "highest", "weighted mean")


@attrs.frozen(kw_only=True)
class ForEach:
    """Scores *each* sub-subject of a list and combines them *across* it, under the policies for members.

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
        self._check_weight(linker, owner)
        inner = attrs.evolve(owner, scope=self.list)
        each = self._inside(self.each, linker, inner)
        weigh = self._inside(self.weigh_by, linker, inner) if self.weigh_by else None
        evaluate = _evaluator(self, each, weigh, linker, owner)
        explain = _explainer(self, evaluate, Writes(owner))
        return Linked(lambda frame: _value(evaluate(frame)), explain)

    def _check_weight(self, linker: Any, owner: Owner) -> None:
        if self.across == "weighted mean" and not self.weigh_by:
            linker.to.say(owner.path, "加权平均要写 weigh_by", "a weighted mean needs weigh_by")
        if self.across != "weighted mean" and self.weigh_by:
            linker.to.say(owner.path, f"{self.across} 不用 weigh_by", f"{self.across} takes no weigh_by")

    def _inside(self, name: str, linker: Any, inner: Owner) -> Read:
        info = linker.infos.get(name)
        if info is not None and info.scope != self.list:
            linker.to.say(inner.path, f"{name} 不属于列表 {self.list}", f"{name} does not live in the list {self.list}")
        read: Read = linker.number(Name(Reference(name)), inner)
        return read


_Evaluate = Callable[[Frame], "Combined | None"]
"""Gives what the list comes to; nothing where it is not given at all."""


def _evaluator(shape: ForEach, each: Read, weigh: Read | None, linker: Any, owner: Owner) -> _Evaluate:
    run_list: Callable[[Frame], Mapping[str, Frame] | None] = linker.list_runner(shape)
    info = linker.infos.get(shape.each)
    slot = info.slot if info is not None and info.scored else None
    computed = info is not None and info.computed
    marked = owner.scored and owner.full is None

    def members(frames: Mapping[str, Frame]) -> Iterator[Member]:
        for key, inner in frames.items():
            attainable, nominal = (inner.attainable[slot], inner.nominal[slot]) if slot is not None else (0, 0)
            weight: NodeValue = weigh(inner) if weigh is not None else 1
            yield Member(f"{key}/{shape.each}", each(inner), weight, attainable, nominal, computed)

    def evaluate(frame: Frame) -> Combined | None:
        frames = run_list(frame)
        if frames is None:
            return None
        full = owner.full(frame) if owner.full is not None else None
        tally = gather(members(frames), owner.policy)
        number: Number | None = None if isinstance(full, Absent) else full  # type: ignore[assignment]  # a number
        combined = combine(shape.across, tally, owner.policy, number)
        if marked:
            frame.attainable[owner.slot], frame.nominal[owner.slot] = combined.attainable, combined.nominal
        return combined

    return evaluate


def _value(combined: Combined | None) -> NodeValue:
    return MISSING if combined is None else combined.value


def _explainer(shape: ForEach, evaluate: _Evaluate, writes: Writes) -> Read:
    words = Words(zh=f"列表 {shape.list}：{_ACROSS_ZH[shape.across]}", en=f"{shape.across} over the list {shape.list}")

    def explain(frame: Frame) -> NodeValue:
        combined = evaluate(frame)
        if combined is None or isinstance(combined.value, Absent):
            return writes.absent(frame, _value(combined), words, (shape.list,))  # type: ignore[arg-type]  # an absence
        return write_combined(frame, shape.across, combined, writes, (shape.list,), ())

    return explain


_ACROSS_ZH = {"mean": "平均", "weighted mean": "加权平均", "sum": "合计", "lowest": "最低", "highest": "最高"}


def prefixed(line: LedgerLine, key: str, inside: frozenset[str]) -> LedgerLine:
    """Give a sub-subject's line as the whole's ledger shows it: `key/node` for its targets and sources."""
    sources: Sources = tuple((f"{key}/{name}" if name in inside else name, factor) for name, factor in line.sources)
    picked = f"{key}/{line.amount}" if line.effect is Effect.PICK and line.amount in inside else line.amount
    facts = tuple(f"{key}/{name}" for name in line.facts)
    return attrs.evolve(line, target=f"{key}/{line.target}", sources=sources, amount=picked, facts=facts)


def read_for_each(table: TableReader, key: str, _: ReadInline) -> ForEach:
    """Read `for_each = list`, with `is`, `across` and `weigh_by` beside it."""
    if "across" not in table:
        listed = ", ".join(ACROSS)
        table.to.say(
            table.path,
            "没有写明怎样合并",
            "it does not say how they are combined",
            Words(zh=f"across = {listed}", en=f"across = one of {listed}"),
        )
    return ForEach(
        list=table.text(key, required=True),
        each=table.text("is", required=True),
        across=table.choice("across", ACROSS, "mean"),
        weigh_by=table.text("weigh_by"),
    )
