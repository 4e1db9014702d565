"""Cases: how one follows from another without being built anew, field by field."""

from collections.abc import Mapping
from typing import Any, TypeVar

__all__ = ["following"]

Of = TypeVar("Of")


def following(case: Of, changes: Mapping[str, Any]) -> Of:
    """Give a case with some fields changed: `attrs.evolve` for frozen classes without slots, several times as fast.

    A case has thirty fields and more, and an event changes two or three. Nothing is validated: what changes comes from
    an event, which has been.
    """
    after = object.__new__(type(case))
    after.__dict__.update(case.__dict__)
    after.__dict__.update(changes)
    return after
