"""Measure functions: what a recipe cannot say, declared once in Python by a plugin and named in a rulebook.

A function declares which records it reads. They must be covered before it is called, it sees nothing else, and what it
gives is checked: a function that raises or returns the wrong type leaves its measure missing, with the function named.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from stationkit.errors import InvalidValueError, UnknownNameError
from stationkit.periods import Period
from stationkit.rules.functions import check_function_name, check_plain, first_line
from stationkit.stations.dossier import RecordKind
from stationkit.stations.stations import Station
from stationkit.words import Words

__all__ = ["MeasureFunction", "Records", "measure_function"]

_KINDS = ("count", "decimal", "ratio", "flag", "choice")


def _read_only(rows: Mapping[str, tuple[Any, ...]]) -> Mapping[str, tuple[Any, ...]]:
    return MappingProxyType(dict(rows))


@attrs.frozen(kw_only=True)
class Records:
    """What a measure function sees: the station, and its records of the kinds that the function declared.

    The rows are all that the dossier has, not only those of the period: the function says itself which days it means.
    """

    station: Station
    rows: Mapping[str, tuple[Any, ...]] = attrs.field(converter=_read_only)

    def of(self, name: str) -> tuple[Any, ...]:
        """Give the records of one kind, in the order of the dossier.

        Raises:
            UnknownNameError: the function did not declare that it reads them.
        """
        try:
            return self.rows[name]
        except KeyError:
            raise UnknownNameError(Words(zh="已声明的记录", en="declared record"), name, tuple(self.rows)) from None


@attrs.frozen(kw_only=True)
class MeasureFunction:
    """A plugin's Python measure.

    Attributes:
        name: `namespace/name`, as a rulebook names it.
        kind: the kind of value that it gives.
        reads: the kinds of record that it reads.
        call: the function; it gets the records and the days asked about.
    """

    name: str
    kind: str
    reads: tuple[str, ...]
    call: Callable[[Records, Period], Any]

    @property
    def words(self) -> str:
        """The first line of the function's docstring: what it measures."""
        return first_line(self.call, self.name)

    def __call__(self, records: Records, days: Period) -> object:
        """Call the function itself, unchecked; the gathering checks what comes back."""
        return self.call(records, days)


def measure_function(
    name: str, *, kind: str, reads: list[str] | tuple[str, ...]
) -> Callable[[Callable[[Records, Period], Any]], MeasureFunction]:
    """Declare a measure function: its name, the kind of value that it gives and the records that it reads.

    Raises:
        InvalidValueError: the name has no namespace, or the kind or a record is unknown.
    """
    known = tuple(one.value for one in RecordKind)
    check_function_name(name)
    if kind not in _KINDS:
        raise InvalidValueError(kind, Words(zh="、".join(_KINDS), en=f"one of {', '.join(_KINDS)}"))
    if unknown := [one for one in reads if one not in known]:
        raise InvalidValueError(unknown[0], Words(zh="、".join(known), en=f"one of {', '.join(known)}"))

    def declare(call: Callable[[Records, Period], Any]) -> MeasureFunction:
        check_plain(call)
        return MeasureFunction(name=name, kind=kind, reads=tuple(reads), call=call)

    return declare
