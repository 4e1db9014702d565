"""The documents of the loop as values: what each must say, and the event that it goes with.

An event refers to its document by its number. What both say (the limit of a notice, the place of an advice) they say in
fields of the same name, so that a document can be made into its command, and a file of documents be compared with a
history. What only the document says (why the area is dangerous, what was done) stays in the document.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, ClassVar

import attrs

from stationkit.errors import InvalidValueError, UnknownNameError
from stationkit.procedures.hazard_words import EvacuationResult, RecheckResult
from stationkit.procedures.recording import RecordFinding
from stationkit.stations.events import Event, EventKind
from stationkit.stations.fields import an_id, described, filled, members_checked, moment
from stationkit.stations.hazards import HandlingMode, HazardLevel, Implementation, PlanElement
from stationkit.stations.people import Role
from stationkit.words import Words

__all__ = [
    "DOCUMENTS",
    "AcceptanceSheet",
    "Document",
    "EvacuationAdvice",
    "EvacuationDecision",
    "ExtensionAnswer",
    "ExtensionRequest",
    "GradingRecord",
    "HazardCard",
    "OutwardReport",
    "RecheckRecord",
    "RectificationNotice",
    "RectificationReply",
    "RestorationDecision",
    "ReturnSheet",
    "StopOrder",
    "SupervisionLetter",
    "TreatmentPlan",
    "WriteOffRecord",
    "check_documents",
    "document_class",
]


def _owed(zh: str, en: str) -> Any:
    return described(zh, en, validator=filled)


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Document:
    """What every document says: its number, the case, when, who as whom, and on what ground."""

    title: ClassVar[Words]
    kind: ClassVar[str]

    number: str = described("文书编号", "number of the document", validator=an_id)
    case: str = described("隐患编号", "the hazard's id", validator=an_id)
    signed_at: datetime = described("签发时间", "when it was signed, with its offset", validator=moment)
    actor: str = described("签发人", "id of who signed it; a reporter's alias for this case", validator=an_id)
    role: Role = described("角色", "as whom they signed")
    ground: str = _owed("理由", "the ground")

    def command(self, identifier: str, **more: Any) -> Event:
        """Give the command that this document asks for.

        Args:
            identifier: the event's id.
            more: fields of the event that no document has, such as the time of recording.
        """
        shared = {name: getattr(self, name) for name in self._shared()}
        return Event(
            id=identifier,
            kind=self.kind,
            case=self.case,
            happened_at=self.signed_at,
            actor=self.actor,
            role=self.role,
            ground=self.ground,
            document=self.number,
            **{**shared, **more},
        )

    def differences(self, event: Event) -> Iterator[str]:
        """Give the fields in which an event says something else than its document."""
        told = self.command(event.id)
        for name in ("kind", "case", "happened_at", "actor", "role", "ground", *self._shared()):
            if getattr(told, name) != getattr(event, name):
                yield name

    @classmethod
    def _shared(cls) -> tuple[str, ...]:
        """Give the names of what the document and its event both say."""
        common = {field.name for field in attrs.fields(Document)}
        of_event = {field.name for field in attrs.fields(Event)}
        own = (name for name in dir(cls) if name in of_event and name not in (*common, "kind", "case"))
        return tuple(sorted(own))


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class HazardCard(Document):
    """隐患排查卡: what somebody saw, and where."""

    title = Words(zh="隐患排查卡", en="hazard card")
    kind = str(EventKind.REPORT)

    place: str = _owed("地点", "where it is")
    seen: str = _owed("隐患内容", "what was seen")
    commitment: str = described("凭证摘要", "digest that a claim of authorship is compared with", default="")


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class GradingRecord(Document):
    """核实定级记录: the level of a hazard and, of a major one, its class."""

    title = Words(zh="核实定级记录", en="grading record")
    kind = str(EventKind.GRADE)

    level: HazardLevel = described("等级", "legal level")
    mode: HandlingMode = described("处理方式", "how it is handled")
    limit: datetime | None = described("当班结束", "end of the shift, on the spot", default=None, validator=moment)
    class_code: str = described("重大隐患情形", "class of a major hazard", default="")
    verified: str = _owed("核实情况", "what the verification found")

    def __attrs_post_init__(self) -> None:
        if self.level is HazardLevel.MAJOR and not self.class_code:
            raise InvalidValueError(self.class_code, Words(zh="重大事故隐患的情形", en="the class of a major hazard"))


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class RectificationNotice(Document):
    """隐患整改通知单: the five fixes, from the employer to who is to rectify it."""

    title = Words(zh="隐患整改通知单", en="rectification notice")
    kind = str(EventKind.NOTIFY)

    rectifier: str = described("整改责任人（定人）", "who is to rectify it", validator=an_id)
    unit: str = _owed("责任单位（定责任）", "the unit responsible")
    limit: datetime = described("整改期限（定时间）", "until when", validator=moment)
    standard: str = _owed("整改标准（定标准）", "standard to be reached")
    measures: str = _owed("整改措施（定措施）", "measures to be taken")
    request_by: datetime | None = described(
        "延期申请截止", "until when to ask for more time", default=None, validator=moment
    )


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class RectificationReply(Document):
    """整改回复单: what was done, with its evidence; it asks for the acceptance."""

    title = Words(zh="整改回复单", en="rectification reply")
    kind = str(EventKind.SUBMIT)

    measures: str = _owed("整改情况", "what was done")
    evidence: tuple[str, ...] = described("证据摘要", "digests of evidence", default=())


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class TreatmentPlan(Document):
    """治理方案: the six elements, each in words; a plan that leaves one open is none."""

    title = Words(zh="重大事故隐患治理方案", en="treatment plan of a major hazard")
    kind = str(EventKind.APPROVE_PLAN)

    goal: str = _owed("目标和任务", "goal and tasks")
    methods: str = _owed("方法和措施", "methods and measures")
    funds: str = _owed("经费和物资", "funds and materials")
    people: str = _owed("机构和人员", "organisation and people")
    time: str = _owed("时限和要求", "time limit and requirements")
    safety: str = _owed("安全措施和应急预案", "safety measures and emergency plan")

    @property
    def plan(self) -> frozenset[PlanElement]:
        """The elements that the plan has: all six, or it could not have been made."""
        return frozenset(element for element in PlanElement if getattr(self, element.value))


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class SupervisionLetter(Document):
    """挂牌督办通知书: who supervises a major hazard, and what is required of the unit."""

    title = Words(zh="挂牌督办通知书", en="letter of listed supervision")
    kind = str(EventKind.LIST)

    unit: str = _owed("责任单位", "the unit responsible")
    required: str = _owed("督办要求", "what is required")


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class ExtensionRequest(Document):
    """延期申请: until when more time is asked for, and why."""

    title = Words(zh="延期申请", en="request for more time")
    kind = str(EventKind.REQUEST_EXTENSION)

    requested: datetime = described("申请期限", "the limit asked for", validator=moment)
    decide_by: datetime | None = described("决定截止", "until when it must be decided", default=None, validator=moment)


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class ExtensionAnswer(Document):
    """延期批复: the limit given, which may differ from the one asked for."""

    title = Words(zh="延期批复", en="answer to a request for more time")
    kind = str(EventKind.GRANT_EXTENSION)

    limit: datetime = described("批准期限", "the limit given", validator=moment)


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class AcceptanceSheet(Document):
    """验收单: what the acceptor found on site, and that it passed."""

    title = Words(zh="验收单", en="acceptance sheet")
    kind = str(EventKind.ACCEPT)

    found: str = _owed("验收情况", "what was found on site")
    evidence: tuple[str, ...] = described("证据摘要", "digests of evidence", default=())


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class ReturnSheet(Document):
    """验收退回意见: what is still wrong, and the new limit."""

    title = Words(zh="验收退回意见", en="return sheet")
    kind = str(EventKind.RETURN)

    found: str = _owed("存在问题", "what is still wrong")
    limit: datetime = described("新的整改期限", "the new limit", validator=moment)


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class WriteOffRecord(Document):
    """销号记录: that the case is closed; of a major hazard, the five implementations in place."""

    title = Words(zh="销号记录", en="write-off record")
    kind = str(EventKind.CLOSE)

    implementations: frozenset[Implementation] = described("五落实", "implementations in place", default=frozenset())


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class RecheckRecord(Document):
    """复查记录 (查后查): what the union found when it looked again."""

    title = Words(zh="复查记录", en="recheck record")
    kind = str(EventKind.RECHECK)

    found: str = _owed("复查情况", "what was found")
    result: RecheckResult = described("结果", "whether the close was right")


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class EvacuationAdvice(Document):
    """撤离建议书: where life is in danger, and why; the union advises."""

    title = Words(zh="撤离建议书", en="advice to evacuate")
    kind = str(EventKind.ADVISE_EVACUATION)

    place: str = _owed("区域", "the area")
    danger: str = _owed("危险情况", "what the danger is")


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class EvacuationDecision(Document):
    """撤离决定: what the employer decided at once."""

    title = Words(zh="撤离决定", en="decision on an advice to evacuate")
    kind = str(EventKind.DECIDE_EVACUATION)

    result: EvacuationResult = described("决定", "evacuate or stay")


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class StopOrder(Document):
    """停产停用决定: which area stands still, by the employer or the regulator."""

    title = Words(zh="停产停用决定", en="order to stop")
    kind = str(EventKind.SUSPEND)

    place: str = _owed("区域", "the area")


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class RestorationDecision(Document):
    """恢复生产决定: which area runs again, and who signed for it.

    A regulator's stop ends with three signatures (煤矿安全生产条例 2024, article 48): the head of the department, the
    inspector who reviewed, the head of government.
    """

    title = Words(zh="恢复生产决定", en="decision to restore")
    kind = str(EventKind.RESTORE)

    place: str = _owed("区域", "the area")
    signatures: tuple[str, ...] = described("签字人", "ids of who signed", default=())

    def __attrs_post_init__(self) -> None:
        if self.role is Role.REGULATOR and len(set(self.signatures) - {""}) < 3:
            expected = Words(zh="部门负责人、复核人、政府负责人三人签字", en="the signatures of three persons")
            raise InvalidValueError(self.signatures, expected)


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class OutwardReport(Document):
    """向监管部门的报告: a major hazard on which the leader did not act."""

    title = Words(zh="向监管部门的报告", en="report to the regulator")
    kind = str(EventKind.REPORT_OUTWARD)

    left_undone: str = _owed("未处理情况", "what the leader left undone")


DOCUMENTS: tuple[type[Document], ...] = (
    HazardCard,
    GradingRecord,
    RectificationNotice,
    RectificationReply,
    TreatmentPlan,
    SupervisionLetter,
    ExtensionRequest,
    ExtensionAnswer,
    AcceptanceSheet,
    ReturnSheet,
    WriteOffRecord,
    RecheckRecord,
    EvacuationAdvice,
    EvacuationDecision,
    StopOrder,
    RestorationDecision,
    OutwardReport,
)
"""Every document of the loop."""


def document_class(kind: str) -> type[Document]:
    """Give the document that goes with a kind of event.

    Raises:
        UnknownNameError: none does.
    """
    known = {one.kind: one for one in DOCUMENTS}
    if kind not in known:
        raise UnknownNameError(Words(zh="带文书的事件", en="event with a document of its own"), kind, tuple(known))
    return known[kind]


def check_documents(events: Iterable[Event], documents: Iterable[Document]) -> tuple[RecordFinding, ...]:
    """Compare a history with a file of documents.

    An event whose number is not in the file is a gap, as is a document that no event goes with; a document that says
    something else than its event, or a number used twice, is a contradiction for a person to settle.
    """
    told, filed = tuple(events), tuple(documents)
    known = {document.number: document for document in reversed(filed)}
    used = {event.document for event in told}
    twice = (one.number for one in filed if known[one.number] != one)
    found = [
        *(_finding("contested", "number-twice", one, "同一编号两份文书", "two documents, one number") for one in twice),
        *(one for event in told for one in _compared(event, known)),
        *(
            _finding("gap", "document-alone", one, "没有对应的事件", "no event goes with it")
            for one in known.keys() - used
        ),
    ]
    return tuple(sorted(found, key=lambda one: (one.event, one.code)))


def _compared(event: Event, known: dict[str, Document]) -> Iterator[RecordFinding]:
    has_form = any(one.kind == event.kind for one in DOCUMENTS)
    document = known.get(event.document)
    if document is None:
        if has_form:
            yield _finding(
                "gap", "document-missing", event.id, "没有文书", f"its document is not there: {event.document}"
            )
        return
    for name in document.differences(event):
        zh, en = f"文书与记录不一致：{name}", f"the document says something else: {name}"
        yield _finding("contested", "document-differs", event.id, zh, en)


def _finding(kind: str, code: str, event: str, zh: str, en: str) -> RecordFinding:
    return RecordFinding(kind=kind, code=code, event=event, words=Words(zh=zh, en=en))
