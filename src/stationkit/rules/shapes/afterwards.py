"""After the shape: what happens to a step, item or group, one verb a line, in the order in which they stand.

`round`, `hold`, `gate`, `cap`, `deduct` and `add`, each with its `when` if any. A gate decides over what is missing,
never over what is not applicable; all others leave an absence as it is. A gate that has fallen, and a cause that took
all, bar what follows from lifting the value again: no `add`, no higher gate, no lower bound of a `hold`.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import Any

import attrs

from stationkit.numbers import Number, Rounding, exact, parse_rounding
from stationkit.rules.conditions import Condition, condition_references, read_condition
from stationkit.rules.expressions import Expression, Literal, ReadInline, expression_references, read_expression
from stationkit.rules.frame import Frame, Read, Test
from stationkit.rules.lines import Effect
from stationkit.rules.outcomes import MISSING, Absent, NodeValue, dominant
from stationkit.rules.reading import Collector, TableReader
from stationkit.rules.references import Reference
from stationkit.rules.shapes.cause import ALL, Cause, CauseLinked, link_causes, read_causes
from stationkit.rules.shaping import Fault, Owner, Verb, VerbLinked, Writes
from stationkit.words import Words

__all__ = ["VERBS", "After", "read_rounding", "read_then"]

VERBS = ("round", "hold", "gate", "cap", "deduct", "add")


@attrs.frozen(kw_only=True)
class After:
    """One line of `then`.

    Attributes:
        verb: which of the six.
        roundings: for `round`.
        low: the lower bound of `hold`, and the floor of `deduct`; nothing for none.
        high: the upper bound of `hold`, what `gate` and `cap` set, and the ceiling of `add`; nothing for none.
        causes: what `deduct` takes and `add` gives, cause by cause.
        amount: what `deduct` takes or `add` gives where it is one number.
    """

    verb: str
    when: Condition | None = None
    skip_missing: bool = False
    clause: str = ""
    note: str = ""
    roundings: tuple[Rounding, ...] = ()
    low: Expression | None = None
    high: Expression | None = None
    high_is_full: bool = False
    causes: tuple[Cause, ...] = ()
    amount: Expression | None = None

    def references(self) -> Iterator[tuple[str, Reference | str]]:
        """Give what the line names."""
        if self.when is not None:
            yield from condition_references(self.when)
        for expression in (self.low, self.high, self.amount):
            if expression is not None:
                yield from expression_references(expression)
        for cause in self.causes:
            yield from cause.references()

    def faults(self) -> Iterator[Fault]:
        """Give the causes that an assessor writes down."""
        for cause in self.causes:
            if cause.fault:
                yield Fault(item="", cause=cause.id, words=cause.title, unit=cause.unit)

    def link(self, linker: Any, owner: Owner) -> VerbLinked:
        """Give the closure."""
        act = _LINKS[self.verb](self, linker, _ruled(self, owner))
        if self.when is None:
            return act
        return _conditional(act, linker.test(self.when, owner), skip=self.skip_missing)


def _ruled(verb: After, owner: Owner) -> Owner:
    return attrs.evolve(owner, rule=attrs.evolve(owner.rule, clause=verb.clause)) if verb.clause else owner


def _conditional(act: VerbLinked, test: Test, *, skip: bool) -> VerbLinked:
    def conditional(frame: Frame, value: NodeValue) -> NodeValue:
        frame.running = value
        holds = test(frame)
        if holds:
            return act(frame, value)
        if holds is not None or skip or isinstance(value, Absent):
            return value
        return value if frame.ended and _changes_nothing(act, frame, value) else MISSING

    return conditional


def _changes_nothing(act: VerbLinked, frame: Frame, value: NodeValue) -> bool:
    """Tell whether a line could change nothing any more: behind a bar it then matters to nobody whether it holds."""
    lines, frame.lines = frame.lines, None
    after = act(frame, value)
    frame.lines, frame.ended = lines, True
    return after == value


def _on_numbers(act: Callable[[Frame, Number], NodeValue]) -> VerbLinked:
    return lambda frame, value: value if isinstance(value, Absent) else act(frame, value)


def _link_round(verb: After, _: Any, owner: Owner) -> VerbLinked:
    writes = Writes(owner)

    def act(frame: Frame, value: Number) -> NodeValue:
        for rounding in verb.roundings:
            rounded = rounding.apply(value)
            if rounded != value or frame.lines is not None:
                writes.line(frame, Effect.ROUND, value, rounded, amount=str(rounding))
            value = rounded
        return value

    return _on_numbers(act)


def _link_hold(verb: After, linker: Any, owner: Owner) -> VerbLinked:
    low = linker.number(verb.low, owner) if verb.low is not None else None
    high = linker.number(verb.high, owner) if verb.high is not None else None
    writes, words = Writes(owner), Words(zh="限定范围", en="held within bounds")

    def act(frame: Frame, value: Number) -> NodeValue:
        bounds = (None if low is None or frame.ended else low(frame), None if high is None else high(frame))
        for bound in bounds:
            if isinstance(bound, Absent):
                return bound
        return _bounded(frame, value, bounds, writes, words)

    return _on_numbers(act)


def _bounded(
    frame: Frame, value: Number, bounds: tuple[Number | None, Number | None], writes: Writes, words: Words
) -> NodeValue:
    low, high = bounds
    held = value if high is None else min(value, high)
    held = held if low is None else max(held, low)
    if held != value:
        writes.line(frame, Effect.BOUND, value, held, amount=bounds, words=words)
    return held


def _link_gate(verb: After, linker: Any, owner: Owner) -> VerbLinked:
    to = linker.number(verb.high, owner)
    facts = tuple(str(name) for kind, name in condition_references(verb.when) if kind == "name") if verb.when else ()
    writes, words = Writes(owner), Words(zh=verb.note or "一票否决", en=verb.note or "gate")

    def gate(frame: Frame, value: NodeValue) -> NodeValue:
        if isinstance(value, Absent) and value.kind == "not-applicable":
            return value
        after = to(frame)
        if isinstance(after, Absent):
            return after
        if frame.ended and not isinstance(value, Absent):
            return _bounded(frame, value, (None, after), writes, words)  # type: ignore[arg-type]  # numbers
        if isinstance(value, Absent):
            frame.attainable[owner.slot] = frame.nominal[owner.slot]
        frame.ended = True
        before = None if isinstance(value, Absent) else value
        return writes.line(frame, Effect.SET, before, after, amount=after, facts=facts, words=words)

    return gate


def _link_cap(verb: After, linker: Any, owner: Owner) -> VerbLinked:
    most = linker.number(verb.high, owner)
    writes, words = Writes(owner), Words(zh=verb.note or "封顶", en=verb.note or "capped")

    def act(frame: Frame, value: Number) -> NodeValue:
        limit = most(frame)
        return limit if isinstance(limit, Absent) else _bounded(frame, value, (None, limit), writes, words)

    return _on_numbers(act)


def _link_deduct(verb: After, linker: Any, owner: Owner) -> VerbLinked:
    return _change(verb, linker, owner, sign=-1)


def _link_add(verb: After, linker: Any, owner: Owner) -> VerbLinked:
    return _change(verb, linker, owner, sign=1)


def _change(verb: After, linker: Any, owner: Owner, *, sign: int) -> VerbLinked:
    gather, limit, writes = _amounts(verb, linker, owner), _limit(verb, linker, owner), Writes(owner)
    words = Words(zh="扣完为止", en="never below the floor") if sign < 0 else _CAPPED

    def act(frame: Frame, value: Number) -> NodeValue:
        if sign > 0 and frame.ended:
            return value
        bound = limit(frame)
        if isinstance(bound, Absent):
            return bound
        if frame.ended and bound is not None and value <= bound:  # type: ignore[operator]  # numbers
            return value  # behind a bar, there is nothing left to take
        amounts = gather(frame)
        if isinstance(amounts, Absent):
            return amounts
        running = _apply(frame, value, amounts, sign, bound)  # type: ignore[arg-type]  # no absences, as just seen
        return _held(frame, value, running, sign, bound, writes, words)  # type: ignore[arg-type]  # numbers

    return _on_numbers(act)


def _limit(verb: After, linker: Any, owner: Owner) -> Callable[[Frame], NodeValue | None]:
    """Give the floor of a `deduct`, the ceiling of an `add`; nothing for none."""
    if verb.high_is_full:
        return owner.full or (lambda _: None)
    bound = verb.low if verb.verb == "deduct" else verb.high
    if bound is None:
        return lambda _: None
    read: Read = linker.number(bound, owner)
    return read


def _apply(frame: Frame, value: Number, amounts: "list[_Amount]", sign: int, floor: Number | None) -> Number:
    running = value
    for one in amounts:
        if one.amount == ALL:
            frame.ended = True
            after = min(running, 0 if floor is None else floor)
            one.writes.line(
                frame, Effect.SET, running, after, amount=after, facts=one.facts, words=one.words, cause=one.cause
            )
            return after
        amount = exact(sign * one.amount)
        after = exact(running + amount)
        one.writes.line(
            frame, Effect.ADD, running, after, amount=amount, facts=one.facts, words=one.words, cause=one.cause
        )
        running = after
    return running


def _held(
    frame: Frame, value: Number, running: Number, sign: int, bound: Number | None, writes: Writes, words: Words
) -> NodeValue:
    """Hold what came out within the floor or the ceiling, which never turn a loss into a gain or the other way."""
    if bound is None or running == value:
        return running
    if sign < 0:
        return _bounded(frame, running, (min(value, bound), None), writes, words)
    return _bounded(frame, running, (None, max(value, bound)), writes, words)


@attrs.frozen
class _Amount:
    """What one cause comes to behind the shape, and who speaks in its line."""

    amount: Any
    facts: tuple[str, ...]
    words: Words
    cause: str
    writes: Writes


def _amounts(verb: After, linker: Any, owner: Owner) -> Callable[[Frame], "list[_Amount] | Absent"]:
    if verb.amount is None:
        return _caused(link_causes(verb.causes, linker, owner))
    read, facts, writes = linker.number(verb.amount, owner), linker.facts_of(verb.amount), Writes(owner)
    words = Words(zh=verb.note, en=verb.note)

    def single(frame: Frame) -> "list[_Amount] | Absent":
        value = read(frame)
        if isinstance(value, Absent):
            # What does not apply takes and gives nothing.
            return [] if value.kind == "not-applicable" else value
        return [_Amount(value, facts, words, verb.verb, writes)] if value > 0 else []

    return single


def _caused(linked: tuple[CauseLinked, ...]) -> Callable[[Frame], "list[_Amount] | Absent"]:
    """Give what the causes come to; one that takes all decides, whatever else is open."""

    def each(frame: Frame) -> "list[_Amount] | Absent":
        found: list[_Amount] = []
        open_: list[Absent] = []
        for one in linked:
            worth = one.worth(frame)
            if isinstance(worth, Absent):
                open_ += [worth] if worth.kind != "not-applicable" else []
            elif worth:
                found.append(_Amount(worth, one.facts, one.cause.title, one.cause.id, one.writes))
                if worth == ALL:
                    return found[-1:]
        return reduce(dominant, open_) if open_ else found

    return each


_CAPPED = Words(zh="加分封顶", en="bonus capped")
_LINKS: Mapping[str, Callable[[After, Any, Owner], VerbLinked]] = {
    "round": _link_round,
    "hold": _link_hold,
    "gate": _link_gate,
    "cap": _link_cap,
    "deduct": _link_deduct,
    "add": _link_add,
}


# -- reading -------------------------------------------------------------------------------------------------


def read_rounding(raw: object, path: str, to: Collector) -> After:
    """Read a bare `round = "half up to 2"`."""
    return After(verb="round", roundings=to.attempt(path, lambda: parse_rounding(raw), ()))


def read_then(table: TableReader, inline: ReadInline) -> tuple[Verb, ...]:
    """Read what stands behind the shape: the `then` list, or a bare `round`, not both."""
    if "round" in table and "then" in table:
        table.to.say(
            table.path,
            "round 与 then 不能并列：把 round 写进 then",
            "round and then do not stand side by side: put round into then",
        )
    if "round" in table:
        return (read_rounding(table.take("round"), table.at("round"), table.to),)
    return tuple(_read_after(row, inline) for row in table.rows("then"))


def _read_after(row: TableReader, inline: ReadInline) -> Verb:
    # Behind `add`, `cap` is no verb of its own but the ceiling of the bonus.
    verb = row.exactly_one([verb for verb in VERBS if verb != "cap" or "add" not in row]) or "round"
    base = After(
        verb=verb,
        when=read_condition(row.take("when"), row.at("when"), row.to) if "when" in row else None,
        skip_missing=row.choice("if_missing", ["skip"], "") == "skip",
        clause=row.text("clause"),
        note=row.text("note"),
    )
    filled = _READS[verb](base, row, inline) if verb in row else base
    row.finish()
    return filled


def _number(row: TableReader, key: str, inline: ReadInline) -> Expression:
    return read_expression(row.take(key), row.at(key), row.to, inline)


def _read_round(base: After, row: TableReader, _: ReadInline) -> After:
    return attrs.evolve(base, roundings=row.to.attempt(row.at("round"), lambda: parse_rounding(row.take("round")), ()))


def _read_hold(base: After, row: TableReader, inline: ReadInline) -> After:
    raw = row.take("hold")
    if not isinstance(raw, list) or len(raw) != 2:
        row.to.say(row.at("hold"), "应为 [下限, 上限]", "expected [low, high]")
        return base
    low, high = (
        None if one == "none" else read_expression(one, f"{row.at('hold')}[{place}]", row.to, inline)
        for place, one in enumerate(raw)
    )
    if isinstance(low, Literal) and isinstance(high, Literal) and low.value > high.value:
        row.to.say(row.at("hold"), "下限高于上限", "low is above high")
    return attrs.evolve(base, low=low, high=high)


def _read_gate(base: After, row: TableReader, inline: ReadInline) -> After:
    return attrs.evolve(base, high=_number(row, base.verb, inline))


def _read_deduct(base: After, row: TableReader, inline: ReadInline) -> After:
    if "floor" not in row:
        row.to.say(
            row.path, "deduct 要写明 floor（数、名称或 none）", "a deduct says its floor: a number, a name or none"
        )
    floor = row.take("floor")
    low = None if floor in ("none", None) else read_expression(floor, row.at("floor"), row.to, inline)
    return attrs.evolve(_read_amount(base, row, inline), low=low)


def _read_add(base: After, row: TableReader, inline: ReadInline) -> After:
    if "cap" not in row:
        row.to.say(
            row.path, "add 要写明 cap（数、名称、full 或 none）", "an add says its cap: a number, a name, full or none"
        )
    cap = row.take("cap")
    high = None if cap in ("none", "full", None) else read_expression(cap, row.at("cap"), row.to, inline)
    read = _read_amount(base, row, inline)
    if any(cause.counts == ALL for cause in read.causes):
        row.to.say(row.at("add"), 'add 里没有 loses = "all"', 'nothing loses = "all" in an add')
    return attrs.evolve(read, high=high, high_is_full=cap == "full")


def _read_amount(base: After, row: TableReader, inline: ReadInline) -> After:
    raw = row.take(base.verb)
    if isinstance(raw, list) and raw and isinstance(raw[0], Mapping) and "id" in raw[0]:
        return attrs.evolve(base, causes=read_causes(raw, row.at(base.verb), row.to, inline))
    return attrs.evolve(base, amount=read_expression(raw, row.at(base.verb), row.to, inline))


_READS: Mapping[str, Callable[[After, TableReader, ReadInline], After]] = {
    "round": _read_round,
    "hold": _read_hold,
    "gate": _read_gate,
    "cap": _read_gate,
    "deduct": _read_deduct,
    "add": _read_add,
}
