"""The province's layer for both kinds of station. ILLUSTRATIVE: the provincial measures are not public."""

from collections.abc import Sequence
from datetime import date

from stationkit import (
    DeadlinePolicy,
    RegionCode,
    RegionTable,
    RulebookDocument,
    Words,
    hookimpl,
    load_deadline_policy,
    load_rulebook,
)

__all__ = ["SHANXI", "stationkit_deadline_policies", "stationkit_regions", "stationkit_rulebooks"]

stationkit_api = ">=1.0,<2"
stationkit_namespace = "cn.shanxi"

_NAMES = {
    "140000": ("山西省", "Shanxi"),
    "140100": ("太原市", "Taiyuan"),
    "140200": ("大同市", "Datong"),
    "140300": ("阳泉市", "Yangquan"),
    "140400": ("长治市", "Changzhi"),
    "140500": ("晋城市", "Jincheng"),
    "140502": ("城区", "Chengqu"),
    "140521": ("沁水县", "Qinshui"),
    "140522": ("阳城县", "Yangcheng"),
    "140524": ("陵川县", "Lingchuan"),
    "140525": ("泽州县", "Zezhou"),
    "140581": ("高平市", "Gaoping"),
    "140600": ("朔州市", "Shuozhou"),
    "140700": ("晋中市", "Jinzhong"),
    "140800": ("运城市", "Yuncheng"),
    "140900": ("忻州市", "Xinzhou"),
    "141000": ("临汾市", "Linfen"),
    "141100": ("吕梁市", "Lüliang"),
}

SHANXI = RegionTable(
    id="cn.shanxi/regions",
    effective=date(2020, 1, 1),
    source="GB/T 2260 行政区划代码：省、11个地级市、晋城市各县（市、区）；其余县未收",
    names={RegionCode(code): Words(zh=zh, en=en) for code, (zh, en) in _NAMES.items()},
)
"""Codes and names of Shanxi's cities and of Jincheng's counties; other counties come with their city's plugin."""


@hookimpl
def stationkit_rulebooks() -> Sequence[RulebookDocument]:
    """The star assessment of both kinds of station."""
    return [load_rulebook(__package__, "pithead-star.toml"), load_rulebook(__package__, "wellbeing-star.toml")]


@hookimpl
def stationkit_regions() -> Sequence[RegionTable]:
    """The regions of Shanxi."""
    return [SHANXI]


@hookimpl
def stationkit_deadline_policies() -> Sequence[DeadlinePolicy]:
    """What the province gives for the acceptance of coal mines' major hazards; reported, not illustrative."""
    return [load_deadline_policy(__package__, "deadlines.toml")]
