"""Numbers that arrive as numbers: the counts of a window, which must cover it without gap or overlap."""

from fractions import Fraction

from stationkit.measures.views import Look
from stationkit.numbers import Number, exact
from stationkit.periods import Period
from stationkit.rules.facts import Answer, Known, Missing
from stationkit.stations.dossier import CountRow

__all__ = ["answer_reported", "reported_number"]


def reported_number(look: Look, name: str) -> Number | Missing:
    """Give the number that was reported for the window, put together from parts of it where need be."""
    rows = [row for row in look.records.counts if row.name == name and _inside(row.period, look.window)]
    exactly = [row for row in rows if row.period == look.window]
    chosen = exactly or sorted(rows, key=lambda row: row.period.start)
    if not _tiles(chosen, look.window):
        known = "、".join(str(row.period) for row in chosen) or "-"
        return Missing(why=f"{name} 未按 {look.window} 上报（有：{known}） / {name} not reported for {look.window}")
    return exact(sum((Fraction(row.value) for row in chosen), Fraction(0)))


def _inside(period: Period, window: Period) -> bool:
    return window.start <= period.start and period.end <= window.end


def _tiles(rows: list[CountRow], window: Period) -> bool:
    """Tell whether the periods follow one another from the first day of the window to its last."""
    at = window.start
    for row in rows:
        if row.period.start != at:
            return False
        at = row.period.end
    return at == window.end


def answer_reported(name: str, kind: str, look: Look) -> Answer:
    """Answer `reported`; as a flag, 0 is no and 1 is yes, and nothing else is either."""
    number = reported_number(look, name)
    if isinstance(number, Missing):
        return number
    if kind != "flag":
        return Known(value=number, source="counts")
    if number in (0, 1):
        return Known(value=number == 1, source="counts")
    return Missing(why=f"{name} = {number}，不是 0 或 1 / neither 0 nor 1")
