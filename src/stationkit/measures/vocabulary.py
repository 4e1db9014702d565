"""The vocabulary of measures: every kind of record with its fields. What is not here cannot be asked."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from stationkit.measures.fields import FieldKind, RecordField, RecordType, choices_of
from stationkit.measures.hazard_fields import HAZARDS
from stationkit.measures.matching import UNKNOWN
from stationkit.measures.views import Look
from stationkit.stations.activities import Briefing, HealthScreening, LegalClinic, Meeting, Training, Visit
from stationkit.stations.dossier import RecordKind
from stationkit.stations.incidents import AccidentGrade, InjuryGrade
from stationkit.stations.people import HomeDistance, Member, Role, Team
from stationkit.stations.readings import Sensor
from stationkit.stations.stations import Industry, StationKind
from stationkit.stations.violations import MentoringStep, Violation, ViolationKind
from stationkit.words import Words

__all__ = ["CADENCES", "HOMES", "PEOPLE", "RECORD_TYPES", "STATION_FIELDS"]

HOMES = choices_of(HomeDistance)
"""The classes of home distance."""

PEOPLE = choices_of(Role)
"""The roles that people can hold."""

CADENCES: Mapping[str, int] = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
"""How many months lie between two visits."""


def _field(name: str, kind: FieldKind, zh: str, en: str, of: Callable[[Any, Look], object], **more: Any) -> RecordField:
    return RecordField(name=name, kind=kind, words=Words(zh=zh, en=en), of=of, **more)


def _said(name: str, zh: str, en: str, kind: FieldKind = FieldKind.NUMBER) -> RecordField:
    """A field read off the record; nothing written is unknown for a number or a flag, and no value for a text."""
    absent = None if kind is FieldKind.TEXT else UNKNOWN

    def of(record: Any, _: Look) -> object:
        value = getattr(record, name.replace("-", "_"))
        return absent if value in (None, "") else getattr(value, "value", value)

    return _field(name, kind, zh, en, of)


def _choice(name: str, zh: str, en: str, enum: Any, *, ordered: bool = False) -> RecordField:
    attribute = name.replace("-", "_")

    def of(record: Any, _: Look) -> object:
        value = getattr(record, attribute)
        return UNKNOWN if value is None else value.value

    return _field(name, FieldKind.CHOICE, zh, en, of, choices=choices_of(enum), ordered=ordered)


def _many(name: str, zh: str, en: str, enum: Any) -> RecordField:
    def of(record: Any, _: Look) -> object:
        return tuple(sorted(one.value for one in getattr(record, name)))

    return _field(name, FieldKind.CHOICE, zh, en, of, choices=choices_of(enum), many=True)


def _record(
    kind: RecordKind,
    rows: Callable[[Look], tuple[Any, ...]],
    *fields: RecordField,
    day: Callable[[Any, Look], date | None] = lambda record, _: record.on,
) -> RecordType:
    own = _field("id", FieldKind.TEXT, "编号", "id", lambda record, _: record.id)
    return RecordType(
        name=kind.value,
        kind=kind,
        words=kind.words,
        rows=rows,
        day=day,
        fields={field.name: field for field in (own, *fields)},
    )


def _activities(form: type) -> Callable[[Look], tuple[Any, ...]]:
    return lambda look: tuple(one for one in look.records.activities if type(one) is form)


def _known_by(attribute: str) -> Callable[[Any, Look], object]:
    """Whether something had happened by the end of the window."""

    def of(record: Any, look: Look) -> object:
        day = getattr(record, attribute)
        return day is not None and day < look.window.end

    return of


def _passed(violation: Violation, look: Look) -> object:
    """Passes carry no days of their own: they count once the mentoring as a whole has ended."""
    if not _known_by("mentored_on")(violation, look):
        return False
    return UNKNOWN if violation.open_passes is None else not violation.open_passes


def _too_early(violation: Violation, _: Look) -> object:
    if violation.returned_on is None:
        return False
    return violation.mentored_on is None or violation.returned_on < violation.mentored_on


def _certified(member: Member, look: Look) -> object:
    certified = member.is_certified(look.last_day)
    return UNKNOWN if certified is None else certified


def _without_violations(team: Team, look: Look) -> object:
    """Whether a team had none; a violation of nobody knows which team might be its own."""
    teams = {_team_of(one, look) for one in look.records.violations if one.on in look.window}
    if team.id in teams:
        return False
    return UNKNOWN if "" in teams else True


def _team_of(violation: Violation, look: Look) -> str:
    """The team of a violation, its worker's where it does not say; empty where that is not known either."""
    homes = (worker.team for worker in look.records.workers if violation.worker and worker.id == violation.worker)
    return violation.team or next(homes, "")


_PEOPLE = _said("people", "人数", "people who took part")
_TOPIC = _said("topic", "主题", "topic", FieldKind.TEXT)
_TEAM = _said("team", "班组", "team", FieldKind.TEXT)
_WORKER = _said("worker", "职工", "worker", FieldKind.TEXT)

RECORD_TYPES: Mapping[str, RecordType] = {
    one.name: one
    for one in (
        HAZARDS,
        _record(
            RecordKind.VIOLATIONS,
            lambda look: look.records.violations,
            _choice("kind", "类别", "which of the three violations", ViolationKind),
            _said("serious", "是否严重", "whether it is serious", FieldKind.FLAG),
            _WORKER,
            _TEAM,
            _many("mentoring", "已过关", "passes of mentoring done", MentoringStep),
            _field(
                "mentored",
                FieldKind.FLAG,
                "是否完成帮教",
                "mentoring ended by the window's end",
                _known_by("mentored_on"),
            ),
            _field("passed", FieldKind.FLAG, "应过的关是否都过", "ended, with every pass that is due", _passed),
            _field(
                "returned", FieldKind.FLAG, "是否返岗", "back at the post by the window's end", _known_by("returned_on")
            ),
            _field("returned-too-early", FieldKind.FLAG, "未帮教先返岗", "back before mentoring ended", _too_early),
        ),
        _record(RecordKind.VISITS, _activities(Visit), _WORKER, _said("by", "走访人", "who visited", FieldKind.TEXT)),
        _record(
            RecordKind.TRAININGS,
            _activities(Training),
            _TOPIC,
            _PEOPLE,
            _said("hours", "学时", "hours for each person"),
        ),
        _record(
            RecordKind.BRIEFINGS,
            _activities(Briefing),
            _TOPIC,
            _PEOPLE,
            _said("shift", "班次", "shift", FieldKind.TEXT),
        ),
        _record(RecordKind.LEGAL_CLINICS, _activities(LegalClinic), _TOPIC, _PEOPLE),
        _record(
            RecordKind.HEALTH_SCREENINGS,
            _activities(HealthScreening),
            _PEOPLE,
            _said("abnormal", "异常人数", "people with a finding"),
        ),
        _record(
            RecordKind.MEETINGS,
            _activities(Meeting),
            _said("analysed", "是否分析", "whether hazards were analysed", FieldKind.FLAG),
            _said("ranked", "是否排名", "whether teams were ranked", FieldKind.FLAG),
            _PEOPLE,
        ),
        _record(
            RecordKind.INCIDENTS,
            lambda look: look.records.incidents,
            _choice("grade", "伤害程度", "how bad for people", InjuryGrade, ordered=True),
            _choice("accident-grade", "事故等级", "grade by Regulation 493, article 3", AccidentGrade, ordered=True),
            _said("deaths", "死亡人数", "deaths"),
            _said("seriously-injured", "重伤人数", "seriously injured"),
        ),
        _record(
            RecordKind.READINGS,
            lambda look: look.records.readings,
            _choice("sensor", "传感器", "what is measured", Sensor),
            _said("value", "读数", "the value"),
            _said("unit", "单位", "unit", FieldKind.TEXT),
            _said("place", "地点", "where", FieldKind.TEXT),
            day=lambda reading, look: look.day_of(reading.at),
        ),
        _record(
            RecordKind.MEMBERS,
            lambda look: look.records.members,
            _many("roles", "角色", "roles held", Role),
            _field("certified", FieldKind.FLAG, "持证有效", "certificate valid at the window's end", _certified),
            _TEAM,
            day=lambda _, __: None,
        ),
        _record(
            RecordKind.TEAMS,
            lambda look: look.records.teams,
            _said("section", "区队", "section", FieldKind.TEXT),
            _field(
                "zero-violation",
                FieldKind.FLAG,
                "零三违",
                "no violation of the team in the window",
                _without_violations,
                needs=(RecordKind.VIOLATIONS,),
            ),
            day=lambda _, __: None,
        ),
        _record(
            RecordKind.WORKERS,
            lambda look: look.records.workers,
            _choice("home", "居住距离", "how far from home", HomeDistance),
            _TEAM,
            day=lambda _, __: None,
        ),
    )
}
"""Every kind of record, by the name that recipes use."""

STATION_FIELDS: Mapping[str, RecordField] = {
    one.name: one
    for one in (
        _field(
            "kind",
            FieldKind.CHOICE,
            "站点类型",
            "which of the two stations",
            lambda station, _: station.kind.value,
            choices=choices_of(StationKind),
        ),
        _field(
            "industry",
            FieldKind.CHOICE,
            "行业",
            "industry",
            lambda station, _: station.industry.value,
            choices=choices_of(Industry),
        ),
        _field("region", FieldKind.TEXT, "行政区划代码", "region code", lambda station, _: str(station.region)),
        _field("employer", FieldKind.TEXT, "用人单位", "employer", lambda station, _: station.employer),
        _field(
            "teams", FieldKind.NUMBER, "服务班组数", "how many teams it serves", lambda station, _: len(station.teams)
        ),
    )
}
"""What can be asked of the station itself."""
