"""A flaw of a procedure's graph is found when it is built, with the shortest path that shows it."""

from collections.abc import Iterator
from datetime import datetime
from itertools import combinations
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationkit.errors import DefinitionError
from stationkit.procedures import graph
from stationkit.procedures.hazard import HAZARD
from stationkit.procedures.machine import Kind, Procedure, State, Transition
from stationkit.procedures.refusals import Blocker, Guard
from stationkit.stations.events import Event
from stationkit.stations.people import UNION_ROLES, Role
from stationkit.words import Words

WORKER = frozenset({Role.WORKER})


def way(kind: str, source: str, target: str, roles: frozenset[Role] = WORKER, **more: Any) -> Transition:
    """Give a transition."""
    return Transition(kind=kind, sources=(source,), target=target, roles=roles, **more)


@attrs.frozen(kw_only=True)
class Visit:
    """A case of the small procedure."""

    id: str
    state: str = "due"
    last_at: datetime | None = None
    last_id: str = ""


SMALL: dict[str, Any] = {
    "id": "visit",
    "version": "1",
    "words": Words(en="visit"),
    "kinds": (Kind("plan"), Kind("go"), Kind("report")),
    "start": "due",
    "states": (
        State(id="due", words=Words(en="due")),
        State(id="planned", words=Words(en="planned")),
        State(id="visited", words=Words(en="visited")),
        State(id="told", words=Words(en="told"), is_end=True),
    ),
    "transitions": (way("plan", "due", "planned"), way("go", "planned", "visited"), way("report", "visited", "told")),
    "case": Visit,
    "fold": lambda case, event, state: attrs.evolve(case, state=state, last_at=event.happened_at, last_id=event.id),
}
LIMBO = State(id="limbo", words=Words(en="limbo"))
STUCK = (*SMALL["transitions"], way("wait", "visited", "limbo"))
MORE_KINDS = (*SMALL["kinds"], Kind("wait"))


def problems(**changes: Any) -> list[str]:
    """Give what is wrong with the small procedure after some changes."""
    with pytest.raises(DefinitionError) as caught:
        Procedure(**{**SMALL, **changes})
    return [f"{one.where}: {one.what.en}" for one in caught.value.problems]


def test_the_small_procedure_itself_is_sound() -> None:
    """What follows breaks it in one place each."""
    assert Procedure(**SMALL).id == "visit"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"states": (*SMALL["states"], LIMBO)}, ["limbo: cannot be reached from the start (only by: -)"]),
        (
            {
                "states": (*SMALL["states"], LIMBO),
                "transitions": (*SMALL["transitions"], way("wait", "limbo", "told")),
                "kinds": MORE_KINDS,
            },
            ["limbo: cannot be reached from the start (only by: -)"],
        ),
        (
            {"states": (*SMALL["states"], LIMBO), "transitions": STUCK, "kinds": MORE_KINDS},
            ["limbo: has no way to an end (due → plan → planned → go → visited → wait → limbo)"],
        ),
        (
            {"states": tuple(attrs.evolve(one, is_end=False) for one in SMALL["states"])},
            ["due: there is no end"],
        ),
        (
            {"transitions": (*SMALL["transitions"], way("wait", "visited", "told", frozenset())), "kinds": MORE_KINDS},
            ["wait: nobody may do it (due → plan → planned → go → visited)"],
        ),
        (
            {"transitions": (*SMALL["transitions"][:2], way("report", "visited", "told", guards=("quiet",)))},
            ["report: no guard quiet (there is -) (due → plan → planned → go → visited)"],
        ),
        (
            {"guards": (Guard(name="unused", check=lambda *_: ()),)},
            ["unused: a guard that no transition names"],
        ),
        (
            {
                "guards": (Guard(name="moody", check=lambda *_: (), reads=("mood",), asks=("tone",)),),
                "transitions": (*SMALL["transitions"][:2], way("report", "visited", "told", guards=("moody",))),
            },
            [
                "moody: the case has no field mood (due → plan → planned → go → visited)",
                "moody: events have no field tone (due → plan → planned → go → visited)",
            ],
        ),
        (
            {"transitions": (*SMALL["transitions"], way("plan", "due", "told"))},
            ["due: plan leads to two places (due)"],
        ),
        (
            {"transitions": (*SMALL["transitions"][:2], way("report", "visited", "gone"))},
            ["report: no state gone"],
        ),
        ({"transitions": (*SMALL["transitions"][:2], way("tell", "visited", "told"))}, ["tell: no kind tell"]),
        (
            {"transitions": (*SMALL["transitions"][:2], way("report", "visited", "told", attached=("mood",)))},
            ["report: no field mood"],
        ),
        ({"kinds": MORE_KINDS}, ["wait: a kind that no transition uses"]),
        ({"start": "nowhere"}, ["start: no state nowhere"]),
        (
            {"invariants": (Guard(name="i", check=lambda *_: (), kinds=("sing",)),)},
            ["i: no kind sing (due)"],
        ),
    ],
)
def test_each_flaw_comes_with_the_shortest_path_that_shows_it(changes: dict[str, Any], said: list[str]) -> None:
    """Unreachable states, traps, steps that no role can take, guards that refer to nothing, names that nobody knows."""
    assert set(said) <= set(problems(**changes))


def test_a_step_whose_every_role_is_refused_is_a_step_for_nobody() -> None:
    """Only the union may stop, and the union never stops: no role can take it."""
    only_union = tuple(
        attrs.evolve(one, roles=UNION_ROLES) if one.kind == "suspend" else one for one in HAZARD.transitions
    )
    with pytest.raises(DefinitionError) as caught:
        attrs.evolve(HAZARD, transitions=only_union)
    (problem,) = caught.value.problems
    assert problem.what.en == "union-never-stops refuses every role that may do it (draft → report → reported)"


def refusing(name: str, *roles: Role) -> Guard:
    """Give a guard that refuses some roles and looks at nothing else."""

    def check(_: Visit, command: Event) -> Iterator[Blocker]:
        if command.role in roles:
            yield Blocker(code="no", words=Words(zh="不行", en="no"))

    return Guard(name=name, check=check, asks=("role",))


SOME_ROLES = (Role.WORKER, Role.TEAM_LEADER, Role.MINE_MANAGER)


@given(st.sets(st.sampled_from(SOME_ROLES), min_size=1), st.lists(st.sets(st.sampled_from(SOME_ROLES)), max_size=4))
def test_guards_that_together_refuse_every_role_are_found(roles: set[Role], refused: list[set[Role]]) -> None:
    """Exactly where nobody is left; those named are the fewest that leave nobody."""
    guards = tuple(refusing(f"g{number}", *each) for number, each in enumerate(refused))
    names = tuple(guard.name for guard in guards)
    last = way("report", "visited", "told", frozenset(roles), guards=names)
    changes = {"transitions": (*SMALL["transitions"][:2], last), "guards": guards}
    if roles - set().union(*refused):
        assert Procedure(**{**SMALL, **changes}).guards == guards
        return
    sizes = {size: list(combinations(range(len(refused)), size)) for size in range(1, len(refused) + 1)}
    fewest = next(
        found
        for size, all_of_it in sizes.items()
        if (found := [some for some in all_of_it if roles <= set().union(*(refused[one] for one in some))])
    )
    told = [one.rpartition(" refuse")[0].removesuffix(" together") for one in problems(**changes)]
    assert told == ["report: " + " and ".join(f"g{one}" for one in some) for some in fewest]


def test_two_guards_that_leave_no_role_are_named_both() -> None:
    """Each of them alone leaves somebody."""
    both = frozenset({Role.WORKER, Role.TEAM_LEADER})
    (told,) = problems(
        transitions=(
            *SMALL["transitions"][:2],
            way("report", "visited", "told", both, guards=("no-worker", "no-leader", "no-manager")),
        ),
        guards=(
            refusing("no-worker", Role.WORKER),
            refusing("no-leader", Role.TEAM_LEADER),
            refusing("no-manager", Role.MINE_MANAGER),
        ),
    )
    assert told == (
        "report: no-worker and no-leader together refuse every role that may do it "
        "(due → plan → planned → go → visited)"
    )


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (lambda case, _: case.mood or (), "looks at mood of the case and does not say so (reads)"),
        (lambda case, _: getattr(case, "mood", "") or (), "looks at mood of the case"),
        (lambda _, command: command.level.name or (), "fails where it is given the role alone: AttributeError"),
    ],
)
def test_a_guard_that_looks_at_more_than_it_declares_is_told(check: Any, said: str) -> None:
    """It says to ask for the role alone; where it shows is told, and nothing is raised bare."""
    (told,) = problems(
        transitions=(*SMALL["transitions"][:2], way("report", "visited", "told", guards=("sly",))),
        guards=(Guard(name="sly", check=check, asks=("role",)),),
    )
    assert told.startswith(f"sly: {said}")
    assert told.endswith("(due → plan → planned → go → visited)")


@pytest.mark.parametrize("sources", [("visited", "due"), ("due", "visited"), ("visited", "planned", "due")])
def test_the_path_shown_is_to_the_nearest_source(sources: tuple[str, ...]) -> None:
    """Whichever of them is named first."""
    lost = Transition(kind="wait", sources=sources, target="told", roles=frozenset())
    named = attrs.evolve(lost, roles=WORKER, guards=("quiet",))
    moody = attrs.evolve(lost, roles=WORKER, guards=("moody",))
    guards = (Guard(name="moody", check=lambda *_: (), reads=("mood",)),)
    ways = SMALL["transitions"]
    assert problems(transitions=(*ways, lost), kinds=MORE_KINDS) == ["wait: nobody may do it (due)"]
    assert problems(transitions=(*ways, named), kinds=MORE_KINDS) == ["wait: no guard quiet (there is -) (due)"]
    told = problems(transitions=(*ways, moody), kinds=MORE_KINDS, guards=guards)
    assert told == ["moody: the case has no field mood (due)"]


def test_what_only_a_step_for_nobody_leads_to_is_unreachable() -> None:
    """A transition without roles leads nowhere."""
    told = problems(
        transitions=(
            way("plan", "due", "planned"),
            way("go", "planned", "visited", frozenset()),
            way("report", "visited", "told"),
        )
    )
    assert "visited: cannot be reached from the start (only by: planned → go)" in told


def test_all_flaws_are_told_at_once() -> None:
    """Whoever writes a procedure repairs it in one go."""
    assert len(problems(states=(*SMALL["states"], LIMBO), kinds=MORE_KINDS, guards=(Guard(name="u", check=len),))) == 4


def test_a_guard_from_outside_that_refers_to_nothing_is_refused_when_it_is_added() -> None:
    """Not when the first case comes to it."""
    with pytest.raises(DefinitionError, match="mood"):
        HAZARD.with_guards([Guard(name="g", check=lambda *_: (), reads=("mood",))])


def test_the_shortest_path_is_the_shortest() -> None:
    """From a report to the write-off, on the spot: six steps."""
    path = graph.shortest(HAZARD, "draft", ("closed",))
    assert path is not None
    assert [str(one.kind) for one in path] == ["report", "grade", "fix-on-site", "submit", "accept", "close"]


@pytest.mark.parametrize(
    "fold",
    [
        lambda case, event, state: case,
        lambda case, event, state: attrs.evolve(case, state=state),
        lambda case, event, state: attrs.evolve(case, state="due", last_at=event.happened_at, last_id=event.id),
    ],
)
def test_a_fold_that_leaves_a_case_where_it_was_is_found(fold: Any) -> None:
    """It says the state, and which event came last; otherwise every decision would be forgotten."""
    (problem,) = problems(fold=fold)
    assert problem.startswith("fold: after an event a case has its state")


@pytest.mark.parametrize("field", ["case", "fold", "contest"])
def test_what_is_called_must_be_something_that_can_be(field: str) -> None:
    """Told where the procedure is made, not at the first event."""
    with pytest.raises(TypeError, match=field):
        Procedure(**{**SMALL, field: None})
