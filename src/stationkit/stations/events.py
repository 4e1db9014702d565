"""Events: one class with a kind, flat, so that a row of a table is an event and a schema stays simple.

A kind is a word that a procedure declares; the hazard's are listed here, because the register of hazards uses them. Two
axes of time: when it happened, and when it was recorded. What an event does not say stays nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import attrs

from stationkit.stations.fields import (
    NamedText,
    a_text,
    a_word,
    an_id,
    described,
    id_or_empty,
    is_known_word,
    is_recent_id,
    members_checked,
    moment,
    several,
)
from stationkit.stations.hazards import HandlingMode, HazardLevel, Implementation, PlanElement
from stationkit.stations.people import Role

__all__ = ["Event", "EventKind"]


class EventKind(NamedText):
    """What happened to a hazard: the words of its procedure."""

    DRAFT = "draft", "起草", "drafted"
    REPORT = "report", "上报", "reported"
    RECUR = "recur", "复发上报", "reported as come back"
    WITHDRAW = "withdraw", "撤回", "withdrawn by its reporter"
    REJECT = "reject", "不予受理", "rejected"
    LOOK_AGAIN = "look-again", "重新核查", "looked at a second time"
    MARK_DUPLICATE = "mark-duplicate", "判为重复", "found to be a duplicate"
    REVIVE = "revive", "重复件恢复", "taken up because its original was dropped"
    GRADE = "grade", "核实定级", "verified and graded"
    UPGRADE = "upgrade", "升级", "graded up"
    DOWNGRADE = "downgrade", "降级", "graded down"
    SUB_GRADE = "sub-grade", "调整分级", "given another local sub-level"
    FIX_ON_SITE = "fix-on-site", "现场整改", "fixed on the spot"
    APPROVE_PLAN = "approve-plan", "批准治理方案", "treatment plan approved"
    LIST = "list", "挂牌督办", "put under listed supervision"
    NOTIFY = "notify", "下达整改通知", "rectification notice issued"
    RECTIFY = "rectify", "开始整改", "rectification begun"
    REQUEST_EXTENSION = "request-extension", "申请延期", "extension requested"
    ENDORSE_EXTENSION = "endorse-extension", "初审延期", "extension endorsed"
    GRANT_EXTENSION = "grant-extension", "批准延期", "extension granted"
    REFUSE_EXTENSION = "refuse-extension", "不同意延期", "extension refused"
    SUBMIT = "submit", "申请验收", "submitted for acceptance"
    ACCEPT = "accept", "验收合格", "accepted"
    RETURN = "return", "验收退回", "returned"
    CLOSE = "close", "销号", "written off"
    RECHECK = "recheck", "查后查", "rechecked after the write-off"
    REOPEN = "reopen", "重新整改", "reopened because the close was wrong"
    ADVISE_EVACUATION = "advise-evacuation", "建议撤离", "evacuation advised"
    DECIDE_EVACUATION = "decide-evacuation", "决定撤离与否", "evacuation advice decided"
    SUSPEND = "suspend", "停产停用", "area stopped"
    RESTORE = "restore", "恢复生产", "area restored"
    REPORT_OUTWARD = "report-outward", "向监管部门报告", "reported to the regulator"


@attrs.frozen(kw_only=True, slots=False, field_transformer=members_checked)
class Event:
    """Something that happened to a case; as a command, something that somebody wants to happen.

    It has no slots and makes itself: `__init__` says why.
    """

    id: str = described("编号", "id", validator=an_id)
    case: str = described("隐患编号", "the case's id: the hazard's, in the register of hazards", validator=an_id)
    kind: str = described("事件", "what happened: a word of the procedure", validator=a_word)
    happened_at: datetime = described("发生时间", "when it happened, with its offset", validator=moment)
    recorded_at: datetime | None = described("登记时间", "when it was recorded", default=None, validator=moment)
    actor: str = described(
        "执行人", "id of who acted; a reporter's alias `r-…` for this case", default="", validator=id_or_empty
    )
    role: Role | None = described("角色", "as whom they acted", default=None)
    document: str = described("文书", "number of the document", default="")
    ground: str = described("理由", "the ground", default="")
    level: HazardLevel | None = described("等级", "legal level, when grading", default=None)
    sub_level: str = described("分级", "local sub-level, when grading", default="")
    mode: HandlingMode | None = described("处理方式", "how it is handled, when grading", default=None)
    class_code: str = described(
        "分类代码", "class of a major hazard, or code of the local classification", default="", validator=a_text
    )
    rectifier: str = described("整改责任人", "who is to rectify it", default="", validator=id_or_empty)
    unit: str = described("责任单位", "the unit responsible", default="", validator=a_text)
    measures: str = described("整改措施", "measures to be taken", default="", validator=a_text)
    standard: str = described("整改标准", "standard to be reached", default="", validator=a_text)
    limit: datetime | None = described("整改期限", "until when", default=None, validator=moment)
    plan: frozenset[PlanElement] = described("方案要素", "elements of the plan", default=frozenset())
    implementations: frozenset[Implementation] = described("五落实", "implementations in place", default=frozenset())
    on_behalf_of: str = described("受托于", "id of whom the actor acts for", default="", validator=id_or_empty)
    evidence: tuple[str, ...] = described(
        "证据摘要", "digests of evidence", default=(), validator=several("摘要", "digests")
    )
    linked: str = described(
        "关联编号", "id of the case that this one repeats or comes back from", default="", validator=id_or_empty
    )
    place: str = described("区域", "the area stopped, evacuated or restored", default="", validator=a_text)
    result: str = described("结果", "what was decided or found, a word of the procedure", default="")
    requested: datetime | None = described("申请期限", "the limit asked for", default=None, validator=moment)
    request_by: datetime | None = described(
        "延期申请截止", "until when to ask for more time", default=None, validator=moment
    )
    decide_by: datetime | None = described("决定截止", "until when it must be decided", default=None, validator=moment)
    commitment: str = described(
        "凭证摘要", "digest that a claim of authorship is compared with", default="", validator=a_text
    )

    if not TYPE_CHECKING:  # what type checkers see is what the fields say

        def __init__(self, /, **fields):
            """Make an event from its fields, named one by one.

            There are very many events, and each says a handful of thirty things. It keeps what it says; the rest it
            finds on its class. So it is made, and kept, at half the cost of an event with thirty fields of its own.

            Raises:
                TypeError: a field is missing, or there is none of that name.
                InvalidValueError: a field is malformed.
            """
            try:
                identifier, case = fields["id"], fields["case"]
                kind, happened_at = fields["kind"], fields["happened_at"]
            except KeyError as error:
                raise TypeError(f"an event needs {error}") from None
            role, actor = fields.get("role"), fields.get("actor", "")
            if not (
                identifier.__class__ is case.__class__ is kind.__class__ is actor.__class__ is str
                and identifier.isprintable()
                and identifier.strip() == identifier
                and 0 < len(identifier) <= 100
                and is_recent_id(case)
                and is_known_word(kind)
                and happened_at.__class__ is datetime
                and happened_at.tzinfo is not None
                and (role is None or role.__class__ is Role)
                and (actor == "" or is_recent_id(actor))
            ):
                _check(_ALWAYS, fields)  # it may still be right: a subclass of datetime is
            if not _FREE.issuperset(fields):
                _check(fields.keys() - _FREE, fields)
            _set(self, "__dict__", fields)  # as attrs itself gets past a frozen class: nobody has seen the value yet


def _check(names: Iterable[str], fields: Mapping[str, Any]) -> None:
    """Check some of the fields, and that they are fields."""
    for name in names:
        if name in _PEOPLE and fields[name].__class__ is str and is_recent_id(fields[name]):
            continue  # who is named, without the detour
        if name not in _FIELDS:
            raise TypeError(f"an event has no {name!r}")
        check = _FIELDS[name].validator
        if check is not None:
            check(None, _FIELDS[name], fields.get(name, _FIELDS[name].default))


_FIELDS = attrs.fields_dict(Event)
_ALWAYS = ("id", "case", "kind", "happened_at", "role", "actor")
"""What nearly every event says is checked by itself."""
_FREE = {*_ALWAYS} | {name for name, field in _FIELDS.items() if field.validator is None}
_PEOPLE = {"rectifier", "on_behalf_of"}
_set = object.__setattr__
for _name, _field in _FIELDS.items():
    if _field.default is not attrs.NOTHING:
        setattr(Event, _name, _field.default)
