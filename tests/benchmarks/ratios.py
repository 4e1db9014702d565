"""Speed as ratios, measured side by side in one run; no test depends on it.

Run: uv run python tests/benchmarks/ratios.py
"""

import json
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from stationkit import Facts, Known, ResolvedRulebook, Scorer, assess, resolve, rulebook_document

ITEMS = 50
STATIONS = 20_000


def rulebook() -> ResolvedRulebook:
    """Fifty items of the commonest shapes, in five groups, with bands above."""
    measures = {f"m{place}": {"kind": "count", "title": {"en": "m"}} for place in range(ITEMS)}
    items: dict[str, Any] = {}
    for place in range(ITEMS):
        item: dict[str, Any] = {"title": {"en": "i"}, "clause": "1", "in": f"g{place % 5}", "full": 2}
        if place % 3 == 0:
            item["ladder"] = {"of": f"m{place}", "steps": [{"when": ">= 3", "is": 2}, {"otherwise": True, "is": 1}]}
        elif place % 3 == 1:
            item["deduct"] = [
                {"id": "a", "title": {"en": "a"}, "of": f"m{place}", "count": "each", "points": "0.5"},
                {"id": "b", "fault": "b", "count": "each", "points": 1},
            ]
        else:
            item["points"] = [{"when": {f"m{place}": ">= 2"}, "is": 2}, {"otherwise": True, "is": 0}]
        items[f"i{place}"] = item
    groups: dict[str, Any] = {
        f"g{place}": {"title": {"en": "g"}, "clause": "1", "combine": "sum", "in": "total"} for place in range(5)
    }
    groups["total"] = {"title": {"en": "t"}, "clause": "1", "combine": "sum"}
    bands = [{"when": {"total": f">= {cut}"}, "is": star} for cut, star in ((90, 5), (80, 4), (70, 3), (60, 2))]
    grade = {"title": {"en": "s"}, "clause": "1", "scale": "stars", "bands": [*bands, {"otherwise": True, "is": 1}]}
    head = {"rulebook": "bench/fifty", "version": "1", "title": {"en": "fifty"}, "status": "illustrative"}
    tables = {"measure": measures, "item": items, "group": groups, "grade": {"star": grade}}
    return resolve(rulebook_document({**head, **tables, "scale": {"stars": {"best_first": [5, 4, 3, 2, 1]}}}))


def facts(resolved: ResolvedRulebook, seed: int) -> Facts:
    """Everything known, differently for each station."""
    answers = {}
    for place, (name, measure) in enumerate(resolved.expected[""].items()):
        answers[name] = Known(value=True if measure.kind == "flag" else (seed * 7 + place * 3) % 5)
    return Facts(subject=f"s{seed}", answers=answers)


def side_by_side(first: Callable[[], object], second: Callable[[], object], rounds: int = 15) -> float:
    """Give the median ratio of the time of *first* to that of *second*, taken in turns."""
    ratios = []
    for _ in range(rounds):
        times = []
        for one in (first, second):
            start = time.perf_counter()
            one()
            times.append(time.perf_counter() - start)
        ratios.append(times[0] / times[1])
    return statistics.median(ratios)


def fresh(statement: str) -> Callable[[], object]:
    """A new interpreter that runs one statement."""
    return lambda: subprocess.run([sys.executable, "-c", statement], check=True)


def explained_to_compiled(resolved: ResolvedRulebook) -> float:
    """One explained assessment (no digests, no bounds) against the same closures without explanation."""
    some = [facts(resolved, seed) for seed in range(200)]
    scorer = Scorer(resolved, lowered=False)
    return side_by_side(lambda: [assess(one, resolved) for one in some], lambda: [scorer(one) for one in some])


def closures_to_units(resolved: ResolvedRulebook) -> float:
    """The ordinary compiled path against the one on whole units."""
    some = [facts(resolved, seed) for seed in range(200)]
    scorer, units = Scorer(resolved, lowered=False), Scorer(resolved)
    return side_by_side(lambda: [scorer(one) for one in some], lambda: [units(one) for one in some])


def memory(resolved: ResolvedRulebook) -> tuple[int, int]:
    """Give the bytes held after a twentieth of the stations and after all of them, one after the other."""
    tracemalloc.start()
    held = []
    for seed in range(STATIONS):
        assess(facts(resolved, seed), resolved)
        if seed + 1 in (STATIONS // 20, STATIONS):
            held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    return held[0], held[1]


def main() -> None:
    """Print every figure as JSON."""
    resolved = rulebook()
    early, late = memory(resolved)
    print(
        json.dumps(
            {
                "import stationkit : import attrs, cattrs, pluggy (at most 1.3)": round(
                    side_by_side(fresh("import stationkit"), fresh("import attrs, cattrs, pluggy")), 3
                ),
                "explained : compiled closures, 50 items (at most 6)": round(explained_to_compiled(resolved), 2),
                "compiled closures : whole units": round(closures_to_units(resolved), 2),
                f"bytes held after {STATIONS // 20} and {STATIONS} stations": [early, late],
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
