"""Incidents: injuries and deaths, with the accident grade of Regulation 493.

A number that is not written is not zero. Where the grade says that nobody died, or that nobody was hurt so badly, the
number is 0 by what the grade says; else it is not known, and the accident grade is at least what is certain.
"""

from datetime import date
from typing import Any

import attrs

from stationkit.errors import InvalidValueError
from stationkit.stations.fields import Named, a_count, an_id, day, described, members_checked
from stationkit.words import Words

__all__ = ["AccidentGrade", "Incident", "InjuryGrade"]


class InjuryGrade(Named):
    """How bad an incident was for people, the least first."""

    NONE = "none", "无伤害", "nobody hurt"
    MINOR = "minor", "轻伤", "minor injury"
    SERIOUS = "serious", "重伤", "serious injury"
    FATAL = "fatal", "死亡", "fatality"


class AccidentGrade(Named):
    """The grade of an accident by Regulation 493 (生产安全事故报告和调查处理条例), article 3, the least first."""

    GENERAL = "general", "一般事故", "general accident"
    LARGER = "larger", "较大事故", "larger accident"
    MAJOR = "major", "重大事故", "major accident"
    SPECIAL = "special", "特别重大事故", "especially major accident"


_BOUNDS = ((AccidentGrade.SPECIAL, 30, 100), (AccidentGrade.MAJOR, 10, 50), (AccidentGrade.LARGER, 3, 10))


def _deaths(said: int | None, incident: Any) -> int | None:
    return 0 if said is None and incident.grade is not InjuryGrade.FATAL else said


def _injured(said: int | None, incident: Any) -> int | None:
    return 0 if said is None and incident.grade in (InjuryGrade.NONE, InjuryGrade.MINOR) else said


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Incident:
    """An incident; the grade by losses of property, which article 3 also knows, is not among its facts.

    Attributes:
        deaths: how many died; nothing where somebody did and nobody said how many.
        seriously_injured: how many were seriously injured; nothing where somebody may have been and nobody said.

    Raises:
        InvalidValueError: the grade and the numbers contradict one another.
    """

    id: str = described("编号", "id", validator=an_id)
    station: str = described("站点", "the station's id", validator=an_id)
    on: date = described("日期", "the day", validator=day)
    grade: InjuryGrade = described("伤害程度", "how bad it was for people")
    deaths: int | None = described(
        "死亡人数",
        "deaths; empty where not known",
        default=None,
        validator=a_count,
        converter=attrs.Converter(_deaths, takes_self=True),
    )
    seriously_injured: int | None = described(
        "重伤人数",
        "seriously injured; empty where not known",
        default=None,
        validator=a_count,
        converter=attrs.Converter(_injured, takes_self=True),
    )
    note: str = described("说明", "note", default="")

    def __attrs_post_init__(self) -> None:
        if self.deaths is not None and (self.deaths > 0) != (self.grade is InjuryGrade.FATAL):
            expected = Words(
                zh="死亡事故死亡人数不少于 1（不详则留空），其他伤害程度死亡人数为 0",
                en="at least 1 death where the grade is fatal (empty where not known), and none where it is not",
            )
            raise InvalidValueError(f"{self.grade}, deaths = {self.deaths}", expected)
        if self.seriously_injured is not None and not self._fits(self.seriously_injured):
            expected = Words(
                zh="重伤事故重伤人数不少于 1（不详则留空），轻伤或无伤害时为 0",
                en="at least 1 where the grade is serious (empty where not known), and 0 below it",
            )
            raise InvalidValueError(f"{self.grade}, seriously_injured = {self.seriously_injured}", expected)

    def _fits(self, injured: int) -> bool:
        return self.grade is InjuryGrade.FATAL or (injured > 0) == (self.grade is InjuryGrade.SERIOUS)

    @property
    def least_accident_grade(self) -> AccidentGrade:
        """The accident grade that is certain: whoever else died or was injured could only raise it."""
        deaths = 1 if self.deaths is None else self.deaths
        injured = int(self.grade is InjuryGrade.SERIOUS) if self.seriously_injured is None else self.seriously_injured
        for grade, least_deaths, least_injured in _BOUNDS:
            if deaths >= least_deaths or injured >= least_injured:
                return grade
        return AccidentGrade.GENERAL

    @property
    def accident_grade(self) -> AccidentGrade | None:
        """The accident grade by people killed and seriously injured (Regulation 493, article 3).

        Nothing where a number that nobody said could raise it.
        """
        least = self.least_accident_grade
        is_certain = None not in (self.deaths, self.seriously_injured) or least is AccidentGrade.SPECIAL
        return least if is_certain else None
