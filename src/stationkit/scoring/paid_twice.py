"""Paid for twice: one record behind losing lines of different clauses, found by the record ids that the facts carry."""

from collections.abc import Iterator, Sequence

from stationkit.rules.facts import Known
from stationkit.rules.frame import Frame
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.lines import LedgerLine
from stationkit.rules.losing import loses
from stationkit.rules.model import Computed, Measure, Parameter
from stationkit.rules.shapes.causes import Causes
from stationkit.scoring.outcomes import Finding
from stationkit.words import Words

__all__ = ["paid_twice"]


def paid_twice(frame: Frame, resolved: ResolvedRulebook) -> Iterator[Finding]:
    """Give a finding for every set of losing lines, of more than one clause, that rest on the same record."""
    paid: dict[str, dict[str, LedgerLine]] = {}
    for line in frame.lines or ():
        if _counts(frame, resolved, line):
            for record in _blamed(frame, resolved, line):
                paid.setdefault(record, {})[f"{line.target}.{line.cause}" if line.cause else line.target] = line
    told: dict[tuple[str, ...], list[str]] = {}
    for record, lines in paid.items():
        if len({line.rule.clause for line in lines.values()}) > 1:
            told.setdefault(tuple(lines), []).append(record)
    for places, records in told.items():
        yield _finding([paid[records[0]][place] for place in places], records)


def _counts(frame: Frame, resolved: ResolvedRulebook, line: LedgerLine) -> bool:
    """Tell whether a line takes something by a clause, and no clause says that it comes beside another."""
    node = resolved.rulebook.nodes.get(line.target)
    if node is None or not line.facts or not line.rule.clause:
        return False
    if not isinstance(node, Parameter) and node.also_by:
        return False
    return loses(resolved.rulebook, line, frame.nominal[resolved.program.slots[line.target]])


def _blamed(frame: Frame, resolved: ResolvedRulebook, line: LedgerLine) -> Iterator[str]:
    """Give the records for which a line takes something: counted where more is worse, lacking in a share."""
    for name in _grounds(resolved, line):
        answer, measure = frame.facts.answers.get(name), resolved.rulebook.nodes.get(name)
        if not isinstance(answer, Known) or (isinstance(measure, Measure) and measure.also_by):
            continue
        better = measure.better if isinstance(measure, Measure) else "lower"
        if isinstance(measure, Measure) and measure.kind == "ratio":
            lacking = frozenset(answer.lacking)
            yield from (one for one in answer.records if (one in lacking) == (better != "lower"))
        elif better == "lower" or (not better and _counted_against(resolved, line)):
            yield from answer.records


def _grounds(resolved: ResolvedRulebook, line: LedgerLine) -> Iterator[str]:
    """Give the facts that a line rests on, through the steps that pass them on."""
    pending, seen = list(line.facts), set()
    while pending:
        name = pending.pop()
        node = resolved.rulebook.nodes.get(name)
        if name in seen:
            continue
        seen.add(name)
        if isinstance(node, Computed) and node.role == "step":
            pending.extend(resolved.program.needs[name])
        else:
            yield name


def _counted_against(resolved: ResolvedRulebook, line: LedgerLine) -> bool:
    """Tell whether a cause takes more for more of what it counts: for what lacks, no record is to blame."""
    node = resolved.rulebook.nodes[line.target]
    causes = node.shape.causes if isinstance(node, Computed) and isinstance(node.shape, Causes) else ()
    return any(one.id == line.cause and one.below is None for one in causes)


def _finding(lines: Sequence[LedgerLine], records: Sequence[str]) -> Finding:
    listed = ", ".join(records[:_SHOWN]) + ("…" if len(records) > _SHOWN else "")
    zh = "、".join(f"{line.target}［{line.rule.clause}］" for line in lines)
    en = ", ".join(f"{line.target} [{line.rule.clause}]" for line in lines)
    return Finding(
        code="paid-twice",
        node=lines[0].target,
        clause=lines[0].rule.clause,
        words=Words(
            zh=f"同一记录按不同条款扣了不止一次：{listed}：{zh}",
            en=f"one record is paid for under several clauses: {listed}: {en}",
        ),
        facts=tuple(dict.fromkeys(name for line in lines for name in line.facts)),
    )


_SHOWN = 5
