"""The command for many stations: worker processes, a time limit for each station, a line for each."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from stationkit.cli.given import loaded_host, read_folder
from stationkit.cli.terminal import print_lines, talk
from stationkit.words import Language, Words

if TYPE_CHECKING:
    from stationkit.workers.many import ManyAssessed

__all__ = ["bulk"]


def bulk(
    dossier: Path,
    /,
    *,
    period: Annotated[str, Parameter(name="--period", help="如 2026H1 / such as 2026H1")],
    rulebook: Annotated[str, Parameter(name="--rulebook", help="规则编号或 TOML 文件 / id, or a TOML file")] = "",
    seconds: float = 10,
    workers: int = 2,
    expect: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    lang: Annotated[Language, Parameter(name="--lang", help="zh 或 en / zh or en")] = "zh",
) -> int:
    """逐站评定大量站点，一站一行 JSON，超时的站单列 / many stations, a line of JSON each, with a time limit.

    Parameters
    ----------
    dossier
        档案文件夹 / the dossier's folder.
    seconds
        每个站点的时限（秒）/ how many seconds one station may take.
    workers
        同时工作的进程数 / how many processes work side by side.
    expect
        应当存在的插件 / a plugin that ought to be there.
    """
    from stationkit.periods import Period
    from stationkit.workers.many import assess_many

    asked, reading = Period.parse(period), read_folder(dossier, lang, loaded_host())
    found = assess_many(reading.dossier, asked, rulebook=rulebook, expected=expect, seconds=seconds, workers=workers)
    print_lines(found.lines)
    _say(found, lang)
    provisional = any(run.document["provisional"] for run in found.assessed if run.document)
    return 1 if reading.problems or found.stopped or found.refused or provisional else 0


def _say(found: "ManyAssessed", language: Language) -> None:
    """Say which stations have no assessment, and why."""
    for run in found.stopped:
        talk(f"{run.station}: {Words(zh='中止', en='stopped').text(language)}: {run.stopped.text(language)}")
    for run in found.refused:
        talk(f"{run.station}: {'; '.join(run.refused)}")
    done, stopped, refused = len(found.assessed), len(found.stopped), len(found.refused)
    words = Words(
        zh=f"{len(found.runs)} 个站点：评定 {done}，中止 {stopped}，未能开始 {refused}",
        en=f"{len(found.runs)} stations: {done} assessed, {stopped} stopped, {refused} not begun",
    )
    talk(words.text(language))
