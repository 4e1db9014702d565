"""What follows a shape, compared line by line: caps, deductions, gates and bonuses, each in its order."""

from collections.abc import Mapping
from typing import Any

from stationkit.numbers import Number
from stationkit.rules.strictness.causes import Table, compare_conditions, number_of
from stationkit.rules.strictness.grids import Domains
from stationkit.rules.strictness.verdicts import Tally

__all__ = ["compare_then", "is_monotone"]

_LOWERED_BY: Mapping[str, int] = {"cap": 1, "gate": 1, "add": 1, "deduct": -1, "floor": 1}
"""Keys whose number, as it grows, gives more (1) or less (-1)."""

_TEXTS = ("note", "clause")


def is_monotone(line: Any) -> bool:
    """Tell whether a line keeps the order of what comes to it: more before it is never less behind it."""
    if not isinstance(line, Mapping):
        return False
    when = line.get("when")
    if not _asks_so_far(when):
        return True
    to = number_of(line.get("gate"))
    test = when.get("so-far") if isinstance(when, Mapping) and set(when) == {"so-far"} else None
    return to is not None and to <= 0 and isinstance(test, str) and test.strip().startswith("<")


def _asks_so_far(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(key == "so-far" or _asks_so_far(one) for key, one in value.items())
    if isinstance(value, list):
        return any(_asks_so_far(one) for one in value)
    return isinstance(value, str) and value.endswith("so-far")


def compare_then(base: Table, own: Table, domains: Domains) -> Tally:
    """Compare what stands behind two versions of a node; lines may be added at the end, and numbers may change."""
    tally = Tally()
    before, after = (_lines(one) for one in (base, own))
    if len(after) < len(before) or not all(isinstance(line, Mapping) for line in (*before, *after)):
        tally.undecided("少了步骤", "lines are gone")
        return tally
    for place, line in enumerate(after):
        if place >= len(before):
            _compare_new(line, tally)
        elif line != before[place]:
            _compare_line(before[place], line, domains, tally)
            if not all(is_monotone(later) for later in after[place + 1 :]):
                tally.undecided("其后的步骤未必保序", "what follows may turn the order round")
    return tally


def _lines(table: Table) -> list[Any]:
    lines = table.get("then", [{"round": table["round"]}] if "round" in table else [])
    return lines if isinstance(lines, list) else [None]


def _compare_new(line: Table, tally: Tally) -> None:
    """A new last line is stricter where it can only take."""
    if "cap" in line or _takes(line.get("deduct")) or (number_of(line.get("gate")) or 0) < 0 or line.get("gate") == 0:
        tally.differ(-1, {"then": next(key for key in ("cap", "deduct", "gate") if key in line)})
    else:
        tally.undecided("新步骤未必只会扣分", "a new line may do more than take")


def _takes(deduct: Any) -> bool:
    if isinstance(deduct, list):
        return bool(deduct) and all(
            isinstance(row, Mapping) and (row.get("loses") == "all" or _is_positive(row.get("points")))
            for row in deduct
        )
    return _is_positive(deduct)


def _is_positive(raw: Any) -> bool:
    number = number_of(raw)
    return number is not None and number >= 0


def _compare_line(base: Table, own: Table, domains: Domains, tally: Tally) -> None:
    for key in sorted({*base, *own} - set(_TEXTS)):
        was, now = base.get(key), own.get(key)
        if was == now:
            continue
        if key == "when" and "add" not in base:
            tally.merge(compare_conditions(was, now, domains))
            if "gate" in base and not (number_of(base["gate"]) == 0 or _asks_so_far(was)):
                tally.undecided("关口的值未必最低", "what the gate gives may not be the least")
        elif key in _LOWERED_BY and not (key == "cap" and "cap" not in base):
            _compare_numbers(was, now, _LOWERED_BY[key], key, tally)
        else:
            tally.undecided(f"{key} 的变化不在可判定之列", f"a change of {key} is not decided")


def _compare_numbers(was: Any, now: Any, sign: int, key: str, tally: Tally) -> None:
    left, right = _bound(was), _bound(now)
    if left is None or right is None:
        tally.undecided(f"{key} 不是定数", f"{key} is no plain number")
    else:
        tally.differ((right - left) * sign, {key: now})


def _bound(raw: Any) -> Number | None:
    return number_of(raw)
