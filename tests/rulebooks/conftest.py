"""The example rulebooks: those of the project, and, where they are at hand, those that they were re-expressed from."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from stationkit.rules.documents import read_rulebook
from stationkit.rules.facts import Facts, Known, NotApplicable
from stationkit.rules.layers import ResolvedRulebook, resolve
from stationkit.scoring.engine import Assessment, assess

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "rulebooks"
_BESIDE = Path(os.environ.get("STATIONKIT_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "examples"

Load = Callable[[str], ResolvedRulebook]


@pytest.fixture(scope="session", params=["ours", "shared"])
def load(request: pytest.FixtureRequest) -> Load:
    """Load an example by its name, from the project or from the shared folder; the latter may not be there."""
    folder = EXAMPLES if request.param == "ours" else _BESIDE
    if not folder.is_dir():
        pytest.skip(f"no example rulebooks at {folder}; set STATIONKIT_SHARED to the folder that holds them")
    known: dict[str, ResolvedRulebook] = {}

    def loaded(name: str) -> ResolvedRulebook:
        if name not in known:
            known[name] = resolve(read_rulebook(folder / f"{name}.toml"))
        return known[name]

    return loaded


def scored(resolved: ResolvedRulebook, answers: Mapping[str, Any], **lists: Any) -> Assessment:
    """Score plain answers: nothing is missing, `n/a` does not apply; sheets that are not named were inspected."""
    given: dict[str, Any] = {name: True for name in resolved.expected[""] if name.endswith(".inspected")} | dict(
        answers
    )
    known = {
        name: NotApplicable(ground="none") if value == "n/a" else Known(value=value)
        for name, value in given.items()
        if value is not None
    }
    inner = {name: {key: Facts.known(key, values) for key, values in keys.items()} for name, keys in lists.items()}
    assessment = assess(Facts(subject="s", answers=known, lists=inner), resolved)
    assessment.ledger.replay()
    return assessment


@pytest.fixture(scope="session")
def score() -> Callable[..., Assessment]:
    """Score plain answers."""
    return scored
