"""How long the contracts of a plugin with fifty items take at the default profile. Run by hand; it only prints.

uv run python tests/benchmarks/contracts.py
"""

from time import perf_counter
from types import SimpleNamespace
from typing import Any

from stationkit import hookimpl, load_host, rulebook_document
from stationkit.testing.contracts.listing import CONTRACTS
from stationkit.testing.contracts.running import run_contracts
from stationkit.testing.subjects import Subject

ITEMS = 50


def tables() -> dict[str, Any]:
    """A rulebook of fifty items in five groups: causes, ladders, shares, and five stars."""
    measures: dict[str, Any] = {}
    items: dict[str, Any] = {}
    for place in range(ITEMS):
        name = f"m{place}"
        item: dict[str, Any] = {"title": name, "clause": str(place), "in": f"g{place % 5}", "full": 2}
        if place % 3 == 0:
            measures[name] = {"kind": "count", "title": name, "better": "lower"}
            item["deduct"] = [
                {"id": "each", "title": "each", "of": name, "count": "each", "points": "0.5"},
                {"id": "seen", "fault": "seen", "count": "each", "points": 1, "up_to": 2},
            ]
        elif place % 3 == 1:
            measures[name] = {"kind": "count", "title": name, "better": "higher"}
            steps = [{"when": ">= 12", "is": 2}, {"when": ">= 6", "is": 1}, {"otherwise": True, "is": 0}]
            item["ladder"] = {"of": name, "steps": steps}
        else:
            measures[name] = {"kind": "ratio", "title": name, "better": "higher", "when_empty": "not-applicable"}
            item |= {"share": name, "round": "half up to 2"}
        items[f"i{place}"] = item
    groups = {f"g{place}": {"title": "group", "clause": "g", "in": "total", "combine": "sum"} for place in range(5)}
    groups["total"] = {"title": "total", "clause": "t", "combine": "sum", "members_not_applicable": "rescale"}
    bands: list[dict[str, Any]] = [
        {"when": {"total": f">= {cut}"}, "is": star} for star, cut in ((5, 90), (4, 80), (3, 70), (2, 60))
    ]
    grade = {"title": "star", "clause": "s", "scale": "stars", "bands": [*bands, {"otherwise": True, "is": 1}]}
    head = {"rulebook": "bench/fifty", "version": "1", "title": "fifty items", "status": "illustrative"}
    scale = {"stars": {"best_first": [5, 4, 3, 2, 1]}}
    return head | {"measure": measures, "item": items, "group": groups, "scale": scale, "grade": {"star": grade}}


def main() -> None:
    """Time each contract."""

    @hookimpl
    def stationkit_rulebooks() -> Any:
        return [rulebook_document(tables())]

    plugin = SimpleNamespace(stationkit_rulebooks=stationkit_rulebooks)
    host = load_host([plugin])
    document = host.rulebooks["bench/fifty@1"]
    subject = Subject(host=host, document=document, resolved=host.resolve("bench/fifty"), plugins=(plugin,))
    started = perf_counter()
    for contract in CONTRACTS:
        before = perf_counter()
        (result,) = run_contracts(subject, only=[contract.name], expected_failures={})
        print(f"{contract.name:18} {result.outcome:8} {perf_counter() - before:6.1f} s")
    print(f"{'all of them':27} {perf_counter() - started:6.1f} s")


if __name__ == "__main__":
    main()
