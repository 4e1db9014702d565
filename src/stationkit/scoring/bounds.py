"""Bounds: with facts missing, the lowest and the highest score and star still reachable, and which facts decide it.

An open fact may be answered by any value that its measure allows, may turn out not applicable, or may stay open, in
which case the rulebook's policies apply. An item that a function could not compute counts as any value of the
function's declared range. Bounds are always sound; they are *tight*, which means that both ends are reached, where
every open fact has one use and nothing stands in between that was not followed exactly.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import attrs

from stationkit.numbers import Number
from stationkit.rules.facts import Value
from stationkit.rules.frame import Frame
from stationkit.rules.layers import ResolvedRulebook
from stationkit.rules.outcomes import NodeValue
from stationkit.rules.reach.breakpoints import constants_of, sample_answers
from stationkit.rules.reach.endless import is_endless
from stationkit.rules.reach.frame import ReachFrame
from stationkit.rules.reach.values import Reach, Span, just
from stationkit.scoring.engine import Assessment
from stationkit.words import Words

__all__ = ["AnswerBounds", "Bounds", "OpenFact", "Range", "bounds"]


@attrs.frozen(kw_only=True)
class Range:
    """What a score and a star can still come to.

    Attributes:
        has_score: whether any score is reachable.
        lowest: the lowest score; nothing where there is no score, or no limit below.
        highest: the highest score, likewise.
        worst_star: the worst word of the scale that is reachable, nothing where none is.
        best_star: the best one.
        outside: the other outcomes of the grade that are reachable: words outside the scale, and ways of having none.
        stars: how many words of the scale lie between the worst and the best, both counted.
    """

    has_score: bool
    lowest: Number | None
    highest: Number | None
    worst_star: int | str | None
    best_star: int | str | None
    outside: tuple[NodeValue, ...] = ()
    stars: int = 0

    @property
    def width(self) -> Number | None:
        """How far apart the lowest and the highest score are; nothing where there is no limit."""
        if not self.has_score:
            return 0
        return None if self.lowest is None or self.highest is None else self.highest - self.lowest


@attrs.frozen(kw_only=True)
class AnswerBounds:
    """What one possible answer to an open fact would leave: the answer, in a text where it is a whole sheet."""

    answer: Value
    leaves: Range


@attrs.frozen(kw_only=True)
class OpenFact:
    """An open fact, or an item's whole sheet, and how much its answer narrows the result.

    Attributes:
        name: the measure, or the item whose sheet nobody has filled.
        facts: the facts that it stands for.
        decides: whether some answer to it changes what is reachable.
        narrowing: by how many points the answer narrows the score at least; nothing where it takes away an end that
            had no limit, which is the most of all.
        stars: how many stars the answer rules out at least.
        answers: what a few possible answers would leave.
    """

    name: str
    facts: tuple[str, ...]
    decides: bool
    narrowing: Number | None
    stars: int
    answers: tuple[AnswerBounds, ...]


@attrs.frozen(kw_only=True)
class Bounds:
    """The bounds of one assessment.

    Attributes:
        reach: what can still come out.
        score_tight: whether both ends of the score are reached for certain.
        star_tight: whether the worst and the best star are.
        reason: why they are not proved tight, in words; empty where they are.
    """

    reach: Range
    score_tight: bool
    star_tight: bool
    reason: Words
    _follow: "_Following" = attrs.field(repr=False, eq=False)

    @property
    def lowest(self) -> Number | None:
        """The lowest score still reachable; nothing where there is none, or no limit below."""
        return self.reach.lowest

    @property
    def highest(self) -> Number | None:
        """The highest score still reachable; nothing where there is none, or no limit above."""
        return self.reach.highest

    @property
    def worst_star(self) -> int | str | None:
        """The worst star still reachable."""
        return self.reach.worst_star

    @property
    def best_star(self) -> int | str | None:
        """The best star still reachable."""
        return self.reach.best_star

    @property
    def tight(self) -> bool:
        """Tell whether all four ends are reached for certain; otherwise they are *not proved tight*."""
        return self.score_tight and self.star_tight

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing that is open can change the score or the star."""
        return self.reach.width == 0 and self.reach.stars + len(self.reach.outside) <= 1

    @cached_property
    def open(self) -> tuple[OpenFact, ...]:
        """The open facts, those whose answer narrows the result most before the others: what to look at next."""
        found = [self._follow.question(name, facts, self.reach) for name, facts in self._follow.questions()]
        return tuple(sorted(found, key=_urgency))


def bounds(assessment: Assessment) -> Bounds:
    """Give the lowest and highest score and the worst and best star that open facts still allow."""
    follow = _Following(assessment)
    frame = follow.run({})
    score_why, star_why = follow.looseness(frame)
    reason = score_why or star_why
    return Bounds(
        reach=follow.range(frame),
        score_tight=not score_why,
        star_tight=not star_why,
        reason=_reason(reason) if reason else Words(),
        follow=follow,
    )


class _Following:
    """Follows one assessment's open facts through its rulebook."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.resolved: ResolvedRulebook = assessment.resolved
        self.reach = self.resolved.reach
        self.base: Frame = assessment.frame
        head = assessment.headline
        self.targets = tuple(name for name in (head.score, head.stars) if name)

    def run(self, given: Mapping[str, Reach]) -> ReachFrame:
        """Follow the open facts, some of them narrowed."""
        return self.reach.run(
            self.assessment.facts, base=self.base, given=given, cohort=self.base.cohort, below=self.targets
        )

    def range(self, frame: ReachFrame) -> Range:
        """Read what the headline can come to."""
        head, slots = self.assessment.headline, self.resolved.program.slots
        score = frame.value(slots[head.score]).span if head.score else None
        star = self._stars(frame.value(slots[head.stars])) if head.stars else ((), ())
        on_scale, outside = star
        return Range(
            has_score=score is not None,
            lowest=_number(score, "low"),
            highest=_number(score, "high"),
            worst_star=on_scale[-1] if on_scale else None,
            best_star=on_scale[0] if on_scale else None,
            outside=outside,
            stars=len(on_scale),
        )

    def _stars(self, reach: Reach) -> tuple[tuple[int | str, ...], tuple[NodeValue, ...]]:
        grade: Any = self.resolved.rulebook.nodes[self.assessment.headline.stars]
        scale = self.resolved.rulebook.scales[grade.scale]
        on_scale = tuple(word for word in scale.best_first if reach.holds(word))
        outside: list[NodeValue] = [word for word in scale.outside if reach.holds(word)]
        return on_scale, (*outside, *sorted(reach.absent, key=lambda one: (one.kind, one.code)))

    # -- tightness -----------------------------------------------------------------------------------------

    def looseness(self, frame: ReachFrame) -> tuple[str, str]:
        """Give why the ends of the score, and those of the star, might not be reached."""
        head = self.assessment.headline
        return self._loose(frame, head.score), self._loose(frame, head.stars)

    def _loose(self, frame: ReachFrame, target: str) -> str:
        if not target:
            return ""
        below = self.reach.uses.below(target)
        for node, why in frame.loose.items():
            if node in below:
                return f"{node}: {why}"
        roots = self.reach.roots(self.assessment.facts, self.base)
        for name, ways in self.reach.uses.ways(target, roots).items():
            if ways > 1:
                return f"{name}: uses"
        return ""

    # -- what to look at next ------------------------------------------------------------------------------

    def questions(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Give the open facts that the headline rests on: measures one by one, faults by the item's sheet."""
        below = frozenset().union(*(self.reach.uses.below(target) for target in self.targets))
        open_facts = [key for key in self.reach.open_leaves(self.assessment.facts) if key in below]
        sheets: dict[str, list[str]] = {}
        for key in open_facts:
            item, dot, _ = key.partition(".")
            if dot:
                sheets.setdefault(item, []).append(key)
            else:
                yield key, (key,)
        for item, keys in sheets.items():
            yield item, tuple(keys)

    def question(self, name: str, facts: tuple[str, ...], before: Range) -> OpenFact:
        """Give what the answers to one question would leave."""
        answers = [
            AnswerBounds(answer=shown, leaves=self.range(self.run(given))) for shown, given in self._tried(facts)
        ]
        left = [one.leaves for one in answers]
        widths = [one.width for one in left]
        narrowing: Number | None = None
        if before.width is not None:
            narrowing = before.width - max(one for one in widths if one is not None)
        elif any(one is None for one in widths):
            narrowing = 0
        return OpenFact(
            name=name,
            facts=facts,
            decides=any(one != before for one in left),
            narrowing=narrowing,
            stars=before.stars - max(one.stars for one in left),
            answers=tuple(answers),
        )

    def _tried(self, facts: tuple[str, ...]) -> Iterator[tuple[Value, dict[str, Reach]]]:
        """Give a few answers that stand for all: by the breakpoints of a measure; a clean and a bad sheet."""
        if len(facts) == 1 and "." not in facts[0]:
            measure = self.resolved.expected[""][facts[0]]
            for value in sample_answers(measure, self._constants.get(facts[0], ()))[:_MAX_ANSWERS]:
                yield value, {facts[0]: just(value)}  # type: ignore[arg-type]  # no ratio is among the samples
            return
        faults = [key for key in facts if not key.endswith(".inspected")]
        yield "clean", {key: just(0) for key in faults} | {key: just(True) for key in facts if key not in faults}
        yield "worst", {key: just(_MANY) for key in faults} | {key: just(True) for key in facts if key not in faults}

    @cached_property
    def _constants(self) -> Mapping[str, tuple[object, ...]]:
        return constants_of(self.resolved.program)


_MAX_ANSWERS = 12
"""More answers than this are not tried for one open fact; the ends come first."""
_MANY = 1000
"""So many faults take every item down to its floor or its ceiling."""


def _urgency(one: OpenFact) -> tuple[Any, ...]:
    """The answer that rules out the most stars comes first, then the one that narrows the score most."""
    return not one.decides, -one.stars, one.narrowing is not None, -(one.narrowing or 0), one.name


def _number(span: Span | None, end: str) -> Number | None:
    if span is None:
        return None
    value: Any = getattr(span, end)
    return None if is_endless(value) else value


_WHY = {
    "uses": Words(zh="一个事实用了多处", en="one fact is used in several places"),
    "function": Words(zh="插件函数只知其声明的范围", en="of a plugin's function only the declared range is known"),
    "cohort": Words(zh="名次由评选轮次给出", en="a place in the round comes from outside"),
    "list": Words(zh="子对象列表未逐一精确计算", en="a list was not followed exactly"),
    "rescale": Words(zh="折算未逐一精确计算", en="a rescale was not followed exactly"),
}
_OTHERWISE = Words(zh="其中一步未能精确计算", en="a step was not followed exactly")


def _reason(code: str) -> Words:
    where, _, why = code.partition(": ")
    told = _WHY.get(why, _OTHERWISE)
    return Words(zh=f"{where}：{told.zh}", en=f"{where}: {told.en}")
