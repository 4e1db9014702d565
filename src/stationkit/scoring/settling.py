"""Settling a round: quotas, places, ties, the round before and lasting orders make the award out of the assessments.

Nothing here depends on the order in which the assessments arrive.
"""

from collections.abc import Iterable, Mapping, Sequence

import attrs

from stationkit.errors import InvalidDocumentError, MixedRulebooksError, Problem
from stationkit.periods import add_months
from stationkit.rules.answers import check_value
from stationkit.rules.facts import Answer, Facts, Known, NotApplicable
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.outcomes import Absent, NodeValue
from stationkit.scoring.awarding import award
from stationkit.scoring.cohorts import with_cohorts
from stationkit.scoring.decisions import Decisions
from stationkit.scoring.engine import Assessment, assess
from stationkit.scoring.ledger import Ledger
from stationkit.scoring.placing import place_all
from stationkit.scoring.rounds import Order, Round, Standing
from stationkit.words import Words

__all__ = ["rescore", "settle"]


def rescore(assessments: Iterable[Assessment], resolved: ResolvedRulebook) -> tuple[Assessment, ...]:
    """Assess the same facts under one rulebook, so that they can be compared.

    Raises:
        InvalidFactsError: facts name what this rulebook does not know.
    """
    return tuple(assess(one.facts, resolved, calendar=one.calendar) for one in assessments)


def settle(round_: Round, assessments: Iterable[Assessment]) -> Standing:
    """Settle a round: who stands where, what each is awarded, and what lasts.

    Raises:
        MixedRulebooksError: the assessments were made under different rulebooks, or not under that of the round.
        InvalidDocumentError: a subject is assessed twice.
        UnknownNameError: a ranking counts within a grouping that neither the rulebook nor the round knows.
    """
    given = _by_subject(assessments)
    resolved = _one_rulebook(round_, given)
    decisions = Decisions()
    informed = {subject: _informed(one, round_) for subject, one in given.items()}
    assessed, cohorts = with_cohorts(informed, round_.groups)
    decisions.cohorts(cohorts, assessed)
    rankings = place_all(round_, assessed, resolved, decisions)
    awards = award(round_, assessed, resolved, decisions)
    return Standing(
        round=round_,
        rulebook=resolved.head.reference if resolved is not None else round_.rulebook,
        assessments=assessed,
        awards=awards,
        rankings=rankings,
        orders=_ordered(round_, assessed, resolved, decisions),
        ledger=Ledger(tuple(decisions.lines)),
    )


def _by_subject(assessments: Iterable[Assessment]) -> dict[str, Assessment]:
    found: dict[str, list[Assessment]] = {}
    for one in assessments:
        found.setdefault(one.subject, []).append(one)
    twice = [subject for subject, several in sorted(found.items()) if len(several) > 1]
    if twice:
        what = Words(zh="评定了不止一次", en="assessed more than once")
        raise InvalidDocumentError("round", tuple(Problem(subject, what) for subject in twice))
    return {subject: one for subject, (one,) in sorted(found.items())}


def _one_rulebook(round_: Round, given: Mapping[str, Assessment]) -> ResolvedRulebook | None:
    """Give the one rulebook of all; results under different ones are not comparable."""
    found = {tuple(layer.digest for layer in one.resolved.layers): one.resolved for one in given.values()}
    names = sorted({one.head.reference for one in found.values()} | ({round_.rulebook} - {""}))
    if len(found) > 1 or len(names) > 1:
        raise MixedRulebooksError(tuple(names))
    return next(iter(found.values()), None)


def _informed(assessment: Assessment, round_: Round) -> Assessment:
    """Give the assessment with what the rounds before say, where the rulebook asks for it and the facts do not."""
    settlement = assessment.resolved.rulebook.settlement
    if settlement is None:
        return assessment
    subject, answers = assessment.subject, dict(assessment.facts.answers)
    before = round_.previous.get(subject, {})
    for name, node in settlement.previous.items():
        if name not in answers and node in before:
            answers |= _remembered(name, before[node], assessment.resolved)
    for name, order in settlement.orders.items():
        if name not in answers:
            in_force = [one for one in round_.orders if one.subject == subject and one.order == order]
            answers[name] = _in_force(in_force, round_)
    if len(answers) == len(assessment.facts.answers):
        return assessment
    facts: Facts = attrs.evolve(assessment.facts, answers=answers)
    return assess(facts, assessment.resolved, cohort=assessment.cohort, calendar=assessment.calendar)


def _remembered(name: str, value: NodeValue, resolved: ResolvedRulebook) -> Mapping[str, Answer]:
    """Answer with what a node came to in the round before.

    What was open then stays missing. An outcome outside a scale of numbers is no number: who was revoked holds no
    stars, and the question does not apply.
    """
    if isinstance(value, Absent) and value.kind != "not-ratable":
        return {}
    measure = resolved.expected[""][name]
    if isinstance(value, Absent) or (isinstance(value, str) and check_value(value, measure) is not None):
        said = value.code if isinstance(value, Absent) else value
        return {name: NotApplicable(ground=f"previous round: {said}")}
    return {name: Known(value=value, source="previous round")}


def _in_force(orders: Sequence[Order], round_: Round) -> Known:
    """Answer whether one of the orders is in force on the round's first day."""
    covering = tuple(one for one in orders if one.covers(round_.period.start))
    evidence = tuple(f"{one.rulebook} {one.clause}".strip() for one in covering)
    return Known(value=bool(covering), source="earlier rounds", evidence=evidence)


def _ordered(
    round_: Round, assessed: Mapping[str, Assessment], resolved: ResolvedRulebook | None, decisions: Decisions
) -> tuple[Order, ...]:
    """Give the lasting effects that the round orders, from the day behind it."""
    if resolved is None or resolved.rulebook.settlement is None:
        return ()
    found = []
    for rule in resolved.rulebook.settlement.emits:
        test = resolved.program.orders[rule.id]
        for subject, one in assessed.items():
            if one.holds(test):
                order = Order(
                    subject=subject,
                    order=rule.id,
                    since=round_.period.end,
                    until=add_months(round_.period.end, rule.months),
                    rulebook=resolved.head.reference,
                    clause=rule.clause,
                    ground=Words(zh=rule.note or str(rule.when), en=rule.note or str(rule.when)),
                )
                found.append(order)
                decisions.order(order)
    return tuple(found)
