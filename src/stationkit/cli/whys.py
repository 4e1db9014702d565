"""Why an item has its points, and why a station has not a star, on the terminal."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from stationkit.cli.given import Json, Lang, PeriodText, Rulebook, assessed_one, lacks_plugins
from stationkit.cli.terminal import print_json, print_lines
from stationkit.cli.texts import score_text
from stationkit.numbers import number_text
from stationkit.words import Language, Words

if TYPE_CHECKING:
    from stationkit.scoring.whys import FactShown, WhyLine, WhyNot

__all__ = ["show_item", "why_document", "why_not"]


def why_not(
    dossier: Path,
    station: str,
    /,
    *,
    star: Annotated[str, Parameter(help="星级；不写为高一级 / the star; the next one unless said")] = "",
    size: Annotated[int, Parameter(help="最多同时改变几个事实 / up to how many facts together")] = 2,
    period: PeriodText = "",
    rulebook: Rulebook = "",
    json: Json = False,
    lang: Lang = "zh",
) -> int:
    """为什么没有这一星：挡住它的最小事实集合 / why not a star: the smallest sets of facts that block it.

    Parameters
    ----------
    dossier
        档案文件夹 / the dossier's folder.
    station
        站点编号 / the station's id.
    """
    from stationkit.scoring.whys import next_star
    from stationkit.scoring.whys import why_not as find

    assessment = assessed_one(dossier, station, period, rulebook, lang).assessment
    asked = _word(star) if star else next_star(assessment)
    if asked is None:
        print_lines([Words(zh="已是最高星级", en="it has the best star already").text(lang)])
        return 1 if lacks_plugins([assessment]) else 0
    found = find(assessment, asked, size=size)
    if json:
        print_json(_document(station, found))
    else:
        print_lines(_told(found, lang))
    return 1 if lacks_plugins([assessment]) or not found.reached else 0


def _word(star: str) -> int | str:
    """Give the word of the scale that a text means: stars are numbers."""
    return int(star) if star.isdigit() else star


def _told(found: "WhyNot", language: Language) -> Iterator[str]:
    star = Words(zh=f"{found.star} 星", en=f"star {found.star}").text(language)
    if found.reached:
        yield Words(zh=f"已达到 {star}", en=f"{star} is reached").text(language)
        return
    yield Words(
        zh=f"改变以下任一组（至多 {found.size} 个事实）即达到 {star}：",
        en=f"changing any one of these sets (of up to {found.size} facts) gives {star}:",
    ).text(language)
    for place, each in enumerate(found.sets, start=1):
        changes = (f"{one.fact}: {_value(one.now, language)} → {_value(one.needed, language)}" for one in each.changes)
        yield f"  {place}. {'；'.join(changes) if language == 'zh' else '; '.join(changes)}"
    if not found.sets:
        yield "  -"
    if not found.complete:
        yield Words(zh=f"未决：{found.reason.zh}", en=f"undecided: {found.reason.text('en')}").text(language)


def _value(value: object, language: Language) -> str:
    if value is None:
        return Words(zh="未知", en="open").text(language)
    if isinstance(value, bool):
        return (Words(zh="是", en="yes") if value else Words(zh="否", en="no")).text(language)
    return score_text(value, language)


def _document(station: str, found: "WhyNot") -> dict[str, Any]:
    from stationkit.scoring.documents import plain_value

    return {
        "station": station,
        "star": found.star,
        "reached": found.reached,
        "size": found.size,
        "complete": found.complete,
        "reason": plain_value(found.reason),
        "sets": [
            [{"fact": one.fact, "now": plain_value(one.now), "needed": plain_value(one.needed)} for one in each.changes]
            for each in found.sets
        ],
    }


# -- one item ------------------------------------------------------------------------------------------------


def show_item(lines: "tuple[WhyLine, ...]", language: Language) -> None:
    """Print every line about one item, and beneath it what it rests on."""
    for line in lines:
        lost = line.change if not line.lost else -line.lost
        told = line.words.text(language) or line.line.effect.value
        by = " ".join(filter(None, (line.rulebook, line.plugin)))
        print_lines(
            [f"{number_text(lost):>6}  {told}  → {score_text(line.line.after, language)}  [{line.clause}]  {by}"]
        )
        print_lines(f"        {_fact(fact, language)}" for fact in line.facts)


def _fact(fact: "FactShown", language: Language) -> str:
    value = getattr(fact.answer, "value", None)
    told = [f"{fact.name} = {_value(value if value is None or isinstance(value, bool) else _plain(value), language)}"]
    for zh, en, listed in (
        ("原因", "because", (fact.why,) if fact.why else ()),
        ("依据", "ground", (fact.ground,) if fact.ground else ()),
        ("证据", "evidence", fact.evidence),
        ("记录", "records", fact.records),
    ):
        if listed:
            told.append(f"{zh if language == 'zh' else en}: {', '.join(listed)}")
    return "  ".join(told)


def _plain(value: object) -> object:
    part = getattr(value, "part", None)
    return value if part is None else str(value)


def why_document(lines: "tuple[WhyLine, ...]") -> list[dict[str, Any]]:
    """Give the lines of one item as plain data, with what shows each fact."""
    from stationkit.scoring.documents import plain_value

    return [
        {
            "change": plain_value(line.change),
            "lost": plain_value(line.lost),
            "after": plain_value(line.line.after),
            "cause": line.line.cause,
            "clause": line.clause,
            "rulebook": line.rulebook,
            "plugin": line.plugin,
            "words": plain_value(line.words),
            "facts": [
                {
                    "name": fact.name,
                    "why": fact.why,
                    "ground": fact.ground,
                    "evidence": list(fact.evidence),
                    "records": list(fact.records),
                }
                for fact in line.facts
            ],
        }
        for line in lines
    ]
