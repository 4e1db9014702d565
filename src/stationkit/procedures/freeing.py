"""The smallest delegation that frees a stuck case, and the story of how far it gets without.

Grants are tried by their number: none smaller is left untried when one is found. A bound that never says too much keeps
that short: a kind of step that no way to the goal does without, and for which nobody has a role, needs a grant. Of
several that are equally small comes first the one that is needed last: its story shows where people are missing.
"""

from collections import deque
from typing import Any

from stationkit.procedures.exploring import NEW_PEOPLE, Explorer, Grant, Node
from stationkit.stations.people import Role

__all__ = ["freed_way"]

_MOST_GRANTS = 8


def freed_way(
    explorer: Explorer, needed: frozenset[str], hint: frozenset[Grant] = frozenset()
) -> tuple[Node, ...] | None:
    """Give a way to the goal with the fewest roles granted, then to the fewest new people.

    Args:
        explorer: of a case that nobody can close.
        needed: kinds of steps that no way to the goal does without.
        hint: grants that freed the case of the day before; taken again where nothing smaller can be.

    Returns:
        the way; nothing where not even many grants free it.

    Raises:
        TooLargeError: there is more to try than is tried.
    """
    explorer.names_new = True
    reached = _without_grants(explorer)
    least = max(1, _bound(explorer, needed, reached[0]))
    if len(hint) == least and (again := _within(explorer, needed, reached, least, _new(hint), hint)) is not None:
        return again.path()
    for most in range(least, _MOST_GRANTS + 1):
        for new in range(min(most, len(NEW_PEOPLE)) + 1):
            found = _within(explorer, needed, reached, most, new)
            if found is not None:
                return found.path()
    return None


def _without_grants(explorer: Explorer) -> list[Node]:
    """Give every case on every day that people reach as they are, by the shortest way, the nearest first."""
    root = explorer.root()
    reached, pending, seen = [root], deque([root]), {(root.key, root.day)}
    while pending:
        for one in explorer.onward(pending.popleft()):
            if (one.key, one.day) not in seen:
                seen.add((one.key, one.day))
                reached.append(one)
                pending.append(one)
    return reached


def _within(
    explorer: Explorer,
    needed: frozenset[str],
    reached: list[Node],
    most: int,
    new: int,
    only: frozenset[Grant] | None = None,
) -> Node | None:
    """Find a way with so many grants, beginning where people get farthest without."""
    pending = list(reached)
    settled: dict[tuple[Any, ...], list[frozenset[Grant]]] = {}
    while pending:
        here = pending.pop()
        others = settled.setdefault((here.key, here.day), [])
        if any(grants <= here.grants for grants in others):
            continue
        others.append(here.grants)
        if here.case.state in explorer.routes.aim.goals:
            return here
        free = explorer.onward(here) if here.grants else ()  # without grants they are all there already
        more = explorer.granted(here) if len(here.grants) < most else ()
        steps = [one for one in (*free, *more) if _new(one.grants) <= new and (only is None or one.grants <= only)]
        pending.extend(one for one in reversed(steps) if len(one.grants) + _bound(explorer, needed, one) <= most)
    return None


def _new(grants: frozenset[Grant]) -> int:
    return len({one.member for one in grants if one.is_new})


def _bound(explorer: Explorer, needed: frozenset[str], here: Node) -> int:
    """Give a number of further grants without which it cannot do: steps still needed, for which nobody has a role."""
    done = {node.taken.kind for node in here.path() if node.taken}
    held = explorer.held | {one.role for one in here.grants}
    counted: list[frozenset[Role]] = []
    for kind in sorted(needed - done):
        roles = explorer.roles_of(kind)
        if roles.isdisjoint(held) and all(roles.isdisjoint(other) for other in counted):
            counted.append(roles)
    return len(counted)
