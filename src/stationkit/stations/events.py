"""Events: one class with a kind, flat, so that a row of a table is an event and a schema stays simple.

Two axes of time: when it happened, and when it was recorded. What an event does not say stays nothing.
"""

from datetime import datetime

import attrs

from stationkit.stations.fields import Named, an_id, described, moment
from stationkit.stations.hazards import HandlingMode, HazardLevel, Implementation, PlanElement
from stationkit.stations.people import Role

__all__ = ["Event", "EventKind"]


class EventKind(Named):
    """What happened to a case."""

    REPORT = "report", "上报", "reported"
    GRADE = "grade", "核实定级", "verified and graded"
    REJECT = "reject", "不予受理", "rejected"
    FIX_ON_SITE = "fix-on-site", "现场整改", "fixed on the spot"
    APPROVE_PLAN = "approve-plan", "批准治理方案", "treatment plan approved"
    NOTIFY = "notify", "下达整改通知", "rectification notice issued"
    RECTIFY = "rectify", "开始整改", "rectification begun"
    SUBMIT = "submit", "申请验收", "submitted for acceptance"
    ACCEPT = "accept", "验收合格", "accepted"
    RETURN = "return", "验收退回", "returned"
    CLOSE = "close", "销号", "written off"


@attrs.frozen(kw_only=True)
class Event:
    """Something that happened to a hazard."""

    id: str = described("编号", "id", validator=an_id)
    case: str = described("隐患编号", "the hazard's id", validator=an_id)
    kind: EventKind = described("事件", "what happened")
    happened_at: datetime = described("发生时间", "when it happened, with its offset", validator=moment)
    recorded_at: datetime | None = described("登记时间", "when it was recorded", default=None, validator=moment)
    actor: str = described("执行人", "id of who acted; a reporter's alias `r-…` for this case", default="")
    role: Role | None = described("角色", "as whom they acted", default=None)
    document: str = described("文书", "number of the document", default="")
    ground: str = described("理由", "the ground", default="")
    level: HazardLevel | None = described("等级", "legal level, when grading", default=None)
    sub_level: str = described("分级", "local sub-level, when grading", default="")
    mode: HandlingMode | None = described("处理方式", "how it is handled, when grading", default=None)
    class_code: str = described("分类代码", "code of the local classification", default="")
    rectifier: str = described("整改责任人", "who is to rectify it", default="")
    unit: str = described("责任单位", "the unit responsible", default="")
    measures: str = described("整改措施", "measures to be taken", default="")
    standard: str = described("整改标准", "standard to be reached", default="")
    limit: datetime | None = described("整改期限", "until when", default=None, validator=moment)
    plan: frozenset[PlanElement] = described("方案要素", "elements of the plan", default=frozenset())
    implementations: frozenset[Implementation] = described("五落实", "implementations in place", default=frozenset())
    on_behalf_of: str = described("受托于", "id of whom the actor acts for", default="")
    evidence: tuple[str, ...] = described("证据摘要", "digests of evidence", default=())
