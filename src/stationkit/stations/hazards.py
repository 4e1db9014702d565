"""Hazards: what the register says of each; its history is a series of events.

The level is law (general or major), the sub-level is local. What the register leaves open stays nothing.
"""

from datetime import date

import attrs

from stationkit.stations.fields import Named, an_id, day, described, members_checked

__all__ = [
    "HandlingMode",
    "Hazard",
    "HazardKind",
    "HazardLevel",
    "HazardSource",
    "Implementation",
    "PlanElement",
]


class HazardLevel(Named):
    """The legal level of a hazard."""

    GENERAL = "general", "一般事故隐患", "general hazard"
    MAJOR = "major", "重大事故隐患", "major hazard"


class HazardKind(Named):
    """What is unsafe."""

    PERSON = "person", "人的不安全行为", "unsafe act"
    THING = "thing", "物的不安全状态", "unsafe condition of a thing"
    ENVIRONMENT = "environment", "环境的不安全因素", "unsafe environment"
    MANAGEMENT = "management", "管理缺陷", "flaw of management"


class HandlingMode(Named):
    """How a hazard is handled: in the same shift, or within a time limit."""

    ON_SITE = "on-site", "现场整改", "fixed on the spot"
    TIMED = "timed", "限期整改", "rectified within a time limit"


class HazardSource(Named):
    """Who found it."""

    WORKER = "worker", "职工报告", "reported by a worker"
    SUPERVISOR = "supervisor", "群监员排查", "found by a mass safety supervisor"
    INSPECTION = "inspection", "检查发现", "found by an inspection"
    SENSOR = "sensor", "监测报警", "proposed by a reading"
    REGULATOR = "regulator", "监管部门检查", "found by the regulator"


class PlanElement(Named):
    """The six elements of a major hazard's treatment plan (安全生产法实施中的治理方案六要素)."""

    GOAL = "goal", "目标和任务", "goal and tasks"
    METHODS = "methods", "方法和措施", "methods and measures"
    FUNDS = "funds", "经费和物资", "funds and materials"
    PEOPLE = "people", "机构和人员", "organisation and people"
    TIME = "time", "时限和要求", "time limit and requirements"
    SAFETY = "safety", "安全措施和应急预案", "safety measures and emergency plan"


class Implementation(Named):
    """The five implementations (五落实): responsibility, measures, funds, time limit, plan."""

    RESPONSIBILITY = "responsibility", "责任", "responsibility"
    MEASURES = "measures", "措施", "measures"
    FUNDS = "funds", "资金", "funds"
    TIME = "time", "时限", "time limit"
    PLAN = "plan", "预案", "plan"


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Hazard:
    """One line of the hazard register, as it was written when the hazard was found."""

    id: str = described("编号", "id", validator=an_id)
    station: str = described("站点", "the station's id", validator=an_id)
    found_on: date = described("发现日期", "the day on which it was found", validator=day)
    title: str = described("内容", "what it is", default="")
    level: HazardLevel | None = described("等级", "legal level; empty until it is graded", default=None)
    sub_level: str = described("分级", "local sub-level", default="")
    kind: HazardKind | None = described("类别", "what is unsafe", default=None)
    mode: HandlingMode | None = described("处理方式", "how it is handled", default=None)
    source: HazardSource | None = described("来源", "who found it", default=None)
    place: str = described("地点", "where", default="")
    shift: str = described("班次", "shift", default="")
    class_code: str = described("分类代码", "code of the local classification", default="")
    evidence: tuple[str, ...] = described("证据摘要", "digests of evidence", default=())
