"""The engine: facts and a resolved rulebook in, an explained assessment out. No clock, no floats, no surprise."""

from collections.abc import Callable, Mapping
from functools import cached_property

import attrs

from stationkit.numbers import Number
from stationkit.rules.answers import check_facts as _check
from stationkit.rules.deciding import share_of
from stationkit.rules.facts import Facts
from stationkit.rules.frame import Frame, Test
from stationkit.rules.headline import Headline
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.lowering import Lowered, NotLoweredError, lower
from stationkit.rules.outcomes import Absent, NodeValue
from stationkit.rules.provenance import AbsentPlugin, Provenance
from stationkit.rules.references import Reference
from stationkit.scoring.findings import find_all
from stationkit.scoring.ledger import Ledger
from stationkit.scoring.outcomes import Finding, GroupOutcome, ItemOutcome, Star
from stationkit.scoring.pins import Pins, pin
from stationkit.scoring.views import group_outcomes, item_outcomes, stars
from stationkit.words import Words

__all__ = ["Assessment", "Scorer", "Scores", "Values", "assess", "check_facts"]

_OPEN = ("missing", "not-computed")


@attrs.frozen(kw_only=True)
class Scores:
    """The bare result of the compiled path: the score and the star; nothing where the rulebook has none."""

    score: NodeValue | None
    star: NodeValue | None


@attrs.frozen(kw_only=True)
class Assessment:
    """What a rulebook makes of one subject's facts, with everything that led to it.

    Attributes:
        facts: what it was made from.
        resolved: the rulebook that it was made with.
        cohort: node -> the value among the others of its round that it was given.
        calendar: digest of the working-day calendar that held when it was made; empty where none was at hand.
        headline: which nodes are the score and the star.
        ledger: the calculation, line by line; its replay gives every value.
    """

    facts: Facts
    resolved: ResolvedRulebook = attrs.field(repr=False)
    cohort: Mapping[str, Number] = attrs.field(factory=dict, repr=False)
    calendar: str = attrs.field(default="", repr=False)
    headline: Headline
    ledger: Ledger = attrs.field(repr=False)
    _frame: Frame = attrs.field(repr=False, eq=False)

    @property
    def subject(self) -> str:
        """Whom it is about."""
        return self.facts.subject

    @property
    def period(self) -> str:
        """The period, as the facts name it."""
        return self.facts.period

    @property
    def rulebook(self) -> str:
        """`id@version` of the rulebook."""
        return self.resolved.head.reference

    @property
    def title(self) -> Words:
        """The rulebook's title."""
        return self.resolved.head.title

    @property
    def status(self) -> str:
        """The weakest status in the chain: official, reconstructed or illustrative."""
        return self.resolved.status

    @property
    def plugins(self) -> tuple[str, ...]:
        """The plugins that spoke."""
        return self.resolved.plugins

    @property
    def provenance(self) -> tuple[Provenance, ...]:
        """The plugins that spoke, each with its package, version and the digest of its files."""
        return self.resolved.provenance

    @property
    def absent_plugins(self) -> tuple[AbsentPlugin, ...]:
        """The plugins that did not speak although they should have been heard, and why."""
        return self.resolved.absent_plugins

    @property
    def score(self) -> NodeValue | None:
        """The headline score, or the way in which it has none; nothing where the rulebook has no headline score."""
        return self.value(self.headline.score) if self.headline.score else None

    @property
    def attainable(self) -> Number | None:
        """What could be had of the headline score; nothing where it has no marks."""
        return self._marks(self._frame.attainable)

    @property
    def nominal(self) -> Number | None:
        """The marks of the headline score on paper; nothing where it has none."""
        return self._marks(self._frame.nominal)

    def _marks(self, marks: list[Number]) -> Number | None:
        return marks[self.resolved.program.slots[self.headline.score]] if self.headline.score else None

    @property
    def star(self) -> Star | None:
        """The headline star that the subject qualifies for; nothing where the rulebook has no headline grade."""
        return next((star for star in self.stars if star.grade == self.headline.stars), None)

    @cached_property
    def stars(self) -> tuple[Star, ...]:
        """Every grade of the rulebook."""
        return stars(self._frame, self.resolved)

    @cached_property
    def items(self) -> tuple[ItemOutcome, ...]:
        """Every item; the items of lists as `key/item`."""
        return item_outcomes(self._frame, self.resolved)

    @cached_property
    def groups(self) -> tuple[GroupOutcome, ...]:
        """Every group."""
        return group_outcomes(self._frame, self.resolved)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What takes no points but wants to be looked at."""
        return find_all(self._frame, self.resolved, self.items)

    @property
    def stale(self) -> tuple[str, ...]:
        """What should have been looked at again before the round's end: the rulebook, and parameters, by their ids."""
        return tuple(finding.node for finding in self.findings if finding.code == "review-due")

    @property
    def provisional(self) -> bool:
        """Tell whether something is open: no score or star, an item not computed, or an expected plugin absent."""
        if any(plugin.expected for plugin in self.absent_plugins):
            return True
        headline = (self.score, self.star.value if self.star is not None else None)
        is_open = any(isinstance(value, Absent) and value.kind in _OPEN for value in headline)
        return is_open or any(item.outcome == "not-computed" for item in self.items)

    @property
    def qualifies(self) -> Star | None:
        """The star that may be awarded on this: none while the result is provisional or the star is not a rating."""
        star = self.star
        return star if star is not None and not self.provisional and not isinstance(star.value, Absent) else None

    @property
    def open_facts(self) -> tuple[str, ...]:
        """The names of the facts whose absence leaves items open."""
        named = (name for item in self.items if item.outcome in _OPEN for name in item.facts)
        return tuple(dict.fromkeys(named))

    @property
    def frame(self) -> Frame:
        """The calculation itself, slot by slot: for what follows it further, such as bounds."""
        return self._frame

    @cached_property
    def pins(self) -> Pins:
        """The digests of what it was made from."""
        return pin(self.facts, self.resolved, self.calendar)

    def value(self, node: str) -> NodeValue:
        """Give what one node outside the lists came to.

        Raises:
            KeyError: the rulebook has no such node.
        """
        return self._frame.values[self.resolved.program.slots[node]]

    def read(self, reference: Reference) -> NodeValue:
        """Give what a reference comes to: a node outside the lists, or its `points`, `share` or `attainable`.

        Raises:
            KeyError: the rulebook has no such node.
        """
        slots = self.resolved.program.slots
        if str(reference) in slots:  # a node, or a fault by its item and cause
            return self._frame.values[slots[str(reference)]]
        return _ATTRIBUTES[reference.attribute](self._frame, slots[reference.node])

    def holds(self, test: Test) -> bool | None:
        """Give the answer to a condition of the rulebook: nothing where a missing fact leaves it open."""
        return test(self._frame)


_ATTRIBUTES: Mapping[str, Callable[[Frame, int], NodeValue]] = {
    "points": lambda frame, slot: frame.values[slot],
    "share": share_of,
    "attainable": lambda frame, slot: frame.attainable[slot],
}


def check_facts(facts: Facts, resolved: ResolvedRulebook) -> None:
    """Check the names and values of *facts* against a rulebook.

    Raises:
        InvalidFactsError: with every problem, each with its path.
    """
    _check(facts, resolved.expected)


def assess(
    facts: Facts, resolved: ResolvedRulebook, *, cohort: Mapping[str, Number] | None = None, calendar: str = ""
) -> Assessment:
    """Assess one subject: its score, the star that it qualifies for, the outcome of every item, and the ledger.

    Args:
        facts: what is known of the subject.
        resolved: the rulebook with its layers applied and its functions bound.
        cohort: node -> the subject's value among the others of its round, where the rulebook asks for it.
        calendar: digest of the working-day calendar that holds, to be pinned with the result.

    Raises:
        InvalidFactsError: the facts name something unknown, or hold a value of the wrong kind.
    """
    _check(facts, resolved.expected)
    frame = resolved.program.explain(facts, cohort)
    return Assessment(
        facts=facts,
        resolved=resolved,
        cohort=dict(cohort or {}),
        calendar=calendar,
        headline=resolved.headline,
        ledger=Ledger(tuple(frame.lines or ())),
        frame=frame,
    )


@attrs.frozen(kw_only=True)
class Values:
    """Every value that the compiled path came to, without a word of explanation."""

    resolved: ResolvedRulebook = attrs.field(repr=False)
    _frame: Frame = attrs.field(repr=False, eq=False)

    def value(self, node: str) -> NodeValue:
        """Give what one node outside the lists came to.

        Raises:
            KeyError: the rulebook has no such node.
        """
        return self._frame.values[self.resolved.program.slots[node]]


def _lowered(resolved: ResolvedRulebook, headline: Headline) -> tuple[Words, Lowered | None]:
    try:
        return Words(), lower(resolved.program, headline.score, headline.stars, _scores)
    except NotLoweredError as error:
        return Words(zh=f"{error.node}：{error.words.zh}", en=f"{error.node}: {error.words.en}"), None


def _scores(score: NodeValue | None, star: NodeValue | None) -> Scores:
    return Scores(score=score, star=star)


_NOT_ASKED = Words(zh="未要求", en="it was not asked for")


class Scorer:
    """The compiled path: the same rulebook, the same results, no explanation.

    A rulebook whose points are whole in some unit runs on integers; `why_not_lowered` says what stands in the way, and
    is empty where nothing does. The results are the same either way, for every subject.
    """

    def __init__(self, resolved: ResolvedRulebook, *, lowered: bool = True) -> None:
        self.resolved = resolved
        self.headline = resolved.headline
        self.why_not_lowered, self._lowered = _lowered(resolved, self.headline) if lowered else (_NOT_ASKED, None)
        slots = resolved.program.slots
        self._score = slots.get(self.headline.score) if self.headline.score else None
        self._star = slots.get(self.headline.stars) if self.headline.stars else None

    def __call__(self, facts: Facts, *, cohort: Mapping[str, Number] | None = None) -> Scores:
        """Give the score and the star of one subject.

        Raises:
            InvalidFactsError: the facts name something unknown, or hold a value of the wrong kind.
        """
        if self._lowered is not None and cohort is None:
            found: Scores | None = self._lowered(facts)
            if found is not None:
                return found
        values = self._run(facts, cohort).values
        return Scores(
            score=None if self._score is None else values[self._score],
            star=None if self._star is None else values[self._star],
        )

    def values(self, facts: Facts, *, cohort: Mapping[str, Number] | None = None) -> Values:
        """Give every value of one subject.

        Raises:
            InvalidFactsError: the facts name something unknown, or hold a value of the wrong kind.
        """
        return Values(resolved=self.resolved, frame=self._run(facts, cohort))

    def _run(self, facts: Facts, cohort: Mapping[str, Number] | None) -> Frame:
        _check(facts, self.resolved.expected)
        return self.resolved.program.run(facts, cohort)
