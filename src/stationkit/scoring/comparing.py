"""Comparing two assessments: item by item, and only where both were made by one rulebook.

Points of two versions of a rulebook are points of two things. To compare them all the same, score the facts of one of
them again by the other's rulebook: that is an amendment, and it says why.
"""

from collections.abc import Iterator

import attrs

from stationkit.errors import InvalidValueError, MixedRulebooksError
from stationkit.numbers import Number
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.outcomes import NodeValue
from stationkit.scoring.engine import Assessment, assess
from stationkit.words import Words

__all__ = ["Amendment", "AssessmentComparison", "Difference", "amend", "compare"]


@attrs.frozen(kw_only=True)
class Difference:
    """One node that came out differently.

    Attributes:
        node: an item, a group or a grade.
        before: what it came to first; nothing where it was not there.
        after: what it comes to then.
    """

    node: str
    title: Words
    clause: str
    before: NodeValue | None
    after: NodeValue | None


@attrs.frozen(kw_only=True)
class AssessmentComparison:
    """Two assessments side by side.

    Attributes:
        differences: the items, groups and grades that came out differently, in the order of the rulebook.
        score: the headline scores, first and then.
        star: the headline stars, first and then.
    """

    differences: tuple[Difference, ...]
    score: tuple[NodeValue | None, NodeValue | None]
    star: tuple[NodeValue | None, NodeValue | None]

    @property
    def changed(self) -> bool:
        """Tell whether anything came out differently."""
        return bool(self.differences)


@attrs.frozen(kw_only=True)
class Amendment:
    """The same facts, scored again by another rulebook: both results stand side by side, and the reason with them.

    Attributes:
        before: the assessment as it was, untouched.
        after: the same facts by the other rulebook.
        reason: why they were scored again.
        comparison: what came out differently.
    """

    before: Assessment
    after: Assessment
    reason: str
    comparison: AssessmentComparison


def compare(first: Assessment, then: Assessment) -> AssessmentComparison:
    """Compare two assessments made by one rulebook.

    Raises:
        MixedRulebooksError: they were made by two rulebooks, or two versions of one; `amend` one of them first.
    """
    if first.pins.rulebook != then.pins.rulebook:
        raise MixedRulebooksError(tuple(_told(one) for one in (first, then)))
    return _side_by_side(first, then)


def _told(assessment: Assessment) -> str:
    return f"{assessment.rulebook} [{assessment.pins.rulebook[:12]}]"


def amend(assessment: Assessment, resolved: ResolvedRulebook, reason: str) -> Amendment:
    """Score the facts of an assessment again by another rulebook.

    Args:
        assessment: what was assessed; it stays as it is.
        resolved: the rulebook to score by.
        reason: why; an amendment without one is refused.

    Raises:
        InvalidValueError: no reason is given.
        InvalidFactsError: the facts are not ones that the other rulebook asks for.
    """
    if not reason.strip():
        raise InvalidValueError(reason, Words(zh="写明重新评定的理由", en="a written reason for scoring again"))
    after = assess(assessment.facts, resolved, calendar=assessment.calendar)
    return Amendment(before=assessment, after=after, reason=reason, comparison=_side_by_side(assessment, after))


def _side_by_side(first: Assessment, then: Assessment) -> AssessmentComparison:
    return AssessmentComparison(
        differences=tuple(_differences(first, then)),
        score=(first.score, then.score),
        star=(_star(first), _star(then)),
    )


def _star(assessment: Assessment) -> NodeValue | None:
    return assessment.star.value if assessment.star is not None else None


def _differences(first: Assessment, then: Assessment) -> Iterator[Difference]:
    before, after = _outcomes(first), _outcomes(then)
    for node in dict.fromkeys((*after, *before)):
        title, clause, now = after.get(node, (Words(), "", None))
        was = before[node][2] if node in before else None
        if was != now or (node in before) != (node in after):
            shown = (title, clause) if node in after else before[node][:2]
            yield Difference(node=node, title=shown[0], clause=shown[1], before=was, after=now)


_Outcome = tuple[Words, str, NodeValue | Number | None]


def _outcomes(assessment: Assessment) -> dict[str, _Outcome]:
    """Give every item, group and grade with what it came to: points, or the way in which it has none."""
    rules = assessment.resolved.rules
    found: dict[str, _Outcome] = {
        item.id: (item.title, item.clause, item.points if item.points is not None else item.outcome)
        for item in assessment.items
    }
    found |= {group.id: (group.title, group.clause, group.value) for group in assessment.groups}
    found |= {star.grade: (star.title, rules[star.grade].clause, star.value) for star in assessment.stars}
    return found
