"""Facts: the only thing that a rulebook sees of the world.

For one subject and one period, a mapping from measure to answer. An answer is known, missing or not applicable, and the
three never mix: zero is a known answer, no answer is missing, and what cannot be asked is not applicable, on a ground.
"""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

import attrs

from stationkit.errors import InvalidValueError
from stationkit.numbers import Number, Ratio
from stationkit.words import Words

__all__ = ["Answer", "Facts", "Known", "Missing", "NotApplicable", "SheetScore", "Value"]

Value: TypeAlias = Number | Ratio | bool | str


def _check_value(_: object, __: object, value: Value) -> None:
    if not isinstance(value, int | Fraction | Ratio | bool | str):
        raise InvalidValueError(
            value,
            Words(
                zh="精确的数、比率、是否或选项（不用浮点数）",
                en="an exact number, a ratio, a flag or a choice (never a float)",
            ),
        )


def _check_ground(_: object, attribute: "attrs.Attribute[str]", value: str) -> None:
    if not isinstance(value, str) or not value.strip():
        raise InvalidValueError(value, Words(zh="写明依据", en=f"a written {attribute.name}"))


@attrs.frozen(kw_only=True)
class Known:
    """A known answer: the value, where it comes from, and what shows it.

    Attributes:
        value: a count, an exact decimal, a `Ratio`, a flag or a choice.
        source: who or what gave it: a measure over records, a sheet, a table.
        evidence: digests or document numbers.
        records: ids of the records that were counted; one id under two losing effects is double punishment.
        lacking: of a ratio, ids of those among its records that did not pass.
        ground: the assessor's written ground, for a fault.
    """

    value: Value = attrs.field(validator=_check_value)
    source: str = ""
    evidence: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    ground: str = ""


@attrs.frozen(kw_only=True)
class NotApplicable:
    """The question cannot be asked of this subject: on which ground, who approved it, or the clause that says so."""

    ground: str = attrs.field(validator=_check_ground)
    approver: str = ""
    clause: str = ""


@attrs.frozen(kw_only=True)
class Missing:
    """Nobody answered, and why that is.

    Attributes:
        failed: whether a plugin's measure function was asked and failed: somebody has to mend it.
    """

    why: str = ""
    failed: bool = False


Answer: TypeAlias = Known | NotApplicable | Missing


@attrs.frozen(kw_only=True)
class SheetScore:
    """What a sheet says of one item beside the faults: the station's own score and the assessor's.

    Faults decide; an assessor's score that differs from what the faults give is a finding.
    """

    self_score: Number | None = None
    assessor_score: Number | None = None


def _read_only(mapping: Mapping[str, object]) -> Mapping[str, object]:
    return MappingProxyType(dict(mapping))


@attrs.frozen(kw_only=True)
class Facts:
    """What is known of one subject in one period.

    Attributes:
        subject: whom they are about.
        period: the period as text, or nothing where the subject has none.
        answers: measure id -> answer; a fault is `item.cause`, an inspected sheet is `item.inspected`.
        sheets: item id -> the scores that the sheet carries beside its faults.
        lists: list id -> key of the sub-subject -> its own facts.
    """

    subject: str
    period: str = ""
    answers: Mapping[str, Answer] = attrs.field(factory=dict, converter=_read_only)
    sheets: Mapping[str, SheetScore] = attrs.field(factory=dict, converter=_read_only)
    lists: "Mapping[str, Mapping[str, Facts]]" = attrs.field(factory=dict, converter=_read_only)

    @classmethod
    def of(cls, subject: str, /, **values: Value) -> "Facts":
        """Make facts from known values; underscores in names stand for hyphens."""
        return cls(
            subject=subject, answers={name.replace("_", "-"): Known(value=value) for name, value in values.items()}
        )

    @classmethod
    def known(cls, subject: str, values: Mapping[str, Value]) -> "Facts":
        """Make facts from a mapping of known values."""
        return cls(subject=subject, answers={name: Known(value=value) for name, value in values.items()})
