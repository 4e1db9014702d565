"""The commands and how a run ends: 0 fine, 1 findings, 2 usage or input that cannot be used."""

import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from cyclopts import App, CycloptsError

from stationkit.cli import (
    awards,
    bulk,
    calendars,
    checking,
    commands,
    deadlines,
    diffing,
    findings,
    hosting,
    procedures,
    readings,
    rosters,
    rounds,
    whys,
)
from stationkit.cli import plugin as authoring
from stationkit.cli.terminal import force_utf8, print_problems, talk
from stationkit.errors import InvalidDocumentError, StationkitError
from stationkit.words import Language

__all__ = ["app", "run"]

_HELP = """两站星级评定与隐患闭环 / safety stations, the closed loop of hazards, and the stars.

数据输出到标准输出，提示输出到标准错误；退出码：0 正常，1 有发现，2 用法或输入错误。
Data to standard output, talk to standard error; exit codes: 0 fine, 1 findings, 2 usage or unusable input.
"""

app = App(name="stationkit", help=_HELP, help_format="plaintext")
rulebook = App(name="rulebook", help="评分规则 / rulebooks: list, show, check, diff", help_format="plaintext")
hazard = App(name="hazard", help="隐患闭环 / the hazard procedure: graph, path, findings", help_format="plaintext")
calendar = App(name="calendar", help="工作日 / working days: show, check, import, count", help_format="plaintext")
award = App(name="award", help="星级授予 / the award of stars: policy", help_format="plaintext")
procedure = App(name="procedure", help="程序 / procedures: list, graph", help_format="plaintext")
roster = App(name="roster", help="名册 / rosters: check", help_format="plaintext")
reading = App(name="reading", help="监测读数 / readings: propose", help_format="plaintext")
plugin = App(name="plugin", help="编写插件 / writing plugins: new, check, mutate, coverage", help_format="plaintext")
deadline = App(name="deadline", help="期限 / deadlines: count, limits, check, list, moved", help_format="plaintext")

_COMMANDS: Mapping[str, Callable[..., int]] = {
    "demo": commands.demo,
    "assess": commands.assess,
    "explain": commands.explain,
    "why-not": whys.why_not,
    "score": commands.score,
    "rank": rounds.rank,
    "settle": rounds.settle,
    "bulk": bulk.bulk,
    "plugins": hosting.plugins,
    "doctor": hosting.doctor,
    "sample": commands.sample,
}
_RULEBOOK: Mapping[str, Callable[..., int]] = {
    "list": commands.rulebook_list,
    "show": commands.rulebook_show,
    "check": checking.rulebook_check,
    "diff": diffing.rulebook_diff,
}
_CALENDAR: Mapping[str, Callable[..., int]] = {
    "show": calendars.calendar_show,
    "check": calendars.calendar_check,
    "import": calendars.calendar_import,
    "count": calendars.calendar_count,
}
_DEADLINE: Mapping[str, Callable[..., int]] = {
    "count": deadlines.deadline_count,
    "check": deadlines.deadline_check,
    "limits": deadlines.deadline_limits,
    "list": deadlines.deadline_list,
    "moved": deadlines.deadline_moved,
}
_AWARD: Mapping[str, Callable[..., int]] = {"policy": awards.award_policy}
_HAZARD: Mapping[str, Callable[..., int]] = {
    "graph": commands.hazard_graph,
    "path": procedures.hazard_path,
    "findings": findings.hazard_findings,
}
_PROCEDURE: Mapping[str, Callable[..., int]] = {
    "list": procedures.procedure_list,
    "graph": procedures.procedure_graph,
}
_ROSTER: Mapping[str, Callable[..., int]] = {"check": rosters.roster_check}
_PLUGIN: Mapping[str, Callable[..., int]] = {
    "new": authoring.plugin_new,
    "check": authoring.plugin_check,
    "mutate": authoring.plugin_mutate,
    "coverage": authoring.plugin_coverage,
}
for name, command in _COMMANDS.items():
    app.command(command, name=name)
for name, command in _RULEBOOK.items():
    rulebook.command(command, name=name)
for name, command in _CALENDAR.items():
    calendar.command(command, name=name)
for name, command in _DEADLINE.items():
    deadline.command(command, name=name)
for name, command in _AWARD.items():
    award.command(command, name=name)
for name, command in _ROSTER.items():
    roster.command(command, name=name)
for name, command in _HAZARD.items():
    hazard.command(command, name=name)
for name, command in _PROCEDURE.items():
    procedure.command(command, name=name)
for name, command in _PLUGIN.items():
    plugin.command(command, name=name)
app.command(rulebook)
app.command(hazard)
app.command(calendar)
app.command(deadline)
app.command(award)
app.command(roster)
reading.command(readings.reading_propose, name="propose")
app.command(reading)
app.command(procedure)
app.command(plugin)


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code; bad input is told, never traced."""
    force_utf8()
    language: Language = "en" if _asks_english(arguments) else "zh"
    try:
        result = app(list(arguments), exit_on_error=False, print_error=True, result_action="return_value")
        return int(result) if isinstance(result, int) else 0
    except CycloptsError:
        return 2
    except StationkitError as error:
        return _told(error, language)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read the output has had enough
        return 0
    except OSError as error:
        talk(f"{error.filename or ''}: {error.strerror or error}")
        return 2


def _asks_english(arguments: Sequence[str]) -> bool:
    return "--lang=en" in arguments or ("--lang", "en") in pairwise(arguments)


def _told(error: StationkitError, language: Language) -> int:
    if isinstance(error, InvalidDocumentError):
        talk(error.text(language))
    else:
        print_problems(error.problems, language)
    return 2
