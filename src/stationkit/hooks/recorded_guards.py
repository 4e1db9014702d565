"""What the guards of plugins find in a recorded history: the rules of a place that were broken, beside the law's."""

from collections.abc import Iterator
from typing import Any

from stationkit.procedures.machine import Procedure
from stationkit.procedures.recording import History, RecordedCase, RecordFinding
from stationkit.procedures.refusals import Blocker, Guard
from stationkit.stations.events import Event

__all__ = ["added_findings"]


def added_findings(procedure: Procedure, recorded: RecordedCase) -> Iterator[RecordFinding]:
    """Give what the guards that plugins added have against the events of a recorded case.

    A guard is asked about an event as the procedure's own are: only where what it needs was recorded, and never about
    one that contradicts what it met. One that fails has shown nothing, and that is a gap.
    """
    if not procedure.extra:
        return
    history = History(procedure, recorded.case.id)
    for event in recorded.events:
        if event.id not in recorded.contested:
            yield from _found(procedure, history.case, event)
        history.take(event)


def _found(procedure: Procedure, case: Any, event: Event) -> Iterator[RecordFinding]:
    is_jump = procedure.transition(case.state, event.kind) is None
    for guard in procedure.extra:
        if guard.stands_before(event.kind) and _can_tell(guard, event, is_jump=is_jump):
            yield from (_finding(guard, one, event) for one in guard.foreign_blockers(case, event))


def _can_tell(guard: Guard, event: Event, *, is_jump: bool) -> bool:
    if guard.looks_around or (is_jump and guard.needs_steps):
        return False
    return all(getattr(event, name) for name in (*guard.asks, *guard.settled_by))


def _finding(guard: Guard, blocker: Blocker, event: Event) -> RecordFinding:
    kind = "gap" if guard.finds_gaps or blocker.code == "guard-failed" else "breach"
    return RecordFinding(kind=kind, code=blocker.code, event=event.id, words=blocker.words, clause=blocker.clause)
