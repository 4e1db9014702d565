"""The command about rosters: what nobody could lawfully close in time, and what would free it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from stationkit.cli.given import Json, Lang, PeriodText, loaded_host, read_folder
from stationkit.cli.terminal import print_json, print_lines, talk
from stationkit.errors import InvalidValueError, UnknownNameError
from stationkit.words import Language, Words

if TYPE_CHECKING:
    from stationkit.hooks.host import Host
    from stationkit.procedures.aims import Aim, Waits
    from stationkit.procedures.exploring import Grant
    from stationkit.procedures.machine import Procedure
    from stationkit.procedures.rosters import Roster
    from stationkit.procedures.stories import Explored, Story, StuckStories
    from stationkit.stations.dossier import Dossier
    from stationkit.stations.people import Role

__all__ = ["roster_check"]

_Days = Annotated[
    tuple[str, ...], Parameter(name="--days", negative="", help="步骤=天数，如 accept=3 / days that a step may wait")
]
_Within = Annotated[int | None, Parameter(name="--within", help="全程不超过几天 / days in all")]
_Certified = Annotated[
    tuple[str, ...], Parameter(name="--certified", negative="", help="须持证的角色 / a role that needs a certificate")
]

_Apart = Annotated[
    tuple[str, ...],
    Parameter(name="--apart", negative="", help="插件的检查认得的人 / a member whom a plugin's guard knows by id"),
]


def roster_check(  # noqa: PLR0913 - every option is an argument
    dossier: Path,
    /,
    *,
    period: PeriodText,
    station: Annotated[str, Parameter(name="--station", help="只查一个站点 / one station alone")] = "",
    procedure: Annotated[
        str, Parameter(name="--procedure", help="hazard、mentoring 或插件的同类程序 / which procedure")
    ] = "hazard",
    absences: Annotated[Path | None, Parameter(name="--absences", help="请假表（CSV）/ leave, a CSV file")] = None,
    delegations: Annotated[Path | None, Parameter(name="--delegations", help="委托表（CSV）/ roles given")] = None,
    certified: _Certified = (),
    apart: _Apart = (),
    days: _Days = (),
    within: _Within = None,
    json: Json = False,
    lang: Lang = "zh",
) -> int:
    """名册检查：哪些情形无人能依法按时办结 / what nobody in a roster could lawfully close in time.

    Parameters
    ----------
    dossier
        档案文件夹（用其中的 members 表）/ the dossier's folder, for its members.
    """
    from stationkit.periods import Period
    from stationkit.procedures.stuck import stuck_stories

    asked, host = Period.parse(period), loaded_host()
    reading, (which, aim) = read_folder(dossier, lang, host), _procedure(procedure, host)
    waits, roles = _waits(days, within), tuple(_role(name) for name in certified)
    _check_members(apart, reading.dossier)
    stations = [station] if station else [one.id for one in reading.dossier.stations]
    found = {}
    for name in stations:
        roster = _roster(reading.dossier, name, (absences, delegations), roles)
        found[name] = stuck_stories(
            which, roster, asked, aim=aim, waits=[waits], told_apart=apart, zone=reading.dossier.zone
        )
    if json:
        guards = [guard.name for guard in which.extra]
        print_json([{**_document(name, answer), "guards": guards} for name, answer in found.items()])
    else:
        print_lines(line for name, answer in found.items() for line in _lines(name, answer, lang))
        _tell_guards(which, apart, lang)
    return 1 if reading.problems or not all(one.is_proved for one in found.values()) else 0


# -- what is asked -------------------------------------------------------------------------------------------


def _procedure(name: str, host: "Host") -> "tuple[Procedure, Aim]":
    """Give a procedure with the guards of plugins, and the aim that comes along for its cases."""
    from stationkit.hooks.known_procedures import known_procedures, procedure_of
    from stationkit.procedures.aims import AIMS
    from stationkit.procedures.catalogue import procedures

    aims = {procedures()[one].case: aim for one, aim in AIMS.items()}
    known = tuple(one for one, procedure in known_procedures(host).items() if procedure.case in aims)
    if name not in known:
        raise UnknownNameError(Words(zh="程序", en="procedure"), name, known)
    found = procedure_of(host, name)
    return found, aims[found.case]


def _waits(days: Iterable[str], within: int | None) -> "Waits":
    from stationkit.procedures.aims import Waits

    read = {}
    for text in days:
        kind, equals, number = text.partition("=")
        if not equals or not number.isdecimal():
            raise InvalidValueError(text, Words(zh="步骤=天数，如 accept=3", en="a step and its days such as accept=3"))
        read[kind] = int(number)
    return Waits(days=read, within=within, source="--days")


def _role(name: str) -> "Role":
    from stationkit.stations.people import Role

    known = {str(role): role for role in Role}
    if name not in known:
        raise UnknownNameError(Words(zh="角色", en="role"), name, tuple(known))
    return known[name]


def _check_members(names: Iterable[str], dossier: "Dossier") -> None:
    known = tuple(one.id for one in dossier.members)
    for name in names:
        if name not in known:
            raise UnknownNameError(Words(zh="人员", en="member"), name, known)


def _roster(
    dossier: "Dossier", station: str, files: tuple[Path | None, Path | None], certified: tuple["Role", ...]
) -> "Roster":
    """Give the roster of a station; leave and delegations of other stations' members are left out."""
    from stationkit.dossiers.single import read_records
    from stationkit.procedures.rosters import Absence, Delegation, Roster
    from stationkit.stations.zones import parse_zone

    members, zone = dossier.of(station).members, parse_zone(dossier.zone)
    known, own = {one.id for one in dossier.members}, {one.id for one in members}
    leave, given = files
    absences = read_records(leave, Absence, Words(zh="请假", en="leave"), zone) if leave else ()
    delegations = read_records(given, Delegation, Words(zh="委托", en="roles given"), zone) if given else ()
    return Roster(
        members=members,
        absences=tuple(one for one in absences if one.member in own or one.member not in known),
        delegations=tuple(one for one in delegations if one.member in own or one.member not in known),
        certified_roles=frozenset(certified),
    )


# -- what is told --------------------------------------------------------------------------------------------


def _lines(station: str, answer: "StuckStories", language: Language) -> Iterator[str]:
    for story in (*answer.stories, *answer.undecided):
        yield f"{station}  {story.words.text(language)}"
        yield from (f"    {line}" for line in _story_lines(story, language))
    talk(f"{station}: {_proof(answer, language)}")


def _tell_guards(procedure: "Procedure", apart: tuple[str, ...], language: Language) -> None:
    """Say which guards of plugins were asked: a proof holds with these, and where they know nobody else by id."""
    names = ", ".join(guard.name for guard in procedure.extra)
    if not names:
        return
    known = ", ".join(apart) or "-"
    zh = f"已计入插件的检查：{names}；其中按编号认得的人（--apart）：{known}"
    en = f"with the guards of plugins: {names}; members whom they know by id (--apart): {known}"
    talk(Words(zh=zh, en=en).text(language))


def _story_lines(story: "Story", language: Language) -> Iterator[str]:
    by = {"zh": "可由", "en": "by"}[language]
    for step in story.steps:
        named = f" → {step.named}" if step.named else ""
        yield f"{step.on}  {step.words.text(language)}{named}  {by} {', '.join(step.by) or step.actor}"
    if story.frees:
        told = Words(zh="；", en="; ").text(language).join(_grant(one, language) for one in story.frees)
        yield Words(zh=f"可解：{told}", en=f"freed by: {told}").text(language)


def _grant(grant: "Grant", language: Language) -> str:
    role = grant.role.words.text(language)
    return Words(zh=f"委托 {grant.member} 为{role}", en=f"{grant.member} as {role}").text(language)


def _proof(answer: "StuckStories", language: Language) -> str:
    told = answer.explored
    zh = f"{len(told.scenarios)} 种情形 × {told.days} 天，{told.people} 人，{told.situations} 种局面，状态 {told.cases}"
    en = (
        f"{len(told.scenarios)} kinds of cases on {told.days} days, {told.people} people, "
        f"{told.situations} situations, {told.cases} cases explored"
    )
    if not told.scenarios:
        zh = f"没有探索任何情形：{len(told.unlawful)} 种情形无论谁在场都不能依法办结"
        en = f"nothing was explored: {len(told.unlawful)} kinds of cases that nobody may close, whoever is there"
        return Words(zh=zh, en=en).text(language)
    if answer.is_proved:
        return Words(zh=f"均可依法办结（已穷尽：{zh}）", en=f"all can be closed (exhausted: {en})").text(language)
    count = len(answer.stories), len(answer.undecided)
    zh, en = f"{count[0]} 处无人能办，{count[1]} 处未定（{zh}）", f"{count[0]} stuck, {count[1]} undecided ({en})"
    return Words(zh=zh, en=en).text(language)


def _document(station: str, answer: "StuckStories") -> dict[str, Any]:
    return {
        "station": station,
        "proved": answer.is_proved,
        "stories": [_story(one) for one in (*answer.stories, *answer.undecided)],
        "explored": _explored(answer.explored),
    }


def _story(story: "Story") -> dict[str, Any]:
    return {
        "verdict": story.verdict,
        "scenario": {name: str(value) for name, value in story.scenario.facts},
        "days": str(story.days),
        "steps": [
            {
                "kind": one.kind,
                "on": one.on.isoformat(),
                "actor": one.actor,
                "role": str(one.role),
                "named": one.named,
                "by": list(one.by),
            }
            for one in story.steps
        ],
        "stuck_at": story.stuck_at,
        "roles": [str(one) for one in story.roles],
        "reasons": [
            {"member": one.member, "role": str(one.role), "code": one.code, "zh": one.words.zh, "en": one.words.en}
            for one in story.reasons
        ],
        "frees": [{"member": one.member, "role": str(one.role), "new": one.is_new} for one in story.frees],
    }


def _explored(told: "Explored") -> dict[str, Any]:
    return {
        "scenarios": [{name: str(value) for name, value in one.facts} for one in told.scenarios],
        "unlawful": [{name: str(value) for name, value in one.facts} for one in told.unlawful],
        "days": told.days,
        "intervals": told.intervals,
        "situations": told.situations,
        "people": told.people,
        "kinds": told.kinds,
        "cases": told.cases,
        "tries": told.tries,
        "steps": list(told.steps),
        "left_out": list(told.left_out),
        "uncertain": list(told.uncertain),
        "too_large": told.too_large,
    }
