"""网约车、快递外卖群众安康工作服务站的星级评定：规则在 TOML 里，值班周数在这里。示例，条文与分值自拟。"""

from collections.abc import Sequence
from typing import Any

from stationkit import (
    MeasureFunction,
    Period,
    Points,
    RulebookDocument,
    ScoringFunction,
    hookimpl,
    load_rulebook,
    measure_function,
    scoring_function,
)

__all__ = [
    "rota_due",
    "rota_gap",
    "rota_score",
    "rota_weeks",
    "stationkit_measure_functions",
    "stationkit_rulebooks",
    "stationkit_scoring_functions",
]

stationkit_api = ">=1.0,<2"
stationkit_namespace = "cn.shanxi.riders"


def _duty(records: Any, days: Period) -> list[bool]:
    """每个整周有没有律师值班；周从期初第一天算起，期末不满一周的不算。"""
    weeks = days.days // 7
    held = {(clinic.on - days.start).days // 7 for clinic in records.of("legal-clinics")}
    return [week in held for week in range(weeks)]


@measure_function("cn.shanxi.riders/rota-weeks", kind="count", reads=["legal-clinics"])
def rota_weeks(records: Any, days: Period) -> int:
    """期内有律师值班的周数（第七条）。"""
    return sum(_duty(records, days))


@measure_function("cn.shanxi.riders/rota-due", kind="count", reads=["legal-clinics"])
def rota_due(records: Any, days: Period) -> int:
    """期内的整周数，从期初第一天算起（第七条）。"""
    return len(_duty(records, days))


@measure_function("cn.shanxi.riders/rota-gap", kind="count", reads=["legal-clinics"])
def rota_gap(records: Any, days: Period) -> int:
    """最长连续几周没有律师值班（第七条）。"""
    longest = run = 0
    for on_duty in _duty(records, days):
        run = 0 if on_duty else run + 1
        longest = max(longest, run)
    return longest


@scoring_function(
    "cn.shanxi.riders/rota-score", reads=["rota-weeks", "rota-due", "rota-gap"], gives=(0, "full"), monotone=True
)
def rota_score(rota_weeks: Points, rota_due: Points, rota_gap: Points, *, full: Points) -> Points:
    """按值班周数比例得分；连续空岗满三周减半，满六周不得分（第七条）。"""
    if rota_gap >= 6 or rota_due <= 0:
        return Points(0)
    earned = full * min(Points(1), rota_weeks / rota_due)
    return earned / 2 if rota_gap >= 3 else earned


@hookimpl
def stationkit_rulebooks() -> Sequence[RulebookDocument]:
    """网约车的规则，和加在上面的快递外卖规则。"""
    return [load_rulebook(__package__, "ride-hailing.toml"), load_rulebook(__package__, "courier.toml")]


@hookimpl
def stationkit_scoring_functions() -> Sequence[ScoringFunction]:
    """值班得分。"""
    return [rota_score]


@hookimpl
def stationkit_measure_functions() -> Sequence[MeasureFunction]:
    """值班周数，日期只有 Python 看得见。"""
    return [rota_weeks, rota_due, rota_gap]
