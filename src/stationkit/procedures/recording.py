"""Histories from outside: recorded, not decided. Gaps stay unknown, breaches are findings, nothing is lost.

Truth is a fold of the set of events, ordered by when they happened and their ids, so the order in which they arrived
does not matter.
"""

from collections.abc import Iterable, Iterator

import attrs

from stationkit.errors import InvalidDocumentError, Problem
from stationkit.procedures.hazard import HAZARD, HazardCase, apply_details
from stationkit.procedures.machine import Transition
from stationkit.stations.events import Event, EventKind
from stationkit.words import Words

__all__ = ["RecordFinding", "RecordedCase", "record"]


@attrs.frozen(kw_only=True)
class RecordFinding:
    """What a history shows besides its events.

    Attributes:
        kind: `gap` (not known), `breach` (a rule was broken) or `contested` (it contradicts what it meets).
        code: which gap or breach.
        event: the event at which it shows.
    """

    kind: str
    code: str
    event: str
    words: Words
    clause: str = ""


@attrs.frozen(kw_only=True)
class RecordedCase:
    """A case as its recorded history leaves it, with everything that the history shows.

    Attributes:
        events: every event, in order; contested ones are among them.
    """

    case: HazardCase
    events: tuple[Event, ...]
    findings: tuple[RecordFinding, ...]

    @property
    def breaches(self) -> tuple[str, ...]:
        """The codes of the rules that were broken, each once."""
        return tuple(dict.fromkeys(one.code for one in self.findings if one.kind == "breach"))

    @property
    def is_contested(self) -> bool:
        """Whether a person has to settle what happened."""
        return any(one.kind == "contested" for one in self.findings)

    def first(self, kind: EventKind) -> Event | None:
        """Give the first event of a kind, if it happened."""
        return next((event for event in self.events if event.kind is kind), None)


def record(case: str, events: Iterable[Event]) -> RecordedCase:
    """Fold a history from outside into a case.

    Raises:
        InvalidDocumentError: two events have one id and differ, or an event belongs to another case.
    """
    ordered = _ordered(case, events)
    folded, findings = HazardCase(id=case), []
    for event in ordered:
        folded, found = _step(folded, event)
        findings.extend(found)
    return RecordedCase(case=folded, events=ordered, findings=tuple(findings))


def _ordered(case: str, events: Iterable[Event]) -> tuple[Event, ...]:
    known: dict[str, Event] = {}
    problems = []
    for event in events:
        if event.case != case:
            problems.append(Problem(event.id, Words(zh=f"属于 {event.case}", en=f"belongs to {event.case}")))
        elif known.setdefault(event.id, event) != event:
            what = Words(zh="同一编号、不同内容", en="the same id with other content")
            problems.append(Problem(event.id, what))
    if problems:
        raise InvalidDocumentError(case, tuple(problems))
    return tuple(sorted(known.values(), key=lambda event: (event.happened_at, event.id)))


def _step(case: HazardCase, event: Event) -> tuple[HazardCase, list[RecordFinding]]:
    transition = HAZARD.transition(case.state, event.kind)
    if transition is not None:
        after = attrs.evolve(apply_details(case, event), state=transition.target)
        return after, [*_unsaid(transition, event), *_breaches(transition, case, event)]
    if event.kind is EventKind.REPORT:
        return case, [
            _finding("gap", "reported-late", event, "先有处理后有上报记录", "it was dealt with before it was reported")
        ]
    return _jump(case, event)


def _jump(case: HazardCase, event: Event) -> tuple[HazardCase, list[RecordFinding]]:
    """Take an event that does not follow from the state: steps in between are unknown, or it contradicts the state."""
    ways = [one for one in HAZARD.transitions if one.kind is event.kind]
    reachable = _reachable(case.state)
    for way in ways:
        if any(source in reachable for source in way.sources):
            skipped = _finding("gap", "steps-unknown", event, "中间环节没有记录", "steps in between are not recorded")
            after = attrs.evolve(apply_details(case, event), state=way.target)
            return after, [skipped, *_unsaid(way, event), *_jump_breaches(way, case, event)]
    here = HAZARD.state(case.state).words
    words = (f"与状态“{here.zh}”矛盾", f"contradicts that it was {here.en}")
    return case, [_finding("contested", "contradiction", event, *words)]


def _reachable(state: str) -> set[str]:
    found, pending = {state}, [state]
    while pending:
        here = pending.pop()
        for one in HAZARD.transitions:
            if here in one.sources and one.target not in found:
                found.add(one.target)
                pending.append(one.target)
    return found


def _unsaid(transition: Transition, event: Event) -> Iterator[RecordFinding]:
    for name in ("actor", *transition.attached):
        if not getattr(event, name):
            yield _finding(
                "gap", f"unknown-{name.replace('_', '-')}", event, f"没有记录：{name}", f"not recorded: {name}"
            )


_NEEDS_THE_STEPS = frozenset(
    {"plan-first", "not-accepted", "plan-lacks", "not-implemented", "not-on-site", "not-major", "not-timed"}
)
"""Breaches by what a step before should have said: where steps are unknown they are not shown."""


def _breaches(transition: Transition, case: HazardCase, event: Event) -> Iterator[RecordFinding]:
    named = {guard.name: guard for guard in HAZARD.guards}
    for name in transition.guards:
        for blocker in named[name].blockers(case, event):
            if event.actor or not blocker.code.startswith(("not-the-rectifier", "rectifier")):
                yield _finding("breach", blocker.code, event, blocker.words.zh, blocker.words.en, blocker.clause)
    if event.role is not None and event.role not in transition.roles:
        zh, en = f"{event.role.words.zh}无权{event.kind.words.zh}", f"a {event.role.words.en} may not do this"
        yield _finding("breach", "wrong-role", event, zh, en, transition.clause)


def _jump_breaches(transition: Transition, case: HazardCase, event: Event) -> Iterator[RecordFinding]:
    for one in _breaches(transition, case, event):
        if not any(one.code.startswith(code) for code in _NEEDS_THE_STEPS):
            yield one


def _finding(kind: str, code: str, event: Event, zh: str, en: str, clause: str = "") -> RecordFinding:
    return RecordFinding(kind=kind, code=code, event=event.id, words=Words(zh=zh, en=en), clause=clause)
