"""Bad tables: every problem at once, with row and column and what would have been right; nothing guessed."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from stationkit.errors import InvalidFactsError
from stationkit.numbers import Ratio
from stationkit.rules.documents import rulebook_document
from stationkit.rules.facts import Known, NotApplicable
from stationkit.rules.layers import ResolvedRulebook, resolve
from stationkit.scoring.engine import assess
from stationkit.tables.comparing import compare, parse_expectation
from stationkit.tables.reading import FactsReading, read_facts


def rulebook(**more: Any) -> ResolvedRulebook:
    """A small rulebook with one measure of each kind and one sheet."""
    kinds = {"visits": "count", "hours": "decimal", "rate": "ratio", "whistle": "flag"}
    measures: dict[str, Any] = {name: {"kind": kind, "title": {"en": name}} for name, kind in kinds.items()}
    measures["word"] = {"kind": "choice", "title": {"en": "word"}, "one_of": ["good", "bad"]}
    item = {
        "title": {"en": "sheet"},
        "full": 10,
        "deduct": [{"id": "dust", "fault": "dust", "count": "each", "points": 1}],
    }
    head = {"rulebook": "test/table", "version": "1", "title": {"en": "t"}, "status": "illustrative"}
    return resolve(rulebook_document({**head, "measure": measures, "item": {"sheet": item}, **more}))


def read(folder: Path, text: str, resolved: ResolvedRulebook | None = None, **options: Any) -> FactsReading:
    """Read a table from its text."""
    path = folder / "facts.csv"
    path.write_text(text, encoding="utf-8")
    return read_facts(path, resolved or rulebook(), **options)


def test_every_kind_of_cell_is_read_exactly(tmp_path: Path) -> None:
    """Counts, decimals, ratios with their two integers, flags in both languages, words, faults and `n/a`."""
    reading = read(
        tmp_path,
        "id,visits,hours,rate,whistle,word,sheet.inspected,sheet.dust\na,3,2.50,9/10,是,good,true,2\nb,,1/3,0/0,n/a,,false,\n",
    )
    first, second = (row.facts.answers for row in reading.rows)
    assert first["hours"] == Known(value=Fraction(5, 2), source="table")
    assert first["rate"] == Known(value=Ratio(9, 10), source="table")
    assert (first["whistle"], first["sheet.dust"]) == (
        Known(value=True, source="table"),
        Known(value=2, source="table"),
    )
    assert "visits" not in second
    assert second["rate"] == Known(value=Ratio(0, 0), source="table")
    assert isinstance(second["whistle"], NotApplicable)


def test_all_problems_come_at_once_and_good_rows_are_read(tmp_path: Path) -> None:
    """Two bad rows, one id twice, one good row: four rows in, one read and three set aside."""
    reading = read(tmp_path, "id,visits,whistle,word\na,2.5,maybe,goood\n,1,true,good\nb,1,true,good\nb,2,true,good\n")
    assert [row.facts.subject for row in reading.rows] == ["b"]
    assert reading.set_aside == 3
    places = [problem.where for problem in reading.problems]
    assert places == [
        "facts.csv:2:visits",
        "facts.csv:2:whistle",
        "facts.csv:2:word",
        "facts.csv:3:id",
        "facts.csv:5:id",
    ]


def test_a_column_that_nothing_reads_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    """A mistyped column would leave its measure missing in every row without a word."""
    with pytest.raises(InvalidFactsError) as caught:
        read(tmp_path, "id,vistis\na,1\n")
    assert "visits" in str(caught.value)
    assert read(tmp_path, "id,vistis\na,1\n", ignore=["vistis"]).absent[:1] == ("visits",)


def test_a_table_without_an_id_column_or_without_rows_is_refused(tmp_path: Path) -> None:
    """What is not a table of subjects is one clear problem."""
    for text in ("visits\n1\n", "id,visits\n"):
        with pytest.raises(InvalidFactsError):
            read(tmp_path, text)


def test_columns_are_mapped_and_values_win_over_missing(tmp_path: Path) -> None:
    """An empty cell that the rulebook names is a value, not a gap."""
    form = {
        "id": "no",
        "missing": ["", "."],
        "columns": {"whistle": {"column": "F", "values": {"SFF": True, "": False}}},
    }
    reading = read(tmp_path, "no,F,visits\na,SFF,.\nb,,3\n", rulebook(csv=form))
    assert [row.facts.answers["whistle"] for row in reading.rows] == [
        Known(value=True, source="table"),
        Known(value=False, source="table"),
    ]
    assert "visits" not in reading.rows[0].facts.answers


def test_lists_come_in_long_form(tmp_path: Path) -> None:
    """One sub-subject a row; a row for an unknown subject, list or key twice is a problem."""
    resolved = rulebook(
        list={"faces": {"title": {"en": "faces"}}},
        measure={"dust": {"kind": "decimal", "list": "faces", "title": {"en": "dust"}}},
        group={
            "mean-dust": {"title": {"en": "mean dust"}, "full": 10, "for_each": "faces", "across": "mean", "is": "dust"}
        },
    )
    lists = tmp_path / "lists.csv"
    lists.write_text("id,list,key,dust\na,faces,1,4\na,faces,2,6\na,faces,2,6\na,fcaes,1,1\nz,faces,1,1\n")
    reading = read(tmp_path, "id\na\n", resolved, lists=lists)
    assert assess(reading.rows[0].facts, resolved).value("mean-dust") == 5
    assert [problem.where for problem in reading.problems] == ["lists.csv:4:key", "lists.csv:5:list", "lists.csv"]


def test_jsonl_reads_as_csv_does(tmp_path: Path) -> None:
    """The same facts from JSONL; a float is refused, a decimal is text."""
    path = tmp_path / "facts.jsonl"
    path.write_text('{"id": "a", "visits": 3, "hours": "2.5", "whistle": true}\n{"id": "b", "hours": 2.5}\n')
    reading = read_facts(path, rulebook())
    assert reading.rows[0].facts.answers["hours"] == Known(value=Fraction(5, 2), source="table")
    assert reading.set_aside == 1


@pytest.mark.parametrize(("printed", "equal"), [("8", 1), ("8.0", 1), ("7.96", 0), ("8.04", 0), ("", 0), ("800%", 1)])
def test_comparing_is_equal_at_the_printed_precision(tmp_path: Path, printed: str, equal: int) -> None:
    """As many places as are printed are compared, no more and no fewer."""
    resolved = rulebook()
    reading = read(tmp_path, f"id,sheet.inspected,sheet.dust,x\na,true,2,{printed}\n", resolved, ignore=["x"])
    pairs = [(row, assess(row.facts, resolved)) for row in reading.rows]
    found = compare(parse_expectation("sheet=x", resolved, ["x"]), pairs, ("",))
    assert found.equal == equal
    assert found.equal + len(found.mismatches) + found.not_printed + found.without_value == 1
