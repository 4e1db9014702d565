"""Which node is the score and which is the star: what the head says, else the one that nothing else reads."""

from collections.abc import Iterator

import attrs

from stationkit.rules.model import Computed, Rulebook
from stationkit.rules.program import Program

__all__ = ["Headline", "find_headline"]


@attrs.frozen
class Headline:
    """The nodes that a result is known by; empty where the rulebook has none, or several and does not say which."""

    score: str
    stars: str


def find_headline(rulebook: Rulebook, program: Program) -> Headline:
    """Find the headline of a rulebook.

    A score is a group (where there is none, an item) and a star is a grade, outside every list, that no other of its
    kind reads. The grades may read the score, and the score a grade.
    """
    head = rulebook.head
    outside = [node for node in rulebook.explained if not program.scopes.get(node.id)]
    groups = [node.id for node in outside if isinstance(node, Computed) and node.role == "group"]
    items = [node.id for node in outside if isinstance(node, Computed) and node.role == "item"]
    grades = [node.id for node in outside if not isinstance(node, Computed)]
    return Headline(head.score or _top(groups or items, program), head.stars or _top(grades, program))


def _top(names: list[str], program: Program) -> str:
    """Give the one of *names* that no other of them rests on; nothing where there are several."""
    read = {below for name in names for below in _below(name, program)}
    top = [name for name in names if name not in read]
    return top[0] if len(top) == 1 else ""


def _below(name: str, program: Program) -> Iterator[str]:
    seen: set[str] = set()
    pending = list(program.needs.get(name, ()))
    while pending:
        one = pending.pop()
        if one not in seen:
            seen.add(one)
            yield one
            pending.extend(program.needs.get(one, ()))
