"""Cadence: visits that were due and visits that were made, worker by worker and slot by slot.

A slot is a calendar month, quarter, half-year or year that lies wholly in the window. It is due to a worker from the
slot of their violation on (or in every slot, where the rule is for all workers), and made where a visit falls into it,
not before the violation.
"""

from collections.abc import Iterator
from datetime import date

from stationkit.measures.coverage import countable
from stationkit.measures.recipes import Cadence
from stationkit.measures.views import Look
from stationkit.numbers import Ratio
from stationkit.periods import Period, add_months
from stationkit.rules.facts import Answer, Known, Missing
from stationkit.stations.activities import Visit
from stationkit.stations.dossier import RecordKind
from stationkit.stations.people import Worker

__all__ = ["answer_cadence"]


def answer_cadence(recipe: Cadence, look: Look) -> Answer:
    """Answer `cadence` as a ratio: visits made of visits due."""
    kinds = [RecordKind.VISITS, RecordKind.WORKERS, *([RecordKind.VIOLATIONS] if recipe.violating else [])]
    if missing := countable(look.records, kinds, look.window):
        return missing
    workers = {worker.id: worker for worker in look.records.workers}
    since = _violating(look) if recipe.violating else dict.fromkeys(workers, look.window.start)
    nowhere = [name for name in since if name not in workers or workers[name].home is None]
    if nowhere:
        return Missing(why=f"不知道居住距离：{', '.join(nowhere[:5])} / home distance not known")
    due = made = 0
    counted: list[str] = []
    for name, first in since.items():
        for slot in _slots(workers[name], recipe, look.window):
            if slot.end > first:
                visits = [visit.id for visit in _visits(look, name) if visit.on in slot and visit.on >= first]
                due, made = due + 1, made + bool(visits)
                counted += visits[:1]
    return Known(value=Ratio(made, due), source="records", records=tuple(counted))


def _violating(look: Look) -> dict[str, date]:
    """Give everybody who broke a rule in the window, with the day of the first time."""
    first: dict[str, date] = {}
    for one in sorted(look.records.violations, key=lambda violation: violation.on):
        if one.worker and one.on in look.window:
            first.setdefault(one.worker, one.on)
    return first


def _visits(look: Look, worker: str) -> Iterator[Visit]:
    return (one for one in look.records.activities if isinstance(one, Visit) and one.worker == worker)


def _slots(worker: Worker, recipe: Cadence, window: Period) -> Iterator[Period]:
    length = recipe.every.get(str(worker.home))
    if length is None:
        return  # this class of home distance owes no visits
    start = date(window.start.year, (window.start.month - 1) // length * length + 1, 1)
    while start < window.end:
        end = add_months(start, length)
        if window.start <= start and end <= window.end:
            yield Period(start, end)
        start = end
