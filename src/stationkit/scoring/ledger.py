"""The ledger: the calculation itself, line by line, and its replay without any rule code.

A line is one of seven effects on one register. Whoever has the lines can recompute every score and star, and is told
the first line that does not follow from those before it.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

import attrs

from stationkit.errors import LedgerMismatchError
from stationkit.numbers import Number, exact, parse_rounding
from stationkit.rules.lines import Effect, LedgerLine
from stationkit.rules.outcomes import NodeValue
from stationkit.words import Words

__all__ = ["Effect", "Ledger", "LedgerLine", "replay"]


@attrs.frozen
class Ledger:
    """The lines of one assessment, in the order of the calculation."""

    lines: tuple[LedgerLine, ...]

    def of(self, target: str) -> tuple[LedgerLine, ...]:
        """Give the lines about one node; in a list it goes by `key/node`."""
        return tuple(line for line in self.lines if line.target == target)

    @property
    def losses(self) -> tuple[LedgerLine, ...]:
        """The lines that took points for a cause."""
        return tuple(line for line in self.lines if line.cause and line.change < 0)

    def replay(self) -> Mapping[str, NodeValue]:
        """Recompute every register; see `replay`."""
        return replay(self.lines)


def replay(lines: Iterable[LedgerLine]) -> Mapping[str, NodeValue]:
    """Recompute every register from the lines alone: target -> last value.

    Raises:
        LedgerMismatchError: a line does not start where its register stands, rests on a register that no earlier line
            has set, or does not come to what it says.
    """
    registers: dict[str, NodeValue] = {}
    for place, line in enumerate(lines, start=1):
        _check_start(line, place, registers)
        result = _EFFECTS[line.effect](line, place, registers)
        if not _same(result, line.after):
            what = Words(zh=f"应得 {result}，写为 {line.after}", en=f"comes to {result}, but says {line.after}")
            raise LedgerMismatchError(place, line.target, what)
        registers[line.target] = result
    return registers


def _check_start(line: LedgerLine, place: int, registers: Mapping[str, NodeValue]) -> None:
    if line.before is None:
        return
    if line.target not in registers or not _same(registers[line.target], line.before):
        stands = registers.get(line.target)
        what = Words(zh=f"前值应为 {stands}，写为 {line.before}", en=f"starts at {stands}, but says {line.before}")
        raise LedgerMismatchError(place, line.target, what)


def _same(one: NodeValue, other: NodeValue) -> bool:
    """Compare values of the same kind only: true is not 1."""
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def _source(name: str, line: LedgerLine, place: int, registers: Mapping[str, NodeValue]) -> Number:
    value = registers.get(name)
    if not isinstance(value, int | Fraction):
        what = Words(zh=f"依据的 {name} 还没有数", en=f"rests on {name}, which has no number yet")
        raise LedgerMismatchError(place, line.target, what)
    return value


def _operand(line: LedgerLine, place: int, registers: Mapping[str, NodeValue]) -> NodeValue:
    """Give `amount + sum(factor * source)`; an amount that is no number stands alone."""
    amount = line.amount
    if isinstance(amount, tuple):
        raise LedgerMismatchError(
            place, line.target, Words(zh="这一行不能有上下限", en="bounds in a line that takes none")
        )
    if not line.sources:
        return amount
    total = _number(amount, line, place)
    for name, factor in line.sources:
        total += factor * _source(name, line, place, registers)
    return exact(total)


def _number(value: object, line: LedgerLine, place: int) -> Number:
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise LedgerMismatchError(place, line.target, Words(zh=f"{value} 不是数", en=f"{value} is not a number"))
    return value


def _set(line: LedgerLine, place: int, registers: Mapping[str, NodeValue]) -> NodeValue:
    return _operand(line, place, registers)


def _add(line: LedgerLine, place: int, registers: Mapping[str, NodeValue]) -> NodeValue:
    return exact(_number(line.before, line, place) + _number(_operand(line, place, registers), line, place))


def _multiply(line: LedgerLine, place: int, registers: Mapping[str, NodeValue]) -> NodeValue:
    return exact(_number(line.before, line, place) * _number(_operand(line, place, registers), line, place))


def _round(line: LedgerLine, place: int, _: Mapping[str, NodeValue]) -> NodeValue:
    value = _number(line.before, line, place)
    for rounding in parse_rounding(line.amount):
        value = rounding.apply(value)
    return value


def _bound(line: LedgerLine, place: int, _: Mapping[str, NodeValue]) -> NodeValue:
    low, high = line.amount if isinstance(line.amount, tuple) else (None, None)
    value = _number(line.before, line, place)
    value = value if high is None else min(value, high)
    return value if low is None else max(value, low)


def _pick(line: LedgerLine, place: int, registers: Mapping[str, NodeValue]) -> NodeValue:
    """Give the value of the picked source, which must be the lowest or the highest of all."""
    values = {name: _source(name, line, place, registers) for name, _ in line.sources}
    if line.amount not in values or values[str(line.amount)] not in (min(values.values()), max(values.values())):
        what = Words(zh=f"{line.amount} 不是最低或最高", en=f"{line.amount} is neither the lowest nor the highest")
        raise LedgerMismatchError(place, line.target, what)
    return values[str(line.amount)]


def _outcome(line: LedgerLine, place: int, registers: Mapping[str, NodeValue]) -> NodeValue:
    return _operand(line, place, registers)


_EFFECTS: Mapping[Effect, Callable[[LedgerLine, int, Mapping[str, NodeValue]], NodeValue]] = {
    Effect.SET: _set,
    Effect.ADD: _add,
    Effect.MULTIPLY: _multiply,
    Effect.ROUND: _round,
    Effect.BOUND: _bound,
    Effect.PICK: _pick,
    Effect.OUTCOME: _outcome,
}
