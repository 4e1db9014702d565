"""Recording: what a plugin's code does while it runs, seen from inside its process.

For the checking process alone: clocks, dice and the environment are replaced by ones that remember who asked, and an
audit hook sees files, sockets and programs. Only what has a frame of the plugin's own on the stack counts.
"""

import datetime
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from stationkit.hooks.inspecting import Sighting

__all__ = ["Recorder"]

_CLOCKS = {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time"}
_CLOCKS |= {"process_time_ns", "thread_time", "localtime", "gmtime", "ctime", "strftime"}
_DICE = ("random", "getrandbits", "seed", "setstate")
_AUDITED = {"time.sleep": "clock", "exec": "dynamic", "compile": "dynamic", "ctypes": "dynamic"}
_OUTSIDE = {"open", "os", "socket", "subprocess", "shutil", "tempfile", "sqlite3", "urllib", "http", "ftplib", "glob"}
_OUTSIDE |= {"pathlib", "smtplib", "webbrowser", "fcntl", "mmap", "signal", "builtins.input"}
_LEARNING = ("importlib", "<frozen")


class Recorder:
    """Remembers what happened while it was on.

    Attributes:
        seen: the sightings so far.
        files: the plugin's own files.
        loading: whether the plugin is being loaded: it may then read its own files.
    """

    def __init__(self, shift: int) -> None:
        self.seen: set[Sighting] = set()
        self.files: frozenset[str] = frozenset()
        self.folders: tuple[str, ...] = ()
        self.loading = False
        self._on = False
        self._shift = shift

    @contextmanager
    def on(self, *, loading: bool = False) -> Iterator[None]:
        """Record while the block runs."""
        self._on, self.loading = True, loading
        try:
            yield
        finally:
            self._on = self.loading = False

    def saw(self, code: str, detail: str) -> None:
        """Remember a misdeed, where the plugin's own code is behind it."""
        if not self._on:
            return
        self._on = False  # what looking costs is not the plugin's doing
        try:
            place = self._place(sys._getframe(1))  # noqa: SLF001 - the stack is the only witness
            if place:
                self.seen.add(Sighting(code, place, detail))
        finally:
            self._on = True

    def _place(self, frame: FrameType | None) -> str:
        """Give the innermost place in the plugin's own files; none while a module is being imported for it."""
        while frame is not None:
            file = frame.f_code.co_filename
            if self.is_own(file):
                return f"{file}:{frame.f_lineno}"
            if any(word in file for word in _LEARNING):
                return ""
            frame = frame.f_back
        return ""

    def is_own(self, file: str) -> bool:
        """Tell whether a file is the plugin's."""
        return file in self.files or file.startswith(self.folders or ("\0",))

    # -- what is replaced ------------------------------------------------------------------------------------

    def install(self) -> None:
        """Replace clocks, dice, the environment and the terminal, and listen to the audit events."""
        for name in sorted(_CLOCKS):
            setattr(time, name, self._told(getattr(time, name), "clock", f"time.{name}"))
        self._replace_days()
        self._replace_dice()
        for name in ("__getitem__", "__iter__"):
            form: Any = type(os.environ)
            setattr(form, name, self._told(getattr(form, name), "environment", "os.environ"))
        sys.stdout, sys.stderr = _Terminal(self), _Terminal(self)
        sys.addaudithook(self._audited)

    def _told(self, real: Callable[..., Any], code: str, detail: str) -> Callable[..., Any]:
        def told(*values: Any, **named: Any) -> Any:
            self.saw(code, detail)
            value = real(*values, **named)
            return value + self._shift if detail == "time.time" and self._on else value

        return told

    def _replace_days(self) -> None:
        shift = datetime.timedelta(seconds=self._shift)
        moment = _watched(datetime.datetime, ("now", "utcnow", "today"), self, shift)
        day = _watched(datetime.date, ("today",), self, shift)
        datetime.datetime, datetime.date = moment, day  # type: ignore[misc]  # for this process only

    def _replace_dice(self) -> None:
        for name in _DICE:
            setattr(random.Random, name, self._told(getattr(random.Random, name), "randomness", f"random.{name}"))
        hidden: Any = random._inst  # noqa: SLF001 - the dice behind the module's functions
        for name in ("random", "getrandbits"):
            setattr(random, name, getattr(hidden, name))
        os.urandom = self._told(os.urandom, "randomness", "os.urandom")
        random._urandom = os.urandom  # type: ignore[attr-defined]  # noqa: SLF001 - as it was bound at import

    def _audited(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._on:
            return
        head = event.partition(".")[0]
        code = _AUDITED.get(event, _AUDITED.get(head, "input-output" if head in _OUTSIDE or event in _OUTSIDE else ""))
        if code and not (self.loading and (code == "dynamic" or self._is_reading(event, arguments))):
            self.saw(code, event)

    def _is_reading(self, event: str, arguments: tuple[Any, ...]) -> bool:
        """While it loads, a plugin may read what lies beside its code: its rulebooks do."""
        if event == "open" and str(arguments[1] or "r")[:1] != "r":
            return False
        beside = {str(Path(file).parent) for file in self.files}
        return event in ("open", "os.listdir", "os.scandir") and str(arguments[0]).startswith(tuple(beside) or "\0")


class _Terminal:
    """Where prints of a plugin end."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def write(self, text: str) -> int:
        """Remember who wrote, and drop it."""
        self._recorder.saw("input-output", "print")
        return len(text)

    def flush(self) -> None:
        """Nothing was kept."""


def _watched(real: Any, names: tuple[str, ...], recorder: Recorder, shift: datetime.timedelta) -> Any:
    """Give a class that passes for *real* and remembers who asks it for the present."""

    class Passing(type(real)):  # type: ignore[misc]  # a class that is known only here
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, real)

        def __subclasscheck__(cls, form: type) -> bool:
            return issubclass(form, real)

    def asking(name: str) -> Any:
        def asked(_: Any, *values: Any, **named: Any) -> Any:
            recorder.saw("clock", f"{real.__name__}.{name}")
            return getattr(real, name)(*values, **named) + shift

        return classmethod(asked)

    def made(_: Any, *values: Any, **named: Any) -> Any:
        return real(*values, **named)

    body = {name: asking(name) for name in names} | {"__new__": made, "__module__": "datetime"}
    return Passing(real.__name__, (real,), body)
