"""Lines behind the shape and behind a grade: every verb, every move."""

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from stationkit.testing.grammar.numbers import condition, literal, number
from stationkit.testing.grammar.shapes import causes
from stationkit.testing.grammar.world import World

__all__ = ["MOVE_STRATEGIES", "ROUNDINGS", "VERB_STRATEGIES", "moves", "then"]

ROUNDINGS = (
    *("half up to 1", "half even to whole", "down to 1", "up to whole", "floor to whole", "ceiling to 1"),
    ["half up to 2", "half up to 1"],
)
Draw = Callable[[World], st.SearchStrategy[dict[str, Any]]]


@st.composite
def _deduct(draw: st.DrawFn, world: World) -> dict[str, Any]:
    taken = draw(st.one_of(number(world), causes(world, faults=draw(st.booleans()))))
    return {"deduct": taken, "floor": draw(st.one_of(st.just("none"), literal(0, 5), world.number_name()))}


@st.composite
def _add(draw: st.DrawFn, world: World) -> dict[str, Any]:
    given = draw(st.one_of(number(world), causes(world, gains=True, faults=False)))
    return {"add": given, "cap": draw(st.one_of(st.sampled_from(("none", "full")), literal(0, 20)))}


@st.composite
def _hold(draw: st.DrawFn, _: World) -> dict[str, Any]:
    low, high = draw(st.integers(0, 5)), draw(st.integers(5, 20))
    return {"hold": draw(st.sampled_from(([low, high], ["none", high], [low, "none"])))}


VERB_STRATEGIES: Mapping[str, Draw] = {
    "round": lambda _: st.sampled_from(ROUNDINGS).map(lambda one: {"round": one}),
    "hold": _hold,
    "gate": lambda world: st.one_of(st.integers(0, 3), number(world, 0)).map(lambda one: {"gate": one}),
    "cap": lambda world: number(world).map(lambda one: {"cap": one}),
    "deduct": _deduct,
    "add": _add,
}
"""One strategy a verb; a test compares the keys."""


@st.composite
def then(draw: st.DrawFn, world: World) -> dict[str, Any]:
    """Draw nothing, a bare rounding, or an ordered list."""
    how = draw(st.sampled_from(("nothing", "nothing", "round", "list")))
    if how == "nothing":
        return {}
    if how == "round":
        return draw(VERB_STRATEGIES["round"](world))
    found, taken = [], 0
    for _ in range(draw(st.integers(1, 3))):
        verb = draw(st.sampled_from(sorted(VERB_STRATEGIES)))
        line = draw(VERB_STRATEGIES[verb](world))
        taken = _renamed(line.get(verb), taken)
        if draw(st.booleans()):
            so_far = {"so-far": f"< {draw(st.integers(0, 15))}"}
            line["when"] = draw(st.one_of(condition(world), st.just(so_far)))
            line |= draw(st.sampled_from(({}, {"if_missing": "skip"})))
        found.append(line)
    return {"then": found}


def _renamed(listed: Any, taken: int) -> int:
    """Give the causes of a line ids of their own: those of a node differ."""
    for cause in listed if isinstance(listed, list) else ():
        if isinstance(cause, dict) and "id" in cause:
            cause["id"], taken = f"t{taken}", taken + 1
    return taken


# -- grades --------------------------------------------------------------------------------------------------

MOVE_STRATEGIES: Mapping[str, Draw] = {
    "lower": lambda world: st.one_of(st.integers(0, 2), st.sampled_from(("n1", *world.stars))).map(
        lambda n: {"lower": n}
    ),
    "raise": lambda _: st.integers(0, 2).map(lambda n: {"raise": n}),
    "add": lambda _: st.integers(0, 2).map(lambda n: {"add": n}),
    "not_above": lambda world: st.sampled_from((2, 3, *world.stars)).map(lambda word: {"not_above": word}),
    "not_below": lambda world: st.sampled_from((2, 3, *world.stars)).map(lambda word: {"not_below": word}),
    "hold": lambda _: st.sampled_from(([2, 4], [1, 3])).map(lambda words: {"hold": words}),
    "outcome": lambda _: st.just({"outcome": "revoked"}),
}
"""One strategy a move; a test compares the keys."""


@st.composite
def moves(draw: st.DrawFn, world: World, own: str) -> list[dict[str, Any]]:
    """Draw up to three moves of the grade *own*."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        move = draw(MOVE_STRATEGIES[draw(st.sampled_from(sorted(MOVE_STRATEGIES)))](world))
        if draw(st.booleans()) or "outcome" in move:
            about = st.sampled_from(({"so-far": ">= 4"}, {own: "= 5"}, {"so-far": "= 1"}))
            move["when"] = draw(st.one_of(condition(world), about))
            move |= draw(st.sampled_from(({}, {"if_missing": "skip"})))
        found.append(move)
    return found
