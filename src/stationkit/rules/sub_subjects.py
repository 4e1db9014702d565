"""Sub-subjects: the part of a program that lives in a list, run once for each of its keys."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from stationkit.rules.facts import Facts
from stationkit.rules.frame import Frame
from stationkit.rules.linking import Linker
from stationkit.rules.program import Leaf, load
from stationkit.rules.shapes.lists import ForEach, prefixed
from stationkit.rules.shaping import Linked

__all__ = ["ProgramLinker"]


class ProgramLinker(Linker):
    """A linker that can also run the part of the program that lives in a list."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.linked: dict[str, tuple[int, Linked, str]] = {}
        self.needs: Mapping[str, tuple[str, ...]] = {}
        self.leaves_of: Mapping[str, tuple[Leaf, ...]] = {}

    def list_runner(self, shape: ForEach) -> Callable[[Frame], Mapping[str, Frame] | None]:
        """Give the closure that scores every sub-subject of a list, as far as *shape* needs it."""
        leaves = self.leaves_of.get(shape.list, ())
        names = self._inside(shape)
        steps = {name: self.linked[name][:2] for name in self.linked if name in names}
        own = frozenset((*names, *(leaf.key for leaf in leaves)))
        return _Inside(list=shape.list, leaves=leaves, steps=steps, own=own).run

    def _inside(self, shape: ForEach) -> set[str]:
        found: set[str] = set()
        pending = [name for name in (shape.each, shape.weigh_by) if name]
        while pending:
            name = pending.pop()
            if name in self.linked and self.linked[name][2] == shape.list and name not in found:
                found.add(name)
                pending.extend(self.needs[name])
        return found


@attrs.frozen(kw_only=True)
class _Inside:
    """What runs for each sub-subject of a list, as far as one node needs it.

    Attributes:
        list: the list.
        leaves: what is loaded from the facts of the sub-subject.
        steps: node id -> its slot and closures, in order.
        own: every name that lives in the list.
    """

    list: str
    leaves: tuple[Leaf, ...]
    steps: Mapping[str, tuple[int, Linked]]
    own: frozenset[str]

    def run(self, frame: Frame) -> Mapping[str, Frame] | None:
        """Score every sub-subject, in the order of the keys; nothing where the list is not given."""
        subjects = frame.facts.lists.get(self.list)
        if subjects is None:
            return None
        return {key: self._run_one(frame, key, facts) for key, facts in sorted(subjects.items())}

    def _run_one(self, frame: Frame, key: str, facts: Facts) -> Frame:
        inner = frame.inner(facts)
        load(inner, self.leaves)
        for slot, linked in self.steps.values():
            inner.values[slot] = (linked.run if inner.lines is None else linked.explain)(inner)
        if frame.lines is not None and inner.lines is not None:
            seen = frame.inside.setdefault((self.list, key), {})
            frame.lines.extend(prefixed(line, key, self.own) for line in inner.lines if line.target not in seen)
            seen.update((name, (inner, slot)) for name, (slot, _) in self.steps.items() if name not in seen)
        return inner
