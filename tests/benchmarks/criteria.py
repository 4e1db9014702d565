"""The fifty criteria of the scoring benchmark: one rulebook, its numbers, and facts, the same for every contender.

Thirty items lose points for each fault, up to a limit and down to a floor; twelve are steps over a ratio, four a share
of the full marks, four are flags, of which two veto and two cap the stars. Six groups with weights; what is missing is
left out and the rest made up to the full (100 / (100 - missing)); rounded half up to 0.01 at each level. Invented.
"""

import random
from typing import Any, NamedTuple

WEIGHTS = (25, 20, 15, 15, 15, 10)
CUTS = (("95", 5), ("90", 4), ("85", 3), ("80", 2), ("70", 1))


class Criterion(NamedTuple):
    """One criterion, in hundredths of a point."""

    place: int
    kind: str
    group: int
    full: int
    per: int = 0
    most: int = 0
    bands: tuple[tuple[int, int], ...] = ()
    effect: str = ""


def criteria() -> list[Criterion]:
    """Give the fifty, always the same."""
    made = []
    for place in range(50):
        group, full = place % 6, 100 + 50 * (place % 7)
        if place < 30:
            most = min(full * (10, 8)[place % 2] // 10, full - (0, 0, 25)[place % 3])
            made.append(Criterion(place, "deduct", group, full, (20, 25, 30, 50, 75)[place % 5], most))
        elif place < 42:
            bands = ((9500, full), (9000, full * 8 // 10), (8000, full * 5 // 10))
            made.append(Criterion(place, "band", group, full, bands=bands))
        elif place < 46:
            made.append(Criterion(place, "share", group, full))
        else:
            made.append(Criterion(place, "flag", group, full, effect="veto" if place < 48 else "cap"))
    return made


def tables() -> dict[str, Any]:
    """Give the rulebook as plain values."""
    measures: dict[str, Any] = {}
    items: dict[str, Any] = {}
    for one in criteria():
        kind = {"deduct": "count", "flag": "flag"}.get(one.kind, "ratio")
        measures[f"m{one.place}"] = {"kind": kind, "title": {"en": "m"}}
        items[f"i{one.place}"] = {
            "title": {"en": "i"},
            "clause": "1",
            "in": f"g{one.group}",
            "full": _points(one.full),
        } | _shape(one)
    groups = {
        f"g{place}": {"title": {"en": "g"}, "clause": "1", "combine": "sum", "members_missing": "leave out"}
        for place in range(6)
    }
    steps: dict[str, Any] = {
        f"p{place}": {"title": {"en": "p"}, "product": [f"g{place}.share", 100], "round": "half up to 2"}
        for place in range(6)
    }
    weights = {f"p{place}": weight for place, weight in enumerate(WEIGHTS)}
    steps["total"] = {"title": {"en": "t"}, "combine": "weighted mean", "of": list(weights), "weights": weights}
    steps["total"] |= {"members_missing": "leave out", "round": "half up to 2"}
    effects = {one.effect: [] for one in criteria() if one.effect}  # type: ignore[var-annotated]  # lists of conditions
    for one in criteria():
        if one.effect:
            effects[one.effect].append({f"m{one.place}": True})
    grade = {
        "title": {"en": "s"},
        "clause": "1",
        "scale": "stars",
        "bands": [*({"when": {"total": f">= {cut}"}, "is": star} for cut, star in CUTS), {"otherwise": True, "is": 0}],
        "then": [
            {"when": {"any_of": effects["cap"]}, "not_above": 3, "if_missing": "skip"},
            {"when": {"any_of": effects["veto"]}, "not_above": 0, "if_missing": "skip"},
        ],
    }
    head = {"rulebook": "bench/fifty", "version": "1", "title": {"en": "fifty"}, "status": "illustrative"}
    head |= {"score": "total", "stars": "star"}
    scale = {"stars": {"best_first": [5, 4, 3, 2, 1, 0]}}
    return head | {
        "measure": measures,
        "item": items,
        "group": groups,
        "step": steps,
        "scale": scale,
        "grade": {"star": grade},
    }


def _points(hundredths: int) -> str:
    return f"{hundredths}/100"


def _shape(one: Criterion) -> dict[str, Any]:
    name = f"m{one.place}"
    if one.kind == "deduct":
        cause = {"id": "each", "title": {"en": "each"}, "of": name, "count": "each", "points": _points(one.per)}
        return {"deduct": [cause | {"up_to": _points(one.most)}]}
    if one.kind == "band":
        steps = [{"when": f">= {cut}/10000", "is": _points(points)} for cut, points in one.bands]
        return {"ladder": {"of": name, "steps": [*steps, {"otherwise": True, "is": 0}]}}
    if one.kind == "share":
        return {"share": name, "round": "half up to 2"}
    return {"points": [{"when": {name: True}, "is": 0}, {"otherwise": True, "is": _points(one.full)}]}


def rows(count: int, seed: int = 7) -> list[dict[str, Any]]:
    """Give the inputs of stations: numbers of faults, parts and wholes, flags; about three in a hundred missing."""
    draw = random.Random(seed)  # noqa: S311 - invented stations, the same for the same seed
    made = []
    for _ in range(count):
        quality, row = draw.betavariate(6, 1.4), {}
        for one in criteria():
            missing = draw.random() < 0.03
            if one.kind == "deduct":
                row[f"n{one.place}"] = None if missing else int(draw.expovariate(1 / ((1.05 - quality) * 2.2 + 0.1)))
            elif one.kind == "flag":
                row[f"f{one.place}"] = None if missing else int(draw.random() < 0.02)
            else:
                whole = draw.randint(0, 400)
                row[f"den{one.place}"] = whole
                row[f"num{one.place}"] = None if missing else min(whole, round(whole * min(1, quality * 0.35 + 0.68)))
        made.append(row)
    return made
