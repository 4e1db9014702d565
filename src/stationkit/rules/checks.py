"""Static findings about a rulebook that loads: what its readers should know before they trust it.

Nothing here stops a rulebook; a text without clauses or a measure that nobody reads is a weakness, not an error.
"""

from collections.abc import Iterator

from stationkit.errors import Problem
from stationkit.numbers import number_text
from stationkit.rules.expressions import Literal
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.model import Computed, Parameter
from stationkit.rules.shapes.combination import Combination
from stationkit.words import Words

__all__ = ["find_weaknesses"]


def find_weaknesses(resolved: ResolvedRulebook) -> tuple[Problem, ...]:
    """Give every weakness of a resolved rulebook, each at the node that it is about."""
    checks = (_without_clause, _without_source, _unread, _open_parameters, _full_marks, _without_applies)
    return tuple(problem for check in checks for problem in check(resolved))


def _without_clause(resolved: ResolvedRulebook) -> Iterator[Problem]:
    """Every item, group and grade has a clause, its own or its group's; without one no text is official."""
    for node in resolved.rulebook.explained:
        scored = not isinstance(node, Computed) or node.role != "step"
        if scored and not resolved.rules[node.id].clause:
            kind = node.role if isinstance(node, Computed) else "grade"
            weak = resolved.status == "official"
            expected = (
                Words(zh="status 至多为 reconstructed", en="a status of reconstructed at best") if weak else Words()
            )
            yield Problem(f"{kind}.{node.id}", Words(zh="没有条款", en="no clause"), expected)


def _without_source(resolved: ResolvedRulebook) -> Iterator[Problem]:
    if not resolved.head.source:
        yield Problem("source", Words(zh="没有写明来源", en="it does not say where its numbers come from"))


def _without_applies(resolved: ResolvedRulebook) -> Iterator[Problem]:
    if not resolved.head.applies:
        yield Problem(
            "applies", Words(zh="没有适用对象，不会被自动选用", en="it applies to nobody by itself and is never chosen")
        )


def _unread(resolved: ResolvedRulebook) -> Iterator[Problem]:
    """A measure or parameter that nothing reads can never change a result."""
    read = {name for names in resolved.program.needs.values() for name in names}
    for node in resolved.rulebook.nodes.values():
        if not isinstance(node, Computed) and node not in resolved.rulebook.grades and node.id not in read:
            kind = "parameter" if isinstance(node, Parameter) else "measure"
            yield Problem(f"{kind}.{node.id}", Words(zh="没有节点读取", en="nothing reads it"))


def _open_parameters(resolved: ResolvedRulebook) -> Iterator[Problem]:
    for node in resolved.rulebook.nodes.values():
        if isinstance(node, Parameter) and node.value is None:
            expected = Words(zh="上层规则用 [fill.…] 给值", en="a layer that fills it")
            yield Problem(f"parameter.{node.id}", Words(zh="没有值", en="no value"), expected)


def _full_marks(resolved: ResolvedRulebook) -> Iterator[Problem]:
    """The full marks of a sum are those of its members together."""
    for node in resolved.rulebook.computed:
        if node.role != "group" or not isinstance(node.full, Literal) or not _is_sum(node):
            continue
        total = _together(node, resolved)
        if total is not None and total != node.full.value:
            own, members = number_text(node.full.value), number_text(total)
            what = Words(zh=f"标准分 {own}，成员合计 {members}", en=f"full marks {own}, its members have {members}")
            yield Problem(f"group.{node.id}.full", what)


def _is_sum(node: Computed) -> bool:
    return isinstance(node.shape, Combination) and node.shape.how == "sum"


def _together(node: Computed, resolved: ResolvedRulebook) -> "int | None":
    """Add up the literal full marks below a node; nothing where one of them is not a plain number."""
    total = 0
    for name in resolved.rulebook.members(node.id):
        member = resolved.rulebook.nodes[name]
        if not isinstance(member, Computed):
            return None
        if isinstance(member.full, Literal):
            total += member.full.value  # type: ignore[assignment]  # an exact number
        elif member.full is None and member.role == "group" and _is_sum(member):
            below = _together(member, resolved)
            if below is None:
                return None
            total += below
        else:
            return None
    return total
