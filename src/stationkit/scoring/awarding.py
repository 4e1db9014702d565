"""Awarding: from the rating that a subject qualifies for to the one that it holds, quota by quota."""

from collections.abc import Mapping

import attrs

from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.outcomes import Absent, NodeValue
from stationkit.rules.settlements import Quota, Settlement
from stationkit.scoring.decisions import Decisions, quota_words
from stationkit.scoring.engine import Assessment
from stationkit.scoring.placing import grouped, order_of
from stationkit.scoring.quotas import fill, places_of
from stationkit.scoring.rounds import Award, Round

__all__ = ["award"]


def award(
    round_: Round, assessed: Mapping[str, Assessment], resolved: ResolvedRulebook | None, decisions: Decisions
) -> tuple[Award, ...]:
    """Give what each subject is awarded, in the order of the subjects; nothing where no grade is awarded."""
    settlement = resolved.rulebook.settlement if resolved is not None else None
    grade = settlement.grade if settlement is not None else _headline(assessed)
    if resolved is None or not grade:
        return ()
    rule = resolved.rules[grade]
    awards = {subject: _own(subject, grade, one) for subject, one in assessed.items()}
    for one in awards.values():
        decisions.qualifies(one.subject, one.qualifies, rule)
    if settlement is not None:
        for quota in settlement.quotas:
            _apply(quota, settlement, round_, assessed, resolved, awards, decisions)
    return tuple(awards.values())


def _headline(assessed: Mapping[str, Assessment]) -> str:
    return next((one.headline.stars for one in assessed.values()), "")


def _own(subject: str, grade: str, assessment: Assessment) -> Award:
    value: NodeValue = assessment.value(grade)
    return Award(
        subject=subject,
        grade=grade,
        qualifies=value,
        awarded=value,
        provisional=_is_open(value) or assessment.provisional,
    )


def _is_open(value: NodeValue) -> bool:
    return isinstance(value, Absent) and value.kind in ("missing", "not-computed")


def _apply(
    quota: Quota,
    settlement: Settlement,
    round_: Round,
    assessed: Mapping[str, Assessment],
    resolved: ResolvedRulebook,
    awards: dict[str, Award],
    decisions: Decisions,
) -> None:
    """Apply one quota in every group of its ranking; while somebody there is open, what it decides is provisional."""
    ranking = resolved.rulebook.rankings[settlement.ranking]
    rule = resolved.rules[settlement.grade]
    rule = attrs.evolve(rule, clause=quota.clause or settlement.clause or rule.clause)
    for group, members in grouped(ranking.within, round_, assessed).items():
        open_ = any(awards[one].provisional for one in members)
        rated = sum(1 for one in members if not isinstance(awards[one].awarded, Absent))
        places = places_of(quota, resolved.rulebook, group=len(members), rated=rated)
        candidates = {one: assessed[one] for one in members if _holds(awards[one].awarded, quota.word)}
        if places is None or not candidates:
            continue
        filled = fill(places, order_of(ranking, candidates), quota.edge)
        words = quota_words(quota, filled)
        for one, share in filled.kept.items():
            said = (words,) if one in filled.tied else ()
            awards[one] = attrs.evolve(
                awards[one], share=share, provisional=open_, reasons=(*awards[one].reasons, *said)
            )
        for one in filled.fallen:
            awards[one] = attrs.evolve(
                awards[one], awarded=quota.falls_to, provisional=open_, reasons=(*awards[one].reasons, words)
            )
        decisions.quota(quota, group, filled, dict.fromkeys(filled.fallen, quota.falls_to), rule)


def _holds(value: NodeValue, word: int | str) -> bool:
    return value == word and not isinstance(value, bool | Absent)
