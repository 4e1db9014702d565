"""Escalation: a ladder as data, and how far up it a deadline has come.

What is not finished as prescribed is supervised by the next level up (提级督办). A rung is reached so long after the
limit; it says who takes over, who is told, and by when whoever is asked must answer: deciders have deadlines too. A
level is derived, never stored: an extension takes it back to nothing, what was reached before stays on the record.
"""

import tomllib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import attrs

from stationkit.calendars.calendar import Calendar
from stationkit.calendars.counting import Due, count_due, start_after
from stationkit.calendars.shifts import ShiftTable
from stationkit.calendars.spans import Span, rule_named
from stationkit.errors import AmbiguousLimitError, InvalidDocumentError, InvalidValueError, Problem
from stationkit.procedures.policies import AppliesTo, Provenance, Scope
from stationkit.procedures.steps import Step
from stationkit.procedures.terms import Deadline
from stationkit.stations.converting import structure
from stationkit.stations.events import Event
from stationkit.stations.fields import a_word, an_id, day, described, filled
from stationkit.words import Words

__all__ = [
    "Escalation",
    "EscalationLadder",
    "ReachedRung",
    "Rung",
    "choose_ladder",
    "escalation_ladder",
    "escalation_level",
    "escalation_of",
    "example_ladder",
    "load_escalation_ladder",
    "read_escalation_ladder",
]

_MOST_RUNGS = 50


def _periods(_: object, __: object, value: int) -> None:
    if type(value) is not int or not 0 <= value <= _MOST_RUNGS:
        raise InvalidValueError(value, Words(zh=f"0 至 {_MOST_RUNGS}", en=f"a whole number from 0 to {_MOST_RUNGS}"))


@attrs.frozen(kw_only=True)
class Rung:
    """One rung: when it is reached, who takes over, and by when they must answer.

    Attributes:
        after: how long after the limit; nothing is the moment at which it is over.
        after_periods: or so many further full periods of the step (its limit less its beginning).
        act: what is done: remind, ask for a written explanation, a supervision letter, public notice, appraisal.
        supervisor: who supervises from here on.
        told: who is told.
        answer: how long whoever is asked has to answer.
        answered_by: events that answer it.
    """

    id: str = described("编号", "id within the ladder", validator=a_word)
    act: Words = described("措施", "what is done")
    after: Span | None = described("逾期多久", "how long after the limit", default=None)
    after_periods: int = described("再过几个整改期", "further full periods", default=0, validator=_periods)
    supervisor: Words = described("督办层级", "who supervises", default=Words())
    told: tuple[str, ...] = described("通知对象", "who is told", default=())
    answer: Span | None = described("答复期限", "how long there is to answer", default=None)
    answered_by: tuple[str, ...] = described("答复事件", "events that answer it", default=())


@attrs.frozen(kw_only=True)
class EscalationLadder:
    """A dated, versioned ladder: its rungs in the order in which they are reached.

    Raises:
        InvalidDocumentError: no rung, two with one id, or one that says two things about when it is reached.
    """

    id: str = described("编号", "id", validator=an_id)
    version: str = described("版本", "version", validator=filled)
    title: Words = described("名称", "title")
    provenance: Provenance = described("依据性质", "on whose word it stands")
    clause: str = described("条款", "clause", validator=filled)
    source: str = described("来源", "where it was found", validator=filled)
    effective: date = described("自何日起", "first day on which it holds", validator=day)
    until: date | None = described("至何日止", "first day on which it no longer holds", default=None, validator=day)
    known_from: date = described(
        "知悉日期",
        "first day on which it was known",
        default=attrs.Factory(lambda self: self.effective, takes_self=True),
        validator=day,
    )
    applies: AppliesTo = described("适用范围", "for which cases", default=AppliesTo())
    steps: tuple[Step, ...] = described("环节", "for which steps", default=(Step.RECTIFY,))
    counting: str = described("计算规则", "id of the counting rule", default="civil-code", validator=a_word)
    rungs: tuple[Rung, ...] = described("梯级", "rungs")

    def __attrs_post_init__(self) -> None:
        problems = tuple(_ladder_problems(self))
        if problems:
            raise InvalidDocumentError(self.reference, problems)

    @property
    def reference(self) -> str:
        """Its id and version."""
        return f"{self.id}@{self.version}"


@attrs.frozen(kw_only=True)
class ReachedRung:
    """A rung that was reached: at which moment, and by when it is to be answered.

    Attributes:
        level: its place on the ladder, from 1.
        answer: the decider's deadline, where the rung sets one.
        answered_at: when it was answered; nothing while it is not.
        unannounced: years not announced on which the moment rests; it is provisional then.
    """

    level: int
    rung: Rung
    at: datetime
    answer: Due | None = None
    answered_at: datetime | None = None
    unannounced: tuple[int, ...] = ()

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether whoever was asked has not answered in time."""
        return self.answered_at is None and self.answer is not None and self.answer.is_past(now)


@attrs.frozen(kw_only=True)
class Escalation:
    """How far up a ladder a deadline has come, as of a moment.

    Attributes:
        level: the level now; 0 where nothing is overdue.
        reached: every rung that was reached since the step began, those before an extension too.
    """

    ladder: str
    level: int
    reached: tuple[ReachedRung, ...]

    @property
    def current(self) -> ReachedRung | None:
        """The rung on which it stands."""
        return self.reached[-1] if self.level else None


def choose_ladder(
    ladders: Iterable[EscalationLadder], step: Step, scope: Scope, on: date, known: date | None = None
) -> EscalationLadder | None:
    """Choose the most specific ladder for a step on a day, of each its version in force; nothing where none applies.

    Raises:
        AmbiguousLimitError: several are equally specific.
    """
    standing: dict[str, EscalationLadder] = {}
    for one in sorted(ladders, key=lambda ladder: (ladder.effective, ladder.known_from)):
        if one.effective <= on and (known is None or one.known_from <= known):
            standing[one.id] = one
    fitting = [
        one
        for one in standing.values()
        if step in one.steps and one.applies.covers(scope) and (one.until is None or on < one.until)
    ]
    binding = [one for one in fitting if one.provenance is not Provenance.EXAMPLE] or fitting
    place = max((one.applies.place for one in binding), default=0)
    near = [one for one in binding if one.applies.place == place]
    best = [one for one in near if all(one.applies.named >= other.applies.named for other in near)]
    if near and len(best) != 1:
        raise AmbiguousLimitError(str(step), tuple(sorted(one.reference for one in best or near)))
    return best[0] if best else None


def escalation_of(
    deadline: Deadline,
    ladder: EscalationLadder,
    calendar: Calendar,
    *,
    events: Iterable[Event] = (),
    shifts: tuple[ShiftTable, ...] = (),
    known_at: date | datetime | None = None,
) -> Escalation:
    """Give how far up a ladder a deadline has come, as of the moment that the deadline is of.

    Args:
        deadline: the deadline, as `deadlines_of` gives it.
        ladder: the ladder.
        calendar: whose working days are counted.
        events: the events of the case; those that answer a rung are found among them.
        shifts: the mine's tables of shifts.
        known_at: up to when the calendar was known.
    """
    if deadline.step not in ladder.steps:
        return Escalation(ladder=ladder.reference, level=0, reached=())
    climb = _Climb(deadline=deadline, ladder=ladder, calendar=calendar, shifts=shifts, known_at=known_at)
    answers = tuple(event for event in events if event.happened_at <= deadline.as_of)
    stretches = [tuple(climb.reached(place, answers)) for place in range(len(deadline.dues))]
    level = stretches[-1][-1].level if stretches[-1] and deadline.is_overdue else 0
    return Escalation(ladder=ladder.reference, level=level, reached=tuple(one for found in stretches for one in found))


def escalation_level(
    deadline: Deadline, ladder: EscalationLadder, calendar: Calendar, *, known_at: date | datetime | None = None
) -> int:
    """Give the level on a ladder that a deadline stands on; 0 where nothing is overdue."""
    return escalation_of(deadline, ladder, calendar, known_at=known_at).level


@attrs.frozen(kw_only=True)
class _Climb:
    """One deadline on one ladder."""

    deadline: Deadline
    ladder: EscalationLadder
    calendar: Calendar
    shifts: tuple[ShiftTable, ...]
    known_at: date | datetime | None

    def reached(self, place: int, answers: tuple[Event, ...]) -> Iterator[ReachedRung]:
        """Give the rungs that were reached while one due date stood, the first of them first."""
        one = self.deadline.dues[place]
        following = self.deadline.dues[place + 1].since if place + 1 < len(self.deadline.dues) else None
        until = following or self.deadline.ended_at or self.deadline.as_of
        if one.due.moment is None or not one.due.is_past(until):
            return
        at = over = max(one.due.moment, one.since)
        for level, rung in enumerate(self.ladder.rungs, start=1):
            reached = self._when(rung, over, included=one.due.included or over != one.due.moment)
            if reached.moment is None or max(at, reached.moment) > until:
                return
            at = max(at, reached.moment)  # never before the rung below
            here = ReachedRung(
                level=level, rung=rung, at=at, answer=self._answer(rung, at), unannounced=reached.unannounced
            )
            yield self._answered(here, answers)

    def _when(self, rung: Rung, over: datetime, *, included: bool) -> Due:
        """Give when a rung is reached; a full period is what the step had from its beginning to its first limit."""
        if rung.after is not None:
            return self._count(start_after(over, rung.after, included=included), rung.after)
        first = self.deadline.dues[0].due.moment
        if rung.after_periods and first is not None:
            return Due(moment=over + rung.after_periods * max(first - self.deadline.counted_from, timedelta(0)))
        return Due(moment=over)

    def _answer(self, rung: Rung, at: datetime) -> Due | None:
        return None if rung.answer is None else self._count(at, rung.answer)

    def _count(self, start: datetime, span: Span) -> Due:
        rule = rule_named(self.ladder.counting)
        return count_due(start, span, self.calendar, rule=rule, shifts=self.shifts, known_at=self.known_at)

    @staticmethod
    def _answered(reached: ReachedRung, answers: tuple[Event, ...]) -> ReachedRung:
        found = [one for one in answers if one.kind in reached.rung.answered_by and one.happened_at >= reached.at]
        return attrs.evolve(reached, answered_at=min(one.happened_at for one in found)) if found else reached


# -- reading -------------------------------------------------------------------------------------------------


def escalation_ladder(plain: object, source: str = "<values>") -> EscalationLadder:
    """Make a ladder from plain values, with the keys that the TOML has.

    Raises:
        InvalidDocumentError: with every problem, each at its path.
    """
    return structure(plain, EscalationLadder, source)


def read_escalation_ladder(path: Path | str) -> EscalationLadder:
    """Read a ladder from a TOML file.

    Raises:
        InvalidDocumentError: the file is no TOML, or no ladder; with every problem.
        OSError: the file cannot be read.
    """
    return _parsed(Path(path).read_text(encoding="utf-8-sig"), str(path))


def load_escalation_ladder(package: str | None, name: str) -> EscalationLadder:
    """Load a ladder that lies in a package.

    Raises:
        InvalidDocumentError: the file is no TOML, or no ladder; with every problem.
    """
    return _parsed(files(package or "").joinpath(name).read_text(encoding="utf-8"), name)


def example_ladder() -> EscalationLadder:
    """Give a ladder as counties and mines use it; it binds nobody, and says so."""
    return load_escalation_ladder("stationkit.procedures", "example_ladder.toml")


def _parsed(text: str, source: str) -> EscalationLadder:
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what = Words(zh=f"不是 TOML：{error}", en=f"not TOML: {error}")
        raise InvalidDocumentError(source, (Problem("$", what),)) from None
    return escalation_ladder(plain, source)


def _ladder_problems(ladder: EscalationLadder) -> Iterator[Problem]:
    if not ladder.rungs:
        yield Problem(".rungs", Words(zh="没有梯级", en="no rung"), Words(zh="至少一级", en="at least one"))
    seen: set[str] = set()
    for place, rung in enumerate(ladder.rungs):
        if rung.id in seen:
            yield Problem(f".rungs[{place}].id", Words(zh=f"编号重复：{rung.id}", en=f"given twice: {rung.id}"))
        seen.add(rung.id)
        if rung.after is not None and rung.after_periods:
            what = Words(zh="after 与 after_periods 只能写一个", en="after and after_periods: only one of them")
            yield Problem(f".rungs[{place}].after", what)
