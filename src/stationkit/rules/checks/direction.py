"""Directions: a better answer never costs, a fault more never pays, and what does not apply brings nothing.

Proved node by node (`monotone`), all other facts with values: causes that never give back, ladders and bands whose rows
go from the best to the worst with conditions that stay true, shares, lines, checklists, sums and means with fixed
weights, fixed rounding, caps and floors. Outside of that, facts that show the contrary are searched for.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from stationkit.rules.checks.results import CheckResult, proved, refuted, undecided
from stationkit.rules.checks.study import NOT_ASKED, Study, Tried
from stationkit.rules.facts import Known
from stationkit.rules.model import Measure
from stationkit.words import Words

__all__ = ["check_better", "check_deductions", "check_inapplicable"]


def check_better(study: Study) -> Iterator[CheckResult]:
    """A measure that says which answers are better: a better one never lowers a result, all else equal."""
    for measure in study.rulebook.measures:
        if measure.better and not measure.list and measure.id in study.leaves:
            yield _directed(study, "better", f"measure.{measure.id}", measure)


def check_deductions(study: Study) -> Iterator[CheckResult]:
    """A fault more never raises a result."""
    told = study.resolved.expected[""]
    for key in study.leaves:
        if "." in key and not _is_gain(study, key):
            where = f"item.{key.replace('.', '.cause.')}"
            yield _directed(study, "deductions", where, told[key])


def _is_gain(study: Study, key: str) -> bool:
    """Tell whether a mark of a sheet is something good: an entry of a checklist, or a cause behind `add`."""
    from stationkit.rules.model import Computed
    from stationkit.rules.shapes.causes import Causes

    item, _, cause = key.partition(".")
    node = study.rulebook.nodes[item]
    if not isinstance(node, Computed):
        return False
    taken = [*node.shape.causes] if isinstance(node.shape, Causes) else []
    taken += [one for verb in node.then if verb.verb == "deduct" for one in getattr(verb, "causes", ())]
    return all(one.id != cause for one in taken)


def _directed(study: Study, check: str, where: str, measure: Measure) -> CheckResult:
    values = sorted(value for value in study.samples(measure.id) if not isinstance(value, str))
    ordered = values if measure.better == "higher" else list(reversed(values))
    moves, sign = study.directions(measure.id), 1 if measure.better == "higher" else -1
    if all(moves.of(name) in (0, sign) for name in study.results):
        return proved(check, where, "更好的答案从不降低结果", "a better answer never lowers a result")
    for start in (study.best, study.worst):
        line = [study.known_facts({**start, measure.id: value}) for value in ordered]
        found = _falls(study, line)
        if found is not None:
            worse, better = found
            told = _told(measure.id, worse, better)
            return refuted(check, where, told, better.facts, worse.facts, warning=check == "deductions")
    return undecided(
        check, where, "不在可证明的范围内，也没有找到反例", "outside what is proved, and no facts show the contrary"
    )


def _falls(study: Study, line: Sequence[Tried]) -> tuple[Tried, Tried] | None:
    """Give two neighbours of which the better answer has the worse result."""
    for worse, better in pairwise(line):
        ranks = zip(study.rank(worse), study.rank(better), strict=True)
        if any(after < before for before, after in ranks):
            return worse, better
    return None


def _told(name: str, worse: Tried, better: Tried) -> Words:
    said = [one.answers[name].value for one in (worse, better) if isinstance(one.answers[name], Known)]  # type: ignore[union-attr]  # known
    return Words(
        zh=f"{name} 由 {said[0]} 变为更好的 {said[1]}，结果反而变差",
        en=f"{name} from {said[0]} to the better {said[1]} makes the result worse",
    )


def check_inapplicable(study: Study) -> Iterator[CheckResult]:
    """What does not apply never brings more than its best answer would; told only where facts show the contrary."""
    for key in study.leaves:
        yield from _profit(study, key)


def _profit(study: Study, key: str) -> Iterator[CheckResult]:
    where = f"measure.{key}" if "." not in key else f"item.{key.replace('.', '.cause.')}"
    answers = {name: Known(value=value) for name, value in study.worst.items()}
    without = study.tried({**answers, key: NOT_ASKED})
    known = [one for changed, _, one in study.variations(study.worst) if changed == key]
    rank, best = study.rank(without), max([study.known_facts(study.worst), *known], key=study.rank)
    if all(mine >= other for mine, other in zip(rank, study.rank(best), strict=True)) and rank != study.rank(best):
        words = Words(
            zh=f"{key} 不适用时的结果好过任何答案（缺项折算）",
            en=f"{key} not applicable brings more than any answer to it (a rescale)",
        )
        yield refuted("inapplicable", where, words, without.facts, best.facts, warning=True)
