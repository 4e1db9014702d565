"""A procedure as a graph: the flaws of its definition, each with the shortest path that shows it."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import combinations
from typing import TYPE_CHECKING, Any

import attrs

from stationkit.containment import Failure, call_contained
from stationkit.errors import Problem, nearest
from stationkit.stations.events import Event
from stationkit.stations.people import Role
from stationkit.words import Words

if TYPE_CHECKING:
    from stationkit.procedures.machine import Procedure, Transition
    from stationkit.procedures.refusals import Guard

__all__ = ["flaws", "guard_flaws", "reachable", "shortest"]

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_EVENT_FIELDS = frozenset(field.name for field in attrs.fields(Event))


def shortest(
    procedure: "Procedure", start: str, goals: Collection[str], without: "Collection[Transition]" = ()
) -> "tuple[Transition, ...] | None":
    """Give the shortest series of transitions from *start* to one of *goals*; nothing where there is none.

    Args:
        procedure: whose graph.
        start: from where.
        goals: states to arrive at.
        without: transitions that are not taken.
    """
    pending: deque[tuple[str, tuple[Transition, ...]]] = deque([(start, ())])
    seen = {start}
    while pending:
        here, path = pending.popleft()
        if here in goals:
            return path
        for one in procedure.transitions:
            target = one.target_from(here)
            if here in one.sources and target not in seen and one.roles and one not in without:
                seen.add(target)
                pending.append((target, (*path, one)))
    return None


def reachable(procedure: "Procedure", start: str, *, usual_only: bool = False) -> frozenset[str]:
    """Give every state that *start* leads to, itself too.

    Args:
        procedure: whose graph.
        start: from where.
        usual_only: leave out what is exceptional, and every step out of an end.
    """
    ends = {state.id for state in procedure.states if state.is_end} if usual_only else set()
    found, pending = {start}, [start]
    while pending:
        here = pending.pop()
        for one in procedure.transitions if here not in ends else ():
            target = one.target_from(here)
            if here in one.sources and one.roles and target not in found and not (usual_only and one.is_exceptional):
                found.add(target)
                pending.append(target)
    return frozenset(found)


def flaws(procedure: "Procedure") -> Iterator[Problem]:
    """Find what is wrong with a definition."""
    unknown = tuple(_unknown_names(procedure))
    yield from unknown
    yield from _unfit_cases(procedure)
    yield from _twice(procedure)
    if any(one.where == "start" for one in unknown):
        return  # nothing can be said of paths that begin nowhere
    yield from _more_than_the_role(procedure)
    yield from _untaken(procedure)
    yield from _unreachable(procedure)
    yield from _traps(procedure)
    yield from _guards_that_refer_to_nothing(procedure)


def _unknown_names(procedure: "Procedure") -> Iterator[Problem]:
    states = [state.id for state in procedure.states]
    kinds = [kind.id for kind in procedure.kinds]
    if procedure.start not in states:
        yield _no_such("start", "状态", "state", procedure.start, states)
    for one in procedure.transitions:
        if one.kind not in kinds:
            yield _no_such(one.kind, "事件", "kind", one.kind, kinds)
        for name in (*one.sources, *([one.target] if one.target else [])):
            if name not in states:
                yield _no_such(one.kind, "状态", "state", name, states)
        for name in one.attached:
            if name not in _EVENT_FIELDS:
                yield _no_such(one.kind, "字段", "field", name, _EVENT_FIELDS)
    used = {one.kind for one in procedure.transitions}
    for name in kinds:
        if name not in used:
            yield Problem(name, Words(zh="没有哪一步用到", en="a kind that no transition uses"))


def _unfit_cases(procedure: "Procedure") -> Iterator[Problem]:
    """Find what every case must have, and the procedure's have not."""
    for name in ("id", "state", "last_at", "last_id"):
        if name not in dir(procedure.case) and name not in _own_fields(procedure.case):
            yield Problem("case", Words(zh=f"案件没有 {name}", en=f"the case has no {name}"))
            return
    yield from _unfit_fold(procedure)


def _unfit_fold(procedure: "Procedure") -> Iterator[Problem]:
    """Find a fold that leaves a case where it was: it must say the state, and which event came last."""
    one = next((one for one in procedure.transitions if one.roles), None)
    if one is None:
        return
    asked = Event(id="asked", case="asked", kind=one.kind, happened_at=_ANY_TIME, role=min(one.roles, key=str))
    target = one.target or procedure.start
    said = call_contained(_said_after, procedure, asked, target)
    if isinstance(said, Failure):
        return  # of an event that says nothing a fold may say nothing
    if said != (target, asked.happened_at, asked.id):
        words = Words(
            zh=f"归并后须为 state={target}、last_at 与 last_id 为该事件的，却是 {said}",
            en=f"after an event a case has its state ({target}), its time and its id; this one has {said}",
        )
        yield Problem("fold", words)


def _said_after(procedure: "Procedure", event: Event, state: str) -> tuple[str, datetime | None, str]:
    after = procedure.fold(procedure.case(id=event.case), event, state)
    return after.state, after.last_at, after.last_id


def _no_such(where: str, zh: str, en: str, name: str, known: Collection[str]) -> Problem:
    close = ", ".join(nearest(name, known))
    return Problem(where, Words(zh=f"没有{zh} {name}", en=f"no {en} {name}"), Words(zh=close, en=f"one of {close}"))


def _twice(procedure: "Procedure") -> Iterator[Problem]:
    for what, names in (
        ("state", [state.id for state in procedure.states]),
        ("kind", [kind.id for kind in procedure.kinds]),
        ("guard", [guard.name for guard in (*procedure.guards, *procedure.invariants)]),
    ):
        for name in dict.fromkeys(names):
            if names.count(name) > 1:
                yield Problem(name, Words(zh=f"写了两次（{what}）", en=f"declared twice ({what})"))
    seen: set[tuple[str, str]] = set()
    for one in procedure.transitions:
        for source in one.sources:
            if (source, one.kind) in seen:
                words = Words(zh=f"{one.kind} 写了两次", en=f"{one.kind} leads to two places")
                yield _shown(procedure, source, (source,), words)
            seen.add((source, one.kind))


def _untaken(procedure: "Procedure") -> Iterator[Problem]:
    for one in procedure.transitions:
        if not one.sources:
            yield Problem(one.kind, Words(zh="不从任何状态出发", en="leaves no state"))
        elif not one.roles:
            yield _shown(procedure, one.kind, one.sources, Words(zh="没有人可以执行", en="nobody may do it"))
        else:
            yield from _forbidden(procedure, one)


def _forbidden(procedure: "Procedure", transition: "Transition") -> Iterator[Problem]:
    """Find a step whose every role is refused by guards that look at nothing but the role: the fewest that do."""
    refused = {guard.name: _refused(guard, transition) for guard in _of_the_role(procedure, transition)}
    for names in _fewest_that_cover(transition.roles, {name: roles for name, roles in refused.items() if roles}):
        yield _shown(procedure, transition.kind, transition.sources, _refuse_every_role(names))


def _fewest_that_cover(wanted: frozenset[Role], parts: Mapping[str, frozenset[Role]]) -> list[tuple[str, ...]]:
    def cover(names: Iterable[str]) -> bool:
        return wanted <= frozenset[Role]().union(*(parts[name] for name in names))

    sizes = range(1, len(parts) + 1) if cover(parts) else ()  # else every combination would be tried in vain
    found = ([names for names in combinations(parts, size) if cover(names)] for size in sizes)
    return next(filter(None, found), [])


def _refuse_every_role(names: tuple[str, ...]) -> Words:
    if len(names) == 1:
        return Words(zh=f"所列角色都被 {names[0]} 拒绝", en=f"{names[0]} refuses every role that may do it")
    return Words(
        zh=f"所列角色都被拒绝（{'、'.join(names)} 合起来）",
        en=f"{' and '.join(names)} together refuse every role that may do it",
    )


def _of_the_role(procedure: "Procedure", transition: "Transition") -> Iterator["Guard"]:
    """Give the guards before a step that say to look at nothing but the role."""
    named = {guard.name: guard for guard in procedure.guards}
    own = (named[name] for name in transition.guards if name in named)
    for guard in (*(one for one in procedure.invariants if one.stands_before(transition.kind)), *own):
        if guard.asks == ("role",) and not guard.reads and not guard.looks_around:
            yield guard


def _refused(guard: "Guard", transition: "Transition") -> frozenset[Role]:
    """Give the roles that a guard refuses; what it says after a look at the case counts for nothing here."""
    asked = {role: _asked_of_the_role(guard, transition.kind, role) for role in transition.roles}
    return frozenset(
        role for role, (found, looked_at) in asked.items() if found and not looked_at and not isinstance(found, Failure)
    )


def _more_than_the_role(procedure: "Procedure") -> Iterator[Problem]:
    """Find guards that say to look at nothing but the role, and look at the case or fail without it."""
    told = set[str]()
    for one in procedure.transitions:
        for guard in _of_the_role(procedure, one):
            for words in _looks_at_more(guard, one) if guard.name not in told else ():
                told.add(guard.name)
                yield _shown(procedure, guard.name, _named_at(procedure, guard) or one.sources, words)


def _looks_at_more(guard: "Guard", transition: "Transition") -> Iterator[Words]:
    asked = [_asked_of_the_role(guard, transition.kind, role) for role in sorted(transition.roles, key=str)]
    fields = ", ".join(sorted({name for _, looked_at in asked for name in looked_at}))
    failed = next((found.what for found, _ in asked if isinstance(found, Failure)), "")
    if fields:
        zh, en = f"看案件的 {fields}，但未在 reads 中声明", f"looks at {fields} of the case and does not say so (reads)"
        yield Words(zh=zh, en=en)
    elif failed:
        yield Words(zh=f"只给角色时出错：{failed}", en=f"fails where it is given the role alone: {failed}")


class _NoCase:
    """Stands in for a case before guards that say to look at none; it notes what they ask of it."""

    def __init__(self) -> None:
        self.looked_at: list[str] = []

    def __getattr__(self, name: str) -> Any:
        self.looked_at.append(name)
        raise AttributeError(name)


def _asked_of_the_role(guard: "Guard", kind: str, role: Role) -> tuple[Any, list[str]]:
    """Give what a guard says of a role, or its failure, and which fields of the case it asked for."""
    case = _NoCase()
    command = Event(id="asked", case="asked", kind=kind, happened_at=_ANY_TIME, role=role)
    return call_contained(guard.blockers, case, command), case.looked_at


def _unreachable(procedure: "Procedure") -> Iterator[Problem]:
    reached = reachable(procedure, procedure.start)
    for state in procedure.states:
        if state.id in reached:
            continue
        into = sorted(
            {
                f"{source} → {one.kind}"
                for one in procedure.transitions
                for source in one.sources
                if one.target == state.id and source != state.id
            }
        )
        told = ", ".join(into) or "-"
        zh, en = f"到达不了（只能经由：{told}）", f"cannot be reached from the start (only by: {told})"
        yield Problem(state.id, Words(zh=zh, en=en))


def _traps(procedure: "Procedure") -> Iterator[Problem]:
    ends = {state.id for state in procedure.states if state.is_end}
    if not ends:
        yield Problem(procedure.start, Words(zh="没有终点", en="there is no end"))
        return
    for state in procedure.states:
        if shortest(procedure, state.id, ends) is None:
            yield _shown(procedure, state.id, (state.id,), Words(zh="走不到终点", en="has no way to an end"))


def _guards_that_refer_to_nothing(procedure: "Procedure") -> Iterator[Problem]:
    named = {guard.name for guard in procedure.guards}
    for one in procedure.transitions:
        for name in one.guards:
            if name not in named and one.sources:
                close = ", ".join(nearest(name, named)) or "-"
                words = Words(zh=f"没有检查 {name}（有 {close}）", en=f"no guard {name} (there is {close})")
                yield _shown(procedure, one.kind, one.sources, words)
    used = {name for one in procedure.transitions for name in one.guards}
    for guard in procedure.guards:
        if guard.name not in used:
            yield Problem(guard.name, Words(zh="没有哪一步用到的检查", en="a guard that no transition names"))
    yield from guard_flaws(procedure, (*procedure.guards, *procedure.invariants, *procedure.extra))


def guard_flaws(procedure: "Procedure", guards: "Iterable[Guard]") -> Iterator[Problem]:
    """Find guards that read, ask or stand before what is not there."""
    for guard in guards:
        yield from _reads_nothing(procedure, guard)


def _reads_nothing(procedure: "Procedure", guard: "Guard") -> Iterator[Problem]:
    name = guard.name
    where = _named_at(procedure, guard) or (procedure.start,)
    for field in guard.reads:
        if field not in dir(procedure.case) and field not in _own_fields(procedure.case):
            words = Words(zh=f"案件没有 {field}", en=f"the case has no field {field}")
            yield _shown(procedure, name, where, words)
    for field in (*guard.asks, *guard.settled_by):
        if field not in _EVENT_FIELDS:
            yield _shown(procedure, name, where, Words(zh=f"事件没有 {field}", en=f"events have no field {field}"))
    for kind in guard.kinds:
        if kind not in {one.id for one in procedure.kinds}:
            yield _shown(procedure, name, where, Words(zh=f"没有事件 {kind}", en=f"no kind {kind}"))


def _named_at(procedure: "Procedure", guard: "Guard") -> tuple[str, ...]:
    return tuple(source for one in procedure.transitions if guard.name in one.guards for source in one.sources)


def _shown(procedure: "Procedure", where: str, states: Collection[str], words: Words) -> Problem:
    """Give a problem with the shortest path to any of the states at which it shows."""
    path = shortest(procedure, procedure.start, states)
    if path is None:
        return Problem(where, words)
    told = [procedure.start]
    for one in path:
        told.append(f"{one.kind} → {one.target_from(told[-1].rpartition(' ')[2])}")
    way = " → ".join(told)
    return Problem(where, Words(zh=f"{words.zh or words.en}（{way}）", en=f"{words.en} ({way})"))


def _own_fields(case: object) -> frozenset[str]:
    return frozenset(field.name for field in attrs.fields(case)) if attrs.has(case) else frozenset()  # type: ignore[arg-type]  # asked first
