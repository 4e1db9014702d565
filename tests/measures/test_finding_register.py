"""A real register with real dirt: every row is accounted for, and what nobody recorded stays missing."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from stationkit.dossiers.reading import DossierReading, read_dossier
from stationkit.measures.gathering import gather_facts
from stationkit.periods import Period
from stationkit.procedures.hazard import HAZARD
from stationkit.procedures.recording import record
from stationkit.rules.documents import read_rulebook
from stationkit.rules.facts import Known, Missing
from stationkit.rules.layers import resolve
from stationkit.rules.model import Measure
from stationkit.scoring.engine import assess

ROWS = 14_901
IMMEDIATE_JEOPARDY = ("J", "K", "L")


def rows_of(path: Path) -> list[dict[str, str]]:
    """The findings as they were published."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, name: str, rows: list[dict[str, str]]) -> None:
    """Write one table of a dossier."""
    with (path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def findings(shared_data: Path) -> list[dict[str, str]]:
    """Every finding, in the order of the file."""
    return rows_of(shared_data / "inspection_findings.csv")


@pytest.fixture(scope="module")
def reading(findings: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> DossierReading:
    """The findings as a hazard register: a facility is a synthetic station, J to L are major, a correction closes."""
    folder = tmp_path_factory.mktemp("findings")
    (folder / "dossier.toml").write_text('schema_version = 1\nzone = "+00:00"\nkeeper = "test mapping"\n')
    facilities = sorted({row["facility"] for row in findings})
    station = {
        "kind": "wellbeing",
        "industry": "trade",
        "region": "140500",
        "employer": "synthetic",
        "opened_on": "2000-01-01",
    }
    write(folder, "stations", [{"id": one, **station, "title.zh": f"合成站 {one}"} for one in facilities])
    hazards, events = [], []
    for place, row in enumerate(findings):
        hazard = f"f-{place}"
        level = "major" if row["scope_severity"] in IMMEDIATE_JEOPARDY else "general"
        hazards.append(
            {
                "id": hazard,
                "station": row["facility"],
                "found_on": row["survey_date"],
                "level": level,
                "class_code": row["tag"],
            }
        )
        events.append(
            {
                "id": f"{hazard}-r",
                "case": hazard,
                "kind": "report",
                "happened_at": f"{row['survey_date']} 08:00",
                "actor": f"r-{place}",
            }
        )
        if row["correction_date"]:
            events.append(
                {
                    "id": f"{hazard}-c",
                    "case": hazard,
                    "kind": "close",
                    "happened_at": f"{row['correction_date']} 12:00",
                    "actor": "",
                }
            )
    write(folder, "hazards", hazards)
    write(folder, "hazard_events", events)
    days = [row["survey_date"] for row in findings] + [
        row["correction_date"] for row in findings if row["correction_date"]
    ]
    last = dt.date.fromisoformat(max(days)) + dt.timedelta(days=1)
    write(
        folder,
        "coverage",
        [{"station": one, "kind": "hazards", "from": "2000-01-01", "to": str(last)} for one in facilities],
    )
    return read_dossier(folder)


def test_every_row_of_the_register_is_accounted_for(reading: DossierReading) -> None:
    """Loaded and set aside are all 14,901, in the register as in the histories."""
    count = reading.counts["hazards.csv"]
    assert count.rows == ROWS
    assert count.loaded + count.set_aside == ROWS
    assert len(reading.dossier.hazards) == count.loaded
    assert {one.file for one in reading.set_aside} <= {"hazards.csv", "hazard_events.csv"}


def test_corrections_before_the_survey_are_kept(findings: list[dict[str, str]], reading: DossierReading) -> None:
    """Past non-compliance: closed before it was found is kept as such, not thrown away and not turned round."""
    early = {
        f"f-{place}"
        for place, row in enumerate(findings)
        if row["correction_date"] and row["correction_date"] < row["survey_date"]
    }
    events: dict[str, list[object]] = {}
    for event in reading.dossier.hazard_events:
        events.setdefault(event.case, []).append(event)
    late = {
        case
        for case, history in events.items()
        if "reported-late" in {one.code for one in record(HAZARD, case, history).findings}  # type: ignore[arg-type]
    }
    assert late == early
    assert len(early) > 0


def test_measures_count_what_is_known_and_leave_the_rest_missing(
    findings: list[dict[str, str]], reading: DossierReading
) -> None:
    """Counts by level add up to the register; shares on time are missing, because nobody recorded a limit."""
    facility = findings[0]["facility"]
    mine = [row for row in findings if row["facility"] == facility]
    first, last = min(row["survey_date"] for row in mine), max(row["survey_date"] for row in mine)
    period = Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last) + dt.timedelta(days=1))
    measures = [
        Measure(id="found", kind="count", recipe={"count": {"of": "hazards"}}),
        Measure(id="major", kind="count", recipe={"count": {"of": "hazards", "where": {"level": "major"}}}),
        Measure(id="on-time", kind="ratio", recipe={"ratio": {"of": "hazards", "where": {"closed": "on time"}}}),
        Measure(id="visits", kind="count", recipe={"count": {"of": "visits"}}),
    ]
    answers = gather_facts(reading.dossier, facility, period, measures=measures).answers
    assert answers["found"].value == len(mine)  # type: ignore[union-attr]
    expected = sum(1 for row in mine if row["scope_severity"] in IMMEDIATE_JEOPARDY)
    assert answers["major"].value == expected  # type: ignore[union-attr]
    assert isinstance(answers["on-time"], Missing)
    assert isinstance(answers["visits"], Missing)


def test_all_stations_together_find_as_many_hazards_as_the_register_has(reading: DossierReading) -> None:
    """Nothing is counted twice and nothing is dropped between the register and the measures."""
    period = Period(dt.date(2000, 1, 1), max(one.period.end for one in reading.dossier.coverage))
    found = Measure(id="found", kind="count", recipe={"count": {"of": "hazards"}})
    total = 0
    for station in reading.dossier.stations:
        answer = gather_facts(reading.dossier, station.id, period, measures=[found]).answers["found"]
        assert isinstance(answer, Known)
        total += int(str(answer.value))
    assert total == len(reading.dossier.hazards)


def test_a_rulebook_that_asks_for_sheets_awards_nothing_on_such_a_station(
    shared: Path, reading: DossierReading
) -> None:
    """What nobody answered is missing, the assessment is provisional, and no star follows."""
    resolved = resolve(read_rulebook(shared / "examples" / "mine2017-hazard.toml"))
    station = reading.dossier.stations[0].id
    facts = gather_facts(reading.dossier, station, Period.parse("2026H1"), measures=resolved.rulebook.measures)
    assessment = assess(facts, resolved)
    assert assessment.provisional
    assert assessment.qualifies is None
    assert {item.outcome for item in assessment.items} == {"missing"}
