"""Loading open facts: which of them are open, and what each can come to."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from stationkit.numbers import Ratio
from stationkit.rules.facts import Answer, Facts, Known, Missing, Value
from stationkit.rules.outcomes import NOT_APPLICABLE
from stationkit.rules.program import Leaf, Program
from stationkit.rules.reach.frame import ReachFrame
from stationkit.rules.reach.values import Reach, just

__all__ = ["NOTHING_GIVEN", "Given", "has_open_list", "is_open", "is_open_fault", "load", "open_keys"]

Given: TypeAlias = Mapping[str, Reach]
"""What some facts can come to, where it is known better than by their measure."""

NOTHING_GIVEN: Given = MappingProxyType({})


def is_open(answer: Answer | None) -> bool:
    """Tell whether nobody has answered."""
    return answer is None or type(answer) is Missing


def open_keys(leaves: Iterable[Leaf], facts: Facts) -> tuple[str, ...]:
    """Give the keys of the facts that nobody has answered, a fault of an inspected sheet not among them."""
    answers = facts.answers
    return tuple(
        leaf.key
        for leaf in leaves
        if is_open(answers.get(leaf.key)) and (leaf.inspected is None or is_open_fault(leaf.key, facts))
    )


def is_open_fault(key: str, facts: Facts) -> bool:
    """Tell whether a fault is open: not written down, and its sheet neither inspected nor not applicable."""
    if not is_open(facts.answers.get(key)):
        return False
    sheet = facts.answers.get(f"{key.partition('.')[0]}.inspected")
    if type(sheet) is Known:
        return sheet.value is not True
    return is_open(sheet)


def has_open_list(program: Program, facts: Facts, name: str) -> bool:
    """Tell whether a list is not given, or some fact of a sub-subject is open."""
    subjects = facts.lists.get(name)
    if subjects is None:
        return True
    leaves = program.list_leaves.get(name, ())
    return any(open_keys(leaves, inner) for inner in subjects.values())


def load(frame: ReachFrame, leaves: Iterable[Leaf], opens: Mapping[str, Reach], given: Given) -> list[str]:
    """Put into the slots what each fact of the frame's subject can come to; give the keys of those that vary."""
    facts, values, found = frame.facts, frame.values, []
    answers = facts.answers
    for leaf in leaves:
        key = leaf.key
        answer = answers.get(key)
        if key in given:
            values[leaf.slot] = given[key]
            found.append(key)
        elif type(answer) is Known:
            values[leaf.slot] = _known(answer.value, leaf)
        elif not is_open(answer):
            values[leaf.slot] = _INAPPLICABLE
        elif leaf.inspected is not None and not is_open_fault(key, facts):
            sheet = answers.get(f"{key.partition('.')[0]}.inspected")
            values[leaf.slot] = _NO_FAULT if type(sheet) is Known else _INAPPLICABLE
        else:
            values[leaf.slot] = opens[key]
            found.append(key)
    return found


_INAPPLICABLE, _NO_FAULT = just(NOT_APPLICABLE), just(0)


def _known(value: Value, leaf: Leaf) -> Reach:
    if type(value) is Ratio:
        return just(value.value if value.whole else leaf.when_empty)
    return just(value)  # type: ignore[arg-type]  # no ratio any more
