"""Reading `[ranking.x]` and `[settle]`, as strict as the rest: what a source leaves open must be spelled out."""

import re
from collections.abc import Mapping

from stationkit.numbers import parse_rounding
from stationkit.rules.conditions import read_condition
from stationkit.rules.expressions import Literal, read_expression
from stationkit.rules.model import Scale
from stationkit.rules.reading import TableReader
from stationkit.rules.settlements import EDGES, TIES, OrderRule, Quota, Ranking, RankKey, Settlement
from stationkit.rules.shapes import read_inline
from stationkit.words import Words

__all__ = ["read_ranking", "read_settlement"]

_BEST = ("highest", "lowest")
_LASTS = re.compile(r"(\d{1,3}) (month|year)s?")


def read_ranking(table: TableReader, name: str) -> Ranking:
    """Read one `[ranking.x]`."""
    keys = tuple(_read_key(row) for row in table.rows("by"))
    if not keys:
        table.to.say(table.at("by"), "没有写明按什么排", "it does not say what it ranks by")
    if "ties" not in table:
        table.to.say(
            table.path,
            "没有写明并列怎样计名次",
            "it does not say how ties are counted",
            Words(
                zh="ties = competition（1,2,2,4）或 dense（1,2,2,3）",
                en="ties = competition (1,2,2,4) or dense (1,2,2,3)",
            ),
        )
    ranking = Ranking(
        id=name,
        by=keys,
        within=table.text("within"),
        ties=table.choice("ties", TIES, TIES[0]),
        title=table.title(),
        clause=table.text("clause"),
    )
    table.finish()
    return ranking


def _read_key(row: TableReader) -> RankKey:
    key = RankKey(row.text("of", required=True), row.choice("best", _BEST, _BEST[0]))
    row.finish()
    return key


def read_settlement(table: TableReader, scales: Mapping[str, Scale], grades: Mapping[str, str]) -> Settlement:
    """Read `[settle]`; *grades* says on which scale each grade is."""
    grade = table.text("grade", required=True)
    if grade and grade not in grades:
        table.to.unknown(table.at("grade"), Words(zh="评级", en="grade"), grade, grades)
    scale = scales.get(grades.get(grade, ""), Scale(id="", best_first=()))
    quotas = tuple(_read_quota(row, scale) for row in table.rows("quota"))
    settlement = Settlement(
        grade=grade,
        ranking=table.text("ranking", required=bool(quotas)),
        quotas=tuple(sorted(quotas, key=lambda one: _place(one.word, scale))),
        previous=_texts(table.table("previous")),
        orders=_texts(table.table("orders")),
        emits=tuple(_read_order(row) for row in table.rows("order")),
        clause=table.text("clause"),
    )
    table.finish()
    return settlement


def _place(word: int | str, scale: Scale) -> int:
    return scale.best_first.index(word) if word in scale.best_first else 0


def _texts(table: TableReader) -> Mapping[str, str]:
    return {name: table.text(name, required=True) for name in list(table.entries())}


def _read_quota(row: TableReader, scale: Scale) -> Quota:
    raw, most = row.take("at_most"), read_expression(row.take("at_most"), row.at("at_most"), row.to, read_inline)
    share = isinstance(most, Literal) and (most.percent or 0 < most.value < 1)
    share = share or ("of" in row and not isinstance(most, Literal))
    for key in ("of", "round"):
        if share and key not in row:
            row.to.say(row.path, f"比例要写明 {key}", f"a share says its {key}")
        if not share and key in row:
            row.to.say(row.at(key), f"{key} 只用于比例", f"{key} belongs to a share")
    if isinstance(most, Literal) and not share and (not isinstance(most.value, int) or most.value < 0):
        row.to.say(
            row.at("at_most"),
            f"应为非负整数或比例，不是 {raw!r}",
            f"expected a number of places or a share, not {raw!r}",
        )
    if "edge" not in row:
        listed = ", ".join(EDGES)
        expected = Words(zh=f"edge = {listed}", en=f"edge = one of {listed}")
        row.to.say(row.path, "没有写明末位并列怎么办", "it does not say what happens to a tie at the edge", expected)
    quota = Quota(
        word=_word(row, "word", scale, scale.best_first[:-1]),
        at_most=most,
        is_share=share,
        of=row.choice("of", ("group", "rated"), "group"),
        rounding=row.to.attempt(row.at("round"), lambda: parse_rounding(row.take("round")), ())
        if "round" in row
        else (),
        edge=row.choice("edge", EDGES, "leave"),
        falls_to=_falls_to(row, scale),
        clause=row.text("clause"),
    )
    row.finish()
    return quota


def _word(row: TableReader, key: str, scale: Scale, allowed: tuple[int | str, ...]) -> int | str:
    raw = row.take(key)
    if type(raw) in (int, str) and raw in allowed:
        return raw
    listed = ", ".join(map(str, allowed))
    row.to.say(
        row.at(key),
        f"{raw!r} 不能用于等级 {scale.id}",
        f"{raw!r} cannot stand here on the scale {scale.id}",
        Words(zh=listed, en=f"one of {listed}"),
    )
    return 0


def _falls_to(row: TableReader, scale: Scale) -> int | str:
    """Give where those beyond the quota fall: below the word, on the scale or outside it."""
    word = row.take("word")
    below = scale.best_first[scale.best_first.index(word) + 1 :] if word in scale.best_first else ()
    if "falls_to" not in row:
        return below[0] if below else 0
    return _word(row, "falls_to", scale, (*below, *scale.outside))


def _read_order(row: TableReader) -> OrderRule:
    lasts = row.text("lasts", required=True)
    match = _LASTS.fullmatch(lasts)
    if match is None:
        row.to.say(
            row.at("lasts"),
            f"无效的期限 {lasts!r}",
            f"invalid term {lasts!r}",
            Words(zh='如 "12 months"', en='such as "12 months"'),
        )
    order = OrderRule(
        id=row.text("id", required=True),
        when=read_condition(row.take("when"), row.at("when"), row.to),
        months=int(match[1]) * (12 if match[2] == "year" else 1) if match else 0,
        clause=row.text("clause"),
        note=row.text("note"),
    )
    row.finish()
    return order
