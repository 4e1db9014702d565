"""Escalation: a ladder as data, and how far up it a deadline has come.

What is not finished as prescribed is supervised by the next level up (提级督办). A rung is reached so long after the
limit; it says who takes over, who is told, and by when whoever is asked must answer: deciders have deadlines too. A
level is derived, never stored: an extension takes it back to nothing, what was reached before stays on the record.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

import attrs

from stationkit.calendars.calendar import BEIJING, Calendar, known_day
from stationkit.calendars.counting import Due, count_due, start_after
from stationkit.calendars.shifts import ShiftTable
from stationkit.calendars.spans import COUNTING_RULES, Span
from stationkit.procedures.ladders import EscalationLadder, Rung, choose_ladder
from stationkit.procedures.policies import DeadlinePolicy, ladders_in_force
from stationkit.procedures.terms import Deadline
from stationkit.stations.events import Event
from stationkit.stations.fields import moment

__all__ = ["Escalation", "ReachedRung", "escalation_level", "escalation_of", "ladder_for"]


@attrs.frozen(kw_only=True)
class ReachedRung:
    """A rung that was reached: at which moment, and by when it is to be answered.

    Attributes:
        level: its place on the ladder, from 1.
        answer: the decider's deadline, where the rung sets one.
        answered_at: when it was answered; nothing while it is not.
        unannounced: years not announced on which the moment rests; it is provisional then.
    """

    level: int
    rung: Rung
    at: datetime
    answer: Due | None = None
    answered_at: datetime | None = None
    unannounced: tuple[int, ...] = ()

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether whoever was asked has not answered in time.

        Raises:
            InvalidValueError: the moment has no offset.
        """
        moment(None, None, now)
        return self.answered_at is None and self.answer is not None and self.answer.is_past(now)


@attrs.frozen(kw_only=True)
class Escalation:
    """How far up a ladder a deadline has come, as of a moment.

    Attributes:
        level: the level now; 0 where nothing is overdue.
        reached: every rung that was reached since the step began, those before an extension too.
    """

    ladder: str
    level: int
    reached: tuple[ReachedRung, ...]

    @property
    def current(self) -> ReachedRung | None:
        """The rung on which it stands."""
        return self.reached[-1] if self.level else None


def ladder_for(
    deadline: Deadline,
    policies: DeadlinePolicy | Iterable[DeadlinePolicy],
    *,
    known_at: date | datetime | None = None,
) -> EscalationLadder | None:
    """Give the ladder that the policies have for a deadline, by the day on which it began; nothing where none has one.

    Raises:
        AmbiguousLimitError: several are equally specific.
    """
    standing = (policies,) if isinstance(policies, DeadlinePolicy) else policies
    on = deadline.dues[0].since.astimezone(BEIJING).date()
    ladders = ladders_in_force(standing, on, known_at)
    return choose_ladder(ladders, deadline.step, deadline.scope, on, known_day(known_at))


def escalation_of(
    deadline: Deadline,
    ladder: EscalationLadder,
    calendar: Calendar,
    *,
    events: Iterable[Event] = (),
    shifts: tuple[ShiftTable, ...] = (),
    known_at: date | datetime | None = None,
) -> Escalation:
    """Give how far up a ladder a deadline has come, as of the moment that the deadline is of.

    Args:
        deadline: the deadline, as `deadlines_of` gives it.
        ladder: the ladder.
        calendar: whose working days are counted.
        events: the events of the case; those that answer a rung are found among them.
        shifts: the mine's tables of shifts.
        known_at: up to when the calendar was known.
    """
    if deadline.step not in ladder.steps:
        return Escalation(ladder=ladder.reference, level=0, reached=())
    climb = _Climb(deadline=deadline, ladder=ladder, calendar=calendar, shifts=shifts, known_at=known_at)
    answers = tuple(event for event in events if event.happened_at <= deadline.as_of)
    stretches = [tuple(climb.reached(place, answers)) for place in range(len(deadline.dues))]
    level = stretches[-1][-1].level if stretches[-1] and deadline.is_overdue else 0
    return Escalation(ladder=ladder.reference, level=level, reached=tuple(one for found in stretches for one in found))


def escalation_level(
    deadline: Deadline, ladder: EscalationLadder, calendar: Calendar, *, known_at: date | datetime | None = None
) -> int:
    """Give the level on a ladder that a deadline stands on; 0 where nothing is overdue."""
    return escalation_of(deadline, ladder, calendar, known_at=known_at).level


@attrs.frozen(kw_only=True)
class _Climb:
    """One deadline on one ladder."""

    deadline: Deadline
    ladder: EscalationLadder
    calendar: Calendar
    shifts: tuple[ShiftTable, ...]
    known_at: date | datetime | None

    def reached(self, place: int, answers: tuple[Event, ...]) -> Iterator[ReachedRung]:
        """Give the rungs that were reached while one due date stood, the first of them first."""
        one = self.deadline.dues[place]
        following = self.deadline.dues[place + 1].since if place + 1 < len(self.deadline.dues) else None
        until = following or self.deadline.ended_at or self.deadline.as_of
        if one.due.moment is None or not one.due.is_past(until):
            return
        at = over = max(one.due.moment, one.since)
        for level, rung in enumerate(self.ladder.rungs, start=1):
            reached = self._when(rung, over, included=one.due.included or over != one.due.moment)
            if reached.moment is None or max(at, reached.moment) > until:
                return
            at = max(at, reached.moment)  # never before the rung below
            here = ReachedRung(
                level=level, rung=rung, at=at, answer=self._answer(rung, at), unannounced=reached.unannounced
            )
            yield self._answered(here, answers)

    def _when(self, rung: Rung, over: datetime, *, included: bool) -> Due:
        """Give when a rung is reached; a full period is what the step had from its beginning to its first limit."""
        if rung.after is not None:
            return self._count(start_after(over, rung.after, included=included), rung.after)
        first = self.deadline.dues[0].due.moment
        if rung.after_periods and first is not None:
            return Due(moment=over + rung.after_periods * max(first - self.deadline.counted_from, timedelta(0)))
        return Due(moment=over)

    def _answer(self, rung: Rung, at: datetime) -> Due | None:
        return None if rung.answer is None else self._count(at, rung.answer)

    def _count(self, start: datetime, span: Span) -> Due:
        rule = COUNTING_RULES[self.ladder.counting]
        return count_due(start, span, self.calendar, rule=rule, shifts=self.shifts, known_at=self.known_at)

    @staticmethod
    def _answered(reached: ReachedRung, answers: tuple[Event, ...]) -> ReachedRung:
        found = [one for one in answers if one.kind in reached.rung.answered_by and one.happened_at >= reached.at]
        return attrs.evolve(reached, answered_at=min(one.happened_at for one in found)) if found else reached
