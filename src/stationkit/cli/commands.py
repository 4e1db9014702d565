"""The commands. Each loads only what it needs, so that a short question gets a quick answer."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from stationkit.cli.terminal import print_json, print_lines, print_problems, print_table, talk
from stationkit.words import Language, Words

if TYPE_CHECKING:
    from datetime import date

    from stationkit.assessment import StationAssessment
    from stationkit.dossiers.reading import DossierReading
    from stationkit.hooks.host import Host
    from stationkit.periods import Period
    from stationkit.rules.layers import ResolvedRulebook
    from stationkit.stations.dossier import Dossier

__all__ = [
    "assess",
    "demo",
    "explain",
    "hazard_graph",
    "rulebook_check",
    "rulebook_list",
    "rulebook_show",
    "sample",
    "score",
]

Json = Annotated[bool, Parameter(name="--json", negative="", help="输出 JSON / print JSON")]
Lang = Annotated[Language, Parameter(name="--lang", help="zh 或 en / zh or en")]
Rulebook = Annotated[str, Parameter(name="--rulebook", help="规则编号（可带 @版本）或 TOML 文件 / id, or a TOML file")]
PeriodText = Annotated[str, Parameter(name="--period", help="如 2026H1、2026Q3、2026-03 / such as 2026H1")]


# -- shared --------------------------------------------------------------------------------------------------


def _host() -> "Host":
    from stationkit.hooks.host import load_host

    host = load_host()
    for plugin in host.plugins:
        for problem in plugin.why:
            talk(f"插件未装入 / plugin refused: {plugin.name}: {problem}")
    return host


def _resolved(host: "Host", name: str, *, on: "date | None" = None) -> "ResolvedRulebook":
    """Give a rulebook by its id, or from a file, which may extend what plugins brought; *on* a day, if one is known."""
    if name.endswith(".toml") or Path(name).is_file():
        from stationkit.rules.documents import read_rulebook

        return host.resolve_document(read_rulebook(name), on=on)
    return host.resolve(name, on=on)


def _read(folder: Path, language: Language, set_aside: Path | None) -> "DossierReading":
    from stationkit.dossiers.reading import read_dossier
    from stationkit.dossiers.writing import write_set_aside

    reading = read_dossier(folder)
    for file, count in reading.counts.items():
        if count.set_aside:
            talk(f"{file}: {count.rows} = {count.loaded} + {count.set_aside}（搁置 / set aside）")
    print_problems(reading.problems, language)
    if set_aside is not None:
        write_set_aside(reading.set_aside, set_aside)
    return reading


def _assessed(dossier: "Dossier", period: "Period", host: "Host", rulebook: str) -> "tuple[StationAssessment, ...]":
    """Assess every station, with progress on long work."""
    from rich.console import Console
    from rich.progress import track

    from stationkit.assessment import assess_station, rulebook_for

    known: dict[tuple[object, ...], ResolvedRulebook] = {}
    fixed = _resolved(host, rulebook, on=period.start) if rulebook else None
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
    from stationkit.errors import UnknownNameError

    periods = sorted({row.period for row in dossier.sheets} | {row.period for row in dossier.counts})
    if len(periods) == 1:
        return periods[0]
    raise UnknownNameError(
        Words(zh="期间（用 --period 指定）", en="period (say which by --period)"), "", tuple(map(str, periods))
    )


# -- commands ------------------------------------------------------------------------------------------------


def demo(*, stations: int = 12, seed: int = 7, lang: Lang = "zh") -> int:
    """演示：虚构地区的排行、一份账目、发声的插件 / a demonstration on an invented region.

    Parameters
    ----------
    stations
        站点数 / how many stations.
    seed
        随机种子 / the seed.
    """
    from stationkit.cli.showing import show_demo

    return show_demo(_host(), stations, seed, lang)


def assess(
    dossier: Path,
    /,
    *,
    period: PeriodText,
    rulebook: Rulebook = "",
    set_aside: Path | None = None,
    json: Json = False,
    lang: Lang = "zh",
) -> int:
    """评定档案中的每个站点 / assess every station of a dossier.

    Parameters
    ----------
    dossier
        档案文件夹 / the dossier's folder.
    set_aside
        把无法使用的行写到此文件 / write the rows that cannot be used to this file.
    """
    from stationkit.cli.showing import show_league
    from stationkit.periods import Period
    from stationkit.scoring.documents import assessment_document

    asked, reading, host = Period.parse(period), _read(dossier, lang, set_aside), _host()
    found = _assessed(reading.dossier, asked, host, rulebook)
    if json:
        print_json([{"station": one.station.id, **assessment_document(one.assessment)} for one in found])
    else:
        show_league(found, host, lang)
    return 1 if reading.problems or any(one.assessment.provisional for one in found) else 0


def explain(
    dossier: Path,
    station: str,
    /,
    *,
    period: PeriodText = "",
    rulebook: Rulebook = "",
    reader: Annotated[
        Literal["", "station", "assessor", "auditor"],
        Parameter(help="为谁而写：站点、评审员、审计 / for whom: the station, the assessor, the auditor"),
    ] = "",
    json: Json = False,
    lang: Lang = "zh",
) -> int:
    """解释一个站点的得分：每一分丢在哪一条 / explain a station's score: every point with its clause.

    Parameters
    ----------
    dossier
        档案文件夹 / the dossier's folder.
    station
        站点编号 / the station's id.
    """
    from stationkit.assessment import assess_station, rulebook_for
    from stationkit.cli.readers import account
    from stationkit.cli.showing import show_station
    from stationkit.periods import Period
    from stationkit.scoring.documents import assessment_document

    reading, host = _read(dossier, lang, None), _host()
    asked = Period.parse(period) if period else _only_period(reading.dossier)
    own = reading.dossier.of(station).station
    resolved = _resolved(host, rulebook, on=asked.start) if rulebook else rulebook_for(own, asked, host)
    found = assess_station(reading.dossier, station, asked, host, rulebook=resolved)
    if json:
        print_json({"station": station, **assessment_document(found.assessment)})
    elif reader:
        print_lines(account(found.assessment, reader, lang))
    else:
        show_station(found, lang)
    return 1 if reading.problems or found.assessment.provisional else 0


def score(
    rulebook: str,
    facts: Path,
    /,
    *,
    lists: Path | None = None,
    expect: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    ignore: Annotated[bool, Parameter(negative="")] = False,
    json: Json = False,
    lang: Lang = "zh",
) -> int:
    """按任一规则给一张表逐行评分 / score a table, one subject a row, by any rulebook.

    Parameters
    ----------
    rulebook
        TOML 文件或规则编号 / a TOML file, or a rulebook's id.
    facts
        CSV 或 JSONL 文件 / a CSV or JSONL file.
    lists
        长表形式的子对象 / sub-subjects in long form.
    expect
        NODE=COLUMN：与公布值按印刷精度比较 / compare with what was published, as far as it is printed.
    ignore
        忽略没有指标读取的列 / leave alone the columns that no measure reads.
    """
    from stationkit.cli.scoring import score_table

    return score_table(_resolved(_host(), rulebook), facts, lists, expect, ignore=ignore, as_json=json, language=lang)


def rulebook_list(*, json: Json = False, lang: Lang = "zh") -> int:
    """列出插件带来的规则 / list the rulebooks that plugins brought."""
    host = _host()
    heads = [document.head for document in host.rulebooks.values()]
    if json:
        print_json(
            [
                {
                    "id": one.id,
                    "version": one.version,
                    "status": one.status,
                    "applies": dict(one.applies),
                    "zh": one.title.zh,
                    "en": one.title.en,
                }
                for one in heads
            ]
        )
    else:
        header = (
            Words(zh="规则", en="rulebook"),
            Words(zh="可信程度", en="status"),
            Words(zh="标题", en="title"),
            Words(zh="适用", en="applies to"),
        )
        rows = [
            (
                one.reference,
                one.status,
                one.title.text(lang),
                " ".join(f"{key}={value}" for key, value in one.applies.items()) or "-",
            )
            for one in heads
        ]
        print_table(header, rows, lang)
    return 0


def rulebook_show(rulebook: str, /, *, json: Json = False, lang: Lang = "zh") -> int:
    """展示一部规则：层、改动、评分项 / show a rulebook: layers, changes, items.

    Parameters
    ----------
    rulebook
        规则编号或 TOML 文件 / an id, or a TOML file.
    """
    from stationkit.cli.showing import rulebook_document, show_rulebook

    resolved = _resolved(_host(), rulebook)
    if json:
        print_json(rulebook_document(resolved))
    else:
        show_rulebook(resolved, lang)
    return 0


def rulebook_check(rulebook: str, /, *, json: Json = False, lang: Lang = "zh") -> int:
    """检查一部规则：能否装入，有哪些弱点 / check a rulebook: does it load, and what is weak about it.

    Parameters
    ----------
    rulebook
        规则编号或 TOML 文件 / an id, or a TOML file.
    """
    from stationkit.errors import InvalidRulebookError
    from stationkit.hooks.host import check_measures
    from stationkit.rules.checks import find_weaknesses

    host = _host()
    try:
        resolved = _resolved(host, rulebook)
    except InvalidRulebookError as error:
        problems = error.problems
    else:
        problems = resolved.located((*check_measures(resolved, host), *find_weaknesses(resolved)))
    if json:
        print_json([{"where": one.where, "zh": one.text("zh"), "en": one.text("en")} for one in problems])
    else:
        print_lines(problem.text(lang) for problem in problems)
        talk(Words(zh=f"{len(problems)} 处发现", en=f"{len(problems)} finding(s)").text(lang))
    return 1 if problems else 0


def hazard_graph(*, lang: Lang = "zh") -> int:
    """隐患闭环的状态图（Mermaid）/ the hazard procedure as a Mermaid state diagram."""
    from stationkit.procedures.diagrams import mermaid
    from stationkit.procedures.hazard import HAZARD

    print_lines(mermaid(HAZARD, lang).splitlines())
    return 0


def sample(
    *,
    stations: Annotated[int, Parameter(help="站点数 / how many stations")] = 12,
    seed: Annotated[int, Parameter(help="随机种子 / the seed")] = 7,
    out: Annotated[Path, Parameter(help="写到哪个文件夹 / the folder to write")],
    period: PeriodText = "2026H1",
    lang: Lang = "zh",
) -> int:
    """生成虚构地区的档案 / write the dossier of an invented region."""
    from stationkit.cli.showing import sample_dossier
    from stationkit.dossiers.writing import write_dossier
    from stationkit.errors import InvalidDossierError, Problem
    from stationkit.periods import Period

    if out.exists() and any(out.iterdir()):
        what = Words(zh="文件夹不为空", en="the folder is not empty")
        raise InvalidDossierError(
            str(out), (Problem("--out", what, Words(zh="新的或空的文件夹", en="a new or empty one")),)
        )
    dossier = sample_dossier(_host(), stations, seed, Period.parse(period))
    write_dossier(dossier, out)
    words = Words(zh=f"已写入 {out}：{stations} 个站点（虚构）", en=f"wrote {out}: {stations} stations (invented)")
    talk(words.text(lang))
    return 0
