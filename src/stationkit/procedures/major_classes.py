"""Classes of major hazards in coal mines, dated: the fifteen of Order 4, the seventeen of the 2024 regulation.

Sources: 应急管理部令第4号 《煤矿重大事故隐患判定标准》, in force from 2021-01-01, read in a copy of the gazette;
煤矿安全生产条例 (2024), article 36, in force from 2024-05-01, which lists seventeen situations: it adds the systems for
monitoring and communication and the slopes of open pits, and words others anew. Whether Order 4 has been replaced since
was not checked, so that from 2024-05-01 its classes hold beside the two new ones. Other industries bring their own.
"""

from datetime import date

import attrs

from stationkit.periods import Period
from stationkit.words import Words

__all__ = ["COAL_CLASSES", "MajorClass", "classes_on"]

_ORDER_4 = "煤矿重大事故隐患判定标准（应急管理部令第4号）"
_REGULATION = "煤矿安全生产条例第三十六条"
_FOREVER = date(9999, 12, 31)


@attrs.frozen(kw_only=True)
class MajorClass:
    """One class of major hazards.

    Attributes:
        code: what the grading names it by.
        source: the instrument that lists it.
        during: the days on which it holds.
    """

    code: str
    words: Words
    source: str
    during: Period


def _class(code: str, zh: str, en: str, since: date = date(2021, 1, 1), source: str = _ORDER_4) -> MajorClass:
    return MajorClass(code=code, words=Words(zh=zh, en=en), source=source, during=Period(since, _FOREVER))


_SINCE_2024 = date(2024, 5, 1)

COAL_CLASSES: tuple[MajorClass, ...] = (
    _class("over-capacity", "超能力、超强度或者超定员组织生产", "producing over capacity, intensity or headcount"),
    _class("gas-over-limit", "瓦斯超限作业", "working with gas over the limit"),
    _class("outburst-no-measures", "突出矿井未落实防突措施", "outburst mine without outburst measures"),
    _class("gas-drainage-monitoring", "高瓦斯矿井抽采、监控不完善", "high-gas mine, drainage or monitoring lacking"),
    _class("ventilation", "通风系统不完善、不可靠", "ventilation incomplete or unreliable"),
    _class("water", "有严重水患未采取有效措施", "serious water hazard without effective measures"),
    _class("beyond-boundary", "超层越界开采", "mining beyond layer or boundary"),
    _class("rock-burst", "有冲击地压危险未采取有效措施", "danger of rock burst without effective measures"),
    _class("spontaneous-combustion", "自然发火严重未采取有效措施", "serious spontaneous combustion without measures"),
    _class("banned-equipment", "使用淘汰的设备、工艺", "banned or obsolete equipment or process"),
    _class("dual-power", "没有双回路供电系统", "no dual-circuit power"),
    _class(
        "build-while-producing", "新建煤矿边建设边生产、改扩建超出设计", "building while producing, or beyond design"
    ),
    _class("contracting", "承包、转包、劳务承包不合规定", "contracting without new permit, sub-contracting"),
    _class("restructuring", "改制未明确安全责任、未重新取证", "restructuring without responsibility or permits"),
    _class("other", "其他重大事故隐患", "other major hazards"),
    _class(
        "monitoring-communication",
        "安全监控、人员定位、通信系统不正常",
        "monitoring, positioning or communication failing",
        _SINCE_2024,
        _REGULATION,
    ),
    _class(
        "open-pit-slope", "露天煤矿边坡不符合规定", "slope of an open pit against the rules", _SINCE_2024, _REGULATION
    ),
)
"""Every class of coal mines, with the days on which it holds."""


def classes_on(day: date, classes: tuple[MajorClass, ...] = COAL_CLASSES) -> tuple[MajorClass, ...]:
    """Give the classes that hold on a day; before the first of them, none."""
    return tuple(one for one in classes if day in one.during)
