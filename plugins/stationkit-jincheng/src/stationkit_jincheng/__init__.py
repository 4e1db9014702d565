"""What the programmer of a city writes, whole. ILLUSTRATIVE: Jincheng's implementing rules are not public."""

from collections.abc import Sequence
from fractions import Fraction

from stationkit import (
    Flag,
    Points,
    Ratio,
    RulebookDocument,
    ScoringFunction,
    Words,
    hookimpl,
    load_rulebook,
    scoring_function,
)

__all__ = ["reporting_score", "stationkit_rulebooks", "stationkit_scoring_functions", "visit_score"]

stationkit_api = ">=1.0,<2"
stationkit_namespace = "cn.shanxi.jincheng"


@scoring_function(
    "cn.shanxi.jincheng/visit-score",
    reads=["visits-coverage", "off-post"],
    gives=(0, "full"),
    monotone=True,
    words=Words(
        zh="按应走访完成比例计分，有三违人员未返岗的减半",
        en="by visits made of visits due, halved while anybody who broke a rule is still off post",
    ),
)
def visit_score(coverage: Ratio, off_post: Flag, *, full: Points) -> Points:
    """Points for visits made of visits due, halved while anybody who broke a rule is still off post (第二十一条)."""
    points = full * coverage
    return points / 2 if off_post else points


@scoring_function(
    "cn.shanxi.jincheng/reporting-score",
    reads=["reporting-rate"],
    gives=(0, "full"),
    monotone=True,
    words=Words(
        zh="上报群监员不足一半不得分，一半至九成按比例计分",
        en="nothing below half of the supervisors, in proportion from there up to nine of ten",
    ),
)
def reporting_score(rate: Points, *, full: Points) -> Points:
    """Nothing below half of the supervisors; from there in proportion up to nine of ten (第十三条)."""
    low, high = Fraction(1, 2), Fraction(9, 10)
    if rate < low:
        return Points(0)
    return full * min((rate - low) / (high - low), Points(1))


@hookimpl
def stationkit_rulebooks() -> Sequence[RulebookDocument]:
    """The city's layer on the province's rulebook."""
    return [load_rulebook(__package__, "pithead-star.toml")]


@hookimpl
def stationkit_scoring_functions() -> Sequence[ScoringFunction]:
    """What data cannot say."""
    return [reporting_score, visit_score]
