"""Clocks: from the events of a case to the stretches in which a step was owed.

A run begins with an event and ends with another, or with what makes it owed no longer. A return and a reopening begin a
run of their own, which knows the one before it: how the clock goes on is the policy's to say. Nothing here counts days.
"""

import itertools
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Protocol

import attrs

from stationkit.calendars.calendar import BEIJING
from stationkit.calendars.counting import Pause
from stationkit.errors import InvalidDocumentError, Problem
from stationkit.identifiers import RegionCode
from stationkit.procedures.hazard_case import HazardCase
from stationkit.procedures.hazard_fold import fold_hazard
from stationkit.procedures.machine import Procedure
from stationkit.procedures.policies import DeadlinePolicy, Ruling
from stationkit.procedures.recording import record
from stationkit.procedures.scopes import Provenance, Scope
from stationkit.procedures.steps import CLOCKS, LAPSING, OVER, Clock, Step
from stationkit.stations.events import Event, EventKind
from stationkit.stations.fields import A_MEANT_YEAR, is_meant, moment
from stationkit.stations.stations import Industry
from stationkit.words import Words

__all__ = ["HasEvents", "Run", "events_of", "pauses_of", "runs_of", "settled_events", "visible_events"]


class HasEvents(Protocol):
    """Whatever carries the events of one case, such as a recorded case."""

    @property
    def events(self) -> tuple[Event, ...]:
        """The events."""


@attrs.frozen(kw_only=True)
class Run:
    """A stretch in which a step was owed.

    Attributes:
        how: `start`, `return` or `reopen`.
        began: the event that began it.
        since: the moment from which it is counted: that of the event, or of the finding before it.
        ended: the event by which it was done, or owed no longer; nothing while it is owed.
        outcome: `done`, `over` (it was owed no longer), `replaced` (a new run began), or nothing yet.
        scope: what was known of the case when it began.
        before: the run of the same clock before it.
        during: the events while it was owed, those that began and ended it among them.
    """

    step: Step
    how: str
    began: Event
    since: datetime
    scope: Scope
    ended: Event | None = None
    outcome: str = ""
    before: "Run | None" = None
    during: tuple[Event, ...] = ()


def events_of(case: HasEvents | Iterable[Event]) -> Iterable[Event]:
    """Give the events of a case, or those that were given themselves."""
    return case if isinstance(case, Iterable) else case.events


def visible_events(
    events: Iterable[Event], now: datetime, known_at: date | datetime | None = None
) -> tuple[Event, ...]:
    """Give the events that had happened by *now*, as far as they were recorded by *known_at*, in their order.

    Raises:
        InvalidDocumentError: two events have one id and differ, they are of more than one case, or one happened in no
            year that anybody means.
        InvalidValueError: a moment has no offset.
    """
    moment(None, None, now)
    found: dict[str, Event] = {}
    clashing = [event.id for event in events if found.setdefault(event.id, event) != event]
    what = Words(zh="同一编号、不同内容", en="the same id with other content")
    problems = [Problem(one, what) for one in clashing]
    cases = sorted({event.case for event in found.values()})
    if len(cases) > 1:
        several = Words(zh=f"不是同一件：{', '.join(cases)}", en=f"of more than one case: {', '.join(cases)}")
        problems.append(Problem("case", several))
    problems += [_unmeant(event) for event in found.values() if not is_meant(event.happened_at)]
    if problems:
        raise InvalidDocumentError("events", tuple(problems))
    until = _end_of(known_at)
    seen = [one for one in found.values() if one.happened_at <= now and _is_known(one, until)]
    return tuple(sorted(seen, key=lambda one: (one.happened_at, one.id)))


def _unmeant(event: Event) -> Problem:
    said = str(event.happened_at)
    return Problem(f"{event.id}.happened_at", Words(zh=said, en=said), A_MEANT_YEAR)


def settled_events(events: tuple[Event, ...], procedure: Procedure) -> tuple[Event, ...]:
    """Leave aside the events that contradict what they met: a person has to settle them first.

    Events of a kind that the procedure does not know are an application's own, and stay.
    """
    kinds = {kind.id for kind in procedure.kinds}
    known = [event for event in events if event.kind in kinds]
    if not known:
        return events
    contested = record(procedure, known[0].case, known).contested
    return tuple(event for event in events if event.id not in contested)


def _end_of(known_at: date | datetime | None) -> datetime | None:
    """Give the moment up to which something was known: a day means the whole of it."""
    if known_at is None:
        return None
    if isinstance(known_at, datetime):
        moment(None, None, known_at)
        return known_at
    return datetime.combine(known_at + timedelta(days=1), time(), tzinfo=BEIJING) - timedelta(microseconds=1)


def _is_known(event: Event, until: datetime | None) -> bool:
    return until is None or (event.recorded_at or event.happened_at) <= until


def runs_of(
    events: tuple[Event, ...], region: RegionCode | None, employer: str, industry: Industry | None
) -> tuple[Run, ...]:
    """Give every run of every step, in the order in which they began."""
    scopes = tuple(_scopes(events, Scope(region=region, employer=employer, industry=industry)))
    found = [run for step, clocks in CLOCKS.items() for clock in clocks for run in _runs(step, clock, events, scopes)]
    return tuple(sorted(found, key=lambda run: run.began.happened_at))


def _scopes(events: Iterable[Event], scope: Scope) -> Iterator[Scope]:
    """Give what was known of the case after each event: what an event says of it counts as in the case itself."""
    case = HazardCase(id="scope")
    for event in events:
        supposes = event.kind in _BEFORE and case.state == "draft"
        case = fold_hazard(case, event, "draft" if supposes else "graded")
        yield attrs.evolve(scope, level=case.level, sub_level=case.sub_level, mode=case.mode)


_BEFORE = frozenset({EventKind.DRAFT, EventKind.REPORT, EventKind.RECUR})
"""Events that suppose a level, until somebody grades."""


def _runs(step: Step, clock: Clock, events: tuple[Event, ...], scopes: tuple[Scope, ...]) -> Iterator[Run]:
    run: Run | None = None
    last: Run | None = None
    for event, scope in zip(events, scopes, strict=True):
        if run is not None:
            run = attrs.evolve(run, during=(*run.during, event))
            outcome = _outcome(clock, event, scope)
            if outcome:
                last = attrs.evolve(run, ended=event, outcome=outcome)
                yield last
                run = None
        how = _begins(clock, event, scope)
        if how and not _comes_too_late(clock, event, events):
            before = last if how != "start" else None
            since = _since(clock, event, events) if how == "start" else event.happened_at
            run = Run(step=step, how=how, began=event, since=since, scope=scope, before=before, during=(event,))
    if run is not None:
        yield run


def _comes_too_late(clock: Clock, began: Event, events: tuple[Event, ...]) -> bool:
    """Tell whether what an event would begin was done before it: a report that is recorded after the grading.

    What was done before a regrading was done for something else.
    """
    before = list(itertools.takewhile(lambda one: one is not began, events))
    while any(one.kind == EventKind.UPGRADE for one in before):
        before.pop(0)
    return bool(clock.unless) and any(one.kind in clock.unless for one in before)


def _since(clock: Clock, began: Event, events: tuple[Event, ...]) -> datetime:
    """Give the moment from which a run is counted: for some steps that of the last finding before it."""
    found = [
        one.happened_at for one in events if one.kind in clock.counted_from and one.happened_at <= began.happened_at
    ]
    return found[-1] if found else began.happened_at


def _outcome(clock: Clock, event: Event, scope: Scope) -> str:
    if event.kind in clock.ends:
        return "done"
    if event.kind in OVER or event.kind in clock.lapses:
        return "over"
    return "replaced" if _begins(clock, event, scope) and not clock.unless else ""


def _begins(clock: Clock, event: Event, scope: Scope) -> str:
    """Say how an event begins a run of a clock; nothing where it does not."""
    if (clock.mode not in (None, scope.mode)) or (clock.level not in (None, scope.level)):
        return ""
    if clock.other_than is not None and clock.other_than is scope.mode:
        return ""
    if clock.roles and event.role not in clock.roles:
        return ""
    for how, kinds in (("start", clock.starts), ("return", clock.returns), ("reopen", clock.reopens)):
        if event.kind in kinds:
            return how
    return ""


def pauses_of(
    run: Run, events: tuple[Event, ...], ruling: Ruling, policies: Iterable[DeadlinePolicy]
) -> tuple[Pause, ...]:
    """Give the stretches in which the clock of a run stood still for a limit.

    Reasons are those of the limit's own policy and those of the law; only the law's stop a limit of the law. A pending
    extension is one where the limit's policy says so.
    """
    is_law = ruling.limit.provenance is Provenance.LAW
    events = events if run.ended is None else events[: events.index(run.ended) + 1]  # what is over is not stopped
    found: list[Pause] = []
    for policy in policies:
        for rule in policy.stops:
            counts = rule.provenance is Provenance.LAW or (policy == ruling.policy and not is_law)
            if counts and run.step in rule.steps and rule.applies.covers(run.scope):
                found.extend(_stretches(events, rule.starts, rule.ends))
    if ruling.policy.pending_stops and not is_law and run.step is Step.RECTIFY:
        found.extend(_stretches(run.during, ("request-extension",), ("grant-extension", "refuse-extension", *LAPSING)))
    return tuple(found)


def _stretches(events: tuple[Event, ...], starts: tuple[str, ...], ends: tuple[str, ...]) -> Iterator[Pause]:
    """Give the stretches from one kind of event to another; an area is free when whoever stopped it frees it."""
    since: datetime | None = None
    stopped = HazardCase(id="stops")  # of which only what stands still is looked at
    for event in events:
        if event.kind in starts:
            since = since or event.happened_at
            stopped = _taken(stopped, event, EventKind.SUSPEND, event.place)
        elif since is not None and event.kind in ends:
            stopped = _freed(stopped, event)
            if not stopped.suspensions:
                yield Pause(since, event.happened_at)
                since = None
    if since is not None:
        yield Pause(since)


def _freed(stopped: HazardCase, event: Event) -> HazardCase:
    """Free the area that an event names, or every one; a restoring frees what its own holder stopped, and no more."""
    places = {event.place} if event.place else {one.place for one in stopped.suspensions}
    if event.kind != EventKind.RESTORE:
        left = tuple(one for one in stopped.suspensions if one.place not in places)
        return attrs.evolve(stopped, suspensions=left)
    for place in sorted(places):
        stopped = _taken(stopped, event, EventKind.RESTORE, place)
    return stopped


def _taken(stopped: HazardCase, event: Event, kind: EventKind, place: str) -> HazardCase:
    """Take an event in as the case itself does: by whose power it stops or frees an area is the case's to say."""
    return fold_hazard(stopped, attrs.evolve(event, kind=kind, place=place), stopped.state)
