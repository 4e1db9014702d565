"""Deadlines of a case: which limit binds each step, from when it is counted, and what extended it.

Everything is a pure function of (events, policies, calendar, now, known at). The values are in `terms`, the stretches
in which a step was owed come from `clocks`, the limits from `policies`.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

import attrs

from stationkit.calendars.calendar import BEIJING, Calendar
from stationkit.calendars.counting import Due, Pause, count_back, count_due, start_after, written
from stationkit.calendars.national import national_calendar
from stationkit.calendars.shifts import ShiftTable
from stationkit.calendars.spans import Span, Unit
from stationkit.procedures.clocks import HasEvents, Run, events_of, pauses_of, runs_of, visible_events
from stationkit.procedures.extensions import asked_by, granted, pending_request
from stationkit.procedures.policies import (
    DeadlinePolicy,
    Reset,
    Ruling,
    Scope,
    WhoseCalendar,
    choose_limit,
    versions_in_force,
)
from stationkit.procedures.steps import Step
from stationkit.procedures.terms import Deadline, DueSince, Place
from stationkit.stations.dossier import Dossier
from stationkit.stations.events import Event
from stationkit.words import Words

__all__ = ["deadline_of_step", "deadlines_in", "deadlines_of", "overdue"]

Known = date | datetime | None


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

    def counted(self, ruling: Ruling, start: datetime, pauses: tuple[Pause, ...] = ()) -> Due:
        """Count a limit from a moment; where the law ends earlier, the law's end binds."""
        due = self._counted(ruling, start, pauses)
        law = self._counted(ruling.law, start, pauses) if ruling.law is not None else None
        return _bound_by_law(due, law, ruling)

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


def _bound_by_law(due: Due, law: Due | None, ruling: Ruling) -> Due:
    if law is None or law.moment is None or ruling.law is None or (due.moment is not None and due.moment <= law.moment):
        return due
    clause = ruling.law.limit.clause
    told = Words(
        zh=f"{ruling.reference} 的期限晚于法定期限，以法定期限为准（{clause}）",
        en=f"{ruling.reference} would end later than the law allows; the law's limit binds ({clause})",
    )
    return attrs.evolve(law, steps=(*law.steps, told))


def deadlines_of(
    case: HasEvents | Iterable[Event],
    policies: DeadlinePolicy | Iterable[DeadlinePolicy],
    calendar: Calendar,
    now: datetime,
    *,
    known_at: Known = None,
    place: Place | None = None,
) -> tuple[Deadline, ...]:
    """Give every deadline of one case as of *now*, those that are over too, in the order in which they began.

    Args:
        case: the events of one case, or what carries them.
        policies: the policies that may apply, every version.
        calendar: the employer's calendar.
        now: the moment that is asked about; what happened later is left out.
        known_at: up to when things were known: events, notices and policies that came later are left out.
        place: where the case is.

    Raises:
        AmbiguousLimitError: several limits for one step are equally specific.
        InvalidDocumentError: two events have one id and differ, or two versions of a policy begin together.
    """
    events = visible_events(events_of(case), now, known_at)
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


def deadlines_in(
    dossier: Dossier,
    policies: DeadlinePolicy | Iterable[DeadlinePolicy],
    calendar: Calendar,
    now: datetime,
    *,
    known_at: Known = None,
    shifts: tuple[ShiftTable, ...] = (),
    national: Calendar | None = None,
) -> Iterator[Deadline]:
    """Give every deadline of every hazard of a dossier as of *now*, hazard by hazard, each by its station's place.

    Raises:
        AmbiguousLimitError: several limits for one step are equally specific.
        InvalidDocumentError: two events have one id and differ.
    """
    standing = (policies,) if isinstance(policies, DeadlinePolicy) else tuple(policies)
    stations = {one.id: one for one in dossier.stations}
    histories: dict[str, list[Event]] = {}
    for event in dossier.hazard_events:
        histories.setdefault(event.case, []).append(event)
    for hazard in dossier.hazards:
        station = stations[hazard.station]
        place = Place(
            region=station.region,
            employer=station.employer,
            industry=station.industry,
            shifts=shifts,
            national=national or national_calendar(),
        )
        events = histories.get(hazard.id, ())
        yield from deadlines_of(events, standing, calendar, now, known_at=known_at, place=place)


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
    """
    standing = (policies,) if isinstance(policies, DeadlinePolicy) else tuple(policies)
    court = _Court(policies=standing, calendar=calendar, place=place or Place(), now=start, known_at=known_at)
    here = court.place
    asked = attrs.evolve(scope or Scope(), region=here.region, employer=here.employer, industry=here.industry)
    ruling = court.ruling(step, asked if place is not None else (scope or Scope()), start)
    if ruling is None:
        return None
    blank = Deadline(case="", step=step, began_by="", how="start", as_of=start, counted_from=start, dues=())
    return _with_ruling(attrs.evolve(blank, dues=(DueSince(start, court.counted(ruling, start), ""),)), ruling, court)


# -- one run -------------------------------------------------------------------------------------------------


def _deadline(run: Run, before: Deadline | None, events: tuple[Event, ...], court: _Court) -> Deadline | None:
    ruling = court.ruling(run.step, run.scope, run.began.happened_at)
    start = _start(run, before, ruling)
    limit = _written_limit(run)
    first = _first_due(run, before, ruling, events, court)
    if first is None:
        return None
    later = tuple(granted(run))
    blank = Deadline(
        case=run.began.case,
        step=run.step,
        began_by=run.began.id,
        how=run.how,
        as_of=court.now,
        counted_from=start,
        dues=(DueSince(run.began.happened_at, first, run.began.id), *later),
        written=limit is not None or bool(later),
        ended_at=run.ended.happened_at if run.ended else None,
        ended_by=run.ended.id if run.ended else "",
        outcome=run.outcome,
        pending=pending_request(run),
    )
    return _with_ruling(blank, ruling, court)


def _with_ruling(deadline: Deadline, ruling: Ruling | None, court: _Court) -> Deadline:
    if ruling is None:
        return attrs.evolve(
            deadline, calendar=court.calendar.revision(known_at=court.known_at), calendar_id=court.calendar.id
        )
    limit, calendar = ruling.limit, court.whose(ruling)
    return attrs.evolve(
        deadline,
        span=limit.span,
        counting=ruling.rule.id,
        limit=ruling.reference,
        provenance=limit.provenance,
        clause=limit.clause,
        source=limit.source,
        grade=limit.grade,
        calendar=calendar.revision(known_at=court.known_at),
        calendar_id=calendar.id,
    )


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


def _start(run: Run, before: Deadline | None, ruling: Ruling | None) -> datetime:
    """Give the moment from which the run is counted."""
    began = run.began.happened_at
    if before is not None and before.due is not None and _reset(run, ruling) is Reset.LATER:
        span = ruling.limit.span if ruling is not None else Span(unit=Unit.PROMPT)
        return max(began, start_after(before.due, span, included=before.current.included))
    return began


def _first_due(
    run: Run, before: Deadline | None, ruling: Ruling | None, events: tuple[Event, ...], court: _Court
) -> Due | None:
    limit = _written_limit(run)
    if limit is not None:
        return _compared(written(limit), ruling, run, court)
    if before is not None and _keeps(run, ruling):
        return _kept(before, run, ruling)
    if ruling is None:
        return None
    versions = versions_in_force(court.policies, _day(run.began.happened_at), court.known_at)
    return court.counted(ruling, _start(run, before, ruling), pauses_of(run, events, versions))


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
    allowed = court.counted(ruling, run.began.happened_at).moment
    if allowed is None or due.moment <= allowed:
        return due
    until = f"{allowed.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    told = Words(
        zh=f"晚于 {ruling.reference} 的期限（{until}），以写明的日期为准",
        en=f"later than {ruling.reference} allows ({until}); the written date stands",
    )
    return attrs.evolve(due, steps=(*due.steps, told))


# -- asking for more time ----------------------------------------------------------------------------------------------


def _request(run: Run, rectify: Deadline | None, court: _Court) -> Iterator[Deadline]:
    """Give until when more time may be asked for: counted back from the limit, or as the notice says."""
    if run.step is not Step.RECTIFY or rectify is None or rectify.due is None:
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
    if ruling is None or rectify.due is None:
        return None
    last = rectify.last_day or _day(rectify.due)
    return count_back(last, ruling.limit.span, court.whose(ruling), known_at=court.known_at)


# -- questions -----------------------------------------------------------------------------------------------


def overdue(deadlines: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """Give those that are owed though their time is over, the longest first."""
    late = [one for one in deadlines if one.is_overdue]
    return tuple(sorted(late, key=lambda one: (one.due or one.as_of, one.key[0], str(one.step))))
