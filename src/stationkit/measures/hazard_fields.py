"""What can be asked of a hazard: its register row, and what its history had come to at the end of the window."""

from datetime import date
from typing import Any

from stationkit.measures.fields import FieldKind, RecordField, RecordType, choices_of
from stationkit.measures.matching import UNKNOWN
from stationkit.measures.views import Look
from stationkit.procedures.hazard import HAZARD
from stationkit.stations.dossier import RecordKind
from stationkit.stations.events import EventKind
from stationkit.stations.hazards import HandlingMode, Hazard, HazardKind, HazardLevel, HazardSource
from stationkit.words import Words

__all__ = ["HAZARDS"]

_DROPPED = ("rejected", "duplicate", "withdrawn")
_WITHOUT_LIMIT = (*_DROPPED, "draft", "reported", "graded", "plan-approved")


def _level(hazard: Hazard, look: Look) -> object:
    level = look.cases[hazard.id].case.level or hazard.level
    return UNKNOWN if level is None else level.value


def _mode(hazard: Hazard, look: Look) -> object:
    mode = look.cases[hazard.id].case.mode or hazard.mode
    return UNKNOWN if mode is None else mode.value


def _word(name: str) -> Any:
    def of(hazard: Hazard, _: Look) -> object:
        word = getattr(hazard, name)
        return UNKNOWN if word is None else word.value

    return of


def _text(name: str) -> Any:
    return lambda hazard, _: getattr(hazard, name) or None


def _state(hazard: Hazard, look: Look) -> object:
    return look.cases[hazard.id].case.state if look.cases[hazard.id].events else UNKNOWN


def _limit(hazard: Hazard, look: Look) -> object:
    """Give the day of the limit; nothing where none has been set yet, unknown where one should have been."""
    case = look.cases[hazard.id].case
    if case.limit is not None:
        return look.day_of(case.limit)
    return None if case.state in _WITHOUT_LIMIT else UNKNOWN


def _closed_on(hazard: Hazard, look: Look) -> object:
    case = look.cases[hazard.id].case
    if case.closed_at is not None:
        return look.day_of(case.closed_at)
    return None if look.cases[hazard.id].events else UNKNOWN


def _closed(hazard: Hazard, look: Look) -> object:
    """Tell how a hazard stands: open, dropped, or closed, on time where its last submission met the limit."""
    recorded = look.cases[hazard.id]
    if recorded.is_contested or not recorded.events:
        return UNKNOWN
    case = recorded.case
    if case.state != "closed":
        return case.state if case.state in _DROPPED else "open"
    done = case.submitted_at or case.closed_at
    if case.limit is None or done is None:
        return UNKNOWN
    return "on time" if done <= case.limit else "late"


def _is_closed(hazard: Hazard, look: Look) -> object:
    recorded = look.cases[hazard.id]
    return UNKNOWN if recorded.is_contested or not recorded.events else recorded.case.state == "closed"


def _overdue(hazard: Hazard, look: Look) -> object:
    """Tell whether a hazard was still open at the end of the window though its limit had passed."""
    recorded, limit = look.cases[hazard.id], _limit(hazard, look)
    if recorded.is_contested or not recorded.events:
        return UNKNOWN
    if recorded.case.state in (*_DROPPED, "closed", "submitted", "accepted") or limit is None:
        return False
    return limit < look.window.end if isinstance(limit, date) else UNKNOWN


def _accepted(hazard: Hazard, look: Look) -> object:
    recorded = look.cases[hazard.id]
    if recorded.first(EventKind.ACCEPT) is not None:
        return True
    return UNKNOWN if recorded.case.state == "closed" or not recorded.events else False


_FIELDS = (
    RecordField(
        name="level",
        kind=FieldKind.CHOICE,
        words=Words(zh="法定等级", en="legal level"),
        of=_level,
        choices=choices_of(HazardLevel),
        ordered=True,
    ),
    RecordField(
        name="sub-level", kind=FieldKind.TEXT, words=Words(zh="地方分级", en="local sub-level"), of=_text("sub_level")
    ),
    RecordField(
        name="kind",
        kind=FieldKind.CHOICE,
        words=Words(zh="类别", en="what is unsafe"),
        of=_word("kind"),
        choices=choices_of(HazardKind),
    ),
    RecordField(
        name="mode",
        kind=FieldKind.CHOICE,
        words=Words(zh="处理方式", en="how it is handled"),
        of=_mode,
        choices=choices_of(HandlingMode),
    ),
    RecordField(
        name="source",
        kind=FieldKind.CHOICE,
        words=Words(zh="来源", en="who found it"),
        of=_word("source"),
        choices=choices_of(HazardSource),
    ),
    RecordField(name="place", kind=FieldKind.TEXT, words=Words(zh="地点", en="where"), of=_text("place")),
    RecordField(
        name="class-code",
        kind=FieldKind.TEXT,
        words=Words(zh="分类代码", en="code of the local classification"),
        of=_text("class_code"),
    ),
    RecordField(
        name="state",
        kind=FieldKind.CHOICE,
        words=Words(zh="状态", en="state of the procedure"),
        of=_state,
        choices=tuple(state.id for state in HAZARD.states),
    ),
    RecordField(
        name="closed",
        kind=FieldKind.CHOICE,
        words=Words(zh="销号情况", en="whether it was closed, on time or late, by its last submission"),
        of=_closed,
        choices=("on time", "late", "open", *_DROPPED),
    ),
    RecordField(
        name="is-closed",
        kind=FieldKind.FLAG,
        words=Words(zh="是否销号", en="whether it was written off"),
        of=_is_closed,
    ),
    RecordField(
        name="accepted",
        kind=FieldKind.FLAG,
        words=Words(
            zh="是否验收合格", en="whether its acceptance is recorded; unknown once it is written off without one"
        ),
        of=_accepted,
    ),
    RecordField(
        name="overdue",
        kind=FieldKind.FLAG,
        words=Words(zh="期末是否逾期未改", en="open past its written limit at the end of the window"),
        of=_overdue,
        places=True,
    ),
    RecordField(
        name="found",
        kind=FieldKind.DAY,
        words=Words(zh="发现日期", en="day found"),
        of=lambda hazard, _: hazard.found_on,
        places=True,
    ),
    RecordField(
        name="due", kind=FieldKind.DAY, words=Words(zh="整改期限", en="day of the limit"), of=_limit, places=True
    ),
    RecordField(
        name="closed-on",
        kind=FieldKind.DAY,
        words=Words(zh="销号日期", en="day of the write-off"),
        of=_closed_on,
        places=True,
    ),
    RecordField(
        name="returns",
        kind=FieldKind.NUMBER,
        words=Words(zh="退回次数", en="how often it was returned"),
        of=lambda hazard, look: look.cases[hazard.id].case.returns,
    ),
    RecordField(
        name="breach",
        kind=FieldKind.TEXT,
        words=Words(zh="违规", en="codes of the rules broken, such as rectifier-accepts"),
        of=lambda hazard, look: look.cases[hazard.id].breaches,
        many=True,
    ),
    RecordField(
        name="breached",
        kind=FieldKind.FLAG,
        words=Words(zh="有无违规", en="whether any rule was broken"),
        of=lambda hazard, look: bool(look.cases[hazard.id].breaches),
    ),
    RecordField(
        name="contested",
        kind=FieldKind.FLAG,
        words=Words(zh="有无矛盾记录", en="whether its history contradicts itself"),
        of=lambda hazard, look: look.cases[hazard.id].is_contested,
    ),
)

HAZARDS = RecordType(
    name="hazards",
    kind=RecordKind.HAZARDS,
    words=Words(zh="隐患", en="hazards"),
    rows=lambda look: look.records.hazards,
    day=lambda hazard, _: hazard.found_on,
    fields={field.name: field for field in _FIELDS},
)
"""Hazards, on the day on which they were found."""
