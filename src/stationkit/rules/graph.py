"""The graph of a rulebook: what reads what, in which order it can be calculated, and in which list each node lives.

A wrong name, a circle, a part of a list read from outside: all problems come at once.
"""

from collections.abc import Iterator, Mapping

from stationkit.rules.conditions import condition_references
from stationkit.rules.expressions import expression_references
from stationkit.rules.grades import grade_references
from stationkit.rules.model import Computed, Grade, Measure, Node, Parameter, Rulebook
from stationkit.rules.reading import Collector
from stationkit.rules.references import ATTRIBUTES, Reference
from stationkit.rules.shapes.lists import ForEach
from stationkit.rules.shaping import Fault
from stationkit.words import Words

__all__ = ["Graph", "find_scopes", "in_order"]


class Graph:
    """What depends on what."""

    def __init__(self, rulebook: Rulebook, faults: tuple[Fault, ...], to: Collector) -> None:
        self.rulebook, self.to = rulebook, to
        self.sets = rulebook.named_sets
        self.leaves = {f"{fault.item}.{fault.cause}" for fault in faults} | {
            f"{fault.item}.inspected" for fault in faults
        }

    def needs(self) -> dict[str, tuple[str, ...]]:
        """Give what each node reads, in the order of the rulebook."""
        return {name: tuple(dict.fromkeys(self._needs(node))) for name, node in self.rulebook.nodes.items()}

    def _needs(self, node: Node) -> Iterator[str]:
        if isinstance(node, Parameter):
            yield from self._names(expression_references(node.value), node.id) if node.value is not None else ()
        elif isinstance(node, Computed):
            yield from self._computed_needs(node)
        elif isinstance(node, Grade):
            yield from (name for name in self._names(grade_references(node), node.id) if name != node.id)
            yield from self._demands(node)

    def _computed_needs(self, node: Computed) -> Iterator[str]:
        yield from self._names(node.shape.references(), node.id)
        for expression in (node.full, node.weight):
            if expression is not None:
                yield from self._names(expression_references(expression), node.id)
        for verb in node.then:
            yield from (name for name in self._names(verb.references(), node.id) if name != node.id)
        yield from self._demands(node)
        if node.role == "group":
            yield from self.rulebook.members(node.id)

    def _demands(self, node: Computed | Grade) -> Iterator[str]:
        if node.requires is not None:
            yield from (name for name in self._names(condition_references(node.requires), node.id) if name != node.id)

    def _names(self, references: Iterator[tuple[str, Reference | str]], owner: str) -> Iterator[str]:
        for kind, one in references:
            if kind == "set":
                yield from self.sets.get(str(one), (str(one),) if str(one) in self.rulebook.nodes else ())
            elif kind == "operand":
                name = str(one).partition(".")[0]
                yield from (name,) if name in self.rulebook.nodes else ()
            else:
                yield from self._node(str(one), owner)

    def _node(self, text: str, owner: str) -> Iterator[str]:
        name, _, attribute = text.partition(".")
        if text in self.leaves or text == "so-far":
            return
        if name in self.rulebook.nodes and attribute in ("", *ATTRIBUTES):
            yield name
            if attribute == "counted":
                yield from (group for group in self._groups(name) if group in self.rulebook.nodes)
        else:
            known = self.rulebook.nodes if not attribute else [*self.rulebook.nodes, *self.leaves]
            self.to.unknown(owner, Words(zh="名称", en="name"), text, known)

    def _groups(self, name: str) -> tuple[str, ...]:
        """Whether a node counted is known only once its groups have been calculated."""
        node = self.rulebook.nodes[name]
        return node.groups if isinstance(node, Computed) else ()


def in_order(needs: Mapping[str, tuple[str, ...]], to: Collector) -> tuple[str, ...]:
    """Sort depth first without recursion, so that a long chain is no problem; a circle is one."""
    done: dict[str, None] = {}
    for start in needs:
        trail: dict[str, Iterator[str]] = {}
        pending = [start] if start not in done else []
        while pending:
            name = pending[-1]
            if name not in trail:
                trail[name] = iter(needs[name])
            following = next((one for one in trail[name] if one not in done), None)
            if following is None:
                done[name] = None
                del trail[name]
                pending.pop()
            elif following in trail:
                circle = [*list(trail)[list(trail).index(following) :], following]
                to.say(following, f"循环引用：{' → '.join(circle)}", f"a circle: {' -> '.join(circle)}")
                return ()
            else:
                pending.append(following)
    return tuple(done)


def find_scopes(
    rulebook: Rulebook, order: tuple[str, ...], needs: Mapping[str, tuple[str, ...]], to: Collector
) -> dict[str, str]:
    """Find in which list each node lives: where what it reads lives, unless it leads out of it."""
    scopes: dict[str, str] = {}
    for name in order:
        node = rulebook.nodes[name]
        scope = ""
        if isinstance(node, Measure):
            scope = node.list
            if scope and scope not in rulebook.lists:
                to.unknown(f"measure.{name}.list", Words(zh="列表", en="list"), scope, rulebook.lists)
        elif not (isinstance(node, Computed) and isinstance(node.shape, ForEach)):
            found = {scopes[one] for one in needs[name] if scopes.get(one)}
            if len(found) > 1:
                to.say(
                    name,
                    f"同时读取几个列表：{', '.join(sorted(found))}",
                    f"reads several lists at once: {', '.join(sorted(found))}",
                )
            scope = min(found, default="")
        scopes[name] = scope
    return scopes
