"""What commands are given: the options that many share, and the folders, rulebooks and plugins behind them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from stationkit.cli.terminal import print_problems, talk
from stationkit.words import Language, Words

if TYPE_CHECKING:
    from datetime import date

    from stationkit.assessment import StationAssessment
    from stationkit.dossiers.reading import DossierReading, FileCount
    from stationkit.hooks.host import Host
    from stationkit.periods import Period
    from stationkit.rules.layers import ResolvedRulebook
    from stationkit.stations.dossier import Dossier

__all__ = [
    "Json",
    "Lang",
    "PeriodText",
    "Rulebook",
    "assessed_all",
    "assessed_one",
    "loaded_host",
    "read_folder",
    "resolved_rulebook",
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


def resolved_rulebook(host: "Host", name: str, *, on: "date | None" = None) -> "ResolvedRulebook":
    """Give a rulebook by its id, or from a file, which may extend what plugins brought; *on* a day, if one is known."""
    if name.endswith(".toml") or Path(name).is_file():
        from stationkit.rules.documents import read_rulebook

        return host.resolve_document(read_rulebook(name), on=on)
    return host.resolve(name, on=on)


def read_folder(folder: Path, language: Language, set_aside: Path | None = None) -> "DossierReading":
    """Read a dossier folder, and say what was set aside; its rows may be kept in a file."""
    from stationkit.dossiers.reading import read_dossier
    from stationkit.dossiers.writing import write_set_aside

    reading = read_dossier(folder)
    for file, count in reading.counts.items():
        if count.set_aside or count.repeated:
            talk(f"{file}: {count.rows} = {_came_out(count)}")
    for one in reading.repeated:
        talk(one.words.text(language))
    print_problems(reading.problems, language)
    if set_aside is not None:
        write_set_aside(reading.set_aside, set_aside)
    return reading


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

    reading, host = read_folder(dossier, language), loaded_host()
    asked = Period.parse(period) if period else _only_period(reading.dossier)
    own = reading.dossier.of(station).station
    resolved = resolved_rulebook(host, rulebook, on=asked.start) if rulebook else rulebook_for(own, asked, host)
    return assess_station(reading.dossier, station, asked, host, rulebook=resolved)
