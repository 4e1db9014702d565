"""Many stations: assessed in worker processes, so that no plugin can hold up more than the station it is asked about.

A station whose assessment does not come back in time, or ends its process, is listed as *stopped*; that is never a
result, and the others finish. What comes out is plain data, the same bytes however many workers there were.
"""

import json
import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import attrs

from stationkit.errors import InvalidValueError, PluginError, Problem
from stationkit.periods import Period
from stationkit.stations.dossier import Dossier
from stationkit.words import Words
from stationkit.workers.order import Order

__all__ = ["ManyAssessed", "StationRun", "assess_many"]

_GRACE = 2.0  # seconds for a process that has nothing more to say
LOADING_SECONDS = 60.0
"""How long a worker may take until it has loaded the plugins: a slow machine is no fault of theirs."""


@attrs.frozen(kw_only=True)
class StationRun:
    """What became of one station.

    Attributes:
        station: its id.
        document: the assessment as plain data, as `assessment_document` gives it; nothing where there is none.
        stopped: why it was stopped: it took too long, or its process ended. Nothing can be said of its score.
        refused: why it could not be begun: no rulebook, or one with problems.
    """

    station: str
    document: Mapping[str, Any] | None = None
    stopped: Words = Words()
    refused: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The station as one line of canonical JSON."""
        told: dict[str, Any] = {"station": self.station}
        if self.document is not None:
            told["assessment"] = self.document
        if self.stopped:
            told["stopped"] = {"zh": self.stopped.zh, "en": self.stopped.en}
        if self.refused:
            told["refused"] = list(self.refused)
        return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@attrs.frozen
class ManyAssessed:
    """What became of every station, in the order of the dossier."""

    runs: tuple[StationRun, ...]

    @property
    def assessed(self) -> tuple[StationRun, ...]:
        """The stations with an assessment."""
        return tuple(run for run in self.runs if run.document is not None)

    @property
    def stopped(self) -> tuple[StationRun, ...]:
        """The stations that were stopped: to be done again once the plugin is mended."""
        return tuple(run for run in self.runs if run.stopped)

    @property
    def refused(self) -> tuple[StationRun, ...]:
        """The stations that could not be begun."""
        return tuple(run for run in self.runs if run.refused)

    @property
    def lines(self) -> Iterator[str]:
        """Every station as a line of canonical JSON."""
        return (run.line for run in self.runs)


def assess_many(
    dossier: Dossier,
    period: Period,
    *,
    rulebook: str = "",
    plugins: Iterable[str] | None = None,
    expected: Iterable[str] = (),
    seconds: float = 10,
    workers: int = 2,
) -> ManyAssessed:
    """Assess every station of a dossier in worker processes.

    Args:
        dossier: the records.
        period: the period assessed.
        rulebook: an id or a TOML file, or nothing for the one most specific of each station.
        plugins: names of modules; nothing for the installed ones. A worker imports them for itself.
        expected: names of plugins that must be there, as for `load_host`.
        seconds: how long one station may take.
        workers: how many processes work side by side.

    Raises:
        InvalidValueError: a plugin is given as an object, or a number is not above zero.
        PluginError: the plugins cannot be loaded in a worker, or not in time.
    """
    named = None if plugins is None else tuple(plugins)
    _check_arguments(named, seconds, workers)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "dossier")
        file.write_bytes(pickle.dumps(dossier))
        order = Order(dossier=str(file), period=str(period), rulebook=rulebook, plugins=named, expected=tuple(expected))
        stations = [station.id for station in dossier.stations]
        return ManyAssessed(_Crew(order, stations, seconds).work(min(workers, len(stations))))


def _check_arguments(plugins: tuple[object, ...] | None, seconds: float, workers: int) -> None:
    for plugin in plugins or ():
        if not isinstance(plugin, str):
            expected = Words(
                zh="模块名（各进程自己导入）", en="the name of a module, which each worker imports for itself"
            )
            raise InvalidValueError(plugin, expected)
    for number in (seconds, workers):
        if not number > 0:
            raise InvalidValueError(number, Words(zh="大于 0 的数", en="a number above 0"))


class _Crew:
    """Workers that share one list of stations."""

    def __init__(self, order: Order, stations: list[str], seconds: float) -> None:
        self._order, self._seconds = order, seconds
        self._waiting = deque(stations)
        self._stations = stations
        self._done: dict[str, StationRun] = {}
        self._failed: list[Exception] = []

    def work(self, workers: int) -> tuple[StationRun, ...]:
        """Let so many workers work until no station waits."""
        threads = [threading.Thread(target=self._one_place, daemon=True) for _ in range(workers)]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                while thread.is_alive():
                    thread.join(0.5)  # in short steps, so that Ctrl-C is heard
        finally:
            self._waiting.clear()
        if self._failed:
            raise self._failed[0]
        return tuple(self._done[station] for station in self._stations)

    def _one_place(self) -> None:
        """Keep one worker at work; one that was stopped is replaced."""
        try:
            while self._waiting:
                with _worker(self._order) as worker:
                    self._feed(worker)
        except Exception as error:  # noqa: BLE001 - told by the thread that waits for this one
            self._failed.append(error)
            self._waiting.clear()

    def _feed(self, worker: "_Worker") -> None:
        while True:
            try:
                station = self._waiting.popleft()
            except IndexError:
                return
            answer = worker.ask(station, self._seconds)
            self._done[station] = _run_of(station, answer)
            if isinstance(answer, Words):
                return


def _run_of(station: str, answer: Mapping[str, Any] | Words) -> StationRun:
    if isinstance(answer, Words):
        return StationRun(station=station, stopped=answer)
    return StationRun(station=station, document=answer.get("assessed"), refused=tuple(answer.get("refused", ())))


class _Worker:
    """One process, and the conversation with it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=_pass_on, args=(process.stdout, self._lines), daemon=True).start()

    def hear(self, seconds: float) -> Mapping[str, Any] | Words:
        """Give the next answer, or why none comes."""
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            return Words(zh=f"超过 {seconds:g} 秒没有算完", en=f"not done after {seconds:g} seconds")
        if line:
            return _answer(line)
        try:
            code = self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            return Words(zh="进程不再应答", en="its process does not answer any more")
        return Words(zh=f"进程中途结束（退出码 {code}）", en=f"its process ended (exit code {code})")

    def ask(self, station: str, seconds: float) -> Mapping[str, Any] | Words:
        """Have one station assessed."""
        stdin: Any = self._process.stdin
        try:
            stdin.write(f"{station}\n")
            stdin.flush()
        except OSError:
            pass  # it has ended: what is heard next says so
        return self.hear(seconds)


def _answer(line: str) -> Mapping[str, Any] | Words:
    """Read an answer; what is none came from somebody else's hand."""
    try:
        answer = json.loads(line)
    except ValueError:
        answer = None
    if isinstance(answer, dict) and answer.keys() & {"ready", "assessed", "refused"}:
        return answer
    return Words(zh="进程答非所问", en="its process answered something else")


def _pass_on(stream: IO[str], lines: "queue.SimpleQueue[str]") -> None:
    for line in stream:
        lines.put(line)
    lines.put("")  # nothing more will come


@contextmanager
def _worker(order: Order) -> Iterator[_Worker]:
    """Start a worker that has loaded its plugins, and end it afterwards, whatever it is doing."""
    told = {**attrs.asdict(order), "plugins": order.plugins}
    command = [sys.executable, "-m", "stationkit.workers.worker", json.dumps(told)]
    with subprocess.Popen(  # noqa: S603 - our own module, with an order that we wrote
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    ) as process:
        try:
            worker = _Worker(process)
            _check_ready(worker.hear(LOADING_SECONDS), order)
            yield worker
        finally:
            process.kill()


def _check_ready(answer: Mapping[str, Any] | Words, order: Order) -> None:
    if not isinstance(answer, Words) and answer.get("ready"):
        return
    texts = [answer] if isinstance(answer, Words) else [Words(zh=one) for one in answer.get("refused", ())]
    named = ", ".join(order.plugins or ()) or "stationkit"
    raise PluginError(named, tuple(Problem("", text) for text in texts))
