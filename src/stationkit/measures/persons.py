"""Per person and month: reports per supervisor per month and the like, as an exact number."""

from fractions import Fraction

from stationkit.measures.counting import reads, select
from stationkit.measures.coverage import countable
from stationkit.measures.recipes import PerPersonMonth
from stationkit.measures.reported import reported_number
from stationkit.measures.views import Look
from stationkit.numbers import Number, exact
from stationkit.periods import Period
from stationkit.rules.facts import Answer, Known, Missing
from stationkit.stations.dossier import RecordKind

__all__ = ["answer_per_person_month"]


def answer_per_person_month(recipe: PerPersonMonth, look: Look) -> Answer:
    """Answer `per_person_month`: a number, by the holders of a role, by the months of the window."""
    kinds = (RecordKind.MEMBERS, *(reads(recipe.of, (recipe.where,)) if recipe.of is not None else ()))
    if missing := countable(look.records, kinds, look.window):
        return missing
    months = _whole_months(look.window)
    if months is None:
        return Missing(why=f"{look.window} 不是整月 / not whole months")
    holders = [member for member in look.records.members if recipe.role in {str(role) for role in member.roles}]
    if not holders:
        return Missing(why=f"没有人担任 {recipe.role} / nobody holds the role {recipe.role}")
    number = _number(recipe, look)
    if isinstance(number, Missing):
        return number
    return Known(value=exact(Fraction(number) / (len(holders) * months)), source="records")


def _number(recipe: PerPersonMonth, look: Look) -> Number | Missing:
    if recipe.of is None:
        return reported_number(look, recipe.count)
    selection = select(recipe.of, (recipe.where,), look)
    return selection.doubt(recipe.of) or len(selection.passed)


def _whole_months(window: Period) -> int | None:
    whole = window.start.day == 1 and window.end.day == 1
    return len(tuple(window.months())) if whole else None
