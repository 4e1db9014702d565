"""Pictures of procedures: Mermaid state diagrams with who does each step and within which limit, and a case's own path.

Steps that lead elsewhere are arrows; steps that leave a case where it is stand in a note beside the state.
"""

import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

import attrs

from stationkit.errors import InvalidValueError, right_names
from stationkit.procedures.machine import Procedure, Transition
from stationkit.procedures.policies import DeadlinePolicy, Limit
from stationkit.procedures.recording import RecordedCase, record
from stationkit.procedures.steps import CLOCKS
from stationkit.procedures.terms import Deadline, Stretch
from stationkit.stations.events import Event
from stationkit.words import Language, Words

__all__ = ["Late", "late_stretches", "limits_of", "mermaid", "mermaid_path"]

Limits = Mapping[str, Sequence[Words]]


@attrs.frozen
class Late:
    """A stretch in which something was overdue, and what."""

    words: Words
    stretch: Stretch


def limits_of(policies: Iterable[DeadlinePolicy], on: date | None = None) -> Limits:
    """Give the limits of deadline policies by the kind of event that ends each step, in words with their provenance.

    Args:
        policies: where the limits stand.
        on: only those that hold on this day; nothing means those that have no last day.
    """
    found: dict[str, list[Words]] = {}
    for policy in policies:
        for limit in (one for one in policy.limits if _holds(one, on)):
            span, told = limit.span.words, limit.provenance.words
            words = Words(zh=f"{span.zh}（{told.zh}）", en=f"{span.en} ({told.en})")
            for kind in {clock.ends[0] for clock in CLOCKS.get(limit.step, ())}:
                if words not in found.setdefault(kind, []):
                    found[kind].append(words)
    return found


def _holds(limit: Limit, on: date | None) -> bool:
    if on is None:
        return limit.until is None
    return (limit.effective is None or limit.effective <= on) and (limit.until is None or on < limit.until)


def late_stretches(deadlines: Iterable[Deadline]) -> tuple[Late, ...]:
    """Give the overdue stretches of deadlines, each with the step that was owed."""
    return tuple(Late(one.step.words, stretch) for one in deadlines for stretch in one.overdue_stretches)


# -- a procedure -----------------------------------------------------------------------------------------------


def _check_language(language: str) -> None:
    known = typing.get_args(Language)
    if language not in known:
        raise InvalidValueError(language, right_names(str(language), known))


def mermaid(procedure: Procedure, language: Language = "zh", limits: Limits | None = None) -> str:
    """Draw a procedure as a Mermaid state diagram: each step with its roles and its limits.

    Args:
        procedure: what to draw.
        language: of the words.
        limits: limits by kind of event, as `limits_of` gives them.

    Raises:
        InvalidValueError: no words are in that language.
    """
    _check_language(language)
    within = limits or {}
    lines = [*_head(procedure, language)]
    for one, source in procedure.ways:
        target = one.target_from(source)
        if target != source:
            lines.append(f"    {_id(source)} --> {_id(target)}: {_step(procedure, one, language, within)}")
    for state in procedure.states:
        stays = [one for one, source in procedure.ways if source == state.id == one.target_from(source)]
        lines += _note(state.id, (_step(procedure, one, language, within) for one in stays))
    return "\n".join([*lines, *_ends(procedure), ""])


def _head(procedure: Procedure, language: Language) -> Iterator[str]:
    yield "stateDiagram-v2"
    for state in procedure.states:
        yield f'    state "{_label(state.words.text(language))}" as {_id(state.id)}'
    yield f"    [*] --> {_id(procedure.start)}"


def _ends(procedure: Procedure) -> Iterator[str]:
    return (f"    {_id(state.id)} --> [*]" for state in procedure.states if state.is_end)


def _step(procedure: Procedure, transition: Transition, language: Language, limits: Limits) -> str:
    roles = sorted(role.words.text(language) for role in transition.roles)
    who = ("、" if language == "zh" else ", ").join(roles)
    parts = [procedure.kind_words(transition.kind).text(language), who]
    parts += [words.text(language) for words in limits.get(transition.kind, ())]
    return "<br/>".join(_label(part) for part in parts)


# -- a case's own path -----------------------------------------------------------------------------------------


def mermaid_path(
    procedure: Procedure, recorded: RecordedCase, language: Language = "zh", late: Iterable[Late] = ()
) -> str:
    """Draw a case's own path on its procedure: numbered steps with their dates, where it stands, what was overdue.

    Args:
        procedure: the case's procedure.
        recorded: the case with its events.
        language: of the words.
        late: overdue stretches, as `late_stretches` gives them.

    Raises:
        InvalidValueError: no words are in that language.
    """
    _check_language(language)
    taken = list(_taken(procedure, recorded))
    walked = {(source, target) for _, source, target in taken}
    lines = [*_head(procedure, language)]
    for one, source in procedure.ways:
        target = one.target_from(source)
        if target != source and (source, target) not in walked:
            lines.append(f"    {_id(source)} --> {_id(target)}")
            walked.add((source, target))  # one faint arrow between two states is enough
    notes: dict[str, list[str]] = {}
    for number, (event, source, target) in enumerate(taken, 1):
        told = f"{number}. {_when(event.happened_at)} {procedure.kind_words(event.kind).text(language)}"
        if source == target:
            notes.setdefault(source, []).append(told)
        else:
            lines.append(f"    {_id(source)} --> {_id(target)}: {_label(told)}")
    overdue = tuple(late)
    for state, told in _overdue(taken, overdue, language):
        notes.setdefault(state, []).append(told)
    for state, told_there in notes.items():
        lines += _note(state, told_there)
    return "\n".join([*lines, *_ends(procedure), *_classes(recorded, taken, overdue), ""])


_Taken = tuple[Event, str, str]


def _taken(procedure: Procedure, recorded: RecordedCase) -> Iterator[_Taken]:
    """Give each event with the state before it and after it; a contested one stays where it was."""
    before = procedure.start
    for place, event in enumerate(recorded.events):
        after = record(procedure, event.case, recorded.events[: place + 1]).case.state
        yield event, before, after
        before = after


def _overdue(taken: Sequence[_Taken], late: Iterable[Late], language: Language) -> Iterator[tuple[str, str]]:
    """Give each overdue stretch beside the state that the case was in when it began."""
    for one in late:
        state = next((after for event, _, after in reversed(taken) if event.happened_at <= one.stretch.start), "")
        until = "…" if one.stretch.end is None else _when(one.stretch.end)
        lead = "逾期" if language == "zh" else "overdue"
        if state:
            yield state, f"{lead} {one.words.text(language)} {_when(one.stretch.start)} – {until}"


def _classes(recorded: RecordedCase, taken: Sequence[_Taken], late: Iterable[Late]) -> Iterator[str]:
    yield "    classDef past fill:#e8f0fe"
    yield "    classDef here fill:#1a73e8,color:#fff"
    yield "    classDef late stroke:#d93025,stroke-width:3px"
    here = recorded.case.state
    for state in dict.fromkeys(after for _, _, after in taken if after != here):
        yield f"    class {_id(state)} past"
    yield f"    class {_id(here)} here"
    for state in dict.fromkeys(state for state, _ in _overdue(taken, late, "zh")):
        yield f"    class {_id(state)} late"


# -- what Mermaid can read ---------------------------------------------------------------------------------------


def _note(state: str, told: Iterable[str]) -> list[str]:
    lines = [f"        {_label(one)}" for one in told]
    return [f"    note right of {_id(state)}", *lines, "    end note"] if lines else []


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _label(text: str) -> str:
    """Write otherwise what Mermaid would take for its own signs: colon, semicolon and quote end labels and names."""
    return text.translate(_HARMLESS)


_HARMLESS = str.maketrans({":": "∶", ";": "；", '"': "”", "\n": " "})


def _id(name: str) -> str:
    return name.replace("-", "_")
