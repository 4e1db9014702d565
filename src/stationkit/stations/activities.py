"""Activities: visits, training, briefings, legal clinics, health screenings, meetings; one table with a kind."""

from datetime import date
from typing import TypeAlias

import attrs

from stationkit.numbers import Number
from stationkit.stations.fields import a_count, an_id, day, described, exact, members_checked

__all__ = [
    "ACTIVITY_KINDS",
    "Activity",
    "Briefing",
    "HealthScreening",
    "LegalClinic",
    "Meeting",
    "Training",
    "Visit",
]


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class _Activity:
    id: str = described("编号", "id", validator=an_id)
    station: str = described("站点", "the station's id", validator=an_id)
    on: date = described("日期", "the day", validator=day)


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Visit(_Activity):
    """A visit to a worker's family."""

    worker: str = described("职工", "the worker's id", validator=an_id)
    by: str = described("走访人", "the member's id", default="")


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Training(_Activity):
    """A training."""

    topic: str = described("主题", "topic", default="")
    hours: Number | None = described("学时", "hours for each person", default=None, validator=exact)
    people: int | None = described("人数", "people who took part", default=None, validator=a_count)


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Briefing(_Activity):
    """A safety briefing before a shift."""

    topic: str = described("主题", "topic", default="")
    shift: str = described("班次", "shift", default="")
    people: int | None = described("人数", "people who took part", default=None, validator=a_count)


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class LegalClinic(_Activity):
    """A legal clinic."""

    topic: str = described("主题", "topic", default="")
    people: int | None = described("人数", "people advised", default=None, validator=a_count)


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class HealthScreening(_Activity):
    """A health screening; findings travel as a count, never by person."""

    people: int | None = described("人数", "people screened", default=None, validator=a_count)
    abnormal: int | None = described("异常人数", "people with a finding", default=None, validator=a_count)


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Meeting(_Activity):
    """A meeting of the station; each analyses the hazards and ranks the teams."""

    analysed: bool | None = described(
        "是否分析", "whether the hazards were analysed; empty where not known", default=None
    )
    ranked: bool | None = described("是否排名", "whether the teams were ranked; empty where not known", default=None)
    people: int | None = described("人数", "people who took part", default=None, validator=a_count)


Activity: TypeAlias = Visit | Training | Briefing | LegalClinic | HealthScreening | Meeting

ACTIVITY_KINDS: dict[str, type[Activity]] = {
    "visit": Visit,
    "training": Training,
    "briefing": Briefing,
    "legal-clinic": LegalClinic,
    "health-screening": HealthScreening,
    "meeting": Meeting,
}
"""What the column `kind` of the table of activities says, and the value that the row becomes."""
