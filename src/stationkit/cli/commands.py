"""The commands. Each loads only what it needs, so that a short question gets a quick answer."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from stationkit.cli.given import (
    Json,
    Lang,
    PeriodText,
    Rulebook,
    assessed_all,
    assessed_one,
    lacks_plugins,
    loaded_host,
    read_folder,
    resolved_rulebook,
)
from stationkit.cli.terminal import print_json, print_lines, print_table, talk
from stationkit.words import Language, Words

if TYPE_CHECKING:
    from stationkit.assessment import StationAssessment

__all__ = [
    "assess",
    "demo",
    "explain",
    "hazard_graph",
    "rulebook_list",
    "rulebook_show",
    "sample",
    "score",
]


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

    return show_demo(loaded_host(), stations, seed, lang)


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
    from stationkit.scoring.bounds import bounds
    from stationkit.scoring.documents import assessment_document, bounds_document

    asked, host = Period.parse(period), loaded_host()
    reading = read_folder(dossier, lang, host, set_aside)
    found = assessed_all(reading.dossier, asked, host, rulebook)
    if json:
        print_json(
            [
                {
                    "station": one.station.id,
                    **assessment_document(one.assessment),
                    "bounds": bounds_document(bounds(one.assessment)),
                }
                for one in found
            ]
        )
    else:
        show_league(found, host, lang)
    return 1 if reading.problems or any(one.assessment.provisional for one in found) else 0


def explain(
    dossier: Path,
    station: str,
    /,
    *,
    item: Annotated[str, Parameter(help="只解释这一项 / one item only, with what shows each fact")] = "",
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
    from stationkit.cli.showing import show_station
    from stationkit.scoring.bounds import bounds
    from stationkit.scoring.documents import assessment_document, bounds_document

    found = assessed_one(dossier, station, period, rulebook, lang)
    if item:
        return _explain_item(found, item, as_json=json, language=lang)
    if reader and not json:
        from stationkit.cli.readers import account

        print_lines(account(found.assessment, reader, lang))
        return 1 if found.assessment.provisional else 0
    if json:
        told = bounds_document(bounds(found.assessment))
        print_json({"station": station, **assessment_document(found.assessment), "bounds": told})
    else:
        show_station(found, lang)
    return 1 if found.assessment.provisional else 0


def _explain_item(found: "StationAssessment", item: str, *, as_json: bool, language: Language) -> int:
    from stationkit.cli.whys import show_item, why_document
    from stationkit.scoring.whys import why

    lines = why(found.assessment, item)
    if as_json:
        print_json(why_document(lines))
    else:
        show_item(lines, language)
    return 1 if lacks_plugins([found.assessment]) else 0


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

    return score_table(
        resolved_rulebook(loaded_host(), rulebook), facts, lists, expect, ignore=ignore, as_json=json, language=lang
    )


def rulebook_list(*, json: Json = False, lang: Lang = "zh") -> int:
    """列出插件带来的规则 / list the rulebooks that plugins brought."""
    host = loaded_host()
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

    resolved = resolved_rulebook(loaded_host(), rulebook)
    if json:
        print_json(rulebook_document(resolved))
    else:
        show_rulebook(resolved, lang)
    return 0


def hazard_graph(*, lang: Lang = "zh") -> int:
    """隐患闭环的状态图（Mermaid）/ the hazard procedure as a Mermaid state diagram."""
    from stationkit.procedures.diagrams import mermaid

    print_lines(mermaid(loaded_host().procedure("hazard"), lang).splitlines())
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
    dossier = sample_dossier(loaded_host(), stations, seed, Period.parse(period))
    write_dossier(dossier, out)
    words = Words(zh=f"已写入 {out}：{stations} 个站点（虚构）", en=f"wrote {out}: {stations} stations (invented)")
    talk(words.text(lang))
    return 0
