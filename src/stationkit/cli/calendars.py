"""The commands about working days: what a year is, whether a new year's table is sound, how many days lie between."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from stationkit.cli.given import Json, Lang, loaded_host
from stationkit.cli.terminal import print_json, print_lines, print_problems, print_table, talk
from stationkit.errors import InvalidDocumentError, InvalidValueError, Problem
from stationkit.words import Language, Words

if TYPE_CHECKING:
    from stationkit.calendars.calendar import Calendar, CalendarDay
    from stationkit.calendars.tables import CalendarTable
    from stationkit.hooks.host import Host

__all__ = [
    "KnownAt",
    "Overlays",
    "Tables",
    "calendar_check",
    "calendar_count",
    "calendar_import",
    "calendar_show",
    "calendar_with",
    "read_day",
]

Tables = Annotated[
    tuple[Path, ...], Parameter(name="--table", negative="", help="新一年的表（TOML）/ a further year's table (TOML)")
]
Overlays = Annotated[
    tuple[str, ...],
    Parameter(name="--calendar", negative="", help="插件的日历调整 / the id of a plugin's overlay of the calendar"),
]
KnownAt = Annotated[str, Parameter(name="--known-at", help="截至何日所知 / as it was known on that day")]

_WEEKDAYS = (
    Words(zh="周一", en="Mon"),
    Words(zh="周二", en="Tue"),
    Words(zh="周三", en="Wed"),
    Words(zh="周四", en="Thu"),
    Words(zh="周五", en="Fri"),
    Words(zh="周六", en="Sat"),
    Words(zh="周日", en="Sun"),
)


def read_day(text: str) -> date:
    """Read a day.

    Raises:
        InvalidValueError: the text is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidValueError(text, Words(zh="日期，如 2026-03-01", en="a date such as 2026-03-01")) from None


def calendar_with(host: "Host", tables: Iterable[Path] = (), overlays: Iterable[str] = ()) -> "Calendar":
    """Give the national calendar with the plugins' tables and with further ones, and the overlays that are named.

    Raises:
        InvalidDocumentError: a table does not load, or clashes with another.
        UnknownNameError: no plugin brings an overlay of that id.
    """
    from stationkit.calendars.reading import read_calendar_table

    return host.calendar(*overlays).with_tables([read_calendar_table(path) for path in tables])


def calendar_show(
    year: int,
    /,
    *,
    table: Tables = (),
    overlay: Overlays = (),
    known_at: KnownAt = "",
    json: Json = False,
    lang: Lang = "zh",
) -> int:
    """一年的放假与调休：已公布或暂定 / the days off and make-up days of a year: gazetted or provisional.

    Parameters
    ----------
    year
        年份 / the year.
    """
    from stationkit.calendars.calendar import DayStatus

    if not 1950 <= year <= 2200:
        raise InvalidValueError(year, Words(zh="年份，如 2026", en="a year such as 2026"))
    calendar, known = calendar_with(loaded_host(), table, overlay), read_day(known_at) if known_at else None
    days = [calendar.look(day, known_at=known) for day in _days(year)]
    shown = [one for one in days if one.name or one.notice]
    status = DayStatus.PROVISIONAL if any(one.status is DayStatus.PROVISIONAL for one in days) else DayStatus.GAZETTED
    if json:
        document = {"year": year, "calendar": calendar.revision(known_at=known), "status": str(status)}
        print_json({**document, "workdays": sum(one.works for one in days), "days": [_plain(one) for one in shown]})
    else:
        _print_days(shown, lang)
        talk(_summary(year, status.words, sum(one.works for one in days), calendar.revision(known_at=known), lang))
    return 1 if status is DayStatus.PROVISIONAL else 0


def _days(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    for offset in range((date(year + 1, 1, 1) - first).days):
        yield first + timedelta(days=offset)


def _plain(looked: "CalendarDay") -> dict[str, Any]:
    return {
        "day": looked.day.isoformat(),
        "works": looked.works,
        "status": str(looked.status),
        "name": looked.name,
        "notice": looked.notice,
        "zh": looked.why.zh,
        "en": looked.why.en,
    }


def _print_days(days: Iterable["CalendarDay"], language: Language) -> None:
    header = (
        Words(zh="日期", en="day"),
        Words(zh="星期", en="weekday"),
        Words(zh="安排", en="is"),
        Words(zh="名称", en="name"),
        Words(zh="依据", en="by"),
    )
    from stationkit.calendars.statutory import holiday_words

    works, off = Words(zh="上班", en="worked"), Words(zh="放假", en="off")
    rows = [
        (
            one.day.isoformat(),
            _WEEKDAYS[one.day.weekday()].text(language),
            (works if one.works else off).text(language),
            holiday_words(one.name).text(language) or "-",
            one.notice or one.status.words.text(language),
        )
        for one in days
    ]
    print_table(header, rows, language)


def _summary(year: int, status: Words, workdays: int, revision: str, language: Language) -> str:
    words = Words(
        zh=f"{year} 年{status.zh}，{workdays} 个工作日（{revision}）",
        en=f"{year} {status.en}, {workdays} working days ({revision})",
    )
    return words.text(language)


def calendar_check(file: Path, /, *, json: Json = False, lang: Lang = "zh") -> int:
    """检查新一年的表：能否载入，有哪些可疑之处 / check a new year's table: does it load, and what is odd about it.

    Parameters
    ----------
    file
        TOML 文件 / a TOML file.
    """
    from stationkit.calendars.reading import read_calendar_table

    try:
        table = read_calendar_table(file)
        problems = (*_clashes(table, file), *_oddities(table))
    except InvalidDocumentError as error:
        problems = error.problems
    if json:
        print_json([{"where": one.where, "zh": one.text("zh"), "en": one.text("en")} for one in problems])
    else:
        print_lines(problem.text(lang) for problem in problems)
        talk(Words(zh=f"{len(problems)} 处发现", en=f"{len(problems)} finding(s)").text(lang))
    return 1 if problems else 0


def _clashes(table: "CalendarTable", file: Path) -> Iterator[Problem]:
    """Tell where the table cannot be laid on what came along."""
    from stationkit.calendars.national import national_calendar

    try:
        national_calendar().with_tables([table])
    except InvalidDocumentError as error:
        for one in error.problems:
            yield Problem(one.where or str(file), one.what, one.expected)


def _oddities(table: "CalendarTable") -> Iterator[Problem]:
    """Tell what a notice would hardly say: statutory days worked, no number, no make-up days, days of the next year."""
    from stationkit.calendars.statutory import statutory_days

    for place, revision in enumerate(table.revisions):
        if not revision.number:
            what = Words(zh="没有发文字号", en="the notice has no number")
            yield Problem(f"$.revisions[{place}].number", what, Words(zh="如 国办发明电〔2025〕7号"))
    marks = {day: works for one in table.standing(None) for day, works, _ in one.marks()}
    for day, name in statutory_days(table.year).items():
        if marks.get(day, day.weekday() < 5):
            what = Words(zh=f"{day}（{name}，法定节日）没有放假", en=f"{day} ({name}, a statutory day) is not off")
            yield Problem("$.revisions", what)
    for day in sorted(one for one in marks if one.year > table.year):
        what = Words(zh=f"{day} 不在 {table.year} 年", en=f"{day} is not in {table.year}")
        yield Problem("$.revisions", what, Words(zh="由次年的通知写明", en="the next year's notice to say so"))
    if not any(marks.values()):
        yield Problem("$.revisions", Words(zh="没有调休上班日", en="no make-up working day"))


def calendar_import(
    sheet: Path,
    /,
    *,
    year: Annotated[int, Parameter(help="年份 / the year")],
    title: Annotated[str, Parameter(help="通知标题 / title of the notice")],
    dated: Annotated[str, Parameter(help="成文日期 / day of the notice")],
    out: Annotated[Path, Parameter(help="写到哪个 TOML 文件 / the TOML file to write")],
    number: Annotated[str, Parameter(help="发文字号 / number of the notice")] = "",
    lang: Lang = "zh",
) -> int:
    """由两列的表（日期，放假/上班）生成新一年的表 / make a new year's table of a sheet: day, off or work.

    Parameters
    ----------
    sheet
        CSV 文件 / a CSV file.
    """
    from stationkit.calendars.sheets import read_sheet_days, sheet_revision, table_text
    from stationkit.calendars.tables import CalendarTable

    revision = sheet_revision(read_sheet_days(sheet), title=title, dated=read_day(dated), number=number)
    table = CalendarTable(year=year, revisions=(revision,))
    if out.exists():
        what = Words(zh="文件已存在", en="the file exists already")
        raise InvalidDocumentError(str(out), (Problem("--out", what, Words(zh="新的文件", en="a new file")),))
    out.write_text(table_text(table), encoding="utf-8")
    days = sum(1 for _ in revision.marks())
    talk(Words(zh=f"已写入 {out}：{days} 天", en=f"wrote {out}: {days} days").text(lang))
    problems = (*_clashes(table, out), *_oddities(table))
    print_problems(problems, lang)
    return 1 if problems else 0


def calendar_count(
    first: str,
    last: str,
    /,
    *,
    table: Tables = (),
    overlay: Overlays = (),
    known_at: KnownAt = "",
    json: Json = False,
    lang: Lang = "zh",
) -> int:
    """两日之间的工作日数（首日不计，末日计入）/ the working days after one day up to and with another.

    Parameters
    ----------
    first
        首日（不计）/ the first day, not counted.
    last
        末日（计入）/ the last day, counted.
    """
    calendar, known = calendar_with(loaded_host(), table, overlay), read_day(known_at) if known_at else None
    counted = calendar.count_workdays(read_day(first), read_day(last), known_at=known)
    if json:
        unannounced = list(counted.unannounced)
        print_json({"workdays": counted.days, "status": str(counted.status), "unannounced": unannounced})
    else:
        print_lines([str(counted.days)])
        if counted.unannounced:
            years = ", ".join(map(str, counted.unannounced))
            talk(Words(zh=f"暂定：{years} 年尚未公布", en=f"provisional: {years} not announced").text(lang))
    return 1 if counted.unannounced else 0
