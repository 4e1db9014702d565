"""Citations: which rule of an author's layer rests on which clause."""

from collections.abc import Iterator

import attrs

from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.model import Computed, Grade
from stationkit.testing.edges.finding import parts

__all__ = ["Citation", "find_citations", "own_nodes"]


@attrs.frozen(kw_only=True)
class Citation:
    """A rule, the node that it belongs to, and the clause that it cites; empty where it owes one and has none."""

    place: str
    node: str
    clause: str


def find_citations(resolved: ResolvedRulebook, reference: str) -> tuple[Citation, ...]:
    """Give every citation of the layer *reference*: of its own nodes, of the lines in them, and of what it changed."""
    found: dict[Citation, None] = {}
    for node in resolved.rulebook.explained:
        if resolved.rules[node.id].rulebook == reference:
            for citation in _of_node(node, resolved):
                found.setdefault(citation)
    for change in resolved.changes:
        if change.layer == reference:
            for clause in _split(change.clause):  # a ground says by what right in words: it is no clause
                found.setdefault(Citation(place=f"{change.verb} {change.path}", node=_node(change.path), clause=clause))
    return tuple(found)


def own_nodes(resolved: ResolvedRulebook, reference: str) -> frozenset[str]:
    """Give the nodes that the layer *reference* wrote or changed."""
    written = {name for name, rule in resolved.rules.items() if rule.rulebook == reference}
    return frozenset(written | {_node(change.path) for change in resolved.changes if change.layer == reference})


def _of_node(node: Computed | Grade, resolved: ResolvedRulebook) -> Iterator[Citation]:
    owes = isinstance(node, Grade) or node.role != "step"
    own = resolved.rules[node.id].clause
    if own or owes:
        yield from (Citation(place=node.id, node=node.id, clause=clause) for clause in _split(own) or ("",))
    for part in parts(node):
        clause = getattr(part, "clause", "")
        if part is not node and isinstance(clause, str) and clause:
            yield from (
                Citation(
                    place=f"{node.id}.{getattr(part, 'id', '') or getattr(part, 'verb', '')}", node=node.id, clause=one
                )
                for one in _split(clause)
            )


def _split(clause: str) -> tuple[str, ...]:
    """A rule may rest on several clauses, parted by a semicolon."""
    return tuple(one.strip() for one in clause.replace(";", "；").split("；") if one.strip())


def _node(path: str) -> str:
    """Give the node of `item.closed-loop.cause.open-overdue`."""
    return path.split(".")[1] if "." in path else path
