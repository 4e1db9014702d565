"""Folding a journal of a million events into hazards, in one pass, in memory bounded by the open cases.

Run: uv run python tests/benchmarks/folding.py [events]
"""

import sys
import time
import tracemalloc
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from stationkit.procedures.folding import fold_journal
from stationkit.procedures.hazard import HAZARD
from stationkit.stations.events import Event
from stationkit.stations.hazards import HandlingMode, HazardLevel
from stationkit.stations.people import Role

EVENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
OPEN = 1000
START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("report", {"role": Role.REPORTER}),
    ("grade", {"role": Role.RECEPTIONIST, "level": HazardLevel.GENERAL, "mode": HandlingMode.TIMED}),
    ("notify", {"role": Role.SAFETY_DEPARTMENT, "rectifier": "bo", "unit": "u", "standard": "s", "measures": "m"}),
    ("rectify", {"role": Role.RESPONSIBLE_PERSON}),
    ("submit", {"role": Role.RESPONSIBLE_PERSON}),
    ("accept", {"role": Role.ACCEPTOR}),
    ("close", {"role": Role.ACCEPTOR}),
)
ACTORS = ("r", "desk", "safety", "bo", "bo", "chen", "chen")


def journal(events: int) -> Iterator[Event]:
    """Give events of many hazards, mixed, a thousand of them open at a time."""
    waiting: deque[tuple[int, int]] = deque()
    case = 0
    for number in range(events):
        if len(waiting) < OPEN:
            waiting.append((case, 0))
            case += 1
        which, step = waiting.popleft()
        kind, details = STEPS[step]
        at = START + number * MINUTE
        limit = {"limit": at + timedelta(days=9)} if kind == "notify" else {}
        yield Event(
            id=f"e-{number}",
            case=f"h-{which}",
            kind=kind,
            happened_at=at,
            actor=ACTORS[step],
            ground="g",
            document="d",
            **limit,
            **details,
        )
        if step < len(STEPS) - 1:
            waiting.append((which, step + 1))


def measured(events: int) -> tuple[float, float, int]:
    """Give seconds for making a journal alone, seconds for making and folding it, and the number of cases."""
    started = time.perf_counter()
    for _ in journal(events):
        pass
    alone = time.perf_counter() - started
    started = time.perf_counter()
    cases = sum(1 for _ in fold_journal(HAZARD, journal(events)))
    return alone, time.perf_counter() - started, cases


def peak(events: int) -> float:
    """Give the highest memory of a fold, in megabytes."""
    tracemalloc.start()
    for _ in fold_journal(HAZARD, journal(events)):
        pass
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return highest / 1e6


def main() -> None:
    """Print the rate and how the memory grows with the journal."""
    alone, folded, cases = measured(EVENTS)
    print(f"{EVENTS:,} events, {cases:,} cases, {OPEN:,} open at a time")
    print(f"{folded:.1f} s, {alone:.1f} s of them for the journal itself")
    print(f"{(folded - alone) / EVENTS * 1e6:.1f} us an event")
    short, long = peak(30_000), peak(120_000)
    print(f"highest memory {short:.1f} MB for 30,000 events, {long:.1f} MB for 120,000: {long / short:.2f} times")


if __name__ == "__main__":
    main()
