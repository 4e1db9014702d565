"""Misdeeds: what a plugin's function must not do, and which names of Python do it.

A function's points rest on what it is given and on nothing else: the same facts give the same points, on every day, on
every machine, in any order. Each misdeed has a code; a name is recognised by the object behind it, however imported.
"""

from collections.abc import Mapping
from types import ModuleType

import attrs

from stationkit.words import Words

__all__ = ["MISDEEDS", "Misdeed", "misdeed_of"]


@attrs.frozen(kw_only=True)
class Misdeed:
    """One thing that `plugin check` found.

    Attributes:
        code: a key of `MISDEEDS`.
        plugin: the plugin.
        function: the name of the scoring or measure function, empty for the plugin itself.
        place: file and line.
        detail: what exactly, in Python's own words.
    """

    code: str
    plugin: str
    function: str = ""
    place: str = ""
    detail: str = ""

    @property
    def is_fault(self) -> bool:
        """Tell whether something is wrong, and not only something that could not be tried."""
        return self.code != "not-reached"

    @property
    def words(self) -> Words:
        """What it is, in words."""
        told, tail = MISDEEDS[self.code], f": {self.detail}" if self.detail else ""
        return Words(zh=f"{told.zh}{tail}", en=f"{told.en}{tail}")

    def text(self, language: str = "zh") -> str:
        """Give it as one line: where, which function, what."""
        words = self.words.en if language == "en" else self.words.zh
        return ": ".join(filter(None, (self.place, self.function, words)))


MISDEEDS: Mapping[str, Words] = {
    "clock": Words(zh="读取时钟", en="reads a clock"),
    "randomness": Words(zh="用了随机或每次不同的值", en="uses what is random, or differs from process to process"),
    "input-output": Words(
        zh="读写文件、网络、终端或启动程序", en="uses files, sockets, the terminal or other programs"
    ),
    "environment": Words(zh="读取运行环境", en="looks at the environment"),
    "dynamic": Words(zh="运行看不见的代码", en="runs code that no reader can see"),
    "float": Words(zh="用了浮点数", en="calculates with floats"),
    "mutation": Words(zh="改动所给的值", en="changes what it is given"),
    "global-state": Words(zh="在两次调用之间留下状态", en="keeps something from one call to the next"),
    "hidden-input": Words(zh="同样的事实，另一个进程给出另一个结果", en="gives another result in another process"),
    "tampering": Words(zh="改动了库本身", en="changes the library itself"),
    "endless": Words(zh="超过时限没有返回", en="does not come back within the time limit"),
    "crash": Words(zh="使进程终止", en="ends the process"),
    "raises": Words(zh="引发错误", en="raises an error"),
    "wrong-type": Words(zh="返回的不是所声明的类型", en="returns another type than declared"),
    "out-of-range": Words(zh="返回值超出所声明的范围", en="leaves the range that it declares"),
    "not-reached": Words(zh="没有可试的输入，只读了代码", en="could not be called: only its code was read"),
    "refused": Words(zh="插件未能装入", en="the plugin cannot be loaded"),
}
"""Every code, in words."""

_MODULES: Mapping[str, str] = {
    **dict.fromkeys(("time", "_time", "calendar.timegm", "sched", "timeit"), "clock"),
    **dict.fromkeys(("random", "_random", "secrets", "uuid"), "randomness"),
    **dict.fromkeys(("platform", "locale", "getpass", "pwd", "site", "sysconfig"), "environment"),
    **dict.fromkeys(("importlib", "inspect", "gc", "ctypes", "runpy", "code", "marshal", "pickle"), "dynamic"),
    **dict.fromkeys(
        ("os", "posix", "nt", "io", "_io", "pathlib", "shutil", "tempfile", "glob", "mmap"), "input-output"
    ),
    **dict.fromkeys(("socket", "_socket", "ssl", "select", "http", "urllib", "ftplib", "smtplib"), "input-output"),
    **dict.fromkeys(("xmlrpc", "requests", "httpx", "aiohttp", "urllib3", "webbrowser"), "input-output"),
    **dict.fromkeys(("subprocess", "multiprocessing", "threading", "_thread", "concurrent", "asyncio"), "input-output"),
    **dict.fromkeys(("signal", "logging", "sqlite3", "dbm", "shelve", "sys"), "input-output"),
    **dict.fromkeys(("math", "cmath", "statistics"), "float"),
}
_NAMES: Mapping[tuple[str, str], str] = {
    ("os", "environ"): "environment",
    ("os", "environb"): "environment",
    ("os", "getenv"): "environment",
    ("os", "urandom"): "randomness",
    ("posix", "urandom"): "randomness",
    ("sys", "argv"): "environment",
    ("sys", "setrecursionlimit"): "global-state",
    **{("builtins", name): "input-output" for name in ("open", "input", "print", "breakpoint")},
    **{
        ("builtins", name): "dynamic" for name in ("eval", "exec", "compile", "__import__", "globals", "vars", "locals")
    },
    **{("builtins", name): "randomness" for name in ("hash", "id")},
    **{("builtins", name): "mutation" for name in ("setattr", "delattr")},
    ("builtins", "float"): "float",
    **{("math", name): "" for name in ("gcd", "lcm", "isqrt", "comb", "perm", "factorial", "floor", "ceil")},
    **{("uuid", name): "" for name in ("UUID", "uuid3", "uuid5")},
    ("sys", "maxsize"): "",
}
_NOW = ("now", "utcnow", "today", "fromtimestamp", "utcfromtimestamp")
_SETTERS = ("__setattr__", "__delattr__", "__setitem__", "__setstate__")


def misdeed_of(value: object, owner: object = None, name: str = "") -> str:
    """Give the code of what a name means, empty where it is harmless.

    Args:
        value: the object behind the name.
        owner: the module or class whose attribute it is, if any.
        name: the name under which it was found there.
    """
    if isinstance(owner, type) and owner.__module__ == "datetime" and name in _NOW[:3]:
        return "clock"
    if owner is object and name in _SETTERS:
        return "mutation"
    if isinstance(value, ModuleType):
        return _MODULES.get(value.__name__.partition(".")[0], "")
    home = owner.__name__ if isinstance(owner, ModuleType) else _home(value)
    own = name or str(getattr(value, "__name__", ""))
    special = _NAMES.get((home, own), _NAMES.get((_home(value), str(getattr(value, "__name__", "")))))
    if special is not None:
        return special
    return _MODULES.get(home.partition(".")[0], "") or _MODULES.get(_home(value).partition(".")[0], "")


def _home(value: object) -> str:
    """Give the module that an object comes from: its own, or that of its class."""
    own = getattr(value, "__module__", None)
    if isinstance(own, str):
        return own
    bound = getattr(value, "__self__", None)
    return bound.__name__ if isinstance(bound, ModuleType) else type(bound if bound is not None else value).__module__
