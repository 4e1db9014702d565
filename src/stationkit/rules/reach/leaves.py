"""What an open fact can come to: any value that its measure allows, not applicable, or still open."""

from stationkit.rules.model import Measure
from stationkit.rules.outcomes import MISSING, NOT_APPLICABLE, Absent, NodeValue
from stationkit.rules.reach.endless import ABOVE, BELOW, End
from stationkit.rules.reach.values import Reach, Span, few, join, just, span

__all__ = ["known_answer", "open_answer"]

_UNANSWERED: frozenset[Absent] = frozenset((MISSING, NOT_APPLICABLE))


def open_answer(measure: Measure, when_empty: NodeValue = MISSING) -> Reach:
    """Give everything that an open fact can come to, staying open included."""
    return join((known_answer(measure, when_empty), Reach(absent=_UNANSWERED)))


def known_answer(measure: Measure, when_empty: NodeValue = MISSING) -> Reach:
    """Give everything that a known answer can be."""
    if measure.kind == "flag":
        return Reach(words=frozenset((True, False)))
    if measure.kind == "choice":
        return _choice(measure)
    numbers = Reach(_numbers(measure))
    return join((numbers, just(when_empty))) if measure.kind == "ratio" and not measure.one_of else numbers


def _choice(measure: Measure) -> Reach:
    if measure.one_of:
        return Reach(words=frozenset(str(word) for word in measure.one_of))
    return Reach(Span(BELOW, ABOVE, None, whole=True), any_word=True)


def _numbers(measure: Measure) -> Span | None:
    whole = measure.kind == "count"
    least: End = BELOW if measure.kind == "decimal" else 0
    if measure.one_of:
        fitting = [
            one
            for one in measure.one_of
            if not isinstance(one, str) and one >= least and not (whole and type(one) is not int)
        ]
        within = [one for one in fitting if measure.between is None or measure.between[0] <= one <= measure.between[1]]
        return few(within)
    low, high = (least, ABOVE) if measure.between is None else (max(least, measure.between[0]), measure.between[1])
    if whole:
        from stationkit.rules.reach.cells import inside

        low, high = inside(low, high)
    return None if low > high else span(low, high, whole=whole)
