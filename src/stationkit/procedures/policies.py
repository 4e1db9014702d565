"""Deadline policies: how long each step may take, for whom, since when, and on whose word.

A policy is a dated, versioned set of limits. Each limit says its provenance: *law*, *policy* of a place or an employer,
or *example*, which stands only where neither gives a limit; a law that says "promptly" leaves the number to them. Of
those that apply the most specific is taken: employer, then county, city, province, and then whichever names everything
that the others name and more; a tie is an error that lists the candidates. Where the law gives a number too, the
earlier of the two ends binds.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

import attrs

from stationkit.calendars.calendar import known_day
from stationkit.calendars.spans import COUNTING_RULES, CountingRule, Span, Unit, rule_named
from stationkit.errors import InvalidDocumentError, InvalidValueError, Problem
from stationkit.procedures.ladders import EscalationLadder
from stationkit.procedures.scopes import AppliesTo, Provenance, Scope, most_specific, unknown_events
from stationkit.procedures.steps import RIGHTS, Step
from stationkit.stations.converting import structure
from stationkit.stations.fields import Named, a_word, an_id, day, described, filled, members_checked
from stationkit.tomltext.reading import load_toml, parse_toml, read_toml
from stationkit.words import Words

__all__ = [
    "DeadlinePolicy",
    "Limit",
    "Reset",
    "Ruling",
    "StopRule",
    "WhoseCalendar",
    "choose_limit",
    "deadline_policy",
    "ladders_in_force",
    "load_deadline_policy",
    "parse_deadline_policy",
    "read_deadline_policy",
    "versions_in_force",
]


class Reset(Named):
    """What a clock does when a step has to be done again."""

    FRESH = "fresh", "重新计算", "counted afresh"
    LATER = "later", "自原期限与当日中较晚者起算", "counted from the later of the old limit and now"
    KEEP = "keep", "沿用原期限", "the old limit stands"
    RESUME = "resume", "剩余期限继续计算", "what was left of it goes on"


class WhoseCalendar(Named):
    """Whose working days are counted: those of the place where the case is, or the national ones."""

    OWN = "own", "本单位日历", "the employer's own"
    NATIONAL = "national", "全国日历", "the national one"


def _grade(_: object, __: object, value: str) -> None:
    if value not in ("", "A", "B", "C", "D"):
        words = Words(
            zh="A（原文）、B（新闻）、C（弱）、D（公开代码）", en="A (text), B (press), C (weak), D (public code)"
        )
        raise InvalidValueError(value, words)


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Limit:
    """How long one step may take, for whom.

    Attributes:
        span: how long; for a request, how long before the limit that it is about.
        counting: the counting rule, one that comes along or the policy's own.
        clause: where it is written; source and grade say how we know.
        on_return: what the clock does when the step is returned; `on_reopen` when the close was wrong.
        effective: from when it holds, where that is not its policy's date; `until` is the first day on which it no
            longer does.
    """

    id: str = described("编号", "id within the policy", validator=a_word)
    step: Step = described("环节", "the step that it limits")
    span: Span = described("期限", "how long")
    provenance: Provenance = described("依据性质", "on whose word it stands")
    clause: str = described("条款", "clause", validator=filled)
    source: str = described("来源", "where it was found", validator=filled)
    grade: str = described("来源等级", "how good the source is: A, B, C or D", default="", validator=_grade)
    applies: AppliesTo = described("适用范围", "for which cases", default=AppliesTo())
    counting: str = described("计算规则", "id of the counting rule", default="civil-code", validator=a_word)
    calendar: WhoseCalendar = described("日历", "whose working days", default=WhoseCalendar.OWN)
    on_return: Reset = described("退回后", "what the clock does after a return", default=Reset.LATER)
    on_reopen: Reset = described("重新整改后", "what the clock does after a reopening", default=Reset.KEEP)
    effective: date | None = described("自何日起", "first day on which it holds", default=None, validator=day)
    until: date | None = described("至何日止", "first day on which it no longer holds", default=None, validator=day)
    note: str = described("说明", "note", default="")

    @property
    def rank(self) -> int:
        """What it yields to: 0 to nothing, 1 an example to any limit, 2 a law without a number to any number."""
        if self.provenance is Provenance.EXAMPLE:
            return 1
        return 2 if self.provenance is Provenance.LAW and self.span.unit is Unit.PROMPT else 0


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class StopRule:
    """A reason for which the clock of a step stands still: from one kind of event to another."""

    reason: str = described("事由", "the reason", validator=filled)
    steps: tuple[Step, ...] = described("环节", "steps whose clock stands still")
    starts: tuple[str, ...] = described("开始事件", "events that stop it")
    ends: tuple[str, ...] = described("结束事件", "events that let it go on")
    provenance: Provenance = described("依据性质", "on whose word it stands")
    clause: str = described("条款", "clause", default="")
    applies: AppliesTo = described("适用范围", "for which cases", default=AppliesTo())


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class DeadlinePolicy:
    """A dated, versioned set of limits.

    Attributes:
        known_from: the first day on which it was known; its effective day unless another is given.
        stops: for which reasons the clock stands still; a pending extension is one only where `pending_stops` says so.

    Raises:
        InvalidDocumentError: with every problem, each at its path.
    """

    id: str = described("编号", "id", validator=an_id)
    version: str = described("版本", "version", validator=filled)
    title: Words = described("名称", "title")
    effective: date = described("自何日起", "first day on which it holds", validator=day)
    until: date | None = described("至何日止", "first day on which it no longer holds", default=None, validator=day)
    known_from: date = described(
        "知悉日期",
        "first day on which it was known",
        default=attrs.Factory(lambda self: self.effective, takes_self=True),
        validator=day,
    )
    limits: tuple[Limit, ...] = described("期限", "limits", default=())
    rules: tuple[CountingRule, ...] = described("计算规则", "its own counting rules", default=())
    stops: tuple[StopRule, ...] = described("中止事由", "reasons that stop the clock", default=())
    ladders: tuple[EscalationLadder, ...] = described("督办梯级", "ladders of escalation", default=())
    pending_stops: bool = described("申请延期时中止", "a pending extension stops the clock", default=False)

    def __attrs_post_init__(self) -> None:
        problems = tuple(_policy_problems(self))
        if problems:
            raise InvalidDocumentError(self.reference, problems)

    @property
    def reference(self) -> str:
        """Its id and version."""
        return f"{self.id}@{self.version}"


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class Ruling:
    """A limit as it was chosen: of which policy, and the law's own where that may end earlier."""

    policy: DeadlinePolicy
    limit: Limit
    law: "Ruling | None" = None

    @property
    def reference(self) -> str:
        """Policy, version and limit."""
        return f"{self.policy.reference}#{self.limit.id}"

    @property
    def applies(self) -> AppliesTo:
        """For which cases the limit is meant."""
        return self.limit.applies

    @property
    def rule(self) -> CountingRule:
        """The counting rule of the limit."""
        return rule_named(self.limit.counting, self.policy.rules)


def versions_in_force(
    policies: Iterable[DeadlinePolicy], on: date, known_at: date | datetime | None = None
) -> tuple[DeadlinePolicy, ...]:
    """Give of each policy the version that holds on a day, as far as it was known then.

    Raises:
        InvalidDocumentError: two versions of one policy hold from the same day.
    """
    known = known_day(known_at)
    standing: dict[str, DeadlinePolicy] = {}
    for one in policies:
        if one.effective > on or (known is not None and one.known_from > known):
            continue
        held = standing.setdefault(one.id, one)
        if (held.effective, held.known_from) == (one.effective, one.known_from) and held != one:
            what = Words(
                zh=f"{held.reference} 与 {one.reference} 同日生效",
                en=f"{held.reference} and {one.reference} start together",
            )
            raise InvalidDocumentError(one.id, (Problem(".effective", what),))
        if (held.effective, held.known_from) < (one.effective, one.known_from):
            standing[one.id] = one
    return tuple(one for one in standing.values() if one.until is None or on < one.until)


def choose_limit(
    policies: Iterable[DeadlinePolicy],
    step: Step,
    scope: Scope,
    on: date,
    known_at: date | datetime | None = None,
) -> Ruling | None:
    """Choose the limit of a step: the most specific that applies on a day, as known then; nothing where none does.

    Raises:
        AmbiguousLimitError: several are equally specific.
    """
    fitting = [
        Ruling(policy=policy, limit=limit)
        for policy in versions_in_force(policies, on, known_at)
        for limit in policy.limits
        if limit.step is step and _holds(limit, on) and limit.applies.covers(scope)
    ]
    ranked = [[one for one in fitting if one.limit.rank == rank] for rank in range(3)]
    chosen = next((most_specific(step, ranking) for ranking in ranked if ranking), None)
    law = most_specific(step, [one for one in ranked[0] if one.limit.provenance is Provenance.LAW])
    return attrs.evolve(chosen, law=law) if chosen is not None and law not in (None, chosen) else chosen


def ladders_in_force(
    policies: Iterable[DeadlinePolicy], on: date, known_at: date | datetime | None = None
) -> tuple[EscalationLadder, ...]:
    """Give the ladders of the policies that hold on a day, as far as they were known then.

    Raises:
        InvalidDocumentError: two versions of one policy hold from the same day.
    """
    return tuple(ladder for policy in versions_in_force(policies, on, known_at) for ladder in policy.ladders)


def _holds(limit: Limit, on: date) -> bool:
    return (limit.effective is None or limit.effective <= on) and (limit.until is None or on < limit.until)


# -- reading -------------------------------------------------------------------------------------------------


def deadline_policy(plain: object, source: str = "<values>") -> DeadlinePolicy:
    """Make a policy from plain values, with the keys that the TOML has.

    Raises:
        InvalidDocumentError: with every problem, each as a path such as `$.limits[3].span.unit`.
    """
    return structure(plain, DeadlinePolicy, source)


def parse_deadline_policy(text: str, source: str = "<text>") -> DeadlinePolicy:
    """Read a policy from TOML text.

    Raises:
        InvalidDocumentError: the text is no TOML, or no policy; with every problem.
    """
    return deadline_policy(parse_toml(text, source), source)


def read_deadline_policy(path: Path | str) -> DeadlinePolicy:
    """Read a policy from a TOML file.

    Raises:
        InvalidDocumentError: the file is no text in UTF-8, no TOML, or no policy; with every problem.
        OSError: the file cannot be read.
    """
    return deadline_policy(read_toml(path), str(path))


def load_deadline_policy(package: str | None, name: str) -> DeadlinePolicy:
    """Load a policy that lies in a package, as plugins do: `load_deadline_policy(__package__, "deadlines.toml")`.

    Raises:
        InvalidDocumentError: the file is no text in UTF-8, no TOML, or no policy; with every problem.
    """
    return deadline_policy(load_toml(package, name), name)


# -- checks --------------------------------------------------------------------------------------------------


def _policy_problems(policy: DeadlinePolicy) -> Iterator[Problem]:
    known = {*COUNTING_RULES, *(one.id for one in policy.rules)}
    seen: set[str] = set()
    for place, limit in enumerate(policy.limits):
        where = f".limits[{place}]"
        if limit.id in seen:
            yield Problem(f"{where}.id", Words(zh=f"编号重复：{limit.id}", en=f"given twice: {limit.id}"))
        seen.add(limit.id)
        if limit.counting not in known:
            what = Words(zh=f"没有这个计算规则：{limit.counting}", en=f"unknown counting rule: {limit.counting}")
            listed = ", ".join(sorted(known))
            yield Problem(f"{where}.counting", what, Words(zh=listed, en=f"one of {listed}"))
        if limit.until is not None and limit.until <= (limit.effective or policy.effective):
            what = Words(zh=f"至 {limit.until} 已无效", en=f"never holds: until {limit.until}")
            yield Problem(f"{where}.until", what)
        if limit.step in RIGHTS and limit.span.unit not in (Unit.DAY, Unit.WORKDAY):
            what = Words(zh=f"不能倒推：{limit.span.words.zh}", en=f"cannot be counted back: {limit.span.words.en}")
            yield Problem(f"{where}.span.unit", what, Words(zh="日或工作日", en="days or working days"))
    yield from _ties(policy)
    for place, stop in enumerate(policy.stops):
        yield from unknown_events((*stop.starts, *stop.ends), f".stops[{place}]")


def _ties(policy: DeadlinePolicy) -> Iterator[Problem]:
    """Find limits of one step for exactly the same cases at the same time: nobody could choose between them."""
    for place, limit in enumerate(policy.limits):
        for earlier in policy.limits[:place]:
            same = (limit.step, limit.applies) == (earlier.step, earlier.applies)
            if same and limit.rank == earlier.rank and _meet(limit, earlier):
                what = Words(zh=f"与 {earlier.id} 适用范围相同", en=f"applies to the same cases as {earlier.id}")
                yield Problem(f".limits[{place}].applies", what)


def _meet(one: Limit, other: Limit) -> bool:
    starts = max(one.effective or date.min, other.effective or date.min)
    ends = min(one.until or date.max, other.until or date.max)
    return starts < ends
