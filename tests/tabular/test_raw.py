"""Raw tables: encodings, headers, rows that cannot be split, and the numbers under which people find them."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.errors import Problem
from stationkit.tabular.encodings import decode_text
from stationkit.tabular.raw import MAX_CELL, RawTable, read_table

CHINESE = "id,place\nh-1,三采区皮带巷\n"


def _read(folder: Path, name: str, content: bytes | str) -> RawTable | Problem:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_reads_the_same_in_every_encoding_that_offices_use(tmp_path: Path, encoding: str) -> None:
    table = _read(tmp_path, "hazards.csv", CHINESE.encode(encoding))

    assert isinstance(table, RawTable)
    assert table.rows[0].cells == {"id": "h-1", "place": "三采区皮带巷"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04rest of a workbook", "workbook"),
        (CHINESE.encode("utf-16"), "UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff", "not text"),
        (b"id,place\nh-1,\xff\xff\xff\n", "not text"),
    ],
)
def test_what_is_no_text_is_one_clear_problem(tmp_path: Path, content: bytes, said: str) -> None:
    problem = _read(tmp_path, "hazards.csv", content)

    assert isinstance(problem, Problem)
    assert said in problem.what.en
    assert "UTF-8" in problem.expected.zh


def test_a_file_that_cannot_be_opened_is_a_problem_with_its_name(tmp_path: Path) -> None:
    problem = read_table(tmp_path / "absent.csv")

    assert isinstance(problem, Problem)
    assert problem.where == "absent.csv"


def test_rows_bear_the_number_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    table = _read(tmp_path, "a.csv", 'id,note\n1,"two\nlines"\n,\n3,x\n')

    assert isinstance(table, RawTable)
    assert [row.number for row in table.rows] == [2, 4]


def test_a_row_with_too_few_or_too_many_cells_keeps_all_of_them(tmp_path: Path) -> None:
    table = _read(tmp_path, "a.csv", "id,note\n1\n2,x,surplus\n3,x,,\n")

    assert isinstance(table, RawTable)
    assert [bool(row.problems) for row in table.rows] == [True, True, False]
    assert table.rows[1].cells == {"id": "2", "note": "x", "+1": "surplus"}


@pytest.mark.parametrize(("text", "where"), [("", "a.csv:1"), ("id,id\n1,2\n", "a.csv:1"), ('id\n"open\n', "a.csv:2")])
def test_a_header_or_a_quote_that_makes_no_sense_is_said_with_its_line(tmp_path: Path, text: str, where: str) -> None:
    problem = _read(tmp_path, "a.csv", text)

    assert isinstance(problem, Problem)
    assert problem.where == where


def test_a_cell_without_end_does_not_swallow_the_file(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    problem = _read(tmp_path, "a.csv", "id\n" + "x" * (MAX_CELL + 1) + "\n")

    assert isinstance(problem, Problem)
    assert str(MAX_CELL) in problem.expected.en
    assert csv.field_size_limit() == before


@pytest.mark.parametrize("line", ["[1]", "{", '{"a": 1.5}', '{"a": NaN}', '{"a": 1, "a": 2}', "1", '"text"'])
def test_a_line_that_is_no_plain_object_is_kept_with_its_problem(tmp_path: Path, line: str) -> None:
    table = _read(tmp_path, "a.jsonl", f'{{"id": "1"}}\n{line}\n')

    assert isinstance(table, RawTable)
    assert [bool(row.problems) for row in table.rows] == [False, True]
    assert table.rows[1].cells == {"line": line}
    assert table.rows[1].problems[0].where == "a.jsonl:2"


_CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))).filter(lambda text: text.strip())


@given(st.lists(st.lists(_CELLS, min_size=2, max_size=2), max_size=5))
def test_every_cell_of_a_csv_file_arrives_as_it_was_written(rows: list[list[str]]) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([["a", "b"], *rows])
    text = decode_text(buffer.getvalue().encode("utf-8-sig"), "a.csv")

    assert isinstance(text, str)
    assert list(csv.reader(io.StringIO(text, newline="")))[1:] == rows


@given(st.binary())
def test_any_bytes_are_text_or_one_problem_and_never_a_crash(data: bytes) -> None:
    assert isinstance(decode_text(data, "a.csv"), str | Problem)


@given(st.text())
def test_any_line_of_json_is_a_row_or_a_row_with_a_problem(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "a.jsonl"
    path.write_text(json.dumps({"text": text}) + "\n", "utf-8")
    table = read_table(path)

    assert isinstance(table, RawTable)
    assert table.rows[0].cells == {"text": text}
