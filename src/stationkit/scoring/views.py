"""Views: what a finished calculation says of items, groups and grades, read from the frame only when asked."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from stationkit.rules.facts import Facts
from stationkit.rules.frame import Frame
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.lines import LedgerLine
from stationkit.rules.model import Computed, Grade
from stationkit.rules.outcomes import Absent
from stationkit.scoring.outcomes import GroupOutcome, ItemOutcome, Star
from stationkit.scoring.reasons import last_lines, reasons_of
from stationkit.words import Words

__all__ = ["group_outcomes", "item_outcomes", "stars"]


def item_outcomes(frame: Frame, resolved: ResolvedRulebook) -> tuple[ItemOutcome, ...]:
    """Give every item in the order of the rulebook; those of a list once for each sub-subject, as `key/item`."""
    last = last_lines(frame.lines or ())
    return tuple(
        _item(node, name, inner, slot, last, resolved)
        for node in resolved.rulebook.computed
        if node.role == "item"
        for name, inner, slot in _places(node, frame, resolved)
    )


def _places(node: Computed, frame: Frame, resolved: ResolvedRulebook) -> Iterator[tuple[str, Frame, int]]:
    """Give where an item has its value: the frame and slot, under the name that the ledger uses."""
    scope = resolved.program.scopes.get(node.id, "")
    if not scope:
        yield node.id, frame, resolved.program.slots[node.id]
        return
    for (name, key), inside in frame.inside.items():
        if name == scope and node.id in inside:
            yield f"{key}/{node.id}", *inside[node.id]


def _item(
    node: Computed, name: str, frame: Frame, slot: int, last: Mapping[str, LedgerLine], resolved: ResolvedRulebook
) -> ItemOutcome:
    value = frame.values[slot]
    line = last.get(name)
    sheet = frame.facts.sheets.get(node.id)
    absent = value if isinstance(value, Absent) else None
    return ItemOutcome(
        id=name,
        title=node.title,
        clause=resolved.rules[node.id].clause,
        groups=node.groups,
        outcome=absent.kind if absent is not None else "scored",
        points=value if isinstance(value, int | Fraction) else None,
        full=frame.nominal[slot],
        attainable=frame.attainable[slot],
        why=_why(line, last, frame.facts) if absent is not None and line is not None else Words(),
        facts=line.facts if line is not None else (),
        self_score=sheet.self_score if sheet is not None else None,
        assessor_score=sheet.assessor_score if sheet is not None else None,
    )


def _why(line: LedgerLine, last: Mapping[str, LedgerLine], facts: Facts) -> Words:
    """Say why there are no points: the line's own words, and what the facts beneath it say of what is open."""
    told = "；".join(reasons_of(line.facts, last, facts))
    if line.words:
        return Words(zh=f"{line.words.zh}：{told}", en=f"{line.words.text('en')}: {told}") if told else line.words
    open_facts = ", ".join(dict.fromkeys(line.facts))
    return Words(zh=told or open_facts, en=told or open_facts)


def group_outcomes(frame: Frame, resolved: ResolvedRulebook) -> tuple[GroupOutcome, ...]:
    """Give every group outside the lists, in the order of the rulebook."""
    return tuple(
        _group(node, frame, resolved.program.slots[node.id], resolved)
        for node in resolved.rulebook.computed
        if node.role == "group" and not resolved.program.scopes.get(node.id)
    )


def _group(node: Computed, frame: Frame, slot: int, resolved: ResolvedRulebook) -> GroupOutcome:
    return GroupOutcome(
        id=node.id,
        title=node.title,
        clause=resolved.rules[node.id].clause,
        value=frame.values[slot],
        attainable=frame.attainable[slot],
        nominal=frame.nominal[slot],
    )


def stars(frame: Frame, resolved: ResolvedRulebook) -> tuple[Star, ...]:
    """Give every grade outside the lists, in the order of the rulebook."""
    return tuple(
        _star(grade, frame, resolved) for grade in resolved.rulebook.grades if not resolved.program.scopes.get(grade.id)
    )


def _star(grade: Grade, frame: Frame, resolved: ResolvedRulebook) -> Star:
    value = frame.values[resolved.program.slots[grade.id]]
    words = resolved.rulebook.scales[grade.scale].best_first
    place = words.index(value) if not isinstance(value, Absent) and value in words else None
    return Star(grade=grade.id, title=grade.title, value=value, place=place)
