"""A hazard as its events have left it, and how it takes the next one in.

What an event says counts only where that kind of event may say it: a notice does not change the level, and nobody moves
a limit by starting work. Overdue, escalated and the like are not here: they are derived from this, a calendar and a
now.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import attrs

from stationkit.procedures.cases import following
from stationkit.procedures.hazard_words import Holder
from stationkit.stations.events import Event, EventKind
from stationkit.stations.hazards import HandlingMode, HazardLevel, Implementation, PlanElement
from stationkit.stations.people import Role

__all__ = ["Evacuation", "Extension", "HazardCase", "Listing", "Suspension", "contest_hazard", "fold_hazard"]


@attrs.frozen(kw_only=True)
class Extension:
    """A request for more time, and what became of it.

    Attributes:
        id: the event that asked.
        applicant: who asked, and *on_behalf_of* for whom.
        requested: the limit asked for.
        request_by: until when it had to be asked for, where the policy says so.
        decide_by: until when it had to be decided, where the policy says so.
        endorsed_by: who looked at it first, where it goes through two hands.
        decision: `granted`, `refused` or `lapsed` (the work was done or graded anew before); empty while it is pending.
        approved: the limit given; it may differ from the one asked for.
        answer: the ground of the decision.
    """

    id: str
    requested_at: datetime
    applicant: str
    ground: str
    on_behalf_of: str = ""
    requested: datetime | None = None
    request_by: datetime | None = None
    decide_by: datetime | None = None
    endorsed_by: str = ""
    decision: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    approved: datetime | None = None
    answer: str = ""

    @property
    def is_pending(self) -> bool:
        """Whether it waits for its decision."""
        return not self.decision


@attrs.frozen(kw_only=True)
class Suspension:
    """An area that stands still, and by whose power: only whoever stopped it lets it run again."""

    by: Holder
    place: str
    since: datetime
    actor: str
    document: str


@attrs.frozen(kw_only=True)
class Listing:
    """Listed supervision: who listed the hazard, and so supervises and accepts it."""

    by: Holder
    at: datetime
    actor: str
    document: str
    on_behalf_of: str = ""


@attrs.frozen(kw_only=True)
class Evacuation:
    """The union's advice to evacuate, and the employer's decision, which is due at once."""

    place: str
    advised_at: datetime
    advised_by: str
    decided_at: datetime | None = None
    decided_by: str = ""
    result: str = ""


@attrs.frozen(kw_only=True, slots=False)
class HazardCase:
    """A hazard as its events have left it.

    Attributes:
        commitment: what a claim of authorship is compared with.
        original: the case that this one repeats, while it is a duplicate.
        earlier: the closed case that this one has come back from; its clock is its own.
        reported_as: the role in which it was reported.
        found_by: who of the regulator reported it, and for whom; nobody else is kept.
        rejected_by: who rejected it, and for whom.
        level: as it was graded; before that as its report supposed.
        raised_by: by whose power it was last graded up.
        first_limit: the first limit that was set.
        named: who was named to rectify it in this round; empty where nobody was, and then anybody may.
        rectifiers: everybody who was named rectifier, or acted as one, in any round.
        accepted: whether the last submission passed its acceptance.
        returns: how often a submission was returned.
        reopens: how often a close turned out to be wrong.
        suspensions: areas that stand still now.
        led_at: when the employer's management last did something about it since it was graded.
        outward_at: when it was reported to the regulator, past a leader who did not act.
    """

    id: str
    state: str = "draft"
    last_at: datetime | None = None
    last_id: str = ""
    commitment: str = ""
    original: str = ""
    earlier: str = ""
    reported_as: Role | None = None
    reported_at: datetime | None = None
    found_by: frozenset[str] = frozenset()
    rejected_by: frozenset[str] = frozenset()
    level: HazardLevel | None = None
    sub_level: str = ""
    class_code: str = ""
    mode: HandlingMode | None = None
    graded_at: datetime | None = None
    raised_by: Holder | None = None
    limit: datetime | None = None
    first_limit: datetime | None = None
    request_by: datetime | None = None
    named: str = ""
    rectifiers: frozenset[str] = frozenset()
    plan: frozenset[PlanElement] = frozenset()
    implementations: frozenset[Implementation] = frozenset()
    extensions: tuple[Extension, ...] = ()
    listing: Listing | None = None
    suspensions: tuple[Suspension, ...] = ()
    evacuation: Evacuation | None = None
    led_at: datetime | None = None
    outward_at: datetime | None = None
    accepted: bool = False
    returns: int = 0
    reopens: int = 0
    submitted_at: datetime | None = None
    accepted_at: datetime | None = None
    closed_at: datetime | None = None
    rechecked_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether something remains to be done."""
        return self.state not in ("rejected", "duplicate", "withdrawn", "closed")

    @property
    def is_major(self) -> bool:
        """Whether it is a major hazard."""
        return self.level is HazardLevel.MAJOR

    @property
    def pending_extension(self) -> Extension | None:
        """The request for more time that waits for its decision."""
        return next((one for one in self.extensions if one.is_pending), None)

    @property
    def is_evacuation_undecided(self) -> bool:
        """Whether the employer still owes its decision on an advice to evacuate."""
        return self.evacuation is not None and not self.evacuation.result

    @property
    def supervisor(self) -> Holder:
        """Who supervises and accepts it: the regulator what it found or listed, else the employer."""
        if self.listing is not None:
            return self.listing.by
        return Holder.REGULATOR if self.reported_as is Role.REGULATOR else Holder.EMPLOYER

    @property
    def principals(self) -> frozenset[str]:
        """Who of the regulator listed it, or found it; whoever acts for them accepts for the regulator."""
        if self.listing is not None:
            return frozenset({self.listing.actor, self.listing.on_behalf_of} - {""})
        return self.found_by

    def is_stopped_by(self, holder: Holder) -> bool:
        """Tell whether any area stands still by somebody's power."""
        return any(one.by is holder for one in self.suspensions)


def contest_hazard(case: HazardCase, event: Event) -> HazardCase:
    """Keep of an event that contradicts the case who may have done the work: till it is settled they accept nothing."""
    worked = _both(event) | {event.rectifier} - {""} if event.kind in _WORK else frozenset()
    return case if worked <= case.rectifiers else following(case, {"rectifiers": case.rectifiers | worked})


def fold_hazard(case: HazardCase, event: Event, state: str) -> HazardCase:
    """Give the case after an event, in a state."""
    changes: dict[str, Any] = {"state": state, "last_at": event.happened_at, "last_id": event.id}
    if event.rectifier and event.kind in _NAMING:
        changes.update(named=event.rectifier, rectifiers=case.rectifiers | {event.rectifier})
    if event.implementations and event.kind in _PUTTING_IN_PLACE:
        changes["implementations"] = case.implementations | event.implementations
    fold = _FOLDS.get(event.kind)
    if fold is not None:
        fold(case, event, changes)
    return following(case, changes)


_WORK = frozenset({EventKind.RECTIFY, EventKind.FIX_ON_SITE, EventKind.SUBMIT})
"""Events by which somebody did the work."""

_NAMING = _WORK | {EventKind.GRADE, EventKind.NOTIFY, EventKind.RETURN, EventKind.REOPEN}
"""Events that may say who rectifies: those that order the work, and those that do it. A report may not."""

_PUTTING_IN_PLACE = frozenset(
    {EventKind.APPROVE_PLAN, EventKind.NOTIFY, EventKind.SUBMIT, EventKind.ACCEPT, EventKind.CLOSE}
)
"""Events that may say which of the five implementations are in place."""

_Changes = dict[str, Any]
_Taken = Callable[[HazardCase, Event, _Changes], None]


def _graded(_: HazardCase, event: Event, changes: _Changes) -> None:
    for name in ("level", "sub_level", "mode", "class_code"):
        said = getattr(event, name)
        if said:
            changes[name] = said


def _limited(case: HazardCase, event: Event, changes: _Changes) -> None:
    if event.limit is not None:
        changes["limit"] = event.limit
        changes["first_limit"] = case.first_limit or event.limit


def _worked(case: HazardCase, event: Event, changes: _Changes) -> None:
    """Whoever does the work is a rectifier, as is whoever they do it for."""
    changes["rectifiers"] = changes.get("rectifiers", case.rectifiers) | ({event.actor, event.on_behalf_of} - {""})
    changes["accepted"] = False


def _lapse(case: HazardCase, event: Event, changes: _Changes) -> None:
    if case.pending_extension is not None:
        changes["extensions"] = _decided(case, "lapsed", event)


def _draft(case: HazardCase, event: Event, changes: _Changes) -> None:
    if case.graded_at is None:  # told late, a report does not undo the grading
        _graded(case, event, changes)
    changes["commitment"] = case.commitment or event.commitment


def _report(case: HazardCase, event: Event, changes: _Changes) -> None:
    _draft(case, event, changes)
    changes["reported_as"] = event.role
    changes["reported_at"] = event.happened_at
    if event.role is Role.REGULATOR:
        changes["found_by"] = _both(event)


def _recur(case: HazardCase, event: Event, changes: _Changes) -> None:
    _report(case, event, changes)
    changes["earlier"] = event.linked


def _reject(_: HazardCase, event: Event, changes: _Changes) -> None:
    changes["rejected_by"] = _both(event)


def _mark_duplicate(_: HazardCase, event: Event, changes: _Changes) -> None:
    changes["original"] = event.linked


def _revive(_: HazardCase, __: Event, changes: _Changes) -> None:
    changes["original"] = ""


def _grade(case: HazardCase, event: Event, changes: _Changes) -> None:
    _graded(case, event, changes)
    _limited(case, event, changes)
    changes["graded_at"] = event.happened_at
    changes["led_at"] = None


def _upgrade(case: HazardCase, event: Event, changes: _Changes) -> None:
    """A higher level begins its duties: what was planned, named or accepted was meant for something else."""
    _graded(case, event, changes)
    _lapse(case, event, changes)
    changes.update(
        accepted=False,
        led_at=None,
        raised_by=_holder(event),
        named="",
        plan=frozenset(),
        implementations=frozenset(),
    )


def _downgrade(case: HazardCase, event: Event, changes: _Changes) -> None:
    """A lower level ends the listing; what has its limit keeps it, and is not fixed on the spot after all."""
    changes.update(
        level=event.level or case.level,
        sub_level=event.sub_level or case.sub_level,
        class_code=event.class_code,
        listing=None,
        raised_by=None,
    )


def _sub_grade(case: HazardCase, event: Event, changes: _Changes) -> None:
    changes["sub_level"] = event.sub_level or case.sub_level


def _approve_plan(case: HazardCase, event: Event, changes: _Changes) -> None:
    changes["plan"] = case.plan | event.plan
    changes["led_at"] = event.happened_at


def _list(_: HazardCase, event: Event, changes: _Changes) -> None:
    by = _holder(event)
    changes["listing"] = Listing(
        by=by,
        at=event.happened_at,
        actor=event.actor,
        document=event.document,
        on_behalf_of=event.on_behalf_of,
    )
    if by is Holder.EMPLOYER:
        changes["led_at"] = event.happened_at


def _notify(case: HazardCase, event: Event, changes: _Changes) -> None:
    _limited(case, event, changes)
    changes.update(mode=HandlingMode.TIMED, request_by=event.request_by, led_at=event.happened_at)


def _request_extension(case: HazardCase, event: Event, changes: _Changes) -> None:
    asked = Extension(
        id=event.id,
        requested_at=event.happened_at,
        applicant=event.actor,
        on_behalf_of=event.on_behalf_of,
        ground=event.ground,
        requested=event.requested,
        request_by=case.request_by,
        decide_by=event.decide_by,
    )
    changes["extensions"] = (*case.extensions, asked)


def _endorse_extension(case: HazardCase, event: Event, changes: _Changes) -> None:
    changes["extensions"] = _touched(case, endorsed_by=event.actor)


def _grant_extension(case: HazardCase, event: Event, changes: _Changes) -> None:
    _limited(case, event, changes)
    changes["extensions"] = _decided(case, "granted", event)
    changes["request_by"] = event.request_by or case.request_by  # a new limit alone opens no second round


def _refuse_extension(case: HazardCase, event: Event, changes: _Changes) -> None:
    changes["extensions"] = _decided(case, "refused", event)


def _decided(case: HazardCase, decision: str, event: Event) -> tuple[Extension, ...]:
    return _touched(
        case,
        decision=decision,
        decided_at=event.happened_at,
        decided_by=event.actor,
        approved=event.limit if decision == "granted" else None,
        answer=event.ground,
    )


def _touched(case: HazardCase, **changes: Any) -> tuple[Extension, ...]:
    return tuple(attrs.evolve(one, **changes) if one.is_pending else one for one in case.extensions)


def _submit(case: HazardCase, event: Event, changes: _Changes) -> None:
    _worked(case, event, changes)
    _lapse(case, event, changes)
    changes["submitted_at"] = event.happened_at


def _accept(_: HazardCase, event: Event, changes: _Changes) -> None:
    changes.update(accepted=True, accepted_at=event.happened_at)


def _limited_anew(case: HazardCase, event: Event, changes: _Changes) -> None:
    """Take a new limit in; the time for asking for more was that of the old one."""
    _limited(case, event, changes)
    if event.limit is not None:
        changes["request_by"] = event.request_by


def _return(case: HazardCase, event: Event, changes: _Changes) -> None:
    _limited_anew(case, event, changes)
    changes.update(accepted=False, returns=case.returns + 1)


def _close(_: HazardCase, event: Event, changes: _Changes) -> None:
    changes["closed_at"] = event.happened_at


def _recheck(_: HazardCase, event: Event, changes: _Changes) -> None:
    changes["rechecked_at"] = event.happened_at


def _reopen(case: HazardCase, event: Event, changes: _Changes) -> None:
    """The close was wrong: it counts as never closed, and nothing that it said stands."""
    _limited_anew(case, event, changes)
    changes.update(accepted=False, closed_at=None, implementations=frozenset(), reopens=case.reopens + 1)


def _advise_evacuation(_: HazardCase, event: Event, changes: _Changes) -> None:
    changes["evacuation"] = Evacuation(place=event.place, advised_at=event.happened_at, advised_by=event.actor)


def _decide_evacuation(case: HazardCase, event: Event, changes: _Changes) -> None:
    if case.evacuation is not None:
        changes["evacuation"] = attrs.evolve(
            case.evacuation, decided_at=event.happened_at, decided_by=event.actor, result=event.result
        )
    if event.result == "evacuate":
        changes["led_at"] = event.happened_at


def _suspend(case: HazardCase, event: Event, changes: _Changes) -> None:
    by = _holder(event)
    stopped = Suspension(by=by, place=event.place, since=event.happened_at, actor=event.actor, document=event.document)
    changes["suspensions"] = (*case.suspensions, stopped)
    if by is Holder.EMPLOYER:
        changes["led_at"] = event.happened_at


def _restore(case: HazardCase, event: Event, changes: _Changes) -> None:
    by = _holder(event)
    changes["suspensions"] = tuple(one for one in case.suspensions if one.by is not by or one.place != event.place)


def _report_outward(_: HazardCase, event: Event, changes: _Changes) -> None:
    changes["outward_at"] = event.happened_at


def _both(event: Event) -> frozenset[str]:
    """Give who acted, and for whom: what one may not do, the other may not."""
    return frozenset({event.actor, event.on_behalf_of} - {""})


def _holder(event: Event) -> Holder:
    """Tell by whose power somebody acts; what an outside register does not say was the employer's, or so it stays."""
    return Holder.REGULATOR if event.role is Role.REGULATOR else Holder.EMPLOYER


_FOLDS: Mapping[str, _Taken] = {
    EventKind.DRAFT: _draft,
    EventKind.REPORT: _report,
    EventKind.RECUR: _recur,
    EventKind.REJECT: _reject,
    EventKind.MARK_DUPLICATE: _mark_duplicate,
    EventKind.REVIVE: _revive,
    EventKind.GRADE: _grade,
    EventKind.UPGRADE: _upgrade,
    EventKind.DOWNGRADE: _downgrade,
    EventKind.SUB_GRADE: _sub_grade,
    EventKind.FIX_ON_SITE: _worked,
    EventKind.APPROVE_PLAN: _approve_plan,
    EventKind.LIST: _list,
    EventKind.NOTIFY: _notify,
    EventKind.RECTIFY: _worked,
    EventKind.REQUEST_EXTENSION: _request_extension,
    EventKind.ENDORSE_EXTENSION: _endorse_extension,
    EventKind.GRANT_EXTENSION: _grant_extension,
    EventKind.REFUSE_EXTENSION: _refuse_extension,
    EventKind.SUBMIT: _submit,
    EventKind.ACCEPT: _accept,
    EventKind.RETURN: _return,
    EventKind.CLOSE: _close,
    EventKind.RECHECK: _recheck,
    EventKind.REOPEN: _reopen,
    EventKind.ADVISE_EVACUATION: _advise_evacuation,
    EventKind.DECIDE_EVACUATION: _decide_evacuation,
    EventKind.SUSPEND: _suspend,
    EventKind.RESTORE: _restore,
    EventKind.REPORT_OUTWARD: _report_outward,
}
"""What each kind of event changes besides the state."""
