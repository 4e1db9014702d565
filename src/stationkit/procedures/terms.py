"""Deadlines as values: when a step is due, on whose word, how that was counted, and whether it was kept.

They hold as of a moment: asking about a past one gives what was true then, and with `known_at` what was known then.
A date that a notice wrote down is the limit, and never moves; what is counted says how, and is provisional where it
reaches into a year that is not announced. Nothing here fails for want of a calendar; `insist` does.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import attrs

from stationkit.calendars.calendar import Calendar, DayStatus
from stationkit.calendars.counting import Due
from stationkit.calendars.national import national_calendar
from stationkit.calendars.shifts import ShiftTable
from stationkit.calendars.spans import Span
from stationkit.errors import CalendarNotAnnouncedError
from stationkit.identifiers import RegionCode
from stationkit.procedures.scopes import Provenance, Scope
from stationkit.procedures.steps import RIGHTS, Step
from stationkit.stations.stations import Industry
from stationkit.words import Words

__all__ = ["Deadline", "DueSince", "MovedDeadline", "Place", "Stretch", "moved_deadlines"]


@attrs.frozen(kw_only=True)
class Place:
    """Where a case is, as far as deadlines turn on it.

    Attributes:
        shifts: the mine's own tables of shifts.
        national: the calendar that binds authorities, whatever the employer's own is.
    """

    region: RegionCode | None = None
    employer: str = ""
    industry: Industry | None = None
    shifts: tuple[ShiftTable, ...] = ()
    national: Calendar = attrs.Factory(national_calendar)


@attrs.frozen
class DueSince:
    """When something was due from a moment on, and the event that made it so."""

    since: datetime
    due: Due
    event: str


@attrs.frozen
class Stretch:
    """A stretch of time; without an end it goes on."""

    start: datetime
    end: datetime | None = None


@attrs.frozen(kw_only=True)
class Deadline:
    """When one step of a case is due, as of a moment.

    Attributes:
        began_by: the event that began it; `how` is `start`, `return` or `reopen`.
        counted_from: the moment from which it was counted.
        dues: when it was due, first and after each extension.
        written: the limit is a date that somebody wrote down.
        limit: the limit by policy, version and id; empty where none applies.
        provenance: on whose word it is due; nothing where a date was written down, then it is the document's.
        ended_at: when it was done or owed no longer; nothing while it is owed.
        outcome: `done`, `over`, `replaced` or nothing yet.
        pending: the request for more time that is not decided.
        calendar: the calendar, and the last notice that it knew.
        scope: what was known of the case when it began: what chose the limit chooses a ladder too.
    """

    case: str
    step: Step
    began_by: str
    how: str
    as_of: datetime
    counted_from: datetime
    dues: tuple[DueSince, ...]
    written: bool = False
    span: Span | None = None
    counting: str = ""
    limit: str = ""
    provenance: Provenance | None = None
    clause: str = ""
    source: str = ""
    grade: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""
    outcome: str = ""
    pending: str = ""
    calendar: str = ""
    calendar_id: str = ""
    scope: Scope = attrs.Factory(Scope)

    @property
    def key(self) -> tuple[str, Step, str]:
        """What it is the deadline of: the case, the step, the event that began it."""
        return self.case, self.step, self.began_by

    @property
    def current(self) -> Due:
        """When it is due as of now, with the count."""
        return self.dues[-1].due

    @property
    def due(self) -> datetime | None:
        """The moment at which it ends; nothing where it has none that can be given."""
        return self.current.moment

    @property
    def last_day(self) -> date | None:
        """The last day, where whole days were counted."""
        return self.current.last_day

    @property
    def status(self) -> DayStatus:
        """Whether the count rests on announced years only."""
        return DayStatus.PROVISIONAL if self.current.unannounced else DayStatus.GAZETTED

    @property
    def provisional(self) -> Words:
        """Why it is provisional; empty where it is settled."""
        years = "、".join(map(str, self.current.unannounced))
        if not years:
            return Words()
        return Words(
            zh=f"{years} 年节假日安排尚未公布，期限为暂定",
            en=f"provisional: the working days of {years} are not announced",
        )

    @property
    def extended(self) -> int:
        """How often more time was granted."""
        return len(self.dues) - 1

    @property
    def is_open(self) -> bool:
        """Whether it is still owed."""
        return self.ended_at is None

    @property
    def is_overdue(self) -> bool:
        """Whether it is owed and its time is over."""
        return self.is_open and self.step not in RIGHTS and self.current.is_past(self.as_of)

    @property
    def is_late(self) -> bool:
        """Whether it was done, or is still owed, after its time."""
        return self.step not in RIGHTS and self.current.is_past(self.ended_at or self.as_of)

    @property
    def overdue_stretches(self) -> tuple[Stretch, ...]:
        """The stretches in which it was overdue; one that goes on has no end.

        An extension ends a stretch; it does not undo it.
        """
        if self.step in RIGHTS:
            return ()
        found: list[Stretch] = []
        for place, one in enumerate(self.dues):
            following = self.dues[place + 1].since if place + 1 < len(self.dues) else self.ended_at
            until = following or self.as_of
            if one.due.moment is not None and one.due.is_past(until):
                found.append(Stretch(max(one.due.moment, one.since), following))
        return tuple(found)

    def insist(self) -> datetime | None:
        """Give the due moment only where it is certain.

        Raises:
            CalendarNotAnnouncedError: it rests on a year that is not announced.
        """
        if self.current.unannounced:
            raise CalendarNotAnnouncedError(self.calendar_id, self.current.unannounced)
        return self.due


@attrs.frozen(kw_only=True)
class MovedDeadline:
    """A deadline that another table, or a late event, moved.

    Attributes:
        before: as it was; nothing where there was none.
        after: as it is; nothing where there is none any more.
    """

    before: Deadline | None
    after: Deadline | None

    @property
    def words(self) -> Words:
        """What moved, from when to when."""
        one = self.after or self.before
        assert one is not None  # noqa: S101 - one of the two is always given
        old, new = (_moment_words(side) for side in (self.before, self.after))
        step = one.step.words
        return Words(zh=f"{one.case} {step.zh}：{old.zh} → {new.zh}", en=f"{one.case}, {step.en}: {old.en} → {new.en}")


def _moment_words(deadline: Deadline | None) -> Words:
    if deadline is None:
        return Words(zh="无", en="none")
    if deadline.due is None:
        return Words(zh="无确定时间", en="no moment")
    text = (
        f"{deadline.last_day} 24:00"
        if deadline.last_day and not deadline.current.included
        else f"{deadline.due:%Y-%m-%d %H:%M}"
    )
    mark = "（暂定）" if deadline.current.unannounced else ""
    return Words(zh=f"{text}{mark}", en=f"{text}{' (provisional)' if mark else ''}")


def moved_deadlines(before: Iterable[Deadline], after: Iterable[Deadline]) -> tuple[MovedDeadline, ...]:
    """List the deadlines that differ in when they end, that are new or that are gone, in a fixed order.

    Called with what a case's deadlines were on the old table and are on the new one, it lists what the table moved;
    with and without a late event, what the event moved.
    """
    old, new = {one.key: one for one in before}, {one.key: one for one in after}
    keys = sorted({*old, *new}, key=lambda key: (key[0], str(key[1]), key[2]))
    pairs = [(old.get(key), new.get(key)) for key in keys]
    return tuple(MovedDeadline(before=one, after=other) for one, other in pairs if _end(one) != _end(other))


def _end(deadline: Deadline | None) -> Any:
    return (deadline is not None, deadline.due if deadline else None)
