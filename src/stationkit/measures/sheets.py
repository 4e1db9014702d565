"""Assessors' sheets to facts: faults with their ground, what was inspected, and the scores beside them.

An item that no line says was inspected stays silent: it gives no answer at all, and the rulebook finds it missing. The
faults decide; the scores travel along, so that a difference is found.
"""

from collections.abc import Iterable, Mapping

from stationkit.periods import Period
from stationkit.rules.facts import Answer, Known, SheetScore
from stationkit.stations.dossier import SheetRow

__all__ = ["read_sheets", "sheet_answers", "sheet_scores"]


def read_sheets(rows: Iterable[SheetRow], period: Period, rulebooks: Iterable[str] = ()) -> tuple[SheetRow, ...]:
    """Give the lines of one period, of the named rulebooks only where any are named."""
    wanted = frozenset(rulebooks)
    return tuple(row for row in rows if row.period == period and (not wanted or row.rulebook in wanted))


def sheet_answers(rows: Iterable[SheetRow]) -> Mapping[str, Answer]:
    """Give `item.inspected` for every item on the sheet and `item.cause` for every fault of an inspected one."""
    rows = tuple(rows)
    inspected = {row.item for row in rows if row.inspected}
    answers: dict[str, Answer] = {}
    for row in rows:
        answers[f"{row.item}.inspected"] = Known(value=row.item in inspected, source="sheet", evidence=row.evidence)
    for row in rows:
        if row.cause and row.faults is not None and row.item in inspected:
            answers[f"{row.item}.{row.cause}"] = _fault(row, row.faults)
    return answers


def _fault(row: SheetRow, faults: int) -> Known:
    return Known(value=faults, source="sheet", evidence=row.evidence, ground=row.ground)


def sheet_scores(rows: Iterable[SheetRow]) -> Mapping[str, SheetScore]:
    """Give the station's own score and the assessor's, by item."""
    return {row.item: _score(row) for row in rows if row.self_score is not None or row.assessor_score is not None}


def _score(row: SheetRow) -> SheetScore:
    return SheetScore(self_score=row.self_score, assessor_score=row.assessor_score)
