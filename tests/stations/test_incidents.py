"""Incidents: who died counts, how many is never guessed, and grade and numbers do not contradict one another."""

from datetime import date, timedelta
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.dossiers.reading import DossierReading, read_dossier
from stationkit.errors import InvalidValueError
from stationkit.periods import Period
from stationkit.procedures.award_policy import ILLUSTRATIVE_POLICY
from stationkit.stations.dossier import Coverage, Dossier, RecordKind
from stationkit.stations.incidents import AccidentGrade, Incident, InjuryGrade
from stationkit.stations.marks import ACCIDENT_MARKS, MarkKind, StationRecord, accident_record
from stationkit.stations.stations import Station
from stationkit.testing.strategies import incidents, stations

ON = date(2026, 1, 4)
COVERED = Period(date(2019, 1, 1), date(2028, 1, 1))
GRADES = tuple(AccidentGrade)
STATION = {
    "kind": "pithead",
    "industry": "coal",
    "region": "140581",
    "employer": "e",
    "title.zh": "一号站",
    "opened_on": "2015-01-01",
}


def record_of(incident: Incident, station: Station) -> StationRecord:
    """What a dossier with this one incident knows, the station's records being complete."""
    station = attrs.evolve(station, id=incident.station, opened_on=COVERED.start)
    covered = Coverage(station=station.id, kind=RecordKind.INCIDENTS, since=COVERED.start, until=COVERED.end)
    dossier = Dossier(stations=(station,), coverage=(covered,), incidents=(incident,))
    return accident_record(dossier.of(station.id))


@given(incidents(), stations())
def test_a_fatal_accident_leaves_a_mark_or_an_unknown_day(incident: Incident, station: Station) -> None:
    """Whoever died is never forgotten: nobody may take the day for one without a fatal accident."""
    record = record_of(incident, station)
    day = Period(incident.on, incident.on + timedelta(days=1))
    unknown = {kind for kind in ACCIDENT_MARKS.values() if not record.knows(kind, day)}
    assert bool(record.marks) == (incident.grade is InjuryGrade.FATAL)
    assert bool(unknown) == (incident.grade is InjuryGrade.FATAL and incident.accident_grade is None)


@given(incidents(), st.integers(0, 40), st.integers(0, 120))
def test_what_is_not_said_could_only_raise_the_accident_grade(incident: Incident, deaths: int, injured: int) -> None:
    """The least grade holds whatever the numbers turn out to be; the grade is given only where they are settled."""
    more = {"deaths": deaths, "seriously_injured": injured}
    told = {name: number for name, number in more.items() if getattr(incident, name) is None}
    try:
        told_later = attrs.evolve(incident, **told)
    except InvalidValueError:
        return  # not what such a grade can come to
    assert GRADES.index(told_later.least_accident_grade) >= GRADES.index(incident.least_accident_grade)
    assert incident.accident_grade in (None, told_later.accident_grade)


@pytest.mark.parametrize(
    ("grade", "deaths", "injured"),
    [("fatal", 0, 0), ("serious", 1, 1), ("minor", 1, 0), ("none", 2, 0), ("serious", 0, 0), ("minor", 0, 1)],
)
def test_a_grade_and_numbers_that_contradict_one_another_are_refused(grade: str, deaths: int, injured: int) -> None:
    """One of the two is wrong, and nobody here knows which."""
    with pytest.raises(InvalidValueError, match=grade):
        Incident(id="i", station="s", on=ON, grade=InjuryGrade(grade), deaths=deaths, seriously_injured=injured)


def read(folder: Path, row: str) -> DossierReading:
    """Read a folder whose only incident is this row."""
    (folder / "dossier.toml").write_text('schema_version = 1\nzone = "+08:00"\nkeeper = "k"\n', encoding="utf-8")
    tables = {
        "stations": f"id,{','.join(STATION)}\ns-1,{','.join(STATION.values())}\n",
        "coverage": "station,kind,from,to\ns-1,incidents,2020-01-01,2027-01-01\n",
        "incidents": f"id,station,on,grade,deaths,seriously_injured\n{row}\n",
    }
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_dossier(folder)


@pytest.mark.parametrize("row", ["i,s-1,2026-01-04,fatal,,", "i,s-1,2026-01-04,fatal,,0", "i,s-1,2026-01-04,fatal,2,"])
def test_an_empty_cell_beside_a_fatal_accident_bars_five_stars(tmp_path: Path, row: str) -> None:
    """That somebody died bars them for a year, and how grave it was is not known for the years after."""
    record = accident_record(read(tmp_path, row).dossier.of("s-1"))
    assert {one.kind for one in record.marks} == {MarkKind.FATAL_GENERAL}
    barred = [look.mark for look, _ in ILLUSTRATIVE_POLICY.barring("5", record, ON + timedelta(days=77))]
    open_ = {look.mark for look in ILLUSTRATIVE_POLICY.unknown("5", record, ON + timedelta(days=500))}
    assert barred == [MarkKind.FATAL_GENERAL]
    assert {MarkKind.FATAL_LARGER, MarkKind.FATAL_SPECIAL} <= open_


def test_a_row_that_contradicts_itself_is_set_aside_and_leaves_its_day_unknown(tmp_path: Path) -> None:
    """With the remedy, and with a gap where it would have counted."""
    reading = read(tmp_path, "i,s-1,2026-01-04,fatal,0,0")
    (problem,) = reading.problems
    record = accident_record(reading.dossier.of("s-1"))
    assert "empty where not known" in problem.expected.en
    assert not record.knows(MarkKind.FATAL_GENERAL, Period(ON, ON + timedelta(days=1)))
