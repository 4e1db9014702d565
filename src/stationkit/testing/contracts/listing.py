"""The contracts, all of them, in the order in which they are told."""

from stationkit.testing.contracts.applicability import not_applicable_is_neutral
from stationkit.testing.contracts.keeping import clauses_have_rules, dates_have_two_sides, items_have_cases
from stationkit.testing.contracts.model import Contract
from stationkit.testing.contracts.monotone import monotone
from stationkit.testing.contracts.scores import bounded, deterministic, no_hidden_input, order_free, pure
from stationkit.words import Words

__all__ = ["CONTRACTS"]

CONTRACTS = (
    Contract("bounded", Words(zh="得分不越界", en="no item leaves its bounds"), bounded),
    Contract("monotone", Words(zh="做得更好不丢分", en="a better answer never costs a point"), monotone),
    Contract("order-free", Words(zh="与顺序无关", en="no order matters"), order_free),
    Contract("pure", Words(zh="不留痕迹", en="scoring leaves nothing behind"), pure),
    Contract("deterministic", Words(zh="结果可重现", en="the same facts, the same ledger"), deterministic),
    Contract(
        "not-applicable",
        Words(zh="不适用等于没有这一项", en="not applicable is as if it were not there"),
        not_applicable_is_neutral,
    ),
    Contract("no-hidden-input", Words(zh="没有隐藏的输入", en="only answers decide"), no_hidden_input),
    Contract("dates", Words(zh="每个日期两侧都有规则", en="every date has two sides"), dates_have_two_sides),
    Contract(
        "clauses", Words(zh="条款与规则相互对应", en="every clause has a rule, every rule a clause"), clauses_have_rules
    ),
    Contract("cases", Words(zh="每个评分项都有用例", en="every item has a case"), items_have_cases),
)
"""Every contract."""
