"""The weeks of the lawyers' rota, as they come out of a dossier."""

from pathlib import Path

import pytest
import stationkit_riders

from stationkit import Period, assess_station, load_host, read_dossier

FOLDER = Path(stationkit_riders.__file__).parent / "cases" / "taiyuan"
PERIODS = (
    ("2026H1", (23, 25, 2)),
    ("2026-02-19..2026-03-04", (0, 2, 2)),
    ("2026-01-01..2026-01-07", (1, 1, 0)),
)


@pytest.mark.parametrize(("period", "weeks"), PERIODS)
def test_weeks_due_and_longest_gap(period, weeks):
    dossier = read_dossier(FOLDER).dossier
    facts = assess_station(dossier, "tx1", Period.parse(period), load_host()).assessment.facts
    assert tuple(facts.answers[name].value for name in ("rota-weeks", "rota-due", "rota-gap")) == weeks
