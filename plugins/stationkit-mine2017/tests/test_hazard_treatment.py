"""The national hazard-treatment table of 2017, as domain sources give it."""

from fractions import Fraction

import pytest

from stationkit import Assessment, Facts, Known, NotApplicable, ResolvedRulebook, assess, load_host

REFERENCE = "cn.nmsa/mine2017-hazard-treatment"


@pytest.fixture(scope="module")
def table() -> ResolvedRulebook:
    """The table, from its plugin alone."""
    return load_host(["stationkit_mine2017"]).resolve(REFERENCE)


def inspected(table: ResolvedRulebook, **faults: int) -> Facts:
    """An inspected mine with these faults, written item__cause."""
    answers = {name: Known(value=True) for name in table.expected[""] if name.endswith(".inspected")}
    named = {name.replace("__", ".").replace("_", "-"): Known(value=value) for name, value in faults.items()}
    return Facts(subject="mine", answers={**answers, **named})


def test_it_has_25_items_50_causes_and_100_marks(table: ResolvedRulebook) -> None:
    """The blocks have 10, 30, 25, 20 and 15 marks; the status is reconstructed."""
    items = [node for node in table.rulebook.computed if node.role == "item"]
    assert (len(items), len(table.program.faults)) == (25, 50)
    best = assess(inspected(table), table)
    blocks = [group.attainable for group in best.groups if group.id != "total"]
    assert sorted(blocks) == [10, 15, 20, 25, 30]
    assert (best.score, best.status) == (100, "reconstructed")


def test_the_causes_take_what_the_table_says(table: ResolvedRulebook) -> None:
    """Every cause alone: what is lost is its points, or the whole item."""
    best = assess(inspected(table), table)
    full = {item.id: item.full for item in best.items}
    for fault in table.program.faults:
        worse = assess(_with(table, f"{fault.item}.{fault.cause}", 1), table)
        item = next(one for one in worse.items if one.id == fault.item)
        assert item.points is not None
        assert 0 <= item.points < full[fault.item], fault


def _with(table: ResolvedRulebook, name: str, value: int) -> Facts:
    facts = inspected(table)
    return Facts(subject="mine", answers={**facts.answers, name: Known(value=value)})


def test_what_does_not_apply_is_rescaled_to_a_hundred(table: ResolvedRulebook) -> None:
    """100 / (100 - B) x D: the missing item lowers what is attainable, not the score."""
    item = next(node.id for node in table.rulebook.computed if node.role == "item")
    facts = inspected(table)
    gone = NotApplicable(ground="no such workplace", clause="缺项")
    assessment: Assessment = assess(Facts(subject="mine", answers={**facts.answers, f"{item}.inspected": gone}), table)
    assert assessment.score == 100


def test_nobody_answered_means_missing_provisional_and_no_award(table: ResolvedRulebook) -> None:
    """Silence is not full marks and not zero."""
    assessment = assess(Facts(subject="mine"), table)
    assert assessment.provisional
    assert assessment.qualifies is None
    assert isinstance(assessment.attainable, int | Fraction)
