"""How far up its ladder each deadline has come: the rung on which it stands, or the tie of ladders that it meets."""

from datetime import date
from typing import TYPE_CHECKING, Any

from stationkit.words import Words

if TYPE_CHECKING:
    from stationkit.calendars.calendar import Calendar
    from stationkit.errors import Problem
    from stationkit.procedures.escalation import Escalation, ReachedRung
    from stationkit.procedures.ladders import EscalationLadder
    from stationkit.procedures.policies import DeadlinePolicy
    from stationkit.procedures.terms import Deadline
    from stationkit.stations.dossier import Dossier
    from stationkit.stations.events import Event

__all__ = ["climbed_to", "histories_of", "plain_rung"]


def histories_of(dossier: "Dossier") -> "dict[str, tuple[Event, ...]]":
    """Give the events of each hazard: those that answer a rung are found among them."""
    found: dict[str, list[Event]] = {}
    for event in dossier.hazard_events:
        found.setdefault(event.case, []).append(event)
    return {case: tuple(events) for case, events in found.items()}


def climbed_to(
    deadline: "Deadline",
    own: "EscalationLadder | None",
    policies: "tuple[DeadlinePolicy, ...]",
    calendar: "Calendar",
    known: date | None,
    events: "tuple[Event, ...]",
) -> "tuple[Escalation | None, tuple[Problem, ...]]":
    """Give how far up its ladder a deadline has come, or the tie that it meets; no level is known then."""
    from stationkit.errors import AmbiguousLimitError, Problem
    from stationkit.procedures.escalation import escalation_of, ladder_for

    try:
        ladder = own or ladder_for(deadline, policies, known_at=known)
    except AmbiguousLimitError as error:
        listed = ", ".join(error.candidates)
        what = Words(zh=f"有多个同样具体的督办梯级：{listed}", en=f"several ladders are equally specific: {listed}")
        expected = Words(
            zh="其中一个写得更具体，或用 --ladder 指定", en="one of them more specific, or the one to use by --ladder"
        )
        return None, (Problem(f"{deadline.case} {deadline.step}", what, expected),)
    if ladder is None:
        return None, ()
    return escalation_of(deadline, ladder, calendar, events=events, known_at=known), ()


def plain_rung(reached: "ReachedRung") -> dict[str, Any]:
    """Tell a rung: what is done, who supervises, who is told, and by when whoever is asked must answer."""
    rung, answer = reached.rung, reached.answer
    return {
        "id": rung.id,
        "act": {"zh": rung.act.zh, "en": rung.act.en},
        "supervisor": {"zh": rung.supervisor.zh, "en": rung.supervisor.en} if rung.supervisor else None,
        "told": list(rung.told),
        "at": reached.at.isoformat(),
        "answer_by": answer.moment.isoformat() if answer is not None and answer.moment else None,
        "answered_at": reached.answered_at.isoformat() if reached.answered_at else None,
    }
