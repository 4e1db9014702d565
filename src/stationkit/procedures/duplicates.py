"""Duplicates follow their original: when it is dropped, they are taken up again."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from stationkit.procedures.hazard_case import HazardCase
from stationkit.procedures.refusals import Actor
from stationkit.stations.events import Event, EventKind

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

    They are decided like any others: with the dropped case among the context's.
    """
    if dropped.state not in _DROPPED:
        return ()
    role = min(actor.roles, key=str) if actor.roles else None
    return tuple(
        Event(
            id=f"{dropped.id}-revives-{one.id}",
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
