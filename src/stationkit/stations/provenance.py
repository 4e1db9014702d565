"""How far the text behind a number can be trusted; a result bears the weakest status in its chain."""

from collections.abc import Iterable

import attrs

from stationkit.stations.fields import Named, a_count, described, filled, members_checked

__all__ = ["Ruled", "Status", "weakest"]


class Status(Named):
    """How far a text can be trusted, the best first."""

    OFFICIAL = "official", "官方文本", "the text is at hand"
    RECONSTRUCTED = "reconstructed", "据二手资料", "from secondary sources"
    ILLUSTRATIVE = "illustrative", "示意", "an illustration"


def weakest(statuses: Iterable[Status]) -> Status:
    """Give the weakest of several; of none, the best."""
    order = list(Status)
    return max(statuses, key=order.index, default=Status.OFFICIAL)


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Ruled:
    """A whole number that a rule sets, with the text that it is from."""

    value: int = described("数", "the number", validator=a_count)
    source: str = attrs.field(validator=filled)
    status: Status
