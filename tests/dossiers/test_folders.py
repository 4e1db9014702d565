"""Dossier folders: what is written is what is read, bad rows are set aside, and nothing is lost."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stationkit.dossiers.cells import plain_moment
from stationkit.dossiers.reading import read_dossier
from stationkit.dossiers.writing import write_dossier, write_set_aside
from stationkit.errors import InvalidDossierError, InvalidValueError
from stationkit.stations.dossier import RecordKind
from stationkit.stations.zones import parse_zone
from stationkit.testing.dossiers import dossiers

HEAD = 'schema_version = 1\nzone = "+08:00"\nkeeper = "test"\n'
STATIONS = "id,kind,industry,region,employer,title.zh,opened_on\ns-1,pithead,coal,140500,e-1,一号站,2020-01-01\n"


def folder_of(place: Path, **tables: str) -> Path:
    """Make a dossier folder from the text of its CSV tables."""
    (place / "dossier.toml").write_text(HEAD)
    for name, text in {"stations": STATIONS, **tables}.items():
        (place / f"{name}.csv").write_text(text, encoding="utf-8")
    return place


@given(dossiers())
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_a_written_dossier_reads_the_same(tmp_path: Path, dossier: object) -> None:
    """Every value of every table, the zone and the keeper come back; nothing is set aside."""
    place = tmp_path / "d"
    for old in place.glob("*"):
        old.unlink()
    write_dossier(dossier, place)  # type: ignore[arg-type]  # a dossier
    reading = read_dossier(place)
    assert reading.problems == ()
    assert reading.dossier == dossier


def test_bad_rows_are_set_aside_with_row_field_and_remedy(tmp_path: Path) -> None:
    """Three bad hazards of five: two load, three are kept as they stood, and the counts add up."""
    hazards = (
        "id,station,found_on,level\n"
        "h-1,s-1,2026-03-01,general\n"
        "h-2,s-1,2026/3/2,一般事故隐患\n"
        "h-3,s-1,March,general\n"
        "h-4,s-9,2026-03-01,majr\n"
        "h-1,s-1,2026-03-05,general\n"
    )
    reading = read_dossier(folder_of(tmp_path, hazards=hazards))
    assert [hazard.id for hazard in reading.dossier.hazards] == ["h-1", "h-2"]
    count = reading.counts["hazards.csv"]
    assert (count.rows, count.loaded, count.set_aside) == (5, 2, 3)
    places = [problem.where for problem in reading.problems]
    assert places == ["hazards.csv:4:found_on", "hazards.csv:5:level", "hazards.csv:6:id"]
    write_set_aside(reading.set_aside, tmp_path / "hazards-set-aside.jsonl")
    kept = [json.loads(line) for line in (tmp_path / "hazards-set-aside.jsonl").read_text().splitlines()]
    assert [one["cells"]["id"] for one in kept] == ["h-3", "h-4", "h-1"]


def test_a_station_without_a_name_is_told_by_the_columns_that_there_are(tmp_path: Path) -> None:
    """Nobody finds a column `title`; either of the two is enough."""
    reading = read_dossier(folder_of(tmp_path, stations=STATIONS.replace("一号站", "")))
    (problem,) = reading.problems
    assert problem.where == "stations.csv:2:title.zh"
    assert problem.what.en == "title.zh or title.en is missing"
    english = STATIONS.replace("title.zh", "title.en").replace("一号站", "no. 1")
    assert read_dossier(folder_of(tmp_path, stations=english)).problems == ()


@given(dossiers(), st.data())
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_a_row_that_says_the_very_same_again_changes_nothing(
    tmp_path: Path, dossier: object, data: st.DataObject
) -> None:
    """Whatever row of whatever table is repeated: the dossier is the same, without a gap, and the row is told."""
    place = tmp_path / "d"
    for old in place.glob("*"):
        old.unlink()
    write_dossier(dossier, place)  # type: ignore[arg-type]  # a dossier
    path = data.draw(st.sampled_from(sorted(one for one in place.glob("*.csv") if one.stem != "coverage")))
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    again = data.draw(st.integers(2, len(lines)))
    path.write_text("\n".join([*lines, lines[again - 1]]), encoding="utf-8")
    reading = read_dossier(place)
    count = reading.counts[path.name]
    assert reading.dossier == dossier
    assert reading.problems == ()
    assert [(one.file, one.row, one.same_as) for one in reading.repeated] == [(path.name, len(lines) + 1, again)]
    assert (count.rows, count.loaded, count.set_aside, count.repeated) == (len(lines), len(lines) - 1, 0, 1)


def test_one_id_with_other_content_stays_an_error_beside_its_repetition(tmp_path: Path) -> None:
    """The first row stands, the one that says otherwise is set aside with a gap, and all rows are accounted for."""
    rows = ("none", "minor", "none")
    incidents = "id,station,on,grade\n" + "".join(f"i-1,s-1,2026-03-01,{grade}\n" for grade in rows)
    reading = read_dossier(folder_of(tmp_path, incidents=incidents))
    count = reading.counts["incidents.csv"]
    assert (count.rows, count.loaded, count.set_aside, count.repeated) == (3, 1, 1, 1)
    assert [problem.where for problem in reading.problems] == ["incidents.csv:3:id"]
    assert [(one.row, one.same_as) for one in reading.repeated] == [(4, 2)]
    assert len(reading.dossier.gaps) == 1


def test_a_row_that_was_set_aside_is_a_gap_in_what_is_covered(tmp_path: Path) -> None:
    """No row is not zero: what could not be read may be what a count is about."""
    incidents = "id,station,on,grade\ni-1,s-1,2026-03-01,deadly\n"
    reading = read_dossier(folder_of(tmp_path, incidents=incidents))
    (gap,) = reading.dossier.gaps
    assert (gap.kind, gap.station, str(gap.period)) == (RecordKind.INCIDENTS, "s-1", "2026-03-01..2026-03-01")


def test_events_of_a_hazard_that_was_set_aside_go_with_it(tmp_path: Path) -> None:
    """An event without its hazard is set aside too, never left hanging."""
    reading = read_dossier(
        folder_of(
            tmp_path,
            hazards="id,station,found_on\nh-1,s-9,2026-03-01\n",
            hazard_events="id,case,kind,happened_at\ne-1,h-1,report,2026-03-01 08:00\n",
        )
    )
    assert reading.dossier.hazard_events == ()
    assert reading.counts["hazard_events.csv"].set_aside == 1


@pytest.mark.parametrize("year", ["0026", "1899", "2301", "9999"])
def test_a_day_in_no_year_that_anybody_means_sets_its_row_aside(tmp_path: Path, year: str) -> None:
    """A mistyped year would hide a record from every period: row, field and remedy are told, and any day may be its."""
    incidents = f"id,station,on,grade\ni-1,s-1,{year}-03-01,fatal\n"
    events = f"id,case,kind,happened_at,limit\ne-1,h-1,notify,2026-03-01 08:00,{year}-12-31 23:59\n"
    hazards = "id,station,found_on\nh-1,s-1,2026-03-01\n"
    reading = read_dossier(folder_of(tmp_path, incidents=incidents, hazards=hazards, hazard_events=events))
    assert [one.where for one in reading.problems] == ["hazard_events.csv:2:limit", "incidents.csv:2:on"]
    assert all("1900" in one.text("en") and "2300" in one.text("zh") for one in reading.problems)
    assert {(gap.kind, gap.period) for gap in reading.dossier.gaps} == {
        (RecordKind.HAZARDS, None),
        (RecordKind.INCIDENTS, None),
    }


@pytest.mark.parametrize("actor", ["m-1", "r-1"])
def test_a_reporter_is_never_named(tmp_path: Path, actor: str) -> None:
    """Neither the id of a member nor one alias in two cases is let in as the actor of a report."""
    rows = [f"e-{hour},h-{hour},report,2026-03-01 0{hour}:00,{actor}\n" for hour in (1, 2)]
    events = "id,case,kind,happened_at,actor\n" + "".join(rows)
    reading = read_dossier(
        folder_of(
            tmp_path,
            members="id,station,roles\nm-1,s-1,supervisor\n",
            hazards="id,station,found_on\nh-1,s-1,2026-03-01\nh-2,s-1,2026-03-01\n",
            hazard_events=events,
        )
    )
    assert reading.dossier.hazard_events == ()
    assert len(reading.dossier.hazards) == 2


def test_a_bad_line_of_a_sheet_silences_its_whole_item(tmp_path: Path) -> None:
    """Without the fault that could not be read, the item would look better than it was found."""
    sheets = (
        "station,period,rulebook,item,cause,faults,ground,inspected\n"
        "s-1,2026H1,x/y,dust,,,,true\n"
        "s-1,2026H1,x/y,dust,pile,two,seen,\n"
        "s-1,2026H1,x/y,noise,,,,true\n"
    )
    reading = read_dossier(folder_of(tmp_path, sheets=sheets))
    assert [row.item for row in reading.dossier.sheets] == ["noise"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "dossier.toml"),
        ({"dossier.toml": HEAD.encode()}, "stations"),
        ({"dossier.toml": b"\xff\xfe\x00"}, "UTF-16"),
        ({"dossier.toml": HEAD.encode(), "stations.csv": b"PK\x03\x04"}, "workbook"),
        ({"dossier.toml": HEAD.replace("1", "9").encode(), "stations.csv": STATIONS.encode()}, "schema_version"),
        ({"dossier.toml": HEAD.encode(), "stations.csv": STATIONS.encode(), "hazard.csv": b"id\n"}, "hazards"),
        ({"dossier.toml": HEAD.encode(), "stations.csv": STATIONS.replace("region", "regoin").encode()}, "region"),
    ],
)
def test_a_folder_that_is_no_dossier_is_one_clear_error(tmp_path: Path, files: dict[str, bytes], said: str) -> None:
    """The error names the place and what would have been right."""
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InvalidDossierError) as caught:
        read_dossier(tmp_path)
    assert said in caught.value.text("en")


def test_a_folder_that_does_not_exist_is_one_clear_error(tmp_path: Path) -> None:
    """No traceback of the file system."""
    with pytest.raises(InvalidDossierError):
        read_dossier(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-03-09T24:00", "2026-03-10T00:00:00+08:00"),
        ("2026/3/31 24:00", "2026-04-01T00:00:00+08:00"),
        ("2026-12-31T24:00+08:00", "2027-01-01T00:00:00+08:00"),
    ],
)
def test_the_end_of_a_day_is_the_beginning_of_the_next(written: str, read: str) -> None:
    """As notices write it: by the 9th, 24:00."""
    assert plain_moment(written, parse_zone("+08:00")) == read


@pytest.mark.parametrize("written", ["2026-03-09T24:01", "2026-03-09T25:00", "2026-03-09T24:00:01", "2026-03-09"])
def test_no_other_time_past_the_day_is_a_time(written: str) -> None:
    """A day alone is none either: the message says what would have been right."""
    with pytest.raises(InvalidValueError, match="24:00"):
        plain_moment(written, parse_zone("+08:00"))
