"""The steps that deadlines bind: which events begin each, and which end it.

Steps of deciders are among them: whoever has to answer a request or a piece of advice has a deadline too. Events are
named by their words, so that a procedure may have more of them than a step knows.
"""

from collections.abc import Mapping

import attrs

from stationkit.stations.events import EventKind
from stationkit.stations.fields import Named
from stationkit.stations.hazards import HandlingMode, HazardLevel
from stationkit.stations.people import Role

__all__ = ["CLOCKS", "LAPSING", "OVER", "RIGHTS", "WORDS", "Clock", "Step"]


class Step(Named):
    """What somebody has to do in time."""

    REPORT = "report", "上报", "report"
    GRADE = "grade", "核查定级", "verify and grade"
    NOTIFY = "notify", "下达整改通知", "issue the notice"
    PLAN = "plan", "制定治理方案", "approve the treatment plan"
    REPORT_OUTWARD = "report-outward", "向监管部门报告", "report to the regulator"
    LIST = "list", "挂牌", "put under listed supervision"
    RECTIFY = "rectify", "整改", "rectify"
    ACCEPT = "accept", "验收", "accept or return"
    WRITE_OFF = "write-off", "销号", "write off"
    REPLY = "reply", "答复报告人", "reply to the reporter"
    REQUEST_EXTENSION = "request-extension", "申请延期", "ask for more time"
    DECIDE_EXTENSION = "decide-extension", "审批延期", "decide on more time"
    DECIDE_EVACUATION = "decide-evacuation", "决定是否撤离", "decide on the advice to evacuate"
    ANSWER_PROPOSAL = "answer-proposal", "答复工会建议", "answer the union's proposal"
    REINSPECT = "reinspect", "复查", "inspect again"
    RESTART_ACCEPTANCE = "restart-acceptance", "复产验收", "accept a restart"
    ANNOUNCE_STOP = "announce-stop", "公告停产", "announce a stop"
    ANNOUNCE_RESTART = "announce-restart", "公告复产", "announce a restart"
    PUBLISH_LISTING = "publish-listing", "公布挂牌", "publish a listing"
    PUBLISH_REMOVAL = "publish-removal", "公布摘牌", "publish a removal"
    EXPLAIN = "explain", "书面说明", "explain in writing"


OVER = frozenset({"reject", "withdraw", "mark-duplicate"})
"""Events after which nothing is owed any more, by whatever step."""

LAPSING = ("submit", "upgrade", "accept", "close")
"""Events after which a request for more time asks for nothing any more."""

RIGHTS = frozenset({Step.REQUEST_EXTENSION})
"""Steps that somebody may take, and need not: once over they have lapsed, and nobody is late."""


@attrs.frozen(kw_only=True)
class Clock:
    """When a step's clock runs.

    Attributes:
        starts: events that begin it anew, each from its own time.
        ends: events by which it is done.
        lapses: events after which it is owed no longer, though it was not done.
        returns: events that ask for it again, because what was done did not do.
        reopens: events that ask for it again, because the close was wrong.
        unless: events after which a beginning comes too late to begin anything: the record has them out of order.
        counted_from: events from whose last the time is counted, where that is not the one that begins it.
        mode: it runs only for cases that are handled this way; *other_than*: only for those that are not.
        level: it runs only for cases of this level.
        roles: it is begun only by who acted in one of these roles; empty for anybody. Where the record does not say as
            whom somebody acted, nothing begins: a limit that binds an authority is not claimed without it.
    """

    starts: tuple[str, ...]
    ends: tuple[str, ...]
    lapses: tuple[str, ...] = ()
    returns: tuple[str, ...] = ()
    reopens: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    counted_from: tuple[str, ...] = ()
    mode: HandlingMode | None = None
    other_than: HandlingMode | None = None
    level: HazardLevel | None = None
    roles: frozenset[Role] = frozenset()


_TAKEN_UP = ("grade", "fix-on-site", "approve-plan", "notify", "submit", "close")
_GRADED = ("grade", "upgrade")
_NOTIFIED = ("notify", "rectify", "submit", "accept", "close", "fix-on-site")
_AUTHORITY = frozenset({Role.REGULATOR})  # what an employer stops of its own accord, no law has it announce

CLOCKS: Mapping[Step, tuple[Clock, ...]] = {
    Step.REPORT: (Clock(starts=("draft",), ends=("report", "recur")),),
    Step.GRADE: (
        Clock(starts=("report", "recur"), ends=_TAKEN_UP, unless=_TAKEN_UP),
        Clock(starts=("look-again", "revive"), ends=_TAKEN_UP),
    ),
    Step.NOTIFY: (
        Clock(starts=_GRADED, ends=_NOTIFIED, mode=HandlingMode.TIMED),
        Clock(starts=("approve-plan",), ends=_NOTIFIED, unless=_NOTIFIED, mode=HandlingMode.TIMED),
    ),
    Step.PLAN: (Clock(starts=_GRADED, ends=("approve-plan", "accept", "close", "downgrade"), level=HazardLevel.MAJOR),),
    Step.REPORT_OUTWARD: (
        Clock(starts=_GRADED, ends=("report-outward",), lapses=("downgrade",), level=HazardLevel.MAJOR),
    ),
    Step.LIST: (Clock(starts=_GRADED, ends=("list",), lapses=("close", "downgrade"), level=HazardLevel.MAJOR),),
    Step.RECTIFY: (
        Clock(
            starts=("notify",),
            ends=("submit", "accept", "close"),
            returns=("return",),
            reopens=("reopen",),
            other_than=HandlingMode.ON_SITE,
        ),
        Clock(
            starts=("grade",),
            ends=("fix-on-site", "submit", "accept", "close"),
            returns=("return",),
            reopens=("reopen",),
            lapses=("notify", "upgrade"),
            counted_from=("report", "recur"),
            mode=HandlingMode.ON_SITE,
        ),
    ),
    Step.ACCEPT: (Clock(starts=("submit",), ends=("accept", "return", "close"), lapses=("upgrade",)),),
    Step.WRITE_OFF: (Clock(starts=("accept",), ends=("close",), lapses=("reopen", "return", "upgrade")),),
    Step.REPLY: (Clock(starts=("close",), ends=("reply",), lapses=("reopen",)),),
    Step.DECIDE_EXTENSION: (
        Clock(starts=("request-extension",), ends=("grant-extension", "refuse-extension"), lapses=LAPSING),
    ),
    Step.DECIDE_EVACUATION: (Clock(starts=("advise-evacuation",), ends=("decide-evacuation",)),),
    Step.ANSWER_PROPOSAL: (Clock(starts=("propose",), ends=("answer-proposal",)),),
    Step.REINSPECT: (Clock(starts=("request-reinspection",), ends=("reinspect", "accept", "return")),),
    Step.RESTART_ACCEPTANCE: (Clock(starts=("apply-restart",), ends=("restore", "refuse-restart")),),
    Step.ANNOUNCE_STOP: (Clock(starts=("suspend",), ends=("announce-stop",), roles=_AUTHORITY),),
    Step.ANNOUNCE_RESTART: (Clock(starts=("restore",), ends=("announce-restart",), roles=_AUTHORITY),),
    Step.PUBLISH_LISTING: (Clock(starts=("list",), ends=("publish-listing",)),),
    Step.PUBLISH_REMOVAL: (Clock(starts=("close",), ends=("publish-removal",), lapses=("reopen",)),),
    Step.EXPLAIN: (Clock(starts=("ask-explanation",), ends=("explain",)),),
}
"""The clocks of each step that events begin; a request for more time is counted back from the limit it is about."""

WORDS = frozenset(
    word
    for clocks in CLOCKS.values()
    for clock in clocks
    for word in (*clock.starts, *clock.ends, *clock.lapses, *clock.returns, *clock.reopens)
) | {str(kind) for kind in EventKind}
"""Every event that a policy or a ladder may name."""
