"""Probing: a plugin's functions, called and read in processes of their own before anybody trusts them.

Every function is tried in two processes that differ in everything that must not matter: the order of the calls, the
seed of hashes, the day, the time zone, the environment. What does not come back ends its process, not the check.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from stationkit.hooks.misdeeds import Misdeed
from stationkit.hooks.probed import Order
from stationkit.hooks.trial_dossiers import TrialDossier

__all__ = ["Probed", "probe", "probe_whole"]

_FRAME = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+)')
_WORLDS: tuple[Mapping[str, str], ...] = (
    {"PYTHONHASHSEED": "1", "TZ": "UTC", "LANG": "C.UTF-8"},
    {"PYTHONHASHSEED": "20270131", "TZ": "Asia/Shanghai", "LANG": "zh_CN.UTF-8", "STATIONKIT_PROBE": "1"},
)
_LOAD_SECONDS = 60  # for importing the library itself on a slow machine


@attrs.frozen(kw_only=True)
class Probed:
    """What came of probing a plugin.

    Attributes:
        misdeeds: what was found, each once, in the order of its place.
        tried: measure function -> the dossiers that it was tried on, each with its period.
    """

    misdeeds: tuple[Misdeed, ...]
    tried: Mapping[str, tuple[str, ...]]


def probe(
    plugin: str, *, seconds: float = 5, dossiers: Iterable[TrialDossier] = (), path: Path | str = ""
) -> tuple[Misdeed, ...]:
    """Check a plugin in processes of its own.

    Args:
        plugin: its entry point, or a module that can be imported.
        seconds: how long one call of a function may take.
        dossiers: the records that measure functions are tried on; without any only their code is read.
        path: a folder to look for the module in, beside where Python looks.

    Returns:
        What was found, each once, in the order of its place.
    """
    return probe_whole(plugin, seconds=seconds, dossiers=dossiers, path=path).misdeeds


def probe_whole(
    plugin: str, *, seconds: float = 5, dossiers: Iterable[TrialDossier] = (), path: Path | str = ""
) -> Probed:
    """Check a plugin as `probe` does, and say what its measure functions were tried on."""
    found: dict[tuple[str, str, str], Misdeed] = {}
    order = Order(plugin=plugin, lines="", trace="", variant=0, seconds=seconds, dossiers=tuple(dossiers))
    while True:
        runs = [_run(attrs.evolve(order, variant=variant), str(path)) for variant in (0, 1)]
        ended = [one for run in runs for one in run.ended(plugin)]
        for one in (*(one for run in runs for one in run.found(plugin)), *ended, *_differences(plugin, *runs)):
            found.setdefault((one.code, one.function, one.place), one)
        again = tuple(dict.fromkeys(one.function for one in ended if one.function and one.function not in order.skip))
        if not again:
            misdeeds = sorted(_once(found.values()), key=lambda one: (one.place, one.code, one.function))
            return Probed(misdeeds=tuple(misdeeds), tried=runs[0].tried())
        order = attrs.evolve(order, skip=(*order.skip, *again))


def _once(found: Any) -> Iterator[Misdeed]:
    """One place, one misdeed: what the plugin as a whole was seen doing there, its function was seen doing already."""
    known = list(found)
    for one in known:
        same = (other for other in known if (other.code, other.place) == (one.code, one.place))
        if one.function or not any(other.function for other in same):
            yield one


@attrs.frozen(kw_only=True)
class _Run:
    """What one process wrote before it ended."""

    lines: tuple[Mapping[str, Any], ...]
    trace: str
    code: int

    def found(self, plugin: str) -> Iterator[Misdeed]:
        """Give what it said it found."""
        for line in self.lines:
            if line["step"] == "found":
                named = {key: line[key] for key in ("code", "function", "place", "detail")}
                yield Misdeed(plugin=plugin, **named)

    def ended(self, plugin: str) -> Iterator[Misdeed]:
        """Say by which function it ended, where it did not end by itself."""
        if self.lines and self.lines[-1]["step"] == "done":
            return
        last = next((line for line in reversed(self.lines) if line["step"] in ("call", "load")), {"function": ""})
        if self.trace:
            yield Misdeed(code="endless", plugin=plugin, function=last["function"], place=_innermost(self.trace))
        else:
            detail = f"exit code {self.code}"
            place = last.get("place", "")
            yield Misdeed(code="crash", plugin=plugin, function=last["function"], place=place, detail=detail)

    def results(self) -> Mapping[str, list[str]]:
        """Give the results of each function that was called to the end, and what the plugin brought."""
        told = {line["function"]: line["results"] for line in self.lines if line["step"] == "results"}
        return told | {"": [line["result"] for line in self.lines if line["step"] == "brought"]}

    def tried(self) -> Mapping[str, tuple[str, ...]]:
        """Give the dossiers that each function was tried on, where it was tried on any."""
        return {line["function"]: tuple(line["on"]) for line in self.lines if line["step"] == "results" and line["on"]}


def _innermost(trace: str) -> str:
    """Give the innermost place of a stack that is not the library's nor Python's own."""
    ours = str(Path(__file__).resolve().parents[1])
    frames = [(one["file"], one["line"]) for one in _FRAME.finditer(trace)]
    own = [frame for frame in frames if not frame[0].startswith((ours, sys.base_prefix, "<"))]
    return ":".join((own or frames or [("", "")])[0])


def _differences(plugin: str, first: _Run, second: _Run) -> Iterator[Misdeed]:
    there = second.results()
    for function, results in first.results().items():
        others = there.get(function, results)
        if results != others:
            pairs = zip(results, others, strict=False)
            here, other = next(((one, two) for one, two in pairs if one != two), (str(len(results)), str(len(others))))
            yield Misdeed(code="hidden-input", plugin=plugin, function=function, detail=f"{here} ≠ {other}")


def _run(order: Order, path: str) -> _Run:
    with tempfile.TemporaryDirectory() as folder:
        lines, trace = Path(folder, "lines"), Path(folder, "trace")
        code = _started(attrs.evolve(order, lines=str(lines), trace=str(trace)), folder if order.variant else "", path)
        return _Run(
            lines=tuple(json.loads(line) for line in _text(lines).splitlines() if line.endswith("}")),
            trace=_text(trace).strip(),
            code=code,
        )


def _started(order: Order, folder: str, path: str) -> int:
    paths = os.pathsep.join(filter(None, (path, os.environ.get("PYTHONPATH", ""))))
    environment = {**os.environ, **_WORLDS[order.variant], "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "stationkit.hooks.probed", json.dumps(attrs.asdict(order))]
    with subprocess.Popen(  # noqa: S603 - our own module, with an order that we wrote
        command,
        env=environment,
        cwd=folder or None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as child:
        try:
            return child.wait(timeout=_LOAD_SECONDS + 100 * order.seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            return child.wait()


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""
