"""The procedures that come along, by name: the hazard's, the award's, mentoring, certification."""

from collections.abc import Mapping
from functools import cache

from stationkit.errors import UnknownNameError
from stationkit.procedures.machine import Procedure
from stationkit.words import Words

__all__ = ["procedure_named", "procedures"]


@cache
def procedures() -> Mapping[str, Procedure]:
    """Give every procedure that comes along, by its id; the award by its illustrative policy."""
    from stationkit.calendars.national import national_calendar
    from stationkit.procedures.award import award_procedure
    from stationkit.procedures.award_policy import ILLUSTRATIVE_POLICY, by_calendar
    from stationkit.procedures.certification import CERTIFICATION
    from stationkit.procedures.hazard import HAZARD
    from stationkit.procedures.mentoring import MENTORING

    award = award_procedure(ILLUSTRATIVE_POLICY, by_calendar(national_calendar()))
    return {one.id: one for one in (HAZARD, award, MENTORING, CERTIFICATION)}


def procedure_named(name: str) -> Procedure:
    """Give a procedure by its name.

    Raises:
        UnknownNameError: none comes along by that name.
    """
    known = procedures()
    if name not in known:
        raise UnknownNameError(Words(zh="程序", en="procedure"), name, tuple(known))
    return known[name]
