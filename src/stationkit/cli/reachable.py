"""Texts of what is still reachable: bounds, whether they are tight, and the open facts to look at next."""

from collections.abc import Iterator

from stationkit.cli.texts import OPEN_HEADER, score_text
from stationkit.numbers import Number, number_text
from stationkit.rules.outcomes import Absent
from stationkit.scoring.bounds import Bounds, OpenFact, Range
from stationkit.words import Language, Words

__all__ = ["OPEN_HEADER", "bounds_text", "open_rows", "reachable_text"]


def reachable_text(found: Range, language: Language) -> str:
    """Write what can still come out: `62–71`, `2–3 stars`; an end without a limit is left empty."""
    told = [_span(found.lowest, found.highest)] if found.has_score else []
    if found.worst_star is not None and found.best_star is not None:
        told.append(_stars(found.worst_star, found.best_star, language))
    outside = [score_text(one, language) for one in found.outside if not _is_open(one)]
    return "，".join([*told, *outside]) if language == "zh" else ", ".join([*told, *outside])


def _is_open(one: object) -> bool:
    return isinstance(one, Absent) and one.kind in ("missing", "not-computed", "not-applicable")


def _span(low: Number | None, high: Number | None) -> str:
    ends = ["" if end is None else number_text(end) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else "–".join(ends)


def _stars(worst: int | str, best: int | str, language: Language) -> str:
    told = str(worst) if worst == best else f"{worst}–{best}"
    if not isinstance(worst, int):
        return told
    return Words(zh=f"{told} 星", en=f"{told} star" + ("" if told == "1" else "s")).text(language)


def bounds_text(found: Bounds, language: Language) -> str:
    """Write the bounds, and whether both ends are reached for certain."""
    told = reachable_text(found.reach, language)
    if found.tight:
        return told
    why = (
        f"（未证明可达：{found.reason.zh}）" if language == "zh" else f" (not proved tight: {found.reason.text('en')})"
    )
    return f"{told}{why}"


def open_rows(facts: tuple[OpenFact, ...], language: Language) -> Iterator[tuple[str, ...]]:
    """Give a row for each open fact: how many stars and points its answer rules out at least, and what may follow."""
    for fact in facts:
        points = "-" if fact.narrowing is None else number_text(fact.narrowing)
        leaves = dict.fromkeys(
            f"{score_text(one.answer, language)} → {reachable_text(one.leaves, language)}" for one in fact.answers
        )
        shown = list(leaves)[:_SHOWN]
        yield fact.name, str(fact.stars), points, "；".join(shown) + ("…" if len(leaves) > _SHOWN else "")


_SHOWN = 3
"""So many answers are shown; the JSON has all."""
