"""Live cases under a new version of their procedure: pinned to the old one until an explicit move.

A move maps states, and kinds where they are called otherwise. It is tried on every open case first: the trial names
each case that would be stuck, and each right that somebody would lose. Only a clean trial is carried out.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs

from stationkit.errors import InvalidDocumentError, InvalidValueError, Problem, nearest
from stationkit.procedures.finishing import crowd_of_actors, what_keeps_open
from stationkit.procedures.machine import Procedure
from stationkit.procedures.recording import History, spans_in_order
from stationkit.procedures.refusals import ALONE, NOT_CLAIMED, Actor, Blocker, Context, Option
from stationkit.stations.events import Event
from stationkit.stations.fields import filled, moment
from stationkit.stations.people import Role
from stationkit.words import Words

__all__ = ["LiveCase", "LostRight", "Moving", "Pin", "Stuck", "Trial", "replay", "try_move"]

_ANYBODY = "whoever-holds-the-claim"
_GONE = frozenset({"gone"})
"""What stands against a step that is not there: nobody's claim lifts it."""


@attrs.frozen(kw_only=True)
class Pin:
    """Which version of a procedure decides about a case, and since when; the first pin holds from the beginning.

    Attributes:
        version: the procedure's `version` alone, such as `1`.
    """

    version: str = attrs.field(validator=filled)
    since: datetime | None = attrs.field(default=None, validator=attrs.validators.optional(moment))


def _some_pins(_: object, __: object, value: object) -> None:
    if not isinstance(value, tuple) or not value or not all(isinstance(one, Pin) for one in value):
        raise InvalidValueError(value, Words(zh="至少一个 Pin 的元组（pins）", en="a tuple of at least one Pin (pins)"))


def _one_after_another(_: object, __: object, value: tuple[Pin, ...]) -> None:
    later = [one.since for one in value[1:]]
    times = [one.since for one in value if one.since is not None]
    if None in later or times != sorted(times):
        expected = Words(
            zh="后一个 Pin 须有时间，且不早于前一个", en="each later pin with its time, none before the last"
        )
        raise InvalidValueError(value, expected)


@attrs.frozen(kw_only=True)
class LiveCase:
    """A case with the versions that it is and was pinned to, the present one last."""

    case: Any
    pins: tuple[Pin, ...] = attrs.field(validator=[_some_pins, _one_after_another])

    @property
    def version(self) -> str:
        """The version that decides about it now."""
        return self.pins[-1].version


@attrs.frozen(kw_only=True)
class Moving:
    """How cases go from one version to another.

    Attributes:
        states: every state of an open case, old -> new; a state that is not named is not moved. An open case stays
            open: what is no end goes to what is none.
        kinds: kinds of events that are called otherwise, old -> new.
        convert: makes a case of the new version from one of the old and its new state; unsaid, the other fields
            stay as they are.
    """

    old: Procedure
    new: Procedure
    states: Mapping[str, str]
    kinds: Mapping[str, str] = attrs.field(factory=dict)
    convert: Callable[[Any, str], Any] = lambda case, state: attrs.evolve(case, state=state)

    def __attrs_post_init__(self) -> None:
        problems = tuple(_unknown(self)) or tuple(_ending(self))
        if problems:
            raise InvalidDocumentError(self.title, problems)

    def is_about(self, live: LiveCase) -> bool:
        """Tell whether the old version decides about a case, and it has not ended."""
        return live.version == self.old.version and not self.old.state(live.case.state).is_end

    @property
    def title(self) -> str:
        """From which version to which."""
        return f"{self.old.id}@{self.old.version} -> {self.new.id}@{self.new.version}"

    def moved(self, case: Any) -> Any:
        """Give a case of the old version as one of the new.

        Raises:
            InvalidDocumentError: its state has no counterpart, or `convert` makes another case of it, or one in another
                state.
        """
        if case.state not in self.states:
            raise InvalidDocumentError(self.title, (Problem(case.id, _no_counterpart(self, case.state)),))
        after = self.convert(case, self.states[case.state])
        if (after.id, after.state) != (case.id, self.states[case.state]):
            wanted = f"{case.id}, {self.states[case.state]}"
            what = Words(zh=f"给出了 {after.id}, {after.state}", en=f"makes {after.id}, {after.state}")
            raise InvalidDocumentError(self.title, (Problem("convert", what, Words(zh=wanted, en=wanted)),))
        return after


@attrs.frozen(kw_only=True)
class Stuck:
    """A case that could not go on: its state has no counterpart, or nobody at hand could bring it to an end."""

    case: str
    state: str
    words: Words


@attrs.frozen(kw_only=True)
class LostRight:
    """Something that somebody could do with a case and could do no more.

    Attributes:
        actor: whose right it is; empty for whoever holds the claim of the case (its author, or the sealed side).
        role: in which role; nothing where a claim was enough in several.
    """

    case: str
    kind: str
    actor: str
    role: Role | None
    words: Words


@attrs.frozen(kw_only=True)
class Trial:
    """What a move would do to every open case; nothing has happened yet.

    Attributes:
        moved: the cases as they would be.
        stuck: the cases that could not go on.
        lost: the rights that would be lost.
        left: the ids of the cases that stay as they are: they have ended, or another version decides about them.
    """

    moving: Moving
    at: datetime
    moved: tuple[LiveCase, ...]
    stuck: tuple[Stuck, ...]
    lost: tuple[LostRight, ...]
    left: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether no case is stuck and nobody loses a right."""
        return not self.stuck and not self.lost

    def carry_out(self, waived: Iterable[LostRight] = ()) -> tuple[LiveCase, ...]:
        """Give the moved cases.

        Args:
            waived: rights whose loss is meant, each as it stands in `lost`.

        Raises:
            InvalidDocumentError: a case is stuck, somebody loses a right that is not waived, or a right is waived that
                nobody loses; all of them are named.
        """
        given_up = tuple(waived)
        problems = [Problem("waived", _no_loss(one)) for one in given_up if one not in self.lost]
        problems += [Problem(one.case, one.words) for one in self.stuck]
        problems += [Problem(one.case, one.words) for one in self.lost if one not in given_up]
        if problems:
            raise InvalidDocumentError(self.moving.title, tuple(problems))
        return self.moved


def _refuse_the_past(moving: Moving, cases: Iterable[LiveCase], at: datetime) -> None:
    """Refuse a move that would not come after what has happened: the last events would be the new version's."""
    late = [live.case for live in cases if moving.is_about(live) and live.case.last_at and at <= live.case.last_at]
    told = [(case.id, f"{case.last_at}") for case in late]
    problems = [
        Problem(name, Words(zh=f"上一事件在 {last}", en=f"its last event: {last}"), _LATER) for name, last in told
    ]
    if problems:
        raise InvalidDocumentError(moving.title, tuple(problems))


_LATER = Words(zh="其后的时刻", en="a moment after it")


def _no_loss(waived: object) -> Words:
    return Words(zh=f"无人失去：{waived}", en=f"nobody loses this: {waived}")


def try_move(
    moving: Moving, cases: Iterable[LiveCase], actors: Iterable[Actor], at: datetime, context: Context = ALONE
) -> Trial:
    """Try a move on every open case that the old version decides about.

    Args:
        moving: how states and kinds go over.
        cases: live cases; those that have ended or are pinned to another version stay as they are.
        actors: everybody who acts there; a case is stuck where none of them could bring it to an end.
        at: when the move would happen.
        context: what options look at besides. A claim in it counts for nothing: it would be that of one case and one
            author. What a claim opens is looked at for whoever holds it, case by case, and nobody is named.

    Raises:
        InvalidValueError: the moment has no offset, or is before a case was pinned to its version.
        InvalidDocumentError: the move makes something else of a case than it says, or does not come after its last
            event.
    """
    moment(None, None, at)
    given = tuple(cases)
    _refuse_the_past(moving, given, at)
    people = tuple(actors)
    context = attrs.evolve(context, claim="")
    crowd = crowd_of_actors(people)
    moved: list[LiveCase] = []
    stuck: list[Stuck] = []
    lost: list[LostRight] = []
    left: list[str] = []
    for live in given:
        if not moving.is_about(live):
            left.append(live.case.id)
            continue
        if live.case.state not in moving.states:
            stuck.append(
                Stuck(case=live.case.id, state=live.case.state, words=_no_counterpart(moving, live.case.state))
            )
            continue
        after = moving.moved(live.case)
        blockers = what_keeps_open(moving.new, after, crowd, at)
        if blockers is not None:
            words = _nobody_ends(moving.new.state(after.state).words, blockers)
            stuck.append(Stuck(case=live.case.id, state=live.case.state, words=words))
            continue
        lost.extend(_lost(moving, _Turn(live.case, after, at, context), people))
        moved.append(LiveCase(case=after, pins=(*live.pins, Pin(version=moving.new.version, since=at))))
    return Trial(moving=moving, at=at, moved=tuple(moved), stuck=tuple(stuck), lost=tuple(lost), left=tuple(left))


def _unknown(moving: Moving) -> Iterator[Problem]:
    kinds = ({one.id for one in moving.old.kinds}, {one.id for one in moving.new.kinds})
    states = ({one.id for one in moving.old.states}, {one.id for one in moving.new.states})
    for where, mapping, (old, new) in (("states", moving.states, states), ("kinds", moving.kinds, kinds)):
        named = [(f"{where}.{source}", source, old) for source in mapping]
        named += [(f"{where}.{source}", target, new) for source, target in mapping.items()]
        for path, name, known in named:
            if not isinstance(name, str):
                yield Problem(path, Words(zh=f"不是编号：{name!r}", en=f"not an id: {name!r}"), _ids(known))
            elif name not in known:
                close = nearest(name, known)
                yield Problem(path, Words(zh=f"没有 {name}", en=f"no {name}"), _ids(close))


def _ending(moving: Moving) -> Iterator[Problem]:
    for source, target in moving.states.items():
        if moving.new.state(target).is_end and not moving.old.state(source).is_end:
            words = Words(
                zh=f"{target} 是终点：案件由其环节办结，不由换版办结",
                en=f"{target} is an end: a case is ended by its steps, never by a move",
            )
            yield Problem(f"states.{source}", words, _ids(one.id for one in moving.new.states if not one.is_end))


def _ids(known: Iterable[str]) -> Words:
    listed = ", ".join(sorted(known))
    return Words(zh=f"编号，如 {listed}", en=f"one of {listed}")


def _no_counterpart(moving: Moving, state: str) -> Words:
    here = moving.old.state(state).words
    return Words(zh=f"新版本没有与“{here.zh}”对应的状态", en=f"nothing in the new version answers to: {here.en}")


def _nobody_ends(there: Words, blockers: tuple[Blocker, ...]) -> Words:
    """Say that nobody could, and what stays true of those who have the roles."""
    zh = "；".join(one.words.zh for one in blockers)
    en = "; ".join(one.words.en for one in blockers)
    return Words(
        zh=f"无人能把“{there.zh}”办到终点" + (f"：{zh}" if zh else ""),
        en=f"nobody here could bring it to an end from: {there.en}" + (f" ({en})" if en else ""),
    )


@attrs.frozen
class _Turn:
    """A case before and after a move, when it would be, and what options look at besides."""

    before: Any
    after: Any
    at: datetime
    context: Context


def _lost(moving: Moving, turn: _Turn, people: tuple[Actor, ...]) -> Iterator[LostRight]:
    taken = [(actor, option) for actor in people for option in _taken_away(moving, turn, actor)]
    for actor, option in taken:
        if option.is_open:
            words = Words(
                zh=f"{actor.id} 不再能{option.words.zh}", en=f"{actor.id} could do this no more: {option.words.en}"
            )
            yield LostRight(case=turn.before.id, kind=option.kind, actor=actor.id, role=option.role, words=words)
    anybody = (Actor(id=_ANYBODY, roles=frozenset({role})) for role in Role)  # an author may be anybody, in any role
    theirs = [option for actor in anybody for option in _taken_away(moving, turn, actor)]
    claimed = (option for option in (*theirs, *(one for _, one in taken)) if not option.is_open)
    yield from _lost_by_the_author(moving, turn, claimed)


def _lost_by_the_author(moving: Moving, turn: _Turn, claimed: Iterable[Option]) -> Iterator[LostRight]:
    """Name what a claim opened and opens no more, each once."""
    lost: dict[str, list[Option]] = {}
    for option in claimed:
        lost.setdefault(option.kind, []).append(option)
    for kind, options in lost.items():
        roles = tuple(dict.fromkeys(one.role for one in options if one.role is not None))
        is_gone = moving.new.transition(turn.after.state, moving.kinds.get(kind, kind)) is None
        words = _author_could(options[0].words, () if is_gone else roles)
        role = roles[0] if len(roles) == 1 else None
        yield LostRight(case=turn.before.id, kind=kind, actor="", role=role, words=words)


def _author_could(done: Words, roles: tuple[Role, ...]) -> Words:
    """Say what the author can do no more, and in which roles where the step is still there for others."""
    zh = f"（以{'、'.join(one.words.zh for one in roles)}身份）" if roles else ""
    en = f" (as {', '.join(one.words.en for one in roles)})" if roles else ""
    return Words(
        zh=f"持有上报凭证的人不再能{done.zh}{zh}",
        en=f"whoever holds the token of the report could do this no more: {done.en}{en}",
    )


def _taken_away(moving: Moving, turn: _Turn, actor: Actor) -> tuple[Option, ...]:
    """Give what stood open to somebody, at once or with a claim, and is gone now or barred by more."""
    before = moving.old.options(turn.before, actor, turn.at, turn.context)
    had = [(one, _codes(one)) for one in before if _codes(one) <= {NOT_CLAIMED}]
    after = moving.new.options(turn.after, actor, turn.at, turn.context) if had else ()
    has = {one.kind: _codes(one) for one in after}
    return tuple(one for one, codes in had if not has.get(moving.kinds.get(one.kind, one.kind), _GONE) <= codes)


def _codes(option: Option) -> frozenset[str]:
    return frozenset(one.code for one in option.blockers)


def replay(live: LiveCase, versions: Mapping[str, Procedure], moves: Iterable[Moving], events: Iterable[Event]) -> Any:
    """Fold a case's events anew, each under the version that decided about it then, as `record` folds a history.

    What happened before a move is folded under the old version, what happened at its moment or after it under the new.

    Raises:
        KeyError: a version or a move that the pins name is not given.
        InvalidDocumentError: as `record` says; or the case stood, at the moment of a move, where that leads nowhere.
    """
    ways = {(one.old.version, one.new.version): one for one in moves}
    names = [pin.version for pin in live.pins]
    spans = spans_in_order(live.case.id, zip((versions[name] for name in names), _spans(live, events), strict=True))
    history = History(versions[names[0]], live.case.id)
    for place, span in enumerate(spans):
        if place:
            moving = ways[names[place - 1], names[place]]
            history.go_on(versions[names[place]], moving.moved(history.case))
        for event in span:
            history.take(event)
    return history.case


def _spans(live: LiveCase, events: Iterable[Event]) -> tuple[list[Event], ...]:
    """Sort events by the pins under which they happened; what happened before the first falls to it as well."""
    since = [pin.since for pin in live.pins[1:] if pin.since is not None]
    spans: tuple[list[Event], ...] = tuple([] for _ in live.pins)
    for event in events:
        spans[bisect_right(since, event.happened_at)].append(event)
    return spans
