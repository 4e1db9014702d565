"""Violations: the three violations, and the mentoring that follows each."""

from datetime import date

import attrs

from stationkit.stations.fields import Named, an_id, day, described

__all__ = ["MentoringStep", "Violation", "ViolationKind"]


class ViolationKind(Named):
    """The three violations (三违)."""

    ORDERING = "ordering", "违章指挥", "ordering against the rules"
    WORKING = "working", "违章作业", "working against the rules"
    DISCIPLINE = "discipline", "违反劳动纪律", "breach of labour discipline"


class MentoringStep(Named):
    """What is done with who broke a rule (帮教) before they return to their post."""

    TALK = "talk", "谈话", "talk"
    STUDY = "study", "学习", "study"
    EXAM = "exam", "考试", "exam"
    PLEDGE = "pledge", "保证书", "written pledge"
    FAMILY = "family", "亲情帮教", "talk with the family"


@attrs.frozen(kw_only=True)
class Violation:
    """One violation."""

    id: str = described("编号", "id", validator=an_id)
    station: str = described("站点", "the station's id", validator=an_id)
    kind: ViolationKind = described("类别", "which of the three")
    on: date = described("日期", "the day", validator=day)
    worker: str = described("职工", "the worker's id", default="")
    team: str = described("班组", "the team's id", default="")
    serious: bool | None = described("是否严重", "whether it is serious; empty where not known", default=None)
    mentoring: frozenset[MentoringStep] = described("帮教步骤", "steps of mentoring done", default=frozenset())
    mentored_on: date | None = described("帮教完成日期", "the day mentoring ended", default=None, validator=day)
    returned_on: date | None = described("返岗日期", "the day of return to the post", default=None, validator=day)
