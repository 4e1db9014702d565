"""Declarations: what a plugin's module says of itself before any of its hooks is called.

`stationkit_api = ">=1.0,<2"` names the versions of the hook interface that it was written for; a pair `(1, 0)` means
that version and the later ones with the same first number. `stationkit_namespace = "cn.shanxi.jincheng"` (or several)
names what it owns: it registers no id outside. Both may be left out: the interface is then any 1.x, the namespace the
one that all of its ids share.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from stationkit.errors import Problem
from stationkit.hooks.markers import API_VERSION
from stationkit.words import Words

__all__ = ["Declaration", "check_interface", "namespace_of", "read_declaration"]

NAMESPACE = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)*")

Version = tuple[int, int]
_CLAUSE = re.compile(r"(>=|<=|==|!=|>|<)\s*(\d+)(?:\.(\d+))?")
_OPERATORS: Mapping[str, Callable[[Version, Version], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}
_RANGE = Words(zh='如 ">=1.0,<2" 或 (1, 0)', en='a range such as ">=1.0,<2", or a pair such as (1, 0)')


@attrs.frozen(kw_only=True)
class Declaration:
    """What a plugin says of itself.

    Attributes:
        api: the range of interfaces, as text; empty where the plugin does not say.
        clauses: the same, operator by operator.
        namespaces: what it owns; nothing where it does not say.
    """

    api: str = ""
    clauses: tuple[tuple[str, Version], ...] = ()
    namespaces: tuple[str, ...] = ()

    def fits(self, offered: Version = API_VERSION) -> bool:
        """Tell whether an interface lies in the range."""
        return all(_OPERATORS[sign](offered, version) for sign, version in self.clauses)


def read_declaration(plugin: object, problems: list[Problem]) -> Declaration:
    """Read what a plugin says of itself; what has another form is added to the *problems*."""
    stated = getattr(plugin, "stationkit_api", None)
    clauses = _DEFAULT if stated is None else _read_range(stated)
    if clauses is None:
        what = Words(zh=f"看不懂 {stated!r}", en=f"not a range of versions: {stated!r}")
        problems.append(Problem("stationkit_api", what, _RANGE))
    return Declaration(
        api="" if stated is None else _shown(stated, clauses or ()),
        clauses=clauses or (),
        namespaces=tuple(_read_namespaces(getattr(plugin, "stationkit_namespace", None), problems)),
    )


_DEFAULT = ((">=", (API_VERSION[0], 0)), ("<", (API_VERSION[0] + 1, 0)))


def _read_range(stated: Any) -> tuple[tuple[str, Version], ...] | None:
    if isinstance(stated, tuple) and len(stated) == 2 and all(type(part) is int and part >= 0 for part in stated):
        return ((">=", (stated[0], stated[1])), ("<", (stated[0] + 1, 0)))
    if not isinstance(stated, str):
        return None
    matches = [_CLAUSE.fullmatch(part.strip()) for part in stated.split(",")]
    if not all(matches):
        return None
    return tuple((one[1], (int(one[2]), int(one[3] or 0))) for one in matches if one)


def _shown(stated: object, clauses: tuple[tuple[str, Version], ...]) -> str:
    if isinstance(stated, str):
        return stated
    return ",".join(f"{sign}{major}.{minor}" for sign, (major, minor) in clauses)


def check_interface(declaration: Declaration, offered: Version = API_VERSION) -> Iterator[Problem]:
    """Refuse a plugin for another interface, saying both versions."""
    if not declaration.fits(offered):
        here = ".".join(str(part) for part in offered)
        what = Words(
            zh=f"插件要求接口 {declaration.api}，本库的接口是 {here}",
            en=f"it needs the hook interface {declaration.api}, this is interface {here}",
        )
        ahead = any(sign in (">=", ">", "==") and version > offered for sign, version in declaration.clauses)
        newer = Words(zh="更新的 stationkit", en="a newer stationkit")
        written = Words(zh="为此接口更新的插件", en="a newer plugin, written for this interface")
        yield Problem("stationkit_api", what, newer if ahead else written)


def _read_namespaces(stated: Any, problems: list[Problem]) -> Iterator[str]:
    listed = stated if isinstance(stated, list | tuple) else () if stated is None else (stated,)
    for one in listed:
        if isinstance(one, str) and NAMESPACE.fullmatch(one):
            yield one
        else:
            expected = Words(zh="如 cn.shanxi.jincheng", en="a namespace such as cn.shanxi.jincheng")
            what = Words(zh=f"不是命名空间：{one!r}", en=f"not a namespace: {one!r}")
            problems.append(Problem("stationkit_namespace", what, expected))


def namespace_of(key: str) -> str:
    """Give the namespace of an id: what stands before the slash."""
    return key.partition("/")[0]
