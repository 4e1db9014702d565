"""Readings of sensors, and the thresholds past which they propose a hazard.

A threshold is data that a plugin registers: its number stands in no law that holds for every place alike.
"""

import operator
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import attrs

from stationkit.errors import InvalidValueError
from stationkit.numbers import Number
from stationkit.stations.fields import Named, an_id, described, exact, filled, members_checked, moment
from stationkit.stations.provenance import Status
from stationkit.words import Words

__all__ = ["Comparison", "Reading", "ReadingThreshold", "Sensor"]


def _positive(_: object, __: object, value: timedelta | None) -> None:
    if value is not None and not (isinstance(value, timedelta) and value > timedelta(0)):
        raise InvalidValueError(value, Words(zh="大于零的时长", en="a timedelta above zero"))


class Sensor(Named):
    """What is measured."""

    GAS = "gas", "瓦斯", "gas"
    OXYGEN = "oxygen", "氧气", "oxygen"
    WATER_LEVEL = "water-level", "水位", "water level"


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Reading:
    """One reading."""

    id: str = described("编号", "id", validator=an_id)
    station: str = described("站点", "the station's id", validator=an_id)
    sensor: Sensor = described("传感器", "what is measured")
    at: datetime = described("时间", "when, with its offset", validator=moment)
    value: Number = described("读数", "the value, exact", validator=exact)
    unit: str = described("单位", "unit", default="")
    place: str = described("地点", "where", default="")


class Comparison(Named):
    """When a value is past a number. Whether the number itself is past is in the word, never a custom."""

    ABOVE = ">", "超过", "above"
    AT_LEAST = ">=", "达到或超过", "at least"
    BELOW = "<", "低于", "below"
    AT_MOST = "<=", "达到或低于", "at most"

    def holds(self, value: Number, number: Number) -> bool:
        """Tell whether *value* is past *number*."""
        return _PAST[self](value, number)

    @property
    def upward(self) -> bool:
        """Whether higher values are the worse ones."""
        return self in (Comparison.ABOVE, Comparison.AT_LEAST)


_PAST: Mapping[Comparison, Callable[[Number, Number], bool]] = {
    Comparison.ABOVE: operator.gt,
    Comparison.AT_LEAST: operator.ge,
    Comparison.BELOW: operator.lt,
    Comparison.AT_MOST: operator.le,
}


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class ReadingThreshold:
    """A number past which a reading proposes a hazard.

    Attributes:
        id: `namespace/name`.
        clears_at: the number that a value must no longer be past for the excursion to end, by the same comparison; it
            lies on the safe side of *value* (hysteresis). Nothing means *value* itself.
        unit: the unit of both numbers; a reading in another unit is an error, never converted.
        places: where it holds; empty means everywhere.
        every: how often a reading is due there; a longer silence within an excursion is told. Nothing: not known.
        source: the text that the number is from.
    """

    id: str = attrs.field(validator=an_id)
    sensor: Sensor
    comparison: Comparison
    value: Number = attrs.field(validator=exact)
    unit: str = attrs.field(validator=filled)
    source: str = attrs.field(validator=filled)
    status: Status
    clears_at: Number | None = attrs.field(default=None, validator=attrs.validators.optional(exact))
    places: frozenset[str] = frozenset()
    every: timedelta | None = attrs.field(default=None, validator=_positive)
    words: Words = Words()

    def __attrs_post_init__(self) -> None:
        if self.clears_at is not None and self._unsafe(self.clears_at):
            side = ("不高于", "at most") if self.comparison.upward else ("不低于", "at least")
            expected = Words(zh=f"clears_at {side[0]} {self.value}", en=f"a clears_at that is {side[1]} {self.value}")
            raise InvalidValueError(self.clears_at, expected)

    def _unsafe(self, number: Number) -> bool:
        return number > self.value if self.comparison.upward else number < self.value

    def governs(self, reading: Reading) -> bool:
        """Tell whether it judges a reading: the same sensor, in one of its places."""
        return reading.sensor is self.sensor and (not self.places or reading.place in self.places)

    def is_past(self, value: Number) -> bool:
        """Tell whether a value begins an excursion."""
        return self.comparison.holds(value, self.value)

    def is_back(self, value: Number) -> bool:
        """Tell whether a value ends an excursion."""
        number = self.value if self.clears_at is None else self.clears_at
        return not self.comparison.holds(value, number)
