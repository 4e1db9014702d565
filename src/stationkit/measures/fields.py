"""What a vocabulary is made of: kinds of record, and their fields with what each can be.

A field is read from the record itself or derived from it and its history, as things stood at the end of the window. A
field that *places* says by itself which days it is about; without one, the record's own day must lie in the window.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Any, TypeAlias

import attrs

from stationkit.measures.views import Look
from stationkit.stations.dossier import RecordKind
from stationkit.words import Words

__all__ = ["FieldKind", "RecordField", "RecordType", "choices_of"]

Derivation: TypeAlias = Callable[[Any, Look], object]


class FieldKind(Enum):
    """What a field holds, and so which tests make sense of it."""

    CHOICE = "choice"
    FLAG = "flag"
    NUMBER = "number"
    TEXT = "text"
    DAY = "day"


@attrs.frozen(kw_only=True)
class RecordField:
    """One field of a record.

    Attributes:
        of: reads it off a record, as of the end of the window.
        choices: the words that it can be, the least first where *ordered*; empty where any word can stand.
        many: whether a record can have several at once; a test passes where one of them passes.
        places: whether naming it in `where` replaces the test that the record's own day lies in the window.
        needs: further kinds of record that must be covered for it.
    """

    name: str
    kind: FieldKind
    words: Words
    of: Derivation
    choices: tuple[str, ...] = ()
    ordered: bool = False
    many: bool = False
    places: bool = False
    needs: tuple[RecordKind, ...] = ()


@attrs.frozen(kw_only=True)
class RecordType:
    """One kind of record as measures see it: which rows, on which day each happened, and its fields."""

    name: str
    kind: RecordKind
    words: Words
    rows: Callable[[Look], tuple[Any, ...]]
    day: Callable[[Any, Look], date | None]
    fields: Mapping[str, RecordField]


def choices_of(enum: type[Enum]) -> tuple[str, ...]:
    """Give the words of an enum, in its order."""
    return tuple(str(one.value) for one in enum)
