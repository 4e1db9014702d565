"""Cases: how one follows from another without being built anew, field by field."""

from typing import Any, TypeVar

__all__ = ["following"]

Of = TypeVar("Of")

_new, _set = object.__new__, object.__setattr__


def following(case: Of, changes: dict[str, Any]) -> Of:
    """Give a case with some fields changed: `attrs.evolve` for frozen classes without slots, several times as fast.

    A case has thirty fields and more, and an event changes two or three. Nothing is validated: what changes comes from
    an event, which has been.
    """
    after = _new(case.__class__)
    _set(after, "__dict__", case.__dict__ | changes)  # the one way past a frozen class, on a value nobody has seen yet
    return after
