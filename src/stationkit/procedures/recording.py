"""Histories from outside: recorded, not decided. Gaps stay unknown, breaches are findings, nothing is lost.

Truth is a fold of the set of events, ordered by when they happened and their ids, so the order in which they arrived
does not matter. What a step means is the procedure's: any procedure can be recorded.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import attrs

from stationkit.errors import InvalidDocumentError, Problem, nearest
from stationkit.procedures import graph
from stationkit.procedures.machine import Procedure, Transition
from stationkit.procedures.refusals import Guard
from stationkit.stations.events import Event
from stationkit.words import Words

__all__ = ["History", "RecordFinding", "RecordedCase", "in_order", "record", "spans_in_order"]

_FIELDS = {field.name: field.metadata["words"] for field in attrs.fields(Event)}


@attrs.frozen(kw_only=True)
class RecordFinding:
    """What a history shows besides its events.

    Attributes:
        kind: `gap` (not known), `breach` (a rule was broken) or `contested` (it contradicts what it meets).
        code: which gap or breach.
        event: the event at which it shows.
    """

    kind: str
    code: str
    event: str
    words: Words
    clause: str = ""


@attrs.frozen(kw_only=True)
class RecordedCase:
    """A case as its recorded history leaves it, with everything that the history shows.

    Attributes:
        case: the case, of the procedure's own class.
        events: every event, in order; contested ones are among them.
    """

    case: Any
    events: tuple[Event, ...]
    findings: tuple[RecordFinding, ...]

    @property
    def breaches(self) -> tuple[str, ...]:
        """The codes of the rules that were broken, each once."""
        return tuple(dict.fromkeys(one.code for one in self.findings if one.kind == "breach"))

    @property
    def contested(self) -> tuple[str, ...]:
        """The ids of the events that contradict what they met."""
        return tuple(dict.fromkeys(one.event for one in self.findings if one.kind == "contested"))

    @property
    def is_contested(self) -> bool:
        """Whether a person has to settle what happened."""
        return bool(self.contested)

    def first(self, kind: str) -> Event | None:
        """Give the first event of a kind, if it happened."""
        return next((event for event in self.events if event.kind == kind), None)


def record(procedure: Procedure, case: str, events: Iterable[Event]) -> RecordedCase:
    """Fold a history from outside into a case.

    Raises:
        InvalidDocumentError: two events have one id and differ, an event belongs to another case, or is of a kind that
            the procedure does not know.
    """
    history = History(procedure, case)
    for event in in_order(procedure, case, events):
        history.take(event)
    return history.recorded


@attrs.define
class _Known:
    """What a history has told so far, besides the case.

    Attributes:
        has_begun: whether an event has led away from the start.
        states: the states in which the case has been.
        unsaid: fields of the case of which an event owed something, and did not say it.
    """

    has_begun: bool = False
    states: set[str] = attrs.field(factory=set)
    unsaid: set[str] = attrs.field(factory=set)

    def take(self, procedure: Procedure, event: Event) -> None:
        """Take note of what an event says and of what it does not."""
        if event.kind in procedure.opening_kinds and not self.has_begun:
            ways = (one for one in procedure.transitions if one.kind == event.kind)
            self.has_begun = any(one.target not in ("", procedure.start) for one in ways)
        for name, kept in procedure.owed(event.kind):
            if not getattr(event, name):
                self.unsaid.add(kept)
            elif self.unsaid:
                self.unsaid.discard(kept)


class History:
    """A history on its way: events taken in one by one, in the order in which they happened.

    Attributes:
        case: the case after the events taken so far.
        events: the events taken so far.
    """

    def __init__(self, procedure: Procedure, case: str) -> None:
        self._procedure = procedure
        self.case: Any = procedure.begin(case)
        self.events: list[Event] = []
        self._findings: list[RecordFinding] = []
        self._known = _Known()

    def take(self, event: Event) -> None:
        """Take the next event in."""
        self._known.states.add(self.case.state)
        self.case, found = _step(self._procedure, self.case, event, self._known)
        self.events.append(event)
        self._findings.extend(found)
        self._known.take(self._procedure, event)

    def go_on(self, procedure: Procedure, case: Any) -> None:
        """Go on under another version of the procedure, with the case as it was carried over."""
        self._procedure = procedure
        self.case = case

    @property
    def recorded(self) -> RecordedCase:
        """What has been recorded so far."""
        return RecordedCase(case=self.case, events=tuple(self.events), findings=tuple(self._findings))


def in_order(procedure: Procedure, case: str, events: Iterable[Event]) -> tuple[Event, ...]:
    """Give the events of a case, each once, by when they happened and their ids.

    Raises:
        InvalidDocumentError: as `record` says.
    """
    (ordered,) = spans_in_order(case, ((procedure, events),))
    return ordered


def spans_in_order(case: str, spans: Iterable[tuple[Procedure, Iterable[Event]]]) -> tuple[tuple[Event, ...], ...]:
    """Give the events of a case that several versions decided about, span by span, each in order and each once.

    Raises:
        InvalidDocumentError: as `record` says, whichever spans they are in.
    """
    known: dict[str, Event] = {}
    problems: list[Problem] = []
    ordered = []
    for procedure, events in spans:
        taken: dict[str, Event] = {}
        kinds = {kind.id for kind in procedure.kinds}
        for event in events:
            problems.extend(_unfit(procedure, kinds, case, event, known))
            taken.setdefault(event.id, event)
        ordered.append(tuple(sorted(taken.values(), key=lambda event: (event.happened_at, event.id))))
    if problems:
        raise InvalidDocumentError(case, tuple(problems))
    return tuple(ordered)


def _unfit(
    procedure: Procedure, kinds: Collection[str], case: str, event: Event, known: dict[str, Event]
) -> Iterator[Problem]:
    """Tell why an event is none of a history's; what fits is known from then on."""
    if event.case != case:
        yield Problem(event.id, Words(zh=f"属于 {event.case}", en=f"belongs to {event.case}"))
    elif event.kind not in kinds:
        close = ", ".join(nearest(event.kind, kinds))
        what = Words(zh=f"{procedure.id} 没有 {event.kind}", en=f"no kind {event.kind} in {procedure.id}")
        yield Problem(event.id, what, Words(zh=close, en=f"one of {close}"))
    elif known.setdefault(event.id, event) != event:
        yield Problem(event.id, Words(zh="同一编号、不同内容", en="the same id with other content"))


def _step(procedure: Procedure, case: Any, event: Event, known: _Known) -> tuple[Any, list[RecordFinding]]:
    transition = procedure.transition(case.state, event.kind)
    if transition is not None:
        after = procedure.evolve(case, event)
        return after, [*_unsaid(procedure, event), *_breaches(procedure, transition, case, event, known)]
    if event.kind in procedure.opening_kinds:
        if known.has_begun:
            words = ("已有另一条上报记录", "it was reported already")
            return procedure.contest(case, event), [_finding("contested", "begun-twice", event, *words)]
        return procedure.fold(case, event, case.state), [
            _finding("gap", "reported-late", event, "先有处理后有上报记录", "it was dealt with before it was reported")
        ]
    return _jump(procedure, case, event, known)


def _jump(procedure: Procedure, case: Any, event: Event, known: _Known) -> tuple[Any, list[RecordFinding]]:
    """Take an event that does not follow from the state: steps in between are unknown, or it contradicts the state.

    One that leads nowhere is no sign of steps in between where its place in the history was passed: it comes too late.
    """
    supposed = graph.reachable(procedure, case.state, usual_only=True)
    for way in (one for one in procedure.transitions if one.kind == event.kind):
        between = next((source for source in way.sources if source in supposed), None)
        if between is not None and (way.target or known.states.isdisjoint(way.sources)):
            skipped = _finding("gap", "steps-unknown", event, "中间环节没有记录", "steps in between are not recorded")
            after = procedure.fold(case, event, way.target_from(between))
            found = _breaches(procedure, way, case, event, known, is_jump=True)
            return after, [skipped, *_unsaid(procedure, event), *found]
    here = procedure.state(case.state).words
    words = (f"与状态“{here.zh}”矛盾", f"contradicts that it was {here.en}")
    return procedure.contest(case, event), [_finding("contested", "contradiction", event, *words)]


def _unsaid(procedure: Procedure, event: Event) -> Iterator[RecordFinding]:
    """Find what the step owes and the record does not say."""
    for name, _ in procedure.owed(event.kind):
        if not getattr(event, name):
            code = f"unknown-{name.replace('_', '-')}"
            words = (f"没有记录：{_FIELDS[name].zh}（{name}）", f"not recorded: {name}")
            yield _finding("gap", code, event, *words)


def _breaches(
    procedure: Procedure, transition: Transition, case: Any, event: Event, known: _Known, *, is_jump: bool = False
) -> Iterator[RecordFinding]:
    for guard in procedure.guards_of(transition):
        if _unsettled(guard, event):
            yield from _open_questions(guard, case, event)
        elif _can_tell(guard, event, is_jump=is_jump):
            kind = "gap" if guard.finds_gaps or not known.unsaid.isdisjoint(guard.reads) else "breach"
            for one in guard.blockers(case, event):
                yield _finding(kind, one.code, event, one.words.zh, one.words.en, one.clause or transition.clause)
    if event.role is not None and event.role not in transition.roles:
        step = procedure.kind_words(event.kind)
        zh, en = f"{event.role.words.zh}无权{step.zh}", f"{step.en}: not as {event.role.words.en}"
        yield _finding("breach", "wrong-role", event, zh, en, transition.clause)


def _can_tell(guard: Guard, event: Event, *, is_jump: bool) -> bool:
    """Tell whether a guard can speak of a recorded event: what it needs was recorded."""
    if guard.looks_around or (is_jump and guard.needs_steps):
        return False
    return all(getattr(event, name) for name in guard.asks)


def _unsettled(guard: Guard, event: Event) -> bool:
    """Tell whether what would settle it was not recorded: then nobody knows whether a rule was broken."""
    if not guard.settled_by or any(getattr(event, name) for name in guard.settled_by):
        return False
    return all(getattr(event, name) for name in guard.asks)


def _open_questions(guard: Guard, case: Any, event: Event) -> Iterator[RecordFinding]:
    zh = "、".join(f"{_FIELDS[name].zh}（{name}）" for name in guard.settled_by)
    for one in guard.blockers(case, event):
        yield _finding("gap", one.code, event, f"没有记录：{zh}", f"not recorded: {', '.join(guard.settled_by)}")


def _finding(kind: str, code: str, event: Event, zh: str, en: str, clause: str = "") -> RecordFinding:
    return RecordFinding(kind=kind, code=code, event=event.id, words=Words(zh=zh, en=en), clause=clause)
