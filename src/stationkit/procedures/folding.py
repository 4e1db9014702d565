"""A journal folded into cases in one pass: what has ended is handed out, and only open cases are kept.

Events come in the order in which they were recorded, those of many cases mixed. One that happened before what is known
of its case already is put where it belongs, and its case folded anew.
"""

from collections.abc import Callable, Iterable, Iterator

from stationkit.errors import InvalidDocumentError, Problem
from stationkit.procedures.machine import Procedure
from stationkit.procedures.recording import History, RecordedCase, in_order
from stationkit.stations.events import Event
from stationkit.words import Words

__all__ = ["fold_journal"]

Recall = Callable[[str], Iterable[Event]]


def _nothing(_: str) -> Iterable[Event]:
    return ()


def fold_journal(procedure: Procedure, events: Iterable[Event], recall: Recall = _nothing) -> Iterator[RecordedCase]:
    """Fold a journal into cases; each is given when it ends, and those that are open when the journal does.

    A case that is taken up again after its end (reopened, rechecked, a late event) is given again, whole if *recall*
    gives back the events of a case that was handed out. Without it only what came since is given: whoever keeps the
    cases puts both together with `record`.

    Args:
        procedure: whose cases.
        events: the journal, in the order of recording.
        recall: gives the events of a case that was handed out before; nothing for a case that is new.

    Raises:
        InvalidDocumentError: an id comes again with other content, or a kind is none of the procedure's.
    """
    ends = frozenset(state.id for state in procedure.states if state.is_end)
    kinds = frozenset(kind.id for kind in procedure.kinds)
    still_open: dict[str, History] = {}
    for event in events:
        if event.kind not in kinds:
            in_order(procedure, event.case, (event,))  # which says what would have been right
        history = still_open.get(event.case)
        if history is None:
            history = still_open[event.case] = _folded(procedure, event.case, recall(event.case))
        if not _takes(history, event):
            history = still_open[event.case] = _folded(procedure, event.case, (*history.events, event))
        if history.case.state in ends:
            yield still_open.pop(event.case).recorded
    for history in still_open.values():
        yield history.recorded


def _folded(procedure: Procedure, case: str, events: Iterable[Event]) -> History:
    history = History(procedure, case)
    for event in in_order(procedure, case, events):
        history.take(event)
    return history


def _takes(history: History, event: Event) -> bool:
    """Take an event in where it comes last; tell whether that was so, or it was known already."""
    if any(known.id == event.id for known in history.events):
        if event in history.events:
            return True
        problem = Problem(event.id, Words(zh="同一编号、不同内容", en="the same id with other content"))
        raise InvalidDocumentError(event.case, (problem,))
    last = history.events[-1] if history.events else None
    if last is not None and (event.happened_at, event.id) < (last.happened_at, last.id):
        return False
    history.take(event)
    return True
