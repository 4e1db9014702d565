"""Incidents: injuries and deaths, with the accident grade of Regulation 493."""

from datetime import date

import attrs

from stationkit.stations.fields import Named, a_count, an_id, day, described, members_checked

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


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Incident:
    """An incident; the grade by losses of property, which article 3 also knows, is not among its facts."""

    id: str = described("编号", "id", validator=an_id)
    station: str = described("站点", "the station's id", validator=an_id)
    on: date = described("日期", "the day", validator=day)
    grade: InjuryGrade = described("伤害程度", "how bad it was for people")
    deaths: int = described("死亡人数", "deaths", default=0, validator=a_count)
    seriously_injured: int = described("重伤人数", "seriously injured", default=0, validator=a_count)
    note: str = described("说明", "note", default="")

    @property
    def accident_grade(self) -> AccidentGrade:
        """The accident grade by people killed and seriously injured (Regulation 493, article 3)."""
        for grade, deaths, injured in _BOUNDS:
            if self.deaths >= deaths or self.seriously_injured >= injured:
                return grade
        return AccidentGrade.GENERAL
