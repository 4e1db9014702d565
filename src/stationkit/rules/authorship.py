"""Authorship: which layer said what, and where it is written.

A resolved rulebook reads as if it had been written in one piece. This remembers, path by path, the piece that each part
came from: `item.closed-loop.deduct[1].points` may stand in the province's file, or in the city's under
`tighten.item.closed-loop.cause.open-overdue.points`.
"""

from collections.abc import Mapping
from typing import NamedTuple

import attrs

__all__ = ["Authorship", "Change", "Written"]


@attrs.frozen(kw_only=True)
class Change:
    """What a layer did to one node or cause, by which clause, on which ground.

    Attributes:
        layer: `id@version`.
        verb: `add`, `tighten`, `substitute` or `fill`.
        path: `item.closed-loop`, or `item.closed-loop.cause.open-overdue`.
        takes_from: for a scored addition, the item whose full marks it takes over.
        was: what stood there before, key by key.
        now: what stands there since.
        verdict: whether the change is `stricter`, `laxer`, … as far as it was decided; empty where it was not asked.
    """

    layer: str
    verb: str
    path: str
    clause: str = ""
    ground: str = ""
    takes_from: str = ""
    was: Mapping[str, object] = attrs.field(factory=dict, repr=False)
    now: Mapping[str, object] = attrs.field(factory=dict, repr=False)
    verdict: str = ""

    @property
    def node(self) -> str:
        """The node that was changed, or whose cause was."""
        return self.path.split(".")[1]

    @property
    def cause(self) -> str:
        """The cause that was changed; empty where it was the node."""
        parts = self.path.split(".")
        return parts[3] if len(parts) > 3 else ""


class Written(NamedTuple):
    """Where something is written: the document, and the path in it."""

    layer: str
    path: str


class Authorship:
    """Path of the resolved rulebook -> where it is written."""

    def __init__(self) -> None:
        self._written: dict[str, Written] = {}

    def note(self, path: str, layer: str, written: str) -> None:
        """Remember where *path*, with all that lies in it, is written; what was known within it is forgotten."""
        inside = (f"{path}.", f"{path}[")
        for known in [one for one in self._written if one.startswith(inside)]:
            del self._written[known]
        self._written[path] = Written(layer, written)

    def move(self, path: str, to: str) -> None:
        """Remember that what stood at *path* stands at *to*."""
        inside = (f"{path}.", f"{path}[")
        for known in [one for one in self._written if one == path or one.startswith(inside)]:
            self._written[to + known[len(path) :]] = self._written.pop(known)

    def find(self, path: str) -> Written | None:
        """Give where *path* is written, or the nearest thing around it; nothing where nothing is known."""
        known = path
        while known and known not in self._written:
            known = known[: max(known.rfind("."), known.rfind("["), 0)]
        if not known:
            return None
        layer, written = self._written[known]
        return Written(layer, written + path[len(known) :])
