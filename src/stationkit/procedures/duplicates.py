"""Duplicates follow their original: when it is dropped, they are taken up again."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from stationkit.procedures.hazard_case import HazardCase
from stationkit.procedures.refusals import Actor
from stationkit.stations.events import Event, EventKind
from stationkit.stations.fields import is_id

__all__ = ["original_of", "revivals"]

_DROPPED = ("rejected", "withdrawn")


def original_of(case: HazardCase, among: Mapping[str, HazardCase]) -> HazardCase:
    """Give the case that a duplicate stands for in the end, itself where it is none.

    Raises:
        KeyError: an original is not among the cases.
    """
    seen = {case.id}
    while case.original and case.original not in seen:
        seen.add(case.original)
        case = among[case.original]
    return case


def revivals(
    dropped: HazardCase, among: Iterable[HazardCase], actor: Actor, at: datetime, document: str
) -> tuple[Event, ...]:
    """Give the commands that take up every duplicate of a case that was rejected or withdrawn; else nothing.

    They are decided like any others: with the dropped case among the context's. The id of each tells both cases and
    since when the one has repeated a dropped other: asking again gives the same commands, and what is taken up once
    more is taken up by another event.
    """
    if dropped.state not in _DROPPED:
        return ()
    role = min(actor.roles, key=str) if actor.roles else None
    return tuple(
        Event(
            id=_id_of_revival(dropped, one),
            case=one.id,
            kind=str(EventKind.REVIVE),
            happened_at=at,
            actor=actor.id,
            role=role,
            ground=f"{dropped.id}: {dropped.state}",
            document=document,
        )
        for one in among
        if one.state == "duplicate" and one.original == dropped.id
    )


def _id_of_revival(dropped: HazardCase, duplicate: HazardCase) -> str:
    since = max(one.last_at for one in (dropped, duplicate) if one.last_at is not None)
    text = f"{dropped.id}-revives-{duplicate.id}-{since.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}"
    return text if is_id(text) else f"revives-{hashlib.sha256(text.encode()).hexdigest()[:40]}"
