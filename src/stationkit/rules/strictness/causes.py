"""Causes compared: under which conditions one takes points, and how many for each answer to what it counts."""

from collections.abc import Iterator, Mapping
from typing import Any

from stationkit.errors import InvalidValueError
from stationkit.numbers import Number, read_number
from stationkit.rules.conditions import AllOf, Condition, read_condition
from stationkit.rules.reading import Collector
from stationkit.rules.strictness.grids import Domain, Domains, Grid, holds
from stationkit.rules.strictness.losses import Loss, compare_losses
from stationkit.rules.strictness.verdicts import Tally, UndecidedError, shown_at

__all__ = ["compare_causes", "compare_conditions", "compare_lists", "condition_of", "number_of", "pairs"]

Table = Mapping[str, Any]
_ORIGINS = ("of", "when", "fault")
_OCCURRENCES = Domain(low=0)
_ONCE = Domain(low=0, high=1, whole=True)


def number_of(raw: object) -> Number | None:
    """Give a plain number; nothing where something else stands."""
    try:
        return read_number(raw)
    except InvalidValueError:
        return None


def pairs(base: object, own: object, zh: str, en: str) -> list[tuple[Number, Number]]:
    """Give the pairs of plain numbers that two expressions may come to together: 1 and 1 for the same unknown.

    Raises:
        UndecidedError: they are neither numbers, nor the same, nor cases under the same conditions.
    """
    left, right = number_of(base), number_of(own)
    if left is not None and right is not None:
        return [(left, right)]
    if base == own:
        return [(1, 1)]
    if isinstance(base, list) and isinstance(own, list) and len(base) == len(own):
        rows = [(one, other) for one, other in zip(base, own, strict=True) if _same_case(one, other)]
        if len(rows) == len(base):
            return [pair for one, other in rows for pair in pairs(one["is"], other["is"], zh, en)]
    raise UndecidedError(f"{zh}不是定数", f"{en} is no plain number")


def _same_case(one: object, other: object) -> bool:
    if not isinstance(one, Mapping) or not isinstance(other, Mapping) or "is" not in one or "is" not in other:
        return False
    return {**one, "is": None} == {**other, "is": None}


def condition_of(raw: object) -> Condition | None:
    """Read a condition; nothing where there is none.

    Raises:
        UndecidedError: it is not well-formed, which is said elsewhere.
    """
    if raw is None:
        return None
    to = Collector()
    condition = read_condition(raw, "", to)
    if to.problems:
        raise UndecidedError("条件无法读取", "a condition cannot be read")
    return condition


def compare_conditions(base: object, own: object, domains: Domains) -> Tally:
    """Compare when something is taken: `more` where the base takes it and the later version does not."""
    return _compare_gates(condition_of(base), condition_of(own), domains)[0]


_Point = dict[str, Any]


def _compare_gates(
    before: Condition | None, after: Condition | None, domains: Domains
) -> tuple[Tally, _Point | None, set[str]]:
    """Compare two conditions; give also where they hold together, if anywhere, and which facts they read."""
    tally, together = Tally(), None
    grid = Grid(domains)
    grid.see(before)
    grid.see(after)
    names: set[str] = set()
    for point in grid.points():
        was, now = holds(before, point, domains), holds(after, point, domains)
        names.update(point)
        together = point if together is None and was is True and now is True else together
        _compare_held((was, now), point, tally)
    if not grid.is_exact:
        tally.doubt()
        names.add("")
    return tally, together, names


def _compare_held(held: tuple[bool | None, bool | None], point: Mapping[str, Any], tally: Tally) -> None:
    was, now = held
    if was is True and now is not True:
        tally.differ(1, point)
    elif was is False and now is not False:
        tally.differ(-1, point)
    elif was is None and now is False:
        where = shown_at(point)
        tally.undecided(f"{where.zh}，下层规则未定", f"{where.en} the base is undetermined")


Rooms = tuple[Number | None, Number | None]
"""How much can be lost at all, in the base and in the later version; nothing where there is no plain bound."""


def compare_causes(
    base: Table, own: Table, marks: tuple[Number, Number], rooms: Rooms, domains: Domains, item: str = ""
) -> Tally:
    """Compare two versions of one cause.

    Raises:
        UndecidedError: what they count or take is no plain number, or differs in a way that is not decided here.
    """
    origin = next((key for key in _ORIGINS if key in base), "")
    if origin not in own or (origin == "of" and base["of"] != own["of"]):
        raise UndecidedError("取数来源不同", "they count another thing")
    name = str(base["of"]) if origin == "of" else f"{item}.{base.get('id')}" if origin == "fault" else "when"
    domain = domains(name) if origin == "of" else _ONCE if origin == "when" else _OCCURRENCES
    gates, together, names = _compare_gates(_gate(base), _gate(own), domains)
    losses, takes = Tally(), Tally()
    for one, other in _losses(base, own, rooms):
        losses.merge(compare_losses(name, one, other, marks, domain))
        takes.merge(compare_losses(name, one, Loss(counts="each"), marks, domain))
    if names & {name, ""} or number_of(base.get("points", 0)) is None:
        losses.doubt()
        gates.doubt()
    elif gates.more is not None:  # it shows only where the base takes something
        gates.more = None if takes.more is None else {**gates.more, **takes.more}
    if together is not None:
        losses.more = None if losses.more is None else {**together, **losses.more}
        gates.merge(losses)
    return gates


def _gate(cause: Table) -> Condition | None:
    """Give the condition under which a cause takes anything."""
    parts = [condition_of(cause[key]) for key in ("when", "where") if key in cause]
    return AllOf(tuple(one for one in parts if one is not None)) if parts else None


def _losses(base: Table, own: Table, rooms: Rooms) -> Iterator[tuple[Loss, Loss]]:
    points = pairs(base.get("points", 0), own.get("points", 0), "扣分", "the points")
    starts = pairs(_start(base), _start(own), "起点", "where the slope starts")
    steps = pairs(base.get("per", 1), own.get("per", 1), "每档", "the length of a step")
    limits = _limits(base, own)
    if _side(base) != _side(own):
        raise UndecidedError("方向不同", "they run in different directions")
    if any(low < 0 for pair in points for low in pair) or any(low <= 0 for pair in steps for low in pair):
        raise UndecidedError("扣分或档长不是正数", "points or steps are not positive")
    unknown = number_of(base.get("points", 0)) is None and any(limit is not None for limit in limits)
    if unknown:
        raise UndecidedError("扣分不是定数，封顶却不同", "the points are no plain number and their limits differ")
    for point in points:
        for start in starts:
            for step in steps:
                yield (
                    _loss(base, point[0], start[0], step[0], limits[0], rooms[0]),
                    _loss(own, point[1], start[1], step[1], limits[1], rooms[1]),
                )


def _limits(base: Table, own: Table) -> tuple[Number | None, Number | None]:
    """Give the limits as plain numbers; the same unknown limit on both sides changes no order, and is left out."""
    if base.get("up_to") == own.get("up_to") and number_of(base.get("up_to", 0)) is None:
        return None, None
    limits = []
    for table in (base, own):
        limit = number_of(table["up_to"]) if "up_to" in table else None
        if "up_to" in table and (limit is None or limit < 0):
            raise UndecidedError("封顶不是定数", "the limit is no plain number")
        limits.append(limit)
    return limits[0], limits[1]


def _start(table: Table) -> Any:
    return table.get("below", table.get("above", 0))


def _side(table: Table) -> str:
    return "below" if "below" in table else "above" if "above" in table else ""


def _loss(table: Table, points: Number, start: Number, per: Number, up_to: Number | None, room: Number | None) -> Loss:
    counts = "all" if table.get("loses") == "all" else str(table.get("count", "each"))
    limits = [one for one in (up_to, room) if one is not None]
    most = min(limits) if limits else None
    return Loss(counts=counts, points=points, per=per, side=_side(table), start=start, up_to=most, worth=room or 0)


def compare_lists(base: Table, own: Table, marks: tuple[Number, Number], domains: Domains, item: str) -> Tally:
    """Compare two lists of causes, cause by cause; one that is gone takes nothing any more, a new one takes more."""
    tally = Tally()
    before, after = _by_id(base.get("deduct")), _by_id(own.get("deduct"))
    floors = (number_of(base.get("floor", 0)), number_of(own.get("floor", 0)))
    _compare_floors(base.get("floor", 0), own.get("floor", 0), floors, marks, tally)
    rooms = _rooms(floors, marks, [*before.values(), *after.values()])
    for name, row in before.items():
        if name not in after:
            tally.merge(compare_causes(row, _nothing(row), marks, rooms, domains, item))
            continue
        if row == after[name] and marks[0] == marks[1]:
            continue
        if "all" in (row.get("loses"), after[name].get("loses")) and floors != (0, 0):
            raise UndecidedError("下限不是零", "the floor is not zero")
        tally.merge(compare_causes(row, after[name], marks, rooms, domains, item))
    for name in after:
        if name not in before:
            _compare_new(after[name], name, tally)
    return tally


def _nothing(cause: Table) -> Table:
    """Give a cause that asks the same and takes nothing."""
    return {key: one for key, one in cause.items() if key != "loses"} | {
        "points": 0,
        "count": cause.get("count", "each"),
    }


def _rooms(floors: Rooms, marks: tuple[Number, Number], causes: list[Table]) -> Rooms:
    """What an item can lose ends at its floor, as long as no cause gives anything back."""
    if not all(cause.get("loses") == "all" or _is_loss(cause.get("points")) for cause in causes):
        return None, None
    before, after = (None if low is None else full - low for low, full in zip(floors, marks, strict=True))
    return before, after


def _is_loss(points: object) -> bool:
    number = number_of(points)
    return number is not None and number >= 0


def _by_id(rows: object) -> dict[str, Table]:
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise UndecidedError("原因清单无法读取", "the causes cannot be read")
    return {str(row.get("id")): row for row in rows}


def _compare_floors(
    base: object, own: object, floors: tuple[Number | None, Number | None], marks: tuple[Number, Number], tally: Tally
) -> None:
    if base == own and (marks[0] == marks[1] or floors[0] == 0):
        return
    if None in floors:
        if own == "none":
            tally.differ(-1, {})
        else:
            tally.undecided("下限不是定数", "the floor is no plain number")
        return
    low, high = floors
    if high * marks[0] < low * marks[1]:  # type: ignore[operator]  # both are numbers
        tally.differ(-1, {"floor": own})
    elif high * marks[0] > low * marks[1]:  # type: ignore[operator]  # both are numbers
        tally.undecided("下限更高，几个原因相加时可能触及", "the floor is higher, and several causes may reach it")


def _compare_new(cause: Table, name: str, tally: Tally) -> None:
    points = number_of(cause.get("points", 0))
    if cause.get("loses") == "all" or (points is not None and points >= 0):
        tally.differ(-1, {name: "…"})
    else:
        tally.undecided(f"新原因 {name} 的扣分不是定数", f"the points of the new cause {name} are no plain number")
