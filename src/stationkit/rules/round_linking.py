"""Linking what a rulebook says of a round: every name that a ranking, a quota or an order uses must be there."""

from collections.abc import Mapping

from stationkit.rules.expressions import Literal, Name
from stationkit.rules.frame import Test
from stationkit.rules.lines import RuleReference
from stationkit.rules.linking import Linker
from stationkit.rules.model import Measure, Parameter, Rulebook
from stationkit.rules.references import Reference
from stationkit.rules.settlements import Quota, Ranking, Settlement
from stationkit.rules.shaping import Owner
from stationkit.words import Words

__all__ = ["link_round"]


def link_round(rulebook: Rulebook, linker: Linker) -> Mapping[str, Test]:
    """Check the names, and give the closures of the orders that a round may emit."""
    for ranking in rulebook.rankings.values():
        _check_ranking(ranking, linker)
    settlement = rulebook.settlement
    if settlement is None:
        return {}
    _check_settlement(settlement, rulebook, linker)
    owner = _owner("settle")
    return {order.id: linker.test(order.when, owner) for order in settlement.emits}


def _owner(path: str) -> Owner:
    return Owner(id="", path=path, slot=0, scope="", rule=RuleReference(node=""), full=None)


def _check_ranking(ranking: Ranking, linker: Linker) -> None:
    owner = _owner(f"ranking.{ranking.id}")
    for key in ranking.by:
        info = linker.info(Reference(*key.of.split(".", 1)), owner)
        if info is not None and info.kind == "choice":
            linker.to.say(owner.path, f"{key.of} 不能排序", f"{key.of} has no order to rank by")


def _check_settlement(settlement: Settlement, rulebook: Rulebook, linker: Linker) -> None:
    if settlement.ranking and settlement.ranking not in rulebook.rankings:
        linker.to.unknown("settle.ranking", Words(zh="排名", en="ranking"), settlement.ranking, rulebook.rankings)
    measures = [node.id for node in rulebook.measures if not node.list]
    for key, table in (("previous", settlement.previous), ("orders", settlement.orders)):
        for name in table:
            if not isinstance(rulebook.nodes.get(name), Measure) or name not in measures:
                linker.to.unknown(f"settle.{key}.{name}", Words(zh="指标", en="measure"), name, measures)
    for name, node in settlement.previous.items():
        if node not in rulebook.nodes:
            linker.to.unknown(f"settle.previous.{name}", Words(zh="节点", en="node"), node, rulebook.nodes)
    for name in settlement.orders:
        measure = rulebook.nodes.get(name)
        if isinstance(measure, Measure) and measure.kind != "flag":
            linker.to.say(f"settle.orders.{name}", f"{name} 不是是非值", f"{name} is not a flag")
    for place, quota in enumerate(settlement.quotas):
        _check_quota(quota, f"settle.quota[{place}]", rulebook, linker)


def _check_quota(quota: Quota, path: str, rulebook: Rulebook, linker: Linker) -> None:
    """How many places there are is the same for the whole round: a number, or a parameter that is one."""
    if isinstance(quota.at_most, Literal):
        return
    name = str(quota.at_most.reference) if isinstance(quota.at_most, Name) else ""
    node = rulebook.nodes.get(name)
    if not isinstance(node, Parameter) or not (node.value is None or isinstance(node.value, Literal)):
        parameters = [one.id for one in rulebook.nodes.values() if isinstance(one, Parameter)]
        linker.to.unknown(f"{path}.at_most", Words(zh="参数", en="parameter"), name, parameters)
