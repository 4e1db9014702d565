"""Ladders of escalation as data: rungs, when each is reached, who takes over, by when whoever is asked must answer."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import attrs

from stationkit.calendars.spans import COUNTING_RULES, Span
from stationkit.errors import InvalidDocumentError, InvalidValueError, Problem
from stationkit.procedures.scopes import AppliesTo, Provenance, Scope, most_specific, unknown_events
from stationkit.procedures.steps import Step
from stationkit.stations.converting import structure
from stationkit.stations.fields import a_word, an_id, day, described, filled, members_checked
from stationkit.tomltext.reading import load_toml, read_toml
from stationkit.words import Words

__all__ = [
    "EscalationLadder",
    "Rung",
    "choose_ladder",
    "escalation_ladder",
    "example_ladder",
    "load_escalation_ladder",
    "read_escalation_ladder",
]

_MOST_RUNGS = 50


def _periods(_: object, __: object, value: int) -> None:
    if type(value) is not int or not 0 <= value <= _MOST_RUNGS:
        raise InvalidValueError(value, Words(zh=f"0 至 {_MOST_RUNGS}", en=f"a whole number from 0 to {_MOST_RUNGS}"))


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Rung:
    """One rung: when it is reached, who takes over, and by when they must answer.

    Attributes:
        after: how long after the limit; nothing is the moment at which it is over.
        after_periods: or so many further full periods of the step: the time from its beginning, to the minute, to its
            first limit; time that has passed, while *after* is counted by the ladder's rule.
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


@attrs.frozen(kw_only=True, field_transformer=members_checked)
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
    return most_specific(step, [one for one in fitting if one.provenance is not Provenance.EXAMPLE] or fitting)


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
        InvalidDocumentError: the file is no text in UTF-8, no TOML, or no ladder; with every problem.
        OSError: the file cannot be read.
    """
    return escalation_ladder(read_toml(path), str(path))


def load_escalation_ladder(package: str | None, name: str) -> EscalationLadder:
    """Load a ladder that lies in a package.

    Raises:
        InvalidDocumentError: the file is no text in UTF-8, no TOML, or no ladder; with every problem.
    """
    return escalation_ladder(load_toml(package, name), name)


def example_ladder() -> EscalationLadder:
    """Give a ladder as counties and mines use it; it binds nobody, and says so."""
    return load_escalation_ladder("stationkit.procedures", "example_ladder.toml")


def _ladder_problems(ladder: EscalationLadder) -> Iterator[Problem]:
    if not ladder.rungs:
        yield Problem(".rungs", Words(zh="没有梯级", en="no rung"), Words(zh="至少一级", en="at least one"))
    if ladder.counting not in COUNTING_RULES:
        listed = ", ".join(COUNTING_RULES)
        what = Words(zh=f"没有这个计算规则：{ladder.counting}", en=f"unknown counting rule: {ladder.counting}")
        yield Problem(".counting", what, Words(zh=listed, en=f"one of {listed}"))
    seen: set[str] = set()
    for place, rung in enumerate(ladder.rungs):
        yield from unknown_events(rung.answered_by, f".rungs[{place}].answered_by")
        if rung.id in seen:
            yield Problem(f".rungs[{place}].id", Words(zh=f"编号重复：{rung.id}", en=f"given twice: {rung.id}"))
        seen.add(rung.id)
        if rung.after is not None and rung.after_periods:
            what = Words(zh="after 与 after_periods 只能写一个", en="after and after_periods: only one of them")
            yield Problem(f".rungs[{place}].after", what)
