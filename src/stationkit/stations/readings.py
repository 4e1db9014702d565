"""Readings of sensors; one past its threshold proposes a hazard."""

from datetime import datetime

import attrs

from stationkit.numbers import Number
from stationkit.stations.fields import Named, an_id, described, exact_or_none, moment

__all__ = ["Reading", "Sensor"]


class Sensor(Named):
    """What is measured."""

    GAS = "gas", "瓦斯", "gas"
    OXYGEN = "oxygen", "氧气", "oxygen"
    WATER_LEVEL = "water-level", "水位", "water level"


@attrs.frozen(kw_only=True)
class Reading:
    """One reading."""

    id: str = described("编号", "id", validator=an_id)
    station: str = described("站点", "the station's id", validator=an_id)
    sensor: Sensor = described("传感器", "what is measured")
    at: datetime = described("时间", "when, with its offset", validator=moment)
    value: Number = described("读数", "the value, exact", validator=exact_or_none)
    unit: str = described("单位", "unit", default="")
    place: str = described("地点", "where", default="")
