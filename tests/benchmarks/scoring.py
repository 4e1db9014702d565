"""Fifty criteria, one record at a time: this library against others, as ratios of processor time in one run.

Run: uv pip install zen-engine rule-engine business-rules json-logic-qubit
     uv run --no-sync python tests/benchmarks/scoring.py

Every contender is first checked against a loop written by hand. Facts are made beforehand, as a row is for the others.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from criteria import criteria, rows, tables
from peers import interpreted, peers

from stationkit import Facts, Known, Ratio, Scorer, assess, resolve, rulebook_document
from stationkit.rules.lowering import NotLoweredError

STATIONS = 300
ROUNDS = 9
RULES = criteria()


def facts(row: dict[str, Any]) -> Facts:
    """Give a row as facts; what it says nothing about is left out."""
    answers = {}
    for rule in RULES:
        place = rule.place
        if rule.kind == "deduct":
            value: Any = row[f"n{place}"]
        elif rule.kind == "flag":
            value = None if row[f"f{place}"] is None else bool(row[f"f{place}"])
        else:
            value = None if row[f"num{place}"] is None else Ratio(row[f"num{place}"], row[f"den{place}"])
        if value is not None:
            answers[f"m{place}"] = Known(value=value)
    return Facts(subject="s", answers=answers)


def contenders(some: list[dict[str, Any]]) -> dict[str, Callable[[], object]]:
    """Give everything that is measured, each over all rows."""
    resolved = resolve(rulebook_document(tables()))
    known = [facts(row) for row in some]
    scorer, exact = Scorer(resolved), Scorer(resolved, lowered=False)
    if scorer.why_not_lowered:
        raise NotLoweredError("", scorer.why_not_lowered.zh, scorer.why_not_lowered.en)
    expected = [interpreted(row) for row in some]
    _agree("compiled", [_pair(scorer(one)) for one in known], expected)
    _agree("exact fractions", [_pair(exact(one)) for one in known], expected)
    found: dict[str, Callable[[], object]] = {
        "compiled, whole units": lambda: [scorer(one) for one in known],
        "a loop by hand that interprets the criteria": lambda: [interpreted(row) for row in some],
        "compiled, facts kept to explain later": lambda: [(one, scorer(one)) for one in known],
        "compiled, exact fractions": lambda: [exact(one) for one in known],
        "explained, with its ledger": lambda: [assess(one, resolved).ledger.lines for one in known],
    }
    for name, score in peers():
        _agree(name, [score(row) for row in some], expected)
        found[name] = lambda score=score: [score(row) for row in some]  # type: ignore[misc]  # bound now
    return found


def _pair(scores: Any) -> tuple[int, int]:
    return int(scores.score * 100), scores.star


def _agree(name: str, given: list[tuple[int, int]], expected: list[tuple[int, int]]) -> None:
    wrong = sum(one != other for one, other in zip(given, expected, strict=True))
    if wrong:
        raise SystemExit(f"{name}: {wrong} of {len(expected)} differ from the loop by hand")


def measured(found: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    """Time every contender in turns, round by round."""
    times: dict[str, list[float]] = {name: [] for name in found}
    for _ in range(ROUNDS):
        for name, run in found.items():
            begun = time.process_time()
            run()
            times[name].append(time.process_time() - begun)
    return times


def main() -> None:
    """Print microseconds for a station and the ratio to the compiled rulebook, the median of ratios within a round."""
    times = measured(contenders(rows(STATIONS)))
    base = times["compiled, whole units"]
    for name, own in times.items():
        ratio = statistics.median(one / other for one, other in zip(own, base, strict=True))
        print(f"{statistics.median(own) / STATIONS * 1e6:9.1f} us  {ratio:7.2f}x  {name}")


if __name__ == "__main__":
    main()
