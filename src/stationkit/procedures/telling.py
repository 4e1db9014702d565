"""Telling a story: from a way that was found, with some roles granted, to who could take which step without."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import attrs

from stationkit.periods import Period
from stationkit.procedures.exploring import Explorer, Node, Taken
from stationkit.procedures.rosters import Person, day_of
from stationkit.procedures.stories import Reason, Story, StoryStep
from stationkit.words import Words

__all__ = ["told"]


def told(period: Period, bare: Story, explorer: Explorer, people: Sequence[Person], path: Sequence[Node]) -> Story:
    """Tell the way that was found up to the first step for which somebody would have to be granted a role."""
    pairs = [(before, after, after.taken) for before, after in pairwise(path) if after.taken is not None]
    at = next(place for place, (_, after, _) in enumerate(pairs) if after.by_grant is not None)
    before, _, stuck = pairs[at]
    way = explorer.routes.procedure.transition(stuck.source, stuck.kind)
    return attrs.evolve(
        bare,
        steps=tuple(_step(period, explorer, people, here, taken) for here, _, taken in pairs[:at]),
        stuck_at=stuck.kind,
        stuck_words=explorer.routes.procedure.kind_words(stuck.kind),
        roles=tuple(sorted(way.roles, key=str)) if way else (),
        reasons=tuple(_reasons(explorer, people, before, stuck)),
        frees=tuple(sorted(path[-1].grants)),
        is_known=True,
    )


def _step(period: Period, explorer: Explorer, people: Sequence[Person], before: Node, taken: Taken) -> StoryStep:
    by = [one for one in (*people, *explorer.crowd.outsiders) if _could(explorer, one, before, taken)]
    return StoryStep(
        kind=taken.kind,
        words=explorer.routes.procedure.kind_words(taken.kind),
        on=day_of(taken.day, period),
        actor=taken.actor,
        role=taken.role,
        by=tuple(one.id for one in by),
        named=taken.named,
    )


def _could(explorer: Explorer, person: Person, before: Node, taken: Taken) -> bool:
    way = explorer.routes.procedure.transition(taken.source, taken.kind)
    for one in person.abilities:
        if way is not None and one.role in way.roles and one.days >> taken.day & 1:
            who = (person.id, one.role, one.on_behalf_of)
            if not explorer.blockers(before.case, before.key, taken.kind, taken.day, who, taken.named):
                return True
    return False


_AWAY = Words(zh="当天不在岗或未持证", en="away, or not certified, on that day")


def _reasons(explorer: Explorer, people: Sequence[Person], before: Node, stuck: Taken) -> Iterator[Reason]:
    """Give why everybody who has a role for a step cannot take it."""
    way = explorer.routes.procedure.transition(stuck.source, stuck.kind)
    for person in people:
        for one in person.abilities:
            if way is None or one.role not in way.roles:
                continue
            if not one.days >> before.day & 1:
                yield Reason(member=person.id, role=one.role, code="away", words=_AWAY)
                continue
            who = (person.id, one.role, one.on_behalf_of)
            for found in explorer.blockers(before.case, before.key, stuck.kind, before.day, who, stuck.named):
                yield Reason(member=person.id, role=one.role, code=found.code, words=found.words, clause=found.clause)
