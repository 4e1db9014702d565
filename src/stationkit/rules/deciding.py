"""Deciding: the closures of conditions, with three answers.

Not applicable makes a comparison false; missing leaves it undetermined (`None`), unless the other parts decide.
"""

import operator
from collections.abc import Callable, Iterable
from fractions import Fraction

from stationkit.numbers import Number, exact
from stationkit.rules.frame import Frame, Read, Test
from stationkit.rules.outcomes import NOT_APPLICABLE, Absent, NodeValue, is_settled

__all__ = [
    "all_hold",
    "any_holds",
    "count_holds",
    "counted_in",
    "decided",
    "equals",
    "in_state",
    "not_so",
    "number_test",
    "pair_test",
    "share_of",
    "share_test",
    "without_words",
    "word_test",
]


def share_of(frame: Frame, slot: int) -> NodeValue:
    """Give the share of the attainable marks that a node earned."""
    value, attainable = frame.values[slot], frame.attainable[slot]
    if type(value) is Absent:
        return value
    return exact(Fraction(value) / attainable) if attainable else NOT_APPLICABLE  # type: ignore[arg-type]  # marks are numbers


def decided(answers: Iterable[bool | None], *, by: bool) -> bool | None:
    """Join answers of which a single one can decide: *by* true for any of these, by false for all of these."""
    open_ = False
    for one in answers:
        if one is by:
            return by
        open_ = open_ or one is None
    return None if open_ else not by


def counted_in(slot: int, groups: int) -> Read:
    """Give whether a node has a value and, where it is a member of groups, a weight in at least one of them."""

    def counted(frame: Frame) -> NodeValue:
        there = type(frame.values[slot]) is not Absent
        return there and (not groups or frame.unweighted.get(slot, 0) < groups)

    return counted


def in_state(read: Read, state: str) -> Test:
    """Test how a node stands; never undetermined."""
    if state == "known":
        return lambda frame: type(read(frame)) is not Absent

    # What is missing and left out is still missing.
    kinds = ("missing", "left-out") if state == "missing" else (state,)

    def test(frame: Frame) -> bool:
        value = read(frame)
        return isinstance(value, Absent) and value.kind in kinds

    return test


def equals(read: Read, wanted: object) -> Test:
    """Test a flag or a word."""

    def test(frame: Frame) -> bool | None:
        value = read(frame)
        if isinstance(value, Absent):
            return False if is_settled(value) else None
        return value == wanted

    return test


def number_test(read: Read, compare: Callable[[object, object], bool], number: Number) -> Test:
    """Compare with a number."""

    def test(frame: Frame) -> bool | None:
        value = read(frame)
        if isinstance(value, Absent):
            return False if is_settled(value) else None
        # An outcome outside a scale of stars is no number: no comparison holds of it.
        return False if isinstance(value, str) else compare(value, number)

    return test


def share_test(read: Read, slot: int, compare: Callable[[object, object], bool], share: Number) -> Test:
    """Compare the share of the attainable with a percentage."""

    def test(frame: Frame) -> bool | None:
        value, attainable = read(frame), frame.attainable[slot]
        if isinstance(value, Absent):
            return False if is_settled(value) else None
        return compare(value, share * attainable) if attainable else False

    return test


def word_test(
    read: Read, compare: Callable[[object, object], bool], word: int | str, words: tuple[int | str, ...]
) -> Test:
    """Compare with a word: by rank on a scale whose *words* come best first, else for equality."""
    ranks = {one: -place for place, one in enumerate(words)}

    def test(frame: Frame) -> bool | None:
        value = read(frame)
        if isinstance(value, Absent):
            return False if is_settled(value) else None
        if value in ranks and word in ranks:
            return compare(ranks[value], ranks[word])  # type: ignore[index]  # words of the scale, as just seen
        return compare(value, word) if compare in (operator.eq, operator.ne) else False

    return test


def pair_test(left: Read, compare: Callable[[object, object], bool], right: Read, words: tuple[int | str, ...]) -> Test:
    """Compare two nodes with one another."""
    ranks = {one: -place for place, one in enumerate(words) if isinstance(one, str)}

    def test(frame: Frame) -> bool | None:
        one, other = left(frame), right(frame)
        for value in (one, other):
            if isinstance(value, Absent):
                return False if is_settled(value) else None
        if isinstance(one, str) or isinstance(other, str):
            if one in ranks and other in ranks:
                return compare(ranks[one], ranks[other])  # type: ignore[index]  # words of the scale, as just seen
            return compare(one, other) if compare in (operator.eq, operator.ne) else False
        return compare(one, other)

    return test


def all_hold(tests: list[Test]) -> Test:
    """Tell whether all hold: one that does not decides, one that is open leaves it open."""
    if len(tests) == 1:
        return tests[0]

    def test(frame: Frame) -> bool | None:
        open_ = False
        for one in tests:
            holds = one(frame)
            if holds is False:
                return False
            open_ = open_ or holds is None
        return None if open_ else True

    return test


def any_holds(tests: list[Test]) -> Test:
    """Tell whether any holds: one that does decides, one that is open leaves it open."""
    if len(tests) == 1:
        return tests[0]

    def test(frame: Frame) -> bool | None:
        open_ = False
        for one in tests:
            holds = one(frame)
            if holds:
                return True
            open_ = open_ or holds is None
        return None if open_ else False

    return test


def not_so(inner: Test) -> Test:
    """Turn an answer round; open stays open."""

    def test(frame: Frame) -> bool | None:
        holds = inner(frame)
        return None if holds is None else not holds

    return test


def count_holds(tests: list[Test], how_many: Callable[[Frame, int], bool | None]) -> Test:
    """Test how many hold; open ones leave it open only where they could change the answer."""

    def test(frame: Frame) -> bool | None:
        results = [one(frame) for one in tests]
        least = sum(1 for one in results if one)
        answers = {how_many(frame, found) for found in range(least, least + results.count(None) + 1)}
        return answers.pop() if len(answers) == 1 else None

    return test


def without_words(read: Read) -> Read:
    """Read stars as numbers: an outcome outside their scale is no number, and does not apply."""

    def number(frame: Frame) -> NodeValue:
        value = read(frame)
        return NOT_APPLICABLE if isinstance(value, str) else value

    return number
