"""A procedure as data: states, transitions, roles, what must be attached, guards; checked as a graph when it is built.

A command is the event that somebody wants to happen. `may` gives every blocker and changes nothing; `decide` gives the
event or the refusal, by the same code; `evolve` folds what was decided. Nothing here knows of hazards: what a case is
and how it takes an event in, the procedure says.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, Protocol

import attrs

from stationkit.errors import DefinitionError, InvalidValueError, UnknownNameError
from stationkit.procedures import graph
from stationkit.procedures.cases import following
from stationkit.procedures.refusals import ALONE, Actor, Blocker, Check, Context, Guard, Option, Refusal
from stationkit.stations.events import Event
from stationkit.stations.fields import NamedText, a_word, members_checked, several
from stationkit.stations.people import Role
from stationkit.words import Words

__all__ = ["Case", "Fold", "Kind", "Procedure", "State", "Transition", "kinds_of"]


class Case(Protocol):
    """What a procedure needs to know of a case: its id, its state, and when something last happened to it."""

    @property
    def id(self) -> str:
        """The case's id."""

    @property
    def state(self) -> str:
        """The state that it is in."""

    @property
    def last_at(self) -> datetime | None:
        """When the last event happened; nothing before the first."""

    @property
    def last_id(self) -> str:
        """The last event's id; empty before the first."""


@attrs.frozen
class Kind:
    """A kind of event: the word that events carry, and its words for people."""

    id: str = attrs.field(validator=a_word)
    words: Words = Words()


def kinds_of(vocabulary: type[NamedText]) -> tuple[Kind, ...]:
    """Give the kinds that an enum of words names."""
    return tuple(Kind(str(word), word.words) for word in vocabulary)


@attrs.frozen(kw_only=True)
class State:
    """A state of a case; an end needs nothing more."""

    id: str = attrs.field(validator=a_word)
    words: Words
    is_end: bool = False


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Transition:
    """What an event does: from which states to which, who may do it, and what must be attached.

    Attributes:
        target: the state that it leads to; empty where the case stays in the state that it is in.
        roles: who may do it.
        attached: fields of the event that must be filled.
        guards: names of the guards that must have nothing against it.
        clause: the rule that it rests on.
        is_exceptional: whether nobody supposes that it happened, where steps are not recorded.
    """

    kind: str
    sources: tuple[str, ...] = attrs.field(validator=several("状态编号", "state ids"))
    target: str
    roles: frozenset[Role]
    attached: tuple[str, ...] = attrs.field(default=(), validator=several("事件字段", "fields of the event"))
    guards: tuple[str, ...] = attrs.field(default=(), validator=several("检查名", "names of guards"))
    clause: str = ""
    is_exceptional: bool = False

    def target_from(self, state: str) -> str:
        """Give the state that it leads to from *state*."""
        return self.target or state


Fold = Callable[[Any, Event, str], Any]
"""How a case takes an event in: `fold(case, event, state)` gives the case after it, in *state*."""


def _keeps_nothing(case: Any, _: Event) -> Any:
    """Leave a case as it is: what most procedures keep of an event that contradicts it."""
    return case


_ALWAYS_ATTACHED = ("actor", "role", "ground", "document")
"""Every decided event says who, as whom, why and by which document."""

_FIELDS = {field.name: field.metadata["words"] for field in attrs.fields(Event)}


@attrs.frozen
class _Step:
    """A transition from one state, made ready: what `may` would otherwise put together at every call."""

    transition: Transition
    target: str
    roles: tuple[Role, ...]
    needed: tuple[str, ...]
    further: Callable[[Event], tuple[Any, ...]] | None
    guards: tuple[Guard, ...]
    checks: tuple[tuple[Check, bool], ...]
    extra: tuple[Guard, ...]


@attrs.frozen(kw_only=True, slots=False, repr=False)
class Procedure:
    """A procedure, checked when it is built.

    Attributes:
        clause: the rule that it rests on as a whole.
        kinds: the events that it knows, with their words.
        start: the state of a case to which nothing has happened.
        guards: the procedure's own, by name.
        invariants: what it never decides, whatever is added; they are asked first and cannot be taken away.
        extra: guards that plugins have added; they can only forbid.
        case: the class of its cases, made from an id; guards may read its fields.
        fold: how a case takes an event in.
        contest: what a case keeps of an event that contradicts it, until a person settles that; nothing unless said.
        kept_as: fields of the case in which it keeps what events say, where they are called otherwise than there.
        opening_kinds: events that only ever stand at the beginning of a history.

    Raises:
        DefinitionError: with every flaw of the graph, each with the shortest path that shows it.
    """

    id: str
    version: str
    words: Words
    clause: str = ""
    kinds: tuple[Kind, ...]
    start: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    guards: tuple[Guard, ...] = ()
    invariants: tuple[Guard, ...] = ()
    extra: tuple[Guard, ...] = ()
    case: Callable[..., Any] = attrs.field(validator=attrs.validators.is_callable())
    fold: Fold = attrs.field(validator=attrs.validators.is_callable())
    contest: Callable[[Any, Event], Any] = attrs.field(default=_keeps_nothing, validator=attrs.validators.is_callable())
    kept_as: Mapping[str, str] = attrs.field(factory=dict)
    _steps: dict[tuple[str, str], _Step] = attrs.field(init=False, repr=False, eq=False, factory=dict)
    _names: dict[str, State] = attrs.field(init=False, repr=False, eq=False, factory=dict)
    opening_kinds: frozenset[str] = attrs.field(init=False, repr=False, eq=False)
    _before: dict[int, tuple[Guard, ...]] = attrs.field(init=False, repr=False, eq=False, factory=dict)
    _owed: dict[str, tuple[tuple[str, str], ...]] = attrs.field(init=False, repr=False, eq=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        problems = tuple(graph.flaws(self))
        if problems:
            raise DefinitionError(f"{self.id}@{self.version}", problems)
        self._names.update({state.id: state for state in self.states})
        object.__setattr__(self, "opening_kinds", _opening_kinds(self))  # as attrs says for what is derived
        self._before.update({id(one): _guards_of(self, one) for one in self.transitions})
        self._steps.update(_steps_of(self, self.extra))
        self._owed.update({one.id: tuple(sorted(_owed(self, one.id))) for one in self.kinds})

    def __repr__(self) -> str:
        return f"<Procedure {self.id}@{self.version}>"

    # -- what it consists of -----------------------------------------------------------------------------

    @property
    def ways(self) -> Iterator[tuple[Transition, str]]:
        """Every transition from every state that it leaves."""
        return ((one, source) for one in self.transitions for source in one.sources)

    def transition(self, state: str, kind: str) -> Transition | None:
        """Give the transition that an event of *kind* makes from *state*, if there is one."""
        step = self._steps.get((state, kind))
        return None if step is None else step.transition

    def state(self, name: str) -> State:
        """Give a state by its id.

        Raises:
            UnknownNameError: there is none.
        """
        if name not in self._names:
            raise UnknownNameError(Words(zh="状态", en="state"), name, tuple(self._names))
        return self._names[name]

    def kind_words(self, kind: str) -> Words:
        """Give the words of a kind of event.

        Raises:
            UnknownNameError: the procedure knows none of that name.
        """
        known = {one.id: one.words for one in self.kinds}
        if kind not in known:
            raise UnknownNameError(Words(zh="事件", en="kind of event"), kind, tuple(known))
        return known[kind]

    def owed(self, kind: str) -> tuple[tuple[str, str], ...]:
        """Give the fields that events of a kind owe, each with the field of the case in which it is kept."""
        return self._owed[kind]

    def guards_of(self, transition: Transition) -> tuple[Guard, ...]:
        """Give what stands before a transition: the invariants, then its own guards."""
        known = self._before.get(id(transition))
        return _guards_of(self, transition) if known is None else known

    def with_guards(self, extra: Iterable[Guard]) -> "Procedure":
        """Give the procedure with further guards, which can only forbid.

        Raises:
            DefinitionError: a guard reads or asks what is not there.
        """
        more = tuple(extra)
        problems = tuple(graph.guard_flaws(self, more))
        if problems:
            raise DefinitionError(f"{self.id}@{self.version}", problems)
        if not more:
            return self
        extra = (*self.extra, *more)
        return following(self, {"extra": extra, "_steps": _steps_of(self, extra)})

    # -- asking ------------------------------------------------------------------------------------------

    def begin(self, case: str) -> Any:
        """Give a case to which nothing has happened yet."""
        return self.case(id=case)

    def may(self, case: Any, command: Event, context: Context = ALONE) -> tuple[Blocker, ...]:
        """Give every blocker of a command, without any effect; nothing where it may be done."""
        step = self._steps.get((case.state, command.kind))
        if step is None:
            return (self._out_of_turn(case, command, context),)
        return self._blockers(step, case, command, context)

    def decide(self, case: Any, command: Event, context: Context = ALONE) -> "tuple[Event, ...] | Refusal":
        """Give the events that a command leads to, or the refusal with every blocker."""
        blockers = self.may(case, command, context)
        return Refusal(command=command, blockers=blockers) if blockers else (command,)

    def advance(self, case: Any, command: Event, context: Context = ALONE) -> Any:
        """Decide a command and give the case after it, or the refusal, which is false."""
        step = self._steps.get((case.state, command.kind))
        if step is None:
            return Refusal(command=command, blockers=(self._out_of_turn(case, command, context),))
        blockers = self._blockers(step, case, command, context)
        return Refusal(command=command, blockers=blockers) if blockers else self.fold(case, command, step.target)

    def evolve(self, case: Any, event: Event) -> Any:
        """Give the case after an event; an event that no transition knows from here leaves the state as it is."""
        step = self._steps.get((case.state, event.kind))
        return self.fold(case, event, case.state if step is None else step.target)

    def options(self, case: Any, actor: Actor, at: datetime, context: Context = ALONE) -> tuple[Option, ...]:
        """Give everything that could happen next to a case, as far as *actor* is concerned at that time."""
        return tuple(
            self._option(self._steps[case.state, one.kind], case, actor, at, context)
            for one in self.transitions
            if case.state in one.sources
        )

    def _option(self, step: _Step, case: Any, actor: Actor, at: datetime, context: Context) -> Option:
        """Take the role in which least stands against it."""
        fitting = actor.roles & frozenset(step.roles) or actor.roles
        roles = sorted(fitting, key=str) or (None,)
        asked = (_asked(step, case, role, at, actor=actor.id, on_behalf_of=actor.on_behalf_of) for role in roles)
        tried = [self._tried(step, case, command, context) for command in asked]
        return min(tried, key=lambda option: len(option.blockers))

    def _tried(self, step: _Step, case: Any, command: Event, context: Context) -> Option:
        """Ask what can be asked before the rest is filled in."""
        kind, role = step.transition.kind, command.role
        speaking = _speaking(step.guards, command)
        asked_now = attrs.evolve(step, checks=_checks(speaking), extra=_speaking(step.extra, command))
        told = self._blockers(asked_now, case, command, context)
        settling = _settling(step, case, command, context)
        asked = (name for name in step.needed if not getattr(command, name))
        return Option(
            kind=kind,
            words=self.kind_words(kind),
            target=step.target,
            role=role,
            attached=tuple(dict.fromkeys((*asked, *settling))),
            blockers=(
                *(one for one in told if one.code != "not-attached"),
                *(() if role is not None else self._with_clauses(step, self._wrong_role(step, command))),
            ),
        )

    def _blockers(self, step: _Step, case: Any, command: Event, context: Context) -> tuple[Blocker, ...]:
        """Ask everything that stands before a step; the procedure's own first, so that nothing else can disturb it."""
        found: tuple[Blocker, ...] = ()
        try:
            is_signed = command.actor and command.role and command.ground.strip() and command.document.strip()
        except AttributeError:
            raise _no_text(command) from None
        if not is_signed or (step.further is not None and not all(map(_says, step.further(command)))):
            found += tuple(_unattached(step, command))
        if command.role is not None and command.role not in step.roles:  # that it is missing has been said
            found += tuple(self._wrong_role(step, command))
        last = case.last_at
        if command.case != case.id or (last is not None and not command.happened_at > last):
            found += tuple(_misplaced(case, command))
        for check, looks_around in step.checks:
            given = check(case, command, context) if looks_around else check(case, command)
            if given:
                found += tuple(given)
        for guard in step.extra:
            found += guard.foreign_blockers(case, command, context)
        return tuple(self._with_clauses(step, found)) if found else ()

    # -- what every transition asks ----------------------------------------------------------------------

    def _with_clauses(self, step: _Step, found: Iterable[Blocker]) -> Iterator[Blocker]:
        rests_on = step.transition.clause or self.clause
        for one in found:
            yield one if one.clause else attrs.evolve(one, clause=rests_on)

    def _out_of_turn(self, case: Any, command: Event, context: Context) -> Blocker:
        """Say from where it could be done, and who could take the first step towards there."""
        ways = [one for one in self.transitions if one.kind == command.kind]
        if not ways:
            known = ", ".join(sorted(kind.id for kind in self.kinds))
            words = Words(
                zh=f"本程序没有 {command.kind}（有 {known}）", en=f"no such step: {command.kind} (there are {known})"
            )
            return Blocker(code="unknown-kind", words=words, clause=self.clause)
        here, kind = self.state(case.state).words, self.kind_words(command.kind)
        sources = tuple(dict.fromkeys(name for one in ways for name in one.sources))
        after = Words(
            zh="、".join(self.state(name).words.zh for name in sources),
            en=", ".join(self.state(name).words.en for name in sources),
        )
        words = Words(
            zh=f"“{here.zh}”状态下不能{kind.zh}（须为：{after.zh}）",
            en=f"cannot be {kind.en} while {here.en} (only while {after.en})",
        )
        lifted_by = self._first_step(case, sources, command.happened_at, context)
        return Blocker(code="out-of-turn", words=words, clause=ways[0].clause or self.clause, lifted_by=lifted_by)

    def _first_step(self, case: Any, goals: Collection[str], at: datetime, context: Context) -> frozenset[Role]:
        """Tell who could take the first step towards a state, by the shortest way that nothing bars for good."""
        barred: list[Transition] = []
        while way := graph.shortest(self, case.state, goals, without=barred):
            step = attrs.evolve(self._steps[case.state, way[0].kind], extra=())  # what a plugin adds, adds blockers
            tried = [self._tried(step, case, _asked(step, case, role, at), context) for role in step.roles]
            able = frozenset(one.role for one in tried if one.role and (one.is_open or one.earliest))
            if able:
                return able
            against = min((one.blockers for one in tried), key=len)
            if all(one.lifted_by for one in against):
                return frozenset().union(*(one.lifted_by for one in against))
            barred.append(way[0])
        return frozenset()

    def _wrong_role(self, step: _Step, command: Event) -> Iterator[Blocker]:
        kind, held = self.kind_words(command.kind), command.role.words if command.role else _NOBODY
        words = Words(
            zh=f"{held.zh}无权{kind.zh}（{'、'.join(role.words.zh for role in step.roles)}）",
            en=f"not as {held.en} (only as {', '.join(role.words.en for role in step.roles)})",
        )
        yield Blocker(code="wrong-role", words=words, lifted_by=step.transition.roles)


_INSTANT = timedelta(microseconds=1)
_NOBODY = Words(zh="没有角色的人", en="somebody without a role")
_LAST_LETTER = "\U000e01ef"
"""The last letter that an id may have, so that it comes after any other of no more letters."""


def _misplaced(case: Any, command: Event) -> Iterator[Blocker]:
    """Give what keeps a command from coming next: truth is ordered by when things happened and by their ids."""
    if command.case != case.id:
        words = Words(zh=f"属于 {command.case}，不是 {case.id}", en=f"is about {command.case}, not {case.id}")
        yield Blocker(code="other-case", words=words)
    if case.last_at is None or (command.happened_at, command.id) > (case.last_at, case.last_id):
        return
    if command.happened_at < case.last_at:
        words = Words(zh=f"不能早于上一事件 {case.last_at}", en=f"not before the last event, {case.last_at}")
    else:
        words = Words(
            zh=f"与上一事件 {case.last_id} 同时，编号须排在其后", en=f"at the time of {case.last_id}: an id after it"
        )
    follows = command.id > case.last_id
    yield Blocker(code="before-last", words=words, earliest=case.last_at + (timedelta() if follows else _INSTANT))


def _opening_kinds(procedure: Procedure) -> frozenset[str]:
    start = procedure.start
    if any(source != start and one.target == start for one, source in procedure.ways):
        return frozenset()  # a history can come back to where it began
    elsewhere = {one.kind for one, source in procedure.ways if source != start}
    return frozenset(str(one.kind) for one, _ in procedure.ways if one.kind not in elsewhere)


def _guards_of(procedure: Procedure, transition: Transition) -> tuple[Guard, ...]:
    named = {guard.name: guard for guard in procedure.guards}
    first = (guard for guard in procedure.invariants if guard.stands_before(transition.kind))
    return (*first, *(named[name] for name in transition.guards))


def _owed(procedure: Procedure, kind: str) -> Iterator[tuple[str, str]]:
    """Give what a step of a kind asks for; the role is owed where a guard turns on it."""
    for way in (one for one in procedure.transitions if one.kind == kind):
        turns_on_role = any("role" in guard.asks for guard in procedure.guards_of(way))
        for name in ("actor", *(("role",) if turns_on_role else ()), *way.attached):
            yield name, procedure.kept_as.get(name, name)


def _steps_of(procedure: Procedure, extra: tuple[Guard, ...]) -> dict[tuple[str, str], _Step]:
    return {(source, one.kind): _ready(procedure, one, source, extra) for one, source in procedure.ways}


def _ready(procedure: Procedure, transition: Transition, source: str, extra: tuple[Guard, ...]) -> _Step:
    needed = tuple(dict.fromkeys((*_ALWAYS_ATTACHED, *transition.attached)))
    further = needed[len(_ALWAYS_ATTACHED) :]
    guards = procedure.guards_of(transition)
    return _Step(
        transition=transition,
        target=transition.target_from(source),
        roles=tuple(sorted(transition.roles, key=str)),
        needed=needed,
        further=attrgetter(*further, *further) if further else None,  # named twice: one alone gives no tuple
        guards=guards,
        checks=_checks(guards),
        extra=tuple(guard for guard in extra if guard.stands_before(transition.kind)),
    )


def _checks(guards: Iterable[Guard]) -> tuple[tuple[Check, bool], ...]:
    return tuple((guard.check, guard.looks_around) for guard in guards)


def _unattached(step: _Step, command: Event) -> Iterator[Blocker]:
    for name in step.needed:
        if not _says(getattr(command, name)):
            words = Words(zh=f"缺少{_FIELDS[name].zh}", en=f"{name} is missing ({_FIELDS[name].en})")
            yield Blocker(code="not-attached", words=words, lifted_by=step.transition.roles)


def _no_text(command: Event) -> InvalidValueError:
    name = "document" if isinstance(command.ground, str) else "ground"
    return InvalidValueError(getattr(command, name), Words(zh=f"{_FIELDS[name].zh}（文字）", en=f"{name} as text"))


def _asked(step: _Step, case: Any, role: Role | None, at: datetime, actor: str = "", on_behalf_of: str = "") -> Event:
    """Give a step of which nothing is said but who would take it, if that; its id comes next, as a chosen one would."""
    return Event(
        id=case.last_id[:99] + _LAST_LETTER,
        case=case.id,
        kind=step.transition.kind,
        happened_at=at,
        role=role,
        actor=actor,
        on_behalf_of=on_behalf_of,
    )


def _settling(step: _Step, case: Any, command: Event, context: Context) -> Iterator[str]:
    """Give the fields that would settle a guard, of those that have nothing to say before they are filled in."""
    own = ((guard, guard.blockers) for guard in step.guards)
    foreign = ((guard, guard.foreign_blockers) for guard in step.extra)
    for guard, ask in (*own, *foreign):
        if guard.settled_by and not _speaking((guard,), command) and ask(case, command, context):
            yield from guard.settled_by


def _says(value: Any) -> bool:
    return bool(value.strip() if value.__class__ is str else value)


def _speaking(guards: tuple[Guard, ...], command: Event) -> tuple[Guard, ...]:
    """Leave out the guards that can say nothing yet, for want of what they ask of the command."""
    return tuple(guard for guard in guards if all(getattr(command, name) for name in (*guard.asks, *guard.settled_by)))
