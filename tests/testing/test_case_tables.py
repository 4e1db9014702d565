"""Cases as rows that an office worker fills in: CSV and the sheet 用例, with what spreadsheets do to them."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from stationkit import load_host
from stationkit.errors import InvalidCasesError
from stationkit.testing.cases.collecting import collect_cases, read_cases
from stationkit.testing.cases.model import Case, FactsGiven
from stationkit.testing.cases.running import run_case

HOST = load_host(["stationkit_shanxi", "stationkit_jincheng"])
JINCHENG = "cn.shanxi.jincheng/pithead-star"
HEADER = ("用例", "规则", "已检查", "期末逾期未改隐患数", "own-acceptance", "期望:closed-loop")
GOOD = ("overdue", JINCHENG, "全部", 1, 0, 8)


def workbook(path: Path, *rows: Sequence[Any], sheet: str = "用例") -> Path:
    """A workbook with one sheet."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    book.save(path)
    return path


def read(path: Path) -> tuple[Case, ...]:
    """The cases of a file."""
    return read_cases(path, HOST)


def problems(path: Path) -> list[str]:
    """What is wrong with a file, in English."""
    with pytest.raises(InvalidCasesError) as caught:
        read(path)
    return [one.text("en") for one in caught.value.problems]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Where a workbook goes."""
    return tmp_path / "cases.xlsx"


def test_a_row_is_a_case_and_says_sheet_and_row_when_it_fails(book: Path) -> None:
    """The third row of the sheet is the second case."""
    first, second = read(workbook(book, HEADER, GOOD, ("worse", JINCHENG, "全部", 2, 0, 8)))
    assert run_case(first, HOST).passed
    failed = run_case(second, HOST)
    assert failed.text("zh").startswith("cases.xlsx!用例!3 worse")
    assert "期望 8，得到 6" in failed.text("zh")


def test_the_same_rows_as_csv_are_the_same_cases(tmp_path: Path, book: Path) -> None:
    """One form, two files."""
    path = tmp_path / "cases.csv"
    path.write_text("\ufeff" + "\n".join(",".join(map(str, row)) for row in (HEADER, GOOD)), encoding="utf-8")
    (from_csv,), (from_book,) = read(path), read(workbook(book, HEADER, GOOD))
    assert from_csv.given == from_book.given
    assert from_csv.expect == from_book.expect
    assert from_csv.where == "cases.csv:2"


def test_a_row_with_a_star_is_shared_by_all_others(book: Path) -> None:
    """The rulebook and what was inspected are written once."""
    header = ("用例", "规则", "已检查", "own-acceptance", "overdue-hazards", "期望:closed-loop", "备注")
    (case,) = read(
        workbook(book, header, ("*", JINCHENG, "全部", 0, None, None, "说明"), ("a", None, None, None, 1, 8, "x"))
    )
    assert run_case(case, HOST).passed


def test_every_expectation_has_its_column(book: Path) -> None:
    """Score, interval, points lost, star, award, provisional, lines of the account, a node, an absence."""
    header = (
        "用例",
        "规则",
        "overdue-hazards",
        "own-acceptance",
        "期望得分",
        "期望星级",
        "期望可授星级",
        "期望暂定",
        "期望账目",
        "期望:training",
        "依据条款",
    )
    row = (
        "a",
        JINCHENG,
        1,
        0,
        "缺失",
        "缺失",
        "不授星",
        "是",
        "closed-loop.open-overdue=-2",
        "缺失",
        "第十二条第三款；第三条",
    )
    (case,) = read(workbook(book, header, row))
    found = run_case(case, HOST)
    assert found.passed, found.text("zh")
    assert case.clauses == ("第十二条第三款", "第三条")


def test_what_a_cell_says_is_read_by_the_kind_of_its_fact(book: Path) -> None:
    """Yes and no, nine of ten, not applicable on a ground, missing, nothing."""
    header = ("用例", "规则", "off-post", "on-time-rate", "closure-rate", "meetings", "briefings", "期望暂定")
    (case,) = read(workbook(book, header, ("a", JINCHENG, "否", "9/10", 0.925, "不适用：没有例会", "缺失", "是")))
    assert isinstance(case.given, FactsGiven)
    answers = case.given.facts.answers
    assert answers["off-post"].value is False  # type: ignore[union-attr]
    assert str(answers["on-time-rate"].value) == "9/10"  # type: ignore[union-attr]
    assert answers["closure-rate"].value == Fraction(37, 40)  # type: ignore[union-attr]
    assert answers["meetings"].ground == "没有例会"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (2**53, "formatted as text"),
        (123456789012345678, "formatted as text"),
        (float(2**60), "formatted as text"),
        (1 / 3, "formatted as text"),
        (datetime(2026, 3, 4), "it is a date, not a number"),  # noqa: DTZ001 - a cell has no zone
        ("=1+1", "a formula with its value"),
        ("#DIV/0!", "a cell without an error"),
        ("many", "a whole number"),
        (1.5, "a whole number"),
        (True, "a whole number"),
    ],
)
def test_what_a_spreadsheet_cannot_hold_exactly_is_refused_with_its_cell(book: Path, cell: Any, said: str) -> None:
    """Nothing is guessed: the cell is named, and what to do."""
    told = problems(workbook(book, HEADER, ("a", JINCHENG, "全部", cell, 0, 8)))
    assert any("cases.xlsx!用例!D2" in one and said in one for one in told), told


def test_a_long_number_as_text_is_read_whole(book: Path) -> None:
    """The advice works."""
    (case,) = read(workbook(book, HEADER, ("a", JINCHENG, "全部", "123456789012345678", 0, 0)))
    assert isinstance(case.given, FactsGiven)
    assert case.given.facts.answers["overdue-hazards"].value == 123456789012345678  # type: ignore[union-attr]


def test_every_bad_cell_of_a_sheet_is_told_at_once(book: Path) -> None:
    """Also a column that nothing reads, once; a star that the scale does not have; a case without an id."""
    header = (*HEADER, "期末逾期", "期望星级", "期望账目")
    rows = [
        ("a", JINCHENG, "全部", "x", 0, 8, 1, "七星", "closed-loop"),
        ("", JINCHENG, "全部", 1, 0, 8, 1),
        ("a", JINCHENG, "全部", 1, 0, 8, 1),
    ]
    told = "\n".join(problems(workbook(book, header, *rows)))
    for part in ("!D2", "!G2: unknown column: 期末逾期", "七星", "item.cause=-2", "no id"):
        assert part in told, part
    assert told.count("unknown column") == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([HEADER], "no cases"),
        ([(*HEADER, "用例"), GOOD], "column named twice"),
        ([HEADER, (*GOOD, 3)], "no name"),
        ([HEADER, ("a", None, "全部", 1, 0, 8)], "names no rulebook"),
        ([HEADER, ("a", JINCHENG, "全部", 1, 0, None)], "expects nothing"),
        ([HEADER, ("a", JINCHENG, "everything", 1, 0, 8)], "unknown sheet"),
    ],
)
def test_a_sheet_that_cannot_be_used_says_why(book: Path, rows: list[Sequence[Any]], said: str) -> None:
    """One clear reason with its place."""
    assert any(said in one for one in problems(workbook(book, *rows)))


def test_a_workbook_without_the_sheet_lists_those_that_it_has(book: Path) -> None:
    """The sheet is named 用例."""
    assert problems(workbook(book, HEADER, GOOD, sheet="Sheet1")) == [
        "cases.xlsx: no sheet named 用例; expected it has Sheet1"
    ]


def test_what_is_no_workbook_is_told(book: Path) -> None:
    """A renamed text file is none."""
    book.write_text("用例", encoding="utf-8")
    assert "cannot be opened as a workbook" in problems(book)[0]


def test_a_folder_is_read_whole_without_the_locks_of_open_workbooks(tmp_path: Path) -> None:
    """What Excel leaves beside an open file is no case file."""
    workbook(tmp_path / "b.xlsx", HEADER, GOOD)
    (tmp_path / "~$b.xlsx").write_bytes(b"lock")
    (tmp_path / "a.toml").write_text(
        f'rulebook = "{JINCHENG}"\n[[case]]\nid = "t"\nexpect.provisional = true\n', encoding="utf-8"
    )
    assert [case.id for case in collect_cases(tmp_path, HOST)] == ["t", "overdue"]
    (tmp_path / "c.toml").write_text("[[case]]\n", encoding="utf-8")
    (tmp_path / "d.csv").write_text("用例\n", encoding="utf-8")
    with pytest.raises(InvalidCasesError) as caught:
        collect_cases(tmp_path, HOST)
    assert {one.where.partition(":")[0] for one in caught.value.problems} == {"c.toml", "d.csv"}
