"""Regions: dated tables of codes and names, with the source of each; a table comes with a plugin."""

from collections.abc import Iterable, Mapping
from datetime import date

import attrs

from stationkit.errors import UnknownNameError
from stationkit.identifiers import RegionCode
from stationkit.stations.fields import filled, members_checked
from stationkit.words import Words

__all__ = ["RegionTable", "Regions"]


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class RegionTable:
    """The names of regions from one day on, as one source gives them.

    Attributes:
        id: `namespace/name` of the table.
        effective: the first day on which it holds.
        source: who published it.
        names: code -> name.
    """

    id: str = attrs.field(validator=filled)
    effective: date
    source: str = attrs.field(validator=filled)
    names: Mapping[RegionCode, Words]


@attrs.frozen
class Regions:
    """All tables together: a code means what the latest table that holds on the day says."""

    tables: tuple[RegionTable, ...]

    @classmethod
    def of(cls, tables: Iterable[RegionTable]) -> "Regions":
        """Put tables together."""
        return cls(tuple(sorted(tables, key=_order)))

    def name(self, code: RegionCode, on: date) -> Words:
        """Give the name of a region on a day.

        Raises:
            UnknownNameError: no table that holds on that day knows the code.
        """
        for table in reversed(self.tables):
            if table.effective <= on and code in table.names:
                return table.names[code]
        known = tuple(str(one) for table in self.tables for one in table.names)
        raise UnknownNameError(Words(zh="行政区划代码", en="region code"), str(code), known)

    def full_name(self, code: RegionCode, on: date) -> Words:
        """Give the names from the province down, as far as they are known.

        Raises:
            UnknownNameError: no table that holds on that day knows the code itself.
        """
        own = self.name(code, on)
        above = [self._known(one, on) for one in reversed(code.ancestry) if one != code]
        names = [*(one for one in above if one is not None), own]
        return Words(zh="".join(one.zh for one in names), en=", ".join(one.en or one.zh for one in reversed(names)))

    def _known(self, code: RegionCode, on: date) -> Words | None:
        try:
            return self.name(code, on)
        except UnknownNameError:
            return None


def _order(table: RegionTable) -> tuple[date, str]:
    return table.effective, table.id
