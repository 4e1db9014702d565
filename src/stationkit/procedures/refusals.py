"""Why something may not be done: blockers, the guards that give them, and what somebody could do next.

A guard gives blockers and nothing else, so adding one can only forbid. What a plugin's guard does besides (raise,
change what it was given, give blockers without end, return something else) forbids too: it did not say that it allows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from itertools import islice
from typing import Any

import attrs

from stationkit.containment import Failure, call_contained
from stationkit.errors import InvalidValueError
from stationkit.procedures.major_classes import MajorClass
from stationkit.stations.events import Event
from stationkit.stations.fields import a_text, a_word, an_id, filled, members_checked, moment, several
from stationkit.stations.people import Role
from stationkit.words import Words

__all__ = ["ALONE", "NOT_CLAIMED", "Actor", "Blocker", "Check", "Context", "Guard", "Option", "Refusal"]

_MOST = 100
"""More blockers from one guard than anybody would read: something is wrong with it."""


NOT_CLAIMED = "not-claimed"
"""The code of a blocker that the token of the case's author lifts, and nothing else."""


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Blocker:
    """One reason why something may not be done now.

    Attributes:
        code: what programs know it by.
        clause: the rule that it rests on.
        words: why, for people.
        lifted_by: who could lift it; empty where nobody can.
        earliest: from when it no longer holds, where time alone lifts it.
    """

    code: str = attrs.field(validator=a_word)
    words: Words = attrs.field(validator=attrs.validators.instance_of(Words))
    clause: str = attrs.field(default="", validator=a_text)
    lifted_by: frozenset[Role] = frozenset()
    earliest: datetime | None = attrs.field(default=None, validator=attrs.validators.optional(moment))


@attrs.frozen(kw_only=True)
class Refusal:
    """A command that is refused, with every blocker."""

    command: Event
    blockers: tuple[Blocker, ...]

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return "; ".join(str(blocker.words) for blocker in self.blockers)


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Actor:
    """Somebody who may act: as whom, and for whom they act.

    Attributes:
        on_behalf_of: id of whom they act for, where they act by delegation.
    """

    id: str = attrs.field(validator=an_id)
    roles: frozenset[Role] = frozenset()
    on_behalf_of: str = ""


def _a_claim(_: object, __: object, value: object) -> None:
    if not isinstance(value, str):  # what it is instead is not repeated: it may hold a token
        raise InvalidValueError("…", Words(zh="凭证（文字，claim）", en="a token as text (claim)"))


def _cases(_: object, __: object, value: object) -> None:
    if not isinstance(value, Mapping):
        raise InvalidValueError(value, Words(zh="案件，按编号（among）", en="a mapping of cases by their ids (among)"))


@attrs.frozen(kw_only=True)
class Context:
    """What a decision may look at besides the case and the command; nothing of it is recorded.

    Attributes:
        claim: the token by which an author proves that a report is theirs; it is compared and forgotten. A guard that
            misses it says `NOT_CLAIMED`.
        among: other cases by their ids, where a step is about another case as well; `options` looks through them for
            one that the step could be about.
        classes: the classes of major hazards of the station's industry; nothing means those of coal mines.
    """

    claim: str = attrs.field(default="", repr=False, validator=_a_claim)
    among: Mapping[str, Any] = attrs.field(factory=dict, repr=False, validator=_cases)
    classes: tuple[MajorClass, ...] | None = attrs.field(default=None, repr=False)


ALONE = Context()
"""Nothing besides the case and the command."""

Check = Callable[..., Iterable[Blocker]]


@attrs.frozen(kw_only=True)
class Guard:
    """A condition of a transition.

    Attributes:
        name: what transitions name it by.
        check: gives the blockers of a command: `check(case, command)`, with the context where it looks around.
        kinds: the events before which it stands, where a procedure or a plugin puts it before many; empty for all.
        reads: fields of the case that it looks at; each must exist.
        asks: fields of the command without which it can say nothing.
        settled_by: fields of the command that may settle it though they need not be filled.
        needs_steps: whether what it finds says nothing where steps before are not recorded.
        looks_around: whether it wants the context as well.
        finds_gaps: whether what it finds in a record is that something is not known, and no rule broken.
        lasts: whether what it finds against somebody stays, whatever happens to the case: who rectified has rectified.
    """

    name: str = attrs.field(validator=filled)
    check: Check
    kinds: tuple[str, ...] = attrs.field(default=(), validator=several("事件", "kinds of events"))
    reads: tuple[str, ...] = attrs.field(default=(), validator=several("案件字段", "fields of the case"))
    asks: tuple[str, ...] = attrs.field(default=(), validator=several("事件字段", "fields of the command"))
    settled_by: tuple[str, ...] = attrs.field(default=(), validator=several("事件字段", "fields of the command"))
    needs_steps: bool = False
    looks_around: bool = False
    finds_gaps: bool = False
    lasts: bool = False

    def stands_before(self, kind: str) -> bool:
        """Tell whether it is asked before events of a kind."""
        return not self.kinds or kind in self.kinds

    def blockers(self, case: Any, command: Event, context: Context = ALONE) -> tuple[Blocker, ...]:
        """Give the blockers of a command."""
        if self.looks_around:
            return tuple(self.check(case, command, context))
        return tuple(self.check(case, command))

    def foreign_blockers(self, case: Any, command: Event, context: Context = ALONE) -> tuple[Blocker, ...]:
        """Give the blockers of a guard from outside: on copies, so many at most, and a blocker wherever it fails.

        The claim of an author is nobody's business but the procedure's own.
        """
        around = (Context(among=_Copies(context.among), classes=context.classes),) if self.looks_around else ()
        found = call_contained(self._told, deepcopy(case), deepcopy(command), *around)
        if isinstance(found, Failure):
            return (self._failed(found.what),)
        strange = [type(one).__name__ for one in found if type(one) is not Blocker]
        if strange:
            return (self._failed(f"{strange[0]} is no blocker"),)
        return found if len(found) <= _MOST else (*found[:_MOST], self._failed(f"more than {_MOST} blockers"))

    def _told(self, *asked: Any) -> tuple[object, ...]:
        given = self.check(*asked)
        if isinstance(given, str | bytes):
            raise TypeError(f"{type(given).__name__} is no series of blockers")
        return tuple(islice(iter(given), _MOST + 1))

    def _failed(self, why: str) -> Blocker:
        told = f"{self.name}: {why}"
        return Blocker(code="guard-failed", words=Words(zh=f"检查出错：{told}", en=f"a check failed: {told}"))


class _Copies(Mapping[str, Any]):
    """Other cases, each copied when it is looked at."""

    def __init__(self, cases: Mapping[str, Any]) -> None:
        self._cases = cases

    def __getitem__(self, name: str) -> Any:
        return deepcopy(self._cases[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._cases)

    def __len__(self) -> int:
        return len(self._cases)


@attrs.frozen(kw_only=True)
class Option:
    """Something that somebody could do next: as whom, what it needs, and what stands against it besides that.

    Attributes:
        kind: the event that it would be.
        words: what it is called.
        target: the state that it leads to.
        role: the role in which it would be done.
        attached: fields of the event that are still to be filled.
        blockers: everything that stands against it, whatever is filled in.
    """

    kind: str
    words: Words
    target: str
    role: Role | None
    attached: tuple[str, ...]
    blockers: tuple[Blocker, ...]

    @property
    def is_open(self) -> bool:
        """Whether nothing stands against it but what is to be filled in."""
        return not self.blockers

    @property
    def earliest(self) -> datetime | None:
        """From when it can be done, where time alone lifts every blocker."""
        times = [one.earliest for one in self.blockers if one.earliest is not None]
        return max(times) if times and len(times) == len(self.blockers) else None
