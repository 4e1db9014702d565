"""The commands about working days and deadlines: data, exit codes, provisional years told, bad input told."""

import json
from datetime import date
from pathlib import Path

import pytest

from stationkit.calendars.reading import read_calendar_table
from stationkit.cli.app import run

TABLE = """
year = 2027
[[revisions]]
title = "illustrative notice"
number = "示例〔2026〕1号"
dated = 2026-11-05
off = [
  { name = "元旦", from = 2027-01-01, to = 2027-01-05 },
  { name = "春节", from = 2027-02-05, to = 2027-02-12 },
  { name = "清明节", from = 2027-04-03, to = 2027-04-05 },
  { name = "劳动节", from = 2027-05-01, to = 2027-05-05 },
  { name = "端午节", from = 2027-06-09, to = 2027-06-09 },
  { name = "中秋节", from = 2027-09-15, to = 2027-09-15 },
  { name = "国庆节", from = 2027-10-01, to = 2027-10-07 },
]
work = [2027-01-09, 2027-02-20]
"""
POLICY = """
id = "example/mine"
version = "1"
title = { zh = "示例" }
effective = 2024-01-01
[[limits]]
id = "grade"
step = "grade"
span = { amount = 1, unit = "workday" }
provenance = "policy"
clause = "示例"
source = "示例"
[[limits]]
id = "reply"
step = "reply"
span = { amount = 30, unit = "workday" }
provenance = "policy"
clause = "示例"
source = "示例"
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "2027.toml"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.toml"
    path.write_text(POLICY, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dossier of a small invented region, its year ending in December."""
    folder = tmp_path_factory.mktemp("region") / "dossier"
    assert run(["sample", "--stations", "4", "--seed", "5", "--period", "2026H2", "--out", str(folder)]) == 0
    return folder


def shown(arguments: list[str], capsys: pytest.CaptureFixture[str], code: int) -> str:
    capsys.readouterr()
    assert run(arguments) == code
    return capsys.readouterr().out


def test_a_gazetted_year_is_shown_with_its_notice(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0, every exception of the year with the notice that makes it one."""
    year = json.loads(shown(["calendar", "show", "2026", "--json"], capsys, 0))
    assert (year["status"], year["workdays"], len(year["days"])) == ("gazetted", 248, 39)
    assert {one["notice"] for one in year["days"]} == {"国办发明电〔2025〕7号"}
    assert "National Day" in shown(["calendar", "show", "2026", "--lang", "en"], capsys, 0)
    then = json.loads(shown(["calendar", "show", "2019", "--known-at", "2019-03-21", "--json"], capsys, 0))
    assert "2019-05-02" not in {one["day"] for one in then["days"]}


def test_a_year_that_is_not_announced_is_a_finding_until_its_table_is_given(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is shown all the same; with the table it is gazetted."""
    assert "暂定" in shown(["calendar", "show", "2027"], capsys, 1)
    assert (
        json.loads(shown(["calendar", "show", "2027", "--table", str(table), "--json"], capsys, 0))["status"]
        == "gazetted"
    )
    assert shown(["calendar", "count", "2026-12-30", "2027-01-08"], capsys, 1).strip() == "6"
    assert shown(["calendar", "count", "2026-12-30", "2027-01-08", "--table", str(table)], capsys, 0).strip() == "4"


def test_a_sound_table_has_no_findings_and_an_odd_one_tells_each(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A statutory day that is worked, no number, no make-up day; what does not load tells every problem."""
    assert shown(["calendar", "check", str(table)], capsys, 0) == ""
    odd = tmp_path / "odd.toml"
    odd.write_text(
        TABLE.replace('number = "示例〔2026〕1号"', "")
        .replace("work = [2027-01-09, 2027-02-20]", "")
        .replace("from = 2027-06-09, to = 2027-06-09", "from = 2027-06-10, to = 2027-06-10"),
        encoding="utf-8",
    )
    told = shown(["calendar", "check", str(odd), "--lang", "en"], capsys, 1)
    assert all(part in told for part in ("no number", "2027-06-09", "no make-up working day"))
    odd.write_text(TABLE.replace("2027-01-05", "2028-01-05"), encoding="utf-8")
    assert "$.revisions[0].off[0].to" in shown(["calendar", "check", str(odd)], capsys, 1)
    clashing = TABLE.replace("2027", "2026").replace("2026-11-05", "2025-11-04")
    odd.write_text(clashing.replace("[2026-01-09, 2026-02-20]", "[2026-01-10]"), encoding="utf-8")
    assert "known_from" in shown(["calendar", "check", str(odd)], capsys, 1)


SHEET = "日期,安排,名称\n2027-01-01,放假,元旦\n2027/1/2,放假,元旦\n2027年1月3日,放假,元旦\n2027-01-09,上班,\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_sheet_of_the_office_becomes_a_table(
    encoding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two columns and a name; what is odd about it is told, the file is written all the same and loads."""
    sheet, out = tmp_path / "sheet.csv", tmp_path / "2027.toml"
    sheet.write_text(SHEET, encoding=encoding)
    notice = ["--year", "2027", "--title", '示例"通知"', "--dated", "2026-11-05", "--number", "示例1号"]
    assert run(["calendar", "import", str(sheet), *notice, "--out", str(out)]) == 1
    assert "2027-02-05" in capsys.readouterr().err
    (revision,) = read_calendar_table(out).revisions
    assert [(one.name, str(one.start), str(one.end)) for one in revision.off] == [("元旦", "2027-01-01", "2027-01-03")]
    assert (revision.title, revision.work) == ('示例"通知"', (date(2027, 1, 9),))
    assert run(["calendar", "import", str(sheet), *notice, "--out", str(out)]) == 2


@pytest.mark.parametrize(("day", "is_odd"), [("2026-12-31", False), ("2027-12-31", False), ("2028-01-03", True)])
def test_a_day_of_the_next_year_is_odd_in_a_table(
    day: str, is_odd: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The New Year's holiday may begin in the December before; what comes after the year, its own notice says."""
    sheet, out = tmp_path / "sheet.csv", tmp_path / "2027.toml"
    sheet.write_text(f"{SHEET}{day},放假,元旦\n", encoding="utf-8")
    notice = ["--year", "2027", "--title", "t", "--dated", "2026-11-05", "--number", "n", "--out", str(out)]
    assert run(["calendar", "import", str(sheet), *notice, "--lang", "en"]) == 1
    assert (f"{day} is not in 2027" in capsys.readouterr().err) == is_odd


def test_a_bad_sheet_tells_every_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Row and column, and what would have been right."""
    sheet, out = tmp_path / "sheet.csv", tmp_path / "2027.toml"
    notice = ["--year", "2027", "--title", "t", "--dated", "2026-11-05", "--out", str(out)]
    sheet.write_text("日期,安排\n2027-02-30,放假\n2027-01-01,休息\n", encoding="utf-8")
    assert run(["calendar", "import", str(sheet), *notice]) == 2
    told = capsys.readouterr().err
    assert all(part in told for part in ("第 2 行", "2027-02-30", "第 3 行", "休息", "放假 或 上班"))
    sheet.write_text("日子,安排\n2027-01-01,放假\n", encoding="utf-8")
    assert run(["calendar", "import", str(sheet), *notice]) == 2
    assert "日期" in capsys.readouterr().err
    assert not out.exists()


def test_a_period_is_counted_with_every_step(capsys: pytest.CaptureFixture[str]) -> None:
    """The last line is the end; JSON has it as data; a count into 2027 is provisional."""
    assert "2026-10-08 24:00" in shown(["deadline", "count", "2026-09-24", "7", "day"], capsys, 0)
    counted = json.loads(
        shown(["deadline", "count", "2026-09-24T10:00", "5", "day", "--rule", "penalty-law", "--json"], capsys, 0)
    )
    assert counted["last_day"] == "2026-10-09"
    assert json.loads(shown(["deadline", "count", "2026-12-30", "3", "workday", "--json"], capsys, 1))[
        "unannounced"
    ] == [2027]


def test_the_limits_say_on_whose_word(policy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Law, and what plugins brought; examples and files are added and marked."""
    law = json.loads(shown(["deadline", "limits", "--json"], capsys, 0))
    assert {one["provenance"] for one in law} == {"law", "policy"}
    table = shown(["deadline", "limits"], capsys, 0)
    assert "示例" not in table
    assert {one["source"] for one in law if one["source"] not in table} == set()
    more = json.loads(shown(["deadline", "limits", "--examples", "--policy", str(policy), "--json"], capsys, 0))
    assert {one["policy"] for one in more} == {
        "cn/deadlines@2024.1",
        "cn.shanxi/deadlines@2019.1",
        "example/deadlines@1",
        "example/mine@1",
    }


def test_policies_are_checked_for_ties(policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two files that limit the same step for the same cases; one that does not load; one that is sound."""
    graded = tmp_path / "graded.toml"
    graded.write_text(POLICY.replace('source = "示例"', 'source = "示例"\ngrade = "D"'), encoding="utf-8")
    assert shown(["deadline", "check", str(graded)], capsys, 0) == ""
    other = tmp_path / "other.toml"
    other.write_text(POLICY.replace("example/mine", "example/other"), encoding="utf-8")
    told = shown(["deadline", "check", str(policy), str(other), "--lang", "en"], capsys, 1)
    assert "example/other@1#grade" in told
    other.write_text(graded.read_text(encoding="utf-8").replace("example/mine", "Bad Id!"), encoding="utf-8")
    assert "namespace/name" in shown(["deadline", "check", str(other), "--lang", "en"], capsys, 1)
    other.write_text(POLICY.replace("workday", "week"), encoding="utf-8")
    assert "$.limits[0].span.unit" in shown(["deadline", "check", str(other)], capsys, 1)


GENERAL = """
id = "example/general"
version = "1"
title = { zh = "示例" }
effective = 2024-01-01
[[limits]]
id = "rectify"
step = "rectify"
span = { amount = 7, unit = "day" }
provenance = "policy"
clause = "示例"
source = "示例"
grade = "D"
applies = { level = "general" }
"""


def test_a_tie_with_the_national_policy_is_found_before_a_case_meets_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A limit for general hazards says nothing of those fixed on the spot; neither does the national one of levels."""
    policy = tmp_path / "general.toml"
    policy.write_text(GENERAL, encoding="utf-8")
    told = shown(["deadline", "check", str(policy), "--lang", "en"], capsys, 1)
    assert "cn/deadlines@2024.1#rectify-on-site" in told
    policy.write_text(GENERAL.replace('"general" }', '"general", mode = "timed" }'), encoding="utf-8")
    assert shown(["deadline", "check", str(policy)], capsys, 0) == ""


def test_a_tie_hides_no_other_hazard(
    region: Path, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every hazard has its deadlines or is named with its tie; the answer that is not whole ends with 2."""
    policy = tmp_path / "general.toml"
    policy.write_text(GENERAL, encoding="utf-8")
    asked = ["deadline", "list", str(region), "--now", "2026-12-31T12:00", "--all", "--json"]
    assert run(asked) == 0
    whole = {one["case"] for one in json.loads(capsys.readouterr().out)}
    assert run([*asked, "--policy", str(policy)]) == 2
    answer = capsys.readouterr()
    given = {one["case"] for one in json.loads(answer.out)}
    tied = {line.split(" ")[0] for line in answer.err.splitlines() if "rectify-on-site" in line}
    assert given
    assert tied
    assert not given & tied
    assert whole <= given | tied
    assert run(["deadline", "moved", *asked[2:5], "--table", str(table), "--policy", str(policy)]) == 2


def test_an_end_that_cannot_be_given_is_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    """By the end of the shift, and nobody said when shifts end."""
    assert "班次表" in shown(["deadline", "count", "2026-03-02T15:00", "1", "shift"], capsys, 1)


def test_shifts_come_from_the_mines_own_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One shift ends with the shift in which it began."""
    path = tmp_path / "shifts.toml"
    path.write_text(
        'id = "example/shifts"\nshifts = [{ name = "早班", starts = 08:00:00 }, { name = "中班", starts = "16:00" }, '
        '{ name = "夜班", starts = "00:00" }]\n',
        encoding="utf-8",
    )
    asked = ["deadline", "count", "2026-03-02T15:00", "1", "shift", "--shifts", str(path)]
    assert shown(asked, capsys, 0).strip() == "早班于 2026-03-02 16:00 结束"


def test_a_dossiers_overdue_deadlines_are_findings(
    region: Path, policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Overdue only, or all; the same in JSON."""
    asked = ["deadline", "list", str(region), "--now", "2026-12-31T12:00", "--policy", str(policy)]
    late = json.loads(shown([*asked, "--json"], capsys, 1))
    assert late
    assert all(one["overdue"] and one["steps"] for one in late)
    every = json.loads(shown([*asked, "--all", "--json"], capsys, 1))
    assert len(every) > len(late)
    assert [one for one in every if one["overdue"]] == late
    assert "逾期" in shown(asked, capsys, 1)


def test_what_is_owed_promptly_is_never_called_not_due_yet(region: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It has no day on which it would be: either it is recorded, or there is no record of it."""
    asked = ["deadline", "list", str(region), "--now", "2026-12-31T12:00", "--all"]
    undated = [one for one in json.loads(shown([*asked, "--json"], capsys, 0)) if one["due"] is None]
    told = shown([*asked, "--lang", "en"], capsys, 0)
    assert told.count("no record of it (no date)") == sum(one["ended_at"] is None for one in undated) > 0


def test_what_a_new_table_moves_is_listed(
    region: Path, policy: Path, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From when to when; what is not provisional does not move."""
    asked = ["deadline", "moved", str(region), "--now", "2027-02-01", "--policy", str(policy)]
    moved = json.loads(shown([*asked, "--table", str(table), "--json"], capsys, 1))
    assert moved
    assert all(one["before"]["unannounced"] == [2027] and not one["after"]["unannounced"] for one in moved)
    assert "→" in shown([*asked, "--table", str(table)], capsys, 1)


def test_a_ladder_gives_the_level(
    region: Path, policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The level of each, by a ladder of one's own."""
    ladder = tmp_path / "ladder.toml"
    ladder.write_text(
        'id = "example/l"\nversion = "1"\ntitle = { zh = "示例" }\nprovenance = "policy"\nclause = "示例"\n'
        'source = "示例"\n'
        'effective = 2024-01-01\nsteps = ["reply", "grade"]\n[[rungs]]\nid = "remind"\nact = { zh = "提醒" }\n',
        encoding="utf-8",
    )
    asked = ["deadline", "list", str(region), "--now", "2026-12-31", "--policy", str(policy), "--ladder", str(ladder)]
    late = json.loads(shown([*asked, "--json"], capsys, 1))
    assert {one["level"] for one in late if one["step"] in ("reply", "grade")} == {1}


LADDER = """
[[ladders]]
id = "example/{name}"
version = "1"
title = {{ zh = "示例" }}
provenance = "policy"
clause = "示例"
source = "示例"
effective = 2024-01-01
steps = ["reply"]
[[ladders.rungs]]
id = "remind"
act = {{ zh = "提醒", en = "remind" }}
told = ["mine-manager"]
answer = {{ amount = 3, unit = "day" }}
"""


def test_a_tie_of_ladders_is_found_before_a_case_meets_it(
    policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two ladders for one step, in one policy; one of them for the region is nearer, and no tie."""
    both = tmp_path / "both.toml"
    graded = POLICY.replace('source = "示例"', 'source = "示例"\ngrade = "D"')
    both.write_text(graded + LADDER.format(name="one") + LADDER.format(name="two"), encoding="utf-8")
    assert "example/two@1" in shown(["deadline", "check", str(both), "--lang", "en"], capsys, 1)
    near = LADDER.format(name="two").replace("[[ladders.rungs]]", 'applies = { region = "140500" }\n[[ladders.rungs]]')
    both.write_text(graded + LADDER.format(name="one") + near, encoding="utf-8")
    assert shown(["deadline", "check", str(both)], capsys, 0) == ""


def test_a_tie_of_ladders_takes_the_level_and_nothing_else(
    region: Path, policy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every deadline is given; those that meet the tie have no level and are named; it ends with 2."""
    one = tmp_path / "one.toml"
    one.write_text(POLICY + LADDER.format(name="one"), encoding="utf-8")
    asked = ["deadline", "list", str(region), "--now", "2026-12-31T12:00", "--json", "--lang", "en"]
    late = json.loads(shown([*asked, "--policy", str(one)], capsys, 1))
    rung = next(found["rung"] for found in late if found["step"] == "reply")
    assert (rung["id"], rung["act"]["en"], rung["told"]) == ("remind", "remind", ["mine-manager"])
    assert rung["answer_by"] > rung["at"]
    one.write_text(POLICY + LADDER.format(name="one") + LADDER.format(name="two"), encoding="utf-8")
    assert run([*asked, "--policy", str(one)]) == 2
    answer = capsys.readouterr()
    tied = json.loads(answer.out)
    assert [found["case"] for found in tied] == [found["case"] for found in late]
    assert {found["level"] for found in tied if found["step"] == "reply"} == {None}
    first = next(found["case"] for found in tied if found["step"] == "reply")
    assert f"{first} reply: several ladders are equally specific: example/one@1, example/two@1" in answer.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["calendar", "show", "9999"],
        ["calendar", "count", "2026-13-01", "2026-12-01"],
        ["calendar", "show", "2027", "--table", "no-such-file.toml"],
        ["deadline", "count", "soon", "3", "day"],
        ["deadline", "count", "2026-01-01", "3", "weeks"],
        ["deadline", "count", "2026-01-01", "0", "day"],
        ["deadline", "count", "2026-01-01", "3", "day", "--rule", "no-such-rule"],
        ["deadline", "list", "no-such-folder", "--now", "2026-01-01"],
    ],
)
def test_bad_input_ends_with_2_and_says_what_would_have_been_right(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback, nothing on standard output."""
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err
    assert "Traceback" not in captured.err
