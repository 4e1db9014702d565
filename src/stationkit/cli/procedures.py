"""The commands about procedures: which there are, their pictures, and a case's own path."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from stationkit.cli.given import Json, Lang, loaded_host, read_folder, standing_policies
from stationkit.cli.terminal import print_json, print_lines, print_table
from stationkit.errors import UnknownNameError
from stationkit.words import Words

if TYPE_CHECKING:
    from datetime import datetime

    from stationkit.hooks.host import Host
    from stationkit.procedures.diagrams import Late
    from stationkit.stations.dossier import Dossier

__all__ = ["hazard_path", "procedure_graph", "procedure_list"]

Examples = Annotated[bool, Parameter(negative="", help="连同示例期限 / with the example limits")]


def procedure_list(*, json: Json = False, lang: Lang = "zh") -> int:
    """随库和插件提供的程序 / the procedures that come along or that plugins bring: states, steps, kinds of events."""
    from stationkit.hooks.known_procedures import known_procedures

    known = known_procedures(loaded_host()).values()
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
                    "plugin_guards": [guard.name for guard in one.extra],
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
        Words(zh="插件的检查", en="guards of plugins"),
    )
    rows = [
        (
            f"{one.id}@{one.version}",
            one.words.text(lang),
            str(len(one.states)),
            str(sum(1 for _ in one.ways)),
            str(len(one.kinds)),
            " ".join(guard.name for guard in one.extra) or "-",
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
        程序 / the procedure: hazard, award, mentoring, certification, or what a plugin brings.
    """
    from stationkit.hooks.known_procedures import procedure_of
    from stationkit.procedures.diagrams import limits_of, mermaid

    host = loaded_host()
    limits = limits_of(standing_policies(host, examples=examples)) if name == "hazard" else {}
    print_lines(mermaid(procedure_of(host, name), lang, limits).splitlines())
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
    from stationkit.procedures.recording import record

    host = loaded_host()
    reading, procedure = read_folder(dossier, lang, host), host.procedure("hazard")
    hazards = tuple(one.id for one in reading.dossier.hazards)
    if case not in hazards:
        raise UnknownNameError(Words(zh="隐患", en="hazard"), case, hazards)
    at = read_moment(now) if now else None
    told = (one for one in reading.dossier.hazard_events if one.case == case)
    recorded = record(procedure, case, (one for one in told if at is None or one.happened_at <= at))
    late = _late(reading.dossier, case, at, host, examples=examples) if at is not None else ()
    print_lines(mermaid_path(procedure, recorded, lang, late).splitlines())
    return 1 if reading.problems else 0


def _late(dossier: "Dossier", case: str, now: "datetime", host: "Host", *, examples: bool) -> "Iterable[Late]":
    from stationkit.procedures.diagrams import late_stretches
    from stationkit.procedures.overdue import deadlines_by_hazard

    policies = standing_policies(host, examples=examples)
    found = next(one for one in deadlines_by_hazard(dossier, policies, host.calendar(), now) if one.hazard == case)
    if found.tie is not None:
        raise found.tie
    return late_stretches(found.deadlines)
