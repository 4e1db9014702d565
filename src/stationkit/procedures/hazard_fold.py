"""How a hazard takes the next event in.

What an event says counts only where that kind of event may say it: a notice does not change the level, and nobody moves
a limit by starting work.
"""

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from stationkit.procedures.cases import following
from stationkit.procedures.hazard_case import Evacuation, Extension, HazardCase, Listing, Suspension
from stationkit.procedures.hazard_words import Holder
from stationkit.stations.events import Event, EventKind
from stationkit.stations.hazards import HandlingMode, HazardLevel
from stationkit.stations.people import Role

__all__ = ["contest_hazard", "fold_hazard"]


def contest_hazard(case: HazardCase, event: Event) -> HazardCase:
    """Keep of an event that contradicts the case who may have done the work: till it is settled they accept nothing."""
    worked = _both(event) | {event.rectifier} - {""} if event.kind in _WORK else frozenset()
    return case if worked <= case.rectifiers else following(case, {"rectifiers": case.rectifiers | worked})


def fold_hazard(case: HazardCase, event: Event, state: str) -> HazardCase:
    """Give the case after an event, in a state."""
    changes: dict[str, Any] = {"state": state, "last_at": event.happened_at, "last_id": event.id}
    if event.rectifier and event.kind in _NAMING:
        changes.update(named=event.rectifier, rectifiers=case.rectifiers | {event.rectifier})
    if event.on_behalf_of and event.on_behalf_of in changes.get("rectifiers", case.rectifiers):
        changes["rectifiers"] = changes.get("rectifiers", case.rectifiers) | {event.actor}  # one account of the work
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
    if case.state == "draft":
        _graded(case, event, changes)
    else:  # told late, a report undoes no grading
        changes.update(level=case.level or event.level, mode=case.mode or event.mode)
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
    changes["level"] = event.level or HazardLevel.MAJOR
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
        level=event.level or HazardLevel.GENERAL,
        sub_level=event.sub_level or case.sub_level,
        class_code=event.class_code,
        mode=HandlingMode.TIMED,
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


def _accept(case: HazardCase, event: Event, changes: _Changes) -> None:
    changes.update(accepted=True, accepted_at=event.happened_at)
    if case.suspensions:
        changes["suspensions"] = tuple(attrs.evolve(one, accepted=True) for one in case.suspensions)


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
    changes["suspensions"] = tuple(
        one for one in case.suspensions if one.by is not by or one.place not in ("", event.place)
    )


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
