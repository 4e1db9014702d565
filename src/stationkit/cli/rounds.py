"""A round on the terminal: places by any grouping, and the stars that are awarded once the round has spoken."""

import json as jsons
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from stationkit.cli.given import (
    Json,
    Lang,
    PeriodText,
    Rulebook,
    assessed_all,
    lacks_plugins,
    loaded_host,
    read_folder,
    resolved_rulebook,
)
from stationkit.cli.terminal import print_json, print_lines, print_table, talk
from stationkit.cli.texts import STATUS_WORDS, rating_text, score_text
from stationkit.errors import InvalidValueError
from stationkit.words import Language, Words

if TYPE_CHECKING:
    from stationkit.periods import Period
    from stationkit.scoring.engine import Assessment
    from stationkit.scoring.ranking import Place
    from stationkit.scoring.rounds import Standing

__all__ = ["rank", "settle"]

_BEFORE = "上一轮 settle --json 的输出 / what settle --json printed for the round before"


def rank(
    where: Path,
    /,
    *,
    period: PeriodText,
    rulebook: Rulebook = "",
    by: Annotated[str, Parameter(help="分组：city、kind、industry 等 / a grouping: city, kind, industry …")] = "",
    before: Annotated[Path | None, Parameter(help=_BEFORE)] = None,
    json: Json = False,
    lang: Lang = "zh",
) -> int:
    """按规则排名次：可按地区、类型、行业分组 / places by the rulebook, within regions, kinds or industries.

    Parameters
    ----------
    where
        档案文件夹，或事实表（要写 --rulebook）/ a dossier folder, or a table of facts with --rulebook.
    """
    from stationkit.scoring.standings import standing_document

    standings = [_regrouped(one, by) for one in _standings(where, period, rulebook, before, lang)]
    if json:
        print_json([{"rulebook": one.rulebook, "rankings": standing_document(one)["rankings"]} for one in standings])
    for standing in standings if not json else ():
        print_lines([standing.rulebook])
        for name, groups in standing.rankings.items():
            for group, places in groups.items():
                _print_places(f"{name} {group}".strip(), places, standing, lang)
    return 1 if _lacks_plugins(standings) else 0


def settle(
    where: Path,
    /,
    *,
    period: PeriodText,
    rulebook: Rulebook = "",
    before: Annotated[Path | None, Parameter(help=_BEFORE)] = None,
    json: Json = False,
    lang: Lang = "zh",
) -> int:
    """结算一轮评选：名额、并列、上一轮、持续效力 / settle a round: quotas, ties, the round before, what lasts.

    Parameters
    ----------
    where
        档案文件夹，或事实表（要写 --rulebook）/ a dossier folder, or a table of facts with --rulebook.
    """
    from stationkit.scoring.standings import standing_document

    standings = _standings(where, period, rulebook, before, lang)
    if json:
        print_json([standing_document(one) for one in standings])
    for standing in standings if not json else ():
        _print_awards(standing, lang)
    provisional = any(award.provisional for one in standings for award in one.awards)
    return 1 if provisional or _lacks_plugins(standings) else 0


def _lacks_plugins(standings: "Iterable[Standing]") -> bool:
    return lacks_plugins(found for one in standings for found in one.assessments.values())


def _standings(
    where: Path, period: str, rulebook: str, before: Path | None, language: Language
) -> "tuple[Standing, ...]":
    from stationkit.assessment import settle_stations
    from stationkit.periods import Period
    from stationkit.scoring.rounds import Round
    from stationkit.scoring.settling import settle as settle_round
    from stationkit.scoring.standings import past_of

    asked = Period.parse(period)
    pasts = [past_of(one) for one in _documents(before)]
    previous = {subject: values for past, _ in pasts for subject, values in past.items()}
    orders = tuple(order for _, found in pasts for order in found)
    if where.is_dir():
        host = loaded_host()
        found = assessed_all(read_folder(where, language, host).dossier, asked, host, rulebook)
        return settle_stations(found, previous=previous, orders=orders)
    round_ = Round(id=period, period=asked, previous=previous, orders=orders)
    return (settle_round(round_, _table(where, rulebook, asked)),)


def _table(where: Path, rulebook: str, period: "Period") -> "list[Assessment]":
    from stationkit.scoring.engine import assess
    from stationkit.tables.reading import read_facts

    if not rulebook:
        raise InvalidValueError(str(where), Words(zh="事实表要用 --rulebook 指定规则", en="a table needs --rulebook"))
    resolved = resolved_rulebook(loaded_host(), rulebook, on=period.start)
    reading = read_facts(where, resolved, ignore=None)
    for problem in reading.problems:
        talk(str(problem))
    return [assess(row.facts, resolved) for row in reading.rows]


def _documents(before: Path | None) -> Sequence[object]:
    """Read what an earlier run printed: a list of standings."""
    if before is None:
        return ()
    try:
        found = jsons.loads(before.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, jsons.JSONDecodeError, RecursionError):
        found = None
    if not isinstance(found, list):
        raise InvalidValueError(str(before), Words(zh=_BEFORE, en=_BEFORE))
    return found


def _regrouped(standing: "Standing", by: str) -> "Standing":
    """Give a standing whose places are counted within another grouping."""
    import attrs

    from stationkit.scoring.placing import default_rankings, place_by

    if not by or not standing.assessments:
        return standing
    resolved = next(iter(standing.assessments.values())).resolved
    rankings = tuple(resolved.rulebook.rankings.values()) or default_rankings(resolved)
    placed = {one.id: place_by(one, standing.round, standing.assessments, within=by) for one in rankings}
    return attrs.evolve(standing, rankings=placed)


def _print_places(title: str, places: "Sequence[Place]", standing: "Standing", language: Language) -> None:
    awarded: Mapping[str, object] = {one.subject: one.awarded for one in standing.awards}
    header = (
        Words(zh="名次", en="place"),
        Words(zh="对象", en="subject"),
        Words(zh="排序值", en="ranked by"),
        Words(zh="授予", en="awarded"),
    )
    rows = [
        (
            "-" if one.rank is None else f"{one.rank}{'=' if one.tied else ''}",
            one.subject,
            " / ".join(score_text(value, language) for value in one.values),
            rating_text(awarded.get(one.subject), language),
        )
        for one in places
    ]
    print_lines(["", title])
    print_table(header, rows, language)


def _print_awards(standing: "Standing", language: Language) -> None:
    header = (
        Words(zh="对象", en="subject"),
        Words(zh="可评", en="qualifies"),
        Words(zh="授予", en="awarded"),
        Words(zh="说明", en="remark"),
    )
    rows = [
        (
            one.subject,
            rating_text(one.qualifies, language),
            rating_text(one.awarded, language),
            "；".join(
                [words.text(language) for words in one.reasons]
                + ([Words(zh="暂定", en="provisional").text(language)] if one.provisional else [])
            ),
        )
        for one in standing.awards
    ]
    print_lines([f"{standing.rulebook}  {standing.round.period}"])
    print_table(header, rows, language)
    for order in standing.orders:
        until = f"{order.since} – {order.until}"
        print_lines([f"{order.subject}  {order.order}  {until}  {order.clause}  {order.ground.text(language)}"])
    for status in {one.status for one in standing.assessments.values()}:
        talk(STATUS_WORDS[status].text(language))
