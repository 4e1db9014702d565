"""A round and its standing: who takes part, what each qualifies for, what each is awarded, and why."""

from collections.abc import Mapping
from datetime import date

import attrs

from stationkit.numbers import Number
from stationkit.periods import Period
from stationkit.rules.lines import LedgerLine
from stationkit.rules.outcomes import NodeValue
from stationkit.scoring.engine import Assessment
from stationkit.scoring.ledger import Ledger
from stationkit.scoring.ranking import Place
from stationkit.words import Words

__all__ = ["Award", "Order", "Round", "Standing"]


@attrs.frozen(kw_only=True)
class Order:
    """A lasting effect that a round has ordered: a bar, a cancelled year. Later rounds read it as a fact.

    Attributes:
        subject: whom it binds.
        order: its id in the rulebook.
        since: the first day on which it is in force.
        until: the first day on which it is no longer.
        rulebook: `id@version` of the rulebook that ordered it.
        ground: the condition that held.
    """

    subject: str
    order: str
    since: date
    until: date
    rulebook: str = ""
    clause: str = ""
    ground: Words = Words()

    def covers(self, day: date) -> bool:
        """Tell whether it is in force on *day*."""
        return self.since <= day < self.until


@attrs.frozen(kw_only=True)
class Round:
    """One round of assessment: everything that one subject alone cannot know.

    Attributes:
        id: a name for people, such as `2026H1`.
        period: the days assessed.
        rulebook: `id@version` that the whole round is settled under; empty for that of the assessments, if it is one.
        subjects: who takes part; empty for whoever was assessed.
        groups: grouping (`region`, `kind`, …) -> subject -> its group.
        previous: subject -> node -> what it came to in the round before.
        orders: the orders of earlier rounds.
    """

    id: str
    period: Period
    rulebook: str = ""
    subjects: tuple[str, ...] = ()
    groups: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    previous: Mapping[str, Mapping[str, NodeValue]] = attrs.field(factory=dict)
    orders: tuple[Order, ...] = ()


@attrs.frozen(kw_only=True)
class Award:
    """What one subject gets.

    Attributes:
        qualifies: the rating that its own facts give it.
        awarded: the rating that it holds once the round has spoken.
        share: its part of a place where those who tied for the last places share them; else 1.
        provisional: whether something open, its own or another's of its group, can still change it.
        reasons: what made a difference, in order.
    """

    subject: str
    grade: str
    qualifies: NodeValue
    awarded: NodeValue
    share: Number = 1
    provisional: bool = False
    reasons: tuple[Words, ...] = ()


@attrs.frozen(kw_only=True)
class Standing:
    """A settled round.

    Attributes:
        assessments: subject -> its assessment, made once more where the round's own values enter it.
        awards: one a subject, in the order of the subjects; empty where the rulebook has no grade.
        rankings: ranking -> group -> places, the best first.
        orders: the lasting effects that the round has ordered.
        ledger: every decision with its cut; its replay gives every award and every place.
    """

    round: Round
    rulebook: str
    assessments: Mapping[str, Assessment] = attrs.field(repr=False)
    awards: tuple[Award, ...]
    rankings: Mapping[str, Mapping[str, tuple[Place, ...]]]
    orders: tuple[Order, ...]
    ledger: Ledger = attrs.field(repr=False)

    def award(self, subject: str) -> Award:
        """Give what one subject is awarded.

        Raises:
            KeyError: nobody of that name takes part.
        """
        return {one.subject: one for one in self.awards}[subject]

    def lines(self, subject: str) -> tuple[LedgerLine, ...]:
        """Give the decisions about one subject."""
        return tuple(line for line in self.ledger.lines if line.target.startswith(f"{subject}/"))

    def previous(self) -> Mapping[str, Mapping[str, NodeValue]]:
        """Give what the next round calls the round before: every node outside the lists, the grade as awarded."""
        found: dict[str, dict[str, NodeValue]] = {}
        for subject, assessment in self.assessments.items():
            nodes = assessment.resolved.rulebook.explained
            scopes = assessment.resolved.program.scopes
            found[subject] = {node.id: assessment.value(node.id) for node in nodes if not scopes.get(node.id)}
        for award in self.awards:
            found[award.subject][award.grade] = award.awarded
        return found

    @property
    def next_orders(self) -> tuple[Order, ...]:
        """Give the orders that the next round must know: those still running and those of this round."""
        return (*(one for one in self.round.orders if one.until > self.round.period.end), *self.orders)
