"""Extensions: asked for, pending, granted for a date that may differ from that asked for, refused, or lapsed.

A grant is the limit from the moment at which it was given; it undoes nothing that was overdue before.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from stationkit.calendars.counting import written
from stationkit.procedures.clocks import HasEvents, Run, events_of, visible_events
from stationkit.procedures.steps import LAPSING, OVER, Step
from stationkit.procedures.terms import DueSince
from stationkit.stations.events import Event

__all__ = ["asked_by", "granted", "pending_extension", "pending_request"]

Known = date | datetime | None
_SETTLING = frozenset({"grant-extension", "refuse-extension", *LAPSING, *OVER})


def granted(run: Run) -> Iterator[DueSince]:
    """Give the dates that were granted while the step was owed; the granted one may differ from that asked for."""
    if run.step is Step.RECTIFY:
        for event in run.during:
            if event.kind == "grant-extension" and event.limit is not None:
                yield DueSince(event.happened_at, written(event.limit), event.id)


def pending_request(run: Run) -> str:
    """Give the request for more time that is not decided; a later one takes the place of an earlier one."""
    if run.step is not Step.RECTIFY or run.ended is not None:
        return ""
    return _undecided(run.during)


def _undecided(events: Iterable[Event]) -> str:
    pending = ""
    for event in events:
        if event.kind == "request-extension":
            pending = event.id
        elif event.kind in _SETTLING:
            pending = ""
    return pending


def asked_by(run: Run) -> datetime | None:
    """Give until when documents say that more time may be asked for; nothing where they leave it to the policy.

    A return or a reopening with a limit of its own speaks for itself, without one it leaves standing what was said. A
    grant that says nothing of it opens no second round.
    """
    keeps = run.before is not None and run.began.limit is None
    said = asked_by(run.before) if keeps and run.before else run.began.request_by
    for event in run.during:
        if event.kind == "grant-extension":
            said = event.request_by or said
    return said


def pending_extension(case: HasEvents | Iterable[Event], now: datetime, *, known_at: Known = None) -> Event | None:
    """Give the request for more time that was not decided at a moment; nothing where there was none."""
    events = visible_events(events_of(case), now, known_at)
    pending = _undecided(events)
    return next((event for event in events if event.id == pending), None)
