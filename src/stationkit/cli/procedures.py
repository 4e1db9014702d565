"""The commands about procedures: which there are, their pictures, and a case's own path."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from stationkit.cli.given import Json, Lang, read_folder
from stationkit.cli.terminal import print_json, print_lines, print_table
from stationkit.errors import UnknownNameError
from stationkit.words import Words

if TYPE_CHECKING:
    from datetime import datetime

    from stationkit.procedures.diagrams import Late
    from stationkit.stations.dossier import Dossier

__all__ = ["hazard_path", "procedure_graph", "procedure_list"]

Examples = Annotated[bool, Parameter(negative="", help="连同示例期限 / with the example limits")]


def procedure_list(*, json: Json = False, lang: Lang = "zh") -> int:
    """随库提供的程序 / the procedures that come along: states, steps, kinds of events."""
    from stationkit.procedures.catalogue import procedures

    known = procedures().values()
    if json:
        print_json(
            [
                {
                    "id": one.id,
                    "version": one.version,
                    "zh": one.words.zh,
                    "en": one.words.en,
                    "states": [state.id for state in one.states],
                    "kinds": [kind.id for kind in one.kinds],
                    "steps": sum(1 for _ in one.ways),
                }
                for one in known
            ]
        )
        return 0
    header = (
        Words(zh="程序", en="procedure"),
        Words(zh="名称", en="title"),
        Words(zh="状态", en="states"),
        Words(zh="步骤", en="steps"),
        Words(zh="事件", en="kinds of events"),
    )
    rows = [
        (
            f"{one.id}@{one.version}",
            one.words.text(lang),
            str(len(one.states)),
            str(sum(1 for _ in one.ways)),
            str(len(one.kinds)),
        )
        for one in known
    ]
    print_table(header, rows, lang)
    return 0


def procedure_graph(name: str, /, *, examples: Examples = False, lang: Lang = "zh") -> int:
    """一个程序的状态图（Mermaid），含角色与期限 / a procedure as a Mermaid diagram, with roles and limits.

    Parameters
    ----------
    name
        程序 / the procedure: hazard, award, mentoring, certification.
    """
    from stationkit.procedures.catalogue import procedure_named
    from stationkit.procedures.diagrams import limits_of, mermaid
    from stationkit.procedures.national_policies import example_policy, national_policy

    policies = (national_policy(), *((example_policy(),) if examples else ()))
    limits = limits_of(policies) if name == "hazard" else {}
    print_lines(mermaid(procedure_named(name), lang, limits).splitlines())
    return 0


def hazard_path(
    dossier: Path,
    case: str,
    /,
    *,
    now: Annotated[str, Parameter(help="查询时刻，标出逾期段 / the moment asked about, to mark what was overdue")] = "",
    examples: Examples = False,
    lang: Lang = "zh",
) -> int:
    """一条隐患在状态图上的路径（Mermaid）/ a hazard's own path on the diagram, with dates and overdue stretches.

    Parameters
    ----------
    dossier
        档案文件夹 / the dossier's folder.
    case
        隐患编号 / the hazard's id.
    """
    from stationkit.cli.deadlines import read_moment
    from stationkit.procedures.diagrams import mermaid_path
    from stationkit.procedures.hazard import HAZARD
    from stationkit.procedures.recording import record

    reading = read_folder(dossier, lang)
    hazards = tuple(one.id for one in reading.dossier.hazards)
    if case not in hazards:
        raise UnknownNameError(Words(zh="隐患", en="hazard"), case, hazards)
    at = read_moment(now) if now else None
    told = (one for one in reading.dossier.hazard_events if one.case == case)
    recorded = record(HAZARD, case, (one for one in told if at is None or one.happened_at <= at))
    late = _late(reading.dossier, case, at, examples=examples) if at is not None else ()
    print_lines(mermaid_path(HAZARD, recorded, lang, late).splitlines())
    return 1 if reading.problems else 0


def _late(dossier: "Dossier", case: str, now: "datetime", *, examples: bool) -> "Iterable[Late]":
    from stationkit.calendars.national import national_calendar
    from stationkit.procedures.diagrams import late_stretches
    from stationkit.procedures.national_policies import example_policy, national_policy
    from stationkit.procedures.overdue import deadlines_in

    policies = (national_policy(), *((example_policy(),) if examples else ()))
    found = deadlines_in(dossier, policies, national_calendar(), now)
    return late_stretches(one for one in found if one.case == case)
