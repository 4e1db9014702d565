"""The commands about deadlines: counting one, the limits of policies, a dossier's deadlines, and what a table moves."""

from collections.abc import Iterable
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from stationkit.cli.calendars import KnownAt, Overlays, Tables, calendar_with, read_day
from stationkit.cli.climbing import climbed_to, histories_of, plain_rung
from stationkit.cli.given import Json, Lang, loaded_host, read_folder, standing_policies
from stationkit.cli.terminal import print_json, print_lines, print_problems, print_table, talk
from stationkit.errors import InvalidValueError, UnknownNameError
from stationkit.words import Language, Words

if TYPE_CHECKING:
    from stationkit.calendars.shifts import ShiftTable
    from stationkit.errors import Problem
    from stationkit.hooks.host import Host
    from stationkit.procedures.escalation import Escalation
    from stationkit.procedures.overdue import HazardDeadlines
    from stationkit.procedures.policies import DeadlinePolicy, Limit
    from stationkit.procedures.terms import Deadline

__all__ = ["deadline_check", "deadline_count", "deadline_limits", "deadline_list", "deadline_moved", "read_moment"]

Policies = Annotated[
    tuple[Path, ...], Parameter(name="--policy", negative="", help="期限规定（TOML）/ a deadline policy (TOML)")
]
Examples = Annotated[bool, Parameter(name="--examples", negative="", help="并用示例期限 / with the example limits")]
Shifts = Annotated[
    tuple[Path, ...],
    Parameter(name="--shifts", negative="", help="矿的班次表（TOML）/ the mine's table of shifts (TOML)"),
]
Now = Annotated[str, Parameter(name="--now", help="询问的时刻 / the moment that is asked about")]


def read_moment(text: str) -> datetime:
    """Read a moment; a day means its beginning, a time without an offset is Beijing's."""
    from stationkit.calendars.calendar import BEIJING

    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        expected = Words(zh="时刻，如 2026-03-01T08:30", en="a moment such as 2026-03-01T08:30")
        raise InvalidValueError(text, expected) from None
    return read if read.tzinfo else read.replace(tzinfo=BEIJING)


def _policies(host: "Host", files: Iterable[Path], *, examples: bool) -> "tuple[DeadlinePolicy, ...]":
    from stationkit.procedures.policies import read_deadline_policy

    own = tuple(read_deadline_policy(path) for path in files)
    return (*standing_policies(host, examples=examples), *own)


def _shift_tables(files: Iterable[Path]) -> "tuple[ShiftTable, ...]":
    from stationkit.calendars.reading import read_shift_table

    return tuple(read_shift_table(path) for path in files)


def deadline_count(  # noqa: PLR0913 - one parameter an option
    start: str,
    amount: int,
    unit: str,
    /,
    *,
    rule: Annotated[str, Parameter(help="计算规则，如 civil-code / the counting rule")] = "civil-code",
    shifts: Shifts = (),
    table: Tables = (),
    overlay: Overlays = (),
    known_at: KnownAt = "",
    json: Json = False,
    lang: Lang = "zh",
) -> int:
    """按规则计算一个期限，并说明每一步 / count a period by a rule, with every step told.

    Parameters
    ----------
    start
        起算时刻 / the moment at which it begins.
    amount
        数量 / how many.
    unit
        shift、hour、day、workday、month 或 year / of what.
    """
    from stationkit.calendars.counting import count_due
    from stationkit.calendars.spans import Span, Unit, rule_named

    units = {str(one): one for one in Unit}
    if unit not in units:
        raise UnknownNameError(Words(zh="单位", en="unit"), unit, tuple(units))
    due = count_due(
        read_moment(start),
        Span(amount=amount, unit=units[unit]),
        calendar_with(loaded_host(), table, overlay),
        rule=rule_named(rule),
        shifts=_shift_tables(shifts),
        known_at=read_day(known_at) if known_at else None,
    )
    if json:
        print_json({**_plain_due(due), "steps": [{"zh": one.zh, "en": one.en} for one in due.steps]})
    else:
        print_lines(one.text(lang) for one in due.steps)
        if due.unannounced:
            talk(_unannounced(due.unannounced).text(lang))
    return 1 if due.unannounced or due.moment is None else 0


def _unannounced(years: Iterable[int]) -> Words:
    listed = ", ".join(map(str, years))
    return Words(
        zh=f"暂定：{listed} 年节假日安排尚未公布", en=f"provisional: the working days of {listed} are not announced"
    )


def _plain_due(due: Any) -> dict[str, Any]:
    return {
        "due": due.moment.isoformat() if due.moment else None,
        "included": due.included,
        "last_day": due.last_day.isoformat() if due.last_day else None,
        "status": "provisional" if due.unannounced else "gazetted",
        "unannounced": list(due.unannounced),
    }


def deadline_limits(*, policy: Policies = (), examples: Examples = False, json: Json = False, lang: Lang = "zh") -> int:
    """列出期限规定：依据、条款、来源 / list the limits of policies: on whose word, by which clause, from where."""
    found = [(one, limit) for one in _policies(loaded_host(), policy, examples=examples) for limit in one.limits]
    if json:
        from stationkit.stations.converting import unstructure

        print_json([{"policy": one.reference, **unstructure(limit)} for one, limit in found])
        return 0
    header = (
        Words(zh="规定", en="policy"),
        Words(zh="环节", en="step"),
        Words(zh="期限", en="limit"),
        Words(zh="适用", en="applies to"),
        Words(zh="依据", en="provenance"),
        Words(zh="条款", en="clause"),
        Words(zh="来源", en="source"),
        Words(zh="来源等级", en="grade"),
    )
    print_table(header, [_limit_row(one, limit, lang) for one, limit in found], lang)
    return 0


def deadline_check(
    file: Annotated[tuple[Path, ...], Parameter(negative="", help="期限规定（TOML）/ deadline policies (TOML)")],
    /,
    *,
    json: Json = False,
    lang: Lang = "zh",
) -> int:
    """检查期限规定：能否载入，与国家、插件的规定是否冲突 / check policies beside those of the nation and the plugins.

    Parameters
    ----------
    file
        一个或几个 TOML 文件 / one or more TOML files.
    """
    from stationkit.errors import InvalidDocumentError
    from stationkit.procedures.policies import read_deadline_policy
    from stationkit.procedures.policy_checks import policy_weaknesses

    try:
        problems = policy_weaknesses(
            [read_deadline_policy(path) for path in file], beside=standing_policies(loaded_host())
        )
    except InvalidDocumentError as error:
        problems = error.problems
    if json:
        print_json([{"where": one.where, "zh": one.text("zh"), "en": one.text("en")} for one in problems])
    else:
        print_lines(problem.text(lang) for problem in problems)
        talk(Words(zh=f"{len(problems)} 处发现", en=f"{len(problems)} finding(s)").text(lang))
    return 1 if problems else 0


def _limit_row(policy: "DeadlinePolicy", limit: "Limit", language: Language) -> tuple[str, ...]:
    from stationkit.stations.converting import unstructure

    applies = " ".join(f"{name}={value}" for name, value in unstructure(limit.applies).items())
    return (
        f"{policy.reference}#{limit.id}",
        limit.step.words.text(language),
        limit.span.words.text(language),
        applies or "-",
        limit.provenance.words.text(language),
        limit.clause,
        limit.source,
        limit.grade or "-",
    )


# -- dossiers ------------------------------------------------------------------------------------------------


def deadline_list(  # noqa: PLR0913 - one parameter an option
    dossier: Path,
    /,
    *,
    now: Now,
    policy: Policies = (),
    examples: Examples = False,
    shifts: Shifts = (),
    ladder: Annotated[Path | None, Parameter(help="督办梯级（TOML）/ an escalation ladder (TOML)")] = None,
    table: Tables = (),
    overlay: Overlays = (),
    known_at: KnownAt = "",
    everything: Annotated[
        bool, Parameter(name="--all", negative="", help="不只逾期的 / not only overdue ones")
    ] = False,
    json: Json = False,
    lang: Lang = "zh",
) -> int:
    """档案中各隐患的期限：逾期、梯级、依据 / the deadlines of a dossier's hazards: overdue, level, on whose word.

    Parameters
    ----------
    dossier
        档案文件夹 / the dossier's folder.
    """
    from stationkit.procedures.ladders import read_escalation_ladder
    from stationkit.procedures.overdue import deadlines_by_hazard

    host = loaded_host()
    reading, calendar = read_folder(dossier, lang, host), calendar_with(host, table, overlay)
    known = read_day(known_at) if known_at else None
    policies = _policies(host, policy, examples=examples)
    tables = _shift_tables(shifts)
    cases = deadlines_by_hazard(
        reading.dossier,
        policies,
        calendar,
        read_moment(now),
        known_at=known,
        national=calendar_with(host, table),
        shifts={one.employer: tables for one in reading.dossier.stations},
    )
    found, ties = _untied(cases)
    shown = [one for one in found if everything or one.is_overdue]
    own = read_escalation_ladder(ladder) if ladder is not None else None
    histories = histories_of(reading.dossier)
    climbed = [climbed_to(one, own, policies, calendar, known, histories.get(one.case, ())) for one in shown]
    reached = [one for one, _ in climbed]
    late = sum(one.is_overdue for one in found)
    if json:
        print_json([_plain(one, climb) for one, climb in zip(shown, reached, strict=True)])
    else:
        _print_deadlines(shown, reached, lang)
        talk(Words(zh=f"{len(found)} 个期限，{late} 个逾期", en=f"{len(found)} deadlines, {late} overdue").text(lang))
    return _ended((*ties, *(each for _, more in climbed for each in more)), lang, found=bool(reading.problems or late))


def _untied(cases: "Iterable[HazardDeadlines]") -> "tuple[list[Deadline], tuple[Problem, ...]]":
    """Give the deadlines of the hazards that have them, and for each of the others the tie that it meets."""
    found: list[Deadline] = []
    ties: list[Problem] = []
    for one in cases:
        found.extend(one.deadlines)
        ties.extend(one.tie.problems if one.tie else ())
    return found, tuple(ties)


def _ended(ties: "tuple[Problem, ...]", language: Language, *, found: bool) -> int:
    """Tell the ties, and give 2 where the answer is not whole for them, 1 where there are findings."""
    print_problems(ties, language)
    return 2 if ties else int(found)


def _plain(deadline: "Deadline", climb: "Escalation | None") -> dict[str, Any]:
    provenance = deadline.provenance
    return {
        "case": deadline.case,
        "step": str(deadline.step),
        "began_by": deadline.began_by,
        **_plain_due(deadline.current),
        "written": deadline.written,
        "overdue": deadline.is_overdue,
        "late": deadline.is_late,
        "level": None if climb is None else climb.level,
        "ladder": None if climb is None else climb.ladder,
        "rung": None if climb is None or climb.current is None else plain_rung(climb.current),
        "extended": deadline.extended,
        "pending": deadline.pending or None,
        "ended_at": deadline.ended_at.isoformat() if deadline.ended_at else None,
        "limit": deadline.limit or None,
        "provenance": str(provenance) if provenance else None,
        "clause": deadline.clause or None,
        "calendar": deadline.calendar,
        "steps": [{"zh": one.zh, "en": one.en} for one in deadline.current.steps],
    }


def _print_deadlines(deadlines: list["Deadline"], climbed: "list[Escalation | None]", language: Language) -> None:
    header = (
        Words(zh="隐患", en="hazard"),
        Words(zh="环节", en="step"),
        Words(zh="期限", en="due"),
        Words(zh="状态", en="state"),
        Words(zh="督办", en="level"),
        Words(zh="依据", en="provenance"),
    )
    rows = [
        (
            one.case,
            one.step.words.text(language),
            _due_text(one, language),
            _state(one).text(language),
            "-" if climb is None else str(climb.level),
            _word_of(one).text(language),
        )
        for one, climb in zip(deadlines, climbed, strict=True)
    ]
    print_table(header, rows, language)


def _due_text(deadline: "Deadline", language: Language) -> str:
    from stationkit.calendars.calendar import BEIJING

    if deadline.due is None:
        return deadline.current.steps[-1].text(language)
    local = deadline.due.astimezone(BEIJING)
    if not deadline.current.included and deadline.last_day is not None and local.time() == time():
        text = f"{deadline.last_day} 24:00"
    else:
        text = f"{local:%Y-%m-%d %H:%M}"
    mark = Words(zh="（暂定）", en=" (provisional)").text(language) if deadline.current.unannounced else ""
    return text + mark


def _state(deadline: "Deadline") -> Words:
    if deadline.is_overdue:
        return Words(zh="逾期", en="overdue")
    if deadline.is_open and deadline.due is None:
        return Words(zh="未见完成（无确定日期）", en="no record of it (no date)")
    if deadline.is_open:
        return Words(zh="未到期", en="not due yet")
    return Words(zh="已完成（逾期）", en="done late") if deadline.is_late else Words(zh="已完成", en="done")


def _word_of(deadline: "Deadline") -> Words:
    if deadline.written:
        return Words(zh="文书写明", en="written in the document")
    return deadline.provenance.words if deadline.provenance else Words(zh="-", en="-")


def deadline_moved(
    dossier: Path,
    /,
    *,
    now: Now,
    table: Tables,
    overlay: Overlays = (),
    policy: Policies = (),
    examples: Examples = False,
    json: Json = False,
    lang: Lang = "zh",
) -> int:
    """载入新表后移动的期限 / the deadlines that a new table moves.

    Parameters
    ----------
    dossier
        档案文件夹 / the dossier's folder.
    """
    from stationkit.procedures.overdue import deadlines_by_hazard
    from stationkit.procedures.terms import moved_deadlines

    host = loaded_host()
    reading, policies = read_folder(dossier, lang, host), _policies(host, policy, examples=examples)
    (was, _), (will, ties) = (  # no table makes or settles a tie
        _untied(
            deadlines_by_hazard(
                reading.dossier,
                policies,
                calendar_with(host, tables, overlay),
                read_moment(now),
                national=calendar_with(host, tables),
            )
        )
        for tables in ((), table)
    )
    moved = moved_deadlines(was, will)
    if json:
        print_json([{side: _plain_side(getattr(one, side)) for side in ("before", "after")} for one in moved])
    else:
        print_lines(one.words.text(lang) for one in moved)
        talk(Words(zh=f"{len(moved)} 个期限移动", en=f"{len(moved)} deadline(s) moved").text(lang))
    return _ended(ties, lang, found=bool(reading.problems or moved))


def _plain_side(deadline: "Deadline | None") -> dict[str, Any] | None:
    if deadline is None:
        return None
    return {"case": deadline.case, "step": str(deadline.step), **_plain_due(deadline.current)}
