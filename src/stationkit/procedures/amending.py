"""Late truth: what was true and what was known at any moment, and what an event that arrives late changes of the past.

Truth is a fold of the set of events, by when they happened. Whoever looked before a late event arrived saw something
else; nothing is rewritten in silence, the difference is an amendment.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import attrs

from stationkit.procedures.machine import Procedure
from stationkit.procedures.recording import RecordedCase, RecordFinding, in_order, record
from stationkit.stations.events import Event
from stationkit.stations.fields import moment

__all__ = ["Amendment", "Change", "amend", "amendments", "as_of", "known_at"]

_ALWAYS_DIFFERENT = frozenset({"id", "last_at", "last_id"})


@attrs.frozen(kw_only=True)
class Change:
    """One field of a case that turned out to be different.

    Attributes:
        field: which; `state`, `limit` and so on.
        after_event: the event after which it was thought otherwise, of those known before.
    """

    field: str
    after_event: str
    before: Any
    after: Any


@attrs.frozen(kw_only=True)
class Amendment:
    """What a late event changes: of the case as it stands, of its past, and of what its history shows.

    Attributes:
        event: the event that arrived late.
        overtaken: ids of the events that happened after it and were known before it.
        changes: what is different now.
        past: what was different already after each of the events overtaken.
        found: findings that the history shows only now.
        gone: findings that it shows no more.
    """

    event: Event
    overtaken: tuple[str, ...]
    changes: tuple[Change, ...]
    past: tuple[Change, ...]
    found: tuple[RecordFinding, ...]
    gone: tuple[RecordFinding, ...]

    @property
    def limit(self) -> Change | None:
        """How the limit of the case has moved, if it has: what deadlines are counted from."""
        return next((one for one in self.changes if one.field == "limit"), None)

    @property
    def state(self) -> Change | None:
        """How the state of the case is different, if it is."""
        return next((one for one in self.changes if one.field == "state"), None)


def known_at(event: Event) -> datetime:
    """Give when an event was known: when it was recorded, or else when it happened."""
    return event.recorded_at or event.happened_at


def as_of(
    procedure: Procedure,
    case: str,
    events: Iterable[Event],
    *,
    happened: datetime | None = None,
    known: datetime | None = None,
) -> RecordedCase:
    """Give a case as it was at one moment, by what was known at another.

    Args:
        procedure: whose case.
        case: the case's id.
        events: every event that is known now.
        happened: leave out what happened later; nothing leaves out none.
        known: leave out what was recorded later; nothing leaves out none.

    Raises:
        InvalidValueError: a moment has no offset.
        InvalidDocumentError: as `record` says.
    """
    for asked in (happened, known):
        if asked is not None:
            moment(None, None, asked)
    ordered = in_order(procedure, case, events)
    seen = (one for one in ordered if happened is None or one.happened_at <= happened)
    return record(procedure, case, (one for one in seen if known is None or known_at(one) <= known))


def amend(procedure: Procedure, case: str, known: Iterable[Event], late: Event) -> Amendment | None:
    """Give what an event changes of what was known before it; nothing where nothing that is known happened after it.

    Raises:
        InvalidDocumentError: as `record` says; the same id with other content is an error, with the same nothing new.
    """
    before = record(procedure, case, known)
    after = record(procedure, case, (*before.events, late))
    place = after.events.index(late)
    overtaken = after.events[place + 1 :]
    if late in before.events or not overtaken:
        return None
    past: list[Change] = []
    for index in range(place, len(before.events)):
        then = record(procedure, case, before.events[: index + 1]).case
        now = record(procedure, case, after.events[: index + 2]).case
        past.extend(_changes(then, now, before.events[index].id))
    return Amendment(
        event=late,
        overtaken=tuple(one.id for one in overtaken),
        changes=tuple(_changes(before.case, after.case, before.events[-1].id)),
        past=tuple(past),
        found=tuple(one for one in after.findings if one not in before.findings),
        gone=tuple(one for one in before.findings if one not in after.findings),
    )


def _changes(before: Any, after: Any, event: str) -> Iterable[Change]:
    for field in attrs.fields(type(before)):
        then, now = getattr(before, field.name), getattr(after, field.name)
        if then != now and field.name not in _ALWAYS_DIFFERENT:
            yield Change(field=field.name, after_event=event, before=then, after=now)


def amendments(procedure: Procedure, case: str, events: Iterable[Event]) -> tuple[Amendment, ...]:
    """Give every amendment that a history has seen, in the order in which its events were recorded.

    Raises:
        InvalidDocumentError: as `record` says.
    """
    arrived = sorted(in_order(procedure, case, events), key=lambda one: (known_at(one), one.happened_at, one.id))
    known: list[Event] = []
    found: list[Amendment] = []
    for event in arrived:
        amendment = amend(procedure, case, known, event)
        if amendment is not None:
            found.append(amendment)
        known.append(event)
    return tuple(found)
