"""Marks and weights that add up: the full marks of a sum are those of its members, and shares come to one."""

from collections.abc import Iterator
from itertools import product
from math import prod

from stationkit.numbers import Number, exact, number_text
from stationkit.rules.checks.results import CheckResult, proved, refuted, undecided
from stationkit.rules.checks.study import MAX_ALL, Study, Tried, path_of
from stationkit.rules.expressions import Literal, expression_references
from stationkit.rules.facts import Facts, Value
from stationkit.rules.model import Computed
from stationkit.rules.shapes.combination import Combination
from stationkit.words import Words

__all__ = ["check_marks"]

_ID = "marks"


def check_marks(study: Study) -> Iterator[CheckResult]:
    """Compare every group with its members, in every case that its marks and weights know."""
    for node in study.rulebook.computed:
        if node.role == "group" and isinstance(node.shape, Combination) and not study.program.scopes.get(node.id):
            if node.shape.how == "sum" and node.full is not None:
                yield _sum(study, node)
            elif node.shape.how.startswith("weighted"):
                yield from _weights(study, node)


def _sum(study: Study, node: Computed) -> CheckResult:
    where = f"{path_of(node)}.full"
    cases = list(_cases(study, node))
    if not cases:
        return undecided(_ID, where, "分情形太多，未逐一核对", "its marks depend on too many cases")
    for one in cases:
        own, together = _paper(study, one, node.id), _together(study, one, node)
        if own is not None and own != together:
            told, members = number_text(own), number_text(together)
            words = Words(zh=f"标准分 {told}，成员合计 {members}", en=f"full marks {told}, its members have {members}")
            return refuted(_ID, where, words, one.facts)
    return proved(_ID, where, "标准分等于成员合计", "its full marks are those of its members")


def _cases(study: Study, node: Computed) -> Iterator[Tried]:
    """Try every combination of the facts on which marks and weights of a node and its members depend."""
    keys = sorted(_asked(study, node))
    samples = [study.samples(key) for key in keys]
    if prod(map(len, samples)) <= MAX_ALL // 10:
        for values in product(*samples):
            yield study.known_facts({**study.best, **_told(keys, values)})


def _told(keys: list[str], values: tuple[Value, ...]) -> dict[str, Value]:
    return dict(zip(keys, values, strict=True))


def _asked(study: Study, node: Computed) -> set[str]:

    names: set[str] = set()
    shape = node.shape
    members = [study.rulebook.nodes[name] for name in study.rulebook.members(node.id)]
    for one in (node, *members):
        for expression in (getattr(one, "full", None), getattr(one, "weight", None)):
            if expression is not None:
                names |= {str(reference) for _, reference in expression_references(expression)}
    if isinstance(shape, Combination) and shape.weights is not None:
        names |= {str(reference) for _, reference in shape.weights.references()}
    rests_on = {one for name in names for one in study.uses.below(name)}
    return rests_on & set(study.leaves)


def _paper(study: Study, one: Tried, name: str) -> Number | None:
    node = study.rulebook.nodes[name]
    if not isinstance(node, Computed) or node.full is None:
        return None
    return exact(one.frame.nominal[study.program.slots[name]])


def _together(study: Study, one: Tried, node: Computed) -> Number:
    members = study.rulebook.members(node.id)
    return exact(sum(one.frame.nominal[study.program.slots[name]] for name in members))


# -- weights -------------------------------------------------------------------------------------------------


def _weights(study: Study, node: Computed) -> Iterator[CheckResult]:
    """Weights that are shares come to one; a weighted sum comes to its full marks."""
    where, shape = f"{path_of(node)}.weights", node.shape
    assert isinstance(shape, Combination)  # noqa: S101 - as the caller looked
    if shape.weights is not None:
        tables = [list(table.weights.values()) for table in shape.weights.tables]
    else:
        members = [study.rulebook.nodes[name] for name in study.rulebook.members(node.id)]
        tables = [[one.weight for one in members if isinstance(one, Computed) and one.weight is not None]]
    for place, table in enumerate(tables):
        at = f"{where}[{place}]" if len(tables) > 1 else where
        values = [one.value for one in table if isinstance(one, Literal)]
        if len(values) < len(table):
            yield undecided(_ID, at, "权重不全是数", "not all weights are plain numbers")
        elif any(isinstance(one, Literal) and one.percent for one in table) or all(value < 1 for value in values):
            yield _shares(at, values, _shown(study, node, place))


def _shown(study: Study, node: Computed, place: int) -> Facts:
    """Give the best facts for which a table of weights is the one that is chosen; any where none were found."""
    weights = node.shape.weights if isinstance(node.shape, Combination) else None
    tests = [study.test(one.when, node) if one.when else None for one in weights.tables] if weights else []
    fitting = [
        one
        for one in (study.pool if tests else ())
        if next((at for at, test in enumerate(tests) if test is None or test(one.frame)), None) == place
    ]
    return max(fitting, key=study.rank, default=study.known_facts(study.best)).facts


def _shares(where: str, values: list[Number], facts: Facts) -> CheckResult:
    total = exact(sum(values))
    if total == 1:
        return proved(_ID, where, "权重合计 100%", "the weights come to 100 %")
    told = number_text(exact(total * 100))
    words = Words(zh=f"权重合计 {told}%，不是 100%", en=f"the weights come to {told} %, not to 100 %")
    return refuted(_ID, where, words, facts)
