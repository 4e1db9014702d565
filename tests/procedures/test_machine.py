"""The machine is general: any procedure has refusals, options, a fold, records and pictures, not only the hazard's."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.errors import InvalidDocumentError, InvalidValueError, UnknownNameError
from stationkit.procedures.diagrams import mermaid
from stationkit.procedures.machine import Kind, Procedure, State, Transition
from stationkit.procedures.recording import record
from stationkit.procedures.refusals import Actor, Blocker, Guard, Refusal
from stationkit.stations.events import Event
from stationkit.stations.fields import is_id
from stationkit.stations.people import Role
from stationkit.words import Words

NUMBERS = count()
"""Of several events of one moment the ids say which came first."""
START = datetime(2026, 3, 1, 8, tzinfo=UTC)


@attrs.frozen(kw_only=True)
class Loan:
    """A lamp that is lent out and comes back."""

    id: str
    state: str = "in-store"
    last_at: datetime | None = None
    last_id: str = ""
    borrower: str = ""


def fold(case: Loan, event: Event, state: str) -> Loan:
    """Keep who has the lamp."""
    return Loan(
        id=case.id, state=state, last_at=event.happened_at, last_id=event.id, borrower=event.rectifier or case.borrower
    )


def by_the_borrower(case: Loan, command: Event) -> list[Blocker]:
    """Only who has it gives it back."""
    words = Words(zh="不是领用人", en="not the borrower")
    return [] if command.actor == case.borrower else [Blocker(code="not-the-borrower", words=words)]


LOAN = Procedure(
    id="lamp-loan",
    version="1",
    words=Words(zh="矿灯领用", en="loan of a lamp"),
    clause="矿灯管理办法",
    kinds=(
        Kind("lend", Words(zh="领用", en="lent")),
        Kind("give-back", Words(zh="交还", en="given back")),
        Kind("check", Words(zh="检查", en="checked")),
        Kind("scrap", Words(zh="报废", en="scrapped")),
    ),
    start="in-store",
    states=(
        State(id="in-store", words=Words(zh="在库", en="in store")),
        State(id="lent", words=Words(zh="已领用", en="lent")),
        State(id="scrapped", words=Words(zh="已报废", en="scrapped"), is_end=True),
    ),
    transitions=(
        Transition(
            kind="lend", sources=("in-store",), target="lent", roles=frozenset({Role.WORKER}), attached=("rectifier",)
        ),
        Transition(
            kind="give-back",
            sources=("lent",),
            target="in-store",
            roles=frozenset({Role.WORKER}),
            guards=("by-the-borrower",),
        ),
        Transition(kind="check", sources=("in-store", "lent"), target="", roles=frozenset({Role.SAFETY_OFFICER})),
        Transition(kind="scrap", sources=("in-store",), target="scrapped", roles=frozenset({Role.SAFETY_OFFICER})),
    ),
    guards=(Guard(name="by-the-borrower", check=by_the_borrower, reads=("borrower",), asks=("actor",)),),
    case=Loan,
    fold=fold,
)


def command(kind: str, actor: str = "ann", role: Role = Role.WORKER, **details: Any) -> Event:
    """Give a command with everything that every command needs."""
    return Event(
        **{  # type: ignore[arg-type]
            "id": f"e-{next(NUMBERS):06}",
            "case": "lamp-7",
            "kind": kind,
            "happened_at": START,
            "actor": actor,
            "role": role,
            "ground": "shift",
            "document": "book 1",
            **details,
        }
    )


LENT = LOAN.evolve(LOAN.begin("lamp-7"), command("lend", rectifier="ann"))


def test_another_procedure_decides_and_folds() -> None:
    """Its kinds are words that it declares; its cases are of a class of its own."""
    assert isinstance(LENT, Loan)
    assert (LENT.state, LENT.borrower) == ("lent", "ann")
    back = command("give-back")
    assert LOAN.decide(LENT, back) == (back,)


def test_to_advance_is_to_decide_and_to_fold() -> None:
    """The case after it, or the refusal, which is false."""
    back = command("give-back")
    assert LOAN.advance(LENT, back) == LOAN.evolve(LENT, back)
    for refused in (command("give-back", "bo"), command("scrap", "zhou", Role.SAFETY_OFFICER), command("grade")):
        assert not LOAN.advance(LENT, refused)
        assert LOAN.advance(LENT, refused) == LOAN.decide(LENT, refused)


@pytest.mark.parametrize(("name", "value"), [("actor", 7), ("ground", None), ("document", ["book 1"])])
def test_what_must_be_a_text_is_named_where_it_is_none(name: str, value: object) -> None:
    """Neither decided nor a riddle for who passed it."""
    with pytest.raises(InvalidValueError, match="an id" if name == "actor" else "text"):
        LOAN.decide(LENT, command("give-back", **{name: value}))


def test_a_step_without_a_target_stays_where_it_is() -> None:
    """A check of a lamp that is out leaves it out."""
    assert LOAN.evolve(LENT, command("check", "zhou", Role.SAFETY_OFFICER)).state == "lent"


def test_every_blocker_names_its_clause_and_who_could_lift_it() -> None:
    """Where neither guard nor step has a clause, the procedure's own stands; out of turn names who goes first."""
    (mine,) = LOAN.may(LENT, command("give-back", "bo"))
    (turn,) = LOAN.may(LENT, command("scrap", "zhou", Role.SAFETY_OFFICER))
    assert (mine.code, mine.clause) == ("not-the-borrower", "矿灯管理办法")
    assert (turn.code, turn.clause, turn.lifted_by) == ("out-of-turn", "矿灯管理办法", frozenset({Role.WORKER}))


def test_an_unknown_kind_is_refused_with_the_kinds_that_there_are() -> None:
    """A word of another procedure means nothing here."""
    refusal = LOAN.decide(LENT, command("grade"))
    assert isinstance(refusal, Refusal)
    assert "give-back" in refusal.blockers[0].words.en
    with pytest.raises(UnknownNameError):
        LOAN.kind_words("grade")


def test_a_command_about_another_case_is_refused() -> None:
    """What is said of one lamp does not happen to another."""
    assert [one.code for one in LOAN.may(LENT, command("give-back", case="lamp-8"))] == ["other-case"]


def test_options_show_what_every_role_of_somebody_could_do() -> None:
    """A worker who is safety officer too sees both, each with its role, what it needs and what stands against it."""
    options = LOAN.options(LENT, Actor(id="bo", roles=frozenset({Role.WORKER, Role.SAFETY_OFFICER})), START)
    told = {one.kind: (one.role, one.attached, [blocker.code for blocker in one.blockers]) for one in options}
    assert told == {
        "give-back": (Role.WORKER, ("ground", "document"), ["not-the-borrower"]),
        "check": (Role.SAFETY_OFFICER, ("ground", "document"), []),
    }


def test_options_say_from_when_time_lifts_them() -> None:
    """Asked about a moment before the last event, an option says when it could be had."""
    (back, _) = LOAN.options(LENT, Actor(id="ann", roles=frozenset({Role.WORKER})), START - timedelta(days=1))
    assert back.earliest == START


def test_a_history_from_outside_is_recorded_by_any_procedure() -> None:
    """The same recording finds gaps and breaches; a kind of another procedure is an error with the nearest."""
    recorded = record(LOAN, "lamp-7", [command("lend", rectifier="ann"), command("scrap", "zhou", id="z")])
    assert recorded.case.state == "scrapped"
    assert recorded.breaches == ("wrong-role",)
    with pytest.raises(InvalidDocumentError, match="lend"):
        record(LOAN, "lamp-7", [command("lent")])


def test_the_picture_of_any_procedure_can_be_drawn() -> None:
    """With the kinds' own words."""
    assert "in_store --> lent: 领用" in mermaid(LOAN)


def test_of_one_moment_the_later_id_comes_next() -> None:
    """So a decided case is the fold of its events; the refusal says from when any id will do."""
    back = command("give-back", happened_at=LENT.last_at)
    assert back.id > LENT.last_id
    for earlier in (LENT.last_id, LENT.last_id[:-1]):
        (blocker,) = LOAN.may(LENT, attrs.evolve(back, id=earlier))
        assert (blocker.code, blocker.earliest) == ("before-last", back.happened_at + timedelta(microseconds=1))
        assert LOAN.may(LENT, attrs.evolve(back, id=earlier, happened_at=blocker.earliest)) == ()
    assert LOAN.may(LENT, back) == ()
    told = {one.kind: one.blockers for one in LOAN.options(LENT, Actor(id="ann", roles=frozenset(Role)), LENT.last_at)}
    assert told["give-back"] == ()


@given(st.text(min_size=1, max_size=100).filter(is_id))
def test_options_are_asked_with_an_id_that_comes_next(last: str) -> None:
    """Whatever the last id is: an application chooses the next one, and no option is barred for want of it."""
    case = attrs.evolve(LENT, last_id=last)
    told = {one.kind: one.blockers for one in LOAN.options(case, Actor(id="ann", roles=frozenset(Role)), case.last_at)}
    assert told["give-back"] == ()


def photographed(_: Loan, command: Event) -> list[Blocker]:
    """A region's own rule: a photo of the lamp that comes back."""
    return [] if command.evidence else [Blocker(code="photo-owed", words=Words(zh="须附照片", en="a photo is owed"))]


def test_options_name_what_would_settle_a_guard_of_a_plugin() -> None:
    """It need not be attached by the procedure; filled in, it is decided, and without it refused."""
    guard = Guard(name="x/photo", check=photographed, kinds=("give-back",), settled_by=("evidence",))
    strict = LOAN.with_guards([guard])
    ann = Actor(id="ann", roles=frozenset({Role.WORKER}))
    (back,) = [one for one in strict.options(LENT, ann, LENT.last_at) if one.kind == "give-back"]
    assert (back.is_open, back.attached) == (True, ("ground", "document", "evidence"))
    asked = command("give-back")
    assert [one.code for one in strict.may(LENT, asked)] == ["photo-owed"]
    assert strict.may(LENT, attrs.evolve(asked, evidence=("photo",))) == ()
