"""A procedure as data: states, transitions, roles, what must be attached, guards; checked as a graph when it is built.

A command is the event that somebody wants to happen. `may` gives every blocker and changes nothing; `decide` gives the
event or the refusal, by the same code.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Protocol

import attrs

from stationkit.errors import DefinitionError, Problem
from stationkit.stations.events import Event, EventKind
from stationkit.stations.people import Role
from stationkit.words import Words

__all__ = ["Blocker", "Case", "Guard", "Option", "Procedure", "Refusal", "State", "Transition"]


class Case(Protocol):
    """What a procedure needs to know of a case: its state, and when something last happened to it."""

    @property
    def state(self) -> str:
        """The state that it is in."""

    @property
    def last_at(self) -> datetime | None:
        """When the last event happened; nothing before the first."""


@attrs.frozen(kw_only=True)
class Blocker:
    """One reason why something may not be done now.

    Attributes:
        code: what programs know it by.
        clause: the rule that it rests on.
        words: why, for people.
        lifted_by: who could lift it; empty where nobody can.
        earliest: from when it no longer holds, where time alone lifts it.
    """

    code: str
    words: Words
    clause: str = ""
    lifted_by: frozenset[Role] = frozenset()
    earliest: datetime | None = None


@attrs.frozen(kw_only=True)
class Refusal:
    """A command that is refused, with every blocker."""

    command: Event
    blockers: tuple[Blocker, ...]

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return "; ".join(str(blocker.words) for blocker in self.blockers)


Check = Callable[[Any, Event], Iterable[Blocker]]


@attrs.frozen(kw_only=True)
class Guard:
    """A condition of a transition: it gives blockers and nothing else, so adding one can only forbid.

    Attributes:
        name: what transitions name it by.
        reads: fields of the case that it looks at; each must exist.
        check: gives the blockers of a command.
    """

    name: str
    check: Check
    reads: tuple[str, ...] = ()

    def blockers(self, case: Any, command: Event) -> tuple[Blocker, ...]:
        """Give the blockers; a guard that fails forbids, because it did not say that it allows."""
        try:
            return tuple(self.check(case, command))
        except Exception as error:  # noqa: BLE001 - a plugin's guard may raise anything
            told = f"{self.name}: {type(error).__name__}: {error}"
            return (Blocker(code="guard-failed", words=Words(zh=f"检查出错：{told}", en=f"a check failed: {told}")),)


@attrs.frozen(kw_only=True)
class State:
    """A state of a case; an end needs nothing more."""

    id: str
    words: Words
    is_end: bool = False


@attrs.frozen(kw_only=True)
class Transition:
    """What an event does: from which states to which, who may do it, and what must be attached.

    Attributes:
        roles: who may do it.
        attached: fields of the event that must be filled.
        guards: names of the guards that must have nothing against it.
        clause: the rule that it rests on.
    """

    kind: EventKind
    sources: tuple[str, ...]
    target: str
    roles: frozenset[Role]
    attached: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    clause: str = ""


@attrs.frozen(kw_only=True)
class Option:
    """Something that somebody could do next: what it needs, and what stands against it besides that."""

    kind: EventKind
    target: str
    attached: tuple[str, ...]
    blockers: tuple[Blocker, ...]


_ALWAYS_ATTACHED = ("actor", "role", "ground", "document")
"""Every decided event says who, as whom, why and by which document."""


@attrs.frozen(kw_only=True)
class Procedure:
    """A procedure, checked when it is built.

    Attributes:
        start: the state of a case to which nothing has happened.
        guards: the procedure's own, by name.
        extra: guards that a plugin has added; they stand before every transition and can only forbid.
        case_fields: the fields of its cases, which guards may read.

    Raises:
        DefinitionError: with every flaw of the graph.
    """

    id: str
    version: str
    words: Words
    start: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    guards: tuple[Guard, ...] = ()
    extra: tuple[Guard, ...] = ()
    case_fields: frozenset[str] = frozenset()

    def __attrs_post_init__(self) -> None:
        problems = tuple(_flaws(self))
        if problems:
            raise DefinitionError(f"{self.id}@{self.version}", problems)

    def transition(self, state: str, kind: EventKind) -> Transition | None:
        """Give the transition that an event of *kind* makes from *state*, if there is one."""
        return next((one for one in self.transitions if one.kind is kind and state in one.sources), None)

    def state(self, name: str) -> State:
        """Give a state by its id.

        Raises:
            KeyError: there is none.
        """
        return {state.id: state for state in self.states}[name]

    def with_guards(self, extra: Iterable[Guard]) -> "Procedure":
        """Give the procedure with further guards before every transition."""
        return attrs.evolve(self, extra=(*self.extra, *extra))

    # -- asking ------------------------------------------------------------------------------------------

    def may(self, case: Case, command: Event) -> tuple[Blocker, ...]:
        """Give every blocker of a command, without any effect; nothing where it may be done."""
        transition = self.transition(case.state, command.kind)
        if transition is None:
            return (self._out_of_turn(case, command),)
        return (
            *_unattached(transition, command),
            *_wrong_role(transition, command),
            *_out_of_order(case, command),
            *self._guarded(transition, case, command),
        )

    def decide(self, case: Case, command: Event) -> "tuple[Event, ...] | Refusal":
        """Give the events that a command leads to, or the refusal with every blocker."""
        blockers = self.may(case, command)
        return Refusal(command=command, blockers=blockers) if blockers else (command,)

    def options(self, case: Case, template: Event) -> tuple[Option, ...]:
        """Give everything that could happen next to whoever *template* names as actor, role and time."""
        return tuple(
            self._option(transition, case, attrs.evolve(template, kind=transition.kind))
            for transition in self.transitions
            if case.state in transition.sources
        )

    def _option(self, transition: Transition, case: Case, command: Event) -> Option:
        blockers = tuple(one for one in self.may(case, command) if one.code != "not-attached")
        asked = tuple(name for name in _needed(transition) if not getattr(command, name))
        return Option(kind=transition.kind, target=transition.target, attached=asked, blockers=blockers)

    def _guarded(self, transition: Transition, case: Case, command: Event) -> Iterator[Blocker]:
        named = {guard.name: guard for guard in self.guards}
        for guard in (*(named[name] for name in transition.guards), *self.extra):
            for blocker in guard.blockers(case, command):
                yield blocker if blocker.clause else attrs.evolve(blocker, clause=transition.clause)

    def _out_of_turn(self, case: Case, command: Event) -> Blocker:
        here, kind = self.state(case.state).words, command.kind.words
        ways = [one for one in self.transitions if one.kind is command.kind]
        after = Words(
            zh="、".join(self.state(name).words.zh for one in ways for name in one.sources),
            en=", ".join(self.state(name).words.en for one in ways for name in one.sources),
        )
        return Blocker(
            code="out-of-turn",
            words=Words(
                zh=f"“{here.zh}”状态下不能{kind.zh}（须为：{after.zh}）",
                en=f"cannot be {kind.en} while {here.en} (only while {after.en})",
            ),
        )


# -- what every transition asks ------------------------------------------------------------------------------


def _needed(transition: Transition) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*_ALWAYS_ATTACHED, *transition.attached)))


def _unattached(transition: Transition, command: Event) -> Iterator[Blocker]:
    labels = {field.name: field.metadata["words"] for field in attrs.fields(Event)}
    for name in _needed(transition):
        if not getattr(command, name):
            words = Words(zh=f"缺少{labels[name].zh}", en=f"{name} is missing ({labels[name].en})")
            yield Blocker(code="not-attached", clause=transition.clause, words=words, lifted_by=transition.roles)


def _wrong_role(transition: Transition, command: Event) -> Iterator[Blocker]:
    if command.role is not None and command.role not in transition.roles:
        allowed = sorted(transition.roles, key=str)
        words = Words(
            zh=f"{command.role.words.zh}无权{command.kind.words.zh}（{'、'.join(role.words.zh for role in allowed)}）",
            en=f"a {command.role.words.en} may not do this ({', '.join(role.words.en for role in allowed)})",
        )
        yield Blocker(code="wrong-role", clause=transition.clause, words=words, lifted_by=transition.roles)


def _out_of_order(case: Case, command: Event) -> Iterator[Blocker]:
    if case.last_at is not None and command.happened_at < case.last_at:
        words = Words(zh=f"不能早于上一事件 {case.last_at}", en=f"not before the last event, {case.last_at}")
        yield Blocker(code="before-last", words=words, earliest=case.last_at)


# -- the graph -----------------------------------------------------------------------------------------------


def _flaws(procedure: Procedure) -> Iterator[Problem]:
    states = {state.id for state in procedure.states}
    yield from _unknown_names(procedure, states)
    yield from _twice(procedure)
    unreachable = states - _closure({procedure.start}, _edges(procedure))
    for name in sorted(unreachable):
        yield Problem(name, Words(zh="到达不了", en="cannot be reached from the start"))
    ends = {state.id for state in procedure.states if state.is_end}
    stuck = states - _closure(ends, {(target, source) for source, target in _edges(procedure)})
    for name in sorted(stuck):
        yield Problem(name, Words(zh="走不到终点", en="has no way to an end"))


def _edges(procedure: Procedure) -> set[tuple[str, str]]:
    return {(source, one.target) for one in procedure.transitions for source in one.sources}


def _closure(start: set[str], edges: set[tuple[str, str]]) -> set[str]:
    found, pending = set(start), list(start)
    while pending:
        here = pending.pop()
        for source, target in edges:
            if source == here and target not in found:
                found.add(target)
                pending.append(target)
    return found


def _unknown_names(procedure: Procedure, states: set[str]) -> Iterator[Problem]:
    fields = {field.name for field in attrs.fields(Event)}
    guards = {guard.name for guard in procedure.guards}
    if procedure.start not in states:
        yield Problem("start", Words(zh=f"没有状态 {procedure.start}", en=f"no state {procedure.start}"))
    for one in procedure.transitions:
        for kind, names, known in (
            ("state", (*one.sources, one.target), states),
            ("field", one.attached, fields),
            ("guard", one.guards, guards),
        ):
            for name in names:
                if name not in known:
                    yield Problem(str(one.kind), Words(zh=f"没有 {kind} {name}", en=f"no {kind} {name}"))
        if not one.roles:
            yield Problem(str(one.kind), Words(zh="没有人可以执行", en="nobody may do it"))
    for guard in (*procedure.guards, *procedure.extra):
        for name in guard.reads:
            if name not in procedure.case_fields:
                yield Problem(guard.name, Words(zh=f"案件没有 {name}", en=f"the case has no field {name}"))


def _twice(procedure: Procedure) -> Iterator[Problem]:
    seen: set[tuple[str, EventKind]] = set()
    for one in procedure.transitions:
        for source in one.sources:
            if (source, one.kind) in seen:
                yield Problem(source, Words(zh=f"{one.kind} 写了两次", en=f"{one.kind} leads to two places"))
            seen.add((source, one.kind))
