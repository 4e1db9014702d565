"""Registers from outside that tell one case differently: all of them kept, each difference told, one account to go by.

Two registers tell the same event when it is of the same kind and has the same id or, where each keeps its own ids, its
turn: the first return of one is the first return of the other. What only one of them tells is taken from it; where they
differ, the register named first is gone by, and the difference stands for a person to settle. Nothing is dropped.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs

from stationkit.procedures.machine import Procedure
from stationkit.procedures.recording import RecordedCase, RecordFinding, in_order, record
from stationkit.stations.events import Event
from stationkit.stations.fields import moment
from stationkit.stations.people import Member
from stationkit.words import Words

__all__ = ["Difference", "Reconciliation", "check_actors", "check_times", "reconcile"]

_OWN = frozenset({"id", "recorded_at"})
"""What registers may tell differently without contradicting one another."""


@attrs.frozen(kw_only=True)
class Difference:
    """One field of one event that registers tell differently.

    Attributes:
        event: the event gone by, of the first register that tells it.
        field: which field.
        told: register -> what it says, those that say something; the first is gone by.
    """

    event: str
    field: str
    told: Mapping[str, Any] = attrs.field(hash=False)


@attrs.frozen(kw_only=True)
class Reconciliation:
    """One account of a case out of several registers.

    Attributes:
        recorded: the case by that account, with its findings; each difference is one more, contested.
        differences: every field that is told differently.
        only: register -> ids of the events that it alone tells.
        merged: id of an event of the account -> the same event as each register told it, all of them.
    """

    recorded: RecordedCase
    differences: tuple[Difference, ...]
    only: Mapping[str, tuple[str, ...]]
    merged: Mapping[str, Mapping[str, Event]]


def reconcile(procedure: Procedure, case: str, registers: Mapping[str, Iterable[Event]]) -> Reconciliation:
    """Make one account of a case out of registers, the one to go by first.

    Raises:
        InvalidDocumentError: within one register two events have one id and differ, or as `record` says.
    """
    told = {name: in_order(procedure, case, events) for name, events in registers.items()}
    merged: dict[str, dict[str, Event]] = {}
    for name, events in told.items():
        ids = frozenset(event.id for event in events)
        for event in events:
            merged.setdefault(_key(merged, name, event, ids), {})[name] = event
    account = [_one(key, versions) for key, versions in merged.items()]
    differences = tuple(
        one for event, versions in zip(account, merged.values(), strict=True) for one in _differ(event, versions)
    )
    recorded = record(procedure, case, account)
    findings = (*recorded.findings, *(_finding(one) for one in differences))
    only = {name: tuple(key for key, versions in merged.items() if set(versions) == {name}) for name in told}
    return Reconciliation(
        recorded=attrs.evolve(recorded, findings=findings),
        differences=differences,
        only=only if len(told) > 1 else dict.fromkeys(told, ()),
        merged=merged,
    )


def _key(merged: Mapping[str, Mapping[str, Event]], name: str, event: Event, own: frozenset[str]) -> str:
    """Find the event that another register tells as this one: of its kind, by its id or else the next not yet matched.

    One whose id this register has for an event of its own is that one, and none else.

    An event that has no such counterpart keeps its id, unless another register has given that to something else.
    """
    free = [
        key
        for key, versions in merged.items()
        if name not in versions and next(iter(versions.values())).kind == event.kind
    ]
    if event.id in free:
        return event.id
    strange = [key for key in free if key not in own]
    if strange:
        return strange[0]
    return event.id if event.id not in merged else f"{name}/{event.id}"


def _one(key: str, versions: Mapping[str, Event]) -> Event:
    """Take the first register's word, and from the others what it leaves open."""
    first, *others = versions.values()
    filled = {}
    for field in attrs.fields(Event):
        if field.default is not attrs.NOTHING and getattr(first, field.name) == field.default:
            said = (getattr(other, field.name) for other in others)
            filled[field.name] = next((one for one in said if one != field.default), field.default)
    return attrs.evolve(first, id=key, **filled)


def _differ(event: Event, versions: Mapping[str, Event]) -> Iterator[Difference]:
    for field in attrs.fields(Event):
        told = {name: getattr(one, field.name) for name, one in versions.items()}
        said = {name: value for name, value in told.items() if value != field.default}
        if field.name not in _OWN and len(set(said.values())) > 1:
            yield Difference(event=event.id, field=field.name, told=said)


def _finding(one: Difference) -> RecordFinding:
    told = "；".join(f"{name}：{_plain(value)}" for name, value in one.told.items())
    english = "; ".join(f"{name}: {_plain(value)}" for name, value in one.told.items())
    words = Words(zh=f"各登记不一致，{one.field}（{told}）", en=f"registers differ, {one.field} ({english})")
    return RecordFinding(kind="contested", code="registers-differ", event=one.event, words=words)


def _plain(value: object) -> str:
    return ", ".join(sorted(map(str, value))) if isinstance(value, frozenset) else str(value)


# -- what a history says of people and times -----------------------------------------------------------------------


def check_actors(recorded: RecordedCase, members: Iterable[Member]) -> tuple[RecordFinding, ...]:
    """Find actors whom nobody knows, and roles that a member does not hold; an alias of a reporter is nobody's."""
    known = {one.id: one for one in members}
    found: dict[str, list[RecordFinding]] = defaultdict(list)
    for event in recorded.events:
        member = known.get(event.actor)
        if event.actor and member is None and not event.actor.startswith("r-"):
            words = Words(zh=f"名册中没有 {event.actor}", en=f"nobody of that name is in the roster: {event.actor}")
            found[event.id].append(RecordFinding(kind="gap", code="actor-unknown", event=event.id, words=words))
        elif member is not None and event.role is not None and member.roles and event.role not in member.roles:
            zh, en = f"{event.actor} 不担任{event.role.words.zh}", f"{event.actor} is no {event.role.words.en}"
            words = Words(zh=zh, en=en)
            found[event.id].append(RecordFinding(kind="breach", code="role-not-held", event=event.id, words=words))
    return tuple(one for findings in found.values() for one in findings)


def check_times(recorded: RecordedCase, since: datetime, until: datetime) -> tuple[RecordFinding, ...]:
    """Find events out of range: before *since*, from *until* on, or recorded before they happened.

    Raises:
        InvalidValueError: an end of the range is no time with its offset.
    """
    for asked in (since, until):
        moment(None, None, asked)
    found = []
    for event in recorded.events:
        if not since <= event.happened_at < until:
            words = Words(zh=f"不在 {since} 至 {until} 之间", en=f"not between {since} and {until}")
            found.append(RecordFinding(kind="contested", code="out-of-range", event=event.id, words=words))
        if event.recorded_at is not None and event.recorded_at < event.happened_at:
            words = Words(zh="登记早于发生", en="recorded before it happened")
            found.append(RecordFinding(kind="contested", code="recorded-early", event=event.id, words=words))
    return tuple(found)
