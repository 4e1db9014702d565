"""Numbers and conditions: literals, names, cases, arithmetic in place; comparisons, words, flags, states, sets."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from stationkit.testing.grammar.world import WORDS, World

__all__ = ["CONDITIONS", "condition", "literal", "marks", "number", "parts"]

_OPERATORS = (">=", ">", "<=", "<", "=", "!=")


def literal(low: int = 0, high: int = 20) -> st.SearchStrategy[Any]:
    """Draw a number as an author would write it."""
    tenths = st.integers(low * 10, high * 10)
    return st.one_of(
        st.integers(low, high),
        tenths.map(lambda tenth: f"{tenth // 10}.{tenth % 10}" if tenth >= 0 else str(tenth // 10)),
        st.sampled_from(("1/3", "2/3", "5/4")),
    )


def marks(low: int = 1, high: int = 20) -> st.SearchStrategy[Any]:
    """Draw marks: a whole number that is never below *low*, sometimes by cases."""
    whole = st.integers(low, high)
    cases = st.tuples(st.sampled_from(("f1", "f2")), whole, whole).map(
        lambda one: [{"when": {one[0]: True}, "is": one[1]}, {"otherwise": True, "is": one[2]}]
    )
    return st.one_of(whole, whole, whole, cases)


@st.composite
def number(draw: st.DrawFn, world: World, depth: int = 1) -> Any:
    """Draw anything that may stand where a number stands."""
    how = draw(st.sampled_from(("literal", "literal", "name", *(("cases", "inline") if depth else ()))))
    if how == "literal":
        return draw(literal())
    if how == "name":
        return draw(world.number_name())
    if how == "cases":
        row: dict[str, Any] = {"when": draw(condition(world, 0)), "is": draw(number(world, 0))}
        row |= draw(st.sampled_from(({}, {"if_missing": "skip"})))
        return [row, {"otherwise": True, "is": draw(number(world, 0))}]
    operation = draw(st.sampled_from(("sum", "mean", "lowest", "highest", "difference", "product", "quotient")))
    return {operation: draw(parts(world))}


def parts(world: World) -> st.SearchStrategy[list[Any]]:
    """Draw two or three parts of an operation."""
    return st.lists(st.one_of(world.number_name(), literal()), min_size=2, max_size=3)


# -- conditions ----------------------------------------------------------------------------------------------


@st.composite
def _comparison(draw: st.DrawFn, world: World) -> dict[str, Any]:
    return {draw(world.number_name()): draw(_test(world))}


@st.composite
def _test(draw: st.DrawFn, world: World) -> Any:
    single = f"{draw(st.sampled_from(_OPERATORS))} {draw(st.integers(0, 30))}"
    return draw(
        st.sampled_from(
            (
                single,
                single,
                f"{single[:2].strip()} {draw(world.number_name())}",
                [single, "= 0"],
                {"all": [single, "< 40"]},
                "missing",
                "known",
                "not-applicable",
                [single, "missing"],
            )
        )
    )


@st.composite
def _share(draw: st.DrawFn, world: World) -> dict[str, Any]:
    if not world.scored:
        return {draw(st.sampled_from(world.flags)): True}
    name, cut = draw(st.sampled_from(world.scored)), draw(st.integers(0, 100))
    counted: tuple[dict[str, Any], ...] = ({f"{name}.counted": True},) if world.grouped else ()
    asked = ({name: f">= {cut}%"}, {f"{name}.share": f"> {cut}%"}, {f"{name}.attainable": f"<= {cut}"})
    return draw(st.sampled_from((*asked, *counted)))


@st.composite
def _over(draw: st.DrawFn, world: World) -> dict[str, Any]:
    quantifier = draw(st.sampled_from(("every", "any", "none", "count")))
    flags = draw(st.booleans())
    over: dict[str, Any] = {
        "of": draw(st.sampled_from(world.flag_sets if flags else world.sets)),
        "that": draw(st.booleans()) if flags else f"{draw(st.sampled_from(_OPERATORS))} {draw(st.integers(0, 20))}",
    }
    if quantifier == "count":
        over["is"] = draw(st.sampled_from((">= 1", "= 2", ["= 0", "= 2"], {"all": [">= 1", "< 2"]})))
    elif draw(st.booleans()):
        return {quantifier: {"all": [over, {"of": draw(st.sampled_from(world.flag_sets)), "that": True}]}}
    return {quantifier: over}


@st.composite
def _words(draw: st.DrawFn, world: World) -> dict[str, Any]:
    word = draw(st.sampled_from(WORDS))
    choice = draw(st.sampled_from(world.choices))
    return {choice: draw(st.sampled_from((word, [word, "fair"], f"!= {word}", f"= {word}")))}


def _flagged(world: World) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(world.flags), st.booleans(), min_size=1, max_size=2)


@st.composite
def _stars(draw: st.DrawFn, world: World) -> dict[str, Any]:
    if not world.stars:
        return {draw(st.sampled_from(world.flags)): False}
    return {draw(st.sampled_from(world.stars)): f"{draw(st.sampled_from(_OPERATORS))} {draw(st.integers(1, 5))}"}


@st.composite
def _joined(draw: st.DrawFn, world: World) -> dict[str, Any]:
    one, other = draw(condition(world, 0)), draw(condition(world, 0))
    return draw(st.sampled_from(({"any_of": [one, other]}, {"all_of": [one, other]}, {"not": one}, one | other)))


CONDITIONS: Mapping[str, Any] = {
    "comparison": _comparison,
    "share": _share,
    "over": _over,
    "words": _words,
    "flag": _flagged,
    "stars": _stars,
}


@st.composite
def condition(draw: st.DrawFn, world: World, depth: int = 1) -> dict[str, Any]:
    """Draw a condition of any form."""
    kinds = [*CONDITIONS, *(["joined"] if depth else [])]
    kind = draw(st.sampled_from(kinds))
    found: dict[str, Any] = draw(_joined(world) if kind == "joined" else CONDITIONS[kind](world))
    return found
