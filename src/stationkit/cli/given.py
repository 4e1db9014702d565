"""What commands are given: the options that many share, and the folders, rulebooks and plugins behind them."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import attrs
from cyclopts import Parameter

from stationkit.cli.terminal import print_problems, talk
from stationkit.words import Language, Words

if TYPE_CHECKING:
    from datetime import date

    from stationkit.assessment import StationAssessment
    from stationkit.dossiers.reading import FileCount
    from stationkit.errors import Problem
    from stationkit.hooks.host import Host
    from stationkit.periods import Period
    from stationkit.procedures.policies import DeadlinePolicy
    from stationkit.rules.layers import ResolvedRulebook
    from stationkit.rules.provenance import AbsentPlugin
    from stationkit.scoring.engine import Assessment
    from stationkit.stations.dossier import Dossier

__all__ = [
    "FolderReading",
    "Json",
    "Lang",
    "PeriodText",
    "Rulebook",
    "assessed_all",
    "assessed_one",
    "lacks_plugins",
    "loaded_host",
    "read_folder",
    "resolved_rulebook",
    "standing_policies",
]

Json = Annotated[bool, Parameter(name="--json", negative="", help="输出 JSON / print JSON")]
Lang = Annotated[Language, Parameter(name="--lang", help="zh 或 en / zh or en")]
Rulebook = Annotated[str, Parameter(name="--rulebook", help="规则编号（可带 @版本）或 TOML 文件 / id, or a TOML file")]
PeriodText = Annotated[str, Parameter(name="--period", help="如 2026H1、2026Q3、2026-03 / such as 2026H1")]


def loaded_host() -> "Host":
    """Load the plugins, and say which were refused and why."""
    from stationkit.hooks.host import load_host

    host = load_host()
    for plugin in host.plugins:
        for problem in plugin.why:
            talk(f"插件未装入 / plugin refused: {plugin.name}: {problem}")
    return host


def standing_policies(host: "Host", *, examples: bool = False) -> "tuple[DeadlinePolicy, ...]":
    """Give the policies that hold unnamed: the national one, those of plugins, and the examples where asked."""
    from stationkit.procedures.national_policies import example_policy, national_policy

    return (national_policy(), *host.deadline_policies, *((example_policy(),) if examples else ()))


def resolved_rulebook(host: "Host", name: str, *, on: "date | None" = None) -> "ResolvedRulebook":
    """Give a rulebook by its id, or from a file, which may extend what plugins brought; *on* a day, if one is known."""
    if name.endswith(".toml") or Path(name).is_file():
        from stationkit.rules.documents import read_rulebook

        return host.resolve_document(read_rulebook(name), on=on)
    return host.resolve(name, on=on)


@attrs.frozen(kw_only=True)
class FolderReading:
    """What a folder gave to a command.

    Attributes:
        dossier: what could be used.
        problems: why rows were set aside, then which plugins the dossier counts on in vain.
    """

    dossier: "Dossier"
    problems: "tuple[Problem, ...]"


def read_folder(folder: Path, language: Language, host: "Host", set_aside: Path | None = None) -> FolderReading:
    """Read a dossier folder, and say what was set aside and which plugins it lacks; the rows may be kept in a file."""
    from stationkit.dossiers.reading import read_dossier
    from stationkit.dossiers.writing import write_set_aside

    reading = read_dossier(folder)
    for file, count in reading.counts.items():
        if count.set_aside or count.repeated:
            talk(f"{file}: {count.rows} = {_came_out(count)}")
    for one in reading.repeated:
        talk(one.words.text(language))
    problems = (*reading.problems, *(_absence(one) for one in host.absent_among(reading.dossier.plugins)))
    print_problems(problems, language)
    if set_aside is not None:
        write_set_aside(reading.set_aside, set_aside)
    return FolderReading(dossier=reading.dossier, problems=problems)


def lacks_plugins(assessments: "Iterable[Assessment]") -> bool:
    """Tell whether a plugin that was counted on did not speak in one of these assessments."""
    return any(plugin.expected for one in assessments for plugin in one.absent_plugins)


def _absence(plugin: "AbsentPlugin") -> "Problem":
    """Say that a plugin on which the dossier counts does not speak, why, and what to do."""
    from stationkit.errors import Problem

    what = Words(
        zh=f"档案要用的插件 {plugin.name} 不在：{plugin.why.zh}，以下结果没有它的规定",
        en=f"the dossier counts on the plugin {plugin.name}, which is absent: {plugin.why.text('en')}; "
        "what follows is without it",
    )
    asked = f"stationkit doctor --expect {plugin.name}"
    expected = Words(
        zh=f"安装或改好它（{asked} 说明原因），或从 dossier.toml 的 plugins 中删去",
        en=f"it installed or mended ({asked} says why), or not among the plugins of dossier.toml",
    )
    return Problem("dossier.toml: plugins", what, expected)


def _came_out(count: "FileCount") -> str:
    """Say how the rows of a file came out, in parts that add up."""
    aside = f" + {count.set_aside}（搁置 / set aside）" if count.set_aside else ""
    again = f" + {count.repeated}（重复 / repeated）" if count.repeated else ""
    return f"{count.loaded}{aside}{again}"


def assessed_all(dossier: "Dossier", period: "Period", host: "Host", rulebook: str) -> "tuple[StationAssessment, ...]":
    """Assess every station, with progress on long work."""
    from rich.console import Console
    from rich.progress import track

    from stationkit.assessment import assess_station, rulebook_for

    known: dict[tuple[object, ...], ResolvedRulebook] = {}
    fixed = resolved_rulebook(host, rulebook, on=period.start) if rulebook else None
    found = []
    console = Console(stderr=True)
    silent = len(dossier.stations) < 200 or not console.is_terminal
    for station in track(dossier.stations, console=console, disable=silent, transient=True, description=""):
        key = (station.kind, station.industry, station.region, station.employer)
        if key not in known:
            known[key] = fixed or rulebook_for(station, period, host)
        found.append(assess_station(dossier, station.id, period, host, rulebook=known[key]))
    return tuple(found)


def _only_period(dossier: "Dossier") -> "Period":
    """Give the one period that the dossier's sheets are about."""
    from stationkit.errors import InvalidDossierError, Problem, UnknownNameError

    periods = sorted({row.period for row in dossier.sheets} | {row.period for row in dossier.counts})
    if len(periods) == 1:
        return periods[0]
    if not periods:
        what = Words(zh="档案没有评分表和计数，看不出期间", en="no sheets and no counts say which period")
        raise InvalidDossierError("--period", (Problem("", what, Words(zh="如 2026H1", en="one such as 2026H1")),))
    raise UnknownNameError(
        Words(zh="期间（用 --period 指定）", en="period (say which by --period)"), "", tuple(map(str, periods))
    )


def assessed_one(dossier: Path, station: str, period: str, rulebook: str, language: Language) -> "StationAssessment":
    """Assess one station of a dossier folder, by the rulebook named or by its own."""
    from stationkit.assessment import assess_station, rulebook_for
    from stationkit.periods import Period

    host = loaded_host()
    reading = read_folder(dossier, language, host)
    asked = Period.parse(period) if period else _only_period(reading.dossier)
    own = reading.dossier.of(station).station
    resolved = resolved_rulebook(host, rulebook, on=asked.start) if rulebook else rulebook_for(own, asked, host)
    return assess_station(reading.dossier, station, asked, host, rulebook=resolved)
