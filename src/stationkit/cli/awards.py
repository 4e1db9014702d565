"""The command about the award of stars: the numbers that it rests on."""

from typing import TYPE_CHECKING

from stationkit.cli.given import Json, Lang
from stationkit.cli.terminal import print_json, print_table
from stationkit.words import Words

if TYPE_CHECKING:
    from stationkit.stations.provenance import Ruled

__all__ = ["award_policy"]


def award_policy(*, json: Json = False, lang: Lang = "zh") -> int:
    """星级授予所依据的数：期限、追溯期及其出处 / the numbers of an award, each with its source and status."""
    rows = _rows()
    if json:
        print_json(
            [
                {"zh": words.zh, "en": words.en, "value": one.value, "source": one.source, "status": str(one.status)}
                for words, one in rows
            ]
        )
    else:
        header = (
            Words(zh="项目", en="number"),
            Words(zh="数值", en="value"),
            Words(zh="可信程度", en="status"),
            Words(zh="出处", en="source"),
        )
        shown = [(words.text(lang), str(one.value), str(one.status), one.source) for words, one in rows]
        print_table(header, shown, lang)
    return 0


def _rows() -> "list[tuple[Words, Ruled]]":
    from stationkit.procedures.award_policy import ILLUSTRATIVE_POLICY as POLICY

    rows = [
        (Words(zh="公示（工作日）", en="publicity, working days"), POLICY.publicity),
        (Words(zh="有效期（月）", en="term, months"), POLICY.term),
        (Words(zh="复核间隔（月）", en="review, months"), POLICY.review),
    ]
    for one in POLICY.look_backs:
        words, stars = one.mark.words, "、".join(sorted(one.stars))
        zh, en = f"追溯（月）：{words.zh}", f"look-back, months: {words.en}"
        rows.append((Words(zh=f"{zh}（{stars or '各'}星）", en=f"{en} ({stars or 'any'} stars)"), one.months))
    return rows
