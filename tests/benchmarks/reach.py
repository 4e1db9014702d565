"""What bounds and checks cost beside a plain score, as ratios measured side by side; no test depends on it.

Run: uv run python tests/benchmarks/reach.py
"""

import json
import sys
import time
from pathlib import Path

import attrs

from stationkit import Facts, Missing, ResolvedRulebook, Scorer, assess, bounds
from stationkit.rules.checks import check_rulebook

sys.path.insert(0, str(Path(__file__).parent))

from ratios import facts, rulebook, side_by_side


def with_open(resolved: ResolvedRulebook, seed: int, share: int) -> Facts:
    """The facts of one station of which so many in a hundred are open."""
    whole = facts(resolved, seed)
    names = list(whole.answers)
    opened = {names[(seed * 7 + place * 3) % len(names)] for place in range(len(names) * share // 100)}
    return attrs.evolve(
        whole, answers={name: Missing(why="?") if name in opened else one for name, one in whole.answers.items()}
    )


def bounds_to_score(resolved: ResolvedRulebook, share: int) -> tuple[float, float]:
    """Bounds of an assessment against the compiled and against the explained score of the same facts."""
    some = [with_open(resolved, seed, share) for seed in range(100)]
    assessed, scorer = [assess(one, resolved) for one in some], Scorer(resolved)
    compiled = side_by_side(lambda: [bounds(one) for one in assessed], lambda: [scorer(one) for one in some])
    explained = side_by_side(lambda: [bounds(one) for one in assessed], lambda: [assess(one, resolved) for one in some])
    return round(compiled, 2), round(explained, 2)


def checking() -> float:
    """A full static check of a rulebook with sixty items, the best of three runs."""
    resolved = rulebook(60)
    times = []
    for _ in range(3):
        start = time.perf_counter()
        check_rulebook(resolved)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print every figure as JSON."""
    resolved = rulebook()
    figures: dict[str, object] = {}
    for share in (5, 10, 25, 50, 100):
        compiled, explained = bounds_to_score(resolved, share)
        figures[f"bounds : plain score, {share} % open (at most 5)"] = {"compiled": compiled, "explained": explained}
    start = time.perf_counter()
    _ = resolved.reach
    figures["seconds to link 50 items over sets, once"] = round(time.perf_counter() - start, 4)
    figures["seconds for a full check of 60 items (below 1)"] = round(checking(), 3)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
