"""Identifiers with a form of their own: region codes and the ids of rulebooks and rule nodes.

A region code is six digits (GB/T 2260): province, city and county, two digits each. Its ancestry is in its digits;
its name comes from a dated table that a plugin brings.
"""

import re

import attrs

from stationkit.errors import InvalidValueError
from stationkit.words import Words

__all__ = ["NodeId", "RegionCode", "RulebookId", "is_namespaced", "is_node_id", "parse_rulebook_reference"]

_REGION = re.compile(r"[1-9]\d{5}")
_NODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_NAMESPACED = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)*/[a-z0-9]+(?:-[a-z0-9]+)*")

NodeId = str
RulebookId = str


def is_node_id(text: str) -> bool:
    """Tell whether *text* is lower-case, hyphenated and starts with a letter."""
    return _NODE.fullmatch(text) is not None


def is_namespaced(text: str) -> bool:
    """Tell whether *text* is `namespace/name`, as the ids of what plugins bring are."""
    return _NAMESPACED.fullmatch(text) is not None


def _check_region(_: object, __: object, value: str) -> None:
    if not isinstance(value, str) or _REGION.fullmatch(value) is None:
        raise InvalidValueError(value, Words(zh="六位行政区划代码，如 140500", en="six digits such as 140500"))


@attrs.frozen(order=True)
class RegionCode:
    """A six-digit region code with its ancestry: province `140000`, city `140500`, county `140581`."""

    digits: str = attrs.field(validator=_check_region)

    @property
    def level(self) -> str:
        """`province`, `city` or `county`."""
        if self.digits.endswith("0000"):
            return "province"
        return "city" if self.digits.endswith("00") else "county"

    @property
    def ancestry(self) -> "tuple[RegionCode, ...]":
        """The region itself and what it lies in, the nearest first."""
        codes = (self.digits, self.digits[:4] + "00", self.digits[:2] + "0000")
        return tuple(RegionCode(code) for code in dict.fromkeys(codes))

    def lies_in(self, other: "RegionCode") -> bool:
        """Tell whether this region is *other* or a part of it."""
        return other in self.ancestry

    def __str__(self) -> str:
        return self.digits


def parse_rulebook_reference(text: str) -> tuple[RulebookId, str | None]:
    """Split `namespace/name@version` into the id and the version, which may be left out.

    Raises:
        InvalidValueError: the text has another form.
    """
    name, at, version = text.partition("@")
    if not is_namespaced(name) or (at and not version):
        raise InvalidValueError(
            text,
            Words(
                zh="命名空间/名称@版本，如 cn.shanxi/pithead-star@2022.1",
                en="namespace/name@version such as cn.shanxi/pithead-star@2022.1",
            ),
        )
    return name, version or None
