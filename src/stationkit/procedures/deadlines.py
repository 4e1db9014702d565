"""Deadlines of a case: which limit binds each step, from when it is counted, and what extended it.

Everything is a pure function of (events, policies, calendar, now, known at). The values are in `terms`, the stretches
in which a step was owed come from `clocks`, the limits from `policies`.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

import attrs

from stationkit.calendars.calendar import BEIJING, Calendar
from stationkit.calendars.counting import Due, Pause, count_back, count_due, start_after, written
from stationkit.procedures.clocks import HasEvents, Run, events_of, pauses_of, runs_of, settled_events, visible_events
from stationkit.procedures.extensions import asked_by, granted, pending_request
from stationkit.procedures.hazard import HAZARD
from stationkit.procedures.machine import Procedure
from stationkit.procedures.policies import DeadlinePolicy, Reset, Ruling, WhoseCalendar, choose_limit, versions_in_force
from stationkit.procedures.scopes import Scope
from stationkit.procedures.steps import Step
from stationkit.procedures.terms import Deadline, DueSince, MovedDeadline, Place, moved_deadlines
from stationkit.stations.events import Event
from stationkit.stations.fields import moment
from stationkit.words import Words

__all__ = ["deadline_of_step", "deadlines_of", "moved_by"]

Known = date | datetime | None
_Stopped = Callable[[Ruling], tuple[Pause, ...]]


@attrs.frozen(kw_only=True)
class _Court:
    """What every ruling on one case needs: policies, calendars, the place, and what was known."""

    policies: tuple[DeadlinePolicy, ...]
    calendar: Calendar
    place: Place
    now: datetime
    known_at: Known

    def ruling(self, step: Step, scope: Scope, since: datetime) -> Ruling | None:
        """Choose the limit of a step that began at a moment."""
        return choose_limit(self.policies, step, scope, _day(since), self.known_at)

    def whose(self, ruling: Ruling) -> Calendar:
        """Give the calendar by which a limit is counted."""
        return self.place.national if ruling.limit.calendar is WhoseCalendar.NATIONAL else self.calendar

    def counted(self, ruling: Ruling, start: datetime, stopped: _Stopped | None = None) -> "_Set":
        """Count a limit from a moment; where the law ends earlier, the law's end binds."""
        due = self._counted(ruling, start, stopped(ruling) if stopped else ())
        own = _Set(due=due, start=start, ruling=ruling)
        if ruling.law is None:
            return own
        law = self._counted(ruling.law, start, stopped(ruling.law) if stopped else ())
        if law.moment is None or (due.moment is not None and due.moment <= law.moment):
            return own
        return _Set(due=_told_of_law(law, ruling, ruling.law), start=start, ruling=ruling.law)

    def _counted(self, ruling: Ruling, start: datetime, pauses: tuple[Pause, ...]) -> Due:
        return count_due(
            start,
            ruling.limit.span,
            self.whose(ruling),
            rule=ruling.rule,
            shifts=self.place.shifts,
            pauses=pauses,
            known_at=self.known_at,
        )


def _day(at: datetime) -> date:
    return at.astimezone(BEIJING).date()


def _told_of_law(law: Due, ruling: Ruling, rule_of_law: Ruling) -> Due:
    clause = rule_of_law.limit.clause
    told = Words(
        zh=f"{ruling.reference} 的期限晚于法定期限，以法定期限为准（{clause}）",
        en=f"{ruling.reference} would end later than the law allows; the law's limit binds ({clause})",
    )
    return attrs.evolve(law, steps=(*law.steps, told))


@attrs.frozen(kw_only=True)
class _Set:
    """When something is due as it was first set: counted by a ruling from a moment, or written down."""

    due: Due
    start: datetime
    ruling: Ruling | None
    is_written: bool = False


def deadlines_of(
    case: HasEvents | Iterable[Event],
    policies: DeadlinePolicy | Iterable[DeadlinePolicy],
    calendar: Calendar,
    now: datetime,
    *,
    known_at: Known = None,
    place: Place | None = None,
    procedure: Procedure = HAZARD,
) -> tuple[Deadline, ...]:
    """Give every deadline of one case as of *now*, those that are over too, in the order in which they began.

    Args:
        case: the events of one case, or what carries them.
        policies: the policies that may apply, every version.
        calendar: the employer's calendar.
        now: the moment that is asked about; what happened later is left out.
        known_at: up to when things were known: events, notices and policies that came later are left out.
        place: where the case is.
        procedure: by which events that contradict what they met are found; they are left aside until they are settled.

    Raises:
        AmbiguousLimitError: several limits for one step are equally specific.
        InvalidDocumentError: two events have one id and differ, one happened in no year that anybody means, or two
            versions of a policy begin together.
        InvalidValueError: a moment has no offset.
    """
    events = settled_events(visible_events(events_of(case), now, known_at), procedure)
    standing = (policies,) if isinstance(policies, DeadlinePolicy) else tuple(policies)
    court = _Court(policies=standing, calendar=calendar, place=place or Place(), now=now, known_at=known_at)
    runs = runs_of(events, court.place.region, court.place.employer, court.place.industry)
    known: dict[tuple[Step, str], Deadline] = {}
    for run in runs:
        before = known.get((run.step, run.before.began.id)) if run.before else None
        found = _deadline(run, before, events, court)
        if found is not None:
            known[run.step, run.began.id] = found
    requests = [one for run in runs for one in _request(run, known.get((run.step, run.began.id)), court)]
    return tuple(sorted([*known.values(), *requests], key=lambda one: (one.counted_from, str(one.step), one.began_by)))


def moved_by(
    late: Event,
    known: HasEvents | Iterable[Event],
    policies: DeadlinePolicy | Iterable[DeadlinePolicy],
    calendar: Calendar,
    now: datetime,
    *,
    place: Place | None = None,
) -> tuple[MovedDeadline, ...]:
    """Give the deadlines that an event which arrives late moves: what an amendment does to deadlines.

    Raises:
        AmbiguousLimitError: several limits for one step are equally specific.
        InvalidDocumentError: two events have one id and differ.
    """
    before = tuple(events_of(known))
    standing = (policies,) if isinstance(policies, DeadlinePolicy) else tuple(policies)
    sides = [deadlines_of(one, standing, calendar, now, place=place) for one in (before, (*before, late))]
    return moved_deadlines(*sides)


def deadline_of_step(
    step: Step,
    start: datetime,
    policies: DeadlinePolicy | Iterable[DeadlinePolicy],
    calendar: Calendar,
    *,
    scope: Scope | None = None,
    known_at: Known = None,
    place: Place | None = None,
) -> Deadline | None:
    """Give the deadline of one step that begins at a moment, without a case; nothing where no policy limits it.

    Raises:
        AmbiguousLimitError: several limits are equally specific.
        InvalidValueError: the moment has no offset.
    """
    moment(None, None, start)
    standing = (policies,) if isinstance(policies, DeadlinePolicy) else tuple(policies)
    court = _Court(policies=standing, calendar=calendar, place=place or Place(), now=start, known_at=known_at)
    here = court.place
    asked = attrs.evolve(scope or Scope(), region=here.region, employer=here.employer, industry=here.industry)
    known = asked if place is not None else (scope or Scope())
    ruling = court.ruling(step, known, start)
    if ruling is None:
        return None
    first = court.counted(ruling, start)
    blank = Deadline(
        case="",
        step=step,
        began_by="",
        how="start",
        as_of=start,
        counted_from=start,
        dues=(DueSince(start, first.due, ""),),
        scope=known,
    )
    return _with_ruling(blank, first.ruling, court)


# -- one run -------------------------------------------------------------------------------------------------


def _deadline(run: Run, before: Deadline | None, events: tuple[Event, ...], court: _Court) -> Deadline | None:
    first = _first_set(run, before, events, court)
    if first is None:
        return None
    later = tuple(granted(run))
    blank = Deadline(
        case=run.began.case,
        step=run.step,
        began_by=run.began.id,
        how=run.how,
        as_of=court.now,
        counted_from=first.start,
        dues=(DueSince(run.began.happened_at, first.due, run.began.id), *later),
        written=first.is_written or bool(later),
        ended_at=run.ended.happened_at if run.ended else None,
        ended_by=run.ended.id if run.ended else "",
        outcome=run.outcome,
        pending=pending_request(run),
        scope=run.scope,
    )
    return _with_ruling(blank, first.ruling, court)


def _with_ruling(deadline: Deadline, ruling: Ruling | None, court: _Court) -> Deadline:
    """Say by which limit, on which calendar; a date that was written stands on nobody's word but the document's."""
    calendar = court.calendar if ruling is None else court.whose(ruling)
    known = attrs.evolve(deadline, calendar=calendar.revision(known_at=court.known_at), calendar_id=calendar.id)
    if ruling is None:
        return known
    limit = ruling.limit
    ruled = attrs.evolve(known, span=limit.span, counting=ruling.rule.id, limit=ruling.reference)
    if deadline.written:
        return ruled
    return attrs.evolve(ruled, provenance=limit.provenance, clause=limit.clause, source=limit.source, grade=limit.grade)


def _written_limit(run: Run) -> datetime | None:
    """Give the date that the beginning event wrote down for this step."""
    if run.step is Step.RECTIFY:
        return run.began.limit
    if run.step in (Step.DECIDE_EXTENSION, Step.DECIDE_EVACUATION):
        return run.began.decide_by
    return None


def _reset(run: Run, ruling: Ruling | None) -> Reset:
    if run.how == "start" or ruling is None:
        return Reset.FRESH if run.how == "start" else Reset.KEEP
    return ruling.limit.on_return if run.how == "return" else ruling.limit.on_reopen


def _start(run: Run, before: Deadline | None, ruling: Ruling) -> datetime:
    """Give the moment from which the run is counted."""
    if before is not None and before.due is not None and _reset(run, ruling) is Reset.LATER:
        return max(run.since, start_after(before.due, ruling.limit.span, included=before.current.included))
    return run.since


def _first_set(run: Run, before: Deadline | None, events: tuple[Event, ...], court: _Court) -> _Set | None:
    """Set the limit of a run: as written, as it was before, or counted; nothing where nobody says anything."""
    ruling, limit = court.ruling(run.step, run.scope, run.began.happened_at), _written_limit(run)
    if limit is not None:
        due = _compared(written(limit), ruling, run, court)
        return _Set(due=due, start=run.since, ruling=ruling, is_written=True)
    if before is not None and _keeps(run, ruling):
        return _Set(due=_kept(before, run, ruling), start=before.counted_from, ruling=ruling, is_written=before.written)
    if ruling is None:
        return None
    versions = versions_in_force(court.policies, _day(run.began.happened_at), court.known_at)
    return court.counted(ruling, _start(run, before, ruling), lambda one: pauses_of(run, events, one, versions))


def _keeps(run: Run, ruling: Ruling | None) -> bool:
    """Tell whether the limit before goes on; so it does too where no policy gives a number to count anew."""
    reset = _reset(run, ruling)
    return reset in (Reset.KEEP, Reset.RESUME) or ruling is None or ruling.limit.span.amount == 0


def _kept(before: Deadline, run: Run, ruling: Ruling | None) -> Due:
    due = before.current
    if _reset(run, ruling) is not Reset.RESUME or due.moment is None or before.ended_at is None:
        told = Words(zh="沿用原期限", en="the limit before stands")
        return attrs.evolve(due, steps=(*due.steps, told))
    left = due.moment - before.ended_at
    if left.total_seconds() < 0:
        return due
    told = Words(zh=f"剩余期限 {left} 继续计算", en=f"what was left goes on: {left}")
    return attrs.evolve(due, moment=run.began.happened_at + left, last_day=None, steps=(*due.steps, told))


def _compared(due: Due, ruling: Ruling | None, run: Run, court: _Court) -> Due:
    """Say where a written date lies beyond what the policy allows; it stands all the same."""
    if ruling is None or due.moment is None:
        return due
    allowed = court.counted(ruling, run.began.happened_at).due.moment
    if allowed is None or due.moment <= allowed:
        return due
    until = f"{allowed.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    told = Words(
        zh=f"晚于 {ruling.reference} 的期限（{until}），以写明的日期为准",
        en=f"later than {ruling.reference} allows ({until}); the written date stands",
    )
    return attrs.evolve(due, steps=(*due.steps, told))


# -- asking for more time ------------------------------------------------------------------------------------


def _request(run: Run, rectify: Deadline | None, court: _Court) -> Iterator[Deadline]:
    """Give until when more time may be asked for: counted back from the limit, or as the notice says."""
    if run.step is not Step.RECTIFY or rectify is None:
        return
    ruling = court.ruling(Step.REQUEST_EXTENSION, run.scope, run.began.happened_at)
    due = _request_due(run, rectify, ruling, court)
    if due is None:
        return
    asked = next((event for event in run.during if event.kind == "request-extension"), None)
    ended = asked or run.ended
    yield _with_ruling(
        attrs.evolve(
            rectify,
            step=Step.REQUEST_EXTENSION,
            dues=(DueSince(rectify.dues[-1].since, due, rectify.dues[-1].event),),
            written=asked_by(run) is not None,
            span=None,
            counting="",
            limit="",
            provenance=None,
            clause="",
            source="",
            grade="",
            pending="",
            ended_at=ended.happened_at if ended else None,
            ended_by=ended.id if ended else "",
            outcome="done" if asked else run.outcome,
        ),
        ruling,
        court,
    )


def _request_due(run: Run, rectify: Deadline, ruling: Ruling | None, court: _Court) -> Due | None:
    by = asked_by(run)
    if by is not None:
        return written(by)
    if ruling is None:
        return None
    if rectify.due is None:  # a limit in no year that anybody means says why; one that is still to come says nothing
        return rectify.current if rectify.written else None
    last = rectify.last_day or _day(rectify.due)
    return count_back(last, ruling.limit.span, court.whose(ruling), known_at=court.known_at)
