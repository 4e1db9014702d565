"""The checked side of `plugin check`: a process that loads one plugin, calls its functions, and writes what it saw.

Run by `probing.probe`, never by hand. It may hang, die or lie in every way that a plugin can; whoever started it
watches the clock and reads the lines that it has written so far.
"""

import faulthandler
import inspect
import json
import sys
from collections.abc import Iterator, Mapping
from copy import deepcopy
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs

from stationkit.containment import Failure, call_contained, handed
from stationkit.errors import StationkitError
from stationkit.hooks.contributions import HOOKS
from stationkit.hooks.exercising import print_of
from stationkit.hooks.host import build_host, find_plugins_at
from stationkit.hooks.inspecting import Sighting, inspect_function
from stationkit.hooks.loading import Loaded, listed_entry_points
from stationkit.hooks.origins import own_files, place_of
from stationkit.hooks.recording import Recorder
from stationkit.hooks.trial_dossiers import TrialDossier, TrialRecords, records_of
from stationkit.hooks.trials import Trial, Trials, functions_of, shown_values
from stationkit.measures.functions import Records
from stationkit.periods import Period
from stationkit.rules.layers import ResolvedRulebook

__all__ = ["Order", "main"]


@attrs.frozen(kw_only=True)
class Order:
    """What the watching side asks for.

    Attributes:
        plugin: an entry point or a module.
        lines: the file to write lines to.
        trace: the file for the stack, should a call not come back.
        variant: 0 or 1: which of two worlds to be checked in; the same facts must give the same points in both.
        seconds: how long one call may take.
        skip: functions that are not called any more, because they did not come back.
        dossiers: folders of records for measure functions.
    """

    plugin: str
    lines: str
    trace: str
    variant: int
    seconds: float
    skip: tuple[str, ...] = ()
    dossiers: tuple[TrialDossier, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Order":
        """Read an order as the watching side wrote it."""
        told = json.loads(text)
        dossiers = tuple(TrialDossier(**{**one, "periods": tuple(one["periods"])}) for one in told["dossiers"])
        return cls(**{**told, "skip": tuple(told["skip"]), "dossiers": dossiers})


def main(order: Order) -> None:
    """Load, read, call, and write."""
    _limit_memory()
    with Path(order.lines).open("w", encoding="utf-8") as lines, Path(order.trace).open("w", encoding="utf-8") as trace:
        _Check(order, lines, trace).run()


def _limit_memory() -> None:
    """A plugin that fills the memory fails by itself, where the system knows such limits."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))


class _Check:
    """One run over one plugin."""

    def __init__(self, order: Order, lines: Any, trace: Any) -> None:
        self.order, self._lines, self._trace = order, lines, trace
        self.recorder = Recorder(order.variant * 400 * 86_400)
        self.recorded: tuple[TrialRecords, ...] = ()

    def tell(self, **line: Any) -> None:
        """Write one line; it must be there even if the next step ends the process."""
        self._lines.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._lines.flush()

    def run(self) -> None:
        """Load the plugin, then look at each of its functions."""
        _whole_library()  # before clocks and dates are replaced
        self.recorded = records_of(self.order.dossiers)
        before = _engine()
        self.recorder.files = frozenset(own_files(self.order.plugin))
        self.recorder.install()
        self.tell(step="load", function="")
        with self._timed(), self.recorder.on(loading=True):
            loaded = self._load()
        for problem in loaded.info.why:
            self._found("refused", "", problem.place, problem.text("en"))
        self.tell(step="brought", result=print_brought(loaded))
        self._functions(loaded)
        self._sightings("")
        for name in sorted(name for name, one in _engine(before).items() if before.get(name) != one):
            self._found("tampering", "", loaded.info.file, name)
        self.tell(step="done")

    def _load(self) -> Loaded:
        points, _ = listed_entry_points()
        mine = [point for point in points if point.name == self.order.plugin]
        return find_plugins_at(mine, () if mine else (self.order.plugin,))[0]

    def _functions(self, loaded: Loaded) -> None:
        trials = Trials(tuple(_rulebooks(loaded)), self.recorded, loaded)
        for contribution in loaded.contributions:
            for function in functions_of(contribution.value):
                for sighting in inspect_function(function, self.recorder.files):
                    self._found(sighting.code, contribution.key, sighting.place, sighting.detail)
            trial = trials.of(contribution)
            if trial is not None and trial.name not in self.order.skip:
                self._try(trial, [vars(module) for module in _modules(self.recorder)])
                self._sightings(trial.name)

    def _try(self, trial: Trial, around: list[Any]) -> None:
        """Call a function forwards and backwards through its inputs, and compare."""
        if not trial.inputs:
            self._found("not-reached", trial.name, place_of(trial.call), trial.lacks)
        before = print_of([trial.call, *around])
        numbered = tuple(enumerate(trial.inputs))
        first = [self._called(trial, values, place) for place, values in numbered]
        second = [self._called(trial, values, place) for place, values in reversed(numbered)]
        where = place_of(trial.call)
        if print_of([trial.call, *around]) != before:
            self._found("global-state", trial.name, where, "a value of its module is another than before")
        elif first != second[::-1]:
            self._found("global-state", trial.name, where, "the same facts give other results later")
        self.tell(step="results", function=trial.name, results=first, on=trial.on)

    def _called(self, trial: Trial, values: tuple[Any, ...], place: int) -> str:
        """Call once and give the result as text; what goes wrong is told."""
        self.tell(step="call", function=trial.name, input=place, place=place_of(trial.call))
        given = [_copied(value) for value in values]
        shown = print_of(given)
        with self._timed(), self.recorder.on():
            result = call_contained(trial.run, given)
        if print_of(given) != shown:
            self._found("mutation", trial.name, place_of(trial.call), shown_values(values))
        code, detail = trial.judge(result, values)
        if code:
            where = result.place if isinstance(result, Failure) else ""
            self._found(code, trial.name, where or place_of(trial.call), f"{detail} ({shown_values(values)})")
        return detail

    def _timed(self) -> "_Timed":
        return _Timed(self.order.seconds, self._trace)

    def _found(self, code: str, function: str, place: str, detail: str) -> None:
        self.tell(step="found", code=code, function=function, place=place, detail=detail)

    def _sightings(self, function: str) -> None:
        seen, self.recorder.seen = self.recorder.seen, set[Sighting]()
        for one in sorted(seen):
            self._found(one.code, function, one.place, one.detail)


class _Timed:
    """Ends the process, with its stack written down, where a block takes too long."""

    def __init__(self, seconds: float, trace: Any) -> None:
        self._seconds, self._trace = seconds, trace

    def __enter__(self) -> None:
        faulthandler.dump_traceback_later(self._seconds, exit=True, file=self._trace)

    def __exit__(self, *_: object) -> None:
        faulthandler.cancel_dump_traceback_later()


def _whole_library() -> None:
    """Import whatever a plugin may ask the library for, by its public names."""
    library = import_module("stationkit")
    for name in library.__all__:
        getattr(library, name)


def _copied(value: object) -> object:
    """Give a copy, as the engine does; the records of a dossier are shown as they are, and compared afterwards."""
    return value if isinstance(value, Records | Period) else handed(deepcopy(value))


def _rulebooks(loaded: Loaded) -> Iterator[ResolvedRulebook]:
    """Give the plugin's own rulebooks, as far as they resolve on what else is installed."""
    points, _ = listed_entry_points()
    others = [one for one in find_plugins_at(points, ()) if one.info.name != loaded.info.name]
    host = build_host((loaded, *others))
    for one in loaded.contributions:
        if one.hook == "stationkit_rulebooks":
            try:
                yield host.resolve(one.key)
            except StationkitError:
                continue  # the doctor says what is wrong with it


def _modules(recorder: Recorder) -> list[Any]:
    return [one for one in list(sys.modules.values()) if recorder.is_own(getattr(one, "__file__", None) or "")]


def print_brought(loaded: Loaded) -> str:
    """Give a text of what a plugin registers, the same in every process."""
    told = [f"{one.hook} {one.key} {getattr(one.value, 'digest', '')}" for one in loaded.contributions]
    return "\n".join(sorted(told) or [loaded.info.state, *HOOKS])


_GROUND = ("builtins", "fractions", "numbers", "operator")
"""Modules of Python's own that every calculation stands on."""


def _engine(known: Mapping[str, int] | None = None) -> dict[str, int]:
    """Give the identity of everything in the library's modules and those below it, or in those *known* before."""
    found: dict[str, int] = {}
    watched = [one for name, one in sys.modules.items() if name.startswith("stationkit.") or name in _GROUND]
    for module in watched:
        if known is not None and f"{module.__name__}:" not in known:
            continue
        found[f"{module.__name__}:"] = 0
        for name, value in list(vars(module).items()):
            if name.startswith("__") or inspect.ismodule(value):
                continue
            found[f"{module.__name__}.{name}"] = id(value)
            if isinstance(value, type) and value.__module__ == module.__name__:
                own = ((key, one) for key, one in vars(value).items() if not key.startswith("__attrs"))
                members = ((key, one) for key, one in own if callable(one) or isinstance(one, property))
                found |= {f"{module.__name__}.{name}.{key}": id(one) for key, one in members}
    return found


if __name__ == "__main__":
    main(Order.parse(sys.argv[1]))
