"""Help-and-education (帮教) after a violation: a notice, the passes that are due, and only then the return to the post.

Seven passes for a serious violation, five for a general one. Source: a coal mine's rule on those who broke a rule
(三违人员管理制, a copy: reconstructed). In which order they are passed, the rule does not say; every order will do.
Never decided: a return with a pass open, and a talk of somebody with themselves.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

import attrs

from stationkit.errors import InvalidValueError
from stationkit.procedures.days import day_of
from stationkit.procedures.machine import Kind, Procedure, State, Transition, kinds_of
from stationkit.procedures.refusals import Blocker, Guard
from stationkit.stations.events import Event
from stationkit.stations.fields import NamedText, members_checked
from stationkit.stations.people import Role
from stationkit.stations.violations import MentoringStep, Violation, due_passes
from stationkit.words import Words

__all__ = ["MENTORING", "MentoringCase", "MentoringKind", "Weight", "mentored", "notice"]

_RULE = "三违人员管理制（某煤矿，转载本）"


class MentoringKind(NamedText):
    """What happens besides the passes, each of which is a kind of its own."""

    ISSUE = "issue", "下达帮教通知书", "mentoring notice issued"
    RETURN_TO_POST = "return-to-post", "返岗", "returned to the post"
    ANNUL = "annul", "撤销通知书", "notice annulled"


class Weight(NamedText):
    """How a violation weighs: the `result` of the notice."""

    GENERAL = "general", "一般三违", "general"
    SERIOUS = "serious", "严重三违", "serious"


@attrs.frozen(kw_only=True, field_transformer=members_checked)
class MentoringCase:
    """The mentoring of one person after one violation.

    Attributes:
        worker: who broke the rule; the notice names them.
        violation: the violation's id.
        weight: general or serious; empty before the notice.
        passed_at: when the last pass was done.
    """

    id: str
    state: str = "draft"
    last_at: datetime | None = None
    last_id: str = ""
    worker: str = ""
    violation: str = ""
    weight: str = ""
    done: frozenset[MentoringStep] = frozenset()
    passed_at: datetime | None = None
    returned_at: datetime | None = None

    @property
    def due(self) -> tuple[MentoringStep, ...]:
        """The passes that the notice asks for."""
        return due_passes(serious=self.weight == Weight.SERIOUS) if self.weight else ()

    @property
    def open_passes(self) -> tuple[MentoringStep, ...]:
        """The passes that are due and not done."""
        return tuple(step for step in self.due if step not in self.done)


def notice(
    violation: Violation,
    *,
    id: str,  # noqa: A002 - the event's own word
    case: str,
    at: datetime,
    actor: str,
    role: Role,
    document: str,
) -> Event:
    """Give the command that issues the notice (帮教通知书) of a violation; without a weight where none is known.

    Raises:
        InvalidValueError: it would be issued on a day before the violation, or *at* has no offset.
    """
    if day_of(at) < violation.on:
        expected = Words(zh=f"不早于违章之日 {violation.on}", en=f"a time not before the violation, on {violation.on}")
        raise InvalidValueError(str(at), expected)
    weight = {True: Weight.SERIOUS, False: Weight.GENERAL, None: ""}[violation.serious]
    return Event(
        id=id,
        case=case,
        kind=MentoringKind.ISSUE,
        happened_at=at,
        actor=actor,
        role=role,
        document=document,
        ground=violation.kind.words.zh,
        rectifier=violation.worker,
        linked=violation.id,
        result=weight,
    )


def mentored(violation: Violation, case: MentoringCase) -> Violation:
    """Give the violation as its mentoring has left it; the day of its end is that of the last pass that was due.

    Raises:
        InvalidValueError: the case is about another violation, or about somebody else.
    """
    for of, said, own in (("violation", case.violation, violation.id), ("worker", case.worker, violation.worker)):
        if said and own and said != own:
            expected = Words(zh=f"{own} 的帮教档案（{of}）", en=f"the mentoring of {own} ({of})")
            raise InvalidValueError(said, expected)
    ended = day_of(case.passed_at) if case.weight and not case.open_passes and case.passed_at else None
    returned = day_of(case.returned_at) if case.returned_at else None
    return attrs.evolve(violation, mentoring=case.done, mentored_on=ended, returned_on=returned)


# -- the fold ------------------------------------------------------------------------------------------------

_PASSES: Mapping[str, MentoringStep] = {str(step): step for step in MentoringStep}


def _fold(case: MentoringCase, event: Event, state: str) -> MentoringCase:
    after = attrs.evolve(case, state=state, last_at=event.happened_at, last_id=event.id)
    if event.kind in _PASSES:
        return attrs.evolve(after, done=case.done | {_PASSES[event.kind]}, passed_at=event.happened_at)
    if event.kind == MentoringKind.ISSUE:
        return attrs.evolve(after, worker=event.rectifier, violation=event.linked, weight=event.result)
    if event.kind == MentoringKind.RETURN_TO_POST:
        return attrs.evolve(after, returned_at=event.happened_at)
    return after


# -- guards --------------------------------------------------------------------------------------------------

_STATION = frozenset({Role.STATION_HEAD, Role.RECEPTIONIST})
_SAFETY = frozenset({Role.SAFETY_DEPARTMENT, Role.SAFETY_OFFICER})
_BY: Mapping[MentoringStep, frozenset[Role]] = {
    MentoringStep.SELF_CRITICISM: frozenset({Role.WORKER}),
    MentoringStep.TEAM_LEADER_TALK: frozenset({Role.TEAM_LEADER}),
    MentoringStep.SYSTEM_LEADER_TALK: frozenset({Role.SYSTEM_LEADER}),
    MentoringStep.PARTY_SECRETARY_TALK: frozenset({Role.PARTY_SECRETARY}),
    MentoringStep.PITHEAD_EXPOSURE: _STATION,
    MentoringStep.FAMILY_GUARANTEE: frozenset({Role.FAMILY_ASSISTANT}),
    MentoringStep.SUSPENSION_TRAINING: _SAFETY,
}
"""Who leads a pass; who broadcasts, who receives the family's guarantee and who trains, the rule does not say: ours."""


def _blocker(code: str, zh: str, en: str, roles: frozenset[Role] = frozenset()) -> Blocker:
    return Blocker(code=code, words=Words(zh=zh, en=en), lifted_by=roles)


def _known_weight(_: MentoringCase, command: Event) -> Iterator[Blocker]:
    if command.result and command.result not in set(Weight):
        yield _blocker("unknown-weight", f"没有 {command.result}（有 general、serious）", "it is general or serious")


def _pass_due(case: MentoringCase, command: Event) -> Iterator[Blocker]:
    step = _PASSES[command.kind]
    if case.weight and step not in case.due:
        yield _blocker("pass-not-due", "一般三违不过此关", "a general violation does not ask for this pass")
    if step in case.done:
        yield _blocker("pass-done", "此关已过", "this pass is done")


def _themselves(case: MentoringCase, command: Event) -> Iterator[Blocker]:
    if case.worker and command.actor != case.worker:
        yield _blocker(
            "not-the-worker", "须由本人书面检查", "who broke the rule writes it themselves", frozenset({Role.WORKER})
        )


def _somebody_else(case: MentoringCase, command: Event) -> Iterator[Blocker]:
    if case.worker and case.worker in {command.actor, command.on_behalf_of}:
        yield _blocker("own-mentoring", "本人（及受其委托者）不能办理自己的帮教", "nobody mentors themselves")


def _not_for_oneself(_: MentoringCase, command: Event) -> Iterator[Blocker]:
    if command.rectifier and command.rectifier in {command.actor, command.on_behalf_of}:
        yield _blocker("own-mentoring", "本人不能给自己下达通知书", "nobody issues a notice to themselves")


def _weight_known(case: MentoringCase, _: Event) -> Iterator[Blocker]:
    """Where nobody wrote down how the violation weighs, all passes together are enough for either."""
    for step in MentoringStep if not case.weight else ():
        if step not in case.done:
            zh, en = f"轻重没有记录，未过关：{step.words.zh}", f"its weight is not known; not done: {step.words.en}"
            yield _blocker(f"open-{step}", zh, en, _BY[step])


def _all_passed(case: MentoringCase, _: Event) -> Iterator[Blocker]:
    for step in case.open_passes:
        yield _blocker(f"open-{step}", f"未过关：{step.words.zh}", f"not done: {step.words.en}", _BY[step])


_GUARDS = (
    Guard(name="known-weight", check=_known_weight, asks=("result",)),
    Guard(name="not-for-oneself", check=_not_for_oneself, asks=("rectifier",)),
    Guard(name="pass-due", check=_pass_due, reads=("weight", "done"), needs_steps=True),
    Guard(name="themselves", check=_themselves, reads=("worker",), asks=("actor",), needs_steps=True),
)
_NEVER = (
    Guard(name="all-passed", check=_all_passed, reads=("weight", "done"), kinds=(MentoringKind.RETURN_TO_POST,)),
    Guard(
        name="weight-known",
        check=_weight_known,
        reads=("weight", "done"),
        kinds=(MentoringKind.RETURN_TO_POST,),
        finds_gaps=True,
    ),
    Guard(
        name="somebody-else",
        check=_somebody_else,
        reads=("worker",),
        kinds=(
            MentoringKind.RETURN_TO_POST,
            MentoringKind.ANNUL,
            *(str(step) for step in MentoringStep if step is not MentoringStep.SELF_CRITICISM),
        ),
        lasts=True,
    ),
)

# -- the graph -----------------------------------------------------------------------------------------------


def _of_pass(step: MentoringStep) -> Transition:
    own = ("themselves",) if step is MentoringStep.SELF_CRITICISM else ()
    guards = ("pass-due", *own)
    return Transition(kind=str(step), sources=("noticed",), target="", roles=_BY[step], guards=guards, clause=_RULE)


MENTORING = Procedure(
    id="mentoring",
    version="1",
    words=Words(zh="三违帮教", en="mentoring after a violation"),
    clause=_RULE,
    kinds=(*kinds_of(MentoringKind), *(Kind(str(step), step.words) for step in MentoringStep)),
    start="draft",
    states=(
        State(id="draft", words=Words(zh="待下达通知书", en="no notice yet")),
        State(id="noticed", words=Words(zh="帮教中", en="being mentored")),
        State(id="returned", words=Words(zh="已返岗", en="back at the post"), is_end=True),
        State(id="annulled", words=Words(zh="通知书已撤销", en="notice annulled"), is_end=True),
    ),
    transitions=(
        Transition(
            kind=MentoringKind.ISSUE,
            sources=("draft",),
            target="noticed",
            roles=_STATION | _SAFETY,
            attached=("rectifier", "linked", "result"),
            guards=("known-weight", "not-for-oneself"),
            clause=_RULE,
        ),
        *(_of_pass(step) for step in MentoringStep),
        Transition(
            kind=MentoringKind.RETURN_TO_POST,
            sources=("noticed",),
            target="returned",
            roles=frozenset({Role.WORK_AREA_MANAGER, Role.SAFETY_DEPARTMENT}),
            clause=_RULE,
        ),
        Transition(
            kind=MentoringKind.ANNUL,
            sources=("noticed",),
            target="annulled",
            roles=frozenset({Role.SAFETY_DEPARTMENT, Role.MINE_MANAGER}),
            clause=_RULE,
        ),
    ),
    guards=_GUARDS,
    invariants=_NEVER,
    case=MentoringCase,
    fold=_fold,
)
"""The mentoring of one person after one violation."""
