"""Stories of cases that nobody could carry to their end, and what an answer about them rests on."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import attrs

from stationkit.periods import Period
from stationkit.procedures.aims import Scenario
from stationkit.procedures.exploring import Grant
from stationkit.stations.people import Role
from stationkit.words import Language, Words

__all__ = ["STUCK", "Explored", "Reason", "Story", "StoryStep", "StuckStories", "merged"]

STUCK = "stuck"
"""The verdict of a story that nothing after the period can change."""


@attrs.frozen(kw_only=True)
class StoryStep:
    """One step of a story.

    Attributes:
        on: the day on which it is taken.
        actor: who takes it in the story; *by* is everybody who could, outsiders too.
        named: whom it names, such as the rectifier.
    """

    kind: str
    words: Words
    on: date
    actor: str
    role: Role
    by: tuple[str, ...]
    named: str = ""


@attrs.frozen(kw_only=True)
class Reason:
    """Why somebody who has the role for a step cannot take it.

    Attributes:
        code: the blocker's code, or `away`.
        clause: the rule that the blocker rests on.
    """

    member: str
    role: Role
    code: str
    words: Words
    clause: str = ""


@attrs.frozen(kw_only=True)
class Story:
    """A kind of case that nobody could carry to its end in time, if it began on one of some days.

    Attributes:
        days: the days on which it could begin.
        steps: the shortest story that comes farthest: every step that can still be taken, as on the first of the days.
        stuck_at: the step that nobody can take then.
        roles: the roles that could take it.
        reasons: why those who have one of them cannot; empty where nobody has one.
        frees: the fewest roles that would have to be granted, to the fewest new people; `is_known` tells where even
            that was too much to try.
        verdict: `stuck`; or not decided: `later` (the roster after the period decides) or `too-large`.
    """

    scenario: Scenario
    days: Period
    steps: tuple[StoryStep, ...]
    stuck_at: str = ""
    stuck_words: Words = Words()
    roles: tuple[Role, ...] = ()
    reasons: tuple[Reason, ...] = ()
    frees: tuple[Grant, ...] = ()
    is_known: bool = True
    verdict: str = "stuck"

    @property
    def is_certain(self) -> bool:
        """Whether it is stuck whatever the roster will be after the period."""
        return self.verdict == STUCK

    @property
    def words(self) -> Words:
        """The story in a sentence."""
        case, step = self.scenario.words, self.stuck_words
        return Words(
            zh=f"{self.days}：{case.zh}，无人能{step.zh or '办结'}（{self._why('zh')}）",
            en=f"{self.days}: {case.en}, and nobody can take the step {step.en or 'to the end'} ({self._why('en')})",
        )

    def _why(self, language: Language) -> str:
        if not self.reasons:
            return Words(zh="没有人有此角色", en="nobody has the role").text(language)
        return "; ".join(f"{one.member}: {one.words.text(language)}" for one in self.reasons)


@attrs.frozen(kw_only=True)
class Explored:
    """What an answer rests on.

    Attributes:
        scenarios: kinds of cases that were explored; *unlawful* are those that nobody may close whoever is there.
        days: days on which a case could begin.
        intervals: stretches of days between changes of the roster.
        situations: different situations that were explored; days alike share one.
        people: members; *kinds* the most kinds of people that had to be told apart in one situation.
        cases: cases on days that were reached; *tries* the steps that were asked of the procedure.
        steps: the kinds of steps that were explored, and *left_out* those that were not.
        uncertain: members whose certificate is not known, and who therefore count as without.
        too_large: situations of which there was more to try than is tried.
    """

    scenarios: tuple[Scenario, ...]
    unlawful: tuple[Scenario, ...]
    days: int
    intervals: int
    situations: int
    people: int
    kinds: int
    cases: int
    tries: int
    steps: tuple[str, ...]
    left_out: tuple[str, ...]
    uncertain: tuple[str, ...]
    too_large: int


@attrs.frozen(kw_only=True)
class StuckStories:
    """The answer: stories, or a proof that there is none.

    Attributes:
        stories: by scenario and day.
        undecided: what the roster after the period decides, and what was too large.
    """

    stories: tuple[Story, ...]
    undecided: tuple[Story, ...]
    explored: Explored

    @property
    def is_proved(self) -> bool:
        """Whether every kind of case can be closed lawfully and in time, whenever it begins.

        Where no kind of case could be closed by anybody at all, nothing was explored, and nothing is proved.
        """
        return bool(self.explored.scenarios) and not self.stories and not self.undecided

    def __bool__(self) -> bool:
        return bool(self.stories or self.undecided)


def merged(stories: Iterable[Story]) -> Iterator[Story]:
    """Put stories of adjacent days together where they are the same but for their days."""
    last: Story | None = None
    for story in stories:
        if last is not None and last.days.end == story.days.start and _gist(last) == _gist(story):
            last = attrs.evolve(last, days=Period(last.days.start, story.days.end))
            continue
        if last is not None:
            yield last
        last = story
    if last is not None:
        yield last


def _gist(story: Story) -> tuple[Any, ...]:
    """Give what stays the same over a stretch of days; who else could take a step may vary."""
    steps = tuple(one.kind for one in story.steps)
    reasons = tuple((one.member, one.role, one.code) for one in story.reasons)
    return (story.scenario, story.verdict, steps, story.stuck_at, reasons, story.frees)
