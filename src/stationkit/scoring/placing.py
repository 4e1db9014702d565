"""Placing: the rankings of a rulebook over the subjects of a round, group by group."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from stationkit.errors import UnknownNameError
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.model import Grade
from stationkit.rules.outcomes import Absent, NodeValue
from stationkit.rules.references import Reference
from stationkit.rules.settlements import Ranking, RankKey
from stationkit.scoring.cohorts import group_of
from stationkit.scoring.decisions import Decisions
from stationkit.scoring.engine import Assessment
from stationkit.scoring.ranking import Place, rank
from stationkit.scoring.rounds import Round
from stationkit.words import Words

__all__ = ["grouped", "order_of", "place_all", "place_by"]


def place_all(
    round_: Round, assessed: Mapping[str, Assessment], resolved: ResolvedRulebook | None, decisions: Decisions
) -> Mapping[str, Mapping[str, tuple[Place, ...]]]:
    """Give every ranking of the rulebook; where it has none, one by its headline score."""
    if resolved is None:
        return {}
    found: dict[str, Mapping[str, tuple[Place, ...]]] = {}
    for ranking in resolved.rulebook.rankings.values() or default_rankings(resolved):
        found[ranking.id] = place_by(ranking, round_, assessed)
        for group, places in found[ranking.id].items():
            for place in places:
                decisions.place(ranking, group, place, len(places), resolved.head.reference)
    return found


def default_rankings(resolved: ResolvedRulebook) -> tuple[Ranking, ...]:
    """Give the ranking of a rulebook that declares none: by its headline score, ties in competition."""
    score = resolved.headline.score
    if not score:
        return ()
    return (Ranking(id="by-score", by=(RankKey(score),), title=Words(zh="按得分排名", en="by score")),)


def place_by(
    ranking: Ranking, round_: Round, assessed: Mapping[str, Assessment], *, within: str | None = None
) -> Mapping[str, tuple[Place, ...]]:
    """Give one ranking: group -> places, the best first.

    Args:
        ranking: the keys and how ties are counted.
        round_: the round, for its groupings.
        assessed: who is ranked.
        within: another grouping than the ranking's own.

    Raises:
        UnknownNameError: neither the rulebook nor the round knows the grouping.
    """
    by = ranking.within if within is None else within
    return {
        group: order_of(ranking, {subject: assessed[subject] for subject in members})
        for group, members in grouped(by, round_, assessed).items()
    }


def order_of(ranking: Ranking, assessed: Mapping[str, Assessment]) -> tuple[Place, ...]:
    """Rank some assessments by the keys of a ranking."""
    values = {subject: [_value(one, key.of) for key in ranking.by] for subject, one in assessed.items()}
    return rank(values, [key.best for key in ranking.by], ties=ranking.ties)


def grouped(by: str, round_: Round, assessed: Mapping[str, Assessment]) -> Mapping[str, Sequence[str]]:
    """Give the subjects by group, in the order of the groups; who has no group stands in that of the empty name."""
    for one in assessed.values():
        known = (*round_.groups, *one.resolved.program.slots)
        if by and by not in known:
            raise UnknownNameError(Words(zh="分组", en="grouping"), by, known)
    found: dict[str, list[str]] = defaultdict(list)
    for subject in sorted(assessed):
        found[group_of(subject, by, assessed[subject], round_.groups) or ""].append(subject)
    return dict(sorted(found.items()))


def _value(assessment: Assessment, name: str) -> NodeValue:
    """Give what a key ranks by: a number, a flag as 1 or 0, a word of a scale by its place."""
    value = assessment.read(Reference(*name.split(".", 1)))
    node = assessment.resolved.rulebook.nodes.get(name)
    if isinstance(node, Grade) and not isinstance(value, Absent):
        words = assessment.resolved.rulebook.scales[node.scale].best_first
        return -words.index(value) if value in words else -len(words)
    return int(value) if isinstance(value, bool) else value
